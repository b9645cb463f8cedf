//! A function's answer as a REST API understands it, which is strictly.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use hyper::{Response, StatusCode};
use serde_json::{Map, Value};

use crate::refusal::Refusal;

/// What an answer may have; any other key is refused.
const KEYS: [&str; 5] = ["statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"];

/// How the body is framed is the gateway's to say, never the function's.
const FRAMING: [&str; 7] =
    ["connection", "content-length", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"];

/// The response that an answer stands for.
pub(crate) fn response(answer: &[u8]) -> Result<Response<Full<Bytes>>, Refusal> {
    let answer = object(answer)?;
    let mut response = Response::new(Full::from(body(&answer)?));
    *response.status_mut() = status(&answer)?;
    *response.headers_mut() = headers(&answer)?;
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().entry(CONTENT_TYPE).or_insert(json);
    Ok(response)
}

fn object(answer: &[u8]) -> Result<Map<String, Value>, Refusal> {
    let answer = serde_json::from_slice(answer)
        .map_err(|error| Refusal::bad_answer(format!("the answer is not JSON: {error}")))?;
    let Value::Object(answer) = answer else {
        return Err(wrong("the answer", &answer, "an object"));
    };
    match answer.keys().find(|key| !KEYS.contains(&key.as_str())) {
        None => Ok(answer),
        Some(key) => Err(Refusal::bad_answer(format!(
            "the answer has the key {key:?}: a REST API takes only {}",
            KEYS.join(", ")
        ))),
    }
}

fn status(answer: &Map<String, Value>) -> Result<StatusCode, Refusal> {
    let Some(value) = present(answer, "statusCode") else { return Ok(StatusCode::OK) };
    let code = match value {
        Value::Number(number) => number.as_u64().and_then(|number| u16::try_from(number).ok()),
        Value::String(digits) => digits.parse().ok(),
        _ => None,
    };
    code.filter(|code| (200..600).contains(code))
        .and_then(|code| StatusCode::from_u16(code).ok())
        .ok_or_else(|| wrong("statusCode", value, "a number from 200 to 599"))
}

/// Both maps as one: a name's many values come before its single one, which is left out where it is
/// among them.
fn headers(answer: &Map<String, Value>) -> Result<HeaderMap, Refusal> {
    let mut headers = HeaderMap::new();
    for (name, values) in map(answer, "multiValueHeaders")? {
        let Value::Array(values) = values else {
            return Err(wrong(&format!("multiValueHeaders[{name:?}]"), values, "an array"));
        };
        for value in values {
            append(&mut headers, header(name, value)?)?;
        }
    }
    for (name, value) in map(answer, "headers")? {
        let (name, value) = header(name, value)?;
        if !headers.get_all(&name).iter().any(|other| other == value) {
            append(&mut headers, (name, value))?;
        }
    }
    Ok(headers)
}

/// Adds a header, unless it is one of the gateway's own.
fn append(
    headers: &mut HeaderMap,
    (name, value): (HeaderName, HeaderValue),
) -> Result<(), Refusal> {
    if FRAMING.contains(&name.as_str()) {
        return Ok(());
    }
    let appended = headers.try_append(name, value);
    appended.map(drop).map_err(|_| Refusal::bad_answer("the answer has too many headers"))
}

/// A header of the answer as HTTP has it.
fn header(name: &str, value: &Value) -> Result<(HeaderName, HeaderValue), Refusal> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        _ => return Err(wrong(&format!("the header {name:?}"), value, "text, a number or a bool")),
    };
    let invalid = |what| Refusal::bad_answer(format!("the header {name:?} has {what}"));
    let name = HeaderName::from_bytes(name.as_bytes())
        .map_err(|_| invalid("a name that is not a token of HTTP".to_owned()))?;
    let value = HeaderValue::from_bytes(text.as_bytes())
        .map_err(|_| invalid(format!("a value that HTTP cannot carry: {text:?}")))?;
    Ok((name, value))
}

fn body(answer: &Map<String, Value>) -> Result<Bytes, Refusal> {
    let text = match present(answer, "body") {
        None => "",
        Some(Value::String(text)) => text,
        Some(other) => return Err(wrong("body", other, "text")),
    };
    match present(answer, "isBase64Encoded") {
        None | Some(Value::Bool(false)) => Ok(Bytes::copy_from_slice(text.as_bytes())),
        Some(Value::Bool(true)) => decoded(text),
        Some(other) => Err(wrong("isBase64Encoded", other, "true or false")),
    }
}

fn decoded(text: &str) -> Result<Bytes, Refusal> {
    let bytes = STANDARD.decode(text).map_err(|error| {
        let reason = format!("isBase64Encoded is true, but the body is not base64: {error}");
        Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, reason)
    })?;
    Ok(bytes.into())
}

/// A key's object; none of its entries where it is absent.
fn map<'a>(
    answer: &'a Map<String, Value>,
    key: &str,
) -> Result<impl Iterator<Item = (&'a String, &'a Value)>, Refusal> {
    match present(answer, key) {
        None => Ok(None.into_iter().flatten()),
        Some(Value::Object(map)) => Ok(Some(map).into_iter().flatten()),
        Some(other) => Err(wrong(key, other, "an object")),
    }
}

/// A key's value; one that is null counts as absent.
fn present<'a>(answer: &'a Map<String, Value>, key: &str) -> Option<&'a Value> {
    answer.get(key).filter(|value| !value.is_null())
}

/// `what` is not of the type that it should be.
fn wrong(what: &str, value: &Value, expected: &str) -> Refusal {
    let found = match value {
        Value::Array(_) => "an array".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        scalar => scalar.to_string().chars().take(60).collect(),
    };
    Refusal::bad_answer(format!("{what} is {found}: write {expected}"))
}
