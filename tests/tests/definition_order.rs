//! Where the order of definition would make another answer than precedence: a table, and the answers of
//! all short paths as an oracle.

use std::{collections::BTreeSet, sync::LazyLock};

use gatepost_core::definition_order_conflict;
use gatepost_tests::{
    naive_matcher,
    routes::{Answer, with_routes},
};
use proptest::{collection::vec, prelude::*, sample::subsequence};

fn conflict(lines: &[&str]) -> Option<(usize, usize)> {
    with_routes(lines, definition_order_conflict)
}

/// Pairs of which the second takes requests from the first.
const CONFLICTS: &[[&str; 2]] = &[
    ["GET /<greeting>/<name>", "GET /hello/<name>"],
    ["GET /<a>/b", "GET /a/<b>"],
    ["GET /<a>/<x>", "GET /<b>/y"],
    ["GET /<a>", "GET /a"],
    ["GET /<a>", "GET /v<a>"],
    ["GET /v<a>", "GET /v1<a>"],
    ["GET /v<a>", "GET /v1"],
    ["GET /<a>.json", "GET /v<a>"],
    ["GET /<a>n", "GET /<a>.json"],
    ["GET /{a+}", "GET /<a>"],
    ["GET /{a+}", "GET //"],
    ["GET /{a+}", "GET /a/"],
    ["GET /{a+}", "GET //{a+}"],
    ["GET /a/{a+}", "GET /a/b/c"],
    ["GET /<b>/{a+}", "GET /a/{a+}"],
    ["GET /é<a>", "GET /éé"],
    // Methods.
    ["GET,POST /<a>", "PUT,POST /a"],
    ["GET /<a>", "HEAD /a"],
    ["HEAD /<a>", "GET /a"],
    ["ANY /<a>", "PURGE /a"],
    ["PURGE /<a>", "ANY /a"],
    ["ANY /<a>", "ANY /a"],
    ["GET /<a>", "ANY /a"],
    // One path.
    ["ANY /a", "GET /a"],
    ["ANY /<a>", "HEAD /<b>"],
    ["GET /a", "HEAD /a"],
    ["GET /a", "POST,HEAD /a"],
];

/// Pairs whose order is of no matter, or right.
const NO_CONFLICTS: &[[&str; 2]] = &[
    ["GET /hello/<name>", "GET /<greeting>/<name>"],
    ["GET /a", "GET /<a>"],
    ["GET /a", "GET /b"],
    ["GET /<a>", "GET /a/b"],
    ["GET /<a>", "GET /a/"],
    ["GET /<a>/", "GET /a"],
    ["GET /<a>", "GET /"],
    ["GET /<a>/<b>", "GET //b"],
    ["GET /<a>/y", "GET /<b>/<x>"],
    ["GET /{a+}", "GET /"],
    ["GET /a/{a+}", "GET /a/"],
    ["GET /a/{a+}", "GET /a"],
    ["GET /a/{a+}", "GET /b/c"],
    ["GET /<b>/{a+}", "GET //a"],
    ["GET /v<a>", "GET /v"],
    ["GET /v<a>", "GET /w1"],
    ["GET /va<a>", "GET /v<a>"],
    ["GET /<a>.json", "GET /.json"],
    ["GET /aa<a>ab", "GET /aab"],
    ["GET /<a>x", "GET /b<a>y"],
    ["GET /b<a>", "GET /cc<a>"],
    ["GET /é<a>", "GET /è<a>b"],
    // Methods.
    ["GET /<a>", "POST /a"],
    ["POST /<a>", "HEAD /a"],
    ["GET /<a>", "get /a"],
    // One path.
    ["GET /a", "ANY /a"],
    ["HEAD /a", "GET /a"],
    ["GET /a", "POST /a"],
    ["GET,HEAD /a", "POST /a"],
    ["GET /<a>", "ANY /<b>"],
];

#[test]
fn pairs() {
    for pair in CONFLICTS {
        assert_eq!(conflict(pair), Some((0, 1)), "{pair:?}");
        let [first, second] = *pair;
        assert_eq!(conflict(&[second, first]), None, "{pair:?} the other way round");
    }
    for pair in NO_CONFLICTS {
        assert_eq!(conflict(pair), None, "{pair:?}");
    }
}

#[test]
fn the_first_pair_is_named() {
    for (lines, expected) in [
        (&["GET /"][..], None),
        (&[], None),
        (&["GET /b", "GET /<a>", "POST /c", "GET /c", "GET /{a+}", "GET /d"], Some((1, 3))),
        (&["GET /{a+}", "GET /b/<a>", "GET /<a>/b", "GET /b/b"], Some((0, 1))),
        (&["GET /b/b", "GET /b/<a>", "GET /<a>/b", "GET /{a+}"], None),
        // The first answers what the others have in common, and they are a pair all the same.
        (&["GET /b/b", "GET /<a>/b", "GET /b/<a>"], Some((1, 2))),
    ] {
        assert_eq!(conflict(lines), expected, "{lines:?}");
    }
}

// ---- the oracle: all short paths

const SEGMENTS: [&str; 7] = ["", "a", "b", "<n>", "a<n>", "<n>b", "a<n>b"];
const METHODS: [&str; 5] = ["GET", "HEAD", "POST", "PURGE", "OPTIONS"];

type Line = (Vec<&'static str>, String);

/// All patterns of one or two segments, the last perhaps a catch-all.
fn patterns() -> Vec<String> {
    let last: Vec<_> = SEGMENTS.iter().copied().chain(["{m+}"]).collect();
    let one = last.iter().map(|last| format!("/{last}"));
    let two = SEGMENTS.iter().flat_map(|first| last.iter().map(move |last| two_of(first, last)));
    one.chain(two).collect()
}

fn two_of(first: &str, last: &str) -> String {
    format!("/{first}/{}", last.replace('n', "m"))
}

/// All paths of at most eight bytes, the alphabet's being two letters and the slash: the longest that
/// two patterns can need.
fn paths() -> Vec<String> {
    let (mut paths, mut at) = (vec!["/".to_owned()], 0);
    while at < paths.len() && paths[at].len() < 8 {
        paths.extend(["a", "b", "/"].map(|byte| paths[at].clone() + byte));
        at += 1;
    }
    paths
}

fn naive_answer(lines: &[&Line], method: &str, path: &str) -> Option<u32> {
    let routes: Vec<_> = lines.iter().map(|(methods, text)| (methods.clone(), &**text)).collect();
    match naive_matcher::answer(&routes, method, path, false) {
        Answer::Call(id, _) => Some(id),
        _ => None,
    }
}

/// What is answered where the first route counts that answers at all.
fn first_answer(lines: &[&Line], method: &str, path: &str) -> Option<u32> {
    let answers = |line: &&&Line| naive_answer(&[line], method, path).is_some();
    let found = lines.iter().zip(0..).find(|(line, _)| answers(line));
    found.map(|(_, id)| id)
}

/// Whether the two semantics differ for some request of one of `paths`.
fn differ(lines: &[&Line], methods: &[&str], paths: &[&str]) -> bool {
    let differs =
        |method, path| naive_answer(lines, method, path) != first_answer(lines, method, path);
    paths.iter().any(|path| methods.iter().any(|method| differs(method, path)))
}

fn conflict_of(lines: &[&Line]) -> Option<(usize, usize)> {
    let names = |methods: &[&str]| match methods {
        [] => "ANY".to_owned(),
        methods => methods.join(","),
    };
    let lines: Vec<_> =
        lines.iter().map(|(methods, text)| format!("{} {text}", names(methods))).collect();
    conflict(&lines.iter().map(String::as_str).collect::<Vec<_>>())
}

/// The patterns, and of [`paths`] those that fit each.
static FITTING: LazyLock<Vec<(String, BTreeSet<String>)>> = LazyLock::new(|| {
    let paths = paths();
    let fitting = patterns().into_iter().map(|text| {
        let line = (vec!["GET"], text);
        let fits = |path: &&String| naive_answer(&[&line], "GET", path).is_some();
        let fitting = paths.iter().filter(fits).cloned().collect();
        (line.1, fitting)
    });
    fitting.collect()
});

/// The paths that fit both patterns: only there can it matter which route comes first.
fn common(one: usize, other: usize) -> Vec<&'static str> {
    FITTING[one].1.intersection(&FITTING[other].1).map(String::as_str).collect()
}

#[test]
fn all_pairs_of_patterns() {
    let line = |at: usize| (vec!["GET"], FITTING[at].0.clone());
    for (one, other) in
        (0..FITTING.len()).flat_map(|one| (0..FITTING.len()).map(move |other| (one, other)))
    {
        let lines = [&line(one), &line(other)];
        let differ = differ(&lines, &["GET"], &common(one, other));
        assert_eq!(conflict_of(&lines).is_some(), differ, "{lines:?}");
    }
}

#[test]
fn all_pairs_of_methods() {
    let sets = || {
        [
            &["GET"][..],
            &["HEAD"],
            &["POST"],
            &["GET", "HEAD"],
            &["GET", "POST"],
            &["HEAD", "POST"],
            &["PURGE"],
            &[],
        ]
    };
    for (one, other) in sets().into_iter().flat_map(|one| sets().map(|other| (one, other))) {
        for (first, second) in
            [("/<n>", "/a"), ("/a", "/<n>"), ("/a", "/a"), ("/<n>", "/<m>"), ("/a", "/b")]
        {
            let lines = [&(one.to_vec(), first.to_owned()), &(other.to_vec(), second.to_owned())];
            let differ = differ(&lines, &METHODS, &["/a", "/b"]);
            assert_eq!(conflict_of(&lines).is_some(), differ, "{lines:?}");
        }
    }
}

fn table() -> impl Strategy<Value = Vec<(Vec<&'static str>, usize)>> {
    let methods = prop_oneof![
        4 => Just(vec!["GET"]),
        2 => subsequence(METHODS.to_vec(), 1..3),
        1 => Just(vec![]),
    ];
    vec((methods, 0..FITTING.len()), 0..6)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_first_pair_that_differs_is_named(table in table()) {
        let lines: Vec<Line> = table.iter().map(|(methods, at)| (methods.clone(), FITTING[*at].0.clone())).collect();
        let pairs = (0..table.len()).flat_map(|one| (one + 1..table.len()).map(move |other| (one, other)));
        let expected = pairs.into_iter().find(|&(one, other)| {
            differ(&[&lines[one], &lines[other]], &METHODS, &common(table[one].1, table[other].1))
        });
        prop_assert_eq!(conflict_of(&lines.iter().collect::<Vec<_>>()), expected);
    }

    #[test]
    fn without_a_conflict_a_table_answers_in_the_order_of_definition(table in table()) {
        let mut lines: Vec<&Line> = vec![];
        let all: Vec<Line> = table.iter().map(|(methods, at)| (methods.clone(), FITTING[*at].0.clone())).collect();
        for line in &all {
            // Only those that leave it without one.
            lines.push(line);
            if conflict_of(&lines).is_some() {
                lines.pop();
            }
        }
        let paths: Vec<_> = FITTING[0].1.iter().chain(&FITTING[FITTING.len() - 1].1).map(String::as_str).step_by(3).collect();
        prop_assert!(!differ(&lines, &METHODS, &paths));
    }
}
