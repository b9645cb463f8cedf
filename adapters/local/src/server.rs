//! The port: it listens, accepts connections, and ends when it is told to.

use core::fmt;
use core::future::poll_fn;
use core::pin::{Pin, pin};
use core::task::{Context, Poll};
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use gatepost_core::Function;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};

use crate::console;
use crate::exchange::Gateway;
use crate::options::{Options, USAGE};

/// Serves a function until Ctrl-C (or SIGTERM), on a runtime of its own: the last line of a `main`.
///
/// Prints its address, then `routes`, then a line for each request; what goes wrong is told on stderr.
///
/// ```no_run
/// # struct Hello;
/// # impl gatepost_core::Function for Hello {
/// #     async fn call(&self, _: gatepost_core::Invocation<'_>) -> Result<(), gatepost_core::InvocationError> { Ok(()) }
/// # }
/// use gatepost_local::Options;
///
/// gatepost_local::run(&Hello, &"GET /hello", Options::new().port(8080))?;
/// # Ok::<(), gatepost_local::ServeError>(())
/// ```
///
/// # Errors
/// [`ServeError`] where the port cannot be had.
pub fn run(
    function: &impl Function,
    routes: &dyn fmt::Display,
    options: Options,
) -> Result<(), ServeError> {
    block_on(serve(function, routes, options))?
}

/// Awaits `future` on a current-thread tokio runtime that it builds: for a program that has something
/// to await before it can [`serve`].
///
/// ```
/// assert_eq!(gatepost_local::block_on(async { 40 + 2 })?, 42);
/// # Ok::<(), gatepost_local::ServeError>(())
/// ```
///
/// # Errors
/// [`ServeError::System`] where the system refuses what a tokio runtime needs.
///
/// # Panics
/// Where it is called inside a tokio runtime.
pub fn block_on<F: Future>(future: F) -> Result<F::Output, ServeError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    Ok(runtime.map_err(ServeError::System)?.block_on(future))
}

/// As [`run`], on the tokio runtime that it is called on: for a function whose state was made there.
///
/// # Errors
/// As [`run`].
pub async fn serve(
    function: &impl Function,
    routes: &dyn fmt::Display,
    options: Options,
) -> Result<(), ServeError> {
    if options.wants_help() {
        print_help();
        return Ok(());
    }
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, options.port));
    let listener = std::net::TcpListener::bind(address)
        .map_err(|source| ServeError::Listen { address, source })?;
    let shutdown = signal().map_err(ServeError::System)?;
    serve_on(listener, function, routes, options, shutdown).await
}

/// Prints what the command line may say.
pub fn print_help() {
    console::say(USAGE);
}

/// As [`serve`], on a port that is there already, whatever the options say of it, until `shutdown` is
/// ready: for tests.
///
/// Requests that are under way by then are dropped.
///
/// ```
/// # struct Hello;
/// # impl gatepost_core::Function for Hello {
/// #     async fn call(&self, invocation: gatepost_core::Invocation<'_>) -> Result<(), gatepost_core::InvocationError> {
/// #         invocation.answer.write(br#"{"body":"hello"}"#);
/// #         Ok(())
/// #     }
/// # }
/// use std::io::{Read as _, Write as _};
/// use std::net::{TcpListener, TcpStream};
///
/// let listener = TcpListener::bind("127.0.0.1:0")?;
/// let address = listener.local_addr()?;
/// let client = std::thread::spawn(move || {
///     let mut stream = TcpStream::connect(address)?;
///     stream.write_all(b"GET /hello HTTP/1.1\r\nconnection: close\r\n\r\n")?;
///     let mut response = String::new();
///     stream.read_to_string(&mut response).map(|_| response)
/// });
///
/// let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
/// let answered = async {
///     while !client.is_finished() {
///         tokio::time::sleep(std::time::Duration::from_millis(1)).await;
///     }
/// };
/// let options = gatepost_local::Options::new();
/// runtime.block_on(gatepost_local::serve_on(listener, &Hello, &"GET /hello", options, answered))?;
/// let response = client.join().unwrap()?;
/// assert!(response.starts_with("HTTP/1.1 200 OK\r\n") && response.ends_with("\r\n\r\nhello"));
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
///
/// # Errors
/// [`ServeError::System`] where the listener cannot be used.
pub async fn serve_on(
    listener: std::net::TcpListener,
    function: &impl Function,
    routes: &dyn fmt::Display,
    options: Options,
    shutdown: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    listener.set_nonblocking(true).map_err(ServeError::System)?;
    let listener = TcpListener::from_std(listener).map_err(ServeError::System)?;
    let address = listener.local_addr().map_err(ServeError::System)?;
    console::say(format_args!("listening on http://{address}\n{routes}\n"));
    let gateway = Gateway::new(function, address.port(), options);
    accept_until(&listener, &gateway, shutdown).await;
    Ok(())
}

/// Accepts and serves connections until `shutdown` is ready.
async fn accept_until(
    listener: &TcpListener,
    gateway: &Gateway<'_, impl Function>,
    shutdown: impl Future<Output = ()>,
) {
    let mut accepting = pin!(accept(listener));
    let mut shutdown = pin!(shutdown);
    let mut connections = Connections(Vec::new());
    poll_fn(|task| {
        while let Poll::Ready((stream, client)) = accepting.as_mut().poll(task) {
            connections.0.push(Box::pin(connection(stream, client, gateway)));
            accepting.set(accept(listener));
        }
        connections.poll(task);
        shutdown.as_mut().poll(task)
    })
    .await;
}

/// The open connections, driven inside one task: so the function may live on its caller's stack,
/// which a spawned task, being `'static`, forbids.
///
/// Whatever wakes the task polls all of them; on a developer's machine they are few.
struct Connections<'g>(Vec<Pin<Box<dyn Future<Output = ()> + 'g>>>);

impl Connections<'_> {
    /// Lets every connection go on as far as it can, and forgets those that have ended.
    fn poll(&mut self, task: &mut Context<'_>) {
        self.0.retain_mut(|connection| connection.as_mut().poll(task).is_pending());
    }
}

/// The next connection. Where there is none to be had (too many open files), it waits for some to end.
async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            Err(error) => {
                console::complain(format_args!("cannot accept a connection: {error}"));
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

/// Serves a connection until it ends.
async fn connection(stream: TcpStream, client: SocketAddr, gateway: &Gateway<'_, impl Function>) {
    let service = service_fn(|request| gateway.answer(request, client));
    let served = http1::Builder::new()
        // A client that goes away does not end an invocation, as it does not in Lambda.
        .half_close(true)
        .serve_connection(TokioIo::new(stream), service);
    // It fails where the client goes away or does not speak HTTP: hyper has told it, if it could.
    let _ = served.await;
}

/// Ready on Ctrl-C, and on SIGTERM.
#[cfg(unix)]
fn signal() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(poll_fn(move |task| match interrupt.poll_recv(task) {
        Poll::Ready(_) => Poll::Ready(()),
        Poll::Pending => terminate.poll_recv(task).map(drop),
    }))
}

/// Ready on Ctrl-C.
#[cfg(windows)]
fn signal() -> io::Result<impl Future<Output = ()>> {
    let mut interrupt = tokio::signal::windows::ctrl_c()?;
    Ok(poll_fn(move |task| interrupt.poll_recv(task).map(drop)))
}

/// A gateway that could not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum ServeError {
    /// The port cannot be had.
    Listen {
        /// The address that was asked for.
        address: SocketAddr,
        /// Why not.
        source: io::Error,
    },
    /// The system gave no runtime, no signals, or no use of the listener.
    System(io::Error),
}

impl fmt::Display for ServeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Listen { address, source } => write!(
                f,
                "cannot listen on {address}: {source}; choose another port with `--port N` or GATEPOST_PORT"
            ),
            Self::System(source) => write!(f, "cannot serve: {source}"),
        }
    }
}

impl core::error::Error for ServeError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Listen { source, .. } | Self::System(source) => Some(source),
        }
    }
}
