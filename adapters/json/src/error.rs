//! Why an event is not answered.

use core::fmt;

use crate::{
    field::Field,
    source::{Source, SourceError},
};

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
        expected: Words,
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
        field: Words,
        /// What it should be.
        wanted: Words,
    },
    /// A field is there twice, so two readers could understand two things.
    Twice {
        /// The field.
        field: Words,
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

/// The name of a field, or what was expected: looked up where it is asked for, so that a program that shows
/// no errors has no texts of them.
///
/// ```
/// use gatepost_json::{EventError, Index, ReadError, Sources};
///
/// let error = Index::read(&mut br#"{"path":7}"#.clone(), Sources::ALL).unwrap_err();
/// let EventError::Json(ReadError::Type { field, wanted }) = error else { panic!("{error}") };
/// assert_eq!((field.as_str(), wanted.as_str()), ("path", "a string"));
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Words(Named);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Named {
    Field(Field),
    Expected(Expected),
}

impl Words {
    pub(crate) const fn field(field: Field) -> Self {
        Self(Named::Field(field))
    }

    pub(crate) const fn expected(expected: Expected) -> Self {
        Self(Named::Expected(expected))
    }

    /// The text.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self.0 {
            Named::Field(field) => field.name(),
            Named::Expected(expected) => expected.text(),
        }
    }
}

impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

/// What was expected.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expected {
    Object,
    Array,
    Key,
    Colon,
    String,
    Text,
    Value,
    CommaOrBrace,
    CommaOrBracket,
    End,
    Escape,
    Control,
    Quote,
    NoZero,
    Digit,
    Boolean,
    Strings,
    Fields,
    LessThan4Gb,
}

impl Expected {
    const fn text(self) -> &'static str {
        match self {
            Self::Object => "an object",
            Self::Array => "an array",
            Self::Key => "a key",
            Self::Colon => "':'",
            Self::String => "a string",
            Self::Text => "a text",
            Self::Value => "a value",
            Self::CommaOrBrace => "',' or '}'",
            Self::CommaOrBracket => "',' or ']'",
            Self::End => "nothing after the value",
            Self::Escape => "an escape, such as \\n",
            Self::Control => "an escape for a control character",
            Self::Quote => "'\"'",
            Self::NoZero => "a number without a leading zero",
            Self::Digit => "a digit",
            Self::Boolean => "true or false",
            Self::Strings => "an array of strings",
            Self::Fields => "an object of texts",
            Self::LessThan4Gb => "less than 4 GB",
        }
    }
}
