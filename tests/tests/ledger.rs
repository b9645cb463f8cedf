//! Attacks and accidents that other routers and gateways have had, each as an event of every source
//! that it can come from. A test bears the number of its row and, where there is one, the name of an
//! accident of that kind. Of those that are not here:
//!
//! | row | why |
//! |---|---|
//! | 50 | unsafe containers: no `unsafe` compiles, but in a file or two of what runs on the system calls |
//! | 51 to 56 | CORS: `cors_ledger.rs` |
//! | 58 | what `/error` is told is a runtime's to say: the tests of runtimes |
//!
//! The last test here holds this table and the tests against the numbers.

use gatepost::{
    Cookie,
    prelude::*,
    testing::{Event, Gateway},
};
use gatepost_core::{MAX_PARAMS, Method, PathCoding};
use gatepost_json::{EventContext, Index, Sources};
use gatepost_tests::{
    conformance::{answers, line, request_seen},
    events::{ADDRESS, Body, Sent, Shape},
    routes::{answer, with_table},
};
use serde_json::{Value, json};

const ENCODED: [Shape; 4] = [Shape::Rest, Shape::Url, Shape::Alb, Shape::AlbMulti];
const DECODED: [Shape; 2] = [Shape::Http, Shape::HttpV1];

fn none() -> Value {
    json!({"kind": "none"})
}

#[track_caller]
fn seen(event: &Value) -> Value {
    request_seen(&line(none(), event))
}

/// Where `GET path` goes: the route, and its `name`.
#[track_caller]
fn goes_to(shape: Shape, path: &str) -> (Value, Value) {
    let line = line(none(), &Sent::get(path).event(shape));
    (line["hit"]["route"].clone(), line["hit"]["params"]["name"].clone())
}

/// The status and the headers of `GET /reply`, whatever map they are in.
#[track_caller]
fn reply(shape: Shape, reply: Value) -> (Value, Value) {
    let response = line(reply, &Sent::get("/reply").event(shape))["response"].take();
    let map = if shape == Shape::AlbMulti { "multiValueHeaders" } else { "headers" };
    (response["statusCode"].clone(), response[map].clone())
}

// ---- paths ----

/// hono#2156, fastify/aws-lambda-fastify#169
#[test]
fn ledger_01_an_escaped_slash_stays_in_its_segment_where_the_gateway_leaves_it() {
    for shape in ENCODED {
        assert_eq!(goes_to(shape, "/of/a%2Fb"), (json!("segment"), json!("a/b")), "{shape:?}");
        assert_eq!(goes_to(shape, "/of/a%2fb"), (json!("segment"), json!("a/b")), "{shape:?}");
    }
    for shape in DECODED {
        assert_eq!(goes_to(shape, "/of/a%2Fb").0, "any", "{shape:?}");
    }
}

/// fasthttp GO-2026-4950, SiYuan CVE-2026-54066
#[test]
fn ledger_02_a_path_is_decoded_once_by_the_gateway_or_by_us() {
    for shape in Shape::ALL {
        assert_eq!(goes_to(shape, "/of/%2541"), (json!("segment"), json!("%41")), "{shape:?}");
        assert_eq!(goes_to(shape, "/%2561dmin").0, "any", "{shape:?}");
        assert_eq!(goes_to(shape, "/%61dmin").0, "admin", "{shape:?}");
    }
}

/// Envoy CVE-2021-29492, Istio 2021-005
#[test]
fn ledger_03_no_other_spelling_with_slashes_is_the_path() {
    for shape in Shape::ALL {
        for path in ["//admin", "/%2fadmin", "/\\admin", "/%5cadmin", "/admin/", "/admin%2f"] {
            assert_eq!(goes_to(shape, path).0, "any", "{shape:?} {path}");
        }
    }
}

/// traefik CVE-2025-47952, CVE-2025-66490, CVE-2026-40912
#[test]
fn ledger_04_router_and_handler_see_one_path() {
    for (path, stripped) in [
        ("/base/of/x", "/of/x"),
        ("/base//of/x", "//of/x"),
        ("/base/base/of/x", "/base/of/x"),
        ("/of/base", "/of/base"),
    ] {
        for shape in Shape::ALL {
            let document = json!({
                "app": {"strip_prefixes": ["/base"], "routes": [{"method": "ANY", "path": "/{rest+}", "returns": {"kind": "request"}}]},
                "events": [{"event": Sent::get(path).event(shape)}],
            });
            let line = answers(&document.to_string()).remove(0);
            let rest = line["hit"]["params"]["rest"].as_str().unwrap();
            assert_eq!(format!("/{rest}"), stripped, "{shape:?}");
            assert_eq!(request_seen(&line)["path"], stripped, "{shape:?}");
        }
    }
}

/// flask-cors CVE-2020-25032, starlette CVE-2023-29159, aiohttp CVE-2024-23334, tower-http RUSTSEC-2021-0135, warp RUSTSEC-2022-0082
#[test]
fn ledger_05_dots_are_text() {
    for shape in Shape::ALL {
        assert_eq!(goes_to(shape, "/of/.."), (json!("segment"), json!("..")), "{shape:?}");
        assert_eq!(goes_to(shape, "/of/%2e%2e"), (json!("segment"), json!("..")), "{shape:?}");
        assert_eq!(goes_to(shape, "/of/C:"), (json!("segment"), json!("C:")), "{shape:?}");
        for path in ["/x/../admin", "/./admin", "/..;/admin", "/%2e/admin"] {
            assert_eq!(goes_to(shape, path).0, "any", "{shape:?} {path}");
        }
    }
    for shape in ENCODED {
        let dots = (json!("segment"), json!("../x"));
        assert_eq!(goes_to(shape, "/of/..%2fx"), dots, "{shape:?}");
    }
}

/// nezha CVE-2026-53519
#[test]
fn ledger_06_a_prefix_is_stripped_once_and_with_whole_segments() {
    for (path, name) in [
        ("/api/of/x", Some("x")),
        ("/api/api/of/x", None),
        ("/apix/of/x", None),
        ("/api../of/x", None),
        ("/API/of/x", None),
        ("/of/x", Some("x")),
    ] {
        for shape in Shape::ALL {
            let document = json!({
                "app": {"strip_prefixes": ["/api"], "routes": [{"method": "ANY", "path": "/of/<name>"}]},
                "events": [{"event": Sent::get(path).event(shape)}],
            });
            let hit = answers(&document.to_string()).remove(0)["hit"].take();
            assert_eq!(
                hit.pointer("/params/name").and_then(Value::as_str),
                name,
                "{shape:?} {path}"
            );
        }
    }
    // Of several prefixes one, and the stage is none of them: it goes first, and once.
    for (path, stage, matched) in [
        ("/prod/api/v1/of/x", "prod", true),
        ("/prod/of/x", "prod", true),
        ("/prod/api/prod/of/x", "prod", false),
        ("/api/prod/of/x", "prod", false),
        ("/prod/prod/of/x", "prod", false),
        ("/prodx/of/x", "prod", false),
        ("/prod.x/of/x", "prod", false),
        ("/api/of/x", "api", true),
        ("/api/api/of/x", "api", true),
        ("/$default/of/x", "$default", false),
        ("/api/of/x", "$default", true),
    ] {
        for shape in DECODED {
            let mut event = Sent::get("/").event(shape);
            event[if shape == Shape::Http { "rawPath" } else { "path" }] = path.into();
            event["requestContext"]["stage"] = stage.into();
            let document = json!({
                "app": {"strip_prefixes": ["/api/v1", "/api"], "routes": [{"method": "ANY", "path": "/of/<name>"}]},
                "events": [{"event": event}],
            });
            let line = answers(&document.to_string()).remove(0);
            assert_eq!(!line["hit"].is_null(), matched, "{shape:?} {path} {stage}");
        }
    }
}

#[test]
fn ledger_07_one_path_field_is_matched_and_the_other_can_be_had() {
    let mut event = Sent::get("/of/x").event(Shape::Rest);
    event["requestContext"]["path"] = "/prod//admin".into();
    event["requestContext"]["resourcePath"] = "/admin".into();
    event["resource"] = "/admin".into();
    event["rawPath"] = "/admin".into();
    assert_eq!(line(none(), &event)["hit"]["route"], "segment");
    let mut bytes = event.to_string().into_bytes();
    let index = Index::read(&mut bytes, Sources::ALL).unwrap();
    let path = EventContext::of(&index).get("path").and_then(|path| path.as_str());
    assert_eq!((index.path, path), (Some("/of/x"), Some("/prod//admin")));
    // A Function URL's two disagree about decoding.
    let mut event = Sent::get("/of/a%2Fb").event(Shape::Url);
    assert_eq!(event["requestContext"]["http"]["path"], "/of/a/b");
    assert_eq!(line(none(), &event)["hit"]["route"], "segment");
    event["requestContext"]["http"]["path"] = "/admin".into();
    event["path"] = "/admin".into();
    assert_eq!(line(none(), &event)["hit"]["route"], "segment");
}

#[test]
fn ledger_08_a_slash_at_the_end_makes_another_path_and_nobody_is_somebody_by_default() {
    for shape in Shape::ALL {
        assert_eq!(goes_to(shape, "/admin/").0, "any", "{shape:?}");
        let mut bytes = Sent::get("/").event(shape).to_string().into_bytes();
        let index = Index::read(&mut bytes, Sources::ALL).unwrap();
        assert!(EventContext::of(&index).authorizer().is_none(), "{shape:?}");
    }
}

/// Spring CVE-2022-31692, CVE-2022-22978
#[test]
fn ledger_09_a_control_character_in_a_path_is_a_400() {
    for shape in Shape::ALL {
        for path in ["/admin%0A", "/of/%00", "/of/a%0d%0ab", "/of/%1f", "/of/%7F", "/of/a\tb"] {
            let line = line(none(), &Sent::get(path).event(shape));
            assert_eq!(line["response"]["statusCode"], 400, "{shape:?} {path}");
            assert_eq!(line["hit"], Value::Null);
        }
        // Twice escaped it is text.
        assert_eq!(goes_to(shape, "/of/%250A"), (json!("segment"), json!("%0A")), "{shape:?}");
    }
}

/// The routes of an app that has these alone, and where `GET path` goes in it.
#[track_caller]
fn hit_of(routes: &[&str], method: &str, path: &str, shape: Shape) -> Value {
    let routes: Vec<Value> = routes
        .iter()
        .map(|line| line.split_once(' ').unwrap())
        .map(|(method, path)| json!({"id": path, "method": method, "path": path}))
        .collect();
    let event = Sent { method, ..Sent::get(path) }.event(shape);
    let document = json!({"app": {"routes": routes}, "events": [{"event": event}]});
    answers(&document.to_string()).remove(0)
}

/// beego CVE-2022-31259, CVE-2021-30080
#[test]
fn ledger_10_a_route_matches_no_more_than_it_says() {
    let routes = ["GET /a/b/<name>", "GET /a/<name>.json", "GET /a"];
    for shape in Shape::ALL {
        for (path, route) in [
            ("/a/b/x", json!("/a/b/<name>")),
            ("/a/x.json", json!("/a/<name>.json")),
            ("/a.xml/b", Value::Null),
            ("/a.xml", Value::Null),
            ("/a/b.xml", Value::Null),
            ("/a/.json", Value::Null),
            ("/a/b/x/y", Value::Null),
            ("/a/b/", Value::Null),
            ("/xa", Value::Null),
            ("/a;v=1", Value::Null),
        ] {
            let line = hit_of(&routes, "GET", path, shape);
            assert_eq!(line["hit"]["route"], route, "{shape:?} {path}");
        }
    }
}

/// Caddy CVE-2026-27587
#[test]
fn ledger_11_case_counts_escaped_or_not() {
    for shape in Shape::ALL {
        for path in ["/ADMIN", "/Admin", "/%41dmin", "/admi%4E", "/%4Ff/x", "/OF/x"] {
            assert_eq!(goes_to(shape, path).0, "any", "{shape:?} {path}");
        }
        assert_eq!(goes_to(shape, "/of/X"), (json!("segment"), json!("X")), "{shape:?}");
    }
}

/// traefik CVE-2023-47106
#[test]
fn ledger_12_a_hash_or_a_question_mark_in_a_path_is_data() {
    for shape in Shape::ALL {
        let expected = (json!("segment"), json!("a#b?c=d"));
        assert_eq!(goes_to(shape, "/of/a%23b%3Fc=d"), expected, "{shape:?}");
    }
}

/// chi GHSA-vrw8-fxc6-2r93, echo CVE-2022-40083, werkzeug CVE-2020-28724, aiohttp CVE-2021-21330
#[test]
fn ledger_13_nobody_is_redirected() {
    for shape in Shape::ALL {
        for path in ["//evil.example", "/%5Cevil.example", "/admin/", "/of/"] {
            let headers = [("host", "evil.example")];
            let sent = Sent { headers: &headers, ..Sent::get(path) };
            let response = line(none(), &sent.event(shape))["response"].take();
            assert_eq!(response["statusCode"], 200, "{shape:?}");
            assert!(!response.to_string().to_ascii_lowercase().contains("\"location\""));
        }
    }
}

/// fiber CVE-2026-25882; matchit 0.9 panics at 300
#[test]
fn ledger_14_too_many_parameters_are_an_error_of_the_table_and_no_panic_of_a_request() {
    let pattern = |count: usize| (0..count).map(|n| format!("/<p{n}>")).collect::<String>();
    let fits = |count: usize| with_table(&[&format!("GET {}", pattern(count))], |t| t.is_ok());
    assert!(fits(MAX_PARAMS));
    for count in [MAX_PARAMS + 1, 255, 256, 257, 300] {
        assert!(!fits(count), "{count}");
    }
    let most = format!("GET {}", pattern(MAX_PARAMS));
    for shape in Shape::ALL {
        let hit = |path: &str| hit_of(&[&most], "GET", path, shape)["hit"].take();
        let values = hit(&"/v".repeat(MAX_PARAMS))["params"].take();
        assert_eq!(values.as_object().map(|all| all.len()), Some(MAX_PARAMS), "{shape:?}");
        for count in [0, 1, MAX_PARAMS - 1, MAX_PARAMS + 1, 300, 5_000] {
            assert_eq!(hit(&format!("/{}", "v/".repeat(count))), Value::Null, "{shape:?} {count}");
        }
    }
}

/// bunrouter#107, leptos#4860, bun#37814, kito#35, httprouter#65
#[test]
fn ledger_15_odd_patterns_and_odd_paths_make_nothing_panic() {
    let odd = [
        "",
        "/",
        "//",
        "é",
        "/é",
        "\0",
        "/\0",
        "%",
        "/%",
        "/%0",
        "/%zz",
        "/%00",
        "/\u{fffd}",
        "*",
        "/*",
        "/{*path}",
        "/{}",
        "/<>",
        "/<",
        "/>",
        "/{",
        "/}",
        "/<é>",
        "/é<a>é",
        "/{a+}",
        "/{+}",
        "/:a",
        "?",
        "#",
    ];
    for pattern in odd {
        // Whether it makes a table or not.
        with_table(&[&format!("GET {pattern}"), "GET /<a>/é<b>"], |table| {
            for path in odd.into_iter().filter(|_| table.is_ok()) {
                for coding in [PathCoding::Encoded, PathCoding::Decoded] {
                    let _ = answer(table.unwrap(), "GET", path, coding);
                }
            }
        });
    }
    for shape in Shape::ALL {
        for path in odd {
            let line = line(none(), &Sent::get(path).event(shape));
            assert!(line["response"]["statusCode"].is_u64(), "{shape:?} {path:?}");
        }
    }
}

/// route-recognizer 0.3 takes 67 s for 32 KB, path-tree 0.8 two
#[test]
fn ledger_16_a_match_takes_no_more_steps_than_the_table_says_however_long_the_path() {
    let routes = [
        "GET /<a>/x/<b>/y/<c>",
        "GET /<a>/x/<b>/y/z",
        "GET /a<a>/<b>/{c+}",
        "GET /<a>a/x/{b+}",
        "GET /{a+}",
    ];
    with_table(&routes, |table| {
        let table = table.unwrap();
        assert!(table.worst_steps() <= 64, "{}", table.worst_steps());
        for piece in ["/a", "/x", "/a/x/a/y", "/aa", "a", "%61/", "/"] {
            for length in [2_048, 8_192, 65_536] {
                let path = format!("/{}", piece.repeat(length / piece.len()));
                let steps = table.steps(Method::GET, &path);
                assert!(steps <= table.worst_steps(), "{piece} {length}: {steps}");
            }
        }
    });
}

/// path-to-regexp CVE-2024-45296, python-multipart CVE-2024-24762
#[test]
fn ledger_17_a_long_header_is_read_once() {
    // A reader that went back for each of its pieces would not be done with this today.
    for piece in [",", ";", "gzip,", "gzip;q=", "q=0.", " ", "a=1; ", "=", "\"", "a-b-"] {
        let long = piece.repeat(20_000 / piece.len());
        let headers = [
            ("accept-encoding", long.as_str()),
            ("cookie", &long),
            ("accept", &long),
            ("content-type", &long),
            ("x-forwarded-for", &long),
            ("access-control-request-headers", &long),
        ];
        for shape in Shape::ALL {
            let sent = Sent { headers: &headers, ..Sent::get("/of/x") };
            let bytes = sent.event(shape).to_string().into_bytes();
            let answer = gatepost::block_on(LEDGER.call(bytes, &())).unwrap();
            assert!(answer.starts_with(r#"{"statusCode":200"#), "{shape:?} {piece:?}");
        }
    }
}

#[test]
fn ledger_18_a_method_is_what_the_gateway_says_it_is() {
    for shape in Shape::ALL {
        for method in ["GET", "get", "Get", "TRACE", "X", "M-SEARCH"] {
            let headers = [("x-http-method-override", "DELETE"), ("x-method-override", "DELETE")];
            let sent =
                Sent { method, headers: &headers, query: "_method=DELETE", ..Sent::get("/of/x") };
            assert_eq!(seen(&sent.event(shape))["method"], method, "{shape:?}");
        }
        for method in ["", "G T", "GET\r\n", "\u{e9}", "GET/"] {
            let line = line(none(), &Sent { method, ..Sent::get("/of/x") }.event(shape));
            assert_eq!(line["response"]["statusCode"], 400, "{shape:?} {method:?}");
        }
    }
}

#[test]
fn ledger_19_another_method_is_a_405_with_what_is_allowed_and_head_is_answered() {
    let routes = ["POST /a", "GET /a", "DELETE /a", "PUT /b"];
    for shape in Shape::ALL {
        let asked = |method: &str, path: &str| {
            let response = hit_of(&routes, method, path, shape)["response"].take();
            let map = if shape == Shape::AlbMulti { "multiValueHeaders" } else { "headers" };
            let allow = match &response[map]["Allow"] {
                Value::Array(values) => values[0].clone(),
                value => value.clone(),
            };
            (response["statusCode"].as_u64().unwrap(), allow, response["body"].clone())
        };
        let (status, allow, _) = asked("PATCH", "/a");
        assert_eq!((status, allow), (405, json!("DELETE, GET, HEAD, OPTIONS, POST")), "{shape:?}");
        let (status, allow, _) = asked("HEAD", "/b");
        assert_eq!((status, allow), (405, json!("OPTIONS, PUT")), "{shape:?}");
        let (status, _, body) = asked("HEAD", "/a");
        assert_eq!(status, 200, "{shape:?}");
        assert!(body.as_str().unwrap_or_default().is_empty(), "{shape:?}");
    }
}

/// Go CVE-2025-47910
#[test]
fn ledger_20_what_a_route_opts_out_of_no_other_spelling_of_its_path_does() {
    for gateway in Gateway::ALL {
        let allowed = |path: &str| {
            let answer = Event::get(path).via(gateway).call(&LEDGER, &()).unwrap();
            (answer.status(), answer.header("access-control-allow-origin").is_some())
        };
        assert_eq!(allowed("/of/open"), (200, true), "{gateway}");
        assert_eq!(allowed("/of/closed"), (200, false), "{gateway}");
        for path in ["/of/closed/", "/of//closed", "/of/Closed", "/of/closed.", "/of/closed%20"] {
            assert!(allowed(path).1, "{gateway} {path}");
        }
    }
}

// ---- headers and identity ----

/// hyper RUSTSEC-2017-0002, fiber CVE-2020-15111, gin CVE-2023-29401
#[test]
fn ledger_21_no_answer_is_split() {
    for shape in Shape::ALL {
        for bad in ["a\r\nSet-Cookie: pwn=1", "a\nb", "a\rb", "\0", "a\u{1}", "\u{7f}", "\u{b}"] {
            for (kind, name) in [("headers", "Location"), ("headers", "x-a"), ("cookies", "")] {
                let value = if kind == "headers" { json!({name: bad}) } else { json!([bad]) };
                let (status, headers) = reply(shape, json!({"kind": "response", kind: value}));
                assert_eq!(status, 500, "{shape:?} {bad:?}");
                assert_eq!(headers.as_object().unwrap().len(), 1, "{shape:?} {headers}");
            }
        }
        for bad in ["a b", "a:b", "a\r\nb", "", "\u{e9}"] {
            let (status, _) = reply(shape, json!({"kind": "response", "headers": {bad: "x"}}));
            assert_eq!(status, 500, "{shape:?} {bad:?}");
        }
        // A tab is no control character of this kind.
        let (status, _) = reply(shape, json!({"kind": "response", "headers": {"x": "a\tb"}}));
        assert_eq!(status, 200, "{shape:?}");
    }
}

#[test]
fn ledger_22_a_remapped_header_is_the_header_that_it_is() {
    let headers = [
        ("x-amzn-remapped-authorization", "forged"),
        ("x-amzn-remapped-host", "forged"),
        ("x-amzn-oidc-identity", "forged"),
        ("x-apigateway-event", "{}"),
    ];
    for shape in Shape::ALL {
        let seen = seen(&Sent { headers: &headers, ..Sent::get("/of/x") }.event(shape));
        assert_eq!(seen["claims"], json!({}), "{shape:?}");
        let names: Vec<_> = seen["headers"].as_array().unwrap().iter().map(|h| &h[0]).collect();
        assert!(!names.contains(&&json!("authorization")), "{shape:?}");
    }
}

/// traefik CVE-2026-33433, Caddy CVE-2026-30851
#[test]
fn ledger_23_an_underscore_is_no_hyphen() {
    for shape in Shape::ALL {
        let headers = [("x_user", "forged"), ("x-user", "true"), ("x user", "forged")];
        let mut bytes =
            Sent { headers: &headers, ..Sent::get("/") }.event(shape).to_string().into_bytes();
        let index = Index::read(&mut bytes, Sources::ALL).unwrap();
        let header = |name| match shape {
            Shape::Rest | Shape::HttpV1 => {
                gatepost_rest::Event::of(index).request().header(name).map(str::to_owned)
            }
            Shape::Http | Shape::Url => {
                gatepost_http::Event::of(index).request().header(name).map(str::to_owned)
            }
            _ => gatepost_alb::Event::of(index).request().header(name).map(str::to_owned),
        };
        for name in ["x-user", "X-User", "X-USER"] {
            assert_eq!(header(name).as_deref(), Some("true"), "{shape:?}");
        }
        assert_eq!(header("x--user"), None);
    }
}

/// Envoy CVE-2020-25017
#[test]
fn ledger_24_all_values_of_a_header_are_there_in_order() {
    // Which one counts is the handler's to say: `header` is the first of them.
    for name in ["host", "content-length", "authorization", "origin", "x-any"] {
        for shape in [Shape::Rest, Shape::HttpV1, Shape::AlbMulti] {
            let headers = [(name, "1"), ("x-other", "o"), (name, "2"), (name, "1")];
            let seen = seen(&Sent { headers: &headers, ..Sent::get("/of/x") }.event(shape));
            let all: Vec<_> = seen["headers"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|header| header[0] == name)
                .map(|header| header[1].clone())
                .collect();
            assert_eq!(all, ["1", "2", "1"], "{shape:?}");
        }
    }
}

/// chi GHSA-9g5q, serverless-wsgi#36, caddy-lambda#41
#[test]
fn ledger_25_the_address_is_the_one_that_the_gateway_saw() {
    for forged in ["127.0.0.1", "127.0.0.1, 10.0.0.1", "unknown", "", ", ,", "203.0.113.9\t"] {
        let headers = [
            ("x-forwarded-for", forged),
            ("x-real-ip", "127.0.0.1"),
            ("forwarded", "for=127.0.0.1"),
            ("true-client-ip", "127.0.0.1"),
        ];
        for shape in Shape::ALL {
            let seen = seen(&Sent { headers: &headers, ..Sent::get("/of/x") }.event(shape));
            assert_eq!(seen["source_ip"], ADDRESS, "{shape:?} {forged:?}");
        }
    }
    // Two lines of it: the last element of the last.
    let mut event = Sent::get("/of/x").event(Shape::AlbMulti);
    event["multiValueHeaders"]["x-forwarded-for"] = json!(["127.0.0.1", "10.0.0.1, 203.0.113.9"]);
    assert_eq!(seen(&event)["source_ip"], "203.0.113.9");
}

#[test]
fn ledger_25_a_handler_is_told_nothing_that_a_client_says_of_itself() {
    #[get("/who")]
    fn who(event: EventContext<'_>, request: Request<'_>) -> String {
        let claim = event.authorizer().and_then(|authorizer| authorizer.claim("sub"));
        format!("{claim:?} {:?}", request.client_address())
    }
    static APP: App<(who,)> = App::new();
    let headers = [
        ("x-amzn-remapped-authorization", "x"),
        ("x-user", "root"),
        ("sub", "root"),
        ("x-forwarded-for", "127.0.0.1"),
        ("x-real-ip", "127.0.0.1"),
        ("forwarded", "for=127.0.0.1"),
    ];
    for shape in Shape::ALL {
        let sent = Sent { headers: &headers, query: "sub=root", ..Sent::get("/who") };
        let answer = gatepost::block_on(APP.call(sent.event(shape).to_string(), &())).unwrap();
        let answer: Value = serde_json::from_str(&answer).unwrap();
        assert_eq!(answer["body"], format!("None Some({ADDRESS:?})"), "{shape:?}");
    }
}

#[test]
fn ledger_26_no_url_is_built_of_a_host() {
    for host in ["evil/x?", "h ex ample", "a:b@c", "[", "%", "xn--a"] {
        for shape in Shape::ALL {
            let headers = [("host", host)];
            let seen = seen(&Sent { headers: &headers, ..Sent::get("/of/x") }.event(shape));
            assert_eq!(seen["path"], "/of/x", "{shape:?} {host}");
        }
    }
}

/// hono GHSA-q7jf-gf43-6x6p
#[test]
fn ledger_27_no_header_of_the_request_is_in_the_answer() {
    let names =
        ["vary", "origin", "cookie", "x-request-id", "set-cookie", "access-control-allow-origin"];
    let headers = names.map(|name| (name, "from-the-client"));
    for shape in Shape::ALL {
        for path in ["/reply", "/of/x%00"] {
            let sent = Sent { headers: &headers, ..Sent::get(path) };
            let response = line(none(), &sent.event(shape))["response"].to_string();
            assert!(!response.contains("from-the-client"), "{response}");
        }
    }
}

#[test]
fn ledger_28_cookies_are_never_joined() {
    let cookies = ["a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT", "b=2"];
    for shape in Shape::ALL {
        for (kind, value) in
            [("cookies", json!(cookies)), ("headers", json!({"sEt-cOOkie": cookies}))]
        {
            let event = Sent::get("/reply").event(shape);
            let response =
                line(json!({"kind": "response", kind: value}), &event)["response"].take();
            let name = if kind == "cookies" { "Set-Cookie" } else { "sEt-cOOkie" };
            let sent = match shape {
                Shape::Rest | Shape::HttpV1 | Shape::AlbMulti => {
                    &response["multiValueHeaders"][name]
                }
                Shape::Http | Shape::Url => &response["cookies"],
                Shape::Alb => &response["headers"][name],
            };
            let expected = if shape == Shape::Alb { json!(cookies[0]) } else { json!(cookies) };
            assert_eq!(*sent, expected, "{shape:?}");
            assert_eq!(
                response.to_string().matches("b=2").count(),
                usize::from(shape != Shape::Alb)
            );
        }
    }
}

/// Go CVE-2025-58186, fiber CVE-2026-25899, werkzeug CVE-2023-23934
#[test]
fn ledger_29_a_cookie_without_a_name_is_no_cookie_and_there_may_be_many() {
    let many = (0..3_000).map(|n| format!("c{n}={n}; ")).collect::<String>();
    let cookie = format!("{many}=__Host-x=forged; =; ;;  a = b ; last=1");
    for shape in Shape::ALL {
        let headers = [("cookie", cookie.as_str())];
        let seen = seen(&Sent { headers: &headers, ..Sent::get("/of/x") }.event(shape));
        let cookies = seen["cookies"].as_array().unwrap();
        assert_eq!(cookies.len(), 3_002, "{shape:?}");
        assert_eq!(cookies[2_999], json!(["c2999", "2999"]));
        assert_eq!(cookies[3_001], json!(["last", "1"]));
        assert!(!seen["cookies"].to_string().contains("__Host"), "{shape:?}");
    }
}

/// cookie RUSTSEC-2017-0005
#[test]
fn ledger_30_no_number_in_a_cookie_is_too_large() {
    let cookie = Cookie::new("a", "b").max_age(u32::MAX).expires(u64::MAX);
    let text = "a=b; Expires=Fri, 31 Dec 9999 23:59:59 GMT; Max-Age=4294967295";
    assert_eq!(cookie.to_string(), text);
    // Of a request's cookies nothing is read but name and value.
    for shape in Shape::ALL {
        let headers = [("cookie", "a=1; Max-Age=99999999999999999999999999")];
        let seen = seen(&Sent { headers: &headers, ..Sent::get("/of/x") }.event(shape));
        let expected = json!([["a", "1"], ["Max-Age", "99999999999999999999999999"]]);
        assert_eq!(seen["cookies"], expected, "{shape:?}");
    }
}

/// Next.js CVE-2025-29927
#[test]
fn ledger_31_no_header_has_a_meaning_of_our_own() {
    let headers = [
        ("x-middleware-subrequest", "middleware"),
        ("x-original-url", "/admin"),
        ("x-rewrite-url", "/admin"),
        ("x-forwarded-prefix", "/of"),
        ("x-forwarded-path", "/admin"),
        ("x-lambda-http-content-encoding", "text"),
        ("x-amzn-trace-id", "\r\n"),
    ];
    for shape in Shape::ALL {
        let plain = line(none(), &Sent::get("/of/x").event(shape));
        let event = Sent { headers: &headers, ..Sent::get("/of/x") }.event(shape);
        let with_headers = line(none(), &event);
        assert_eq!(plain["hit"], with_headers["hit"], "{shape:?}");
        assert_eq!(request_seen(&with_headers)["path"], "/of/x", "{shape:?}");
    }
}

// ---- bodies, JSON, encodings ----

/// base64 RUSTSEC-2017-0004
#[test]
fn ledger_32_bad_base64_is_a_400_on_every_source() {
    #[rustfmt::skip]
    let cases = [
        ("", Some("")), ("QQ==", Some("A")), ("QUI=", Some("AB")), ("QUJD", Some("ABC")),
        ("+/+/", Some("\u{fffd}\u{fffd}\u{fffd}")),
        ("QR==", None), ("QUJ=", None), ("QQ", None), ("QQ=", None), ("=", None), ("====", None),
        ("Q", None), ("-_-_", None), ("QU JD", None), ("QUJD\n", None), ("QQ==QQ==", None), ("!!!!", None),
    ];
    for (body, decoded) in cases {
        for shape in Shape::ALL {
            let mut event = Sent { method: "POST", ..Sent::get("/of/x") }.event(shape);
            event["body"] = body.into();
            event["isBase64Encoded"] = true.into();
            let line = line(none(), &event);
            match decoded {
                Some(text) => assert_eq!(request_seen(&line)["body"], text, "{shape:?} {body}"),
                None => assert_eq!(line["response"]["statusCode"], 400, "{shape:?} {body}"),
            }
        }
    }
}

/// The error of an event of every source with `more` in it.
#[track_caller]
fn errors(more: &str) -> Vec<Value> {
    let events: Vec<Value> = Shape::ALL
        .into_iter()
        .map(|shape| {
            let event = Sent::get("/of/x").event(shape).to_string();
            json!({"raw": format!("{},{more}}}", event.strip_suffix('}').unwrap())})
        })
        .collect();
    let routes = json!([{"method": "ANY", "path": "/of/<name>"}]);
    let document = json!({"app": {"routes": routes}, "events": events});
    answers(&document.to_string()).into_iter().map(|mut line| line["error"].take()).collect()
}

/// rustc-serialize RUSTSEC-2022-0004, serde_cbor RUSTSEC-2019-0025, Go CVE-2022-28131
#[test]
fn ledger_33_deep_nesting_is_refused() {
    for (more, is_refused) in [
        (format!(r#""u":{}1{}"#, "[".repeat(126), "]".repeat(126)), false),
        (format!(r#""u":{}1{}"#, "[".repeat(127), "]".repeat(127)), true),
        (format!(r#""u":{}"#, "[".repeat(100_000)), true),
        (format!(r#""u":{}"#, r#"{"a":"#.repeat(100_000)), true),
        (format!(r#""u":{}1{}"#, r#"{"a":"#.repeat(126), "}".repeat(126)), false),
    ] {
        for error in errors(&more) {
            let text = error.as_str().unwrap_or_default();
            assert_eq!(text.ends_with("nested more than 127 deep"), is_refused, "{error}");
            assert_eq!(error.is_null(), !is_refused, "{error}");
        }
    }
}

#[test]
fn ledger_34_a_field_that_is_there_twice_is_refused() {
    let twice = |more: &str| errors(more);
    for error in twice(r#""isBase64Encoded":false"#) {
        assert_eq!(
            error,
            "Event.Malformed: the event cannot be read: `isBase64Encoded` is there twice"
        );
    }
    for error in twice(r#""request\u0043ontext":{}"#) {
        let text = "Event.Malformed: the event cannot be read: `requestContext` is there twice";
        assert_eq!(error, text);
    }
    // What nobody reads may be.
    for error in twice(r#""unknown":1,"unknown":{}"#) {
        assert_eq!(error, Value::Null);
    }
}

#[test]
fn ledger_35_numbers_that_nobody_reads_are_passed_as_text() {
    let numbers =
        ["1e400", "-1e-400", "10000000000000000999", "-0", "-9223372036854775809", "1.50e+1"];
    for number in numbers {
        for error in errors(&format!(r#""u":{number}"#)) {
            assert_eq!(error, Value::Null, "{number}");
        }
    }
}

#[test]
fn ledger_36_half_a_surrogate_pair_is_one_bad_character_and_no_outage() {
    for shape in Shape::ALL {
        let event = Sent {
            query: "q=SURROGATE",
            headers: &[("x-a", "SURROGATE"), ("cookie", "a=SURROGATE")],
            body: Some(Body::Text("SURROGATE")),
            ..Sent::get("/of/SURROGATE")
        };
        let raw = event.event(shape).to_string().replace("SURROGATE", r"\ud800");
        let document = json!({
            "app": {"routes": [{"method": "ANY", "path": "/of/<name>", "returns": {"kind": "request"}}]},
            "events": [{"raw": raw}],
        });
        let line = answers(&document.to_string()).remove(0);
        assert_eq!(line["hit"]["params"], json!({"name": "\u{fffd}"}), "{shape:?}");
        let seen = request_seen(&line);
        assert_eq!(seen["query"], json!([["q", "\u{fffd}"]]), "{shape:?}");
        assert_eq!(seen["cookies"], json!([["a", "\u{fffd}"]]), "{shape:?}");
        assert_eq!(seen["body"], "\u{fffd}", "{shape:?}");
    }
}

#[test]
fn ledger_37_what_is_not_utf_8_is_an_error() {
    for shape in Shape::ALL {
        let event = Sent::get("/of/x").event(shape).to_string();
        let refusal = |bytes: &[u8]| {
            let error = Index::read(&mut bytes.to_vec(), Sources::ALL).unwrap_err();
            (error.kind(), error.to_string())
        };
        let at = event.find("/of/x").unwrap() + 4;
        for byte in [0x80, 0xC0, 0xFF] {
            let mut bad = event.clone().into_bytes();
            bad[at] = byte;
            let text = format!("the event cannot be read: byte {at}: not UTF-8");
            assert_eq!(refusal(&bad), ("Event.NotJson", text), "{shape:?}");
        }
        let with_mark = [b"\xEF\xBB\xBF", event.as_bytes()].concat();
        assert_eq!(refusal(&with_mark).0, "Event.NotJson");
        let utf_16: Vec<u8> = event.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(refusal(&utf_16).0, "Event.NotJson");
    }
}

#[test]
fn ledger_38_odd_escapes_in_a_path_and_in_a_query() {
    for shape in ENCODED {
        // Not UTF-8: whoever asks for text gets what `replay` shows, U+FFFD; the bytes can be had.
        for (path, name) in [
            ("/of/%ff", "\u{fffd}"),
            ("/of/%c0%af", "\u{fffd}\u{fffd}"),
            ("/of/%u0041", "%u0041"),
            ("/of/%", "%"),
            ("/of/%4", "%4"),
            ("/of/%zz", "%zz"),
        ] {
            assert_eq!(goes_to(shape, path), (json!("segment"), json!(name)), "{shape:?} {path}");
        }
    }
    for shape in Shape::ALL {
        let query = "a=%ff&b=%c0%af&c=%u0041&d=%00&e=%&f=%zz%4";
        let seen = seen(&Sent { query, ..Sent::get("/of/x") }.event(shape));
        let expected = json!([
            ["a", "\u{fffd}"],
            ["b", "\u{fffd}\u{fffd}"],
            ["c", "%u0041"],
            ["d", "\0"],
            ["e", "%"],
            ["f", "%zz%4"],
        ]);
        assert_eq!(seen["query"], expected, "{shape:?}");
    }
}

#[test]
fn ledger_38_a_parameter_that_is_not_utf_8_is_a_400_for_who_asks_for_text() {
    #[get("/text/<name>")]
    fn text(name: &str) -> &str {
        name
    }
    #[get("/raw")]
    fn raw(params: Params<'_>) -> Vec<u8> {
        params.bytes("name").unwrap_or_default().to_vec()
    }
    struct Bytes;
    impl Group for Bytes {
        type Routes = (raw,);
        const PREFIX: &'static str = "/bytes/<name>";
    }
    static APP: App<(text, Under<Bytes>)> = App::new();
    for shape in ENCODED {
        let answer = |path: &str| -> Value {
            let event = Sent::get(path).event(shape).to_string();
            serde_json::from_str(&gatepost::block_on(APP.call(event, &())).unwrap()).unwrap()
        };
        assert_eq!(answer("/text/%ff")["statusCode"], 400, "{shape:?}");
        assert_eq!(answer("/text/%c3%a9")["body"], "\u{e9}", "{shape:?}");
        assert_eq!(answer("/bytes/%ff/raw")["body"], "/w==", "{shape:?}");
    }
}

/// conduit-hyper RUSTSEC-2022-0066, axum RUSTSEC-2022-0055, traefik CVE-2024-28869, hyper RUSTSEC-2021-0078
#[test]
fn ledger_39_a_content_length_says_nothing_about_the_body() {
    for length in ["+5", "-1", " 5", "18446744073709551616", "5,5", "0", ""] {
        for shape in Shape::ALL {
            let headers = [("content-length", length)];
            let body = Some(Body::Text("abc"));
            let sent = Sent { method: "POST", headers: &headers, body, ..Sent::get("/of/x") };
            assert_eq!(seen(&sent.event(shape))["body"], "abc", "{shape:?} {length}");
        }
    }
}

/// What is tried on an app of its own: its CORS, its compression, its bodies.
#[get("/of/<name>")]
fn of(name: &str) -> String {
    name.repeat(400)
}

#[get("/of/closed", cors = false)]
fn closed() -> &'static str {
    "closed"
}

#[get("/small/<name>", compress)]
fn small(name: &str) -> String {
    name.repeat(400)
}

#[post("/json")]
fn read_json(Json(value): Json<u32>) -> String {
    value.to_string()
}

#[post("/body")]
fn length(request: Request<'_>) -> String {
    request.body().len().to_string()
}

#[get("/split")]
fn split() -> Reply<'static> {
    Reply::new(200).header("Transfer-Encoding", "chunked").header("Connection", "x-a").body("a")
}

#[get("/size/<length>")]
fn sized(length: usize) -> String {
    // Each quote is two bytes of the answer.
    "\"".repeat(length / 2) + &"a".repeat(length % 2)
}

const OPEN: Cors<'static> = Cors::fixed("https://www.example.com");
static LEDGER: App<(of, closed, small, read_json, length, split, sized)> = App::new().cors(OPEN);

#[test]
fn ledger_40_a_body_in_gzip_is_passed_as_it_is() {
    // A kilobyte of zeros would be a few bytes: the bytes are what counts.
    let bomb = b"\x1f\x8b\x08\0\0\0\0\0\x02\xff\x63\x60\x18\x05\x23\x1a\0\0";
    for gateway in Gateway::ALL {
        let event = Event::post("/body").header("Content-Encoding", "gzip").body(bomb).base64();
        let answer = event.via(gateway).call(&LEDGER, &()).unwrap();
        assert_eq!(answer.text(), bomb.len().to_string(), "{gateway}");
    }
}

/// CVE-2013-3587
#[test]
fn ledger_41_nothing_is_compressed_that_does_not_ask_for_it() {
    for gateway in Gateway::ALL {
        let coding = |path: &str| {
            let event = Event::get(path).header("Accept-Encoding", "gzip");
            event.via(gateway).call(&LEDGER, &()).unwrap().header("Content-Encoding")
        };
        assert_eq!(coding("/of/text"), None, "{gateway}");
        assert_eq!(coding("/small/text").as_deref(), Some("gzip"), "{gateway}");
    }
}

#[test]
fn ledger_42_gzip_with_a_weight_of_nothing_is_no_gzip() {
    for gateway in Gateway::ALL {
        for (accepted, coding) in [
            ("gzip;q=0", None),
            ("gzip;q=0.000, *", None),
            ("*;q=0", None),
            ("notgzip", None),
            ("identity, gzip;q=0.5", None),
            ("deflate, GZIP", Some("gzip")),
        ] {
            let event = Event::get("/small/text").header("Accept-Encoding", accepted);
            let answer = event.via(gateway).call(&LEDGER, &()).unwrap();
            assert_eq!(
                answer.header("Content-Encoding").as_deref(),
                coding,
                "{gateway} {accepted}"
            );
            assert_eq!(answer.header("Vary").as_deref(), Some("Accept-Encoding"), "{gateway}");
        }
        let event = Event::new("HEAD", "/small/text").header("Accept-Encoding", "gzip");
        let answer = event.via(gateway).call(&LEDGER, &()).unwrap();
        assert_eq!(
            (answer.header("Content-Encoding"), answer.body()),
            (None, &b""[..]),
            "{gateway}"
        );
    }
}

/// Go CVE-2025-61726, starlette CVE-2023-30798, werkzeug CVE-2023-25577, gorilla/schema CVE-2024-37298
#[test]
fn ledger_43_a_query_may_be_long_and_brackets_mean_nothing() {
    let query = (0..5_000).map(|n| format!("a[99999999]={n}&")).collect::<String>();
    for shape in [Shape::Rest, Shape::HttpV1, Shape::Http, Shape::Url, Shape::AlbMulti] {
        let seen = seen(&Sent { query: &query, ..Sent::get("/of/x") }.event(shape));
        let pairs = seen["query"].as_array().unwrap();
        assert_eq!(pairs.len(), 5_000, "{shape:?}");
        assert_eq!(pairs[4_999], json!(["a[99999999]", "4999"]), "{shape:?}");
    }
}

/// Go CVE-2022-2880
#[test]
fn ledger_44_only_an_ampersand_separates() {
    for shape in Shape::ALL {
        let query = "a=1;b=2&c=3%26d=4&&=e&f";
        let seen = seen(&Sent { query, ..Sent::get("/of/x") }.event(shape));
        let expected = json!([["a", "1;b=2"], ["c", "3&d=4"], ["", "e"], ["f", ""]]);
        assert_eq!(seen["query"], expected, "{shape:?}");
    }
}

#[test]
fn ledger_45_a_repeated_parameter_has_all_values_and_no_joined_one() {
    let query = "a=1&a=2&a=1,2";
    for shape in Shape::ALL {
        let seen = seen(&Sent { query, ..Sent::get("/of/x") }.event(shape));
        let expected = match shape {
            // It sends no other.
            Shape::Alb => json!([["a", "1,2"]]),
            _ => json!([["a", "1"], ["a", "2"], ["a", "1,2"]]),
        };
        assert_eq!(seen["query"], expected, "{shape:?}");
    }
}

#[test]
fn ledger_46_many_names_stay_in_order() {
    // There is no map whose hashes could be made to meet.
    let names: Vec<String> = (0..600).map(|n| format!("n{}", n * 7919 % 2_003)).collect();
    let headers: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "v")).collect();
    let query = names.join("&");
    for shape in Shape::ALL {
        let sent = Sent { headers: &headers, query: &query, ..Sent::get("/of/x") };
        let seen = seen(&sent.event(shape));
        let order = |pairs: &Value| -> Vec<String> {
            let pairs = pairs.as_array().unwrap().iter();
            pairs.map(|pair| pair[0].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(order(&seen["query"]), names, "{shape:?}");
        assert_eq!(order(&seen["headers"])[..600], names[..], "{shape:?}");
    }
}

/// fastapi CVE-2021-32677
#[test]
fn ledger_47_a_body_that_a_form_could_send_is_no_json() {
    for gateway in Gateway::ALL {
        for (content_type, status) in [
            ("application/json", 200),
            ("application/merge-patch+json; charset=utf-8", 200),
            ("text/plain", 415),
            ("application/x-www-form-urlencoded", 415),
            ("multipart/form-data; boundary=json", 415),
            ("text/plain; application/json", 415),
        ] {
            let event = Event::post("/json").header("Content-Type", content_type).body("7");
            let answer = event.via(gateway).call(&LEDGER, &()).unwrap();
            assert_eq!(answer.status(), status, "{gateway} {content_type}");
        }
    }
}

/// fiber CVE-2026-42554
#[test]
fn ledger_48_no_answer_leaves_its_type_to_be_guessed() {
    for gateway in Gateway::ALL {
        for (event, status, content_type) in [
            (Event::get("/of/<script>"), 200, "text/plain; charset=utf-8"),
            (Event::get("/nowhere/<script>"), 404, "application/json"),
            (Event::post("/of/<script>"), 405, "application/json"),
            (
                Event::post("/json").content_type("text/html").body("<script>"),
                415,
                "application/json",
            ),
            (Event::get("/of/%00<script>"), 400, "application/json"),
        ] {
            let answer =
                event.header("Accept", "text/html").via(gateway).call(&LEDGER, &()).unwrap();
            assert_eq!(answer.status(), status, "{gateway}");
            assert_eq!(answer.header("Content-Type").as_deref(), Some(content_type), "{gateway}");
            assert!(status == 200 || !answer.text().contains("script"), "{gateway}");
        }
    }
}

/// hyper RUSTSEC-2020-0008, actix-http RUSTSEC-2021-0081, Go CVE-2025-22871
#[test]
fn ledger_49_how_a_reply_is_framed_is_not_the_handlers_to_say() {
    for gateway in Gateway::ALL {
        let answer = Event::get("/split").via(gateway).call(&LEDGER, &()).unwrap();
        assert_eq!((answer.status(), &*answer.text()), (200, "a"), "{gateway}");
        for name in ["Transfer-Encoding", "Connection"] {
            assert_eq!(answer.header(name), None, "{gateway}");
        }
    }
}

#[test]
fn ledger_57_nothing_of_an_error_reaches_the_client() {
    for shape in Shape::ALL {
        for kind in [
            json!({"kind": "panic", "msg": "secret"}),
            json!({"kind": "raise", "error": "ValueError", "msg": "secret"}),
            json!({"kind": "response", "status_code": 700, "body": "secret"}),
            json!({"kind": "response", "headers": {"x": "secret\n"}, "body": "secret"}),
        ] {
            let response = line(kind, &Sent::get("/reply").event(shape))["response"].take();
            assert_eq!(response["statusCode"], 500, "{shape:?}");
            assert!(!response.to_string().contains("secret"), "{response}");
        }
    }
}

#[test]
fn ledger_59_an_answer_that_is_too_long_is_a_500_of_ours() {
    for shape in [Shape::Alb, Shape::AlbMulti, Shape::Http] {
        let answer = |length: usize| {
            let event = Sent::get(&format!("/size/{length}")).event(shape).to_string();
            gatepost::block_on(LEDGER.call(event, &())).unwrap()
        };
        let most = shape.max_answer();
        // An escaped quote in the body is two bytes of the answer, as is what is left over for one.
        let around = answer(0).len();
        let longest = most - around;
        for (length, fits) in [(longest - 1, true), (longest, true), (longest + 2, false)] {
            let written = answer(length);
            assert_eq!(written.starts_with(r#"{"statusCode":200"#), fits, "{shape:?} {length}");
            assert!(written.len() <= most, "{shape:?}");
            assert!(fits || written.starts_with(r#"{"statusCode":500"#), "{shape:?}");
        }
        assert_eq!(answer(longest).len(), most, "{shape:?}");
    }
}

#[test]
fn ledger_60_an_answer_has_only_keys_that_its_gateway_knows() {
    for shape in Shape::ALL {
        for kind in [
            none(),
            json!({"kind": "text", "value": ""}),
            json!({"kind": "binary", "content_type": "a/b", "base64": "AQ=="}),
            json!({"kind": "response", "headers": {"a": ["1", "2"], "b": "3"}, "cookies": ["a=1", "b=2"], "body": "x"}),
            json!({"kind": "panic", "msg": "secret"}),
        ] {
            let response = line(kind, &Sent::get("/reply").event(shape))["response"].take();
            for key in response.as_object().unwrap().keys() {
                assert!(shape.answer_keys().contains(&key.as_str()), "{shape:?} {key}");
            }
            for key in shape.answer_keys() {
                let may_be_missing = matches!(*key, "cookies" | "multiValueHeaders");
                assert!(may_be_missing || response.get(key).is_some(), "{shape:?} {key}");
            }
        }
    }
}

#[test]
fn ledger_61_the_event_after_a_panic_is_answered() {
    for shape in Shape::ALL {
        let event = |path| json!({"event": Sent::get(path).event(shape)});
        let document = json!({
            "app": {"routes": [
                {"method": "GET", "path": "/panic", "returns": {"kind": "panic", "msg": "x"}},
                {"method": "GET", "path": "/fine"},
            ]},
            "events": [event("/panic"), event("/fine"), event("/panic")],
        });
        let lines = answers(&document.to_string());
        let statuses: Vec<_> = lines.iter().map(|line| &line["response"]["statusCode"]).collect();
        assert_eq!(statuses, [500, 200, 500], "{shape:?}");
    }
}

#[test]
fn ledger_62_an_event_for_an_authorizer_is_refused() {
    for shape in Shape::ALL {
        for field in ["methodArn", "routeArn", "identitySource"] {
            let mut event = Sent::get("/of/x").event(shape);
            event["type"] = "REQUEST".into();
            event[field] = "arn:aws:execute-api:eu-west-1:1:x/prod/GET/".into();
            let line = line(none(), &event);
            let error =
                format!("Event.NotHttp: an event for a Lambda authorizer: it has `{field}`");
            assert_eq!((&line["error"], &line["hit"]), (&json!(error), &Value::Null), "{shape:?}");
        }
    }
}

#[test]
fn every_row_has_a_test_or_a_reason() {
    let text = include_str!("ledger.rs");
    let with_reason = |row: u32| [50, 51, 52, 53, 54, 55, 56, 58].contains(&row);
    for row in 1..=62 {
        let has_test = text.contains(&format!("\nfn ledger_{row:02}_"));
        assert!(has_test != with_reason(row), "{row}");
    }
    assert_eq!(text.lines().filter(|line| line.starts_with("//! | 5")).count(), 3);
}
