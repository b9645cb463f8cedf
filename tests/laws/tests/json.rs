//! The small parts of the JSON adapter: stages, numbers, what a buffer is told.

use gatepost_core::{Buffer, Status};
use gatepost_json::{EventError, Index, JsonWriter, Sources};
use serde_json::json;

#[test]
fn a_stage_is_stripped_once_where_a_segment_ends() {
    for (path, stage, left) in [
        ("/v1/orders", json!("v1"), "/orders"),
        ("/v1/v1", json!("v1"), "/v1"),
        ("/v1/", json!("v1"), "/"),
        ("/v1", json!("v1"), "/"),
        ("/v10", json!("v1"), "/v10"),
        ("/v2", json!("v1"), "/v2"),
        ("/v2/a", json!("v1"), "/v2/a"),
        ("/orders", json!("v1"), "/orders"),
        ("/$default/a", json!("$default"), "/$default/a"),
        ("//a", json!(""), "//a"),
        ("/v1/orders", json!(null), "/v1/orders"),
    ] {
        let context = json!({"http": {"method": "GET"}, "stage": stage});
        let event = json!({"version": "2.0", "rawPath": path, "requestContext": context});
        let mut event = event.to_string().into_bytes();
        let event = gatepost_http::Event::read(&mut event).unwrap();
        assert_eq!(event.request().path(), left, "{path} {stage}");
    }
}

#[test]
fn every_status_is_written() {
    for code in 200..600 {
        let mut written = Vec::new();
        JsonWriter::new(&mut written).status(Status::new(code));
        assert_eq!(written, code.to_string().as_bytes());
    }
}

/// A buffer that counts what it is told.
#[derive(Default)]
struct Counting {
    bytes: Vec<u8>,
    writes: usize,
}

impl Buffer for Counting {
    fn write(&mut self, bytes: &[u8]) {
        self.bytes.extend(bytes);
        self.writes += 1;
    }

    fn written(&self) -> &[u8] {
        &self.bytes
    }

    fn needed(&self) -> usize {
        self.bytes.len()
    }

    fn clear(&mut self) {
        self.bytes.clear();
    }

    fn scratch(&mut self, len: usize) -> &mut [u8] {
        self.bytes.resize(len, 0);
        &mut self.bytes
    }
}

/// A call of the buffer takes longer than what it is told.
#[test]
fn a_text_reaches_the_buffer_in_large_pieces() {
    let text = "say \"hello\"\n".repeat(1_000);
    let (mut buffer, mut encoded) = (Counting::default(), Counting::default());
    JsonWriter::new(&mut buffer).string(&text);
    assert_eq!(buffer.bytes, serde_json::to_vec(&text).unwrap());
    JsonWriter::new(&mut encoded).base64(text.as_bytes());
    for buffer in [buffer, encoded] {
        assert!(buffer.writes <= buffer.bytes.len() / 200, "{}", buffer.writes);
    }
}

/// What is collected is written before it, and once more in the end.
#[test]
fn what_is_longer_than_128_bytes_is_not_collected() {
    for (len, writes) in [(0, 1), (1, 1), (128, 1), (129, 3), (10_000, 3)] {
        let (json, mut buffer) = ("x".repeat(len), Counting::default());
        JsonWriter::new(&mut buffer).raw(&json);
        assert_eq!((buffer.bytes, buffer.writes), (json.into_bytes(), writes), "{len}");
    }
}

#[test]
fn depth_is_what_is_open_and_not_what_was() {
    let (open, close) = ("[".repeat(126), "]".repeat(126));
    for count in [0, 1, 20, 200] {
        let fields: String = (0..count).map(|n| format!(r#""h{n}":["a","b"],"#)).collect();
        let event = format!(
            r#"{{"httpMethod":"GET","path":"/","multiValueHeaders":{{{fields}"h":"a"}},"x":{open}{close}}}"#
        );
        assert!(Index::read(&mut event.into_bytes(), Sources::ALL).is_ok(), "{count}");
    }
}

#[test]
fn what_may_end_a_list_is_said_by_its_bracket() {
    for (event, expected) in [
        (r#"{"x":1 2}"#, "byte 7: expected ',' or '}'"),
        (r#"{"x":[1 2]}"#, "byte 8: expected ',' or ']'"),
        (r#"{"x":{"y":1 2}}"#, "byte 12: expected ',' or '}'"),
        (r#"{"cookies":["a" 2]}"#, "byte 16: expected ',' or ']'"),
    ] {
        let error = Index::read(&mut event.as_bytes().to_vec(), Sources::ALL).err();
        let Some(EventError::Json(error)) = error else { panic!("{event}") };
        assert_eq!(error.to_string(), expected, "{event}");
    }
}
