//! Why an event is not answered.

use core::fmt;

use crate::source::{Source, SourceError};

/// Why an event is not answered: its text says which field decided.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum EventError {
    /// It cannot be read.
    Json(ReadError),
    /// It is not an HTTP request.
    NotHttp(SourceError),
    /// It is of another event source than the one that is fixed.
    OtherSource {
        /// The fixed one.
        wanted: Source,
        /// The event's.
        source: Source,
    },
    /// It is of an event source that is not answered.
    SwitchedOff(Source),
}

impl EventError {
    /// The kind of error, for the Runtime API: `Event.NotJson`, `Event.Malformed` where a
    /// field is there twice or of the wrong type, `Event.NotHttp` or `Event.OtherSource`.
    ///
    /// ```
    /// use gatepost_json::{Index, Sources};
    ///
    /// let error = Index::read(&mut b"{}".to_owned(), Sources::ALL).unwrap_err();
    /// assert_eq!(error.kind(), "Event.NotHttp");
    /// assert_eq!(error.to_string(), "not an HTTP request: the event has no `httpMethod`");
    /// ```
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Json(ReadError::Type { .. } | ReadError::Twice { .. }) => "Event.Malformed",
            Self::Json(_) => "Event.NotJson",
            Self::NotHttp(_) => "Event.NotHttp",
            Self::OtherSource { .. } | Self::SwitchedOff(_) => "Event.OtherSource",
        }
    }
}

impl From<ReadError> for EventError {
    fn from(error: ReadError) -> Self {
        Self::Json(error)
    }
}

impl fmt::Display for EventError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json(error) => write!(f, "the event cannot be read: {error}"),
            Self::NotHttp(error) => error.fmt(f),
            Self::OtherSource { wanted, source } => {
                let field = source.decided_by();
                write!(f, "not of {wanted} but of {source}: the event has `{field}`")
            }
            Self::SwitchedOff(source) => {
                let field = source.decided_by();
                write!(
                    f,
                    "of {source}, which this function does not answer: the event has `{field}`"
                )
            }
        }
    }
}

impl core::error::Error for EventError {}

/// Why an event cannot be read: its text says where, or which field.
///
/// ```
/// use gatepost_json::{Index, Sources};
///
/// let refusal = |event: &str| {
///     Index::read(&mut event.to_owned().into_bytes(), Sources::ALL).unwrap_err().to_string()
/// };
/// assert_eq!(refusal(r#"{"path":"/",}"#), "the event cannot be read: byte 12: expected a key");
/// assert_eq!(refusal(r#"{"path":5}"#), "the event cannot be read: `path` is not a string");
/// assert_eq!(refusal(r#"{"path":"/a","path":"/b"}"#), "the event cannot be read: `path` is there twice");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum ReadError {
    /// It is not JSON (RFC 8259).
    Syntax {
        /// Where: the number of bytes before it.
        at: usize,
        /// What should stand there.
        expected: &'static str,
    },
    /// Arrays and objects are nested more than 127 deep.
    TooDeep {
        /// Where: the number of bytes before it.
        at: usize,
    },
    /// It is not UTF-8.
    NotUtf8 {
        /// Where: the number of bytes before it.
        at: usize,
    },
    /// A field is of another type than event sources send.
    Type {
        /// The field.
        field: &'static str,
        /// What it should be.
        wanted: &'static str,
    },
    /// A field is there twice, so two readers could understand two things.
    Twice {
        /// The field.
        field: &'static str,
    },
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax { at, expected } => write!(f, "byte {at}: expected {expected}"),
            Self::TooDeep { at } => write!(f, "byte {at}: nested more than 127 deep"),
            Self::NotUtf8 { at } => write!(f, "byte {at}: not UTF-8"),
            Self::Type { field, wanted } => write!(f, "`{field}` is not {wanted}"),
            Self::Twice { field } => write!(f, "`{field}` is there twice"),
        }
    }
}

impl core::error::Error for ReadError {}
