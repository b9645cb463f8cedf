//! An event, seen as a request.

use gatepost_core::{Fields, PathCoding, Request};
use gatepost_json::Source;

use crate::event::Event;

impl Event<'_> {
    /// The request that the event is of.
    ///
    /// The path of an HTTP API comes decoded, so that `%2F` in it has become `/` before we see it; that
    /// of a Function URL comes as it was sent. A header that was sent several times is one, with commas.
    ///
    /// ```
    /// use gatepost_http::Event;
    ///
    /// let mut bytes = *br#"{"rawPath":"/v1/a","requestContext":{"http":{"method":"PUT"},"stage":"v1"}}"#;
    /// let event = Event::read(&mut bytes)?;
    /// let request = event.request();
    /// assert_eq!((request.method().as_str(), request.path(), request.raw_path()), ("PUT", "/a", "/v1/a"));
    /// # Ok::<(), gatepost_json::EventError>(())
    /// ```
    #[must_use]
    pub fn request(&self) -> Request<'_> {
        let index = &self.index;
        let raw_path = index.raw_path.unwrap_or_default();
        // `requestContext.http.path` is no help: it is decoded for both.
        let coding = match index.source {
            Source::FunctionUrl => PathCoding::Encoded,
            _ => PathCoding::Decoded,
        };
        // The map beside it has lost which values were one, with a comma in it, and which two.
        let query: &dyn Fields = match &index.query_string {
            Some(query) => query,
            None => &index.query,
        };
        let path = index.without_stage(raw_path);
        let request = Request::new(index.method.unwrap_or_default(), path)
            .with_raw_path(raw_path)
            .with_path_coding(coding)
            .with_headers(&self.headers)
            .with_query(query);
        index.add_body(index.add_client(request))
    }
}
