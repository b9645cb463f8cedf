//! A panic in a handler is that request's failure, not the function's.

use std::{
    future::poll_fn,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    task::Poll,
};

/// A handler that panicked; the panic hook has printed what it said.
pub(crate) struct Panicked;

/// Awaits `future`, and catches its panic where the build unwinds.
pub(crate) async fn catch_panic(future: impl Future<Output = ()>) -> Result<(), Panicked> {
    let mut future = pin!(future);
    poll_fn(|cx| {
        // Unwind safe: after a panic the future is dropped and never polled again, and what it
        // wrote to is reset.
        match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx))) {
            Ok(Poll::Ready(())) => Poll::Ready(Ok(())),
            Ok(Poll::Pending) => Poll::Pending,
            Err(_) => Poll::Ready(Err(Panicked)),
        }
    })
    .await
}
