//! JSON for the mappings between event sources and gatepost: one pass over an event gives a
//! borrowed [`Index`] of what they need, and a few functions write an answer. No std, no heap, no
//! `unsafe`, no recursion.
//!
//! ```
//! use gatepost_json::{Index, Source};
//!
//! let mut event = *br#"{"httpMethod":"GET","path":"/caf\u00e9","headers":{"ETag":"\"a\""},"more":[1,{}]}"#;
//! let index = Index::read(&mut event)?;
//! assert_eq!((index.http_method, index.path), (Some("GET"), Some("/café")));
//! assert_eq!(index.headers.iter().collect::<Vec<_>>(), [("ETag", "\"a\"")]);
//! assert_eq!(Source::of(&index), Ok(Source::Rest));
//! # Ok::<(), gatepost_json::ReadError>(())
//! ```
//!
//! # Text is decoded where it stands
//! An escape is never shorter than what it stands for, so a string with escapes is decoded into its
//! own place in the event, and all that the index hands out is `&str`, borrowed. That is why an
//! event is read from `&mut [u8]`, which is overwritten: an event can be read once.

#![no_std]
#![deny(clippy::indexing_slicing)]

mod base64_body;
mod error;
mod fields;
mod index;
mod reader;
mod source;
mod string;
mod write;

pub use error::ReadError;
pub use fields::FieldMap;
pub use index::Index;
pub use source::{Source, SourceError};
pub use write::{write_base64, write_string};
