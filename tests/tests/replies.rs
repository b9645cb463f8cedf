//! Replies in full: content types, text and bytes, headers that may and may not be set, JSON without a heap.

use gatepost::{
    Body, OutError,
    core::{Fixed, Out},
    prelude::*,
    testing::{Event, Gateway},
};
use serde::Serialize;

const BAD_500: &str = r#"{"statusCode":500,"message":"Internal Server Error"}"#;

/// Writes a reply and says its content type and its body.
fn written(reply: impl IntoReply) -> (Option<String>, Result<String, Vec<u8>>) {
    let mut buffer = Vec::new();
    let mut out = Out::new(&mut buffer);
    reply.write_reply(&mut out);
    let body = match out.body() {
        Body::Text(text) => Ok(text.to_owned()),
        other => Err(other.as_bytes().to_vec()),
    };
    (out.header("content-type").map(str::to_owned), body)
}

// ---- content types ----

#[test]
fn a_body_has_a_content_type() {
    let text = || Reply::new(200).body("t");
    let bytes = || Reply::new(200).bytes(b"b".as_slice());
    let file = || Reply::new(200).file(b"f".as_slice());
    for (reply, content_type) in [
        (Reply::new(200), None),
        (text(), Some("text/plain; charset=utf-8")),
        (bytes(), Some("application/octet-stream")),
        (file(), Some("application/octet-stream")),
        (text().content_type("text/html"), Some("text/html")),
        (text().header("content-TYPE", "a/b"), Some("a/b")),
        (bytes().content_type("a/b").content_type("c/d"), Some("c/d")),
    ] {
        assert_eq!(written(reply.clone()).0.as_deref(), content_type, "{reply:?}");
    }
}

#[test]
fn a_body_stands_beside_a_reply_in_full() {
    let json = Json([1, 2]);
    let reply = || Reply::new(201).header("X-A", "1");
    for ((content_type, body), expected_type, expected) in [
        (written((reply(), json)), "application/json", "[1,2]"),
        (
            written((reply().content_type("application/vnd.api+json"), json)),
            "application/vnd.api+json",
            "[1,2]",
        ),
        (written((reply().body("old"), "new")), "text/plain; charset=utf-8", "new"),
        (written((200, "application/geo+json", json)), "application/geo+json", "[1,2]"),
    ] {
        assert_eq!((content_type.as_deref(), body), (Some(expected_type), Ok(expected.to_owned())));
    }
    let mut buffer = Vec::new();
    let mut out = Out::new(&mut buffer);
    (reply(), json).write_reply(&mut out);
    assert_eq!((out.status(), out.header("x-a")), (Status::CREATED, Some("1")));
    // What cannot be JSON is a 500.
    let impossible = Json(std::collections::HashMap::from([((1, 2), 3)]));
    let mut buffer = Vec::new();
    let mut out = Out::new(&mut buffer);
    (reply(), impossible).write_reply(&mut out);
    assert_eq!(out.status(), Status::INTERNAL_SERVER_ERROR);
}

#[test]
fn a_file_is_text_where_its_type_and_its_bytes_are() {
    for (content_type, is_text) in [
        ("text/css", true),
        ("TEXT/HTML; charset=UTF-8", true),
        ("text/plain; charset=\"utf-8\"", true),
        ("text/plain;a=b; charset=iso-8859-1", false),
        ("application/json", true),
        ("application/vnd.api+JSON", true),
        ("image/svg+xml", true),
        ("application/xml", true),
        ("application/yaml", true),
        ("application/javascript", true),
        ("application/graphql", true),
        ("application/x-www-form-urlencoded", true),
        ("application/octet-stream", false),
        ("image/png", false),
        ("application/jsonp", false),
        ("image/json", false),
        ("text", false),
        ("", false),
    ] {
        let file = |bytes: &'static [u8]| Reply::new(200).content_type(content_type).file(bytes);
        assert_eq!(written(file("é".as_bytes())).1.is_ok(), is_text, "{content_type}");
        assert_eq!(written(file(b"\xFF")).1, Err(b"\xFF".to_vec()), "{content_type}");
    }
    let coded = Reply::new(200)
        .content_type("text/css")
        .header("Content-Encoding", "br")
        .file(b"a".as_slice());
    assert_eq!(written(coded).1, Err(b"a".to_vec()));
    let bytes = Reply::new(200).content_type("text/css").bytes(b"a".as_slice());
    assert_eq!(written(bytes).1, Err(b"a".to_vec()), "bytes stay bytes");
}

#[get("/png")]
fn png() -> Reply<'static> {
    Reply::new(200).content_type("image/png").file(b"\x89PNG".as_slice())
}

#[get("/css")]
fn css() -> Reply<'static> {
    Reply::new(200).content_type("text/css").file("h1 { color: \"é\" }".as_bytes())
}

static FILES: App<(png, css)> = App::new();

#[test]
fn a_file_arrives_from_every_gateway() {
    for gateway in Gateway::ALL {
        let get = |path| Event::get(path).via(gateway).call(&FILES, &()).unwrap();
        let (png, css) = (get("/png"), get("/css"));
        assert_eq!((png.is_base64(), png.body()), (true, b"\x89PNG".as_slice()), "{gateway}");
        assert_eq!((css.is_base64(), &*css.text()), (false, "h1 { color: \"é\" }"), "{gateway}");
    }
}

// ---- headers ----

mod headers {
    use gatepost::prelude::*;

    pub const OF_THE_CONNECTION: [&str; 10] = [
        "Connection",
        "content-length",
        "Content-Length",
        "Keep-Alive",
        "Proxy-Connection",
        "te",
        "Trailer",
        "Trailers",
        "TRANSFER-ENCODING",
        "Upgrade",
    ];

    #[get("/connection")]
    pub fn connection() -> Reply<'static> {
        let reply = Reply::new(200).header("X-Tag", "kept").body("body");
        OF_THE_CONNECTION.into_iter().fold(reply, |reply, name| reply.header(name, "chunked"))
    }

    #[get("/several")]
    pub fn several() -> Reply<'static> {
        Reply::new(200)
            .header("Vary", "Origin")
            .header("Link", "<a>, \"b\"")
            .header("vary", "Accept")
            .cookie(Cookie::new("a", "1"))
            .cookie(Cookie::new("b", "2"))
    }

    #[get("/bad/<which>")]
    pub fn bad(which: u8) -> Reply<'static> {
        let reply = Reply::new(200).body("secret");
        match which {
            0 => reply.header("X-Tag", "a\r\nSet-Cookie: pwn=1"),
            1 => reply.header("X-Tag", "a\0"),
            2 => reply.header("X Tag", "a"),
            3 => reply.content_type("text/html\n"),
            4 => reply.status(199),
            5 => (0..65).fold(reply, |reply, _| reply.header("X-Tag", "a")),
            _ => reply,
        }
    }
}

static HEADERS: App<(headers::connection, headers::several, headers::bad)> = App::new();

#[test]
fn headers_of_the_connection_are_left_out() {
    for gateway in Gateway::ALL {
        let answer = Event::get("/connection").via(gateway).call(&HEADERS, &()).unwrap();
        let mut names: Vec<_> = answer.headers().map(|(name, _)| name).collect();
        names.sort_unstable();
        assert_eq!(names, ["Content-Type", "X-Tag"], "{gateway}");
        assert_eq!(answer.text(), "body");
    }
    for name in headers::OF_THE_CONNECTION {
        let mut buffer = Vec::new();
        let mut out = Out::new(&mut buffer);
        out.add_header_of(name, 5);
        out.set_header(name, "5");
        let left_out = out.left_out().unwrap();
        assert!(left_out.eq_ignore_ascii_case(name) && out.headers().next().is_none(), "{name}");
        assert_eq!(out.failure(), None);
    }
}

#[test]
fn several_values_of_a_header_arrive() {
    for gateway in Gateway::ALL {
        let answer = Event::get("/several").via(gateway).call(&HEADERS, &()).unwrap();
        assert_eq!(answer.header("VARY").as_deref(), Some("Origin, Accept"), "{gateway}");
        assert_eq!(answer.header("link").as_deref(), Some("<a>, \"b\""), "{gateway}");
        let cookies: Vec<_> = answer.cookies().collect();
        // All that a load balancer can send without multi-value headers.
        let sent = if gateway == Gateway::LoadBalancer { &["a=1"][..] } else { &["a=1", "b=2"] };
        assert_eq!(cookies, sent, "{gateway}");
    }
}

#[test]
fn what_may_not_be_sent_is_a_500() {
    for which in 0..6 {
        let answer = Event::get(&format!("/bad/{which}")).call(&HEADERS, &()).unwrap();
        assert_eq!((answer.status(), &*answer.text()), (500, BAD_500), "{which}");
        assert_eq!(answer.headers().count(), 1, "{which}");
    }
    assert_eq!(Event::get("/bad/6").call(&HEADERS, &()).unwrap().status(), 200);
}

#[test]
fn a_displayed_header_is_as_safe_as_another() {
    for (name, value, failure) in [
        ("a b", "c", true),
        ("", "c", true),
        ("a", "b\r\nc: d", true),
        ("a", "\u{7F}", true),
        ("a", "é\tb", false),
        ("a", "", false),
    ] {
        let mut buffer = Vec::new();
        let mut out = Out::new(&mut buffer);
        out.add_header_of(name, value);
        assert_eq!(out.failure().is_some(), failure, "{name:?} {value:?}");
        assert_eq!(out.header(name), (!failure).then_some(value), "{name:?} {value:?}");
    }
}

#[test]
fn reasons_are_told() {
    let mut buffer = Vec::new();
    let mut out = Out::new(&mut buffer);
    out.refuse(OutError::Location);
    out.refuse(OutError::TooManyHeaders);
    let first = "the reply redirects to what is neither a path of the same host nor, where a URL is meant, a URL";
    assert_eq!(out.failure().unwrap().to_string(), first);
}

// ---- JSON without a heap ----

#[derive(Serialize)]
struct Reading<'a> {
    sensor: &'a str,
    values: [Option<f32>; 2],
}

#[test]
fn json_is_written_without_a_heap() {
    let reading = Reading { sensor: "a\"\n", values: [Some(1.5), None] };
    let expected = serde_json::to_string(&reading).unwrap();
    let mut room = [0; 512];
    let mut buffer = Fixed::new(&mut room);
    let mut out = Out::new(&mut buffer);
    let counted = allocation_counter::measure(|| out.set_json::<64>(&reading));
    assert_eq!((out.body(), counted.count_total), (Body::Text(&expected), 0));
    assert_eq!(out.header("content-type"), Some("application/json"));

    let len = expected.len();
    assert_eq!(len, 38);
    out.set_json::<38>(&reading);
    assert_eq!((out.body(), out.failure()), (Body::Text(&expected), None));
    out.set_json::<37>(&reading);
    assert_eq!(out.failure(), Some(OutError::JsonTooLong { room: 37 }));
}
