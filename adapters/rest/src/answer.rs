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
    ///
    /// ```
    /// use gatepost_core::{Buffer, Fixed, Out, Policy, Table, table};
    ///
    /// static ROUTES: Table<'static> = table![];
    ///
    /// let mut bytes = *br#"{"httpMethod":"GET","path":"/"}"#;
    /// let event = gatepost_rest::Event::read(&mut bytes)?;
    /// let closing = Policy::new(ROUTES).open(&event.request(), &mut []).closing;
    ///
    /// let (mut reply, mut answer) = ([0; 64], [0; 128]);
    /// let (mut reply, mut answer) = (Fixed::new(&mut reply), Fixed::new(&mut answer));
    /// let mut out = Out::new(&mut reply);
    /// out.add_header("Set-Cookie", "a=1");
    /// out.add_header("Set-Cookie", "b=2");
    /// event.write(&closing.close(&mut out), &mut answer);
    /// let json = core::str::from_utf8(answer.written()).unwrap();
    /// assert!(json.contains(r#""multiValueHeaders":{"Set-Cookie":["a=1","b=2"]}"#), "{json}");
    /// # Ok::<(), gatepost_json::EventError>(())
    /// ```
    pub fn write(&self, frame: &Frame<'_>, answer: &mut dyn Buffer) {
        let headers = &frame.headers;
        let mut json = JsonWriter::new(answer);
        json.raw("{\"statusCode\":");
        json.status(frame.status);
        json.raw(",\"headers\":");
        let is_whole = json.headers(headers, |header| !header.are_several());
        if !is_whole {
            json.raw(",\"multiValueHeaders\":");
            json.header_lists(headers, HeaderValues::are_several);
        }
        json.body(frame.body, "null");
    }
}
