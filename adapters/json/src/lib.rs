//! JSON for the mappings between event sources and gatepost: one pass over an event gives a
//! borrowed [`Index`] of what they need, and a few functions write an answer. No std, no heap, no
//! `unsafe`, no recursion.
//!
//! ```
//! use gatepost_json::{Index, Source, Sources};
//!
//! let mut event = *br#"{"httpMethod":"GET","path":"/caf\u00e9","headers":{"ETag":"\"a\""},"more":[1,{}]}"#;
//! let index = Index::read(&mut event, Sources::ALL)?;
//! assert_eq!((index.source, index.method, index.path), (Source::Rest, Some("GET"), Some("/café")));
//! assert_eq!(index.headers.iter().collect::<Vec<_>>(), [("ETag", "\"a\"")]);
//! # Ok::<(), gatepost_json::EventError>(())
//! ```
//!
//! # Text is decoded where it stands
//! An escape is never shorter than what it stands for, so a string with escapes is decoded into its
//! own place in the event, and so are a query as a URL has it and a body in base64; all that the index
//! hands out is borrowed. That is why an event is read from `&mut [u8]`, which is overwritten: an event
//! can be read once.

#![no_std]
#![deny(clippy::indexing_slicing)]

mod base64;
mod context;
mod cookies;
mod error;
mod field;
mod fields;
mod form;
mod index;
mod reader;
mod source;
mod string;
mod value;
mod walk;
mod write;

pub use context::{Authorizer, EventContext};
pub use error::{EventError, ReadError, Words};
pub use fields::FieldMap;
pub use form::QueryString;
pub use index::Index;
pub use source::{Source, SourceError, Sources};
pub use value::Value;
pub use write::JsonWriter;
