//! Laws of routing, over random tables and paths: a table answers what the naive matcher does.
//!
//! `GATEPOST_CASES=100000 cargo test -p gatepost-tests --release --test routing_laws` runs longer.

use gatepost_core::{
    MatchError, Method, PathCoding, StaticTable, TableError,
    TrailingSlash::{self, Strict},
};
use gatepost_tests::{
    naive_matcher,
    routes::{Answer, answer, build, find, methods, pattern, with_routes, with_table},
};
use proptest::{
    collection::vec,
    prelude::*,
    sample::{select, subsequence},
    strategy::Union,
};

const MAX_ROUTES: usize = 12;

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: gatepost_laws::cases(800),
        failure_persistence: None,
        max_global_rejects: u32::MAX,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_table_answers_what_the_naive_matcher_does(
        lines in table(),
        requests in vec(request(), 32),
    ) {
        let lines = as_strs(&lines);
        with_table(&lines, |table| {
            let table = table.unwrap();
            for Asked { method, path, coding } in &requests {
                let expected = naive_answer(&lines, method, path, *coding);
                prop_assert_eq!(answer(table, method, path, *coding), expected, "{} {}", method, path);
            }
            Ok(())
        })?;
    }

    #[test]
    fn a_matcher_finds_what_a_table_answers(
        lines in table(),
        requests in vec(request(), 32),
    ) {
        let lines = as_strs(&lines);
        with_table(&lines, |table| {
            let table = table.unwrap();
            for Asked { method, path, coding } in &requests {
                // What is no token is to a matcher one more method without a name.
                let named = if method.is_empty() { "BREW" } else { method };
                let expected = match answer(table, named, path, *coding) {
                    Answer::Call(id, params) => {
                        Ok((id, params.into_iter().map(|(_, value)| value).collect()))
                    }
                    Answer::NotFound => Err(MatchError::NotFound),
                    Answer::NotAllowed(_) | Answer::Options(_) => Err(MatchError::MethodNotAllowed),
                    Answer::BadRequest => Err(MatchError::ControlCharacter),
                    Answer::TooLong => Err(MatchError::PathTooLong),
                };
                prop_assert_eq!(find(table, method, path, *coding), expected, "{} {}", method, path);
            }
            Ok(())
        })?;
    }

    #[test]
    fn a_path_made_of_a_pattern_is_answered_as_the_naive_matcher_does(
        lines in table(),
        seeds in vec((any::<prop::sample::Index>(), any::<u64>(), vec(value(), 5), method()), 16),
    ) {
        prop_assume!(!lines.is_empty());
        let lines = as_strs(&lines);
        with_table(&lines, |table| {
            let table = table.unwrap();
            for (line, mask, values, method) in &seeds {
                let path = escaped(&filled(pattern(lines[line.index(lines.len())]), values), *mask);
                for coding in [PathCoding::Encoded, PathCoding::Decoded] {
                    let expected = naive_answer(&lines, method, &path, coding);
                    prop_assert_eq!(answer(table, method, &path, coding), expected, "{} {}", method, &path);
                }
            }
            Ok(())
        })?;
    }

    #[test]
    fn the_order_of_definition_changes_no_answer(
        (lines, shuffled) in table().prop_flat_map(|lines| (Just(lines.clone()), Just(lines).prop_shuffle())),
        requests in vec(request(), 32),
    ) {
        let (lines, shuffled) = (as_strs(&lines), as_strs(&shuffled));
        for Asked { method, path, coding } in &requests {
            let answers = [&lines, &shuffled].map(|lines| {
                with_table(lines, |table| match answer(table.unwrap(), method, path, *coding) {
                    Answer::Call(id, params) => (Some(lines[id as usize]), Answer::Call(0, params)),
                    miss => (None, miss),
                })
            });
            prop_assert_eq!(&answers[0], &answers[1], "{} {}", method, path);
        }
    }

    #[test]
    fn a_lookup_takes_at_most_the_worst_number_of_steps(
        lines in table(),
        requests in vec(request(), 32),
    ) {
        let lines = as_strs(&lines);
        with_table(&lines, |table| {
            let table = table.unwrap();
            for Asked { method, path, .. } in &requests {
                let steps = table.steps(Method::new(method), path);
                prop_assert!(steps <= table.worst_steps(), "{} {}: {}", method, path, steps);
            }
            Ok(())
        })?;
    }

    /// Folding is trimming: a table that folds answers as one that does not, of patterns and for
    /// paths without the slash at their end.
    #[test]
    fn a_slash_at_the_end_counts_for_nothing_where_it_is_folded(
        lines in table(),
        requests in vec(request(), 32),
    ) {
        let mut trimmed: Vec<String> = Vec::new();
        for line in lines.iter().map(|line| trim(line)) {
            if !trimmed.iter().any(|other| is_repeat(other, line)) {
                trimmed.push(line.to_owned());
            }
        }
        let trimmed = as_strs(&trimmed);
        let slashed: Vec<String> = trimmed.iter().map(|line| slashed(line)).collect();
        let differs = with_routes(&as_strs(&slashed), |routes| {
            build(routes, TrailingSlash::Fold, |folding| with_table(&trimmed, |strict| {
                let (folding, strict) = (folding.unwrap(), strict.unwrap());
                requests.iter().find(|Asked { method, path, coding }| {
                    let expected = answer(strict, method, trim(path), *coding);
                    answer(folding, method, path, *coding) != expected
                }).cloned()
            }))
        });
        prop_assert_eq!(differs, None);
    }

    #[test]
    fn a_static_table_answers_as_one_over_lent_slices(
        lines in table(),
        requests in vec(request(), 16),
    ) {
        let lines = as_strs(&lines);
        let same = with_routes(&lines, |routes| {
            let fixed = StaticTable::<MAX_ROUTES, 512>::try_new::<256>(routes, Strict).unwrap();
            let fixed = fixed.table(routes);
            with_table(&lines, |lent| {
                let lent = lent.unwrap();
                let shown = (fixed.to_string(), lent.to_string());
                let answers = requests.iter().map(|Asked { method, path, coding }| {
                    [fixed, lent].map(|table| answer(table, method, path, *coding))
                });
                shown.0 == shown.1 && answers.into_iter().all(|[fixed, lent]| fixed == lent)
            })
        });
        prop_assert!(same);
    }

    #[test]
    fn routes_make_a_table_unless_two_have_a_path_and_a_method_in_common(
        lines in vec(line(), 0..MAX_ROUTES),
    ) {
        let lines = as_strs(&lines);
        let repeats = (0..lines.len())
            .any(|at| lines[..at].iter().any(|earlier| is_repeat(earlier, lines[at])));
        let built = with_table(&lines, |table| match table {
            Ok(_) => Ok(()),
            Err(TableError::Repeats { route, other }) => {
                let [later, earlier] = [route.id, other.id].map(|id| lines[id as usize]);
                assert!(route.id > other.id && is_repeat(later, earlier));
                Err(())
            }
            Err(error) => panic!("{error}"),
        });
        prop_assert_eq!(built.is_err(), repeats);
    }
}

/// A path or a line without a slash at its end, unless there is nothing else.
fn trim(text: &str) -> &str {
    match text.strip_suffix('/') {
        Some(before) if !before.is_empty() && !before.ends_with(' ') => before,
        _ => text,
    }
}

/// A line with a slash at its end, where there may be one.
fn slashed(line: &str) -> String {
    if line.ends_with(" /") || line.ends_with("+}") { line.to_owned() } else { format!("{line}/") }
}

#[track_caller]
fn naive_answer(lines: &[&str], method: &str, path: &str, coding: PathCoding) -> Answer {
    let names = |line| methods(line).into_iter().map(|method| method.as_str()).collect();
    let routes: Vec<_> = lines.iter().map(|line| (names(line), pattern(line))).collect();
    naive_matcher::answer(&routes, method, path, coding == PathCoding::Encoded)
}

fn as_strs(lines: &[String]) -> Vec<&str> {
    lines.iter().map(String::as_str).collect()
}

/// Whether two lines have a path, but for the names of parameters, and a method in common.
fn is_repeat(one: &str, other: &str) -> bool {
    let [one_methods, other_methods] = [one, other].map(methods);
    let in_common = one_methods.iter().any(|method| other_methods.contains(method));
    shape(pattern(one)) == shape(pattern(other))
        && (in_common || one_methods.is_empty() && other_methods.is_empty())
}

/// A pattern without the names of its parameters.
fn shape(pattern: &str) -> String {
    let segments = pattern.split('/').map(|segment| {
        let Some(((prefix, name), suffix)) = split_parameter(segment) else {
            return segment.to_owned();
        };
        format!("{prefix}<{}>{suffix}", if name.ends_with('+') { "+" } else { "" })
    });
    segments.collect::<Vec<_>>().join("/")
}

/// A path that fits, or nearly: with `values` in the place of the parameters.
fn filled(pattern: &str, values: &[String]) -> String {
    let segments =
        pattern.split('/').zip(values.iter().cycle()).map(
            |(segment, value)| match split_parameter(segment) {
                Some(((prefix, _), suffix)) => format!("{prefix}{value}{suffix}"),
                None => segment.to_owned(),
            },
        );
    segments.collect::<Vec<_>>().join("/")
}

fn split_parameter(segment: &str) -> Option<((&str, &str), &str)> {
    let (before, suffix) = segment.split_once(['>', '}'])?;
    Some((before.split_once(['<', '{'])?, suffix))
}

/// `path` with the bytes that have a bit in `mask` as escapes, slashes excepted.
fn escaped(path: &str, mask: u64) -> String {
    let bytes = path.bytes().enumerate().map(|(at, byte)| match (byte, mask >> (at % 64) & 3) {
        (b'/' | b'%', _) | (_, 0) => vec![byte],
        (byte, 1) => format!("%{byte:02x}").into_bytes(),
        (byte, 3) => format!("%{byte:02X}").into_bytes(),
        (byte, _) => vec![byte],
    });
    String::from_utf8_lossy(&bytes.flatten().collect::<Vec<_>>()).into_owned()
}

/// The lines of a table: those that repeat an earlier one are left out.
fn table() -> impl Strategy<Value = Vec<String>> {
    vec(line(), 0..MAX_ROUTES).prop_map(|lines| {
        let mut kept: Vec<String> = vec![];
        for line in lines {
            if !kept.iter().any(|earlier| is_repeat(earlier, &line)) {
                kept.push(line);
            }
        }
        kept
    })
}

fn line() -> impl Strategy<Value = String> {
    let methods = vec!["GET", "HEAD", "POST", "DELETE", "OPTIONS", "PURGE", "LINK", "get"];
    let some = subsequence(methods, 1..3).prop_map(|methods| methods.join(","));
    let methods = prop_oneof![3 => Just("GET".to_owned()), 4 => some, 1 => Just("ANY".to_owned())];
    (methods, segments()).prop_map(|(methods, segments)| format!("{methods} {segments}"))
}

/// A pattern; its parameters are named after their places.
fn segments() -> impl Strategy<Value = String> {
    let rest = prop_oneof![3 => Just(None), 1 => Just(Some("{N+}".to_owned()))];
    (vec(segment(), 0..4), rest, select(vec!["p", "q"])).prop_map(|(segments, rest, name)| {
        let pattern: String =
            segments.into_iter().chain(rest).map(|text| "/".to_owned() + &text).collect();
        let pattern = if pattern.is_empty() { "/".to_owned() } else { pattern };
        let mut parts = pattern.split('N');
        let first = parts.next().unwrap_or_default().to_owned();
        parts.zip(0..).fold(first, |text, (part, at): (&str, u8)| format!("{text}{name}{at}{part}"))
    })
}

fn segment() -> impl Strategy<Value = String> {
    let literal = select(vec!["a", "b", "ab", "é", "", "..", "a+b"]).prop_map(str::to_owned);
    let around = || select(vec!["", "", "a", "b", "ab", "é", "."]);
    let name = || select(vec!["<N>", "{N}"]);
    let affixed = (around(), name(), around()).prop_map(|(a, name, b)| format!("{a}{name}{b}"));
    Union::new_weighted(vec![
        (4, literal.boxed()),
        (3, name().prop_map(str::to_owned).boxed()),
        (3, affixed.boxed()),
    ])
}

#[derive(Clone, PartialEq, Debug)]
struct Asked {
    method: &'static str,
    path: String,
    coding: PathCoding,
}

fn request() -> impl Strategy<Value = Asked> {
    let coding = prop_oneof![3 => Just(PathCoding::Encoded), 1 => Just(PathCoding::Decoded)];
    // A third with escapes.
    let mask = prop_oneof![2 => Just(0), 1 => any::<u64>()];
    (method(), vec(value(), 0..5), mask, coding).prop_map(|(method, parts, mask, coding)| Asked {
        method,
        path: escaped(&parts.iter().map(|part| "/".to_owned() + part).collect::<String>(), mask),
        coding,
    })
}

fn method() -> impl Strategy<Value = &'static str> {
    select(vec![
        "GET", "GET", "GET", "HEAD", "POST", "DELETE", "OPTIONS", "PURGE", "LINK", "get", "BREW",
        "",
    ])
}

/// What may stand between two slashes of a path, or around one.
fn value() -> impl Strategy<Value = String> {
    let plain =
        select(vec!["a", "b", "ab", "é", "", "..", "a+b", "aa", "aab", "aba", "a.b", "éé", "x"]);
    let odd = select(vec![
        "%",
        "%%",
        "%zz",
        "%4",
        "a%",
        "%2F",
        "%2f",
        "%2541",
        "%C3%A9",
        "%C0%AF",
        "%FF",
        "a%C3",
        "%A9",
        "%61",
        "a%62",
        "%00",
        "%0a",
        "\n",
        "\u{7f}",
        "a/b",
        "//",
        "\\",
        "a b",
        "🦀",
        "%F0%9F%A6%80",
        "%+1",
        "हिन्दी",
    ]);
    prop_oneof![4 => plain, 1 => odd].prop_map(str::to_owned)
}
