//! A Lambda function without std, heap or C library. It serves what
//! `tests/footprint/src/bin/core_blocking.rs` serves, from the same [`hello`].
//!
//! `cargo build --release` here; a debug build does not link, for the compiler then calls what only a
//! C library has. With the feature `gate` it links only where no panic is reachable.

#![no_std]
#![no_main]

mod hello;
#[allow(unsafe_code)]
mod sys;

use core::{
    fmt::{self, Write as _},
    net::SocketAddrV4,
    pin::pin,
    task::{Context, Poll, Waker},
};

use gatepost_blocking::{Client, ClientError, Connect, MAX_EVENT, Stream};
use gatepost_core::{Buffer as _, Fixed, Function as _, Invocation, InvocationError};

use hello::Hello;
use sys::{Errno, Socket};

/// How many calls in a row may fail before the process ends, and Lambda starts another.
const MAX_FAILURES: u32 = 3;

/// All the memory that is not on the stack. Pages that are never touched cost nothing.
struct Memory {
    event: [u8; MAX_EVENT],
    reply: [u8; 512 * 1024],
    answer: [u8; 1024 * 1024],
}

impl Memory {
    const ZERO: Self = Self { event: [0; _], reply: [0; _], answer: [0; _] };
}

/// What [`sys`] starts. Returns the exit code.
fn main(host: Option<&str>, memory: &mut Memory) -> i32 {
    let Some(host) = host else {
        log(format_args!("not in AWS Lambda: AWS_LAMBDA_RUNTIME_API is not set"));
        return 1;
    };
    let Ok(address) = host.parse() else {
        log(format_args!("AWS_LAMBDA_RUNTIME_API is not an IPv4 address and a port"));
        return 1;
    };
    let error = answer_all(&mut Client::new(Tcp(address), host), memory);
    log(format_args!("the Lambda Runtime API failed: {error}"));
    1
}

/// Answers events until that fails for good.
fn answer_all(client: &mut Client<'_, Tcp>, memory: &mut Memory) -> ClientError<Errno> {
    let mut failures = 0;
    loop {
        match answer_one(client, memory) {
            Ok(()) => failures = 0,
            Err(error @ ClientError::Refused(500)) => return error,
            Err(error) if failures + 1 == MAX_FAILURES => return error,
            Err(error) => {
                failures += 1;
                log(format_args!("Runtime API: {error}"));
            }
        }
    }
}

fn answer_one(client: &mut Client<'_, Tcp>, memory: &mut Memory) -> Result<(), ClientError<Errno>> {
    let len = client.next(&mut memory.event[..])?;
    let event = memory.event.get_mut(..len).unwrap_or_default();
    let (mut reply, mut answer) = (Fixed::new(&mut memory.reply), Fixed::new(&mut memory.answer));
    let context = client.context();
    let call = Hello.call(Invocation { event, context, reply: &mut reply, answer: &mut answer });
    match now(call) {
        Ok(()) => match client.respond(answer.written()) {
            Err(ClientError::Refused(status @ 400..=499)) => {
                log(format_args!("the Runtime API refused an answer: {status}"));
                Ok(())
            }
            result => result,
        },
        Err(error) => {
            log(format_args!("{} {error}", client.context().request_id));
            client.fail(error.kind())
        }
    }
}

/// What a future gives that awaits nothing.
fn now(call: impl Future<Output = Result<(), InvocationError>>) -> Result<(), InvocationError> {
    match pin!(call).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => result,
        Poll::Pending => Err(InvocationError::new("Function.Waits", "for nothing that is there")),
    }
}

/// Connects to where the Runtime API is.
struct Tcp(SocketAddrV4);

impl Connect for Tcp {
    type Stream = Socket;

    fn connect(&mut self) -> Result<Socket, Errno> {
        Socket::connect(self.0)
    }
}

impl Stream for Socket {
    type Error = Errno;

    fn read(&mut self, room: &mut [u8]) -> Result<usize, Errno> {
        Self::read(self, room)
    }

    fn write(&mut self, head: &[u8], body: &[u8]) -> Result<usize, Errno> {
        Self::write(self, [head, body])
    }
}

/// A line of the log, written at once.
fn log(line: fmt::Arguments<'_>) {
    let mut text = Line { bytes: [b'\n'; MAX_LINE], len: 0 };
    // What is too long is cut.
    let _ = text.write_fmt(line);
    sys::log(text.bytes.get(..=text.len).unwrap_or_default());
}

const MAX_LINE: usize = 256;

struct Line {
    bytes: [u8; MAX_LINE],
    /// How much is written; after it there is always a line break.
    len: usize,
}

impl fmt::Write for Line {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let room = self.bytes.get_mut(self.len..MAX_LINE - 1).unwrap_or_default();
        for (place, byte) in room.iter_mut().zip(text.bytes()) {
            // A line break, of an event that is quoted, could forge a line of its own.
            *place = if byte.is_ascii_control() { b' ' } else { byte };
            self.len += 1;
        }
        Ok(())
    }
}
