//! A reply, written as the answer to an event.

use gatepost_core::{Buffer, Frame};
use gatepost_json::{
    write_body, write_headers, write_joined, write_status, write_string, write_strings,
};

use crate::event::Event;

/// The longest answer that a load balancer takes, in bytes of JSON: 1 MB
/// (<https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html>).
pub const MAX_ANSWER: usize = 1_048_576;

const SET_COOKIE: &str = "set-cookie";

impl Event<'_> {
    /// Writes the answer that a load balancer expects: with `multiValueHeaders` where the event has
    /// them, else with `headers`; it would not see the other.
    ///
    /// In `headers` a header with several values is written as one, with commas; but of several
    /// `Set-Cookie` only the first can be: [`dropped_cookies`](Self::dropped_cookies) says how many are
    /// lost. A body of bytes goes out in base64.
    pub fn write(&self, frame: &Frame<'_>, answer: &mut dyn Buffer) {
        let headers = &frame.headers;

        answer.write(b"{\"statusCode\":");
        write_status(frame.status, answer);
        answer.write(b",\"statusDescription\":\"");
        write_status(frame.status, answer);
        answer.write(b" ");
        answer.write(frame.status.reason().as_bytes());
        if self.has_multi_value_headers() {
            answer.write(b"\",\"multiValueHeaders\":");
            let all = |name: &str, answer: &mut dyn Buffer| {
                write_strings(headers.values(name), answer);
            };
            write_headers(headers, |_| true, all, answer);
        } else {
            answer.write(b"\",\"headers\":");
            let one = |name: &str, answer: &mut dyn Buffer| {
                let mut values = headers.values(name);
                if name.eq_ignore_ascii_case(SET_COOKIE) {
                    write_string(values.next().unwrap_or_default(), answer);
                } else {
                    write_joined(values, answer);
                }
            };
            write_headers(headers, |_| true, one, answer);
        }
        write_body(frame.body, "\"\"", answer);
    }

    /// How many cookies of a reply the client will not get, because the target group has multi-value
    /// headers switched off.
    #[must_use]
    pub fn dropped_cookies(&self, frame: &Frame<'_>) -> usize {
        if self.has_multi_value_headers() {
            return 0;
        }
        frame.headers.values(SET_COOKIE).count().saturating_sub(1)
    }

    fn has_multi_value_headers(&self) -> bool {
        self.index.multi_value_headers.is_some()
    }
}
