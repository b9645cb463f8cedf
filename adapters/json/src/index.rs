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
    /// Whether `isBase64Encoded` is true and `body` is not base64: it is then as the event has it.
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
    pub(crate) raw_path: bool,
    pub(crate) authorizer_arn: bool,
    pub(crate) method: bool,
    pub(crate) lattice_path: bool,
    pub(crate) context: bool,
    pub(crate) elb: bool,
    pub(crate) http: bool,
    pub(crate) lambda_url: bool,
    pub(crate) lattice_arn: bool,
    pub(crate) connection: bool,
}

/// Where things stand, while the text is still being written in.
#[derive(Default)]
struct Spans {
    http_method: Option<Range<usize>>,
    path: Option<Range<usize>>,
    headers: Option<Range<usize>>,
    multi_value_headers: Option<Range<usize>>,
    query: Option<Range<usize>>,
    multi_value_query: Option<Range<usize>>,
    body: Option<Range<usize>>,
    is_base64_encoded: Option<bool>,
    version: Option<Range<usize>>,
    request_id: Option<Range<usize>>,
    context: Option<()>,
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
        let is_body_broken = spans.is_base64_encoded == Some(true) && !spans.decode_body(event);
        Ok(spans.index(event, is_body_broken))
    }
}

impl Spans {
    fn root(&mut self, reader: &mut Reader<'_>, key: Range<usize>) -> Result<(), ReadError> {
        match reader.bytes(key) {
            b"httpMethod" => text(reader, &mut self.http_method, "httpMethod"),
            b"path" => text(reader, &mut self.path, "path"),
            b"headers" => fields(reader, &mut self.headers, "headers"),
            b"multiValueHeaders" => {
                fields(reader, &mut self.multi_value_headers, "multiValueHeaders")
            }
            b"queryStringParameters" => fields(reader, &mut self.query, "queryStringParameters"),
            b"multiValueQueryStringParameters" => {
                fields(reader, &mut self.multi_value_query, "multiValueQueryStringParameters")
            }
            b"body" => text(reader, &mut self.body, "body"),
            b"isBase64Encoded" => boolean(reader, &mut self.is_base64_encoded, "isBase64Encoded"),
            b"version" => text(reader, &mut self.version, "version"),
            b"requestContext" => self.request_context(reader),
            b"rawPath" => mark(reader, &mut self.marks.raw_path),
            b"methodArn" | b"routeArn" => mark(reader, &mut self.marks.authorizer_arn),
            b"method" => mark(reader, &mut self.marks.method),
            b"raw_path" => mark(reader, &mut self.marks.lattice_path),
            _ => reader.skip(),
        }
    }

    fn request_context(&mut self, reader: &mut Reader<'_>) -> Result<(), ReadError> {
        once(&self.context, "requestContext")?;
        if reader.null() {
            return Ok(());
        }
        if reader.peek() != Some(b'{') {
            return Err(ReadError::Type { field: "requestContext", wanted: "an object" });
        }
        self.context = Some(());
        self.marks.context = true;
        reader.object(|reader, key| match reader.bytes(key) {
            b"requestId" => text(reader, &mut self.request_id, "requestContext.requestId"),
            b"elb" => mark(reader, &mut self.marks.elb),
            b"http" => mark(reader, &mut self.marks.http),
            b"domainName" => self.domain_name(reader),
            b"serviceNetworkArn" | b"serviceArn" => mark(reader, &mut self.marks.lattice_arn),
            b"connectionId" | b"messageDirection" => mark(reader, &mut self.marks.connection),
            _ => reader.skip(),
        })
    }

    fn domain_name(&mut self, reader: &mut Reader<'_>) -> Result<(), ReadError> {
        let mut name = None;
        text(reader, &mut name, "requestContext.domainName")?;
        let name = name.map(|range| reader.bytes(range)).unwrap_or_default();
        self.marks.lambda_url = name.windows(12).any(|part| part == b".lambda-url.");
        Ok(())
    }

    /// Decodes the body where it stands; whether it was base64.
    fn decode_body(&mut self, event: &mut [u8]) -> bool {
        let Some(range) = &mut self.body else {
            return true;
        };
        match event.get_mut(range.clone()).and_then(base64_body::decode) {
            Some(len) => range.end = range.start + len,
            None => return false,
        }
        true
    }

    fn index(self, event: &[u8], is_body_broken: bool) -> Index<'_> {
        let bytes = |range: Range<usize>| event.get(range).unwrap_or_default();
        let text = |range: Range<usize>| core::str::from_utf8(bytes(range)).unwrap_or_default();
        let map =
            |range: Option<Range<usize>>| range.map(bytes).map(FieldMap::new).unwrap_or_default();
        Index {
            http_method: self.http_method.map(text),
            path: self.path.map(text),
            headers: map(self.headers),
            multi_value_headers: map(self.multi_value_headers),
            query: map(self.query),
            multi_value_query: map(self.multi_value_query),
            body: self.body.map(bytes),
            is_body_broken,
            version: self.version.map(text),
            request_id: self.request_id.map(text),
            marks: self.marks,
        }
    }
}

fn once<T>(found: &Option<T>, field: &'static str) -> Result<(), ReadError> {
    if found.is_some() { Err(ReadError::Twice { field }) } else { Ok(()) }
}

fn text(
    reader: &mut Reader<'_>,
    found: &mut Option<Range<usize>>,
    field: &'static str,
) -> Result<(), ReadError> {
    once(found, field)?;
    if reader.null() {
        return Ok(());
    }
    if reader.peek() != Some(b'"') {
        return Err(ReadError::Type { field, wanted: "a string" });
    }
    *found = Some(reader.string("a string")?);
    Ok(())
}

fn fields(
    reader: &mut Reader<'_>,
    found: &mut Option<Range<usize>>,
    field: &'static str,
) -> Result<(), ReadError> {
    once(found, field)?;
    if reader.null() {
        return Ok(());
    }
    if reader.peek() != Some(b'{') {
        return Err(ReadError::Type { field, wanted: "an object of texts" });
    }
    *found = Some(reader.fields()?);
    Ok(())
}

fn boolean(
    reader: &mut Reader<'_>,
    found: &mut Option<bool>,
    field: &'static str,
) -> Result<(), ReadError> {
    once(found, field)?;
    if reader.null() {
        return Ok(());
    }
    *found = Some(reader.boolean().ok_or(ReadError::Type { field, wanted: "true or false" })?);
    Ok(())
}

fn mark(reader: &mut Reader<'_>, found: &mut bool) -> Result<(), ReadError> {
    if reader.null() {
        return Ok(());
    }
    *found = true;
    reader.skip()
}
