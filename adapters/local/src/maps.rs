//! Names and values as the maps of events: each gateway has its own idea of a name that comes twice.

use serde_json::{Map, Value, json};

/// Each name's last value.
pub(crate) fn last(pairs: &[(String, String)]) -> Map<String, Value> {
    pairs.iter().map(|(name, value)| (name.clone(), value.as_str().into())).collect()
}

/// Each name's values, as an array.
pub(crate) fn all(pairs: &[(String, String)]) -> Map<String, Value> {
    let mut map = Map::new();
    for (name, value) in pairs {
        if let Value::Array(values) = map.entry(name.as_str()).or_insert_with(|| json!([])) {
            values.push(value.as_str().into());
        }
    }
    map
}

/// Each name's values, joined by a comma: which commas were there before, nobody can tell.
pub(crate) fn joined(pairs: &[(String, String)]) -> Map<String, Value> {
    let mut map = Map::new();
    for (name, value) in pairs {
        match map.get_mut(name) {
            Some(Value::String(values)) => {
                values.push(',');
                values.push_str(value);
            }
            _ => drop(map.insert(name.clone(), value.as_str().into())),
        }
    }
    map
}

/// Null where there is nothing.
pub(crate) fn or_null(map: Map<String, Value>) -> Value {
    if map.is_empty() { Value::Null } else { map.into() }
}
