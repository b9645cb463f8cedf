//! The gateway as a process: what it prints, and how it ends. Each test starts this file's own binary
//! again, as the program under test.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends there")]

mod support;

use std::io::{BufRead as _, BufReader, Read as _};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use gatepost_local::Options;
use support::{Canned, Client};

const ANSWER: &str = r#"{"cookies":[]}"#;
const ROUTES: &str = "GET /one\nGET /two";
/// The command line of the program under test.
const ARGS: &str = "GATEPOST_TEST_ARGS";

/// Not a test of its own: the program that the others start.
#[test]
#[ignore = "started by the other tests"]
fn program() {
    let Ok(args) = std::env::var(ARGS) else { return };
    let options = Options::from_args(args.split(' ').map(str::to_owned), |_| None).unwrap();
    if let Err(error) = gatepost_local::run(&Canned(ANSWER.to_owned()), &ROUTES, options) {
        panic!("{error}");
    }
}

/// The program under test, which is killed at the latest when it is dropped.
struct Program(Child);

impl Program {
    fn start(args: &str) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "program", "--ignored", "--nocapture"]).env(ARGS, args);
        Self(command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap())
    }

    fn signal(&self, signal: &str) {
        let status = Command::new("kill").args([signal, &self.0.id().to_string()]).status();
        assert!(status.unwrap().success());
    }

    /// Whether it ended well, and soon; and what it had yet to print.
    fn end(mut self) -> (bool, String, String) {
        let deadline = Instant::now() + Duration::from_secs(10);
        while self.0.try_wait().unwrap().is_none() && Instant::now() < deadline {
            std::thread::sleep(Duration::from_millis(5));
        }
        let _ = self.0.kill();
        let (mut out, mut err) = (String::new(), String::new());
        if let Some(stdout) = &mut self.0.stdout {
            stdout.read_to_string(&mut out).unwrap();
        }
        self.0.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        (self.0.wait().unwrap().success(), out, err)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What it prints, line by line, and its port.
#[track_caller]
fn listening(program: &mut Program) -> (impl Iterator<Item = String> + use<>, SocketAddr) {
    let mut out = BufReader::new(program.0.stdout.take().unwrap()).lines().map(Result::unwrap);
    let listening = out.find(|line| line.contains("listening on")).unwrap();
    let (_, address) = listening.split_once("listening on http://").unwrap();
    assert_eq!(out.by_ref().take(3).collect::<Vec<_>>(), ["GET /one", "GET /two", ""]);
    (out, address.parse().unwrap())
}

#[track_caller]
fn prints_its_work_and_ends_on(signal: &str) {
    let mut program = Program::start("--port 0");
    let (mut out, address) = listening(&mut program);

    assert_eq!(Client::to(address).get("/hello/ada?a=b").status, 502);
    let line = out.next().unwrap();
    let time = line.strip_prefix("GET /hello/ada?a=b 502 ");
    let time = time.and_then(|time| time.strip_suffix(" ms"));
    assert!(time.is_some_and(|time| time.parse::<f64>().is_ok()), "{line}");

    program.signal(signal);
    let (success, _, err) = program.end();
    assert!(success, "{signal}: {err}");
    let reason = "GET /hello/ada?a=b: the answer has the key \"cookies\": a REST API takes only \
        statusCode, headers, multiValueHeaders, body, isBase64Encoded";
    assert!(err.lines().any(|line| line == reason), "{err}");
}

#[test]
fn ctrl_c_ends_it() {
    prints_its_work_and_ends_on("-INT");
}

#[test]
fn sigterm_ends_it() {
    prints_its_work_and_ends_on("-TERM");
}

#[test]
fn events_and_answers_are_printed_where_that_is_asked_for() {
    let mut program = Program::start("--port 0 --source=url --events");
    let (mut out, address) = listening(&mut program);
    let reply = Client::to(address).get("/a%20b");
    assert_eq!((reply.status, reply.text()), (200, ANSWER));

    assert_eq!(out.next().unwrap(), "GET /a%20b: event");
    let event: Vec<_> = out.by_ref().take_while(|line| line != "}").collect();
    assert_eq!(event[0], "{");
    let event: serde_json::Value = serde_json::from_str(&(event.concat() + "}")).unwrap();
    assert_eq!((&event["version"], &event["rawPath"]), (&"2.0".into(), &"/a%20b".into()));
    let answer: Vec<_> = out.by_ref().take(4).collect();
    assert_eq!(answer, ["GET /a%20b: answer", "{", "  \"cookies\": []", "}"]);
    assert!(out.next().unwrap().starts_with("GET /a%20b 200 "));
}

#[test]
fn help_prints_the_usage_and_ends() {
    let (success, out, err) = Program::start("--help").end();
    assert!(success, "{err}");
    for setting in
        ["--port N", "GATEPOST_PORT", "--source S", "GATEPOST_SOURCE", "alb-multi", "--events"]
    {
        assert!(out.contains(setting), "{setting}: {out}");
    }
    assert!(!out.contains("listening"), "{out}");
}

#[test]
fn a_port_that_is_taken_is_an_error_that_says_so() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let (success, _, err) = Program::start(&format!("--port={port}")).end();
    assert!(!success);
    assert!(err.contains(&format!("cannot listen on 127.0.0.1:{port}: ")), "{err}");
    assert!(err.contains("choose another port with `--port N` or GATEPOST_PORT"), "{err}");
}
