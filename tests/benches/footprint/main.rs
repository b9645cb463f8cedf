//! What one function costs on several grounds: two GET routes, one parameter, text and a small JSON
//! out, events of a REST API.
//!
//! ```text
//! cargo bench -p gatepost-tests --bench footprint
//! ```
//!
//! The programs are built with the profile `minimal`, each with its own features, and run against the
//! Runtime API of the tests, with an event of 4 KB. What takes time is measured in rounds in which all
//! of them run, one after another; a ratio is the median over rounds of the ratio within one.
//! The README's picture of them is drawn anew each time.

mod ground;
mod measure;
mod picture;
mod race;

use std::{env, fs, process::ExitCode};

use ground::{Built, GROUNDS};
use race::Race;

const ROUNDS: usize = 41;

fn main() -> ExitCode {
    // `cargo test` runs benches without an argument.
    if !env::args().any(|argument| argument == "--bench") {
        return ExitCode::SUCCESS;
    }
    match everything() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn everything() -> Result<(), String> {
    let empty = ground::empty()?;
    let built: Vec<Built> = GROUNDS.iter().map(ground::build).collect::<Result<_, _>>()?;
    built.iter().try_for_each(measure::check)?;
    let race = Race::run(&built, ROUNDS);

    println!(
        "an empty program: {empty} bytes; {ROUNDS} rounds, medians; us: to the first answer, and a warm invocation"
    );
    println!(
        "{:<16}{:>10}{:>10}{:>8}{:>10}{:>10}{:>9}{:>9}{:>7}{:>9}{:>7}",
        "", "bytes", "over", "crates", "RSS kB", "syscalls", "each", "first", "x", "warm", "x"
    );
    for (at, program) in built.iter().enumerate() {
        let calls = measure::syscalls(program)?;
        let (before, each) = calls.map_or(("-".into(), "-".into()), |(before, each)| {
            (before.to_string(), format!("{each:.1}"))
        });
        println!(
            "{:<16}{:>10}{:>10}{:>8}{:>10}{before:>10}{each:>9}{:>9.0}{:>7.2}{:>9.1}{:>7.2}",
            program.ground.name,
            program.bytes,
            program.bytes as i64 - empty as i64,
            program.crates,
            measure::peak_rss(program),
            race.first(at),
            race.first_ratio(at, place("lambda_runtime")),
            race.warm(at),
            race.warm_ratio(at, place("lambda_runtime")),
        );
    }
    if !measure::has_strace() {
        println!("no syscalls: `strace` is not there");
    }
    figures(&built, &race);
    let measured = |name: &str| {
        (built[place(name)].bytes, race.warm_ratio(place(name), place("lambda_runtime")))
    };
    fs::write(picture::PATH, picture::draw(measured)).map_err(|error| error.to_string())
}

fn place(name: &str) -> usize {
    GROUNDS.iter().position(|ground| ground.name == name).unwrap()
}

fn figures(built: &[Built], race: &Race) {
    for name in ["face_blocking", "face_gzip", "core_blocking", "no_std", "lambda_runtime"] {
        // Of lambda_runtime it is the face's weight that is bound, not the peer's.
        let program = if name == "lambda_runtime" { "face_lambda" } else { name };
        println!("figure footprint.{name}.bytes {}", built[place(program)].bytes);
    }
    println!("figure footprint.blocking.crates {}", built[place("face_blocking")].crates);
    let ours = place("face_blocking");
    for theirs in ["lambda_runtime", "lambda_http"] {
        let ratio = race.warm_ratio(ours, place(theirs));
        println!("figure footprint.warm.{theirs} {ratio:.3}");
    }
    let first = race.first_ratio(place("no_std"), place("lambda_runtime"));
    println!("figure footprint.first.no_std {first:.3}");
    println!("figure footprint.no_std.rss_kb {}", measure::peak_rss(&built[place("no_std")]));
    println!("figure footprint.allocations {}", measure::allocations());
}
