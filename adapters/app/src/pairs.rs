//! Names and values, as any type that serde can read: of a query or a form.
//!
//! The crates for this read an encoded text, and say of a mistake what stood there but not where. Pairs
//! come decoded here, and a mistake is told by its field.

use std::{borrow::Cow, fmt, str::FromStr, vec};

use serde::{
    Deserialize,
    de::{
        self, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, Visitor,
        value::SeqDeserializer,
    },
    forward_to_deserialize_any,
};

type Text<'de> = Cow<'de, str>;

/// How many pairs are read: more are a client's mistake, or worse.
pub(crate) const MAX_PAIRS: usize = 1000;

/// Reads a `T` of pairs, names that come several times included.
pub(crate) fn from_pairs<'de, T: Deserialize<'de>>(
    mut pairs: Vec<(Text<'de>, Text<'de>)>,
) -> Result<T, PairsError> {
    // Sorted, the values of a name stand together, in their order; and no client can make a sort slow.
    pairs.sort_by(|(left, _), (right, _)| left.cmp(right));
    T::deserialize(Pairs {
        rest: pairs.into_iter(),
        values: Values(Vec::new()),
        name: String::new(),
    })
}

/// Why pairs make no `T`, without a word of what the client sent but the field's name.
#[derive(Debug)]
pub(crate) struct PairsError {
    field: Option<String>,
    what: String,
    /// Whether the text is that of a type from elsewhere, which may tell the value.
    is_foreign: bool,
}

impl PairsError {
    fn new(what: impl Into<String>) -> Self {
        Self { field: None, what: what.into(), is_foreign: false }
    }

    fn of_field(field: &str, what: &str) -> Self {
        Self { field: Some(field.to_owned()), ..Self::new(what) }
    }

    fn within(self, field: &str, values: &[Text<'_>]) -> Self {
        let tells = values.iter().any(|value| !value.is_empty() && self.what.contains(&**value));
        let what = if self.is_foreign && tells { "not valid".to_owned() } else { self.what };
        Self { field: self.field.or_else(|| Some(field.to_owned())), what, is_foreign: false }
    }

    /// The text for the client: `of` is what one of the pairs is called, `all` what they are together.
    pub(crate) fn message(&self, of: &str, all: &str) -> String {
        match &self.field {
            Some(field) => format!("{of} `{field}`: {}", self.what),
            None => format!("{all}: {}", self.what),
        }
    }
}

impl de::Error for PairsError {
    fn custom<T: fmt::Display>(what: T) -> Self {
        Self { is_foreign: true, ..Self::new(what.to_string()) }
    }

    fn invalid_type(_: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::new(format!("expected {expected}"))
    }

    fn invalid_value(_: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::new(format!("expected {expected}"))
    }

    fn invalid_length(_: usize, expected: &dyn de::Expected) -> Self {
        Self::new(format!("expected {expected}"))
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Self::new(format!("expected one of {}", quoted(expected)))
    }

    fn unknown_field(_: &str, expected: &'static [&'static str]) -> Self {
        Self::new(format!("a name that is none of {}", quoted(expected)))
    }

    fn missing_field(field: &'static str) -> Self {
        Self::of_field(field, "missing")
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::of_field(field, TWICE)
    }
}

const TWICE: &str = "there more than once";

fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

impl fmt::Display for PairsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message("field", "fields"))
    }
}

impl std::error::Error for PairsError {}

/// All pairs, sorted by name: a map.
struct Pairs<'de> {
    rest: vec::IntoIter<(Text<'de>, Text<'de>)>,
    /// The values of the name that was read last, and that name.
    values: Values<'de>,
    name: String,
}

impl<'de> Deserializer<'de> for Pairs<'de> {
    type Error = PairsError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PairsError> {
        visitor.visit_map(self)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PairsError> {
        if self.rest.as_slice().is_empty() {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, PairsError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PairsError> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl<'de> MapAccess<'de> for Pairs<'de> {
    type Error = PairsError;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, PairsError> {
        let Some((name, value)) = self.rest.next() else {
            return Ok(None);
        };
        self.values.0.push(value);
        while let Some((next, _)) = self.rest.as_slice().first()
            && *next == name
        {
            self.values.0.extend(self.rest.next().map(|(_, value)| value));
        }
        name.as_ref().clone_into(&mut self.name);
        seed.deserialize(Value(name)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, PairsError> {
        let values = std::mem::replace(&mut self.values, Values(Vec::new()));
        // Kept for the error only; text that the request holds is not copied.
        let told = values.0.clone();
        seed.deserialize(values).map_err(|error| error.within(&self.name, &told))
    }
}

/// The values of one name: one, or for a type that takes several, several.
struct Values<'de>(Vec<Text<'de>>);

impl<'de> Values<'de> {
    fn one(self) -> Result<Value<'de>, PairsError> {
        let mut values = self.0.into_iter();
        match (values.next(), values.next()) {
            (Some(value), None) => Ok(Value(value)),
            _ => Err(PairsError::new(TWICE)),
        }
    }
}

/// A method of a deserializer for the one value.
macro_rules! of_one {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PairsError> {
            self.one()?.$method(visitor)
        }
    )*};
}

impl<'de> Deserializer<'de> for Values<'de> {
    type Error = PairsError;

    of_one! {
        deserialize_any deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32
        deserialize_i64 deserialize_i128 deserialize_u8 deserialize_u16 deserialize_u32
        deserialize_u64 deserialize_u128 deserialize_f32 deserialize_f64 deserialize_char
        deserialize_str deserialize_string deserialize_bytes deserialize_byte_buf deserialize_unit
        deserialize_map deserialize_identifier
    }

    /// An empty value, as an empty field of a form sends it, is none.
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PairsError> {
        match self.0.as_slice() {
            [value] if value.is_empty() => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, PairsError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PairsError> {
        let mut values = SeqDeserializer::new(self.0.into_iter().map(Value));
        let read = visitor.visit_seq(&mut values)?;
        values.end().map(|()| read)
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, PairsError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, PairsError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, PairsError> {
        self.one()?.deserialize_enum(name, variants, visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PairsError> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! { unit_struct struct }
}

/// One text: a name, or a value.
struct Value<'de>(Text<'de>);

impl<'de> IntoDeserializer<'de, PairsError> for Value<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl Value<'_> {
    fn parse<T: FromStr<Err: fmt::Display>>(&self) -> Result<T, PairsError> {
        // What std's parsers say, they say of the text without telling it.
        self.0.parse().map_err(|error: T::Err| PairsError::new(error.to_string()))
    }
}

/// A method of a deserializer that parses the text.
macro_rules! parsed {
    ($($method:ident $visit:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PairsError> {
            visitor.$visit(self.parse()?)
        }
    )*};
}

impl<'de> Deserializer<'de> for Value<'de> {
    type Error = PairsError;

    parsed! {
        deserialize_bool visit_bool deserialize_char visit_char
        deserialize_i8 visit_i8 deserialize_i16 visit_i16 deserialize_i32 visit_i32
        deserialize_i64 visit_i64 deserialize_i128 visit_i128
        deserialize_u8 visit_u8 deserialize_u16 visit_u16 deserialize_u32 visit_u32
        deserialize_u64 visit_u64 deserialize_u128 visit_u128
        deserialize_f32 visit_f32 deserialize_f64 visit_f64
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PairsError> {
        match self.0 {
            Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
            Cow::Owned(text) => visitor.visit_string(text),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PairsError> {
        if self.0.is_empty() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, PairsError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, PairsError> {
        visitor.visit_enum(self.0.into_deserializer())
    }

    forward_to_deserialize_any! {
        str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct identifier
        ignored_any
    }
}
