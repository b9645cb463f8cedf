//! Facts from the standard.

use super::{
    Credentials::{self, Include, Omit, SameOrigin},
    Fetch, Fetched, Outgoing, Page, Refused, Response, fetch,
};

const PAGE: &str = "https://page.example";
const TARGET: &str = "https://api.example";

const SIMPLE: Fetch<'static> =
    Fetch { target: TARGET, method: "GET", headers: &[], credentials: SameOrigin };

fn page(origin: &str) -> Page<'_> {
    Page { origin, cookie: Some("session=1") }
}

fn response(status: u16, headers: &[(&str, &str)]) -> Response {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    Response { status, headers: headers.iter().map(owned).collect(), body: "body".to_owned() }
}

/// What leaves the browser, to a server that allows everything that a server can.
fn sent(origin: &str, request: Fetch<'_>) -> Vec<Outgoing> {
    let mut sent = Vec::new();
    let fetched = fetch(page(origin), request, |outgoing| {
        sent.push(outgoing.clone());
        let value = |name: &str| {
            let header = outgoing.headers.iter().find(|(known, _)| known == name);
            header.map_or("", |(_, value)| value)
        };
        response(
            200,
            &[
                ("access-control-allow-origin", origin),
                ("access-control-allow-credentials", "true"),
                ("access-control-allow-methods", value("access-control-request-method")),
                ("access-control-allow-headers", value("access-control-request-headers")),
            ],
        )
    });
    assert!(fetched.is_ok() || sent.is_empty(), "{fetched:?}");
    sent
}

/// The names that the preflight of a `GET` with those headers asks for; none where there is no preflight.
fn asked(headers: &[(&str, &str)]) -> Option<String> {
    let sent = sent(PAGE, Fetch { headers, ..SIMPLE });
    let preflight = sent.first().filter(|_| sent.len() == 2)?;
    assert_eq!(preflight.method, "OPTIONS");
    Some(value(preflight, "access-control-request-headers").unwrap_or_default())
}

fn value(outgoing: &Outgoing, name: &str) -> Option<String> {
    let header = outgoing.headers.iter().find(|(known, _)| known == name);
    header.map(|(_, value)| value.clone())
}

// ---- what is sent ----

#[test]
fn a_method_is_normalized_if_it_is_one_of_six_and_compared_as_it_is() {
    for (written, sent_as, is_preflighted) in [
        ("get", "GET", false),
        ("Head", "HEAD", false),
        ("pOST", "POST", false),
        ("put", "PUT", true),
        ("delete", "DELETE", true),
        ("options", "OPTIONS", true),
        ("patch", "patch", true),
        ("PATCH", "PATCH", true),
        ("purge", "purge", true),
        ("CHICKEN", "CHICKEN", true),
    ] {
        let sent = sent(PAGE, Fetch { method: written, ..SIMPLE });
        assert_eq!(sent.len(), 1 + usize::from(is_preflighted), "{written}");
        assert_eq!(sent.last().unwrap().method, sent_as);
        if is_preflighted {
            let wanted = value(&sent[0], "access-control-request-method");
            assert_eq!(wanted.as_deref(), Some(sent_as));
            assert_eq!(value(&sent[0], "access-control-request-headers"), None);
        }
    }
    for method in ["CONNECT", "trace", "TrAcK", "", "a b", "GET,POST"] {
        assert_eq!(sent(PAGE, Fetch { method, ..SIMPLE }), []);
    }
}

#[test]
fn safelisted_request_headers() {
    let long = |len| "a".repeat(len);
    let safe = [
        ("Accept", "text/html, */*;q=0.8"),
        ("accept", "\ttab\tinside\t"),
        ("accept", "%&'=/+"),
        ("ACCEPT-LANGUAGE", "de-CH, fr;q=0.9, *;q=0.5"),
        ("Content-Language", "en, rm"),
        ("content-type", "text/plain"),
        ("content-type", " TEXT/Plain ; charset=utf-8"),
        ("content-type", "multipart/form-data; boundary=x"),
        ("content-type", "application/x-www-form-urlencoded;"),
        ("range", "bytes=0-"),
        ("range", "bytes=10-10"),
        ("accept", &long(128)),
        ("accept-language", &long(128)),
        ("accept", "\u{e9}"),
    ];
    for header in safe {
        assert_eq!(asked(&[header]), None, "{header:?}");
    }
    let unsafe_headers = [
        ("accept", "\"quoted\""),
        ("accept", "a:b"),
        ("accept", "{}"),
        ("accept", "a\u{1}b"),
        ("accept", "a\u{7f}b"),
        ("accept-language", "en_US"),
        ("accept-language", "en/de"),
        ("accept-language", "\u{e9}"),
        ("content-language", "a\tb"),
        ("content-type", "application/json"),
        ("content-type", "text/plain, text/plain"),
        ("content-type", "text /plain"),
        ("content-type", "text/"),
        ("content-type", "text"),
        ("content-type", ""),
        ("content-type", "text/plain; a=\"b\""),
        ("range", "bytes=-5"),
        ("range", "bytes=5-4"),
        ("range", "bytes=0-1,3-4"),
        ("range", "bytes = 0-1"),
        ("range", "items=0-1"),
        ("range", "bytes=1"),
        ("accept", &long(129)),
        ("content-language", &long(129)),
        ("authorization", "Bearer x"),
        ("x-custom", ""),
        ("cache-control", "no-cache"),
        ("user-agent", "x"),
        ("dpr", "1"),
    ];
    for header in unsafe_headers {
        assert_eq!(asked(&[header]).as_deref(), Some(header.0), "{header:?}");
    }
}

#[test]
fn names_are_asked_for_in_lower_case_sorted_once_and_without_spaces() {
    let headers = [
        ("X-B", "1"),
        ("Accept", "*/*"),
        ("x-a", "1"),
        ("Content-Type", "application/json"),
        ("X-b", "2"),
        ("X-", "1"),
        ("AUTHORIZATION", "1"),
    ];
    let expected = "authorization,content-type,x-,x-a,x-b";
    assert_eq!(asked(&headers).as_deref(), Some(expected));
}

#[test]
fn safelisted_values_of_more_than_1024_bytes_together_are_asked_for() {
    let value = "a".repeat(128);
    let many = |count, last| {
        let mut headers = vec![("accept-language", &*value); count];
        headers.push(("accept", last));
        asked(&headers)
    };
    assert_eq!(many(7, &value), None);
    assert_eq!(many(8, ""), None);
    assert_eq!(many(8, "a").as_deref(), Some("accept,accept-language"));
    // What is not safelisted does not count.
    let mut headers = vec![("accept-language", &*value); 8];
    headers.extend([("accept", ""), ("x-a", &*value)]);
    assert_eq!(asked(&headers).as_deref(), Some("x-a"));
}

#[test]
fn what_a_page_may_not_send_is_not_sent() {
    let headers = [
        ("Origin", "https://evil.example"),
        ("Cookie", "a=1"),
        ("Sec-Fetch-Site", "same-origin"),
        ("Proxy-Authorization", "x"),
        ("Access-Control-Request-Method", "GET"),
        ("Host", "x"),
        ("X-HTTP-Method-Override", "get, trace"),
    ];
    assert_eq!(asked(&headers), None);
    assert_eq!(
        asked(&[("X-HTTP-Method-Override", "DELETE")]).as_deref(),
        Some("x-http-method-override")
    );
    let sent = sent(PAGE, Fetch { headers: &headers, ..SIMPLE });
    let origins: Vec<_> = sent[0].headers.iter().filter(|(name, _)| name == "origin").collect();
    assert_eq!(origins, [&("origin".to_owned(), PAGE.to_owned())]);
    assert_eq!(sent[0].headers.len(), 2, "{sent:?}");
}

#[test]
fn who_gets_an_origin_and_cookies() {
    let outgoing = |origin, method, credentials| {
        let sent = sent(origin, Fetch { method, credentials, ..SIMPLE });
        let seen = |sent: &Outgoing| (value(sent, "origin"), value(sent, "cookie").is_some());
        sent.iter().map(seen).collect::<Vec<_>>()
    };
    let (ours, other) = (Some(TARGET.to_owned()), Some(PAGE.to_owned()));
    // To its own origin no preflight, and an origin only with what may change something.
    for (credentials, has_cookie) in [(Omit, false), (SameOrigin, true), (Include, true)] {
        assert_eq!(outgoing(TARGET, "GET", credentials), [(None, has_cookie)]);
        assert_eq!(outgoing(TARGET, "HEAD", credentials), [(None, has_cookie)]);
        assert_eq!(outgoing(TARGET, "POST", credentials), [(ours.clone(), has_cookie)]);
        assert_eq!(outgoing(TARGET, "purge", credentials), [(ours.clone(), has_cookie)]);
    }
    for (credentials, has_cookie) in [(Omit, false), (SameOrigin, false), (Include, true)] {
        assert_eq!(outgoing(PAGE, "GET", credentials), [(other.clone(), has_cookie)]);
        let preflighted = [(other.clone(), false), (other.clone(), has_cookie)];
        assert_eq!(outgoing(PAGE, "PUT", credentials), preflighted);
    }
    let null = Some("null".to_owned());
    assert_eq!(outgoing("null", "GET", Omit), [(null, false)]);
    // An opaque origin is the same as no other.
    let request = Fetch { target: "null", ..SIMPLE };
    assert_eq!(value(&sent("null", request)[0], "origin").as_deref(), Some("null"));
}

// ---- the CORS check ----

fn checked(
    origin: &str,
    credentials: Credentials,
    headers: &[(&str, &str)],
) -> Result<Fetched, Refused> {
    fetch(page(origin), Fetch { credentials, ..SIMPLE }, |_| response(200, headers))
}

#[test]
fn the_cors_check() {
    const ORIGIN: &str = "Access-Control-Allow-Origin";
    const CREDENTIALS: &str = "access-control-allow-credentials";
    let named = (ORIGIN, PAGE);
    let star = (ORIGIN, "*");
    for (headers, plain, with_credentials) in [
        (&[][..], false, false),
        (&[star], true, false),
        (&[named], true, false),
        (&[named, (CREDENTIALS, "true")], true, true),
        (&[star, (CREDENTIALS, "true")], true, false),
        (&[named, (CREDENTIALS, "TRUE")], true, false),
        (&[named, (CREDENTIALS, "true"), (CREDENTIALS, "true")], true, false),
        (&[named, named], false, false),
        (&[star, named], false, false),
        (&[(ORIGIN, "https://page.example, https://page.example")], false, false),
        (&[(ORIGIN, "https://page.example/")], false, false),
        (&[(ORIGIN, "https://PAGE.example")], false, false),
        (&[(ORIGIN, "https://page.example:443")], false, false),
        (&[(ORIGIN, "https://*.example")], false, false),
        (&[(ORIGIN, "null")], false, false),
        (&[(ORIGIN, "")], false, false),
        (&[(CREDENTIALS, "true")], false, false),
    ] {
        for credentials in [Omit, SameOrigin] {
            assert_eq!(checked(PAGE, credentials, headers).is_ok(), plain, "{headers:?}");
        }
        let verdict = checked(PAGE, Include, headers);
        assert_eq!(verdict.is_ok(), with_credentials, "{headers:?}");
        assert_eq!(verdict.err(), (!with_credentials).then_some(Refused::Check));
        // Its own origin is asked nothing.
        assert!(checked(TARGET, Include, headers).is_ok());
    }
    assert!(checked("null", Omit, &[(ORIGIN, "null")]).is_ok());
}

#[test]
fn a_redirect_is_an_error_and_every_other_status_is_none() {
    for status in [200, 204, 300, 304, 400, 404, 405, 413, 500, 599] {
        let reply = |_: &Outgoing| response(status, &[("access-control-allow-origin", "*")]);
        assert_eq!(fetch(page(PAGE), SIMPLE, reply).unwrap().response.status, status);
    }
    for status in [301, 302, 303, 307, 308] {
        for origin in [PAGE, TARGET] {
            let reply = |_: &Outgoing| response(status, &[("access-control-allow-origin", "*")]);
            assert_eq!(fetch(page(origin), SIMPLE, reply), Err(Refused::Redirect));
        }
        let reply = |_: &Outgoing| response(status, &[]);
        assert_eq!(fetch(page(PAGE), SIMPLE, reply), Err(Refused::Check));
    }
}

// ---- the preflight's answer ----

/// The verdict where a preflight is answered with those headers and a status; the request itself
/// is allowed.
fn preflighted(
    request: Fetch<'_>,
    status: u16,
    headers: &[(&str, &str)],
) -> Result<Option<u64>, Refused> {
    let always =
        [("access-control-allow-origin", PAGE), ("access-control-allow-credentials", "true")];
    let fetched = fetch(page(PAGE), request, |outgoing| match &*outgoing.method {
        "OPTIONS" => response(status, &[&always, headers].concat()),
        _ => response(200, &always),
    });
    fetched.map(|fetched| fetched.max_age)
}

#[test]
fn a_preflight_needs_a_status_from_200_to_299_and_a_check_of_its_own() {
    let put = Fetch { method: "PUT", ..SIMPLE };
    let methods = [("access-control-allow-methods", "PUT")];
    for status in [200, 201, 204, 206, 299] {
        assert_eq!(preflighted(put, status, &methods), Ok(Some(5)));
    }
    for status in [301, 302, 304, 307, 403, 404, 405, 500] {
        assert_eq!(preflighted(put, status, &methods), Err(Refused::PreflightStatus(status)));
    }
    let verdict = fetch(page(PAGE), put, |outgoing| match &*outgoing.method {
        "OPTIONS" => response(204, &methods),
        _ => panic!("the request itself is not sent"),
    });
    assert_eq!(verdict, Err(Refused::PreflightCheck));
    // Credentials are checked as those of the request, though the preflight has none.
    let verdict = fetch(page(PAGE), Fetch { credentials: Include, ..put }, |_| {
        response(204, &[("access-control-allow-origin", PAGE), methods[0]])
    });
    assert_eq!(verdict, Err(Refused::PreflightCheck));
}

#[test]
fn allowed_methods() {
    use Refused::{MethodNotAllowed, PreflightMalformed};
    for (method, allowed, plain, with_credentials) in [
        ("PUT", "PUT", Ok(Some(5)), Ok(Some(5))),
        ("put", "GET , PUT,", Ok(Some(5)), Ok(Some(5))),
        ("PUT", "put", Err(MethodNotAllowed), Err(MethodNotAllowed)),
        ("patch", "PATCH", Err(MethodNotAllowed), Err(MethodNotAllowed)),
        ("patch", "patch", Ok(Some(5)), Ok(Some(5))),
        ("PUT", "", Err(MethodNotAllowed), Err(MethodNotAllowed)),
        ("PUT", "*", Ok(Some(5)), Err(MethodNotAllowed)),
        ("*", "*", Ok(Some(5)), Ok(Some(5))),
        ("PUT", "P UT", Err(PreflightMalformed), Err(PreflightMalformed)),
        ("PUT", "PUT, a b", Err(PreflightMalformed), Err(PreflightMalformed)),
        ("PUT", "PUT, (", Err(PreflightMalformed), Err(PreflightMalformed)),
    ] {
        let headers = [("access-control-allow-methods", allowed)];
        let verdict =
            |credentials| preflighted(Fetch { method, credentials, ..SIMPLE }, 204, &headers);
        assert_eq!(verdict(Omit), plain, "{method} {allowed}");
        assert_eq!(verdict(Include), with_credentials, "{method} {allowed}");
    }
    assert_eq!(preflighted(Fetch { method: "PUT", ..SIMPLE }, 204, &[]), Err(MethodNotAllowed));
    let two = [("access-control-allow-methods", "PUT"), ("access-control-allow-methods", "LINK")];
    assert_eq!(preflighted(Fetch { method: "LINK", ..SIMPLE }, 204, &two), Ok(Some(5)));
    // A safelisted one needs no mention, whatever else is asked.
    let headers: &[_] = &[("x-a", "1")];
    let allowed = [("access-control-allow-headers", "x-a")];
    for method in ["GET", "HEAD", "POST"] {
        assert_eq!(preflighted(Fetch { method, headers, ..SIMPLE }, 204, &allowed), Ok(Some(5)));
    }
}

#[test]
fn allowed_headers() {
    let refused = |name: &str| Err(Refused::HeaderNotAllowed(name.to_owned()));
    for (headers, allowed, plain, with_credentials) in [
        (&[("X-A", "1")][..], "x-a", Ok(Some(5)), Ok(Some(5))),
        (&[("x-a", "1")], "X-B, X-A", Ok(Some(5)), Ok(Some(5))),
        (&[("x-a", "1")], "x-b", refused("x-a"), refused("x-a")),
        (&[("x-a", "1"), ("x-b", "1")], "x-a", refused("x-b"), refused("x-b")),
        (&[("x-a", "1")], "*", Ok(Some(5)), refused("x-a")),
        (&[("*", "1")], "*", Ok(Some(5)), Ok(Some(5))),
        (&[("Authorization", "1")], "*", refused("authorization"), refused("authorization")),
        (&[("Authorization", "1")], "*, AUTHORIZATION", Ok(Some(5)), Ok(Some(5))),
        (
            &[("content-type", "application/json")],
            "",
            refused("content-type"),
            refused("content-type"),
        ),
        (&[("content-type", "application/json")], "Content-Type", Ok(Some(5)), Ok(Some(5))),
        (
            &[("x-a", "1")],
            "x-a, x b",
            Err(Refused::PreflightMalformed),
            Err(Refused::PreflightMalformed),
        ),
        // What is safelisted needs no mention.
        (&[("x-a", "1"), ("accept-language", "de")], "x-a", Ok(Some(5)), Ok(Some(5))),
    ] {
        let verdict = |credentials| {
            let request = Fetch { headers, credentials, ..SIMPLE };
            preflighted(request, 204, &[("access-control-allow-headers", allowed)])
        };
        assert_eq!(verdict(SameOrigin), plain, "{headers:?} {allowed}");
        assert_eq!(verdict(Include), with_credentials, "{headers:?} {allowed}");
    }
}

#[test]
fn an_answer_is_remembered_for_five_seconds_or_as_long_as_it_says() {
    let put = Fetch { method: "PUT", ..SIMPLE };
    for (ages, expected) in [
        (&["300"][..], 300),
        (&["0"], 0),
        (&["-1"], 5),
        (&["1.5"], 5),
        (&[""], 5),
        (&["10, 10"], 5),
        (&["10", "10"], 5),
        (&["99999999999999999999999"], u64::MAX),
    ] {
        let mut headers = vec![("access-control-allow-methods", "PUT")];
        headers.extend(ages.iter().map(|age| ("Access-Control-Max-Age", *age)));
        assert_eq!(preflighted(put, 204, &headers), Ok(Some(expected)), "{ages:?}");
    }
}

// ---- what is read ----

#[test]
fn exposed_headers() {
    let names = |origin, credentials, exposed: &[&str]| {
        let mut headers = vec![
            ("access-control-allow-origin", PAGE),
            ("access-control-allow-credentials", "true"),
            ("Content-Type", "text/plain"),
            ("cache-control", "no-store"),
            ("Content-Language", "de"),
            ("content-length", "4"),
            ("expires", "0"),
            ("last-modified", "0"),
            ("pragma", "x"),
            ("X-Total", "7"),
            ("etag", "\"1\""),
            ("*", "star"),
            ("Set-Cookie", "a=1"),
            ("set-cookie2", "b=1"),
        ];
        headers.extend(exposed.iter().map(|value| ("Access-Control-Expose-Headers", *value)));
        let fetched = checked(origin, credentials, &headers).unwrap();
        let headers = fetched.response.headers.into_iter();
        let names: Vec<_> = headers.map(|(name, _)| name.to_ascii_lowercase()).collect();
        names.into_iter().skip_while(|name| name.starts_with("access-control")).collect::<Vec<_>>()
    };
    let always =
        "content-type cache-control content-language content-length expires last-modified pragma";
    for (credentials, exposed, more) in [
        (Omit, &[][..], ""),
        (Omit, &[""], ""),
        (Include, &["X-TOTAL"], " x-total"),
        (Omit, &["x-none, x-total"], " x-total"),
        (Omit, &["x-none", "etag"], " etag"),
        (Omit, &["set-cookie, etag, Set-Cookie2"], " etag"),
        (Include, &["*"], " *"),
        (Include, &["*, etag"], " etag *"),
        // One malformed list exposes nothing.
        (Omit, &["etag, x total"], ""),
    ] {
        assert_eq!(names(PAGE, credentials, exposed).join(" "), format!("{always}{more}"));
    }
    let all = [always, "x-total etag * access-control-expose-headers"].join(" ");
    assert_eq!(names(PAGE, SameOrigin, &["*"]).join(" "), all);
    // Its own origin may read all but cookies.
    assert_eq!(names(TARGET, Include, &[""]).join(" "), all);
}
