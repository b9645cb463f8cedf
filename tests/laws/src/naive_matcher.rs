//! What a table of routes has to answer, found the slow way: every route is tried, and those that
//! fit are compared segment by segment. It shares no code with gatepost-core.

use std::{cmp::Reverse, collections::BTreeSet};

use crate::routes::Answer;

/// How specific a segment is, the most specific first: its kind, and the lengths of the text around
/// its parameter.
type Rank = (u8, Reverse<usize>, Reverse<usize>);

/// What `routes`, methods and pattern, have to answer; a route without methods answers all.
pub fn answer(routes: &[(Vec<&str>, &str)], method: &str, path: &str, is_encoded: bool) -> Answer {
    let is_token = |byte: u8| byte.is_ascii_alphabetic();
    if method.is_empty() || !method.bytes().all(is_token) {
        return Answer::BadRequest;
    }
    let decode = |text: &str| if is_encoded { decoded(text) } else { text.into() };
    if decode(path).iter().any(|byte| *byte < 0x20 || *byte == 0x7F) {
        return Answer::BadRequest;
    }
    let (mut best, mut allow) = (None, BTreeSet::new());
    for ((methods, pattern), id) in routes.iter().zip(0..) {
        let Some((ranks, params)) = fit(pattern, path, decode) else { continue };
        allow.extend(methods.iter().copied().chain(["OPTIONS"]));
        // The method itself, GET's answer to HEAD, all methods: in this order where paths are equal.
        let how = match methods {
            _ if methods.contains(&method) => 0,
            _ if method == "HEAD" && methods.contains(&"GET") => 1,
            _ if methods.is_empty() => 2,
            _ => continue,
        };
        best = best.into_iter().chain([(ranks, how, id, params)]).min();
    }
    allow.extend(allow.contains("GET").then_some("HEAD"));
    let text = allow.iter().copied().collect::<Vec<_>>().join(", ");
    match best {
        Some((_, _, id, params)) => Answer::Call(id, params),
        None if allow.is_empty() => Answer::NotFound,
        None if method == "OPTIONS" => Answer::Options(text),
        None => Answer::NotAllowed(text),
    }
}

type Fit = (Vec<Rank>, Vec<(String, Vec<u8>)>);

fn fit(pattern: &str, path: &str, decode: impl Fn(&str) -> Vec<u8>) -> Option<Fit> {
    let (mut ranks, mut params, mut left) = (vec![], vec![], Some(path));
    for segment in pattern.split('/') {
        // A literal is all prefix, and has neither name nor value.
        let (prefix, rest) = segment.split_once(['<', '{']).unwrap_or((segment, ""));
        let (name, suffix) = rest.split_once(['>', '}']).unwrap_or_default();
        let kind = u8::from(!name.is_empty()) + u8::from(name.ends_with('+'));
        let (part, after) = left?.split_once('/').filter(|_| kind < 2).unzip();
        let value = decode(part.unwrap_or(left?));
        left = after;
        let value = value.strip_prefix(prefix.as_bytes())?.strip_suffix(suffix.as_bytes())?;
        ranks.push((kind, Reverse(prefix.len()), Reverse(suffix.len())));
        params.extend((kind > 0).then(|| (name.trim_end_matches('+').into(), value.into())));
        (value.is_empty() == name.is_empty()).then_some(())?;
    }
    left.is_none().then_some((ranks, params))
}

fn decoded(text: &str) -> Vec<u8> {
    let mut parts = text.split('%');
    let mut decoded = Vec::from(parts.next().unwrap_or_default());
    for part in parts {
        match part.split_at_checked(2) {
            Some((hex, rest)) if hex.bytes().all(|digit| digit.is_ascii_hexdigit()) => {
                decoded.push(u8::from_str_radix(hex, 16).unwrap());
                decoded.extend(rest.bytes());
            }
            _ => decoded.extend(format!("%{part}").bytes()),
        }
    }
    decoded
}
