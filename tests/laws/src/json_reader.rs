use gatepost_core::Buffer as _;
use gatepost_json::{EventError, Index, Sources, Value};
use serde_json::value::RawValue;

use crate::event_rules::{self, Pairs, is_json};

/// Any bytes, as an event and as a value in one, are taken or refused as serde_json and our own rules
/// have it; and each text in what is taken is the one that serde_json finds there.
pub fn json_reader(input: &[u8]) {
    check(input);
    let wrapped = [br#"{"httpMethod":"GET","path":"/","u":"#, input, b"}"].concat();
    check(&wrapped);
    // The context is read, and not skipped.
    let inside =
        [br#"{"httpMethod":"GET","path":"/","requestContext":{"u":"#, input, b"}}"].concat();
    check(&inside);
}

fn check(event: &[u8]) {
    let mut bytes = event.to_vec();
    let read = Index::read(&mut bytes, Sources::ALL);
    if let Err(difference) = event_rules::check(event, read.as_ref().err()) {
        panic!("{difference}");
    }
    if let Ok(value) = value_of(event) {
        let source = match &read {
            Ok(index) => Some(index.source),
            Err(EventError::SwitchedOff(source)) => Some(*source),
            Err(EventError::NotHttp(_)) => None,
            _ => return,
        };
        assert_eq!(source, event_rules::source(&value), "{value}");
    }
    let Ok(index) = read else { return };
    let text = str::from_utf8(event).expect("it has been read");
    let Ok(Pairs(fields)) = serde_json::from_str(text) else {
        // A key has half a surrogate pair in it.
        return;
    };
    for (name, value) in &fields {
        // Those that have been decoded further; and of two with one name the first counts.
        let is_changed = match name.as_str() {
            "body" | "rawQueryString" | "cookies" => true,
            "queryStringParameters" | "multiValueQueryStringParameters" => index.context.is_some(),
            name => fields.iter().filter(|(known, _)| known == name).count() > 1,
        };
        if is_changed {
            continue;
        }
        if name == "requestContext"
            && let Some(context) = index.context
        {
            assert_eq!(difference(context, value), None, "{text}");
        }
        match index.field(name) {
            Some(view) => assert_eq!(difference(view, value), None, "{text}"),
            None => assert_eq!(value.get(), "null", "{name} of {text}"),
        }
    }
}

/// What a view says that differs from the value as it was written.
#[must_use]
pub fn difference(view: Value<'_>, written: &RawValue) -> Option<String> {
    let text = written.get();
    let differs = |what: &str| Some(format!("{what} of {text}"));
    let (first, members, items) = (text.as_bytes().first(), view.members(), view.items());
    let mut json = Vec::new();
    view.write(&mut json);
    if !is_json(json.written()) {
        return differs("not JSON");
    }
    if let (Ok(one), Ok(other)) = (value_of(text.as_bytes()), value_of(&json))
        && one != other
    {
        return differs("another value");
    }
    let expected = match first {
        Some(b'"') => match serde_json::from_str::<String>(text) {
            Ok(text) => Some(text),
            // Half a surrogate pair.
            Err(_) => return None,
        },
        Some(b'{' | b'[' | b'n') => None,
        _ => Some(text.to_owned()),
    };
    if view.as_text() != expected.as_deref() {
        return differs("another text");
    }
    if view.as_str() != expected.as_deref().filter(|_| first == Some(&b'"')) {
        return differs("another string");
    }
    let scalars = (view.is_null(), view.as_bool(), view.as_u64());
    if scalars != (text == "null", text.parse().ok(), text.parse().ok()) {
        return differs("another scalar");
    }
    let fields = match serde_json::from_str::<Pairs>(text) {
        Ok(Pairs(fields)) => fields,
        // A key has half a surrogate pair in it.
        Err(_) if first == Some(&b'{') => return None,
        Err(_) => vec![],
    };
    let elements: Vec<Box<RawValue>> = serde_json::from_str(text).unwrap_or_default();
    let (members, items): (Vec<_>, Vec<_>) = (members.collect(), items.collect());
    if !members.iter().map(|(name, _)| *name).eq(fields.iter().map(|(name, _)| name.as_str())) {
        return differs("other keys");
    }
    if items.len() != elements.len() {
        return differs("other items");
    }
    for (name, _) in &fields {
        let first = fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.get());
        if view.get(name).is_none() != (first == Some("null")) {
            return differs("another member");
        }
    }
    let values = members.into_iter().map(|(_, value)| value).chain(items);
    let written = fields.iter().map(|(_, value)| value).chain(&elements);
    values.zip(written).find_map(|(view, written)| difference(view, written))
}

fn value_of(json: &[u8]) -> serde_json::Result<serde_json::Value> {
    serde_json::from_slice(json)
}
