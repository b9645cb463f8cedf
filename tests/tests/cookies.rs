//! Cookies that are set: what a client reads is what was meant, whatever the text.

use gatepost_core::{Cookie, Out, Request, SameSite};
use gatepost_laws::{cases, kept};
use proptest::{option, prelude::*};

const PLAIN: Cookie<'static> = Cookie::new("a", "b");

#[test]
fn attributes_are_written() {
    for (cookie, expected) in [
        (PLAIN, "a=b"),
        (PLAIN.value(""), "a="),
        (PLAIN.value("\"b\""), "a=\"b\""),
        (PLAIN.path("/"), "a=b; Path=/"),
        (PLAIN.path("/a b"), "a=b; Path=/a b"),
        (PLAIN.domain("example.com"), "a=b; Domain=example.com"),
        (PLAIN.domain(".example.com"), "a=b; Domain=.example.com"),
        (PLAIN.max_age(0), "a=b; Max-Age=0"),
        (PLAIN.max_age(u32::MAX), "a=b; Max-Age=4294967295"),
        (PLAIN.expires(784_111_777), "a=b; Expires=Sun, 06 Nov 1994 08:49:37 GMT"),
        (PLAIN.expires(951_782_400), "a=b; Expires=Tue, 29 Feb 2000 00:00:00 GMT"),
        (PLAIN.expires(u64::MAX), "a=b; Expires=Fri, 31 Dec 9999 23:59:59 GMT"),
        (PLAIN.secure(), "a=b; Secure"),
        (PLAIN.http_only(), "a=b; HttpOnly"),
        (PLAIN.same_site(SameSite::Strict), "a=b; SameSite=Strict"),
        (PLAIN.same_site(SameSite::Lax), "a=b; SameSite=Lax"),
        (PLAIN.same_site(SameSite::None).secure(), "a=b; Secure; SameSite=None"),
        (PLAIN.partitioned().secure(), "a=b; Secure; Partitioned"),
        (Cookie::new("__Secure-a", "b").secure(), "__Secure-a=b; Secure"),
        (Cookie::new("__Host-a", "b").secure().path("/"), "__Host-a=b; Path=/; Secure"),
        (
            PLAIN.path("/x").domain("d.e").secure().http_only().max_age(9).removal(),
            "a=; Path=/x; Domain=d.e; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Secure; HttpOnly",
        ),
    ] {
        assert_eq!((cookie.check(), cookie.to_string()), (Ok(()), expected.to_owned()));
    }
}

#[test]
fn what_no_client_would_keep_is_refused() {
    for (cookie, reason) in [
        (Cookie::new("", "b"), "its name is no token"),
        (Cookie::new("a=b", "c"), "its name is no token"),
        (Cookie::new("a b", "c"), "its name is no token"),
        (PLAIN.value("x; Path=/"), "its value has a character that no cookie may have"),
        (PLAIN.value("x\r\nSet-Cookie: y=z"), "its value has a character that no cookie may have"),
        (PLAIN.value("x,y"), "its value has a character that no cookie may have"),
        (PLAIN.value("\"x"), "its value has a character that no cookie may have"),
        (PLAIN.value("é"), "its value has a character that no cookie may have"),
        (
            PLAIN.path(""),
            "its path does not begin with /, or has a character that may not be there",
        ),
        (
            PLAIN.path("/;a"),
            "its path does not begin with /, or has a character that may not be there",
        ),
        (
            PLAIN.path("/\n"),
            "its path does not begin with /, or has a character that may not be there",
        ),
        (PLAIN.domain(""), "its domain is none"),
        (PLAIN.domain("a..b"), "its domain is none"),
        (PLAIN.domain("a;b"), "its domain is none"),
        (
            PLAIN.same_site(SameSite::None),
            "SameSite=None, Partitioned, and names with __Host- or __Secure-, need Secure",
        ),
        (
            PLAIN.partitioned(),
            "SameSite=None, Partitioned, and names with __Host- or __Secure-, need Secure",
        ),
        (
            Cookie::new("__secure-a", "b"),
            "SameSite=None, Partitioned, and names with __Host- or __Secure-, need Secure",
        ),
        (
            Cookie::new("__HOST-a", "b").path("/"),
            "SameSite=None, Partitioned, and names with __Host- or __Secure-, need Secure",
        ),
        (
            Cookie::new("__Host-a", "b").secure(),
            "a name with __Host- needs the path / and no domain",
        ),
        (
            Cookie::new("__Host-a", "b").secure().path("/").domain("a.b"),
            "a name with __Host- needs the path / and no domain",
        ),
    ] {
        let error = cookie.check().unwrap_err().to_string();
        assert!(error.ends_with(&format!("may not be sent: {reason}")), "{cookie:?}: {error}");
    }
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Z0-9!#$%&'*+.^_`|~-]{0,8}",
        "[ -~]{0,6}",
        "[a-c/=;,\"\\\\ \t\r\n\u{0}\u{7f}é]{0,6}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(600), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_cookie_that_is_sent_is_the_one_that_was_meant(
        name in text(),
        value in text(),
        path in option::of(text().prop_map(|path| format!("/{path}"))),
        max_age in option::of(any::<u32>()),
        http_only in any::<bool>(),
    ) {
        let mut cookie = Cookie::new(&name, &value);
        let mut meant = Vec::new();
        if let Some(path) = &path {
            cookie = cookie.path(path);
            meant.push(("path".to_owned(), path.trim().to_owned()));
        }
        if let Some(seconds) = max_age {
            cookie = cookie.max_age(seconds);
            meant.push(("max-age".to_owned(), seconds.to_string()));
        }
        if http_only {
            cookie = cookie.http_only();
            meant.push(("httponly".to_owned(), String::new()));
        }
        let mut buffer = Vec::new();
        let mut out = Out::new(&mut buffer);
        out.add_cookie(&cookie);
        let Some(header) = out.header("set-cookie") else {
            prop_assert!(out.failure().is_some());
            return Ok(());
        };
        let (kept_name, kept_value, attributes) = kept(header);
        prop_assert_eq!((kept_name, kept_value), (&*name, &*value));
        let attributes: Vec<_> = attributes.into_iter().map(|(n, v)| (n, v.to_owned())).collect();
        prop_assert_eq!(attributes, meant);
        let sent = format!("other=1; {name}={value}");
        let headers = [("cookie", sent.as_str())];
        let request = Request::new("GET", "/").with_headers(&headers);
        if name != "other" {
            prop_assert_eq!(request.cookie(&name), Some(&*value));
        }
    }
}
