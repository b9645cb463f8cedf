//! Redirects: where they lead, and where no text of a client's makes them lead.

use gatepost::{
    Location,
    prelude::*,
    testing::{Event, Gateway},
};
use proptest::{collection::vec, prelude::*, sample::select};

mod handlers {
    use gatepost::prelude::*;

    #[get("/to")]
    pub fn to(request: Request<'_>) -> Reply<'_> {
        Redirect::to(request.query("next").unwrap_or("/"))
    }

    #[get("/temporary")]
    pub fn temporary() -> Reply<'static> {
        Redirect::temporary("/new?a=b#c")
    }

    #[get("/permanent")]
    pub fn permanent() -> Reply<'static> {
        Redirect::permanent(format!("/café/{}", 7)).cookie(Cookie::new("seen", "1"))
    }

    #[get("/url")]
    pub fn url() -> Reply<'static> {
        Redirect::to_url("https://login.example/é?a")
            .status(302)
            .header("Cache-Control", "no-store")
    }

    #[get("/not-a-url")]
    pub fn not_a_url() -> Reply<'static> {
        Redirect::to_url("javascript:alert(1)")
    }

    #[get("/refused")]
    pub fn refused() -> Result<&'static str, Reply<'static>> {
        Err(Redirect::to("/login"))
    }

    pub type All = (to, temporary, permanent, url, not_a_url, refused);
}

static APP: App<handlers::All> = App::new();

#[test]
fn a_redirect_has_a_status_and_a_location() {
    for gateway in Gateway::ALL {
        for (path, status, location) in [
            ("/to", 303, Some("/")),
            ("/to?next=%3Fpage%3D2", 303, Some("?page=2")),
            ("/to?next=//evil.example", 500, None),
            ("/temporary", 307, Some("/new?a=b#c")),
            ("/permanent", 308, Some("/caf%C3%A9/7")),
            ("/url", 302, Some("https://login.example/%C3%A9?a")),
            ("/not-a-url", 500, None),
            ("/refused", 303, Some("/login")),
        ] {
            let answer = Event::get(path).via(gateway).call(&APP, &()).unwrap();
            let found = (answer.status(), answer.header("location"));
            assert_eq!(found, (status, location.map(str::to_owned)), "{gateway} {path}");
        }
    }
    assert_eq!(Event::get("/permanent").call(&APP, &()).unwrap().cookie("seen"), Some("1"));
}

#[test]
fn targets_on_the_same_host() {
    for target in [
        "/",
        "/a",
        "/a/b?c=d#e",
        "/a//b",
        "/a?next=//b",
        "/?x=https://y",
        "./a",
        "../a",
        "../../a",
        "/.",
        "/..",
        "/.well-known/x",
        "?a",
        "?",
        "#a",
        "/a/../b",
        "/%2e%2e/a",
        "/a%2F",
        "/a@b:c",
        "/é",
        "/a?b=%0A",
    ] {
        assert!(Location::local(target).is_ok(), "{target:?}");
    }
}

#[test]
fn targets_that_are_refused() {
    for target in [
        "",
        "a",
        "a/b",
        ".",
        "..",
        ".a",
        "...",
        "//",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\/evil.example",
        "\\\\evil.example",
        "/a\\b",
        "https://evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "mailto:a",
        " /a",
        "/a ",
        "/ /evil.example",
        "\t/a",
        "/\t/evil.example",
        "/\n/evil.example",
        "/a\r\nSet-Cookie: b=c",
        "/\u{0}",
        "/\u{7f}",
        "/\u{85}",
        "/\u{a0}",
        "/\u{2028}/evil.example",
        "/.//evil.example",
        "/..//evil.example",
        ".//evil.example",
        "../..//evil.example",
        "/%09/evil.example",
        "/%2Fevil.example",
        "/%2fevil.example",
        "/%5Cevil.example",
        "/%5cevil.example",
        "/%0d%0aa",
        "/%00",
        "/%20/evil.example",
        "/./%2Fevil.example",
    ] {
        assert!(Location::local(target).is_err(), "{target:?}");
    }
}

#[test]
fn urls() {
    for (url, is_url) in [
        ("https://a.example", true),
        ("HTTP://a.example/b?c#d", true),
        ("https://", false),
        ("https:/a", false),
        ("//a.example", false),
        ("/a", false),
        ("javascript:alert(1)", false),
        ("https://a.example/\n", false),
        (" https://a.example", false),
        ("é", false),
    ] {
        assert_eq!(Location::url(url).is_ok(), is_url, "{url:?}");
    }
}

/// Whether a browser that resolves `target` stays on the host: the URL standard's basic parser, as far as
/// it decides that.
fn stays(target: &str) -> bool {
    let trimmed = target.trim_matches(|character| character <= ' ');
    let text: String = trimmed.chars().filter(|character| !"\t\r\n".contains(*character)).collect();
    let text = text.replace('\\', "/");
    let scheme = text.split_once(':').map(|(scheme, _)| scheme);
    let has_scheme = scheme.is_some_and(|scheme| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    });
    !has_scheme && !text.starts_with("//")
}

fn target() -> impl Strategy<Value = String> {
    let pieces = select(vec![
        "/",
        "/",
        ".",
        "..",
        "\\",
        "?",
        "#",
        ":",
        "@",
        "%2F",
        "%5c",
        "%09",
        "%",
        "\t",
        "\n",
        "\r",
        " ",
        "\u{0}",
        "\u{a0}",
        "a",
        "https",
        "http:",
        "javascript:",
        "evil.example",
        "é",
        "/%",
    ]);
    vec(pieces, 0..7).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_target_leaves_the_host(target in prop_oneof![4 => target(), 1 => any::<String>()]) {
        if let Ok(location) = Location::local(&target) {
            let sent = location.to_string();
            prop_assert!(stays(&target) && stays(&sent), "{:?}", target);
            prop_assert!(sent.bytes().all(|byte| byte.is_ascii_graphic()), "{:?}", sent);
            // What decodes escapes on the way finds no other host either.
            let decoded = percent_encoding::percent_decode_str(&sent).decode_utf8_lossy();
            prop_assert!(!decoded.starts_with("//") && !decoded.starts_with("/\\"), "{:?}", sent);
        }
    }

    #[test]
    fn a_path_of_plain_segments_is_taken(segments in vec("[a-z0-9_~-]{1,5}", 1..4), query in "[a-z=&/?:]{0,6}") {
        let target = format!("/{}?{query}", segments.join("/"));
        prop_assert_eq!(Location::local(&target).map(|location| location.to_string()), Ok(target.clone()));
    }
}
