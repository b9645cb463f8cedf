//! What a handler sees of the events of a REST API, and which events are refused.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use gatepost::{Source, prelude::*};
use gatepost_core::{Decision, PathCoding, Policy, Request as CoreRequest, Route, Table, table};
use gatepost_rest::Event;

/// An event of an API behind a browser, in full.
const FULL: &str = include_str!("documents/rest.json");

/// What a handler sees of a request.
#[derive(PartialEq, Eq, Debug)]
struct Seen {
    method: String,
    path: String,
    path_coding: PathCoding,
    headers: Vec<(String, String)>,
    query: Vec<(String, String)>,
    body: Option<Vec<u8>>,
}

impl Seen {
    fn of(request: &CoreRequest<'_>) -> Self {
        let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        Self {
            method: request.method().to_string(),
            path: request.path().to_owned(),
            path_coding: request.path_coding(),
            headers: request.headers().map(owned).collect(),
            query: request.query_pairs().map(owned).collect(),
            body: request.has_body().then(|| request.body().to_owned()),
        }
    }

    fn bare() -> Self {
        Self {
            method: "GET".to_owned(),
            path: "/a".to_owned(),
            path_coding: PathCoding::Encoded,
            headers: Vec::new(),
            query: Vec::new(),
            body: None,
        }
    }
}

fn seen(event: &str) -> Seen {
    look_at(event, Seen::of)
}

/// An event with a method, a path, and `more`.
fn with(more: &str) -> String {
    format!(r#"{{"httpMethod":"GET","path":"/a",{more}}}"#)
}

fn look_at<T>(event: &str, look: impl FnOnce(&CoreRequest<'_>) -> T) -> T {
    let mut bytes = event.as_bytes().to_vec();
    look(&Event::read(&mut bytes).unwrap().request())
}

fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[track_caller]
fn headers_are(more: &str, headers: &[(&str, &str)]) {
    assert_eq!(seen(&with(more)), Seen { headers: owned(headers), ..Seen::bare() }, "{more}");
}

#[test]
fn a_method_and_a_path_are_enough() {
    assert_eq!(seen(r#"{"httpMethod":"GET","path":"/a"}"#), Seen::bare());
    let nulls = "headers multiValueHeaders queryStringParameters multiValueQueryStringParameters body \
        isBase64Encoded requestContext version pathParameters stageVariables resource rawPath";
    let nulls: Vec<_> = nulls.split(' ').map(|field| format!("\"{field}\":null")).collect();
    assert_eq!(seen(&with(&nulls.join(","))), Seen::bare());
}

#[test]
fn the_map_of_all_values_wins_where_it_has_any() {
    let both = [("x-a", "1"), ("x-a", "2")];
    for map in ["null", "{}", " { } ", r#"{"x-a":[]}"#, r#"{"x-a":null}"#, r#"{"x-a":[null]}"#] {
        headers_are(
            &format!(r#""multiValueHeaders":{map},"headers":{{"x-a":"2"}}"#),
            &[("x-a", "2")],
        );
    }
    headers_are(r#""headers":{"x-a":"2"}"#, &[("x-a", "2")]);
    headers_are(r#""multiValueHeaders":{"x-a":["1","2"]},"headers":{"x-a":"2"}"#, &both);
    headers_are(r#""headers":{"x-a":"2"},"multiValueHeaders":{"x-a":["1","2"]}"#, &both);
    headers_are(r#""multiValueHeaders":{"x-a":["1","2"]},"headers":null"#, &both);
    headers_are(r#""multiValueHeaders":{"x-a":["1","2"]}"#, &both);
    headers_are(r#""headers":null,"multiValueHeaders":null"#, &[]);
    // The other map adds nothing.
    headers_are(r#""multiValueHeaders":{"x-a":["1"]},"headers":{"x-b":"2"}"#, &[("x-a", "1")]);
}

#[test]
fn the_query_has_two_maps_as_well() {
    let query_is = |more: &str, query: &[(&str, &str)]| {
        assert_eq!(seen(&with(more)), Seen { query: owned(query), ..Seen::bare() }, "{more}");
    };
    query_is(r#""queryStringParameters":{"a":"2","b":""}"#, &[("a", "2"), ("b", "")]);
    query_is(
        r#""queryStringParameters":{"a":"2"},"multiValueQueryStringParameters":{"a":["1","2"],"b":["+"]}"#,
        &[("a", "1"), ("a", "2"), ("b", "+")],
    );
    query_is(
        r#""queryStringParameters":{"a":"2"},"multiValueQueryStringParameters":null"#,
        &[("a", "2")],
    );
}

#[test]
fn a_header_that_came_twice_is_there_twice() {
    look_at(FULL, |request| {
        assert_eq!(request.header_values("X-TAG").collect::<Vec<_>>(), ["first", "second"]);
        assert_eq!(request.header("x-tag"), Some("first"));
        assert_eq!(request.query("repeat"), Some("one"));
        assert_eq!(request.query_pairs().filter(|(name, _)| *name == "repeat").count(), 2);
    });
}

#[test]
fn an_event_in_full() {
    let expected = Seen {
        method: "POST".to_owned(),
        path: "/hello/ada%20l".to_owned(),
        path_coding: PathCoding::Encoded,
        headers: owned(&[
            ("Accept", "text/html,application/xhtml+xml"),
            ("Content-Type", "application/json"),
            ("Cookie", "session=abc123; theme=dark"),
            ("Host", "d1p0v1r2a3.execute-api.eu-west-1.amazonaws.com"),
            ("If-None-Match", "\"33a64df5\""),
            ("sec-ch-ua", "\"Chromium\";v=\"124\""),
            ("x-tag", "first"),
            ("x-tag", "second"),
            ("X-Forwarded-For", "192.0.2.1, 203.0.113.7"),
            ("X-Forwarded-Port", "443"),
            ("X-Forwarded-Proto", "https"),
        ]),
        query: owned(&[
            ("repeat", "one"),
            ("repeat", "two"),
            ("redirect", "https://example.com/a/b"),
            ("plus", "a+b"),
            ("empty", ""),
        ]),
        body: Some("{\"name\":\"Ada \u{1f600}\"}".into()),
    };
    assert_eq!(seen(FULL), expected);
    let mut bytes = FULL.as_bytes().to_vec();
    let id = "c6af9ac6-7b61-11e6-9a41-93e8deadbeef";
    assert_eq!(Event::read(&mut bytes).unwrap().context().request_id(), Some(id));
}

#[test]
fn names_are_found_in_any_case_and_nothing_else_is_folded() {
    look_at(&with(r#""headers":{"X_User":"a","x-user":"b","É":"c"}"#), |request| {
        assert_eq!(request.header("X-USER"), Some("b"));
        assert_eq!(request.header("x_user"), Some("a"));
        assert_eq!(request.header("é"), None);
        assert_eq!(request.header("x-use"), None);
        assert_eq!(request.header(""), None);
    });
    look_at(&with(r#""queryStringParameters":{"Name":"a"}"#), |request| {
        assert_eq!((request.query("Name"), request.query("name")), (Some("a"), None));
    });
}

#[test]
fn values_with_escapes_and_values_that_are_no_texts() {
    headers_are(
        r#""headers":{"ETag":"\"\u0061\"","p":"C:\\dir\/","e":"\ud83d\ude00","n":5,"t":true,"z":null}"#,
        &[("ETag", "\"a\""), ("p", "C:\\dir/"), ("e", "\u{1f600}"), ("n", "5"), ("t", "true")],
    );
    headers_are(
        "\"multiValueHeaders\" : { \"a\\t\" : [ \"\\\"\" , \"]\" ,\n\"}\\n\", 1.5e3, null ] ,\"b\":[],\"c\":[\"{\"]} ",
        &[("a\t", "\""), ("a\t", "]"), ("a\t", "}\n"), ("a\t", "1.5e3"), ("c", "{")],
    );
}

#[test]
fn an_http_api_with_payload_1_0_has_decoded_the_path() {
    let decoded = r#"{"version":"1.0","requestContext":{},"httpMethod":"GET","path":"/a"}"#;
    assert_eq!(seen(decoded), Seen { path_coding: PathCoding::Decoded, ..Seen::bare() });
    for encoded in [
        r#""version":"1.0""#,
        r#""version":"1.0","requestContext":null"#,
        r#""version":"1","requestContext":{}"#,
        r#""version":"2.0","requestContext":{}"#,
        r#""requestContext":{"version":"1.0"}"#,
        r#""rawPath":"/prod/a","requestContext":{}"#,
    ] {
        assert_eq!(seen(&with(encoded)), Seen::bare(), "{encoded}");
    }
    // What that means for a parameter: decoded once, by whoever it is.
    let parameter = |more: &str| {
        let event = format!(r#"{{"httpMethod":"GET","path":"/of/%2541",{more}}}"#);
        answer_of(&event)
    };
    assert_eq!(parameter(r#""requestContext":{}"#), (200, "%41".to_owned()));
    assert_eq!(parameter(r#""requestContext":{},"version":"1.0""#), (200, "%2541".to_owned()));
}

// ---- bodies ----

#[get("/of/<name>")]
fn name_of(name: &str) -> &str {
    name
}

#[any("/body")]
fn body(request: Request<'_>) -> String {
    STANDARD.encode(request.body())
}

static APP: App<(name_of, body)> = App::new();
static REST_APP: App<(name_of, body)> = App::new().source(Source::Rest);

/// Status and body of the answer.
#[track_caller]
fn answer_of(event: &str) -> (u64, String) {
    let answer = gatepost::block_on(APP.call(event, &())).unwrap();
    let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
    (answer["statusCode"].as_u64().unwrap(), answer["body"].as_str().unwrap().to_owned())
}

fn base64_event(body: &str) -> String {
    format!(r#"{{"httpMethod":"PUT","path":"/body","body":"{body}","isBase64Encoded":true}}"#)
}

#[test]
fn base64_of_every_length_is_decoded() {
    let bytes: Vec<u8> =
        (0..2_100_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    for length in (0..40).chain(700..840).chain(1_500..1_570).chain(2_090..=2_100) {
        let bytes = &bytes[..length];
        let encoded = STANDARD.encode(bytes);
        for text in [encoded.clone(), encoded.replace('/', r"\/"), encoded.replace('A', r"\u0041")]
        {
            let seen = seen(&base64_event(&text));
            assert!(seen.body.as_deref() == Some(bytes), "{length}");
        }
    }
}

#[test]
fn base64_is_decoded_only_where_the_event_says_so() {
    for (more, body) in [
        (r#""body":"QUJD","isBase64Encoded":true"#, Some("ABC")),
        (r#""isBase64Encoded":true,"body":"QUJD""#, Some("ABC")),
        (r#""body":"QUJD","isBase64Encoded":false"#, Some("QUJD")),
        (r#""body":"QUJD","isBase64Encoded":null"#, Some("QUJD")),
        (r#""body":"QUJD""#, Some("QUJD")),
        (r#""body":"","isBase64Encoded":true"#, Some("")),
        (r#""body":null,"isBase64Encoded":true"#, None),
        (r#""isBase64Encoded":true"#, None),
    ] {
        assert_eq!(seen(&with(more)).body.as_deref(), body.map(str::as_bytes), "{more}");
    }
}

#[test]
fn bad_base64_is_a_400() {
    let message = r#"{"statusCode":400,"message":"Bad Request"}"#;
    let long = "QUJD".repeat(256);
    let padded_inside = format!("{}QQ=={}", "QUJD".repeat(255), "QUJD");
    let bad = [
        "!!!",
        "Q",
        "QQ",
        "QQ=",
        "QUI",
        "QUJDR",
        "====",
        "=",
        "QR==",
        "QUJ=",
        "QQ==QUJD",
        "QU JD",
        "QUJD ",
        r"QUJD\n",
        r"QU\r\nJD",
        "_-8=",
        "QUJ\u{e9}",
        "QQ==\u{0}",
        &padded_inside,
        &format!("{long}!"),
        &format!("{long}QR=="),
        &format!("{long}Q"),
        &format!("!{}", &long[1..]),
        &format!("{}!{long}", &long[1..]),
    ];
    for text in bad {
        let text = text.replace('\u{0}', r"\u0000");
        assert_eq!(answer_of(&base64_event(&text)), (400, message.to_owned()), "{text}");
    }
    assert_eq!(answer_of(&base64_event("QQ==")), (200, "QQ==".to_owned()));
    // It is a 400 whatever the path: nothing was matched yet.
    let elsewhere = base64_event("!").replace("/body", "/nowhere");
    assert_eq!(answer_of(&elsewhere), (400, message.to_owned()));
}

// ---- what is refused ----

#[test]
fn what_is_no_request_of_a_rest_api_is_refused() {
    let other = |source: &str, field: &str| {
        format!("not of a REST API but of {source}: the event has `{field}`")
    };
    #[rustfmt::skip]
    let cases = [
        (r#"{"type":"TOKEN","methodArn":"arn:x"}"#, "Event.NotHttp", "an event for a Lambda authorizer: it has `methodArn`"),
        (r#"{"httpMethod":"GET","path":"/","requestContext":{"elb":{}}}"#, "Event.OtherSource", &other("a load balancer", "requestContext.elb")),
        (r#"{"rawPath":"/","requestContext":{"http":{"method":"GET"}}}"#, "Event.OtherSource", &other("an HTTP API (format 2.0)", "requestContext.http")),
        (r#"{"rawPath":"/","requestContext":{"http":{"method":"GET"},"domainName":"x.lambda-url.eu-west-1.on.aws"}}"#, "Event.OtherSource", &other("a Function URL", "requestContext.domainName")),
        (r#"{"method":"GET","raw_path":"/"}"#, "Event.OtherSource", &other("VPC Lattice", "method")),
        (r"{}", "Event.NotHttp", "not an HTTP request: the event has no `httpMethod`"),
        ("[]", "Event.NotJson", "the event cannot be read: byte 0: expected an object"),
        ("", "Event.NotJson", "the event cannot be read: byte 0: expected an object"),
        (r#"{"httpMethod":"GET","path":"/a","path":"/admin"}"#, "Event.Malformed", "the event cannot be read: `path` is there twice"),
        (r#"{"httpMethod":"GET","path":["/a"]}"#, "Event.Malformed", "the event cannot be read: `path` is not a string"),
    ];
    for (event, kind, text) in cases {
        let mut bytes = event.as_bytes().to_vec();
        let error = Event::read(&mut bytes).unwrap_err();
        assert_eq!((error.kind(), &*error.to_string()), (kind, text), "{event}");
        // And so the function's caller is told, nothing of it cut off.
        let refused = gatepost::block_on(REST_APP.call(event, &())).unwrap_err();
        assert_eq!((refused.kind(), refused.detail()), (kind, text), "{event}");
    }
}

// ---- who owns the bytes ----

#[test]
fn all_that_a_request_shows_lies_in_the_event() {
    let tricky = r#"{"httpMethod":"G\u0045T","path":"/a/%62\u0063","headers":{"e":""},
        "multiValueHeaders":{"n\n":["\"","plain",7,"\ud83d\ude00"],"one":"x"},
        "queryStringParameters":{"q\\":"v\\","p":"v"},"requestContext":{"requestId":"\u0061"},
        "body":"QUJD\u0051UJD","isBase64Encoded":true}"#;
    for event in [FULL, tricky] {
        let mut bytes = event.as_bytes().to_vec();
        let range = bytes.as_ptr_range();
        let lies_within = |part: &[u8]| {
            let part = part.as_ptr_range();
            assert!(range.contains(&part.start) && part.end <= range.end, "copied");
        };
        let read = Event::read(&mut bytes).unwrap();
        lies_within(read.context().request_id().unwrap().as_bytes());
        let request = read.request();
        assert!(!request.body().is_empty());
        let texts = [request.method().as_str(), request.path()].into_iter();
        let pairs = request.headers().chain(request.query_pairs());
        let texts: Vec<_> = texts.chain(pairs.flat_map(|(name, value)| [name, value])).collect();
        assert!(texts.len() >= 12);
        texts.into_iter().map(str::as_bytes).chain([request.body()]).for_each(lies_within);
    }
}

#[test]
fn a_parameter_without_an_escape_lies_in_the_event_too() {
    static ROUTES: Table<'static> = table![Route::get("/of/<name>", 0)];
    let mut bytes = br#"{"httpMethod":"GET","path":"/of/\u0061da"}"#.to_vec();
    let range = bytes.as_ptr_range();
    let event = Event::read(&mut bytes).unwrap();
    let request = event.request();
    let opened = Policy::new(ROUTES).open(&request, &mut []);
    let Decision::Call(call) = opened.decision else { panic!("a route has that path") };
    let name = call.params.text("name").unwrap();
    assert_eq!(name, "ada");
    assert!(range.contains(&name.as_ptr()));
}
