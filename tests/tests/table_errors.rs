//! Routes that make no table, and the text that says why; and the text of a table that they make.

use gatepost_core::{
    Entry, MAX_STEPS, Method, Node, PathCoding, Room, Route, Slot, StaticTable, Table, TableError,
    TrailingSlash::Strict,
};
use gatepost_tests::routes::{Answer, answer, build, with_table};

const GET: &[Method<'static>] = &[Method::GET];

/// The text of the error that `routes` make, over lent slices and as a static table alike.
#[track_caller]
fn what_is_wrong_with<const N: usize>(routes: [Route<'_>; N]) -> String {
    build(&routes, Strict, |table| {
        let error = table.expect_err("routes that make no table");
        assert_eq!(StaticTable::<N, 64>::try_new::<64>(&routes, Strict).err(), Some(error));
        assert_eq!(error.text().as_str(), error.to_string());
        error.to_string()
    })
}

/// What `lines` are as a table.
#[track_caller]
fn shown(lines: &[&str]) -> Vec<String> {
    with_table(lines, |table| {
        let table = table.unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(table.routes().len(), lines.len());
        table.to_string().lines().map(str::to_owned).collect()
    })
}

/// The error of `lines`, if they make no table.
fn error(lines: &[&str]) -> Option<String> {
    with_table(lines, |table| table.err().map(|error| error.to_string()))
}

#[test]
fn two_routes_with_a_path_and_a_method_in_common() {
    let cases = [
        (["GET /a", "GET /a"], "route GET /a repeats GET /a"),
        (
            ["GET /hello/<name>", "GET /hello/{id}"],
            "route GET /hello/{id} repeats GET /hello/<name>",
        ),
        (["GET /", "HEAD,GET /"], "route HEAD GET / repeats GET /"),
        (["GET,POST /<a>/b", "PUT,POST /<b>/b"], "route PUT POST /<b>/b repeats GET POST /<a>/b"),
        (["GET /v<a>.x", "GET /v<b>.x"], "route GET /v<b>.x repeats GET /v<a>.x"),
        (["GET /{a+}", "GET /{b+}"], "route GET /{b+} repeats GET /{a+}"),
        (["ANY /a/<b>", "ANY /a/<c>"], "route ANY /a/<c> repeats ANY /a/<b>"),
        (["PURGE /a", "LINK,PURGE /a"], "route LINK PURGE /a repeats PURGE /a"),
        (["HEAD /a", "HEAD /a"], "route HEAD /a repeats HEAD /a"),
        (["GET /é", "GET /é"], "route GET /é repeats GET /é"),
    ];
    for (lines, expected) in cases {
        assert_eq!(error(&lines).as_deref(), Some(expected));
    }
}

#[test]
fn nothing_else_is_a_repeat() {
    for lines in [
        ["GET /a", "POST /a"],
        ["GET /a", "HEAD /a"],
        ["GET /a", "get /a"],
        ["GET /a", "ANY /a"],
        ["ANY /a", "OPTIONS,HEAD /a"],
        ["GET /a", "GET /a/"],
        ["GET /a", "GET /A"],
        ["GET /a", "GET //a"],
        ["GET /a", "GET /<a>"],
        ["GET /<a>", "GET /{a+}"],
        ["GET /<a>", "GET /x<a>"],
        ["GET /x<a>", "GET /<a>x"],
        ["GET /x<a>", "GET /y<a>"],
        ["GET /x<a>y", "GET /x<a>z"],
        ["GET /<a>/b", "GET /a/<b>"],
        ["GET /é", "GET /e\u{301}"],
        ["PURGE /a", "LINK /a"],
        ["GET,GET /a", "POST,POST /a"],
    ] {
        assert_eq!(error(&lines), None, "{lines:?}");
        let [first, second] = lines;
        assert_eq!(error(&[second, first]), None, "{lines:?}");
    }
}

#[test]
fn a_repeat_names_the_later_route_first_with_its_handler() {
    let show = Route::get("/orders/<id>", 1).with_name("orders::show");
    let list =
        Route::new("/orders/{name}", &[Method::POST, Method::GET], 2).with_name("orders::list");
    let rest = Route::new("/{rest+}", &[], 3).with_name("rest");
    let bare = Route::new("/{all+}", &[], 4);
    assert_eq!(
        what_is_wrong_with([show, list]),
        "route POST GET /orders/{name} (orders::list) repeats GET /orders/<id> (orders::show)"
    );
    assert_eq!(
        what_is_wrong_with([list, show]),
        "route GET /orders/<id> (orders::show) repeats POST GET /orders/{name} (orders::list)"
    );
    assert_eq!(what_is_wrong_with([rest, bare]), "route ANY /{all+} repeats ANY /{rest+} (rest)");
    let error = with_two(show, list);
    assert!(
        matches!(error, TableError::Repeats { route, other } if route == list && other == show)
    );
}

fn with_two<'t>(first: Route<'t>, second: Route<'t>) -> TableError<'t> {
    StaticTable::<2, 64>::try_new::<64>(&[first, second], Strict).unwrap_err()
}

#[test]
fn a_repeat_is_found_among_many_whatever_their_order() {
    let mut lines: Vec<String> = (0..40).map(|at| format!("GET /s{at}/<id>")).collect();
    lines.extend((0..40).map(|at| format!("ANY /s{at}/<id>")));
    lines.extend((0..40).map(|at| format!("PUT,POST /<x>/s{at}/y<id>")));
    assert_eq!(error(&as_strs(&lines)), None);
    for (repeat, of) in [
        ("GET /s7/{it}", "GET /s7/<id>"),
        ("ANY /s39/{it}", "ANY /s39/<id>"),
        ("POST /<z>/s0/y<it>", "PUT POST /<x>/s0/y<id>"),
    ] {
        for at in (0..=lines.len()).step_by(17) {
            let mut lines = lines.clone();
            lines.insert(at, repeat.to_owned());
            let error = error(&as_strs(&lines)).unwrap();
            let one = format!("route {repeat} repeats {of}");
            assert!(error == one || error == format!("route {of} repeats {repeat}"), "{error}");
        }
    }
}

#[test]
fn of_several_mistakes_the_one_counts_that_is_defined_first() {
    let z = "route GET /z repeats GET /z";
    let cases: &[(&[&str], &str)] = &[
        (&["GET /z", "GET /b", "GET /z", "GET /b", "GET /<"], z),
        (&["GET /z", "GET /b", "GET /z", "G{} /b"], z),
        (&["GET /z", "GET /<", "GET /z"], "\"/<\": '<' does not close its parameter"),
        // Of the routes that one repeats, the first in the order that they are shown in.
        (&["PUT /z", "GET /z", "GET,PUT /z"], "route GET PUT /z repeats GET /z"),
        // In a pattern, a name counts where it stands first.
        (&["GET /<a>/<b>/<b>/*/<a>"], "\"/<a>/<b>/<b>/*/<a>\": it names the parameter <a> twice"),
    ];
    for (lines, expected) in cases {
        assert_eq!(error(lines).as_deref(), Some(*expected), "{lines:?}");
    }
}

fn as_strs(lines: &[String]) -> Vec<&str> {
    lines.iter().map(String::as_str).collect()
}

#[test]
fn a_method_that_is_no_token() {
    for method in [
        "", " ", "G ET", "GET ", "GET,POST", "G/T", "GET\n", "\0", "É", "(GET)", "G:", "a=b", "\"",
        "<x>", "@", "\u{7F}",
    ] {
        let methods = [Method::GET, Method::new(method)];
        let route = Route::new("/a", &methods, 1).with_name("it");
        assert_eq!(
            what_is_wrong_with([Route::get("/", 0), route]),
            format!(
                "route GET {method} /a (it): \"{method}\" is not a method: a method is a token, such as PURGE"
            )
        );
    }
}

#[test]
fn the_eighth_method_beside_the_standard_ones() {
    let own: Vec<String> = (1..=8).map(|at| format!("M{at}")).collect();
    let line = |count: usize| format!("GET,{} /a", own[..count].join(","));
    assert_eq!(error(&[&line(7), "M7,TRACE,M1 /b"]), None);
    let eighth = "M8 is the eighth method beside the standard ones; a table may have seven";
    let route = line(8).replace(',', " ");
    assert_eq!(error(&[&line(8)]), Some(format!("route {route}: {eighth}")));
    // Over all routes, the same one counted once.
    let lines = ["M1,M2 /a", "M3,M1 /b", "M4,M5 /c", "M6,M7,M2 /d", "M1,GET,M8 /e"];
    assert_eq!(error(&lines[..4]), None);
    assert_eq!(error(&lines), Some(format!("route M1 GET M8 /e: {eighth}")));
    // `get` is none of the standard ones.
    let get = error(&[&line(7), "get /b"]);
    assert_eq!(get, Some(format!("route get /b: {}", eighth.replace("M8", "get"))));
}

#[test]
fn more_routes_than_entries() {
    let paths: Vec<String> = (0..12).map(|at| format!("/{at}")).collect();
    let routes: Vec<_> = paths.iter().map(|path| Route::get(path, 0)).collect();
    for (count, room) in [(1, 0), (2, 1), (12, 0), (12, 10), (12, 11)] {
        let error = in_room(&routes[..count], room, 64, 64).unwrap_err();
        assert_eq!(error, format!("{count} routes are more than this table's {room}"));
    }
    for room in [12, 13, 100] {
        assert_eq!(in_room(&routes, room, 64, 64), Ok(12));
    }
    let error = StaticTable::<3, 64>::try_new::<64>(&routes, Strict).unwrap_err();
    assert_eq!(error.to_string(), "12 routes are more than this table's 3");
    let table = StaticTable::<20, 64>::try_new::<64>(&routes, Strict).unwrap();
    assert_eq!(table.table(&routes).routes().len(), 12);
    // Whatever the routes are: nothing else has been looked at.
    let bad = [Route::get("bad", 0), Route::get("bad", 0)];
    let error = StaticTable::<1, 64>::try_new::<64>(&bad, Strict).unwrap_err();
    assert_eq!(error.to_string(), "2 routes are more than this table's 1");
}

#[test]
fn more_routes_than_a_table_may_have() {
    let routes = vec![Route::get("/", 0); 65_536];
    let error = in_room(&routes, 65_537, 1, 1).unwrap_err();
    assert_eq!(error, "65536 routes are more than this table's 65534");
}

/// How many routes a table has that is built in so much room, or what is wrong.
fn in_room(
    routes: &[Route<'_>],
    entries: usize,
    slots: usize,
    nodes: usize,
) -> Result<usize, String> {
    let mut entries = vec![Entry::EMPTY; entries];
    let mut slots = vec![Slot::EMPTY; slots];
    let mut nodes = vec![Node::EMPTY; nodes];
    let room = Room { entries: &mut entries, slots: &mut slots, nodes: &mut nodes };
    let table = Table::build(routes, Strict, room).map_err(|error| error.to_string())?;
    for route in routes {
        let method = route.methods[0].as_str();
        let answered = answer(table, method, route.pattern, PathCoding::Decoded);
        assert!(matches!(answered, Answer::Call(..)), "{route}");
    }
    Ok(table.routes().len())
}

#[test]
fn less_room_than_a_table_may_need_is_an_error_or_enough() {
    let paths: Vec<String> = (0..40).map(|at| format!("/s{}/<id>/item{at}", at % 7)).collect();
    let routes: Vec<_> = paths.iter().map(|path| Route::get(path, 0)).collect();
    let bounds = Table::bounds(&routes);
    assert_eq!(in_room(&routes, 40, bounds.slots, bounds.nodes), Ok(40));
    for less in 0..bounds.slots {
        let built = in_room(&routes, 40, less, bounds.nodes);
        let error = format!("slots, and was lent {less}");
        assert!(built.as_ref().map_or_else(|text| text.ends_with(&error), |count| *count == 40));
    }
    for less in 0..bounds.nodes {
        let built = in_room(&routes, 40, bounds.slots, less);
        let error = format!("nodes, and was lent {less}");
        assert!(built.as_ref().map_or_else(|text| text.ends_with(&error), |count| *count == 40));
    }
}

/// Routes with one path share their nodes.
#[test]
fn as_many_nodes_as_routes_may_be_enough() {
    let routes = [Route::get("/a", 0), Route::new("/a", &[Method::POST], 1)];
    assert_eq!(in_room(&routes, 2, 64, 2), Ok(2));
    let error = in_room(&routes[..1], 1, 64, 1).unwrap_err();
    assert_eq!(error, "the table may need 2 nodes, and was lent 1");
}

/// Where the words of the patterns have no room, the patterns themselves are compared.
#[test]
fn a_repeat_counts_before_a_lack_of_nodes() {
    let long = |end: &str| format!("/<a>/{}{end}", "x".repeat(99));
    let (one, same, other) = (long("y/"), long("y"), long("z"));
    let short = Route::get("/a", 9);
    let routes = |first, second| [short, Route::get(first, 0), Route::get(second, 1)];
    let error = |first, second| in_room(&routes(first, second), 3, 64, 3).unwrap_err();
    assert_eq!(error(&same, &same), format!("route GET {same} repeats GET {same}"));
    for (first, second) in [(&same, &other), (&other, &same), (&one, &same), (&same, &one)] {
        assert!(error(first, second).ends_with(" nodes, and was lent 3"));
    }
}

/// However much is lent: a slot's number has sixteen bits, and half of a large family's slots are free.
#[test]
fn a_family_may_have_16384_siblings() {
    let paths: Vec<String> = (0..16_385).map(|at| format!("/{at}")).collect();
    let routes: Vec<_> = paths.iter().map(|path| Route::get(path, 0)).collect();
    let error = in_room(&routes, 16_385, 200_000, 40_000).unwrap_err();
    assert_eq!(error, "the table may need 65535 slots, and was lent 200000");
    assert_eq!(in_room(&routes[1..], 16_384, 200_000, 40_000), Ok(16_384));
}

/// One slot for the root, and a place in 128 for each of 33.
#[test]
fn a_large_family_needs_its_whole_width() {
    let paths: Vec<String> = (0..33).map(|at| format!("/{at}")).collect();
    let routes: Vec<_> = paths.iter().map(|path| Route::get(path, 0)).collect();
    assert_eq!(in_room(&routes, 33, 129, 34), Ok(33));
    assert!(in_room(&routes, 33, 128, 34).is_err());
}

/// One slot for the root, one for the parameter, and one for each eight bytes of the text around it.
#[test]
fn the_text_around_a_parameter_needs_slots() {
    for (pattern, slots) in [("/1234<x>567", 3), ("/1234<x>5678", 3), ("/12345<x>6789", 4)] {
        let routes = [Route::get(pattern, 0)];
        assert_eq!(in_room(&routes, 1, slots, 2), Ok(1));
        let error = format!(" slots, and was lent {}", slots - 1);
        assert!(in_room(&routes, 1, slots - 1, 2).unwrap_err().ends_with(&error), "{pattern}");
        assert!(Table::bounds(&routes).slots >= slots);
    }
}

/// It lies behind all others, of which each has one slot where none has a sibling that is in its way.
#[test]
fn a_large_family_may_end_at_the_last_slot() {
    const LAST: usize = 65_535;
    let siblings: Vec<String> = (0..33).map(|at| format!("/z/{at}")).collect();
    // One node for the root, one for `/z`, and one for each eight bytes of the ways before.
    for (before, fits) in [(LAST - 128, true), (LAST - 127, false)] {
        let (ways, rest) = ((before - 2) / 5_000, (before - 2) % 5_000);
        let way = |at: usize, nodes: usize| format!("/{at:07}{}", "x".repeat(8 * (nodes - 1)));
        let mut paths: Vec<String> = (0..ways).map(|at| way(at, 5_000)).collect();
        paths.push(way(ways, rest));
        paths.extend(siblings.iter().cloned());
        let routes: Vec<_> = paths.iter().map(|path| Route::get(path, 0)).collect();
        assert_eq!(in_room(&routes, 99, LAST, 70_000).is_ok(), fits, "{before}");
    }
}

/// Names that were made to be hard to tell apart make no table that takes one for another.
#[test]
fn siblings_of_which_too_many_hash_alike_make_no_table() {
    // The ten bits that 300 siblings are told apart by first.
    let place = |name: &str| {
        let chunk = format!("{name}/").into_bytes().try_into().unwrap();
        u64::from_le_bytes(chunk).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 54
    };
    let names = (1_000_000..9_999_999).map(|number| number.to_string());
    let alike: Vec<String> = names.filter(|name| place(name) == 0).take(300).collect();
    let paths: Vec<String> = alike.iter().map(|name| format!("/{name}")).collect();
    let routes: Vec<_> = paths.iter().map(|path| Route::get(path, 0)).collect();
    assert_eq!(in_room(&routes[..256], 256, 4_096, 400), Ok(256));
    let error = in_room(&routes, 300, 4_096, 400).unwrap_err();
    assert_eq!(error, "the table may need 1212 slots, and was lent 4096");
}

#[test]
fn a_text_that_is_no_pattern() {
    assert_eq!(
        what_is_wrong_with([Route::get("/", 0), Route::new("/:id", GET, 1).with_name("show")]),
        "\"/:id\": a parameter is written <name>, not :id"
    );
    assert_eq!(what_is_wrong_with([Route::new("", &[], 1)]), "\"\": a pattern starts with '/'");
    let bad = [Route::get("/<", 0)];
    let error = StaticTable::<1, 64>::try_new::<64>(&bad, Strict).unwrap_err();
    assert!(matches!(error, TableError::Pattern(error) if error.pattern() == "/<"));
}

#[test]
fn the_text_of_an_error_ends_between_characters_where_it_is_cut() {
    let prefix = "route GET /";
    for (unit, shift) in [("é", 0), ("é", 1), ("日", 0), ("日", 1), ("🦀", 1), ("🦀", 3), ("a", 0)]
    {
        let pattern = format!("/{}{}", "x".repeat(shift), unit.repeat(2_000));
        let text = what_is_wrong_with([Route::get(&pattern, 0), Route::get(&pattern, 1)]);
        assert!((1_018..=1_024).contains(&text.len()), "{unit}: {}", text.len());
        assert!(text.starts_with(prefix) && text.ends_with(unit), "{text}");
    }
}

#[test]
fn a_table_is_shown_in_the_order_of_precedence() {
    let mut lines = [
        "GET /",
        "POST,PUT /a",
        "GET /a/b",
        "GET /a/bc",
        "DELETE /a/order-<id>.json",
        "DELETE /a/order-<id>",
        "PATCH /a/v<id>",
        "GET /a/<id>.tar.gz",
        "GET /a/{id}.gz",
        "PURGE /a/<id>",
        "ANY /a/<id>",
        "GET /a/<id>/b",
        "GET /a/{rest+}",
        "OPTIONS /b",
        "GET /<x>/a",
        "CONNECT,TRACE /{all+}",
    ];
    let expected = [
        "GET     /",
        "POST,PUT /a",
        "GET     /a/b",
        "GET     /a/bc",
        "DELETE  /a/order-<id>.json",
        "DELETE  /a/order-<id>",
        "PATCH   /a/v<id>",
        "GET     /a/<id>.tar.gz",
        "GET     /a/{id}.gz",
        "PURGE   /a/<id>",
        "ANY     /a/<id>",
        "GET     /a/<id>/b",
        "GET     /a/{rest+}",
        "OPTIONS /b",
        "GET     /<x>/a",
        "CONNECT,TRACE /{all+}",
    ];
    for _ in 0..lines.len() {
        lines.rotate_left(1);
        assert_eq!(shown(&lines), expected);
    }
    lines.reverse();
    assert_eq!(shown(&lines), expected);
}

/// The line of a route that is shown so.
fn unpadded(shown: &str) -> String {
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn routes_with_the_same_path_are_shown_in_one_order() {
    // By the first of a route's methods.
    for [first, second] in
        [["GET     /a", "POST    /a"], ["PUT,GET /a", "POST    /a"], ["GET,PUT /a", "POST    /a"]]
    {
        assert_eq!(shown(&[&unpadded(first), &unpadded(second)]), [first, second]);
        assert_eq!(shown(&[&unpadded(second), &unpadded(first)]), [first, second]);
    }
}

#[test]
fn names_are_shown_in_a_column() {
    let routes = [
        Route::get("/orders/<id>", 0).with_name("show"),
        Route::get("/", 1).with_name("home"),
        Route::new("/orders", &[Method::PUT], 2),
    ];
    let expected = "GET     /             home\nPUT     /orders\nGET     /orders/<id>  show";
    build(&routes, Strict, |table| {
        let table = table.unwrap();
        assert_eq!(table.to_string(), expected);
        assert_eq!(table.routes().map(|route| route.id).collect::<Vec<_>>(), [1, 2, 0]);
    });
    build(&[], Strict, |table| assert_eq!(table.unwrap().to_string(), ""));
}

/// The same at compile time: these would not compile.
#[test]
fn a_static_table_of_these_routes_panics_with_the_text() {
    let routes = [Route::get("/hello/<name>", 0), Route::get("/hello/<id>", 1)];
    let panic =
        std::panic::catch_unwind(|| StaticTable::<2, 64>::new::<64>(&routes, Strict, MAX_STEPS))
            .unwrap_err();
    let text = panic.downcast_ref::<String>().unwrap();
    assert_eq!(text, "route GET /hello/<id> repeats GET /hello/<name>");
}
