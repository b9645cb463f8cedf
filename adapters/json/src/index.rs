//! What an HTTP event says, found in one pass.

use core::ops::Range;

use crate::{base64_body, error::ReadError, fields::FieldMap, reader::Reader};

/// What an HTTP event says, whatever its source: the fields that the mappings read, borrowed from
/// the event. A field that is missing or `null` is `None`, or an empty map.
///
/// The crate's front page shows one.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct Index<'b> {
    /// `httpMethod`
    pub http_method: Option<&'b str>,
    /// `path`
    pub path: Option<&'b str>,
    /// `headers`
    pub headers: FieldMap<'b>,
    /// `multiValueHeaders`
    pub multi_value_headers: FieldMap<'b>,
    /// `queryStringParameters`
    pub query: FieldMap<'b>,
    /// `multiValueQueryStringParameters`
    pub multi_value_query: FieldMap<'b>,
    /// `body`, decoded where `isBase64Encoded` is true.
    pub body: Option<&'b [u8]>,
    /// Whether `isBase64Encoded` is true and `body` is not base64, and so of no use.
    pub is_body_broken: bool,
    /// `version`
    pub version: Option<&'b str>,
    /// `requestContext.requestId`
    pub request_id: Option<&'b str>,
    /// Which of the fields are there that tell one event source from another.
    pub(crate) marks: Marks,
}

/// The fields that tell one event source from another, where they are there and not `null`.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Marks {
    pub(crate) raw_path: Once<()>,
    pub(crate) method_arn: Once<()>,
    pub(crate) route_arn: Once<()>,
    pub(crate) identity_source: Once<()>,
    pub(crate) method: Once<()>,
    pub(crate) lattice_path: Once<()>,
    pub(crate) context: Once<()>,
    pub(crate) elb: Once<()>,
    pub(crate) http: Once<()>,
    pub(crate) lambda_url: bool,
    pub(crate) network_arn: Once<()>,
    pub(crate) service_arn: Once<()>,
    pub(crate) connection_id: Once<()>,
    pub(crate) event_type: Once<()>,
    pub(crate) message_direction: Once<()>,
}

/// A field that may be there once. `null` counts as there, and has no value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Once<T> {
    is_there: bool,
    pub(crate) value: Option<T>,
}

impl<T> Default for Once<T> {
    fn default() -> Self {
        Self { is_there: false, value: None }
    }
}

impl<T> Once<T> {
    pub(crate) fn is_some(&self) -> bool {
        self.value.is_some()
    }

    /// Reads the field's value, which begins with one of the bytes `first` or is `null`.
    fn read(
        &mut self,
        reader: &mut Reader<'_>,
        (field, wanted): (&'static str, &'static str),
        first: &[u8],
        value: impl FnOnce(&mut Reader<'_>) -> Result<T, ReadError>,
    ) -> Result<(), ReadError> {
        if self.is_there {
            return Err(ReadError::Twice { field });
        }
        self.is_there = true;
        if reader.null() {
            return Ok(());
        }
        if !reader.peek().is_some_and(|byte| first.contains(&byte)) {
            return Err(ReadError::Type { field, wanted });
        }
        self.value = Some(value(reader)?);
        Ok(())
    }
}

impl Once<Span> {
    fn text(&mut self, reader: &mut Reader<'_>, field: &'static str) -> Result<(), ReadError> {
        self.read(reader, (field, "a string"), b"\"", |reader| {
            reader.string("a string").map(Span::from)
        })
    }

    fn fields(&mut self, reader: &mut Reader<'_>, field: &'static str) -> Result<(), ReadError> {
        self.read(reader, (field, "an object of texts"), b"{", |reader| {
            reader.fields().map(Span::from)
        })
    }
}

impl Once<bool> {
    fn boolean(&mut self, reader: &mut Reader<'_>, field: &'static str) -> Result<(), ReadError> {
        let type_error = ReadError::Type { field, wanted: "true or false" };
        self.read(reader, (field, "true or false"), b"tf", |reader| {
            reader.boolean().ok_or(type_error)
        })
    }
}

impl Once<()> {
    /// Notes that the field is there, whatever it is.
    fn any(&mut self, reader: &mut Reader<'_>, field: &'static str) -> Result<(), ReadError> {
        if self.is_there {
            return Err(ReadError::Twice { field });
        }
        self.is_there = true;
        self.value = (!reader.null()).then_some(());
        if self.is_some() { reader.skip() } else { Ok(()) }
    }

    /// Notes that the field is there and an object; other values are not it.
    fn object(&mut self, reader: &mut Reader<'_>, field: &'static str) -> Result<(), ReadError> {
        let is_object = reader.peek() == Some(b'{');
        self.any(reader, field)?;
        self.value = is_object.then_some(());
        Ok(())
    }
}

/// A range that is free to copy.
#[derive(Clone, Copy, Debug)]
struct Span {
    start: usize,
    end: usize,
}

impl From<Range<usize>> for Span {
    fn from(Range { start, end }: Range<usize>) -> Self {
        Self { start, end }
    }
}

impl Span {
    fn of(self, event: &[u8]) -> &[u8] {
        event.get(self.start..self.end).unwrap_or_default()
    }
}

/// Where things stand, while the text is still being written in.
#[derive(Default)]
struct Spans {
    http_method: Once<Span>,
    path: Once<Span>,
    headers: Once<Span>,
    multi_value_headers: Once<Span>,
    query: Once<Span>,
    multi_value_query: Once<Span>,
    body: Once<Span>,
    is_base64_encoded: Once<bool>,
    version: Once<Span>,
    request_id: Once<Span>,
    domain_name: Once<Span>,
    marks: Marks,
}

impl<'b> Index<'b> {
    /// Reads an event, in one pass; the text in it that is needed is decoded where it stands.
    ///
    /// # Errors
    /// [`ReadError`] where the event is not JSON, is not UTF-8, is nested too deep, or has one of
    /// the index's fields twice or with another type.
    pub fn read(event: &'b mut [u8]) -> Result<Self, ReadError> {
        let mut spans = Spans::default();
        let mut reader = Reader::new(event)?;
        reader.object(|reader, key| spans.root(reader, key))?;
        let event = reader.end()?;
        let is_body_broken =
            spans.is_base64_encoded.value == Some(true) && !spans.decode_body(event);
        Ok(spans.index(event, is_body_broken))
    }
}

impl Spans {
    fn root(&mut self, reader: &mut Reader<'_>, key: Range<usize>) -> Result<(), ReadError> {
        match reader.bytes(key) {
            b"httpMethod" => self.http_method.text(reader, "httpMethod"),
            b"path" => self.path.text(reader, "path"),
            b"headers" => self.headers.fields(reader, "headers"),
            b"multiValueHeaders" => self.multi_value_headers.fields(reader, "multiValueHeaders"),
            b"queryStringParameters" => self.query.fields(reader, "queryStringParameters"),
            b"multiValueQueryStringParameters" => {
                self.multi_value_query.fields(reader, "multiValueQueryStringParameters")
            }
            b"body" => self.body.text(reader, "body"),
            b"isBase64Encoded" => self.is_base64_encoded.boolean(reader, "isBase64Encoded"),
            b"version" => self.version.text(reader, "version"),
            b"requestContext" => self.request_context(reader),
            b"rawPath" => self.marks.raw_path.any(reader, "rawPath"),
            b"methodArn" => self.marks.method_arn.any(reader, "methodArn"),
            b"routeArn" => self.marks.route_arn.any(reader, "routeArn"),
            b"identitySource" => self.marks.identity_source.any(reader, "identitySource"),
            b"method" => self.marks.method.any(reader, "method"),
            b"raw_path" => self.marks.lattice_path.any(reader, "raw_path"),
            _ => reader.skip(),
        }
    }

    fn request_context(&mut self, reader: &mut Reader<'_>) -> Result<(), ReadError> {
        let mut context = self.marks.context;
        context.read(reader, ("requestContext", "an object"), b"{", |reader| {
            reader.object(|reader, key| self.context_field(reader, key))
        })?;
        self.marks.context = context;
        Ok(())
    }

    fn context_field(
        &mut self,
        reader: &mut Reader<'_>,
        key: Range<usize>,
    ) -> Result<(), ReadError> {
        let marks = &mut self.marks;
        match reader.bytes(key) {
            b"requestId" => self.request_id.text(reader, "requestContext.requestId"),
            b"domainName" => self.domain_name.text(reader, "requestContext.domainName"),
            b"elb" => marks.elb.object(reader, "requestContext.elb"),
            b"http" => marks.http.object(reader, "requestContext.http"),
            b"serviceNetworkArn" => {
                marks.network_arn.any(reader, "requestContext.serviceNetworkArn")
            }
            b"serviceArn" => marks.service_arn.any(reader, "requestContext.serviceArn"),
            b"connectionId" => marks.connection_id.any(reader, "requestContext.connectionId"),
            b"eventType" => marks.event_type.any(reader, "requestContext.eventType"),
            b"messageDirection" => {
                marks.message_direction.any(reader, "requestContext.messageDirection")
            }
            _ => reader.skip(),
        }
    }

    /// Decodes the body where it stands; whether it was base64.
    fn decode_body(&mut self, event: &mut [u8]) -> bool {
        let Some(body) = &mut self.body.value else {
            return true;
        };
        match event.get_mut(body.start..body.end).and_then(base64_body::decode) {
            Some(len) => body.end = body.start + len,
            None => return false,
        }
        true
    }

    fn index(self, event: &[u8], is_body_broken: bool) -> Index<'_> {
        let bytes = |span: Span| span.of(event);
        let text = |span: Span| core::str::from_utf8(span.of(event)).unwrap_or_default();
        let map = |span: Option<Span>| span.map(bytes).map(FieldMap::new).unwrap_or_default();
        let domain_name = self.domain_name.value.map(text).unwrap_or_default();
        let lambda_url = domain_name.split('.').nth(1) == Some("lambda-url");
        Index {
            http_method: self.http_method.value.map(text),
            path: self.path.value.map(text),
            headers: map(self.headers.value),
            multi_value_headers: map(self.multi_value_headers.value),
            query: map(self.query.value),
            multi_value_query: map(self.multi_value_query.value),
            body: self.body.value.map(bytes),
            is_body_broken,
            version: self.version.value.map(text),
            request_id: self.request_id.value.map(text),
            marks: Marks { lambda_url, ..self.marks },
        }
    }
}
