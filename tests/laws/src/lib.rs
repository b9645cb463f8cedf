//! Laws of gatepost. A law takes any bytes, has gatepost do something with them, does the same in the
//! plainest way there is, and panics where the two disagree.
//!
//! The fuzz targets, the seeds and the property tests are all made of these functions.

pub mod event_rules;
pub mod events;
pub mod naive_matcher;
pub mod routes;

mod accept_encoding;
mod base64_body;
mod cookies;
mod cors;
mod event;
mod json_reader;
mod json_writer;
mod location;
mod pattern;
mod query;
mod request;
mod table;

pub use accept_encoding::accept_encoding;
pub use base64_body::base64_body;
pub use cookies::{cookies, kept};
pub use cors::cors;
pub use event::{alb, http, rest};
pub use json_reader::{difference, json_reader};
pub use json_writer::json_writer;
pub use location::location;
pub use pattern::pattern;
pub use query::query;
pub use request::request;
pub use table::table;

/// How many cases a property has: what `GATEPOST_CASES` says, for a longer run, or else so many.
#[must_use]
pub fn cases(by_default: u32) -> u32 {
    let cases = std::env::var("GATEPOST_CASES").ok();
    cases.map_or(by_default, |cases| cases.parse().expect("GATEPOST_CASES is a number"))
}

/// A law: it panics where it is broken.
pub type Law = fn(&[u8]);

/// Every law, by the name of its function, its fuzz target and the folder of its seeds.
pub const ALL: [(&str, Law); 14] = [
    ("accept_encoding", accept_encoding),
    ("alb", alb),
    ("base64_body", base64_body),
    ("cookies", cookies),
    ("cors", cors),
    ("http", http),
    ("json_reader", json_reader),
    ("json_writer", json_writer),
    ("location", location),
    ("pattern", pattern),
    ("query", query),
    ("request", request),
    ("rest", rest),
    ("table", table),
];
