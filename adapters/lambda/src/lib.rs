//! Runs a [`Function`](gatepost_core::Function) in AWS Lambda on the `lambda_runtime` crate: raw
//! event in, answer out.
//!
//! ```no_run
//! use gatepost_core::{Function, Invocation, InvocationError};
//!
//! struct Echo;
//!
//! impl Function for Echo {
//!     async fn call(&self, invocation: Invocation<'_>) -> Result<(), InvocationError> {
//!         invocation.answer.write(invocation.event);
//!         Ok(())
//!     }
//! }
//!
//! fn main() -> Result<(), gatepost_lambda::Error> {
//!     gatepost_lambda::run(&Echo)
//! }
//! ```
//!
//! # What whoever invokes the function is told
//!
//! - An answer goes out as the bytes that the function wrote, which must be one JSON value.
//! - An [`InvocationError`](gatepost_core::InvocationError) goes out as its kind and a fixed text;
//!   its detail is one line on stderr. So does an answer that is not JSON, as `Answer.Invalid`, and a
//!   panic of the function, as `Function.Panicked`. The next event is served.
//!
//! # Limits
//!
//! This crate never writes the environment, but `lambda_runtime` does: before each event it puts the
//! trace id into `_X_AMZN_TRACE_ID`. Where that matters, read the trace id from the
//! [`Context`](gatepost_core::Context), and the environment before [`run`].

mod error;
mod invocation;
mod runtime;

pub use error::Error;
pub use runtime::{block_on, run, serve};
