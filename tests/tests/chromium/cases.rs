//! The table: pages, policies and requests, each with each.

use std::net::SocketAddr;

use gatepost_tests::{
    browser::Credentials,
    cors_app::{Allows, CannedApp, CannedCors, CannedRoute, Predicate, Reply, RouteCors},
};

/// Where a page is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum From {
    /// Where most policies allow one.
    Page,
    /// On another host.
    Other,
    /// In a frame that is sandboxed: its origin is `null`.
    Sandbox,
    /// On the API itself.
    Own,
}

/// The origins of the page's server, which has two names.
#[derive(Clone, Copy)]
pub(crate) struct Origins {
    pub(crate) page: &'static str,
    pub(crate) other: &'static str,
}

impl Origins {
    /// Policies want them for as long as the process lives, which is not long.
    pub(crate) fn of(port: u16) -> Self {
        let leaked = |host| &*format!("http://{host}:{port}").leak();
        Self { page: leaked("127.0.0.1"), other: leaked("localhost") }
    }
}

impl From {
    pub(crate) fn origin(self, origins: Origins, api: SocketAddr) -> String {
        match self {
            Self::Page => origins.page.to_owned(),
            Self::Other => origins.other.to_owned(),
            Self::Sandbox => "null".to_owned(),
            Self::Own => format!("http://{api}"),
        }
    }

    /// The page's cookie is one of its host, whatever the port: other sites do not send it.
    pub(crate) fn has_cookie(self) -> bool {
        matches!(self, Self::Page | Self::Own)
    }
}

/// A request of a page.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) from: From,
    pub(crate) path: &'static str,
    pub(crate) method: &'static str,
    pub(crate) headers: &'static [(&'static str, &'static str)],
    pub(crate) credentials: Credentials,
}

/// As a page writes it.
pub(crate) fn named(credentials: Credentials) -> &'static str {
    match credentials {
        Credentials::Omit => "omit",
        Credentials::SameOrigin => "same-origin",
        Credentials::Include => "include",
    }
}

/// Where the API has the page itself.
pub(crate) const PAGE_PATH: &str = "/page";

/// Methods and headers: simple requests first.
const REQUESTS: &[(&str, &[(&str, &str)])] = &[
    ("GET", &[]),
    ("HEAD", &[]),
    ("post", &[("Content-Type", "text/plain")]),
    ("GET", &[("Accept", "text/html"), ("Accept-Language", "de"), ("Range", "bytes=0-5")]),
    ("POST", &[("Content-Type", "application/json")]),
    ("GET", &[("Content-Type", "text/plain; a=\"b\"")]),
    ("GET", &[("Accept", "a:b")]),
    ("GET", &[("Accept-Language", "en_US")]),
    ("GET", &[("Range", "bytes=-5")]),
    ("GET", &[("Authorization", "Bearer x")]),
    ("GET", &[("X-Custom", "1")]),
    ("GET", &[("x-other", "1")]),
    ("GET", &[("*", "star")]),
    ("GET", &[("Accept", LONGEST)]),
    ("GET", &[("Accept", TOO_LONG)]),
    ("GET", &[("X-Custom", "1"), ("x-api-key", "1"), ("Content-Type", "application/json")]),
    ("put", &[]),
    ("DELETE", &[("X-Custom", "1")]),
    ("PATCH", &[]),
    ("patch", &[]),
    ("PURGE", &[]),
    ("BREW", &[]),
    ("OPTIONS", &[]),
];

/// The longest value that needs no leave, and the shortest that does for its length.
const LONGEST: &str = TOO_LONG.split_at(128).0;
const TOO_LONG: &str = "\
    text/html,application/xhtml+xml,application/xml,image/avif,image/webp,image/apng,image/svg+xml,\
    image/png,image/jpeg,audio/ogg,xxx";

const PATHS: &[&str] = &[
    "/fixed",
    "/fixed-credentials",
    "/any",
    "/star",
    "/list",
    "/list-star",
    "/predicate",
    "/null",
    "/slash",
    "/off",
    "/by-hand",
    "/by-hand/star",
    "/by-hand/named",
    "/by-hand/malformed",
    "/by-hand/exposed",
    "/by-hand/twice",
    "/by-hand/true",
    "/by-hand/404",
    "/own-options",
    "/every",
    "/every-but-get",
    "/only-get",
    "/mixed",
    "/413",
    "/500",
    "/spoilt",
    "/panics",
    "/redirect",
    "/none",
];

/// What pages there ask. To the API's own page nothing is refused: it asks less.
pub(crate) fn all(from: From) -> Vec<Case> {
    use Credentials::{Include, Omit, SameOrigin};
    let (paths, modes) = match from {
        From::Own => (&["/list", "/off", "/redirect"][..], &[Omit, SameOrigin, Include][..]),
        _ => (PATHS, &[SameOrigin, Include][..]),
    };
    let mut cases = Vec::new();
    for path in paths.iter().copied() {
        for (method, headers) in REQUESTS.iter().copied() {
            for credentials in modes.iter().copied() {
                cases.push(Case { from, path, method, headers, credentials });
            }
        }
    }
    cases
}

/// The API: a path a policy.
pub(crate) fn app(origins: Origins) -> CannedApp {
    let Origins { page, other } = origins;
    let with =
        |allows, allow_headers: &[&'static str], expose_headers: &[&'static str]| CannedCors {
            allow_headers: allow_headers.to_vec(),
            expose_headers: expose_headers.to_vec(),
            max_age: Some(60),
            ..CannedCors::new(allows)
        };
    let credentials = |policy| CannedCors { allow_credentials: true, ..policy };
    let fixed = || with(Allows::Fixed(page), &["x-custom"], &["x-total"]);
    let list = || credentials(with(Allows::List(vec![page]), &["X-Custom"], &["X-Total", "etag"]));
    let slash = &*format!("{page}/").leak();
    let star = (ORIGIN, "*");
    let by_hand = |pattern, headers: &[(&'static str, &'static str)]| {
        // OPTIONS too: these answer preflights as no policy does, to see what a browser makes of it.
        let methods = [ALL, &["OPTIONS", "patch"]].concat();
        let reply = replies(if pattern == "/by-hand/404" { 404 } else { 200 }, headers);
        route(&methods, pattern, RouteCors::Off, reply)
    };

    let own = |pattern, policy| route(ALL, pattern, RouteCors::Own(policy), plain(200));
    let routes = vec![
        own("/fixed", fixed()),
        own("/fixed-credentials", credentials(fixed())),
        own("/any", CannedCors::new(Allows::Any)),
        own("/star", with(Allows::Any, &["*"], &["*"])),
        own("/list", list()),
        own("/list-star", with(Allows::List(vec![page, other]), &["*"], &["*"])),
        own(
            "/predicate",
            credentials(with(Allows::Predicate(Predicate::Localhost), &[], &["x-page"])),
        ),
        own("/null", credentials(with(Allows::Verbatim("null"), &[], &["x-page"]))),
        own("/slash", with(Allows::Verbatim(slash), &[], &[])),
        route(ALL, "/off", RouteCors::Off, plain(200)),
        route(ALL, "/by-hand", RouteCors::Off, replies(200, &[star])),
        by_hand("/by-hand/star", &[star, (METHODS, "*"), (HEADERS, "*"), (EXPOSED, "*")]),
        by_hand(
            "/by-hand/named",
            &[
                (ORIGIN, page),
                (CREDENTIALS, "true"),
                (METHODS, "PUT, patch,,*"),
                (HEADERS, "X-CUSTOM ,\tauthorization,*"),
                (EXPOSED, "x-page, *"),
            ],
        ),
        by_hand("/by-hand/malformed", &[star, (METHODS, "PUT, a b"), (HEADERS, "x-custom")]),
        by_hand("/by-hand/exposed", &[star, (HEADERS, "x-custom"), (EXPOSED, "etag, x total")]),
        by_hand("/by-hand/twice", &[(ORIGIN, page), (ORIGIN, page), (METHODS, "PUT")]),
        by_hand("/by-hand/true", &[(ORIGIN, page), (CREDENTIALS, "TRUE"), (METHODS, "PUT")]),
        by_hand("/by-hand/404", &[star, (METHODS, "PUT"), (HEADERS, "x-custom")]),
        route(&["GET", "PUT", "OPTIONS"], "/own-options", RouteCors::Own(fixed()), plain(200)),
        route(&[], "/every", RouteCors::App, replies(200, &[star])),
        route(&[], "/every-but-get", RouteCors::App, plain(200)),
        route(&["GET"], "/every-but-get", RouteCors::Off, plain(200)),
        route(&["GET"], "/only-get", RouteCors::App, plain(200)),
        route(&["GET", "PURGE"], "/mixed", RouteCors::App, plain(200)),
        route(&["PUT", "POST"], "/mixed", RouteCors::Off, plain(200)),
        route(&["PATCH"], "/mixed", RouteCors::Own(with(Allows::Any, &[], &["*"])), plain(200)),
        route(ALL, "/413", RouteCors::App, plain(413)),
        route(ALL, "/500", RouteCors::Own(fixed()), plain(500)),
        route(ALL, "/spoilt", RouteCors::App, Reply::Spoilt),
        route(ALL, "/panics", RouteCors::App, Reply::Panics),
        route(ALL, "/redirect", RouteCors::App, Reply::Replies(302, vec![("location", "/list")])),
        route(&["GET"], PAGE_PATH, RouteCors::Off, Reply::Page(super::PAGE)),
    ];
    CannedApp { cors: Some(list()), routes }
}

const ALL: &[&str] = &["GET", "POST", "PUT", "PATCH", "DELETE", "PURGE"];

fn route(
    methods: &[&'static str],
    pattern: &'static str,
    cors: RouteCors,
    reply: Reply,
) -> CannedRoute {
    CannedRoute { methods: methods.to_vec(), pattern, cors, reply }
}

const ORIGIN: &str = "Access-Control-Allow-Origin";
const CREDENTIALS: &str = "Access-Control-Allow-Credentials";
const METHODS: &str = "Access-Control-Allow-Methods";
const HEADERS: &str = "Access-Control-Allow-Headers";
const EXPOSED: &str = "Access-Control-Expose-Headers";

fn plain(status: u16) -> Reply {
    replies(status, &[])
}

/// With headers of which some may be read and some may not. The cookie is gone at once: none is to be
/// there but the page's.
fn replies(status: u16, more: &[(&'static str, &'static str)]) -> Reply {
    let headers = [
        ("Content-Type", "text/plain"),
        ("Cache-Control", "no-store"),
        ("X-Total", "7"),
        ("x-page", "2"),
        ("ETag", "\"1\""),
        ("Vary", "Accept"),
        ("Set-Cookie", "gone=1; Max-Age=0"),
    ];
    Reply::Replies(status, [&headers, more].concat())
}
