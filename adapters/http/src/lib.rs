//! Events of API Gateway HTTP APIs with payload format 2.0, and of Lambda Function URLs: read, seen as
//! a request, answered. No std, no heap.
//!
//! ```
//! use gatepost_core::{Buffer, Fixed, Opened, Decision, Out, Policy, Route, Table, table};
//! use gatepost_http::Event;
//!
//! static ROUTES: Table<'static> = table![Route::get("/hello/<name>", 0)];
//! let (mut reply, mut answer, mut scratch) = ([0; 256], [0; 256], [0; 64]);
//! let (mut reply, mut answer) = (Fixed::new(&mut reply), Fixed::new(&mut answer));
//!
//! let mut bytes = *br#"{"rawPath":"/v1/hello/ada","requestContext":{"http":{"method":"GET"},"stage":"v1"}}"#;
//! let event = Event::read(&mut bytes)?;
//! let mut out = Out::new(&mut reply);
//! let Opened { decision, closing } = Policy::new(ROUTES).open(&event.request(), &mut scratch);
//! match decision {
//!     Decision::Call(call) => out.set_text(call.params.text("name")?),
//!     Decision::Miss(miss) => miss.write(&mut out),
//! }
//! event.write(&closing.close(&mut out), &mut answer);
//! assert_eq!(answer.written(), br#"{"statusCode":200,"headers":{},"body":"ada","isBase64Encoded":false}"#);
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```
//!
//! Formats: <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html>
//! and <https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html>.

#![no_std]
#![deny(clippy::indexing_slicing)]

mod answer;
mod event;
mod headers;
mod request;

pub use answer::MAX_ANSWER;
pub use event::Event;
