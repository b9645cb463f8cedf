//! The inside of a JSON string: where it ends, and its escapes decoded where they stand.

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
    while let Some(&byte) = text.get(from) {
        let rest = text.get(from..).unwrap_or_default();
        let (character, len) = if byte == b'\\' { escaped(rest) } else { (None, 1) };
        let mut utf8 = [0; 4];
        let decoded = match character {
            Some(character) => character.encode_utf8(&mut utf8).as_bytes(),
            None => &[byte],
        };
        for (place, byte) in text.iter_mut().skip(to).zip(decoded) {
            *place = *byte;
        }
        to += decoded.len();
        from += len;
    }
    to
}

/// The character that the escape at the beginning of `text` stands for, and how long the escape is.
/// A surrogate without its partner stands for U+FFFD: one bad character is no reason to refuse an
/// event.
fn escaped(text: &[u8]) -> (Option<char>, usize) {
    let simple = match text.get(1) {
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => return unicode(text),
        Some(other) => char::from(*other),
        None => return (None, 1),
    };
    (Some(simple), 2)
}

fn unicode(text: &[u8]) -> (Option<char>, usize) {
    let unit_at = |at| text.get(at..).and_then(unit).unwrap_or_default();
    let first = unit_at(2);
    if let 0xD800..0xDC00 = first
        && let Some([b'\\', b'u']) = text.get(6..8)
        && let second @ 0xDC00..0xE000 = unit_at(8)
    {
        let code = 0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00);
        return (char::from_u32(code), 12);
    }
    (Some(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER)), 6)
}

/// The value of the four hexadecimal digits at the beginning of `text`.
fn unit(text: &[u8]) -> Option<u32> {
    let digits = text.first_chunk::<4>()?;
    digits.iter().try_fold(0, |value, digit| {
        let digit = char::from(*digit).to_digit(16)?;
        Some(value << 4 | digit)
    })
}
