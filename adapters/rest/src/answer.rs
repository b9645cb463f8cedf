//! A reply, written as the answer to an event.

use gatepost_core::{Buffer, Frame, HeaderValues};
use gatepost_json::JsonWriter;

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
        let mut json = JsonWriter::new(answer);
        json.raw("{\"statusCode\":");
        json.status(frame.status);
        json.raw(",\"headers\":");
        json.headers(headers, |header| !header.are_several(), JsonWriter::joined);
        if headers.names().any(|header| header.are_several()) {
            json.raw(",\"multiValueHeaders\":");
            json.headers(headers, HeaderValues::are_several, JsonWriter::strings);
        }
        json.body(frame.body, "null");
    }
}
