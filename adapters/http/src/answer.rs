//! A reply, written as the answer to an event.

use gatepost_core::{Buffer, Frame};
use gatepost_json::{write_body, write_headers, write_joined, write_status, write_strings};

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
        let is_cookie = |name: &str| name.eq_ignore_ascii_case(SET_COOKIE);

        answer.write(b"{\"statusCode\":");
        write_status(frame.status, answer);
        answer.write(b",\"headers\":");
        let joined = |name: &str, answer: &mut dyn Buffer| {
            write_joined(headers.values(name), answer);
        };
        write_headers(headers, |name| !is_cookie(name), joined, answer);
        if headers.names().any(is_cookie) {
            answer.write(b",\"cookies\":");
            write_strings(headers.values(SET_COOKIE), answer);
        }
        write_body(frame.body, "\"\"", answer);
    }
}
