//! Text in `const fn`: what `str` and slices offer only at run time.

// The compiler goes through plain indexes several times as fast as through slice patterns and
// `split_at`, and through some of this for each byte of a table. Every index is below a length that
// the loop around it has looked at.
#![allow(clippy::indexing_slicing)]

use core::cmp::Ordering;

/// Where `byte` first stands.
pub(crate) const fn find(bytes: &[u8], byte: u8) -> Option<usize> {
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == byte {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// The first `count` of a list; all of it where it has fewer.
pub(crate) const fn first_of<T>(list: &[T], count: usize) -> &[T] {
    match list.split_at_checked(count) {
        Some((first, _)) => first,
        None => list,
    }
}

/// The text from one place to another, both between characters.
pub(crate) const fn between(text: &str, start: usize, end: usize) -> &str {
    if let Some((before, _)) = text.split_at_checked(end)
        && let Some((_, between)) = before.split_at_checked(start)
    {
        return between;
    }
    ""
}

/// What stands before the first `byte` and, where there is one, after it. `byte` is ASCII.
pub(crate) const fn split_once(text: &str, byte: u8) -> (&str, Option<&str>) {
    let Some(at) = find(text.as_bytes(), byte) else {
        return (text, None);
    };
    let (Some((before, _)), Some((_, after))) =
        (text.split_at_checked(at), text.split_at_checked(at + 1))
    else {
        return (text, None);
    };
    (before, Some(after))
}

/// What stands between each `byte` and the next. `byte` is ASCII.
//
// `str::split` and `split_once` do this too, but the compiler leaves a panic in them.
pub(crate) fn split(text: &str, byte: u8) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    core::iter::from_fn(move || {
        let (part, after) = split_once(rest?, byte);
        rest = after;
        Some(part)
    })
}

/// The byte order of two texts.
pub(crate) const fn compare(left: &str, right: &str) -> Ordering {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    let mut at = 0;
    while at < left.len() && at < right.len() {
        if left[at] != right[at] {
            return if left[at] < right[at] { Ordering::Less } else { Ordering::Greater };
        }
        at += 1;
    }
    if left.len() < right.len() {
        Ordering::Less
    } else if left.len() > right.len() {
        Ordering::Greater
    } else {
        Ordering::Equal
    }
}

pub(crate) const fn same(left: &str, right: &str) -> bool {
    same_bytes(left.as_bytes(), right.as_bytes())
}

/// Whether the texts differ in nothing but the case of ASCII letters.
pub(crate) const fn same_in_any_case(left: &str, right: &str) -> bool {
    same_bytes_in_any_case(left.as_bytes(), right.as_bytes())
}

/// The same of bytes. (That of a slice, which is made for long texts, has five times the code.)
pub(crate) const fn same_bytes_in_any_case(mut left: &[u8], mut right: &[u8]) -> bool {
    if left.len() != right.len() {
        return false;
    }
    while let ([a, rest_of_left @ ..], [b, rest_of_right @ ..]) = (left, right)
        && a.eq_ignore_ascii_case(b)
    {
        (left, right) = (rest_of_left, rest_of_right);
    }
    left.is_empty() && right.is_empty()
}

pub(crate) const fn starts_with(text: &str, start: &str) -> bool {
    match text.as_bytes().split_at_checked(start.len()) {
        Some((before, _)) => same_bytes(before, start.as_bytes()),
        None => false,
    }
}

pub(crate) const fn ends_with(text: &str, end: &str) -> bool {
    let Some(len) = text.len().checked_sub(end.len()) else {
        return false;
    };
    match text.as_bytes().split_at_checked(len) {
        Some((_, after)) => same_bytes(after, end.as_bytes()),
        None => false,
    }
}

const fn same_bytes(left: &[u8], right: &[u8]) -> bool {
    if left.len() != right.len() {
        return false;
    }
    let mut at = 0;
    while at < left.len() && left[at] == right[at] {
        at += 1;
    }
    at == left.len()
}

/// Whether `text` is a token, as method and header names are (RFC 9110, section 5.6.2).
pub(crate) const fn is_token(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() && is_token_byte(bytes[at]) {
        at += 1;
    }
    at > 0 && at == bytes.len()
}

const fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'!' | b'#'
                | b'$'
                | b'%'
                | b'&'
                | b'\''
                | b'*'
                | b'+'
                | b'-'
                | b'.'
                | b'^'
                | b'_'
                | b'`'
                | b'|'
                | b'~'
        )
}
