//! Where a handler writes its reply.

use core::{fmt, ops::Range};

use heapless::{String, Vec};

use crate::{
    buffer::Buffer,
    frame::{Body, Headers},
    status::Status,
    text::is_token,
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
    failure: Option<OutError>,
}

/// A header in the buffer: its name, then its value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HeaderSpan {
    start: u32,
    name: u16,
    value: u16,
}

#[derive(Clone, Debug)]
struct BodySpan {
    range: Range<usize>,
    is_text: bool,
}

impl<'o> Out<'o> {
    /// An empty reply with status 200, in `buffer`, which is cleared.
    #[must_use]
    pub fn new(buffer: &'o mut dyn Buffer) -> Self {
        buffer.clear();
        Self { buffer, status: Status::OK, headers: Vec::new(), body: None, failure: None }
    }

    /// Forgets all that was written.
    pub fn reset(&mut self) {
        self.buffer.clear();
        self.status = Status::OK;
        self.headers.clear();
        self.body = None;
        self.failure = None;
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> Status {
        self.status
    }

    /// Sets the status: 200 to 599.
    pub fn set_status(&mut self, status: Status) {
        self.status = status;
    }

    /// The headers, in the order in which they were added.
    #[must_use]
    pub fn headers(&self) -> Headers<'_> {
        Headers::new(self.buffer.written(), &self.headers)
    }

    /// The first value of a header, its name in any case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// Adds a header; one of the same name stays.
    pub fn add_header(&mut self, name: &str, value: &str) {
        if is_token(name) && value.bytes().all(is_value_byte) {
            self.add_checked_header(name, value);
        } else {
            self.fail(OutError::Header(shortened(name)));
        }
    }

    /// The same for a name and a value that may be sent.
    pub(crate) fn add_checked_header(&mut self, name: &str, value: &str) {
        let start = self.buffer.written().len();
        let (Ok(start), Ok(name_len), Ok(value_len)) =
            (u32::try_from(start), u16::try_from(name.len()), u16::try_from(value.len()))
        else {
            return self.fail(OutError::HeaderTooLong(shortened(name)));
        };
        self.buffer.write(name.as_bytes());
        self.buffer.write(value.as_bytes());
        if self.headers.push(HeaderSpan { start, name: name_len, value: value_len }).is_err() {
            self.fail(OutError::TooManyHeaders);
        }
    }

    /// Adds headers that may be sent: name, value, name, value … in one text, with how long
    /// each is; what has no name is none.
    pub(crate) fn add_checked_headers(&mut self, text: &[u8], lens: &[(u16, u16)]) {
        let Ok(mut start) = u32::try_from(self.buffer.written().len()) else {
            return self.fail(OutError::Full { needed: self.buffer.needed() });
        };
        self.buffer.write(text);
        for (name, value) in lens.iter().copied().filter(|(name, _)| *name > 0) {
            if self.headers.push(HeaderSpan { start, name, value }).is_err() {
                return self.fail(OutError::TooManyHeaders);
            }
            start = start.saturating_add(u32::from(name) + u32::from(value));
        }
    }

    /// Removes the headers whose names are told to be removed.
    pub(crate) fn remove_headers(&mut self, mut is_unwanted: impl FnMut(&[u8]) -> bool) {
        let written = self.buffer.written();
        self.headers.retain(|span| {
            let start = span.start as usize;
            let name = written.get(start..start + usize::from(span.name));
            !is_unwanted(name.unwrap_or_default())
        });
    }

    /// Adds a header in the place of all that have its name, in any case.
    pub fn set_header(&mut self, name: &str, value: &str) {
        let written = self.buffer.written();
        self.headers.retain(|span| !span.name(written).eq_ignore_ascii_case(name));
        self.add_header(name, value);
    }

    /// What was written of the body.
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
    pub fn set_text(&mut self, text: &str) {
        self.start_text().write(text.as_bytes());
    }

    /// Makes `bytes` the body, to be sent as they are: in base64 on the wire. No header is set by it.
    pub fn set_bytes(&mut self, bytes: &[u8]) {
        self.start_bytes().write(bytes);
    }

    /// Begins a body of text, in the place of any that was there.
    pub fn start_text(&mut self) -> BodyWriter<'_, 'o> {
        self.start_body(true)
    }

    /// Begins a body of bytes, in the place of any that was there.
    pub fn start_bytes(&mut self) -> BodyWriter<'_, 'o> {
        self.start_body(false)
    }

    /// Removes the body.
    pub fn remove_body(&mut self) {
        self.body = None;
    }

    /// Makes this one of the answers that no handler writes: the status, and
    /// `{"statusCode":405,"message":"Method Not Allowed"}` with its reason phrase as the body.
    pub fn set_answer(&mut self, status: Status) {
        use fmt::Write as _;
        self.set_status(status);
        self.set_header("Content-Type", "application/json");
        let (code, reason) = (status.code(), status.reason());
        // Writing to a buffer never fails.
        let _ = write!(self.start_text(), r#"{{"statusCode":{code},"message":"{reason}"}}"#);
    }

    /// Why this reply must not be sent as it is.
    pub(crate) fn failure(&self) -> Option<OutError> {
        match &self.failure {
            None if !self.status.is_final() => Some(OutError::Status(self.status)),
            None if !self.buffer.fits() => Some(OutError::Full { needed: self.buffer.needed() }),
            failure => failure.clone(),
        }
    }

    fn start_body(&mut self, is_text: bool) -> BodyWriter<'_, 'o> {
        let end = self.buffer.written().len();
        self.body = Some(BodySpan { range: end..end, is_text });
        BodyWriter { out: self }
    }

    fn fail(&mut self, failure: OutError) {
        self.failure.get_or_insert(failure);
    }
}

impl HeaderSpan {
    pub(crate) fn name(self, written: &[u8]) -> &str {
        text(written, self.start as usize, self.name.into())
    }

    pub(crate) fn value(self, written: &[u8]) -> &str {
        text(written, self.start as usize + usize::from(self.name), self.value.into())
    }
}

fn text(written: &[u8], start: usize, len: usize) -> &str {
    let bytes = written.get(start..start + len).unwrap_or_default();
    core::str::from_utf8(bytes).unwrap_or_default()
}

/// Text, spaces and tabs: no control character can end the header or begin another (RFC 9110,
/// section 5.5).
fn is_value_byte(byte: u8) -> bool {
    byte == b'\t' || !byte.is_ascii_control()
}

fn shortened(name: &str) -> String<48> {
    let mut short = String::new();
    for character in name.chars() {
        if short.push(character).is_err() {
            break;
        }
    }
    short
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
}

impl fmt::Display for OutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full { needed } => write!(f, "the reply needs a buffer of {needed} bytes"),
            Self::TooManyHeaders => write!(f, "the reply has more than {MAX_HEADERS} headers"),
            Self::Header(name) => write!(
                f,
                "the reply's header {name:?} may not be sent: its name is no token, or its value has a control character"
            ),
            Self::HeaderTooLong(name) => {
                write!(f, "the reply's header {name:?} is over 65,535 bytes long")
            }
            Self::Status(status) => {
                write!(f, "the reply's status {} is not between 200 and 599", status.code())
            }
        }
    }
}

impl core::error::Error for OutError {}
