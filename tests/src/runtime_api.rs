//! A Lambda Runtime API for tests, on std alone, and strict: whatever a client does that the real
//! one need not put up with fails the test.
//!
//! ```no_run
//! use gatepost_tests::runtime_api::{Event, run};
//!
//! let event = Event::new(r#"{"httpMethod":"GET","path":"/"}"#);
//! let ([outcome], log) = run("target/debug/my-function", [event]);
//! ```
//!
//! After the last event `/next` is held open, as the real one freezes the sandbox.

mod fault;
mod http;
mod outcome;
mod process;

use std::io::BufReader;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::Command;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use http::{Request, Response};

pub use fault::{At, Call, Fault};
pub use outcome::Outcome;
pub use process::Process;

/// Longer than anything here takes, short enough to wait for when something hangs.
pub const PATIENCE: Duration = Duration::from_secs(10);

const REQUEST_ID: &str = "Lambda-Runtime-Aws-Request-Id";
const INVOCATION_ID: &str = "Lambda-Runtime-Invocation-Id";

/// What becomes of `events` that a program is given, and what its log says.
#[track_caller]
pub fn run<const N: usize>(program: &str, events: [Event; N]) -> ([Outcome; N], String) {
    let api = RuntimeApi::start(events);
    let function = Process::spawn(&mut api.command(program));
    let outcomes = api.outcomes(PATIENCE);
    (outcomes.try_into().unwrap(), function.kill())
}

/// An event, and how it is delivered.
#[derive(Clone, Debug)]
pub struct Event {
    body: Vec<u8>,
    headers: Vec<(String, String)>,
    faults: Vec<(Call, Fault)>,
}

impl Event {
    /// An event with that body, and every header that the Runtime API knows.
    pub fn new(body: impl Into<Vec<u8>>) -> Self {
        let deadline = SystemTime::now() + Duration::from_secs(30);
        let deadline = deadline.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_millis();
        Self { body: body.into(), headers: Vec::new(), faults: Vec::new() }
            .with_header("Content-Type", "application/json")
            .with_header("Lambda-Runtime-Deadline-Ms", deadline.to_string())
            .with_header(
                "Lambda-Runtime-Invoked-Function-Arn",
                "arn:aws:lambda:eu-west-1:123456789012:function:gatepost-test",
            )
            .with_header(
                "Lambda-Runtime-Trace-Id",
                "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1",
            )
            .with_header("Lambda-Runtime-Aws-Tenant-Id", "tenant-a")
            // The real one sends these two empty rather than not at all.
            .with_header("Lambda-Runtime-Client-Context", "")
            .with_header("Lambda-Runtime-Cognito-Identity", "")
    }

    /// The same event with that header, in place of one of the same name.
    pub fn with_header(self, name: &str, value: impl Into<String>) -> Self {
        let mut event = self.without_header(name);
        event.headers.push((name.to_owned(), value.into()));
        event
    }

    /// The same event without that header.
    pub fn without_header(mut self, name: &str) -> Self {
        self.headers.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
        self
    }

    /// The same event with that fault in the response to `call`; a second one comes at the second such
    /// call.
    pub fn with_fault(mut self, call: Call, fault: Fault) -> Self {
        self.faults.push((call, fault));
        self
    }

    /// The fault of this call, which thereby is over.
    fn take_fault(&mut self, call: Call) -> Option<Fault> {
        let at = self.faults.iter().position(|(of, _)| *of == call)?;
        Some(self.faults.remove(at).1)
    }

    fn header(&self, name: &str) -> Option<&str> {
        http::header(&self.headers, name)
    }

    fn request_id(&self) -> &str {
        self.header(REQUEST_ID).unwrap_or_default()
    }

    /// The event numbered, where the test does not say otherwise.
    fn numbered(self, number: usize) -> Self {
        let defaults = [
            (REQUEST_ID, format!("8476a536-e9f4-11e8-9739-{number:012x}")),
            (INVOCATION_ID, format!("invocation-{number}")),
        ];
        defaults.into_iter().fold(self, |event, (name, value)| match event.header(name) {
            Some(_) => event,
            None => event.with_header(name, value),
        })
    }

    fn response(&self, fault: Option<Fault>) -> Response {
        match fault {
            Some(Fault::Status(status)) => Response::refused(status),
            fault => {
                let (headers, body) = (self.headers.clone(), self.body.clone());
                Response { status: 200, headers, body, fault }
            }
        }
    }
}

/// A running Runtime API. Dropped, it ends, and fails the test if the client broke the protocol.
pub struct RuntimeApi {
    address: SocketAddr,
    shared: Arc<Shared>,
}

impl RuntimeApi {
    /// Starts one that hands out `events` in order.
    pub fn start(events: impl IntoIterator<Item = Event, IntoIter: Send + 'static>) -> Self {
        let waiting = events.into_iter().enumerate().map(|(n, event)| event.numbered(n));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            state: Mutex::new(State::new(Box::new(waiting))),
            changed: Condvar::new(),
        });
        let accepting = Arc::clone(&shared);
        thread::spawn(move || accept(&listener, &accepting));
        Self { address, shared }
    }

    /// The value of `AWS_LAMBDA_RUNTIME_API`, such as `127.0.0.1:9001`.
    pub fn address(&self) -> String {
        self.address.to_string()
    }

    /// A command that runs `program` with the environment of a Lambda function, and nothing else in
    /// it; but for where `tests/coverage.sh` counts what it runs.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env_clear().envs([
            ("AWS_LAMBDA_RUNTIME_API", self.address().as_str()),
            ("AWS_LAMBDA_FUNCTION_NAME", "gatepost-test"),
            ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128"),
            ("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/gatepost-test"),
            ("AWS_LAMBDA_LOG_STREAM_NAME", "2026/01/01/[$LATEST]0123456789abcdef"),
            ("AWS_REGION", "eu-west-1"),
            ("LAMBDA_TASK_ROOT", "/var/task"),
            ("_HANDLER", "bootstrap"),
        ]);
        if let Ok(counts) = std::env::var("LLVM_PROFILE_FILE") {
            // Counted as it runs: in the end it may be killed.
            command.env("LLVM_PROFILE_FILE", counts + "%c");
        }
        command
    }

    /// What became of the events, in order, once the client has answered them all and asked for
    /// another, or has reported that it cannot start.
    ///
    /// # Panics
    /// Where the client broke the protocol, or took longer than `patience`.
    #[track_caller]
    pub fn outcomes(&self, patience: Duration) -> Vec<Outcome> {
        let state = self.shared.wait(patience, |state| state.broken.is_some() || state.is_over());
        if let Some(broken) = &state.broken {
            panic!("the client broke the protocol: {broken}");
        }
        assert!(
            state.is_over(),
            "after {patience:?} {:?} is not answered, so far {:#?}",
            state.open.as_ref().map(Event::request_id),
            state.outcomes,
        );
        state.outcomes.clone()
    }

    /// What became of the events up to now: for a client that has ended.
    pub fn outcomes_so_far(&self) -> Vec<Outcome> {
        self.shared.lock().outcomes.clone()
    }

    /// When each outcome came.
    pub fn times(&self) -> Vec<Instant> {
        self.shared.lock().times.clone()
    }
}

impl Drop for RuntimeApi {
    fn drop(&mut self) {
        let mut state = self.shared.lock();
        state.closed = true;
        let broken = state.broken.take();
        drop(state);
        self.shared.changed.notify_all();
        // Wakes `accept`, which then sees that it is over.
        let _ = TcpStream::connect(self.address);
        if let Some(broken) = broken.filter(|_| !thread::panicking()) {
            panic!("the client broke the protocol: {broken}");
        }
    }
}

struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    waiting: Box<dyn Iterator<Item = Event> + Send>,
    /// The event that is handed out next: the client asked for it and did not get it.
    again: Option<Event>,
    /// The event that was handed out and is not answered.
    open: Option<Event>,
    /// The event that was answered, of which the client cannot know it.
    unsure: Option<String>,
    outcomes: Vec<Outcome>,
    times: Vec<Instant>,
    /// The client asked for an event when there was none left.
    idle: bool,
    /// The first thing that the client did wrong.
    broken: Option<String>,
    /// The test is over.
    closed: bool,
}

impl State {
    fn new(waiting: Box<dyn Iterator<Item = Event> + Send>) -> Self {
        Self {
            waiting,
            again: None,
            open: None,
            unsure: None,
            outcomes: Vec::new(),
            times: Vec::new(),
            idle: false,
            broken: None,
            closed: false,
        }
    }

    fn is_over(&self) -> bool {
        self.idle || matches!(self.outcomes.last(), Some(Outcome::InitError { .. }))
    }

    fn record(&mut self, outcome: Outcome) {
        self.outcomes.push(outcome);
        self.times.push(Instant::now());
    }

    /// The open event, which `request` answers and which is thereby closed.
    fn close(&mut self, id: &str, request: &Request) -> Result<Event, String> {
        let event = self.open.take_if(|event| event.request_id() == id);
        let event =
            event.ok_or_else(|| match self.outcomes.iter().any(|o| o.request_id() == id) {
                true => format!("{id} is answered already"),
                false => format!("{id} was never handed out"),
            })?;
        match (event.header(INVOCATION_ID), request.header(INVOCATION_ID)) {
            (sent, echoed) if sent == echoed => Ok(event),
            (sent, echoed) => Err(format!("{INVOCATION_ID} {sent:?} comes back as {echoed:?}")),
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait(&self, patience: Duration, until: impl Fn(&State) -> bool) -> MutexGuard<'_, State> {
        let waiting = self.changed.wait_timeout_while(self.lock(), patience, |state| !until(state));
        waiting.unwrap_or_else(PoisonError::into_inner).0
    }

    /// The answer to `request`; `None` where the connection is to be closed without one.
    fn answer(&self, request: &Request) -> Result<Option<Response>, String> {
        let called = format!("{} {}", request.method, request.target);
        let path = request.target.strip_prefix("/2018-06-01/runtime/").unwrap_or_default();
        match (request.method.as_str(), path.split('/').collect::<Vec<_>>().as_slice()) {
            ("GET", ["invocation", "next"]) => self.next(request),
            ("POST", ["invocation", id, "response"]) => {
                self.posted(id, request, Outcome::answer).map(Some)
            }
            ("POST", ["invocation", id, "error"]) => {
                self.posted(id, request, Outcome::error).map(Some)
            }
            ("POST", ["init", "error"]) => self.init_error(request).map(Some),
            _ => Err("the Runtime API has no such call".to_owned()),
        }
        .map_err(|broken| format!("{called}: {broken}"))
    }

    fn next(&self, request: &Request) -> Result<Option<Response>, String> {
        if !request.body.is_empty() {
            return Err("a body".to_owned());
        }
        let mut state = self.lock();
        if let Some(open) = &state.open {
            return Err(format!("{} is not answered yet", open.request_id()));
        }
        state.unsure = None;
        let Some(mut event) = state.again.take().or_else(|| state.waiting.next()) else {
            state.idle = true;
            return Ok(self.hold(state));
        };
        let fault = event.take_fault(Call::Next);
        let keeps_event = fault.as_ref().is_some_and(Fault::keeps_event);
        let response = event.response(fault);
        *if keeps_event { &mut state.again } else { &mut state.open } = Some(event);
        Ok(Some(response))
    }

    /// Says nothing until the test is over.
    fn hold(&self, state: MutexGuard<'_, State>) -> Option<Response> {
        self.changed.notify_all();
        let held = self.changed.wait_while(state, |state| !state.closed);
        drop(held);
        None
    }

    /// An answer, or an error in its place.
    fn posted(
        &self,
        id: &str,
        request: &Request,
        outcome: impl FnOnce(&str, &Request) -> Result<Outcome, String>,
    ) -> Result<Response, String> {
        let mut state = self.lock();
        if state.unsure.take_if(|unsure| unsure == id).is_some() {
            return Ok(Response::refused(400));
        }
        let fault = state.close(id, request)?.take_fault(Call::Post);
        let outcome = match fault {
            Some(Fault::Status(status)) => Outcome::refused(id, status),
            _ => outcome(id, request)?,
        };
        state.record(outcome);
        let leaves_unsure = fault.as_ref().is_some_and(Fault::leaves_unsure);
        state.unsure = leaves_unsure.then(|| id.to_owned());
        Ok(Response::accepted(fault))
    }

    fn init_error(&self, request: &Request) -> Result<Response, String> {
        let mut state = self.lock();
        state.record(Outcome::init_error(request)?);
        drop(state);
        self.changed.notify_all();
        Ok(Response::accepted(None))
    }

    /// Remembers the first thing that the client did wrong.
    fn blame(&self, broken: String) {
        self.lock().broken.get_or_insert(broken);
        self.changed.notify_all();
    }
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming().map_while(Result::ok) {
        if shared.lock().closed {
            return;
        }
        let shared = Arc::clone(shared);
        thread::spawn(move || serve(stream, &shared));
    }
}

/// Answers one request after another, until the client closes the connection or does wrong.
fn serve(stream: TcpStream, shared: &Shared) {
    let _ = stream.set_nodelay(true);
    let mut stream = BufReader::new(stream);
    loop {
        let answer = match http::read(&mut stream) {
            Ok(Some(request)) => shared.answer(&request),
            Ok(None) => Ok(None),
            Err(broken) => Err(broken),
        };
        let response = match answer {
            Ok(Some(response)) => response,
            Ok(None) => return,
            Err(broken) => return shared.blame(broken),
        };
        match fault::send(&response, stream.get_mut()) {
            Ok(true) => {}
            Ok(false) => return,
            Err(_) => {
                let what = "the client closed the connection before its answer";
                return shared.blame(what.to_owned());
            }
        }
    }
}

#[cfg(test)]
mod tests;
