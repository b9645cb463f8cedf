//! An event, seen as a request.

use gatepost_core::{Fields, PathCoding, Request};
use gatepost_json::Source;

use crate::event::Event;

impl Event<'_> {
    /// The request that the event is of.
    #[must_use]
    pub fn request(&self) -> Request<'_> {
        let index = &self.index;
        let method = index.http_method.unwrap_or_default();
        let mut request = Request::new(method, index.path.unwrap_or_default())
            .with_path_coding(self.path_coding())
            .with_headers(either(&index.multi_value_headers, &index.headers))
            .with_query(either(&index.multi_value_query, &index.query));
        if let Some(body) = index.body {
            request = request.with_body(body);
        }
        if index.is_body_broken {
            request = request.broken("the body is not base64, though `isBase64Encoded` says so");
        }
        request
    }

    /// A REST API sends the path as it came; an HTTP API decodes it, whatever the payload format.
    fn path_coding(&self) -> PathCoding {
        if self.source == Source::HttpApiV1 { PathCoding::Decoded } else { PathCoding::Encoded }
    }
}

/// API Gateway sends both maps, and the single-value one has only the last of several values. Events
/// made by hand, those of the Powertools documentation among them, leave the other out or empty.
fn either<'b>(
    multi_value: &'b gatepost_json::FieldMap<'b>,
    single: &'b gatepost_json::FieldMap<'b>,
) -> &'b dyn Fields {
    if multi_value.is_empty() { single } else { multi_value }
}
