//! Conformance documents that carry their own expectations, held against what `replay` answers.

use std::io;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use flate2::read::GzDecoder;
use serde_json::{Map, Value, json};

use crate::replay::{Document, replay};

/// Replays a document and compares every event that has an `expect`:
///
/// | key | is compared with |
/// |---|---|
/// | `route`, `params` | the route that was hit, and its parameters |
/// | `response` | of the response the keys that are given; headers whole, names in any case, only `Vary` may be there in addition; a body in gzip by what it decompresses to |
/// | `answer` | the response, whole |
/// | `request` | what a handler of the kind `request` saw: the keys that are given, and `body`, which is `body_base64` as text |
/// | `error` | why there is no response |
///
/// # Panics
/// Where an answer is another one, or no event expects anything.
#[track_caller]
pub fn check(text: &str) {
    let document: Value = serde_json::from_str(text).unwrap();
    let mut compared = 0;
    for (event, actual) in document["events"].as_array().unwrap().iter().zip(answers(text)) {
        let name = event["name"].as_str().unwrap_or_default();
        if let Some(expected) = event.get("expect").and_then(Value::as_object) {
            compared += 1;
            compare(name, expected, &actual);
        }
    }
    assert!(compared > 0, "no event expects anything");
}

/// The lines that `replay` prints for a document.
///
/// # Panics
/// Where it is none, or its routes make no table.
#[track_caller]
pub fn answers(document: &str) -> Vec<Value> {
    let document = Document::read(document).unwrap();
    let replayed = replay(&document).unwrap_or_else(|refused| panic!("{}", refused.0));
    let lines = replayed.iter().zip(&document.events).enumerate();
    let lines = lines.map(|(index, (replayed, event))| replayed.line(index, &event.name));
    lines.map(|line| serde_json::from_str(&line).unwrap()).collect()
}

/// What becomes of an event: the line that `replay` prints. `/reply` answers with what `reply`, a
/// `returns`, says; every other path with the request that its handler sees.
#[track_caller]
pub fn line(reply: Value, event: &Value) -> Value {
    let document = json!({
        "app": {"routes": [
            {"id": "reply", "method": "ANY", "path": "/reply", "returns": reply},
            {"id": "segment", "method": "ANY", "path": "/of/<name>", "returns": {"kind": "request"}},
            {"id": "admin", "method": "ANY", "path": "/admin", "returns": {"kind": "request"}},
            {"id": "any", "method": "ANY", "path": "/{rest+}", "returns": {"kind": "request"}},
        ]},
        "events": [{"event": event}],
    });
    answers(&document.to_string()).remove(0)
}

/// What the handler saw, of a line for one of the kind `request`.
///
/// # Panics
/// Where the response is not of such a handler.
#[track_caller]
pub fn request_seen(line: &Value) -> Value {
    let body = &line["response"]["body"];
    let text = body.as_str().unwrap_or_else(|| panic!("no handler has answered: {line}"));
    let mut seen: Value = serde_json::from_str(text).unwrap();
    let bytes = STANDARD.decode(seen["body_base64"].as_str().unwrap()).unwrap();
    seen["body"] = String::from_utf8_lossy(&bytes).into();
    seen
}

#[track_caller]
fn compare(name: &str, expected: &Map<String, Value>, actual: &Value) {
    for (key, expected) in expected {
        match key.as_str() {
            "route" => assert_eq!(hit(actual, "route"), expected, "{name}: route"),
            "params" => assert_eq!(hit(actual, "params"), expected, "{name}: params"),
            "response" => compare_response(name, expected, &actual["response"]),
            "answer" => assert_eq!(&actual["response"], expected, "{name}: answer"),
            "error" => assert_eq!(&actual["error"], expected, "{name}: error"),
            "request" => {
                let actual = request_seen(actual);
                for (key, expected) in expected.as_object().unwrap() {
                    assert_eq!(&actual[key], expected, "{name}: request.{key}");
                }
            }
            _ => panic!("{name}: nobody knows how to expect {key:?}"),
        }
    }
}

fn hit<'a>(actual: &'a Value, key: &str) -> &'a Value {
    actual["hit"].get(key).unwrap_or(&Value::Null)
}

/// Compares of a response the keys that are expected, as [`check`] does.
///
/// # Panics
/// Where it is another one.
#[track_caller]
pub fn compare_response(name: &str, expected: &Value, actual: &Value) {
    for (key, expected) in expected.as_object().unwrap() {
        let actual = &actual[key];
        if key == "headers" {
            let mut actual = lower(actual);
            if expected.get("Vary").is_none() {
                actual.remove("vary");
            }
            assert_eq!(actual, lower(expected), "{name}: headers");
        } else if let Some(expected) = gunzipped(expected) {
            assert_eq!(gunzipped(actual), Some(expected), "{name}: {key}, decompressed");
        } else {
            assert_eq!(actual, expected, "{name}: {key}");
        }
    }
}

/// What a body in gzip and base64 decompresses to.
fn gunzipped(body: &Value) -> Option<String> {
    let bytes = STANDARD.decode(body.as_str()?).ok()?;
    io::read_to_string(GzDecoder::new(&*bytes)).ok()
}

fn lower(headers: &Value) -> Map<String, Value> {
    let headers = headers.as_object().unwrap().iter();
    headers.map(|(name, value)| (name.to_ascii_lowercase(), value.clone())).collect()
}
