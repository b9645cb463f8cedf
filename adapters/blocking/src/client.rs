//! The protocol: one exchange after another on a connection that is kept.

use core::{fmt, ops::Range};

use gatepost_core::Context;
use heapless::String;

use crate::{
    call::{Call, Ids, push_all},
    chunked::{Chunked, Piece},
    head::{Framing, Head, Name, head_len},
    stream::{Connect, EventRoom, Stream},
};

/// The longest event that is taken, in bytes: 6 MB, as Lambda has it
/// (<https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>).
pub const MAX_EVENT: usize = 6_291_556;

/// The longest head of a response: client context and identity come in headers.
const MAX_HEAD: usize = 12 * 1024;
/// What a client reads from the connection at a time, in bytes, the head of a response included.
pub const BUFFER: usize = 16 * 1024;

/// A client of the Runtime API, over any connection.
///
/// It asks for an event, then the caller answers it with [`respond`](Self::respond) or
/// [`fail`](Self::fail), then it asks for the next. A connection that was dropped while nothing was
/// under way is made again; so is a call that got no answer at all.
///
/// ```
/// use gatepost_blocking::{BUFFER, Client, Connect, Stream};
///
/// /// What a Runtime API says, response by response.
/// struct Script(std::slice::Iter<'static, &'static str>, &'static str);
///
/// impl Connect for Script {
///     type Stream = Self;
///
///     fn connect(&mut self) -> Result<Self, &'static str> {
///         Ok(Self(self.0.clone(), ""))
///     }
/// }
///
/// impl Stream for Script {
///     type Error = &'static str;
///
///     fn read(&mut self, room: &mut [u8]) -> Result<usize, &'static str> {
///         let (now, later) = self.1.split_at(room.len().min(self.1.len()));
///         room[..now.len()].copy_from_slice(now.as_bytes());
///         self.1 = later;
///         Ok(now.len())
///     }
///
///     fn write(&mut self, head: &[u8], body: &[u8]) -> Result<usize, &'static str> {
///         assert!(body == b"" && head.starts_with(b"GET ") || body == b"\"b\"");
///         self.1 = self.0.next().ok_or("the end")?;
///         Ok(head.len() + body.len())
///     }
/// }
///
/// let script = [
///     "HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: an-id\r\nContent-Length: 3\r\n\r\n\"a\"",
///     "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n",
/// ];
/// # let script: &'static [&'static str] = Box::leak(Box::new(script));
/// let mut buffer = [0; BUFFER];
/// let mut client = Client::new(Script(script.iter(), ""), "127.0.0.1:9001", &mut buffer);
/// let mut event = [0; 64];
/// let len = client.next(&mut event[..])?;
/// assert_eq!((&event[..len], client.context().request_id), (&b"\"a\""[..], "an-id"));
/// client.respond(b"\"b\"")?;
/// # Ok::<(), gatepost_blocking::ClientError<&'static str>>(())
/// ```
pub struct Client<'h, C: Connect> {
    connect: C,
    host: &'h str,
    stream: Option<C::Stream>,
    /// The head of the last response, then what was read after it.
    buffer: &'h mut [u8; BUFFER],
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
    /// There is no event to answer: none was asked for, or it is answered.
    NoEvent,
    /// It does not speak its protocol; the text says in what.
    Protocol(&'static str),
    /// The event is longer than [`MAX_EVENT`], or than the room for it.
    EventTooLarge,
    /// It refused the call with that status.
    Refused(u16),
}

impl<E> ClientError<E> {
    /// Why, but for what the error holds.
    ///
    /// ```
    /// use gatepost_blocking::ClientError;
    ///
    /// let error = ClientError::<std::io::Error>::Refused(413);
    /// assert_eq!(error.reason(), "it answered with status");
    /// assert_eq!(error.to_string(), "it answered with status 413");
    /// ```
    #[must_use]
    pub const fn reason(&self) -> &'static str {
        match self {
            Self::Connection(_) => "no connection",
            Self::Closed => "the connection was closed too early",
            Self::NoEvent => "there is no event to answer",
            Self::Protocol(_) => "not the protocol",
            Self::EventTooLarge => "the event is longer than 6291556 bytes",
            Self::Refused(_) => "it answered with status",
        }
    }
}

impl<E: fmt::Display> fmt::Display for ClientError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.reason())?;
        match self {
            Self::Connection(error) => write!(f, ": {error}"),
            Self::Protocol(what) => write!(f, ": {what}"),
            Self::Refused(status) => write!(f, " {status}"),
            Self::Closed | Self::NoEvent | Self::EventTooLarge => Ok(()),
        }
    }
}

impl<E: fmt::Debug + fmt::Display> core::error::Error for ClientError<E> {}

type Error<C> = ClientError<<<C as Connect>::Stream as Stream>::Error>;
type Result<T, C> = core::result::Result<T, Error<C>>;

impl<'h, C: Connect> Client<'h, C> {
    /// A client that is not connected yet. `host` is where the Runtime API is, such as
    /// `127.0.0.1:9001`.
    pub const fn new(connect: C, host: &'h str, buffer: &'h mut [u8; BUFFER]) -> Self {
        Self { connect, host, stream: None, buffer, head: 0, unread: 0..0 }
    }

    /// Waits for the next event, reads it into `event` and says how long it is.
    ///
    /// # Errors
    /// [`ClientError`]. Another call may do better: the connection is made again.
    pub fn next(&mut self, event: &mut (impl EventRoom + ?Sized)) -> Result<usize, C> {
        let status = self.call(Call::Next, b"")?;
        let len = self.body(&mut &mut *event).inspect_err(|_| self.stream = None)?;
        match status {
            200 if is_id(self.context().request_id) => Ok(len),
            200 => Err(ClientError::Protocol("an event without a sound request id")),
            status => Err(ClientError::Refused(status)),
        }
    }

    /// What came with the event.
    #[must_use]
    pub fn context(&self) -> Context<'_> {
        let Ok(head) = self.head() else { return Context::default() };
        let mut context = Context::new(head.get(Name::RequestId));
        context.deadline_ms = head.get(Name::Deadline).parse().unwrap_or_default();
        context.invoked_function_arn = head.get(Name::FunctionArn);
        context.trace_id = head.get(Name::TraceId);
        context.tenant_id = head.get(Name::TenantId);
        context
    }

    /// Answers the event, with JSON: nobody looks whether it is.
    ///
    /// # Errors
    /// [`ClientError`]; [`Refused(413)`](ClientError::Refused) for an answer that is too long. Whoever
    /// invoked the function is told by the Runtime API then, and the event needs no other answer.
    pub fn respond(&mut self, answer: &[u8]) -> Result<(), C> {
        self.post(Call::Response, answer)
    }

    /// Says that the event has no answer, for a reason of that kind, such as `Event.NotHttp`.
    ///
    /// # Errors
    /// [`ClientError`].
    pub fn fail(&mut self, kind: &str) -> Result<(), C> {
        let kind = sound(kind);
        self.post(Call::Error(kind), report(kind).as_bytes())
    }

    /// Says that the function cannot start.
    ///
    /// # Errors
    /// [`ClientError`].
    pub fn fail_init(&mut self, kind: &str) -> Result<(), C> {
        let kind = sound(kind);
        self.post(Call::InitError(kind), report(kind).as_bytes())
    }

    fn call(&mut self, call: Call<'_>, body: &[u8]) -> Result<u16, C> {
        let ids = match call {
            Call::Next | Call::InitError(_) => Ids::NONE,
            Call::Response | Call::Error(_) => self.ids()?,
        };
        let mut head = String::new();
        call.write(self.host, ids, body.len(), &mut head)
            .map_err(|_| ClientError::Protocol("a host or ids that are too long"))?;
        self.exchange(&head, body)
    }

    fn post(&mut self, call: Call<'_>, body: &[u8]) -> Result<(), C> {
        let status = self.call(call, body)?;
        // Nothing in the body is of use, but what comes next is after it.
        if self.body(&mut &mut [0; 1024][..]).is_err() {
            self.stream = None;
        }
        match status {
            200..=299 => Ok(()),
            status => Err(ClientError::Refused(status)),
        }
    }

    /// Those of the event that is to be answered.
    fn ids(&self) -> Result<Ids<'_>, C> {
        match self.head().map_or(("", ""), |h| (h.get(Name::RequestId), h.get(Name::InvocationId)))
        {
            ("", _) => Err(ClientError::NoEvent),
            (request, invocation) => Ok(Ids { request, invocation }),
        }
    }

    /// The head of the last response.
    fn head(&self) -> core::result::Result<Head<'_>, &'static str> {
        Head::read(self.buffer.get(..self.head).unwrap_or_default())
    }

    /// Sends a request and reads the head of its response; says its status.
    ///
    /// Where nothing comes back the request is sent again, once, on another connection: the old one may
    /// have been closed while the function was at work. An answer is never taken twice: the Runtime API
    /// knows the request id.
    fn exchange(&mut self, request: &str, body: &[u8]) -> Result<u16, C> {
        let result = match self.attempt(request, body) {
            Err(ClientError::Closed | ClientError::Connection(_)) if !self.has_heard() => {
                match self.attempt(request, body) {
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

    /// Whether anything came back since the last request.
    fn has_heard(&self) -> bool {
        self.unread.end > 0
    }

    fn attempt(&mut self, request: &str, body: &[u8]) -> Result<u16, C> {
        (self.head, self.unread) = (0, 0..0);
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => self.connect.connect().map_err(ClientError::Connection)?,
        };
        write(&mut stream, request.as_bytes(), body)?;
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
        self.head().map(|head| head.status).map_err(ClientError::Protocol)
    }

    /// Reads the body of the last response, and says how long it is.
    fn body(&mut self, room: &mut dyn EventRoom) -> Result<usize, C> {
        let head = self.head().map_err(ClientError::Protocol)?;
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

    fn sized_body(&mut self, len: usize, room: &mut dyn EventRoom) -> Result<usize, C> {
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

    fn chunked_body(&mut self, room: &mut dyn EventRoom) -> Result<usize, C> {
        let (mut state, mut len) = (Chunked::START, 0);
        while state != Chunked::Done {
            if self.unread.is_empty() {
                self.fill()?;
            }
            let unread = self.buffer.get(self.unread.clone()).unwrap_or_default();
            match state.advance(unread).map_err(ClientError::Protocol)? {
                Piece::Data(more) => {
                    let room = room.first(len + more).ok_or(ClientError::EventTooLarge)?;
                    self.take(room.get_mut(len..).unwrap_or_default());
                    len += more;
                }
                Piece::Chunk(more) => {
                    // Refused before it comes, which might be never.
                    if more > MAX_EVENT - len || room.first(len + more).is_none() {
                        return Err(ClientError::EventTooLarge);
                    }
                    self.unread.start += 1;
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

type Transferred<T, S> = core::result::Result<T, ClientError<<S as Stream>::Error>>;

/// Reads some bytes.
fn read<S: Stream>(stream: &mut S, room: &mut [u8]) -> Transferred<usize, S> {
    at_least_one::<S>(stream.read(room))
}

/// Writes a head and the body after it: all of both.
fn write<S: Stream>(stream: &mut S, mut head: &[u8], mut body: &[u8]) -> Transferred<(), S> {
    while !head.is_empty() || !body.is_empty() {
        let written = at_least_one::<S>(stream.write(head, body))?;
        let of_body = written.saturating_sub(head.len());
        head = head.get(written..).unwrap_or_default();
        body = body.get(of_body..).unwrap_or_default();
    }
    Ok(())
}

/// How many bytes were read or written: none are the end.
fn at_least_one<S: Stream>(len: core::result::Result<usize, S::Error>) -> Transferred<usize, S> {
    match len {
        Ok(0) => Err(ClientError::Closed),
        Ok(len) => Ok(len),
        Err(error) => Err(ClientError::Connection(error)),
    }
}

/// It becomes part of a path.
fn is_id(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// A kind as it can stand in a header and in JSON: it is a name in the program, such as
/// `Event.NotHttp`, and any other is left out.
fn sound(kind: &str) -> &str {
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    let is_sound = (1..=64).contains(&kind.len()) && kind.bytes().all(is_name);
    if is_sound { kind } else { "Function.Error" }
}

/// What whoever invoked the function is told; the log has the rest.
fn report(kind: &str) -> String<256> {
    const BEHIND: &str = r#"","errorMessage":"the function could not answer this event; its log says why","stackTrace":[]}"#;
    let mut report = String::new();
    // It has room for every kind that is sound.
    let _ = push_all(&mut report, &[r#"{"errorType":""#, kind, BEHIND]);
    report
}
