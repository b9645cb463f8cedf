//! Application Load Balancer, Lambda target: requests as its events, its answers as responses.

mod answer;
mod event;

pub(crate) use answer::response;
pub(crate) use event::event;

/// Whether multi-value headers are switched on in the target group: events and answers have the maps
/// of one family, never of both.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Single,
    Multi,
}

impl Mode {
    /// The key of the headers, in events and answers.
    const fn headers(self) -> &'static str {
        match self {
            Self::Single => "headers",
            Self::Multi => "multiValueHeaders",
        }
    }

    /// The key of the query, in events.
    const fn query(self) -> &'static str {
        match self {
            Self::Single => "queryStringParameters",
            Self::Multi => "multiValueQueryStringParameters",
        }
    }
}
