//! An event, only read: by gatepost, which finds all that its mappings need, and by serde_json,
//! which finds nothing but the end.

use std::hint::black_box;

use serde::de::IgnoredAny;

use crate::worker::Worker;

#[derive(Default)]
pub struct Index {
    event: Vec<u8>,
}

impl Worker for Index {
    fn work(&mut self, event: &[u8], _: &mut Vec<u8>) -> Result<(), String> {
        // The copy counts, as in a whole call.
        self.event.clear();
        self.event.extend_from_slice(event);
        let index = gatepost_json::Index::read(&mut self.event, gatepost_json::Sources::ALL);
        black_box(index).map(drop).map_err(|error| error.to_string())
    }
}

pub struct Ignored;

impl Worker for Ignored {
    fn work(&mut self, event: &[u8], _: &mut Vec<u8>) -> Result<(), String> {
        let ignored: Result<IgnoredAny, _> = serde_json::from_slice(event);
        ignored.map(drop).map_err(|error| error.to_string())
    }
}
