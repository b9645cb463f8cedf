//! An event, read.

use core::fmt;

use gatepost_json::{Index, ReadError, Source, SourceError};

/// An event of a REST API, borrowed from its bytes.
///
/// The crate's front page shows one.
#[derive(Clone, Copy, Debug)]
pub struct Event<'b> {
    pub(crate) index: Index<'b>,
    pub(crate) source: Source,
}

impl<'b> Event<'b> {
    /// Reads an event. `httpMethod` and `path` are enough; all else may be missing or `null`.
    ///
    /// # Errors
    /// [`EventError`] where it is not JSON, not an HTTP request, or of another event source.
    pub fn read(bytes: &'b mut [u8]) -> Result<Self, EventError> {
        let index = Index::read(bytes).map_err(EventError::Json)?;
        match Source::of(&index) {
            Ok(source @ (Source::Rest | Source::HttpApiV1)) => Ok(Self { index, source }),
            Ok(source) => Err(EventError::OtherSource(source)),
            Err(error) => Err(EventError::NotHttp(error)),
        }
    }

    /// The id that the API gave to the request.
    #[must_use]
    pub fn request_id(&self) -> Option<&'b str> {
        self.index.request_id
    }
}

/// Why an event is not one of a REST API.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum EventError {
    /// It cannot be read.
    Json(ReadError),
    /// It is not an HTTP request.
    NotHttp(SourceError),
    /// It is of another event source.
    OtherSource(Source),
}

impl EventError {
    /// The kind of error, for the Runtime API: `Event.NotJson`, `Event.Malformed` where a
    /// field is there twice or of the wrong type, `Event.NotHttp` or `Event.OtherSource`.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Json(ReadError::Type { .. } | ReadError::Twice { .. }) => "Event.Malformed",
            Self::Json(_) => "Event.NotJson",
            Self::NotHttp(_) => "Event.NotHttp",
            Self::OtherSource(_) => "Event.OtherSource",
        }
    }
}

impl fmt::Display for EventError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json(error) => write!(f, "the event cannot be read: {error}"),
            Self::NotHttp(error) => error.fmt(f),
            Self::OtherSource(source) => {
                let field = source.decided_by();
                write!(f, "not of a REST API but of {source}: the event has `{field}`")
            }
        }
    }
}

impl core::error::Error for EventError {}
