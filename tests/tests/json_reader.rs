//! gatepost-json reads what serde_json reads, refuses what it refuses, and sees the same texts in it.
//! Where the two differ on purpose, the test is named after the rule.

use std::fmt;

use gatepost_json::{EventError, FieldMap, Index, ReadError, Sources};
use proptest::prelude::*;
use proptest::sample::Index as Place;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::{Map, Value, json, value::RawValue};

const NUL: char = '\0';

/// What the index says of an event.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Seen {
    path: Option<String>,
    body: Option<String>,
    headers: Vec<(String, String)>,
    multi_value_headers: Vec<(String, String)>,
}

fn read(event: impl AsRef<[u8]>) -> Result<Seen, ReadError> {
    let mut event = event.as_ref().to_vec();
    let index = match Index::read(&mut event, Sources::ALL) {
        Ok(index) => index,
        Err(EventError::Json(error)) => return Err(error),
        // What it is read for is not there, or it is of a source that has no use for it.
        Err(_) => return Ok(Seen::default()),
    };
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    Ok(Seen {
        path: index.path.map(str::to_owned),
        body: index.body.map(text),
        headers: pairs(&index.headers),
        multi_value_headers: pairs(&index.multi_value_headers.unwrap_or_default()),
    })
}

fn pairs(fields: &FieldMap<'_>) -> Vec<(String, String)> {
    fields.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// What serde_json says of the same event.
fn read_by_serde(event: &str) -> Seen {
    let event: Value = serde_json::from_str(event).unwrap();
    let text = |field: &str| event[field].as_str().map(str::to_owned);
    Seen {
        path: text("path"),
        body: text("body"),
        headers: pairs_by_serde(&event["headers"]),
        multi_value_headers: pairs_by_serde(&event["multiValueHeaders"]),
    }
}

fn pairs_by_serde(object: &Value) -> Vec<(String, String)> {
    let values = |value: &Value| match value {
        Value::Array(values) => values.clone(),
        value => vec![value.clone()],
    };
    let fields = object.as_object().into_iter().flatten();
    fields
        .flat_map(|(name, value)| values(value).into_iter().map(move |value| (name.clone(), value)))
        .map(|(name, value)| (name, value.as_str().unwrap().to_owned()))
        .collect()
}

/// Whether serde_json takes it for JSON. Of bytes it would not look at the UTF-8 of what it ignores.
fn is_json(event: &[u8]) -> bool {
    std::str::from_utf8(event).is_ok_and(|text| serde_json::from_str::<IgnoredAny>(text).is_ok())
}

#[track_caller]
fn refuses(event: impl AsRef<[u8]>, reason: &str) {
    let text = String::from_utf8_lossy(event.as_ref()).into_owned();
    assert_eq!(read(event).map_err(|error| error.to_string()), Err(reason.to_owned()), "{text}");
}

/// Both take `value`, as a field that nobody reads.
#[track_caller]
fn both_take(value: &str) {
    let event = event_with(value);
    assert!(is_json(event.as_bytes()), "serde_json refuses {value}");
    assert_eq!(read(&event).unwrap().path.as_deref(), Some("/a"), "{value}");
}

/// Both refuse `value`, as a field that nobody reads.
#[track_caller]
fn both_refuse(value: &str) {
    let event = event_with(value);
    assert!(!is_json(event.as_bytes()), "serde_json takes {value}");
    assert!(matches!(read(&event), Err(ReadError::Syntax { .. })), "{value}");
}

fn event_with(value: &str) -> String {
    format!(r#"{{"u":{value},"httpMethod":"GET","path":"/a"}}"#)
}

// ---- what both agree on ----

#[test]
fn values_that_are_json() {
    let values = [
        // Numbers.
        "0",
        "-0",
        "1",
        "-1",
        "10",
        "0.0",
        "-0.5",
        "1.25",
        "0e0",
        "1E5",
        "1e+5",
        "1e-5",
        "1.5e10",
        "1e400",
        "-1e-400",
        "10000000000000000999",
        "123456789012345678901234567890.5",
        // Words.
        "true",
        "false",
        "null",
        // Texts.
        r#""""#,
        r#""a""#,
        r#""é€😀""#,
        "\"\u{7f}\"",
        "\"\u{2028}\"",
        r#""\"\\\/\b\f\n\r\t""#,
        r#""\u0000\u001F\u00e9\uD83D\uDE00\uFFFF""#,
        // Lists.
        "[]",
        "[ ]",
        "{}",
        "{ }",
        "[[],{}]",
        r#"{"a":[1,{"b":null}],"":""}"#,
        "[\n1\t,\r2 ]",
        r#"{ "a" : 1 , "a" : 2 }"#,
    ];
    for value in values {
        both_take(value);
    }
}

#[test]
fn values_that_are_not_json() {
    let values = [
        // Numbers.
        "",
        "-",
        "+1",
        "01",
        "-01",
        "00",
        "1.",
        ".5",
        "-.5",
        "1.e5",
        "1e",
        "1e+",
        "1e+-5",
        "0x10",
        "1_0",
        "1a",
        "NaN",
        "Infinity",
        "-Infinity",
        "- 1",
        "1 2",
        "１",
        // Words.
        "tru",
        "True",
        "nul",
        "nulll",
        "falsey",
        "undefined",
        // Texts.
        r#"""#,
        r#""a"#,
        "'a'",
        "a",
        r#""\x41""#,
        r#""\u12""#,
        r#""\u12G4""#,
        r#""\u+123""#,
        r#""\""#,
        r#""\U0041""#,
        r#""\ ""#,
        "\"\n\"",
        "\"\t\"",
        "\"\u{0}\"",
        "\"\u{1f}\"",
        "\"eight by\u{1}\"",
        r#""a""b""#,
        // Lists.
        "[",
        "]",
        "{",
        "}",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "[1 2]",
        "[1,,2]",
        "[}",
        "[1}",
        "{]",
        r#"{"a"}"#,
        r#"{"a":}"#,
        r#"{"a":1,}"#,
        r#"{,"a":1}"#,
        r#"{a:1}"#,
        r#"{1:1}"#,
        r#"{"a":1 "b":2}"#,
        r#"{"a"::1}"#,
        r#"{"a":1]"#,
        r#"{"a":[}"#,
        r#"{"a","b"}"#,
        // What other formats have.
        "/* c */ 1",
        "1 // c",
        "\u{a0}1",
        "\u{b}1",
        "\u{c}1",
    ];
    for value in values {
        both_refuse(value);
    }
}

#[test]
fn every_control_byte_must_be_escaped_wherever_it_stands() {
    for byte in 0..0x20 {
        for before in 0..9 {
            let text = format!("\"{}{}\"", "a".repeat(before), char::from(byte));
            both_refuse(&text);
            both_refuse(&format!("{{{text}:1}}"));
        }
    }
}

#[test]
fn a_quote_or_an_escape_is_found_wherever_it_stands() {
    for length in 0..34 {
        let plain = "\u{21}".repeat(length);
        let event = format!(
            r#"{{"httpMethod":"GET","path":"{plain}","body":"{plain}\n","headers":{{"{plain}\"":"{plain}"}}}}"#
        );
        assert_eq!(read(&event).unwrap(), read_by_serde(&event), "{length}");
    }
}

#[test]
fn escapes_are_decoded_as_serde_json_does() {
    let texts = [
        r"\u002fcaf\u00E9",
        r"\/",
        r"a\\",
        r#"\""#,
        r"\b\f\n\r\t",
        r"\ud83d\ude00",
        r"\uD83D\uDE00x",
        r"\udbff\udfff\ud800\udc00",
        r"\u0000",
        r"\u2028é\u20ac€",
        r"\ufffe\uffff",
        r"\\u0041",
        r"\\\u0041",
        r"\\\\\\\\\\",
        "\u{fe}\u{ff}",
        r"\u00fe\u00ff",
    ];
    for text in texts {
        let event = format!(
            r#"{{"httpMethod":"GET","path":"{text}","body":"{text}","headers":{{"{text}":"{text}","z":"z"}},
                "multiValueHeaders":{{"{text}":["{text}","",  "{text}"],"y":[],"x":"{text}"}}}}"#
        );
        assert_eq!(read(&event).unwrap(), read_by_serde(&event), "{text}");
    }
}

#[test]
fn a_key_may_be_escaped() {
    let event = r#"{"httpMethod":"GET","p\u0061th":"/a","\u0068eaders":{"x-\u0061":"1"},"bod\u0079":"b","Path":"/b"}"#;
    let seen = read(event).unwrap();
    assert_eq!(seen, read_by_serde(event));
    assert_eq!((seen.path.as_deref(), seen.body.as_deref()), (Some("/a"), Some("b")));
    refuses(r#"{"path":"/a","p\u0061th":"/b"}"#, "`path` is there twice");
}

#[test]
fn every_prefix_of_an_event_is_refused() {
    let event = sample();
    assert!(read(&event).is_ok());
    for end in 0..event.len() {
        let prefix = &event.as_bytes()[..end];
        assert!(!is_json(prefix), "{end}");
        assert!(read(prefix).is_err(), "{end}");
    }
}

#[test]
fn nothing_may_come_after_the_event() {
    assert!(read("{} \t\r\n").is_ok());
    for (event, reason) in [
        ("{}{}", "byte 2: expected nothing after the value"),
        ("{} x", "byte 3: expected nothing after the value"),
        ("{}\0", "byte 2: expected nothing after the value"),
        ("{},", "byte 2: expected nothing after the value"),
        ("{}}", "byte 2: expected nothing after the value"),
    ] {
        assert!(!is_json(event.as_bytes()));
        refuses(event, reason);
    }
}

#[test]
fn a_byte_order_mark_is_refused() {
    for event in [&b"\xEF\xBB\xBF{}"[..], b"\xFF\xFE{\0}\0", b"\xFE\xFF\0{\0}"] {
        assert!(!is_json(event));
        assert!(read(event).is_err());
    }
    refuses("\u{feff}{}", "byte 0: expected an object");
}

// ---- the rules by which they differ ----

#[test]
fn an_event_is_an_object() {
    for event in ["[]", "null", "1", "\"{}\"", "true"] {
        assert!(is_json(event.as_bytes()));
        refuses(event, "byte 0: expected an object");
    }
    for event in ["", " "] {
        assert!(matches!(read(event), Err(ReadError::Syntax { .. })));
    }
}

#[test]
fn all_of_an_event_is_utf_8() {
    let bad: [&[u8]; 8] = [
        b"\xff",
        b"\x80",
        b"\xc0\xaf",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
        b"\xe2\x82",
        b"\xc3",
        b"\xfe",
    ];
    for bytes in bad {
        for (before, after) in
            [(r#"{"u":""#, r#""}"#), (r#"{""#, r#"":1}"#), (r#"{"path":"/"#, r#""}"#)]
        {
            let event = [before.as_bytes(), bytes, after.as_bytes()].concat();
            refuses(&event, &format!("byte {}: not UTF-8", before.len()));
        }
    }
}

#[test]
fn a_surrogate_without_its_partner_is_u_fffd() {
    let cases = [
        (r"\ud800", "\u{fffd}"),
        (r"\uDFFF", "\u{fffd}"),
        (r"a\ud83db", "a\u{fffd}b"),
        (r"\ud83d\ud83d\ude00", "\u{fffd}\u{1f600}"),
        (r"\ude00\ud83d", "\u{fffd}\u{fffd}"),
        (r"\ud83d\n", "\u{fffd}\n"),
        (r"\ud83d\u0041", "\u{fffd}A"),
        (r"\ud83d\\ude00", "\u{fffd}\\ude00"),
        (r"\ud83dude00", "\u{fffd}ude00"),
    ];
    for (written, text) in cases {
        let event = format!(
            r#"{{"httpMethod":"GET","path":"{written}","headers":{{"{written}":"{written}"}},"u":"{written}"}}"#
        );
        assert!(serde_json::from_str::<Value>(&event).is_err());
        let seen = read(&event).unwrap();
        assert_eq!(seen.path.as_deref(), Some(text), "{written}");
        assert_eq!(seen.headers, [(text.to_owned(), text.to_owned())], "{written}");
    }
}

#[test]
fn nesting_is_at_most_127_deep() {
    for (open, inside, close, levels) in
        [("[", "", "]", 1), (r#"{"a":"#, "1", "}", 1), (r#"[{"a":"#, "1", "}]", 2)]
    {
        // The event itself is one level.
        let event = |depth: usize| {
            let times = (depth - 1).div_ceil(levels);
            event_with(&[&open.repeat(times), inside, &close.repeat(times)].concat())
        };
        assert!(read(event(127)).is_ok(), "{open}");
        assert!(serde_json::from_str::<Value>(&event(127)).is_ok(), "{open}");
        assert!(serde_json::from_str::<Value>(&event(128)).is_err(), "{open}");
        for depth in [128, 129, 100_000] {
            assert!(matches!(read(event(depth)), Err(ReadError::TooDeep { .. })), "{open} {depth}");
        }
    }
    refuses(event_with(&"[".repeat(127)), "byte 131: nested more than 127 deep");
    // Unclosed, and long enough for any stack.
    assert!(matches!(read(r#"{"u":"#.repeat(100_000)), Err(ReadError::TooDeep { .. })));
    assert!(matches!(read(event_with(&"[".repeat(100_000))), Err(ReadError::TooDeep { .. })));
    // In the context, which is read and not skipped, the same.
    let context = |levels: usize| {
        format!(r#"{{"requestContext":{{"u":{}{}}}}}"#, "[".repeat(levels), "]".repeat(levels))
    };
    assert!(read(context(125)).is_ok());
    assert!(matches!(read(context(126)), Err(ReadError::TooDeep { .. })));
    // Levels that are closed do not count.
    assert!(read(event_with(&format!("[{}1]", "[[]],".repeat(1000)))).is_ok());
}

#[test]
fn a_field_that_is_read_is_there_once() {
    let cases = [
        ("httpMethod", r#""GET""#),
        ("path", r#""/""#),
        ("headers", "{}"),
        ("multiValueHeaders", "{}"),
        ("queryStringParameters", "{}"),
        ("multiValueQueryStringParameters", "{}"),
        ("body", r#""""#),
        ("isBase64Encoded", "false"),
        ("version", r#""1.0""#),
        ("requestContext", "{}"),
    ];
    for (field, value) in cases {
        assert!(read(format!(r#"{{"{field}":{value}}}"#)).is_ok(), "{field}");
        let twice = format!(r#"{{"{field}":{value},"u":1,"{field}":{value}}}"#);
        refuses(twice, &format!("`{field}` is there twice"));
    }
    refuses(
        r#"{"requestContext":{"requestId":"1","requestId":"1"}}"#,
        "`requestContext.requestId` is there twice",
    );
    // One that is not read may be.
    assert!(read(r#"{"resource":1,"resource":2}"#).is_ok());
    // A header may come twice; both are there.
    let seen =
        read(r#"{"httpMethod":"GET","path":"/","headers":{"a":"1","a":"2","A":"3"}}"#).unwrap();
    assert_eq!(seen.headers, [("a", "1"), ("a", "2"), ("A", "3")].map(owned));
}

#[test]
fn a_field_that_is_read_has_its_type_or_is_null() {
    let texts = ["httpMethod", "path", "body", "version"];
    let maps = [
        "headers",
        "multiValueHeaders",
        "queryStringParameters",
        "multiValueQueryStringParameters",
    ];
    let cases = texts
        .map(|field| (field, "a string", [r#"{}"#, "[]", "1", "true", "-"]))
        .into_iter()
        .chain(maps.map(|field| (field, "an object of texts", [r#""""#, "[]", "1", "true", "-"])))
        .chain([
            ("isBase64Encoded", "true or false", [r#""true""#, "{}", "0", "1", "nul"]),
            ("requestContext", "an object", [r#""""#, "[]", "1", "true", "-"]),
        ]);
    for (field, wanted, wrong) in cases {
        assert_eq!(read(format!(r#"{{"{field}": null}}"#)), Ok(Seen::default()), "{field}");
        for wrong in wrong {
            refuses(format!(r#"{{"{field}": {wrong}}}"#), &format!("`{field}` is not {wanted}"));
        }
    }
    for (field, wrong) in [("requestId", "1"), ("domainName", "{}")] {
        let event = format!(r#"{{"requestContext":{{"{field}":{wrong}}}}}"#);
        refuses(event, &format!("`requestContext.{field}` is not a string"));
    }
}

#[test]
fn a_header_is_a_text_or_an_array_of_texts() {
    for value in ["{}", "[[]]", "[{}]", r#"["a",["b"]]"#, "tru", "[tru]", "01", "[1,]"] {
        let event = format!(r#"{{"headers":{{"a":{value}}}}}"#);
        assert!(matches!(read(&event), Err(ReadError::Syntax { .. })), "{value}");
    }
    refuses(r#"{"headers":{"a":{}}}"#, "byte 16: expected a text");
    // Scalars that no source sends are the texts that they are written with; null is none.
    let event = r#"{"httpMethod":"GET","path":"/","headers":{"a": 1.50e+1 ,"b":true,"c":null,"d":[false,null , -0],"e":[],"f":"null"},"body":""}"#;
    let seen = read(event).unwrap();
    let expected = [("a", "1.50e+1"), ("b", "true"), ("d", "false"), ("d", "-0"), ("f", "null")];
    assert_eq!(seen.headers, expected.map(owned));
    assert_eq!(seen.body.as_deref(), Some(""));
}

fn owned((name, value): (&str, &str)) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

// ---- laws ----

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config(1500))]

    #[test]
    fn an_event_means_what_serde_json_says(event in event(), seed: u64) {
        let written = Noise(seed | 1).event(&event);
        let by_serde: Value = serde_json::from_str(&written).unwrap();
        prop_assert_eq!(&by_serde, &Value::Object(event));
        prop_assert_eq!(read(&written).unwrap(), read_by_serde(&written));
    }

    #[test]
    fn a_broken_event_is_refused_where_serde_json_refuses(
        changes in prop::collection::vec((any::<Place>(), change()), 1..4),
    ) {
        let mut event = sample().into_bytes();
        for (place, change) in changes {
            change.make(&mut event, place);
        }
        check_against_serde(&event)?;
    }

    #[test]
    fn no_bytes_make_it_panic(event in prop::collection::vec(any::<u8>(), 0..64)) {
        check_against_serde(&event)?;
    }
}

/// Ours takes what serde_json takes, unless the model of our own rules says what is wrong with it.
fn check_against_serde(event: &[u8]) -> Result<(), TestCaseError> {
    let text = String::from_utf8_lossy(event).into_owned();
    let ours = read(event);
    if !is_json(event) {
        prop_assert!(ours.is_err(), "taken, though it is not JSON: {}", text);
        return Ok(());
    }
    let Ok(Pairs(fields)) = serde_json::from_str::<Pairs>(&text) else {
        // A key with half a surrogate pair, or no object.
        let is_object = text.trim_start().starts_with('{');
        let is_refused = matches!(ours, Err(ReadError::Syntax { expected: "an object", .. }));
        prop_assert!(is_object || is_refused, "{:?} {}", ours, text);
        return Ok(());
    };
    match (root_rules(&fields), ours) {
        (Ok(()), ours) => prop_assert!(ours.is_ok(), "refused: {:?} {}", ours, text),
        (Err(Some(refusal)), ours) => prop_assert_eq!(ours, Err(refusal), "{}", text),
        (Err(None), ours) => {
            let is_refused = matches!(ours, Err(ReadError::Syntax { expected: "a text", .. }));
            prop_assert!(is_refused, "{:?} {}", ours, text);
        }
    }
    Ok(())
}

/// What our rules say of JSON that is well-formed; `Err(None)` for a header that is no text.
type Verdict = Result<(), Option<ReadError>>;

fn root_rules(fields: &[(String, Box<RawValue>)]) -> Verdict {
    let maps = [
        "headers",
        "multiValueHeaders",
        "queryStringParameters",
        "multiValueQueryStringParameters",
        "pathParameters",
        "stageVariables",
    ];
    let texts = ["httpMethod", "path", "rawPath", "rawQueryString", "body", "version"];
    let mut known = Vec::new();
    for (name, value) in fields {
        let value = value.get();
        match name.as_str() {
            "cookies" => {
                known_once(&mut known, "cookies", value, "[", "an array of strings")?;
                let items: Option<Vec<Box<RawValue>>> = serde_json::from_str(value).ok();
                let are_texts = |items: Vec<Box<RawValue>>| {
                    items.iter().all(|item| item.get().starts_with('"'))
                };
                if !items.is_none_or(are_texts) {
                    return Err(None);
                }
            }
            "isBase64Encoded" => {
                known_once(&mut known, "isBase64Encoded", value, "tf", "true or false")?;
            }
            "requestContext" => {
                known_once(&mut known, "requestContext", value, "{", "an object")?;
                if let Ok(Pairs(inside)) = serde_json::from_str(value) {
                    context_rules(&mut known, &inside)?;
                }
            }
            name => {
                if let Some(field) = texts.into_iter().find(|field| *field == name) {
                    known_once(&mut known, field, value, "\"", "a string")?;
                }
                let marks = ["methodArn", "routeArn", "identitySource", "method", "raw_path"];
                if let Some(mark) = marks.into_iter().find(|mark| *mark == name) {
                    known_once(&mut known, mark, value, ANYTHING, "")?;
                }
                let Some(field) = maps.into_iter().find(|field| *field == name) else { continue };
                known_once(&mut known, field, value, "{", "an object of texts")?;
                if let Ok(Pairs(inside)) = serde_json::from_str(value) {
                    inside.iter().try_for_each(|(_, value)| header_rule(value))?;
                }
            }
        }
    }
    Ok(())
}

fn context_rules(known: &mut Vec<&'static str>, fields: &[(String, Box<RawValue>)]) -> Verdict {
    for (name, value) in fields {
        match name.as_str() {
            "requestId" => {
                known_once(known, "requestContext.requestId", value.get(), "\"", "a string")?;
            }
            "domainName" => {
                known_once(known, "requestContext.domainName", value.get(), "\"", "a string")?;
            }
            name => {
                let marks = [
                    "requestContext.elb",
                    "requestContext.http",
                    "requestContext.serviceNetworkArn",
                    "requestContext.serviceArn",
                    "requestContext.connectionId",
                    "requestContext.eventType",
                    "requestContext.messageDirection",
                ];
                let is_it = |mark: &&str| mark.strip_prefix("requestContext.") == Some(name);
                if let Some(mark) = marks.into_iter().find(is_it) {
                    known_once(known, mark, value.get(), ANYTHING, "")?;
                }
            }
        }
    }
    Ok(())
}

/// What a value may begin with.
const ANYTHING: &str = "\"{[-0123456789tfn";

/// A field comes once, and begins as its type does or is null.
fn known_once(
    known: &mut Vec<&'static str>,
    field: &'static str,
    value: &str,
    begins: &str,
    wanted: &'static str,
) -> Verdict {
    if known.contains(&field) {
        return Err(Some(ReadError::Twice { field }));
    }
    known.push(field);
    if value == "null" {
        return Ok(());
    }
    if value.starts_with(|first| begins.contains(first)) {
        return Ok(());
    }
    Err(Some(ReadError::Type { field, wanted }))
}

fn header_rule(value: &RawValue) -> Verdict {
    let is_text = |value: &RawValue| !value.get().starts_with(['{', '[']);
    let values: Option<Vec<Box<RawValue>>> = serde_json::from_str(value.get()).ok();
    let are_texts = match values {
        Some(values) => values.iter().all(|value| is_text(value)),
        None => is_text(value),
    };
    if are_texts { Ok(()) } else { Err(None) }
}

/// The members of an object as they are written: all of them, in order.
struct Pairs(Vec<(String, Box<RawValue>)>);

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

// ---- what the laws are tried on ----

/// One event with something of everything.
fn sample() -> String {
    r#"{"resource":"/{p+}","path":"/caf\u00e9","httpMethod":"GET",
        "headers":{"Accept":"*/*","ETag":"\"a\\b\"","n":-1.5e3,"x":null},
        "multiValueHeaders":{"Accept":["*/*"],"x":["1","\ud83d\ude00",null,true],"y":[]},
        "queryStringParameters":null,"multiValueQueryStringParameters":{"a":["b c"]},
        "requestContext":{"requestId":"id","domainName":"example.com","identity":{"sourceIp":null},
        "t":[1,[2.0,{"k":[]}],"x"],"requestTimeEpoch":1583798639428},
        "version":"1.0","body":"{\"a\":\t1}","isBase64Encoded":false,"more":[{},[],[0.5e-1,false]]}"#
        .replace(r"\t1", r"\t1é")
}

fn event() -> impl Strategy<Value = Map<String, Value>> {
    let map = prop::collection::btree_map(text(), text(), 0..4);
    let multi = prop::collection::btree_map(text(), prop::collection::vec(text(), 0..3), 0..4);
    let unknown = prop::collection::btree_map(text(), value(), 0..3);
    (text(), text(), map, multi, unknown).prop_map(|(path, body, headers, multi, unknown)| {
        let mut event = Map::new();
        // What is made up must not be one of the fields that are read.
        for (name, value) in unknown {
            event.insert(format!("u-{name}"), value);
        }
        event.insert("httpMethod".to_owned(), "GET".into());
        event.insert("path".to_owned(), path.into());
        event.insert("headers".to_owned(), json!(headers));
        event.insert("multiValueHeaders".to_owned(), json!(multi));
        event.insert("body".to_owned(), body.into());
        event
    })
}

fn text() -> impl Strategy<Value = String> {
    let character = prop_oneof![
        5 => prop::char::range(' ', '~'),
        2 => prop::sample::select(vec!['"', '\\', '/', '\n', '\t', '\u{7f}', '\u{1f}', NUL]),
        2 => any::<char>(),
    ];
    prop::collection::vec(character, 0..20).prop_map(|text| text.into_iter().collect())
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-1_000_000..1_000_000).prop_map(|n| Value::from(f64::from(n) / 64.0)),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(text(), inner, 0..4).prop_map(|map| json!(map)),
        ]
    })
}

/// Writes JSON in one of its many spellings.
struct Noise(u64);

impl Noise {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % limit
    }

    fn event(&mut self, event: &Map<String, Value>) -> String {
        let mut out = String::new();
        self.write(&Value::Object(event.clone()), &mut out);
        out
    }

    fn write(&mut self, value: &Value, out: &mut String) {
        self.space(out);
        match value {
            Value::String(text) => self.text(text, out),
            Value::Array(values) => {
                out.push('[');
                for (n, value) in values.iter().enumerate() {
                    out.push_str(if n == 0 { "" } else { "," });
                    self.write(value, out);
                }
                self.space(out);
                out.push(']');
            }
            Value::Object(members) => {
                out.push('{');
                for (n, (name, value)) in members.iter().enumerate() {
                    out.push_str(if n == 0 { "" } else { "," });
                    self.space(out);
                    self.text(name, out);
                    self.space(out);
                    out.push(':');
                    self.write(value, out);
                }
                self.space(out);
                out.push('}');
            }
            scalar => out.push_str(&scalar.to_string()),
        }
        self.space(out);
    }

    fn space(&mut self, out: &mut String) {
        const SPACES: [&str; 8] = ["", "", "", "", " ", "\n", "\r\n\t", "  "];
        out.push_str(SPACES[self.below(8) as usize]);
    }

    fn text(&mut self, text: &str, out: &mut String) {
        out.push('"');
        let escapes = self.below(4);
        for character in text.chars() {
            let short = "\"\\/\u{8}\u{c}\n\r\t".find(character).map(|at| &r#""\/bfnrt"#[at..=at]);
            let must = character < ' ' || matches!(character, '"' | '\\');
            match short {
                Some(short) if must || self.below(4) < escapes => {
                    if self.below(2) == 0 || escapes == 0 {
                        out.push('\\');
                        out.push_str(short);
                    } else {
                        self.units(character, out);
                    }
                }
                _ if must || self.below(4) < escapes => self.units(character, out),
                _ => out.push(character),
            }
        }
        out.push('"');
    }

    fn units(&mut self, character: char, out: &mut String) {
        for unit in character.encode_utf16(&mut [0; 2]) {
            let upper = self.below(2) == 0;
            out.push_str(&if upper { format!("\\u{unit:04X}") } else { format!("\\u{unit:04x}") });
        }
    }
}

/// A change to an event's bytes.
#[derive(Clone, Debug)]
enum Change {
    Put(u8),
    Insert(Vec<u8>),
    Remove(usize),
    Repeat(usize),
    Cut,
}

impl Change {
    fn make(self, event: &mut Vec<u8>, place: Place) {
        if event.is_empty() {
            return;
        }
        let at = place.index(event.len());
        let end = |length: usize| event.len().min(at + length);
        match self {
            Self::Put(byte) => event[at] = byte,
            Self::Insert(bytes) => drop(event.splice(at..at, bytes)),
            Self::Remove(length) => drop(event.drain(at..end(length))),
            Self::Repeat(length) => {
                let piece = event[at..end(length)].to_vec();
                drop(event.splice(at..at, piece));
            }
            Self::Cut => event.truncate(at),
        }
    }
}

fn change() -> impl Strategy<Value = Change> {
    let structure = prop::sample::select(b"{}[]\",:\\ntfu0123456789.eE+- \n\x00\x1f/".to_vec());
    let pieces = [
        "null",
        "\"a\"",
        "{}",
        "[]",
        "1",
        "\\n",
        "\\ud800",
        "\"path\":\"/\",",
        "\"headers\":{},",
        ",",
        "\"requestContext\":null,",
    ];
    prop_oneof![
        4 => structure.prop_map(Change::Put),
        1 => any::<u8>().prop_map(Change::Put),
        3 => prop::sample::select(pieces.to_vec()).prop_map(|piece| Change::Insert(piece.into())),
        2 => (1..4_usize).prop_map(Change::Remove),
        2 => (1..60_usize).prop_map(Change::Repeat),
        1 => Just(Change::Cut),
    ]
}
