//! The JSON that answers an event of a REST API, for every kind of reply.

use std::fmt::Write as _;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use gatepost_core::{
    Body, Buffer, Context, Decision, Fixed, Function as _, Invocation, MAX_HEADERS, Opened, Out,
    Policy, Request, Route, Rules, Status, Table, table,
};
use gatepost_rest::Event;
use proptest::prelude::*;
use serde_json::{Value, json};

const ERROR_500: &str = r#"{"statusCode":500,"headers":{"Content-Type":"application/json"},"body":"{\"statusCode\":500,\"message\":\"Internal Server Error\"}","isBase64Encoded":false}"#;

static PLAIN: Table<'static> = table![Route::new("/", &[], 0)];
static RULED: Table<'static> =
    table![Route::new("/", &[], 0).with_rules(Rules::NEW.cache_control("max-age=60"))];

/// The answer to `GET /` of a handler that does `write`.
fn answer(write: impl FnOnce(&mut Out<'_>)) -> String {
    let (text, _) = answer_to("GET", &PLAIN, &mut Vec::new(), write);
    text
}

/// The same, and why another reply went out in its place.
fn answer_to(
    method: &str,
    table: &Table<'static>,
    reply: &mut dyn Buffer,
    write: impl FnOnce(&mut Out<'_>),
) -> (String, Option<String>) {
    let request = Request::new(method, "/");
    let mut out = Out::new(reply);
    let Opened { decision, closing } = Policy::new(*table).open(&request, &mut []);
    assert!(matches!(decision, Decision::Call(_)));
    write(&mut out);
    let frame = closing.close(&mut out);
    let (mut answer, mut event) = (Vec::new(), *br#"{"httpMethod":"GET","path":"/"}"#);
    Event::read(&mut event).unwrap().write(&frame, &mut answer);
    let failure = frame.failure.as_ref().map(ToString::to_string);
    (String::from_utf8(answer).unwrap(), failure)
}

#[track_caller]
fn headers_leave_as(headers: &[(&str, &str)], expected: &str) {
    let text = answer(|out| headers.iter().for_each(|(name, value)| out.add_header(name, value)));
    let expected =
        format!(r#"{{"statusCode":200,{expected},"body":null,"isBase64Encoded":false}}"#);
    assert_eq!(text, expected);
}

/// A 500 leaves, and nothing of what was written; the log is told `failure`.
#[track_caller]
fn is_not_sent(write: impl FnOnce(&mut Out<'_>), failure: &str) {
    let (text, why) = answer_to("GET", &PLAIN, &mut Vec::new(), write);
    assert_eq!((&*text, why.as_deref()), (ERROR_500, Some(failure)));
}

// ---- headers ----

#[test]
fn one_value_goes_into_headers_and_several_into_the_other_map() {
    headers_leave_as(&[], r#""headers":{}"#);
    headers_leave_as(&[("A", "1"), ("b", "2")], r#""headers":{"A":"1","b":"2"}"#);
    headers_leave_as(&[("a", "")], r#""headers":{"a":""}"#);
    headers_leave_as(
        &[("Set-Cookie", "a=1"), ("x", "y"), ("Set-Cookie", "b=2")],
        r#""headers":{"x":"y"},"multiValueHeaders":{"Set-Cookie":["a=1","b=2"]}"#,
    );
    // Names are one in any case, spelled as the first was; a value may come twice.
    headers_leave_as(
        &[
            ("vary", "a"),
            ("VARY", "b"),
            ("Vary", "a"),
            ("link", "1"),
            ("varya", "c"),
            ("Link", "2"),
        ],
        r#""headers":{"varya":"c"},"multiValueHeaders":{"vary":["a","b","a"],"link":["1","2"]}"#,
    );
}

#[test]
fn a_header_that_is_set_replaces_all_of_its_name() {
    let text = answer(|out| {
        out.add_header("vary", "a");
        out.add_header("VARY", "b");
        out.add_header("x", "y");
        out.set_header("Vary", "c");
    });
    let expected =
        r#"{"statusCode":200,"headers":{"x":"y","Vary":"c"},"body":null,"isBase64Encoded":false}"#;
    assert_eq!(text, expected);
}

#[test]
fn header_texts_are_json_texts() {
    headers_leave_as(
        &[("a", "\"q\" \\ \t/ é €😀 \u{80}"), ("!#$%&'*+-.^_`|~09aZ", "x")],
        "\"headers\":{\"a\":\"\\\"q\\\" \\\\ \\t/ é €😀 \u{80}\",\"!#$%&'*+-.^_`|~09aZ\":\"x\"}",
    );
}

#[test]
fn a_value_with_a_control_character_does_not_leave() {
    for byte in (0..=0x1F).chain([0x7F]).filter(|byte| *byte != b'\t') {
        for value in [
            format!("{}", char::from(byte)),
            format!("secret{}Set-Cookie: a=1", char::from(byte)),
            format!("secret{}", char::from(byte)),
        ] {
            is_not_sent(
                |out| {
                    out.add_header("X-Before", "secret");
                    out.add_header("X-Bad", &value);
                    out.add_header("X-After", "secret");
                    out.set_text("secret");
                },
                "the reply's header \"X-Bad\" may not be sent: its name is no token, or its value has a control character",
            );
        }
    }
    is_not_sent(
        |out| out.set_header("Location", "/a\r\nSet-Cookie: a=1"),
        "the reply's header \"Location\" may not be sent: its name is no token, or its value has a control character",
    );
}

#[test]
fn a_name_that_is_no_token_does_not_leave() {
    for name in [
        "", " ", "a b", "a:", ":a", "a\r\nb", "a\nb", "a\0", "a\t", "é", "a\"", "a(b", "a/b",
        "a,b", "a;b", "a=b", "a@", "a[", "a{", "a\\", "a\u{7f}", "<a>", "a?",
    ] {
        is_not_sent(
            |out| out.add_header(name, "secret"),
            &format!(
                "the reply's header \"{}\" may not be sent: its name is no token, or its value has a control character",
                name.escape_default()
            ),
        );
    }
}

#[test]
fn what_follows_a_header_that_may_not_leave_does_not_mend_it() {
    let bad = |out: &mut Out<'_>| out.set_header("x", "\n");
    let why = "the reply's header \"x\" may not be sent: its name is no token, or its value has a control character";
    is_not_sent(
        |out| {
            bad(out);
            out.set_header("x", "fine");
            out.set_status(Status::OK);
        },
        why,
    );
    // The first reason is the one that is told; a reset forgets them.
    is_not_sent(
        |out| {
            bad(out);
            out.set_status(Status::new(99));
        },
        why,
    );
    let text = answer(|out| {
        bad(out);
        out.reset();
    });
    assert_eq!(text, r#"{"statusCode":200,"headers":{},"body":null,"isBase64Encoded":false}"#);
}

#[test]
fn a_reply_has_at_most_64_headers() {
    let add = |count: usize| {
        move |out: &mut Out<'_>| {
            (0..count).for_each(|n| out.add_header(&format!("x-{n}"), "secret"))
        }
    };
    let full: Value = serde_json::from_str(&answer(add(MAX_HEADERS))).unwrap();
    assert_eq!(full["headers"].as_object().unwrap().len(), 64);
    is_not_sent(add(MAX_HEADERS + 1), "the reply has more than 64 headers");
}

#[test]
fn a_header_is_at_most_65_535_bytes_long() {
    let text = "a".repeat(65_536);
    let fits: Value =
        serde_json::from_str(&answer(|out| out.add_header(&text[1..], &text[1..]))).unwrap();
    assert_eq!(fits["headers"][&text[1..]], text[1..]);
    is_not_sent(
        |out| out.add_header("x", &text),
        "the reply's header \"x\" is over 65,535 bytes long",
    );
    is_not_sent(
        |out| out.add_header(&text, "x"),
        &format!("the reply's header \"{}\" is over 65,535 bytes long", &text[..48]),
    );
}

// ---- status ----

#[test]
fn a_status_is_between_200_and_599() {
    for code in [200, 201, 299, 302, 404, 418, 500, 599] {
        let text = answer(|out| out.set_status(Status::new(code)));
        let expected = format!(
            r#"{{"statusCode":{code},"headers":{{}},"body":null,"isBase64Encoded":false}}"#
        );
        assert_eq!(text, expected);
    }
    for code in [0, 1, 99, 100, 101, 199, 600, 999, 1000, 65_535] {
        is_not_sent(
            |out| {
                out.add_header("x", "secret");
                out.set_status(Status::new(code));
                out.set_text("secret");
            },
            &format!("the reply's status {code} is not between 200 and 599"),
        );
    }
}

// ---- bodies ----

#[track_caller]
fn body_leaves_as(write: impl FnOnce(&mut Out<'_>), body: &str, is_base64: bool) {
    let text = answer(write);
    let expected = format!(
        r#"{{"statusCode":200,"headers":{{}},"body":{body},"isBase64Encoded":{is_base64}}}"#
    );
    assert_eq!(text, expected);
}

#[test]
fn a_body_of_text_is_a_json_text() {
    for (text, body) in [
        ("", r#""""#),
        ("a", r#""a""#),
        ("\"\\/", r#""\"\\/""#),
        ("\u{8}\u{c}\n\r\t", r#""\b\f\n\r\t""#),
        ("\u{0}\u{1}\u{b}\u{1f}\u{7f}", "\"\\u0000\\u0001\\u000b\\u001f\u{7f}\""),
        ("é€😀\u{2028}\u{fffd}", "\"é€😀\u{2028}\u{fffd}\""),
        ("12345678\"12345678", r#""12345678\"12345678""#),
    ] {
        body_leaves_as(|out| out.set_text(text), body, false);
    }
}

#[test]
fn a_body_of_bytes_is_base64() {
    let bytes: Vec<u8> =
        (0..2_400_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    // 192 bytes are 256 in base64: what is encoded at a time.
    for length in (0..8).chain(184..200).chain(378..392).chain([2_304, 2_400]) {
        let bytes = &bytes[..length];
        let encoded = format!("\"{}\"", STANDARD.encode(bytes));
        body_leaves_as(|out| out.set_bytes(bytes), &encoded, true);
    }
}

#[test]
fn text_that_is_none_is_sent_as_bytes() {
    body_leaves_as(|out| out.start_text().write(b"\xFF"), "\"/w==\"", true);
    // Bytes that are text stay bytes.
    body_leaves_as(|out| out.set_bytes(b"ab"), "\"YWI=\"", true);
}

#[test]
fn the_last_body_that_is_begun_is_the_body() {
    body_leaves_as(
        |out| {
            out.set_text("first");
            out.set_bytes(b"second");
            write!(out.start_text(), "{}rd", 3).unwrap();
        },
        r#""3rd""#,
        false,
    );
    body_leaves_as(
        |out| {
            out.set_bytes(b"x");
            out.remove_body();
        },
        "null",
        false,
    );
}

#[test]
fn a_character_may_be_written_in_pieces() {
    body_leaves_as(
        |out| {
            let mut body = out.start_text();
            "é€".as_bytes().iter().for_each(|byte| body.write(&[*byte]));
        },
        r#""é€""#,
        false,
    );
}

#[test]
fn where_no_body_is_allowed_none_leaves() {
    let cases = [
        ("HEAD", 200),
        ("HEAD", 404),
        ("HEAD", 204),
        ("GET", 204),
        ("GET", 205),
        ("GET", 304),
        ("POST", 304),
    ];
    for (method, status) in cases {
        for is_text in [true, false] {
            let (text, failure) = answer_to(method, &PLAIN, &mut Vec::new(), |out| {
                out.set_status(Status::new(status));
                out.set_header("Content-Type", "text/plain");
                if is_text { out.set_text("secret") } else { out.set_bytes(b"secret") }
            });
            let expected = format!(
                r#"{{"statusCode":{status},"headers":{{"Content-Type":"text/plain"}},"body":null,"isBase64Encoded":false}}"#
            );
            assert_eq!((text, failure), (expected, None));
        }
    }
    // An error may have one, and so may POST.
    for (method, status) in [("POST", 200), ("DELETE", 500)] {
        let (text, _) = answer_to(method, &PLAIN, &mut Vec::new(), |out| {
            out.set_status(Status::new(status));
            out.set_text("here");
        });
        assert!(text.contains(r#""body":"here""#), "{text}");
    }
    // A 500 in the place of a reply to HEAD has none either.
    let (text, _) = answer_to("HEAD", &PLAIN, &mut Vec::new(), |out| out.add_header("x", "\n"));
    assert!(text.starts_with(r#"{"statusCode":500,"#) && text.contains(r#""body":null"#), "{text}");
}

// ---- buffers ----

#[test]
fn a_reply_that_does_not_fit_its_buffer_is_a_500() {
    let write = |out: &mut Out<'_>| {
        out.set_header("X-A", "1");
        out.set_text(&"secret".repeat(20));
    };
    let mut room = [0; 130];
    let (fits, failure) = answer_to("GET", &PLAIN, &mut Fixed::new(&mut room), write);
    assert!(fits.contains("secretsecret") && failure.is_none(), "{fits}");
    // As long as the 500 itself fits.
    for room in [129, 100, 90] {
        let mut room = vec![0; room];
        let (text, failure) = answer_to("GET", &PLAIN, &mut Fixed::new(&mut room), write);
        let why = "the reply needs a buffer of 130 bytes";
        assert_eq!((&*text, failure.as_deref()), (ERROR_500, Some(why)));
    }
}

#[test]
fn an_answer_that_does_not_fit_its_buffer_is_an_error() {
    let length = ANSWER.len();
    assert_eq!(call_with_room(length), Ok(ANSWER.to_owned()));
    for room in [0, 1, 50, length - 1] {
        let error =
            format!("Answer.TooLarge: the answer needs {length} bytes, more than the runtime lent");
        assert_eq!(call_with_room(room), Err(error), "{room}");
    }
}

const ANSWER: &str = r#"{"statusCode":200,"headers":{"Content-Type":"text/plain; charset=utf-8"},"body":"hello \"ada\"","isBase64Encoded":false}"#;

#[gatepost::get("/")]
fn hello() -> &'static str {
    "hello \"ada\""
}

static APP: gatepost::App<(hello,)> = gatepost::App::new();

fn call_with_room(room: usize) -> Result<String, String> {
    let mut event = *br#"{"httpMethod":"GET","path":"/"}"#;
    let (mut reply, mut answer) = ([0; 256], vec![0; room]);
    let (mut reply, mut answer) = (Fixed::new(&mut reply), Fixed::new(&mut answer));
    let context = Context::default();
    let invocation =
        Invocation { event: &mut event, context, reply: &mut reply, answer: &mut answer };
    gatepost::block_on(APP.with_state(&()).call(invocation)).map_err(|error| error.to_string())?;
    Ok(String::from_utf8(answer.written().to_vec()).unwrap())
}

// ---- cache-control ----

#[test]
fn cache_control_is_the_routes_on_200_and_no_cache_elsewhere() {
    type Write = fn(&mut Out<'_>);
    let cases: [(Write, &str); 8] = [
        (|_| (), r#"{"Cache-Control":"max-age=60"}"#),
        (|out| out.set_header("x", "y"), r#"{"x":"y","Cache-Control":"max-age=60"}"#),
        (|out| out.set_status(Status::CREATED), r#"{"Cache-Control":"no-cache"}"#),
        (|out| out.set_status(Status::NOT_FOUND), r#"{"Cache-Control":"no-cache"}"#),
        (|out| out.set_status(Status::NOT_MODIFIED), r#"{"Cache-Control":"no-cache"}"#),
        (|out| out.set_header("cache-CONTROL", "private"), r#"{"cache-CONTROL":"private"}"#),
        (
            |out| {
                out.set_status(Status::NOT_FOUND);
                out.set_header("Cache-Control", "max-age=5");
            },
            r#"{"Cache-Control":"max-age=5"}"#,
        ),
        (
            |out| out.add_header("x", "\n"),
            r#"{"Content-Type":"application/json","Cache-Control":"no-cache"}"#,
        ),
    ];
    for (write, headers) in cases {
        let (text, _) = answer_to("GET", &RULED, &mut Vec::new(), write);
        let headers = format!(r#","headers":{headers},"body":"#);
        assert!(text.contains(&headers), "{text}\n{headers}");
    }
    let (text, _) = answer_to("HEAD", &RULED, &mut Vec::new(), |_| ());
    assert!(text.contains("max-age=60"), "{text}");
}

// ---- laws ----

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_was_written_comes_back_from_the_json(
        code in 200_u16..=599,
        // Not `TE`, which is the connection's and left out.
        headers in prop::collection::vec(("[a-su-zA-SU-Z][a-zA-Z]?", "[\t -~é€😀\u{80}-\u{9f}]{0,12}"), 0..8),
        body in body(),
    ) {
        let text = answer(|out| {
            out.set_status(Status::new(code));
            headers.iter().for_each(|(name, value)| out.add_header(name, value));
            match &body {
                Ok(text) => out.set_text(text),
                Err(bytes) => out.set_bytes(bytes),
            }
        });
        let answer: Value = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(&answer["statusCode"], &json!(code));
        let sent = if matches!(code, 204 | 205 | 304) { Body::Empty } else {
            match &body { Ok(text) => Body::Text(text), Err(bytes) => Body::Bytes(bytes) }
        };
        match sent {
            Body::Empty => prop_assert_eq!(&answer["body"], &Value::Null),
            Body::Text(text) => prop_assert_eq!(answer["body"].as_str(), Some(text)),
            Body::Bytes(bytes) => {
                let encoded = answer["body"].as_str().unwrap();
                prop_assert_eq!(STANDARD.decode(encoded).unwrap(), bytes);
            }
        }
        prop_assert_eq!(&answer["isBase64Encoded"], &json!(matches!(sent, Body::Bytes(_))));
        prop_assert_eq!(sorted(all_headers(&answer)), sorted(in_lower_case(&headers)));
        let allowed = ["statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"];
        prop_assert!(answer.as_object().unwrap().keys().all(|key| allowed.contains(&key.as_str())));
    }
}

fn body() -> impl Strategy<Value = Result<String, Vec<u8>>> {
    prop_oneof![
        prop::collection::vec(any::<char>(), 0..60).prop_map(|text| Ok(text.into_iter().collect())),
        "[\0-\u{7f}]{0,60}".prop_map(Ok),
        prop::collection::vec(any::<u8>(), 0..2_000).prop_map(Err),
    ]
}

/// Both maps of an answer as one; each name stands in one of them, once.
fn all_headers(answer: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let single = answer["headers"].as_object().unwrap();
    let single = single.iter().map(|(name, value)| (name.to_ascii_lowercase(), vec![text(value)]));
    let multiple = answer.get("multiValueHeaders").and_then(Value::as_object).into_iter().flatten();
    let multiple = multiple.map(|(name, values)| {
        let values: Vec<_> = values.as_array().unwrap().iter().map(text).collect();
        assert!(values.len() > 1, "one value in the map of several");
        (name.to_ascii_lowercase(), values)
    });
    let all: Vec<_> = single.chain(multiple).collect();
    let mut names: Vec<_> = all.iter().map(|(name, _)| name).collect();
    names.sort();
    assert!(names.windows(2).all(|two| two[0] != two[1]), "{names:?}");
    let each = |(name, values): &(String, Vec<String>)| -> Vec<_> {
        values.iter().map(|value| (name.clone(), value.clone())).collect()
    };
    all.iter().flat_map(each).collect()
}

fn in_lower_case(headers: &[(String, String)]) -> Vec<(String, String)> {
    headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.clone())).collect()
}

/// By name; the values of a name keep their order.
fn sorted(mut headers: Vec<(String, String)>) -> Vec<(String, String)> {
    headers.sort_by(|(one, _), (other, _)| one.cmp(other));
    headers
}
