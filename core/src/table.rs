//! The table of routes: built once, by the compiler or at run time, by the same code.

use core::fmt;

use crate::{
    builder::{Built, Node, build, node_bound, slot_bound},
    error_text::ErrorText,
    matcher::Matcher,
    method::{Allow, Method, MethodNames, Methods},
    params::Spans,
    pattern::PatternError,
    route::Route,
    text::first_of,
    trie::{Entry, Outcome, Slot, Special, Trie},
};

/// How many routes a table may have. A table's trie may have as many nodes, about one and a half for
/// a route.
pub const MAX_ROUTES: usize = u16::MAX as usize - 1;

/// How many steps a lookup may take in a table that the compiler builds, unless the app raises it.
pub const MAX_STEPS: u32 = 64;

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
/// # By the compiler
/// [`table!`](crate::table!) makes one for a `static`.
///
/// # At run time
/// ```
/// use gatepost_core::{Entry, Node, Room, Route, Slot, Table, TrailingSlash};
///
/// let routes = [Route::get("/hello/<name>", 0), Route::get("/hello/<id>", 1)];
/// let bounds = Table::bounds(&routes);
/// let mut entries = vec![Entry::EMPTY; bounds.entries];
/// let mut slots = vec![Slot::EMPTY; bounds.slots];
/// let mut nodes = vec![Node::EMPTY; bounds.nodes];
/// let room = Room { entries: &mut entries, slots: &mut slots, nodes: &mut nodes };
///
/// let error = Table::build(&routes, TrailingSlash::Strict, room).unwrap_err();
/// assert_eq!(error.to_string(), "route GET /hello/<id> repeats GET /hello/<name>");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Table<'t> {
    matcher: Matcher<'t>,
    routes: &'t [Route<'t>],
    worst_steps: u32,
    has_cors: bool,
}

/// Whether a slash at the end makes another path.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum TrailingSlash {
    /// `/hello/` is not `/hello`.
    #[default]
    Strict,
    /// One slash at the end counts for nothing, in paths and in patterns: `/hello/` is `/hello`.
    Fold,
}

/// What is lent to build a table: [`Table::bounds`] says how much is always enough.
pub struct Room<'t, 'n> {
    /// One for each route. The table keeps them.
    pub entries: &'t mut [Entry],
    /// One for each node of the trie, and some for gaps. The table keeps those that it needs.
    pub slots: &'t mut [Slot],
    /// Scratch.
    pub nodes: &'n mut [Node],
}

/// How much [`Room`] is always enough for a table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bounds {
    /// How many entries.
    pub entries: usize,
    /// How many slots.
    pub slots: usize,
    /// How many nodes.
    pub nodes: usize,
}

/// What a table has for a method and a path.
pub(crate) enum Found<'t> {
    Entry(&'t Route<'t>, &'t Entry),
    /// The path, but not the method.
    Path(Allow<'t>),
    Nothing,
    /// A byte that may have to be refused or decoded first.
    Special,
}

impl<'t> Table<'t> {
    /// How much room a table of those routes may need.
    ///
    /// ```
    /// use gatepost_core::{Route, Table};
    ///
    /// assert_eq!(Table::bounds(&[Route::get("/a", 0), Route::get("/b", 1)]).entries, 2);
    /// ```
    #[must_use]
    pub const fn bounds(routes: &[Route<'_>]) -> Bounds {
        let nodes = node_bound(routes);
        Bounds { entries: routes.len(), slots: slot_bound(nodes), nodes }
    }

    /// Builds a table of `routes`.
    ///
    /// # Errors
    /// [`TableError`], which names the routes it is about.
    pub const fn build(
        routes: &'t [Route<'t>],
        trailing_slash: TrailingSlash,
        room: Room<'t, '_>,
    ) -> Result<Self, TableError<'t>> {
        let fold = matches!(trailing_slash, TrailingSlash::Fold);
        let Room { entries, slots, nodes } = room;
        match build(routes, fold, entries, nodes, slots) {
            Ok(Built { names, slot_count, worst_steps, has_cors }) => {
                let (entries, slots) =
                    (first_of(entries, routes.len()), first_of(slots, slot_count));
                let matcher = Matcher { trie: Trie { slots, entries }, names, trailing_slash };
                Ok(Self { matcher, routes, worst_steps, has_cors })
            }
            Err(error) => Err(error),
        }
    }

    /// The routes, in the order of precedence.
    ///
    /// ```
    /// use gatepost_core::{Route, Table, table};
    ///
    /// static ROUTES: Table<'static> = table![Route::get("/<name>", 0), Route::get("/orders", 1)];
    /// let ids: Vec<u32> = ROUTES.routes().map(|route| route.id).collect();
    /// assert_eq!(ids, [1, 0]); // The literal comes first.
    /// ```
    pub fn routes(&self) -> impl ExactSizeIterator<Item = &'t Route<'t>> {
        const NOWHERE: &Route<'static> = &Route::get("/", 0);
        let routes = self.routes;
        let route = move |entry: &Entry| routes.get(usize::from(entry.route)).unwrap_or(NOWHERE);
        self.entries().iter().map(route)
    }

    /// What matching needs of it: for a `static` that is to take no more than that.
    ///
    /// ```
    /// use gatepost_core::{Matcher, Method, PathCoding, Route, table};
    ///
    /// static MATCHER: Matcher<'static> = table![Route::get("/orders", 7)].matcher();
    /// let found = MATCHER.find(Method::GET, "/orders", PathCoding::Encoded, &mut [])?;
    /// assert_eq!(found.id, 7);
    /// # Ok::<(), gatepost_core::MatchError>(())
    /// ```
    #[must_use]
    pub const fn matcher(&self) -> Matcher<'t> {
        self.matcher
    }

    /// The entries that the table keeps.
    #[must_use]
    pub const fn entries(&self) -> &'t [Entry] {
        self.matcher.trie.entries
    }

    /// The slots that the table keeps.
    #[must_use]
    pub const fn slots(&self) -> &'t [Slot] {
        self.matcher.trie.slots
    }

    /// The same table over copies of its entries and slots.
    #[must_use]
    pub const fn copied_to(&self, entries: &'t [Entry], slots: &'t [Slot]) -> Self {
        Self { matcher: Matcher { trie: Trie { slots, entries }, ..self.matcher }, ..*self }
    }

    /// The most steps that a lookup takes, whatever the path: nodes of the trie that it enters.
    ///
    /// ```
    /// use gatepost_core::{Route, Table, table};
    ///
    /// static ROUTES: Table<'static> = table![Route::get("/hello/<name>", 0)];
    /// assert!(ROUTES.worst_steps() >= ROUTES.steps(gatepost_core::Method::GET, "/hello/ada"));
    /// ```
    #[must_use]
    pub const fn worst_steps(&self) -> u32 {
        self.worst_steps
    }

    /// How many steps the lookup of a path takes, if no byte of it has to be decoded.
    ///
    /// ```
    /// use gatepost_core::{Method, Route, Table, table};
    ///
    /// static ROUTES: Table<'static> = table![Route::get("/hello/<name>", 0)];
    /// assert!(ROUTES.steps(Method::GET, "/hello/ada") > ROUTES.steps(Method::GET, "/x"));
    /// ```
    #[must_use]
    pub fn steps(&self, method: Method<'_>, path: &str) -> u32 {
        let Matcher { trie, names, .. } = &self.matcher;
        trie.steps(self.matcher.folded(path.as_bytes()), names.find(method))
    }

    /// How many bytes the table takes for matching, without the routes themselves.
    ///
    /// ```
    /// use gatepost_core::{Entry, Route, Table, table};
    ///
    /// static ROUTES: Table<'static> = table![Route::get("/hello/<name>", 0)];
    /// assert_eq!(ROUTES.size(), size_of_val(ROUTES.entries()) + size_of_val(ROUTES.slots()));
    /// ```
    #[must_use]
    pub const fn size(&self) -> usize {
        size_of_val(self.slots()) + size_of_val(self.entries())
    }

    /// Whether the rules of a route say something about CORS.
    pub(crate) const fn has_cors(&self) -> bool {
        self.has_cors
    }

    #[inline]
    pub(crate) fn bit_of(&self, method: Method<'_>) -> Methods {
        self.matcher.names.find(method)
    }

    /// What a route of every method answers.
    pub(crate) fn every_method(&self) -> Allow<'t> {
        Allow { set: Methods::ANY, routes: self.routes }
    }

    #[inline(always)]
    pub(crate) fn find(
        &self,
        wanted: Methods,
        path: &[u8],
        special: Special,
        spans: &mut Spans,
    ) -> Outcome<'t> {
        self.matcher.search(wanted, path, special, spans)
    }

    /// What there is for a path without special bytes.
    #[cold]
    #[inline(never)]
    pub(crate) fn find_plain(&self, wanted: Methods, path: &[u8], spans: &mut Spans) -> Found<'t> {
        self.found(self.matcher.search_plain(wanted, path, spans))
    }

    #[inline(always)]
    pub(crate) fn route(&self, entry: &Entry) -> Option<&'t Route<'t>> {
        self.routes.get(usize::from(entry.route))
    }

    /// What an outcome is about.
    pub(crate) fn found(&self, outcome: Outcome<'t>) -> Found<'t> {
        match outcome {
            Outcome::Entry(entry) => match self.route(entry) {
                Some(route) => Found::Entry(route, entry),
                None => Found::Nothing,
            },
            Outcome::Miss(Methods::NONE) => Found::Nothing,
            Outcome::Miss(set) => {
                Found::Path(Allow { set: set.union(Methods::OPTIONS), routes: self.routes })
            }
            Outcome::Special => Found::Special,
        }
    }
}

impl fmt::Display for Table<'_> {
    /// A line a route, in the order of precedence: methods, pattern, and the route's name.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let longest = self.routes().map(|route| route.pattern.len()).max().unwrap_or(0);
        // A wider column makes the formatter panic.
        let width = longest.min(u16::MAX.into());
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

/// The table of some routes, for a `static`: built by the compiler, as large as it needs to be.
///
/// Takes the routes, or, after `routes:`, a constant slice of them. A table that may take more than
/// [`MAX_STEPS`] steps for a lookup does not compile, unless `max_steps:` allows more.
///
/// ```
/// use gatepost_core::{Method, Route, Table, table};
///
/// static ROUTES: Table<'static> = table![
///     Route::get("/hello/<name>", 0),
///     Route::new("/hello", &[Method::POST, Method::PUT], 1),
/// ];
/// assert_eq!(ROUTES.to_string(), "POST,PUT /hello\nGET     /hello/<name>");
///
/// const SAME: &[Route<'static>] = &[Route::get("/hello/<name>", 0)];
/// static FOLDED: Table<'static> = table!(routes: SAME, trailing_slash: Fold, max_steps: 3);
/// assert_eq!(FOLDED.worst_steps(), 3);
/// ```
///
/// A table with a mistake does not compile:
///
/// ```compile_fail
/// use gatepost_core::{Route, Table, table};
///
/// // error[E0080]: evaluation panicked: route GET /hello/<id> repeats GET /hello/<name>
/// static ROUTES: Table<'static> = table![Route::get("/hello/<name>", 0), Route::get("/hello/<id>", 1)];
/// ```
#[macro_export]
macro_rules! table {
    (routes: $routes:expr) => {
        $crate::table!(routes: $routes, trailing_slash: Strict, max_steps: $crate::MAX_STEPS)
    };
    (routes: $routes:expr, max_steps: $max_steps:expr) => {
        $crate::table!(routes: $routes, trailing_slash: Strict, max_steps: $max_steps)
    };
    (routes: $routes:expr, trailing_slash: $slash:ident) => {
        $crate::table!(routes: $routes, trailing_slash: $slash, max_steps: $crate::MAX_STEPS)
    };
    (routes: $routes:expr, trailing_slash: $slash:ident, max_steps: $max_steps:expr) => {{
        const __ROUTES: &[$crate::Route<'static>] = $routes;
        const __BOUNDS: $crate::Bounds = $crate::Table::bounds(__ROUTES);
        #[allow(long_running_const_eval)] // It ends: it is as long as the table is large.
        const __DRAFT: $crate::StaticTable<'static, { __BOUNDS.entries }, { __BOUNDS.slots }> =
            $crate::StaticTable::new::<{ __BOUNDS.nodes }>(__ROUTES, $crate::TrailingSlash::$slash, $max_steps);
        const __TABLE: &$crate::StaticTable<'static, { __BOUNDS.entries }, { __DRAFT.slot_count() }> =
            &__DRAFT.resized();
        __TABLE.table(__ROUTES)
    }};
    ($($route:expr),* $(,)?) => {
        $crate::table!(routes: &[$($route),*])
    };
}

/// What a table keeps beside its routes, with room for so many: what [`table!`](crate::table!) is made
/// of, and for generic code, which has no exact sizes.
#[derive(Clone, Copy, Debug)]
pub struct StaticTable<'t, const ROUTES: usize, const SLOTS: usize> {
    entries: [Entry; ROUTES],
    slots: [Slot; SLOTS],
    route_count: usize,
    slot_count: usize,
    names: MethodNames<'t>,
    worst_steps: u32,
    trailing_slash: TrailingSlash,
    has_cors: bool,
}

impl<'t, const ROUTES: usize, const SLOTS: usize> StaticTable<'t, ROUTES, SLOTS> {
    /// Builds what a table of those routes keeps, with room for `NODES` nodes on the way.
    ///
    /// # Panics
    /// Where [`try_new`](StaticTable::try_new) returns an error, or a lookup may take more than
    /// `max_steps`: in a `static` or a `const`, that is a compile error.
    #[must_use]
    #[track_caller]
    #[allow(clippy::panic)] // This is how a compile error is made.
    pub const fn new<const NODES: usize>(
        routes: &[Route<'t>],
        trailing_slash: TrailingSlash,
        max_steps: u32,
    ) -> Self {
        let built = match Self::try_new::<NODES>(routes, trailing_slash) {
            Ok(built) if built.worst_steps > max_steps => {
                Err(TableError::TooManySteps { steps: built.worst_steps, max_steps })
            }
            built => built,
        };
        match built {
            Ok(built) => built,
            Err(error) => panic!("{}", error.text().as_str()),
        }
    }

    /// Builds what a table of those routes keeps, with room for `NODES` nodes on the way.
    ///
    /// # Errors
    /// [`TableError`], which names the routes it is about.
    pub const fn try_new<const NODES: usize>(
        routes: &[Route<'t>],
        trailing_slash: TrailingSlash,
    ) -> Result<Self, TableError<'t>> {
        let fold = matches!(trailing_slash, TrailingSlash::Fold);
        let mut entries = [Entry::EMPTY; ROUTES];
        let mut slots = [Slot::EMPTY; SLOTS];
        match build(routes, fold, &mut entries, &mut [Node::EMPTY; NODES], &mut slots) {
            Ok(Built { names, slot_count, worst_steps, has_cors }) => {
                let route_count = routes.len();
                Ok(Self {
                    entries,
                    slots,
                    route_count,
                    slot_count,
                    names,
                    worst_steps,
                    trailing_slash,
                    has_cors,
                })
            }
            Err(error) => Err(error),
        }
    }

    /// How many slots are in use.
    #[must_use]
    pub const fn slot_count(&self) -> usize {
        self.slot_count
    }

    /// The entries in use.
    #[must_use]
    pub const fn entries(&self) -> &[Entry] {
        first_of(&self.entries, self.route_count)
    }

    /// The slots in use.
    #[must_use]
    pub const fn slots(&self) -> &[Slot] {
        first_of(&self.slots, self.slot_count)
    }

    /// The same with room for another number of slots, at least as many as are in use.
    #[must_use]
    pub const fn resized<const OTHER: usize>(&self) -> StaticTable<'t, ROUTES, OTHER> {
        let mut slots = [Slot::EMPTY; OTHER];
        let built = self.slots();
        if let Some((first, _)) = slots.split_at_mut_checked(built.len())
            && first.len() == built.len()
        {
            first.copy_from_slice(built);
        }
        StaticTable {
            entries: self.entries,
            slots,
            route_count: self.route_count,
            slot_count: self.slot_count,
            names: self.names,
            worst_steps: self.worst_steps,
            trailing_slash: self.trailing_slash,
            has_cors: self.has_cors,
        }
    }

    /// The table, together with the routes that this was built of.
    #[must_use]
    pub const fn table<'s>(&'s self, routes: &'s [Route<'t>]) -> Table<'s>
    where
        't: 's,
    {
        let Self { names, trailing_slash, worst_steps, has_cors, .. } = *self;
        let trie = Trie { slots: self.slots(), entries: self.entries() };
        Table { matcher: Matcher { trie, names, trailing_slash }, routes, worst_steps, has_cors }
    }
}

/// Why routes make no [`Table`]: its text names them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum TableError<'t> {
    /// A route's text is no pattern.
    Pattern(PatternError<'t>),
    /// The prefix of a group of routes can stand before no pattern.
    Prefix {
        /// The prefix.
        prefix: &'t str,
        /// A pattern of the group.
        pattern: &'t str,
        /// Why not.
        reason: &'static str,
    },
    /// Two routes have the same path, but for the names of its parameters, and a method in common.
    Repeats {
        /// The later one.
        route: Route<'t>,
        /// The earlier one.
        other: Route<'t>,
    },
    /// Two routes answer some request, the more specific one is defined after the other, and the order of
    /// definition was to make no difference: see
    /// [`definition_order_conflict`](crate::definition_order_conflict).
    OutOfOrder {
        /// The more specific one.
        route: Route<'t>,
        /// The one that is defined before it.
        before: Route<'t>,
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
    /// A lookup may take too many steps.
    TooManySteps {
        /// How many.
        steps: u32,
        /// How many are allowed.
        max_steps: u32,
    },
    /// There was not as much room as [`Table::bounds`] says.
    NoRoom {
        /// Of what: `nodes` or `slots`.
        what: &'static str,
        /// How many may be needed.
        needed: usize,
        /// How many were lent.
        room: usize,
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
        let text = ErrorText::EMPTY;
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
            Self::Prefix { prefix, pattern, reason } => text
                .push("prefix \"")
                .push(prefix)
                .push("\" before \"")
                .push(pattern)
                .push("\": ")
                .push(reason),
            Self::Repeats { route, other } => {
                text.push("route ").push_route(route).push(" repeats ").push_route(other)
            }
            Self::OutOfOrder { route, before } => text
                .push("route ")
                .push_route(route)
                .push(" stands behind ")
                .push_route(before)
                .push(", and is the more specific one"),
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
            Self::TooManySteps { steps, max_steps } => text
                .push("a lookup may take ")
                .push_number(*steps as usize)
                .push(" steps, which is more than ")
                .push_number(*max_steps as usize)
                .push(": routes with a parameter where others have text multiply; raise the limit if they must"),
            Self::NoRoom { what, needed, room } => text
                .push("the table may need ")
                .push_number(*needed)
                .push(" ")
                .push(what)
                .push(", and was lent ")
                .push_number(*room),
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

impl ErrorText {
    // `const fn` cannot use `get` on a slice; `at` is in bounds.
    #[allow(clippy::indexing_slicing)]
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
}
