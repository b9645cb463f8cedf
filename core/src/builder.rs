//! Builds the trie of a table, in the compiler or at run time.
//!
//! Each pattern is read once, and becomes words of eight bytes that compare as the order of precedence
//! says. The routes are put in that order. In it the routes under one node of the trie stand together,
//! so the trie is made in one pass over them: each route shares its first steps with the one before
//! it, and the rest are new nodes. Then the nodes are given slots.
//!
//! # Measured
//! The compiler takes about a third of a microsecond for each of the simple steps that a statement comes
//! down to, as long as ten of them to make a call, and `len` is two calls; `split_at` is 50 µs. So here
//! are plain indexes over words, a length is asked once a function, what is done for each word is not a
//! function of its own, and no text is taken apart. `tests/build-time.sh` measures what a table adds to
//! a build.

// `const fn` cannot use `get` on a slice, so this file may index: through `at!` and `with!`, which do
// not panic, and where a loop counts up to a length.
#![allow(clippy::indexing_slicing)]

use core::cmp::Ordering;

use crate::{
    method::{MethodNames, Methods},
    pattern::{END, Kind, Part, PatternError, Piece, Reader, segment_end},
    route::Route,
    table::TableError,
    text::{between, compare},
    trie::{Affix, CATCH_ALL as CATCH_ALL_KEY, Entry, NONE, ONLY_WAY, Slot, place_of, product},
};

/// What a list has at a place: each place comes from the loop around it, or is the number of a node or
/// slot that was made before. The compiler does not know that, and links a panic for a place that a list
/// does not have; for such a place this has `$none`.
macro_rules! at {
    ($list:expr, $at:expr, $none:expr) => {
        at!($list, $list.len(), $at, $none)
    };
    ($list:expr, $len:expr, $at:expr, $none:expr) => {{
        let at = $at as usize;
        if at < $len { &$list[at] } else { &$none }
    }};
}

/// The same, of a node.
macro_rules! node {
    ($nodes:expr, $at:expr) => {
        at!($nodes, $at, Node::EMPTY)
    };
    ($nodes:expr, $len:expr, $at:expr) => {
        at!($nodes, $len, $at, Node::EMPTY)
    };
}

/// The same, of an entry.
macro_rules! entry {
    ($entries:expr, $at:expr) => {
        at!($entries, $at, Entry::EMPTY)
    };
}

/// The same, of a byte.
macro_rules! byte {
    ($bytes:expr, $at:expr) => {
        *at!($bytes, $at, 0)
    };
}

/// The same, to be changed.
macro_rules! with {
    ($list:expr, $at:expr, |$item:ident| $change:expr) => {
        with!($list, $list.len(), $at, |$item| $change)
    };
    ($list:expr, $len:expr, $at:expr, |$item:ident| $change:expr) => {{
        let at = $at as usize;
        if at < $len {
            let $item = &mut $list[at];
            $change;
        }
    }};
}

/// A node of the trie while it is built: scratch for [`Table::build`](crate::Table::build).
#[derive(Clone, Copy, Debug)]
pub struct Node {
    sorting: Sorting,
    step: Step,
    parent: u16,
    depth: u16,
    /// The children, a list in the order of precedence.
    first_child: u16,
    last_child: u16,
    next_sibling: u16,
    first_entry: u16,
    entry_count: u8,
    slot: u16,
    /// The most steps below a literal child, and below all others together.
    literal_steps: u32,
    other_steps: u32,
}

impl Node {
    /// A place for a node.
    pub const EMPTY: Self = Self {
        sorting: Sorting {
            word: 0,
            first_word: 0,
            word_count: 0,
            methods: Methods::NONE,
            next: NONE,
            has_path_of_next: false,
        },
        step: Step::Parameter,
        parent: NONE,
        depth: 0,
        first_child: NONE,
        last_child: NONE,
        next_sibling: NONE,
        first_entry: NONE,
        entry_count: 0,
        slot: NONE,
        literal_steps: 0,
        other_steps: 0,
    };
}

/// What routes are sorted by. It has nothing to do with the node it is in, but that there are enough
/// of them: no fewer than routes, and no fewer than words.
#[derive(Clone, Copy, Debug)]
struct Sorting {
    /// Of the words of all routes, one after another, the one with this number.
    word: u64,
    /// The words of the route with this number; none where there is no room for them.
    first_word: u32,
    word_count: u32,
    methods: Methods,
    /// The route after it in a list of routes, and whether that has the same path.
    next: u16,
    has_path_of_next: bool,
}

/// How a path gets from a node to one of its children.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// By a chunk of a literal segment.
    Literal {
        key: u64,
        len: u8,
    },
    /// By a parameter with text around it.
    Affixed(Written),
    Parameter,
    CatchAll,
}

/// Where the segment of a parameter with text around it is written.
#[derive(Clone, Copy, Debug)]
struct Written {
    route: u16,
    start: u16,
    end: u16,
}

/// What stands for a route that there is not.
const NO_ROUTE: Route<'static> = Route::get("/", 0);

/// What building gives, beside what it wrote into the slices.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Built<'t> {
    pub(crate) names: MethodNames<'t>,
    pub(crate) slot_count: usize,
    pub(crate) worst_steps: u32,
    pub(crate) has_cors: bool,
}

/// At least as many nodes as the trie of those routes has.
pub(crate) const fn node_bound(routes: &[Route<'_>]) -> usize {
    let mut bound = 1;
    let mut at = 0;
    while at < routes.len() {
        let bytes = routes[at].pattern.as_bytes();
        let (len, mut start, mut end) = (bytes.len(), 1, 1);
        // A segment's chunks: one for its slash and what fits beside it, one for each eight bytes more.
        // A route has at least one, even if its text is no pattern.
        while end < len {
            if bytes[end] == b'/' {
                bound += (end - start) / 8 + 1;
                start = end + 1;
            }
            end += 1;
        }
        bound += end.saturating_sub(start) / 8 + 1;
        at += 1;
    }
    bound
}

/// As many slots as any trie of so many nodes can need.
pub(crate) const fn slot_bound(nodes: usize) -> usize {
    let bound = 4 * nodes + 8;
    if bound < NONE as usize { bound } else { NONE as usize }
}

pub(crate) const fn build<'t>(
    routes: &[Route<'t>],
    fold: bool,
    entries: &mut [Entry],
    nodes: &mut [Node],
    slots: &mut [Slot],
) -> Result<Built<'t>, TableError<'t>> {
    if routes.len() > entries.len() || routes.len() >= NONE as usize {
        return Err(TableError::TooManyRoutes { count: routes.len(), room: entries.len() });
    }
    if routes.len() > nodes.len() {
        return Err(no_room_for_nodes(routes, nodes.len()));
    }
    let entries = first_of(entries, routes.len());
    let mut builder = Builder { routes, fold, nodes };
    let names = match builder.sort(entries) {
        Ok(names) => names,
        Err(error) => return Err(error),
    };
    let Some(count) = builder.plant(entries) else {
        return Err(no_room_for_nodes(routes, nodes.len()));
    };
    let nodes = first_of(nodes, count);
    let worst_steps = count_steps(nodes);
    let Some(slot_count) = pack(routes, nodes, slots) else {
        return Err(TableError::NoRoom {
            what: "slots",
            needed: slot_bound(node_bound(routes)),
            room: slots.len(),
        });
    };
    Ok(Built { names, slot_count, worst_steps, has_cors: has_cors(routes) })
}

/// Whether the rules of a route say something about CORS.
const fn has_cors(routes: &[Route<'_>]) -> bool {
    let (mut at, len) = (0, routes.len());
    while at < len && !routes[at].rules.has_cors() {
        at += 1;
    }
    at < len
}

/// The first `count` of a list that has as many.
const fn first_of<T>(list: &mut [T], count: usize) -> &mut [T] {
    match list.split_at_mut_checked(count) {
        Some((first, _)) => first,
        None => &mut [],
    }
}

const fn no_room_for_nodes<'t>(routes: &[Route<'_>], room: usize) -> TableError<'t> {
    TableError::NoRoom { what: "nodes", needed: node_bound(routes), room }
}

// ---- words

// A word of a literal is eight of its bytes, the first one highest, or less and its end. The others begin
// with a byte that no text has and that is greater than all of its bytes.
const AFFIXED: u64 = 0xFD << 56;
const PARAMETER: u64 = 0xFE << 56;
const CATCH_ALL: u64 = 0xFF << 56;

/// Whether it says where the text of a parameter stands: then that text is to be compared.
const fn is_affixed(word: u64) -> bool {
    AFFIXED <= word && word < PARAMETER
}

/// Where that is.
const fn written(word: u64) -> Written {
    Written { route: (word >> 32) as u16, start: (word >> 16) as u16, end: word as u16 }
}

/// How that word gets from a node to its child.
const fn step(word: u64) -> Step {
    if word >= CATCH_ALL {
        return Step::CatchAll;
    }
    if word >= PARAMETER {
        return Step::Parameter;
    }
    if word >= AFFIXED {
        return Step::Affixed(written(word));
    }
    let len = 8 - word.trailing_zeros() / 8;
    let (mut key, last) = (word.swap_bytes(), 8 * (len - 1));
    if key >> last == END as u64 {
        key ^= ((END ^ b'/') as u64) << last;
    }
    Step::Literal { key, len: len as u8 }
}

/// The words of routes, as they are written.
struct Words<'n> {
    nodes: &'n mut [Node],
    /// How many there are, or would be with room for them.
    count: usize,
}

impl Words<'_> {
    /// How many there are from that one on; none if they have no room.
    const fn since(&self, first: usize) -> u32 {
        if self.count <= self.nodes.len() { (self.count - first) as u32 } else { 0 }
    }

    /// Checks a pattern and writes its words.
    const fn push_pattern<'t>(
        &mut self,
        route: u16,
        pattern: &'t str,
        fold: bool,
    ) -> Result<(), PatternError<'t>> {
        let mut reader = Reader::of(pattern);
        let nodes = &mut *self.nodes;
        let len = nodes.len();
        // The first word of the segment that is being read.
        let mut start = self.count;
        loop {
            let part = reader.next();
            let mut word = reader.word;
            match part {
                Part::Bytes => {}
                // Where slashes are folded, what is behind a last one is no segment.
                Part::Literal
                    if fold && reader.is_over() && text(pattern, true).len() < pattern.len() =>
                {
                    continue;
                }
                Part::Literal => {}
                Part::Parameter => {
                    // The text around a parameter is no literal.
                    self.count = start;
                    word = parameter_word(route, reader.parameter());
                }
                Part::End => return Ok(()),
                Part::Mistake => return Err(reader.error()),
            }
            with!(nodes, len, self.count, |node| node.sorting.word = word);
            self.count += 1;
            if !matches!(part, Part::Bytes) {
                start = self.count;
            }
        }
    }
}

const fn parameter_word(route: u16, piece: &Piece) -> u64 {
    let &Piece { start, end, open, close, kind, .. } = piece;
    match kind {
        Kind::CatchAll => CATCH_ALL,
        _ if open == start && close + 1 == end => PARAMETER,
        _ => AFFIXED | (route as u64) << 32 | place(start) << 16 | place(end),
    }
}

/// A place in a pattern, of which a word can hold as many as a path has bytes.
const fn place(at: usize) -> u64 {
    if at < u16::MAX as usize { at as u64 } else { u16::MAX as u64 }
}

// ---- the order of precedence

/// Routes, and the scratch that they are sorted in.
struct Builder<'n, 't> {
    routes: &'n [Route<'t>],
    fold: bool,
    nodes: &'n mut [Node],
}

impl<'t> Builder<'_, 't> {
    /// Checks the routes and puts their entries into the order of precedence.
    const fn sort(&mut self, entries: &mut [Entry]) -> Result<MethodNames<'t>, TableError<'t>> {
        let (count, names) = self.read();
        let entries = first_of(entries, count);
        if count > 0 {
            let (first, _) = self.sort_by_path(0, count);
            self.write(first, entries);
        }
        match self.sort_by_method(entries) {
            Ok(()) => names,
            Err(repeat) => Err(repeat),
        }
    }

    /// Checks the routes and writes their words; says how many come before the first with a mistake.
    const fn read(&mut self) -> (usize, Result<MethodNames<'t>, TableError<'t>>) {
        let mut names = MethodNames::STANDARD;
        let mut words = Words { nodes: self.nodes, count: 0 };
        let mut number = 0;
        while number < self.routes.len() {
            let route = &self.routes[number];
            let methods = match methods(route, &mut names) {
                Ok(methods) => methods,
                Err(error) => return (number, Err(error)),
            };
            let first_word = words.count;
            if let Err(error) = words.push_pattern(number as u16, route.pattern, self.fold) {
                return (number, Err(TableError::Pattern(error)));
            }
            let word_count = words.since(first_word);
            with!(words.nodes, number, |node| {
                node.sorting.methods = methods;
                node.sorting.first_word = first_word as u32;
                node.sorting.word_count = word_count;
                node.sorting.next = NONE;
                node.sorting.has_path_of_next = false;
            });
            number += 1;
        }
        (number, Ok(names))
    }

    /// Makes a list of the routes from `start` to `end`, in the order of precedence, and those of the
    /// same path in the order of definition: merge sort. Names the first one and the last.
    const fn sort_by_path(&mut self, start: usize, end: usize) -> (u16, u16) {
        if end - start == 1 {
            return (start as u16, start as u16);
        }
        let middle = start + (end - start) / 2;
        let (mut one, one_last) = self.sort_by_path(start, middle);
        let (mut other, other_last) = self.sort_by_path(middle, end);
        // Routes are often written down in order, and then there is nothing to merge.
        if self.is_in_order(one_last, other) {
            with!(self.nodes, one_last, |node| node.sorting.next = other);
            return (one, other_last);
        }
        let (mut first, mut last) = (NONE, NONE);
        while one != NONE && other != NONE {
            let next = if self.is_in_order(one, other) { &mut one } else { &mut other };
            let route = *next;
            let nodes = &mut *self.nodes;
            let len = nodes.len();
            *next = node!(nodes, len, route).sorting.next;
            if last == NONE {
                first = route;
            } else {
                with!(nodes, len, last, |node| node.sorting.next = route);
            }
            last = route;
        }
        let (rest, end) = if one == NONE { (other, other_last) } else { (one, one_last) };
        with!(self.nodes, last, |node| node.sorting.next = rest);
        (first, end)
    }

    /// Whether one route comes before another, which is defined after it. If they have the same path,
    /// the one has it in common with whichever comes next: with the other, or with one between them.
    const fn is_in_order(&mut self, one: u16, other: u16) -> bool {
        let nodes = &mut *self.nodes;
        let len = nodes.len();
        let sorting = node!(nodes, len, one).sorting;
        let other_sorting = node!(nodes, len, other).sorting;
        let (count, other_count) = (sorting.word_count, other_sorting.word_count);
        let ordering = 'order: {
            if count == 0 || other_count == 0 {
                let (one, other) = (route_of(self.routes, one), route_of(self.routes, other));
                break 'order precedence(one, other, self.fold);
            }
            let mut at = sorting.first_word as usize;
            let mut other_at = other_sorting.first_word as usize;
            let end = at + if count < other_count { count } else { other_count } as usize;
            // A node has each word, so no length is reached before `end`.
            while at < end && at < len && other_at < len {
                let (word, other) = (nodes[at].sorting.word, nodes[other_at].sorting.word);
                if word != other {
                    // Most are literals, and a call takes the compiler long.
                    if word < AFFIXED || other < AFFIXED {
                        return word < other;
                    }
                    match compare_words(self.routes, word, other) {
                        Ordering::Equal => {}
                        different => break 'order different,
                    }
                }
                at += 1;
                other_at += 1;
            }
            compare_numbers(count as u64, other_count as u64)
        };
        if matches!(ordering, Ordering::Equal) {
            with!(nodes, len, one, |node| node.sorting.has_path_of_next = true);
        }
        !matches!(ordering, Ordering::Greater)
    }

    /// Writes the entries of a list of routes.
    const fn write(&self, first: u16, entries: &mut [Entry]) {
        let nodes = &*self.nodes;
        let len = nodes.len();
        let (mut route, mut place) = (first, 0);
        while place < entries.len() {
            let sorting = &node!(nodes, len, route).sorting;
            let id = at!(self.routes, route, NO_ROUTE).id;
            entries[place] = Entry { route, methods: sorting.methods, id };
            route = sorting.next;
            place += 1;
        }
    }

    /// Puts the entries of each path into the order of their methods, and lets `GET` answer `HEAD` where
    /// none of them does.
    const fn sort_by_method(&self, entries: &mut [Entry]) -> Result<(), TableError<'t>> {
        let nodes = &*self.nodes;
        let len = nodes.len();
        let mut repeat: Option<(u16, u16)> = None;
        let mut start = 0;
        while start < entries.len() {
            // Most paths have one route.
            if !node!(nodes, len, entries[start].route).sorting.has_path_of_next {
                entries[start].methods = entries[start].methods.with_head();
                start += 1;
                continue;
            }
            let end = self.end_of_path(entries, start);
            // Of several repeats the one counts that is defined first.
            if let Some((route, other)) = self.first_repeat(entries, start, end)
                && (repeat.is_none() || matches!(repeat, Some((first, _)) if route < first))
            {
                repeat = Some((route, other));
            }
            let mut at = start + 1;
            while at < end {
                self.insert_by_method(entries, start, at);
                at += 1;
            }
            answer_head_with_get(entries, start, end);
            start = end;
        }
        match repeat {
            Some((route, other)) => {
                let (route, other) = (route_of(self.routes, route), route_of(self.routes, other));
                Err(TableError::Repeats { route: *route, other: *other })
            }
            None => Ok(()),
        }
    }

    /// The end of the entries that have the same path as the one at `start`.
    const fn end_of_path(&self, entries: &[Entry], start: usize) -> usize {
        let mut last = start;
        while last + 1 < entries.len()
            && node!(self.nodes, entry!(entries, last).route).sorting.has_path_of_next
        {
            last += 1;
        }
        last + 1
    }

    /// The first of these routes with the same path that repeats an earlier one, and that.
    const fn first_repeat(
        &self,
        entries: &[Entry],
        start: usize,
        end: usize,
    ) -> Option<(u16, u16)> {
        let mut at = start + 1;
        while at < end {
            let mut other: Option<u16> = None;
            let mut earlier = start;
            while earlier < at {
                let (entry, before) = (entry!(entries, at), entry!(entries, earlier));
                let route = before.route;
                if repeats(entry, before)
                    && (other.is_none()
                        || matches!(other, Some(other) if self.shows_first(route, other)))
                {
                    other = Some(route);
                }
                earlier += 1;
            }
            if let Some(other) = other {
                return Some((entry!(entries, at).route, other));
            }
            at += 1;
        }
        None
    }

    /// Moves an entry to its place among those from `start` on, which are in order.
    const fn insert_by_method(&self, entries: &mut [Entry], start: usize, mut at: usize) {
        let entry = *entry!(entries, at);
        while at > start && self.shows_first(entry.route, entry!(entries, at - 1).route) {
            let before = *entry!(entries, at - 1);
            with!(entries, at, |place| *place = before);
            at -= 1;
        }
        with!(entries, at, |place| *place = entry);
    }

    /// Which of two routes with the same path is shown first: the one of all methods last, for it
    /// answers only what the others leave.
    const fn shows_first(&self, one: u16, other: u16) -> bool {
        let (one, other) = (route_of(self.routes, one), route_of(self.routes, other));
        match (first_method(one), first_method(other)) {
            (Some(one), Some(other)) => matches!(compare(one, other), Ordering::Less),
            (one, _) => one.is_some(),
        }
    }
}

const fn route_of<'r, 't>(routes: &'r [Route<'t>], number: u16) -> &'r Route<'t> {
    at!(routes, number, NO_ROUTE)
}

/// Which of two words comes first.
const fn compare_words(routes: &[Route<'_>], one: u64, other: u64) -> Ordering {
    if is_affixed(one) && is_affixed(other) {
        let (one, other) = (written(one), written(other));
        return segment_precedence(
            route_of(routes, one.route).pattern,
            (one.start as usize, one.end as usize),
            route_of(routes, other.route).pattern,
            (other.start as usize, other.end as usize),
        );
    }
    compare_numbers(one, other)
}

const fn methods<'t>(
    route: &Route<'t>,
    names: &mut MethodNames<'t>,
) -> Result<Methods, TableError<'t>> {
    if route.methods.is_empty() {
        return Ok(Methods::ANY);
    }
    let mut set = Methods::NONE;
    let mut methods = route.methods;
    while let [method, rest @ ..] = methods {
        let mut bit = names.find(*method);
        if bit.meets(Methods::UNNAMED) {
            if !method.is_token() {
                return Err(TableError::Method { route: *route, method: *method });
            }
            bit = match names.intern(*method) {
                Some(bit) => bit,
                None => return Err(TableError::TooManyMethods { route: *route, method: *method }),
            };
        }
        set = set.union(bit);
        methods = rest;
    }
    Ok(set)
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

/// Whether two routes with the same path answer the same method; one of all methods leaves the
/// others theirs.
const fn repeats(one: &Entry, other: &Entry) -> bool {
    let (one_any, other_any) =
        (one.methods.meets(Methods::UNNAMED), other.methods.meets(Methods::UNNAMED));
    if one_any || other_any { one_any && other_any } else { one.methods.meets(other.methods) }
}

/// `GET` of a path answers `HEAD`, unless one of the entries of that path does.
const fn answer_head_with_get(entries: &mut [Entry], start: usize, end: usize) {
    let (mut get, mut has_head) = (None, false);
    let mut at = start;
    while at < end {
        let methods = entry!(entries, at).methods;
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
        with!(entries, get, |entry| entry.methods = entry.methods.union(Methods::HEAD));
    }
}

/// The part of a pattern that counts: where slashes are folded, all but a last one.
const fn text(text: &str, fold: bool) -> &str {
    if !fold || text.len() == 1 || !matches!(text.as_bytes(), [.., b'/']) {
        return text;
    }
    between(text, 0, text.len() - 1)
}

/// Which of two routes a path is held against first; equal where they have the same path but for the
/// names of its parameters.
pub(crate) const fn precedence(left: &Route<'_>, right: &Route<'_>, fold: bool) -> Ordering {
    let (left, right) = (text(left.pattern, fold), text(right.pattern, fold));
    let mut at = same_segments(left, right);
    let mut other_at = at;
    loop {
        let (end, other_end) =
            (segment_end(left.as_bytes(), at), segment_end(right.as_bytes(), other_at));
        match segment_precedence(left, (at, end), right, (other_at, other_end)) {
            Ordering::Equal => {}
            different => return different,
        }
        match (end == left.len(), other_end == right.len()) {
            (true, true) => return Ordering::Equal,
            (true, false) => return Ordering::Less,
            (false, true) => return Ordering::Greater,
            (false, false) => (at, other_at) = (end + 1, other_end + 1),
        }
    }
}

/// Where the first segment begins that is not the same text in both.
const fn same_segments(left: &str, right: &str) -> usize {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    let end = if left.len() < right.len() { left.len() } else { right.len() };
    let (mut at, mut start) = (0, 0);
    while at < end && byte!(left, at) == byte!(right, at) {
        at += 1;
        if byte!(left, at - 1) == b'/' {
            start = at;
        }
    }
    start
}

const fn segment_precedence(
    left: &str,
    (start, end): (usize, usize),
    right: &str,
    (other_start, other_end): (usize, usize),
) -> Ordering {
    let (piece, other) =
        (Piece::checked(left, start, end), Piece::checked(right, other_start, other_end));
    let (left, right) = (left.as_bytes(), right.as_bytes());
    match (piece.kind, other.kind) {
        (Kind::Literal, Kind::Literal) => {
            compare_parts(left, (start, end), right, (other_start, other_end))
        }
        (Kind::Parameter, Kind::Parameter) => {
            let (prefix, suffix) = ((start, piece.open), (piece.close + 1, end));
            let (other_prefix, other_suffix) =
                ((other_start, other.open), (other.close + 1, other_end));
            match longer_first(left, prefix, right, other_prefix) {
                Ordering::Equal => longer_first(left, suffix, right, other_suffix),
                different => different,
            }
        }
        (kind, other) => compare_numbers(rank(kind), rank(other)),
    }
}

const fn rank(kind: Kind) -> u64 {
    match kind {
        Kind::Literal => 0,
        Kind::Parameter => 1, // With text around it or without: longer text first.
        Kind::CatchAll => 2,
    }
}

const fn longer_first(
    left: &[u8],
    part: (usize, usize),
    right: &[u8],
    other: (usize, usize),
) -> Ordering {
    match compare_numbers((other.1 - other.0) as u64, (part.1 - part.0) as u64) {
        Ordering::Equal => compare_parts(left, part, right, other),
        different => different,
    }
}

const fn compare_parts(
    left: &[u8],
    (start, end): (usize, usize),
    right: &[u8],
    (other_start, other_end): (usize, usize),
) -> Ordering {
    let (len, other_len) = (end - start, other_end - other_start);
    let mut at = 0;
    while at < len && at < other_len {
        let (byte, other) = (byte!(left, start + at), byte!(right, other_start + at));
        if byte != other {
            return compare_numbers(byte as u64, other as u64);
        }
        at += 1;
    }
    compare_numbers(len as u64, other_len as u64)
}

const fn compare_numbers(one: u64, other: u64) -> Ordering {
    if one < other {
        Ordering::Less
    } else if one > other {
        Ordering::Greater
    } else {
        Ordering::Equal
    }
}

// ---- the trie

impl Builder<'_, '_> {
    /// Makes the nodes, and says how many; `None` where they have no room.
    const fn plant(&mut self, entries: &[Entry]) -> Option<usize> {
        let nodes = &mut *self.nodes;
        let len = nodes.len();
        with!(nodes, len, 0, |root| *root = Node { sorting: root.sorting, ..Node::EMPTY });
        let (mut count, mut last) = (1, 0);
        // The words of the route before.
        let (mut before, mut before_end) = (0, 0);
        let mut number = 0;
        while number < entries.len() {
            let sorting = &node!(nodes, len, entries[number].route).sorting;
            let start = sorting.first_word as usize;
            let end = start + sorting.word_count as usize;
            if start == end {
                return None;
            }
            let mut at = start;
            while at < end && before < before_end {
                let word = node!(nodes, len, at).sorting.word;
                let other = node!(nodes, len, before).sorting.word;
                if word != other
                    && (word < AFFIXED
                        || !matches!(compare_words(self.routes, word, other), Ordering::Equal))
                {
                    break;
                }
                at += 1;
                before += 1;
            }
            while node!(nodes, len, last).depth as usize > at - start {
                last = node!(nodes, len, last).parent as usize;
            }
            while at < end {
                if count >= len || count == NONE as usize {
                    return None;
                }
                add_node(nodes, count, last, step(node!(nodes, len, at).sorting.word));
                last = count;
                count += 1;
                at += 1;
            }
            with!(nodes, len, last, |node| {
                if node.entry_count == 0 {
                    node.first_entry = number as u16;
                }
                node.entry_count += 1;
            });
            (before, before_end) = (start, end);
            number += 1;
        }
        if len == 0 { None } else { Some(count) }
    }
}

/// Makes a node the last child of its parent.
const fn add_node(nodes: &mut [Node], number: usize, parent: usize, step: Step) {
    let (len, child) = (nodes.len(), number as u16);
    let Node { depth, last_child, .. } = *node!(nodes, len, parent);
    with!(nodes, len, number, |node| {
        let sorting = node.sorting;
        *node = Node { sorting, step, parent: parent as u16, depth: depth + 1, ..Node::EMPTY };
    });
    if last_child == NONE {
        with!(nodes, len, parent, |node| node.first_child = child);
    } else {
        with!(nodes, len, last_child, |node| node.next_sibling = child);
    }
    with!(nodes, len, parent, |node| node.last_child = child);
}

/// The most nodes that a lookup can enter: of literal children only one can fit, of the others all.
const fn count_steps(nodes: &mut [Node]) -> u32 {
    let len = nodes.len();
    let mut at = len;
    // Children were made after their parents.
    while at > 1 {
        at -= 1;
        let Node { step, parent, literal_steps, other_steps, .. } = *node!(nodes, len, at);
        let steps = 1 + literal_steps + other_steps;
        with!(nodes, len, parent, |parent| match step {
            Step::Literal { .. } if parent.literal_steps < steps => parent.literal_steps = steps,
            Step::Literal { .. } => {}
            _ => parent.other_steps += steps,
        });
    }
    let root = node!(nodes, len, 0);
    1 + root.literal_steps + root.other_steps
}

// ---- the slots

/// Gives every node a slot, and says how many there then are; `None` where they have no room.
const fn pack(routes: &[Route<'_>], nodes: &mut [Node], slots: &mut [Slot]) -> Option<usize> {
    let mut packer = Packer { routes, slots, count: 0, first_gap: NONE };
    // The root has the first slot.
    let Some(root) = packer.reserve(1) else {
        return None;
    };
    with!(nodes, 0, |node| node.slot = root);
    let mut at = 0;
    // Parents were made before their children, and siblings get their slots together.
    while at < nodes.len() {
        let mut slot = Slot::EMPTY;
        let Some(others) = packer.place_literals(nodes, at, &mut slot) else {
            return None;
        };
        if packer.place_others(nodes, others, &mut slot).is_none()
            || packer.write(nodes, at, slot).is_none()
        {
            return None;
        }
        at += 1;
    }
    Some(packer.count)
}

struct Packer<'s> {
    routes: &'s [Route<'s>],
    slots: &'s mut [Slot],
    /// How many slots are in use, gaps included: the first so many.
    count: usize,
    /// A slot of a family that no child of it has; there, the parent is the next such slot, and the
    /// rest is as in the family's own parent.
    first_gap: u16,
}

/// How many gaps are tried for a node: nearly always the first is taken.
const MAX_GAPS_TRIED: usize = 4;

impl Packer<'_> {
    /// Takes the next so many slots, and names the first.
    const fn reserve(&mut self, count: usize) -> Option<u16> {
        let (first, end) = (self.count, self.count + count);
        if end > self.slots.len() || end > NONE as usize {
            return None;
        }
        while self.count < end {
            self.slots[self.count] = Slot::EMPTY;
            self.count += 1;
        }
        Some(first as u16)
    }

    /// Takes a slot for a node that has no literal siblings: a gap of a family, if that does not look
    /// there for such a key, or the next one.
    const fn place_alone(&mut self, key: u64) -> Option<u16> {
        let (mut last, mut gap, mut tried) = (NONE, self.first_gap, 0);
        while gap != NONE && tried < MAX_GAPS_TRIED {
            let slot = *at!(self.slots, gap, Slot::EMPTY);
            if !slot.looks_for(key, gap) {
                if last == NONE {
                    self.first_gap = slot.parent;
                } else {
                    with!(self.slots, last, |slot_before| slot_before.parent = slot.parent);
                }
                return Some(gap);
            }
            (last, gap) = (gap, slot.parent);
            tried += 1;
        }
        self.reserve(1)
    }

    /// Gives the literal children of a node their slots, and names the first of the other children.
    const fn place_literals(
        &mut self,
        nodes: &mut [Node],
        parent: usize,
        slot: &mut Slot,
    ) -> Option<u16> {
        let first = node!(nodes, parent).first_child;
        let Some((key, second)) = literal_child(nodes, first) else {
            return Some(first);
        };
        if literal_child(nodes, second).is_none() {
            let Some(number) = self.place_alone(key) else {
                return None;
            };
            with!(nodes, first, |node| node.slot = number);
            (slot.base, slot.shift) = (number, 0);
            return Some(second);
        }
        (slot.mask, slot.shift) = Family::of(nodes, first).layout();
        let Some(base) = self.reserve(slot.mask as usize + 1) else {
            return None;
        };
        slot.base = base;
        let mut most = 0;
        let mut child = first;
        while let Some((key, next)) = literal_child(nodes, child) {
            let (mut place, mut probes) = (place_of(key, slot.shift, slot.mask), 0);
            while !self.is_free(base + place) {
                place = place.wrapping_add(1) & slot.mask;
                probes += 1;
            }
            with!(self.slots, base + place, |slot| slot.key = key);
            with!(nodes, child, |node| node.slot = base + place);
            if probes > most {
                most = probes;
            }
            child = next;
        }
        if most > u8::MAX as u16 {
            return None;
        }
        slot.probes = most as u8;
        self.add_gaps(slot);
        Some(child)
    }

    /// Whether no child has that slot of a family.
    const fn is_free(&self, slot: u16) -> bool {
        at!(self.slots, slot, Slot::EMPTY).key == Slot::EMPTY.key
    }

    /// Lends others what a family has left over.
    const fn add_gaps(&mut self, parent: &Slot) {
        let mut left = parent.mask as usize + 1;
        while left > 0 {
            left -= 1;
            let number = parent.base + left as u16;
            if self.is_free(number) {
                with!(self.slots, number, |gap| *gap = Slot { parent: self.first_gap, ..*parent });
                self.first_gap = number;
            }
        }
    }

    /// Gives the other children of a node their slots, from the first one on.
    const fn place_others(
        &mut self,
        nodes: &mut [Node],
        mut child: u16,
        slot: &mut Slot,
    ) -> Option<()> {
        while child != NONE {
            let node = *node!(nodes, child);
            let number = match node.step {
                Step::CatchAll => self.place_alone(CATCH_ALL_KEY),
                Step::Parameter => self.place_alone(Affix::BARE.to_key()),
                // Its key is not known before the next one has a slot.
                _ => self.reserve(1),
            };
            let Some(number) = number else {
                return None;
            };
            with!(nodes, child, |node| node.slot = number);
            if matches!(node.step, Step::CatchAll) {
                slot.catch_all = number;
            } else if slot.parameter == NONE {
                slot.parameter = number;
            }
            child = node.next_sibling;
        }
        Some(())
    }

    /// Writes a node into its slot, in which it is said where its children are.
    const fn write(&mut self, nodes: &[Node], at: usize, slot: Slot) -> Option<()> {
        let node = node!(nodes, at);
        let parent = node!(nodes, node.parent).slot;
        let (key, len) = match node.step {
            Step::Literal { key, len } => (key, len),
            Step::Affixed(written) => match self.write_text(written) {
                Some(affix) => {
                    let next = slot_of_parameter(nodes, node.next_sibling);
                    (Affix { next, ..affix }.to_key(), 0)
                }
                None => return None,
            },
            Step::Parameter => (Affix::BARE.to_key(), 0),
            Step::CatchAll => (CATCH_ALL_KEY, 0),
        };
        let is_only_way = at == 0 || self.is_only_way(parent, node.step, key);
        let only_way = if is_only_way { ONLY_WAY } else { 0 };
        let slot = Slot {
            key,
            len,
            parent,
            shift: slot.shift | only_way,
            first_entry: node.first_entry,
            entry_count: node.entry_count,
            ..slot
        };
        with!(self.slots, node.slot, |place| *place = slot);
        Some(())
    }

    /// Writes the text around a parameter into slots of its own, which no family has.
    const fn write_text(&mut self, Written { route, start, end }: Written) -> Option<Affix> {
        let pattern = at!(self.routes, route, NO_ROUTE).pattern;
        let (start, end) = (start as usize, end as usize);
        let Piece { open, close, .. } = Piece::checked(pattern, start, end);
        let (prefix_len, suffix_len) = (open - start, end.saturating_sub(close + 1));
        let Some(text) = self.reserve((prefix_len + suffix_len).div_ceil(8)) else {
            return None;
        };
        let (mut at, mut key) = (0, 0);
        while at < prefix_len + suffix_len {
            let place = if at < prefix_len { start + at } else { close + 1 + at - prefix_len };
            key |= (byte!(pattern.as_bytes(), place) as u64) << (at % 8 * 8);
            with!(self.slots, text as usize + at / 8, |slot| slot.key = key);
            at += 1;
            if at % 8 == 0 {
                key = 0;
            }
        }
        let (prefix_len, suffix_len) = (prefix_len as u16, suffix_len as u16);
        Some(Affix { text, prefix_len, suffix_len, next: NONE })
    }

    /// Whether there is nothing to try at `parent` after a child, nor at any node above.
    const fn is_only_way(&self, parent: u16, step: Step, key: u64) -> bool {
        let parent = at!(self.slots, parent, Slot::EMPTY);
        let next = match step {
            Step::Literal { .. } => parent.parameter,
            Step::Affixed(_) | Step::Parameter => Affix::from_key(key).next,
            Step::CatchAll => return parent.is_only_way(),
        };
        parent.is_only_way() && next == NONE && parent.catch_all == NONE
    }
}

const fn slot_of_parameter(nodes: &[Node], node: u16) -> u16 {
    let node = node!(nodes, node);
    if matches!(node.step, Step::CatchAll) { NONE } else { node.slot }
}

/// The key of a literal child, and its sibling; `None` for another, and after the last.
const fn literal_child(nodes: &[Node], child: u16) -> Option<(u64, u16)> {
    // After the last comes NONE, and no node has that number.
    if child as usize >= nodes.len() {
        return None;
    }
    let node = &nodes[child as usize];
    match node.step {
        Step::Literal { key, .. } => Some((key, node.next_sibling)),
        _ => None,
    }
}

/// The largest family that is looked for a way without collisions.
const MAX_PERFECT: usize = 32;

/// The literal children of a node.
struct Family {
    /// The products of the keys of the first ones, of which bits are their places.
    products: [u64; MAX_PERFECT],
    count: usize,
}

impl Family {
    /// Those from a child on: literals come first in the order of precedence.
    const fn of(nodes: &[Node], mut child: u16) -> Self {
        let mut family = Self { products: [0; _], count: 0 };
        while let Some((key, next)) = literal_child(nodes, child) {
            if family.count < MAX_PERFECT {
                family.products[family.count] = product(key);
            }
            family.count += 1;
            child = next;
        }
        family
    }

    /// The mask and the shift of its places: if they can be found, such that none has two children.
    const fn layout(&self) -> (u16, u8) {
        let mut width = self.count.next_power_of_two();
        let widest = 2 * width;
        while self.count <= MAX_PERFECT && width <= widest {
            if let Some(shift) = self.perfect_shift(width as u16 - 1) {
                return (width as u16 - 1, shift);
            }
            width *= 2;
        }
        // The highest bits of a product depend on all bits of the key.
        ((widest - 1) as u16, (64 - widest.trailing_zeros()) as u8)
    }

    /// A shift that gives each child a place of its own.
    const fn perfect_shift(&self, mask: u16) -> Option<u8> {
        let mut shift = 0;
        while shift <= 56 {
            let (mut taken, mut at) = (0u128, 0);
            while at < self.count && at < MAX_PERFECT {
                let place = 1 << ((self.products[at] >> shift) as u16 & mask & 127);
                if taken & place != 0 {
                    break;
                }
                taken |= place;
                at += 1;
            }
            if at == self.count {
                return Some(shift);
            }
            shift += 1;
        }
        None
    }
}
