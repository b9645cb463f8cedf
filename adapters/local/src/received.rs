//! A request as it came in, before it is an event of some source.

use std::net::SocketAddr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::HeaderMap;
use hyper::http::request::Parts;
use hyper::{Request, StatusCode};

use crate::refusal::Refusal;
use crate::time::Time;

/// A request, read whole, and what the gateway knows beside it.
pub(crate) struct Received {
    parts: Parts,
    body: Bytes,
    pub(crate) arrival: Arrival,
}

/// How and when a request arrived.
pub(crate) struct Arrival {
    pub(crate) client: SocketAddr,
    /// The port that the gateway listens on.
    pub(crate) port: u16,
    pub(crate) request_id: String,
    pub(crate) time: Time,
}

impl Received {
    /// Reads the body; refuses one that the gateway does not take.
    pub(crate) async fn read(
        request: Request<Incoming>,
        arrival: Arrival,
        max_body: usize,
    ) -> Result<Self, Refusal> {
        let (parts, body) = request.into_parts();
        match Limited::new(body, max_body).collect().await {
            Ok(body) => Ok(Self { parts, body: body.to_bytes(), arrival }),
            Err(error) if error.is::<LengthLimitError>() => Err(Refusal::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                format!("the body has more than {max_body} bytes"),
            )),
            Err(error) => Err(Refusal::new(
                StatusCode::BAD_REQUEST,
                format!("the body did not arrive: {error}"),
            )),
        }
    }

    pub(crate) fn method(&self) -> &str {
        self.parts.method.as_str()
    }

    /// The path as sent: percent-encoded, without the query.
    pub(crate) fn path(&self) -> &str {
        self.parts.uri.path()
    }

    /// Such as `HTTP/1.1`.
    pub(crate) fn protocol(&self) -> String {
        format!("{:?}", self.parts.version)
    }

    /// The query as sent, without its `?`; empty where there is none.
    pub(crate) fn raw_query(&self) -> &str {
        self.parts.uri.query().unwrap_or_default()
    }

    /// The names and values of the query, decoded, in their order.
    pub(crate) fn query(&self) -> Vec<(String, String)> {
        form_urlencoded::parse(self.raw_query().as_bytes()).into_owned().collect()
    }

    /// The last header of that name.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        values(&self.parts.headers, name).next_back()
    }

    /// The headers in lower case, followed by those that every gateway adds: who the client is, and
    /// how it came.
    pub(crate) fn headers(&self) -> Vec<(String, String)> {
        let sent = self.parts.headers.iter();
        let sent = sent.map(|(name, value)| (name.as_str().to_owned(), text(value.as_bytes())));
        let ours = [
            ("x-forwarded-for", self.forwarded_for()),
            ("x-forwarded-port", self.arrival.port.to_string()),
            ("x-forwarded-proto", "http".to_owned()),
        ];
        sent.filter(|(name, _)| !ours.iter().any(|(our, _)| our == name))
            .chain(ours.iter().map(|(name, value)| ((*name).to_owned(), value.clone())))
            .collect()
    }

    /// The host that the client asked for, without the port.
    pub(crate) fn host(&self) -> String {
        let authority = self.header("host").and_then(|host| host.parse().ok());
        let host =
            authority.map(|authority: hyper::http::uri::Authority| authority.host().to_owned());
        host.unwrap_or_else(|| "localhost".to_owned())
    }

    /// Whether the body's type is one of those that HTTP APIs, Function URLs and load balancers take
    /// for text; a body without a type is none.
    pub(crate) fn is_text(&self) -> bool {
        let content_type = self.header("content-type").unwrap_or_default().to_ascii_lowercase();
        let media_type = content_type.split(';').next().unwrap_or_default().trim();
        media_type.starts_with("text/")
            || matches!(
                media_type,
                "application/json" | "application/xml" | "application/javascript"
            )
    }

    /// The body, and whether it is in base64, as it is unless it may be text and is UTF-8; `None` where
    /// there is none.
    pub(crate) fn body(&self, may_be_text: bool) -> (Option<String>, bool) {
        match core::str::from_utf8(&self.body) {
            Ok("") => (None, false),
            Ok(text) if may_be_text => (Some(text.to_owned()), false),
            _ => (Some(STANDARD.encode(&self.body)), true),
        }
    }

    /// The client's address, after those that the client says it forwards for.
    fn forwarded_for(&self) -> String {
        let mut hops: Vec<_> = values(&self.parts.headers, "x-forwarded-for").collect();
        hops.push(self.arrival.client.ip().to_string());
        hops.join(", ")
    }
}

fn values(headers: &HeaderMap, name: &str) -> impl DoubleEndedIterator<Item = String> {
    headers.get_all(name).iter().map(|value| text(value.as_bytes()))
}

/// A header's value as JSON can carry it.
fn text(value: &[u8]) -> String {
    String::from_utf8_lossy(value).into_owned()
}
