//! What an app answers where no handler does, and how its errors look.

use gatepost_core::{Miss, Out, Request};

use crate::{
    error::HttpError,
    reply::{IntoReply, Reply},
};

/// The app's own not-found and error handlers.
#[derive(Clone, Copy)]
pub(crate) struct Fallback {
    pub(crate) not_found: Option<NotFound>,
    pub(crate) on_error: Option<OnError>,
}

/// The reply to a request whose path no route has.
pub type NotFound = for<'r> fn(Request<'r>) -> Reply<'r>;

/// The reply of an error.
pub type OnError = for<'r> fn(HttpError, Request<'r>) -> Reply<'r>;

/// A request that no route answers, and what the app has for it.
pub struct Missed<'r> {
    pub(crate) miss: Miss<'r>,
    pub(crate) not_found: Option<NotFound>,
}

impl Missed<'_> {
    /// Writes the reply.
    pub(crate) fn write(&self, request: Request<'_>, out: &mut Out<'_>) {
        match (&self.miss, self.not_found) {
            (Miss::NotFound, Some(not_found)) => not_found(request).write_reply(out),
            (miss, _) => miss.write(out),
        }
    }
}

impl Fallback {
    pub(crate) const NONE: Self = Self { not_found: None, on_error: None };

    /// Writes another reply in the place of an error's. Its headers stay but for those that the other
    /// has: a 405 goes out with its `Allow`.
    pub(crate) fn error(&self, request: Request<'_>, out: &mut Out<'_>) {
        let Some(on_error) = self.on_error else {
            return;
        };
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
}
