//! gatepost-lambda, from outside: a function's process against a strict Runtime API.

use gatepost_tests::runtime_api::{Event, Fault, Outcome, PATIENCE, Process, RuntimeApi};
use serde_json::{Value, json};

const ECHO: &str = env!("CARGO_BIN_EXE_echo_function");
const FIXED_TEXT: &str = "the function could not answer this event; its log says why";

/// What becomes of `events`, and what the log says.
#[track_caller]
fn run<const N: usize>(events: [Event; N]) -> ([Outcome; N], String) {
    let api = RuntimeApi::start(events);
    let function = Process::spawn(&mut api.command(ECHO));
    let outcomes = api.outcomes(PATIENCE);
    (outcomes.try_into().unwrap(), function.kill())
}

/// What is reported of the event `body`, and the log, once the event after it is served.
#[track_caller]
fn failure(body: &[u8]) -> (String, String, String) {
    let ([failed, served], log) = run([Event::new(body), Event::new(r#"{"n":1}"#)]);
    assert_eq!(served.json()["event"], json!({"n": 1}));
    assert_eq!(served.json()["leftInBuffers"], 0);
    let (kind, message) = failed.reported();
    (kind, message, log)
}

/// The one line of the log about `kind`.
#[track_caller]
fn line<'l>(log: &'l str, kind: &str) -> &'l str {
    let lines: Vec<_> = log.lines().filter(|line| line.contains(kind)).collect();
    assert_eq!(lines.len(), 1, "{log}");
    lines[0]
}

#[test]
fn events_are_answered_one_after_another() {
    let events = [r#"{"n":1}"#, r#"{"n":2}"#, " [3]\n", "null"];
    let (outcomes, log) = run(events.map(Event::new));
    let echoed = outcomes.each_ref().map(|outcome| outcome.json()["event"].clone());
    assert_eq!(echoed, [json!({"n": 1}), json!({"n": 2}), json!([3]), Value::Null]);
    for outcome in &outcomes {
        let answer = outcome.json();
        assert_eq!(answer["requestId"], outcome.request_id());
        assert_eq!(answer["leftInBuffers"], 0);
    }
    assert_eq!(log, "");
}

#[test]
fn the_context_is_what_the_headers_say() {
    let event = Event::new("{}")
        .with_header("Lambda-Runtime-Aws-Request-Id", "an-id")
        .with_header("Lambda-Runtime-Deadline-Ms", "1542409706888")
        .with_header("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-west-1:1:function:f")
        .with_header("Lambda-Runtime-Trace-Id", "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700")
        .with_header("Lambda-Runtime-Aws-Tenant-Id", "blue");
    let bare = Event::new("{}")
        .without_header("Lambda-Runtime-Trace-Id")
        .without_header("Lambda-Runtime-Aws-Tenant-Id")
        .without_header("Lambda-Runtime-Client-Context")
        .without_header("Lambda-Runtime-Cognito-Identity");
    let ([full, bare], _) = run([event, bare]);
    let expected = json!({
        "event": {},
        "requestId": "an-id",
        "deadlineMs": 1_542_409_706_888_u64,
        "functionArn": "arn:aws:lambda:eu-west-1:1:function:f",
        "traceId": "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700",
        "tenantId": "blue",
        "leftInBuffers": 0,
    });
    assert_eq!(full.json(), expected);
    assert_eq!(bare.json()["traceId"], "");
    assert_eq!(bare.json()["tenantId"], "");
}

#[test]
fn the_answer_goes_out_as_it_was_written() {
    let ([outcome], _) = run([Event::new(r#"{"z":1,"a":"ü€"}"#)]);
    let Outcome::Answer { body, .. } = &outcome else { panic!("{outcome:?}") };
    assert_eq!(String::from_utf8_lossy(body), outcome.json().to_string());
}

#[test]
fn an_event_of_a_megabyte_is_answered() {
    let text = "a".repeat(1 << 20);
    let ([large, small], _) = run([Event::new(format!("{text:?}")), Event::new("1")]);
    assert!(large.json()["event"] == text);
    assert_eq!(small.json()["event"], 1);
}

#[test]
fn an_error_is_reported_by_its_kind_alone() {
    let (kind, message, log) = failure(br#""fail""#);
    assert_eq!((&*kind, &*message), ("Echo.Failed", FIXED_TEXT));
    let id = "8476a536-e9f4-11e8-9739-000000000000";
    assert_eq!(line(&log, "Echo.Failed"), format!("{id} Echo.Failed: a secret, in two lines"));
}

#[test]
fn a_panic_is_reported_without_its_text() {
    let (kind, message, log) = failure(br#""panic""#);
    assert_eq!((&*kind, &*message), ("Function.Panicked", FIXED_TEXT));
    assert!(line(&log, "Function.Panicked").contains("8476a536-e9f4-11e8-9739-000000000000"));
    assert!(log.contains("a secret"), "{log}");
}

#[test]
fn an_answer_that_is_not_json_is_an_error() {
    let (kind, message, log) = failure(br#""garbage""#);
    assert_eq!((&*kind, &*message), ("Answer.Invalid", FIXED_TEXT));
    assert!(!line(&log, "Answer.Invalid").contains("secret"));
}

#[test]
fn an_event_that_is_not_json_reaches_the_function() {
    let events: [&[u8]; 7] = [
        b"secret",
        b"{\"secret\":",
        b"\xff\xfe\x00",
        b"\"secret\xff\"",
        b"",
        b"\"secret\x01\"",
        b"1, 2",
    ];
    for event in events {
        let (kind, message, _) = failure(event);
        assert_eq!((&*kind, &*message), ("Echo.NotJson", FIXED_TEXT));
    }
}

#[test]
fn after_an_answer_that_is_too_large_the_next_event_is_served() {
    let too_large = Event::new("1").with_fault(Fault::AnswerTooLarge);
    let ([refused, served], log) = run([too_large, Event::new("2")]);
    assert!(matches!(refused, Outcome::Refused { status: 413, .. }));
    assert_eq!(served.json()["event"], 2);
    assert!(log.contains("413"), "{log}");
}

#[test]
fn outside_lambda_it_says_which_variable_is_missing() {
    let api = RuntimeApi::start([]);
    for name in [
        "AWS_LAMBDA_RUNTIME_API",
        "AWS_LAMBDA_FUNCTION_NAME",
        "AWS_LAMBDA_FUNCTION_VERSION",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    ] {
        let function = Process::spawn(api.command(ECHO).env_remove(name));
        let (status, log) = function.wait(PATIENCE);
        assert_eq!((status.code(), &*log), (Some(1), &*format!("Error: Environment({name:?})\n")));
    }
}

#[test]
fn a_runtime_api_that_is_gone_ends_the_process() {
    let api = RuntimeApi::start([]);
    let mut command = api.command(ECHO);
    // Nothing listens on port 1.
    let function = Process::spawn(command.env("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:1"));
    let (status, log) = function.wait(PATIENCE);
    assert_eq!(status.code(), Some(1));
    assert!(log.contains("RuntimeApi("), "{log}");
}
