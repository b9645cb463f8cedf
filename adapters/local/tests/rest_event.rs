//! Requests as events of a REST API.

#![allow(clippy::unwrap_used, reason = "a test ends there")]

mod support;

use gatepost_core::{Function, Invocation, InvocationError};
use serde_json::{Value, json};
use support::{Echo, Gateway};

/// The event of a request with that line and those headers.
#[track_caller]
fn event(head: &str, body: &[u8]) -> Value {
    let gateway = Gateway::of(Echo);
    let mut client = gateway.client();
    client.send(head, body);
    let reply = client.receive(false);
    assert_eq!(reply.status, 200, "{head:?}");
    reply.json()
}

#[track_caller]
fn get(target: &str) -> Value {
    event(&format!("GET {target} HTTP/1.1\r\nHost: localhost\r\n"), b"")
}

#[test]
fn paths_stay_encoded_and_lose_only_slashes_at_their_start() {
    for (target, path, proxy, context_path) in [
        ("/", "/", json!(null), "/local/"),
        ("/hello/ada", "/hello/ada", json!({"proxy": "hello/ada"}), "/local/hello/ada"),
        ("/hello/ada?a=/b", "/hello/ada", json!({"proxy": "hello/ada"}), "/local/hello/ada"),
        ("//a//b/", "/a//b/", json!({"proxy": "a//b"}), "/local//a//b/"),
        ("///", "/", json!(null), "/local///"),
        ("/a%20b", "/a%20b", json!({"proxy": "a%20b"}), "/local/a%20b"),
        ("/a%2Fb", "/a%2Fb", json!({"proxy": "a%2Fb"}), "/local/a%2Fb"),
        ("/pa2%Fth", "/pa2%Fth", json!({"proxy": "pa2%Fth"}), "/local/pa2%Fth"),
        ("/a/../b", "/a/../b", json!({"proxy": "a/../b"}), "/local/a/../b"),
        ("http://example.com/a?b", "/a", json!({"proxy": "a"}), "/local/a"),
    ] {
        let event = get(target);
        assert_eq!(event["path"], path, "{target}");
        assert_eq!(event["pathParameters"], proxy, "{target}");
        assert_eq!(event["requestContext"]["path"], context_path, "{target}");
        let resource = if proxy.is_null() { "/" } else { "/{proxy+}" };
        assert_eq!(event["resource"], resource, "{target}");
        assert_eq!(event["requestContext"]["resourcePath"], resource, "{target}");
    }
}

#[test]
fn queries_are_decoded_into_both_maps() {
    for (query, last, all) in [
        ("", json!(null), json!(null)),
        ("?", json!(null), json!(null)),
        ("?a=1", json!({"a": "1"}), json!({"a": ["1"]})),
        ("?a=1&b=2&a=3", json!({"a": "3", "b": "2"}), json!({"a": ["1", "3"], "b": ["2"]})),
        ("?a+b=c+d", json!({"a b": "c d"}), json!({"a b": ["c d"]})),
        ("?a=b%2Bc", json!({"a": "b+c"}), json!({"a": ["b+c"]})),
        ("?a=b%26c=d", json!({"a": "b&c=d"}), json!({"a": ["b&c=d"]})),
        ("?empty=&bare", json!({"empty": "", "bare": ""}), json!({"empty": [""], "bare": [""]})),
        ("?caf%C3%A9=%E2%82%AC", json!({"café": "€"}), json!({"café": ["€"]})),
        ("?a=%zz%", json!({"a": "%zz%"}), json!({"a": ["%zz%"]})),
        ("?a=%FF", json!({"a": "\u{fffd}"}), json!({"a": ["\u{fffd}"]})),
    ] {
        let event = get(&format!("/{query}"));
        assert_eq!(event["queryStringParameters"], last, "{query}");
        assert_eq!(event["multiValueQueryStringParameters"], all, "{query}");
    }
}

#[test]
fn repeated_headers_are_all_in_one_map_and_last_in_the_other() {
    let head = "GET / HTTP/1.1\r\nHost: localhost\r\nX-Probe: first\r\nx-probe: second\r\n";
    let event = event(head, b"");
    assert_eq!(event["headers"]["x-probe"], "second");
    assert_eq!(event["multiValueHeaders"]["x-probe"], json!(["first", "second"]));
}

#[test]
fn the_gateway_spells_some_headers_and_keeps_some_back() {
    let head = "POST / HTTP/1.1\r\nhost: localhost:9000\r\nUSER-AGENT: probe\r\nauthorization: x\r\n\
        x-amzn-trace-id: t\r\nX-Other: o\r\nConnection: keep-alive\r\nContent-MD5: m\r\nMax-Forwards: 1\r\n\
        TE: trailers\r\nTrailer: x\r\nUpgrade: h2c\r\nProxy-Authenticate: p\r\nServer: s\r\nWWW-Authenticate: w\r\n";
    let event = event(head, b"body");
    let port = event["headers"]["X-Forwarded-Port"].clone();
    let expected = json!({
        "Authorization": "x",
        "Host": "localhost:9000",
        "User-Agent": "probe",
        "X-Amzn-Trace-Id": "t",
        "X-Forwarded-For": "127.0.0.1",
        "X-Forwarded-Port": port,
        "X-Forwarded-Proto": "http",
        "x-other": "o",
    });
    assert_eq!(event["headers"], expected);
}

#[test]
fn what_the_client_says_of_its_way_here_is_not_believed() {
    let gateway = Gateway::of(Echo);
    let mut client = gateway.client();
    client.send(
        "GET / HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 1.2.3.4\r\nX-Forwarded-For: 5.6.7.8\r\n\
         X-Forwarded-Port: 1\r\nX-Forwarded-Proto: https\r\n",
        b"",
    );
    let event = client.receive(false).json();
    let headers = &event["multiValueHeaders"];
    assert_eq!(headers["X-Forwarded-For"], json!(["1.2.3.4, 5.6.7.8, 127.0.0.1"]));
    assert_eq!(headers["X-Forwarded-Port"], json!([gateway.address.port().to_string()]));
    assert_eq!(headers["X-Forwarded-Proto"], json!(["http"]));
    assert_eq!(event["requestContext"]["identity"]["sourceIp"], "127.0.0.1");
}

#[test]
fn bodies_are_text_where_they_can_be_and_base64_where_they_cannot() {
    let bodies: [(&[u8], Value, bool); 5] = [
        (b"", json!(null), false),
        (b"{\"a\":1}", json!("{\"a\":1}"), false),
        ("zażółć €\n\0".as_bytes(), json!("zażółć €\n\0"), false),
        (b"\xff\xfe\x00binary", json!("//4AYmluYXJ5"), true),
        (b"text, and then \xe2\x82", json!("dGV4dCwgYW5kIHRoZW4g4oI="), true),
    ];
    for (body, expected, is_base64_encoded) in bodies {
        let event = event("POST / HTTP/1.1\r\nHost: localhost\r\n", body);
        assert_eq!(event["body"], expected);
        assert_eq!(event["isBase64Encoded"], is_base64_encoded, "{expected}");
    }
}

#[test]
fn a_chunked_body_is_read_whole() {
    let head = "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n";
    let event = event(head, b"");
    assert_eq!(
        (&event["body"], &event["headers"]["transfer-encoding"]),
        (&json!("abcde"), &json!(null))
    );
}

/// Answers with the length of the event.
struct Measure;

impl Function for Measure {
    async fn call(&self, invocation: Invocation<'_>) -> Result<(), InvocationError> {
        let answer = json!({ "body": invocation.event.len().to_string() });
        invocation.answer.write(answer.to_string().as_bytes());
        Ok(())
    }
}

#[test]
fn an_event_larger_than_lambda_takes_is_a_413() {
    const LIMIT: usize = 6_291_556;
    let gateway = Gateway::of(Measure);
    let mut client = gateway.client();
    let mut post = |body: &[u8]| {
        client.send("POST / HTTP/1.1\r\nHost: localhost\r\n", body);
        client.receive(false)
    };
    let room = LIMIT + 1 - post(b"a").text().parse::<usize>().unwrap();
    // A quote is two bytes of JSON, three bytes that are not text are four of base64.
    for (body, status) in [
        (vec![b'a'; room], 200),
        (vec![b'a'; room + 1], 413),
        (vec![b'"'; room / 2], 200),
        (vec![b'"'; room / 2 + 1], 413),
        (vec![0xff; room / 4 * 3], 200),
        (vec![0xff; room / 4 * 3 + 3], 413),
        (vec![b'a'; 10 * 1024 * 1024 + 1], 413),
    ] {
        let reply = post(&body);
        assert_eq!(reply.status, status, "{} bytes", body.len());
        let too_long = reply.text() == r#"{"message":"Request Too Long"}"#;
        assert_eq!(too_long, status == 413);
    }
}

#[test]
fn the_context_tells_who_asked_when_and_how() {
    let gateway = Gateway::of(Echo);
    let mut client = gateway.client();
    client.send("PATCH /x HTTP/1.1\r\nHost: api.example.com:9000\r\nUser-Agent: probe/1\r\n", b"");
    let reply = client.receive(false);
    let event = reply.json();
    let context = &event["requestContext"];
    for (key, expected) in [
        ("accountId", "000000000000"),
        ("apiId", "local"),
        ("domainName", "api.example.com"),
        ("domainPrefix", "api"),
        ("httpMethod", "PATCH"),
        ("path", "/local/x"),
        ("protocol", "HTTP/1.1"),
        ("requestId", reply.header("request-id").unwrap()),
        ("resourceId", "local"),
        ("stage", "local"),
    ] {
        assert_eq!(context[key], expected, "{key}");
    }
    assert_eq!(event["httpMethod"], "PATCH");
    assert_eq!(event["stageVariables"], json!(null));
    assert_eq!(context["identity"]["userAgent"], "probe/1");
    assert_eq!(context["identity"].as_object().unwrap().len(), 12);
    assert!(context["requestTimeEpoch"].as_u64().unwrap() > 1_700_000_000_000);
    assert!(context["requestTime"].as_str().unwrap().ends_with(" +0000"));
}

#[test]
fn a_request_without_host_and_user_agent_has_an_event_all_the_same() {
    let event = event("GET / HTTP/1.1\r\n", b"");
    assert_eq!(event["requestContext"]["domainName"], "localhost");
    assert_eq!(event["requestContext"]["identity"]["userAgent"], json!(null));
}

#[test]
fn every_request_has_an_id_of_its_own() {
    let gateway = Gateway::of(Echo);
    let mut client = gateway.client();
    let mut ids: Vec<_> =
        (0..3).map(|_| client.get("/").header("request-id").unwrap().to_owned()).collect();
    ids.dedup();
    assert_eq!(ids.len(), 3, "{ids:?}");
    assert_eq!(ids[0].len(), 36);
}
