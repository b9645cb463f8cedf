use gatepost_core::{Method, PathCoding, Pattern};

use crate::{
    naive_matcher,
    routes::{answer, methods, pattern, with_table},
};

/// A table answers as the naive matcher does, in no more steps than it says. The first line of the text
/// is a request, `GET /a/b`, each other line a route, `GET,POST /<a>/b`.
pub fn table(input: &[u8]) {
    let Ok(text) = str::from_utf8(input) else { return };
    let mut lines = text.lines();
    let Some((method, path)) = lines.next().and_then(|line| line.split_once(' ')) else {
        return;
    };
    if !is_name(method) {
        return;
    }
    let lines: Vec<&str> = lines.filter(|line| is_route(line)).take(24).collect();
    let routes: Vec<_> = lines.iter().map(|line| (names(line), pattern(line))).collect();
    with_table(&lines, |table| {
        // Two routes may repeat each other, or there may be too many methods.
        let Ok(table) = table else { return };
        for coding in [PathCoding::Encoded, PathCoding::Decoded] {
            let is_encoded = coding == PathCoding::Encoded;
            let expected = naive_matcher::answer(&routes, method, path, is_encoded);
            assert_eq!(
                answer(table, method, path, coding),
                expected,
                "{method} {path:?} {lines:?}"
            );
        }
        assert!(table.steps(Method::new(method), path) <= table.worst_steps());
    });
}

/// The names of a line's methods.
fn names(line: &str) -> Vec<&str> {
    methods(line).into_iter().map(|method| method.as_str()).collect()
}

fn is_route(line: &str) -> bool {
    line.split_once(' ').is_some_and(|(methods, pattern)| {
        methods.split(',').all(is_name) && Pattern::parse(pattern).is_ok()
    })
}

/// The naive matcher knows methods of letters only.
fn is_name(method: &str) -> bool {
    !method.is_empty() && method.bytes().all(|byte| byte.is_ascii_alphabetic())
}
