//! What the gateway answers itself, in place of the function.

use gatepost_core::InvocationError;
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::{Response, StatusCode};
use serde_json::json;

use crate::source::Source;

/// A request that the gateway answers itself.
pub(crate) struct Refusal {
    status: StatusCode,
    /// Why: for stderr. The client is told the same as in the cloud, which is nothing.
    pub(crate) reason: String,
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, reason: impl Into<String>) -> Self {
        Self { status, reason: reason.into() }
    }

    /// An answer that a gateway does not understand: 502, and 500 from an HTTP API.
    pub(crate) fn bad_answer(reason: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_GATEWAY, reason)
    }

    pub(crate) fn response(&self, source: Source) -> Response<Full<Bytes>> {
        let status = self.status(source);
        let (content_type, body) = match source {
            Source::Rest => ("application/json", message(status, "Internal server error")),
            Source::Http => ("application/json", message(status, "Internal Server Error")),
            Source::Url if status.is_server_error() => {
                ("text/plain", "Internal Server Error".to_owned())
            }
            // A load balancer says it in a small page of HTML.
            Source::Url | Source::Alb | Source::AlbMulti => ("text/plain", status.to_string()),
        };
        let mut response = Response::new(Full::from(body));
        *response.status_mut() = status;
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        response
    }

    /// Only a REST API tells a body that is not base64 from other bad answers.
    fn status(&self, source: Source) -> StatusCode {
        match source {
            _ if !self.status.is_server_error() => self.status,
            Source::Rest => self.status,
            Source::Http => StatusCode::INTERNAL_SERVER_ERROR,
            Source::Url | Source::Alb | Source::AlbMulti => StatusCode::BAD_GATEWAY,
        }
    }
}

/// What API Gateway says.
fn message(status: StatusCode, server_error: &str) -> String {
    let message = match status {
        StatusCode::BAD_REQUEST => "Bad Request",
        StatusCode::PAYLOAD_TOO_LARGE => "Request Too Long",
        _ => server_error,
    };
    json!({ "message": message }).to_string()
}

/// An invocation without an answer is as bad as a bad one.
impl From<InvocationError> for Refusal {
    fn from(error: InvocationError) -> Self {
        Self::bad_answer(error.to_string())
    }
}
