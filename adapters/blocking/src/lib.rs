//! Runs a [`Function`](gatepost_core::Function) in AWS Lambda on a blocking client of the Runtime API:
//! one connection, kept; one event after another, each answered with one write; no tokio, and no heap
//! allocation for an invocation once the buffers are as large as the events.
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
//! fn main() -> Result<(), gatepost_blocking::Error> {
//!     gatepost_blocking::run(&Echo)
//! }
//! ```
//!
//! # When to take it
//! Where the function is to be small and quick to start, and its handlers are sync, or await what needs
//! no tokio. Handlers that talk to AWS with its SDK, or anything else that is built on tokio, need
//! `gatepost-lambda`.
//!
//! What whoever invokes the function is told is the same on both but for an answer that is not JSON: it
//! goes out as it is. (What the `gatepost` crate writes is JSON.) A dropped connection is made again and
//! what was under way is said again, where `gatepost-lambda` ends the process and leaves the rest to
//! Lambda; and a function that cannot start is reported. The Runtime API is at an IPv4 address, as it is in
//! Lambda, or at `localhost`: no other name is resolved, which would link std's resolver.
//!
//! # Without std
//! [`Client`] is the protocol over any [`Connect`], with buffers that are lent; without the feature
//! `std` that is all of this crate, for a function straight on the operating system.
//!
//! Protocol: <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>.

#![cfg_attr(not(feature = "std"), no_std)]
#![deny(clippy::indexing_slicing)]

mod call;
mod chunked;
mod client;
mod head;
mod stream;

#[cfg(feature = "std")]
mod runtime;
#[cfg(feature = "std")]
mod tcp;

pub use client::{BUFFER, Client, ClientError, MAX_EVENT};
pub use stream::{Connect, EventRoom, Stream};

#[cfg(feature = "std")]
pub use runtime::{Error, block_on, init, run};
