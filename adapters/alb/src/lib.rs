//! Events of Application Load Balancers: read, seen as a request, answered. No std, no heap.
//!
//! ```
//! use gatepost_alb::Event;
//! use gatepost_core::{Buffer, Fixed, Opened, Decision, Out, Policy, Route, Table, table};
//!
//! static ROUTES: Table<'static> = table![Route::get("/hello/<name>", 0)];
//! let (mut reply, mut answer, mut scratch) = ([0; 256], [0; 256], [0; 64]);
//! let (mut reply, mut answer) = (Fixed::new(&mut reply), Fixed::new(&mut answer));
//!
//! let mut bytes = *br#"{"requestContext":{"elb":{}},"httpMethod":"GET","path":"/hello/ada","headers":{}}"#;
//! let event = Event::read(&mut bytes)?;
//! let mut out = Out::new(&mut reply);
//! let Opened { decision, closing } = Policy::new(ROUTES).open(&event.request(), &mut scratch);
//! match decision {
//!     Decision::Call(call) => out.set_text(call.params.text("name")?),
//!     Decision::Miss(miss) => miss.write(&mut out),
//! }
//! event.write(&closing.close(&mut out), &mut answer);
//! let expected = br#"{"statusCode":200,"statusDescription":"200 OK","headers":{},"body":"ada","isBase64Encoded":false}"#;
//! assert_eq!(answer.written(), expected);
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```
//!
//! Formats: <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html>.

#![no_std]
#![deny(clippy::indexing_slicing)]

mod answer;
mod event;
mod request;

pub use answer::MAX_ANSWER;
pub use event::Event;
