//! A reply, written as the answer to an event.

use gatepost_core::{Buffer, Frame};
use gatepost_json::JsonWriter;

use crate::event::Event;

/// The longest answer that Lambda takes, in bytes of JSON: 6 MB
/// (<https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>).
pub const MAX_ANSWER: usize = 6_291_556;

const SET_COOKIE: &str = "set-cookie";

impl Event<'_> {
    /// Writes the answer that an HTTP API or a Function URL expects.
    ///
    /// A header with several values is written as one, with commas; each `Set-Cookie` is one of the
    /// `cookies`, for commas would join them into one. A body of bytes goes out in base64. The
    /// `statusCode` is always there: an answer without one is sent as a 200.
    pub fn write(&self, frame: &Frame<'_>, answer: &mut dyn Buffer) {
        let headers = &frame.headers;
        let mut json = JsonWriter::new(answer);
        json.raw("{\"statusCode\":");
        json.status(frame.status);
        json.raw(",\"headers\":");
        json.headers(headers, |header| !header.is_of(SET_COOKIE), JsonWriter::joined);
        let mut cookies = headers.values(SET_COOKIE).peekable();
        if cookies.peek().is_some() {
            json.raw(",\"cookies\":");
            json.strings(cookies);
        }
        json.body(frame.body, "\"\"");
    }
}
