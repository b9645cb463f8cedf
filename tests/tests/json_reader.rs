//! gatepost-json reads what serde_json reads, refuses what it refuses, and sees the same texts in it.
//! Where the two differ on purpose, the test is named after the rule.

use gatepost_json::{EventContext, EventError, FieldMap, Index, ReadError, Sources};
use gatepost_tests::event_rules::is_json;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

const NUL: char = '\0';

/// What the index says of an event.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Seen {
    method: Option<String>,
    path: Option<String>,
    raw_path: Option<String>,
    body: Option<String>,
    headers: Pairs,
    multi_value_headers: Pairs,
    query: Pairs,
    query_string: Pairs,
    path_parameters: Pairs,
    stage_variables: Pairs,
    cookies: Option<String>,
    stage: Option<String>,
    source_ip: Option<String>,
    user_agent: Option<String>,
}

type Pairs = Vec<(String, String)>;

fn read(event: impl AsRef<[u8]>) -> Result<Seen, ReadError> {
    let mut event = event.as_ref().to_vec();
    let index = match Index::read(&mut event, Sources::ALL) {
        Ok(index) => index,
        Err(EventError::Json(error)) => return Err(error),
        // What it is read for is not there, or it is of a source that has no use for it.
        Err(_) => return Ok(Seen::default()),
    };
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let own = |text: Option<&str>| text.map(str::to_owned);
    let context = EventContext::of(&index);
    let inside = ["identity", "http"].into_iter().find_map(|name| context.get(name));
    Ok(Seen {
        method: own(index.method),
        path: own(index.path),
        raw_path: own(index.raw_path),
        body: index.body.map(text),
        headers: pairs(&index.headers),
        multi_value_headers: pairs(&index.multi_value_headers.unwrap_or_default()),
        query: pairs(&index.query),
        query_string: index.query_string.unwrap_or_default().iter().map(owned).collect(),
        path_parameters: pairs(&index.path_parameters),
        stage_variables: pairs(&index.stage_variables),
        cookies: own(index.cookies),
        stage: own(index.stage()),
        source_ip: own(index.source_ip()),
        user_agent: own(inside.and_then(|inside| inside.get("userAgent")?.as_str())),
    })
}

fn pairs(fields: &FieldMap<'_>) -> Pairs {
    fields.iter().map(owned).collect()
}

/// What serde_json says of the same event.
fn read_by_serde(event: &str) -> Seen {
    let event: Value = serde_json::from_str(event).unwrap();
    let at = |place: &str| event.pointer(place).and_then(Value::as_str).map(str::to_owned);
    let query = at("/rawQueryString").unwrap_or_default();
    let cookies = event["cookies"].as_array().map(|cookies| {
        let texts: Vec<_> = cookies.iter().map(|cookie| cookie.as_str().unwrap()).collect();
        texts.join("; ")
    });
    let of_context = |name: &str| {
        at(&format!("/requestContext/identity/{name}"))
            .or_else(|| at(&format!("/requestContext/http/{name}")))
    };
    Seen {
        method: at("/httpMethod").or_else(|| at("/requestContext/http/method")),
        path: at("/path"),
        raw_path: at("/rawPath"),
        body: at("/body"),
        headers: pairs_by_serde(&event["headers"]),
        multi_value_headers: pairs_by_serde(&event["multiValueHeaders"]),
        query: pairs_by_serde(&event["queryStringParameters"]),
        query_string: form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
        path_parameters: pairs_by_serde(&event["pathParameters"]),
        stage_variables: pairs_by_serde(&event["stageVariables"]),
        cookies,
        stage: at("/requestContext/stage"),
        source_ip: of_context("sourceIp"),
        user_agent: of_context("userAgent"),
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
        ("rawPath", r#""/""#),
        ("rawQueryString", r#""""#),
        ("cookies", "[]"),
        ("pathParameters", "{}"),
        ("stageVariables", "{}"),
        ("methodArn", r#""x""#),
        ("routeArn", r#""x""#),
        ("identitySource", "[]"),
        ("method", r#""x""#),
        ("raw_path", r#""x""#),
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
    for (field, value) in [
        ("requestId", r#""1""#),
        ("domainName", r#""1""#),
        ("stage", r#""1""#),
        ("http", "{}"),
        ("identity", "{}"),
        ("elb", "{}"),
        ("serviceNetworkArn", "1"),
        ("serviceArn", "1"),
        ("connectionId", "1"),
        ("eventType", "1"),
        ("messageDirection", "1"),
    ] {
        let context = |fields: &str| format!(r#"{{"requestContext":{{{fields}}}}}"#);
        let once = format!(r#""{field}":{value}"#);
        assert!(read(context(&once)).is_ok(), "{field}");
        let text = format!("`requestContext.{field}` is there twice");
        refuses(context(&format!("{once},{once}")), &text);
        refuses(context(&format!(r#""{field}":null,{once}"#)), &text);
    }
    for (field, inside) in [("http", "method"), ("http", "sourceIp"), ("identity", "sourceIp")] {
        let twice =
            format!(r#"{{"requestContext":{{"{field}":{{"{inside}":"1","{inside}":null}}}}}}"#);
        refuses(twice, &format!("`requestContext.{field}.{inside}` is there twice"));
    }
    // One that is not read may be.
    assert!(read(r#"{"resource":1,"resource":2}"#).is_ok());
    // A header may come twice; both are there.
    let seen =
        read(r#"{"httpMethod":"GET","path":"/","headers":{"a":"1","a":"2","A":"3"}}"#).unwrap();
    assert_eq!(seen.headers, [("a", "1"), ("a", "2"), ("A", "3")].map(owned));
}

#[test]
fn a_field_that_is_read_has_its_type_or_is_null() {
    let texts = ["httpMethod", "path", "rawPath", "rawQueryString", "body", "version"];
    let maps = [
        "headers",
        "multiValueHeaders",
        "queryStringParameters",
        "multiValueQueryStringParameters",
        "pathParameters",
        "stageVariables",
    ];
    let cases = texts
        .map(|field| (field, "a string", [r#"{}"#, "[]", "1", "true", "-"]))
        .into_iter()
        .chain(maps.map(|field| (field, "an object of texts", [r#""""#, "[]", "1", "true", "-"])))
        .chain([
            ("isBase64Encoded", "true or false", [r#""true""#, "{}", "0", "1", "nul"]),
            ("cookies", "an array of strings", [r#""""#, "{}", "1", "true", "-"]),
            ("requestContext", "an object", [r#""""#, "[]", "1", "true", "-"]),
        ]);
    for (field, wanted, wrong) in cases {
        assert_eq!(read(format!(r#"{{"{field}": null}}"#)), Ok(Seen::default()), "{field}");
        for wrong in wrong {
            refuses(format!(r#"{{"{field}": {wrong}}}"#), &format!("`{field}` is not {wanted}"));
        }
    }
    for (field, wrong) in [("requestId", "1"), ("domainName", "{}"), ("stage", "[]")] {
        let event = format!(r#"{{"requestContext":{{"{field}":{wrong}}}}}"#);
        refuses(event, &format!("`requestContext.{field}` is not a string"));
    }
}

#[test]
fn what_stands_in_the_context_has_its_type_too() {
    for (field, inside) in [("http", "method"), ("http", "sourceIp"), ("identity", "sourceIp")] {
        for wrong in ["1", "{}", "[]", "true"] {
            let event = format!(r#"{{"requestContext":{{"{field}":{{"{inside}":{wrong}}}}}}}"#);
            refuses(event, &format!("`requestContext.{field}.{inside}` is not a string"));
        }
    }
    // What has the name and is no object says nothing.
    for other in ["1", "[{\"sourceIp\":1}]", "\"x\"", "null"] {
        let event = format!(
            r#"{{"httpMethod":"GET","path":"/","requestContext":{{"http":{other},"identity":{other}}}}}"#
        );
        assert_eq!(read(&event).unwrap().source_ip, None, "{other}");
    }
}

#[test]
fn a_cookie_is_a_text() {
    for cookies in ["[1]", "[null]", r#"["a",{}]"#, "[[]]", r#"["a",]"#] {
        let event = format!(r#"{{"cookies":{cookies}}}"#);
        assert!(matches!(read(&event), Err(ReadError::Syntax { .. })), "{cookies}");
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

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: gatepost_laws::cases(1_500),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn an_event_means_what_serde_json_says(event in event(), seed: u64) {
        let written = Noise(seed | 1).event(&event);
        let by_serde: Value = serde_json::from_str(&written).unwrap();
        prop_assert_eq!(&by_serde, &Value::Object(event));
        prop_assert_eq!(read(&written).unwrap(), read_by_serde(&written));
    }
}

// ---- what the laws are tried on ----

/// One event with something of everything.
fn sample() -> String {
    r#"{"resource":"/{p+}","path":"/caf\u00e9","rawPath":"/p/caf\u00e9","rawQueryString":"a=%22&b","httpMethod":"GET",
        "headers":{"Accept":"*/*","ETag":"\"a\\b\"","n":-1.5e3,"x":null},"cookies":["a=1","b=\"2\""],
        "multiValueHeaders":{"Accept":["*/*"],"x":["1","\ud83d\ude00",null,true],"y":[]},
        "queryStringParameters":null,"multiValueQueryStringParameters":{"a":["b c"]},
        "pathParameters":{"p":"caf%C3%A9"},"stageVariables":{"v":"\n"},
        "requestContext":{"requestId":"id","domainName":"example.com","stage":"p","identity":{"sourceIp":"::1","user":null},
        "t":[1,[2.0,{"k":[]}],"x"],"requestTimeEpoch":1583798639428},
        "version":"1.0","body":"{\"a\":\t1}","isBase64Encoded":false,"more":[{},[],[0.5e-1,false]]}"#
        .replace(r"\t1", r"\t1é")
}

fn event() -> impl Strategy<Value = Map<String, Value>> {
    let map = || prop::collection::btree_map(text(), text(), 0..3);
    let multi = prop::collection::btree_map(text(), prop::collection::vec(text(), 0..3), 0..4);
    let unknown = prop::collection::btree_map(text(), value(), 0..3);
    let texts = prop::collection::vec(text(), 8);
    let maps = (map(), map(), map(), map(), multi);
    let cookies = prop::option::of(prop::collection::vec("[a-c=\"\\\\é\n]{1,6}", 0..4));
    (texts, maps, cookies, unknown, any::<bool>()).prop_map(
        |(texts, maps, cookies, unknown, is_http)| {
            let (headers, query, parameters, variables, multi) = maps;
            let mut event = Map::new();
            // What is made up must not be one of the fields that are read.
            for (name, value) in unknown {
                event.insert(format!("u-{name}"), value);
            }
            let about = json!({"sourceIp": texts[0], "userAgent": texts[1], "method": texts[2]});
            let (place, context) = if is_http { ("rawPath", "http") } else { ("path", "identity") };
            let more = json!({
                place: texts[3],
                "rawQueryString": texts[4],
                "body": texts[5],
                "requestContext": {"stage": texts[6], context: about, "u": texts[7]},
                "headers": headers,
                "multiValueHeaders": multi,
                "queryStringParameters": query,
                "pathParameters": parameters,
                "stageVariables": variables,
            });
            event.extend(more.as_object().unwrap().clone());
            if !is_http {
                event.insert("httpMethod".to_owned(), texts[2].clone().into());
            }
            if let Some(cookies) = cookies {
                event.insert("cookies".to_owned(), json!(cookies));
            }
            event
        },
    )
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
