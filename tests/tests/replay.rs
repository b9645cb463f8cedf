//! The program `replay`: what it prints, and how it ends.

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

/// Exit code and standard output for a document.
#[track_caller]
fn replay(document: &str) -> (i32, String) {
    let mut program = Command::new(env!("CARGO_BIN_EXE_replay"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    program.stdin.take().unwrap().write_all(document.as_bytes()).unwrap();
    let output = program.wait_with_output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

/// A document with one route that returns `returns`, and one event for it.
fn returning(returns: &str) -> String {
    format!(
        r#"{{"app":{{"routes":[{{"id":"it","method":"GET","path":"/","returns":{returns}}}],"proxy_type":"rest"}},
            "events":[{{"name":"n","event":{{"httpMethod":"GET","path":"/"}}}}]}}"#
    )
}

#[test]
fn a_line_an_event() {
    let (code, lines) = replay(
        r#"{"app":{"proxy_type":"http_api_v1","routes":[{"method":["GET","POST"],"path":"/<a>"}]},"events":[
            {"name":"hit","event":{"httpMethod":"POST","path":"/x"}},
            {"httpMethod":"PUT","path":"/x"},
            {"name":"broken","raw":"{]"},
            {"name":"foreign","event":{"requestContext":{"elb":{}},"httpMethod":"GET","path":"/"}}]}"#,
    );
    assert_eq!(code, 0);
    let expected = [
        r#"{"index":0,"name":"hit","hit":{"route":"0","params":{"a":"x"}},"response":{"statusCode":200,"headers":{"Content-Type":"application/json"},"body":"{\"route\":\"0\",\"params\":{\"a\":\"x\"}}","isBase64Encoded":false},"error":null}"#,
        r#"{"index":1,"name":"","hit":null,"response":{"statusCode":405,"headers":{"Content-Type":"application/json","Allow":"GET, HEAD, OPTIONS, POST"},"body":"{\"statusCode\":405,\"message\":\"Method Not Allowed\"}","isBase64Encoded":false},"error":null}"#,
        r#"{"index":2,"name":"broken","hit":null,"response":null,"error":"Event.NotJson: the event cannot be read: byte 1: expected a key"}"#,
        r#"{"index":3,"name":"foreign","hit":null,"response":null,"error":"Event.OtherSource: not of a REST API but of a load balancer: the event has `requestContext.elb`"}"#,
    ];
    assert_eq!(lines.lines().collect::<Vec<_>>(), expected);
}

#[test]
fn what_a_canned_handler_returns() {
    let cases = [
        (
            r#"{"kind":"json","value":[1,{"$decimal":"1.50"}]}"#,
            r#""statusCode":200,"headers":{"Content-Type":"application/json"},"body":"[1,\"1.50\"]","isBase64Encoded":false"#,
        ),
        (
            r#"{"kind":"text","value":"é"}"#,
            r#""statusCode":200,"headers":{"Content-Type":"text/plain; charset=utf-8"},"body":"é","isBase64Encoded":false"#,
        ),
        (
            r#"{"kind":"none"}"#,
            r#""statusCode":200,"headers":{},"body":null,"isBase64Encoded":false"#,
        ),
        (
            r#"{"kind":"binary","content_type":"a/b","base64":"AQI=","status_code":201}"#,
            r#""statusCode":201,"headers":{"Content-Type":"a/b"},"body":"AQI=","isBase64Encoded":true"#,
        ),
        (
            r#"{"kind":"response","status_code":202,"body":{"a":1},"headers":{"x":["1","2"],"y":"3"},"cookies":["a=b"]}"#,
            r#""statusCode":202,"headers":{"y":"3","Set-Cookie":"a=b"},"multiValueHeaders":{"x":["1","2"]},"body":"{\"a\":1}","isBase64Encoded":false"#,
        ),
        (
            r#"{"kind":"response","body":"$echo"}"#,
            r#""statusCode":200,"headers":{},"body":"{\"route\":\"it\",\"params\":{}}","isBase64Encoded":false"#,
        ),
        (
            r#"{"kind":"raise","error":"Unauthorized","msg":"who?"}"#,
            r#""statusCode":401,"headers":{"Content-Type":"application/json"},"body":"{\"statusCode\":401,\"message\":\"who?\"}","isBase64Encoded":false"#,
        ),
        (
            r#"{"kind":"raise","error":"ServiceError","status_code":418,"msg":"tea"}"#,
            r#""statusCode":418,"headers":{"Content-Type":"application/json"},"body":"{\"statusCode\":418,\"message\":\"tea\"}","isBase64Encoded":false"#,
        ),
        (
            r#"{"kind":"raise","error":"ValueError","msg":"secret"}"#,
            r#""statusCode":500,"headers":{"Content-Type":"application/json"},"body":"{\"statusCode\":500,\"message\":\"Internal Server Error\"}","isBase64Encoded":false"#,
        ),
        (
            r#"{"kind":"panic","msg":"secret"}"#,
            r#""statusCode":500,"headers":{"Content-Type":"application/json"},"body":"{\"statusCode\":500,\"message\":\"Internal Server Error\"}","isBase64Encoded":false"#,
        ),
    ];
    for (returns, response) in cases {
        let line = format!(
            r#"{{"index":0,"name":"n","hit":{{"route":"it","params":{{}}}},"response":{{{response}}},"error":null}}"#
        );
        assert_eq!(replay(&returning(returns)), (0, line + "\n"), "{returns}");
    }
}

#[test]
fn a_prefix_is_stripped_and_a_slash_folded() {
    let (code, lines) = replay(
        r#"{"app":{"proxy_type":"rest","strip_prefixes":["/v1"],"trailing_slash":"fold","routes":[{"method":"GET","path":"/a/"}]},
            "events":[{"httpMethod":"GET","path":"/v1/a"},{"httpMethod":"GET","path":"/a/"},{"httpMethod":"GET","path":"/v1a"}]}"#,
    );
    let hits: Vec<bool> =
        lines.lines().map(|line| line.contains(r#""hit":{"route":"0""#)).collect();
    assert_eq!((code, hits), (0, vec![true, true, false]));
}

#[test]
fn routes_that_make_no_table_end_it_with_3() {
    let (code, lines) = replay(
        r#"{"app":{"proxy_type":"rest","routes":[{"method":"GET","path":"/<a>"},{"method":"GET","path":"/{b}"}]},"events":[]}"#,
    );
    let line = r#"{"registration_error":"route GET /{b} repeats GET /<a>"}"#;
    assert_eq!((code, lines.trim_end()), (3, line));
}

#[test]
fn settings_that_make_no_policy_end_it_with_3() {
    let policy = r#"{"allow_origin":"*","allow_credentials":true}"#;
    for document in [
        format!(r#"{{"app":{{"proxy_type":"rest","cors":{policy},"routes":[]}},"events":[]}}"#),
        format!(
            r#"{{"app":{{"proxy_type":"rest","routes":[{{"method":"GET","path":"/","cors":{policy}}}]}},"events":[]}}"#
        ),
    ] {
        let (code, lines) = replay(&document);
        assert!(
            lines.starts_with(r#"{"registration_error":"credentials with any origin: "#),
            "{lines}"
        );
        assert_eq!(code, 3);
    }
}

#[test]
fn what_it_does_not_know_ends_it_with_2() {
    let documents = [
        "[]".to_owned(),
        "{".to_owned(),
        r#"{"app":{"proxy_type":"sqs","routes":[]},"events":[]}"#.to_owned(),
        r#"{"app":{"proxy_type":"rest","cors":{"allow_orign":"*"},"routes":[]},"events":[]}"#.to_owned(),
        r#"{"app":{"proxy_type":"rest","cors":true,"routes":[]},"events":[]}"#.to_owned(),
        r#"{"app":{"proxy_type":"rest","routes":[{"method":"GET","path":"/","speed":9}]},"events":[]}"#.to_owned(),
        returning(r#"{"kind":"video"}"#),
        returning(r#"{"kind":"none","value":1}"#),
    ];
    for document in documents {
        assert_eq!(replay(&document), (2, String::new()), "{document}");
    }
}
