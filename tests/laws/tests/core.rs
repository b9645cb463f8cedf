//! The small parts of the core, at run time: what a `const` of a program has the compiler do is done
//! here by a program, beside dates, buffers, headers and the texts of errors.

use gatepost_core::{
    Body, Buffer, Coding, ConstHeader, Cookie, Cors, CorsSettings, Decision, Fixed,
    InvocationError, Location, MAX_HEADERS, MAX_PATH, MatchError, Method, Miss, Opened, Origins,
    Out, ParamError, PathCoding, Policy, Request, Route, Rules, StaticTable, Status, Table,
    TrailingSlash, table,
};
use gatepost_laws::routes::build;
use proptest::prelude::*;

// ---- dates ----

fn date(seconds: u64) -> String {
    Cookie::new("a", "b").expires(seconds).to_string()
}

#[track_caller]
fn check_date(seconds: u64) {
    let time = std::time::UNIX_EPOCH + std::time::Duration::from_secs(seconds);
    assert_eq!(date(seconds), format!("a=b; Expires={}", httpdate::fmt_http_date(time)));
}

#[test]
fn every_day_of_a_leap_year_and_of_those_around_it_is_a_date() {
    const DAY: u64 = 86_400;
    for year in [1970, 1999, 2000, 2001, 2023, 2024, 2099, 2100, 2101, 2399, 2400, 9998, 9999] {
        // About its beginning: a year has 365.2425 days.
        let first = (year - 1970) * 3_652_425 / 10_000;
        for day in first..first + 366 {
            if day * DAY < 253_402_300_800 {
                check_date(day * DAY);
                check_date(day * DAY + DAY - 1);
            }
        }
    }
    assert_eq!(date(253_402_300_800), date(253_402_300_799));
    assert_eq!(date(253_402_300_799), "a=b; Expires=Fri, 31 Dec 9999 23:59:59 GMT");
}

proptest! {
    #[test]
    fn every_second_is_a_date(seconds in 0..253_402_300_800_u64) {
        check_date(seconds);
    }
}

// ---- buffers ----

#[test]
fn a_buffer_takes_a_write_whole_or_not_at_all() {
    let mut room = [0; 4];
    let mut buffer = Fixed::new(&mut room);
    buffer.write(b"abcd");
    assert_eq!((buffer.written(), buffer.needed(), buffer.fits()), (&b"abcd"[..], 4, true));
    buffer.write(b"e");
    assert_eq!((buffer.written(), buffer.needed(), buffer.fits()), (&b"abcd"[..], 5, false));
    buffer.clear();
    assert_eq!((buffer.written(), buffer.needed(), buffer.fits()), (&b""[..], 0, true));
    buffer.write(b"abc");
    buffer.write(b"de");
    // It would fit, and close a gap.
    buffer.write(b"f");
    assert_eq!((buffer.written(), buffer.needed()), (&b"abc"[..], 6));
    assert_eq!(buffer.scratch(3).len(), 3);
    assert_eq!(buffer.scratch(9).len(), 4);
    assert_eq!((buffer.written(), buffer.needed()), (&b""[..], 0));

    let mut grows = Vec::new();
    Buffer::write(&mut grows, b"abc");
    assert_eq!((grows.written(), grows.needed(), grows.fits()), (&b"abc"[..], 3, true));
    assert_eq!(grows.scratch(5), [0; 5]);
    Buffer::clear(&mut grows);
    assert_eq!(grows.needed(), 0);
}

// ---- replies ----

fn with_out<T>(look: impl FnOnce(&mut Out<'_>) -> T) -> T {
    look(&mut Out::new(&mut Vec::new()))
}

fn failure(write: impl FnOnce(&mut Out<'_>)) -> Option<String> {
    with_out(|out| {
        write(out);
        out.failure().map(|failure| failure.to_string())
    })
}

#[test]
fn headers_are_added_replaced_and_found_in_any_case() {
    with_out(|out| {
        out.add_header("A", "1");
        out.add_header("b", "2");
        out.add_header("a", "3");
        out.add_header_of("C-d", 4);
        let all = [("A", "1"), ("b", "2"), ("a", "3"), ("C-d", "4")];
        assert_eq!(out.headers().collect::<Vec<_>>(), all);
        assert_eq!(
            (out.header("a"), out.header("c-D"), out.header("x")),
            (Some("1"), Some("4"), None)
        );
        assert_eq!(out.headers().values("a").collect::<Vec<_>>(), [b"1", b"3"]);
        let names: Vec<_> = out.headers().names().map(|name| name.name().to_owned()).collect();
        assert_eq!(names, [b"A".as_slice(), b"b", b"C-d"]);
        let several: Vec<_> = out.headers().names().map(|name| name.are_several()).collect();
        assert_eq!(several, [true, false, false]);
        out.set_header("a", "5");
        assert_eq!(out.headers().collect::<Vec<_>>(), [("b", "2"), ("C-d", "4"), ("a", "5")]);
        assert!(
            out.headers()
                .names()
                .all(|name| name.is_of(&String::from_utf8_lossy(name.name()).to_uppercase()))
        );
        assert!(!out.headers().names().any(|name| name.is_of("x")));
    });
}

#[test]
fn what_must_not_be_sent_is_remembered_and_the_first_reason_counts() {
    let bad = |name: &str| {
        let name = name.escape_default();
        Some(format!(
            "the reply's header \"{name}\" may not be sent: its name is no token, or its value has a control character"
        ))
    };
    for (name, value) in
        [("", "a"), ("a b", "a"), ("é", "a"), ("a", "\n"), ("a", "\0"), ("a", "\u{7f}")]
    {
        assert_eq!(failure(|out| out.add_header(name, value)), bad(name), "{value:?}");
        assert_eq!(failure(|out| out.add_header_of(name, value)), bad(name), "{value:?}");
    }
    assert_eq!(failure(|out| out.add_header("!#$%&'*+-.^_`|~09azAZ", "\té ~")), None);
    let long = "é".repeat(40);
    assert_eq!(failure(|out| out.add_header(&long, "")), bad(&"é".repeat(24)));
    let longest = "a".repeat(65_535);
    assert_eq!(failure(|out| out.add_header("a", &longest)), None);
    let too_long = Some("the reply's header \"a\" is over 65,535 bytes long".to_owned());
    assert_eq!(failure(|out| out.add_header("a", &(longest.clone() + "a"))), too_long);
    assert_eq!(failure(|out| out.add_header_of("a", longest + "a")), too_long);
    let many = |count: usize| failure(|out| (0..count).for_each(|_| out.add_header("a", "b")));
    assert_eq!(many(MAX_HEADERS), None);
    assert_eq!(many(MAX_HEADERS + 1).as_deref(), Some("the reply has more than 64 headers"));
    for (code, is_right) in [(0, false), (199, false), (200, true), (599, true), (600, false)] {
        let failed = failure(|out| out.set_status(Status::new(code)));
        let text = format!("the reply's status {code} is not between 200 and 599");
        assert_eq!(failed, (!is_right).then_some(text));
    }
    let first = failure(|out| {
        out.add_header("", "");
        out.add_header("b\n", "");
        out.set_status(Status::new(1));
    });
    assert_eq!(first, bad(""));
    let mut room = [0; 3];
    let mut buffer = Fixed::new(&mut room);
    let mut out = Out::new(&mut buffer);
    out.set_text("four");
    let full = out.failure().map(|failure| failure.to_string());
    assert_eq!(full.as_deref(), Some("the reply needs a buffer of 4 bytes"));
}

#[test]
fn headers_of_the_connection_are_left_out() {
    for name in [
        "Connection",
        "Content-Length",
        "Keep-Alive",
        "Proxy-Connection",
        "TE",
        "Trailer",
        "Trailers",
        "Transfer-Encoding",
        "Upgrade",
    ] {
        with_out(|out| {
            out.add_header(&name.to_lowercase(), "1");
            assert_eq!((out.left_out(), out.headers().count()), (Some(name), 0));
            out.reset();
            assert_eq!(out.left_out(), None);
            out.add_header_of(&name.to_uppercase(), 1);
            assert_eq!(
                (out.left_out(), out.headers().count(), out.failure()),
                (Some(name), 0, None)
            );
        });
    }
}

/// All headers as a mapping may copy them, if it may.
fn ready(out: &Out<'_>) -> Option<String> {
    let members: Vec<_> = out.headers().members()?.flatten().copied().collect();
    Some(String::from_utf8(members).unwrap())
}

#[test]
fn a_header_is_ready_whose_value_is_plain() {
    let ways: [fn(&mut Out<'_>, &str, &str); 2] = [
        |out, name, value| out.add_header(name, value),
        |out, name, value| out.put_header(&ConstHeader::new(name, value)),
    ];
    for (name, value, member) in [
        ("Vary", "Origin", Some(r#","Vary":"Origin""#)),
        ("etag", "W/7 é", Some(r#","etag":"W/7 é""#)),
        ("X-A", "", Some(r#","X-A":"""#)),
        ("X-Set-Cookie", "a=1", Some(r#","X-Set-Cookie":"a=1""#)),
        ("ETag", r#""7""#, None),
        ("X-A", r"\", None),
        ("X-A", "a\tb", None),
        ("Set-Cookie", "a=1", None),
        ("set-cookie", "a=1", None),
    ] {
        for write in ways {
            with_out(|out| {
                write(out, name, value);
                assert_eq!(ready(out).as_deref(), member, "{name}: {value}");
                let alone = out.headers().names().next().unwrap().member();
                assert_eq!(alone, member.map(|member| &member.as_bytes()[1..]), "{name}: {value}");
            });
        }
    }
}

#[test]
fn headers_are_ready_where_each_is_and_none_comes_twice() {
    with_out(|out| {
        assert_eq!(ready(out).as_deref(), Some(""));
        out.add_header("Vary", "Origin");
        out.add_header("ETag", "7");
        assert_eq!(ready(out).as_deref(), Some(r#","Vary":"Origin","ETag":"7""#));
        out.add_header("vary", "Accept");
        assert_eq!(ready(out), None);
        out.set_header("Vary", "Accept");
        assert_eq!(ready(out).as_deref(), Some(r#","ETag":"7","Vary":"Accept""#));
        out.add_header_of("Age", 7);
        assert_eq!(ready(out), None);
    });
}

#[test]
fn a_body_is_the_last_one_and_nothing_is_left_after_a_reset() {
    with_out(|out| {
        out.set_text("a");
        out.add_header("b", "c");
        out.start_bytes().write(b"\xFF");
        assert_eq!(out.body(), Body::Bytes(b"\xFF"));
        out.start_text().write(b"\xFF");
        assert_eq!(out.body(), Body::Bytes(b"\xFF"), "it is no text");
        out.set_bytes(b"abc");
        assert_eq!((out.body(), out.body().as_bytes()), (Body::Bytes(b"abc"), &b"abc"[..]));
        out.set_answer(Status::CONFLICT);
        let text = r#"{"statusCode":409,"message":"Conflict"}"#;
        assert_eq!((out.body(), out.status()), (Body::Text(text), Status::CONFLICT));
        assert_eq!(
            (out.header("content-type"), out.error()),
            (Some("application/json"), Some("Conflict"))
        );
        out.mark_error("another");
        assert_eq!((out.error(), out.body()), (Some("another"), Body::Text(text)));
        out.set_note("a note");
        out.set_compress(true);
        assert_eq!((out.note(), out.compress()), (Some("a note"), Some(true)));
        out.remove_body();
        assert_eq!((out.body(), out.error()), (Body::Empty, None));
        out.mark_error("once more");
        out.set_text("");
        assert_eq!((out.body(), out.error()), (Body::Text(""), None));
        out.add_header("bad name", "");
        out.reset();
        assert_eq!(
            (out.body(), out.error(), out.note(), out.compress()),
            (Body::Empty, None, None, None)
        );
        assert_eq!((out.status(), out.headers().count(), out.failure()), (Status::OK, 0, None));
    });
}

// ---- how a reply leaves ----

const CACHED: Rules<'static> = Rules::NEW.cache_control("max-age=60").compress(true);
const ROUTES: Table<'static> =
    table![Route::get("/cached", 1).with_rules(CACHED), Route::get("/<name>", 2)];

/// The headers, the coding, and how long the body is.
fn leaves(
    method: &str,
    headers: &[(&str, &str)],
    min_size: usize,
    write: impl FnOnce(&mut Out<'_>),
) -> (Vec<(String, String)>, Coding, usize) {
    let request = Request::new(method, "/cached").with_headers(&headers);
    let Opened { closing, .. } = Policy::new(ROUTES).open(&request, &mut []);
    with_out(|out| {
        write(out);
        let frame = closing.close_coded(&request, min_size, out);
        let headers =
            frame.headers.clone().map(|(name, value)| (name.to_owned(), value.to_owned()));
        (headers.collect(), frame.coding, frame.body.as_bytes().len())
    })
}

fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn cache_control_is_the_routes_unless_the_reply_has_one() {
    let plain = |write: fn(&mut Out<'_>)| leaves("GET", &[], 0, write).0;
    assert_eq!(plain(|_| ()), owned(&[("Cache-Control", "max-age=60")]));
    assert_eq!(
        plain(|out| out.set_status(Status::CREATED)),
        owned(&[("Cache-Control", "no-cache")])
    );
    assert_eq!(plain(|out| out.add_header("cache-control", "x")), owned(&[("cache-control", "x")]));
}

#[test]
fn what_is_coded_and_what_says_so() {
    const GZIP: &[(&str, &str)] = &[("Accept-Encoding", "gzip")];
    const CACHE: (&str, &str) = ("Cache-Control", "max-age=60");
    const NO_CACHE: (&str, &str) = ("Cache-Control", "no-cache");
    const VARY: (&str, &str) = ("Vary", "Accept-Encoding");
    const CODED: (&str, &str) = ("Content-Encoding", "gzip");
    let gzip = |min_size, write: fn(&mut Out<'_>)| leaves("GET", GZIP, min_size, write);
    let is = |headers: &[(&str, &str)], coding, length| (owned(headers), coding, length);
    assert_eq!(gzip(4, |out| out.set_text("four")), is(&[CACHE, VARY, CODED], Coding::Gzip, 4));
    assert_eq!(gzip(5, |out| out.set_text("four")), is(&[CACHE], Coding::Identity, 4));
    assert_eq!(gzip(0, |out| out.set_text("")), is(&[CACHE], Coding::Identity, 0));
    let text = |out: &mut Out<'_>| out.set_text("four");
    assert_eq!(leaves("GET", &[], 0, text), is(&[CACHE, VARY], Coding::Identity, 4));
    assert_eq!(leaves("HEAD", GZIP, 0, text), is(&[CACHE, VARY], Coding::Identity, 0));
    let not_modified = gzip(9, |out| out.set_status(Status::NOT_MODIFIED));
    assert_eq!(not_modified, is(&[NO_CACHE, VARY], Coding::Identity, 0));
    let part = gzip(0, |out| {
        out.set_status(Status::PARTIAL_CONTENT);
        out.set_text("part");
    });
    assert_eq!(part, is(&[NO_CACHE], Coding::Identity, 4));
    let none = gzip(0, |out| {
        out.set_status(Status::NO_CONTENT);
        out.set_text("text");
    });
    assert_eq!(none, is(&[NO_CACHE], Coding::Identity, 0));
    let said = gzip(0, |out| {
        out.add_header("content-encoding", "br");
        out.set_text("text");
    });
    assert_eq!(said, is(&[("content-encoding", "br"), CACHE], Coding::Identity, 4));
    let unwanted = gzip(0, |out| {
        out.set_compress(false);
        out.set_text("text");
    });
    assert_eq!(unwanted, is(&[CACHE], Coding::Identity, 4));
    for vary in ["*", "Origin, accept-encoding"] {
        let varies = leaves("GET", GZIP, 0, |out| {
            out.add_header("vary", vary);
            out.set_text("text");
        });
        assert_eq!(varies, is(&[("vary", vary), CACHE, CODED], Coding::Gzip, 4));
    }
    let long = format!("\"{}\"", "t".repeat(300));
    for (tag, weak) in [("\"t\"", Some("W/\"t\"")), ("W/\"t\"", Some("W/\"t\"")), (&long, None)] {
        let (headers, ..) = leaves("GET", GZIP, 0, |out| {
            out.add_header("etag", tag);
            out.set_text("text");
        });
        let sent = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("etag"));
        assert_eq!(sent.map(|(_, value)| value.as_str()), weak);
    }
}

#[test]
fn a_reply_that_must_not_be_sent_is_a_500() {
    let request = Request::new("GET", "/cached");
    let Opened { closing, .. } = Policy::new(ROUTES).open(&request, &mut []);
    with_out(|out| {
        out.add_header("a", "\n");
        out.set_text("secret");
        let frame = closing.close(out);
        assert_eq!((frame.status.code(), frame.failure.is_some()), (500, true));
        assert_eq!(
            frame.body,
            Body::Text(r#"{"statusCode":500,"message":"Internal Server Error"}"#)
        );
        assert!(
            frame.headers.eq([("Content-Type", "application/json"), ("Cache-Control", "no-cache")])
        );
    });
    let mut room = [0; 8];
    let mut buffer = Fixed::new(&mut room);
    let mut out = Out::new(&mut buffer);
    out.set_text("nine bytes");
    let frame = closing.close(&mut out);
    // Not even that fits.
    assert_eq!((frame.status.code(), frame.body), (500, Body::Empty));
    assert_eq!(frame.headers.count(), 0);
}

// ---- what is made in a `const` otherwise ----

#[test]
fn settings_are_the_routes_own_before_the_groups() {
    let cors = Cors::any();
    let own = Rules::NEW.cache_control("a").compress(true).cors(&cors);
    let others = Rules::NEW.cache_control("b").compress(false).no_cors();
    assert_eq!(own.or(others), own);
    assert_eq!(Rules::NEW.or(others), others);
    assert_eq!(Rules::NEW.app_cors().or(others), others.app_cors());
    assert_ne!(own, others);
    let route = Route::new("/a", &[Method::GET, Method::PUT], 1).with_name("name").with_id(2);
    assert_eq!((route.to_string().as_str(), route.id), ("GET PUT /a (name)", 2));
    assert_eq!(Route::new("/a", &[], 0).to_string(), "ANY /a");
}

#[test]
fn each_setting_is_kept() {
    let cors = Cors::any();
    let rules = [
        Rules::NEW,
        Rules::NEW.cache_control("a"),
        Rules::NEW.compress(true),
        Rules::NEW.compress(false),
        Rules::NEW.cors(&cors),
        Rules::NEW.app_cors(),
        Rules::NEW.no_cors(),
    ];
    for (place, one) in rules.iter().enumerate() {
        assert!(rules[place + 1..].iter().all(|other| other != one), "{one:?}");
        let route = Route::get("/a", 0).with_rules(*one);
        assert_eq!(route == Route::get("/a", 0), *one == Rules::NEW);
    }
    let settings = CorsSettings { origins: Origins::Any, ..CorsSettings::NEW };
    let fixed = |origin| CorsSettings { origins: Origins::Fixed(origin), ..settings };
    let origins = Origins::Predicate(is_ours);
    for (cors, settings) in [
        (Cors::any(), settings),
        (Cors::fixed("https://a"), fixed("https://a")),
        (Cors::verbatim("https://a/"), CorsSettings { verbatim: true, ..fixed("https://a/") }),
        (
            Cors::allow_list(&["https://a"]),
            CorsSettings { origins: Origins::List(&["https://a"]), ..settings },
        ),
        (Cors::predicate(is_ours), CorsSettings { origins, ..settings }),
        (Cors::any().allow_headers(&["a"]), CorsSettings { allow_headers: &["a"], ..settings }),
        (Cors::any().expose_headers(&["a"]), CorsSettings { expose_headers: &["a"], ..settings }),
        (Cors::any().max_age(9), CorsSettings { max_age: Some(9), ..settings }),
        (
            Cors::predicate(is_ours).allow_credentials(),
            CorsSettings { origins, allow_credentials: true, ..settings },
        ),
    ] {
        assert_eq!((cors.settings(), Ok(cors)), (settings, settings.check()));
        assert_eq!(format!("{cors:?}"), format!("{settings:?}"));
    }
}

fn is_ours(origin: &str) -> bool {
    origin.ends_with(".example")
}

/// The name and value of every header of a reply and of a preflight under these settings.
fn cors_headers(
    settings: CorsSettings<'_>,
    method: &str,
    asked: &[(&str, &str)],
) -> Vec<(String, String)> {
    let cors = settings.check().unwrap();
    build(&[Route::get("/", 0)], TrailingSlash::Strict, |table| {
        let request = Request::new(method, "/").with_headers(&asked);
        let policy = Policy::new(table.unwrap()).cors(&cors);
        let Opened { decision, closing } = policy.open(&request, &mut []);
        with_out(|out| {
            if let Decision::Miss(miss) = decision {
                miss.write(out);
            }
            closing.close(out).headers.map(|(n, v)| (n.to_owned(), v.to_owned())).collect()
        })
    })
}

#[test]
fn a_policys_headers_are_put_together_in_order() {
    let settings = CorsSettings {
        origins: Origins::Fixed("https://a.example"),
        allow_headers: &["x-b", "X-A", "content-type", "x-b"],
        expose_headers: &["z", "a", "Z"],
        max_age: Some(u32::MAX),
        allow_credentials: true,
        ..CorsSettings::NEW
    };
    let all = [
        (
            "Access-Control-Allow-Headers",
            "Authorization,Content-Type,X-A,X-Amz-Date,X-Amz-Security-Token,X-Api-Key,x-b",
        ),
        ("Access-Control-Max-Age", "4294967295"),
        ("Access-Control-Allow-Credentials", "true"),
        ("Access-Control-Expose-Headers", "a,z"),
        ("Access-Control-Allow-Origin", "https://a.example"),
    ];
    assert_eq!(cors_headers(settings, "GET", &[]), owned(&all));
    let none = CorsSettings { allow_headers: &[], expose_headers: &[], max_age: None, ..settings };
    let shortest = CorsSettings { origins: Origins::Any, allow_credentials: false, ..none };
    let all = [
        (
            "Access-Control-Allow-Headers",
            "Authorization,Content-Type,X-Amz-Date,X-Amz-Security-Token,X-Api-Key",
        ),
        ("Access-Control-Allow-Origin", "*"),
    ];
    assert_eq!(cors_headers(shortest, "GET", &[]), owned(&all));
    for age in [0, 9, 10, 99, 100] {
        let aged = CorsSettings { max_age: Some(age), ..shortest };
        let headers = cors_headers(aged, "GET", &[]);
        assert!(headers.contains(&("Access-Control-Max-Age".to_owned(), age.to_string())));
    }
    // Any header of a preflight, where all are allowed; but it must be the name of one.
    let star = CorsSettings {
        origins: Origins::List(&["https://a.example"]),
        allow_headers: &["*"],
        ..shortest
    };
    let asks = |names: &str| {
        let asked = [
            ("Origin", "https://a.example"),
            ("Access-Control-Request-Method", "GET"),
            ("Access-Control-Request-Headers", names),
        ];
        let headers = cors_headers(star, "OPTIONS", &asked);
        headers.iter().any(|(name, _)| name == "Access-Control-Allow-Headers")
    };
    assert!(asks("x-anything, x-b") && !asks("x anything"));
}

#[test]
fn what_is_wrong_with_settings_is_said() {
    let of = |origin| CorsSettings { origins: Origins::Fixed(origin), ..CorsSettings::NEW };
    let at_most = |origin: &'static str| (of(origin), None);
    let odd = |origin: &'static str, why: &str, write: &str| {
        let text = format!(
            "origin \"{origin}\" {why}: write \"{write}\", or Cors::verbatim to send it as it is"
        );
        (of(origin), Some(text))
    };
    let flawed = |origin: &'static str, why: &str| {
        (of(origin), Some(format!("origin \"{origin}\" {why}; Cors::verbatim sends it as it is")))
    };
    let no_host = "has no host, such as in \"https://www.example.com\"";
    let no_scheme = "has no scheme, such as in \"https://www.example.com\"";
    let no_port = "has a port that is no number from 0 to 65535";
    for (settings, error) in [
        at_most("https://a.example"),
        at_most("http://localhost:5173"),
        at_most("https://[::1]:8443"),
        at_most("https://a_b.c-d.example:65535"),
        at_most("http://a:443"),
        at_most("https://a:0"),
        at_most("a+b-c.1://x"),
        at_most("ws://a:21"),
        odd("https://a/", "ends with '/'", "https://a"),
        odd("https://a/b", "has a path", "https://a"),
        odd("https://a?b", "has a path", "https://a"),
        odd("https://a#b", "has a path", "https://a"),
        odd("https://u@a", "names a user", "https://a"),
        odd("a.example", "has no scheme", "https://a.example"),
        odd("HTTPS://A.example", "has capital letters", "https://a.example"),
        odd("https://a:443", "has its scheme's own port, or an empty one", "https://a"),
        odd("http://a:80", "has its scheme's own port, or an empty one", "http://a"),
        odd("ws://a:80", "has its scheme's own port, or an empty one", "ws://a"),
        odd("wss://a:443", "has its scheme's own port, or an empty one", "wss://a"),
        odd("ftp://a:21", "has its scheme's own port, or an empty one", "ftp://a"),
        odd("https://a:", "has its scheme's own port, or an empty one", "https://a"),
        odd("https://A:81", "has capital letters", "https://a:81"),
        odd("https://[::A]:81/", "ends with '/'", "https://[::a]:81"),
        flawed("null", "is what every sandboxed page sends"),
        flawed("https://*.a", "has a '*': a pattern is a function for Cors::predicate"),
        flawed("https://é", "is not ASCII: a browser sends its host in Punycode, \"xn--…\""),
        flawed("1a://b", no_scheme),
        flawed("://b", no_scheme),
        flawed("a b://c", no_scheme),
        flawed("https://", no_host),
        flawed("https://:1", no_host),
        flawed("https://a b", no_host),
        flawed("https://[]", no_host),
        flawed("https://[::1", no_host),
        flawed("https://[::g]", no_host),
        flawed("https://a:65536", no_port),
        flawed("https://a:01", no_port),
        flawed("https://a:1a", no_port),
        flawed("https://[::1]a", no_port),
        flawed("https://a:99999999999999999999", no_port),
        (of("*"), Some("origin \"*\" stands for every origin: write Cors::any()".to_owned())),
    ] {
        assert_eq!(settings.check().err().map(|error| error.to_string()), error, "{settings:?}");
        let Origins::Fixed(origin) = settings.origins else { continue };
        // In a list the way out is not offered.
        let origins = [origin];
        let listed = CorsSettings { origins: Origins::List(&origins), ..settings }.check().err();
        let error = error.map(|text| {
            text.replace(", or Cors::verbatim to send it as it is", "")
                .replace("; Cors::verbatim sends it as it is", "")
        });
        assert_eq!(listed.map(|error| error.to_string()), error);
    }
    let verbatim = |origin| CorsSettings { verbatim: true, ..of(origin) }.check().is_ok();
    assert!(verbatim("https://a/") && verbatim("a b") && !verbatim("") && !verbatim("a\n"));
    assert!(!verbatim("a\"b") && !verbatim("a\\b"));
}

#[test]
fn a_policys_headers_come_to_1024_bytes_at_most() {
    // With the headers that are always there, each as `,"name":"value"`.
    let around =
        cors_headers(CorsSettings { expose_headers: &["a"], ..CorsSettings::NEW }, "GET", &[]);
    let around: usize =
        around.iter().map(|(name, value)| name.len() + value.len() + 6).sum::<usize>() - 1;
    let with = |length: usize| {
        let name = "a".repeat(length);
        let names = [name.as_str()];
        let settings = CorsSettings { expose_headers: &names, ..CorsSettings::NEW };
        settings.check().err().map(|error| error.to_string())
    };
    assert_eq!(with(1_024 - around), None);
    let text = "the policy's headers have 1025 bytes, which is more than 1024: allow or expose fewer headers";
    assert_eq!(with(1_025 - around).as_deref(), Some(text));
    // Cut between characters, where four more bytes might not fit.
    for (letter, length) in [("a", 1_021), ("ü", 1_022)] {
        let long = letter.repeat(2_000);
        let settings = CorsSettings { origins: Origins::Fixed(&long), ..CorsSettings::NEW };
        assert_eq!(settings.check().unwrap_err().to_string().len(), length, "{letter}");
    }
}

// ---- tables ----

#[test]
fn a_table_is_what_it_lends() {
    const SOME: &[Route<'_>] = &[Route::get("/a", 7), Route::get("/b", 8)];
    let built = StaticTable::<2, 64>::new::<64>(SOME, TrailingSlash::Strict, 64);
    let table = built.table(SOME);
    assert_eq!(table.size(), size_of_val(table.entries()) + size_of_val(table.slots()));
    assert!(table.entries().len() == 2 && !table.slots().is_empty());
    assert_eq!(built.slot_count(), table.slots().len());
    let resized = built.resized::<32>();
    assert_eq!(resized.slots().len(), built.slot_count());
    let copy = table.copied_to(resized.entries(), resized.slots());
    assert!(std::ptr::eq(copy.entries(), resized.entries()));
    assert!(std::ptr::eq(copy.slots(), resized.slots()));
    for table in [table, copy, resized.table(SOME)] {
        let policy = Policy::new(ROUTES).with_table(table);
        let opened = policy.open(&Request::new("GET", "/b"), &mut []);
        assert!(matches!(opened.decision, Decision::Call(call) if call.id == 8));
    }
}

#[test]
fn a_matcher_refuses_what_is_too_long() {
    const ROUTES: &[Route<'_>] = &[Route::get("/{rest+}", 7)];
    let built = StaticTable::<1, 64>::new::<64>(ROUTES, TrailingSlash::Strict, 64);
    let matcher = built.table(ROUTES).matcher();
    let find = |path: &str, room: usize| {
        let mut scratch = vec![0; room];
        let found = matcher.find(Method::GET, path, PathCoding::Encoded, &mut scratch)?;
        let values = found.values;
        assert_eq!((found.id, values.len(), values.is_empty()), (7, 1, false));
        Ok(values.text(0).unwrap().len())
    };
    let path = |len| format!("/{}", "a".repeat(len - 1));
    assert_eq!(find(&path(MAX_PATH), 0), Ok(MAX_PATH - 1));
    assert_eq!(find(&path(MAX_PATH + 1), 0), Err(MatchError::PathTooLong));
    assert_eq!(find("/a%62c", 4), Ok(3));
    assert_eq!(find("/a%62c", 3), Err(MatchError::PathTooLong));
    // That it must not be matched at all counts before that.
    assert_eq!(find("/a%62c%00", 3), Err(MatchError::ControlCharacter));
    assert_eq!(find("/a\n", 0), Err(MatchError::ControlCharacter));
    let mut scratch = [0; 8];
    let error = matcher.find(Method::GET, "/a\n", PathCoding::Decoded, &mut scratch).unwrap_err();
    assert_eq!(error.to_string(), "the path has a control character");
}

#[test]
fn allow_is_cut_between_methods_of_which_there_are_too_many() {
    let long: Vec<String> = (0..7).map(|n| format!("{n}{}", "x".repeat(59))).collect();
    let methods: Vec<Method<'_>> = long.iter().map(|name| Method::new(name)).collect();
    build(&[Route::new("/", &methods, 0)], TrailingSlash::Strict, |table| {
        let policy = Policy::new(table.unwrap());
        let Decision::Miss(miss) = policy.open(&Request::new("GET", "/"), &mut []).decision else {
            panic!("no route has that method");
        };
        let Miss::MethodNotAllowed(allow) = miss else { panic!("{miss:?}") };
        assert_eq!(format!("{allow:?}"), format!("{}, OPTIONS", long.join(", ")));
        with_out(|out| {
            miss.write(out);
            assert_eq!(out.header("allow"), Some(long[..4].join(", ").as_str()));
        });
    });
}

#[test]
fn allow_is_in_byte_order() {
    let methods = ["PURGE", "GETS", "get", "GET", "A", "PUT"].map(Method::new);
    build(&[Route::new("/", &methods, 0)], TrailingSlash::Strict, |table| {
        let policy = Policy::new(table.unwrap());
        let opened = policy.open(&Request::new("POST", "/"), &mut []);
        let Decision::Miss(Miss::MethodNotAllowed(allow)) = opened.decision else {
            panic!("no route has that method");
        };
        assert_eq!(allow.to_string(), "A, GET, GETS, HEAD, OPTIONS, PURGE, PUT, get");
    });
}

#[test]
fn a_parameter_is_found_by_its_place_too() {
    build(&[Route::get("/<a>/<b>", 0)], TrailingSlash::Strict, |table| {
        let policy = Policy::new(table.unwrap());
        let request = Request::new("GET", "/1/%FF");
        let mut scratch = [0; 9];
        let Decision::Call(call) = policy.open(&request, &mut scratch).decision else {
            panic!("a route has that path");
        };
        let params = call.params;
        assert_eq!((params.pattern(), params.len()), ("/<a>/<b>", 2));
        let (unknown, not_utf8) = (Err(ParamError::Unknown), Err(ParamError::NotUtf8));
        assert_eq!([0, 1, 2].map(|at| params.text_at(at)), [Ok("1"), not_utf8, unknown]);
        assert_eq!([0, 1, 2].map(|at| params.text_from_end(at)), [not_utf8, Ok("1"), unknown]);
        let texts = [ParamError::Unknown, ParamError::NotUtf8].map(|error| error.to_string());
        assert_eq!(texts, ["the route has no such parameter", "not UTF-8 when decoded"]);
    });
}

// ---- requests ----

#[test]
fn a_miss_has_a_body_but_for_head() {
    let cors = Cors::any();
    for policy in [Policy::new(ROUTES), Policy::new(ROUTES).cors(&cors)] {
        for (method, path) in [("GET", "/a/b"), ("HEAD", "/a/b"), ("PUT", "/a"), ("HEAD", "/%00")] {
            let mut scratch = [0; 9];
            let opened = policy.open(&Request::new(method, path), &mut scratch);
            let Decision::Miss(miss) = opened.decision else { panic!("{method} {path}") };
            with_out(|out| {
                miss.write(out);
                let frame = opened.closing.close(out);
                assert_eq!(frame.body == Body::Empty, method == "HEAD", "{method} {path}");
            });
        }
    }
}

#[test]
fn a_prefix_is_stripped_where_a_segment_ends() {
    let several: &[&str] = &["/", "/api", "/ab", ""];
    for (prefixes, path, left) in [
        (several, "/api/orders", "/orders"),
        (several, "/apix", "/apix"),
        (several, "/api", "/"),
        (several, "//a", "/a"),
        (several, "/", "/"),
        (several, "/a", "/a"),
        (&["/v1"], "/v1/orders", "/orders"),
        (&["/v1"], "/v10", "/v10"),
        (&["/v1"], "/orders", "/orders"),
        (&["/v1"], "/", "/"),
        (&["/v1", "/z"], "/v1/orders", "/orders"),
        (&["/v1", "/a"], "/v1/orders", "/orders"),
        (&[], "/v1/orders", "/v1/orders"),
    ] {
        let policy = Policy::new(ROUTES).strip_prefixes(prefixes);
        assert_eq!(policy.strip_prefix(path), left, "{path} without one of {prefixes:?}");
    }
}

#[test]
fn a_request_says_what_it_was_made_with() {
    let headers = [("A", "1"), ("x-forwarded-for", "10.0.0.1 , 203.0.113.7 "), ("a", "2")];
    let query = [("q", "1"), ("Q", "2"), ("q", "3")];
    let request =
        Request::new("PUT", "/a").with_headers(&headers).with_query(&query).with_body(b"\xFF");
    assert_eq!(request.header_values("a").collect::<Vec<_>>(), ["1", "2"]);
    assert_eq!((request.query("q"), request.query("x")), (Some("1"), None));
    assert_eq!(request.query_values("q").collect::<Vec<_>>(), ["1", "3"]);
    assert_eq!(request.query_pairs().collect::<Vec<_>>(), query);
    assert!(request.text().is_err() && request.has_body() && !Request::new("", "").has_body());
    assert_eq!(format!("{request:?}"), "\"PUT\" \"/a\" (1 bytes)");
    assert_eq!(request.with_forwarded_client().client_address(), Some("203.0.113.7"));
    assert_eq!(Request::new("", "").with_forwarded_client().client_address(), None);
}

#[test]
fn a_path_is_matched_up_to_its_longest() {
    let status = |path: &str, scratch: usize| {
        let mut scratch = vec![0; scratch];
        let Opened { decision, closing } =
            Policy::new(ROUTES).open(&Request::new("GET", path), &mut scratch);
        with_out(|out| {
            if let Decision::Miss(miss) = decision {
                miss.write(out);
            }
            closing.close(out).status.code()
        })
    };
    let path = |length: usize| format!("/{}", "a".repeat(length - 1));
    assert_eq!((status(&path(MAX_PATH), 0), status(&path(MAX_PATH + 1), 0)), (200, 414));
    // What is escaped needs room.
    assert_eq!((status("/%61bc", 4), status("/%61bc", 3)), (200, 414));
    assert_eq!(
        (status("/%1f", 9), status("/%7f", 9), status("/\u{1f}", 9), status("/%20", 9)),
        (400, 400, 400, 200)
    );
    // One that has been decoded needs none, and is looked at once.
    let decoded = Request::new("GET", "/%61\u{1f}").with_path_coding(PathCoding::Decoded);
    let opened = Policy::new(ROUTES).open(&decoded, &mut []);
    assert!(matches!(opened.decision, Decision::Miss(Miss::BadRequest(_))));
}

#[test]
fn errors_and_numbers_are_shown() {
    let error = InvocationError::new("Kind", "é".repeat(60));
    assert_eq!((error.kind(), error.detail()), ("Kind", "é".repeat(50).as_str()));
    assert_eq!(InvocationError::new("Kind", "detail").to_string(), "Kind: detail");
    let reasons = [100, 299, 399, 418, 599, 600, 99].map(|code| Status::new(code).reason());
    let expected = [
        "Informational",
        "Success",
        "Redirection",
        "Client Error",
        "Server Error",
        "Unknown",
        "Unknown",
    ];
    assert_eq!(reasons, expected);
    assert_eq!(format!("{:?} {}", Status::from(404), Status::OK), "404 Not Found 200 OK");
    let allows = [200, 204, 205, 304].map(|code| Status::new(code).allows_body());
    assert_eq!(allows, [true, false, false, false]);
    assert_eq!(format!("{:>5}{:?}", Method::GET, Method::PUT), "  GETPUT");
    assert!(Method::GET < Method::PUT);
}

#[test]
fn a_location_is_local_or_a_url() {
    for local in
        ["/", "/a", "./a", "../a", "?a", "#a", "/a//b", "/é", "../../a:b", "/.a", "/..a", "/%41"]
    {
        assert!(Location::local(local).is_ok(), "{local}");
    }
    for elsewhere in [
        "",
        "a",
        "//a",
        ".",
        "..",
        ".a",
        ".//a",
        "..//a",
        "/.//a",
        "/..//a",
        "/\\a",
        "/%2Fa",
        "/%5ca",
        "/%09a",
        "/%20a",
        "/./%2fa",
        "/a b",
        "/a\n",
        "/\u{a0}",
        "\\a",
        "https://a",
        "/a\\b",
    ] {
        assert!(Location::local(elsewhere).is_err(), "{elsewhere}");
    }
    for (url, is_one) in [
        ("https://a", true),
        ("HTTP://a", true),
        ("https://", false),
        ("http://", false),
        ("ftp://a", false),
        ("https://a b", false),
        ("https:/a", false),
        ("", false),
        ("é", false),
        ("https://é", true),
    ] {
        assert_eq!(Location::url(url).is_ok(), is_one, "{url}");
    }
    assert_eq!(Location::url("https://é/%C3").unwrap().to_string(), "https://%C3%A9/%C3");
}

/// A table says whether any of its routes has a policy, so that requests of others are spared the question.
#[test]
fn the_policy_of_one_route_counts_wherever_the_route_stands() {
    static CORS: Cors<'static> = Cors::any();
    for with in 0..4 {
        let route = |place: usize| {
            let rules = if place == with { Rules::NEW.cors(&CORS) } else { Rules::NEW };
            Route::get(["/a", "/b", "/c"][place], 0).with_rules(rules)
        };
        let routes = [route(0), route(1), route(2)];
        build(&routes, TrailingSlash::Strict, |table| {
            let policy = Policy::new(table.unwrap());
            for (place, path) in ["/a", "/b", "/c"].into_iter().enumerate() {
                let Opened { closing, .. } = policy.open(&Request::new("GET", path), &mut []);
                let mut room = [0; 256];
                let mut room = Fixed::new(&mut room);
                let mut out = Out::new(&mut room);
                let frame = closing.close(&mut out);
                let mut headers = frame.headers;
                let has_headers = headers.next().is_some();
                assert_eq!(has_headers, place == with, "{path} of {with}");
            }
        });
    }
}
