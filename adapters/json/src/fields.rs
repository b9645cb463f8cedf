//! The objects of an event that hold names and texts: headers, query.

use gatepost_core::{Field, Fields};

use crate::string::unescape;

/// What a decoded string begins with, in the place of its quote. Neither byte occurs in UTF-8.
const SEALED: u8 = 0xFE;
/// What a decoded string ends with.
const SEALED_END: u8 = 0xFF;

/// Decodes a string that has escapes, quotes included, where it stands, so that it can be told from
/// one that has none. It gets shorter by a byte at least, which makes room for the end mark; what
/// is left over becomes white space.
pub(crate) fn seal(string: &mut [u8]) {
    let [first, inside @ .., _] = string else {
        return;
    };
    *first = SEALED;
    let len = unescape(inside);
    if let Some((end, left_over)) = string.get_mut(1 + len..).and_then(<[u8]>::split_first_mut) {
        *end = SEALED_END;
        left_over.fill(b' ');
    }
}

/// An object of names and texts, or of names and arrays of texts, as an event has it: a view that
/// walks the event's own bytes.
///
/// A `null` is no text and is passed over; a number or a boolean, which no event source sends, is
/// the text that it is written with.
///
/// ```
/// use gatepost_json::Index;
///
/// let mut event = *br#"{"multiValueHeaders":{"x-tag":["a","\"b\""],"n":1,"none":null}}"#;
/// let headers = Index::read(&mut event)?.multi_value_headers;
/// assert_eq!(headers.iter().collect::<Vec<_>>(), [("x-tag", "a"), ("x-tag", "\"b\""), ("n", "1")]);
/// # Ok::<(), gatepost_json::ReadError>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct FieldMap<'b> {
    /// From bracket to bracket, checked by the reader; empty for one that is not there.
    text: &'b [u8],
}

impl<'b> FieldMap<'b> {
    pub(crate) fn new(text: &'b [u8]) -> Self {
        Self { text }
    }

    /// Whether there is nothing in it, or it is not there.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }

    /// Names and values, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&'b str, &'b str)> + use<'b> {
        let mut walk = Walk { text: self.text, at: 0, array_of: None };
        core::iter::from_fn(move || walk.next())
    }
}

impl Fields for FieldMap<'_> {
    fn next_field(&self, cursor: u64) -> Option<Field<'_>> {
        let mut walk = Walk::resume(self.text, cursor);
        let (name, value) = walk.next()?;
        Some(Field { name, value, next: walk.cursor() })
    }
}

struct Walk<'b> {
    text: &'b [u8],
    at: usize,
    /// Where the name of the array stands that `at` is in.
    array_of: Option<usize>,
}

impl<'b> Walk<'b> {
    /// A cursor: `at` in the lower half, `array_of` in the upper; no name stands at 0.
    fn cursor(&self) -> u64 {
        (self.array_of.unwrap_or(0) as u64) << 32 | self.at as u64
    }

    fn resume(text: &'b [u8], cursor: u64) -> Self {
        let name = (cursor >> 32) as usize;
        Self { text, at: cursor as u32 as usize, array_of: (name > 0).then_some(name) }
    }

    fn next(&mut self) -> Option<(&'b str, &'b str)> {
        loop {
            self.skip_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b',' | b'{'));
            if self.byte()? == b']' {
                self.array_of = None;
                self.at += 1;
                continue;
            }
            let name_at = match self.array_of {
                Some(name_at) => name_at,
                None => self.name()?,
            };
            if let Some(value) = self.value() {
                let mut name = Walk { text: self.text, at: name_at, array_of: None };
                return Some((name.value()?, value));
            }
        }
    }

    /// Passes a name and the colon after it, and the bracket of an array; says where the name stands.
    fn name(&mut self) -> Option<usize> {
        let name_at = self.at;
        self.value()?;
        self.skip_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b':'));
        if self.byte()? == b'[' {
            self.at += 1;
            self.array_of = Some(name_at);
            self.skip_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
        }
        Some(name_at)
    }

    /// Passes a value; `None` for `null`, or for the end of an array.
    fn value(&mut self) -> Option<&'b str> {
        let end = match self.byte()? {
            b'"' => b'"',
            SEALED => SEALED_END,
            b']' | b'}' => return None,
            _ => {
                let scalar = self.skip_while(|byte| {
                    !matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b',' | b']' | b'}')
                });
                return (scalar != "null").then_some(scalar);
            }
        };
        self.at += 1;
        let inside = self.skip_while(|byte| byte != end);
        self.at += 1;
        Some(inside)
    }

    fn byte(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn skip_while(&mut self, wanted: impl Fn(u8) -> bool) -> &'b str {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let len = rest.iter().position(|byte| !wanted(*byte)).unwrap_or(rest.len());
        self.at += len;
        core::str::from_utf8(rest.get(..len).unwrap_or_default()).unwrap_or_default()
    }
}
