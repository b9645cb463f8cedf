//! What a program does when it runs: its answers, its memory, its system calls, its allocations.

use std::{fs, path::Path, process::Command};

use gatepost_tests::runtime_api::{Call, Event, Fault, PATIENCE, Process, RuntimeApi};
use serde_json::{Value, json};

use crate::ground::Built;

/// An event of a REST API, 4 KB long.
pub fn event() -> Event {
    let mut event: Value =
        serde_json::from_str(include_str!("../../tests/documents/rest.json")).unwrap();
    event["httpMethod"] = "GET".into();
    event["path"] = "/hello/ada".into();
    event["body"] = Value::Null;
    event["isBase64Encoded"] = false.into();
    event["requestContext"]["httpMethod"] = "GET".into();
    // lambda_http puts any other before the path.
    event["requestContext"]["stage"] = "$default".into();
    event["headers"]["X-Padding"] = "".into();
    let missing = 4096_usize.saturating_sub(event.to_string().len());
    event["headers"]["X-Padding"] = "x".repeat(missing).into();
    Event::new(event.to_string())
}

/// It answers as all the others do.
pub fn check(program: &Built) -> Result<(), String> {
    let api = RuntimeApi::start([event(), event()]);
    let function = Process::spawn(&mut api.command(program.path.to_str().unwrap()));
    let outcomes = api.outcomes(PATIENCE);
    let log = function.kill();
    let answers = outcomes.iter().map(|outcome| {
        let answer = outcome.json();
        (answer["statusCode"].clone(), answer["body"].clone())
    });
    let expected = (json!(200), json!(r#"{"hello":"ada"}"#));
    match answers.clone().all(|answer| answer == expected) {
        true => Ok(()),
        false => Err(format!("{}: {:?} {log}", program.ground.name, answers.collect::<Vec<_>>())),
    }
}

/// The most memory it has had, in kB, after a hundred events.
pub fn peak_rss(program: &Built) -> u64 {
    let api = RuntimeApi::start((0..100).map(|_| event()));
    let mut child = api.command(program.path.to_str().unwrap()).spawn().unwrap();
    api.outcomes(PATIENCE);
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let _ = child.kill();
    let _ = child.wait();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.and_then(|peak| peak.trim().trim_end_matches(" kB").parse().ok()).unwrap_or_default()
}

pub fn has_strace() -> bool {
    Command::new("strace").arg("-V").output().is_ok_and(|output| output.status.success())
}

/// How many system calls it makes before its first request, and then for each event; nothing where
/// there is no `strace`.
pub fn syscalls(program: &Built) -> Result<Option<(usize, f64)>, String> {
    if !has_strace() {
        return Ok(None);
    }
    const EVENTS: usize = 200;
    let log =
        Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{}.strace", program.ground.name));
    let api = RuntimeApi::start((0..EVENTS).map(|_| event()).chain([last()]));
    let mut strace = Command::new("strace");
    let function = api.command("");
    strace.args(["-f", "-qq", "-s", "4", "-o"]).arg(&log).arg(&program.path).env_clear();
    strace.envs(function.get_envs().filter_map(|(name, value)| Some((name, value?))));
    Process::spawn(&mut strace).wait(PATIENCE);
    let log = fs::read_to_string(&log).map_err(|error| error.to_string())?;
    let lines: Vec<&str> = log.lines().filter(|line| !line.contains("<unfinished")).collect();
    let posts: Vec<usize> = (0..lines.len()).filter(|at| lines[*at].contains("\"POST\"")).collect();
    let first = lines.iter().position(|line| line.contains("\"GET \"")).unwrap_or_default();
    // Half of them: from when all is warm.
    let warm = posts.get(EVENTS / 2..EVENTS).unwrap_or_default();
    let each = match warm {
        [from, .., to] => (to - from) as f64 / (warm.len() - 1) as f64,
        _ => return Err(format!("{}: strace shows {} answers", program.ground.name, posts.len())),
    };
    Ok(Some((first, each)))
}

/// An event that ends the process.
fn last() -> Event {
    Event::new("").with_fault(Call::Next, Fault::Status(500))
}

/// How many heap allocations the face makes on gatepost-blocking for a thousand warm invocations.
pub fn allocations() -> usize {
    let [few, many] = [10, 1_010].map(|events| {
        let api = RuntimeApi::start((0..events).map(|_| event()).chain([last()]));
        let program = env!("CARGO_BIN_EXE_allocations_blocking");
        let (_, log) = Process::spawn(&mut api.command(program)).wait(PATIENCE);
        assert_eq!(api.outcomes_so_far().len(), events, "{log}");
        let count = log.lines().find_map(|line| line.strip_prefix("allocations ")).unwrap();
        count.parse::<usize>().unwrap()
    });
    many - few
}
