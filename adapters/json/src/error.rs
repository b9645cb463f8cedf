//! Why an event cannot be read.

use core::fmt;

/// Why an event cannot be read: its text says where, or which field.
///
/// ```
/// use gatepost_json::Index;
///
/// let refusal = |event: &str| Index::read(&mut event.to_owned().into_bytes()).unwrap_err().to_string();
/// assert_eq!(refusal(r#"{"path":"/",}"#), "byte 12: expected a key");
/// assert_eq!(refusal(r#"{"path":5}"#), "`path` is not a string");
/// assert_eq!(refusal(r#"{"path":"/a","path":"/b"}"#), "`path` is there twice");
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
