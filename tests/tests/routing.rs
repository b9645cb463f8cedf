//! Which route answers which request, and what is answered where none does.
//!
//! A row is a request, `METHOD path`, and its answer: the route's line and the parameters, decoded,
//! or a status with what `Allow` says. "ledger" is the project's list of other routers' flaws.

use std::fmt::Write as _;

use gatepost_core::{
    Decision, MAX_PATH, Miss, ParamError, Params, PathCoding, Policy, Request, Route, Table, table,
};
use gatepost_tests::routes::{Answer, answer, answer_to, with_table};

type Rows<'a> = &'a [(&'a str, &'a str)];

/// Checks what a table of `lines` answers to requests whose paths are percent-encoded, whatever the
/// order of the lines.
#[track_caller]
fn a_table_of(lines: &[&str], rows: Rows<'_>) {
    check(lines, PathCoding::Encoded, rows);
}

/// The same for paths that their sender has decoded.
#[track_caller]
fn with_decoded_paths_a_table_of(lines: &[&str], rows: Rows<'_>) {
    check(lines, PathCoding::Decoded, rows);
}

#[track_caller]
fn check(lines: &[&str], coding: PathCoding, rows: Rows<'_>) {
    let mut lines = lines.to_vec();
    for _ in 0..lines.len() {
        lines.rotate_left(1);
        check_in_this_order(&lines, coding, rows);
    }
    lines.reverse();
    check_in_this_order(&lines, coding, rows);
}

#[track_caller]
fn check_in_this_order(lines: &[&str], coding: PathCoding, rows: Rows<'_>) {
    let answers = with_table(lines, |table| {
        let table = table.unwrap_or_else(|error| panic!("{error}"));
        let answers = rows.iter().map(|(request, _)| {
            let (method, path) = request.split_once(' ').unwrap();
            shown(lines, &answer(table, method, path, coding))
        });
        answers.collect::<Vec<_>>()
    });
    for ((request, expected), answer) in rows.iter().zip(answers) {
        assert_eq!(answer, *expected, "{request:?} of {lines:#?}");
    }
}

/// An answer in one line; bytes that are not UTF-8 as `\xNN`.
fn shown(lines: &[&str], answer: &Answer) -> String {
    match answer {
        Answer::Call(id, params) => {
            let mut text = lines[*id as usize].to_owned();
            for (name, value) in params {
                match str::from_utf8(value) {
                    Ok(value) => write!(text, " {name}={value}").unwrap(),
                    Err(_) => write!(text, " {name}={}", value.escape_ascii()).unwrap(),
                }
            }
            text
        }
        Answer::NotFound => "404".to_owned(),
        Answer::NotAllowed(allow) => format!("405 {allow}"),
        Answer::Options(allow) => format!("204 {allow}"),
        Answer::BadRequest => "400".to_owned(),
        Answer::TooLong => "414".to_owned(),
    }
}

/// Shows `look` the parameters of `path` in a table of the one route `GET pattern`.
#[track_caller]
fn with_params(pattern: &str, path: &str, look: impl FnOnce(&Params<'_>)) {
    with_table(&[&format!("GET {pattern}")], |table| {
        let (request, mut scratch) = (Request::new("GET", path), vec![0; path.len()]);
        match Policy::new(table.unwrap()).open(&request, &mut scratch).decision {
            Decision::Call(call) => look(&call.params),
            Decision::Miss(miss) => panic!("{path} does not fit {pattern}: {miss:?}"),
        }
    });
}

// Precedence

#[test]
fn the_most_specific_route_answers() {
    a_table_of(
        &[
            "GET /f/list",
            "GET /f/v1.<n>",
            "GET /f/v1<n>",
            "GET /f/v<n>",
            "GET /f/<n>.tar.gz",
            "GET /f/<n>.gz",
            "GET /f/v<n>.gz",
            "GET /f/<n>",
            "GET /f/{rest+}",
        ],
        &[
            ("GET /f/list", "GET /f/list"),
            ("GET /f/lists", "GET /f/<n> n=lists"),
            ("GET /f/v1.2", "GET /f/v1.<n> n=2"),
            ("GET /f/v12", "GET /f/v1<n> n=2"),
            ("GET /f/v1", "GET /f/v<n> n=1"),
            ("GET /f/v1.", "GET /f/v1<n> n=."),
            ("GET /f/v", "GET /f/<n> n=v"),
            // The prefix decides before the suffix does.
            ("GET /f/v1.tar.gz", "GET /f/v1.<n> n=tar.gz"),
            ("GET /f/v2.tar.gz", "GET /f/v<n>.gz n=2.tar"),
            ("GET /f/a.tar.gz", "GET /f/<n>.tar.gz n=a"),
            ("GET /f/.tar.gz", "GET /f/<n>.gz n=.tar"),
            ("GET /f/a.gz", "GET /f/<n>.gz n=a"),
            ("GET /f/.gz", "GET /f/<n> n=.gz"),
            ("GET /f/a.gzip", "GET /f/<n> n=a.gzip"),
            ("GET /f/list/", "GET /f/{rest+} rest=list/"),
            ("GET /f/a/b", "GET /f/{rest+} rest=a/b"),
            ("GET /f//", "GET /f/{rest+} rest=/"),
            ("GET /f/", "404"),
            ("GET /f", "404"),
        ],
    );
}

#[test]
fn text_around_a_parameter_does_not_overlap() {
    a_table_of(
        &["GET /ab<x>ba"],
        &[
            ("GET /abba", "404"),
            ("GET /aba", "404"),
            ("GET /abxba", "GET /ab<x>ba x=x"),
            ("GET /ababa", "GET /ab<x>ba x=a"),
            ("GET /abababa", "GET /ab<x>ba x=aba"),
        ],
    );
}

#[test]
fn the_first_segments_decide_first() {
    a_table_of(
        &["GET /a/<x>/<y>", "GET /<x>/b/c", "GET /a/{rest+}", "GET /<x>/b/<z>", "GET /{all+}"],
        &[
            ("GET /a/b/c", "GET /a/<x>/<y> x=b y=c"),
            ("GET /z/b/c", "GET /<x>/b/c x=z"),
            ("GET /z/b/d", "GET /<x>/b/<z> x=z z=d"),
            ("GET /a/b", "GET /a/{rest+} rest=b"),
            ("GET /a/b/c/d", "GET /a/{rest+} rest=b/c/d"),
            ("GET /z/y", "GET /{all+} all=z/y"),
            ("GET /a", "GET /{all+} all=a"),
            ("GET //", "GET /{all+} all=/"),
            ("GET /", "404"),
        ],
    );
}

#[test]
fn what_led_nowhere_is_taken_back() {
    a_table_of(
        &[
            "GET /a/b/c/d",
            "GET /a/b/<z>/e",
            "GET /a/<y>/c/f",
            "GET /<x>/b/c/g",
            "GET /a/x<y>/{rest+}",
            "GET /<x>/<y>/<z>/h",
        ],
        &[
            ("GET /a/b/c/d", "GET /a/b/c/d"),
            ("GET /a/b/c/e", "GET /a/b/<z>/e z=c"),
            ("GET /a/b/c/f", "GET /a/<y>/c/f y=b"),
            ("GET /a/b/c/g", "GET /<x>/b/c/g x=a"),
            ("GET /a/b/c/h", "GET /<x>/<y>/<z>/h x=a y=b z=c"),
            ("GET /a/xb/c/f", "GET /a/x<y>/{rest+} y=b rest=c/f"),
            ("GET /a/x/c/f", "GET /a/<y>/c/f y=x"),
            ("GET /a/b/c/i", "404"),
            ("GET /a/b/c", "404"),
            ("GET /a/b/c/d/", "404"),
        ],
    );
}

// matchit #31, #91, #92: what matched depended on the order of insertion. `check` turns every table.
#[test]
fn matchit_91_the_order_of_definition_does_not_matter() {
    a_table_of(
        &["GET /{rest+}", "GET /<a>.txt", "GET /x<a>", "GET /<a>", "GET /x", "GET /xy<a>.txt"],
        &[
            ("GET /x", "GET /x"),
            ("GET /xy", "GET /x<a> a=y"),
            ("GET /xyz.txt", "GET /xy<a>.txt a=z"),
            ("GET /xy.txt", "GET /x<a> a=y.txt"),
            ("GET /y.txt", "GET /<a>.txt a=y"),
            ("GET /y", "GET /<a> a=y"),
            ("GET /y/", "GET /{rest+} rest=y/"),
        ],
    );
}

// aws-lambda-router 0.1.1: the text of a route was a regular expression, `.` matched anything.
#[test]
fn aws_lambda_router_literal_text_is_no_regular_expression() {
    a_table_of(
        &["GET /a.b", "GET /v1.<x>", "GET /a+b", "GET /$", "GET /-"],
        &[
            ("GET /a.b", "GET /a.b"),
            ("GET /axb", "404"),
            ("GET /v1x2", "404"),
            ("GET /aab", "404"),
            ("GET /a+b", "GET /a+b"),
            ("GET /", "404"),
            ("GET /$", "GET /$"),
            ("GET /-", "GET /-"),
        ],
    );
}

// ledger 4.A.10, beego CVE-2022-31259: `/a.xml/b` matched `/a/b/:name`.
#[test]
fn beego_cve_2022_31259_as_many_segments_as_the_pattern_has() {
    a_table_of(
        &["GET /a/b/<name>", "GET /a/<b>"],
        &[
            ("GET /a.xml/b", "404"),
            ("GET /a/b.xml", "GET /a/<b> b=b.xml"),
            ("GET /a/b/c.xml", "GET /a/b/<name> name=c.xml"),
            ("GET /a/b/c/d", "404"),
            ("GET /a/b/", "404"),
            ("GET /a", "404"),
        ],
    );
}

// Methods

#[test]
fn a_route_of_another_method_hides_none() {
    a_table_of(
        &["GET /hello/<name>", "POST /<message>/<name>", "PUT /{rest+}"],
        &[
            ("GET /hello/42", "GET /hello/<name> name=42"),
            ("POST /hello/42", "POST /<message>/<name> message=hello name=42"),
            ("PUT /hello/42", "PUT /{rest+} rest=hello/42"),
            ("DELETE /hello/42", "405 GET, HEAD, OPTIONS, POST, PUT"),
            ("GET /bye/42", "405 OPTIONS, POST, PUT"),
            ("POST /hello", "405 OPTIONS, PUT"),
            ("OPTIONS /hello/42", "204 GET, HEAD, OPTIONS, POST, PUT"),
            ("OPTIONS /bye/42", "204 OPTIONS, POST, PUT"),
        ],
    );
}

// ledger 4.A.19: Powertools answers 404 for a method that the path does not have, and for HEAD.
#[test]
fn powertools_a_method_that_the_path_does_not_have_is_405() {
    a_table_of(
        &["GET /a", "PUT,DELETE /a", "POST /b", "GET /c/<d>"],
        &[
            ("POST /a", "405 DELETE, GET, HEAD, OPTIONS, PUT"),
            ("GET /b", "405 OPTIONS, POST"),
            ("HEAD /b", "405 OPTIONS, POST"),
            ("HEAD /a", "GET /a"),
            ("HEAD /c/x", "GET /c/<d> d=x"),
            ("POST /c/x", "405 GET, HEAD, OPTIONS"),
            ("POST /d", "404"),
            ("HEAD /d", "404"),
        ],
    );
}

#[test]
fn head_is_answered_by_get_unless_the_path_has_a_route_for_it() {
    a_table_of(
        &[
            "GET /own",
            "HEAD /own",
            "GET /both/<id>",
            "HEAD,POST /both/{other}",
            "GET,HEAD /one",
            "GET /any",
            "ANY /any",
            "HEAD /any/<x>",
            "ANY /any/<x>",
            "POST /none",
        ],
        &[
            ("HEAD /own", "HEAD /own"),
            ("GET /own", "GET /own"),
            ("HEAD /both/7", "HEAD,POST /both/{other} other=7"),
            ("GET /both/7", "GET /both/<id> id=7"),
            ("HEAD /one", "GET,HEAD /one"),
            ("HEAD /any", "GET /any"),
            ("HEAD /any/1", "HEAD /any/<x> x=1"),
            ("GET /any/1", "ANY /any/<x> x=1"),
            ("HEAD /none", "405 OPTIONS, POST"),
            ("PUT /own", "405 GET, HEAD, OPTIONS"),
        ],
    );
}

#[test]
fn get_of_the_more_specific_path_answers_head_before_head_of_another() {
    a_table_of(
        &["GET /a/b", "HEAD /a/<x>", "HEAD /<x>/c", "GET /{rest+}"],
        &[
            ("HEAD /a/b", "GET /a/b"),
            ("HEAD /a/c", "HEAD /a/<x> x=c"),
            ("HEAD /b/c", "HEAD /<x>/c x=b"),
            ("HEAD /b/d", "GET /{rest+} rest=b/d"),
        ],
    );
}

#[test]
fn a_route_of_all_methods_answers_what_no_other_does() {
    a_table_of(
        &["ANY /a", "POST /a", "OPTIONS,PURGE /a", "ANY /b/<c>", "GET /b/d"],
        &[
            ("GET /a", "ANY /a"),
            ("POST /a", "POST /a"),
            ("OPTIONS /a", "OPTIONS,PURGE /a"),
            ("PURGE /a", "OPTIONS,PURGE /a"),
            ("BREW /a", "ANY /a"),
            ("get /a", "ANY /a"),
            ("OPTIONS /b/c", "ANY /b/<c> c=c"),
            ("GET /b/d", "GET /b/d"),
            ("HEAD /b/d", "GET /b/d"),
            ("OPTIONS /b/d", "ANY /b/<c> c=d"),
            ("TRACE /b/d", "ANY /b/<c> c=d"),
            ("CONNECT /b/d", "ANY /b/<c> c=d"),
            ("GET /b", "404"),
        ],
    );
}

// ledger 4.A.18: a method is a token, its case counts, and no header overrides it.
#[test]
fn methods_are_compared_byte_for_byte() {
    a_table_of(
        &["GET /a", "get /b", "POST /b"],
        &[
            ("GET /a", "GET /a"),
            ("get /a", "405 GET, HEAD, OPTIONS"),
            ("Get /a", "405 GET, HEAD, OPTIONS"),
            ("GETS /a", "405 GET, HEAD, OPTIONS"),
            ("GE /a", "405 GET, HEAD, OPTIONS"),
            (" /a", "400"),
            ("BREW /a", "405 GET, HEAD, OPTIONS"),
            ("TRACE /a", "405 GET, HEAD, OPTIONS"),
            ("ÖFFNE /a", "400"),
            ("options /a", "405 GET, HEAD, OPTIONS"),
            ("head /a", "405 GET, HEAD, OPTIONS"),
            ("get /b", "get /b"),
            ("GET /b", "405 OPTIONS, POST, get"),
            ("HEAD /b", "405 OPTIONS, POST, get"),
        ],
    );
    let headers: &[(&str, &str)] = &[("X-HTTP-Method-Override", "POST")];
    let request = Request::new("GET", "/b").with_headers(&headers);
    let answered = with_table(&["POST /b"], |table| answer_to(table.unwrap(), &request, &mut []));
    assert_eq!(answered, Answer::NotAllowed("OPTIONS, POST".to_owned()));
}

#[test]
fn a_table_may_have_seven_methods_of_its_own() {
    a_table_of(
        &[
            "PURGE,LINK /a",
            "UNLINK,COPY,X-1 /a",
            "BREW,!#$%&'*+-.^_`|~ /a",
            "LINK /b",
            "PATCH,BREW /c",
        ],
        &[
            ("PURGE /a", "PURGE,LINK /a"),
            ("LINK /a", "PURGE,LINK /a"),
            ("LINK /b", "LINK /b"),
            ("X-1 /a", "UNLINK,COPY,X-1 /a"),
            ("!#$%&'*+-.^_`|~ /a", "BREW,!#$%&'*+-.^_`|~ /a"),
            ("MOVE /a", "405 !#$%&'*+-.^_`|~, BREW, COPY, LINK, OPTIONS, PURGE, UNLINK, X-1"),
            ("OPTIONS /a", "204 !#$%&'*+-.^_`|~, BREW, COPY, LINK, OPTIONS, PURGE, UNLINK, X-1"),
            ("PURGE /b", "405 LINK, OPTIONS"),
            ("GET /c", "405 BREW, OPTIONS, PATCH"),
        ],
    );
}

#[test]
fn options_is_answered_by_the_table_unless_a_route_does() {
    a_table_of(
        &["GET /table", "OPTIONS /own", "GET /own", "ANY /any", "OPTIONS /<x>/y", "GET /a/y"],
        &[
            ("OPTIONS /table", "204 GET, HEAD, OPTIONS"),
            ("OPTIONS /own", "OPTIONS /own"),
            ("PUT /own", "405 GET, HEAD, OPTIONS"),
            ("OPTIONS /any", "ANY /any"),
            // A route of its own, be it a less specific one.
            ("OPTIONS /a/y", "OPTIONS /<x>/y x=a"),
            ("OPTIONS /none", "404"),
            ("OPTIONS *", "404"),
            ("OPTIONS ", "404"),
        ],
    );
}

// A route that names nine standard methods and seven of its own is not one of all methods.
#[test]
fn a_route_that_names_sixteen_methods_answers_no_other() {
    let standard = "CONNECT,DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT,TRACE";
    let allow = "A, B, C, CONNECT, D, DELETE, E, F, G, GET, HEAD, OPTIONS, PATCH, POST, PUT, TRACE";
    let line = format!("{standard},A,B,C,D,E,F,G /x");
    a_table_of(&[&line], &[("H /x", &format!("405 {allow}"))]);
    // HEAD comes with GET.
    let line = line.replace(",HEAD", "");
    a_table_of(&[&line], &[("H /x", &format!("405 {allow}"))]);
}

// Paths

// ledger 4.A.8: a trailing slash skipped an authorizer.
#[test]
fn a_trailing_slash_is_another_path() {
    a_table_of(
        &["GET /a", "GET /b/", "GET /c", "POST /c/", "GET /<x>/d", "GET /"],
        &[
            ("GET /a", "GET /a"),
            ("GET /a/", "404"),
            ("GET /a//", "404"),
            ("GET /b", "404"),
            ("GET /b/", "GET /b/"),
            ("GET /c/", "405 OPTIONS, POST"),
            ("POST /c", "405 GET, HEAD, OPTIONS"),
            ("GET /x/d/", "404"),
            ("GET /", "GET /"),
            ("GET //", "404"),
        ],
    );
}

#[test]
fn a_path_starts_with_a_slash() {
    a_table_of(
        &["GET /a", "GET /", "GET /{rest+}"],
        &[
            ("GET a", "404"),
            ("GET ", "404"),
            ("GET a/a", "404"),
            ("GET *", "404"),
            ("GET %2Fa", "404"),
            ("GET http://example.com/a", "404"),
        ],
    );
}

// ledger 4.A.3, Envoy CVE-2021-29492: `%2F`, `%5C` and `//` went around the rules of a path.
#[test]
fn envoy_cve_2021_29492_no_other_spelling_of_a_slash() {
    a_table_of(
        &["GET /admin", "GET /a/b", "GET //c"],
        &[
            ("GET //admin", "404"),
            ("GET /%2fadmin", "404"),
            ("GET /%2Fadmin", "404"),
            ("GET %2Fadmin", "404"),
            ("GET /\\admin", "404"),
            ("GET /%5cadmin", "404"),
            ("GET /admin%2F", "404"),
            ("GET /a%2Fb", "404"),
            ("GET /a//b", "404"),
            ("GET /a\\b", "404"),
            ("GET /a%5Cb", "404"),
            ("GET //c", "GET //c"),
            ("GET /c", "404"),
            ("GET /%2Fc", "404"),
        ],
    );
}

// ledger 4.A.5, flask-cors CVE-2020-25032 and others; PEERS 1 rows 8 and 9, lambda_http 1.3.2.
#[test]
fn lambda_http_dots_and_backslashes_are_plain_text() {
    a_table_of(
        &["GET /public", "GET /admin/<a>", "GET /admin/<a>/<b>", "GET /..", "GET /a/b"],
        &[
            ("GET /admin/../public", "GET /admin/<a>/<b> a=.. b=public"),
            ("GET /admin/%2e%2e/public", "GET /admin/<a>/<b> a=.. b=public"),
            ("GET /admin/..%2fpublic", "GET /admin/<a> a=../public"),
            ("GET /admin/..;/public", "GET /admin/<a>/<b> a=..; b=public"),
            ("GET /admin/..\\public", "GET /admin/<a> a=..\\public"),
            ("GET /admin/C:", "GET /admin/<a> a=C:"),
            ("GET /admin/.", "GET /admin/<a> a=."),
            ("GET /./public", "404"),
            ("GET /public/.", "404"),
            ("GET /..", "GET /.."),
            ("GET /%2E.", "GET /.."),
            ("GET /a\\b", "404"),
        ],
    );
}

// ledger 4.A.6, nezha CVE-2026-53519: `/dashboard..` passed for `/dashboard`.
#[test]
fn nezha_cve_2026_53519_a_beginning_is_not_the_path() {
    a_table_of(
        &["GET /dashboard", "GET /dashboard/{rest+}"],
        &[
            ("GET /dashboard..", "404"),
            ("GET /dashboard../x", "404"),
            ("GET /dashboardx", "404"),
            ("GET /dashboar", "404"),
            ("GET /dashboard/", "404"),
            ("GET /dashboard/..", "GET /dashboard/{rest+} rest=.."),
        ],
    );
}

// ledger 4.A.11, Caddy CVE-2026-27587: one branch folded case, the other did not.
#[test]
fn caddy_cve_2026_27587_case_counts_encoded_and_plain() {
    a_table_of(
        &["GET /Admin", "GET /x<a>Y", "GET /é"],
        &[
            ("GET /Admin", "GET /Admin"),
            ("GET /admin", "404"),
            ("GET /ADMIN", "404"),
            ("GET /%41dmin", "GET /Admin"),
            ("GET /%61dmin", "404"),
            ("GET /xaY", "GET /x<a>Y a=a"),
            ("GET /XaY", "404"),
            ("GET /xay", "404"),
            ("GET /É", "404"),
            ("GET /%c3%A9", "GET /é"),
            ("GET /e\u{301}", "404"),
        ],
    );
}

// ledger 4.A.12, traefik CVE-2023-47106; PEERS 1 row 12: `#` and `?` in a path are data.
#[test]
fn traefik_cve_2023_47106_a_path_is_no_url() {
    a_table_of(
        &["GET /a", "GET /b/<x>"],
        &[
            ("GET /a#b", "404"),
            ("GET /a?b", "404"),
            ("GET /a;b=c", "404"),
            ("GET /a%3Fb", "404"),
            ("GET /b/a?b=c#d", "GET /b/<x> x=a?b=c#d"),
            ("GET /b/%3F%23", "GET /b/<x> x=?#"),
        ],
    );
}

#[test]
fn empty_segments_are_segments() {
    a_table_of(
        &["GET /a//b", "GET /<x>/", "GET //<y>", "GET /c/{rest+}"],
        &[
            ("GET /a//b", "GET /a//b"),
            ("GET /a/b", "404"),
            ("GET /a///b", "404"),
            ("GET /a/", "GET /<x>/ x=a"),
            ("GET //a", "GET //<y> y=a"),
            ("GET //", "404"),
            ("GET /", "404"),
            ("GET ///", "404"),
            ("GET /c//", "GET /c/{rest+} rest=/"),
            ("GET /c///d/", "GET /c/{rest+} rest=//d/"),
        ],
    );
}

// Decoding

// ledger 4.A.1: hono #2156, fastify #169; axum PR #2729.
#[test]
fn hono_2156_an_encoded_slash_stays_inside_its_parameter() {
    a_table_of(
        &["GET /files/<name>", "GET /files/<dir>/<name>", "GET /x/{rest+}", "GET /<a>.d/e"],
        &[
            ("GET /files/a%2Fb", "GET /files/<name> name=a/b"),
            ("GET /files/a%2fb", "GET /files/<name> name=a/b"),
            ("GET /files/%2F", "GET /files/<name> name=/"),
            ("GET /files/a%2Fb/c", "GET /files/<dir>/<name> dir=a/b name=c"),
            ("GET /files/a%252Fb", "GET /files/<name> name=a%2Fb"),
            ("GET /files%2Fa", "404"),
            ("GET /x/a%2Fb/c", "GET /x/{rest+} rest=a/b/c"),
            ("GET /a.d%2Fe", "404"),
            ("GET /b%2Fa.d/e", "GET /<a>.d/e a=b/a"),
        ],
    );
}

// ledger 4.A.2, fasthttp GO-2026-4950 (`/%2561dmin`).
#[test]
fn fasthttp_go_2026_4950_a_path_is_decoded_once() {
    a_table_of(
        &["GET /admin", "GET /p/<x>", "GET /q/{rest+}", "GET /r/v<x>.z"],
        &[
            ("GET /%61dmin", "GET /admin"),
            ("GET /%2561dmin", "404"),
            ("GET /p/%2541", "GET /p/<x> x=%41"),
            ("GET /p/%252541", "GET /p/<x> x=%2541"),
            ("GET /p/%25%34%31", "GET /p/<x> x=%41"),
            ("GET /p/%%34%31", "GET /p/<x> x=%41"),
            ("GET /q/%2541/%2F", "GET /q/{rest+} rest=%41//"),
            ("GET /r/%76%2541%2Ez", "GET /r/v<x>.z x=%41"),
            ("GET /r/%2576a.z", "404"),
        ],
    );
}

// ledger 4.A.15: bun #37814 panics on `%`, Powertools for TypeScript answers 500.
#[test]
fn bun_37814_an_invalid_escape_stands_for_itself() {
    a_table_of(
        &["GET /p/<x>", "GET /v<x>", "GET /<x>4", "GET /q/{rest+}"],
        &[
            ("GET /p/%", "GET /p/<x> x=%"),
            ("GET /p/%%", "GET /p/<x> x=%%"),
            ("GET /p/%0", "GET /p/<x> x=%0"),
            ("GET /p/%zz", "GET /p/<x> x=%zz"),
            ("GET /p/%4", "GET /p/<x> x=%4"),
            ("GET /p/%4g", "GET /p/<x> x=%4g"),
            ("GET /p/%g4", "GET /p/<x> x=%g4"),
            ("GET /p/%+1", "GET /p/<x> x=%+1"),
            ("GET /p/%-1", "GET /p/<x> x=%-1"),
            ("GET /p/% 1", "GET /p/<x> x=% 1"),
            ("GET /p/%%41", "GET /p/<x> x=%A"),
            ("GET /p/%é", "GET /p/<x> x=%é"),
            ("GET /p/100%", "GET /p/<x> x=100%"),
            ("GET /p/%zz%41%", "GET /p/<x> x=%zzA%"),
            ("GET /v%", "GET /v<x> x=%"),
            ("GET /%4", "GET /<x>4 x=%"),
            ("GET /%%34", "GET /<x>4 x=%"),
            // Not across a slash.
            ("GET /q/%/41", "GET /q/{rest+} rest=%/41"),
            ("GET /q/%4/1", "GET /q/{rest+} rest=%4/1"),
        ],
    );
}

#[test]
fn an_encoded_spelling_of_a_literal_is_the_literal() {
    a_table_of(
        &["GET /café", "GET /a b", "GET /x", "GET /x/<y>/z", "GET /a+b"],
        &[
            ("GET /caf%C3%A9", "GET /café"),
            ("GET /caf%c3%a9", "GET /café"),
            ("GET /%63%61%66%C3%A9", "GET /café"),
            ("GET /café", "GET /café"),
            ("GET /caf%E9", "404"),
            ("GET /cafe%CC%81", "404"),
            ("GET /caf%C3", "404"),
            ("GET /a%20b", "GET /a b"),
            ("GET /a b", "GET /a b"),
            ("GET /a+b", "GET /a+b"),
            ("GET /a%2Bb", "GET /a+b"),
            ("GET /%78", "GET /x"),
            ("GET /%78/%79/%7A", "GET /x/<y>/z y=y"),
            ("POST /%78", "405 GET, HEAD, OPTIONS"),
            ("OPTIONS /%78", "204 GET, HEAD, OPTIONS"),
        ],
    );
}

#[test]
fn text_around_a_parameter_may_be_encoded() {
    a_table_of(
        &["GET /é<x>.j", "GET /é<x>", "GET /<x>ü", "GET /a<x>b"],
        &[
            ("GET /%C3%A9%41.j", "GET /é<x>.j x=A"),
            ("GET /%C3%A9A%2Ej", "GET /é<x>.j x=A"),
            ("GET /%C3%A9%2Ej", "GET /é<x> x=.j"),
            ("GET /%C3%A9%C3%A9", "GET /é<x> x=é"),
            ("GET /%C3%A9", "404"),
            ("GET /%C3%C3%BC", r"GET /<x>ü x=\xc3"),
            ("GET /%C3é%C3%BC", r"GET /<x>ü x=\xc3\xc3\xa9"),
            ("GET /%61%2F%62", "GET /a<x>b x=/"),
            ("GET /%61%62", "404"),
            ("GET /a%b", "GET /a<x>b x=%"),
            ("GET /a%6b", "404"),
            ("GET /a%62b", "GET /a<x>b x=b"),
        ],
    );
}

#[test]
fn the_longer_text_is_longer_decoded() {
    a_table_of(
        &["GET /<x>é", "GET /<x>aé", "GET /ab<x>", "GET /$<x>"],
        &[
            ("GET /xa%C3%A9", "GET /<x>aé x=x"),
            ("GET /x%61é", "GET /<x>aé x=x"),
            ("GET /xb%C3%A9", "GET /<x>é x=xb"),
            ("GET /%61%62c", "GET /ab<x> x=c"),
            ("GET /%24c", "GET /$<x> x=c"),
        ],
    );
}

// HTTP APIs send paths decoded.
#[test]
fn a_decoded_path_is_not_decoded_again() {
    with_decoded_paths_a_table_of(
        &["GET /admin", "GET /p/<x>", "GET /q/{rest+}", "GET /v<x>.z", "GET /café"],
        &[
            ("GET /admin", "GET /admin"),
            ("GET /%61dmin", "404"),
            ("GET /p/%41", "GET /p/<x> x=%41"),
            ("GET /p/%2F", "GET /p/<x> x=%2F"),
            ("GET /p/%0A", "GET /p/<x> x=%0A"),
            ("GET /p/%00", "GET /p/<x> x=%00"),
            ("GET /p/%zz", "GET /p/<x> x=%zz"),
            ("GET /p/a/b", "404"),
            ("GET /q/%41/%", "GET /q/{rest+} rest=%41/%"),
            ("GET /v%2E.z", "GET /v<x>.z x=%2E"),
            ("GET /v.z", "404"),
            ("GET /vz.z", "GET /v<x>.z x=z"),
            ("GET /%76a.z", "404"),
            ("GET /café", "GET /café"),
            ("GET /caf%C3%A9", "404"),
            ("GET /p/\n", "400"),
            ("GET /p/\u{7f}", "400"),
        ],
    );
}

#[test]
fn a_parameter_that_is_not_utf_8_keeps_its_bytes() {
    for (path, bytes) in [
        ("/%FF", &b"\xFF"[..]),
        ("/%C0%AF", b"\xC0\xAF"),               // An overlong slash.
        ("/%E0%80%AF", b"\xE0\x80\xAF"),        // A longer one.
        ("/%ED%A0%80", b"\xED\xA0\x80"),        // A surrogate.
        ("/%F4%90%80%80", b"\xF4\x90\x80\x80"), // Beyond U+10FFFF.
        ("/a%C3", b"a\xC3"),
        ("/%A9b", b"\xA9b"),
    ] {
        with_params("/<x>", path, |params| {
            assert_eq!(params.text("x"), Err(ParamError::NotUtf8), "{path}");
            assert_eq!(params.text_at(0), Err(ParamError::NotUtf8), "{path}");
            assert_eq!(params.bytes("x"), Some(bytes), "{path}");
            assert_eq!(params.iter().collect::<Vec<_>>(), [("x", bytes)]);
        });
    }
    // An overlong spelling is not the character.
    a_table_of(&["GET /.", "GET /a/b"], &[("GET /%C0%AE", "404"), ("GET /a%C0%AFb", "404")]);
}

#[test]
fn parameters_are_had_by_name_and_by_place() {
    with_params("/<a>/b/x<c>y/{d+}", "/%C3%A9/b/x1y/2/%33", |params| {
        assert_eq!((params.len(), params.is_empty()), (3, false));
        assert_eq!(
            [params.text("a"), params.text("c"), params.text("d")],
            [Ok("é"), Ok("1"), Ok("2/3")]
        );
        assert_eq!(
            [params.text_at(0), params.text_at(1), params.text_at(2)],
            [Ok("é"), Ok("1"), Ok("2/3")]
        );
        for name in ["b", "A", "", "d+", "é"] {
            assert_eq!(params.text(name), Err(ParamError::Unknown), "{name}");
            assert_eq!(params.bytes(name), None, "{name}");
        }
        assert_eq!(params.text_at(3), Err(ParamError::Unknown));
    });
    with_params("/a", "/a", |params| assert_eq!((params.len(), params.is_empty()), (0, true)));
    with_params("/<a>/<b>/<c>/<d>/<e>/<f>/<g>/{h+}", "/1/2/3/4/5/6/7/8/9", |params| {
        assert_eq!(params.len(), 8);
        assert_eq!(
            [params.text("a"), params.text("g"), params.text("h")],
            [Ok("1"), Ok("7"), Ok("8/9")]
        );
    });
}

// Powertools #520, #533, #550, #564, #1736 and #3006 as well: a regular expression for parameters
// left out `.`, `@`, `-`, `%`, space, `=` and `+`.
#[test]
fn powertools_1098_a_parameter_may_be_anything() {
    let long = "0123456789".repeat(20);
    for value in [
        "a.b",
        "a@b",
        "a-b",
        "a b",
        "a+b",
        "x=y",
        "c2VjcmV0==",
        "a,b;c",
        "~!$&'()*",
        "[]{}<>|^`\"",
        "\\",
        "#?",
        "a:b",
        ":name",
        "*",
        "{name+}",
        "<name>",
        "ada@example.com",
        "6f1ed002-ab59-4ff2-9b4b-2b1a0a1a6b5a",
        "1",
        "0",
        "-1",
        "..",
        " ",
        "🦀",
        "👩‍👩‍👧",
        "हिन्दी",
        "日本語",
        "e\u{301}",
        "\u{301}",
        "مرحبا",
        "\u{202E}",
        "\u{80}",
        "\u{FEFF}",
        "\u{10FFFF}",
        &long,
    ] {
        let encoded: String = value.bytes().map(|byte| format!("%{byte:02x}")).collect();
        let (get, line) = (format!("GET /o/{value}/x"), "GET /o/<id>/x");
        let (plain, expected) =
            (format!("GET /f/{value}.json"), format!("GET /f/<id>.json id={value}"));
        a_table_of(
            &["GET /o/<id>/x", "GET /f/<id>.json", "GET /r/{id+}"],
            &[
                (&get, &format!("{line} id={value}")),
                (&format!("GET /o/{encoded}/x"), &format!("{line} id={value}")),
                (&plain, &expected),
                (&format!("GET /f/{encoded}.json"), &expected),
                (
                    &format!("GET /r/{value}/{encoded}"),
                    &format!("GET /r/{{id+}} id={value}/{value}"),
                ),
            ],
        );
    }
}

#[test]
fn a_plus_is_no_space() {
    a_table_of(
        &["GET /p/<x>", "GET /a b"],
        &[
            ("GET /p/a+b", "GET /p/<x> x=a+b"),
            ("GET /p/a+b%20c", "GET /p/<x> x=a+b c"),
            ("GET /a+b", "404"),
        ],
    );
}

// Refused before it is matched

// ledger 4.A.9, Spring CVE-2022-31692 (`/admin/%0A`); Powertools 3.37 matches `/admin\n` with `/admin`.
#[test]
fn powertools_admin_newline_a_control_character_is_400() {
    let lines = ["GET /admin", "GET /p/<x>", "ANY /q/{rest+}"];
    let bytes = (0x00..0x20_u8).chain([0x7F]);
    for byte in bytes {
        let plain = char::from(byte);
        for path in ["/admin", "/p/", "/p/a", "/q/a/", "/none/", "/"] {
            for (request, coding) in [
                (format!("GET {path}{plain}"), PathCoding::Encoded),
                (format!("GET {path}{plain}%41"), PathCoding::Encoded),
                (format!("GET {path}%{byte:02x}"), PathCoding::Encoded),
                (format!("GET {path}%{byte:02X}b"), PathCoding::Encoded),
                (format!("GET {path}{plain}"), PathCoding::Decoded),
            ] {
                check_in_this_order(&lines, coding, &[(&request, "400")]);
            }
        }
    }
    a_table_of(
        &lines,
        &[
            ("GET \n", "400"),
            ("POST /admin%0A", "400"),
            ("OPTIONS /admin%0A", "400"),
            ("GET /p/%250A", "GET /p/<x> x=%0A"),
            ("GET /p/%0", "GET /p/<x> x=%0"),
            ("GET /p/%C2%85", "GET /p/<x> x=\u{85}"),
            ("GET /p/%20", "GET /p/<x> x= "),
            ("GET /p/%80", r"GET /p/<x> x=\x80"),
        ],
    );
}

/// What a table with the one route `GET /<x>` answers to `request`.
fn one_route_answers(request: &Request<'_>, scratch: &mut [u8]) -> Answer {
    with_table(&["GET /<x>"], |table| answer_to(table.unwrap(), request, scratch))
}

#[test]
fn a_request_that_could_not_be_read_is_400_with_its_reason() {
    static ROUTES: Table<'static> = table![Route::get("/<x>", 0)];
    let reason = |request: Request<'_>| match Policy::new(ROUTES).open(&request, &mut []).decision {
        Decision::Miss(Miss::BadRequest(reason)) => reason,
        decision => panic!("{decision:?}"),
    };
    let broken = "the body is not base64";
    let too_long = "/".repeat(MAX_PATH + 1);
    for path in ["/a", "/a/b", "/%00", &too_long] {
        assert_eq!(reason(Request::new("GET", path).broken(broken)), broken);
    }
    assert_eq!(reason(Request::new("GET", "/\0")), "the path has a control character");
}

#[test]
fn a_path_that_is_too_long_is_414() {
    assert_eq!(MAX_PATH, 65_535);
    for unit in ["a", "%41", "%", "/", "\n", "é"] {
        let path = format!("/{}", unit.repeat(MAX_PATH / unit.len() + 1));
        for method in ["GET", "POST", "OPTIONS"] {
            for coding in [PathCoding::Encoded, PathCoding::Decoded] {
                let request = Request::new(method, &path).with_path_coding(coding);
                assert_eq!(one_route_answers(&request, &mut vec![0; path.len()]), Answer::TooLong);
            }
        }
    }
    let path = format!("/{}", "a".repeat(MAX_PATH - 1));
    let call = |value: &str| Answer::Call(0, vec![("x".to_owned(), value.into())]);
    assert_eq!(one_route_answers(&Request::new("GET", &path), &mut []), call(&path[1..]));
    let path = format!("/%41{}", "a".repeat(MAX_PATH - 4));
    let mut scratch = vec![0; path.len()];
    let request = Request::new("GET", &path);
    assert_eq!(one_route_answers(&request, &mut scratch), call(&path.replace("/%41", "A")));
}

#[test]
fn a_scratch_that_is_too_short_for_the_parameters_is_414() {
    let call = |value: &str| Answer::Call(0, vec![("x".to_owned(), value.into())]);
    let request = Request::new("GET", "/ab%C3%A9");
    for (room, expected) in
        [(0, Answer::TooLong), (3, Answer::TooLong), (9, call("abé")), (100, call("abé"))]
    {
        assert_eq!(one_route_answers(&request, &mut vec![0; room]), expected, "{room}");
    }
    // Without an escape, or where it is none, there is nothing to put there.
    assert_eq!(one_route_answers(&Request::new("GET", "/abé"), &mut []), call("abé"));
    let decoded = Request::new("GET", "/ab%41").with_path_coding(PathCoding::Decoded);
    assert_eq!(one_route_answers(&decoded, &mut []), call("ab%41"));
}

#[test]
fn what_was_in_the_scratch_does_not_matter() {
    let call = |value: &str| Answer::Call(0, vec![("x".to_owned(), value.into())]);
    let mut scratch = [b'!'; 64];
    for (path, value) in [("/abcdefgh%41", "abcdefghA"), ("/%42", "B"), ("/c", "c")] {
        assert_eq!(one_route_answers(&Request::new("GET", path), &mut scratch), call(value));
    }
}

// Tables

#[test]
fn a_table_without_routes_has_no_path() {
    a_table_of(&[], &[]);
    check_in_this_order(
        &[],
        PathCoding::Encoded,
        &[("GET /", "404"), ("OPTIONS /", "404"), ("GET ", "404"), ("GET /%00", "400")],
    );
}

// ledger 4.A.15: leptos #4860, bunrouter #107, kito #35, httprouter #65 panic on such paths.
#[test]
fn leptos_4860_no_path_makes_it_panic() {
    let odd =
        ["", "/", "//", "é", "\0", "%", "%0", "%zz", "%C3", "%80", "a", "\u{FFFD}", "+", ".."];
    let lines = ["GET /<a>", "GET /é<a>é", "GET /{rest+}", "GET /a<x>/", "ANY //"];
    with_table(&lines, |table| {
        let table: Table<'_> = table.unwrap();
        for path in
            odd.iter().flat_map(|a| odd.iter().flat_map(move |b| odd.map(|c| format!("{a}{b}{c}"))))
        {
            for coding in [PathCoding::Encoded, PathCoding::Decoded] {
                let found = answer(table, "BREW", &path, coding) != Answer::NotFound;
                assert!(found || !path.starts_with('/') || path == "/", "{path:?}");
            }
        }
    });
}

// lambda-lw-http-router 0.7.0 asks its routes in random order.
#[test]
fn many_routes_of_every_kind() {
    let mut lines = vec![];
    for at in 0..300 {
        lines.push(format!("GET /s{at}/<id>"));
        lines.push(format!("POST /s{at}/list"));
        lines.push(format!("PUT /p{at}-<id>.x/{{rest+}}"));
    }
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    check_in_this_order(
        &lines,
        PathCoding::Encoded,
        &[
            ("GET /s0/list", "GET /s0/<id> id=list"),
            ("POST /s299/list", "POST /s299/list"),
            ("POST /s299/other", "405 GET, HEAD, OPTIONS"),
            ("DELETE /s150/list", "405 GET, HEAD, OPTIONS, POST"),
            ("GET /s300/list", "404"),
            ("PUT /p1-1-<id>.x/a/b", "PUT /p1-<id>.x/{rest+} id=1-<id> rest=a/b"),
            ("PUT /p299-%2E.x/a", "PUT /p299-<id>.x/{rest+} id=. rest=a"),
        ],
    );
}
