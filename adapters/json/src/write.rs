//! The pieces of an answer.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use gatepost_core::Buffer;

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
    let mut rest = text.as_bytes();
    while let Some((plain, special)) = rest.split_at_checked(find_special(rest, 0)) {
        answer.write(plain);
        let Some((byte, after)) = special.split_first() else {
            break;
        };
        write_escape(*byte, answer);
        rest = after;
    }
    answer.write(b"\"");
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
