//! The pieces of an answer.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use gatepost_core::{Body, Buffer, Headers, Status};

use crate::string::special_at;

/// Writes `text` as a JSON string, quotes included.
///
/// ```
/// use gatepost_core::{Buffer, Fixed};
///
/// let mut room = [0; 32];
/// let mut answer = Fixed::new(&mut room);
/// gatepost_json::write_string("a \"b\"\n\u{1}é", &mut answer);
/// assert_eq!(answer.written(), r#""a \"b\"\n\u0001é""#.as_bytes());
/// ```
pub fn write_string(text: &str, answer: &mut dyn Buffer) {
    write_joined([text], answer);
}

/// Writes texts as a JSON array of strings.
///
/// ```
/// use gatepost_core::{Buffer, Fixed};
///
/// let mut room = [0; 32];
/// let mut answer = Fixed::new(&mut room);
/// gatepost_json::write_strings(["a=1", "b=2"], &mut answer);
/// assert_eq!(answer.written(), br#"["a=1","b=2"]"#);
/// ```
pub fn write_strings<'t>(texts: impl IntoIterator<Item = &'t str>, answer: &mut dyn Buffer) {
    let mut before: &[u8] = b"[";
    for text in texts {
        answer.write(before);
        write_string(text, answer);
        before = b",";
    }
    answer.write(if before == b"[" { b"[]" } else { b"]" });
}

/// Writes headers as a JSON object, each name once: `value` writes all that one has. `wanted` says
/// which names are written.
///
/// ```
/// use gatepost_core::{Buffer, Fixed, Out};
///
/// let (mut reply, mut answer) = ([0; 64], [0; 64]);
/// let (mut reply, mut answer) = (Fixed::new(&mut reply), Fixed::new(&mut answer));
/// let mut out = Out::new(&mut reply);
/// [("Vary", "origin"), ("ETag", "7"), ("vary", "accept")].map(|(name, value)| out.add_header(name, value));
///
/// let headers = out.headers();
/// let with_all = |name: &str, answer: &mut dyn Buffer| gatepost_json::write_joined(headers.values(name), answer);
/// gatepost_json::write_headers(&headers, |name| name != "ETag", with_all, &mut answer);
/// assert_eq!(answer.written(), br#"{"Vary":"origin, accept"}"#);
/// ```
pub fn write_headers(
    headers: &Headers<'_>,
    wanted: impl Fn(&str) -> bool,
    value: impl Fn(&str, &mut dyn Buffer),
    answer: &mut dyn Buffer,
) {
    let mut before: &[u8] = b"{";
    for name in headers.names().filter(|name| wanted(name)) {
        answer.write(before);
        write_string(name, answer);
        answer.write(b":");
        value(name, answer);
        before = b",";
    }
    answer.write(if before == b"{" { b"{}" } else { b"}" });
}

/// Writes the values of a header as one, as a JSON string: with `, ` between them, which means the
/// same (RFC 9110, section 5.3), but not of `Set-Cookie`.
pub fn write_joined<'t>(values: impl IntoIterator<Item = &'t str>, answer: &mut dyn Buffer) {
    let mut piece = Piece::new();
    piece.push(*b"\"       ", 1);
    for (place, value) in values.into_iter().enumerate() {
        if place > 0 {
            piece.make_room(answer);
            piece.push(*b",       ", 2);
        }
        let mut rest = value.as_bytes();
        while !rest.is_empty() {
            piece.make_room(answer);
            rest = piece.escape_some(rest);
        }
    }
    piece.push(*b"\"       ", 1);
    piece.write(answer);
}

/// Writes a status as a JSON number; a [`Frame`](gatepost_core::Frame)'s is between 200 and 599.
pub fn write_status(status: Status, answer: &mut dyn Buffer) {
    let digit = |value: u16| b'0' + (value % 10) as u8;
    let code = status.code();
    answer.write(&[digit(code / 100), digit(code / 10), digit(code)]);
}

/// Writes the end of an answer: `"body"`, in base64 where it is bytes, `"isBase64Encoded"`, and the
/// bracket. `nothing` is what stands there where there is no body: `null` or `""`.
pub fn write_body(body: Body<'_>, nothing: &str, answer: &mut dyn Buffer) {
    answer.write(b",\"body\":");
    match body {
        Body::Empty => answer.write(nothing.as_bytes()),
        Body::Text(text) => write_string(text, answer),
        Body::Bytes(bytes) => write_base64(bytes, answer),
    }
    let is_base64 = matches!(body, Body::Bytes(_));
    answer.write(if is_base64 {
        b",\"isBase64Encoded\":true}"
    } else {
        b",\"isBase64Encoded\":false}"
    });
}

/// How much of a string is collected before it is written: a body that is JSON is escaped at every
/// sixth byte or so, and a write of each run would take most of the time.
const PIECE: usize = 128;
/// What may be put in between two calls of `make_room`, each as eight bytes: up to seven plain bytes, an
/// escape, and a quote.
const ROOM: usize = 24;

struct Piece {
    bytes: [u8; PIECE],
    len: usize,
}

impl Piece {
    fn new() -> Self {
        Self { bytes: [0; PIECE], len: 0 }
    }

    fn make_room(&mut self, answer: &mut dyn Buffer) {
        if self.len > PIECE - ROOM {
            self.write(answer);
        }
    }

    /// Puts in the beginning of `text`, at most eight bytes of it and at least one, and returns the rest.
    fn escape_some<'t>(&mut self, text: &'t [u8]) -> &'t [u8] {
        let mut rest = text;
        if let Some((eight, after)) = text.split_first_chunk() {
            let special = special_at(*eight);
            self.push(*eight, special);
            if special == 8 {
                return after;
            }
            rest = text.get(special..).unwrap_or_default();
        }
        let Some((byte, after)) = rest.split_first() else {
            return &[];
        };
        let (escape, len) = escape(*byte);
        self.push(escape, len);
        after
    }

    /// Puts in the first `len` of eight bytes. All are stored: the others are stored over.
    fn push(&mut self, eight: [u8; 8], len: usize) {
        let free = self.bytes.get_mut(self.len..).and_then(<[u8]>::first_chunk_mut);
        if let Some(free) = free {
            *free = eight;
            self.len += len;
        }
    }

    fn write(&mut self, answer: &mut dyn Buffer) {
        answer.write(self.bytes.get(..self.len).unwrap_or_default());
        self.len = 0;
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

/// Writes `bytes` as a JSON string of base64 (RFC 4648, section 4), quotes included.
///
/// ```
/// use gatepost_core::{Buffer, Fixed};
///
/// let mut room = [0; 32];
/// let mut answer = Fixed::new(&mut room);
/// gatepost_json::write_base64(b"\x89PNG", &mut answer);
/// assert_eq!(answer.written(), br#""iVBORw==""#);
/// ```
pub fn write_base64(bytes: &[u8], answer: &mut dyn Buffer) {
    answer.write(b"\"");
    // A multiple of three bytes at a time: only the last piece is padded.
    for piece in bytes.chunks(768) {
        let mut encoded = [0; 1024];
        // 768 bytes become 1,024: it always fits.
        let len = STANDARD.encode_slice(piece, &mut encoded).unwrap_or_default();
        answer.write(encoded.get(..len).unwrap_or_default());
    }
    answer.write(b"\"");
}
