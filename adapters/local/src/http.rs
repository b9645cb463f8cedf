//! API Gateway HTTP API, payload format 2.0, and Lambda Function URLs, which speak it with another
//! accent: requests as their events, their answers as responses.

mod answer;
mod event;

pub(crate) use answer::response;
pub(crate) use event::event;

/// Which of the two.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Api,
    Url,
}
