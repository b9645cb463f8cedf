//! Large events are answered or refused, in time that grows as they do; an answer that is too long for
//! its source is a 500 of which the log says why.

use std::{
    fmt::Write as _,
    io::Write as _,
    process::{Command, Stdio},
};

use gatepost::prelude::*;
use gatepost_json::{EventContext, Index, Sources};
use gatepost_tests::events::{Body, Sent, Shape};
use serde_json::{Value, json};

/// Answers with text that needs no escape, text that grows when it is escaped, or bytes, and with a
/// header that makes it as long as it should be.
#[get("/answer/<kind>/<length>/<pad>")]
fn answer(kind: &str, length: usize, pad: usize) -> Reply<'static> {
    let reply = Reply::new(200).header("x-pad", "p".repeat(pad));
    match kind {
        "plain" => reply.body("a".repeat(length)),
        "quotes" => reply.body("\"".repeat(length)),
        "controls" => reply.body("\u{1}".repeat(length)),
        _ => reply.bytes(vec![0; length]),
    }
}

#[post("/body")]
fn body(request: Request<'_>) -> String {
    let body = request.body();
    format!("{} {:?} {:?}", body.len(), body.first_chunk::<2>(), body.last_chunk::<2>())
}

#[get("/count")]
fn count(request: Request<'_>) -> String {
    let length = |pairs: &mut dyn Iterator<Item = (&str, &str)>| {
        pairs.fold((0, 0), |(n, l), (name, value)| (n + 1, l + name.len() + value.len()))
    };
    let (headers, query) = (length(&mut request.headers()), length(&mut request.query_pairs()));
    let last = request.header("x-last").unwrap_or("none");
    format!("{headers:?} {query:?} {} {last}", request.cookies().count())
}

static APP: App<(answer, body, count)> = App::new();

/// The answer, and how long it is.
#[track_caller]
fn answer_to(event: &Value) -> (Value, usize) {
    let answer = gatepost::block_on(APP.call(event.to_string(), &())).unwrap();
    (serde_json::from_str(&answer).unwrap(), answer.len())
}

#[track_caller]
fn body_of(event: &Value) -> String {
    answer_to(event).0["body"].as_str().unwrap().to_owned()
}

// ---- answers ----

#[test]
fn an_answer_may_be_as_long_as_its_source_takes_and_no_longer() {
    // How many bytes of JSON a unit of the body becomes, and how many units that is.
    for (kind, units, becomes) in
        [("plain", 1, 1), ("quotes", 1, 2), ("controls", 1, 6), ("bytes", 3, 4)]
    {
        for shape in Shape::ALL {
            // The short limit is enough to see that it is the escaped text that counts; and two
            // sources are answered as another is.
            let is_long = shape.max_answer() > 2_000_000;
            let is_seen = matches!(kind, "plain" | "controls") && is_long;
            if is_seen || matches!(shape, Shape::HttpV1 | Shape::Url) {
                continue;
            }
            let answer_of = |length: usize, pad: usize| {
                answer_to(&Sent::get(&format!("/answer/{kind}/{length}/{pad}")).event(shape))
            };
            // A byte of padding, for a cut-off unit would need none or up to five.
            let (_, envelope) = answer_of(0, 0);
            for over in [-1, 0, 1] {
                let wanted = shape.max_answer().checked_add_signed(over).unwrap() - envelope;
                let (length, pad) = (wanted / becomes * units, wanted % becomes);
                let (answer, len) = answer_of(length, pad);
                if over <= 0 {
                    assert_eq!(len, envelope + wanted, "{shape:?} {kind} {over}");
                    assert_eq!(answer["statusCode"], 200, "{shape:?} {kind} {over}");
                    continue;
                }
                let (mut expected, _) = answer_to(&Sent::get("/nowhere").event(shape));
                expected["statusCode"] = 500.into();
                if expected.get("statusDescription").is_some() {
                    expected["statusDescription"] = "500 Internal Server Error".into();
                }
                expected["body"] = r#"{"statusCode":500,"message":"Internal Server Error"}"#.into();
                assert_eq!(answer, expected, "{shape:?} {kind}");
            }
        }
    }
}

#[test]
fn a_body_that_does_not_leave_is_not_too_long() {
    for shape in Shape::ALL {
        let sent = Sent { method: "HEAD", ..Sent::get("/answer/plain/7000000/0") };
        assert_eq!(answer_to(&sent.event(shape)).0["statusCode"], 200, "{shape:?}");
    }
}

#[test]
fn headers_count_too() {
    for shape in Shape::ALL {
        let length = shape.max_answer() - 1_000;
        let (answer, _) =
            answer_to(&Sent::get(&format!("/answer/plain/{length}/1000")).event(shape));
        assert_eq!(answer["statusCode"], 500, "{shape:?}");
        assert!(answer.to_string().len() < 300, "{shape:?}");
    }
}

#[test]
fn the_log_says_which_limit() {
    for (shape, most) in [(Shape::Alb, 1_048_576), (Shape::Url, 6_291_556)] {
        let document = json!({
            "app": {"routes": [{"method": "GET", "path": "/reply", "returns": {"kind": "response", "body": "\n".repeat(most / 2)}}]},
            "events": [{"event": Sent::get("/reply").event(shape)}],
        });
        let mut program = Command::new(env!("CARGO_BIN_EXE_replay"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        program.stdin.take().unwrap().write_all(document.to_string().as_bytes()).unwrap();
        let output = program.wait_with_output().unwrap();
        let envelope = match shape {
            Shape::Alb => {
                r#"{"statusCode":200,"statusDescription":"200 OK","headers":{},"body":"","isBase64Encoded":false}"#
            }
            _ => r#"{"statusCode":200,"headers":{},"body":"","isBase64Encoded":false}"#,
        };
        let needed = envelope.len() + most;
        let line = format!(
            "\"GET\" \"/reply\": the answer is {needed} bytes of JSON, and {most} is the most\n"
        );
        assert_eq!(String::from_utf8(output.stderr).unwrap(), line);
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(answer["response"]["statusCode"], 500);
    }
}

// ---- events ----

#[test]
fn a_body_of_6_mb() {
    const LENGTH: usize = 6_291_556;
    let (text, bytes) = ("a".repeat(LENGTH), vec![0xFF; LENGTH]);
    let seen = |shape, body| {
        body_of(&Sent { method: "POST", body: Some(body), ..Sent::get("/body") }.event(shape))
    };
    let expected = |length, byte| format!("{length} Some([{byte}, {byte}]) Some([{byte}, {byte}])");
    for shape in Shape::ALL {
        assert_eq!(seen(shape, Body::Text(&text)), expected(LENGTH, 97), "{shape:?}");
        assert_eq!(seen(shape, Body::Bytes(&bytes)), expected(LENGTH, 255), "{shape:?}");
    }
    let quotes = "\"".repeat(LENGTH / 2);
    assert_eq!(seen(Shape::Http, Body::Text(&quotes)), expected(LENGTH / 2, 34));
}

#[test]
fn a_thousand_headers() {
    let names: Vec<String> = (0..999).map(|n| format!("x-{n:03}")).collect();
    let mut headers: Vec<(&str, &str)> =
        names.iter().map(|name| (name.as_str(), "value")).collect();
    headers.push(("x-last", "here"));
    for shape in Shape::ALL {
        // One more is the gateway's: `x-forwarded-for`.
        let length = 999 * 10 + 10 + 15 + 11;
        let sent = Sent { headers: &headers, ..Sent::get("/count") };
        assert_eq!(
            body_of(&sent.event(shape)),
            format!("(1001, {length}) (0, 0) 0 here"),
            "{shape:?}"
        );
    }
}

#[test]
fn a_query_of_64_kb() {
    let many = (0..8_192).map(|n| format!("a{}=%41+&", n % 10)).collect::<String>();
    assert_eq!(many.len(), 8_192 * 8);
    let long = format!("{}={}", "%C3%A9".repeat(5_000), "+%26".repeat(8_884));
    assert_eq!(long.len(), 65_537);
    for shape in Shape::ALL {
        let query = |query| body_of(&Sent { query, ..Sent::get("/count") }.event(shape));
        let pairs = if shape == Shape::Alb { 10 } else { 8_192 };
        assert_eq!(query(&many), format!("(1, 26) ({pairs}, {}) 0 none", pairs * 4), "{shape:?}");
        assert_eq!(
            query(&long),
            format!("(1, 26) (1, {}) 0 none", 10_000 + 2 * 8_884),
            "{shape:?}"
        );
    }
}

#[test]
fn a_hundred_thousand_nested_arrays_are_refused() {
    for shape in Shape::ALL {
        let event = Sent::get("/count").event(shape).to_string();
        for end in ["", "]"] {
            let nested = format!("{}{}", "[".repeat(100_000), end.repeat(100_000));
            for event in [
                event.replacen('{', &format!(r#"{{"u":{nested},"#), 1),
                event.replace(
                    r#""requestContext":{"#,
                    &format!(r#""requestContext":{{"u":{nested},"#),
                ),
            ] {
                let error = gatepost::block_on(APP.call(event, &())).unwrap_err();
                assert_eq!(error.kind(), "Event.NotJson");
                assert!(error.detail().ends_with("nested more than 127 deep"), "{error}");
            }
        }
    }
}

// ---- time ----

const SIZE: usize = 600_000;

/// As many pieces as make 600 KB. A step that is taken again for each byte before it would be taken
/// 10^11 times, for minutes: that a hundred such events are done with shows that none is.
fn many(piece: &str) -> String {
    piece.repeat(SIZE / piece.len())
}

/// Everything of the event is looked at, or the event is refused.
fn look_at_all(event: &str) -> usize {
    let mut bytes = event.as_bytes().to_vec();
    let Ok(index) = Index::read(&mut bytes, Sources::ALL) else {
        return 0;
    };
    let context = EventContext::of(&index);
    let maps = [
        index.headers,
        index.multi_value_headers.unwrap_or_default(),
        index.query,
        index.multi_value_query,
    ];
    let mut seen = index.body.map_or(0, <[u8]>::len) + index.cookies.map_or(0, str::len);
    seen += maps.iter().flat_map(|map| map.iter()).count();
    seen += index.query_string.map_or(0, |query| query.iter().count());
    seen += context.event_field("last").map_or(0, |last| last.items().count());
    let more = context.get("more");
    seen += more.map_or(0, |more| more.members().count() + more.items().count());
    seen += context.get("nothing").map_or(0, |_| 1);
    seen
}

#[test]
fn no_event_takes_more_time_than_it_is_long() {
    let quoted = |inside: &str| format!("\"{inside}\"");
    let list = |item: &str| {
        let items = many(&format!("{item},"));
        format!("{}{item}", items)
    };
    #[rustfmt::skip]
    let fields = [
        // What the field is, how many things are to be seen in it at least, or that it is refused.
        (format!(r#""body":{}"#, quoted(&many(r"\n"))), Some(300_000)),
        (format!(r#""body":{}"#, quoted(&many(r"\ud83d"))), Some(90_000)),
        (format!(r#""body":{}"#, quoted(&many(r"\\\u0022"))), Some(120_000)),
        (format!(r#""body":"{}"#, many("a")), None),
        (format!(r#""body":"{}"#, many(r"\")), None),
        (format!(r#""isBase64Encoded":true,"body":{}"#, quoted(&many("QUJD"))), Some(450_000)),
        (format!(r#""isBase64Encoded":true,"body":"{}!""#, many("QUJD")), Some(1)),
        (format!(r#""isBase64Encoded":true,"body":{}"#, quoted(&many("="))), Some(1)),
        (format!(r#""headers":{{{}}}"#, list(r#""a":"b""#)), Some(60_000)),
        (format!(r#""headers":{{{}}}"#, list(r#""\"":"\n""#)), Some(45_000)),
        (format!(r#""headers":{{{}}}"#, list(r#""a":null"#)), Some(1)),
        (format!(r#""multiValueHeaders":{{"a":[{}]}}"#, list(r#""b""#)), Some(120_000)),
        (format!(r#""multiValueHeaders":{{"a":[{}]}}"#, list("null")), Some(1)),
        (format!(r#""multiValueHeaders":{{{}}}"#, list(r#""a":[]"#)), Some(1)),
        (format!(r#""multiValueQueryStringParameters":{{"a":[{}]}}"#, list(r#""%41""#)), Some(90_000)),
        (format!(r#""queryStringParameters":{{{}}}"#, list(r#""%41+":"%""#)), Some(45_000)),
        (format!(r#""queryStringParameters":{{"a":{}}}"#, quoted(&many("%ff"))), Some(1)),
        (format!(r#""rawQueryString":{}"#, quoted(&many("a=&"))), Some(180_000)),
        (format!(r#""rawQueryString":{}"#, quoted(&many("&"))), Some(1)),
        (format!(r#""rawQueryString":{}"#, quoted(&many("="))), Some(1)),
        (format!(r#""rawQueryString":{}"#, quoted(&many("%f0%9f%98"))), Some(1)),
        (format!(r#""cookies":[{}]"#, list(r#""a=b""#)), Some(300_000)),
        (format!(r#""cookies":[{}]"#, list(r#""\"""#)), Some(180_000)),
        (format!(r#""cookies":[{}]"#, list(r#""""#)), Some(1)),
        (format!(r#""u":[{}]"#, list("[]")), Some(1)),
        (format!(r#""u":[{}]"#, list(&format!("{}{}", "[".repeat(125), "]".repeat(125)))), Some(1)),
        (format!(r#""u":{}"#, many(r#"{"a":["#)), None),
        (format!(r#""u":{}1"#, many(" ")), Some(1)),
        (format!(r#""u":{}"#, many("1")), Some(1)),
        (format!(r#""u":{}"#, many("-")), None),
        (many(r#""u":1,"#) + r#""u":1"#, Some(1)),
    ];
    for (field, expected) in &fields {
        for (start, end) in [
            (r#"{"httpMethod":"GET","path":"/","requestContext":{"elb":{}},"last":[1],"#, "}"),
            (r#"{"rawPath":"/","requestContext":{"http":{"method":"GET"}},"last":[1],"#, "}"),
            (r#"{"httpMethod":"GET","path":"/","#, r#","last":[1]}"#),
        ] {
            let seen = look_at_all(&format!("{start}{field}{end}"));
            let what = &field[..field.len().min(60)];
            match expected {
                Some(least) => assert!(seen >= *least, "{seen} of {least}: {what}"),
                None => assert_eq!(seen, 0, "{what}"),
            }
        }
    }
}

#[test]
fn no_context_takes_more_time_than_it_is_long() {
    let mut members = String::new();
    for n in 0..40_000 {
        write!(members, r#""k{n}":"\n","#).unwrap();
    }
    let items = many("{},");
    for (more, count) in
        [(format!("{{{members}\"z\":1}}"), 40_001), (format!("[{items}1]"), items.len() / 3 + 1)]
    {
        let event = format!(
            r#"{{"httpMethod":"GET","path":"/","requestContext":{{"more":{more},"authorizer":{{{members}"principalId":"x"}}}},"last":[]}}"#
        );
        assert_eq!(look_at_all(&event), count);
        let mut bytes = event.into_bytes();
        let index = Index::read(&mut bytes, Sources::ALL).unwrap();
        let authorizer = EventContext::of(&index).authorizer().unwrap();
        assert_eq!(authorizer.principal_id(), Some("x"));
        assert_eq!(authorizer.lambda("k39999").and_then(|value| value.as_str()), Some("\n"));
    }
}
