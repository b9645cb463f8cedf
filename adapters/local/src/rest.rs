//! API Gateway REST API, Lambda proxy integration ("payload v1"): requests as its events, its
//! answers as responses.

mod answer;
mod event;

pub(crate) use answer::response;
pub(crate) use event::event;
