//! What the gateway answers itself, in place of the function.

use gatepost_core::InvocationError;
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::{Response, StatusCode};
use serde_json::json;

/// A request that the gateway answers itself.
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    /// Why: for stderr. The client is told the same as in the cloud, which is nothing.
    pub(crate) reason: String,
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, reason: impl Into<String>) -> Self {
        Self { status, reason: reason.into() }
    }

    /// An answer that a gateway does not understand: 502.
    pub(crate) fn bad_answer(reason: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_GATEWAY, reason)
    }

    pub(crate) fn response(&self) -> Response<Full<Bytes>> {
        let message = match self.status {
            StatusCode::BAD_REQUEST => "Bad Request",
            StatusCode::PAYLOAD_TOO_LARGE => "Request Too Long",
            _ => "Internal server error",
        };
        let body = json!({ "message": message }).to_string();
        let mut response = Response::new(Full::from(body));
        *response.status_mut() = self.status;
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        response
    }
}

/// An invocation without an answer is a 502.
impl From<InvocationError> for Refusal {
    fn from(error: InvocationError) -> Self {
        Self::bad_answer(error.to_string())
    }
}
