//! What `lambda_http` 1.3.2 and `aws_lambda_events` 1.2.1 get wrong, by number, each as an event that
//! is answered right here; and further events that make them panic.

use gatepost_tests::{
    conformance::{answers, line, request_seen},
    events::{Body, Sent, Shape},
};
use serde_json::{Value, json};

#[track_caller]
fn seen(event: &Value) -> Value {
    request_seen(&line(json!({"kind": "none"}), event))
}

/// The answer to `GET /reply` where the handler returns that.
#[track_caller]
fn answer(shape: Shape, reply: Value) -> Value {
    line(reply, &Sent::get("/reply").event(shape))["response"].clone()
}

fn values(seen: &Value, name: &str) -> Vec<String> {
    let headers = seen["headers"].as_array().unwrap().iter();
    let of_name = headers.filter(|header| header[0] == name);
    of_name.map(|header| header[1].as_str().unwrap().to_owned()).collect()
}

/// The event of `GET path` with headers, those of the gateway included.
fn with_headers(shape: Shape, path: &str, headers: &[(&str, &str)]) -> Value {
    Sent { headers, ..Sent::get(path) }.event(shape)
}

#[test]
fn peers_1_01_a_repeated_header_of_a_rest_api_has_all_its_values() {
    let event = json!({"httpMethod": "GET", "path": "/a", "headers": {"x-a": "2"}, "multiValueHeaders": {"x-a": ["1", "2"]}});
    assert_eq!(values(&seen(&event), "x-a"), ["1", "2"]);
}

#[test]
fn peers_1_02_a_repeated_header_is_kept_wherever_the_gateway_keeps_it() {
    let headers = [("x-voker-probe", "first"), ("x-voker-probe", "second")];
    for shape in Shape::ALL {
        let expected: &[&str] = match shape {
            Shape::Http | Shape::Url => &["first,second"],
            Shape::Alb => &["second"],
            _ => &["first", "second"],
        };
        let seen = seen(&with_headers(shape, "/a", &headers));
        assert_eq!(values(&seen, "x-voker-probe"), expected, "{shape:?}");
    }
}

#[test]
fn peers_1_03_a_repeated_header_of_an_answer_is_joined_for_an_http_api() {
    let reply = json!({"kind": "response", "headers": {"vary": ["origin", "accept"]}, "cookies": ["a=1", "b=2"]});
    for shape in [Shape::Http, Shape::Url] {
        let answer = answer(shape, reply.clone());
        assert_eq!(answer["headers"], json!({"vary": "origin, accept"}));
        assert_eq!(answer["cookies"], json!(["a=1", "b=2"]));
    }
}

#[test]
fn peers_1_04_a_load_balancer_gets_the_map_that_it_sent_and_no_other() {
    let reply = json!({"kind": "response", "headers": {"vary": ["origin", "accept"]}, "cookies": ["a=1", "b=2"]});
    let single = answer(Shape::Alb, reply.clone());
    assert_eq!(single["headers"], json!({"vary": "origin, accept", "Set-Cookie": "a=1"}));
    assert!(single.get("multiValueHeaders").is_none());
    let multi = answer(Shape::AlbMulti, reply);
    let expected = json!({"vary": ["origin", "accept"], "Set-Cookie": ["a=1", "b=2"]});
    assert_eq!(multi["multiValueHeaders"], expected);
    assert!(multi.get("headers").is_none());
}

/// The request is seen as it would be without the header.
#[track_caller]
fn is_only_a_header(name: &str, value: &str) {
    for shape in Shape::ALL {
        let seen = seen(&with_headers(shape, "/of/x", &[(name, value)]));
        assert_eq!(seen["path"], "/of/x", "{shape:?} {value}");
        assert_eq!(values(&seen, name), [value], "{shape:?}");
        assert_eq!(seen["query"], json!([]), "{shape:?}");
    }
}

#[test]
fn peers_1_05_a_malformed_host_is_only_a_header() {
    for host in ["foo:99999", "a b", "h ex ample", "[::1", "", "\u{e9}.example", "a\u{0}b"] {
        is_only_a_header("host", host);
    }
}

#[test]
fn peers_1_06_a_malformed_forwarded_protocol_is_only_a_header() {
    for protocol in ["1:", "", "://", "https, http"] {
        is_only_a_header("x-forwarded-proto", protocol);
    }
}

#[test]
fn peers_1_07_no_host_chooses_the_path() {
    for host in ["evil.com/zzz?", "evil/x?", "h/admin#", "user@h/admin"] {
        is_only_a_header("host", host);
        is_only_a_header("x-forwarded-host", host);
    }
}

#[track_caller]
fn path_is_left_alone(path: &str, route: &str) {
    for shape in Shape::ALL {
        let mut event = Sent::get("/").event(shape);
        let field = if matches!(shape, Shape::Http | Shape::Url) { "rawPath" } else { "path" };
        event[field] = path.into();
        let line = line(json!({"kind": "none"}), &event);
        assert_eq!(line["hit"]["route"], route, "{shape:?} {path}");
        assert_eq!(request_seen(&line)["path"], path, "{shape:?}");
    }
}

#[test]
fn peers_1_08_dots_in_a_path_are_left_alone() {
    for path in
        ["/admin/../public", "/admin/%2e%2e/public", "/of/../admin", "/./admin", "/..;/admin"]
    {
        path_is_left_alone(path, "any");
    }
    path_is_left_alone("/of/..", "segment");
}

#[test]
fn peers_1_09_a_backslash_is_left_alone() {
    path_is_left_alone(r"/a\b", "any");
    path_is_left_alone(r"/\admin", "any");
    path_is_left_alone(r"/of/a\b", "segment");
}

#[test]
fn peers_1_10_bad_base64_is_a_400() {
    for body in ["!!!", "Q", "QQ=", "QR==", "_-8=", "QUJD\n", " "] {
        for shape in Shape::ALL {
            let mut event = Sent { method: "POST", ..Sent::get("/of/x") }.event(shape);
            event["body"] = body.into();
            event["isBase64Encoded"] = true.into();
            let line = line(json!({"kind": "none"}), &event);
            assert_eq!(line["response"]["statusCode"], 400, "{shape:?} {body}");
            assert_eq!(line["hit"], Value::Null, "{shape:?}");
        }
    }
}

#[test]
fn peers_1_11_a_raw_query_with_a_space_is_read() {
    for shape in [Shape::Http, Shape::Url] {
        let sent = Sent { query: "a=1 2&b=\u{e9}\"&c=\n", ..Sent::get("/of/x") };
        let query = json!([["a", "1 2"], ["b", "\u{e9}\""], ["c", "\n"]]);
        assert_eq!(seen(&sent.event(shape))["query"], query, "{shape:?}");
    }
}

#[test]
fn peers_1_12_a_decoded_path_is_data_and_no_part_of_a_url() {
    let sent = Sent { query: "x=1", ..Sent::get("/of/a%3Fadmin=1%23b%26c") };
    for shape in [Shape::Http, Shape::HttpV1] {
        let line = line(json!({"kind": "none"}), &sent.event(shape));
        assert_eq!(line["hit"]["params"], json!({"name": "a?admin=1#b&c"}), "{shape:?}");
        assert_eq!(request_seen(&line)["query"], json!([["x", "1"]]), "{shape:?}");
    }
    // Nor is one that does not begin as a path does: it is of no route.
    let mut event = Sent::get("/").event(Shape::Http);
    event["rawPath"] = "a".into();
    assert_eq!(line(json!({"kind": "none"}), &event)["response"]["statusCode"], 404);
}

#[test]
fn peers_1_13_the_stage_of_a_rest_api_is_not_in_the_path() {
    let event = Sent::get("/of/x").event(Shape::Rest);
    assert_eq!(event["requestContext"]["path"], "/prod/of/x");
    assert_eq!(seen(&event)["path"], "/of/x");
    // Where a path of its own begins as the stage does, it stays.
    path_is_left_alone_for(Shape::Rest, "/prod/of/x");
}

#[track_caller]
fn path_is_left_alone_for(shape: Shape, path: &str) {
    assert_eq!(seen(&Sent::get(path).event(shape))["path"], path, "{shape:?}");
}

#[test]
fn peers_1_14_the_stage_of_an_http_api_is_stripped() {
    for shape in [Shape::Http, Shape::HttpV1] {
        let event = Sent::get("/of/x").event(shape);
        let field = if shape == Shape::Http { "rawPath" } else { "path" };
        assert_eq!(event[field], "/prod/of/x");
        assert_eq!(seen(&event)["path"], "/of/x", "{shape:?}");
        // Once.
        path_is_left_alone_for(shape, "/prod/of/x");
    }
    path_is_left_alone_for(Shape::Url, "/$default/of/x");
    path_is_left_alone_for(Shape::Url, "/prod/of/x");
}

#[test]
fn peers_1_15_a_header_of_an_answer_that_is_not_ascii_is_sent_as_text() {
    // A `str` cannot hold a Latin-1 byte: what there is, JSON can carry.
    let reply = json!({"kind": "response", "headers": {"x-name": "caf\u{e9}"}, "body": "\u{e9}"});
    for shape in Shape::ALL {
        let answer = answer(shape, reply.clone());
        let expected = match shape {
            Shape::AlbMulti => json!({"x-name": ["caf\u{e9}"]}),
            _ => json!({"x-name": "caf\u{e9}"}),
        };
        let map = if shape == Shape::AlbMulti { "multiValueHeaders" } else { "headers" };
        assert_eq!((&answer["statusCode"], &answer[map]), (&json!(200), &expected), "{shape:?}");
    }
}

#[test]
fn peers_1_16_a_map_that_is_null_is_as_if_it_were_not_there() {
    for shape in Shape::ALL {
        let mut event = Sent::get("/of/x").event(shape);
        for map in [
            "queryStringParameters",
            "multiValueQueryStringParameters",
            "pathParameters",
            "stageVariables",
            "cookies",
        ] {
            event[map] = Value::Null;
        }
        let seen = seen(&event);
        assert_eq!((&seen["query"], &seen["cookies"]), (&json!([]), &json!([])), "{shape:?}");
    }
}

#[test]
fn peers_1_17_an_unknown_event_is_refused_by_the_name_of_a_field() {
    for (event, error) in [
        (json!({}), "Event.NotHttp: not an HTTP request: the event has no `httpMethod`"),
        (
            json!({"version": "2.0", "rawPath": "/"}),
            "Event.NotHttp: not an HTTP request: the event has `rawPath` and no `requestContext.http`",
        ),
        (
            json!({"httpMethod": "GET", "path": 5}),
            "Event.Malformed: the event cannot be read: `path` is not a string",
        ),
        (
            json!({"httpMethod": "GET", "path": "/", "headers": {"a": {}}}),
            "Event.NotJson: the event cannot be read: byte 46: expected a text",
        ),
        (
            json!({"version": "2.0", "method": "GET", "path": "/", "requestContext": {"serviceArn": "x"}}),
            "Event.OtherSource: of VPC Lattice, which this function does not answer: the event has `method`",
        ),
    ] {
        let line = line(json!({"kind": "none"}), &event);
        assert_eq!((&line["error"], &line["response"]), (&json!(error), &Value::Null), "{event}");
    }
}

// ---- further events ----

#[test]
fn one_odd_header_makes_it_no_other_event() {
    for shape in Shape::ALL {
        let seen =
            seen(&with_headers(shape, "/of/x", &[("x a", "1"), ("", "2"), ("\u{e9}\n", "3")]));
        assert_eq!(values(&seen, "x a"), ["1"], "{shape:?}");
        assert_eq!(values(&seen, ""), ["2"], "{shape:?}");
    }
}

#[test]
fn a_line_break_in_a_decoded_path_is_not_dropped() {
    let mut event = Sent::get("/of/x").event(Shape::Http);
    event["rawPath"] = "/of/a\nb".into();
    assert_eq!(line(json!({"kind": "none"}), &event)["response"]["statusCode"], 400);
}

#[test]
fn a_hundred_thousand_brackets_are_an_error() {
    for inside in ["[", "{\"a\":"] {
        let raw = format!(r#"{{"httpMethod":"GET","path":"/","u":{}"#, inside.repeat(100_000));
        let document = json!({"app": {"routes": []}, "events": [{"raw": raw}]});
        let line = answers(&document.to_string()).remove(0);
        let error = line["error"].as_str().unwrap();
        assert!(error.ends_with("nested more than 127 deep"), "{error}");
    }
}

#[test]
fn a_body_comes_as_the_gateway_sent_it_whatever_its_type() {
    for shape in Shape::ALL {
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        let sent = Sent { method: "POST", headers: &headers, ..Sent::get("/of/x") };
        let text = Sent { body: Some(Body::Text("QUJD")), ..sent };
        assert_eq!(seen(&text.event(shape))["body"], "QUJD", "{shape:?}");
        let bytes = Sent { body: Some(Body::Bytes(b"ABC")), ..sent };
        assert_eq!(seen(&bytes.event(shape))["body"], "ABC", "{shape:?}");
    }
}
