//! gatepost-lambda and gatepost-blocking, from outside: a function's process against a strict Runtime
//! API. What is true of both is tested on both.

use std::{fs, process::Stdio, thread};

use gatepost_tests::runtime_api::{
    At, Call, Event, Fault, Outcome, PATIENCE, Process, RuntimeApi, run,
};
use serde_json::{Value, json};

const LAMBDA: &str = env!("CARGO_BIN_EXE_echo_lambda");
const BLOCKING: &str = env!("CARGO_BIN_EXE_echo_blocking");
const FIXED_TEXT: &str = "the function could not answer this event; its log says why";

/// What is reported of the event `body`, and the log, once the event after it is served.
#[track_caller]
fn failure(program: &str, body: &[u8]) -> (String, String, String) {
    let ([failed, served], log) = run(program, [Event::new(body), Event::new(r#"{"n":1}"#)]);
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

/// How a process ends by itself that serves `events`, what it says, and what became of them.
#[track_caller]
fn ends<const N: usize>(program: &str, events: [Event; N]) -> (String, Vec<Outcome>) {
    let api = RuntimeApi::start(events);
    let (status, log) = Process::spawn(&mut api.command(program)).wait(PATIENCE);
    assert!(status.code().is_some_and(|code| code != 0), "{status}: {log}");
    (log, api.outcomes_so_far())
}

/// An event, and one after it, are both answered, once each, whatever befalls the first.
#[track_caller]
fn survives(program: &str, call: Call, fault: Fault) -> String {
    let event = Event::new("1").with_fault(call, fault.clone());
    let ([first, second], log) = run(program, [event, Event::new("2")]);
    let answers = [first, second].map(|outcome| outcome.json()["event"].clone());
    assert_eq!(answers, [1, 2], "{fault:?}: {log}");
    log
}

// ---- on both ----

macro_rules! on_both {
    ($($case:ident),* $(,)?) => {
        mod lambda {
            $(#[test] fn $case() { super::$case(super::LAMBDA) })*
        }
        mod blocking {
            $(#[test] fn $case() { super::$case(super::BLOCKING) })*
        }
    };
}

on_both![
    events_are_answered_one_after_another,
    the_context_is_what_the_headers_say,
    the_answer_goes_out_as_it_was_written,
    events_of_any_size_are_answered,
    a_handler_may_wait_for_another_thread,
    an_error_is_reported_by_its_kind_alone,
    a_panic_is_reported_without_its_text,
    an_event_that_is_not_json_reaches_the_function,
    after_an_answer_that_is_refused_the_next_event_is_served,
    a_response_may_come_in_any_pieces,
    a_connection_that_ends_between_two_calls_is_made_again,
    outside_lambda_it_says_which_variable_is_missing,
    a_runtime_api_that_is_gone_ends_the_process,
];

fn events_are_answered_one_after_another(program: &str) {
    let events = [r#"{"n":1}"#, r#"{"n":2}"#, " [3]\n", "null"];
    let (outcomes, log) = run(program, events.map(Event::new));
    let echoed = outcomes.each_ref().map(|outcome| outcome.json()["event"].clone());
    assert_eq!(echoed, [json!({"n": 1}), json!({"n": 2}), json!([3]), Value::Null]);
    for outcome in &outcomes {
        let answer = outcome.json();
        assert_eq!(answer["requestId"], outcome.request_id());
        assert_eq!(answer["leftInBuffers"], 0);
    }
    assert_eq!(log, "");
}

fn the_context_is_what_the_headers_say(program: &str) {
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
    let ([full, bare], _) = run(program, [event, bare]);
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

fn the_answer_goes_out_as_it_was_written(program: &str) {
    let ([outcome], _) = run(program, [Event::new(r#"{"z":1,"a":"ü€"}"#)]);
    let Outcome::Answer { body, .. } = &outcome else { panic!("{outcome:?}") };
    assert_eq!(String::from_utf8_lossy(body), outcome.json().to_string());
}

fn events_of_any_size_are_answered(program: &str) {
    // Around the sizes of buffers, and the longest that Lambda sends.
    for len in [1, 8_000, 16_383, 16_384, 16_385, 1 << 20, 6_291_556 - 2_000] {
        let text = "a".repeat(len);
        let ([large, small], _) = run(program, [Event::new(format!("{text:?}")), Event::new("1")]);
        assert!(large.json()["event"] == text, "{len}");
        assert_eq!(small.json()["event"], 1);
    }
}

fn a_handler_may_wait_for_another_thread(program: &str) {
    let ([first, second], _) = run(program, [Event::new(r#""wait""#), Event::new(r#""wait""#)]);
    assert_eq!([first.json(), second.json()], ["waited", "waited"]);
}

fn an_error_is_reported_by_its_kind_alone(program: &str) {
    let (kind, message, log) = failure(program, br#""fail""#);
    assert_eq!((&*kind, &*message), ("Echo.Failed", FIXED_TEXT));
    let id = "8476a536-e9f4-11e8-9739-000000000000";
    assert_eq!(line(&log, "Echo.Failed"), format!("{id} Echo.Failed: a secret, in two lines"));
}

fn a_panic_is_reported_without_its_text(program: &str) {
    let (kind, message, log) = failure(program, br#""panic""#);
    assert_eq!((&*kind, &*message), ("Function.Panicked", FIXED_TEXT));
    assert!(line(&log, "Function.Panicked").contains("8476a536-e9f4-11e8-9739-000000000000"));
    assert!(log.contains("a secret"), "{log}");
}

fn an_event_that_is_not_json_reaches_the_function(program: &str) {
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
        let (kind, message, _) = failure(program, event);
        assert_eq!((&*kind, &*message), ("Echo.NotJson", FIXED_TEXT));
    }
}

fn after_an_answer_that_is_refused_the_next_event_is_served(program: &str) {
    for status in [400, 403, 413] {
        let refused = Event::new("1").with_fault(Call::Post, Fault::Status(status));
        let ([refused, served], log) = run(program, [refused, Event::new("2")]);
        assert!(matches!(refused, Outcome::Refused { status: by, .. } if by == status));
        assert_eq!(served.json()["event"], 2);
        assert!(log.contains(&status.to_string()), "{log}");
    }
}

fn a_response_may_come_in_any_pieces(program: &str) {
    for call in [Call::Next, Call::Post] {
        for size in [1, 2, 7, 500] {
            survives(program, call, Fault::Pieces(size));
            survives(program, call, Fault::Chunked(size));
        }
    }
}

fn a_connection_that_ends_between_two_calls_is_made_again(program: &str) {
    for call in [Call::Next, Call::Post] {
        assert_eq!(survives(program, call, Fault::Close), "");
    }
}

fn outside_lambda_it_says_which_variable_is_missing(program: &str) {
    let name = "AWS_LAMBDA_RUNTIME_API";
    let function = Process::spawn(RuntimeApi::start([]).command(program).env_remove(name));
    let (status, log) = function.wait(PATIENCE);
    assert_eq!(status.code(), Some(1));
    assert!(log.starts_with("Error: ") && log.contains(name), "{log}");
    assert_eq!(log.lines().count(), 1, "{log}");
}

fn a_runtime_api_that_is_gone_ends_the_process(program: &str) {
    let api = RuntimeApi::start([]);
    let mut command = api.command(program);
    // Nothing listens on port 1.
    let function = Process::spawn(command.env("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:1"));
    let (status, log) = function.wait(PATIENCE);
    assert_eq!(status.code(), Some(1));
    let text = if program == BLOCKING { "the Lambda Runtime API failed: " } else { "RuntimeApi(" };
    assert!(log.contains(text), "{log}");
}

// ---- on gatepost-lambda alone ----

#[test]
fn lambda_needs_more_of_the_environment() {
    let api = RuntimeApi::start([]);
    for name in [
        "AWS_LAMBDA_RUNTIME_API",
        "AWS_LAMBDA_FUNCTION_NAME",
        "AWS_LAMBDA_FUNCTION_VERSION",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    ] {
        let function = Process::spawn(api.command(LAMBDA).env_remove(name));
        let (status, log) = function.wait(PATIENCE);
        assert_eq!((status.code(), &*log), (Some(1), &*format!("Error: Environment({name:?})\n")));
    }
}

#[test]
fn lambda_reports_an_answer_that_is_not_json() {
    let (kind, message, log) = failure(LAMBDA, br#""garbage""#);
    assert_eq!((&*kind, &*message), ("Answer.Invalid", FIXED_TEXT));
    assert!(!line(&log, "Answer.Invalid").contains("secret"));
}

/// What lambda_runtime does with faults that gatepost-blocking survives or names: the process ends,
/// in part by a panic, and Lambda starts another. An answer that was posted has arrived. (And where more
/// is announced than any event has, it waits for it.)
#[test]
fn lambda_ends_where_blocking_goes_on() {
    let no_id = "missing lambda-runtime-aws-request-id header";
    for (call, fault, text) in [
        (Call::Next, Fault::Drop(At::Start), "IncompleteMessage"),
        (Call::Next, Fault::Drop(At::Head), "IncompleteMessage"),
        (Call::Next, Fault::Drop(At::Body), "IncompleteBody"),
        (Call::Next, Fault::Status(403), no_id),
        (Call::Next, Fault::Status(500), no_id),
        (Call::Next, Fault::Raw("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"), no_id),
        (Call::Post, Fault::Drop(At::Start), "IncompleteMessage"),
        (Call::Post, Fault::Drop(At::Head), "IncompleteMessage"),
    ] {
        let (log, outcomes) = ends(LAMBDA, [Event::new("1").with_fault(call, fault.clone())]);
        assert!(log.contains(text), "{fault:?}: {log}");
        assert_eq!(outcomes.len(), usize::from(call == Call::Post), "{fault:?}");
    }
}

// ---- on gatepost-blocking alone ----

#[test]
fn blocking_resolves_no_name_but_localhost() {
    let api = RuntimeApi::start([Event::new("1")]);
    let localhost = api.address().replace("127.0.0.1", "localhost");
    let function = Process::spawn(api.command(BLOCKING).env("AWS_LAMBDA_RUNTIME_API", localhost));
    assert_eq!(api.outcomes(PATIENCE)[0].json()["event"], 1);
    drop(function);
    for host in ["runtime:9001", "127.0.0.1", "localhost", "localhost:no", "[::1]:9001", ""] {
        let mut command = api.command(BLOCKING);
        let function = Process::spawn(command.env("AWS_LAMBDA_RUNTIME_API", host));
        let (status, log) = function.wait(PATIENCE);
        assert_eq!(status.code(), Some(1));
        let what = "write an IPv4 address and a port, such as 127.0.0.1:9001";
        assert_eq!(log, format!("Error: AWS_LAMBDA_RUNTIME_API is `{host}`: {what}\n"));
    }
}

/// lambda_runtime does not always: its pool may lend a connection out in the moment in which it ends, and
/// then the process ends too.
#[test]
fn blocking_makes_a_connection_again_that_ended_without_a_word() {
    for call in [Call::Next, Call::Post] {
        assert_eq!(survives(BLOCKING, call, Fault::CloseSilently), "");
    }
}

/// Everything that can be lost on the way is asked for, or said, once more.
#[test]
fn blocking_survives_a_dropped_connection() {
    for at in [At::Start, At::Head, At::Body] {
        survives(BLOCKING, Call::Next, Fault::Drop(at));
        survives(BLOCKING, Call::Post, Fault::Drop(at));
    }
}

#[test]
fn blocking_reports_an_error_over_a_dropped_connection() {
    for (call, fault) in [
        (Call::Next, Fault::CloseSilently),
        (Call::Post, Fault::Drop(At::Start)),
        (Call::Post, Fault::Drop(At::Head)),
    ] {
        let failed = Event::new(r#""fail""#).with_fault(call, fault);
        let ([failed, served], _) = run(BLOCKING, [failed, Event::new("2")]);
        assert_eq!(failed.reported().0, "Echo.Failed");
        assert_eq!(served.json()["event"], 2);
    }
}

/// What is not the protocol is refused when it is seen, whatever would still come.
const NO_RESPONSES: [(&str, &str); 9] = [
    ("HTTP/1.1 200 OK\r\nContent-Length: 6291557\r\n\r\n", "longer than 6291556 bytes"),
    ("HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551616\r\n\r\n", "content length"),
    ("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n1", "comes twice"),
    ("HTTP/1.1 200 OK\r\n\r\n", "neither a content length nor chunks"),
    (
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n600065\r\n",
        "longer than 6291556 bytes",
    ),
    ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffff0", "chunks that are none"),
    ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n12", "chunks that are none"),
    ("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1", "request id"),
    ("HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\n1", "HTTP/1.1"),
];

#[test]
fn blocking_refuses_what_is_not_the_protocol_at_once() {
    for (bytes, text) in NO_RESPONSES {
        let log = survives(BLOCKING, Call::Next, Fault::Raw(bytes));
        assert!(log.contains(text) && log.lines().count() == 1, "{bytes}: {log}");
        let log = survives(BLOCKING, Call::Post, Fault::Raw(bytes));
        assert!(log.lines().count() <= 1, "{bytes}: {log}");
    }
}

#[test]
fn blocking_ends_where_the_protocol_is_never_spoken() {
    for (bytes, text) in NO_RESPONSES {
        let event = (0..3)
            .fold(Event::new("1"), |event, _| event.with_fault(Call::Next, Fault::Raw(bytes)));
        let (log, outcomes) = ends(BLOCKING, [event]);
        assert_eq!(outcomes, []);
        let lines: Vec<_> = log.lines().collect();
        let [first, second, end] = lines[..] else { panic!("{log}") };
        assert!(first == second && first.contains(text), "{log}");
        assert!(end.starts_with("Error: the Lambda Runtime API failed: "), "{log}");
        assert!(end.contains(text), "{log}");
    }
}

#[test]
fn blocking_ends_where_the_container_is_broken() {
    const END: &str = "Error: the Lambda Runtime API failed: it answered with status 500\n";
    let (log, outcomes) =
        ends(BLOCKING, [Event::new("1").with_fault(Call::Next, Fault::Status(500))]);
    assert_eq!((&*log, outcomes.len()), (END, 0));
    for event in ["1", r#""fail""#] {
        let event = Event::new(event).with_fault(Call::Post, Fault::Status(500));
        let (log, outcomes) = ends(BLOCKING, [event, Event::new("2")]);
        assert!(log.ends_with(END), "{log}");
        assert!(matches!(outcomes[..], [Outcome::Refused { status: 500, .. }]), "{outcomes:?}");
    }
}

#[test]
fn blocking_sends_an_answer_as_it_is_json_or_not() {
    let ([garbage, served], _) = run(BLOCKING, [Event::new(r#""garbage""#), Event::new("1")]);
    assert!(matches!(garbage, Outcome::Answer { body, .. } if body == b"{\"secret\":\xff"));
    assert_eq!(served.json()["event"], 1);
}

#[test]
fn blocking_reports_that_it_cannot_start() {
    for (how, text) in [("fail", "a secret"), ("panic", "panicked")] {
        let api = RuntimeApi::start([Event::new("1")]);
        let function = Process::spawn(api.command(BLOCKING).env("ECHO_INIT", how));
        let (status, log) = function.wait(PATIENCE);
        assert_eq!(status.code(), Some(1));
        assert!(log.contains("Error: the function cannot start: ") && log.contains(text), "{log}");
        let [outcome] = api.outcomes(PATIENCE).try_into().unwrap();
        let (kind, message) = outcome.reported();
        assert_eq!(kind, "Function.Init");
        assert!(!message.contains("secret"), "{message}");
    }
}

/// Nobody listens to its log.
#[test]
fn blocking_outlives_its_log() {
    let events = [Event::new(r#""fail""#), Event::new(r#""panic""#), Event::new("1")];
    let api = RuntimeApi::start(events);
    let mut child = api.command(BLOCKING).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stderr.take());
    let outcomes = api.outcomes(PATIENCE);
    let _ = child.kill();
    let _ = child.wait();
    assert_eq!(outcomes[2].json()["event"], 1);
}

/// `cargo test --release -p gatepost-tests --test runtimes -- --ignored`
#[test]
#[ignore = "takes a while"]
fn blocking_does_not_grow_over_a_hundred_thousand_events() {
    const EVENTS: usize = 100_000;
    let api = RuntimeApi::start((0..EVENTS).map(|n| Event::new(n.to_string())));
    let mut child = api.command(BLOCKING).spawn().unwrap();
    let resident = || {
        let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<u32>().unwrap()
    };
    while api.times().len() < 1_000 {
        thread::yield_now();
    }
    let early = resident();
    assert_eq!(api.outcomes(PATIENCE * 60).len(), EVENTS);
    let late = resident();
    let _ = child.kill();
    let _ = child.wait();
    assert!(late <= early + 64, "{early} kB after 1,000 events, {late} kB after {EVENTS}");
}
