//! What gatepost-json must say of an event, by serde_json and a list of our own rules, written down
//! without regard to speed: what its reader is held against.

use std::fmt;

use gatepost_json::{EventError, ReadError, Source};
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::{Value, value::RawValue};

/// What the rules say of an event.
#[derive(PartialEq, Eq, Debug)]
pub enum Verdict {
    /// It is not JSON.
    NotJson,
    /// It is JSON, nested more than 127 deep.
    TooDeep,
    /// It is JSON and no object.
    NotAnObject,
    /// A field that is read is there twice or of the wrong type.
    Refused(String),
    /// A header, a query parameter or a cookie is no text: that one is expected.
    NotTexts(&'static str),
    /// It can be read.
    Fine,
    /// A key has half a surrogate pair in it: serde_json does not take it, and we do.
    Unknown,
}

/// Whether serde_json takes it for JSON. Of bytes it would not look at the UTF-8 of what it ignores.
pub fn is_json(event: &[u8]) -> bool {
    std::str::from_utf8(event).is_ok_and(|text| serde_json::from_str::<IgnoredAny>(text).is_ok())
}

/// How deep the brackets of a JSON text are nested; those in strings are none.
fn depth(json: &str) -> usize {
    let (mut depth, mut deepest) = (0, 0);
    let mut characters = json.chars();
    let mut is_text = false;
    while let Some(character) = characters.next() {
        match character {
            '\\' => drop(characters.next()),
            '"' => is_text = !is_text,
            '{' | '[' if !is_text => depth += 1,
            '}' | ']' if !is_text => depth -= 1,
            _ => (),
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// What the rules say of an event.
pub fn verdict(event: &[u8]) -> Verdict {
    let Some(text) = std::str::from_utf8(event).ok().filter(|_| is_json(event)) else {
        return Verdict::NotJson;
    };
    if depth(text) > 127 {
        return Verdict::TooDeep;
    }
    match serde_json::from_str::<Pairs>(text) {
        Ok(Pairs(fields)) => match Rules::default().root(&fields) {
            Ok(()) => Verdict::Fine,
            Err(verdict) => verdict,
        },
        Err(_) if text.trim_start().starts_with('{') => Verdict::Unknown,
        Err(_) => Verdict::NotAnObject,
    }
}

/// The source of an event that can be read, where it is an HTTP request: by which fields are there.
pub fn source(event: &Value) -> Option<Source> {
    let is_there = |place: &str| event.pointer(place).is_some_and(|value| !value.is_null());
    let is_object = |place: &str| event.pointer(place).is_some_and(Value::is_object);
    let any = |places: &[&str]| places.iter().any(|place| is_there(place));
    let with_method_and_path =
        |source| (is_there("/httpMethod") && is_there("/path")).then_some(source);
    if any(&["/methodArn", "/routeArn", "/identitySource"]) {
        return None;
    }
    if is_object("/requestContext/elb") {
        return with_method_and_path(Source::LoadBalancer);
    }
    if is_object("/requestContext/http") {
        let domain = event.pointer("/requestContext/domainName").and_then(Value::as_str);
        let label = domain.and_then(|domain| domain.split('.').nth(1));
        let is_url = label == Some("lambda-url");
        let source = if is_url { Source::FunctionUrl } else { Source::HttpApi };
        let is_whole = is_there("/requestContext/http/method") && is_there("/rawPath");
        return is_whole.then_some(source);
    }
    let lattice = ["/requestContext/serviceNetworkArn", "/requestContext/serviceArn", "/raw_path"];
    if is_there("/method") && any(&lattice) {
        return Some(Source::Lattice);
    }
    let web_socket = ["connectionId", "eventType", "messageDirection"];
    if web_socket.iter().any(|name| is_there(&format!("/requestContext/{name}")))
        || is_there("/rawPath") && !is_there("/httpMethod")
    {
        return None;
    }
    let is_version_1 = is_there("/requestContext") && event["version"] == "1.0";
    with_method_and_path(if is_version_1 { Source::HttpApiV1 } else { Source::Rest })
}

/// Holds what was made of an event against the rules.
///
/// # Errors
/// With what does not agree.
pub fn check(event: &[u8], ours: Option<&EventError>) -> Result<(), String> {
    let ours = match ours {
        Some(EventError::Json(error)) => Some(error),
        _ => None,
    };
    let expected = |wanted: &str| matches!(ours, Some(ReadError::Syntax { expected, .. }) if expected.as_str() == wanted);
    let verdict = verdict(event);
    let agrees = match &verdict {
        Verdict::NotJson | Verdict::TooDeep => ours.is_some(),
        Verdict::NotAnObject => expected("an object"),
        Verdict::Refused(text) => ours.is_some_and(|error| error.to_string() == *text),
        Verdict::NotTexts(wanted) => expected(wanted),
        Verdict::Fine => ours.is_none(),
        Verdict::Unknown => true,
    };
    let text = String::from_utf8_lossy(event);
    if agrees { Ok(()) } else { Err(format!("{verdict:?}, and ours is {ours:?}: {text}")) }
}

pub(crate) type Field = (String, Box<RawValue>);

/// The fields that were there so far.
#[derive(Default)]
struct Rules {
    known: Vec<&'static str>,
}

const TEXTS: [&str; 6] = ["httpMethod", "path", "rawPath", "rawQueryString", "body", "version"];
const MAPS: [&str; 6] = [
    "headers",
    "multiValueHeaders",
    "queryStringParameters",
    "multiValueQueryStringParameters",
    "pathParameters",
    "stageVariables",
];
const MARKS: [&str; 5] = ["methodArn", "routeArn", "identitySource", "method", "raw_path"];
const CONTEXT_TEXTS: [&str; 3] =
    ["requestContext.requestId", "requestContext.domainName", "requestContext.stage"];
const CONTEXT_MARKS: [&str; 6] = [
    "requestContext.elb",
    "requestContext.serviceNetworkArn",
    "requestContext.serviceArn",
    "requestContext.connectionId",
    "requestContext.eventType",
    "requestContext.messageDirection",
];

/// What a value may begin with.
const ANYTHING: &str = "\"{[-0123456789tfn";

/// The name of a list that ends as the field does.
fn find(names: &[&'static str], parent: &str, name: &str) -> Option<&'static str> {
    names.iter().find(|known| known.strip_prefix(parent) == Some(name)).copied()
}

/// The members of a value that is an object; of another none.
fn members(value: &str) -> Result<Vec<Field>, Verdict> {
    if !value.starts_with('{') {
        return Ok(Vec::new());
    }
    serde_json::from_str(value).map(|Pairs(pairs)| pairs).map_err(|_| Verdict::Unknown)
}

impl Rules {
    fn root(&mut self, fields: &[Field]) -> Result<(), Verdict> {
        for (name, value) in fields {
            let value = value.get();
            if let Some(field) = find(&TEXTS, "", name) {
                self.once(field, value, "\"", "a string")?;
            } else if let Some(field) = find(&MARKS, "", name) {
                self.once(field, value, ANYTHING, "")?;
            } else if let Some(field) = find(&MAPS, "", name) {
                self.once(field, value, "{", "an object of texts")?;
                members(value)?.iter().try_for_each(|(_, value)| texts(value))?;
            } else if name == "cookies" {
                self.once("cookies", value, "[", "an array of strings")?;
                let items: Vec<Box<RawValue>> = serde_json::from_str(value).unwrap_or_default();
                if !items.iter().all(|item| item.get().starts_with('"')) {
                    return Err(Verdict::NotTexts("a string"));
                }
            } else if name == "isBase64Encoded" {
                self.once("isBase64Encoded", value, "tf", "true or false")?;
            } else if name == "requestContext" {
                self.once("requestContext", value, "{", "an object")?;
                self.context(&members(value)?)?;
            }
        }
        Ok(())
    }

    fn context(&mut self, fields: &[Field]) -> Result<(), Verdict> {
        const PARENT: &str = "requestContext.";
        for (name, value) in fields {
            let value = value.get();
            if let Some(field) = find(&CONTEXT_TEXTS, PARENT, name) {
                self.once(field, value, "\"", "a string")?;
            } else if let Some(field) = find(&CONTEXT_MARKS, PARENT, name) {
                self.once(field, value, ANYTHING, "")?;
            } else if name == "http" {
                self.once("requestContext.http", value, ANYTHING, "")?;
                for (name, value) in members(value)? {
                    match name.as_str() {
                        "method" => {
                            let field = "requestContext.http.method";
                            self.once(field, value.get(), "\"", "a string")?;
                        }
                        "sourceIp" => {
                            self.source_ip("requestContext.http.sourceIp", value.get())?;
                        }
                        _ => (),
                    }
                }
            } else if name == "identity" {
                self.once("requestContext.identity", value, ANYTHING, "")?;
                for (name, value) in members(value)? {
                    if name == "sourceIp" {
                        self.source_ip("requestContext.identity.sourceIp", value.get())?;
                    }
                }
            }
        }
        Ok(())
    }

    /// The client's address stands in one of two places.
    fn source_ip(&mut self, field: &'static str, value: &str) -> Result<(), Verdict> {
        if self.known.iter().any(|known| known.ends_with(".sourceIp")) {
            return Err(Verdict::Refused(format!("`{field}` is there twice")));
        }
        self.once(field, value, "\"", "a string")
    }

    /// A field comes once, and begins as its type does or is null.
    fn once(
        &mut self,
        field: &'static str,
        value: &str,
        begins: &str,
        wanted: &'static str,
    ) -> Result<(), Verdict> {
        if self.known.contains(&field) {
            return Err(Verdict::Refused(format!("`{field}` is there twice")));
        }
        self.known.push(field);
        if value == "null" || value.starts_with(|first| begins.contains(first)) {
            return Ok(());
        }
        Err(Verdict::Refused(format!("`{field}` is not {wanted}")))
    }
}

/// A value of a map is a text or an array of texts, or a number, a boolean or `null`.
fn texts(value: &RawValue) -> Result<(), Verdict> {
    let is_text = |value: &RawValue| !value.get().starts_with(['{', '[']);
    let are_texts = match serde_json::from_str::<Vec<Box<RawValue>>>(value.get()) {
        Ok(values) => values.iter().all(|value| is_text(value)),
        Err(_) => is_text(value),
    };
    if are_texts { Ok(()) } else { Err(Verdict::NotTexts("a text")) }
}

/// The members of an object as they are written: all of them, in order.
pub(crate) struct Pairs(pub(crate) Vec<Field>);

impl<'de> Deserialize<'de> for Pairs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Pairs;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(Members)
    }
}
