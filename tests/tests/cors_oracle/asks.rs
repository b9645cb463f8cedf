//! What is asked: pages and their requests.

use gatepost_tests::{browser::Credentials, cors_app::CannedApp, events::Shape};
use proptest::{
    collection::vec,
    option,
    prelude::*,
    sample::{Index, select, subsequence},
};

use crate::{
    apps::app,
    meant::{Meaning, Table},
};

/// How many requests each app is asked.
const ASKS: usize = 4;

/// The origin of the API.
pub(crate) const TARGET: &str = "https://api.example.com";

/// Pages that policies name.
pub(crate) const FRIENDS: [&str; 4] =
    ["https://a.example", "https://b.example", "https://shop.example.com", "http://localhost:5173"];
/// Pages that only look like them, and one that looks like nothing.
const STRANGERS: [&str; 7] = [
    "https://a.example.evil.net",
    "https://evil-example.com",
    "http://a.example",
    "https://a.example:8443",
    "https://shopXexample.com",
    "http://localhost.evil.net",
    "null",
];

/// Every method that a table or a request may have, and one that none has.
pub(crate) const METHODS: [&str; 11] =
    ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "PURGE", "patch", "LINK", "OPTIONS", "BREW"];

/// Methods as a page writes them, and as they are sent.
const WRITTEN: [(&str, &str); 13] = [
    ("GET", "GET"),
    ("get", "GET"),
    ("HEAD", "HEAD"),
    ("POST", "POST"),
    ("Post", "POST"),
    ("PUT", "PUT"),
    ("delete", "DELETE"),
    ("PATCH", "PATCH"),
    ("patch", "patch"),
    ("PURGE", "PURGE"),
    ("LINK", "LINK"),
    ("OPTIONS", "OPTIONS"),
    ("BREW", "BREW"),
];

/// Headers of a request, and whether they need leave.
const HEADERS: [((&str, &str), bool); 14] = [
    (("Accept", "text/html"), false),
    (("accept", "\"quoted\""), true),
    (("Accept-Language", "de, en;q=0.5"), false),
    (("content-language", "en_US"), true),
    (("Content-Type", "text/plain;charset=utf-8"), false),
    (("content-type", "application/json"), true),
    (("range", "bytes=0-"), false),
    (("Range", "bytes=-5"), true),
    (("Authorization", "Bearer x"), true),
    (("X-API-Key", "k"), true),
    (("X-Custom", "1"), true),
    (("x-request-id", "1"), true),
    (("x-other", "1"), true),
    (("*", "star"), true),
];

/// What handlers set, but for who may read it.
pub(crate) const REPLIED: [(&str, &str); 6] = [
    ("X-Total", "7"),
    ("x-page", "2"),
    ("Cache-Control", "no-store"),
    ("Set-Cookie", "a=1"),
    ("Content-Type", "text/plain"),
    ("Vary", "Accept-Language"),
];

/// What handlers set that takes CORS into its own hands.
pub(crate) const OPEN: (&str, &str) = ("access-control-allow-origin", "*");
pub(crate) const NAMED: (&str, &str) = ("Access-Control-Allow-Origin", "https://evil-example.com");
pub(crate) const CREDENTIALS: (&str, &str) = ("Access-Control-Allow-Credentials", "true");

/// A request of a page.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    pub(crate) origin: String,
    pub(crate) written: (&'static str, &'static str),
    pub(crate) headers: Vec<((&'static str, &'static str), bool)>,
    pub(crate) credentials: Credentials,
    pub(crate) path: String,
    pub(crate) shape: Shape,
}

impl Ask {
    pub(crate) fn method(&self) -> &'static str {
        self.written.1
    }

    pub(crate) fn is_simple_method(&self) -> bool {
        ["GET", "HEAD", "POST"].contains(&self.method())
    }

    pub(crate) fn unsafe_headers(&self) -> impl Iterator<Item = &'static str> {
        self.headers.iter().filter(|(_, needs_leave)| *needs_leave).map(|((name, _), _)| *name)
    }

    pub(crate) fn needs_leave(&self) -> bool {
        !self.is_simple_method() || self.unsafe_headers().next().is_some()
    }
}

pub(crate) fn origin() -> impl Strategy<Value = String> {
    let long = format!("https://{}.example.com", "a".repeat(520));
    prop_oneof![
        10 => select(FRIENDS.to_vec()).prop_map(str::to_owned),
        5 => select(STRANGERS.to_vec()).prop_map(str::to_owned),
        1 => Just(TARGET.to_owned()),
        1 => Just(long),
    ]
}

fn ask() -> impl Strategy<Value = Ask> {
    let simple = select(WRITTEN[..5].to_vec());
    let written = prop_oneof![simple, select(WRITTEN.to_vec())];
    let headers = prop_oneof![
        4 => Just(vec![]),
        8 => subsequence(HEADERS.to_vec(), 1..=2),
        2 => subsequence(HEADERS.to_vec(), 3..=4),
        1 => many_headers(),
    ];
    let credentials =
        select(vec![Credentials::Omit, Credentials::SameOrigin, Credentials::Include]);
    let path = prop_oneof![
        8 => Just("/orders"),
        4 => select(vec!["/orders/7", "/orders/caf%C3%A9", "/files/a/b"]),
        2 => select(vec!["/none", "/ORDERS", "/orders/"]),
    ];
    let path = path.prop_map(str::to_owned);
    let shape = select(Shape::ALL.to_vec());
    (origin(), written, headers, credentials, path, shape).prop_map(
        |(origin, written, headers, credentials, path, shape)| Ask {
            origin,
            written,
            headers,
            credentials,
            path,
            shape,
        },
    )
}

impl Ask {
    /// The same request, made more like one that a route of `app` is there for, `chosen` of all that
    /// there are.
    fn guided(mut self, app: &CannedApp, chosen: &Index) -> Self {
        let table = Table::of(app);
        let Some(route) = (!app.routes.is_empty()).then(|| chosen.get(&app.routes)) else {
            return self;
        };
        self.path = route.pattern.replace("<id>", "7").replace("{path+}", "a/b");
        let written = WRITTEN.iter().filter(|(_, sent)| route.methods.contains(sent));
        let written: Vec<_> = written.collect();
        if !written.is_empty() {
            self.written = **chosen.get(&written);
        }
        if let Some(policy) = table.policy_of(route) {
            if !policy.allow_credentials {
                self.credentials = Credentials::SameOrigin;
            }
            self.headers
                .retain(|((name, _), needs_leave)| !needs_leave || policy.takes_header(name));
            let pages = FRIENDS.iter().chain(&STRANGERS).map(|origin| (*origin).to_owned());
            let pages = pages.map(|origin| Self { origin, ..self.clone() });
            let pages: Vec<_> = pages.filter(|ask| policy.allows(ask)).collect();
            if !pages.is_empty() {
                return chosen.get(&pages).clone();
            }
        }
        if table.policy_of(route).is_none() {
            // What handlers write themselves is enough for no more than this.
            self.headers.clear();
            self.credentials = Credentials::SameOrigin;
        }
        self
    }
}

/// An app, and what it is asked: half of it is what it is there for.
pub(crate) fn conversation() -> impl Strategy<Value = (CannedApp, Vec<Ask>)> {
    let asks = vec((ask(), option::of(any::<Index>())), ASKS);
    (app(), asks).prop_map(|(app, asks)| {
        let guided = asks.into_iter().map(|(ask, chosen)| match chosen {
            Some(chosen) => ask.guided(&app, &chosen),
            None => ask,
        });
        let asks = guided.collect();
        (app, asks)
    })
}

/// About as many as are looked at.
fn many_headers() -> impl Strategy<Value = Vec<((&'static str, &'static str), bool)>> {
    const NAMES: [&str; 66] = {
        let text = "\
            aaabacadaeafagahaiajakalamanaoapaqarasatauavawaxayaz\
            babbbcbdbebfbgbhbibjbkblbmbnbobpbqbrbsbtbubvbwbxbybz\
            cacbcccdcecfcgchcicjckclcmcn";
        let (mut names, mut rest, mut at) = ([""; 66], text, 0);
        while at < names.len() {
            (names[at], rest) = rest.split_at(2);
            at += 1;
        }
        names
    };
    (62..=NAMES.len())
        .prop_map(|count| NAMES[..count].iter().map(|name| ((*name, "1"), true)).collect())
}
