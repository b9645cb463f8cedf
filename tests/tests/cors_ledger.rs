//! What others fell for with CORS, rows 51 to 56 of the list that `ledger.rs` goes through, from a
//! browser's eye: through the events of every gateway, to an app.

use std::time::{Duration, Instant};

use gatepost::{block_on, prelude::*, testing::Answer};
use gatepost_tests::{
    browser::{Credentials, Fetch, Fetched, Outgoing, Page, Refused, Response, fetch},
    events::{Sent, Shape},
};
use proptest::{collection::vec, prelude::*, sample::select};

const TARGET: &str = "https://api.example.com";
const OURS: &str = "https://example.com";

const LIST: Cors<'static> = Cors::allow_list(&[OURS, "https://a.example.com"])
    .expose_headers(&["x-total"])
    .allow_credentials();

fn is_ours(origin: &str) -> bool {
    let host = origin.strip_prefix("https://").unwrap_or_default();
    host == "example.com" || host == "a.example.com"
}

#[get("/list")]
fn list() -> Reply<'static> {
    Reply::new(200).header("x-total", "7").header("x-secret", "8").body("read")
}

#[put("/list")]
fn put_list() -> &'static str {
    "read"
}

#[route("/predicate", methods = ["GET", "PUT"], cors = Cors::predicate(is_ours).allow_credentials())]
fn predicate() -> &'static str {
    "read"
}

#[route("/any", methods = ["GET", "PUT"], cors = Cors::any().allow_headers(&["*"]))]
fn any_origin() -> &'static str {
    "read"
}

#[get("/bare", cors = false)]
fn bare() -> &'static str {
    "read"
}

#[get("/null", cors = Cors::verbatim("null"))]
fn null() -> &'static str {
    "read"
}

#[get("/too-large")]
fn too_large() -> Result<(), HttpError> {
    Err(HttpError::payload_too_large("too large"))
}

#[get("/panics")]
fn panics() {
    panic!("as told");
}

#[get("/spoilt")]
fn spoilt() -> Reply<'static> {
    Reply::new(200).header("x-spoilt", "\n")
}

#[get("/endless")]
fn endless() -> String {
    "x".repeat(6 << 20)
}

type All = (list, put_list, predicate, any_origin, bare, null, too_large, panics, spoilt, endless);

static APP: App<All> = App::new().cors(LIST);

fn answer(shape: Shape, outgoing: &Outgoing, path: &str) -> Response {
    let headers = outgoing.headers.iter().map(|(name, value)| (&**name, &**value));
    let headers: Vec<_> = headers.collect();
    let sent = Sent { method: &outgoing.method, headers: &headers, ..Sent::get(path) };
    let answer = block_on(APP.call(sent.event(shape).to_string(), &())).unwrap();
    let answer = Answer::read(&answer).unwrap();
    let owned = |(name, value): (&str, &str)| (name.to_ascii_lowercase(), value.to_owned());
    let headers = answer.headers().map(owned).collect();
    Response { status: answer.status(), headers, body: answer.text().into_owned() }
}

/// A request with those headers and that method, which no browser has to have sent.
fn answer_to(shape: Shape, method: &str, path: &str, headers: &[(&str, &str)]) -> Response {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let headers = headers.iter().map(owned).collect();
    answer(shape, &Outgoing { method: method.to_owned(), headers }, path)
}

fn value<'r>(response: &'r Response, name: &str) -> Option<&'r str> {
    let header = response.headers.iter().find(|(known, _)| known == name);
    header.map(|(_, value)| value.as_str())
}

/// What a page gets, and how many requests it took.
fn asks(
    shape: Shape,
    origin: &str,
    (method, path): (&str, &str),
    credentials: Credentials,
) -> (Result<Fetched, Refused>, usize) {
    let mut sent = 0;
    let page = Page { origin, cookie: None };
    let request = Fetch { target: TARGET, method, headers: &[], credentials };
    let fetched = fetch(page, request, |outgoing| {
        sent += 1;
        answer(shape, outgoing, path)
    });
    (fetched, sent)
}

const PLAIN: Credentials = Credentials::SameOrigin;

#[test]
fn ledger_51_any_origin_is_neither_reflected_nor_given_credentials() {
    for shape in Shape::ALL {
        for origin in [OURS, "https://evil.example", "null"] {
            for method in ["GET", "PUT"] {
                let (fetched, _) = asks(shape, origin, (method, "/any"), PLAIN);
                assert_eq!(fetched.unwrap().response.body, "read");
                let (fetched, sent) = asks(shape, origin, (method, "/any"), Credentials::Include);
                assert!(fetched.is_err() && sent == 1, "{shape:?} {origin} {method}");
                let headers = [("origin", origin), ("access-control-request-method", "PUT")];
                for method in [method, "OPTIONS"] {
                    let response = answer_to(shape, method, "/any", &headers);
                    assert_eq!(value(&response, "access-control-allow-origin"), Some("*"));
                    assert_eq!(value(&response, "access-control-allow-credentials"), None);
                }
            }
        }
    }
}

/// Origins that only look like `https://example.com` or `https://a.example.com`.
const BYPASSES: &[&str] = &[
    "https://evilexample.com",
    "https://example.com.evil",
    "https://example.com.evil.net",
    "https://example.community",
    "https://xexample.com",
    "https://x.example.com",
    "https://aXexample.com",
    "https://a.example.com@evil",
    "https://example.com:443",
    "https://example.com:80",
    "https://example.com:8443",
    "https://example.com:",
    "http://example.com",
    "http://example.com:443",
    "HTTPS://example.com",
    "https://EXAMPLE.com",
    "https://example.com.",
    "https://example.com/",
    "https://example.com/*",
    "https://example.com?",
    "https://example.com#",
    "https://example.com%00.evil.net",
    "https://example.com https://evil.example",
    "https://example.com,https://evil.example",
    "https://",
    "https:",
    "//example.com",
    "example.com",
    ".example.com",
    "*",
    "null",
    "file://",
    "",
];

#[test]
fn ledger_52_what_only_looks_like_an_allowed_origin_reads_nothing_and_sends_nothing() {
    for shape in Shape::ALL {
        for path in ["/list", "/predicate"] {
            for credentials in [PLAIN, Credentials::Include] {
                for origin in BYPASSES {
                    for method in ["GET", "PUT"] {
                        let (fetched, sent) = asks(shape, origin, (method, path), credentials);
                        assert!(fetched.is_err() && sent == 1, "{shape:?} {origin} {method}");
                    }
                }
                for origin in [OURS, "https://a.example.com"] {
                    let (fetched, _) = asks(shape, origin, ("GET", path), credentials);
                    assert_eq!(fetched.unwrap().response.body, "read");
                    let (fetched, sent) = asks(shape, origin, ("PUT", path), credentials);
                    assert_eq!((fetched.unwrap().response.body.as_str(), sent), ("read", 2));
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// However alike origins are, those that are listed are allowed, and their mixtures are not.
    #[test]
    fn ledger_53_a_list_allows_what_is_in_it(
        listed in vec(look_alike(), 0..6),
        asked in vec(look_alike(), 24),
    ) {
        let names: Vec<&str> = listed.iter().map(String::as_str).collect();
        let cors = Cors::allow_list(&names);
        let routes = [gatepost::Route::get("/", 0)];
        gatepost_tests::routes::build(&routes, gatepost_core::TrailingSlash::Strict, |table| {
            let policy = gatepost::Policy::new(table.unwrap()).cors(&cors);
            for origin in asked.iter().chain(&listed) {
                let headers = [("Origin", origin.as_str())];
                let request = Request::new("GET", "/").with_headers(&headers);
                let mut reply = Vec::new();
                let mut out = gatepost::Out::new(&mut reply);
                let frame = policy.open(&request, &mut []).closing.close(&mut out);
                let allowed = frame.headers.into_iter().find(|(name, _)| *name == "Access-Control-Allow-Origin");
                let expected = names.iter().any(|name| *name == origin).then_some(origin.as_str());
                prop_assert_eq!(allowed.map(|(_, value)| value), expected);
            }
            Ok(())
        })?;
    }
}

/// Origins of so few pieces that they are often the same, and nearly always alike.
fn look_alike() -> impl Strategy<Value = String> {
    let scheme = select(vec!["https://", "http://"]);
    let label = || select(vec!["foo", "bar", "fo", "ob", "a", "aa"]);
    let port = select(vec!["", "", ":8", ":80", ":8080"]);
    (scheme, label(), select(vec!["", ".", "-"]), label(), select(vec![".com", ".co", ""]), port)
        .prop_map(|(scheme, one, joint, other, end, port)| {
            let port = if (scheme, port) == ("http://", ":80") { "" } else { port };
            format!("{scheme}{one}{joint}{other}{end}{port}")
        })
}

#[test]
fn ledger_54_a_list_of_nothing_but_commas_is_no_work_and_comes_back_from_no_gateway() {
    let start = Instant::now();
    for shape in Shape::ALL {
        for hostile in [",".repeat(65_536), "a,".repeat(32_768), " ".repeat(65_536)] {
            for path in ["/list", "/any", "/none"] {
                let headers = [
                    ("origin", OURS),
                    ("access-control-request-method", "PUT"),
                    ("access-control-request-headers", &hostile),
                ];
                let response = answer_to(shape, "OPTIONS", path, &headers);
                let size = response.headers.iter().map(|(name, value)| name.len() + value.len());
                assert!(size.sum::<usize>() < 600, "{shape:?} {path} {response:?}");
            }
        }
    }
    // Each is gone through once; were it once for each of its bytes, this would take minutes.
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
}

#[test]
fn ledger_55_private_networks_are_not_opened_and_a_policy_is_its_routes() {
    for shape in Shape::ALL {
        for path in ["/list", "/any", "/bare"] {
            let headers = [
                ("origin", OURS),
                ("access-control-request-method", "GET"),
                ("access-control-request-private-network", "true"),
                ("access-control-request-local-network", "true"),
            ];
            let response = answer_to(shape, "OPTIONS", path, &headers);
            assert!(response.headers.iter().all(|(name, _)| !name.contains("network")));
        }
        for path in ["/bare", "/%62are", "/b%61re"] {
            let (fetched, sent) = asks(shape, OURS, ("GET", path), PLAIN);
            assert_eq!((fetched, sent), (Err(Refused::Check), 1), "{shape:?} {path}");
            let response = answer_to(shape, "GET", path, &[("origin", OURS)]);
            assert_eq!((response.status, response.body.as_str()), (200, "read"));
        }
        for path in ["/BARE", "/bare+", "/bare%2F", "/Any", "/any/"] {
            let (fetched, _) = asks(shape, OURS, ("GET", path), PLAIN);
            assert_eq!(fetched.unwrap().response.status, 404, "{shape:?} {path}");
            let (fetched, _) = asks(shape, "https://evil.example", ("GET", path), PLAIN);
            assert_eq!(fetched, Err(Refused::Check), "{shape:?} {path}");
        }
    }
}

#[test]
fn ledger_56_null_is_allowed_by_name_only_and_vary_is_there_whoever_asks() {
    for shape in Shape::ALL {
        for (path, is_read) in [("/list", false), ("/predicate", false), ("/null", true)] {
            let (fetched, _) = asks(shape, "null", ("GET", path), PLAIN);
            assert_eq!(fetched.is_ok(), is_read, "{shape:?} {path}");
        }
        let (fetched, _) = asks(shape, "null", ("GET", "/null"), Credentials::Include);
        assert_eq!(fetched, Err(Refused::Check));
        for headers in [&[][..], &[("origin", OURS)], &[("origin", "null")], &[("origin", "x")]] {
            for (method, path) in [
                ("GET", "/list"),
                ("OPTIONS", "/list"),
                ("GET", "/predicate"),
                ("DELETE", "/list"),
                ("GET", "/none"),
                ("GET", "/too-large"),
            ] {
                let response = answer_to(shape, method, path, headers);
                assert_eq!(value(&response, "vary"), Some("Origin"), "{shape:?} {method} {path}");
            }
            for path in ["/any", "/null", "/bare"] {
                assert_eq!(value(&answer_to(shape, "GET", path, headers), "vary"), None);
            }
        }
    }
}

#[test]
fn a_page_may_read_what_went_wrong() {
    for shape in Shape::ALL {
        for (method, path, status) in [
            ("GET", "/none", 404),
            ("POST", "/list", 405),
            ("GET", "/too-large", 413),
            ("GET", "/panics", 500),
            ("GET", "/spoilt", 500),
            ("GET", "/endless", 500),
            ("GET", "/%00", 400),
        ] {
            for credentials in [PLAIN, Credentials::Include] {
                let (fetched, _) = asks(shape, OURS, (method, path), credentials);
                assert_eq!(fetched.unwrap().response.status, status, "{shape:?} {path}");
                let (fetched, _) = asks(shape, "https://evil.example", (method, path), credentials);
                assert_eq!(fetched, Err(Refused::Check), "{shape:?} {path}");
            }
        }
    }
}

#[test]
fn a_page_reads_the_headers_that_are_exposed() {
    for shape in Shape::ALL {
        let (fetched, _) = asks(shape, OURS, ("GET", "/list"), Credentials::Include);
        let response = fetched.unwrap().response;
        assert_eq!((value(&response, "x-total"), value(&response, "x-secret")), (Some("7"), None));
    }
}
