//! The tables that are compared, and the requests that they are asked.

use std::iter::zip;

use gatepost_core::{Route, Table, table};

pub use crate::github::GITHUB;

use crate::common::random::Random;

/// How many requests a pass over a table has.
const REQUESTS: usize = 8192;

/// A table, and what to ask it.
pub struct Case {
    pub name: &'static str,
    pub patterns: Vec<String>,
    pub asked: Vec<Asked>,
}

/// A request, and what has to be the answer.
pub struct Asked {
    pub method: &'static str,
    pub path: String,
    /// The route that has the path, by its place in the table.
    pub route: Option<u32>,
    pub params: Vec<String>,
}

pub const NAMES: [&str; 9] =
    ["github", "n10", "n100", "n1000", "n10000", "long", "miss", "refused", "adversarial"];

impl Case {
    /// The case of that name.
    pub fn named(name: &str) -> Option<Self> {
        let mut random = Random::new(0x6A7E_9057);
        let name = *NAMES.iter().find(|known| **known == name)?;
        let patterns = match name {
            "github" => GITHUB.map(String::from).into(),
            "n10" => resources(10),
            "n100" => resources(100),
            "n10000" => resources(10_000),
            "adversarial" => mixes(),
            _ => resources(1_000),
        };
        let asked = match name {
            "github" => requests(&patterns, || login(&mut random)),
            "long" => requests(&patterns, || hex(&mut random, 200)),
            "miss" => misses(&patterns, &mut random),
            "refused" => requests(&patterns, || uuid(&mut random))
                .into_iter()
                .map(|asked| Asked { method: "POST", ..asked })
                .collect(),
            "adversarial" => endless(&mut random),
            _ => requests(&patterns, || uuid(&mut random)),
        };
        Some(Self { name, patterns, asked })
    }
}

/// About as many requests for each route, its parameters filled with values that are no literals.
fn requests(patterns: &[String], mut value: impl FnMut() -> String) -> Vec<Asked> {
    let all = patterns.iter().zip(0..).cycle().take(REQUESTS.max(patterns.len()));
    all.map(|(pattern, route)| {
        let mut params = vec![];
        let path = filled(pattern, || {
            params.push(value());
            params.last().cloned().unwrap_or_default()
        });
        Asked { method: "GET", path, route: Some(route), params }
    })
    .collect()
}

/// Half of them miss in the first segment, half after the last.
fn misses(patterns: &[String], random: &mut Random) -> Vec<Asked> {
    // A segment after `/area/resource` would be its parameter; two after `/items` are one too many.
    let deep = patterns.iter().filter(|pattern| pattern.split('/').count() > 4).cycle();
    zip(deep, 0..REQUESTS)
        .map(|(pattern, place)| {
            let path = filled(pattern, || uuid(random));
            let path = if place % 2 == 0 { format!("/x{}", &path[1..]) } else { path + "/no/such" };
            Asked { method: "GET", path, route: None, params: vec![] }
        })
        .collect()
}

/// A segment more than any route has, found out at the end of every way.
fn endless(random: &mut Random) -> Vec<Asked> {
    let path = |_| format!("{}/{}", "/a".repeat(8), hex(random, 4));
    let miss = |path| Asked { method: "GET", path, route: None, params: vec![] };
    (0..256).map(path).map(miss).collect()
}

fn filled(pattern: &str, mut value: impl FnMut() -> String) -> String {
    let segments = pattern[1..].split('/');
    let fill = |segment: &str| if segment.starts_with('<') { value() } else { segment.into() };
    segments.map(fill).fold(String::new(), |path, segment| path + "/" + &segment)
}

fn login(random: &mut Random) -> String {
    let len = 2 + random.below(9);
    hex(random, len)
}

fn uuid(random: &mut Random) -> String {
    [8, 4, 4, 4, 12].map(|len| hex(random, len)).join("-")
}

/// So many lower-case hexadecimal digits.
fn hex(random: &mut Random, len: usize) -> String {
    (0..len).map(|_| char::from(b"0123456789abcdef"[random.below(16)])).collect()
}

/// Five routes a resource, as a REST API has them.
fn resources(routes: usize) -> Vec<String> {
    const AREAS: [&str; 20] = [
        "billing",
        "shop",
        "admin",
        "accounts",
        "inventory",
        "search",
        "reports",
        "shipping",
        "support",
        "media",
        "catalog",
        "payments",
        "identity",
        "audit",
        "metrics",
        "messages",
        "partners",
        "pricing",
        "workflow",
        "v1",
    ];
    const KINDS: [&str; 10] = [
        "open",
        "archived",
        "monthly",
        "customer",
        "internal",
        "public",
        "draft",
        "regional",
        "shared",
        "scheduled",
    ];
    const NOUNS: [&str; 10] = [
        "orders",
        "invoices",
        "users",
        "documents",
        "projects",
        "tickets",
        "payments",
        "exports",
        "devices",
        "subscriptions",
    ];
    const SHAPES: [&str; 5] = ["", "/<p1>", "/<p1>/history", "/<p1>/items", "/<p1>/items/<p2>"];
    let names = |at: usize| {
        let [area, kind, noun] = [AREAS[at % 20], KINDS[at / 20 % 10], NOUNS[at / 200 % 10]];
        SHAPES.map(|shape| format!("/{area}/{kind}-{noun}{shape}"))
    };
    (0..routes / SHAPES.len()).flat_map(names).collect()
}

/// Eight segments, each a literal or a parameter.
fn mixes() -> Vec<String> {
    let segment = |mix: u32, at: u32| match mix >> at & 1 {
        0 => "/a".to_owned(),
        _ => format!("/<p{}>", 1 + (mix & ((1 << at) - 1)).count_ones()),
    };
    (0..256).map(|mix| (0..8).map(|at| segment(mix, at)).collect()).collect()
}

/// GitHub's table as the compiler builds it.
pub static GITHUB_TABLE: Table<'static> = table!(routes: &GITHUB_ROUTES);

const GITHUB_ROUTES: [Route<'static>; GITHUB.len()] = {
    let mut routes = [Route::get("/", 0); GITHUB.len()];
    let mut at = 0;
    while at < routes.len() {
        routes[at] = Route::get(GITHUB[at], at as u32);
        at += 1;
    }
    routes
};
