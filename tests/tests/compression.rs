//! Bodies in gzip: which ones, how the reply says so, and that another implementation reads them.

use std::io;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use flate2::read::GzDecoder;
use gatepost::{
    Body, Gzip, Out, Rules, Under,
    prelude::*,
    testing::{Answer, Event, Gateway},
};
use gatepost_core::{Coding, Decision, Fixed, Opened, Policy, Route, Table, table};
use proptest::prelude::*;

const TEXT: &str = "a text, a text, a text, a text, a text, a text";
const BYTES: &[u8] = b"\x89PNG\r\n\x1A\n\0\0\0\0\0\0\0\0";

#[get("/on", compress)]
fn on() -> &'static str {
    TEXT
}

#[get("/off", compress = false)]
fn off() -> &'static str {
    TEXT
}

#[get("/unsaid")]
fn unsaid() -> &'static str {
    TEXT
}

#[get("/bytes", compress = true)]
fn bytes() -> &'static [u8] {
    BYTES
}

/// What a handler may write: the query says it.
struct Asked<'r>(Request<'r>);

impl IntoReply for Asked<'_> {
    fn write_reply(self, out: &mut Out<'_>) {
        let Self(request) = self;
        let status = request.query("status").and_then(|status| status.parse::<u16>().ok());
        out.set_status(status.unwrap_or(200).into());
        for (name, value) in request.query_pairs() {
            match name {
                "status" => {}
                "body" => out.set_text(value),
                "compress" => out.set_compress(value == "true"),
                name => out.add_header(name, value),
            }
        }
    }
}

#[any("/asked", compress)]
fn asked(request: Request<'_>) -> Asked<'_> {
    Asked(request)
}

#[any("/asked-off", compress = false)]
fn asked_off(request: Request<'_>) -> Asked<'_> {
    Asked(request)
}

#[post("/echo", compress)]
fn echo(request: Request<'_>) -> &[u8] {
    request.body()
}

#[get("/error", compress)]
fn error() -> HttpError {
    HttpError::not_found("there is no such thing")
}

struct Pressed;

impl Group for Pressed {
    type Routes = (on, off, unsaid);
    const PREFIX: &'static str = "/pressed";
    const RULES: Rules<'static> = Rules::NEW.compress(true);
}

type All = ((on, off, unsaid, bytes), (asked, asked_off, echo, error), Under<Pressed>);

static APP: App<All> = App::new();
static FROM_46: App<All> = App::new().gzip(Gzip::NEW.min_size(46));
static FROM_47: App<All> = App::new().gzip(Gzip::NEW.min_size(47));
static WITH_CORS: App<All> = App::new().cors(Cors::allow_list(&["https://a.example"]));

fn with_gzip(path: &str) -> Event {
    Event::get(path).header("Accept-Encoding", "gzip, deflate, br")
}

#[track_caller]
fn call(event: &Event) -> Answer {
    event.call(&APP, &()).unwrap()
}

#[track_caller]
fn gunzipped(answer: &Answer) -> Vec<u8> {
    assert_eq!(answer.header("content-encoding").as_deref(), Some("gzip"));
    assert!(answer.is_base64(), "gzip is no text");
    let mut body = Vec::new();
    // Its checksum and its length are checked too.
    let mut decoder = GzDecoder::new(answer.body());
    io::copy(&mut decoder, &mut body).unwrap();
    assert!(decoder.into_inner().is_empty(), "something follows");
    body
}

#[track_caller]
fn is_plain(answer: &Answer, body: &str, vary: Option<&str>) {
    assert_eq!(answer.header("content-encoding"), None);
    assert_eq!((&*answer.text(), answer.is_base64()), (body, false));
    assert_eq!(answer.header("vary").as_deref(), vary);
}

#[test]
fn s10_a_route_that_compresses() {
    for gateway in Gateway::ALL {
        let answer = call(&with_gzip("/on").via(gateway));
        assert_eq!(gunzipped(&answer), TEXT.as_bytes(), "{gateway}");
        assert_eq!(answer.header("content-type").as_deref(), Some("text/plain; charset=utf-8"));
        assert_eq!(answer.header("vary").as_deref(), Some("Accept-Encoding"));
        assert!(answer.body().len() < TEXT.len(), "{gateway}");
        assert_eq!(gunzipped(&call(&with_gzip("/bytes").via(gateway))), BYTES, "{gateway}");
        is_plain(&call(&Event::get("/on").via(gateway)), TEXT, Some("Accept-Encoding"));
        is_plain(&call(&with_gzip("/off").via(gateway)), TEXT, None);
        is_plain(&call(&with_gzip("/unsaid").via(gateway)), TEXT, None);
    }
}

#[test]
fn a_group_and_its_routes() {
    assert_eq!(gunzipped(&call(&with_gzip("/pressed/unsaid"))), TEXT.as_bytes());
    assert_eq!(gunzipped(&call(&with_gzip("/pressed/on"))), TEXT.as_bytes());
    is_plain(&call(&with_gzip("/pressed/off")), TEXT, None);
}

#[test]
fn a_reply_has_the_last_word() {
    is_plain(&call(&with_gzip("/asked?body=text&compress=false")), "text", None);
    assert_eq!(gunzipped(&call(&with_gzip("/asked-off?body=text&compress=true"))), b"text");
    is_plain(&call(&with_gzip("/asked-off?body=text")), "text", None);

    #[get("/", compress)]
    fn reply() -> Reply<'static> {
        Reply::new(200).body(TEXT).compress(false)
    }
    static REPLY: App<(reply,)> = App::new();
    is_plain(&with_gzip("/").call(&REPLY, &()).unwrap(), TEXT, None);
}

#[test]
fn what_the_client_takes() {
    let cases = [
        ("gzip", true),
        ("GZIP", true),
        ("x-gzip", true),
        ("*", true),
        ("deflate, gzip;q=0.1", true),
        ("br;q=1, *;q=0.5", true),
        ("gzip;q=0", false),
        ("gzip; q=0.000", false),
        ("*, gzip;q=0", false),
        ("identity, gzip;q=0.5", false),
        ("deflate", false),
        ("", false),
    ];
    for (accepted, takes_gzip) in cases {
        for gateway in Gateway::ALL {
            let event = Event::get("/on").header("accept-encoding", accepted).via(gateway);
            let answer = call(&event);
            match takes_gzip {
                true => assert_eq!(gunzipped(&answer), TEXT.as_bytes(), "{accepted}"),
                false => is_plain(&answer, TEXT, Some("Accept-Encoding")),
            }
        }
    }
    let several =
        Event::get("/on").header("Accept-Encoding", "br").header("Accept-Encoding", "gzip");
    assert_eq!(gunzipped(&call(&several)), TEXT.as_bytes());
}

/// Left alone: each with the `Vary` of its answer.
#[test]
fn what_is_left_alone() {
    let cases = [
        ("HEAD", "body=text", Some("Accept-Encoding")),
        ("GET", "body=text&status=204", None),
        ("GET", "body=text&status=205", None),
        ("GET", "body=text&status=206&Content-Range=bytes%200-3/9", None),
        // It stands for a 200 that may be in gzip.
        ("GET", "status=304", Some("Accept-Encoding")),
        ("GET", "status=304&body=text", Some("Accept-Encoding")),
        ("GET", "status=200", None),
        ("GET", "body=", None),
    ];
    for (method, query, vary) in cases {
        for gateway in Gateway::ALL {
            let event = Event::new(method, &format!("/asked?{query}"));
            let answer = call(&event.header("Accept-Encoding", "gzip").via(gateway));
            let body = if query.contains("206") { "text" } else { "" };
            is_plain(&answer, body, vary);
        }
    }
    let coded = call(&with_gzip("/asked?body=text&content-encoding=br"));
    assert_eq!((&*coded.text(), coded.header("content-encoding").as_deref()), ("text", Some("br")));
    assert_eq!(coded.header("vary"), None);
}

#[test]
fn short_bodies() {
    let answer = |app, path| with_gzip(path).call(app, &()).unwrap();
    assert_eq!(TEXT.len(), 46);
    assert_eq!(gunzipped(&answer(&FROM_46, "/on")), TEXT.as_bytes());
    is_plain(&answer(&FROM_47, "/on"), TEXT, None);
    // Of any size, where nothing is said.
    assert_eq!(gunzipped(&answer(&APP, "/asked?body=5")), b"5");
}

#[test]
fn vary_is_added_to() {
    let vary = |query| call(&with_gzip(&format!("/asked?body=text&{query}"))).header("vary");
    assert_eq!(vary("Vary=Accept").as_deref(), Some("Accept, Accept-Encoding"));
    assert_eq!(vary("vary=Origin,%20accept-ENCODING").as_deref(), Some("Origin, accept-ENCODING"));
    assert_eq!(vary("Vary=*").as_deref(), Some("*"));
    assert_eq!(
        vary("Vary=X-Accept-Encoding").as_deref(),
        Some("X-Accept-Encoding, Accept-Encoding")
    );
    for gateway in Gateway::ALL {
        let event = with_gzip("/on").header("Origin", "https://a.example").via(gateway);
        let answer = event.call(&WITH_CORS, &()).unwrap();
        assert_eq!(gunzipped(&answer), TEXT.as_bytes());
        assert_eq!(answer.header("vary").as_deref(), Some("Origin, Accept-Encoding"));
        let origin = answer.header("access-control-allow-origin");
        assert_eq!(origin.as_deref(), Some("https://a.example"));
    }
}

#[test]
fn an_etag_is_of_the_bytes_that_leave() {
    let etag = |event: Event| call(&event).header("etag");
    let path = |tag: &str| format!("/asked?body=text&ETag={tag}");
    assert_eq!(etag(with_gzip(&path("%22a%22"))).as_deref(), Some("W/\"a\""));
    assert_eq!(etag(with_gzip(&path("W/%22a%22"))).as_deref(), Some("W/\"a\""));
    assert_eq!(etag(Event::get(&path("%22a%22"))).as_deref(), Some("\"a\""));
    assert_eq!(etag(with_gzip(&path(&format!("%22{}%22", "a".repeat(300))))), None);
}

#[test]
fn errors_are_replies_of_the_route() {
    let answer = call(&with_gzip("/error"));
    assert_eq!(answer.status(), 404);
    assert_eq!(gunzipped(&answer), br#"{"statusCode":404,"message":"there is no such thing"}"#);
    is_plain(&call(&with_gzip("/nowhere")), r#"{"message":"Not found"}"#, None);
}

/// One compressor is kept: nothing of a body is in the next, whatever its size or its level.
#[test]
fn one_body_after_another() {
    static QUICK: App<All> = App::new().gzip(Gzip::NEW.level(1));
    static STORED: App<All> = App::new().gzip(Gzip::NEW.level(0));
    static HARD: App<All> = App::new().gzip(Gzip::NEW.level(10));
    let mut noise = 1_u64;
    let mut random = |len: usize| -> Vec<u8> {
        let mut byte = || {
            noise = noise.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (noise >> 56) as u8
        };
        (0..len).map(|_| byte()).collect()
    };
    let bodies = [
        random(1),
        "a".repeat(300_000).into(),
        random(700_000),
        random(32_768),
        TEXT.into(),
        random(33_000),
    ];
    for app in [&APP, &QUICK, &STORED, &HARD, &APP] {
        for body in &bodies {
            let event = Event::post("/echo").header("Accept-Encoding", "gzip").body(body.clone());
            let answer = event.call(app, &()).unwrap();
            assert_eq!(&gunzipped(&answer), body, "{} bytes", body.len());
        }
    }
}

/// What is too long for a load balancer as it is may fit in gzip; what does not is a 500.
#[test]
fn the_limit_is_of_the_answer() {
    let post = |len: usize| {
        let event = Event::post("/echo").body("a".repeat(len)).via(Gateway::LoadBalancer);
        (call(&event).status(), call(&event.header("Accept-Encoding", "gzip")).status())
    };
    assert_eq!(post(1_100_000), (500, 200));
}

static ROUTES: Table<'static> =
    table![Route::get("/on", 0).with_rules(Rules::NEW.compress(true)), Route::get("/off", 1)];

/// A caller that does not code bodies is told nothing of codings, and one that has no room for the
/// headers gets a 500 that says of itself what is true.
#[test]
fn the_core_decides() {
    let headers = [("Accept-Encoding", "gzip")];
    let frame = |path: &str, room: usize, codes: bool| {
        let request = Request::new("GET", path).with_headers(&headers);
        let Opened { closing, decision, .. } = Policy::new(ROUTES).open(&request, &mut []);
        assert!(matches!(decision, Decision::Call(_)));
        let mut room = vec![0; room];
        let mut buffer = Fixed::new(&mut room);
        let mut out = Out::new(&mut buffer);
        out.set_text(TEXT);
        let frame = match codes {
            true => closing.close_coded(&request, 0, &mut out),
            false => closing.close(&mut out),
        };
        let is_empty = frame.body == Body::Empty;
        (frame.status.code(), frame.coding, frame.headers.count(), is_empty)
    };
    assert_eq!(frame("/on", 256, true), (200, Coding::Gzip, 2, false));
    assert_eq!(frame("/on", 256, false), (200, Coding::Identity, 0, false));
    assert_eq!(frame("/off", 256, true), (200, Coding::Identity, 0, false));
    assert_eq!(frame("/on", 60, true), (500, Coding::Identity, 0, true));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever the body is, the client gets just that.
    #[test]
    fn a_body_survives(
        words in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 1..20),
        order in prop::collection::vec(any::<prop::sample::Index>(), 0..200),
    ) {
        let body: Vec<u8> = order.iter().flat_map(|at| at.get(&words).clone()).collect();
        let event = Event::post("/echo").header("Accept-Encoding", "gzip").body(body.clone());
        let answer = call(&event);
        if body.is_empty() {
            prop_assert_eq!(answer.header("content-encoding"), None);
        } else {
            prop_assert_eq!(gunzipped(&answer), body);
        }
    }
}

/// The checksum at the end is looked at: a test that a wrong one would pass would show nothing.
#[test]
fn a_wrong_checksum_is_seen() {
    let mut coded = STANDARD.decode("H4sIAAAAAAACE/NIzcnJBwCCidH3BQAAAA==").unwrap();
    assert_eq!(io::read_to_string(GzDecoder::new(&*coded)).unwrap(), "Hello");
    let checksum = coded.len() - 8;
    coded[checksum] ^= 1;
    assert!(io::read_to_string(GzDecoder::new(&*coded)).is_err());
}
