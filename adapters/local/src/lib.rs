//! The local gateway: runs a [`Function`](gatepost_core::Function) behind a real HTTP/1.1 port.
//!
//! Each request becomes the event that an API Gateway REST API would send, and the function's
//! answer becomes HTTP again, as strictly as that gateway reads it: what would be a `502` in the
//! cloud is a `502` here, with the reason on stderr.
//!
//! ```no_run
//! use gatepost_core::{Function, Invocation, InvocationError};
//! use gatepost_local::Options;
//!
//! struct Hello;
//!
//! impl Function for Hello {
//!     async fn call(&self, invocation: Invocation<'_>) -> Result<(), InvocationError> {
//!         invocation.answer.write(br#"{"statusCode":200,"body":"{\"hello\":\"ada\"}"}"#);
//!         Ok(())
//!     }
//! }
//!
//! fn main() -> Result<(), Box<dyn core::error::Error>> {
//!     Ok(gatepost_local::run(&Hello, &"GET /hello", Options::from_env()?)?)
//! }
//! ```
//!
//! ```text
//! $ cargo run -- --port 9000
//! listening on http://127.0.0.1:9000
//! GET /hello
//!
//! GET /hello 200 0.1 ms
//! ```
//!
//! # Where it differs from the cloud
//!
//! - Every path below `/` is the resource `/{proxy+}` of the stage `local`: the function's own table
//!   routes. There are no authorizers, API keys, mappings or `X-HTTP-Method-Override`.
//! - Header names arrive in lower case, as an HTTP/2 client's do, except for those that the gateway
//!   spells itself (`Host`, `User-Agent`, `X-Forwarded-For` …).
//! - A request body that is UTF-8 is text, another one base64; an answer's base64 is always decoded:
//!   the gateway does so where the API's binary media types say so.
//! - No time limit, and no limit on the length of headers. Requests run at once, interleaved where
//!   the function awaits; Lambda gives each its own sandbox.

mod console;
mod exchange;
mod options;
mod received;
mod refusal;
mod rest;
mod server;
mod time;

pub use options::{Options, OptionsError};
pub use server::{ServeError, block_on, print_help, run, serve, serve_on};
