//! One request as the event of every gateway, and one answer as each of them reads it: the local
//! gateway, over HTTP.

#[path = "../../adapters/local/tests/support/mod.rs"]
mod support;

use gatepost_core::{Function, Invocation, InvocationError};
use gatepost_local::{
    Options,
    Source::{self, Alb, AlbMulti, Http, Rest, Url},
};
use serde_json::{Map, Value, json};
use support::{Canned, Gateway, Reply};

const ALL: [Source; 5] = [Rest, Http, Url, Alb, AlbMulti];

// ---- requests ----

/// Answers with the event, in a way that every gateway understands.
struct Echo;

impl Function for Echo {
    async fn call(&self, invocation: Invocation<'_>) -> Result<(), InvocationError> {
        let event = std::str::from_utf8(invocation.event).unwrap();
        let answer = json!({ "statusCode": 200, "body": event });
        invocation.answer.write(answer.to_string().as_bytes());
        Ok(())
    }
}

/// The event of a request with that line and those headers. What differs from run to run is checked,
/// and replaced by its name.
#[track_caller]
fn event(source: Source, head: &str, body: &[u8]) -> Value {
    let gateway = Gateway::with(Options::new().source(source), Echo);
    let mut client = gateway.client();
    client.send(head, body);
    let reply = client.receive(false);
    assert_eq!(reply.status, 200, "{source}: {head:?}");
    let mut event = reply.json();
    let port = gateway.address.port().to_string();
    for map in ["headers", "multiValueHeaders"] {
        for name in ["x-forwarded-port", "X-Forwarded-Port"] {
            for place in [format!("/{map}/{name}"), format!("/{map}/{name}/0")] {
                replace(&mut event, &place, "PORT", |value| value == port.as_str());
            }
        }
    }
    for (name, is_right) in [
        ("requestId", (|id| id.as_str().is_some_and(|id| id.len() == 36)) as fn(&Value) -> bool),
        ("extendedRequestId", |id| id.is_string()),
        ("requestTime", is_time),
        ("time", is_time),
        ("requestTimeEpoch", |time| time.as_u64().is_some_and(|time| time > 1_700_000_000_000)),
        ("timeEpoch", |time| time.as_u64().is_some_and(|time| time > 1_700_000_000_000)),
    ] {
        replace(&mut event, &format!("/requestContext/{name}"), "VARIES", is_right);
    }
    event
}

fn is_time(time: &Value) -> bool {
    time.as_str().is_some_and(|time| time.len() == 26 && time.ends_with(" +0000"))
}

#[track_caller]
fn replace(event: &mut Value, place: &str, name: &str, is_right: impl Fn(&Value) -> bool) {
    if let Some(value) = event.pointer_mut(place).filter(|value| !value.is_array()) {
        assert!(is_right(value), "{place}: {value}");
        *value = name.into();
    }
}

#[track_caller]
fn get(source: Source, target: &str) -> Value {
    event(source, &format!("GET {target} HTTP/1.1\r\nHost: localhost\r\n"), b"")
}

const LINE: &str = "POST /capture/space%20value/a%2Fb?repeat=one&repeat=two\
    &redirect=https%3A%2F%2Fexample.com%2Fa%2Fb&literalPlus=a+b&encodedPlus=a%2Bb&empty= HTTP/1.1\r\n";
const HEADERS: &str = "Host: api.example.com:9000\r\nUser-Agent: probe/1\r\n\
    Content-Type: application/json\r\nX-Probe: first\r\nX-Probe: second\r\n\
    Cookie: session=abc123; theme=dark\r\n";
const RAW_QUERY: &str = "repeat=one&repeat=two&redirect=https%3A%2F%2Fexample.com%2Fa%2Fb\
    &literalPlus=a+b&encodedPlus=a%2Bb&empty=";
const BODY: &str = "{\"unicode\":\"λ\"}";

#[track_caller]
fn captured(source: Source) -> Value {
    event(source, &format!("{LINE}{HEADERS}"), BODY.as_bytes())
}

/// The headers as two gateways have them, all in lower case, with that for the one that came twice.
fn lower_headers(probe: &str) -> Value {
    json!({
        "host": "api.example.com:9000",
        "user-agent": "probe/1",
        "content-type": "application/json",
        "content-length": BODY.len().to_string(),
        "x-probe": probe,
        "cookie": "session=abc123; theme=dark",
        "x-forwarded-for": "127.0.0.1",
        "x-forwarded-port": "PORT",
        "x-forwarded-proto": "http",
    })
}

/// Every value in an array of its own.
fn arrays(map: &Value) -> Map<String, Value> {
    let entries = map.as_object().unwrap().iter();
    entries.map(|(name, value)| (name.clone(), json!([value]))).collect()
}

#[test]
fn the_event_of_a_rest_api() {
    let headers = json!({
        "Host": "api.example.com:9000",
        "User-Agent": "probe/1",
        "content-type": "application/json",
        "x-probe": "second",
        "cookie": "session=abc123; theme=dark",
        "X-Forwarded-For": "127.0.0.1",
        "X-Forwarded-Port": "PORT",
        "X-Forwarded-Proto": "http",
    });
    let query = json!({"repeat": "two", "redirect": "https://example.com/a/b",
        "literalPlus": "a b", "encodedPlus": "a+b", "empty": ""});
    let (mut all_headers, mut all_query) = (arrays(&headers), arrays(&query));
    all_headers["x-probe"] = json!(["first", "second"]);
    all_query["repeat"] = json!(["one", "two"]);
    let expected = json!({
        "resource": "/{proxy+}",
        "path": "/capture/space%20value/a%2Fb",
        "httpMethod": "POST",
        "headers": headers,
        "multiValueHeaders": all_headers,
        "queryStringParameters": query,
        "multiValueQueryStringParameters": all_query,
        "pathParameters": {"proxy": "capture/space%20value/a%2Fb"},
        "stageVariables": null,
        "requestContext": {
            "accountId": "000000000000",
            "apiId": "local",
            "domainName": "api.example.com",
            "domainPrefix": "api",
            "extendedRequestId": "VARIES",
            "httpMethod": "POST",
            "identity": {
                "accessKey": null, "accountId": null, "caller": null,
                "cognitoAuthenticationProvider": null, "cognitoAuthenticationType": null,
                "cognitoIdentityId": null, "cognitoIdentityPoolId": null, "principalOrgId": null,
                "sourceIp": "127.0.0.1", "user": null, "userAgent": "probe/1", "userArn": null,
            },
            "path": "/local/capture/space%20value/a%2Fb",
            "protocol": "HTTP/1.1",
            "requestId": "VARIES",
            "requestTime": "VARIES",
            "requestTimeEpoch": "VARIES",
            "resourceId": "local",
            "resourcePath": "/{proxy+}",
            "stage": "local",
        },
        "body": BODY,
        "isBase64Encoded": false,
    });
    assert_eq!(captured(Rest), expected);
}

#[test]
fn the_events_of_an_http_api_and_of_a_function_url() {
    let mut expected = json!({
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": "/capture/space value/a/b",
        "rawQueryString": RAW_QUERY,
        "cookies": ["session=abc123", "theme=dark"],
        "headers": lower_headers("first,second"),
        "queryStringParameters": {"repeat": "one,two", "redirect": "https://example.com/a/b",
            "literalPlus": "a b", "encodedPlus": "a+b", "empty": ""},
        "requestContext": {
            "accountId": "000000000000",
            "apiId": "local",
            "domainName": "api.example.com",
            "domainPrefix": "api",
            "http": {
                "method": "POST",
                "path": "/capture/space value/a/b",
                "protocol": "HTTP/1.1",
                "sourceIp": "127.0.0.1",
                "userAgent": "probe/1",
            },
            "requestId": "VARIES",
            "routeKey": "$default",
            "stage": "$default",
            "time": "VARIES",
            "timeEpoch": "VARIES",
        },
        "body": BODY,
        "isBase64Encoded": false,
    });
    // A Function URL keeps the cookies where they were, and the path as it was sent.
    let mut url = expected.clone();
    url["rawPath"] = json!("/capture/space%20value/a%2Fb");
    url["requestContext"]["accountId"] = json!("anonymous");
    url["requestContext"]["domainName"] = json!("local.lambda-url.local.on.aws");
    url["requestContext"]["domainPrefix"] = json!("local");
    assert_eq!(captured(Url), url);

    expected["headers"].as_object_mut().unwrap().remove("cookie");
    assert_eq!(captured(Http), expected);
}

#[test]
fn the_events_of_a_load_balancer() {
    let target =
        "arn:aws:elasticloadbalancing:local:000000000000:targetgroup/local/0000000000000000";
    let query = json!({"repeat": "two", "redirect": "https%3A%2F%2Fexample.com%2Fa%2Fb",
        "literalPlus": "a+b", "encodedPlus": "a%2Bb", "empty": ""});
    let mut all_query = arrays(&query);
    all_query["repeat"] = json!(["one", "two"]);
    let mut all_headers = arrays(&lower_headers("second"));
    all_headers["x-probe"] = json!(["first", "second"]);
    let single = json!({
        "requestContext": {"elb": {"targetGroupArn": target}},
        "httpMethod": "POST",
        "path": "/capture/space%20value/a%2Fb",
        "queryStringParameters": query,
        "headers": lower_headers("second"),
        "body": BODY,
        "isBase64Encoded": false,
    });
    let multi = json!({
        "requestContext": {"elb": {"targetGroupArn": target}},
        "httpMethod": "POST",
        "path": "/capture/space%20value/a%2Fb",
        "multiValueQueryStringParameters": all_query,
        "multiValueHeaders": all_headers,
        "body": BODY,
        "isBase64Encoded": false,
    });
    assert_eq!(captured(Alb), single);
    assert_eq!(captured(AlbMulti), multi);
}

#[test]
fn paths_are_decoded_by_an_http_api_only() {
    for (sent, decoded, http_path) in [
        ("/", "/", "/"),
        ("/a/b/", "/a/b/", "/a/b/"),
        ("//a//b", "//a//b", "//a//b"),
        ("/a+b", "/a+b", "/a+b"),
        ("/caf%C3%A9", "/café", "/café"),
        ("/a%2Fb", "/a/b", "/a/b"),
        ("/a%23b", "/a#b", "/a#b"),
        ("/%2541", "/%41", "/%41"),
        ("/pa2%Fth/1", "/pa2%Fth/1", "/pa2%Fth/1"),
        ("/a%FFb", "/a\u{fffd}b", "/a\u{fffd}b"),
        ("/a%00%0Ab", "/a\0\nb", "/a\0\nb"),
        // Only an HTTP API takes it for the start of a query.
        ("/a%3Fb%3Fc", "/a?b?c", "/a"),
    ] {
        let http = get(Http, sent);
        assert_eq!(http["rawPath"], http_path, "{sent}");
        assert_eq!(http["requestContext"]["http"]["path"], http_path, "{sent}");
        let url = get(Url, sent);
        assert_eq!(url["rawPath"], sent);
        assert_eq!(url["requestContext"]["http"]["path"], decoded, "{sent}");
        for source in [Alb, AlbMulti] {
            assert_eq!(get(source, sent)["path"], sent);
        }
    }
}

#[test]
fn a_request_of_nothing_but_a_path() {
    let line = "GET /x HTTP/1.1\r\n";
    let headers = json!({"x-forwarded-for": "127.0.0.1", "x-forwarded-port": "PORT", "x-forwarded-proto": "http"});
    for source in [Http, Url] {
        let event = event(source, line, b"");
        let keys: Vec<_> = event.as_object().unwrap().keys().map(String::as_str).collect();
        let mut sorted = keys.clone();
        sorted.sort_unstable();
        let expected = [
            "headers",
            "isBase64Encoded",
            "rawPath",
            "rawQueryString",
            "requestContext",
            "routeKey",
            "version",
        ];
        assert_eq!(sorted, expected, "{source}");
        assert_eq!(event["headers"], headers, "{source}");
        assert_eq!(event["rawQueryString"], "", "{source}");
        assert_eq!(event["isBase64Encoded"], false, "{source}");
        assert!(event["requestContext"]["http"].get("userAgent").is_none(), "{source}");
    }
    assert_eq!(event(Http, line, b"")["requestContext"]["domainName"], "localhost");

    let single = event(Alb, line, b"");
    assert_eq!(single["queryStringParameters"], json!({}));
    assert_eq!(single["headers"], headers);
    let multi = event(AlbMulti, line, b"");
    assert_eq!(multi["multiValueQueryStringParameters"], json!({}));
    assert_eq!(multi["multiValueHeaders"], Value::Object(arrays(&headers)));
    for event in [single, multi] {
        assert_eq!((&event["body"], &event["isBase64Encoded"]), (&json!(""), &json!(false)));
        assert_eq!(event.as_object().unwrap().len(), 7);
    }
}

#[test]
fn queries_with_odd_names_and_no_values() {
    for (query, http, alb, alb_multi) in [
        ("?", json!(null), json!({}), json!({})),
        ("?&&", json!(null), json!({}), json!({})),
        ("?bare", json!({"bare": ""}), json!({"bare": ""}), json!({"bare": [""]})),
        ("?a=1,2&a=3", json!({"a": "1,2,3"}), json!({"a": "3"}), json!({"a": ["1,2", "3"]})),
        ("?a=b=c&", json!({"a": "b=c"}), json!({"a": "b=c"}), json!({"a": ["b=c"]})),
        (
            "?a+b%26=%zz;c=d",
            json!({"a b&": "%zz;c=d"}),
            json!({"a+b%26": "%zz;c=d"}),
            json!({"a+b%26": ["%zz;c=d"]}),
        ),
    ] {
        let target = format!("/{query}");
        for source in [Http, Url] {
            let event = get(source, &target);
            assert_eq!(event["queryStringParameters"], http, "{source} {query}");
            assert_eq!(event["rawQueryString"], query[1..], "{source}");
        }
        assert_eq!(get(Alb, &target)["queryStringParameters"], alb, "{query}");
        let multi = get(AlbMulti, &target);
        assert_eq!(multi["multiValueQueryStringParameters"], alb_multi, "{query}");
    }
}

#[test]
fn cookies_of_several_headers_with_gaps() {
    let head = "GET / HTTP/1.1\r\nCookie: a=1;; b=\"2;\r\nCookie: c=3 ;\r\n";
    let cookies = json!(["a=1", "b=\"2", "c=3"]);
    let http = event(Http, head, b"");
    assert_eq!((&http["cookies"], &http["headers"]["cookie"]), (&cookies, &Value::Null));
    let url = event(Url, head, b"");
    let header = json!("a=1; b=\"2; c=3");
    assert_eq!((&url["cookies"], &url["headers"]["cookie"]), (&cookies, &header));
    assert_eq!(event(Alb, head, b"")["headers"]["cookie"], "c=3 ;");
    let multi = event(AlbMulti, head, b"");
    assert_eq!(multi["multiValueHeaders"]["cookie"], json!(["a=1;; b=\"2;", "c=3 ;"]));
    assert!(event(Http, "GET / HTTP/1.1\r\nCookie: ;\r\n", b"").get("cookies").is_none());
}

#[test]
fn what_the_client_says_of_its_way_here_is_not_believed() {
    let head = "GET / HTTP/1.1\r\nX-Forwarded-For: 1.2.3.4\r\nX-Forwarded-Port: 1\r\n\
        X-Forwarded-Proto: https\r\n";
    for (source, map) in
        [(Http, "headers"), (Url, "headers"), (Alb, "headers"), (AlbMulti, "multiValueHeaders")]
    {
        let event = event(source, head, b"");
        let header = |name: &str| match &event[map][name] {
            Value::Array(values) => values.iter().map(|value| value.as_str().unwrap()).collect(),
            value => vec![value.as_str().unwrap()],
        };
        assert_eq!(header("x-forwarded-for"), ["1.2.3.4, 127.0.0.1"], "{source}");
        assert_eq!(header("x-forwarded-port"), ["PORT"], "{source}");
        assert_eq!(header("x-forwarded-proto"), ["http"], "{source}");
    }
}

#[test]
fn bodies_are_text_by_their_type_and_base64_otherwise() {
    // Whether the body is text to an HTTP API and a Function URL, and to a load balancer.
    for (headers, body, http_text, alb_text) in [
        ("Content-Type: text/plain\r\n", "zażółć\0", true, true),
        ("Content-Type: TEXT/HTML; charset=utf-8\r\n", "<p>", true, true),
        ("content-type: application/json\r\n", "{}", true, true),
        ("Content-Type: application/json;charset=utf-8\r\n", "{}", true, true),
        ("Content-Type: application/xml\r\n", "<a/>", true, true),
        ("Content-Type: application/javascript\r\n", "1", true, true),
        ("Content-Type: application/x-www-form-urlencoded\r\n", "a=b", false, false),
        ("Content-Type: multipart/form-data; boundary=text/plain\r\n", "--", false, false),
        ("Content-Type: application/problem+json\r\n", "{}", false, false),
        ("Content-Type: application/jsonx\r\n", "{}", false, false),
        ("Content-Type: texts/plain\r\n", "a", false, false),
        ("", "a", false, false),
        ("Content-Type: text/plain\r\nContent-Encoding: identity\r\n", "a", true, false),
    ] {
        let head = format!("POST / HTTP/1.1\r\nHost: localhost\r\n{headers}");
        let encoded = || json!(base64(body.as_bytes()));
        for (source, is_text) in [
            (Rest, true),
            (Http, http_text),
            (Url, http_text),
            (Alb, alb_text),
            (AlbMulti, alb_text),
        ] {
            let event = event(source, &head, body.as_bytes());
            let expected = if is_text { json!(body) } else { encoded() };
            assert_eq!(event["body"], expected, "{source} {headers}");
            assert_eq!(event["isBase64Encoded"], !is_text, "{source} {headers}");
        }
    }
    for source in ALL {
        let head = "POST / HTTP/1.1\r\nContent-Type: text/plain\r\n";
        let event = event(source, head, b"\xff\xfe\x00text");
        assert_eq!(
            (&event["body"], &event["isBase64Encoded"]),
            (&json!("//4AdGV4dA=="), &json!(true))
        );
    }
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;

    base64::engine::general_purpose::STANDARD.encode(bytes)
}

#[test]
fn a_body_larger_than_the_gateway_takes_is_a_413() {
    const MIB: usize = 1024 * 1024;
    let too_long = r#"{"message":"Request Too Long"}"#;
    let text = "413 Payload Too Large";
    for (source, limit, body) in [
        (Rest, 10 * MIB, too_long),
        (Http, 10 * MIB, too_long),
        (Url, 6_291_556, text),
        (Alb, MIB, text),
        (AlbMulti, MIB, text),
    ] {
        let options = Options::new().source(source);
        let gateway = Gateway::with(options, Canned(r#"{"statusCode":200}"#.to_owned()));
        let mut client = gateway.client();
        let head = "POST / HTTP/1.1\r\nContent-Type: text/plain\r\n";
        client.send(head, &vec![b'a'; limit + 1]);
        let reply = client.receive(false);
        assert_eq!((reply.status, reply.text()), (413, body), "{source}");
        if limit == MIB {
            client.send(head, &vec![b'a'; limit]);
            assert_eq!(client.receive(false).status, 200, "{source}");
        }
    }
}

// ---- answers ----

#[track_caller]
fn reply_to(source: Source, answer: &str) -> Reply {
    let gateway = Gateway::with(Options::new().source(source), Canned(answer.to_owned()));
    gateway.client().get("/")
}

/// The status line after the version, the headers without the date and the length, and the body.
#[track_caller]
fn sent(reply: &Reply) -> (String, Vec<(&str, &str)>, &[u8]) {
    let length = reply.body.len().to_string();
    assert_eq!(reply.header("content-length").unwrap_or("0"), length);
    let headers = reply.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let mut headers: Vec<_> =
        headers.filter(|(name, _)| !["date", "content-length"].contains(name)).collect();
    // Of different names the order says nothing; `sort` keeps that of the same one.
    headers.sort_by_key(|(name, _)| *name);
    (format!("{} {}", reply.status, reply.reason), headers, &reply.body)
}

const JSON: (&str, &str) = ("content-type", "application/json");
const TEXT: (&str, &str) = ("content-type", "text/plain;charset=UTF-8");
const BYTES: (&str, &str) = ("content-type", "application/octet-stream");
const HTML: (&str, &str) = ("content-type", "text/html");

type Sent<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a [u8]);

#[test]
fn answers_as_each_gateway_reads_them() {
    let table: &[(&[Source], &str, Sent<'_>)] = &[
        // A status alone.
        (&[Rest, Url], r#"{"statusCode":404}"#, ("404 Not Found", &[JSON], b"")),
        (&[Http], r#"{"statusCode":404}"#, ("404 Not Found", &[TEXT], b"")),
        (&[Alb, AlbMulti], r#"{"statusCode":404}"#, ("404 Not Found", &[BYTES], b"")),
        // Text, in single headers.
        (
            &[Rest, Http, Url, Alb],
            r#"{"statusCode":201,"headers":{"Content-Type":"text/html","x-a":"1"},"body":"<p>ó"}"#,
            ("201 Created", &[HTML, ("x-a", "1")], "<p>ó".as_bytes()),
        ),
        // Bytes.
        (
            &[Rest, Http, Url, Alb],
            r#"{"statusCode":200,"headers":{"content-type":"image/png"},"body":"//4A","isBase64Encoded":true}"#,
            ("200 OK", &[("content-type", "image/png")], b"\xff\xfe\x00"),
        ),
        (
            &[AlbMulti],
            r#"{"statusCode":200,"multiValueHeaders":{"Content-Type":["image/png"]},"body":"//4A","isBase64Encoded":true}"#,
            ("200 OK", &[("content-type", "image/png")], b"\xff\xfe\x00"),
        ),
        (
            &[Url],
            r#"{"statusCode":200,"body":"//4A","isBase64Encoded":false}"#,
            ("200 OK", &[JSON], b"//4A"),
        ),
        // Repeated headers and two cookies.
        (
            &[Rest, AlbMulti],
            r#"{"statusCode":200,"multiValueHeaders":{"content-type":["text/html"],"x-a":["1","2"],"Set-Cookie":["a=1; Path=/","b=2"]}}"#,
            (
                "200 OK",
                &[
                    HTML,
                    ("set-cookie", "a=1; Path=/"),
                    ("set-cookie", "b=2"),
                    ("x-a", "1"),
                    ("x-a", "2"),
                ],
                b"",
            ),
        ),
        (
            &[Http, Url],
            r#"{"statusCode":200,"headers":{"content-type":"text/html","x-a":"1, 2"},"cookies":["a=1; Path=/","b=2"]}"#,
            (
                "200 OK",
                &[HTML, ("set-cookie", "a=1; Path=/"), ("set-cookie", "b=2"), ("x-a", "1, 2")],
                b"",
            ),
        ),
        (
            &[Http, Url],
            r#"{"statusCode":200,"headers":{"content-type":"text/html","set-cookie":"c=3"},"cookies":["a=1"]}"#,
            ("200 OK", &[HTML, ("set-cookie", "c=3"), ("set-cookie", "a=1")], b""),
        ),
        // Null counts as absent, but not to a load balancer.
        (
            &[Rest, Url],
            r#"{"statusCode":200,"headers":null,"body":null,"isBase64Encoded":null}"#,
            ("200 OK", &[JSON], b""),
        ),
        (&[Http], r#"{"statusCode":200,"headers":null,"cookies":null}"#, ("200 OK", &[TEXT], b"")),
        // What else stands in an answer.
        (
            &[Http],
            r#"{"statusCode":200,"multiValueHeaders":{"x-a":["1"]},"statusDescription":"200 Fine","x":1}"#,
            ("200 OK", &[TEXT], b""),
        ),
        (&[Alb], r#"{"statusCode":200,"cookies":["a=1"],"x":1}"#, ("200 OK", &[BYTES], b"")),
        // The family of the event is read, where the answer has both.
        (
            &[Alb],
            r#"{"statusCode":200,"headers":{"x-a":"1"},"multiValueHeaders":{"x-a":["2"]}}"#,
            ("200 OK", &[BYTES, ("x-a", "1")], b""),
        ),
        (
            &[AlbMulti],
            r#"{"statusCode":200,"headers":{"x-a":"1"},"multiValueHeaders":{"x-a":["2"]}}"#,
            ("200 OK", &[BYTES, ("x-a", "2")], b""),
        ),
        // Reasons of their own.
        (
            &[Alb, AlbMulti],
            r#"{"statusCode":418,"statusDescription":"418 Short and Stout"}"#,
            ("418 Short and Stout", &[BYTES], b""),
        ),
        // The framing is the gateway's.
        (
            &[Http, Url, Alb],
            r#"{"statusCode":200,"headers":{"content-type":"text/html","Content-Length":"1","Transfer-Encoding":"chunked","Connection":"close"},"body":"four"}"#,
            ("200 OK", &[HTML], b"four"),
        ),
        // JSON that is no answer is a body.
        (&[Http, Url], r#"{"hello": "world"}"#, ("200 OK", &[JSON], br#"{"hello": "world"}"#)),
        (
            &[Http, Url],
            r#"{"body":"x","headers":{"x-a":"1"}}"#,
            ("200 OK", &[JSON], br#"{"body":"x","headers":{"x-a":"1"}}"#),
        ),
        (&[Http, Url], r#"["hello",3,true]"#, ("200 OK", &[JSON], br#"["hello",3,true]"#)),
        (&[Http, Url], r#""hello \"ó\"""#, ("200 OK", &[JSON], "hello \"ó\"".as_bytes())),
        (&[Http, Url], "3.1", ("200 OK", &[JSON], b"3.1")),
        (&[Http, Url], "true", ("200 OK", &[JSON], b"true")),
        (&[Http, Url], "null", ("200 OK", &[JSON], b"null")),
    ];
    for (sources, answer, expected) in table {
        for &source in *sources {
            let reply = reply_to(source, answer);
            let (status, headers, body) = sent(&reply);
            assert_eq!((&*status, &*headers, body), *expected, "{source}: {answer}");
        }
    }
}

/// What each gateway says of an answer that it does not understand.
fn refused(source: Source) -> Sent<'static> {
    match source {
        Rest => ("502 Bad Gateway", &[JSON], br#"{"message":"Internal server error"}"#),
        Http => ("500 Internal Server Error", &[JSON], br#"{"message":"Internal Server Error"}"#),
        Url => ("502 Bad Gateway", &[("content-type", "text/plain")], b"Internal Server Error"),
        _ => ("502 Bad Gateway", &[("content-type", "text/plain")], b"502 Bad Gateway"),
    }
}

#[track_caller]
fn is_refused(source: Source, reply: &Reply, case: &str) {
    let (status, headers, body) = sent(reply);
    assert_eq!((&*status, &*headers, body), refused(source), "{source}: {case}");
}

#[test]
fn bad_answers_are_refused() {
    const ALBS: &[Source] = &[Alb, AlbMulti];
    const V2: &[Source] = &[Http, Url];
    let table: &[(&[Source], &str)] = &[
        (&ALL, ""),
        (&ALL, "not json"),
        (&ALL, r#"{"statusCode":200} x"#),
        (&ALL, r#"{"statusCode":"test"}"#),
        (&ALL, r#"{"statusCode":true}"#),
        (&ALL, r#"{"statusCode":200.5}"#),
        (&ALL, r#"{"statusCode":0}"#),
        (&ALL, r#"{"statusCode":100}"#),
        (&ALL, r#"{"statusCode":600}"#),
        (&ALL, r#"{"statusCode":70000}"#),
        (&ALL, r#"{"statusCode":200,"body":{"a":1}}"#),
        (&ALL, r#"{"statusCode":200,"body":1}"#),
        (&ALL, r#"{"statusCode":200,"isBase64Encoded":"true"}"#),
        (&[Http, Url, Alb, AlbMulti], r#"{"statusCode":200,"body":"!!!","isBase64Encoded":true}"#),
        (&[Http, Url, Alb, AlbMulti], r#"{"statusCode":200,"body":"QQ","isBase64Encoded":true}"#),
        (&[Http, Url, Alb, AlbMulti], r#"{"statusCode":"200"}"#),
        (&[Http, Url, Alb, AlbMulti], r#"{"statusCode":null}"#),
        (&[Http, Url, Alb], r#"{"statusCode":200,"headers":[]}"#),
        (&[Http, Url, Alb], r#"{"statusCode":200,"headers":{"x-a":1}}"#),
        (&[Http, Url, Alb], r#"{"statusCode":200,"headers":{"x-a":true}}"#),
        (&[Http, Url, Alb], r#"{"statusCode":200,"headers":{"x-a":null}}"#),
        (&[Rest, Http, Url, Alb], r#"{"statusCode":200,"headers":{"x-a":["1"]}}"#),
        (&[Rest, Http, Url, Alb], r#"{"statusCode":200,"headers":{"x a":"1"}}"#),
        (&[Rest, Http, Url, Alb], r#"{"statusCode":200,"headers":{"x-a":"1\r\nx-b: 2"}}"#),
        (V2, r#"{"statusCode":200,"cookies":"a=1"}"#),
        (V2, r#"{"statusCode":200,"cookies":[1]}"#),
        (V2, r#"{"statusCode":200,"cookies":["a=1\r\nx-b: 2"]}"#),
        (ALBS, "null"),
        (ALBS, "[]"),
        (ALBS, r#""hello""#),
        (ALBS, "{}"),
        (ALBS, r#"{"body":"x"}"#),
        (ALBS, r#"{"statusCode":200,"body":null}"#),
        (ALBS, r#"{"statusCode":200,"statusDescription":null}"#),
        (ALBS, r#"{"statusCode":200,"statusDescription":"OK"}"#),
        (ALBS, r#"{"statusCode":200,"statusDescription":"200OK"}"#),
        (ALBS, r#"{"statusCode":200,"statusDescription":"201 Created"}"#),
        (ALBS, r#"{"statusCode":200,"statusDescription":"200 O\r\nx-b: 2"}"#),
        (ALBS, r#"{"statusCode":200,"statusDescription":200}"#),
        (&[Alb], r#"{"statusCode":200,"multiValueHeaders":{"x-a":["1"]}}"#),
        (&[AlbMulti], r#"{"statusCode":200,"headers":{"x-a":"1"}}"#),
        (&[AlbMulti], r#"{"statusCode":200,"multiValueHeaders":{"x-a":"1"}}"#),
        (&[AlbMulti], r#"{"statusCode":200,"multiValueHeaders":{"x-a":[1]}}"#),
        (&[AlbMulti], r#"{"statusCode":200,"multiValueHeaders":[]}"#),
    ];
    for (sources, answer) in table {
        for &source in *sources {
            is_refused(source, &reply_to(source, answer), answer);
        }
    }
}

/// Answers nothing, with a detail that is for the log only.
struct Failing;

impl Function for Failing {
    async fn call(&self, _: Invocation<'_>) -> Result<(), InvocationError> {
        Err(InvocationError::new("Event.NotHttp", "the secret detail"))
    }
}

#[test]
fn an_invocation_without_an_answer_is_refused() {
    for source in ALL {
        let gateway = Gateway::with(Options::new().source(source), Failing);
        is_refused(source, &gateway.client().get("/"), "no answer");
    }
}

#[test]
fn an_answer_larger_than_the_gateway_takes_is_refused() {
    let frame = r#"{"statusCode":200,"body":""}"#.len();
    for (source, limit) in
        [(Http, 6_291_556), (Url, 6_291_556), (Alb, 1_048_576), (AlbMulti, 1_048_576)]
    {
        let answer = |len| format!(r#"{{"statusCode":200,"body":"{}"}}"#, "a".repeat(len - frame));
        assert_eq!(reply_to(source, &answer(limit)).status, 200, "{source}");
        is_refused(source, &reply_to(source, &answer(limit + 1)), "too large");
    }
}

#[test]
fn a_head_request_has_no_body_but_its_length() {
    for source in ALL {
        let answer = r#"{"statusCode":200,"body":"four"}"#.to_owned();
        let gateway = Gateway::with(Options::new().source(source), Canned(answer));
        let mut client = gateway.client();
        client.send("HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n", b"");
        let reply = client.receive(true);
        assert_eq!((reply.status, reply.header("content-length")), (200, Some("4")), "{source}");
        assert!(client.is_closed(), "{source}: a body came after all");
    }
}

#[test]
fn no_content_has_no_body_and_no_length() {
    for source in ALL {
        let answer = r#"{"statusCode":204,"body":"four"}"#.to_owned();
        let gateway = Gateway::with(Options::new().source(source), Canned(answer));
        let mut client = gateway.client();
        client.send("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n", b"");
        let reply = client.receive(false);
        assert_eq!((reply.status, reply.header("content-length")), (204, None), "{source}");
        assert!(client.is_closed(), "{source}: a body came after all");
    }
}
