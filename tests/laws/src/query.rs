use gatepost_core::Fields;
use gatepost_json::{Index, Sources};
use serde_json::json;

use crate::events::decoded;

/// A text is, as a `rawQueryString`, the pairs that form_urlencoded finds in it; and, as a load
/// balancer's name and value, each decoded by itself.
pub fn query(input: &[u8]) {
    let Ok(text) = str::from_utf8(input) else { return };
    let event = json!({"rawPath": "/", "rawQueryString": text, "requestContext": {"http": {"method": "GET"}}});
    let mut bytes = event.to_string().into_bytes();
    let index = Index::read(&mut bytes, Sources::ALL).expect("it is an event");
    let expected: Vec<_> = form_urlencoded::parse(text.as_bytes()).into_owned().collect();
    let query = index.query_string.unwrap_or_default();
    assert_eq!(owned(query.iter()), expected, "{text:?}");
    let by_cursor = gatepost_core::Field::all(|cursor| query.next_field(cursor));
    assert_eq!(owned(by_cursor), expected, "{text:?}");

    let (name, value) = text.split_once('\n').unwrap_or((text, text));
    let event = json!({
        "httpMethod": "GET", "path": "/", "requestContext": {"elb": {}},
        "queryStringParameters": {name: value},
        "multiValueQueryStringParameters": {"first": [], name: [value, "%2b", value]},
    });
    let mut bytes = event.to_string().into_bytes();
    let index = Index::read(&mut bytes, Sources::ALL).expect("it is an event");
    let part = |text: &str| decoded(&text.replace('+', " "));
    let (name, value) = (part(name), part(value));
    let multi = [&value, "+", &value].map(|value| (name.clone(), value.to_owned()));
    assert_eq!(owned(index.multi_value_query.iter()), multi, "{text:?}");
    assert_eq!(owned(index.query.iter()), [(name, value)], "{text:?}");
}

fn owned<'p>(pairs: impl Iterator<Item = (&'p str, &'p str)>) -> Vec<(String, String)> {
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}
