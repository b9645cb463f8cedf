//! Text in the form encoding (`application/x-www-form-urlencoded`, as the URL standard has it), decoded
//! where it stands.

use core::ops::Range;

use gatepost_core::{Field, Fields};

use crate::{
    string::{as_str, close_seal, move_back, put},
    walk::Walk,
};

/// What stands between pairs once a query is decoded, and between a name and its value: bytes that do
/// not occur in UTF-8.
const PAIR: u8 = 0xC0;
const EQUALS: u8 = 0xC1;

/// A query string, as a URL has it, decoded where it stood: a view that walks the event's own bytes.
///
/// `+` is a space; an escape that is none stands for itself, bytes that are not UTF-8 for U+FFFD; a
/// name without `=` has an empty value. `;` separates nothing.
///
/// ```
/// use gatepost_json::{Index, Sources};
///
/// let mut event = *br#"{"rawPath":"/","rawQueryString":"a=1+2&b&a=%26%C3%A9","requestContext":{"http":{"method":"GET"}}}"#;
/// let query = Index::read(&mut event, Sources::ALL)?.query_string.unwrap_or_default();
/// assert_eq!(query.iter().collect::<Vec<_>>(), [("a", "1 2"), ("b", ""), ("a", "&é")]);
/// # Ok::<(), gatepost_json::EventError>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct QueryString<'b> {
    decoded: &'b [u8],
}

impl<'b> QueryString<'b> {
    /// Of a query that [`decode_query`] has decoded.
    pub(crate) fn new(decoded: &'b [u8]) -> Self {
        Self { decoded }
    }

    /// Names and values, in order.
    ///
    /// ```
    /// use gatepost_json::{Index, Sources};
    ///
    /// let mut event = *br#"{"rawPath":"/","rawQueryString":"q=green+tea","requestContext":{"http":{"method":"GET"}}}"#;
    /// let query = Index::read(&mut event, Sources::ALL)?.query_string.unwrap_or_default();
    /// assert!(query.iter().eq([("q", "green tea")]));
    /// # Ok::<(), gatepost_json::EventError>(())
    /// ```
    pub fn iter(&self) -> impl Iterator<Item = (&'b str, &'b str)> + use<'b> {
        let decoded = self.decoded;
        Field::all(move |cursor| next_field(decoded, cursor))
    }
}

impl Fields for QueryString<'_> {
    fn next_field(&self, cursor: u64) -> Option<Field<'_>> {
        next_field(self.decoded, cursor)
    }
}

fn next_field(decoded: &[u8], cursor: u64) -> Option<Field<'_>> {
    let mut at = usize::try_from(cursor).ok()?;
    loop {
        let rest = decoded.get(at..).filter(|rest| !rest.is_empty())?;
        let len = rest.iter().position(|byte| *byte == PAIR).unwrap_or(rest.len());
        at += len + 1;
        if len > 0 {
            let (name, value) = name_and_value(rest.get(..len)?);
            return Some(Field { name, value, next: at as u64 });
        }
    }
}

fn name_and_value(pair: &[u8]) -> (&str, &str) {
    let mut parts = pair.splitn(2, |byte| *byte == EQUALS);
    let mut next = || parts.next().map(as_str).unwrap_or_default();
    (next(), next())
}

/// Decodes a whole query where it stands, in a string with its quotes, and says how long it then is.
pub(crate) fn decode_query(string: &mut [u8]) -> usize {
    let len = inside(string).map_or(0, |query| decode(query, true));
    close_seal(string, len);
    len
}

/// Decodes the names and values of an object of texts where they stand.
pub(crate) fn decode_fields(object: &mut [u8]) {
    if !object.iter().any(|byte| matches!(byte, b'%' | b'+')) {
        return;
    }
    let mut at = 0;
    while let Some(string) = next_string(object, at) {
        at = string.end;
        let string = object.get_mut(string).unwrap_or_default();
        let len = inside(string).map_or(0, |text| decode(text, false));
        if 2 + len < string.len() {
            close_seal(string, len);
        }
    }
}

fn inside(string: &mut [u8]) -> Option<&mut [u8]> {
    match string {
        [_, inside @ .., _] => Some(inside),
        _ => None,
    }
}

/// Where the next string stands, its quotes included.
fn next_string(json: &[u8], at: usize) -> Option<Range<usize>> {
    let mut walk = Walk::new(json, at);
    loop {
        if let b'{' | b'}' | b'[' | b']' = walk.peek()? {
            walk.pass_bracket();
            continue;
        }
        let start = walk.at;
        if walk.string().is_some() {
            return Some(start..walk.at);
        }
        walk.scalar();
    }
}

/// Decodes `text` where it stands, and says how long it then is: what an escape stands for is never
/// longer than the escape, U+FFFD included.
fn decode(text: &mut [u8], is_query: bool) -> usize {
    let (mut from, mut to) = (0, 0);
    let mut is_value = false;
    loop {
        let plain = plain_len(text.get(from..).unwrap_or_default());
        move_back(text, from..from + plain, to);
        from += plain;
        to += plain;
        let rest = text.get(from..).unwrap_or_default();
        let Some(byte) = rest.first().copied() else {
            return to;
        };
        if byte == b'%'
            && let Some((character, len)) = escaped(rest)
        {
            from += len;
            to += put(character, text.get_mut(to..).unwrap_or_default());
            continue;
        }
        let decoded = match byte {
            b'+' => b' ',
            b'&' if is_query => PAIR,
            b'=' if is_query && !is_value => EQUALS,
            byte => byte,
        };
        is_value = decoded == EQUALS || is_value && decoded != PAIR;
        if let Some(place) = text.get_mut(to) {
            *place = decoded;
        }
        from += 1;
        to += 1;
    }
}

/// How many bytes stand before the first that may stand for something else.
fn plain_len(text: &[u8]) -> usize {
    let is_special = |byte: &u8| matches!(byte, b'%' | b'+' | b'&' | b'=');
    text.iter().position(is_special).unwrap_or(text.len())
}

/// The character of the escapes at the beginning of `text`, and how long they are.
fn escaped(text: &[u8]) -> Option<(char, usize)> {
    let mut bytes = [0; 4];
    let escapes = text.as_chunks().0.iter().map_while(byte_of);
    let count = bytes.iter_mut().zip(escapes).map(|(place, byte)| *place = byte).count();
    let bytes = bytes.get(..count).filter(|bytes| !bytes.is_empty())?;
    let chunk = bytes.utf8_chunks().next()?;
    match chunk.valid().chars().next() {
        Some(character) => Some((character, 3 * character.len_utf8())),
        None => Some((char::REPLACEMENT_CHARACTER, 3 * chunk.invalid().len())),
    }
}

/// The byte that an escape stands for.
fn byte_of(escape: &[u8; 3]) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    match *escape {
        [b'%', high, low] => Some((digit(high)? << 4 | digit(low)?) as u8),
        _ => None,
    }
}
