//! A function's answer as an HTTP API or a Function URL understands it.

use http_body_util::Full;
use hyper::Response;
use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use serde_json::{Map, Value};

use super::Kind;
use crate::answer::{append, array, body, header, json, map, present, status, text};
use crate::refusal::Refusal;

const JSON: HeaderValue = HeaderValue::from_static("application/json");
const TEXT: HeaderValue = HeaderValue::from_static("text/plain;charset=UTF-8");

/// The response that an answer stands for: JSON without a `statusCode` is itself the body, even where
/// it looks like an answer.
pub(crate) fn response(answer: &[u8], kind: Kind) -> Result<Response<Full<Bytes>>, Refusal> {
    match json(answer)? {
        Value::Object(fields) => match fields.get("statusCode") {
            Some(code) => described(&fields, code, kind),
            None => Ok(inferred(answer.to_vec())),
        },
        // Without its quotes.
        Value::String(text) => Ok(inferred(text.into_bytes())),
        _ => Ok(inferred(answer.to_vec())),
    }
}

fn inferred(body: Vec<u8>) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::from(body));
    response.headers_mut().insert(CONTENT_TYPE, JSON);
    response
}

fn described(
    answer: &Map<String, Value>,
    code: &Value,
    kind: Kind,
) -> Result<Response<Full<Bytes>>, Refusal> {
    let mut response = Response::new(Full::from(body(answer)?));
    *response.status_mut() = status(code, code.as_u64())?;
    *response.headers_mut() = headers(answer)?;
    let default = match kind {
        Kind::Api => TEXT,
        Kind::Url => JSON,
    };
    response.headers_mut().entry(CONTENT_TYPE).or_insert(default);
    Ok(response)
}

/// The headers, and the cookies: a header each. There is no `multiValueHeaders`.
fn headers(answer: &Map<String, Value>) -> Result<HeaderMap, Refusal> {
    let mut headers = HeaderMap::new();
    for (name, value) in map(answer, "headers")? {
        append(&mut headers, header(name, text(&format!("the header {name:?}"), value)?)?)?;
    }
    if let Some(cookies) = present(answer, "cookies") {
        for cookie in array("cookies", cookies)? {
            append(&mut headers, header("set-cookie", text("a cookie", cookie)?)?)?;
        }
    }
    Ok(headers)
}
