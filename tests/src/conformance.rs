//! Conformance documents that carry their own expectations, held against what `replay` answers.

use serde_json::{Map, Value};

use crate::replay::{Document, replay};

/// Replays a document and compares every event that has an `expect`: the route, the parameters, and
/// of the response the keys that are given. Headers are compared whole, names in any case; only
/// `Vary` may be there in addition.
///
/// # Panics
/// Where an answer is another one, or no event expects anything.
#[track_caller]
pub fn check(text: &str) {
    let document: Value = serde_json::from_str(text).unwrap();
    let replayed =
        replay(&Document::read(text).unwrap()).unwrap_or_else(|refused| panic!("{}", refused.0));
    let mut compared = 0;
    for (index, (event, replayed)) in
        document["events"].as_array().unwrap().iter().zip(replayed).enumerate()
    {
        let name = event["name"].as_str().unwrap_or_default();
        let actual: Value = serde_json::from_str(&replayed.line(index, name)).unwrap();
        if let Some(expected) = event.get("expect").and_then(Value::as_object) {
            compared += 1;
            compare(name, expected, &actual);
        }
    }
    assert!(compared > 0, "no event expects anything");
}

#[track_caller]
fn compare(name: &str, expected: &Map<String, Value>, actual: &Value) {
    for (key, expected) in expected {
        match key.as_str() {
            "route" => assert_eq!(hit(actual, "route"), expected, "{name}: route"),
            "params" => assert_eq!(hit(actual, "params"), expected, "{name}: params"),
            "response" => compare_response(name, expected, &actual["response"]),
            _ => panic!("{name}: nobody knows how to expect {key:?}"),
        }
    }
}

fn hit<'a>(actual: &'a Value, key: &str) -> &'a Value {
    actual["hit"].get(key).unwrap_or(&Value::Null)
}

#[track_caller]
fn compare_response(name: &str, expected: &Value, actual: &Value) {
    for (key, expected) in expected.as_object().unwrap() {
        let actual = &actual[key];
        if key == "headers" {
            let mut actual = lower(actual);
            if expected.get("Vary").is_none() {
                actual.remove("vary");
            }
            assert_eq!(actual, lower(expected), "{name}: headers");
        } else {
            assert_eq!(actual, expected, "{name}: {key}");
        }
    }
}

fn lower(headers: &Value) -> Map<String, Value> {
    let headers = headers.as_object().unwrap().iter();
    headers.map(|(name, value)| (name.to_ascii_lowercase(), value.clone())).collect()
}
