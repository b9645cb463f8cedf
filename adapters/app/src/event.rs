//! An event of whatever source, behind one face.

#[cfg(not(any(feature = "rest", feature = "http", feature = "alb")))]
compile_error!(
    "without one of the features `rest`, `http` and `alb` there are no events to answer"
);

use gatepost_core::{Buffer, Frame, Request};
use gatepost_json::{EventContext, EventError, Index, Source, Sources};

/// An event of any source that the crate's features answer.
pub(crate) enum Event<'b> {
    #[cfg(feature = "rest")]
    Rest(gatepost_rest::Event<'b>),
    #[cfg(feature = "http")]
    Http(gatepost_http::Event<'b>),
    #[cfg(feature = "alb")]
    Alb(gatepost_alb::Event<'b>),
}

/// Calls the same method of the event, whatever its source.
macro_rules! each {
    ($event:expr, $inner:ident => $call:expr) => {
        match $event {
            #[cfg(feature = "rest")]
            Event::Rest($inner) => $call,
            #[cfg(feature = "http")]
            Event::Http($inner) => $call,
            #[cfg(feature = "alb")]
            Event::Alb($inner) => $call,
        }
    };
}

impl<'b> Event<'b> {
    /// Reads an event of one of `sources`.
    pub(crate) fn read(bytes: &'b mut [u8], sources: Sources) -> Result<Self, EventError> {
        let index = Index::read(bytes, sources)?;
        match index.source {
            #[cfg(feature = "rest")]
            Source::Rest | Source::HttpApiV1 => Ok(Self::Rest(gatepost_rest::Event::of(index))),
            #[cfg(feature = "http")]
            Source::HttpApi | Source::FunctionUrl => {
                Ok(Self::Http(gatepost_http::Event::of(index)))
            }
            #[cfg(feature = "alb")]
            Source::LoadBalancer => Ok(Self::Alb(gatepost_alb::Event::of(index))),
            // Of a feature that is off.
            source => Err(EventError::SwitchedOff(source)),
        }
    }

    pub(crate) fn request(&self) -> Request<'_> {
        each!(self, event => event.request())
    }

    pub(crate) fn context(&self) -> EventContext<'_> {
        each!(self, event => event.context())
    }

    /// Writes the answer.
    pub(crate) fn write(&self, frame: &Frame<'_>, answer: &mut dyn Buffer) {
        each!(self, event => event.write(frame, answer));
    }

    /// How long an answer may be, in bytes.
    pub(crate) fn max_answer(&self) -> usize {
        match self {
            #[cfg(feature = "rest")]
            Self::Rest(_) => gatepost_rest::MAX_ANSWER,
            #[cfg(feature = "http")]
            Self::Http(_) => gatepost_http::MAX_ANSWER,
            #[cfg(feature = "alb")]
            Self::Alb(_) => gatepost_alb::MAX_ANSWER,
        }
    }

    /// How many cookies of a reply the client will not get.
    #[cfg(feature = "alb")]
    pub(crate) fn dropped_cookies(&self, frame: &Frame<'_>) -> usize {
        match self {
            Self::Alb(event) => event.dropped_cookies(frame),
            #[cfg(any(feature = "rest", feature = "http"))]
            _ => 0,
        }
    }

    /// How many cookies of a reply the client will not get: only a load balancer loses any.
    #[cfg(not(feature = "alb"))]
    #[allow(clippy::unused_self)] // As its sibling.
    pub(crate) fn dropped_cookies(&self, _: &Frame<'_>) -> usize {
        0
    }
}
