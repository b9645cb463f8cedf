//! Percent-decoding (RFC 3986, section 2.1), at most once and never failing: an invalid escape
//! stands for itself.

/// What stands for an escaped slash in a decoded path, until it has been matched: a byte that no path
/// may contain.
const ESCAPED_SLASH: u8 = 0;

/// Why a path is not decoded.
pub(crate) enum Refusal {
    /// It has a control character, plain or escaped.
    Control,
    /// There is no room for it.
    TooLong,
}

/// Decodes a path into `room`, with a mark in the place of each escaped slash.
pub(crate) fn decode<'r>(path: &[u8], room: &'r mut [u8]) -> Result<&'r mut [u8], Refusal> {
    let mut len = 0;
    for (byte, was_escaped) in decoded(path) {
        if byte.is_ascii_control() {
            return Err(Refusal::Control);
        }
        // What has no room is looked at all the same.
        if let Some(place) = room.get_mut(len) {
            *place = if was_escaped && byte == b'/' { ESCAPED_SLASH } else { byte };
        }
        len += 1;
    }
    room.get_mut(..len).ok_or(Refusal::TooLong)
}

/// The bytes of a text, decoded, and whether they were escaped.
fn decoded(mut text: &[u8]) -> impl Iterator<Item = (u8, bool)> {
    core::iter::from_fn(move || {
        let (byte, was_escaped, rest) = first(text)?;
        text = rest;
        Some((byte, was_escaped))
    })
}

/// Puts the slashes in the place of their marks.
pub(crate) fn restore_slashes(path: &mut [u8]) {
    for byte in path {
        if *byte == ESCAPED_SLASH {
            *byte = b'/';
        }
    }
}

/// The first byte of a text, decoded, whether it was escaped, and what comes after it.
pub(crate) fn first(text: &[u8]) -> Option<(u8, bool, &[u8])> {
    if let [b'%', high, low, rest @ ..] = text
        && let (Some(high), Some(low)) = (hex(*high), hex(*low))
    {
        return Some((high << 4 | low, true, rest));
    }
    text.split_first().map(|(byte, rest)| (*byte, false, rest))
}

fn hex(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}
