//! What the integration tests of gatepost share.

pub mod runtime_api;
