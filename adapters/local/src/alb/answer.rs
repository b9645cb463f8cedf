//! A function's answer as a load balancer understands it.

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::ext::ReasonPhrase;
use hyper::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use hyper::{Response, StatusCode};
use serde_json::{Map, Value};

use super::Mode;
use crate::answer::{append, array, body, header, map, object, status, text, wrong};
use crate::refusal::Refusal;

/// The response that an answer stands for.
pub(crate) fn response(answer: &[u8], mode: Mode) -> Result<Response<Full<Bytes>>, Refusal> {
    let answer = object(answer)?;
    refuse_nulls(&answer)?;
    let code = answer.get("statusCode").unwrap_or(&Value::Null);
    let status = status(code, code.as_u64())?;
    let mut response = Response::new(Full::from(body(&answer)?));
    *response.status_mut() = status;
    *response.headers_mut() = headers(&answer, mode)?;
    let bytes = HeaderValue::from_static("application/octet-stream");
    response.headers_mut().entry(CONTENT_TYPE).or_insert(bytes);
    if let Some(description) = answer.get("statusDescription") {
        response.extensions_mut().insert(reason(description, status)?);
    }
    Ok(response)
}

/// A load balancer does not take null for an absent key.
fn refuse_nulls(answer: &Map<String, Value>) -> Result<(), Refusal> {
    match answer.iter().find(|(_, value)| value.is_null()) {
        None => Ok(()),
        Some((key, null)) => Err(wrong(key, null, "a value, or leave the key out")),
    }
}

/// The headers of the family that the event had.
fn headers(answer: &Map<String, Value>, mode: Mode) -> Result<HeaderMap, Refusal> {
    let other = match mode {
        Mode::Single => Mode::Multi.headers(),
        Mode::Multi => Mode::Single.headers(),
    };
    let key = mode.headers();
    if answer.contains_key(other) && !answer.contains_key(key) {
        let reason = format!("the answer has {other}: the event had {key}, so write {key}");
        return Err(Refusal::bad_answer(reason));
    }
    let mut headers = HeaderMap::new();
    for (name, value) in map(answer, key)? {
        let what = format!("{key}[{name:?}]");
        let values = match mode {
            Mode::Single => core::slice::from_ref(value),
            Mode::Multi => array(&what, value)?,
        };
        for value in values {
            append(&mut headers, header(name, text(&what, value)?)?)?;
        }
    }
    Ok(headers)
}

/// What comes after the code in a description such as `200 OK`.
fn reason(description: &Value, status: StatusCode) -> Result<ReasonPhrase, Refusal> {
    let reason = description.as_str().and_then(|text| text.strip_prefix(status.as_str()));
    reason
        .and_then(|reason| reason.strip_prefix(' '))
        .and_then(|reason| ReasonPhrase::try_from(reason.as_bytes()).ok())
        .ok_or_else(|| {
            let expected = format!("the status code, a space and a reason, such as \"{status}\"");
            wrong("statusDescription", description, &expected)
        })
}
