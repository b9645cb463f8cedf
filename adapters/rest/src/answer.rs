//! A reply, written as the answer to an event.

use gatepost_core::{Buffer, Frame};
use gatepost_json::{write_body, write_headers, write_status, write_string, write_strings};

use crate::event::Event;

/// The longest answer that Lambda takes, in bytes of JSON: 6 MB
/// (<https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>).
pub const MAX_ANSWER: usize = 6_291_556;

impl Event<'_> {
    /// Writes the answer that API Gateway expects.
    ///
    /// A header with one value goes into `headers`, one with several into `multiValueHeaders` and
    /// nowhere else: the gateway merges the two. A body of bytes goes out in base64; the API must list
    /// its content type as binary for a client to get the bytes. No other keys are written: the gateway
    /// answers 502 to a key that it does not know.
    pub fn write(&self, frame: &Frame<'_>, answer: &mut dyn Buffer) {
        let headers = &frame.headers;
        let has_several = |name: &str| headers.values(name).nth(1).is_some();

        answer.write(b"{\"statusCode\":");
        write_status(frame.status, answer);
        answer.write(b",\"headers\":");
        let first = |name: &str, answer: &mut dyn Buffer| {
            write_string(headers.values(name).next().unwrap_or_default(), answer);
        };
        write_headers(headers, |name| !has_several(name), first, answer);
        if headers.names().any(has_several) {
            answer.write(b",\"multiValueHeaders\":");
            let all = |name: &str, answer: &mut dyn Buffer| {
                write_strings(headers.values(name), answer);
            };
            write_headers(headers, has_several, all, answer);
        }
        write_body(frame.body, "null", answer);
    }
}
