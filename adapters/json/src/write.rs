//! The pieces of an answer.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use gatepost_core::{Body, Buffer, Headers, Status};

use crate::string::find_special;

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
    answer.write(b"\"");
    write_text(text, answer);
    answer.write(b"\"");
}

/// Writes what stands between the quotes.
fn write_text(text: &str, answer: &mut dyn Buffer) {
    let mut rest = text.as_bytes();
    while let Some((plain, special)) = rest.split_at_checked(find_special(rest, 0)) {
        answer.write(plain);
        let Some((byte, after)) = special.split_first() else {
            break;
        };
        write_escape(*byte, answer);
        rest = after;
    }
}

fn write_escape(byte: u8, answer: &mut dyn Buffer) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let digit = |value: u8| HEX.get(usize::from(value)).copied().unwrap_or(b'0');
    match byte {
        b'"' => answer.write(br#"\""#),
        b'\\' => answer.write(br"\\"),
        b'\n' => answer.write(br"\n"),
        b'\r' => answer.write(br"\r"),
        b'\t' => answer.write(br"\t"),
        0x08 => answer.write(br"\b"),
        0x0C => answer.write(br"\f"),
        _ => answer.write(&[b'\\', b'u', b'0', b'0', digit(byte >> 4), digit(byte & 15)]),
    }
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
    answer.write(b"\"");
    for (place, value) in values.into_iter().enumerate() {
        if place > 0 {
            answer.write(b", ");
        }
        write_text(value, answer);
    }
    answer.write(b"\"");
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
