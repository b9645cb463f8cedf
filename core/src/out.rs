//! Where a handler writes its reply.

use core::{fmt, ops::Range};

use heapless::{String, Vec};

use crate::{
    buffer::Buffer,
    decimal::Decimal,
    frame::{Body, Headers},
    header::{
        ConstHeader, HeaderSpan, JSON, MembersRef, connection_header, is_plain, is_value_byte,
        may_be_member, write_member,
    },
    status::Status,
    text::{is_token, same_bytes_in_any_case, split},
};

/// How many headers a reply may have.
pub const MAX_HEADERS: usize = 64;

/// A reply in the making: status, headers and body, all of their text in one lent [`Buffer`].
///
/// Nothing here fails: what must not be sent, such as a header value with a line break, is
/// remembered, and [`Closing::close`](crate::Closing::close) answers 500 in the reply's place and
/// hands the reason to whoever keeps the log.
///
/// ```
/// use core::fmt::Write as _;
/// use gatepost_core::{Body, Fixed, Out, Status};
///
/// let mut room = [0; 256];
/// let mut buffer = Fixed::new(&mut room);
/// let mut out = Out::new(&mut buffer);
/// out.set_status(Status::CREATED);
/// out.add_header("Location", "/orders/7");
/// write!(out.start_text(), "order {}", 7)?;
///
/// assert_eq!(out.headers().collect::<Vec<_>>(), [("Location", "/orders/7")]);
/// assert_eq!(out.body(), Body::Text("order 7"));
/// # Ok::<(), core::fmt::Error>(())
/// ```
pub struct Out<'o> {
    buffer: &'o mut dyn Buffer,
    status: Status,
    headers: Vec<HeaderSpan, MAX_HEADERS>,
    body: Option<BodySpan>,
    error: Option<Range<usize>>,
    note: Option<Range<usize>>,
    left_out: Option<&'static str>,
    compress: Option<bool>,
    failure: Option<OutError>,
}

#[derive(Clone, Debug)]
struct BodySpan {
    range: Range<usize>,
    is_text: bool,
}

impl<'o> Out<'o> {
    /// An empty reply with status 200, in `buffer`, which is cleared.
    ///
    /// ```
    /// use gatepost_core::{Body, Fixed, Out, Status};
    ///
    /// let mut room = [0; 64];
    /// let mut buffer = Fixed::new(&mut room);
    /// let out = Out::new(&mut buffer);
    /// assert_eq!((out.status(), out.body()), (Status::OK, Body::Empty));
    /// ```
    #[must_use]
    pub fn new(buffer: &'o mut dyn Buffer) -> Self {
        buffer.clear();
        Self {
            buffer,
            status: Status::OK,
            headers: Vec::new(),
            body: None,
            error: None,
            note: None,
            left_out: None,
            compress: None,
            failure: None,
        }
    }

    /// Forgets all that was written.
    ///
    /// ```
    /// use gatepost_core::{Body, Fixed, Out, Status};
    ///
    /// let mut room = [0; 64];
    /// let mut buffer = Fixed::new(&mut room);
    /// let mut out = Out::new(&mut buffer);
    /// out.set_answer(Status::NOT_FOUND);
    /// out.reset();
    /// assert_eq!((out.status(), out.body(), out.headers().count()), (Status::OK, Body::Empty, 0));
    /// ```
    pub fn reset(&mut self) {
        self.buffer.clear();
        self.status = Status::OK;
        self.headers.clear();
        self.body = None;
        self.error = None;
        self.note = None;
        self.left_out = None;
        self.compress = None;
        self.failure = None;
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> Status {
        self.status
    }

    /// Sets the status: 200 to 599.
    ///
    /// ```
    /// use gatepost_core::{Fixed, Out, Status};
    ///
    /// let mut room = [0; 64];
    /// let mut buffer = Fixed::new(&mut room);
    /// let mut out = Out::new(&mut buffer);
    /// out.set_status(Status::CREATED);
    /// assert_eq!(out.status(), Status::CREATED);
    /// ```
    pub fn set_status(&mut self, status: Status) {
        self.status = status;
    }

    /// The headers, in the order in which they were added.
    #[must_use]
    pub fn headers(&self) -> Headers<'_> {
        Headers::new(self.buffer.written(), &self.headers)
    }

    /// The first value of a header, its name in any case.
    ///
    /// ```
    /// use gatepost_core::{Fixed, Out};
    ///
    /// let mut room = [0; 64];
    /// let mut buffer = Fixed::new(&mut room);
    /// let mut out = Out::new(&mut buffer);
    /// out.add_header("ETag", "\"7\"");
    /// assert_eq!((out.header("etag"), out.header("vary")), (Some("\"7\""), None));
    /// ```
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let written = self.buffer.written();
        let span = self.headers.iter().find(|span| span.has_name(name.as_bytes(), written))?;
        Some(span.value(written))
    }

    /// Adds a header; one of the same name stays.
    ///
    /// Headers that tell how a connection carries the reply, such as `Transfer-Encoding`, are the
    /// gateway's to write: they are left out, and [`left_out`](Out::left_out) says so.
    ///
    /// ```
    /// use gatepost_core::{Fixed, Out};
    ///
    /// let mut room = [0; 64];
    /// let mut buffer = Fixed::new(&mut room);
    /// let mut out = Out::new(&mut buffer);
    /// out.add_header("Vary", "Origin");
    /// out.add_header("Vary", "Accept");
    /// assert_eq!(out.headers().count(), 2);
    /// out.add_header("X-Note", "two\r\nlines");
    /// assert!(out.failure().is_some());
    /// ```
    pub fn add_header(&mut self, name: &str, value: &str) {
        if let Some(name) = connection_header(name) {
            self.left_out = Some(name);
        } else if is_token(name) && value.bytes().all(is_value_byte) {
            self.add_checked_header(name, value);
        } else {
            self.refuse(OutError::Header(shortened(name)));
        }
    }

    /// The same for a name and a value that may be sent.
    pub(crate) fn add_checked_header(&mut self, name: &str, value: &str) {
        let start = self.buffer.written().len();
        let span = if is_plain(value) && may_be_member(name) {
            write_member(self.buffer, name, value);
            HeaderSpan::new_member(start, name.len(), value.len())
        } else {
            self.buffer.write(name.as_bytes());
            self.buffer.write(value.as_bytes());
            HeaderSpan::new(start, name.len(), value.len())
        };
        self.add_span(name, span);
    }

    /// Notes that a header was written.
    fn add_span(&mut self, name: &str, span: Option<HeaderSpan>) {
        let Some(span) = span else {
            return self.refuse(OutError::HeaderTooLong(shortened(name)));
        };
        if self.headers.push(span).is_err() {
            self.refuse(OutError::TooManyHeaders);
        }
    }

    /// Adds a header with a value that is written as it is displayed.
    ///
    /// ```
    /// use gatepost_core::{Fixed, Out};
    ///
    /// let mut room = [0; 64];
    /// let mut buffer = Fixed::new(&mut room);
    /// let mut out = Out::new(&mut buffer);
    /// out.add_header_of("X-Total", 42);
    /// assert_eq!(out.header("x-total"), Some("42"));
    /// ```
    pub fn add_header_of(&mut self, name: &str, value: impl fmt::Display) {
        if let Some(name) = connection_header(name) {
            self.left_out = Some(name);
            return;
        }
        let span = self.append(format_args!("{name}{value}"));
        let written = self.buffer.written().get(span.clone()).unwrap_or_default();
        let value = written.get(name.len()..).unwrap_or_default();
        if !is_token(name) || !value.iter().copied().all(is_value_byte) {
            return self.refuse(OutError::Header(shortened(name)));
        }
        let value_len = value.len();
        self.add_span(name, HeaderSpan::new(span.start, name.len(), value_len));
    }

    /// Adds headers that are put together already.
    pub(crate) fn add_members(&mut self, members: MembersRef<'_>) {
        let mut start = self.buffer.written().len();
        self.buffer.write(members.text);
        for lens in members.lens.iter().filter(|(name, _)| *name > 0) {
            let Some(span) = HeaderSpan::of_member(start, *lens) else {
                return self.refuse(OutError::Full { needed: self.buffer.needed() });
            };
            start = span.member_end();
            if self.headers.push(span).is_err() {
                return self.refuse(OutError::TooManyHeaders);
            }
        }
    }

    /// Removes the headers whose names are told to be removed.
    pub(crate) fn remove_headers(&mut self, is_unwanted: &mut dyn FnMut(&[u8]) -> bool) {
        let written = self.buffer.written();
        let mut kept = 0;
        // `retain` is made for elements that have to be dropped.
        for at in 0..self.headers.len() {
            if let Some(span) = self.headers.get(at).copied()
                && !is_unwanted(span.name_bytes(written))
                && let Some(place) = self.headers.get_mut(kept)
            {
                *place = span;
                kept += 1;
            }
        }
        self.headers.truncate(kept);
    }

    /// Adds a header in the place of all that have its name, in any case: the same as
    /// [`set_header`](Out::set_header), and quicker.
    ///
    /// ```
    /// use gatepost_core::{ConstHeader, Fixed, Out};
    ///
    /// const HTML: ConstHeader<'_> = ConstHeader::new("Content-Type", "text/html");
    ///
    /// let mut room = [0; 64];
    /// let mut buffer = Fixed::new(&mut room);
    /// let mut out = Out::new(&mut buffer);
    /// out.add_header("content-type", "text/plain");
    /// out.put_header(&HTML);
    /// assert!(out.headers().eq([("Content-Type", "text/html")]));
    /// ```
    pub fn put_header(&mut self, header: &ConstHeader<'_>) {
        self.remove_header(header.name);
        self.add_const_header(header);
    }

    /// The same beside those of its name.
    pub(crate) fn add_const_header(&mut self, header: &ConstHeader<'_>) {
        match header.members() {
            Some(members) => self.add_members(members),
            None => self.add_header(header.name, header.value),
        }
    }

    fn remove_header(&mut self, name: &str) {
        if self.headers.is_empty() {
            return;
        }
        self.remove_headers(&mut |known| same_bytes_in_any_case(known, name.as_bytes()));
    }

    /// Adds a header in the place of all that have its name, in any case.
    ///
    /// ```
    /// use gatepost_core::{Fixed, Out};
    ///
    /// let mut room = [0; 64];
    /// let mut buffer = Fixed::new(&mut room);
    /// let mut out = Out::new(&mut buffer);
    /// out.add_header("Vary", "Origin");
    /// out.set_header("vary", "Accept");
    /// assert!(out.headers().eq([("vary", "Accept")]));
    /// ```
    pub fn set_header(&mut self, name: &str, value: &str) {
        self.remove_header(name);
        self.add_header(name, value);
    }

    /// Whether `Vary` says already that replies differ by that request header.
    #[cold]
    pub(crate) fn varies_by(&self, name: &str) -> bool {
        let says = |known: &str| known.eq_ignore_ascii_case(name) || known == "*";
        let mut values = self.headers().filter(|(known, _)| known.eq_ignore_ascii_case("Vary"));
        values.any(|(_, value)| split(value, b',').map(str::trim_ascii).any(says))
    }

    /// Makes a strong `ETag` a weak one: what leaves are not the bytes that it was made of (RFC 9110,
    /// section 8.8.1).
    pub(crate) fn weaken_etag(&mut self) {
        let Some(tag) = self.header("ETag").filter(|tag| tag.starts_with('"')) else {
            return;
        };
        let tag = String::<256>::try_from(tag);
        self.remove_headers(&mut |name| name.eq_ignore_ascii_case(b"ETag"));
        // A longer one is left out: none is better than a wrong one.
        if let Ok(tag) = tag {
            self.add_header_of("ETag", format_args!("W/{tag}"));
        }
    }

    /// What was written of the body.
    ///
    /// ```
    /// use gatepost_core::{Body, Fixed, Out};
    ///
    /// let mut room = [0; 64];
    /// let mut buffer = Fixed::new(&mut room);
    /// let mut out = Out::new(&mut buffer);
    /// assert_eq!(out.body(), Body::Empty);
    /// out.set_bytes(b"\x89PNG");
    /// assert_eq!(out.body(), Body::Bytes(b"\x89PNG"));
    /// ```
    #[must_use]
    pub fn body(&self) -> Body<'_> {
        let Some(BodySpan { range, is_text }) = &self.body else {
            return Body::Empty;
        };
        let bytes = self.buffer.written().get(range.clone()).unwrap_or_default();
        match core::str::from_utf8(bytes) {
            Ok(text) if *is_text => Body::Text(text),
            _ => Body::Bytes(bytes),
        }
    }

    /// Makes `text` the body. No header is set by it.
    ///
    /// ```
    /// use gatepost_core::{Body, Fixed, Out};
    ///
    /// let mut room = [0; 64];
    /// let mut buffer = Fixed::new(&mut room);
    /// let mut out = Out::new(&mut buffer);
    /// out.set_text("hello");
    /// assert_eq!(out.body(), Body::Text("hello"));
    /// ```
    pub fn set_text(&mut self, text: &str) {
        self.start_text().write(text.as_bytes());
    }

    /// Makes `bytes` the body, to be sent as they are: in base64 on the wire. No header is set by it.
    ///
    /// ```
    /// use gatepost_core::{Body, Fixed, Out};
    ///
    /// let mut room = [0; 64];
    /// let mut buffer = Fixed::new(&mut room);
    /// let mut out = Out::new(&mut buffer);
    /// out.set_bytes(b"GIF89a");
    /// assert_eq!(out.body(), Body::Bytes(b"GIF89a"));
    /// ```
    pub fn set_bytes(&mut self, bytes: &[u8]) {
        self.start_bytes().write(bytes);
    }

    /// Begins a body of text, in the place of any that was there.
    ///
    /// ```
    /// use core::fmt::Write as _;
    /// use gatepost_core::{Body, Fixed, Out};
    ///
    /// let mut room = [0; 64];
    /// let mut buffer = Fixed::new(&mut room);
    /// let mut out = Out::new(&mut buffer);
    /// write!(out.start_text(), "{} orders", 7)?;
    /// assert_eq!(out.body(), Body::Text("7 orders"));
    /// # Ok::<(), core::fmt::Error>(())
    /// ```
    pub fn start_text(&mut self) -> BodyWriter<'_, 'o> {
        self.start_body(true)
    }

    /// Begins a body of bytes, in the place of any that was there.
    ///
    /// ```
    /// use gatepost_core::{Body, Fixed, Out};
    ///
    /// let mut room = [0; 64];
    /// let mut buffer = Fixed::new(&mut room);
    /// let mut out = Out::new(&mut buffer);
    /// let mut body = out.start_bytes();
    /// body.write(b"GIF");
    /// body.write(b"89a");
    /// assert_eq!(out.body(), Body::Bytes(b"GIF89a"));
    /// ```
    pub fn start_bytes(&mut self) -> BodyWriter<'_, 'o> {
        self.start_body(false)
    }

    /// Removes the body.
    ///
    /// ```
    /// use gatepost_core::{Body, Fixed, Out};
    ///
    /// let mut room = [0; 64];
    /// let mut buffer = Fixed::new(&mut room);
    /// let mut out = Out::new(&mut buffer);
    /// out.set_text("hello");
    /// out.remove_body();
    /// assert_eq!(out.body(), Body::Empty);
    /// ```
    pub fn remove_body(&mut self) {
        self.body = None;
        self.error = None;
    }

    /// Says whether this reply leaves in gzip to a client that takes it, whatever its route says with
    /// [`Rules::compress`](crate::Rules::compress).
    ///
    /// ```
    /// use gatepost_core::{Fixed, Out};
    ///
    /// let mut room = [0; 64];
    /// let mut buffer = Fixed::new(&mut room);
    /// let mut out = Out::new(&mut buffer);
    /// out.set_compress(false);
    /// assert_eq!(out.compress(), Some(false));
    /// ```
    pub fn set_compress(&mut self, on: bool) {
        self.compress = Some(on);
    }

    /// What was said about that.
    #[must_use]
    pub fn compress(&self) -> Option<bool> {
        self.compress
    }

    /// Makes this one of the answers that no handler writes: the status, and
    /// `{"statusCode":405,"message":"Method Not Allowed"}` with its reason phrase as the body.
    ///
    /// ```
    /// use gatepost_core::{Body, Fixed, Out, Status};
    ///
    /// let mut room = [0; 128];
    /// let mut buffer = Fixed::new(&mut room);
    /// let mut out = Out::new(&mut buffer);
    /// out.set_answer(Status::FORBIDDEN);
    /// assert_eq!(out.body(), Body::Text(r#"{"statusCode":403,"message":"Forbidden"}"#));
    /// ```
    #[inline(always)]
    pub fn set_answer(&mut self, status: Status) {
        self.write_answer(status, status.reason());
    }

    // Apart: where the status is a constant, its reason is one too, and no others are linked.
    #[inline(never)]
    fn write_answer(&mut self, status: Status, reason: &str) {
        self.set_status(status);
        self.put_header(&JSON);
        let code = Decimal::of(status.code().into());
        let mut body = self.start_text();
        for piece in [r#"{"statusCode":"#, code.as_str(), r#","message":""#, reason, "\"}"] {
            body.write(piece.as_bytes());
        }
        self.mark_error(reason);
    }

    /// Says that the body is what an error says, which is `message`: an app that gives its errors
    /// another shape writes another body in its place. A body that is begun afterwards is none.
    ///
    /// ```
    /// use gatepost_core::{Fixed, Out, Status};
    ///
    /// let mut room = [0; 128];
    /// let mut buffer = Fixed::new(&mut room);
    /// let mut out = Out::new(&mut buffer);
    /// out.set_text("no such order");
    /// out.mark_error("no such order");
    /// assert_eq!(out.error(), Some("no such order"));
    /// out.set_text("another body");
    /// assert_eq!(out.error(), None);
    /// ```
    pub fn mark_error(&mut self, message: &str) {
        // Most bodies end with the message as it is: a small buffer need not hold it twice.
        let place = self.body.as_ref().and_then(|BodySpan { range, .. }| {
            let body = self.buffer.written().get(range.clone())?;
            let text = body.strip_suffix(b"\"}").unwrap_or(body);
            text.ends_with(message.as_bytes()).then(|| range.start + text.len() - message.len())
        });
        let span = match place {
            Some(start) => start..start + message.len(),
            None => {
                let start = self.buffer.written().len();
                self.buffer.write(message.as_bytes());
                start..self.buffer.written().len()
            }
        };
        self.error = Some(span);
    }

    /// What the body says, where it is that of an error.
    #[must_use]
    pub fn error(&self) -> Option<&str> {
        self.error.as_ref().map(|span| self.text(span))
    }

    /// Keeps a line for the log, which is not part of the reply: whoever serves the request prints it
    /// with the method and the path.
    ///
    /// ```
    /// use gatepost_core::{Fixed, Out};
    ///
    /// let mut room = [0; 64];
    /// let mut buffer = Fixed::new(&mut room);
    /// let mut out = Out::new(&mut buffer);
    /// out.set_note(format_args!("{} retries", 3));
    /// assert_eq!((out.note(), out.body().as_bytes()), (Some("3 retries"), &b""[..]));
    /// ```
    pub fn set_note(&mut self, note: impl fmt::Display) {
        self.note = Some(self.append(note));
    }

    /// The line for the log.
    #[must_use]
    pub fn note(&self) -> Option<&str> {
        self.note.as_ref().map(|span| self.text(span))
    }

    /// The last header that was left out because the gateway writes it.
    ///
    /// ```
    /// use gatepost_core::{Fixed, Out};
    ///
    /// let mut room = [0; 64];
    /// let mut buffer = Fixed::new(&mut room);
    /// let mut out = Out::new(&mut buffer);
    /// out.add_header("transfer-encoding", "chunked");
    /// assert_eq!((out.left_out(), out.headers().count()), (Some("Transfer-Encoding"), 0));
    /// ```
    #[must_use]
    pub fn left_out(&self) -> Option<&'static str> {
        self.left_out
    }

    /// Remembers that this reply must not be sent: a 500 leaves in its place. The first reason is kept.
    ///
    /// ```
    /// use gatepost_core::{Fixed, Out, OutError};
    ///
    /// let mut room = [0; 64];
    /// let mut buffer = Fixed::new(&mut room);
    /// let mut out = Out::new(&mut buffer);
    /// out.refuse(OutError::Location);
    /// out.refuse(OutError::TooManyHeaders);
    /// assert_eq!(out.failure(), Some(OutError::Location));
    /// ```
    pub fn refuse(&mut self, failure: OutError) {
        self.failure.get_or_insert(failure);
    }

    /// Why this reply must not be sent as it is.
    ///
    /// ```
    /// use gatepost_core::{Fixed, Out, Status};
    ///
    /// let mut room = [0; 64];
    /// let mut buffer = Fixed::new(&mut room);
    /// let mut out = Out::new(&mut buffer);
    /// assert_eq!(out.failure(), None);
    /// out.set_status(Status::new(99));
    /// assert_eq!(out.failure().unwrap().to_string(), "the reply's status 99 is not between 200 and 599");
    /// ```
    #[must_use]
    pub fn failure(&self) -> Option<OutError> {
        match &self.failure {
            None if !self.status.is_final() => Some(OutError::Status(self.status)),
            None if !self.buffer.fits() => Some(OutError::Full { needed: self.buffer.needed() }),
            failure => failure.clone(),
        }
    }

    fn start_body(&mut self, is_text: bool) -> BodyWriter<'_, 'o> {
        let end = self.buffer.written().len();
        self.body = Some(BodySpan { range: end..end, is_text });
        self.error = None;
        BodyWriter { out: self }
    }

    /// Appends what is no part of the reply.
    fn append(&mut self, text: impl fmt::Display) -> Range<usize> {
        use fmt::Write as _;
        let start = self.buffer.written().len();
        // Writing to a buffer never fails.
        let _ = write!(Appended(self.buffer), "{text}");
        start..self.buffer.written().len()
    }

    fn text(&self, span: &Range<usize>) -> &str {
        text(self.buffer.written(), span.start, span.len())
    }
}

fn text(written: &[u8], start: usize, len: usize) -> &str {
    let bytes = written.get(start..start + len).unwrap_or_default();
    core::str::from_utf8(bytes).unwrap_or_default()
}

#[cold]
#[inline(never)]
fn shortened(name: &str) -> String<48> {
    let mut short = String::new();
    let whole = (0..=short.capacity().min(name.len())).rev().find_map(|len| name.get(..len));
    let _ = short.push_str(whole.unwrap_or_default());
    short
}

/// Appends to a buffer.
struct Appended<'b>(&'b mut dyn Buffer);

impl fmt::Write for Appended<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.write(text.as_bytes());
        Ok(())
    }
}

/// Appends to the body of an [`Out`].
pub struct BodyWriter<'w, 'o> {
    out: &'w mut Out<'o>,
}

impl BodyWriter<'_, '_> {
    /// Appends `bytes`.
    pub fn write(&mut self, bytes: &[u8]) {
        self.out.buffer.write(bytes);
        let end = self.out.buffer.written().len();
        if let Some(body) = &mut self.out.body {
            body.range.end = end;
        }
    }
}

impl fmt::Write for BodyWriter<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.write(text.as_bytes());
        Ok(())
    }
}

/// Why a reply was not sent: a 500 left in its place.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum OutError {
    /// The reply did not fit the buffer that the runtime lent.
    Full {
        /// How many bytes it came to.
        needed: usize,
    },
    /// It had more than [`MAX_HEADERS`] headers.
    TooManyHeaders,
    /// The header of that name (its first 48 bytes) has a name that is not a token, or a value with
    /// a control character.
    Header(String<48>),
    /// The header of that name (its first 48 bytes) has a name or a value over 65,535 bytes.
    HeaderTooLong(String<48>),
    /// The status is not between 200 and 599.
    Status(Status),
    /// The cookie of that name (its first 48 bytes) may not be sent, or would not be kept.
    Cookie {
        /// Its name.
        name: String<48>,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The target of a redirect is not on the same host, or is no URL.
    Location,
    /// The body, as JSON, did not fit the room that it was given.
    JsonTooLong {
        /// How many bytes that was.
        room: usize,
    },
}

impl OutError {
    pub(crate) fn cookie(name: &str, reason: &'static str) -> Self {
        Self::Cookie { name: shortened(name), reason }
    }
}

impl fmt::Display for OutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full { needed } => write!(f, "the reply needs a buffer of {needed} bytes"),
            Self::TooManyHeaders => write!(f, "the reply has more than {MAX_HEADERS} headers"),
            Self::Header(name) => write!(
                f,
                "the reply's header \"{}\" may not be sent: its name is no token, or its value has a control character",
                name.escape_default()
            ),
            Self::HeaderTooLong(name) => {
                let name = name.escape_default();
                write!(f, "the reply's header \"{name}\" is over 65,535 bytes long")
            }
            Self::Status(status) => {
                write!(f, "the reply's status {} is not between 200 and 599", status.code())
            }
            Self::Cookie { name, reason } => {
                let name = name.escape_default();
                write!(f, "the reply's cookie \"{name}\" may not be sent: {reason}")
            }
            Self::Location => f.write_str(
                "the reply redirects to what is neither a path of the same host nor, where a URL is meant, a URL",
            ),
            Self::JsonTooLong { room } => write!(f, "the reply's JSON is over {room} bytes long"),
        }
    }
}

impl core::error::Error for OutError {}
