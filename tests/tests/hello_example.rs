//! Programs on the face, from outside: in Lambda, and as a local gateway.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use gatepost_tests::runtime_api::{Event, Outcome, PATIENCE, Process, RuntimeApi};
use serde_json::json;

const HELLO: &str = env!("CARGO_BIN_EXE_hello");
const PANICKING: &str = env!("CARGO_BIN_EXE_panicking");

// ---- in Lambda ----

/// What becomes of `events`, and what the log says.
#[track_caller]
fn run<const N: usize>(program: &str, events: [&str; N]) -> ([Outcome; N], String) {
    let api = RuntimeApi::start(events.map(Event::new));
    let function = Process::spawn(&mut api.command(program));
    let outcomes = api.outcomes(PATIENCE);
    (outcomes.try_into().unwrap(), function.kill())
}

#[test]
fn in_lambda_the_example_answers_events() {
    let ([first, second, deleted, unknown], log) = run(
        HELLO,
        [
            r#"{"httpMethod":"GET","path":"/hello/ada%20l"}"#,
            include_str!("documents/rest.json"),
            r#"{"httpMethod":"DELETE","path":"/delete/0"}"#,
            r#"{"httpMethod":"GET","path":"/logo.png"}"#,
        ],
    );
    assert_eq!(
        first.json(),
        json!({"statusCode": 200, "headers": {"Content-Type": "application/json"},
            "body": r#"{"hello":"ada l","guest":1}"#, "isBase64Encoded": false})
    );
    assert_eq!(second.json()["statusCode"], 405);
    assert_eq!(second.json()["headers"]["Allow"], "GET, HEAD, OPTIONS");
    assert_eq!(deleted.json()["body"], r#"{"statusCode":404,"message":"no foo has the id 0"}"#);
    assert_eq!(
        unknown.json(),
        json!({"statusCode": 200, "headers": {"Content-Type": "image/png", "Cache-Control": "max-age=86400"},
            "body": "iVBORw0KGgo=", "isBase64Encoded": true})
    );
    assert_eq!(log, "");
}

#[test]
fn in_lambda_the_state_lives_from_event_to_event() {
    let event = r#"{"httpMethod":"GET","path":"/hello/ada"}"#;
    let (outcomes, _) = run(HELLO, [event; 3]);
    let bodies = outcomes.map(|outcome| outcome.json()["body"].clone());
    assert_eq!(bodies, [1, 2, 3].map(|n| json!(format!(r#"{{"hello":"ada","guest":{n}}}"#))));
}

#[test]
fn in_lambda_what_is_no_event_is_reported_and_the_next_is_served() {
    let served = r#"{"httpMethod":"GET","path":"/rest"}"#;
    for (event, kind, detail) in [
        (
            r#"{"httpMethod":"GET","path":"/secret""#,
            "Event.NotJson",
            "byte 36: expected ',' or '}'",
        ),
        ("", "Event.NotJson", "byte 0: expected an object"),
        (r#"{"Records":[{"body":"secret"}]}"#, "Event.NotHttp", "no `httpMethod`"),
        (
            r#"{"method":"GET","raw_path":"/secret"}"#,
            "Event.OtherSource",
            "VPC Lattice, which this function does not answer: the event has `method`",
        ),
    ] {
        let ([refused, served], log) = run(HELLO, [event, served]);
        let text = "the function could not answer this event; its log says why";
        assert_eq!(refused.reported(), (kind.to_owned(), text.to_owned()));
        assert_eq!(served.json()["body"], r#"{"message":"Example","second":"100.01"}"#);
        assert!(log.contains(kind) && log.contains(detail) && !log.contains("secret"), "{log}");
    }
}

#[test]
fn in_lambda_a_panic_is_a_500_and_the_next_event_is_served() {
    let ([panicked, served], log) = run(
        PANICKING,
        [
            r#"{"httpMethod":"GET","path":"/panic/secret"}"#,
            r#"{"httpMethod":"GET","path":"/hello"}"#,
        ],
    );
    assert_eq!(
        panicked.json(),
        json!({"statusCode": 500, "headers": {"Content-Type": "application/json"},
            "body": r#"{"statusCode":500,"message":"Internal Server Error"}"#, "isBase64Encoded": false})
    );
    assert_eq!(served.json()["body"], "hello");
    assert!(
        log.lines().any(|line| line == r#""GET" "/panic/secret": the handler panicked"#),
        "{log}"
    );
}

#[test]
fn in_lambda_the_log_says_how_many_cookies_were_dropped() {
    let events = [1, 2, 3].map(|count| {
        format!(
            r#"{{"requestContext":{{"elb":{{}}}},"httpMethod":"GET","path":"/cookies/{count}","headers":{{}}}}"#
        )
    });
    let (_, log) = run(PANICKING, events.each_ref().map(String::as_str));
    let why = "dropped: the target group has multi-value headers switched off";
    let lines = [
        format!(r#""GET" "/cookies/2": 1 cookie was {why}"#),
        format!(r#""GET" "/cookies/3": 2 cookies were {why}"#),
    ];
    assert_eq!(log.lines().collect::<Vec<_>>(), lines);
}

// ---- outside ----

/// The example as a local gateway, on a port of its own. It is killed at the latest when dropped.
struct Gateway {
    child: Child,
    address: String,
}

impl Gateway {
    #[track_caller]
    fn start(program: &str) -> Self {
        let mut command = Command::new(program);
        command
            .args(["--port", "0"])
            .env_remove("AWS_LAMBDA_RUNTIME_API")
            .env_remove("GATEPOST_PORT")
            .env_remove("GATEPOST_SOURCE");
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap()).lines();
        let first = out.next().unwrap().unwrap();
        let address = first.strip_prefix("listening on http://").unwrap().to_owned();
        // Read all along: a program whose pipe is closed or full may stand still.
        std::thread::spawn(move || out.for_each(drop));
        Self { child, address }
    }

    /// The response to a request: the status line and the headers, and the body.
    #[track_caller]
    fn send(&self, method: &str, path: &str) -> (String, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        write!(stream, "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            .unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).unwrap();
        let (head, body) = response.split_once("\r\n\r\n").unwrap();
        (format!("{}\r\n", head.to_ascii_lowercase()), body.to_owned())
    }

    #[track_caller]
    fn answers(&self, request: (&str, &str), status: u16, headers: &[&str], body: &str) {
        let (head, sent) = self.send(request.0, request.1);
        assert!(head.starts_with(&format!("http/1.1 {status} ")), "{head}");
        for header in headers {
            assert!(head.contains(&format!("\r\n{header}\r\n")), "{header}: {head}");
        }
        assert_eq!(sent, body, "{head}");
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const JSON: &str = "content-type: application/json";

#[test]
fn outside_lambda_the_example_is_a_gateway() {
    let gateway = Gateway::start(HELLO);
    gateway.answers(("GET", "/hello/ada%20l"), 200, &[JSON], r#"{"hello":"ada l","guest":1}"#);
    gateway.answers(
        ("GET", "/foo3"),
        200,
        &[JSON, "custom-header: value"],
        r#"{"message": "Foo3"}"#,
    );
    gateway.answers(("GET", "/hello"), 404, &[JSON], r#"{"message":"Not found"}"#);
    gateway.answers(
        ("POST", "/rest"),
        405,
        &[JSON, "allow: get, head, options"],
        r#"{"statusCode":405,"message":"Method Not Allowed"}"#,
    );
    gateway.answers(("HEAD", "/rest"), 200, &[JSON], "");
    gateway.answers(("OPTIONS", "/rest"), 204, &["allow: get, head, options"], "");
    gateway.answers(("DELETE", "/delete/5?x=1"), 200, &[JSON], r#"{"id":"5"}"#);
    gateway.answers(
        ("DELETE", "/delete/0"),
        404,
        &[JSON],
        r#"{"statusCode":404,"message":"no foo has the id 0"}"#,
    );
    gateway.answers(("GET", "/hello/eve"), 200, &[JSON], r#"{"hello":"eve","guest":2}"#);
}

#[test]
fn outside_lambda_a_panic_is_a_500_and_the_next_request_is_served() {
    let gateway = Gateway::start(PANICKING);
    let body = r#"{"statusCode":500,"message":"Internal Server Error"}"#;
    gateway.answers(("GET", "/panic/secret"), 500, &[JSON], body);
    gateway.answers(("GET", "/hello"), 200, &["content-type: text/plain; charset=utf-8"], "hello");
}

#[cfg(unix)]
#[test]
fn outside_lambda_an_interrupt_ends_it_well() {
    let mut gateway = Gateway::start(HELLO);
    gateway.answers(("GET", "/hello/ada"), 200, &[JSON], r#"{"hello":"ada","guest":1}"#);
    let id = gateway.child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    let begun = Instant::now();
    let status = loop {
        match gateway.child.try_wait().unwrap() {
            Some(status) => break status,
            None => assert!(begun.elapsed() < PATIENCE, "still running"),
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    assert!(status.success(), "{status}");
}
