//! What an HTTP event says, found in one pass.

use core::ops::Range;

use gatepost_core::Request;

use crate::{
    base64, cookies,
    error::EventError,
    field::{Field, Found},
    fields::FieldMap,
    form::{self, QueryString},
    reader::Reader,
    source::{Marks, Source, Sources},
    string::as_str,
    value::Value,
    walk::Walk,
};

/// What an HTTP event says, whatever its source: the fields that the mappings read, borrowed from
/// the event. A field that is missing or `null` is `None`, or an empty map.
///
/// The crate's front page shows one.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Index<'b> {
    /// Where the event is from.
    pub source: Source,
    /// `httpMethod`, or `requestContext.http.method`
    pub method: Option<&'b str>,
    /// `path`
    pub path: Option<&'b str>,
    /// `rawPath`
    pub raw_path: Option<&'b str>,
    /// `headers`
    pub headers: FieldMap<'b>,
    /// `multiValueHeaders`, where it is there at all: a load balancer sends one map or the other.
    pub multi_value_headers: Option<FieldMap<'b>>,
    /// `cookies`, as they would stand in a `Cookie` header; none where no source is read that has them.
    pub cookies: Option<&'b str>,
    /// `queryStringParameters`, decoded: a load balancer sends them as the URL has them.
    pub query: FieldMap<'b>,
    /// `multiValueQueryStringParameters`, decoded likewise.
    pub multi_value_query: FieldMap<'b>,
    /// `rawQueryString`, decoded; none where no source is read that has one.
    pub query_string: Option<QueryString<'b>>,
    /// `pathParameters`: what the gateway's own route has matched.
    pub path_parameters: FieldMap<'b>,
    /// `stageVariables`
    pub stage_variables: FieldMap<'b>,
    /// `body`, decoded where `isBase64Encoded` is true.
    pub body: Option<&'b [u8]>,
    /// Whether `isBase64Encoded` is true and `body` is not base64, and so of no use.
    pub is_body_broken: bool,
    /// `requestContext`
    pub context: Option<Value<'b>>,
    // Text that is not always asked for; to check that it is UTF-8 takes time.
    request_id: Option<&'b [u8]>,
    stage: Option<&'b [u8]>,
    source_ip: Option<&'b [u8]>,
    event: &'b [u8],
    /// Where `body` ends in the event, as it was before it was decoded.
    body_end: usize,
}

impl<'b> Index<'b> {
    /// Reads an event of one of `sources`, in one pass; the text in it is decoded where it stands.
    ///
    /// ```
    /// use gatepost_json::{Index, Source, Sources};
    ///
    /// let mut event = *br#"{"httpMethod":"GET","path":"/caf\u00e9"}"#;
    /// let index = Index::read(&mut event, Sources::ALL)?;
    /// assert_eq!((index.source, index.path), (Source::Rest, Some("/café")));
    /// # Ok::<(), gatepost_json::EventError>(())
    /// ```
    ///
    /// # Errors
    /// [`EventError`] where the event is not JSON, not an HTTP request, or of another source.
    pub fn read(event: &'b mut [u8], sources: Sources) -> Result<Self, EventError> {
        let mut reader = Reader::new(event)?;
        let mut found = Found::NOTHING;
        if found.read(&mut reader).is_err() {
            return Err(reader.failure().into());
        }
        let event = reader.into_text();
        let source = sources.settle(&Marks::of(&found, event))?;
        let body_end = found.span(Field::Body).map_or(0, |body| body.end + 1);
        let mut decoder = Decoder { event: &mut *event, found: &mut found };
        if sources.have(Source::HttpApi) || sources.have(Source::FunctionUrl) {
            decoder.query_string();
            decoder.cookies();
        } else {
            decoder.found.leave_out(Field::RawQueryString);
            decoder.found.leave_out(Field::Cookies);
        }
        if sources.have(Source::LoadBalancer) && source == Source::LoadBalancer {
            decoder.query();
        }
        let is_body_broken = decoder.found.has(Field::IsBase64Encoded) && !decoder.body();
        Ok(Self::of(&found, event, source, body_end, is_body_broken))
    }

    fn of(
        found: &Found,
        event: &'b [u8],
        source: Source,
        body_end: usize,
        is_body_broken: bool,
    ) -> Self {
        let bytes = |field| found.bytes(field, event);
        let text = |field| bytes(field).map(as_str);
        let map = |field| bytes(field).map(FieldMap::new);
        Self {
            source,
            method: text(Field::HttpMethod).or_else(|| text(Field::ContextMethod)),
            path: text(Field::Path),
            raw_path: text(Field::RawPath),
            headers: map(Field::Headers).unwrap_or_default(),
            multi_value_headers: map(Field::MultiValueHeaders),
            cookies: text(Field::Cookies),
            query: map(Field::Query).unwrap_or_default(),
            multi_value_query: map(Field::MultiValueQuery).unwrap_or_default(),
            query_string: bytes(Field::RawQueryString).map(QueryString::new),
            path_parameters: map(Field::PathParameters).unwrap_or_default(),
            stage_variables: map(Field::StageVariables).unwrap_or_default(),
            body: bytes(Field::Body),
            is_body_broken,
            context: bytes(Field::Context).map(Value::new),
            request_id: bytes(Field::RequestId),
            stage: bytes(Field::Stage),
            source_ip: bytes(Field::SourceIp).or_else(|| bytes(Field::HttpSourceIp)),
            event,
            body_end,
        }
    }

    /// `requestContext.requestId`
    #[must_use]
    pub fn request_id(&self) -> Option<&'b str> {
        self.request_id.map(as_str)
    }

    /// `requestContext.stage`
    #[must_use]
    pub fn stage(&self) -> Option<&'b str> {
        self.stage.map(as_str)
    }

    /// `requestContext.identity.sourceIp`, or `requestContext.http.sourceIp`
    #[must_use]
    pub fn source_ip(&self) -> Option<&'b str> {
        self.source_ip.map(as_str)
    }

    /// A request from that address.
    #[must_use]
    pub fn add_client<'r>(&self, request: Request<'r>) -> Request<'r>
    where
        'b: 'r,
    {
        request.with_client_address(self.source_ip)
    }

    /// A path without the stage of the event that stands before it, which is there once or not at all:
    /// not where the stage is `$default`, nor behind a custom domain name.
    ///
    /// ```
    /// use gatepost_json::{Index, Sources};
    ///
    /// let mut event = *br#"{"httpMethod":"GET","path":"/","requestContext":{"stage":"v1"}}"#;
    /// let index = Index::read(&mut event, Sources::ALL)?;
    /// let paths = ["/v1/orders", "/v1", "/v10/orders"].map(|path| index.without_stage(path));
    /// assert_eq!(paths, ["/orders", "/", "/v10/orders"]);
    /// # Ok::<(), gatepost_json::EventError>(())
    /// ```
    #[must_use]
    pub fn without_stage<'p>(&self, path: &'p str) -> &'p str {
        let Some(stage) = self.stage.filter(|stage| !stage.is_empty() && *stage != b"$default")
        else {
            return path;
        };
        let Some([b'/', rest @ ..]) = path.as_bytes().get(..stage.len() + 1) else {
            return path;
        };
        match path.get(stage.len() + 1..) {
            Some("") if rest == stage => "/",
            Some(after) if rest == stage && after.starts_with('/') => after,
            _ => path,
        }
    }

    /// A request with the event's body, where it has one.
    ///
    /// ```
    /// use gatepost_core::Request;
    /// use gatepost_json::{Index, Sources};
    ///
    /// let mut event = *br#"{"httpMethod":"POST","path":"/","body":"aGk=","isBase64Encoded":true}"#;
    /// let index = Index::read(&mut event, Sources::ALL)?;
    /// assert_eq!(index.add_body(Request::new("POST", "/")).text(), Ok("hi"));
    /// # Ok::<(), gatepost_json::EventError>(())
    /// ```
    #[must_use]
    pub fn add_body<'r>(&self, request: Request<'r>) -> Request<'r>
    where
        'b: 'r,
    {
        let request = self.body.map_or(request, |body| request.with_body(body));
        if self.is_body_broken {
            return request.broken("the body is not base64, though `isBase64Encoded` says so");
        }
        request
    }

    /// Any field of the event but `body` and `rawQueryString`, as JSON. Of two fields with one name it
    /// is the first. `cookies` are one text by now, and a load balancer's query is decoded.
    ///
    /// ```
    /// use gatepost_json::{Index, Sources};
    ///
    /// let mut event = *br#"{"httpMethod":"GET","path":"/","resource":"/{proxy+}"}"#;
    /// let index = Index::read(&mut event, Sources::ALL)?;
    /// assert_eq!(index.field("resource").and_then(|resource| resource.as_str()), Some("/{proxy+}"));
    /// assert!(index.field("nothing").is_none());
    /// # Ok::<(), gatepost_json::EventError>(())
    /// ```
    #[must_use]
    pub fn field(&self, name: &str) -> Option<Value<'b>> {
        if name == "rawQueryString" {
            // It has been decoded to what is no text.
            return None;
        }
        let mut walk = Walk::new(self.event, 0);
        walk.peek()?;
        walk.pass_bracket();
        loop {
            let key = walk.string()?;
            if key == b"body" && self.body.is_some() {
                // It may have been decoded to what is no JSON.
                walk.at = self.body_end;
                continue;
            }
            let value = Value::new(walk.value()?);
            if key == name.as_bytes() {
                return (!value.is_null()).then_some(value);
            }
        }
    }
}

/// Decodes what is to be decoded beside the escapes of strings, where it stands.
struct Decoder<'e> {
    event: &'e mut [u8],
    found: &'e mut Found,
}

impl Decoder<'_> {
    /// Decodes the body; whether it was base64, or there was none.
    fn body(&mut self) -> bool {
        let Some(span) = self.found.span(Field::Body) else {
            return true;
        };
        let start = span.start;
        match self.event.get_mut(span).and_then(base64::decode) {
            Some(len) => self.found.set(Field::Body, start..start + len),
            None => return false,
        }
        true
    }

    fn query_string(&mut self) {
        if let Some(Range { start, end }) = self.found.span(Field::RawQueryString) {
            let string = self.event.get_mut(start - 1..=end).unwrap_or_default();
            let len = form::decode_query(string);
            self.found.set(Field::RawQueryString, start..start + len);
        }
    }

    /// Decodes the fields of a query that are as the URL has them.
    fn query(&mut self) {
        for field in [Field::Query, Field::MultiValueQuery] {
            if let Some(span) = self.found.span(field) {
                form::decode_fields(self.event.get_mut(span).unwrap_or_default());
            }
        }
    }

    fn cookies(&mut self) {
        if let Some(span) = self.found.span(Field::Cookies) {
            let start = span.start;
            let joined = cookies::join(self.event.get_mut(span).unwrap_or_default());
            self.found.set(Field::Cookies, start + joined.start..start + joined.end);
        }
    }
}
