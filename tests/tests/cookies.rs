//! Cookies that are set: what a client reads is what was meant, whatever the text.

use gatepost::{
    Cookie, SameSite,
    core::Out,
    prelude::*,
    testing::{Event, Gateway},
};
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

#[get("/set")]
fn set<'r>(request: Request<'r>) -> Reply<'r> {
    let text = |name| request.query(name).unwrap_or_default();
    let cookie = Cookie::new(text("name"), text("value")).path(text("path"));
    Reply::new(200).cookie(cookie).body("secret")
}

#[get("/get/<name>")]
fn get<'r>(name: &'r str, cookies: Cookies<'r>) -> &'r str {
    cookies.get(name).unwrap_or("none")
}

static APP: App<(set, get)> = App::new();

/// What a client makes of `Set-Cookie` (RFC 6265, section 5.2): the name, the value and the attributes.
fn kept(header: &str) -> (&str, &str, Vec<(String, &str)>) {
    let mut parts = header.split(';');
    let (name, value) = parts.next().unwrap().split_once('=').unwrap();
    let attributes = parts.map(|part| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        (name.trim().to_ascii_lowercase(), value.trim())
    });
    (name.trim(), value.trim(), attributes.collect())
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Z0-9!#$%&'*+.^_`|~-]{0,8}",
        "[ -~]{0,6}",
        "[a-c/=;,\"\\\\ \t\r\n\u{0}\u{7f}é]{0,6}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

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

    #[test]
    fn a_client_cannot_write_a_cookie_of_its_own(name in text(), value in text(), path in text()) {
        let event = Event::get("/set").query("name", &name).query("value", &value).query("path", &path);
        for gateway in Gateway::ALL {
            let answer = event.clone().via(gateway).call(&APP, &()).unwrap();
            let cookies: Vec<_> = answer.cookies().collect();
            if answer.status() == 500 {
                prop_assert!(cookies.is_empty() && !answer.text().contains("secret"), "{}", gateway);
            } else {
                prop_assert_eq!(cookies.len(), 1, "{}", gateway);
                let (kept_name, kept_value, attributes) = kept(cookies[0]);
                prop_assert_eq!((kept_name, kept_value), (&*name, &*value));
                prop_assert_eq!(attributes, [("path".to_owned(), path.trim())]);
            }
        }
    }

    #[test]
    fn a_date_is_written_as_httpdate_does(seconds in 0..253_402_300_800_u64) {
        let time = std::time::UNIX_EPOCH + std::time::Duration::from_secs(seconds);
        let expected = format!("a=b; Expires={}", httpdate::fmt_http_date(time));
        prop_assert_eq!(PLAIN.expires(seconds).to_string(), expected);
    }
}

#[test]
fn a_cookie_comes_back() {
    for gateway in Gateway::ALL {
        let set = Event::get("/set?name=id&value=%2231d4%3D%22&path=/")
            .via(gateway)
            .call(&APP, &())
            .unwrap();
        let value = set.cookie("id").unwrap();
        assert_eq!(value, "\"31d4=\"", "{gateway}");
        let event = Event::get("/get/id").cookie("other", "1").cookie("id", value).via(gateway);
        assert_eq!(event.call(&APP, &()).unwrap().text(), value, "{gateway}");
    }
}
