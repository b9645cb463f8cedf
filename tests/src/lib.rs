//! What the tests of gatepost share.

pub mod browser;
pub mod conformance;
pub mod cors_app;
pub mod echo;
pub mod groups;
pub mod replay;
pub mod runtime_api;

pub use gatepost_laws::{event_rules, events, naive_matcher, routes};
