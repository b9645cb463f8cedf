//! A gateway under test, and a client that sends exactly the bytes it is given.

#![allow(dead_code, reason = "every test file uses a part of it")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends there")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread::JoinHandle;
use std::time::Duration;

use gatepost_core::{Function, Invocation, InvocationError};
use gatepost_local::Options;
use serde_json::Value;
use tokio::sync::oneshot;

/// A gateway on a free port, which ends when it is dropped.
pub(crate) struct Gateway {
    pub(crate) address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Gateway {
    pub(crate) fn of(function: impl Function + Send + 'static) -> Self {
        Self::with(Options::new(), function)
    }

    pub(crate) fn with(options: Options, function: impl Function + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::spawn(move || {
            let shutdown = async { stopped.await.unwrap_or_default() };
            let served =
                gatepost_local::serve_on(listener, &function, &"no routes", options, shutdown);
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap().block_on(served).unwrap();
        });
        Self { address, stop: Some(stop), thread: Some(thread) }
    }

    pub(crate) fn client(&self) -> Client {
        Client::to(self.address)
    }

    /// Ends the gateway, and waits until it has.
    pub(crate) fn stop(&mut self) {
        if let (Some(stop), Some(thread)) = (self.stop.take(), self.thread.take()) {
            let _ = stop.send(());
            let ended = thread.join();
            assert!(ended.is_ok() || std::thread::panicking(), "the gateway panicked");
        }
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        self.stop();
    }
}

/// One connection.
pub(crate) struct Client(BufReader<TcpStream>);

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) reason: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Client {
    pub(crate) fn to(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        Self(BufReader::new(stream))
    }

    /// Sends a request's line and headers (each with its end of line) and its body.
    pub(crate) fn send(&mut self, head: &str, body: &[u8]) {
        let length = match body.len() {
            0 => String::new(),
            len => format!("Content-Length: {len}\r\n"),
        };
        let request = [head.as_bytes(), length.as_bytes(), b"\r\n", body].concat();
        self.0.get_mut().write_all(&request).unwrap();
    }

    /// Reads one response, the body of which is there unless `head` was asked.
    pub(crate) fn receive(&mut self, head: bool) -> Reply {
        let line = self.line();
        let status =
            line.strip_prefix("HTTP/1.1 ").unwrap_or_else(|| panic!("no status: {line:?}"));
        let (code, reason) = status.split_once(' ').unwrap_or((status, ""));
        let (status, reason) = (code.parse().unwrap(), reason.to_owned());
        let mut reply = Reply { status, reason, headers: Vec::new(), body: Vec::new() };
        while let Some((name, value)) = self.line().split_once(": ") {
            reply.headers.push((name.to_owned(), value.to_owned()));
        }
        let len = reply.header("content-length").map_or(0, |len| len.parse().unwrap());
        reply.body.resize(if head { 0 } else { len }, 0);
        self.0.read_exact(&mut reply.body).unwrap();
        reply
    }

    pub(crate) fn get(&mut self, target: &str) -> Reply {
        self.send(&format!("GET {target} HTTP/1.1\r\nHost: localhost\r\n"), b"");
        self.receive(false)
    }

    /// Says that nothing more will be sent.
    pub(crate) fn finish(&self) {
        self.0.get_ref().shutdown(std::net::Shutdown::Write).unwrap();
    }

    /// Whether the other side has closed, and had nothing more to say.
    pub(crate) fn is_closed(&mut self) -> bool {
        let mut rest = Vec::new();
        self.0.read_to_end(&mut rest).is_ok() && rest.is_empty()
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.0.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.all(name).first().copied()
    }

    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        let named = self.headers.iter().filter(|(other, _)| other.eq_ignore_ascii_case(name));
        named.map(|(_, value)| value.as_str()).collect()
    }

    pub(crate) fn text(&self) -> &str {
        core::str::from_utf8(&self.body).unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

/// Answers with the event as the body.
pub(crate) struct Echo;

impl Function for Echo {
    async fn call(&self, invocation: Invocation<'_>) -> Result<(), InvocationError> {
        let event = core::str::from_utf8(invocation.event).unwrap();
        let request_id = invocation.context.request_id;
        let headers = serde_json::json!({ "request-id": request_id });
        let answer = serde_json::json!({ "statusCode": 200, "headers": headers, "body": event });
        invocation.answer.write(answer.to_string().as_bytes());
        Ok(())
    }
}

/// Answers with the same text, whatever the event.
pub(crate) struct Canned(pub(crate) String);

impl Function for Canned {
    async fn call(&self, invocation: Invocation<'_>) -> Result<(), InvocationError> {
        invocation.answer.write(self.0.as_bytes());
        Ok(())
    }
}
