//! Every test that needs the core, the reader and the mappings and nothing beside them, in one program:
//! what `cargo mutants` builds and runs for each change.

// What the tests of gatepost-tests know by that name is all here.
extern crate gatepost_laws as gatepost_tests;

#[path = "../../tests/content_coding.rs"]
mod content_coding;
#[path = "../../tests/cookies.rs"]
mod cookies;
#[path = "../../tests/cors.rs"]
mod cors;
#[path = "../../tests/definition_order.rs"]
mod definition_order;
#[path = "../../tests/event_context.rs"]
mod event_context;
#[path = "../../tests/event_sources.rs"]
mod event_sources;
#[path = "../../tests/json_reader.rs"]
mod json_reader;
#[path = "../../tests/patterns.rs"]
mod patterns;
#[path = "../../tests/routing.rs"]
mod routing;
#[path = "../../tests/routing_laws.rs"]
mod routing_laws;
#[path = "../../tests/table_errors.rs"]
mod table_errors;
#[path = "../../tests/tables.rs"]
mod tables;

mod core;
mod json;
mod seeds;
