//! What the tests of gatepost share.

pub mod browser;
pub mod conformance;
pub mod cors_app;
pub mod echo;
pub mod event_rules;
pub mod events;
pub mod naive_matcher;
pub mod replay;
pub mod routes;
pub mod runtime_api;
