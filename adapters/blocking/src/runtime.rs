//! The life of the process: one event after another.

use std::{
    env, fmt,
    io::{self, Write as _},
    net::{Ipv4Addr, SocketAddrV4},
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    sync::{Arc, Condvar, Mutex, PoisonError},
    task::{Poll, Wake, Waker},
};

use gatepost_core::{Buffer as _, Function, Invocation, InvocationError};

use crate::{
    client::{BUFFER, Client, ClientError},
    tcp::Tcp,
};

/// How many calls in a row may fail before the process ends, and Lambda starts another.
const MAX_FAILURES: u32 = 3;

/// Runs `function` until Lambda ends the process; returns only with an error.
///
/// # Errors
/// - [`Error::Environment`]: this is not Lambda.
/// - [`Error::Address`]: where the Runtime API is said to be is not an IPv4 address.
/// - [`Error::RuntimeApi`]: the Runtime API could not be reached, or broke off, three times in a row, or
///   has given up on the process.
pub fn run(function: &impl Function) -> Result<(), Error> {
    let host = host()?;
    Err(Error::RuntimeApi(answer_all(function, &mut client(&host, &mut [0; BUFFER])?)))
}

/// Awaits what a function needs before it can [`run`], such as its state. Where that fails, or panics,
/// the Runtime API is told that the function cannot start.
///
/// ```no_run
/// use gatepost_core::{Function, Invocation, InvocationError};
///
/// struct Echo;
///
/// impl Function for Echo {
///     async fn call(&self, invocation: Invocation<'_>) -> Result<(), InvocationError> {
///         invocation.answer.write(invocation.event);
///         Ok(())
///     }
/// }
///
/// fn main() -> Result<(), gatepost_blocking::Error> {
///     let echo = gatepost_blocking::init(async { Ok::<_, std::io::Error>(Echo) })?;
///     gatepost_blocking::run(&echo)
/// }
/// ```
///
/// # Errors
/// - [`Error::Environment`]: this is not Lambda.
/// - [`Error::Address`]: where the Runtime API is said to be is not an IPv4 address.
/// - [`Error::Init`]: what `future` failed with, as text.
pub fn init<T, E: fmt::Display>(future: impl Future<Output = Result<T, E>>) -> Result<T, Error> {
    let host = host()?;
    let mut buffer = [0; BUFFER];
    let mut client = client(&host, &mut buffer)?;
    let why = match caught(|| block_on(future)) {
        Some(Ok(made)) => return Ok(made),
        Some(Err(error)) => error.to_string(),
        None => "it panicked; the panic's own message stands above".to_owned(),
    };
    // Lambda ends the process whether or not it has heard why.
    let _ = client.fail_init("Function.Init");
    Err(Error::Init(why))
}

fn host() -> Result<String, Error> {
    env::var("AWS_LAMBDA_RUNTIME_API").map_err(|_| Error::Environment)
}

type ClientOf<'h> = Client<'h, Tcp>;

fn client<'h>(host: &'h str, buffer: &'h mut [u8; BUFFER]) -> Result<ClientOf<'h>, Error> {
    match address(host) {
        Some(address) => Ok(Client::new(Tcp(address), host, buffer)),
        None => Err(Error::Address(host.to_owned())),
    }
}

/// Where `host` is. Lambda says `127.0.0.1:9001`; who emulates it may say `localhost`, the one name
/// whose address needs no resolver.
fn address(host: &str) -> Option<SocketAddrV4> {
    match host.strip_prefix("localhost:") {
        Some(port) => Some(SocketAddrV4::new(Ipv4Addr::LOCALHOST, port.parse().ok()?)),
        None => host.parse().ok(),
    }
}

/// Answers events until that fails for good.
fn answer_all(function: &impl Function, client: &mut ClientOf<'_>) -> ClientError<io::Error> {
    let (mut event, mut reply, mut answer) = (Vec::new(), Vec::new(), Vec::new());
    let mut failures = 0;
    loop {
        let exchanged = client.next(&mut event).and_then(|len| {
            let event = event.get_mut(..len).unwrap_or_default();
            answer_one(function, client, event, &mut reply, &mut answer)
        });
        match exchanged {
            Ok(()) => failures = 0,
            Err(error @ ClientError::Refused(500)) => return error,
            Err(error) => {
                failures += 1;
                if failures == MAX_FAILURES {
                    return error;
                }
                log(format_args!("the Lambda Runtime API failed, and is called again: {error}"));
            }
        }
    }
}

fn answer_one(
    function: &impl Function,
    client: &mut ClientOf<'_>,
    event: &mut [u8],
    reply: &mut Vec<u8>,
    answer: &mut Vec<u8>,
) -> Result<(), ClientError<io::Error>> {
    reply.clear();
    answer.clear();
    let context = client.context();
    let invocation = Invocation { event, context, reply, answer };
    let called = caught(|| block_on(function.call(invocation))).unwrap_or_else(|| {
        let detail = "the function panicked; the panic's own message stands above";
        Err(InvocationError::new("Function.Panicked", detail))
    });
    match called {
        Ok(()) => match client.respond(answer.written()) {
            // Said to whoever invoked the function by the Runtime API itself.
            Err(ClientError::Refused(status @ 400..=499)) => {
                let len = answer.len();
                log(format_args!("the Runtime API refused an answer of {len} bytes: {status}"));
                Ok(())
            }
            result => result,
        },
        Err(error) => {
            let detail = error.detail().replace(char::is_control, " ");
            let id = client.context().request_id;
            log(format_args!("{id} {}: {detail}", error.kind()));
            client.fail(error.kind())
        }
    }
}

/// What `call` gives; nothing where it panicked.
fn caught<T>(call: impl FnOnce() -> T) -> Option<T> {
    // Unwind safe: what the call wrote to is cleared before the next.
    catch_unwind(AssertUnwindSafe(call)).ok()
}

/// Awaits a future on this thread, which is parked until the future can go on.
///
/// ```
/// assert_eq!(gatepost_blocking::block_on(async { 40 + 2 }), 42);
/// ```
pub fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    // Most handlers are ready at once: only one that is not costs the waker.
    let mut task = std::task::Context::from_waker(Waker::noop());
    if let Poll::Ready(output) = future.as_mut().poll(&mut task) {
        return output;
    }
    let signal = Arc::new(Signal::default());
    let waker = Waker::from(Arc::clone(&signal));
    let mut task = std::task::Context::from_waker(&waker);
    loop {
        match future.as_mut().poll(&mut task) {
            Poll::Ready(output) => return output,
            Poll::Pending => signal.wait(),
        }
    }
}

/// Whether the future can go on. (`thread::park` would do, and link the names of threads.)
#[derive(Default)]
struct Signal {
    is_given: Mutex<bool>,
    given: Condvar,
}

impl Signal {
    fn wait(&self) {
        let is_given = self.is_given.lock().unwrap_or_else(PoisonError::into_inner);
        let is_given = self.given.wait_while(is_given, |is_given| !*is_given);
        *is_given.unwrap_or_else(PoisonError::into_inner) = false;
    }
}

impl Wake for Signal {
    fn wake(self: Arc<Self>) {
        *self.is_given.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.given.notify_one();
    }
}

/// A line of the log. `eprintln!` would panic where nobody listens.
fn log(line: fmt::Arguments<'_>) {
    let _ = writeln!(io::stderr(), "{line}");
}

/// Why a function is no longer, or was never, run. As the result of `main` it is printed as the same text
/// as anywhere else.
#[non_exhaustive]
pub enum Error {
    /// The environment has no `AWS_LAMBDA_RUNTIME_API`: this is not Lambda.
    Environment,
    /// `AWS_LAMBDA_RUNTIME_API` is this text, and not an IPv4 address and a port, as it is in Lambda, nor
    /// `localhost` and a port: no other name is resolved.
    Address(String),
    /// The function could not be made; the text says why.
    Init(String),
    /// The Runtime API failed.
    RuntimeApi(ClientError<io::Error>),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Environment => f.write_str(
                "not in AWS Lambda: the environment lacks a valid AWS_LAMBDA_RUNTIME_API",
            ),
            Self::Address(host) => write!(
                f,
                "AWS_LAMBDA_RUNTIME_API is `{host}`: write an IPv4 address and a port, such as 127.0.0.1:9001"
            ),
            Self::Init(why) => write!(f, "the function cannot start: {why}"),
            Self::RuntimeApi(error) => write!(f, "the Lambda Runtime API failed: {error}"),
        }
    }
}

// Not derived: that would link the names of all the variants of `io::ErrorKind`, and tell people less.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Error {}
