//! The objects of an event that hold names and texts: headers, query.

use gatepost_core::{Field, Fields};

use crate::{
    string::{as_str, from_pair_of},
    walk::Walk,
};

/// An object of names and texts, or of names and arrays of texts, as an event has it: a view that
/// walks the event's own bytes.
///
/// A `null` is no text and is passed over; a number or a boolean, which no event source sends, is
/// the text that it is written with.
///
/// ```
/// use gatepost_json::{Index, Sources};
///
/// let mut event = *br#"{"httpMethod":"GET","path":"/","multiValueHeaders":{"x-tag":["a","\"b\""],"n":1}}"#;
/// let headers = Index::read(&mut event, Sources::ALL)?.multi_value_headers.unwrap_or_default();
/// assert_eq!(headers.iter().collect::<Vec<_>>(), [("x-tag", "a"), ("x-tag", "\"b\""), ("n", "1")]);
/// assert_eq!(headers.get("x-tag"), Some("a"));
/// # Ok::<(), gatepost_json::EventError>(())
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
    ///
    /// ```
    /// assert!(gatepost_json::FieldMap::default().is_empty());
    /// ```
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }

    /// The first value of that name, its case and all.
    ///
    /// ```
    /// use gatepost_json::{Index, Sources};
    ///
    /// let mut event = *br#"{"httpMethod":"GET","path":"/","stageVariables":{"table":"orders"}}"#;
    /// let index = Index::read(&mut event, Sources::ALL)?;
    /// assert_eq!(index.stage_variables.get("table"), Some("orders"));
    /// assert_eq!(index.stage_variables.get("Table"), None);
    /// # Ok::<(), gatepost_json::EventError>(())
    /// ```
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&'b str> {
        self.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// Names and values, in order.
    ///
    /// ```
    /// use gatepost_json::{Index, Sources};
    ///
    /// let mut event = *br#"{"httpMethod":"GET","path":"/","headers":{"Host":"a.example","Accept":null}}"#;
    /// let index = Index::read(&mut event, Sources::ALL)?;
    /// assert!(index.headers.iter().eq([("Host", "a.example")]));
    /// # Ok::<(), gatepost_json::EventError>(())
    /// ```
    pub fn iter(&self) -> impl Iterator<Item = (&'b str, &'b str)> + use<'b> {
        let text = self.text;
        Field::all(move |cursor| next_field(text, cursor))
    }
}

impl Fields for FieldMap<'_> {
    fn next_field(&self, cursor: u64) -> Option<Field<'_>> {
        next_field(self.text, cursor)
    }

    /// Passes over the fields that come next and are plain.
    fn skip_others(&self, name: &str, cursor: u64) -> u64 {
        match self.text.get(cursor as usize..) {
            // Between two fields, and not in an array.
            Some([b'{' | b',', next @ ..]) if cursor <= u64::from(u32::MAX) => {
                (self.text.len() - from_pair_of(next, name.as_bytes()).len()) as u64
            }
            _ => cursor,
        }
    }
}

/// A cursor has two halves: in the lower one where to go on, in the upper where the name stands of
/// the array that this is in. No name stands at 0.
fn next_field(text: &[u8], cursor: u64) -> Option<Field<'_>> {
    let mut walk = Walk::new(text, cursor as u32 as usize);
    let mut name_at = (cursor >> 32) as usize;
    loop {
        match walk.peek()? {
            b'{' | b'[' => walk.pass_bracket(),
            b']' => {
                walk.pass_bracket();
                name_at = 0;
            }
            b'}' => return None,
            _ => {
                let is_in_array = name_at > 0;
                if !is_in_array {
                    name_at = walk.at;
                    walk.string()?;
                    if walk.peek()? == b'[' {
                        continue;
                    }
                }
                let value = text_of_value(&mut walk);
                let name = Walk::new(text, name_at).string().map(as_str)?;
                if !is_in_array {
                    name_at = 0;
                }
                if let Some(value) = value {
                    let next = (name_at as u64) << 32 | walk.at as u64;
                    return Some(Field { name, value, next });
                }
            }
        }
    }
}

/// Passes a value; `None` for `null`.
fn text_of_value<'b>(walk: &mut Walk<'b>) -> Option<&'b str> {
    if let Some(text) = walk.string() {
        return Some(as_str(text));
    }
    let scalar = as_str(walk.scalar());
    (scalar != "null").then_some(scalar)
}
