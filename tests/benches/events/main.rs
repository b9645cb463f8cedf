//! From event bytes to answer bytes: gatepost, `lambda_http` with axum, and a function written by
//! hand with event types, in one binary, on the same events.
//!
//! ```text
//! cargo bench -p gatepost-tests --bench events                 our events, less than a minute
//! cargo bench -p gatepost-tests --bench events -- FILE…        those events, one a file
//! ```
//!
//! Every function has two routes and answers `GET /hello/world` with a small JSON object; every
//! answer is checked before anything is measured. Ratios are theirs over ours. Time is compared in
//! rounds, each function in each round, in a random order. Heap allocations are those of a warm call;
//! the allocator that counts them is there in the other measurements too.
//!
//! Reading alone is compared too: gatepost's index of an event, with which each of its answers
//! begins, and serde_json passing over all that is there (`IgnoredAny`).

#[path = "../common/mod.rs"]
mod common;
mod event;
mod gatepost;
mod lambda_http;
mod measure;
mod reading;
mod report;
mod thrifty;
mod worker;

use std::{
    env,
    process::{Command, ExitCode},
};

use event::{Event, OURS};
use worker::ANSWERING;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if env::var_os(lambda_http::NO_STAGE).is_none() {
        return again(&arguments);
    }
    let result = match arguments[..] {
        ["--work", worker, file, passes] => measure::work(worker, file, passes),
        ["--bench"] => report::print(&OURS),
        [ref files @ .., "--bench"] => report::print(files),
        // `cargo test` runs benches without an argument.
        [] => OURS.iter().try_for_each(|file| answering(&Event::of(file)?).map(drop)),
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

/// Runs this program once more, with the variable that `lambda_http` wants to be set: from within,
/// it could only be set with `unsafe`.
fn again(arguments: &[&str]) -> ExitCode {
    let program = env::current_exe().unwrap();
    let ran = Command::new(program).args(arguments).env(lambda_http::NO_STAGE, "1").status();
    if ran.is_ok_and(|status| status.success()) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Who answers the event; of the others it is said why they do not.
///
/// # Errors
/// Where an answer is wrong.
fn answering(event: &Event) -> Result<Vec<&'static str>, String> {
    let mut names = ANSWERING.to_vec();
    let mut answer = vec![];
    for name in ANSWERING {
        let mut worker = worker::named(name, event.source)?;
        if let Err(refusal) = worker.work(&event.bytes, &mut answer) {
            println!("{} refused by {name}: {refusal}", event.file);
            names.retain(|known| *known != name);
        } else if !worker::is_right(&answer) {
            let answer = String::from_utf8_lossy(&answer);
            return Err(format!("{}: {name} answers {answer}", event.file));
        }
    }
    Ok(names)
}
