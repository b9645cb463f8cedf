//! The inside of a JSON string: where it ends, and its escapes decoded where they stand.
//!
//! A string that had escapes is *sealed*: its quotes become [`SEALED`] and [`SEALED_END`], so that a
//! walk over the event can tell it from one that has none, whatever quotes are now in it.

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// The high bit of each of eight bytes that is `"`, `\` or a control character. The lowest bit is
/// exact; those above it may be of other bytes.
fn special(word: u64) -> u64 {
    let quote = word ^ (ONES * b'"' as u64);
    let backslash = word ^ (ONES * b'\\' as u64);
    let is_quote = quote.wrapping_sub(ONES) & !quote;
    let is_backslash = backslash.wrapping_sub(ONES) & !backslash;
    let is_control = word.wrapping_sub(ONES * 0x20) & !word;
    (is_quote | is_backslash | is_control) & HIGHS
}

/// Where, from `at` on, the first byte stands that is `"`, `\` or a control character.
pub(crate) fn find_special(text: &[u8], mut at: usize) -> usize {
    while let Some(eight) = text.get(at..).and_then(|rest| rest.first_chunk()) {
        let found = special(u64::from_le_bytes(*eight));
        if found != 0 {
            return at + (found.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    let is_special = |byte: &u8| *byte < 0x20 || matches!(byte, b'"' | b'\\');
    let rest = text.get(at..).unwrap_or_default();
    at + rest.iter().position(is_special).unwrap_or(rest.len())
}

/// How long the escape at the beginning of `text` is; `None` where it is none.
pub(crate) fn escape_len(text: &[u8]) -> Option<usize> {
    match text {
        [b'\\', b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't', ..] => Some(2),
        [b'\\', b'u', rest @ ..] => unit(rest).map(|_| 6),
        _ => None,
    }
}

/// Decodes `text`, whose escapes have been checked, where it stands, and says how long it then is.
pub(crate) fn unescape(text: &mut [u8]) -> usize {
    let (mut from, mut to) = (0, 0);
    loop {
        let rest = text.get(from..).unwrap_or_default();
        let plain = rest.iter().position(|byte| *byte == b'\\').unwrap_or(rest.len());
        text.copy_within(from..from + plain, to);
        (from, to) = (from + plain, to + plain);
        let Some((character, len)) = text.get(from..).and_then(escaped) else {
            return to;
        };
        let mut utf8 = [0; 4];
        for byte in character.encode_utf8(&mut utf8).bytes() {
            if let Some(place) = text.get_mut(to) {
                *place = byte;
            }
            to += 1;
        }
        from += len;
    }
}

/// The character that the escape at the beginning of `text` stands for, and how long the escape is.
/// A surrogate without its partner stands for U+FFFD: one bad character is no reason to refuse an
/// event.
fn escaped(text: &[u8]) -> Option<(char, usize)> {
    let simple = match text.get(1)? {
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => return Some(unicode(text)),
        other => char::from(*other),
    };
    Some((simple, 2))
}

fn unicode(text: &[u8]) -> (char, usize) {
    let unit_at = |at| text.get(at..).and_then(unit).unwrap_or_default();
    let first = unit_at(2);
    if let 0xD800..0xDC00 = first
        && let Some([b'\\', b'u']) = text.get(6..8)
        && let second @ 0xDC00..0xE000 = unit_at(8)
    {
        let code = 0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00);
        return (char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), 12);
    }
    (char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER), 6)
}

/// What a decoded string begins with, in the place of its quote. Neither byte occurs in UTF-8.
pub(crate) const SEALED: u8 = 0xFE;
/// What a decoded string ends with.
pub(crate) const SEALED_END: u8 = 0xFF;

/// Decodes a string that has escapes, quotes included, where it stands, so that it can be told from
/// one that has none, and says how long the text in it then is.
pub(crate) fn seal(string: &mut [u8]) -> usize {
    let [_, inside @ .., _] = string else {
        return 0;
    };
    let len = unescape(inside);
    close_seal(string, len);
    len
}

/// Seals a string whose text of `len` bytes stands after its first byte; what is left over of it
/// becomes white space.
pub(crate) fn close_seal(string: &mut [u8], len: usize) {
    let [first, inside @ ..] = string else {
        return;
    };
    *first = SEALED;
    if let Some((end, left_over)) = inside.get_mut(len..).and_then(<[u8]>::split_first_mut) {
        *end = SEALED_END;
        left_over.fill(b' ');
    }
}

/// The value of the four hexadecimal digits at the beginning of `text`.
fn unit(text: &[u8]) -> Option<u32> {
    let digits = text.first_chunk::<4>()?;
    digits.iter().try_fold(0, |value, digit| {
        let digit = char::from(*digit).to_digit(16)?;
        Some(value << 4 | digit)
    })
}

/// Text of the event, which was UTF-8 when it was read, as was all that was decoded in it.
pub(crate) fn as_str(text: &[u8]) -> &str {
    core::str::from_utf8(text).unwrap_or_default()
}
