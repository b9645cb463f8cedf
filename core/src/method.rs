//! Request methods, and sets of them.

use core::fmt;

use crate::{
    route::Route,
    text::{is_token, same},
};

/// A request method, such as `GET`: a token, compared byte for byte (RFC 9110, section 9.1), so
/// `get` is another method than `GET`.
///
/// ```
/// use gatepost_core::Method;
///
/// assert_eq!(Method::new("GET"), Method::GET);
/// assert_ne!(Method::new("get"), Method::GET);
/// assert_eq!(Method::new("PURGE").as_str(), "PURGE");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Method<'m>(&'m str);

/// The standard methods in byte order: a method's place is its bit in [`Methods`].
const STANDARD: [Method<'static>; 9] = [
    Method::CONNECT,
    Method::DELETE,
    Method::GET,
    Method::HEAD,
    Method::OPTIONS,
    Method::PATCH,
    Method::POST,
    Method::PUT,
    Method::TRACE,
];

impl Method<'static> {
    /// `CONNECT`
    pub const CONNECT: Self = Self("CONNECT");
    /// `DELETE`
    pub const DELETE: Self = Self("DELETE");
    /// `GET`
    pub const GET: Self = Self("GET");
    /// `HEAD`
    pub const HEAD: Self = Self("HEAD");
    /// `OPTIONS`
    pub const OPTIONS: Self = Self("OPTIONS");
    /// `PATCH`
    pub const PATCH: Self = Self("PATCH");
    /// `POST`
    pub const POST: Self = Self("POST");
    /// `PUT`
    pub const PUT: Self = Self("PUT");
    /// `TRACE`
    pub const TRACE: Self = Self("TRACE");
}

impl<'m> Method<'m> {
    /// The method with that name. A table refuses routes of one that is not a token.
    ///
    /// ```
    /// use gatepost_core::Method;
    ///
    /// assert_eq!(Method::new("GET"), Method::GET);
    /// assert_ne!(Method::new("get"), Method::GET); // Methods are compared byte for byte.
    /// ```
    #[must_use]
    pub const fn new(token: &'m str) -> Self {
        Self(token)
    }

    /// The name, such as `GET`.
    ///
    /// ```
    /// assert_eq!(gatepost_core::Method::DELETE.as_str(), "DELETE");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'m str {
        self.0
    }

    pub(crate) const fn is_token(self) -> bool {
        is_token(self.0)
    }

    const fn is(self, other: Method<'_>) -> bool {
        same(self.0, other.0)
    }
}

impl fmt::Display for Method<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0)
    }
}

impl fmt::Debug for Method<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// The place of a method among others.
const fn place(mut names: &[Method<'_>], method: Method<'_>) -> Option<usize> {
    let count = names.len();
    while let [name, rest @ ..] = names {
        if name.is(method) {
            return Some(count - names.len());
        }
        names = rest;
    }
    None
}

/// A set of methods: nine bits for the standard ones, seven for a table's own, and one for all that
/// have no name in the table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Methods(u32);

impl Methods {
    pub(crate) const NONE: Self = Self(0);
    pub(crate) const GET: Self = Self(1 << 2);
    pub(crate) const HEAD: Self = Self(1 << 3);
    pub(crate) const OPTIONS: Self = Self(1 << 4);
    /// A method that no route names.
    pub(crate) const UNNAMED: Self = Self(1 << (STANDARD.len() + MAX_OWN));
    /// What a route of all methods answers.
    pub(crate) const ANY: Self = Self(2 * Self::UNNAMED.0 - 1);

    pub(crate) const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The same, with `HEAD` where `GET` is.
    pub(crate) const fn with_head(self) -> Self {
        if self.meets(Self::GET) { self.union(Self::HEAD) } else { self }
    }

    /// The methods with a name, each a set of its own.
    pub(crate) fn named(self) -> impl Iterator<Item = Self> {
        (0..STANDARD.len() + MAX_OWN).map(|bit| Self(1 << bit)).filter(move |one| self.meets(*one))
    }

    pub(crate) const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// How many methods of its own a table may have.
const MAX_OWN: usize = 7;

/// The methods that a table has bits for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct MethodNames<'t> {
    own: [Method<'t>; MAX_OWN],
}

impl<'t> MethodNames<'t> {
    pub(crate) const STANDARD: Self = Self { own: [Method::new(""); MAX_OWN] };

    /// The method's bit.
    #[inline(always)]
    pub(crate) const fn find(&self, method: Method<'_>) -> Methods {
        match method.0.as_bytes() {
            b"GET" => Methods::GET,
            _ => self.find_other(method),
        }
    }

    // Apart from `find`: most requests are a GET, and that is told at once.
    #[inline(never)]
    const fn find_other(&self, method: Method<'_>) -> Methods {
        let known = match place(&STANDARD, method) {
            Some(place) => Some(place),
            None => match place(&self.own, method) {
                Some(place) if !method.0.is_empty() => Some(STANDARD.len() + place),
                _ => None,
            },
        };
        match known {
            Some(place) => Methods(1 << place),
            None => Methods::UNNAMED,
        }
    }

    /// The names that a table of those routes has.
    fn of(routes: &[Route<'t>]) -> Self {
        let mut names = Self::STANDARD;
        for method in routes.iter().flat_map(|route| route.methods) {
            // The table was built, so there is a bit for each.
            let _ = names.intern(*method);
        }
        names
    }

    /// The method's bit, a new one where it has none yet; `None` once all are taken.
    pub(crate) const fn intern(&mut self, method: Method<'t>) -> Option<Methods> {
        let known = self.find(method);
        if !known.meets(Methods::UNNAMED) {
            return Some(known);
        }
        let mut free: &mut [Method<'t>] = &mut self.own;
        while let [name, rest @ ..] = free {
            if name.0.is_empty() {
                *name = method;
                return Some(self.find(method));
            }
            free = rest;
        }
        None
    }

    /// The first method of `set`, in byte order, that comes after `last`.
    fn next(&self, set: Methods, last: Option<Method<'t>>) -> Option<Method<'t>> {
        let mut next = None;
        let mut bit = 1;
        for name in STANDARD.into_iter().chain(self.own) {
            let is_named = set.meets(Methods(bit)) && !name.0.is_empty();
            if is_named && last < Some(name) && next.is_none_or(|next| name < next) {
                next = Some(name);
            }
            bit <<= 1;
        }
        next
    }
}

/// The methods that a path answers, in byte order: what the header `Allow` says (RFC 9110,
/// section 10.2.1).
///
/// An `any` route answers every method, those without a name included; it shows as the standard
/// ones and the table's own.
///
/// ```
/// use gatepost_core::{Decision, Method, Miss, Policy, Request, Route, Table, table};
///
/// static ROUTES: Table<'static> =
///     table![Route::get("/orders", 0), Route::new("/orders", &[Method::new("PURGE")], 1)];
///
/// let opened = Policy::new(ROUTES).open(&Request::new("PUT", "/orders"), &mut []);
/// let Decision::Miss(Miss::MethodNotAllowed(allow)) = opened.decision else { panic!() };
/// assert_eq!(allow.to_string(), "GET, HEAD, OPTIONS, PURGE");
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Allow<'t> {
    pub(crate) set: Methods,
    /// Of the table, which name the methods.
    pub(crate) routes: &'t [Route<'t>],
}

impl<'t> Allow<'t> {
    /// The methods, in byte order.
    ///
    /// ```
    /// use gatepost_core::{Decision, Method, Miss, Policy, Request, Route, Table, table};
    ///
    /// static ROUTES: Table<'static> = table![Route::get("/orders", 0)];
    ///
    /// let opened = Policy::new(ROUTES).open(&Request::new("PUT", "/orders"), &mut []);
    /// let Decision::Miss(Miss::MethodNotAllowed(allow)) = opened.decision else { panic!() };
    /// assert!(allow.iter().eq([Method::GET, Method::HEAD, Method::OPTIONS]));
    /// ```
    pub fn iter(&self) -> impl Iterator<Item = Method<'t>> {
        let (set, names) = (self.set, MethodNames::of(self.routes));
        core::iter::successors(names.next(set, None), move |last| names.next(set, Some(*last)))
    }
}

impl fmt::Display for Allow<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.iter().enumerate().try_for_each(|(place, method)| {
            let comma = if place == 0 { "" } else { ", " };
            write!(f, "{comma}{method}")
        })
    }
}

impl fmt::Debug for Allow<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A list of methods, as the value of a header.
pub(crate) fn list<'m>(
    methods: impl Iterator<Item = Method<'m>>,
    comma: &str,
) -> heapless::String<256> {
    let mut list = heapless::String::new();
    for method in methods {
        let before = if list.is_empty() { "" } else { comma };
        // Only very long names of an app's own are too much.
        if before.len() + method.0.len() > list.capacity() - list.len() {
            break;
        }
        let _ = list.push_str(before).and_then(|()| list.push_str(method.0));
    }
    list
}
