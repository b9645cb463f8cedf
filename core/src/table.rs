//! The table of routes: built once, by the compiler or at run time, by the same code.
//!
//! The routes are put in the order of precedence, and a path is held against them one after the
//! other: the first that fits is the most specific one.

// `const fn` cannot use `get` on a slice, so this file may index, and `StaticTable::new` may panic:
// that is how the compiler reports a bad table. Every index is checked by the loop around it.
#![allow(clippy::indexing_slicing)]

use core::{cmp::Ordering, fmt, ops::Range};

use crate::{
    method::{Allow, Method, MethodNames, Methods},
    params::Spans,
    pattern::{Pattern, PatternError, Segment},
    percent,
    route::Route,
    text::compare,
};

/// How many routes a table may have.
pub const MAX_ROUTES: usize = u16::MAX as usize;

/// A table of routes over lent slices.
///
/// # Precedence
/// The order of definition does not matter. Segment by segment, left to right, a literal comes
/// before a parameter with text around it (longer prefix first, then longer suffix), that before a
/// bare parameter, that before a catch-all. A route of another method does not hide one that fits:
/// with `GET /hello/<name>` and `POST /<message>/<name>`, `POST /hello/42` is the second.
///
/// `HEAD` is answered by the `GET` route of a path, unless the same path has a `HEAD` route. A route
/// of all methods answers what no other route with the same path does.
///
/// # At run time
/// ```
/// use gatepost_core::{Entry, Route, Table};
///
/// let routes = [Route::get("/hello/<name>", 0), Route::get("/hello/<id>", 1)];
/// let mut entries = [Entry::EMPTY; 2];
/// let error = Table::build(&routes, &mut entries).unwrap_err();
/// assert_eq!(error.to_string(), "route GET /hello/<id> repeats GET /hello/<name>");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Table<'t> {
    routes: &'t [Route<'t>],
    /// The routes in the order of precedence.
    order: &'t [Entry],
    names: MethodNames<'t>,
}

/// A place in a [`Table`] for one route.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    route: u16,
    methods: Methods,
}

impl Entry {
    /// A place that no route has taken yet.
    pub const EMPTY: Self = Self { route: 0, methods: Methods::NONE };
}

/// What a table has for a method and a path.
pub(crate) enum Found<'t> {
    Route(&'t Route<'t>, Pattern<'t>, Spans),
    /// The path, but not the method.
    Path(Allow<'t>),
    Nothing,
}

impl<'t> Table<'t> {
    /// Builds a table of `routes`, with one entry for each.
    ///
    /// # Errors
    /// [`TableError`], which names the routes it is about.
    pub const fn build(
        routes: &'t [Route<'t>],
        entries: &'t mut [Entry],
    ) -> Result<Self, TableError<'t>> {
        match arrange(routes, entries) {
            Ok(names) => Ok(Self { routes, order: entries.split_at(routes.len()).0, names }),
            Err(error) => Err(error),
        }
    }

    /// The methods that a path answers; `None` where no route has it. The path is percent-encoded,
    /// as in a URL.
    #[must_use]
    pub fn allow(&self, path: &str) -> Option<Allow<'t>> {
        self.allowed(path.as_bytes(), true)
    }

    fn allowed(&self, path: &[u8], is_encoded: bool) -> Option<Allow<'t>> {
        let mut set = Methods::NONE;
        for entry in self.order {
            if fits(self.pattern(entry), path, is_encoded).is_some() {
                set = set.union(entry.methods).union(Methods::OPTIONS);
            }
        }
        (set != Methods::NONE).then_some(Allow { set, names: self.names })
    }

    /// The routes, in the order of precedence.
    pub fn routes(&self) -> impl ExactSizeIterator<Item = &'t Route<'t>> {
        let routes = self.routes;
        self.order.iter().map(move |entry| &routes[usize::from(entry.route)])
    }

    pub(crate) fn find(&self, method: Method<'_>, path: &[u8], is_encoded: bool) -> Found<'t> {
        let wanted = self.names.find(method);
        for entry in self.order {
            let pattern = self.pattern(entry);
            if entry.methods.meets(wanted)
                && let Some(spans) = fits(pattern, path, is_encoded)
            {
                return Found::Route(&self.routes[usize::from(entry.route)], pattern, spans);
            }
        }
        self.allowed(path, is_encoded).map_or(Found::Nothing, Found::Path)
    }

    fn pattern(&self, entry: &Entry) -> Pattern<'t> {
        Pattern::checked(self.routes[usize::from(entry.route)].pattern)
    }
}

impl fmt::Display for Table<'_> {
    /// A line a route, in the order of precedence: methods, pattern, and the route's name.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.routes().map(|route| route.pattern.len()).max().unwrap_or(0);
        for (line, route) in self.routes().enumerate() {
            if line > 0 {
                f.write_str("\n")?;
            }
            let methods = Names(route.methods);
            match route.name {
                "" => write!(f, "{methods} {}", route.pattern)?,
                name => write!(f, "{methods} {:<width$}  {name}", route.pattern)?,
            }
        }
        Ok(())
    }
}

/// The methods of a route, as a column.
struct Names<'t>(&'t [Method<'t>]);

impl fmt::Display for Names<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const WIDTH: usize = 7;
        let mut width = 0;
        for (place, method) in self.0.iter().enumerate() {
            let comma = if place == 0 { "" } else { "," };
            write!(f, "{comma}{method}")?;
            width += comma.len() + method.as_str().len();
        }
        if self.0.is_empty() {
            f.write_str("ANY")?;
            width = 3;
        }
        write!(f, "{:1$}", "", WIDTH.saturating_sub(width))
    }
}

/// A table that the compiler builds, with room for `N` routes.
///
/// ```
/// use gatepost_core::{Method, Route, StaticTable};
///
/// static ROUTES: StaticTable<'static, 2> = StaticTable::new([
///     Route::get("/hello/<name>", 0),
///     Route::new("/hello", &[Method::POST, Method::PUT], 1),
/// ]);
/// assert_eq!(ROUTES.table().to_string(), "POST,PUT /hello\nGET     /hello/<name>");
/// ```
///
/// A table with a mistake does not compile:
///
/// ```compile_fail
/// use gatepost_core::{Route, StaticTable};
///
/// // error[E0080]: evaluation panicked: route GET /hello/<id> repeats GET /hello/<name>
/// static ROUTES: StaticTable<'static, 2> =
///     StaticTable::new([Route::get("/hello/<name>", 0), Route::get("/hello/<id>", 1)]);
/// ```
#[derive(Debug)]
pub struct StaticTable<'t, const N: usize> {
    routes: [Route<'t>; N],
    order: [Entry; N],
    len: usize,
    names: MethodNames<'t>,
}

impl<'t, const N: usize> StaticTable<'t, N> {
    /// The table of those routes, for a `static` or a `const`.
    ///
    /// # Panics
    /// Where [`try_new`](StaticTable::try_new) returns an error: in a `static` or a `const`, that
    /// is a compile error.
    #[must_use]
    #[track_caller]
    pub const fn new(routes: [Route<'t>; N]) -> Self {
        Self::new_of(&routes)
    }

    /// The table of those routes, of which there may be fewer than `N`, for a `static` or a `const`.
    ///
    /// # Panics
    /// As [`new`](StaticTable::new).
    #[must_use]
    #[track_caller]
    #[allow(clippy::panic)] // This is how a compile error is made.
    pub const fn new_of(routes: &[Route<'t>]) -> Self {
        match Self::try_new(routes) {
            Ok(table) => table,
            Err(error) => panic!("{}", error.text().as_str()),
        }
    }

    /// The table of those routes, of which there may be fewer than `N`.
    ///
    /// # Errors
    /// [`TableError`], which names the routes it is about.
    pub const fn try_new(routes: &[Route<'t>]) -> Result<Self, TableError<'t>> {
        let mut table = Self {
            routes: [Route::get("/", 0); N],
            order: [Entry::EMPTY; N],
            len: routes.len(),
            names: MethodNames::STANDARD,
        };
        match arrange(routes, &mut table.order) {
            Ok(names) => table.names = names,
            Err(error) => return Err(error),
        }
        let mut at = 0;
        while at < routes.len() {
            table.routes[at] = routes[at];
            at += 1;
        }
        Ok(table)
    }

    /// The table.
    #[must_use]
    pub const fn table(&self) -> Table<'_> {
        Table {
            routes: self.routes.split_at(self.len).0,
            order: self.order.split_at(self.len).0,
            names: self.names,
        }
    }
}

/// Whether `path` fits `pattern`, and where in the path the parameters then stand.
fn fits(pattern: Pattern<'_>, path: &[u8], is_encoded: bool) -> Option<Spans> {
    let mut spans = Spans::new();
    let mut rest = Some(path.strip_prefix(b"/")?);
    for segment in pattern.segments() {
        let remaining = rest?;
        let start = path.len() - remaining.len();
        let slash = remaining.iter().position(|&byte| byte == b'/');
        let part = &remaining[..slash.unwrap_or(remaining.len())];
        rest = slash.map(|slash| &remaining[slash + 1..]);
        let value = match segment {
            Segment::Literal(text) => {
                if !same(part, text, is_encoded) {
                    return None;
                }
                continue;
            }
            Segment::Parameter { prefix, suffix, .. } => between(part, prefix, suffix, is_encoded)?,
            Segment::CatchAll { .. } => {
                rest = None;
                0..remaining.len()
            }
        };
        if value.is_empty() {
            return None;
        }
        let end = u16::try_from(start + value.end).ok()?;
        spans.push((u16::try_from(start + value.start).ok()?, end)).ok()?;
    }
    rest.is_none().then_some(spans)
}

/// Whether a piece of a path is, decoded, that literal.
fn same(part: &[u8], literal: &str, is_encoded: bool) -> bool {
    if is_encoded { percent::decode(part).eq(literal.bytes()) } else { part == literal.as_bytes() }
}

/// What of a segment of a path stands between two literals, where they fit.
fn between(part: &[u8], prefix: &str, suffix: &str, is_encoded: bool) -> Option<Range<usize>> {
    if !is_encoded {
        let value = part.strip_prefix(prefix.as_bytes())?.strip_suffix(suffix.as_bytes())?;
        return Some(prefix.len()..prefix.len() + value.len());
    }
    let value_len = percent::decode(part).count().checked_sub(prefix.len() + suffix.len())?;
    let from_value = percent::skip(part, prefix.len());
    let from_suffix = percent::skip(from_value, value_len);
    let value = part.len() - from_value.len()..part.len() - from_suffix.len();
    let fits = same(&part[..value.start], prefix, true) && same(from_suffix, suffix, true);
    fits.then_some(value)
}

/// Checks the routes and puts them into the order of precedence.
const fn arrange<'t>(
    routes: &[Route<'t>],
    entries: &mut [Entry],
) -> Result<MethodNames<'t>, TableError<'t>> {
    if routes.len() > entries.len() || routes.len() > MAX_ROUTES {
        return Err(TableError::TooManyRoutes { count: routes.len(), room: entries.len() });
    }
    let mut names = MethodNames::STANDARD;
    let mut count = 0;
    while count < routes.len() {
        let methods = match methods(&routes[count], &mut names) {
            Ok(methods) => methods,
            Err(error) => return Err(error),
        };
        if let Err(error) = Pattern::parse(routes[count].pattern) {
            return Err(TableError::Pattern(error));
        }
        let entry = Entry { route: count as u16, methods };
        let place = match place(routes, entries.split_at(count).0, entry) {
            Ok(place) => place,
            Err(error) => return Err(error),
        };
        let mut at = count;
        while at > place {
            entries[at] = entries[at - 1];
            at -= 1;
        }
        entries[place] = entry;
        count += 1;
    }
    answer_head_with_get(routes, entries.split_at_mut(count).0);
    Ok(names)
}

const fn methods<'t>(
    route: &Route<'t>,
    names: &mut MethodNames<'t>,
) -> Result<Methods, TableError<'t>> {
    if route.methods.is_empty() {
        return Ok(Methods::ANY);
    }
    let mut set = Methods::NONE;
    let mut at = 0;
    while at < route.methods.len() {
        let method = route.methods[at];
        if !method.is_token() {
            return Err(TableError::Method { route: *route, method });
        }
        match names.intern(method) {
            Some(bit) => set = set.union(bit),
            None => return Err(TableError::TooManyMethods { route: *route, method }),
        }
        at += 1;
    }
    Ok(set)
}

/// Where among the entries that are in order already a new one belongs: binary search.
const fn place<'t>(
    routes: &[Route<'t>],
    entries: &[Entry],
    entry: Entry,
) -> Result<usize, TableError<'t>> {
    let route = &routes[entry.route as usize];
    let (mut low, mut high) = (0, entries.len());
    while low < high {
        let middle = low + (high - low) / 2;
        match precedence(route, &routes[entries[middle].route as usize]) {
            Ordering::Less => high = middle,
            Ordering::Greater => low = middle + 1,
            Ordering::Equal => {
                let (mut at, last) = same_path(routes, entries, middle);
                let mut place = at;
                while at < last {
                    let other = &routes[entries[at].route as usize];
                    if repeats(entry, entries[at]) {
                        return Err(TableError::Repeats { route: *route, other: *other });
                    }
                    if shows_first(other, route) {
                        place = at + 1;
                    }
                    at += 1;
                }
                return Ok(place);
            }
        }
    }
    Ok(low)
}

/// Which of two routes with the same path is shown first: the one of all methods last, for it answers
/// only what the others leave.
const fn shows_first(one: &Route<'_>, other: &Route<'_>) -> bool {
    match (first_method(one), first_method(other)) {
        (Some(one), Some(other)) => matches!(compare(one, other), Ordering::Less),
        (one, _) => one.is_some(),
    }
}

/// The first of a route's methods in byte order.
const fn first_method<'t>(route: &Route<'t>) -> Option<&'t str> {
    let mut methods = route.methods;
    let mut first: Option<&str> = None;
    while let [method, rest @ ..] = methods {
        let name = method.as_str();
        first = match first {
            Some(first) if matches!(compare(first, name), Ordering::Less) => Some(first),
            _ => Some(name),
        };
        methods = rest;
    }
    first
}

/// The entries around `middle` that have its path.
const fn same_path(routes: &[Route<'_>], entries: &[Entry], middle: usize) -> (usize, usize) {
    let route = &routes[entries[middle].route as usize];
    let (mut first, mut last) = (middle, middle + 1);
    while first > 0 && has_path(routes, entries[first - 1], route) {
        first -= 1;
    }
    while last < entries.len() && has_path(routes, entries[last], route) {
        last += 1;
    }
    (first, last)
}

const fn has_path(routes: &[Route<'_>], entry: Entry, route: &Route<'_>) -> bool {
    matches!(precedence(&routes[entry.route as usize], route), Ordering::Equal)
}

/// Whether two routes with the same path answer the same method; one of all methods leaves the
/// others theirs.
const fn repeats(one: Entry, other: Entry) -> bool {
    let (one_any, other_any) =
        (one.methods.meets(Methods::UNNAMED), other.methods.meets(Methods::UNNAMED));
    if one_any || other_any { one_any && other_any } else { one.methods.meets(other.methods) }
}

const fn answer_head_with_get(routes: &[Route<'_>], entries: &mut [Entry]) {
    let mut at = 0;
    while at < entries.len() {
        let (first, last) = same_path(routes, entries, at);
        let mut get = None;
        let mut has_head = false;
        at = first;
        while at < last {
            let methods = entries[at].methods;
            if !methods.meets(Methods::UNNAMED) {
                has_head |= methods.meets(Methods::HEAD);
                if methods.meets(Methods::GET) {
                    get = Some(at);
                }
            }
            at += 1;
        }
        if let Some(get) = get
            && !has_head
        {
            entries[get].methods = entries[get].methods.union(Methods::HEAD);
        }
    }
}

/// Which of two routes a path is held against first; equal where they have the same path but for the
/// names of its parameters.
const fn precedence(left: &Route<'_>, right: &Route<'_>) -> Ordering {
    let mut left = Pattern::checked(left.pattern).segments();
    let mut right = Pattern::checked(right.pattern).segments();
    loop {
        match (left.advance(), right.advance()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(left), Some(right)) => match segment_precedence(left, right) {
                Ordering::Equal => {}
                different => return different,
            },
        }
    }
}

const fn segment_precedence(left: Segment<'_>, right: Segment<'_>) -> Ordering {
    match (left, right) {
        (Segment::Literal(left), Segment::Literal(right)) => compare(left, right),
        (
            Segment::Parameter { prefix: left, suffix: left_end, .. },
            Segment::Parameter { prefix: right, suffix: right_end, .. },
        ) => match longer_first(left, right) {
            Ordering::Equal => longer_first(left_end, right_end),
            different => different,
        },
        (left, right) => {
            let (left, right) = (rank(left), rank(right));
            if left < right {
                Ordering::Less
            } else if left > right {
                Ordering::Greater
            } else {
                Ordering::Equal
            }
        }
    }
}

const fn rank(segment: Segment<'_>) -> u8 {
    match segment {
        Segment::Literal(_) => 0,
        Segment::Parameter { .. } => 1, // With text around it or without: longer text first.
        Segment::CatchAll { .. } => 2,
    }
}

const fn longer_first(left: &str, right: &str) -> Ordering {
    if left.len() > right.len() {
        Ordering::Less
    } else if left.len() < right.len() {
        Ordering::Greater
    } else {
        compare(left, right)
    }
}

/// Why routes make no [`Table`]: its text names them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum TableError<'t> {
    /// A route's text is no pattern.
    Pattern(PatternError<'t>),
    /// Two routes have the same path, but for the names of its parameters, and a method in common.
    Repeats {
        /// The later one.
        route: Route<'t>,
        /// The earlier one.
        other: Route<'t>,
    },
    /// A method is not a token (RFC 9110, section 9.1).
    Method {
        /// The route.
        route: Route<'t>,
        /// Its method.
        method: Method<'t>,
    },
    /// There are more than seven methods beside the nine standard ones.
    TooManyMethods {
        /// The route with the eighth.
        route: Route<'t>,
        /// The eighth.
        method: Method<'t>,
    },
    /// There are more routes than entries were lent, or more than [`MAX_ROUTES`].
    TooManyRoutes {
        /// How many routes there are.
        count: usize,
        /// How many entries were lent.
        room: usize,
    },
}

impl TableError<'_> {
    /// The error's text, for a `panic!` in `const fn`, where [`Display`](fmt::Display) cannot go.
    #[must_use]
    pub const fn text(&self) -> ErrorText {
        let text = ErrorText { bytes: [0; MAX_TEXT], len: 0 };
        match self {
            Self::Pattern(error) => {
                let [before, part, after] = error.pieces();
                text.push("\"")
                    .push(error.pattern())
                    .push("\": ")
                    .push(before)
                    .push(part)
                    .push(after)
            }
            Self::Repeats { route, other } => {
                text.push("route ").push_route(route).push(" repeats ").push_route(other)
            }
            Self::Method { route, method } => text
                .push("route ")
                .push_route(route)
                .push(": \"")
                .push(method.as_str())
                .push("\" is not a method: a method is a token, such as PURGE"),
            Self::TooManyMethods { route, method } => text
                .push("route ")
                .push_route(route)
                .push(": ")
                .push(method.as_str())
                .push(" is the eighth method beside the standard ones; a table may have seven"),
            Self::TooManyRoutes { count, room } => {
                let limit = if *room < MAX_ROUTES { *room } else { MAX_ROUTES };
                text.push_number(*count)
                    .push(" routes are more than this table's ")
                    .push_number(limit)
            }
        }
    }
}

impl fmt::Display for TableError<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text().as_str())
    }
}

impl core::error::Error for TableError<'_> {}

/// The text of a [`TableError`], put together in `const fn`: at most 1,024 bytes; what is longer is cut.
pub struct ErrorText {
    bytes: [u8; MAX_TEXT],
    len: usize,
}

const MAX_TEXT: usize = 1024;

impl ErrorText {
    const fn push(mut self, text: &str) -> Self {
        let mut at = 0;
        while at < text.len() && !(text.is_char_boundary(at) && self.is_nearly_full()) {
            self.bytes[self.len] = text.as_bytes()[at];
            self.len += 1;
            at += 1;
        }
        self
    }

    /// Whether the next character might not fit.
    const fn is_nearly_full(&self) -> bool {
        self.len + 4 > self.bytes.len()
    }

    const fn push_route(mut self, route: &Route<'_>) -> Self {
        if route.methods.is_empty() {
            self = self.push("ANY ");
        }
        let mut at = 0;
        while at < route.methods.len() {
            self = self.push(route.methods[at].as_str()).push(" ");
            at += 1;
        }
        self = self.push(route.pattern);
        if route.name.is_empty() { self } else { self.push(" (").push(route.name).push(")") }
    }

    const fn push_number(self, number: usize) -> Self {
        let digit = (number % 10) as u8 + b'0';
        let this = if number < 10 { self } else { self.push_number(number / 10) };
        match core::str::from_utf8(&[digit]) {
            Ok(digit) => this.push(digit),
            Err(_) => this,
        }
    }

    /// The text.
    #[must_use]
    pub const fn as_str(&self) -> &str {
        match core::str::from_utf8(self.bytes.split_at(self.len).0) {
            Ok(text) => text,
            Err(_) => "the routes make no table",
        }
    }
}
