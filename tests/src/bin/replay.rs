//! Answers the events of a conformance document: `replay < document.json`.
//!
//! A line of JSON an event: `{"index","name","hit","response","error"}`. Exit code 3, with one line
//! `{"registration_error": …}`, where the routes make no table; 2 where the document asks for
//! something unknown.

use std::{io, process::ExitCode};

use gatepost_tests::replay::{Document, replay};
use serde_json::json;

fn main() -> ExitCode {
    let text = match io::read_to_string(io::stdin()) {
        Ok(text) => text,
        Err(error) => return unknown(&error.to_string()),
    };
    let document = match Document::read(&text) {
        Ok(document) => document,
        Err(error) => return unknown(&error.to_string()),
    };
    match replay(&document) {
        Ok(replayed) => {
            for (index, (event, replayed)) in document.events.iter().zip(replayed).enumerate() {
                println!("{}", replayed.line(index, &event.name));
            }
            ExitCode::SUCCESS
        }
        Err(refused) => {
            println!("{}", json!({"registration_error": refused.0}));
            ExitCode::from(3)
        }
    }
}

fn unknown(what: &str) -> ExitCode {
    eprintln!("replay: {what}");
    ExitCode::from(2)
}
