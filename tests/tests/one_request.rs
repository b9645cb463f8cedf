//! One HTTP request, sent as the event of every gateway, reaches the handler the same, but for what a
//! gateway loses on the way:
//!
//! | lost | by |
//! |---|---|
//! | `%2F` in a path has become `/` | HTTP API, either format |
//! | that two values were two and not one with a comma | HTTP API with format 2.0, Function URL: headers |
//! | all values but the last of a name | load balancer without multi-value headers: headers and query |
//! | the order of parameters of different names | all that send maps: REST, HTTP API with format 1.0, load balancer |
//! | the request id | load balancer |

use gatepost_tests::{
    conformance::{answers, request_seen},
    events::{
        ADDRESS, Body, REQUEST_ID, Sent,
        Shape::{self, Alb, AlbMulti, Http, HttpV1, Rest, Url},
    },
};
use serde_json::{Value, json};

const REQUEST: Sent<'static> = Sent {
    method: "POST",
    path: "/capture/space%20value/a%2Fb",
    query: "repeat=one&plus=a+b&repeat=two&redirect=https%3A%2F%2Fexample.com%2Fa%2Fb&encoded=a%2Bb&empty=&caf%C3%A9=%F0%9F%98%80",
    headers: &[
        ("content-type", "application/json"),
        ("cookie", "session=abc123; theme=dark"),
        ("x-forwarded-for", "10.0.0.1"),
        ("x-probe", "first"),
        ("x-probe", "second"),
    ],
    body: Some(Body::Text("{\"unicode\":\"λ \\\"😀\\\"\"}")),
};

/// Which route was hit with which parameters, and what its handler saw, of `sent` as such an event.
#[track_caller]
fn handled(shape: Shape, sent: &Sent<'_>) -> (Value, Value) {
    let returns = json!({"kind": "request"});
    let document = json!({
        "app": {"routes": [
            {"id": "name", "method": "ANY", "path": "/capture/<value>/<name>", "returns": returns},
            {"id": "deeper", "method": "ANY", "path": "/capture/<value>/<name>/<more>", "returns": returns},
        ]},
        "events": [{"event": sent.event(shape)}],
    });
    let line = answers(&document.to_string()).remove(0);
    (line["hit"].clone(), request_seen(&line))
}

/// What the handler sees where nothing is lost. A gateway that sends maps puts the values of a name
/// together.
fn seen_in_full() -> Value {
    json!({
        "method": "POST",
        "path": "/capture/space%20value/a%2Fb",
        "headers": [
            ["content-type", "application/json"],
            ["cookie", "session=abc123; theme=dark"],
            ["x-probe", "first"],
            ["x-probe", "second"],
            ["x-forwarded-for", "10.0.0.1, 203.0.113.7"],
        ],
        "query": [
            ["repeat", "one"],
            ["repeat", "two"],
            ["plus", "a b"],
            ["redirect", "https://example.com/a/b"],
            ["encoded", "a+b"],
            ["empty", ""],
            ["café", "😀"],
        ],
        "cookies": [["session", "abc123"], ["theme", "dark"]],
        "body": "{\"unicode\":\"λ \\\"😀\\\"\"}",
        "body_base64": "eyJ1bmljb2RlIjoizrsgXCLwn5iAXCIifQ==",
        "source_ip": ADDRESS,
        "request_id": REQUEST_ID,
        "claims": {},
    })
}

#[track_caller]
fn reaches_the_handler(shape: Shape, hit: Value, change: impl FnOnce(&mut Value)) {
    let mut expected = seen_in_full();
    change(&mut expected);
    assert_eq!(handled(shape, &REQUEST), (hit, expected), "{shape:?}");
}

fn name() -> Value {
    json!({"route": "name", "params": {"value": "space value", "name": "a/b"}})
}

fn deeper() -> Value {
    json!({"route": "deeper", "params": {"value": "space value", "name": "a", "more": "b"}})
}

#[test]
fn of_a_rest_api_in_full() {
    reaches_the_handler(Rest, name(), |_| ());
}

#[test]
fn of_an_http_api_with_format_1_0_without_the_escaped_slash() {
    reaches_the_handler(HttpV1, deeper(), |seen| {
        seen["path"] = json!("/capture/space value/a/b");
    });
}

#[test]
fn of_an_http_api_without_the_escaped_slash_and_with_joined_headers() {
    reaches_the_handler(Http, deeper(), |seen| {
        seen["path"] = json!("/capture/space value/a/b");
        // The cookies come last: they are no header on the wire.
        seen["headers"] = json!([
            ["content-type", "application/json"],
            ["x-probe", "first,second"],
            ["x-forwarded-for", "10.0.0.1, 203.0.113.7"],
            ["cookie", "session=abc123; theme=dark"],
        ]);
        in_the_order_of_the_query(seen);
    });
}

#[test]
fn of_a_function_url_with_joined_headers() {
    reaches_the_handler(Url, name(), |seen| {
        seen["headers"] = json!([
            ["content-type", "application/json"],
            ["x-probe", "first,second"],
            ["x-forwarded-for", "10.0.0.1, 203.0.113.7"],
            ["cookie", "session=abc123; theme=dark"],
        ]);
        in_the_order_of_the_query(seen);
    });
}

#[test]
fn of_a_load_balancer_without_an_id() {
    reaches_the_handler(AlbMulti, name(), |seen| seen["request_id"] = Value::Null);
}

#[test]
fn of_a_load_balancer_without_multi_value_headers_the_last_of_each() {
    reaches_the_handler(Alb, name(), |seen| {
        seen["request_id"] = Value::Null;
        seen["headers"].as_array_mut().unwrap().remove(2);
        seen["query"].as_array_mut().unwrap().remove(0);
    });
}

/// A raw query keeps it.
fn in_the_order_of_the_query(seen: &mut Value) {
    seen["query"].as_array_mut().unwrap().swap(1, 2);
}

#[test]
fn a_body_of_bytes_arrives_as_bytes() {
    let bytes: Vec<u8> = (0..=255).collect();
    for shape in Shape::ALL {
        let sent = Sent { body: Some(Body::Bytes(&bytes)), ..REQUEST };
        let (_, seen) = handled(shape, &sent);
        let expected = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+P0BBQkNERUZHSElKS0xNTk9QUVJTVFVWV1hZWltcXV5fYGFiY2RlZmdoaWprbG1ub3BxcnN0dXZ3eHl6e3x9fn+AgYKDhIWGh4iJiouMjY6PkJGSk5SVlpeYmZqbnJ2en6ChoqOkpaanqKmqq6ytrq+wsbKztLW2t7i5uru8vb6/wMHCw8TFxsfIycrLzM3Oz9DR0tPU1dbX2Nna29zd3t/g4eLj5OXm5+jp6uvs7e7v8PHy8/T19vf4+fr7/P3+/w==";
        assert_eq!(seen["body_base64"], expected, "{shape:?}");
    }
}

#[test]
fn a_request_with_nothing_in_it_has_nothing_in_it() {
    for shape in Shape::ALL {
        let (hit, seen) = handled(shape, &Sent::get("/capture/a/b"));
        assert_eq!(hit, json!({"route": "name", "params": {"value": "a", "name": "b"}}));
        let expected = json!({
            "method": "GET",
            "path": "/capture/a/b",
            "headers": [["x-forwarded-for", ADDRESS]],
            "query": [],
            "cookies": [],
            "body": "",
            "body_base64": "",
            "source_ip": ADDRESS,
            "request_id": if matches!(shape, Alb | AlbMulti) { Value::Null } else { REQUEST_ID.into() },
            "claims": {},
        });
        assert_eq!(seen, expected, "{shape:?}");
    }
}

#[test]
fn several_lines_of_cookies_are_all_read() {
    // HTTP/2 lets a client send one line a cookie (RFC 9113, section 8.2.3).
    let headers = [("cookie", "a=1; b=\"x y\""), ("cookie", "a=2; =nameless; c; d==")];
    for shape in Shape::ALL {
        let (_, seen) = handled(shape, &Sent { headers: &headers, ..Sent::get("/capture/a/b") });
        let last = [["a", "2"], ["d", "="]];
        let all = [["a", "1"], ["b", "\"x y\""], ["a", "2"], ["d", "="]];
        let expected = if shape == Alb { json!(last) } else { json!(all) };
        assert_eq!(seen["cookies"], expected, "{shape:?}");
    }
}
