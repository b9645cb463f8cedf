//! Random tables and requests, answered by a table and by the naive matcher.

use std::collections::HashSet;

use gatepost_core::PathCoding;
use gatepost_tests::{
    naive_matcher,
    routes::{answer, methods, pattern, with_table},
};

use crate::common::random::Random;

const TABLES: usize = 5_000;
const LOOKUPS: usize = 25;

/// How many lookups there are, and how many of them are answered wrong.
pub fn differences() -> (usize, usize) {
    let mut random = Random::new(3);
    let wrong = (0..TABLES).map(|_| differences_of_a_table(&mut random)).sum();
    (TABLES * LOOKUPS, wrong)
}

fn differences_of_a_table(random: &mut Random) -> usize {
    let lines = lines(random);
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let names = |line| methods(line).iter().map(|method| method.as_str()).collect::<Vec<_>>();
    let routes: Vec<_> = lines.iter().map(|line| (names(line), pattern(line))).collect();
    with_table(&lines, |table| {
        let Ok(table) = table else { return LOOKUPS };
        let is_wrong = |_: &usize| {
            let method = pick(random, &["GET", "GET", "HEAD", "POST", "OPTIONS", "PURGE", "get"]);
            let path = path(random, &lines);
            let naive = naive_matcher::answer(&routes, method, &path, true);
            naive != answer(table, method, &path, PathCoding::Encoded)
        };
        (0..LOOKUPS).filter(is_wrong).count()
    })
}

/// Up to 16 routes, none of which repeats another.
fn lines(random: &mut Random) -> Vec<String> {
    let mut known = HashSet::new();
    let mut lines = vec![];
    for _ in 0..random.below(17) {
        let method = pick(random, &["GET", "GET", "HEAD", "POST", "PURGE", "ANY"]);
        let mut pattern = String::new();
        for at in 0..=random.below(4) {
            let segment = match random.below(8) {
                0..4 => pick(random, &["a", "b", "ab", "", "much-longer", "a b"]).to_owned(),
                4..6 => format!("<p{at}>"),
                _ => {
                    let around = ["", "a", "ab", "."];
                    format!("{}<p{at}>{}", pick(random, &around), pick(random, &around))
                }
            };
            pattern = pattern + "/" + &segment;
        }
        if random.below(4) == 0 {
            pattern += "/{rest+}";
        }
        let line = format!("{method} {pattern}");
        if known.insert(line.clone()) {
            lines.push(line);
        }
    }
    lines
}

fn pick<'i>(random: &mut Random, items: &[&'i str]) -> &'i str {
    items[random.below(items.len())]
}

/// One in two is made of a pattern of the table; one in three has escapes.
fn path(random: &mut Random, lines: &[&str]) -> String {
    const VALUES: [&str; 12] =
        ["a", "b", "ab", "", "much-longer", "a b", "aab", "a.b", "x@y=z", "é", "हिन्दी🦀", "..."];
    const ESCAPES: [&str; 8] = ["%2F", "%61", "a%62", "%C3%A9", "%FF", "%", "%0a", "%4"];
    let mut value = |has_escapes: bool| match random.below(3) {
        0 if has_escapes => (pick(random, &ESCAPES), random.below(2) == 0),
        _ => (pick(random, &VALUES), random.below(2) == 0),
    };
    let has_escapes = value(false).0.len() % 3 == 0;
    let likely = value(false).1 && !lines.is_empty();
    let mut path = String::new();
    if likely {
        let line = lines[value(false).0.len() % lines.len()];
        for segment in pattern(line)[1..].split('/') {
            path.push('/');
            match segment.split_once(['<', '{']) {
                Some((before, rest)) => {
                    let after = rest.split_once(['>', '}']).map_or("", |(_, after)| after);
                    path = path + before + value(has_escapes).0 + after;
                }
                None => path += segment,
            }
        }
    } else {
        while path.is_empty() || value(false).1 {
            path = path + "/" + value(has_escapes).0;
        }
    }
    path
}
