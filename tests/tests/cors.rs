//! CORS: what a policy says to a request, what it does not, and which policies there are none of.

use std::time::{Duration, Instant};

use gatepost_core::{
    Body, Cors, CorsError, CorsSettings, Decision, Method, Miss, Opened, Origins, Out, Policy,
    Request, Route, Rules, Table, table,
};
use proptest::prelude::*;

const A: &str = "https://a.example";
const B: &str = "https://b.example";
const DEFAULT_HEADERS: &str =
    "Authorization,Content-Type,X-Amz-Date,X-Amz-Security-Token,X-Api-Key";

static FIXED: Cors<'static> = Cors::fixed(A)
    .allow_headers(&["x-custom"])
    .expose_headers(&["x-total"])
    .max_age(100)
    .allow_credentials();
static ANY: Cors<'static> = Cors::any();
static LIST: Cors<'static> = Cors::allow_list(&[A, B])
    .allow_headers(&["x-custom"])
    .expose_headers(&["x-total"])
    .max_age(100)
    .allow_credentials();
static PREDICATE: Cors<'static> = Cors::predicate(is_ours);
static PLAIN_LIST: Cors<'static> = Cors::allow_list(&[A]);

fn is_ours(origin: &str) -> bool {
    let host = origin.strip_prefix("https://").unwrap_or_default();
    host == "example.com" || host.ends_with(".example.com")
}

/// `/orders` answers GET and POST; `/own` has an OPTIONS route; `/all` is of every method.
static ROUTES: Table<'static> = table![
    Route::get("/orders", 0),
    Route::new("/orders", &[Method::POST], 1),
    Route::new("/own", &[Method::OPTIONS], 2),
    Route::new("/own", &[Method::PUT], 3),
    Route::new("/all/{rest+}", &[], 4),
    Route::get("/off", 5).with_rules(Rules::NEW.no_cors()),
    Route::get("/mixed/<x>", 6),
    Route::new("/mixed/<x>", &[Method::PUT], 7).with_rules(Rules::NEW.cors(&PREDICATE)),
    Route::new("/mixed/<x>", &[Method::DELETE], 8).with_rules(Rules::NEW.no_cors()),
    Route::new("/mixed/<x>", &[Method::new("PURGE")], 9).with_rules(Rules::NEW.app_cors()),
    Route::new("/other", &[Method::PATCH], 10).with_rules(Rules::NEW.cors(&ANY)),
];

/// What a client sees: the status, `Allow`, and the headers of CORS and `Vary` in the order of their names,
/// without `Access-Control-`.
fn seen(
    policy: Policy<'_>,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    handler: impl FnOnce(&mut Out<'_>),
) -> String {
    let request = Request::new(method, path).with_headers(&headers);
    let (mut scratch, mut reply) = (vec![0; path.len()], Vec::new());
    let mut out = Out::new(&mut reply);
    let Opened { decision, closing } = policy.open(&request, &mut scratch);
    match decision {
        Decision::Call(_) => handler(&mut out),
        Decision::Miss(miss) => miss.write(&mut out),
    }
    let frame = closing.close(&mut out);
    let mut shown: Vec<_> = frame
        .headers
        .clone()
        .filter_map(|(name, value)| {
            let name = name.to_ascii_lowercase();
            let is_shown = name.starts_with("access-control-") || name == "vary" || name == "allow";
            let name = name.replace("access-control-", "");
            is_shown.then(|| format!(" | {name}: {value}"))
        })
        .collect();
    shown.sort_by_key(|header| (!header.starts_with(" | allow: "), header.clone()));
    let body = if frame.body == Body::Text("handled") { " handled" } else { "" };
    format!("{}{body}{}", frame.status.code(), shown.concat())
}

fn plain(out: &mut Out<'_>) {
    out.set_text("handled");
}

#[track_caller]
fn sees(cors: &Cors<'_>, method: &str, path: &str, headers: &[(&str, &str)], expected: &str) {
    let actual = seen(Policy::new(ROUTES).cors(cors), method, path, headers, plain);
    assert_eq!(actual, expected, "{method} {path} {headers:?}");
}

fn preflight<'a>(origin: &'a str, method: &'a str) -> [(&'a str, &'a str); 2] {
    [("Origin", origin), ("Access-Control-Request-Method", method)]
}

// ---- fixed, any: as the page has it ----

const OF_FIXED: &str = "| allow-credentials: true | allow-headers: Authorization,Content-Type,X-Amz-Date,X-Amz-Security-Token,X-Api-Key,x-custom";

#[test]
fn constant_headers_stand_on_every_reply() {
    let rest = "| allow-origin: https://a.example | expose-headers: x-total | max-age: 100";
    let on = |before: &str| format!("{before} {OF_FIXED} {rest}");
    for headers in [
        &[][..],
        &[("Origin", A)],
        &[("Origin", "https://evil.example")],
        &[("origin", "null"), ("Origin", "x")],
    ] {
        sees(&FIXED, "GET", "/orders", headers, &on("200 handled"));
        sees(&FIXED, "HEAD", "/orders", headers, &on("200"));
        sees(&FIXED, "OPTIONS", "/own", headers, &on("200 handled"));
        sees(&FIXED, "BREW", "/all/x", headers, &on("200 handled"));
        sees(&FIXED, "GET", "/none", headers, &on("404"));
        sees(&FIXED, "OPTIONS", "/none", headers, &on("404"));
        sees(&FIXED, "GET", "/%00", headers, &on("400"));
        sees(&FIXED, "GET", &format!("/{}", "x".repeat(70_000)), headers, &on("414"));
        let allow = "405 | allow: GET, HEAD, OPTIONS, POST";
        sees(&FIXED, "PUT", "/orders", headers, &on(allow));
        sees(
            &ANY,
            "GET",
            "/orders",
            headers,
            &format!("200 handled | allow-headers: {DEFAULT_HEADERS} | allow-origin: *"),
        );
    }
}

#[test]
fn constant_preflight_whatever_the_request_has() {
    let rest = "| allow-methods: GET,OPTIONS,POST | allow-origin: https://a.example | expose-headers: x-total | max-age: 100";
    for headers in [
        &[][..],
        &[("Origin", "https://evil.example")],
        &preflight(A, "POST"),
        &preflight(A, "PUT"),
        &preflight("", "not a method"),
        &[("Access-Control-Request-Headers", "x-forbidden")],
    ] {
        sees(&FIXED, "OPTIONS", "/orders", headers, &format!("204 {OF_FIXED} {rest}"));
        let any = format!(
            "204 | allow-headers: {DEFAULT_HEADERS} | allow-methods: GET,OPTIONS,POST | allow-origin: *"
        );
        sees(&ANY, "OPTIONS", "/orders", headers, &any);
    }
}

#[test]
fn allowed_headers_are_sorted_and_none_comes_twice() {
    let value = |names: &[&str]| {
        let cors = Cors::any().allow_headers(names);
        let text = seen(Policy::new(ROUTES).cors(&cors), "GET", "/orders", &[], plain);
        text.split(" | ").find_map(|part| part.strip_prefix("allow-headers: ")).unwrap().to_owned()
    };
    assert_eq!(value(&[]), DEFAULT_HEADERS);
    assert_eq!(value(&["content-type", "AUTHORIZATION", "X-API-KEY"]), DEFAULT_HEADERS);
    assert_eq!(
        value(&["x-b", "X-B", "x-a", "x-b", "A"]),
        "A,Authorization,Content-Type,X-Amz-Date,X-Amz-Security-Token,X-Api-Key,x-a,x-b"
    );
    assert_eq!(value(&["*"]), format!("*,{DEFAULT_HEADERS}"));
}

// ---- allow_list, predicate: the Fetch standard, row by row ----

/// What a reply to an allowed origin has.
const READ: &str = "| allow-credentials: true | allow-origin: https://a.example | expose-headers: x-total | vary: Origin";
const PREFLIGHT_VARY: &str =
    "vary: Origin, Access-Control-Request-Method, Access-Control-Request-Headers";

#[track_caller]
fn refuses(headers: &[(&str, &str)], status: u16) {
    sees(&LIST, "OPTIONS", "/orders", headers, &format!("{status} | {PREFLIGHT_VARY}"));
}

#[test]
fn row_01_without_an_origin() {
    sees(&LIST, "GET", "/orders", &[], "200 handled | vary: Origin");
    sees(&PREDICATE, "GET", "/orders", &[], "200 handled | vary: Origin");
    sees(&LIST, "GET", "/none", &[], "404 | vary: Origin");
}

#[test]
fn row_02_an_origin_that_is_none() {
    let long = format!("https://{}.example.com", "a".repeat(500));
    let space = format!("{A} ");
    let list = format!("{A},{A}");
    for origin in
        ["", "https://é.example", "https://\u{7f}.example.com", &long, &space, &list, " ", ","]
    {
        for cors in [&LIST, &PREDICATE] {
            sees(cors, "GET", "/orders", &[("Origin", origin)], "200 handled | vary: Origin");
            sees(
                cors,
                "OPTIONS",
                "/orders",
                &preflight(origin, "GET"),
                &format!("403 | {PREFLIGHT_VARY}"),
            );
        }
    }
    sees(&LIST, "GET", "/orders", &[("Origin", A), ("origin", A)], "200 handled | vary: Origin");
    let longest = format!("https://{}.example.com", "a".repeat(512 - "https://.example.com".len()));
    let allowed = format!("200 handled | allow-origin: {longest} | vary: Origin");
    sees(&PREDICATE, "GET", "/orders", &[("Origin", &longest)], &allowed);
}

#[test]
fn row_03_a_route_of_options_answers() {
    for headers in
        [&[("Origin", A)][..], &preflight(A, ""), &preflight(A, "PUT"), &preflight(A, "no method")]
    {
        sees(&LIST, "OPTIONS", "/own", headers, &format!("200 handled {READ}"));
    }
}

#[test]
fn row_04_options_that_is_no_preflight() {
    let allow = "204 | allow: GET, HEAD, OPTIONS, POST";
    sees(&LIST, "OPTIONS", "/orders", &[], &format!("{allow} | vary: Origin"));
    let method = [("Access-Control-Request-Method", "GET")];
    sees(&LIST, "OPTIONS", "/orders", &method, &format!("{allow} | vary: Origin"));
    for headers in [&[("Origin", A)][..], &preflight(A, "")] {
        let seen = format!("{allow} {READ}");
        sees(&LIST, "OPTIONS", "/orders", headers, &seen);
    }
    sees(&LIST, "OPTIONS", "/none", &[("Origin", A)], &format!("404 {READ}"));
}

#[test]
fn row_05_a_preflight_that_is_refused() {
    refuses(&preflight("https://evil.example", "GET"), 403);
    refuses(&preflight("https://evil.example", "no method"), 403);
    sees(
        &LIST,
        "OPTIONS",
        "/all/x",
        &preflight("https://evil.example", "GET"),
        &format!("403 | {PREFLIGHT_VARY}"),
    );
}

#[test]
fn row_06_a_preflight_for_no_method() {
    for method in ["no method", "GET,POST", "G\u{e9}T", " ", "(", "GET\r\nx: y"] {
        refuses(&preflight(A, method), 400);
    }
    let [origin, method] = preflight(A, "GET");
    refuses(&[origin, method, method], 400);
}

#[test]
fn row_07_an_unknown_path() {
    sees(&LIST, "OPTIONS", "/none", &preflight(A, "GET"), &format!("404 {READ}"));
    sees(
        &LIST,
        "OPTIONS",
        "/none",
        &preflight("https://evil.example", "GET"),
        "404 | vary: Origin",
    );
}

/// The answer to a preflight of `A` with those methods and headers.
fn granted(headers: Option<&str>, methods: &str) -> String {
    let headers = headers.map(|names| format!(" | allow-headers: {names}")).unwrap_or_default();
    format!(
        "204 | allow-credentials: true{headers} | allow-methods: {methods} | allow-origin: {A} | max-age: 100 | {PREFLIGHT_VARY}"
    )
}

const LISTED: &str =
    "Authorization,Content-Type,X-Amz-Date,X-Amz-Security-Token,X-Api-Key,x-custom";

#[test]
fn row_08_a_method_that_the_path_does_not_have() {
    for method in ["PUT", "DELETE", "get", "patch", "BREW", "OPTIONS"] {
        sees(
            &LIST,
            "OPTIONS",
            "/orders",
            &preflight(A, method),
            &granted(Some(LISTED), "GET,OPTIONS,POST"),
        );
    }
}

#[test]
fn row_09_a_preflight() {
    for method in ["GET", "HEAD", "POST"] {
        sees(
            &LIST,
            "OPTIONS",
            "/orders",
            &preflight(A, method),
            &granted(Some(LISTED), "GET,OPTIONS,POST"),
        );
    }
    let bare = format!(
        "204 | allow-headers: {DEFAULT_HEADERS} | allow-methods: GET,OPTIONS,POST | allow-origin: {A} | {PREFLIGHT_VARY}"
    );
    sees(&PLAIN_LIST, "OPTIONS", "/orders", &preflight(A, "GET"), &bare);
}

#[test]
fn row_09_the_headers_that_a_preflight_asks_for() {
    let ask = |values: &[&str], expected: Option<&str>| {
        let mut headers = preflight(A, "POST").to_vec();
        headers.extend(values.iter().map(|value| ("access-control-request-headers", *value)));
        sees(&LIST, "OPTIONS", "/orders", &headers, &granted(expected, "GET,OPTIONS,POST"));
    };
    let many = |name: &str, count| vec![name; count].join(",");
    for fits in [
        "",
        "content-type",
        "CONTENT-TYPE,x-Custom",
        " authorization ,\tx-api-key\t",
        ",,x-custom,,",
        &many("x-custom", 64),
        &",".repeat(15),
    ] {
        ask(&[fits], Some(LISTED));
    }
    ask(&["content-type", "x-custom"], Some(LISTED));
    for does_not in [
        "x-other",
        "content-type,x-other",
        "content-typ",
        "content-type2",
        "content type",
        "x-custom;",
        "*",
        "\u{e9}",
        &many("x-custom", 65),
        &",".repeat(16),
    ] {
        ask(&[does_not], None);
    }
    ask(&["content-type", "x-other"], None);

    let star = Cors::allow_list(&[A]).allow_headers(&["*"]);
    let allowed = format!("allow-headers: *,{DEFAULT_HEADERS}");
    for (asked, is_allowed) in [("x-anything,x-else", true), ("x y", false), ("\u{e9}", false)] {
        let mut headers = preflight(A, "POST").to_vec();
        headers.push(("Access-Control-Request-Headers", asked));
        let text = seen(Policy::new(ROUTES).cors(&star), "OPTIONS", "/orders", &headers, plain);
        assert_eq!(text.contains(&allowed), is_allowed, "{asked} {text}");
        assert!(!text.contains(asked), "{text}");
    }
}

#[test]
fn row_10_an_origin_that_is_refused() {
    for cors in [&LIST, &PREDICATE] {
        let evil = [("Origin", "https://evil.example")];
        sees(cors, "GET", "/orders", &evil, "200 handled | vary: Origin");
        sees(cors, "PUT", "/orders", &evil, "405 | allow: GET, HEAD, OPTIONS, POST | vary: Origin");
    }
}

#[test]
fn row_11_an_origin_that_is_allowed() {
    sees(&LIST, "GET", "/orders", &[("Origin", A)], &format!("200 handled {READ}"));
    sees(&LIST, "GET", "/orders", &[("ORIGIN", B)], &format!("200 handled {READ}").replace(A, B));
    sees(&LIST, "GET", "/none", &[("Origin", A)], &format!("404 {READ}"));
    sees(&LIST, "GET", "/%00", &[("Origin", A)], &format!("400 {READ}"));
    let allow = "405 | allow: GET, HEAD, OPTIONS, POST";
    sees(&LIST, "PUT", "/orders", &[("Origin", A)], &format!("{allow} {READ}"));
    let origin = [("Origin", "https://x.example.com")];
    sees(
        &PREDICATE,
        "GET",
        "/orders",
        &origin,
        "200 handled | allow-origin: https://x.example.com | vary: Origin",
    );
    // A reply that must not be sent.
    let policy = Policy::new(ROUTES).cors(&LIST);
    let text = seen(policy, "GET", "/orders", &[("Origin", A)], |out| out.add_header("x", "\n"));
    assert_eq!(text, format!("500 {READ}"));
}

#[test]
fn row_12_null() {
    let all = Cors::predicate(|_| true);
    let verbatim =
        CorsSettings { origins: Origins::List(&["null"]), verbatim: true, ..CorsSettings::NEW };
    for cors in [&LIST, &all] {
        sees(cors, "GET", "/orders", &[("Origin", "null")], "200 handled | vary: Origin");
        sees(
            cors,
            "OPTIONS",
            "/orders",
            &preflight("null", "GET"),
            &format!("403 | {PREFLIGHT_VARY}"),
        );
    }
    let seen = "200 handled | allow-origin: null | vary: Origin";
    sees(&verbatim.check().unwrap(), "GET", "/orders", &[("Origin", "null")], seen);
}

#[test]
fn row_13_any_origin_is_never_reflected() {
    for origin in [A, "null", "https://evil.example"] {
        let expected = format!("200 handled | allow-headers: {DEFAULT_HEADERS} | allow-origin: *");
        sees(&ANY, "GET", "/orders", &[("Origin", origin)], &expected);
    }
}

#[test]
fn row_14_a_handler_does_not_say_who_may_read() {
    let handler = |out: &mut Out<'_>| {
        out.add_header("access-control-allow-origin", "https://evil.example");
        out.add_header("Access-Control-Allow-Origin", "*");
        out.add_header("ACCESS-CONTROL-ALLOW-CREDENTIALS", "true");
        out.add_header("Access-Control-Expose-Headers", "x-own");
        out.add_header("Access-Control-Allow-Methods", "BREW");
        out.add_header("Access-Control-Allow-Origins", "no such header");
        out.add_header("Vary", "Accept-Encoding");
    };
    let own = "| allow-origins: no such header";
    let reply = |cors, origin| {
        seen(Policy::new(ROUTES).cors(cors), "GET", "/orders", &[("Origin", origin)], handler)
    };
    assert_eq!(
        reply(&LIST, A),
        format!(
            "200 | allow-credentials: true | allow-methods: BREW | allow-origin: {A} {own} | expose-headers: x-total | vary: Accept-Encoding | vary: Origin"
        )
    );
    assert_eq!(
        reply(&LIST, "https://evil.example"),
        format!(
            "200 | allow-methods: BREW {own} | expose-headers: x-own | vary: Accept-Encoding | vary: Origin"
        )
    );
    assert_eq!(
        reply(&ANY, A),
        format!(
            "200 | allow-headers: {DEFAULT_HEADERS} | allow-methods: BREW | allow-origin: * {own} | expose-headers: x-own | vary: Accept-Encoding"
        )
    );
    for vary in ["Origin", "Accept, origin", "accept,\torigin ,x", "*"] {
        let text = seen(Policy::new(ROUTES).cors(&LIST), "GET", "/orders", &[], |out| {
            out.add_header("vary", vary)
        });
        assert_eq!(text, format!("200 | vary: {vary}"));
    }
}

// ---- which policy ----

#[test]
fn a_route_may_be_without_or_have_another() {
    fn options(path: &str, headers: &[(&str, &str)], expected: &str) {
        sees(&LIST, "OPTIONS", path, headers, expected);
    }
    options("/off", &preflight(A, "GET"), "204 | allow: GET, HEAD, OPTIONS");
    options("/off", &[], "204 | allow: GET, HEAD, OPTIONS");
    sees(&FIXED, "OPTIONS", "/off", &[], "204 | allow: GET, HEAD, OPTIONS");
    let own = |out: &mut Out<'_>| out.add_header("Access-Control-Allow-Origin", "x");
    let text = seen(Policy::new(ROUTES).cors(&LIST), "GET", "/off", &[("Origin", A)], own);
    assert_eq!(text, "200 | allow-origin: x");

    let other = format!(
        "| allow-headers: {DEFAULT_HEADERS} | allow-methods: OPTIONS,PATCH | allow-origin: *"
    );
    for headers in [&[][..], &preflight(A, "PATCH"), &preflight(A, "PUT")] {
        options("/other", headers, &format!("204 {other}"));
        let text = seen(Policy::new(ROUTES), "OPTIONS", "/other", headers, plain);
        assert_eq!(text, format!("204 {other}"));
    }
    let text = seen(Policy::new(ROUTES), "PATCH", "/other", &[], plain);
    let granted = format!("| allow-headers: {DEFAULT_HEADERS} | allow-origin: *");
    assert_eq!(text, format!("200 handled {granted}"));
    assert_eq!(
        seen(Policy::new(ROUTES), "OPTIONS", "/orders", &preflight(A, "GET"), plain),
        "204 | allow: GET, HEAD, OPTIONS, POST"
    );
    assert_eq!(seen(Policy::new(ROUTES), "GET", "/orders", &[("Origin", A)], plain), "200 handled");
}

#[test]
fn a_preflight_has_the_policy_of_the_route_that_it_asks_about() {
    let ours = "https://x.example.com";
    for path in ["/mixed/1", "/mixed/%31", "/mixed/%2F"] {
        for method in ["GET", "HEAD", "PURGE", "POST"] {
            sees(
                &LIST,
                "OPTIONS",
                path,
                &preflight(A, method),
                &granted(Some(LISTED), "GET,OPTIONS,PURGE"),
            );
            sees(
                &LIST,
                "OPTIONS",
                path,
                &preflight(ours, method),
                &format!("403 | {PREFLIGHT_VARY}"),
            );
        }
        let put = format!(
            "204 | allow-headers: {DEFAULT_HEADERS} | allow-methods: OPTIONS,PUT | allow-origin: {ours} | {PREFLIGHT_VARY}"
        );
        sees(&LIST, "OPTIONS", path, &preflight(ours, "PUT"), &put);
        sees(&LIST, "OPTIONS", path, &preflight(A, "PUT"), &format!("403 | {PREFLIGHT_VARY}"));
        let allow = "204 | allow: DELETE, GET, HEAD, OPTIONS, PURGE, PUT";
        sees(&LIST, "OPTIONS", path, &preflight(A, "DELETE"), allow);
        sees(&LIST, "PUT", path, &[("Origin", A)], "200 handled | vary: Origin");
        sees(&LIST, "DELETE", path, &[("Origin", A)], "200 handled");
        // Without an app's policy there is still the route's.
        let text = seen(Policy::new(ROUTES), "OPTIONS", path, &preflight(ours, "PUT"), plain);
        assert_eq!(text, put);
    }
}

#[test]
fn a_route_of_every_method_is_spared_preflights() {
    let all = "CONNECT,DELETE,GET,OPTIONS,PATCH,POST,PURGE,PUT,TRACE";
    sees(&LIST, "OPTIONS", "/all/x", &preflight(A, "PUT"), &granted(Some(LISTED), all));
    sees(
        &LIST,
        "OPTIONS",
        "/all/x",
        &preflight(A, "patch"),
        &granted(Some(LISTED), &format!("{all},patch")),
    );
    sees(&LIST, "OPTIONS", "/all/x", &[("Origin", A)], &format!("200 handled {READ}"));
    sees(&LIST, "OPTIONS", "/all/x", &[], "200 handled | vary: Origin");
    let text = seen(Policy::new(ROUTES), "OPTIONS", "/all/x", &preflight(A, "PUT"), plain);
    assert_eq!(text, "200 handled");
}

#[test]
fn a_route_of_every_method_does_not_answer_for_one_that_is_without() {
    static MIXED: Table<'static> = table![
        Route::new("/<x>", &[], 0),
        Route::new("/<x>", &[Method::POST], 1).with_rules(Rules::NEW.no_cors()),
    ];
    let options = |headers: &[(&str, &str)], app| {
        let policy = Policy::new(MIXED);
        seen(policy.cors(app), "OPTIONS", "/x", headers, plain)
    };
    let all = "CONNECT, DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT, TRACE";
    for app in [&ANY, &FIXED, &LIST] {
        assert_eq!(options(&preflight(A, "POST"), app), format!("204 | allow: {all}"));
        let put = options(&preflight(A, "PUT"), app);
        assert!(put.starts_with("204 ") && put.contains("allow-origin"), "{put}");
        assert!(!put.contains("POST"), "{put}");
        assert!(options(&[("Origin", A)], app).starts_with("200 handled"));
    }
    let text = seen(Policy::new(MIXED), "OPTIONS", "/x", &preflight(A, "POST"), plain);
    assert_eq!(text, "200 handled");
}

// ---- attacks that others fell for ----

/// None of these is `https://example.com`, or below it.
const BYPASSES: &[&str] = &[
    "https://evilexample.com",
    "https://example.com.evil",
    "https://example.com.evil.net",
    "https://example.community",
    "https://xexample.com",
    "https://a.example.com@evil",
    "https://example.com:443",
    "https://example.com:8443",
    "http://example.com",
    "HTTPS://example.com",
    "https://EXAMPLE.com",
    "https://example.com.",
    "https://example.com/",
    "https://example.com/*",
    "https://example.com?",
    "https://wwwXexample.com",
    "https://example.com%00.evil.net",
    "https://barfoo.com",
    "https:/example.com",
    "https://",
    "example.com",
    "*",
    "file://",
];

#[test]
fn ledger_51_any_origin_with_credentials_is_no_policy() {
    let settings = CorsSettings { allow_credentials: true, ..CorsSettings::NEW };
    assert_eq!(settings.check().unwrap_err(), CorsError::AnyWithCredentials);
    for origin in ["*", "https://*.example.com"] {
        for origins in [Origins::Fixed(origin), Origins::List(&[origin])] {
            CorsSettings { origins, ..settings }.check().unwrap_err();
        }
    }
    let verbatim = CorsSettings { origins: Origins::Fixed("*"), verbatim: true, ..settings };
    assert_eq!(verbatim.check().unwrap_err(), CorsError::AnyWithCredentials);
}

#[test]
fn ledger_52_what_only_looks_like_an_allowed_origin() {
    let list = Cors::allow_list(&[
        "https://example.com",
        "https://a.example.com",
        "https://www.example.com",
    ]);
    for origin in BYPASSES {
        for cors in [&list, &PREDICATE] {
            sees(cors, "GET", "/orders", &[("Origin", origin)], "200 handled | vary: Origin");
            sees(
                cors,
                "OPTIONS",
                "/orders",
                &preflight(origin, "GET"),
                &format!("403 | {PREFLIGHT_VARY}"),
            );
        }
    }
    for origin in ["https://example.com", "https://a.example.com"] {
        let expected = format!("200 handled | allow-origin: {origin} | vary: Origin");
        sees(&list, "GET", "/orders", &[("Origin", origin)], &expected);
        sees(&PREDICATE, "GET", "/orders", &[("Origin", origin)], &expected);
    }
}

#[test]
fn ledger_53_origins_do_not_mix() {
    let list = Cors::allow_list(&["https://foo.com", "https://bar.com"]);
    for origin in
        ["https://barfoo.com", "https://foobar.com", "https://bar.comfoo", "https://fo.com"]
    {
        sees(&list, "GET", "/orders", &[("Origin", origin)], "200 handled | vary: Origin");
    }
}

#[test]
fn ledger_54_long_headers_take_no_longer_than_they_are() {
    let star = Cors::allow_list(&[A]).allow_headers(&["*"]);
    let hostile = [
        ",".repeat(65_536),
        " ,".repeat(32_768),
        "a".repeat(65_536),
        "content-type,".repeat(5_000),
        "a,".repeat(32_768),
        "\t".repeat(65_536),
    ];
    let start = Instant::now();
    for value in &hostile {
        for cors in [&LIST, &PREDICATE, &star] {
            let asked = [
                ("Origin", A),
                ("Access-Control-Request-Method", "GET"),
                ("Access-Control-Request-Headers", value),
            ];
            let text = seen(Policy::new(ROUTES).cors(cors), "OPTIONS", "/orders", &asked, plain);
            assert!(text.len() < 400 && !text.contains(value.as_str()), "{text}");
            let text = seen(
                Policy::new(ROUTES).cors(cors),
                "OPTIONS",
                "/orders",
                &preflight(value, value),
                plain,
            );
            assert_eq!(text, format!("403 | {PREFLIGHT_VARY}"));
        }
    }
    // Each is gone through once; were it once for each of its bytes, this would take minutes.
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}

#[test]
fn ledger_55_private_networks_and_other_spellings_of_a_path() {
    let mut headers = preflight(A, "GET").to_vec();
    headers.push(("Access-Control-Request-Private-Network", "true"));
    sees(&LIST, "OPTIONS", "/orders", &headers, &granted(Some(LISTED), "GET,OPTIONS,POST"));
    // A policy is the route's, not the text's of the path.
    for path in ["/off", "/%6Fff", "/o%66f"] {
        sees(&ANY, "GET", path, &[("Origin", A)], "200 handled");
    }
    for path in ["/OFF", "/off+", "/off%2F"] {
        let expected = format!("404 | allow-headers: {DEFAULT_HEADERS} | allow-origin: *");
        sees(&ANY, "GET", path, &[("Origin", A)], &expected);
    }
}

#[test]
fn ledger_56_vary_is_there_even_where_nothing_is_allowed() {
    let fixed = Policy::new(ROUTES).cors(&FIXED);
    for headers in
        [&[][..], &[("Origin", "null")], &[("Origin", "https://evil.example")], &[("Origin", A)]]
    {
        for (method, path) in
            [("GET", "/orders"), ("PUT", "/orders"), ("GET", "/none"), ("OPTIONS", "/orders")]
        {
            let text = seen(Policy::new(ROUTES).cors(&LIST), method, path, headers, plain);
            assert!(text.contains("| vary: Origin"), "{method} {path} {headers:?}: {text}");
            assert!(!seen(fixed, method, path, headers, plain).contains("vary"));
        }
    }
}

// ---- policies that are none ----

#[test]
fn what_is_wrong_with_an_origin() {
    let https = "\"https://www.example.com\"";
    for (origin, says) in [
        ("https://www.example.com/", format!("ends with '/': write {https}")),
        ("https://www.example.com/a?b", format!("has a path: write {https}")),
        ("https://www.example.com#", format!("has a path: write {https}")),
        (
            "https://www.example.com:443",
            format!("has its scheme's own port, or an empty one: write {https}"),
        ),
        (
            "https://www.example.com:",
            format!("has its scheme's own port, or an empty one: write {https}"),
        ),
        (
            "http://a:80",
            "has its scheme's own port, or an empty one: write \"http://a\"".to_owned(),
        ),
        ("https://a:80:80", "has a port that is no number from 0 to 65535".to_owned()),
        ("HTTPS://www.Example.com", format!("has capital letters: write {https}")),
        ("HTTPS://ada@www.Example.com:443/x", format!("names a user: write {https}")),
        ("www.example.com", format!("has no scheme: write {https}")),
        ("localhost:3000", "has no scheme: write \"https://localhost:3000\"".to_owned()),
        (
            "https://bücher.example",
            "is not ASCII: a browser sends its host in Punycode, \"xn--…\"".to_owned(),
        ),
        (
            "https://*.example.com",
            "has a '*': a pattern is a function for Cors::predicate".to_owned(),
        ),
        ("null", "is what every sandboxed page sends".to_owned()),
        ("", "has no host, such as in \"https://www.example.com\"".to_owned()),
        ("https://", "has no host, such as in \"https://www.example.com\"".to_owned()),
        ("https://a b", "has no host, such as in \"https://www.example.com\"".to_owned()),
        ("https://a,https://b", "has no host, such as in \"https://www.example.com\"".to_owned()),
        ("://a", "has no scheme, such as in \"https://www.example.com\"".to_owned()),
        ("1a://a", "has no scheme, such as in \"https://www.example.com\"".to_owned()),
        ("https://a:65536", "has a port that is no number from 0 to 65535".to_owned()),
        ("https://a:080", "has a port that is no number from 0 to 65535".to_owned()),
        ("https://a:4294967297", "has a port that is no number from 0 to 65535".to_owned()),
        ("http://[::1", "has no host, such as in \"https://www.example.com\"".to_owned()),
        ("http://[]", "has no host, such as in \"https://www.example.com\"".to_owned()),
        ("http://[::1]x", "has a port that is no number from 0 to 65535".to_owned()),
    ] {
        let listed = CorsSettings { origins: Origins::List(&[A, origin]), ..CorsSettings::NEW };
        let expected = format!("origin \"{origin}\" {says}");
        assert_eq!(listed.check().unwrap_err().to_string(), expected);
        let fixed = CorsSettings { origins: Origins::Fixed(origin), ..CorsSettings::NEW };
        let way_out = if says.contains("write") {
            ", or Cors::verbatim to send it as it is"
        } else {
            "; Cors::verbatim sends it as it is"
        };
        assert_eq!(fixed.check().unwrap_err().to_string(), expected + way_out);
        let verbatim = CorsSettings { verbatim: true, ..fixed };
        assert_eq!(verbatim.check().is_ok(), !origin.is_empty(), "{origin}");
    }
}

#[test]
fn what_a_browser_sends_is_an_origin() {
    for origin in [
        "https://www.example.com",
        "http://localhost:5173",
        "http://127.0.0.1:80443".trim_end_matches('3'),
        "http://[::1]:3000",
        "http://[2001:db8::1]",
        "https://a.example:80",
        "http://a.example:443",
        "https://xn--bcher-kva.example",
        "https://example.com.",
        "https://under_score.example",
        "capacitor://localhost",
        "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
        "moz-extension://0d8a4b1e-0000-4000-8000-000000000000",
    ] {
        for origins in [Origins::Fixed(origin), Origins::List(&[origin])] {
            let checked = CorsSettings { origins, ..CorsSettings::NEW }.check();
            assert!(checked.is_ok(), "{}", checked.unwrap_err());
        }
    }
}

#[test]
fn what_else_is_wrong_with_a_policy() {
    let new = CorsSettings::NEW;
    let fixed = CorsSettings { origins: Origins::Fixed(A), allow_credentials: true, ..new };
    let long = "x".repeat(1_000);
    for (settings, says) in [
        (
            CorsSettings { origins: Origins::Fixed("*"), ..new },
            "origin \"*\" stands for every origin: write Cors::any()",
        ),
        (
            CorsSettings { origins: Origins::List(&["*"]), ..new },
            "origin \"*\" stands for every origin: write Cors::any()",
        ),
        (
            CorsSettings { allow_credentials: true, ..new },
            "credentials with any origin: a browser refuses them; write the origins, as Cors::allow_list(&[\"https://www.example.com\"])",
        ),
        (
            CorsSettings { allow_headers: &["a", "x y"], ..new },
            "\"x y\" is not the name of a header: a name is a token, such as x-request-id",
        ),
        (
            CorsSettings { expose_headers: &[""], ..new },
            "\"\" is not the name of a header: a name is a token, such as x-request-id",
        ),
        (
            CorsSettings { expose_headers: &["x\r\ny: z"], ..new },
            "\"x\r\ny: z\" is not the name of a header: a name is a token, such as x-request-id",
        ),
        (
            CorsSettings { allow_headers: &["*"], ..fixed },
            "header \"*\" with credentials: a browser takes it for the name of a header; write the headers",
        ),
        (
            CorsSettings { expose_headers: &["*"], ..fixed },
            "header \"*\" with credentials: a browser takes it for the name of a header; write the headers",
        ),
        (
            CorsSettings { origins: Origins::Fixed("a\n"), verbatim: true, ..new },
            "origin \"a\n\" cannot be the value of a header: it is empty or has a control character, a quote or a backslash",
        ),
        (
            CorsSettings { allow_headers: &[&long], ..new },
            "the policy's headers have 1137 bytes, which is more than 1024: allow or expose fewer headers",
        ),
    ] {
        assert_eq!(settings.check().unwrap_err().to_string(), says);
    }
    for settings in [
        CorsSettings { allow_headers: &["*"], expose_headers: &["*"], ..new },
        CorsSettings { origins: Origins::List(&[]), ..fixed },
        CorsSettings { origins: Origins::Predicate(is_ours), max_age: Some(u32::MAX), ..fixed },
        CorsSettings { allow_headers: &[long.get(..887).unwrap()], ..new },
    ] {
        assert!(settings.check().is_ok(), "{}", settings.check().unwrap_err());
    }
}

#[test]
fn the_order_of_settings_does_not_matter() {
    let one =
        Cors::fixed(A).allow_credentials().max_age(7).expose_headers(&["x"]).allow_headers(&["y"]);
    let other =
        Cors::fixed(A).allow_headers(&["y"]).expose_headers(&["x"]).max_age(7).allow_credentials();
    let headers = |cors| seen(Policy::new(ROUTES).cors(cors), "GET", "/orders", &[], plain);
    assert_eq!(one, other);
    assert_eq!(headers(&one), headers(&other));
    assert_eq!(one.settings().check(), Ok(other));
}

// ---- laws ----

fn policies() -> impl Strategy<Value = &'static Cors<'static>> {
    prop::sample::select(vec![&FIXED, &ANY, &LIST, &PREDICATE, &PLAIN_LIST])
}

fn origins() -> impl Strategy<Value = String> {
    let known =
        [A, B, "null", "*", "", "https://x.example.com", "https://a.example,https://b.example"];
    let known: Vec<String> =
        known.iter().chain(BYPASSES).map(|origin| (*origin).to_owned()).collect();
    prop_oneof![4 => prop::sample::select(known), 1 => "[ -~]{0,20}", 1 => any::<String>()]
}

/// Headers of a request that may be about CORS, and some that may come twice.
fn request_headers() -> impl Strategy<Value = Vec<(&'static str, String)>> {
    let origin = origins().prop_map(|value| ("Origin", value));
    let methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "PURGE", "patch", "", "a b"];
    let method = prop::sample::select(methods.to_vec())
        .prop_map(|value| ("Access-Control-Request-Method", value.to_owned()));
    let asked = "([a-z-]{0,12}, ?){0,4}(content-type|x-custom)?"
        .prop_map(|value| ("access-control-request-headers", value));
    prop::collection::vec(prop_oneof![origin, method, asked], 0..4)
}

fn handler_headers() -> impl Strategy<Value = Vec<(String, String)>> {
    let names = [
        "Access-Control-Allow-Origin",
        "access-control-allow-credentials",
        "Access-Control-Expose-Headers",
        "Vary",
        "x-y",
    ];
    let name = prop::sample::select(names.to_vec()).prop_map(str::to_owned);
    prop::collection::vec((name, "[ -~]{0,8}"), 0..5)
}

proptest! {
    /// At most one `Access-Control-Allow-Origin` leaves; it is the policy's own text or an origin that it
    /// allows; and credentials never go with `*`, nor with no origin.
    #[test]
    fn one_origin_or_none(
        cors in policies(),
        method in prop::sample::select(vec!["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "BREW"]),
        path in prop::sample::select(vec!["/orders", "/own", "/all/x", "/off", "/mixed/%31", "/other", "/none", "/%00"]),
        headers in request_headers(),
        set in handler_headers(),
    ) {
        // There, replies leave as handlers write them.
        prop_assume!(path != "/off" && (path, method) != ("/mixed/%31", "DELETE"));
        let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let text = seen(Policy::new(ROUTES).cors(cors), method, path, &headers, |out| {
            set.iter().for_each(|(name, value)| out.add_header(name, value));
        });
        let values = |name: &str| text.split(" | ").filter_map(|part| part.strip_prefix(name)?.strip_prefix(": ")).collect::<Vec<_>>();
        let (allowed, credentials) = (values("allow-origin"), values("allow-credentials"));
        prop_assert!(allowed.len() <= 1 && credentials.len() <= 1, "{}", text);
        let sent: Vec<&str> = headers.iter().filter(|(name, _)| *name == "Origin").map(|(_, value)| *value).collect();
        match allowed.first() {
            None => prop_assert!(credentials.is_empty(), "{}", text),
            Some(&"*") => prop_assert!(credentials.is_empty(), "{}", text),
            Some(origin) => prop_assert!([A, B].contains(origin) || (is_ours(origin) && sent == [*origin]), "{}", text),
        }
        if let ("GET", "/orders") = (method, path) && matches!(cors.settings().origins, Origins::List(_)) {
            let is_listed = |origin: &&str| *origin == A || (*origin == B && cors == &LIST);
            prop_assert_eq!(allowed.len(), usize::from(sent.len() == 1 && sent.iter().all(is_listed)), "{}", text);
        }
    }
}

#[test]
fn a_policy_of_another_kind_is_another_policy() {
    let all = [&FIXED, &ANY, &LIST, &PREDICATE, &PLAIN_LIST];
    for (place, one) in all.iter().enumerate() {
        for (other_place, other) in all.iter().enumerate() {
            assert_eq!(one == other, place == other_place);
        }
    }
    assert_eq!(Cors::allow_list(&[A]), PLAIN_LIST);
}

#[test]
fn a_preflight_is_a_miss_of_its_own() {
    let headers = preflight(A, "GET");
    let request = Request::new("OPTIONS", "/orders").with_headers(&headers);
    let opened = Policy::new(ROUTES).cors(&LIST).open(&request, &mut []);
    let Decision::Miss(Miss::Preflight(preflight)) = opened.decision else { panic!() };
    assert_eq!(preflight.to_string(), "GET,OPTIONS,POST");
}
