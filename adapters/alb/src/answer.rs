//! A reply, written as the answer to an event.

use gatepost_core::{Buffer, Frame};
use gatepost_json::JsonWriter;

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
        let mut json = JsonWriter::new(answer);
        json.raw("{\"statusCode\":");
        json.status(frame.status);
        json.raw(",\"statusDescription\":\"");
        json.status(frame.status);
        json.raw(" ");
        json.raw(frame.status.reason());
        if self.has_multi_value_headers() {
            json.raw("\",\"multiValueHeaders\":");
            json.header_lists(&frame.headers, |_| true);
        } else {
            json.raw("\",\"headers\":");
            json.headers(&frame.headers, |_| true);
        }
        json.body(frame.body, "\"\"");
    }

    /// How many cookies of a reply the client will not get, because the target group has multi-value
    /// headers switched off.
    ///
    /// ```
    /// use gatepost_core::{Fixed, Out, Policy, Table, table};
    ///
    /// static ROUTES: Table<'static> = table![];
    ///
    /// let mut bytes = *br#"{"requestContext":{"elb":{}},"httpMethod":"GET","path":"/","headers":{}}"#;
    /// let event = gatepost_alb::Event::read(&mut bytes)?;
    /// let closing = Policy::new(ROUTES).open(&event.request(), &mut []).closing;
    ///
    /// let mut reply = [0; 64];
    /// let mut reply = Fixed::new(&mut reply);
    /// let mut out = Out::new(&mut reply);
    /// out.add_header("Set-Cookie", "a=1");
    /// out.add_header("Set-Cookie", "b=2");
    /// assert_eq!(event.dropped_cookies(&closing.close(&mut out)), 1);
    /// # Ok::<(), gatepost_json::EventError>(())
    /// ```
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
