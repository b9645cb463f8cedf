//! Events of API Gateway REST APIs, and of HTTP APIs with payload format 1.0: read, seen as a
//! request, answered. No std, no heap.
//!
//! ```
//! use gatepost_core::{Buffer, Fixed, Opened, Decision, Out, Policy, Route, Table, table};
//! use gatepost_rest::Event;
//!
//! static ROUTES: Table<'static> = table![Route::get("/hello/<name>", 0)];
//! let (mut reply, mut answer, mut scratch) = ([0; 256], [0; 256], [0; 64]);
//! let (mut reply, mut answer) = (Fixed::new(&mut reply), Fixed::new(&mut answer));
//!
//! let mut bytes = *br#"{"httpMethod":"GET","path":"/hello/ada"}"#;
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
//! Formats: <https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html>.

#![no_std]
#![deny(clippy::indexing_slicing)]

mod answer;
mod event;
mod request;

pub use answer::MAX_ANSWER;
pub use event::Event;
