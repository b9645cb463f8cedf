//! Whether it matters that precedence, not the order of definition, says which route answers.

use core::cmp::Ordering;

use crate::{
    builder::precedence,
    method::Method,
    pattern::{Pattern, Segment, Segments},
    route::Route,
    text::{ends_with, same, starts_with},
};

/// The first pair of routes, by their places, of which the one answers some request where the first
/// one defined counts, and the other where the more specific one does, as in a [`Table`].
///
/// For routes that come from a router with the other rule: where there is no such pair, a table of them
/// answers every request as that router did. Every pair is looked at by itself, so a third route may
/// stand before both. The routes are those of a table that keeps trailing slashes apart, and the time
/// it takes is that of comparing each with each.
///
/// ```
/// use gatepost_core::{Route, definition_order_conflict};
///
/// const ROUTES: &[Route<'_>] = &[Route::get("/<greeting>/<name>", 0), Route::get("/hello/<name>", 1)];
/// // `/hello/ada` is the first route's if definition counts, and the second's in a table.
/// assert_eq!(definition_order_conflict(ROUTES), Some((0, 1)));
///
/// const SORTED: &[Route<'_>] = &[ROUTES[1], ROUTES[0]];
/// const { assert!(definition_order_conflict(SORTED).is_none()) };
/// ```
///
/// [`Table`]: crate::Table
#[must_use]
#[allow(clippy::indexing_slicing)] // `const fn` cannot use `get`; the loops keep within bounds.
pub const fn definition_order_conflict(routes: &[Route<'_>]) -> Option<(usize, usize)> {
    let mut first = 0;
    while first < routes.len() {
        let mut second = first + 1;
        while second < routes.len() {
            if differs(&routes[first], &routes[second]) {
                return Some((first, second));
            }
            second += 1;
        }
        first += 1;
    }
    None
}

/// Whether the second route takes a request that the first one answers too.
const fn differs(first: &Route<'_>, second: &Route<'_>) -> bool {
    match precedence(first, second, false) {
        Ordering::Less => false,
        Ordering::Equal => takes_method(second.methods, first.methods),
        Ordering::Greater => {
            share_method(first.methods, second.methods) && overlap(first.pattern, second.pattern)
        }
    }
}

// ---- methods

/// Whether some method is answered by both.
const fn share_method(one: &[Method<'_>], other: &[Method<'_>]) -> bool {
    one.is_empty() || answers_one_of(one, other) || answers_one_of(other, one)
}

/// Whether `methods` answer one that `named` names.
const fn answers_one_of(methods: &[Method<'_>], mut named: &[Method<'_>]) -> bool {
    while let [method, rest @ ..] = named {
        if answers(methods, *method) {
            return true;
        }
        named = rest;
    }
    false
}

/// Whether `named`, of the same path, take a method that `methods` answer but do not name: `HEAD` from
/// those with `GET`, any from those of all methods.
const fn takes_method(mut named: &[Method<'_>], methods: &[Method<'_>]) -> bool {
    while let [method, rest @ ..] = named {
        if answers(methods, *method) && !names(methods, *method) {
            return true;
        }
        named = rest;
    }
    false
}

const fn answers(methods: &[Method<'_>], method: Method<'_>) -> bool {
    methods.is_empty()
        || names(methods, method)
        || same(method.as_str(), "HEAD") && names(methods, Method::GET)
}

const fn names(mut methods: &[Method<'_>], method: Method<'_>) -> bool {
    while let [name, rest @ ..] = methods {
        if same(name.as_str(), method.as_str()) {
            return true;
        }
        methods = rest;
    }
    false
}

// ---- paths

/// Whether some path fits both patterns.
const fn overlap(one: &str, other: &str) -> bool {
    let mut one = Pattern::checked(one).segments();
    let mut other = Pattern::checked(other).segments();
    loop {
        let (one_is_over, other_is_over) = (one.is_over(), other.is_over());
        if one_is_over || other_is_over {
            return one_is_over && other_is_over;
        }
        if begins_with_catch_all(one) {
            return needs_byte(other);
        }
        if begins_with_catch_all(other) {
            return needs_byte(one);
        }
        if let (Some(one), Some(other)) = (one.advance(), other.advance())
            && !segments_overlap(one, other)
        {
            return false;
        }
    }
}

const fn begins_with_catch_all(mut segments: Segments<'_>) -> bool {
    matches!(segments.advance(), Some(Segment::CatchAll { .. }))
}

/// Whether what fits these segments has a byte: all do but a last one that is empty.
const fn needs_byte(mut segments: Segments<'_>) -> bool {
    match segments.advance() {
        Some(Segment::Literal(text)) => !text.is_empty() || !segments.is_over(),
        first => first.is_some(),
    }
}

/// Whether some text fits both segments, of which neither is a catch-all.
const fn segments_overlap(one: Segment<'_>, other: Segment<'_>) -> bool {
    match (one, other) {
        (Segment::Literal(one), Segment::Literal(other)) => same(one, other),
        (Segment::Literal(text), Segment::Parameter { prefix, suffix, .. })
        | (Segment::Parameter { prefix, suffix, .. }, Segment::Literal(text)) => {
            text.len() > prefix.len() + suffix.len()
                && starts_with(text, prefix)
                && ends_with(text, suffix)
        }
        (
            Segment::Parameter { prefix: one, suffix: one_end, .. },
            Segment::Parameter { prefix: other, suffix: other_end, .. },
        ) => {
            // Then the longer prefix, any byte and the longer suffix fit both.
            (starts_with(one, other) || starts_with(other, one))
                && (ends_with(one_end, other_end) || ends_with(other_end, one_end))
        }
        (Segment::CatchAll { .. }, _) | (_, Segment::CatchAll { .. }) => true,
    }
}
