//! What the gateways have in common when they read an answer.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper::StatusCode;
use hyper::body::Bytes;
use hyper::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Map, Value};

use crate::refusal::Refusal;

/// How the body is framed is the gateway's to say, never the function's.
const FRAMING: [&str; 7] =
    ["connection", "content-length", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"];

pub(crate) fn json(answer: &[u8]) -> Result<Value, Refusal> {
    serde_json::from_slice(answer)
        .map_err(|error| Refusal::bad_answer(format!("the answer is not JSON: {error}")))
}

pub(crate) fn object(answer: &[u8]) -> Result<Map<String, Value>, Refusal> {
    match json(answer)? {
        Value::Object(answer) => Ok(answer),
        other => Err(wrong("the answer", &other, "an object")),
    }
}

/// The status that `value` says, being that `number`.
pub(crate) fn status(value: &Value, number: Option<u64>) -> Result<StatusCode, Refusal> {
    number
        .and_then(|number| u16::try_from(number).ok())
        .filter(|code| (200..600).contains(code))
        .and_then(|code| StatusCode::from_u16(code).ok())
        .ok_or_else(|| wrong("statusCode", value, "a number from 200 to 599"))
}

/// A header as HTTP has it.
pub(crate) fn header(name: &str, text: &str) -> Result<(HeaderName, HeaderValue), Refusal> {
    let invalid = |what| Refusal::bad_answer(format!("the header {name:?} has {what}"));
    let name = HeaderName::from_bytes(name.as_bytes())
        .map_err(|_| invalid("a name that is not a token of HTTP".to_owned()))?;
    let value = HeaderValue::from_bytes(text.as_bytes())
        .map_err(|_| invalid(format!("a value that HTTP cannot carry: {text:?}")))?;
    Ok((name, value))
}

/// Adds a header, unless it is one of the gateway's own.
pub(crate) fn append(
    headers: &mut HeaderMap,
    (name, value): (HeaderName, HeaderValue),
) -> Result<(), Refusal> {
    if FRAMING.contains(&name.as_str()) {
        return Ok(());
    }
    let appended = headers.try_append(name, value);
    appended.map(drop).map_err(|_| Refusal::bad_answer("the answer has too many headers"))
}

pub(crate) fn body(answer: &Map<String, Value>) -> Result<Bytes, Refusal> {
    let text = match present(answer, "body") {
        None => "",
        Some(value) => text("body", value)?,
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
pub(crate) fn map<'a>(
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
pub(crate) fn present<'a>(answer: &'a Map<String, Value>, key: &str) -> Option<&'a Value> {
    answer.get(key).filter(|value| !value.is_null())
}

/// `what` is an array.
pub(crate) fn array<'a>(what: &str, value: &'a Value) -> Result<&'a [Value], Refusal> {
    value.as_array().map(Vec::as_slice).ok_or_else(|| wrong(what, value, "an array"))
}

/// `what` is text.
pub(crate) fn text<'a>(what: &str, value: &'a Value) -> Result<&'a str, Refusal> {
    value.as_str().ok_or_else(|| wrong(what, value, "text"))
}

/// `what` is not of the type that it should be.
pub(crate) fn wrong(what: &str, value: &Value, expected: &str) -> Refusal {
    let found = match value {
        Value::Array(_) => "an array".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        scalar => scalar.to_string().chars().take(60).collect(),
    };
    Refusal::bad_answer(format!("{what} is {found}: write {expected}"))
}
