//! What an app answers where no handler does, and how its errors look.

use gatepost_core::{Miss, Out, Request};

use crate::{
    error::HttpError,
    reply::{IntoReply, Reply},
};

/// The app's own not-found and error handlers.
#[derive(Clone, Copy)]
pub(crate) struct Fallback {
    not_found: Option<Own<NotFound>>,
    on_error: Option<Own<OnError>>,
}

/// A handler of the app's own, and what writes its reply: a function without such handlers does not link
/// that.
#[derive(Clone, Copy)]
struct Own<F> {
    handler: F,
    write: fn(F, Request<'_>, &mut Out<'_>),
}

/// The reply to a request whose path no route has.
pub type NotFound = for<'r> fn(Request<'r>) -> Reply<'r>;

/// The reply of an error.
pub type OnError = for<'r> fn(HttpError, Request<'r>) -> Reply<'r>;

/// A request that no route answers, and what the app has for it.
pub struct Missed<'r> {
    pub(crate) miss: Miss<'r>,
    pub(crate) fallback: Fallback,
}

impl Missed<'_> {
    /// Writes the reply.
    pub(crate) fn write(&self, request: Request<'_>, out: &mut Out<'_>) {
        match (&self.miss, self.fallback.not_found) {
            (Miss::NotFound, Some(own)) => (own.write)(own.handler, request, out),
            (miss, _) => miss.write(out),
        }
    }
}

impl Fallback {
    pub(crate) const NONE: Self = Self { not_found: None, on_error: None };

    pub(crate) const fn not_found(self, handler: NotFound) -> Self {
        Self { not_found: Some(Own { handler, write: write_not_found }), ..self }
    }

    pub(crate) const fn on_error(self, handler: OnError) -> Self {
        Self { on_error: Some(Own { handler, write: write_error }), ..self }
    }

    /// Writes another reply in the place of an error's.
    pub(crate) fn error(&self, request: Request<'_>, out: &mut Out<'_>) {
        if let Some(own) = self.on_error {
            (own.write)(own.handler, request, out);
        }
    }
}

fn write_not_found(not_found: NotFound, request: Request<'_>, out: &mut Out<'_>) {
    not_found(request).write_reply(out);
}

/// The headers of the error stay but for those that the other reply has: a 405 goes out with its `Allow`.
fn write_error(on_error: OnError, request: Request<'_>, out: &mut Out<'_>) {
    let Some(error) = HttpError::of(out) else {
        return;
    };
    let headers: Vec<_> =
        error.headers().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    out.reset();
    on_error(error, request).write_reply(out);
    let is_missing = |(name, _): &(String, String)| out.header(name).is_none();
    let missing: Vec<_> = headers.into_iter().filter(is_missing).collect();
    for (name, value) in missing {
        out.add_header(&name, &value);
    }
}
