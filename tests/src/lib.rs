//! What the tests of gatepost share.

pub mod conformance;
pub mod replay;
pub mod runtime_api;
