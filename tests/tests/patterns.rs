//! The text of a route: what it is made of, or what is wrong with it and what to write instead.

use gatepost_core::{MAX_PARAMS, Pattern, Route, Segment, TrailingSlash};
use gatepost_tests::routes::build;

fn literal(text: &str) -> Segment<'_> {
    Segment::Literal(text)
}

fn parameter(name: &str) -> Segment<'_> {
    affixed("", name, "")
}

fn affixed<'p>(prefix: &'p str, name: &'p str, suffix: &'p str) -> Segment<'p> {
    Segment::Parameter { prefix, name, suffix }
}

fn catch_all(name: &str) -> Segment<'_> {
    Segment::CatchAll { name }
}

#[track_caller]
fn pattern(text: &str) -> Pattern<'_> {
    Pattern::parse(text).unwrap_or_else(|error| panic!("{error}"))
}

/// The text of `text`'s error without the pattern that begins it.
#[track_caller]
fn what_is_wrong_with(text: &str) -> String {
    let error = Pattern::parse(text).expect_err(text);
    assert_eq!(error.pattern(), text);
    let message = error.to_string();
    message.strip_prefix(&format!("\"{text}\": ")).expect(&message).to_owned()
}

#[test]
fn segments_stand_between_slashes() {
    let cases: [(&str, &[Segment<'_>]); 16] = [
        ("/", &[literal("")]),
        ("//", &[literal(""), literal("")]),
        ("/a", &[literal("a")]),
        ("/a/", &[literal("a"), literal("")]),
        ("/a//b", &[literal("a"), literal(""), literal("b")]),
        ("/..", &[literal("..")]),
        ("/hello/<name>", &[literal("hello"), parameter("name")]),
        ("/hello/{name}", &[literal("hello"), parameter("name")]),
        ("/<a>/{b}/", &[parameter("a"), parameter("b"), literal("")]),
        ("/<a>//<b>", &[parameter("a"), literal(""), parameter("b")]),
        ("/v<major>", &[affixed("v", "major", "")]),
        ("/<name>.json", &[affixed("", "name", ".json")]),
        ("/order-{id}.tar.gz", &[affixed("order-", "id", ".tar.gz")]),
        ("/<id>:cancel", &[affixed("", "id", ":cancel")]),
        ("/{proxy+}", &[catch_all("proxy")]),
        ("/a/<b>/{rest+}", &[literal("a"), parameter("b"), catch_all("rest")]),
    ];
    for (text, segments) in cases {
        let pattern = pattern(text);
        assert_eq!(pattern.segments().collect::<Vec<_>>(), segments, "{text}");
        assert_eq!((pattern.as_str(), &*pattern.to_string()), (text, text));
        let names: Vec<_> = segments.iter().filter_map(|segment| segment.name()).collect();
        assert_eq!(pattern.parameters().collect::<Vec<_>>(), names, "{text}");
    }
}

#[test]
fn everything_else_is_literal_text() {
    for text in [
        "a.b",
        "a-b",
        "a~b",
        "a+b",
        "a+",
        "+",
        "a$b",
        "a@b",
        "a=b",
        "a,b",
        "a;b",
        "a!b",
        "a'b",
        "a\"b",
        "a&b",
        "a`b",
        "a_b",
        "a:b",
        "a:",
        " ",
        "a b",
        ".",
        "...",
        "C:",
        "é",
        "e\u{301}",
        "हिन्दी",
        "日本",
        "🦀",
        "\u{80}",
        "\u{FEFF}",
        "\u{10FFFF}",
    ] {
        let path = format!("/{text}/<a>");
        let expected = [literal(text), parameter("a")];
        assert_eq!(pattern(&path).segments().collect::<Vec<_>>(), expected, "{text}");
        let path = format!("/x{text}<a>{text}");
        let prefix = format!("x{text}");
        let expected = [affixed(&prefix, "a", text)];
        assert_eq!(pattern(&path).segments().collect::<Vec<_>>(), expected, "{text}");
    }
}

#[test]
fn a_name_is_letters_digits_and_underscores() {
    for name in ["a", "Z", "_", "__a", "a1", "camelCase", "snake_case", "type", "self"] {
        for (text, segment) in [
            (format!("/<{name}>"), parameter(name)),
            (format!("/{{{name}}}"), parameter(name)),
            (format!("/{{{name}+}}"), catch_all(name)),
        ] {
            assert_eq!(pattern(&text).segments().collect::<Vec<_>>(), [segment], "{text}");
        }
    }
    for segment in [
        "<>", "{}", "{+}", "<+>", "<1>", "<1a>", "<a-b>", "<a.b>", "<a b>", "< a>", "<a >", "<é>",
        "<aé>", "<a:int>", "<int:a>", "{a++}", "{+a}", "{a+b}", "<a+b>", "<a=1>", "<a<b>", "<a{b>",
        "{a<b}", "{a>}", "<a}>", "{{a}", "<a<b>>", "<a<b><c>",
    ] {
        let wrong = what_is_wrong_with(&format!("/x/{segment}"));
        let expected =
            format!("'{segment}': a parameter's name is letters, digits and '_', no digit first");
        assert_eq!(wrong, expected);
    }
}

#[test]
fn what_is_no_pattern_says_what_to_write_instead() {
    const REGEX: &str = "a pattern is no regular expression; a parameter is written <name>, not ";
    let cases = [
        ("", "a pattern starts with '/'"),
        ("a", "a pattern starts with '/'"),
        ("a/b", "a pattern starts with '/'"),
        ("<a>", "a pattern starts with '/'"),
        (" /a", "a pattern starts with '/'"),
        ("https://example.com/a", "a pattern starts with '/'"),
        ("*", "a pattern starts with '/'"),
        ("/:", "a parameter is written <name>, not :"),
        ("/hello/:name", "a parameter is written <name>, not :name"),
        ("/:a/b", "a parameter is written <name>, not :a"),
        ("/*", "a catch-all is written {name+}, not *"),
        ("/a/*rest", "a catch-all is written {name+}, not *rest"),
        ("/a/{*rest}", "a catch-all is written {name+}, not {*rest}"),
        ("/a/<*rest>", "a catch-all is written {name+}, not <*rest>"),
        ("/a*b/c", "a catch-all is written {name+}, not a*b"),
        ("/a/<rest+>", "a catch-all is written {name+}, not <rest+>"),
        ("/x<rest+>", "a catch-all is written {name+}, not x<rest+>"),
        ("/a?", "'?' begins the query, which is no part of a path"),
        ("/a?b=c", "'?' begins the query, which is no part of a path"),
        ("/<a>?", "'?' begins the query, which is no part of a path"),
        ("/a#b", "'#' begins the fragment, which no server gets to see"),
        ("/a%20b", "'%' is not needed: a pattern is compared with the decoded path"),
        ("/%", "'%' is not needed: a pattern is compared with the decoded path"),
        ("/\0", "a path with a control character is refused before it is matched"),
        ("/a\n", "a path with a control character is refused before it is matched"),
        ("/a\tb", "a path with a control character is refused before it is matched"),
        ("/\u{1F}", "a path with a control character is refused before it is matched"),
        ("/\u{7F}", "a path with a control character is refused before it is matched"),
        ("/<", "'<' does not close its parameter"),
        ("/{", "'{' does not close its parameter"),
        ("/a/<name", "'<name' does not close its parameter"),
        ("/<a/b>", "'<a' does not close its parameter"),
        ("/<a}", "'<a}' does not close its parameter"),
        ("/{a>", "'{a>' does not close its parameter"),
        ("/{a+", "'{a+' does not close its parameter"),
        ("/>", "'>' closes a parameter that it does not open"),
        ("/}", "'}' closes a parameter that it does not open"),
        ("/a/name>", "'name>' closes a parameter that it does not open"),
        ("/<a>>", "'<a>>' closes a parameter that it does not open"),
        ("/<a>}", "'<a>}' closes a parameter that it does not open"),
        ("/><a>", "'><a>' closes a parameter that it does not open"),
        ("/a>/<b>", "'a>' closes a parameter that it does not open"),
        ("/<a>b<c>", "'<a>b<c>' has two parameters: a segment may have one"),
        ("/<a><b>", "'<a><b>' has two parameters: a segment may have one"),
        ("/<a>-{b}", "'<a>-{b}' has two parameters: a segment may have one"),
        ("/{a+}{b+}", "'{a+}{b+}' has two parameters: a segment may have one"),
        ("/{a+}x", "'{a+}x': a catch-all fills its segment"),
        ("/x{a+}", "'x{a+}': a catch-all fills its segment"),
        ("/{a+}/b", "the catch-all '{a+}' must be the last segment"),
        ("/{a+}/", "the catch-all '{a+}' must be the last segment"),
        ("/{a+}/{b+}", "the catch-all '{a+}' must be the last segment"),
        ("/<a>/<a>", "it names the parameter <a> twice"),
        ("/<a>/{a}", "it names the parameter <a> twice"),
        ("/<a>/b/{a+}", "it names the parameter <a> twice"),
        ("/x<a>/<a>y", "it names the parameter <a> twice"),
        ("/<a>/<b>/<c>/<d>/<e>/<f>/<g>/<h>/<i>", "it has more than 8 parameters"),
        ("/<a>/<b>/<c>/<d>/<e>/<f>/<g>/<h>/{i+}", "it has more than 8 parameters"),
    ];
    for (text, wrong) in cases {
        assert_eq!(what_is_wrong_with(text), wrong, "{text}");
    }
    for segment in ["[a]", "]", "(a)", ")", "a\\", "\\d+", "^a", "a|b", "<a:\\d>", "{a:[0-9]+}"] {
        assert_eq!(what_is_wrong_with(&format!("/x/{segment}/y")), format!("{REGEX}{segment}"));
    }
}

// ledger 4.A.14: fiber CVE-2026-25882 and matchit 0.9.2 panic on too many parameters.
#[test]
fn fiber_cve_2026_25882_one_parameter_too_many_is_an_error() {
    let with = |count: usize| (0..count).map(|n| format!("/<p{n}>")).collect::<String>();
    assert_eq!(MAX_PARAMS, 8);
    assert_eq!(pattern(&with(8)).parameters().count(), 8);
    assert_eq!(pattern(&(with(7) + "/{rest+}")).parameters().count(), 8);
    for count in [9, 10, 300] {
        assert_eq!(what_is_wrong_with(&with(count)), "it has more than 8 parameters");
    }
}

// ledger 4.A.15: route-recognizer 0.3.1 panics on the route `é`, others on bytes out of place.
#[test]
fn route_recognizer_no_text_makes_it_panic() {
    let odd = [
        "", "/", "//", "é", "/é", "\0", "%", "%0", "%zz", "<", ">", "{", "}", "+", "\u{FFFD}", "a",
        "1", ":", "*",
    ];
    for one in odd {
        for other in odd {
            for third in odd {
                let text = [one, other, third].concat();
                if let Err(error) = Pattern::parse(&text) {
                    assert!(error.to_string().starts_with(&format!("\"{text}\": ")));
                }
            }
        }
    }
}

#[test]
fn a_pattern_may_be_long() {
    let long = "é".repeat(50_000);
    let text = format!("/{long}/{long}<{}>{long}", "n".repeat(10_000));
    assert_eq!(pattern(&text).segments().next(), Some(literal(&long)));
    assert_eq!(pattern(&text).parameters().next().map(str::len), Some(10_000));
    assert_eq!(pattern(&"/".repeat(10_000)).segments().count(), 10_000);
    assert_eq!(what_is_wrong_with(&format!("/{long}/<a")), "'<a' does not close its parameter");
}

#[test]
fn a_table_says_the_same_of_its_patterns() {
    for text in ["hello", "/:name", "/<a>/<a>", "/{a+}/b", "/é<", "/<a>b<c>"] {
        let routes = [Route::get("/", 0), Route::get(text, 1)];
        let error = build(&routes, TrailingSlash::Strict, |table| table.unwrap_err().to_string());
        assert_eq!(error, Pattern::parse(text).unwrap_err().to_string());
    }
}
