//! Text in `const fn`: what `str` and slices offer only at run time.

use core::cmp::Ordering;

/// The byte at `at`.
pub(crate) const fn byte_at(bytes: &[u8], at: usize) -> Option<u8> {
    match bytes.split_at_checked(at) {
        Some((_, [byte, ..])) => Some(*byte),
        _ => None,
    }
}

/// Where `byte` first stands.
pub(crate) const fn find(mut bytes: &[u8], byte: u8) -> Option<usize> {
    let mut at = 0;
    while let [first, rest @ ..] = bytes {
        if *first == byte {
            return Some(at);
        }
        bytes = rest;
        at += 1;
    }
    None
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

/// The byte order of two texts.
pub(crate) const fn compare(left: &str, right: &str) -> Ordering {
    let (mut left, mut right) = (left.as_bytes(), right.as_bytes());
    loop {
        match (left, right) {
            ([], []) => return Ordering::Equal,
            ([], _) => return Ordering::Less,
            (_, []) => return Ordering::Greater,
            ([a, ..], [b, ..]) if *a < *b => return Ordering::Less,
            ([a, ..], [b, ..]) if *a > *b => return Ordering::Greater,
            ([_, rest_of_left @ ..], [_, rest_of_right @ ..]) => {
                left = rest_of_left;
                right = rest_of_right;
            }
        }
    }
}

pub(crate) const fn same(left: &str, right: &str) -> bool {
    same_bytes(left.as_bytes(), right.as_bytes())
}

/// Whether the texts differ in nothing but the case of ASCII letters.
pub(crate) const fn same_in_any_case(left: &str, right: &str) -> bool {
    let (mut left, mut right) = (left.as_bytes(), right.as_bytes());
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

const fn same_bytes(mut left: &[u8], mut right: &[u8]) -> bool {
    while let ([a, rest_of_left @ ..], [b, rest_of_right @ ..]) = (left, right)
        && *a == *b
    {
        (left, right) = (rest_of_left, rest_of_right);
    }
    left.is_empty() && right.is_empty()
}

/// Whether `text` is a token, as method and header names are (RFC 9110, section 5.6.2).
pub(crate) const fn is_token(text: &str) -> bool {
    let mut bytes = text.as_bytes();
    if bytes.is_empty() {
        return false;
    }
    while let [byte, rest @ ..] = bytes {
        if !is_token_byte(*byte) {
            return false;
        }
        bytes = rest;
    }
    true
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
