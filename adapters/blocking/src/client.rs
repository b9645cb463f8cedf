//! The protocol: one exchange after another on a connection that is kept.

use core::{
    fmt::{self, Write as _},
    ops::Range,
};

use gatepost_core::Context;
use heapless::String;

use crate::{
    call::{Call, Ids, MAX_HEAD as MAX_CALL},
    chunked::{Chunked, Piece},
    head::{Framing, Head, head_len},
    stream::{Connect, EventRoom, Stream},
};

/// The longest event that is taken, in bytes: 6 MB, as Lambda has it
/// (<https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>).
pub const MAX_EVENT: usize = 6_291_556;

/// The longest head of a response: client context and identity come in headers.
const MAX_HEAD: usize = 12 * 1024;
/// What is read from the connection at a time, head included.
const BUFFER: usize = 16 * 1024;

/// A client of the Runtime API, over any connection.
///
/// It asks for an event, then the caller answers it with [`respond`](Self::respond) or
/// [`fail`](Self::fail), then it asks for the next. A connection that was dropped while nothing was
/// under way is made again; so is a call that got no answer at all.
pub struct Client<'h, C: Connect> {
    connect: C,
    host: &'h str,
    stream: Option<C::Stream>,
    /// The head of the last response, then what was read after it.
    buffer: [u8; BUFFER],
    head: usize,
    /// What is in the buffer after the head and was not used yet.
    unread: Range<usize>,
}

/// Why a call of the Runtime API failed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum ClientError<E> {
    /// The Runtime API cannot be reached, or the connection failed.
    Connection(E),
    /// It closed the connection before all was said.
    Closed,
    /// It does not speak its protocol; the text says in what.
    Protocol(&'static str),
    /// The event is longer than [`MAX_EVENT`], or than the room for it.
    EventTooLarge,
    /// It refused the call with that status.
    Refused(u16),
}

impl<E: fmt::Display> fmt::Display for ClientError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connection(error) => write!(f, "no connection: {error}"),
            Self::Closed => f.write_str("the connection was closed too early"),
            Self::Protocol(what) => write!(f, "not the protocol: {what}"),
            Self::EventTooLarge => write!(f, "the event is longer than {MAX_EVENT} bytes"),
            Self::Refused(status) => write!(f, "it answered with status {status}"),
        }
    }
}

impl<E: fmt::Debug + fmt::Display> core::error::Error for ClientError<E> {}

type Error<C> = ClientError<<<C as Connect>::Stream as Stream>::Error>;
type Result<T, C> = core::result::Result<T, Error<C>>;

impl<'h, C: Connect> Client<'h, C> {
    /// A client that is not connected yet. `host` is where the Runtime API is, such as
    /// `127.0.0.1:9001`.
    pub const fn new(connect: C, host: &'h str) -> Self {
        Self { connect, host, stream: None, buffer: [0; BUFFER], head: 0, unread: 0..0 }
    }

    /// Waits for the next event, reads it into `event` and says how long it is.
    ///
    /// # Errors
    /// [`ClientError`]. Another call may do better: the connection is made again.
    pub fn next(&mut self, event: &mut (impl EventRoom + ?Sized)) -> Result<usize, C> {
        let status = self.exchange(Call::Next.head(self.host, 0), b"")?;
        let len = self.body(event).inspect_err(|_| self.stream = None)?;
        let id = self.header("lambda-runtime-aws-request-id");
        match status {
            200 if is_id(id) => Ok(len),
            200 => Err(ClientError::Protocol("an event without a sound request id")),
            status => Err(ClientError::Refused(status)),
        }
    }

    /// What came with the event.
    #[must_use]
    pub fn context(&self) -> Context<'_> {
        let mut context = Context::new(self.header("lambda-runtime-aws-request-id"));
        context.deadline_ms = self.header("lambda-runtime-deadline-ms").parse().unwrap_or_default();
        context.invoked_function_arn = self.header("lambda-runtime-invoked-function-arn");
        context.trace_id = self.header("lambda-runtime-trace-id");
        context.tenant_id = self.header("lambda-runtime-aws-tenant-id");
        context
    }

    /// Answers the event.
    ///
    /// # Errors
    /// [`ClientError`]; [`Refused(413)`](ClientError::Refused) for an answer that is too long.
    pub fn respond(&mut self, answer: &[u8]) -> Result<(), C> {
        let call = Call::Response(self.ids());
        self.post(call.head(self.host, answer.len()), answer)
    }

    /// Says that the event has no answer, for a reason of that kind, such as `Event.NotHttp`.
    ///
    /// # Errors
    /// [`ClientError`].
    pub fn fail(&mut self, kind: &str) -> Result<(), C> {
        let report = report(kind);
        let call = Call::Error(self.ids(), kind);
        self.post(call.head(self.host, report.len()), report.as_bytes())
    }

    /// Says that the function cannot start.
    ///
    /// # Errors
    /// [`ClientError`].
    pub fn fail_init(&mut self, kind: &str) -> Result<(), C> {
        let report = report(kind);
        let call = Call::InitError(kind);
        self.post(call.head(self.host, report.len()), report.as_bytes())
    }

    fn post(&mut self, head: Option<String<MAX_CALL>>, body: &[u8]) -> Result<(), C> {
        let status = self.exchange(head, body)?;
        // Nothing in the body is of use, but what comes next is after it.
        if self.body(&mut [0; 1024][..]).is_err() {
            self.stream = None;
        }
        match status {
            200..=299 => Ok(()),
            status => Err(ClientError::Refused(status)),
        }
    }

    fn ids(&self) -> Ids<'_> {
        let invocation = self.header("lambda-runtime-invocation-id");
        Ids {
            request: self.header("lambda-runtime-aws-request-id"),
            invocation: Some(invocation).filter(|invocation| !invocation.is_empty()),
        }
    }

    /// A header of the last response; empty where it is not there.
    fn header(&self, name: &str) -> &str {
        let head = self.buffer.get(..self.head).and_then(|head| Head::read(head).ok());
        head.and_then(|head| head.header(name).ok().flatten()).unwrap_or_default()
    }

    /// Sends a request and reads the head of its response; says its status.
    ///
    /// Where nothing comes back the request is sent again, once, on another connection: the old one may
    /// have been closed while the function was at work. An answer is never taken twice: the Runtime API
    /// knows the request id.
    fn exchange(&mut self, request: Option<String<MAX_CALL>>, body: &[u8]) -> Result<u16, C> {
        let request = request.ok_or(ClientError::Protocol("ids that are too long"))?;
        let result = match self.attempt(request.as_bytes(), body) {
            Err(ClientError::Closed | ClientError::Connection(_)) if self.unread.end == 0 => {
                match self.attempt(request.as_bytes(), body) {
                    // The first had come, after all.
                    Ok(400 | 403) if !body.is_empty() => Ok(202),
                    result => result,
                }
            }
            result => result,
        };
        if result.is_err() {
            self.stream = None;
        }
        result
    }

    fn attempt(&mut self, request: &[u8], body: &[u8]) -> Result<u16, C> {
        (self.head, self.unread) = (0, 0..0);
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => self.connect.connect().map_err(ClientError::Connection)?,
        };
        stream.write(request, body).map_err(ClientError::Connection)?;
        let mut filled = 0;
        self.head = loop {
            let room = self.buffer.get_mut(filled..MAX_HEAD).unwrap_or_default();
            if room.is_empty() {
                return Err(ClientError::Protocol("a head that does not end"));
            }
            filled += read(&mut stream, room)?;
            self.unread = 0..filled;
            if let Some(len) = self.buffer.get(..filled).and_then(head_len) {
                break len;
            }
        };
        self.unread = self.head..filled;
        self.stream = Some(stream);
        let head = Head::read(self.buffer.get(..self.head).unwrap_or_default());
        head.map(|head| head.status).map_err(ClientError::Protocol)
    }

    /// Reads the body of the last response, and says how long it is.
    fn body(&mut self, room: &mut (impl EventRoom + ?Sized)) -> Result<usize, C> {
        let head = Head::read(self.buffer.get(..self.head).unwrap_or_default());
        let head = head.map_err(ClientError::Protocol)?;
        let closes = head.closes();
        let len = match head.framing().map_err(ClientError::Protocol)? {
            Framing::Length(len) => self.sized_body(len, room)?,
            Framing::Chunked => self.chunked_body(room)?,
        };
        if !self.unread.is_empty() {
            return Err(ClientError::Protocol("more than was asked for"));
        }
        if closes {
            self.stream = None;
        }
        Ok(len)
    }

    fn sized_body(&mut self, len: usize, room: &mut (impl EventRoom + ?Sized)) -> Result<usize, C> {
        if len > MAX_EVENT {
            return Err(ClientError::EventTooLarge);
        }
        let room = room.first(len).ok_or(ClientError::EventTooLarge)?;
        let mut filled = self.take(room);
        let stream = self.stream.as_mut().ok_or(ClientError::Closed)?;
        while let Some(rest) = room.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            filled += read(stream, rest)?;
        }
        Ok(len)
    }

    fn chunked_body(&mut self, room: &mut (impl EventRoom + ?Sized)) -> Result<usize, C> {
        let (mut state, mut len) = (Chunked::START, 0);
        while state != Chunked::Done {
            if self.unread.is_empty() {
                self.fill()?;
            }
            let unread = self.buffer.get(self.unread.clone()).unwrap_or_default();
            match state.advance(unread, MAX_EVENT - len).map_err(ClientError::Protocol)? {
                Piece::Data(more) => {
                    let room = room.first(len + more).ok_or(ClientError::EventTooLarge)?;
                    self.take(room.get_mut(len..).unwrap_or_default());
                    len += more;
                }
                Piece::Frame => self.unread.start += 1,
            }
        }
        Ok(len)
    }

    /// Moves what was read already into `room`, as much as fits, and says how much that is.
    fn take(&mut self, room: &mut [u8]) -> usize {
        let unread = self.buffer.get(self.unread.clone()).unwrap_or_default();
        let len = unread.len().min(room.len());
        for (place, byte) in room.iter_mut().zip(unread) {
            *place = *byte;
        }
        self.unread.start += len;
        len
    }

    /// Reads on, into what is free of the buffer.
    fn fill(&mut self) -> Result<(), C> {
        let stream = self.stream.as_mut().ok_or(ClientError::Closed)?;
        let room = self.buffer.get_mut(self.head..).unwrap_or_default();
        self.unread = self.head..self.head + read(stream, room)?;
        Ok(())
    }
}

fn read<S: Stream>(
    stream: &mut S,
    room: &mut [u8],
) -> core::result::Result<usize, ClientError<S::Error>> {
    match stream.read(room) {
        Ok(0) => Err(ClientError::Closed),
        Ok(len) => Ok(len),
        Err(error) => Err(ClientError::Connection(error)),
    }
}

/// It becomes part of a path.
fn is_id(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// What whoever invoked the function is told; the log has the rest.
fn report(kind: &str) -> String<256> {
    const TEXT: &str = "the function could not answer this event; its log says why";
    let mut report = String::new();
    // Kinds are names in the program, and short.
    let _ = write!(report, r#"{{"errorType":"{kind}","errorMessage":"{TEXT}","stackTrace":[]}}"#);
    report
}
