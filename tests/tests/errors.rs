//! Errors: their classes and headers, problem bodies, the app's own not-found and error handlers, the log.

use std::process::Command;

use gatepost::{
    HttpError, Problem, Status,
    testing::{Answer, Event, Gateway},
};
use serde_json::{Value, json};

const BAD_500: &str = r#"{"statusCode":500,"message":"Internal Server Error"}"#;

mod handlers {
    use gatepost::{Problem, prelude::*};

    /// An error of a library.
    #[derive(Debug)]
    struct Secret;

    impl std::fmt::Display for Secret {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("secret")
        }
    }

    impl std::error::Error for Secret {}

    #[get("/raise/<status>")]
    pub fn raise(status: u16) -> HttpError {
        HttpError::new(status, "a \"message\"")
    }

    #[get("/locked")]
    pub fn locked() -> Result<(), HttpError> {
        Err(HttpError::unauthorized("who are you?")
            .with_header("WWW-Authenticate", "Basic realm=\"a\"")
            .with_header("WWW-Authenticate", "Bearer"))
    }

    #[get("/bad-header")]
    pub fn bad_header() -> HttpError {
        HttpError::bad_request("secret").with_header("Retry-After", "1\r\nX: y")
    }

    #[get("/question")]
    pub fn question() -> Result<(), HttpError> {
        Err(Secret)?;
        Ok(())
    }

    #[get("/question-problem")]
    pub fn question_problem() -> Result<(), Problem> {
        Err(Secret)?;
        Ok(())
    }

    #[get("/problem")]
    pub fn problem() -> Problem {
        Problem::new(409)
            .kind("https://example.com/taken")
            .title("Taken")
            .detail("\"ada\" is taken")
            .instance("/users/ada")
            .header("Retry-After", "9")
            .with("status", "mine")
            .with("free", ["bob", "eve"])
            .with("bad", std::collections::BTreeMap::from([((1, 2), 3)]))
    }

    #[get("/panic")]
    pub fn panic() {
        panic!("secret");
    }

    #[get("/number/<n>")]
    pub fn number(n: u8) -> String {
        n.to_string()
    }

    #[get("/bad-reply")]
    pub fn bad_reply() -> Reply<'static> {
        Reply::new(200).header("X", "secret\n")
    }

    #[get("/large")]
    pub fn large() -> String {
        "secret".repeat(2_000_000)
    }

    #[get("/own")]
    pub fn own() -> Reply<'static> {
        Reply::new(404).body("mine")
    }

    pub type All = (
        (raise, locked, bad_header, question, question_problem, problem),
        (panic, number, bad_reply, large, own),
    );
}

use gatepost::App;

static APP: App<handlers::All> = App::new();

#[track_caller]
fn get(app: &App<handlers::All>, path: &str) -> Answer {
    Event::get(path).call(app, &()).unwrap()
}

// ---- classes and headers ----

#[test]
fn every_class_has_its_status() {
    for (error, status) in [
        (HttpError::bad_request(""), 400),
        (HttpError::unauthorized(""), 401),
        (HttpError::forbidden(""), 403),
        (HttpError::not_found(""), 404),
        (HttpError::request_timeout(""), 408),
        (HttpError::conflict(""), 409),
        (HttpError::payload_too_large(""), 413),
        (HttpError::unsupported_media_type(""), 415),
        (HttpError::unprocessable(""), 422),
        (HttpError::too_many_requests(""), 429),
        (HttpError::internal_server_error(""), 500),
        (HttpError::service_unavailable(""), 503),
        (HttpError::new(418, ""), 418),
    ] {
        assert_eq!(error.status(), Status::new(status));
    }
}

#[test]
fn an_error_is_a_status_and_a_message() {
    for status in [400, 418, 499, 500, 599] {
        let answer = get(&APP, &format!("/raise/{status}"));
        let body = json!({"statusCode": status, "message": "a \"message\""});
        assert_eq!((answer.status(), answer.json::<Value>().unwrap()), (status, body));
        assert_eq!(answer.header("content-type").as_deref(), Some("application/json"));
    }
}

#[test]
fn an_error_has_headers() {
    for gateway in Gateway::ALL {
        let answer = Event::get("/locked").via(gateway).call(&APP, &()).unwrap();
        let challenges = answer.header("www-authenticate");
        assert_eq!(
            (answer.status(), challenges.as_deref()),
            (401, Some("Basic realm=\"a\", Bearer")),
            "{gateway}"
        );
    }
    let bad = get(&APP, "/bad-header");
    assert_eq!((bad.status(), &*bad.text()), (500, BAD_500));
}

#[test]
fn what_is_not_expected_says_nothing() {
    for path in ["/question", "/panic", "/bad-reply", "/large", "/bad-header"] {
        let answer = get(&APP, path);
        assert_eq!((answer.status(), &*answer.text()), (500, BAD_500), "{path}");
    }
    let problem = get(&APP, "/question-problem");
    assert_eq!(
        (problem.status(), &*problem.text()),
        (500, r#"{"title":"Internal Server Error","status":500}"#)
    );
}

// ---- problems ----

#[test]
fn a_problem_has_its_members_and_headers() {
    let answer = get(&APP, "/problem");
    assert_eq!(answer.status(), 409);
    assert_eq!(answer.header("content-type").as_deref(), Some("application/problem+json"));
    assert_eq!(answer.header("retry-after").as_deref(), Some("9"));
    let body = r#"{"type":"https://example.com/taken","title":"Taken","status":409,"detail":"\"ada\" is taken","instance":"/users/ada","free":["bob","eve"]}"#;
    assert_eq!(answer.text(), body);
}

#[test]
fn an_error_becomes_a_problem() {
    let written = |problem: Problem| serde_json::to_string(&problem).unwrap();
    let teapot = HttpError::new(418, "short and stout");
    assert_eq!(
        written(teapot.into()),
        r#"{"title":"Client Error","status":418,"detail":"short and stout"}"#
    );
    let plain = HttpError::not_found("Not Found");
    assert_eq!(written(plain.into()), r#"{"title":"Not Found","status":404}"#);
    let any = std::io::Error::other("secret");
    assert_eq!(written(any.into()), r#"{"title":"Internal Server Error","status":500}"#);
}

// ---- the app's own ----

static OWN: App<handlers::All> = App::new()
    .not_found(|request| gatepost::Reply::new(404).body(request.path()))
    .on_error(|error, request| {
        let text = format!("{} {}: {}", request.path(), error.status().code(), error.message());
        gatepost::Reply::new(error.status())
            .content_type("text/html")
            .header("Retry-After", "1")
            .body(text)
    });

#[test]
fn not_found_is_the_apps_own() {
    for gateway in Gateway::ALL {
        let answer = Event::get("/no/where").via(gateway).call(&OWN, &()).unwrap();
        assert_eq!((answer.status(), &*answer.text()), (404, "/no/where"), "{gateway}");
    }
    assert_eq!(get(&APP, "/no/where").text(), r#"{"message":"Not found"}"#);
}

#[test]
fn every_error_is_shaped_by_the_app() {
    for (path, status, message) in [
        ("/raise/410", 410, "a \"message\""),
        ("/question", 500, "Internal Server Error"),
        ("/panic", 500, "Internal Server Error"),
        ("/bad-reply", 500, "Internal Server Error"),
        ("/bad-header", 500, "Internal Server Error"),
        ("/large", 500, "Internal Server Error"),
        ("/number/x", 400, "parameter `n`: invalid digit found in string"),
        ("/number/\u{1}", 400, "Bad Request"),
    ] {
        let answer = get(&OWN, path);
        let text = format!("{path} {status}: {message}");
        assert_eq!((answer.status(), &*answer.text()), (status, &*text));
        assert_eq!(answer.header("content-type").as_deref(), Some("text/html"), "{path}");
    }
    // A reply of a handler's own is no error, whatever its status.
    assert_eq!(get(&OWN, "/own").text(), "mine");
    assert_eq!(
        get(&OWN, "/problem").header("content-type").as_deref(),
        Some("application/problem+json")
    );
}

#[test]
fn an_errors_headers_stay() {
    let answer = Event::delete("/locked").call(&OWN, &()).unwrap();
    assert_eq!(
        (answer.status(), answer.header("allow").as_deref()),
        (405, Some("GET, HEAD, OPTIONS"))
    );
    let answer = get(&OWN, "/locked");
    assert_eq!(answer.header("www-authenticate").as_deref(), Some("Basic realm=\"a\", Bearer"));
    assert_eq!((answer.header("retry-after").as_deref(), answer.headers().count()), (Some("1"), 4));
}

static PANICS: App<handlers::All> = App::new()
    .on_error(|_, _| panic!("in the error handler"))
    .not_found(|_| panic!("in not_found"));

static BAD: App<handlers::All> =
    App::new().on_error(|_, _| gatepost::Reply::new(200).header("X", "secret\n"));

#[test]
fn an_error_handler_that_fails_is_a_500() {
    for (app, path) in [(&PANICS, "/raise/400"), (&PANICS, "/nowhere"), (&BAD, "/raise/400")] {
        let answer = get(app, path);
        assert_eq!((answer.status(), &*answer.text()), (500, BAD_500), "{path}");
    }
}

// ---- the log ----

const CHILD: &str = "GATEPOST_TEST_LOGS";

#[test]
fn the_log_names_the_request() {
    if std::env::var_os(CHILD).is_some() {
        for path in
            ["/question", "/question-problem", "/problem", "/raise/400", "/bad-reply", "/no\"where"]
        {
            get(&APP, path);
        }
        return;
    }
    let mut command = Command::new(std::env::current_exe().unwrap());
    let output =
        command.args(["--exact", "the_log_names_the_request"]).env(CHILD, "").output().unwrap();
    assert!(output.status.success());
    let log = String::from_utf8(output.stderr).unwrap();
    let expected = [
        r#""GET" "/question": 500 Internal Server Error: "secret""#,
        r#""GET" "/question-problem": 500 Internal Server Error: "secret""#,
        r#""GET" "/problem": 409 Conflict: "the problem's `bad` was left out: key must be a string""#,
        r#""GET" "/bad-reply": the reply's header "X" may not be sent: its name is no token, or its value has a control character"#,
    ];
    assert_eq!(log.lines().collect::<Vec<_>>(), expected);
}

/// A message is found in its body, and kept beside it where it stands there otherwise, or not at its end.
#[test]
fn a_message_is_marked_in_any_body() {
    use gatepost_core::{Fixed, Out};
    let rows = [
        ("no such order", "no such order", true),
        (r#"{"message":"no such order"}"#, "no such order", true),
        (r#"{"message":"a \"b\""}"#, r#"a "b""#, false),
        (r#"{"message":"no such order","id":7}"#, "no such order", false),
        ("order", "no such order", false),
        (r#"{"message":"Größe"}"#, "Größe", true),
        (r#""}"#, "", true),
        ("", "", true),
        ("", "no body", false),
    ];
    for (body, message, is_in_it) in rows {
        let mut room = [0; 128];
        let mut buffer = Fixed::new(&mut room);
        let mut out = Out::new(&mut buffer);
        out.set_text(body);
        out.mark_error(message);
        assert_eq!(out.error(), Some(message), "{body}");
        drop(out);
        let kept = if is_in_it { 0 } else { message.len() };
        assert_eq!(gatepost_core::Buffer::written(&buffer).len(), body.len() + kept, "{body}");
    }
}
