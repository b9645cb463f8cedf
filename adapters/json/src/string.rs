//! The inside of a JSON string: where it ends, and its escapes decoded where they stand.
//!
//! A string that had escapes is *sealed*: its quotes become [`SEALED`] and [`SEALED_END`], so that a
//! walk over the event can tell it from one that has none, whatever quotes are now in it.

use core::ops::Range;

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// The high bit of each of eight bytes that is `"`, `\`, a control character or not ASCII. The lowest
/// bit is exact; those above it may be of other bytes: a subtraction borrows only from there.
fn uncommon(word: u64) -> u64 {
    // `"` and the space change places, so that what is to be found is below 0x21.
    let low = (word ^ (ONES * 0x02)).wrapping_sub(ONES * 0x21);
    let backslash = (word ^ (ONES * b'\\' as u64)).wrapping_sub(ONES);
    (low | backslash | word) & HIGHS
}

/// The same of bytes that are `"`, `\` or a control character.
fn special(word: u64) -> u64 {
    let swapped = word ^ (ONES * 0x02);
    let backslash = word ^ (ONES * b'\\' as u64);
    let is_low = swapped.wrapping_sub(ONES * 0x21) & !swapped;
    let is_backslash = backslash.wrapping_sub(ONES) & !backslash;
    (is_low | is_backslash) & HIGHS
}

/// What is in the string that `text` begins with, and what is behind it: of a string of plain ASCII,
/// without escapes. None where there are fewer than eight bytes left to look at.
#[inline]
pub(crate) fn plain_string(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let [b'"', inside @ ..] = text else {
        return None;
    };
    let mut rest = inside;
    while let Some((eight, after)) = rest.split_first_chunk() {
        let found = uncommon(u64::from_le_bytes(*eight));
        if found != 0 {
            let len = inside.len() - rest.len() + (found.trailing_zeros() / 8) as usize;
            return match inside.split_at_checked(len)? {
                (inside, [b'"', behind @ ..]) => Some((inside, behind)),
                _ => None,
            };
        }
        rest = after;
    }
    None
}

/// Of an object between two members: what is behind the pairs of plain strings that come next, with a
/// comma between them and nothing else; and whether no comma is behind the last.
#[inline(never)]
pub(crate) fn behind_plain_pairs(mut text: &[u8]) -> (&[u8], bool) {
    while let Some((_, behind)) = plain_pair(text) {
        match behind {
            [b',', next @ ..] => text = next,
            _ => return (behind, true),
        }
    }
    (text, false)
}

/// The key of such a pair, and what is behind the pair.
#[inline]
fn plain_pair(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let (key, [b':', value @ ..]) = plain_string(text)? else {
        return None;
    };
    let (_, behind) = plain_string(value)?;
    Some((key, behind))
}

/// What is left from the first pair on that has `name` for its key, in any case, or is not plain with a
/// comma behind it.
pub(crate) fn from_pair_of<'t>(mut text: &'t [u8], name: &[u8]) -> &'t [u8] {
    while let Some((key, [b',', next @ ..])) = plain_pair(text)
        && !is_same(key, name)
    {
        text = next;
    }
    text
}

/// Whether two names are the same in any case. The standard library says it too, with a panic in it for
/// the linker at `opt-level = "z"`.
fn is_same(name: &[u8], other: &[u8]) -> bool {
    name.len() == other.len()
        && name.iter().zip(other).all(|(one, other)| one.eq_ignore_ascii_case(other))
}

/// Where, from `at` on, the first byte stands that is `"`, `\` or a control character.
pub(crate) fn find_special(text: &[u8], at: usize) -> usize {
    let mut rest = text.get(at..).unwrap_or_default();
    while let Some((eight, after)) = rest.split_first_chunk() {
        let special = special_at(*eight);
        if special < 8 {
            return text.len() - rest.len() + special;
        }
        rest = after;
    }
    let is_special = |byte: &u8| *byte < b' ' || matches!(byte, b'"' | b'\\');
    let plain = rest.iter().position(is_special).unwrap_or(rest.len());
    text.len() - rest.len() + plain
}

/// Which of eight bytes is the first that is `"`, `\` or a control character; 8 where none is.
pub(crate) fn special_at(eight: [u8; 8]) -> usize {
    (special(u64::from_le_bytes(eight)).trailing_zeros() / 8) as usize
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
    // Up to the first escape all stays where it is.
    let mut from = find_special(text, 0);
    let mut to = from;
    while from < text.len() {
        let (character, len) = escaped(text.get(from..).unwrap_or_default());
        from += len;
        to += put(character, text.get_mut(to..).unwrap_or_default());
        // In a string that has been read nothing is special but an escape.
        let next = find_special(text, from);
        move_back(text, from..next, to);
        to += next - from;
        from = next;
    }
    to
}

/// Puts a character at the beginning of `place`, and says how long it is.
pub(crate) fn put(character: char, place: &mut [u8]) -> usize {
    let mut utf8 = [0; 4];
    let bytes = character.encode_utf8(&mut utf8).as_bytes();
    for (place, byte) in place.iter_mut().zip(bytes) {
        *place = *byte;
    }
    bytes.len()
}

/// Moves bytes to an earlier place, or leaves them where they are. (`copy_within` can panic unless it is seen that it does not.)
pub(crate) fn move_back(bytes: &mut [u8], from: Range<usize>, to: usize) {
    let distance = from.start.saturating_sub(to);
    if distance > 0
        && let Some(place) = bytes.get_mut(to..from.end)
        && distance <= place.len()
    {
        place.copy_within(distance.., 0);
    }
}

/// The character that the escape at the beginning of `text` stands for, and how long the escape is.
/// A surrogate without its partner stands for U+FFFD: one bad character is no reason to refuse an
/// event.
fn escaped(text: &[u8]) -> (char, usize) {
    let simple = match text.get(1) {
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => return unicode(text),
        Some(other) => char::from(*other),
        // The reader has checked that something follows.
        None => return ('\\', 1),
    };
    (simple, 2)
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
