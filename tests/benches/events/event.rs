//! The events that are answered.

use std::fs;

use serde_json::Value;

/// Ours, one of each source: what it sends for `GET /hello/world`, from a browser.
pub const OURS: [&str; 3] = [
    concat!(env!("CARGO_MANIFEST_DIR"), "/benches/events/rest.json"),
    concat!(env!("CARGO_MANIFEST_DIR"), "/benches/events/http.json"),
    concat!(env!("CARGO_MANIFEST_DIR"), "/benches/events/alb.json"),
];

pub struct Event {
    pub file: String,
    pub source: Source,
    pub bytes: Vec<u8>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Source {
    Rest,
    Http,
    LoadBalancer,
}

impl Event {
    pub fn of(file: &str) -> Result<Self, String> {
        let bytes = fs::read(file).map_err(|error| format!("{file}: {error}"))?;
        let event = serde_json::from_slice(&bytes).map_err(|error| format!("{file}: {error}"))?;
        Ok(Self { file: file.to_owned(), source: Source::of(&event), bytes })
    }
}

impl Source {
    fn of(event: &Value) -> Self {
        let context = &event["requestContext"];
        match (&context["elb"], &context["http"]) {
            (Value::Null, Value::Null) => Self::Rest,
            (Value::Null, _) => Self::Http,
            _ => Self::LoadBalancer,
        }
    }

    /// Its name in figures.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rest => "rest",
            Self::Http => "http",
            Self::LoadBalancer => "alb",
        }
    }
}
