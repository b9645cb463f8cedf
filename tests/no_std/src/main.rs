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
    pin::pin,
    task::{Context, Poll, Waker},
};

use gatepost_blocking::{BUFFER, Client, ClientError, Connect, MAX_EVENT, Stream};
use gatepost_core::{Buffer as _, Decimal, Fixed, Function as _, Invocation, InvocationError};

use hello::Hello;
use sys::{Address, Errno, Socket};

/// How many calls in a row may fail before the process ends, and Lambda starts another.
const MAX_FAILURES: u32 = 3;

/// All the memory that is not on the stack. Pages that are never touched cost nothing.
struct Memory {
    client: [u8; BUFFER],
    lent: Lent,
}

/// What is lent to the function.
struct Lent {
    event: [u8; MAX_EVENT],
    reply: [u8; 512 * 1024],
    answer: [u8; 1024 * 1024],
}

impl Memory {
    const ZERO: Self =
        Self { client: [0; _], lent: Lent { event: [0; _], reply: [0; _], answer: [0; _] } };
}

/// What [`sys`] starts. Returns the exit code.
fn main(host: Option<&str>, memory: &mut Memory) -> i32 {
    let Some(host) = host else {
        log(&["not in AWS Lambda: AWS_LAMBDA_RUNTIME_API is not set"]);
        return 1;
    };
    let Some(address) = address(host) else {
        log(&["AWS_LAMBDA_RUNTIME_API is not an IPv4 address and a port"]);
        return 1;
    };
    let mut client = Client::new(Tcp(address), host, &mut memory.client);
    let error = answer_all(&mut client, &mut memory.lent);
    log_failure("the Lambda Runtime API failed: ", &error);
    1
}

/// Answers events until that fails for good.
fn answer_all(client: &mut Client<'_, Tcp>, lent: &mut Lent) -> ClientError<Errno> {
    let mut failures = 0;
    loop {
        match answer_one(client, lent) {
            Ok(()) => failures = 0,
            Err(error @ ClientError::Refused(500)) => return error,
            Err(error) if failures + 1 == MAX_FAILURES => return error,
            Err(error) => {
                failures += 1;
                log_failure("Runtime API: ", &error);
            }
        }
    }
}

// Apart from what calls it, for a smaller frame: its places are nearer, and the code is shorter.
#[inline(never)]
fn answer_one(client: &mut Client<'_, Tcp>, lent: &mut Lent) -> Result<(), ClientError<Errno>> {
    let len = client.next(&mut lent.event[..])?;
    let event = lent.event.get_mut(..len).unwrap_or_default();
    let (mut reply, mut answer) = (Fixed::new(&mut lent.reply), Fixed::new(&mut lent.answer));
    let context = client.context();
    let call = Hello.call(Invocation { event, context, reply: &mut reply, answer: &mut answer });
    match now(call) {
        Ok(()) => match client.respond(answer.written()) {
            Err(ClientError::Refused(status @ 400..=499)) => {
                let status = Decimal::of(status.into());
                log(&["the Runtime API refused an answer: ", status.as_str()]);
                Ok(())
            }
            result => result,
        },
        Err(error) => {
            log(&[client.context().request_id, " ", error.kind()]);
            client.fail(error.kind())
        }
    }
}

/// What a future gives that awaits nothing.
fn now(call: impl Future<Output = Result<(), InvocationError>>) -> Result<(), InvocationError> {
    match pin!(call).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => result,
        Poll::Pending => Err(InvocationError::of("Function.Waits")),
    }
}

/// Connects to where the Runtime API is.
struct Tcp(Address);

/// An IPv4 address and a port, such as `127.0.0.1:9001`.
fn address(text: &str) -> Option<Address> {
    let (mut ip, ends) = ([0; 4], [b'.', b'.', b'.', b':']);
    let mut rest = text.as_bytes();
    for (place, end) in ip.iter_mut().zip(ends) {
        let (number, after) = number(rest)?;
        rest = after.strip_prefix(&[end])?;
        *place = number.try_into().ok()?;
    }
    match number(rest)? {
        (port, []) => Some(Address::new(ip, port)),
        _ => None,
    }
}

/// The number that a text begins with, and what comes after it.
fn number(text: &[u8]) -> Option<(u16, &[u8])> {
    let (mut number, mut rest) = (0_u16, text);
    while let [digit @ b'0'..=b'9', after @ ..] = rest {
        number = number.checked_mul(10)?.checked_add(u16::from(digit - b'0'))?;
        rest = after;
    }
    (rest.len() < text.len()).then_some((number, rest))
}

impl Connect for Tcp {
    type Stream = Socket;

    fn connect(&mut self) -> Result<Socket, Errno> {
        Socket::connect(&self.0)
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

/// Logs why a call of the Runtime API failed, behind a text.
fn log_failure(text: &str, error: &ClientError<Errno>) {
    let (between, detail, number) = match *error {
        ClientError::Connection(Errno(errno)) => (": error ", "", Some(errno)),
        ClientError::Protocol(what) => (": ", what, None),
        ClientError::Refused(status) => (" ", "", Some(status.into())),
        _ => ("", "", None),
    };
    let number = number.map(Decimal::of);
    let number = number.as_ref().map_or("", Decimal::as_str);
    log(&[text, error.reason(), between, detail, number]);
}

/// A line of the log, written at once; what is too long is cut.
fn log(texts: &[&str]) {
    let mut line = [b'\n'; MAX_LINE];
    let mut len = 0;
    for text in texts {
        for byte in text.bytes() {
            if let Some(place) = line.get_mut(..MAX_LINE - 1).and_then(|room| room.get_mut(len)) {
                // A line break, of an event that is quoted, could forge a line of its own.
                *place = if byte.is_ascii_control() { b' ' } else { byte };
                len += 1;
            }
        }
    }
    sys::log(line.get(..=len).unwrap_or_default());
}

const MAX_LINE: usize = 256;
