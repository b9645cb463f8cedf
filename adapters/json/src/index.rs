//! What an HTTP event says, found in one pass.

use core::ops::Range;

use gatepost_core::Request;

use crate::{
    base64_body, cookies,
    error::{EventError, ReadError},
    fields::FieldMap,
    form::{self, QueryString},
    once::Once,
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
    /// `cookies`, as they would stand in a `Cookie` header.
    pub cookies: Option<&'b str>,
    /// `queryStringParameters`, decoded: a load balancer sends them as the URL has them.
    pub query: FieldMap<'b>,
    /// `multiValueQueryStringParameters`, decoded likewise.
    pub multi_value_query: FieldMap<'b>,
    /// `rawQueryString`, decoded.
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
    /// `requestContext.requestId`
    pub request_id: Option<&'b str>,
    /// `requestContext.stage`
    pub stage: Option<&'b str>,
    /// `requestContext.identity.sourceIp`, or `requestContext.http.sourceIp`
    pub source_ip: Option<&'b str>,
    event: &'b [u8],
    /// Where `body` ends in the event, as it was before it was decoded.
    body_end: usize,
}

impl<'b> Index<'b> {
    /// Reads an event of one of `sources`, in one pass; the text in it is decoded where it stands.
    ///
    /// # Errors
    /// [`EventError`] where the event is not JSON, not an HTTP request, or of another source.
    pub fn read(event: &'b mut [u8], sources: Sources) -> Result<Self, EventError> {
        let mut spans = Spans::default();
        let mut reader = Reader::new(event);
        reader.object(|reader, key| spans.root(reader, key))?;
        let event = reader.end()?;
        let source = spans.source(event, sources)?;
        let body_end = spans.body.value.map_or(0, |body| body.end + 1);
        let is_body_broken =
            spans.is_base64_encoded.value == Some(true) && !spans.decode_body(event);
        spans.decode_query(source, event);
        spans.join_cookies(event);
        Ok(spans.index(event, source, body_end, is_body_broken))
    }

    /// A request with the event's body, where it has one.
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

/// A range that is free to copy.
#[derive(Clone, Copy)]
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
    raw_path: Once<Span>,
    raw_query_string: Once<Span>,
    cookies: Once<Span>,
    headers: Once<Span>,
    multi_value_headers: Once<Span>,
    query: Once<Span>,
    multi_value_query: Once<Span>,
    path_parameters: Once<Span>,
    stage_variables: Once<Span>,
    body: Once<Span>,
    is_base64_encoded: Once<bool>,
    version: Once<Span>,
    context: Once<Span>,
    request_id: Once<Span>,
    domain_name: Once<Span>,
    stage: Once<Span>,
    context_method: Once<Span>,
    source_ip: Once<Span>,
    identity: Once<()>,
    marks: Marks,
}

type Read = Result<(), ReadError>;

impl Spans {
    fn root(&mut self, reader: &mut Reader<'_>, key: Range<usize>) -> Read {
        let marks = &mut self.marks;
        match reader.bytes(key) {
            b"httpMethod" => text(&mut self.http_method, reader, "httpMethod"),
            b"path" => text(&mut self.path, reader, "path"),
            b"rawPath" => text(&mut self.raw_path, reader, "rawPath"),
            b"rawQueryString" => text(&mut self.raw_query_string, reader, "rawQueryString"),
            b"cookies" => texts(&mut self.cookies, reader, "cookies"),
            b"headers" => fields(&mut self.headers, reader, "headers"),
            b"multiValueHeaders" => {
                fields(&mut self.multi_value_headers, reader, "multiValueHeaders")
            }
            b"queryStringParameters" => fields(&mut self.query, reader, "queryStringParameters"),
            b"multiValueQueryStringParameters" => {
                fields(&mut self.multi_value_query, reader, "multiValueQueryStringParameters")
            }
            b"pathParameters" => fields(&mut self.path_parameters, reader, "pathParameters"),
            b"stageVariables" => fields(&mut self.stage_variables, reader, "stageVariables"),
            b"body" => text(&mut self.body, reader, "body"),
            b"isBase64Encoded" => boolean(&mut self.is_base64_encoded, reader, "isBase64Encoded"),
            b"version" => text(&mut self.version, reader, "version"),
            b"requestContext" => self.request_context(reader),
            b"methodArn" => marks.method_arn.note(reader, "methodArn"),
            b"routeArn" => marks.route_arn.note(reader, "routeArn"),
            b"identitySource" => marks.identity_source.note(reader, "identitySource"),
            b"method" => marks.method.note(reader, "method"),
            b"raw_path" => marks.lattice_path.note(reader, "raw_path"),
            _ => reader.skip(),
        }
    }

    fn request_context(&mut self, reader: &mut Reader<'_>) -> Read {
        let mut context = self.context;
        context.read(reader, ("requestContext", "an object"), b"{", |reader| {
            let start = reader.at();
            reader.object(|reader, key| self.context_field(reader, key))?;
            Ok(Span { start, end: reader.at() })
        })?;
        self.context = context;
        Ok(())
    }

    fn context_field(&mut self, reader: &mut Reader<'_>, key: Range<usize>) -> Read {
        let marks = &mut self.marks;
        match reader.bytes(key) {
            b"requestId" => text(&mut self.request_id, reader, "requestContext.requestId"),
            b"domainName" => text(&mut self.domain_name, reader, "requestContext.domainName"),
            b"stage" => text(&mut self.stage, reader, "requestContext.stage"),
            b"http" => self.http(reader),
            b"identity" => self.identity(reader),
            b"elb" => marks.elb.note_object(reader, "requestContext.elb"),
            b"serviceNetworkArn" => {
                marks.network_arn.note(reader, "requestContext.serviceNetworkArn")
            }
            b"serviceArn" => marks.service_arn.note(reader, "requestContext.serviceArn"),
            b"connectionId" => marks.connection_id.note(reader, "requestContext.connectionId"),
            b"eventType" => marks.event_type.note(reader, "requestContext.eventType"),
            b"messageDirection" => {
                marks.message_direction.note(reader, "requestContext.messageDirection")
            }
            _ => reader.skip(),
        }
    }

    fn http(&mut self, reader: &mut Reader<'_>) -> Read {
        if reader.peek() != Some(b'{') {
            return self.marks.http.note_object(reader, "requestContext.http");
        }
        self.marks.http.take("requestContext.http")?;
        reader.object(|reader, key| match reader.bytes(key) {
            b"method" => text(&mut self.context_method, reader, "requestContext.http.method"),
            b"sourceIp" => text(&mut self.source_ip, reader, "requestContext.http.sourceIp"),
            _ => reader.skip(),
        })
    }

    fn identity(&mut self, reader: &mut Reader<'_>) -> Read {
        if reader.peek() != Some(b'{') {
            return self.identity.note_object(reader, "requestContext.identity");
        }
        self.identity.take("requestContext.identity")?;
        reader.object(|reader, key| match reader.bytes(key) {
            b"sourceIp" => text(&mut self.source_ip, reader, "requestContext.identity.sourceIp"),
            _ => reader.skip(),
        })
    }

    fn source(&mut self, event: &[u8], sources: Sources) -> Result<Source, EventError> {
        let domain_name = self.domain_name.value.map(|span| span.of(event)).unwrap_or_default();
        let marks = &mut self.marks;
        marks.has_http_method = self.http_method.is_some();
        marks.has_path = self.path.is_some();
        marks.has_raw_path = self.raw_path.is_some();
        marks.has_context = self.context.is_some();
        marks.has_context_method = self.context_method.is_some();
        marks.is_version_1 = self.version.value.is_some_and(|span| span.of(event) == b"1.0");
        // Its second label: `abc123.lambda-url.eu-west-1.on.aws`.
        marks.is_lambda_url =
            domain_name.split(|byte| *byte == b'.').nth(1) == Some(b"lambda-url".as_slice());
        sources.settle(marks)
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

    /// Decodes what an event source sends as the URL has it.
    fn decode_query(&mut self, source: Source, event: &mut [u8]) {
        if let Some(query) = &mut self.raw_query_string.value {
            let string = event.get_mut(query.start - 1..=query.end).unwrap_or_default();
            query.end = query.start + form::decode_query(string);
        }
        if source == Source::LoadBalancer {
            for query in [self.query.value, self.multi_value_query.value].into_iter().flatten() {
                form::decode_fields(event.get_mut(query.start..query.end).unwrap_or_default());
            }
        }
    }

    fn join_cookies(&mut self, event: &mut [u8]) {
        if let Some(cookies) = &mut self.cookies.value {
            let array = event.get_mut(cookies.start..cookies.end).unwrap_or_default();
            let joined = cookies::join(array);
            *cookies =
                Span { start: cookies.start + joined.start, end: cookies.start + joined.end };
        }
    }

    fn index(
        self,
        event: &[u8],
        source: Source,
        body_end: usize,
        is_body_broken: bool,
    ) -> Index<'_> {
        let bytes = |span: Span| span.of(event);
        let text = |once: Once<Span>| once.value.map(|span| as_str(span.of(event)));
        let map = |once: Once<Span>| once.value.map(bytes).map(FieldMap::new);
        Index {
            source,
            method: text(self.http_method).or_else(|| text(self.context_method)),
            path: text(self.path),
            raw_path: text(self.raw_path),
            headers: map(self.headers).unwrap_or_default(),
            multi_value_headers: map(self.multi_value_headers),
            cookies: text(self.cookies),
            query: map(self.query).unwrap_or_default(),
            multi_value_query: map(self.multi_value_query).unwrap_or_default(),
            query_string: self.raw_query_string.value.map(bytes).map(QueryString::new),
            path_parameters: map(self.path_parameters).unwrap_or_default(),
            stage_variables: map(self.stage_variables).unwrap_or_default(),
            body: self.body.value.map(bytes),
            is_body_broken,
            context: self.context.value.map(bytes).map(Value::new),
            request_id: text(self.request_id),
            stage: text(self.stage),
            source_ip: text(self.source_ip),
            event,
            body_end,
        }
    }
}

fn text(once: &mut Once<Span>, reader: &mut Reader<'_>, field: &'static str) -> Read {
    once.read(reader, (field, "a string"), b"\"", |reader| {
        reader.string("a string").map(Span::from)
    })
}

fn texts(once: &mut Once<Span>, reader: &mut Reader<'_>, field: &'static str) -> Read {
    once.read(reader, (field, "an array of strings"), b"[", |reader| {
        reader.strings().map(Span::from)
    })
}

fn fields(once: &mut Once<Span>, reader: &mut Reader<'_>, field: &'static str) -> Read {
    once.read(reader, (field, "an object of texts"), b"{", |reader| reader.fields().map(Span::from))
}

fn boolean(once: &mut Once<bool>, reader: &mut Reader<'_>, field: &'static str) -> Read {
    let type_error = ReadError::Type { field, wanted: "true or false" };
    once.read(reader, (field, "true or false"), b"tf", |reader| reader.boolean().ok_or(type_error))
}
