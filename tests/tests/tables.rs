//! What a table is as a whole: how large, how many steps, with which prefixes and settings.

use gatepost_core::{
    Entry, MAX_STEPS, Method, Node, PathCoding, Policy, Request, Room, Route, Slot, Table,
    TableError,
    TrailingSlash::{Fold, Strict},
    table,
};
use gatepost_tests::{
    naive_matcher,
    routes::{Answer, answer, build, with_routes},
};

fn routes_of(patterns: &[String]) -> Vec<Route<'_>> {
    patterns.iter().zip(0..).map(|(pattern, id)| Route::get(pattern, id)).collect()
}

/// The id that a table answers `GET path` with.
#[track_caller]
fn id_of(table: Table<'_>, path: &str) -> Option<u32> {
    match answer(table, "GET", path, PathCoding::Encoded) {
        Answer::Call(id, _) => Some(id),
        _ => None,
    }
}

#[test]
fn large_families_of_siblings_are_told_apart() {
    for count in [31, 32, 33, 64, 65, 200, 3_000] {
        let patterns: Vec<String> = (0..count).map(|n| format!("/api/item{n}/<id>")).collect();
        build(&routes_of(&patterns), Strict, |table| {
            let table = table.unwrap();
            for n in 0..count {
                assert_eq!(id_of(table, &format!("/api/item{n}/7")), Some(n), "{count}");
            }
            for path in ["/api/item", "/api/item7", "/api/itemx/1", "/api/item99999/1"] {
                assert_eq!(id_of(table, path), None, "{path} of {count}");
            }
        });
    }
}

#[test]
fn families_of_few_siblings_lie_in_the_gaps_of_others() {
    for count in [2, 3, 4, 8] {
        let siblings = |parent| (0..count).map(move |n| format!("/in{parent}/a{n}"));
        let patterns: Vec<String> = (0..32).flat_map(siblings).collect();
        build(&routes_of(&patterns), Strict, |table| {
            let (nodes, slots) = (1 + 32 + 32 * count, table.unwrap().slots().len());
            assert!(2 * slots < 3 * nodes, "{slots} slots for {nodes} nodes");
        });
    }
}

#[test]
fn the_bounds_of_a_table_are_what_its_patterns_need_at_most() {
    let bounds = |patterns: &[&str]| {
        let routes: Vec<_> = patterns.iter().map(|pattern| Route::get(pattern, 0)).collect();
        let bounds = Table::bounds(&routes);
        (bounds.entries, bounds.nodes, bounds.slots)
    };
    assert_eq!(bounds(&[]), (0, 1, 12));
    assert_eq!(bounds(&["/"]), (1, 2, 16));
    assert_eq!(bounds(&["/1234567"]), (1, 2, 16));
    assert_eq!(bounds(&["/12345678"]), (1, 3, 20));
    assert_eq!(bounds(&["/a/1234567890123456", "/<b>"]), (2, 6, 32));
    let many = vec!["/"; 20_000];
    assert_eq!(bounds(&many), (20_000, 20_001, 65_535));
}

#[test]
fn routes_share_the_steps_that_are_the_same() {
    for patterns in [
        ["/shops/a", "/shops/b"],
        ["/<a>/x", "/<b>/y"],
        ["/v<a>/x", "/v<b>/y"],
        ["/<a>.json/x", "/{b}.json/y"],
    ] {
        let routes = patterns.map(|pattern| Route::get(pattern, 0));
        let steps = build(&routes, Strict, |table| table.unwrap().worst_steps());
        assert_eq!(steps, 3, "{patterns:?}");
    }
}

#[test]
fn room_that_another_table_has_left_makes_the_same_table() {
    let patterns: Vec<String> = (0..90).map(|n| format!("/{}/<id>/v<n>/{n}", n % 7)).collect();
    let (all, few) = (routes_of(&patterns), routes_of(&patterns[..20]));
    let bounds = Table::bounds(&all);
    let mut nodes = vec![Node::EMPTY; bounds.nodes];
    let mut shown = |routes: &[Route<'_>]| {
        let mut entries = vec![Entry::EMPTY; bounds.entries];
        let mut slots = vec![Slot::EMPTY; bounds.slots];
        let room = Room { entries: &mut entries, slots: &mut slots, nodes: &mut nodes };
        let table = Table::build(routes, Strict, room).unwrap();
        format!("{table} {:?}", table.slots())
    };
    let fresh = shown(&few);
    shown(&all);
    assert_eq!(shown(&few), fresh);
}

#[test]
fn texts_of_every_length_around_a_parameter_are_told_apart() {
    let lengths = [0, 1, 7, 8, 9, 15, 16, 17];
    let around = |text: &str, value: &str| {
        let patterns = lengths.iter().flat_map(|prefix| {
            lengths.map(|suffix| format!("/{}{value}{}", text.repeat(*prefix), text.repeat(suffix)))
        });
        patterns.collect::<Vec<_>>()
    };
    let patterns = around("x", "<value>");
    let lines: Vec<_> = patterns.iter().map(|pattern| (vec!["GET"], pattern.as_str())).collect();
    build(&routes_of(&patterns), Strict, |table| {
        let table = table.unwrap();
        for path in around("x", "abc") {
            // As it is, with each of its bytes another, and without it.
            let others = (1..path.len()).flat_map(|at| {
                ["y", ""].map(|byte| format!("{}{byte}{}", &path[..at], &path[at + 1..]))
            });
            for path in others.chain([path.clone()]) {
                let expected = naive_matcher::answer(&lines, "GET", &path, true);
                assert_eq!(answer(table, "GET", &path, PathCoding::Encoded), expected, "{path}");
            }
        }
    });
}

#[test]
fn literals_of_every_length_are_told_apart() {
    let patterns: Vec<String> = (0..40)
        .flat_map(|n| ["a", "b"].map(|end| format!("/{}{end}/{}", "x".repeat(n), "y".repeat(n))))
        .collect();
    build(&routes_of(&patterns), Strict, |table| {
        let table = table.unwrap();
        for (pattern, id) in patterns.iter().zip(0..) {
            assert_eq!(id_of(table, pattern), Some(id), "{pattern}");
            assert_eq!(id_of(table, &format!("{pattern}/")), None, "{pattern}/");
            assert_eq!(id_of(table, &format!("{pattern}z")), None, "{pattern}z");
        }
    });
}

/// Texts around a parameter that are longer than the builder's shorthand can say.
#[test]
fn long_texts_around_a_parameter_are_told_apart() {
    let long = |n: usize| "p".repeat(n);
    let patterns: Vec<String> = [
        format!("/{}<x>", long(300)),
        format!("/{}<x>", long(301)),
        format!("/{}<x>", long(199)),
        format!("/{}<x>", long(200)),
        format!("/ppp<x>{}", long(250)),
        format!("/ppppp<x>{}", long(3)),
        format!("/ppp<x>{}", long(251)),
        "/<x>".to_owned(),
        format!("/<x>{}", long(220)),
    ]
    .into();
    let mut reversed = patterns.clone();
    reversed.reverse();
    let shown = |patterns: &[String]| {
        build(&routes_of(patterns), Strict, |table| {
            table.unwrap().routes().map(|route| route.pattern.len()).collect::<Vec<_>>()
        })
    };
    let expected = [305, 304, 204, 203, 12, 258, 257, 224, 4];
    assert_eq!((shown(&patterns), shown(&reversed)), (expected.into(), expected.into()));
}

/// A byte of zero pads a chunk, and no path may have one to pretend with.
#[test]
fn the_padding_of_a_chunk_is_no_text() {
    static ROUTES: Table<'static> = table![Route::get("/ab", 0), Route::get("/<x>/c", 1)];
    for path in ["/ab\0", "/ab\0\0", "/\0", "/ab%00"] {
        assert_eq!(
            answer(ROUTES, "GET", path, PathCoding::Encoded),
            Answer::BadRequest,
            "{path:?}"
        );
    }
}

/// Every byte of a word, wherever it stands in it.
#[test]
fn a_control_character_is_found_wherever_it_stands() {
    static ROUTES: Table<'static> =
        table![Route::get("/<a>", 0), Route::get("/<a>/bbbbbb", 1), Route::get("/c/{rest+}", 2)];
    for control in ["\u{7f}", "\u{1f}", "\u{1}", "\n"] {
        for count in 1..20 {
            let text = control.repeat(count);
            for path in ["/", "/c/", "/aaaa", "/none/"].into_iter().flat_map(|before| {
                ["", "/bbbbbb", "aaaaaaaa"].map(|after| format!("{before}{text}{after}"))
            }) {
                for coding in [PathCoding::Encoded, PathCoding::Decoded] {
                    assert_eq!(
                        answer(ROUTES, "GET", &path, coding),
                        Answer::BadRequest,
                        "{path:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn an_escape_is_found_wherever_it_stands() {
    static ROUTES: Table<'static> = table![Route::get("/<a>", 0), Route::get("/<a>/bbbbbb", 1)];
    for text in (0..20).flat_map(|count| ["a", "z", "~", "é"].map(|text| text.repeat(count))) {
        for (id, after) in [(0, ""), (1, "/bbbbbb")] {
            let path = format!("/{text}%C3{after}");
            for (coding, last) in
                [(PathCoding::Encoded, &b"\xC3"[..]), (PathCoding::Decoded, b"%C3")]
            {
                let value = [text.as_bytes(), last].concat();
                let call = Answer::Call(id, vec![("a".to_owned(), value)]);
                assert_eq!(answer(ROUTES, "GET", &path, coding), call, "{path}");
            }
        }
    }
}

#[test]
fn ten_thousand_routes_make_a_table() {
    let patterns: Vec<String> = (0..10_000)
        .map(|n| format!("/v1/resource{}/<id>/part{}/<part>/item{n}", n % 97, n % 13))
        .collect();
    build(&routes_of(&patterns), Strict, |table| {
        let table = table.unwrap();
        for n in (0..10_000).step_by(7) {
            let path = format!("/v1/resource{}/a%20b/part{}/c/item{n}", n % 97, n % 13);
            assert_eq!(id_of(table, &path), Some(n));
        }
        assert!(table.size() / 10_000 < 80, "{} bytes a route", table.size() / 10_000);
    });
}

/// All mixes of a literal and a parameter multiply; a table says how much.
#[test]
fn the_worst_number_of_steps_is_exact_where_routes_multiply() {
    let mixes = |depth: u32| -> Vec<String> {
        (0..1 << depth)
            .map(|mix: u32| {
                (0..depth)
                    .map(|bit| if mix >> bit & 1 == 0 { "/a".into() } else { format!("/<p{bit}>") })
                    .collect()
            })
            .collect()
    };
    for (depth, steps) in [(1, 3), (2, 7), (3, 15), (8, 511)] {
        build(&routes_of(&mixes(depth)), Strict, |table| {
            let table = table.unwrap();
            assert_eq!(table.worst_steps(), steps);
            // A path that fits everywhere, with a method that no route has.
            let path = "/a".repeat(depth as usize);
            assert_eq!(table.steps(Method::POST, &path), steps, "{path}");
            assert_eq!(table.steps(Method::GET, &path), depth + 1, "{path}");
        });
    }
    let bare: Vec<String> = vec!["/<a>/b".into(), "/c/{rest+}".into(), "/x<y>z/b".into()];
    build(&routes_of(&bare), Strict, |table| assert_eq!(table.unwrap().worst_steps(), 7));
}

#[test]
fn too_many_steps_are_a_compile_error_unless_they_are_allowed() {
    let text = TableError::TooManySteps { steps: 511, max_steps: MAX_STEPS }.to_string();
    assert!(text.starts_with("a lookup may take 511 steps, which is more than 64: "), "{text}");
    const ROUTES: &[Route<'static>] = &[
        Route::get("/a/a", 0),
        Route::get("/a/<x>", 1),
        Route::get("/<x>/a", 2),
        Route::get("/<x>/<y>", 3),
    ];
    static TABLE: Table<'static> = table!(routes: ROUTES, max_steps: 7);
    assert_eq!(TABLE.worst_steps(), 7);
}

#[test]
fn a_prefix_is_stripped_once_and_ends_with_a_segment() {
    static ROUTES: Table<'static> = table![
        Route::get("/", 0),
        Route::get("/x", 1),
        Route::get("/api/x", 2),
        Route::get("/apix", 3)
    ];
    let policy = Policy::new(ROUTES).strip_prefixes(&["/api/v1", "/api", "/stage/"]);
    // serverless web adapter: it stripped the prefix again and again, and within a segment.
    for (path, expected) in [
        ("/api/x", Some(1)),
        ("/api/v1/x", Some(1)),
        ("/api/api/x", Some(2)),
        ("/apix", Some(3)),
        ("/api", Some(0)),
        ("/api/", Some(0)),
        ("/api/v1", Some(0)),
        ("/x", Some(1)),
        ("/API/x", None),
        ("/api/v2/x", None),
        ("/stage/x", None),
        ("api/x", None),
        ("/api/%78", Some(1)),
    ] {
        let request = Request::new("GET", path);
        let mut scratch = vec![0; path.len()];
        let opened = policy.open(&request, &mut scratch);
        let id = match opened.decision {
            gatepost_core::Decision::Call(call) => Some(call.id),
            gatepost_core::Decision::Miss(_) => None,
        };
        assert_eq!(id, expected, "{path}");
    }
}

#[test]
fn a_slash_at_the_end_is_folded_where_that_is_asked_for() {
    let lines = ["GET /", "GET /a/", "GET /b", "GET /<x>/c/", "GET /files/{path+}"];
    with_routes(&lines, |routes| {
        build(routes, Fold, |table| {
            let table = table.unwrap();
            for (path, expected) in [
                ("/", Some(0)),
                ("/a", Some(1)),
                ("/a/", Some(1)),
                ("/a//", None),
                ("/b", Some(2)),
                ("/b/", Some(2)),
                ("/%62/", Some(2)),
                ("/b%2F", None),
                ("/x/c", Some(3)),
                ("/x/c/", Some(3)),
                ("/files/a/b/", Some(4)),
                ("/files/", None),
                ("//", Some(0)),
                ("", None),
            ] {
                assert_eq!(id_of(table, path), expected, "{path}");
            }
        });
    });
    with_routes(&["GET /a", "GET /a/"], |routes| {
        let error = build(routes, Fold, |table| table.unwrap_err().to_string());
        assert_eq!(error, "route GET /a/ repeats GET /a");
        assert!(build(routes, Strict, |table| table.is_ok()));
    });
    // Where the scratch is too small for what routes are sorted by, their patterns are compared.
    with_routes(&["GET /a-long-resource", "GET /a-long-resource/"], |routes| {
        let error = |trailing_slash| {
            let (mut entries, mut nodes) = ([Entry::EMPTY; 2], [Node::EMPTY; 2]);
            let room = Room { entries: &mut entries, slots: &mut [], nodes: &mut nodes };
            Table::build(routes, trailing_slash, room).unwrap_err().to_string()
        };
        assert_eq!(error(Fold), "route GET /a-long-resource/ repeats GET /a-long-resource");
        assert_eq!(error(Strict), "the table may need 6 nodes, and was lent 2");
    });
}
