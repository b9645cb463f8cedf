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
    ///
    /// ```
    /// use gatepost_core::{Buffer, Fixed, Out, Policy, Table, table};
    ///
    /// static ROUTES: Table<'static> = table![];
    ///
    /// let mut bytes = *br#"{"rawPath":"/","requestContext":{"http":{"method":"GET"}}}"#;
    /// let event = gatepost_http::Event::read(&mut bytes)?;
    /// let closing = Policy::new(ROUTES).open(&event.request(), &mut []).closing;
    ///
    /// let (mut reply, mut answer) = ([0; 64], [0; 128]);
    /// let (mut reply, mut answer) = (Fixed::new(&mut reply), Fixed::new(&mut answer));
    /// let mut out = Out::new(&mut reply);
    /// out.add_header("Set-Cookie", "a=1");
    /// event.write(&closing.close(&mut out), &mut answer);
    /// let json = core::str::from_utf8(answer.written()).unwrap();
    /// assert!(json.contains(r#""cookies":["a=1"]"#), "{json}");
    /// # Ok::<(), gatepost_json::EventError>(())
    /// ```
    pub fn write(&self, frame: &Frame<'_>, answer: &mut dyn Buffer) {
        let headers = &frame.headers;
        let mut json = JsonWriter::new(answer);
        json.raw("{\"statusCode\":");
        json.status(frame.status);
        json.raw(",\"headers\":");
        let has_no_cookies = json.headers(headers, |header| !header.is_of(SET_COOKIE));
        if !has_no_cookies {
            json.raw(",\"cookies\":");
            json.strings(headers.values(SET_COOKIE));
        }
        json.body(frame.body, "\"\"");
    }
}
