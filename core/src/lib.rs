//! Routes, requests, replies and response framing for AWS Lambda HTTP events, over borrowed
//! buffers: no std, no heap, no `unsafe`, no I/O.
//!
//! This crate never calls a handler. It answers two questions, and whoever asks them, sync or
//! async, does the rest: [`Policy::open`] says what a request wants (a route, or the answer to a
//! miss), [`Closing::close`] says how the reply leaves.
//!
//! ```
//! use core::fmt::Write as _;
//! use gatepost_core::{Decision, Fixed, Opened, Out, Policy, Request, Route, Table, table};
//!
//! const HELLO: u32 = 0;
//! static ROUTES: Table<'static> = table![Route::get("/hello/<name>", HELLO)];
//!
//! let policy = Policy::new(ROUTES);
//! let request = Request::new("GET", "/hello/ada");
//! let (mut reply, mut scratch) = ([0; 256], [0; 64]);
//! let mut reply = Fixed::new(&mut reply);
//! let mut out = Out::new(&mut reply);
//!
//! let Opened { decision, closing } = policy.open(&request, &mut scratch);
//! match decision {
//!     Decision::Call(call) => {
//!         assert_eq!(call.id, HELLO);
//!         write!(out.start_text(), "hello {}", call.params.text("name")?)?;
//!     }
//!     Decision::Miss(miss) => miss.write(&mut out),
//! }
//! let frame = closing.close(&mut out);
//! assert_eq!((frame.status.code(), frame.body.as_bytes()), (200, &b"hello ada"[..]));
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```
//!
//! # How a request travels
//!
//! ```text
//! bytes ── a mapping ───────> Request      a borrowed view: method, path, headers, query, body
//!       ── Policy::open ────> Decision     a route's id and parameters, or a miss (404, 405, 400, 204)
//!       ── the handler ─────> Out          status, headers and body, in a lent buffer
//!       ── Closing::close ──> Frame        what leaves: headers checked, body allowed or not
//!       ── a mapping ───────> bytes
//! ```
//!
//! Who only forwards requests needs no more than the [`Matcher`] of a [`Table`]: a route's id and the
//! values of its parameters, for a method and a path. It takes none of the routes' texts and settings
//! along, so 130 routes and all that looks them up are 12 KB on a Cortex-M3.
//!
//! A [`Function`] is that whole journey behind one call; a runtime needs to know nothing else.

#![no_std]
#![deny(clippy::indexing_slicing)]

#[cfg(feature = "alloc")]
extern crate alloc;

mod buffer;
mod builder;
mod coding;
mod cookie;
mod cors;
mod date;
mod decimal;
mod definition_order;
mod error_text;
mod frame;
mod function;
mod header;
#[cfg(feature = "serde-json-core")]
mod json;
mod location;
mod matcher;
mod method;
mod out;
mod params;
mod pattern;
mod percent;
mod policy;
mod request;
mod route;
mod status;
mod table;
mod text;
mod trie;

pub use buffer::{Buffer, Fixed};
pub use builder::Node;
pub use coding::Coding;
pub use cookie::{Cookie, SameSite};
pub use cors::{Cors, CorsError, CorsSettings, Origins, Preflight};
pub use decimal::Decimal;
pub use definition_order::definition_order_conflict;
pub use error_text::ErrorText;
pub use frame::{Body, Frame, HeaderValues, Headers};
pub use function::{Context, Function, Invocation, InvocationError};
pub use header::ConstHeader;
pub use location::Location;
pub use matcher::{Match, MatchError, Matcher};
pub use method::{Allow, Method};
pub use out::{BodyWriter, MAX_HEADERS, Out, OutError};
pub use params::{ParamError, ParamValues, Params};
pub use pattern::{MAX_PARAMS, Pattern, PatternError, Segment, Segments};
pub use policy::{Call, Closing, Decision, MAX_PATH, Miss, Opened, Policy};
pub use request::{Field, Fields, PathCoding, Request};
pub use route::{Route, Rules};
pub use status::Status;
pub use table::{
    Bounds, MAX_ROUTES, MAX_STEPS, Room, StaticTable, Table, TableError, TrailingSlash,
};
pub use trie::{Entry, Slot};
