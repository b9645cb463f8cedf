//! The span of a request. Without the feature `tracing` it is nothing at all.

use gatepost_core::{Decision, Status};
#[cfg(feature = "tracing")]
use gatepost_json::Source;

use crate::serve::Incoming;

/// The span of a request.
pub(crate) struct RequestSpan {
    #[cfg(feature = "tracing")]
    span: tracing::Span,
}

#[cfg(feature = "tracing")]
impl RequestSpan {
    /// The span, with all that is known before the reply.
    pub(crate) fn new(incoming: &Incoming<'_>, decision: &Decision<'_>) -> Self {
        use tracing::field::Empty;
        let Incoming { request, event, context } = incoming;
        let span = tracing::info_span!(
            "request",
            http.request.method = request.method().as_str(),
            http.route = Empty,
            http.response.status_code = Empty,
            faas.invocation_id = context.request_id,
            correlation_id = Empty,
        );
        // To look for what nobody wants to know would cost something.
        if !span.is_disabled() {
            if let Decision::Call(call) = decision {
                span.record("http.route", call.params.pattern());
            }
            let correlation_id = match event.source() {
                // It gives no id, but sets or extends that header.
                Source::LoadBalancer => request.header("x-amzn-trace-id"),
                _ => event.request_id(),
            };
            span.record("correlation_id", correlation_id);
        }
        Self { span }
    }

    /// A span of nothing: what runs in it stays in the one around it.
    pub(crate) const fn none() -> Self {
        Self { span: tracing::Span::none() }
    }

    /// Calls `call` within the span.
    pub(crate) fn in_scope<T>(&self, call: impl FnOnce() -> T) -> T {
        self.span.in_scope(call)
    }

    pub(crate) fn record_status(&self, status: Status) {
        self.span.record("http.response.status_code", status.code());
    }
}

#[cfg(not(feature = "tracing"))]
#[allow(clippy::unused_self)] // As its sibling.
impl RequestSpan {
    pub(crate) fn new(_: &Incoming<'_>, _: &Decision<'_>) -> Self {
        Self {}
    }

    pub(crate) const fn none() -> Self {
        Self {}
    }

    pub(crate) fn in_scope<T>(&self, call: impl FnOnce() -> T) -> T {
        call()
    }

    pub(crate) fn record_status(&self, _: Status) {}
}
