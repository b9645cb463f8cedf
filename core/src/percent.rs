//! Percent-decoding (RFC 3986, section 2.1), at most once and never failing: an invalid escape
//! stands for itself.

/// The first byte of a percent-encoded text, decoded, and what comes after it.
fn first(text: &[u8]) -> Option<(u8, &[u8])> {
    match text {
        [b'%', high, low, rest @ ..] => match (hex(*high), hex(*low)) {
            (Some(high), Some(low)) => Some((high << 4 | low, rest)),
            _ => Some((b'%', text.split_first()?.1)),
        },
        [byte, rest @ ..] => Some((*byte, rest)),
        [] => None,
    }
}

fn hex(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

/// The decoded bytes of `text`.
pub(crate) fn decode(mut text: &[u8]) -> impl Iterator<Item = u8> {
    core::iter::from_fn(move || {
        let (byte, rest) = first(text)?;
        text = rest;
        Some(byte)
    })
}

/// What stands in `text` after its first `count` decoded bytes.
pub(crate) fn skip(mut text: &[u8], count: usize) -> &[u8] {
    for _ in 0..count {
        text = first(text).map_or(text, |(_, rest)| rest);
    }
    text
}
