//! The local gateway: runs a [`Function`](gatepost_core::Function) behind a real HTTP/1.1 port.
//!
//! Each request becomes the event that a gateway of the cloud would send, and the function's answer
//! becomes HTTP again, as strictly as that gateway reads it: what would be a `502` in the cloud is a
//! `502` here, with the reason on stderr. Which gateway, [`Source`] says: an API Gateway REST API by
//! default.
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
//! $ cargo run -- --port 9000 --source http
//! listening on http://127.0.0.1:9000
//! GET /hello
//!
//! GET /hello 200 0.1 ms
//! ```
//!
//! # Where it differs from the cloud
//!
//! Everywhere:
//!
//! - There are no authorizers, API keys, mappings, stage variables, CORS settings or trace ids, and no
//!   TLS.
//! - Header names arrive in lower case, as an HTTP/2 client's do, except for those that a REST API
//!   spells itself (`Host`, `User-Agent`, `X-Forwarded-For` …).
//! - No time limit, and no limit on the length of headers. Requests run at once, interleaved where
//!   the function awaits; Lambda gives each its own sandbox.
//!
//! A REST API:
//!
//! - Every path below `/` is the resource `/{proxy+}` of the stage `local`: the function's own table
//!   routes. There is no `X-HTTP-Method-Override`.
//! - A request body that is UTF-8 is text, another one base64; an answer's base64 is always decoded:
//!   the gateway does so where the API's binary media types say so.
//!
//! An HTTP API or a Function URL:
//!
//! - Every path is the route `$default` of the stage `$default`.
//! - A path that is not UTF-8 when decoded has U+FFFD where it is not. An HTTP API of the cloud refuses
//!   some paths with a percent sign, and decodes others twice.
//! - What such an answer has beside its known keys is ignored, a `multiValueHeaders` too.
//!
//! A load balancer:
//!
//! - Answers with the headers of the wrong family are refused, where the cloud may only lose them.
//! - Its own answers are a line of text, not a page.

mod alb;
mod answer;
mod console;
mod exchange;
mod http;
mod maps;
mod options;
mod received;
mod refusal;
mod rest;
mod server;
mod source;
mod time;

pub use options::{Options, OptionsError};
pub use server::{ServeError, block_on, print_help, run, serve, serve_on};
pub use source::Source;
