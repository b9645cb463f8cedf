//! Who is asked: apps, with two policies or one, whose routes have one of them or none.

use gatepost_tests::cors_app::{
    Allows, CannedApp, CannedCors, CannedRoute, Predicate, Reply, RouteCors,
};
use proptest::{
    bool::weighted,
    collection::vec,
    option,
    prelude::*,
    sample::{select, subsequence},
};

use crate::asks::{CREDENTIALS, FRIENDS, NAMED, OPEN, REPLIED};

fn allows() -> impl Strategy<Value = Allows> {
    let odd = [
        "*",
        "null",
        "https://a.example/",
        "HTTPS://A.EXAMPLE",
        "https://a.example, https://b.example",
    ];
    let odd = [&odd[..], &FRIENDS[..]].concat();
    prop_oneof![
        3 => Just(Allows::Any),
        4 => select(FRIENDS.to_vec()).prop_map(Allows::Fixed),
        3 => select(odd.clone()).prop_map(Allows::Verbatim),
        5 => subsequence(FRIENDS.to_vec(), 0..=4).prop_map(Allows::List),
        2 => subsequence(odd, 1..=6).prop_map(Allows::VerbatimList),
        3 => select(Predicate::ALL.to_vec()).prop_map(Allows::Predicate),
    ]
}

/// Names, now and then with the one that stands for all.
fn names(known: &'static [&'static str]) -> impl Strategy<Value = Vec<&'static str>> {
    (subsequence(known.to_vec(), 0..=3), weighted(0.15)).prop_map(|(mut names, has_star)| {
        names.extend(has_star.then_some("*"));
        names
    })
}

fn policy() -> impl Strategy<Value = CannedCors> {
    let allow_headers = names(&["x-custom", "X-REQUEST-ID", "range", "Content-Language"]);
    let expose_headers = names(&["x-total", "X-PAGE", "vary", "set-cookie"]);
    let max_age = option::of(select(vec![0, 5, 300, u32::MAX]));
    (allows(), allow_headers, expose_headers, max_age, weighted(0.7)).prop_map(
        |(allows, allow_headers, expose_headers, max_age, credentials)| {
            // These make no policy with credentials.
            let is_any = matches!(allows, Allows::Any | Allows::Verbatim("*"));
            let has_star = allow_headers.contains(&"*") || expose_headers.contains(&"*");
            let allow_credentials = credentials && !is_any && !has_star;
            CannedCors { allows, allow_headers, expose_headers, max_age, allow_credentials }
        },
    )
}

fn reply() -> impl Strategy<Value = Reply> {
    let status = prop_oneof![
        8 => Just(200),
        4 => select(vec![201, 204, 302, 404, 413, 500, 503]),
    ];
    let own = prop_oneof![
        6 => Just(vec![]),
        2 => Just(vec![OPEN]),
        1 => Just(vec![NAMED, CREDENTIALS]),
    ];
    let headers = (subsequence(REPLIED.to_vec(), 0..=6), own);
    let headers = headers.prop_map(|(replied, own)| [replied, own].concat());
    (status, headers).prop_map(|(status, headers)| Reply::Replies(status, headers))
}

/// What a route says about CORS, where `other` is the policy that is not the app's.
fn cors(other: CannedCors) -> impl Strategy<Value = RouteCors> {
    prop_oneof![
        6 => Just(RouteCors::App),
        1 => Just(RouteCors::Off),
        3 => Just(RouteCors::Own(other)),
    ]
}

/// The routes of a pattern: no two have a method in common.
fn routes(pattern: &'static str, other: CannedCors) -> impl Strategy<Value = Vec<CannedRoute>> {
    let methods = vec!["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "PURGE", "patch"];
    let methods = Just(methods).prop_shuffle();
    let route = (cors(other), reply(), 0..=3_usize);
    (methods, vec(route, 1..=3), weighted(0.15), weighted(0.15)).prop_map(
        move |(mut methods, settings, has_options, has_any)| {
            let mut routes = Vec::new();
            for (cors, reply, count) in settings {
                let methods = methods.split_off(methods.len().saturating_sub(count));
                if !methods.is_empty() {
                    routes.push(CannedRoute { methods, pattern, cors, reply });
                }
            }
            if let (true, Some(first)) = (has_options, routes.first_mut()) {
                first.methods.push("OPTIONS");
            }
            if let (true, Some(last)) = (has_any, routes.last_mut()) {
                last.methods.clear();
            }
            routes
        },
    )
}

pub(crate) fn app() -> impl Strategy<Value = CannedApp> {
    (option::weighted(0.85, policy()), policy()).prop_flat_map(|(cors, other)| {
        let routes = (
            routes("/orders", other.clone()),
            routes("/orders/<id>", other.clone()),
            routes("/files/{path+}", other),
        );
        (Just(cors), routes).prop_map(|(cors, (one, two, three))| CannedApp {
            cors,
            routes: [one, two, three].concat(),
        })
    })
}
