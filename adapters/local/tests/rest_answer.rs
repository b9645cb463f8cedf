//! A function's answers as responses, as strictly as a REST API reads them.

mod support;

use support::{Canned, Gateway, Reply};

#[track_caller]
fn reply_to(answer: &str) -> Reply {
    let gateway = Gateway::of(Canned(answer.to_owned()));
    gateway.client().get("/")
}

#[test]
fn the_status_is_a_number_or_its_digits() {
    for (answer, status) in [
        (r#"{"statusCode":200}"#, 200),
        (r#"{"statusCode":404}"#, 404),
        (r#"{"statusCode":"201"}"#, 201),
        (r#"{"statusCode":299}"#, 299),
        (r#"{"headers":{}}"#, 200),
        (r#"{"statusCode":null}"#, 200),
        ("{}", 200),
    ] {
        let reply = reply_to(answer);
        assert_eq!((reply.status, reply.text()), (status, ""), "{answer}");
        assert_eq!(reply.all("content-type"), ["application/json"], "{answer}");
    }
}

#[test]
fn what_a_rest_api_does_not_understand_is_a_502() {
    for answer in [
        "",
        "not json",
        "null",
        "3",
        "[]",
        r#""hello""#,
        r#"{"statusCode":200} x"#,
        r#"{"statusCode":"test"}"#,
        r#"{"statusCode":true}"#,
        r#"{"statusCode":200.5}"#,
        r#"{"statusCode":-1}"#,
        r#"{"statusCode":100}"#,
        r#"{"statusCode":600}"#,
        r#"{"statusCode":70000}"#,
        r#"{"statusCode":200,"wrongValue":"x"}"#,
        r#"{"statusCode":200,"cookies":["a=b"]}"#,
        r#"{"statusCode":200,"statusDescription":"200 OK"}"#,
        r#"{"statusCode":200,"Body":"x"}"#,
        r#"{"body":{"a":1}}"#,
        r#"{"body":1}"#,
        r#"{"isBase64Encoded":"true"}"#,
        r#"{"headers":[]}"#,
        r#"{"headers":"x"}"#,
        r#"{"headers":{"a":["x"]}}"#,
        r#"{"headers":{"a":{}}}"#,
        r#"{"headers":{"a":null}}"#,
        r#"{"headers":{"a b":"x"}}"#,
        r#"{"headers":{"":"x"}}"#,
        r#"{"headers":{"a":"x\r\nset-cookie: y"}}"#,
        r#"{"headers":{"a":"\u0000"}}"#,
        r#"{"multiValueHeaders":{"a":"x"}}"#,
        r#"{"multiValueHeaders":{"a":[["x"]]}}"#,
        r#"{"multiValueHeaders":[]}"#,
    ] {
        let reply = reply_to(answer);
        assert_eq!(
            (reply.status, reply.text()),
            (502, r#"{"message":"Internal server error"}"#),
            "{answer}"
        );
        assert_eq!(reply.all("content-type"), ["application/json"], "{answer}");
        assert_eq!(reply.all("set-cookie"), [""; 0], "{answer}");
    }
}

#[test]
fn headers_of_both_maps_are_merged() {
    let answers: [(&str, &[&str]); 9] = [
        (r#"{"headers":{"x-a":"1"}}"#, &["1"]),
        (r#"{"headers":{"x-a":true}}"#, &["true"]),
        (r#"{"headers":{"x-a":12}}"#, &["12"]),
        (r#"{"headers":{"x-a":"zażółć"}}"#, &["zażółć"]),
        (r#"{"headers":null,"multiValueHeaders":{"X-A":["1","2","1"]}}"#, &["1", "2", "1"]),
        (r#"{"headers":{"x-a":"solo"},"multiValueHeaders":{"X-A":["multi"]}}"#, &["multi", "solo"]),
        (r#"{"headers":{"x-a":"same"},"multiValueHeaders":{"X-A":["same","b"]}}"#, &["same", "b"]),
        (r#"{"headers":{"x-a":"Same"},"multiValueHeaders":{"x-a":["same"]}}"#, &["same", "Same"]),
        (r#"{"headers":{},"multiValueHeaders":null}"#, &[]),
    ];
    for (answer, values) in answers {
        let reply = reply_to(answer);
        assert_eq!((reply.status, reply.all("x-a")), (200, values.to_vec()), "{answer}");
    }
}

#[test]
fn two_cookies_are_two_headers() {
    let reply = reply_to(r#"{"multiValueHeaders":{"Set-Cookie":["a=1; Path=/","b=2"]}}"#);
    assert_eq!(reply.all("set-cookie"), ["a=1; Path=/", "b=2"]);
}

#[test]
fn a_content_type_of_the_answer_stays() {
    for (answer, expected) in [
        (r#"{"headers":{"Content-Type":"text/plain"}}"#, "text/plain"),
        (r#"{"headers":{"CONTENT-TYPE":"text/css"}}"#, "text/css"),
        (r#"{"multiValueHeaders":{"content-type":["text/html"]}}"#, "text/html"),
    ] {
        assert_eq!(reply_to(answer).all("content-type"), [expected]);
    }
}

#[test]
fn the_framing_is_the_gateways() {
    let reply = reply_to(
        r#"{"headers":{"Content-Length":"1","Transfer-Encoding":"chunked","Connection":"close"},"body":"four"}"#,
    );
    assert_eq!((reply.all("content-length"), reply.text()), (vec!["4"], "four"));
    assert_eq!((reply.all("transfer-encoding"), reply.all("connection")), (vec![], vec![]));
}

#[test]
fn bodies_are_text_or_base64() {
    let answers: [(&str, &[u8]); 7] = [
        (r#"{"body":null}"#, b""),
        (r#"{"body":"zażółć"}"#, "zażółć".as_bytes()),
        (r#"{"body":"//4A","isBase64Encoded":false}"#, b"//4A"),
        (r#"{"body":"//4A","isBase64Encoded":null}"#, b"//4A"),
        (r#"{"body":"//4A","isBase64Encoded":true}"#, b"\xff\xfe\x00"),
        (r#"{"body":"","isBase64Encoded":true}"#, b""),
        (r#"{"isBase64Encoded":true}"#, b""),
    ];
    for (answer, body) in answers {
        let reply = reply_to(answer);
        assert_eq!((reply.status, &reply.body[..]), (200, body), "{answer}");
    }
}

#[test]
fn what_claims_to_be_base64_and_is_not_is_a_500() {
    for body in ["!!!", "QQ", "QQ=", "QQ==\\n", "_-8=", "QQ==QQ=="] {
        let reply = reply_to(&format!(r#"{{"body":"{body}","isBase64Encoded":true}}"#));
        assert_eq!(
            (reply.status, reply.text()),
            (500, r#"{"message":"Internal server error"}"#),
            "{body}"
        );
    }
}

#[test]
fn a_head_request_has_no_body_but_its_length() {
    let gateway = Gateway::of(Canned(r#"{"body":"four"}"#.to_owned()));
    let mut client = gateway.client();
    client.send("HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n", b"");
    let reply = client.receive(true);
    assert_eq!((reply.status, reply.header("content-length")), (200, Some("4")));
    assert!(client.is_closed(), "a body came after all");
}

#[test]
fn more_headers_than_http_can_hold_are_a_502() {
    let headers = (0..40_000).map(|n| format!(r#""x-{n}":"""#)).collect::<Vec<_>>().join(",");
    assert_eq!(reply_to(&format!(r#"{{"headers":{{{headers}}}}}"#)).status, 502);
}

#[test]
fn an_answer_larger_than_lambda_takes_is_a_502() {
    let frame = r#"{"body":""}"#.len();
    for (len, status) in [(6_291_556, 200), (6_291_557, 502)] {
        let answer = format!(r#"{{"body":"{}"}}"#, "a".repeat(len - frame));
        assert_eq!(reply_to(&answer).status, status, "{len}");
    }
}
