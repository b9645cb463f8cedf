//! The table, and the figures.

use crate::{
    answering,
    common::callgrind,
    event::{Event, Source},
    measure::{Measured, measure},
    worker::{ANSWERING, READING},
};

pub fn print(files: &[&str]) -> Result<(), String> {
    let has_valgrind = callgrind::is_installed();
    if !has_valgrind {
        println!("valgrind is missing: no instructions");
    }
    let mut figures = vec![];
    let mut allocations = None;
    for file in files {
        let event = Event::of(file)?;
        println!("\n{}: {}, {} bytes", event.source.name(), event.file, event.bytes.len());
        let names = answering(&event)?;
        if names.first() != ANSWERING.first() {
            continue;
        }
        println!("  {:<13}instructions  ratio    time, µs  ratio  allocations", "");
        let answering = measure(&names, &event, has_valgrind)?;
        print_rows(&answering);
        let reading = measure(&READING, &event, has_valgrind)?;
        print_rows(&reading);
        allocations = allocations.max(answering.first().map(|ours| ours.allocations));
        figures.extend(figures_of(event.source, &answering, &reading));
    }
    println!();
    figures.iter().for_each(|(name, value)| println!("figure events.{name} {value}"));
    if let Some(allocations) = allocations {
        println!("figure events.allocations {allocations}");
    }
    Ok(())
}

/// Their ratios are to the first of them.
fn print_rows(measured: &[Measured]) {
    for Measured { name, instructions, time, allocations } in measured {
        let count = instructions.map_or("-".to_owned(), |count| format!("{count:.0}"));
        let ratio = ratio(measured, name).map_or("-".to_owned(), |ratio| format!("{ratio:.2}"));
        println!(
            "  {name:<13}{count:>12}{ratio:>7}{:>12.2}{:>7.2}{allocations:>13}",
            time.nanoseconds / 1000.0,
            time.ratio,
        );
    }
}

/// What is judged, of instructions.
fn figures_of(
    source: Source,
    answering: &[Measured],
    reading: &[Measured],
) -> Vec<(String, String)> {
    let name = source.name();
    let ours = answering.first().and_then(|ours| ours.instructions);
    let thrifty = ratio(answering, "thrifty").filter(|_| source == Source::Rest);
    // Ours over theirs, other than the rest.
    let read = ratio(reading, "IgnoredAny").filter(|_| source == Source::Rest).map(f64::recip);
    let figures = [
        ("instructions", ours.map(|count| format!("{count:.0}"))),
        ("read", read.map(three_places)),
        ("lambda_http", ratio(answering, "lambda_http").map(three_places)),
        ("thrifty", thrifty.map(three_places)),
    ];
    figures
        .into_iter()
        .filter_map(|(figure, value)| Some((format!("{name}.{figure}"), value?)))
        .collect()
}

fn three_places(value: f64) -> String {
    format!("{value:.3}")
}

/// The instructions of one over those of the first.
fn ratio(measured: &[Measured], name: &str) -> Option<f64> {
    let first = measured.first()?.instructions?;
    let one = measured.iter().find(|one| one.name == name)?;
    Some(one.instructions? / first)
}
