//! The function without std, built and run against a strict Runtime API.

use std::{
    path::PathBuf,
    pin::pin,
    process::Command,
    sync::OnceLock,
    task::{Context as Task, Poll, Waker},
};

use gatepost_core::{Context, Function as _, Invocation};
use gatepost_tests::runtime_api::{
    At, Call, Event, Fault, Outcome, PATIENCE, Process, RuntimeApi, run,
};

/// What it is to answer with: the same function, on std's buffers.
#[path = "../no_std/src/hello.rs"]
mod hello;

/// The program, or the one that `GATEPOST_NO_STD` names, built for another system and emulated; nothing
/// where the system is another than it is for.
fn program() -> Option<&'static str> {
    static PROGRAM: OnceLock<String> = OnceLock::new();
    if !cfg!(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64"))) {
        eprintln!("skipped: the function without std is for Linux on x86_64 or aarch64");
        return None;
    }
    Some(PROGRAM.get_or_init(|| std::env::var("GATEPOST_NO_STD").unwrap_or_else(|_| build())))
}

fn build() -> String {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("no_std");
    let target = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("no_std");
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(folder).args(["build", "--release", "--locked", "--target-dir"]).arg(&target);
    // Those are for the workspace above: instrumentation, for one, has no place without std.
    cargo.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
    let built = cargo.output().unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    target.join("release/gatepost-no-std").to_str().unwrap().to_owned()
}

/// How it ends that serves these events, and what it says.
#[track_caller]
fn ends<const N: usize>(program: &str, events: [Event; N]) -> String {
    let api = RuntimeApi::start(events);
    let (status, log) = Process::spawn(&mut api.command(program)).wait(PATIENCE);
    assert_eq!(status.code(), Some(1), "{log}");
    log
}

/// The answer with std, or the kind of the error.
fn expected(event: &str) -> Result<Vec<u8>, &'static str> {
    let (mut event, mut reply, mut answer) = (event.as_bytes().to_vec(), Vec::new(), Vec::new());
    let context = Context::default();
    let invocation =
        Invocation { event: &mut event, context, reply: &mut reply, answer: &mut answer };
    let result = {
        let call = pin!(hello::Hello.call(invocation));
        call.poll(&mut Task::from_waker(Waker::noop()))
    };
    let Poll::Ready(result) = result else { panic!("it waits") };
    result.map(|()| answer).map_err(|error| error.kind())
}

const GREETING: &str = r#"{"httpMethod":"GET","path":"/hello/ada"}"#;

#[test]
fn it_answers_what_the_function_with_std_answers() {
    let Some(program) = program() else { return };
    let events = [
        GREETING,
        r#"{"httpMethod":"GET","path":"/hello"}"#,
        r#"{"httpMethod":"HEAD","path":"/hello"}"#,
        r#"{"httpMethod":"GET","path":"/hello/a%20%22d%C3%A9%22%5C"}"#,
        r#"{"httpMethod":"GET","path":"/hello/\u00e9\ud83d\ude00"}"#,
        r#"{"httpMethod":"GET","path":"/hello/%ff"}"#,
        r#"{"httpMethod":"GET","path":"/hello/%00"}"#,
        r#"{"httpMethod":"GET","path":"/nowhere"}"#,
        r#"{"httpMethod":"POST","path":"/hello","body":"aGVsbG8gdGhlcmU=","isBase64Encoded":true}"#,
        r#"{"httpMethod":"OPTIONS","path":"/hello"}"#,
        r#"{"httpMethod":"GET","path":"/hello","body":"!","isBase64Encoded":true}"#,
        include_str!("documents/rest.json"),
        r#"{"httpMethod":"GET""#,
        r#"{"Records":[]}"#,
        "",
    ];
    let (outcomes, _) = run(program, events.map(Event::new));
    for (outcome, event) in outcomes.iter().zip(events) {
        match (outcome, expected(event)) {
            (Outcome::Answer { body, .. }, Ok(expected)) => {
                assert_eq!(String::from_utf8_lossy(body), String::from_utf8_lossy(&expected));
            }
            (Outcome::Error { kind, .. }, Err(expected)) => assert_eq!(kind, expected),
            (outcome, expected) => panic!("{event}: {outcome:?}, and not {expected:?}"),
        }
    }
}

#[test]
fn it_survives_what_befalls_a_connection() {
    let Some(program) = program() else { return };
    let too_long = Fault::Raw("HTTP/1.1 200 OK\r\nContent-Length: 6291557\r\n\r\n");
    let chunk = Fault::Raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffff0\r\n");
    for call in [Call::Next, Call::Post] {
        for fault in [
            Fault::Drop(At::Start),
            Fault::Drop(At::Head),
            Fault::Drop(At::Body),
            Fault::Close,
            Fault::CloseSilently,
            Fault::Pieces(1),
            Fault::Chunked(7),
            too_long.clone(),
            chunk.clone(),
        ] {
            let event = Event::new(GREETING).with_fault(call, fault.clone());
            let (outcomes, log) = run(program, [event, Event::new(GREETING)]);
            for outcome in outcomes {
                assert_eq!(outcome.json()["body"], r#"{"hello":"ada"}"#, "{fault:?}: {log}");
            }
        }
    }
}

#[test]
fn it_takes_the_longest_event() {
    let Some(program) = program() else { return };
    let text = "a".repeat(6_291_556 - 100);
    let event = format!(r#"{{"httpMethod":"GET","path":"/hello/ada","body":"{text}"}}"#);
    for fault in [Fault::Pieces(usize::MAX), Fault::Chunked(100_000)] {
        let event = Event::new(&*event).with_fault(Call::Next, fault);
        let ([large, small], _) = run(program, [event, Event::new(GREETING)]);
        assert_eq!([large.json(), small.json()].map(|a| a["statusCode"].clone()), [200, 200]);
    }
}

#[test]
fn it_ends_with_a_reason() {
    let Some(program) = program() else { return };
    let broken = |call| Event::new(GREETING).with_fault(call, Fault::Status(500));
    for call in [Call::Next, Call::Post] {
        let log = ends(program, [broken(call)]);
        assert_eq!(log, "the Lambda Runtime API failed: it answered with status 500\n");
    }
    let refused = Event::new(GREETING).with_fault(Call::Post, Fault::Status(413));
    let ([_, served], log) = run(program, [refused, Event::new(GREETING)]);
    assert_eq!(served.json()["statusCode"], 200);
    assert!(log.contains("413"), "{log}");

    let api = RuntimeApi::start([]);
    for (host, text) in [
        (None, "AWS_LAMBDA_RUNTIME_API is not set"),
        (Some("localhost"), "not an IPv4 address and a port"),
        // Nothing listens there.
        (Some("127.0.0.1:1"), "no connection: error 111"),
    ] {
        let mut command = api.command(program);
        command.env_remove("AWS_LAMBDA_RUNTIME_API");
        host.map(|host| command.env("AWS_LAMBDA_RUNTIME_API", host));
        let (status, log) = Process::spawn(&mut command).wait(PATIENCE);
        assert_eq!(status.code(), Some(1));
        assert!(log.contains(text), "{log}");
    }
}
