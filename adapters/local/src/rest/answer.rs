//! A function's answer as a REST API understands it, which is strictly.

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use hyper::{Response, StatusCode};
use serde_json::{Map, Value};

use crate::answer::{append, array, body, header, map, object, present, status, wrong};
use crate::refusal::Refusal;

/// What an answer may have; any other key is refused.
const KEYS: [&str; 5] = ["statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"];

/// The response that an answer stands for.
pub(crate) fn response(answer: &[u8]) -> Result<Response<Full<Bytes>>, Refusal> {
    let answer = object(answer)?;
    only_known_keys(&answer)?;
    let mut response = Response::new(Full::from(body(&answer)?));
    *response.status_mut() = status_or_ok(&answer)?;
    *response.headers_mut() = headers(&answer)?;
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().entry(CONTENT_TYPE).or_insert(json);
    Ok(response)
}

fn only_known_keys(answer: &Map<String, Value>) -> Result<(), Refusal> {
    match answer.keys().find(|key| !KEYS.contains(&key.as_str())) {
        None => Ok(()),
        Some(key) => Err(Refusal::bad_answer(format!(
            "the answer has the key {key:?}: a REST API takes only {}",
            KEYS.join(", ")
        ))),
    }
}

/// A status may be digits in a text.
fn status_or_ok(answer: &Map<String, Value>) -> Result<StatusCode, Refusal> {
    let Some(value) = present(answer, "statusCode") else { return Ok(StatusCode::OK) };
    status(value, value.as_u64().or_else(|| value.as_str()?.parse().ok()))
}

/// Both maps as one: a name's many values come before its single one, which is left out where it is
/// among them.
fn headers(answer: &Map<String, Value>) -> Result<HeaderMap, Refusal> {
    let mut headers = HeaderMap::new();
    for (name, values) in map(answer, "multiValueHeaders")? {
        for value in array(&format!("multiValueHeaders[{name:?}]"), values)? {
            append(&mut headers, scalar(name, value)?)?;
        }
    }
    for (name, value) in map(answer, "headers")? {
        let (name, value) = scalar(name, value)?;
        if !headers.get_all(&name).iter().any(|other| other == value) {
            append(&mut headers, (name, value))?;
        }
    }
    Ok(headers)
}

/// A header whose value need not be a text.
fn scalar(name: &str, value: &Value) -> Result<(HeaderName, HeaderValue), Refusal> {
    match value {
        Value::String(text) => header(name, text),
        Value::Bool(_) | Value::Number(_) => header(name, &value.to_string()),
        _ => Err(wrong(&format!("the header {name:?}"), value, "text, a number or a bool")),
    }
}
