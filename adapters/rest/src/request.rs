//! An event, seen as a request.

use gatepost_core::{Fields, PathCoding, Request};
use gatepost_json::{FieldMap, Source};

use crate::event::Event;

impl Event<'_> {
    /// The request that the event is of.
    ///
    /// ```
    /// use gatepost_rest::Event;
    ///
    /// let mut bytes = *br#"{"httpMethod":"PUT","path":"/a","multiValueHeaders":{"X-Tag":["a","b"]}}"#;
    /// let event = Event::read(&mut bytes)?;
    /// assert!(event.request().header_values("x-tag").eq(["a", "b"]));
    /// # Ok::<(), gatepost_json::EventError>(())
    /// ```
    #[must_use]
    pub fn request(&self) -> Request<'_> {
        let index = &self.index;
        let raw_path = index.path.unwrap_or_default();
        // A REST API sends the path as it came and without the stage; an HTTP API decodes it, and
        // puts the stage before it, whatever the payload format.
        let (path, coding) = match index.source {
            Source::HttpApiV1 => (index.without_stage(raw_path), PathCoding::Decoded),
            _ => (raw_path, PathCoding::Encoded),
        };
        let all_headers = index.multi_value_headers.as_ref().unwrap_or(&index.headers);
        let request = Request::new(index.method.unwrap_or_default(), path)
            .with_raw_path(raw_path)
            .with_path_coding(coding)
            .with_headers(either(all_headers, &index.headers))
            .with_query(either(&index.multi_value_query, &index.query));
        index.add_body(index.add_client(request))
    }
}

/// API Gateway sends both maps, and the single-value one has only the last of several values. Events
/// made by hand, those of the Powertools documentation among them, leave the other out or empty.
fn either<'b>(multi_value: &'b FieldMap<'b>, single: &'b FieldMap<'b>) -> &'b dyn Fields {
    if multi_value.is_empty() { single } else { multi_value }
}
