//! A panic in a handler is that request's failure, not the function's.

use std::{
    future::poll_fn,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    task::Poll,
};

use crate::span::RequestSpan;

/// A handler that panicked; the panic hook has printed what it said.
pub(crate) struct Panicked;

/// Awaits `future` within a span, and catches its panic where the build unwinds.
pub(crate) async fn catch_panic(
    span: &RequestSpan,
    future: impl Future<Output = ()>,
) -> Result<(), Panicked> {
    let mut future = pin!(future);
    poll_fn(|cx| match catch(|| span.in_scope(|| future.as_mut().poll(cx))) {
        Ok(Poll::Ready(())) => Poll::Ready(Ok(())),
        Ok(Poll::Pending) => Poll::Pending,
        Err(panicked) => Poll::Ready(Err(panicked)),
    })
    .await
}

/// Calls `call`, and catches its panic where the build unwinds.
pub(crate) fn catch<T>(call: impl FnOnce() -> T) -> Result<T, Panicked> {
    // Unwind safe: after a panic a future is dropped and never polled again, and what was written
    // to is reset.
    catch_unwind(AssertUnwindSafe(call)).map_err(|_| Panicked)
}
