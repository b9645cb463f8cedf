//! Any part of an event, as JSON.

use gatepost_core::Buffer;

use crate::{
    string::{SEALED, as_str},
    walk::Walk,
    write::JsonWriter,
};

/// A JSON value somewhere in an event, as a view: nothing of it is read before it is asked for.
///
/// ```
/// use gatepost_core::{Buffer, Fixed};
/// use gatepost_json::{Index, Sources};
///
/// let mut event = *br#"{"httpMethod":"GET","path":"/","requestContext":{"stage":"v1","more":[1,{"a":"\u00e9"}]}}"#;
/// let index = Index::read(&mut event, Sources::ALL)?;
/// let context = index.field("requestContext").expect("it is there");
/// assert_eq!(context.get("stage").and_then(|stage| stage.as_str()), Some("v1"));
///
/// let last = context.get("more").and_then(|more| more.items().last()).expect("there are two");
/// assert_eq!(last.get("a").and_then(|a| a.as_str()), Some("é"));
/// let mut room = [0; 16];
/// let mut json = Fixed::new(&mut room);
/// last.write(&mut json);
/// assert_eq!(json.written(), r#"{"a":"é"}"#.as_bytes());
/// # Ok::<(), gatepost_json::EventError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Value<'b> {
    /// Checked by the reader; not empty.
    text: &'b [u8],
}

impl<'b> Value<'b> {
    pub(crate) fn new(text: &'b [u8]) -> Self {
        Self { text }
    }

    /// A member of an object; `None` where there is none, where it is `null`, and where this is no
    /// object. Of two members with one name it is the first.
    ///
    /// ```
    /// use gatepost_json::{Index, Sources};
    ///
    /// let mut event = *br#"{"httpMethod":"GET","path":"/","requestContext":{"stage":"v1","none":null}}"#;
    /// let context = Index::read(&mut event, Sources::ALL)?.context.expect("it is there");
    /// assert!(context.get("stage").is_some() && context.get("none").is_none());
    /// # Ok::<(), gatepost_json::EventError>(())
    /// ```
    #[must_use]
    pub fn get(&self, key: &str) -> Option<Self> {
        let (_, value) = self.members().find(|(known, _)| *known == key)?;
        (!value.is_null()).then_some(value)
    }

    /// The text of a string.
    ///
    /// ```
    /// use gatepost_json::{Index, Sources};
    ///
    /// let mut event = *br#"{"httpMethod":"GET","path":"/","a":"caf\u00e9","b":7}"#;
    /// let index = Index::read(&mut event, Sources::ALL)?;
    /// assert_eq!(["a", "b"].map(|name| index.field(name)?.as_str()), [Some("café"), None]);
    /// # Ok::<(), gatepost_json::EventError>(())
    /// ```
    #[must_use]
    pub fn as_str(&self) -> Option<&'b str> {
        Walk::new(self.text, 0).string().map(as_str)
    }

    /// A number that is a whole one, not negative, and less than 2^64.
    ///
    /// ```
    /// use gatepost_json::{Index, Sources};
    ///
    /// let mut event = *br#"{"httpMethod":"GET","path":"/","a":7,"b":-7}"#;
    /// let index = Index::read(&mut event, Sources::ALL)?;
    /// assert_eq!(["a", "b"].map(|name| index.field(name)?.as_u64()), [Some(7), None]);
    /// # Ok::<(), gatepost_json::EventError>(())
    /// ```
    #[must_use]
    pub fn as_u64(&self) -> Option<u64> {
        as_str(self.text).parse().ok()
    }

    /// `true` or `false`.
    ///
    /// ```
    /// use gatepost_json::{Index, Sources};
    ///
    /// let mut event = *br#"{"httpMethod":"GET","path":"/","a":true,"b":"true"}"#;
    /// let index = Index::read(&mut event, Sources::ALL)?;
    /// assert_eq!(["a", "b"].map(|name| index.field(name)?.as_bool()), [Some(true), None]);
    /// # Ok::<(), gatepost_json::EventError>(())
    /// ```
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        as_str(self.text).parse().ok()
    }

    /// A string's text, or a number or boolean as it is written.
    ///
    /// ```
    /// use gatepost_json::{Index, Sources};
    ///
    /// let mut event = *br#"{"httpMethod":"GET","path":"/","a":"7","b":7,"c":[7]}"#;
    /// let index = Index::read(&mut event, Sources::ALL)?;
    /// assert_eq!(["a", "b", "c"].map(|name| index.field(name)?.as_text()), [Some("7"), Some("7"), None]);
    /// # Ok::<(), gatepost_json::EventError>(())
    /// ```
    #[must_use]
    pub fn as_text(&self) -> Option<&'b str> {
        match self.text.first()? {
            b'{' | b'[' | b'n' => None,
            _ => self.as_str().or_else(|| Some(as_str(self.text))),
        }
    }

    /// Whether this is `null`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        self.text.first() == Some(&b'n')
    }

    pub(crate) fn is_object(&self) -> bool {
        self.text.first() == Some(&b'{')
    }

    /// The items of an array; of anything else none.
    ///
    /// ```
    /// use gatepost_json::{Index, Sources};
    ///
    /// let mut event = *br#"{"httpMethod":"GET","path":"/","list":[1,2,3]}"#;
    /// let list = Index::read(&mut event, Sources::ALL)?.field("list").expect("it is there");
    /// assert_eq!(list.items().filter_map(|item| item.as_u64()).sum::<u64>(), 6);
    /// # Ok::<(), gatepost_json::EventError>(())
    /// ```
    pub fn items(&self) -> impl Iterator<Item = Self> + use<'b> {
        let mut inside = self.inside(b'[');
        core::iter::from_fn(move || inside.value().map(Self::new))
    }

    /// The members of an object, in order; of anything else none.
    ///
    /// ```
    /// use gatepost_json::{Index, Sources};
    ///
    /// let mut event = *br#"{"httpMethod":"GET","path":"/","more":{"a":1,"b":2}}"#;
    /// let more = Index::read(&mut event, Sources::ALL)?.field("more").expect("it is there");
    /// assert!(more.members().map(|(name, _)| name).eq(["a", "b"]));
    /// # Ok::<(), gatepost_json::EventError>(())
    /// ```
    pub fn members(&self) -> impl Iterator<Item = (&'b str, Self)> + use<'b> {
        let mut inside = self.inside(b'{');
        core::iter::from_fn(move || {
            let key = inside.string()?;
            inside.value().map(|value| (as_str(key), Self::new(value)))
        })
    }

    /// Writes the value as JSON, for a reader such as serde's.
    pub fn write(&self, buffer: &mut dyn Buffer) {
        let mut json = JsonWriter::new(buffer);
        let mut rest = self.text;
        while let [byte, after @ ..] = rest {
            rest = match *byte {
                b' ' | b'\t' | b'\n' | b'\r' => after,
                b'"' | SEALED => {
                    let mut walk = Walk::new(rest, 0);
                    json.string(walk.string().map(as_str).unwrap_or_default());
                    rest.get(walk.at..).unwrap_or_default()
                }
                byte => {
                    json.raw(as_str(&[byte]));
                    after
                }
            };
        }
    }

    /// A walk over what stands in the brackets; over nothing where the value begins otherwise.
    fn inside(&self, bracket: u8) -> Walk<'b> {
        match self.text.split_first() {
            Some((first, inside)) if *first == bracket => Walk::new(inside, 0),
            _ => Walk::new(&[], 0),
        }
    }
}
