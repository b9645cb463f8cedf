//! Laws of events, over real ones of every source that were spoilt, and over made-up texts: nothing
//! panics, what is taken and what is refused agrees with serde_json, an answer has only what its gateway
//! knows, and what is decoded where it stands is what others decode.
//!
//! `GATEPOST_CASES=1000000 cargo test -p gatepost-tests --release --test event_laws` runs longer.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use gatepost::prelude::*;
use gatepost_core::Buffer as _;
use gatepost_json::{EventContext, EventError, Index, Source, Sources, Value as View};
use gatepost_tests::{
    event_rules,
    events::{Body, Sent, Shape, decoded},
};
use proptest::{collection::vec, prelude::*, sample::Index as Place};
use serde_json::{Value, json, value::to_raw_value};

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: gatepost_laws::cases(3_000),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

// ---- the whole way, from event to answer ----

#[any("/{rest+}")]
fn all<'r>(rest: &str, request: Request<'r>, event: EventContext<'r>) -> Reply<'static> {
    look_at(rest, &request, &event)
}

/// Looks at all that a request has, and sends much of it back.
fn look_at(rest: &str, request: &Request<'_>, event: &EventContext<'_>) -> Reply<'static> {
    let said = [event.request_id(), event.stage(), event.account_id(), event.source_ip()];
    let authorizer = event.authorizer();
    let claim = authorizer.and_then(|authorizer| authorizer.claim("sub"));
    let mut json = Vec::new();
    for name in ["requestContext", "headers", "cookies", "rawQueryString", "last"] {
        if let Some(value) = event.event_field(name) {
            value.write(&mut json);
            assert!(event_rules::is_json(json.written()), "{name}");
            json.clear();
        }
    }
    let query = request.query_pairs().count();
    let mut reply = Reply::new(200 + rest.len() as u16 % 9).header("x-query", query.to_string());
    for (_, value) in request.headers().take(4) {
        reply = reply.header("x-echo", value.to_owned());
    }
    for (name, value) in request.cookies().take(3) {
        reply = reply.header("Set-Cookie", format!("{name}={value}"));
    }
    for said in said.into_iter().chain([claim, request.client_address()]).flatten() {
        reply = reply.header("x-said", said.to_owned());
    }
    match request.text() {
        Ok(text) if !text.is_empty() => reply.body(text.to_owned()),
        Ok(_) => reply,
        Err(_) => reply.bytes(request.body().to_owned()),
    }
}

static APP: App<(all,)> = App::new();

/// Looks at the event without the face, which would catch a panic.
fn look_without_the_face(index: Index<'_>) {
    let _ = match index.source {
        Source::Rest | Source::HttpApiV1 => {
            let event = gatepost_rest::Event::of(index);
            look_at("", &event.request(), &event.context())
        }
        Source::HttpApi | Source::FunctionUrl => {
            let event = gatepost_http::Event::of(index);
            look_at("", &event.request(), &event.context())
        }
        _ => {
            let event = gatepost_alb::Event::of(index);
            look_at("", &event.request(), &event.context())
        }
    };
}

/// Answers the event and holds all that comes of it against the rules.
fn check(event: &[u8]) -> Result<(), TestCaseError> {
    let mut bytes = event.to_vec();
    let read = Index::read(&mut bytes, Sources::ALL);
    let result = read.map(|index| {
        look_without_the_face(index);
        (index.source, index.multi_value_headers.is_some())
    });
    event_rules::check(event, result.err().as_ref()).map_err(TestCaseError::fail)?;
    let answer = gatepost::block_on(APP.call(event, &()));
    match (result, answer) {
        (Err(error), Err(refused)) => prop_assert_eq!(error.kind(), refused.kind()),
        (Ok((source, is_multi)), Ok(answer)) => {
            let answer: Value = serde_json::from_str(&answer).unwrap();
            if let Some(wrong) = what_is_wrong(source, is_multi, &answer) {
                prop_assert!(false, "{}: {} to {}", wrong, answer, String::from_utf8_lossy(event));
            }
        }
        (read, answer) => prop_assert!(false, "{:?} and {:?}", read, answer),
    }
    Ok(())
}

/// What the gateway would not take of an answer.
fn what_is_wrong(source: Source, is_multi: bool, answer: &Value) -> Option<&'static str> {
    let shape = match source {
        Source::Rest => Shape::Rest,
        Source::HttpApiV1 => Shape::HttpV1,
        Source::HttpApi => Shape::Http,
        Source::FunctionUrl => Shape::Url,
        _ if is_multi => Shape::AlbMulti,
        _ => Shape::Alb,
    };
    let object = answer.as_object()?;
    let is_text = |value: &Value| {
        value.as_str().is_some_and(|text| text.chars().all(|c| c == '\t' || !c.is_ascii_control()))
    };
    let are_texts = |value: &Value| value.as_array().is_some_and(|all| all.iter().all(is_text));
    for (key, value) in object {
        let values = || value.as_object().into_iter().flatten().map(|(_, value)| value);
        let is_right = match key.as_str() {
            key if !shape.answer_keys().contains(&key) => return Some("a key that nobody knows"),
            "statusCode" => value.as_u64().is_some_and(|code| (200..600).contains(&code)),
            "statusDescription" => value.as_str().is_some_and(|text| {
                text.strip_prefix(&answer["statusCode"].to_string())
                    .is_some_and(|reason| reason.len() > 1 && reason.starts_with(' '))
            }),
            "headers" => value.is_object() && values().all(is_text),
            "multiValueHeaders" => value.is_object() && values().all(are_texts),
            "cookies" => are_texts(value) && value != &json!([]),
            "isBase64Encoded" => value.is_boolean(),
            "body" if value.is_null() => matches!(shape, Shape::Rest | Shape::HttpV1),
            "body" => match value.as_str() {
                Some(text) if answer["isBase64Encoded"] == true => STANDARD.decode(text).is_ok(),
                text => text.is_some(),
            },
            _ => false,
        };
        if !is_right {
            return Some("a value that it does not take");
        }
    }
    let must = if shape == Shape::AlbMulti { "multiValueHeaders" } else { "headers" };
    let has_all =
        ["statusCode", must, "body", "isBase64Encoded"].iter().all(|key| object.contains_key(*key));
    if has_all { None } else { Some("a key is missing") }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_spoilt_event_is_answered_or_refused(
        at in any::<Place>(),
        changes in vec((any::<Place>(), change()), 1..4),
    ) {
        SAMPLES.with(|samples| {
            let mut event = at.get(samples).clone();
            for (place, change) in changes {
                change.make(&mut event, place);
            }
            check(&event)
        })?;
    }

    #[test]
    fn any_bytes_are_answered_or_refused(event in vec(any::<u8>(), 0..64)) {
        check(&event)?;
    }
}

#[test]
fn the_events_to_be_spoilt_are_answered() {
    SAMPLES.with(|samples| {
        for event in samples {
            check(event).unwrap();
            let answer = gatepost::block_on(APP.call(event.clone(), &()));
            assert!(!answer.unwrap().starts_with(r#"{"statusCode":5"#));
        }
    });
}

thread_local! {
    /// Events of every source, with something of everything.
    static SAMPLES: Vec<Vec<u8>> = samples();
}

fn samples() -> Vec<Vec<u8>> {
    let headers = [
        ("accept", "*/*"),
        ("cookie", "a=1; b=\"2\""),
        ("etag", "\"q\""),
        ("x-a", "1"),
        ("x-a", "é"),
    ];
    let text = Sent {
        method: "POST",
        path: "/a%20b/%C3%A9",
        query: "a=1&a=%2B+&b=%22&c",
        headers: &headers,
        body: Some(Body::Text("{\"a\":\t\"é\"}")),
    };
    let bytes = Sent { body: Some(Body::Bytes(b"\xFF\0ABC")), ..text };
    let authorizers = [
        json!({"principalId": "ada", "integrationLatency": 12, "more": [1.5, {"b": []}]}),
        json!({"jwt": {"claims": {"sub": "7"}, "scopes": ["a"]}}),
        json!({"claims": {"sub": "7", "n": null}}),
    ];
    let all = Shape::ALL.into_iter().zip(authorizers.iter().cycle());
    all.flat_map(|(shape, authorizer)| {
        [text, bytes].map(|sent| {
            let mut event = sent.event(shape);
            event["requestContext"]["authorizer"] = authorizer.clone();
            event["last"] = json!([{}, [], [0.05, false, "\u{1f600}\n"]]);
            event.to_string().into_bytes()
        })
    })
    .collect()
}

// ---- what is decoded where it stands ----

/// Reads the event and looks at it.
fn with<T>(event: &Value, look: impl FnOnce(&Index<'_>) -> T) -> Result<T, EventError> {
    let mut bytes = event.to_string().into_bytes();
    Index::read(&mut bytes, Sources::ALL).map(|index| look(&index))
}

type Pairs = Vec<(String, String)>;

fn owned<'p>(pairs: impl Iterator<Item = (&'p str, &'p str)>) -> Pairs {
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// Text with much in it that means something in a URL.
fn form_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(vec!["%", "+", "&", "=", ";", "%2", "%zz", "%%", "a", "é", "\"", "\\", "\n"])
            .prop_map(str::to_owned),
        4 => any::<u8>().prop_map(|byte| format!("%{byte:02x}")),
        2 => any::<char>().prop_map(|character| {
            let mut utf8 = [0; 4];
            character.encode_utf8(&mut utf8).bytes().map(|byte| format!("%{byte:02X}")).collect()
        }),
        1 => any::<char>().prop_map(String::from),
    ];
    vec(piece, 0..16).prop_map(|pieces| pieces.concat())
}

fn text() -> impl Strategy<Value = String> {
    let character = prop_oneof![
        5 => prop::char::range(' ', '~'),
        2 => prop::sample::select(vec!['"', '\\', '/', '\n', '\t', '\u{7f}', '\u{1f}', '\0', ';', ',']),
        2 => any::<char>(),
    ];
    vec(character, 0..12).prop_map(|text| text.into_iter().collect())
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
            vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(text(), inner, 0..4).prop_map(|map| json!(map)),
        ]
    })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_body_is_base64_where_another_reader_finds_so(text in "([A-Da-d0-3+/]{4}){0,3}[AQRgw9/=_ é]{0,5}") {
        let event = json!({"httpMethod": "PUT", "path": "/", "body": text, "isBase64Encoded": true});
        let body = with(&event, |index| index.body.filter(|_| !index.is_body_broken).map(Vec::from));
        prop_assert_eq!(body.unwrap(), STANDARD.decode(&text).ok());
    }

    #[test]
    fn bytes_leave_in_base64(bytes in vec(any::<u8>(), 0..600)) {
        let mut json = Vec::new();
        gatepost_json::JsonWriter::new(&mut json).base64(&bytes);
        prop_assert_eq!(String::from_utf8(json).unwrap(), format!("\"{}\"", STANDARD.encode(&bytes)));
    }

    #[test]
    fn a_query_is_what_form_urlencoded_says(query in form_text()) {
        let event = json!({"rawPath": "/", "rawQueryString": query, "requestContext": {"http": {"method": "GET"}}});
        let pairs = with(&event, |index| owned(index.query_string.unwrap_or_default().iter())).unwrap();
        let expected: Pairs = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        prop_assert_eq!(&pairs, &expected);
        // And so the handler sees it.
        let seen = with(&event, |index| owned(gatepost_http::Event::of(*index).request().query_pairs()));
        prop_assert_eq!(seen.unwrap(), expected);
    }

    #[test]
    fn a_load_balancers_query_is_decoded_name_by_name_and_value_by_value(
        pairs in vec((form_text(), vec(form_text(), 1..3)), 0..4),
    ) {
        let decoded = |text: &str| decoded(&text.replace('+', " "));
        let map = |pick: fn(&[String]) -> Value| -> Value {
            pairs.iter().map(|(name, values)| (name.clone(), pick(values))).collect()
        };
        let event = json!({
            "httpMethod": "GET", "path": "/", "requestContext": {"elb": {}},
            "queryStringParameters": map(|values| json!(values[0])),
            "multiValueQueryStringParameters": map(|values| json!(values)),
        });
        let (single, multi) = with(&event, |index| {
            (owned(index.query.iter()), owned(index.multi_value_query.iter()))
        }).unwrap();
        let all = |map: &str| -> Pairs {
            let values = |value: &Value| match value {
                Value::Array(values) => values.clone(),
                value => vec![value.clone()],
            };
            let fields = event[map].as_object().unwrap().iter();
            fields
                .flat_map(|(name, value)| values(value).into_iter().map(move |value| (name, value)))
                .map(|(name, value)| (decoded(name), decoded(value.as_str().unwrap())))
                .collect()
        };
        prop_assert_eq!(single, all("queryStringParameters"));
        prop_assert_eq!(multi, all("multiValueQueryStringParameters"));
    }

    #[test]
    fn cookies_are_joined(cookies in vec(text(), 0..6)) {
        let event = json!({"rawPath": "/", "cookies": cookies, "headers": {"x": "y"}, "requestContext": {"http": {"method": "GET"}}});
        let joined = with(&event, |index| index.cookies.map(str::to_owned)).unwrap().unwrap();
        let filled = cookies.iter().skip_while(|cookie| cookie.is_empty());
        let expected = filled.map(String::as_str).collect::<Vec<_>>().join("; ");
        prop_assert_eq!(&joined, &expected);
        let seen = with(&event, |index| {
            let event = gatepost_http::Event::of(*index);
            event.request().header("cookie").map(str::to_owned)
        });
        prop_assert_eq!(seen.unwrap(), Some(expected).filter(|text| !text.is_empty()));
    }

    #[test]
    fn a_value_is_what_serde_json_says(value in value()) {
        let event = json!({"httpMethod": "GET", "path": "/", "u": value, "requestContext": {"u": value, "v": 1}});
        let difference = |view: View<'_>, value: &Value| {
            gatepost_laws::difference(view, &to_raw_value(value).unwrap())
        };
        let found = with(&event, |index| {
            let context = EventContext::of(index);
            let is_there = [context.get("u"), context.event_field("u")];
            if value.is_null() {
                return is_there.iter().any(Option::is_some).then(|| "null is there".to_owned());
            }
            is_there.into_iter().find_map(|view| difference(view?, &value))
                .or_else(|| difference(index.context?, &event["requestContext"]))
        });
        prop_assert_eq!(found.unwrap(), None);
    }
}

// ---- how an event is spoilt ----

/// A change to an event's bytes.
#[derive(Clone, Debug)]
enum Change {
    Put(u8),
    Insert(Vec<u8>),
    Remove(usize),
    Repeat(usize),
    Move(usize, Place),
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
            Self::Move(length, to) => {
                let piece: Vec<u8> = event.drain(at..end(length)).collect();
                let to = to.index(event.len() + 1);
                drop(event.splice(to..to, piece));
            }
            Self::Cut => event.truncate(at),
        }
    }
}

fn change() -> impl Strategy<Value = Change> {
    let structure = prop::sample::select(b"{}[]\",:\\ntfu0123456789.eE+-%&=; \n\x00\x1f/".to_vec());
    let pieces = [
        "null",
        "\"a\"",
        "{}",
        "[]",
        "1",
        "true",
        "\\n",
        "\\ud800",
        "%",
        "%C3",
        "%00",
        ",",
        "\"path\":\"/\",",
        "\"headers\":{},",
        "\"multiValueHeaders\":null,",
        "\"cookies\":[\"\\u0061=\\n\"],",
        "\"isBase64Encoded\":true,",
        "\"requestContext\":null,",
        "\"methodArn\":0,",
        "\"sourceIp\":\"::1\",",
        "\"http\":{\"method\":\"GET\"},",
        "\"elb\":{},",
        "\"stage\":\"prod\",",
    ];
    prop_oneof![
        4 => structure.prop_map(Change::Put),
        1 => any::<u8>().prop_map(Change::Put),
        3 => prop::sample::select(pieces.to_vec()).prop_map(|piece| Change::Insert(piece.into())),
        2 => (1..4_usize).prop_map(Change::Remove),
        2 => (1..60_usize).prop_map(Change::Repeat),
        1 => (1..60_usize, any::<Place>()).prop_map(|(length, to)| Change::Move(length, to)),
        1 => Just(Change::Cut),
    ]
}
