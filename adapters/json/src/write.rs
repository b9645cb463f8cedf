//! Answers, written as JSON.

use gatepost_core::{Body, Buffer, HeaderValues, Headers, Status};

use crate::{base64, string::special_at};

/// Writes JSON to a [`Buffer`], which has all of it once the writer is dropped.
///
/// What is between the values is the caller's: [`raw`](JsonWriter::raw) writes it.
///
/// ```
/// use gatepost_core::{Buffer, Fixed};
/// use gatepost_json::JsonWriter;
///
/// let mut room = [0; 128];
/// let mut buffer = Fixed::new(&mut room);
/// let mut json = JsonWriter::new(&mut buffer);
/// json.raw("{\"text\":");
/// json.string("a \"b\"\n\u{1}é");
/// json.raw(",\"list\":");
/// json.strings(["a=1", "b=2"]);
/// json.raw(",\"bytes\":");
/// json.base64(b"\x89PNG");
/// json.raw("}");
/// drop(json);
/// assert_eq!(buffer.written(), r#"{"text":"a \"b\"\n\u0001é","list":["a=1","b=2"],"bytes":"iVBORw=="}"#.as_bytes());
/// ```
pub struct JsonWriter<'w> {
    /// What is not yet in the buffer: a body that is JSON is escaped at every sixth byte or so, and a
    /// call of the buffer for each run would take most of the time.
    bytes: [u8; PIECE],
    len: usize,
    buffer: &'w mut dyn Buffer,
}

/// How much is collected before it is written.
const PIECE: usize = 256;

const SET_COOKIE: &str = "set-cookie";

/// What may be put in between two calls of `make_room`: sixteen bytes, or up to seven plain ones, an
/// escape and a quote, each stored as eight.
const ROOM: usize = 24;

impl<'w> JsonWriter<'w> {
    /// Writes to `buffer`, after what is there.
    #[must_use]
    pub fn new(buffer: &'w mut dyn Buffer) -> Self {
        Self { bytes: [0; PIECE], len: 0, buffer }
    }

    /// Writes what is JSON already.
    ///
    /// ```
    /// use gatepost_core::{Buffer, Fixed};
    /// use gatepost_json::JsonWriter;
    ///
    /// let mut room = [0; 16];
    /// let mut buffer = Fixed::new(&mut room);
    /// JsonWriter::new(&mut buffer).raw("{\"a\":1}");
    /// assert_eq!(buffer.written(), b"{\"a\":1}");
    /// ```
    #[inline]
    pub fn raw(&mut self, json: &str) {
        self.copy(json.as_bytes());
    }

    #[inline]
    fn copy(&mut self, bytes: &[u8]) {
        if bytes.len() > PIECE / 2 {
            self.flush();
            return self.buffer.write(bytes);
        }
        let (chunks, rest) = bytes.as_chunks::<16>();
        for chunk in chunks {
            self.make_room();
            self.push(*chunk, 16);
        }
        self.make_room();
        let (words, rest) = rest.as_chunks::<8>();
        for eight in words {
            self.push(*eight, 8);
        }
        let mut last = [0; 8];
        for (place, byte) in last.iter_mut().zip(rest) {
            *place = *byte;
        }
        self.push(last, rest.len());
    }

    /// Writes `text`, which is UTF-8, as a string, quotes included.
    ///
    /// ```
    /// use gatepost_core::{Buffer, Fixed};
    /// use gatepost_json::JsonWriter;
    ///
    /// let mut room = [0; 16];
    /// let mut buffer = Fixed::new(&mut room);
    /// JsonWriter::new(&mut buffer).string("a \"b\"");
    /// assert_eq!(buffer.written(), br#""a \"b\"""#);
    /// ```
    pub fn string(&mut self, text: impl AsRef<[u8]>) {
        self.quote();
        self.text(text.as_ref());
        self.quote();
    }

    /// Writes texts as an array of strings.
    ///
    /// ```
    /// use gatepost_core::{Buffer, Fixed};
    /// use gatepost_json::JsonWriter;
    ///
    /// let mut room = [0; 16];
    /// let mut buffer = Fixed::new(&mut room);
    /// JsonWriter::new(&mut buffer).strings(["a", "b"]);
    /// assert_eq!(buffer.written(), br#"["a","b"]"#);
    /// ```
    pub fn strings<T: AsRef<[u8]>>(&mut self, texts: impl IntoIterator<Item = T>) {
        self.raw("[");
        for (place, text) in texts.into_iter().enumerate() {
            self.comma(place);
            self.string(text);
        }
        self.raw("]");
    }

    /// Writes headers as an object: those that are `wanted`, the values of each as one text, with `, `
    /// between them, which means the same (RFC 9110, section 5.3); but of `Set-Cookie`, where it would
    /// not, the first alone. Says whether all of them were wanted.
    ///
    /// Headers that are [ready](Headers::members) are copied without a look: each has one value, and none
    /// is `Set-Cookie`.
    ///
    /// ```
    /// use gatepost_core::{Buffer, Fixed, Out};
    /// use gatepost_json::JsonWriter;
    ///
    /// let (mut reply, mut answer) = ([0; 64], [0; 64]);
    /// let (mut reply, mut answer) = (Fixed::new(&mut reply), Fixed::new(&mut answer));
    /// let mut out = Out::new(&mut reply);
    /// [("Vary", "origin"), ("ETag", "7"), ("vary", "accept")].map(|(name, value)| out.add_header(name, value));
    ///
    /// JsonWriter::new(&mut answer).headers(&out.headers(), |header| !header.is_of("etag"));
    /// assert_eq!(answer.written(), br#"{"Vary":"origin, accept"}"#);
    /// ```
    pub fn headers<'h>(
        &mut self,
        headers: &Headers<'h>,
        wanted: impl Fn(&HeaderValues<'h>) -> bool,
    ) -> bool {
        let Some(members) = headers.members() else {
            return self.object(headers, &wanted, Self::joined);
        };
        self.raw("{");
        for (place, member) in members.enumerate() {
            self.copy(member.get(usize::from(place == 0)..).unwrap_or_default());
        }
        self.raw("}");
        true
    }

    /// Writes headers as an object: those that are `wanted`, the values of each as an array of texts. Says
    /// whether all of them were wanted.
    ///
    /// ```
    /// use gatepost_core::{Buffer, Fixed, Out};
    /// use gatepost_json::JsonWriter;
    ///
    /// let (mut reply, mut answer) = ([0; 64], [0; 64]);
    /// let (mut reply, mut answer) = (Fixed::new(&mut reply), Fixed::new(&mut answer));
    /// let mut out = Out::new(&mut reply);
    /// [("Vary", "origin"), ("ETag", "7"), ("vary", "accept")].map(|(name, value)| out.add_header(name, value));
    ///
    /// JsonWriter::new(&mut answer).header_lists(&out.headers(), |header| !header.is_of("etag"));
    /// assert_eq!(answer.written(), br#"{"Vary":["origin","accept"]}"#);
    /// ```
    pub fn header_lists<'h>(
        &mut self,
        headers: &Headers<'h>,
        wanted: impl Fn(&HeaderValues<'h>) -> bool,
    ) -> bool {
        self.object(headers, &wanted, Self::listed)
    }

    /// Writes headers as an object, each name once, as `member` writes it; whether all were wanted.
    fn object<'h>(
        &mut self,
        headers: &Headers<'h>,
        wanted: &dyn Fn(&HeaderValues<'h>) -> bool,
        member: fn(&mut Self, HeaderValues<'h>),
    ) -> bool {
        let (mut written, mut unwanted) = (0, 0);
        self.raw("{");
        for header in headers.names() {
            if wanted(&header) {
                self.comma(written);
                member(self, header);
                written += 1;
            } else {
                unwanted += 1;
            }
        }
        self.raw("}");
        unwanted == 0
    }

    fn joined(&mut self, header: HeaderValues<'_>) {
        if let Some(member) = header.member() {
            return self.copy(member);
        }
        let count = if header.is_of(SET_COOKIE) { 1 } else { usize::MAX };
        self.key(&header);
        self.quote();
        for (place, value) in header.take(count).enumerate() {
            if place > 0 {
                self.make_room();
                self.push(*b",       ", 2);
            }
            self.text(value);
        }
        self.quote();
    }

    fn listed(&mut self, header: HeaderValues<'_>) {
        self.key(&header);
        self.strings(header);
    }

    fn key(&mut self, header: &HeaderValues<'_>) {
        self.string(header.name());
        self.raw(":");
    }

    /// Writes a status as a number; a [`Frame`](gatepost_core::Frame)'s is between 200 and 599.
    ///
    /// ```
    /// use gatepost_core::{Buffer, Fixed, Status};
    /// use gatepost_json::JsonWriter;
    ///
    /// let mut room = [0; 16];
    /// let mut buffer = Fixed::new(&mut room);
    /// JsonWriter::new(&mut buffer).status(Status::CREATED);
    /// assert_eq!(buffer.written(), b"201");
    /// ```
    pub fn status(&mut self, status: Status) {
        let digit = |value: u16| b'0' + (value % 10) as u8;
        let code = status.code();
        self.make_room();
        self.push([digit(code / 100), digit(code / 10), digit(code), 0, 0, 0, 0, 0], 3);
    }

    /// Writes the end of an answer: `"body"`, in base64 where it is bytes, `"isBase64Encoded"`, and the
    /// bracket. `nothing` is what stands there where there is no body: `null` or `""`.
    ///
    /// ```
    /// use gatepost_core::{Body, Buffer, Fixed};
    /// use gatepost_json::JsonWriter;
    ///
    /// let mut room = [0; 64];
    /// let mut buffer = Fixed::new(&mut room);
    /// let mut json = JsonWriter::new(&mut buffer);
    /// json.raw("{\"statusCode\":200");
    /// json.body(Body::Text("hi"), "null");
    /// drop(json);
    /// assert_eq!(buffer.written(), br#"{"statusCode":200,"body":"hi","isBase64Encoded":false}"#);
    /// ```
    pub fn body(&mut self, body: Body<'_>, nothing: &str) {
        self.raw(",\"body\":");
        match body {
            Body::Empty => self.raw(nothing),
            Body::Text(text) => self.string(text),
            Body::Bytes(bytes) => self.base64(bytes),
        }
        self.raw(match body {
            Body::Bytes(_) => ",\"isBase64Encoded\":true}",
            _ => ",\"isBase64Encoded\":false}",
        });
    }

    /// Writes `bytes` as a string of base64 (RFC 4648, section 4), quotes included.
    ///
    /// ```
    /// use gatepost_core::{Buffer, Fixed};
    /// use gatepost_json::JsonWriter;
    ///
    /// let mut room = [0; 16];
    /// let mut buffer = Fixed::new(&mut room);
    /// JsonWriter::new(&mut buffer).base64(b"hi");
    /// assert_eq!(buffer.written(), br#""aGk=""#);
    /// ```
    pub fn base64(&mut self, bytes: &[u8]) {
        self.quote();
        // A multiple of three bytes at a time: only the last piece is padded.
        for piece in bytes.chunks(PIECE / 4 * 3) {
            self.flush();
            self.len = base64::encode(piece, &mut self.bytes);
        }
        self.quote();
    }

    fn comma(&mut self, place: usize) {
        if place > 0 {
            self.raw(",");
        }
    }

    fn quote(&mut self) {
        self.make_room();
        self.push(*b"\"       ", 1);
    }

    fn text(&mut self, text: &[u8]) {
        let mut rest = text;
        while let Some(eight) = rest.first_chunk() {
            let taken = self.piece(*eight, 8);
            rest = rest.get(taken..).unwrap_or_default();
        }
        let (mut last, mut len) = (last_bytes(text, rest), rest.len());
        while len > 0 {
            let taken = self.piece(last.to_le_bytes(), len);
            last = last.checked_shr(8 * taken as u32).unwrap_or_default();
            len -= taken;
        }
    }

    /// Puts in the first `len` of eight bytes up to the first that must be escaped, with its escape, and
    /// says how many those are.
    #[inline(always)]
    fn piece(&mut self, eight: [u8; 8], len: usize) -> usize {
        self.make_room();
        let plain = special_at(eight).min(len);
        self.push(eight, plain);
        match eight.get(plain..len).and_then(<[u8]>::first) {
            None => plain,
            Some(byte) => {
                let (escape, escape_len) = escape(*byte);
                self.push(escape, escape_len);
                plain + 1
            }
        }
    }

    /// Puts in the first `len` of eight bytes. All are stored: the others are stored over.
    #[inline]
    fn push<const N: usize>(&mut self, bytes: [u8; N], len: usize) {
        let free = self.bytes.get_mut(self.len..).and_then(<[u8]>::first_chunk_mut);
        if let Some(free) = free {
            *free = bytes;
            self.len += len;
        }
    }

    #[inline]
    fn make_room(&mut self) {
        if self.len > PIECE - ROOM {
            self.flush();
        }
    }

    fn flush(&mut self) {
        self.buffer.write(self.bytes.get(..self.len).unwrap_or_default());
        self.len = 0;
    }
}

impl Drop for JsonWriter<'_> {
    fn drop(&mut self) {
        self.flush();
    }
}

/// `rest`, fewer than eight bytes that `text` ends with, in a word.
fn last_bytes(text: &[u8], rest: &[u8]) -> u64 {
    match text.last_chunk() {
        Some(last) => {
            u64::from_le_bytes(*last).checked_shr(8 * (8 - rest.len() as u32)).unwrap_or(0)
        }
        None => rest.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)),
    }
}

/// A byte as it is written in a string, and how long that is.
fn escape(byte: u8) -> ([u8; 8], usize) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let digit = |value: u8| HEX.get(usize::from(value)).copied().unwrap_or(b'0');
    let short = match byte {
        b'"' | b'\\' => byte,
        b'\n' => b'n',
        b'\r' => b'r',
        b'\t' => b't',
        0x08 => b'b',
        0x0C => b'f',
        0..b' ' => {
            return ([b'\\', b'u', b'0', b'0', digit(byte >> 4), digit(byte & 15), 0, 0], 6);
        }
        _ => return ([byte, 0, 0, 0, 0, 0, 0, 0], 1),
    };
    ([b'\\', short, 0, 0, 0, 0, 0, 0], 2)
}
