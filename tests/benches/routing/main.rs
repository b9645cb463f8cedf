//! gatepost's routing against its peers': matchit, path-tree, wayfind, and a list of regular
//! expressions.
//!
//! ```text
//! cargo bench -p gatepost-tests --bench routing                      everything, about two minutes
//! cargo bench -p gatepost-tests --bench routing -- --callgrind       only the instructions
//! cargo bench -p gatepost-tests --bench routing -- --time github     only the time, of some tables
//! ```
//!
//! The routers are in one binary and are asked the same requests in rounds, in the same random order
//! of requests and in a random order of routers. A lookup is a match with every parameter read as
//! `&str`. For gatepost it is the whole [`Policy::open`](gatepost_core::Policy::open); the peers know
//! nothing of methods, escapes and prefixes, and are spared that work. Before anything is measured
//! every answer, its route and its parameters, is compared with what it has to be.

mod callgrind;
#[path = "../common/mod.rs"]
mod common;
mod github;
mod oracle;
mod peers;
mod routes;
mod timing;

use std::{env, process::ExitCode};

use peers::{Gatepost, Matchit, MatchitByName, PathTree, Regexes, Wayfind};
use routes::{Case, GITHUB, GITHUB_TABLE};
use timing::{Runner, race};

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match arguments[..] {
        ["--lookups", router, case, passes] => callgrind::look_up(router, case, passes),
        ["--callgrind", ..] => instructions(),
        ["--time", ref names @ .., "--bench"] => time(names),
        ["--bench"] => everything(),
        // `cargo test` runs benches without an argument.
        [] => routes::NAMES.iter().try_for_each(|name| runners(&case(name)).map(drop)),
        _ => Err(format!("nobody knows {}", arguments.join(" "))),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn everything() -> Result<(), String> {
    time(&routes::NAMES)?;
    instructions()?;
    let rom = GITHUB_TABLE.size() as f64 / GITHUB.len() as f64;
    println!("figure routing.github.rom_per_route {rom:.1}");
    let (lookups, wrong) = oracle::differences();
    println!("{lookups} lookups in random tables compared with the naive matcher's");
    println!("figure routing.oracle.wrong {wrong}");
    Ok(())
}

fn case(name: &str) -> Case {
    Case::named(name).unwrap()
}

/// The routers over a table, matchit first. A peer that answers wrong is left out.
fn runners(case: &Case) -> Result<Vec<Runner>, String> {
    let asked = &case.asked;
    let gatepost = Gatepost::of(case);
    let (steps, size) = (gatepost.table().worst_steps(), gatepost.table().size());
    let mut runners = vec![
        Runner::new("matchit", asked, Matchit::of(case)),
        Runner::new("matchit, by name", asked, MatchitByName(Matchit::of(case))),
        Runner::new("gatepost", asked, gatepost),
        Runner::new("path-tree", asked, PathTree::of(case)),
        Runner::new("wayfind", asked, Wayfind::of(case)),
    ];
    println!(
        "\n{}: {} routes, {} requests, at most {steps} steps, {:.1} bytes a route",
        case.name,
        case.patterns.len(),
        asked.len(),
        size as f64 / case.patterns.len() as f64,
    );
    if case.name == "github" {
        runners.push(Runner::new("gatepost, static", asked, Gatepost::of_static()));
    }
    if case.patterns.len() < 1000 {
        runners.push(Runner::new("regex list", asked, Regexes::of(case)).with_limit(256));
    }
    if let Some(wrong) = runners[..3].iter().find(|runner| runner.wrong > 0) {
        return Err(format!("{} answers {} requests wrong", wrong.name, wrong.wrong));
    }
    runners.retain(|runner| {
        if runner.wrong > 0 {
            println!("  {:<17} answers {} requests wrong", runner.name, runner.wrong);
        }
        runner.wrong == 0
    });
    Ok(runners)
}

fn time(names: &[&str]) -> Result<(), String> {
    let mut figures = vec![];
    for name in names {
        let case = Case::named(name).ok_or_else(|| format!("no table {name}"))?;
        let mut runners = runners(&case)?;
        let measured = race(&mut runners, &case.asked, 201);
        for (runner, figure) in runners.iter().zip(&measured) {
            println!("  {:<17} {:6.3} {:9.1} ns", runner.name, figure.ratio, figure.nanoseconds);
            let is_figure = matches!(*name, "github" | "n1000" | "n10000" | "miss");
            if runner.name == "gatepost" && is_figure {
                figures.push(format!("figure routing.{name}.time {:.3}", figure.ratio));
            }
        }
    }
    println!();
    figures.iter().for_each(|figure| println!("{figure}"));
    Ok(())
}

fn instructions() -> Result<(), String> {
    if !common::callgrind::is_installed() {
        println!("valgrind is missing: no instructions");
        return Ok(());
    }
    let own = env::current_exe().map_err(|error| error.to_string())?;
    println!("\ninstructions     {:>9} {:>9}", "gatepost", "matchit");
    let ratio = |program, name| {
        let case = case(name);
        let gatepost = callgrind::instructions(program, "gatepost", &case)?;
        let matchit = callgrind::instructions(program, "matchit", &case)?;
        println!("  {name:<14} {gatepost:9.1} {matchit:9.1}");
        Ok::<_, String>((gatepost, gatepost / matchit))
    };
    let (github, _) = ratio(&own, "github")?;
    ratio(&own, "n1000")?;
    ratio(&own, "miss")?;
    println!("built for size");
    let (_, for_size) = ratio(&callgrind::build_for_size()?, "github")?;
    println!("\nfigure routing.github.instructions {github:.1}");
    println!("figure routing.github.size_z {for_size:.3}");
    Ok(())
}
