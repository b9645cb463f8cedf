//! Builds the trie of a table, in the compiler or at run time.
//!
//! The routes are put in the order of precedence first. In that order the routes under one node of
//! the trie stand together, so the trie is made in one pass over them: each route shares its first
//! steps with the one before it, and the rest are new nodes. Then the nodes are given slots.

// `const fn` cannot use `get` on a slice, so this file may index. Every index comes from the loop
// around it, or is the number of a node or slot that was made before.
#![allow(clippy::indexing_slicing)]

use core::cmp::Ordering;

use crate::{
    method::{MethodNames, Methods},
    pattern::{Pattern, Segment},
    route::Route,
    table::TableError,
    text::compare,
    trie::{Affix, Entry, NO_LITERALS, NONE, ONLY_WAY, Slot, place_of},
};

/// A node of the trie while it is built: scratch for [`Table::build`](crate::Table::build).
#[derive(Clone, Copy, Debug)]
pub struct Node {
    /// Before there are nodes: the [`sort_key`] of the route with this number.
    sort_key: [u64; KEY_WORDS],
    step: Step,
    parent: u16,
    depth: u16,
    /// The children, a list in the order of precedence.
    first_child: u16,
    last_child: u16,
    next_sibling: u16,
    first_entry: u16,
    entry_count: u8,
    methods: Methods,
    slot: u16,
    /// The most steps below a literal child, and below all others together.
    literal_steps: u32,
    other_steps: u32,
}

impl Node {
    /// A place for a node.
    pub const EMPTY: Self = Self {
        sort_key: [0; KEY_WORDS],
        step: Step::Parameter,
        parent: NONE,
        depth: 0,
        first_child: NONE,
        last_child: NONE,
        next_sibling: NONE,
        first_entry: NONE,
        entry_count: 0,
        methods: Methods::NONE,
        slot: NONE,
        literal_steps: 0,
        other_steps: 0,
    };
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
    Affixed(Affix),
    Parameter,
    CatchAll,
}

/// What building gives, beside what it wrote into the slices.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Built<'t> {
    pub(crate) names: MethodNames<'t>,
    pub(crate) slot_count: usize,
    pub(crate) worst_steps: u32,
}

/// At least as many nodes as the trie of those routes has.
pub(crate) const fn node_bound(routes: &[Route<'_>]) -> usize {
    let mut bound = 1;
    let mut at = 0;
    while at < routes.len() {
        let mut bytes = routes[at].pattern.as_bytes();
        let mut in_segment = 0;
        // A segment's chunks: one for its slash and what fits beside it, one for each eight bytes more.
        while let [byte, rest @ ..] = bytes {
            in_segment = if *byte == b'/' { 0 } else { in_segment + 1 };
            if in_segment % 8 == 0 {
                bound += 1;
            }
            bytes = rest;
        }
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
    let entries = entries.split_at_mut(routes.len()).0;
    let names = match sort(routes, fold, entries, nodes) {
        Ok(names) => names,
        Err(error) => return Err(error),
    };
    answer_head_with_get(&Paths { routes, fold, nodes }, entries);
    let Some(count) = plant(routes, fold, entries, nodes) else {
        return Err(no_room_for_nodes(routes, nodes.len()));
    };
    let nodes = nodes.split_at_mut(count).0;
    let worst_steps = count_steps(nodes);
    let Some(slot_count) = pack(nodes, slots) else {
        return Err(TableError::NoRoom {
            what: "slots",
            needed: slot_bound(count),
            room: slots.len(),
        });
    };
    Ok(Built { names, slot_count, worst_steps })
}

const fn no_room_for_nodes<'t>(routes: &[Route<'_>], room: usize) -> TableError<'t> {
    TableError::NoRoom { what: "nodes", needed: node_bound(routes), room }
}

// ---- the order of precedence

/// Checks the routes and puts their entries into the order of precedence.
const fn sort<'t>(
    routes: &[Route<'t>],
    fold: bool,
    entries: &mut [Entry],
    nodes: &mut [Node],
) -> Result<MethodNames<'t>, TableError<'t>> {
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
        let entry = Entry { route: count as u16, methods, id: routes[count].id };
        nodes[count].sort_key = sort_key(text(&routes[count], fold));
        let paths = Paths { routes, fold, nodes };
        let place = match place(&paths, entries.split_at(count).0, entry) {
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
    let mut methods = route.methods;
    while let [method, rest @ ..] = methods {
        if !method.is_token() {
            return Err(TableError::Method { route: *route, method: *method });
        }
        match names.intern(*method) {
            Some(bit) => set = set.union(bit),
            None => return Err(TableError::TooManyMethods { route: *route, method: *method }),
        }
        methods = rest;
    }
    Ok(set)
}

/// Where among the entries that are in order already a new one belongs: binary search.
const fn place<'t>(
    paths: &Paths<'_, 't>,
    entries: &[Entry],
    entry: Entry,
) -> Result<usize, TableError<'t>> {
    let route = &paths.routes[entry.route as usize];
    let (mut low, mut high) = (0, entries.len());
    while low < high {
        let middle = low + (high - low) / 2;
        match paths.compare(entry, entries[middle]) {
            Ordering::Less => high = middle,
            Ordering::Greater => low = middle + 1,
            Ordering::Equal => {
                let (mut at, last) = paths.same(entries, middle);
                let mut place = at;
                while at < last {
                    let other = &paths.routes[entries[at].route as usize];
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

/// The paths of routes, to be compared.
struct Paths<'n, 't> {
    routes: &'n [Route<'t>],
    fold: bool,
    nodes: &'n [Node],
}

impl Paths<'_, '_> {
    const fn compare(&self, one: Entry, other: Entry) -> Ordering {
        let (one, other) = (one.route as usize, other.route as usize);
        let (key, other_key) = (&self.nodes[one].sort_key, &self.nodes[other].sort_key);
        let mut word = 0;
        while word < KEY_WORDS {
            if key[word] != other_key[word] {
                return if key[word] < other_key[word] {
                    Ordering::Less
                } else {
                    Ordering::Greater
                };
            }
            word += 1;
        }
        precedence(&self.routes[one], &self.routes[other], self.fold)
    }

    /// The entries around `middle` that have its path.
    const fn same(&self, entries: &[Entry], middle: usize) -> (usize, usize) {
        let entry = entries[middle];
        let (mut first, mut last) = (middle, middle + 1);
        while first > 0 && matches!(self.compare(entries[first - 1], entry), Ordering::Equal) {
            first -= 1;
        }
        while last < entries.len() && matches!(self.compare(entries[last], entry), Ordering::Equal)
        {
            last += 1;
        }
        (first, last)
    }
}

const KEY_WORDS: usize = 4;

/// The beginning of what a pattern is sorted by, as words of bytes that compare as [`precedence`]
/// does; where they are the same, `precedence` decides. Patterns are compared so often that the
/// compiler would take long about it otherwise.
const fn sort_key(text: &str) -> [u64; KEY_WORDS] {
    // No literal has one of these: the ends sort before all text, the others after it.
    const END: u8 = 0;
    const MORE: u8 = 1;
    const PARAMETER: u8 = 0xFE;
    const CATCH_ALL: u8 = 0xFF;

    let mut key = Key { words: [0; KEY_WORDS], len: 0 };
    let mut at = 1;
    while key.len < 8 * KEY_WORDS {
        let end = segment_end(text, at);
        match segment_of(between(text, at, end)) {
            Segment::Literal(text) => key.push_text(text),
            Segment::CatchAll { .. } => key.push(CATCH_ALL),
            Segment::Parameter { prefix, suffix, .. } => {
                key.push(PARAMETER);
                key.push_longer_first(prefix);
                key.push_longer_first(suffix);
            }
        }
        if end >= text.len() {
            key.push(END);
            break;
        }
        key.push(MORE);
        at = end + 1;
    }
    key.words
}

/// Bytes as words that compare as the bytes do; those that have no room are dropped.
struct Key {
    words: [u64; KEY_WORDS],
    len: usize,
}

impl Key {
    const fn push(&mut self, byte: u8) {
        if self.len < 8 * KEY_WORDS {
            self.words[self.len / 8] |= (byte as u64) << (56 - 8 * (self.len % 8));
        }
        self.len += 1;
    }

    /// The text behind a byte that is the less the longer it is.
    const fn push_longer_first(&mut self, text: &str) {
        if text.len() < 200 {
            self.push(u8::MAX - text.len() as u8);
            self.push_text(text);
        }
        // Of those that are longer than a byte can say, `precedence` decides.
        while text.len() >= 200 && self.len < 8 * KEY_WORDS {
            self.push(0);
        }
    }

    const fn push_text(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() && self.len < 8 * KEY_WORDS {
            self.push(bytes[at]);
            at += 1;
        }
    }
}

/// Whether two routes with the same path answer the same method; one of all methods leaves the
/// others theirs.
const fn repeats(one: Entry, other: Entry) -> bool {
    let (one_any, other_any) =
        (one.methods.meets(Methods::UNNAMED), other.methods.meets(Methods::UNNAMED));
    if one_any || other_any { one_any && other_any } else { one.methods.meets(other.methods) }
}

const fn answer_head_with_get(paths: &Paths<'_, '_>, entries: &mut [Entry]) {
    let mut at = 0;
    while at < entries.len() {
        let (first, last) = paths.same(entries, at);
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

/// The part of a route's pattern that counts: where slashes are folded, all but a last one.
const fn text<'t>(route: &Route<'t>, fold: bool) -> &'t str {
    let text = route.pattern;
    if !fold || text.len() == 1 || !matches!(text.as_bytes(), [.., b'/']) {
        return text;
    }
    text.split_at(text.len() - 1).0
}

/// Which of two routes a path is held against first; equal where they have the same path but for the
/// names of its parameters.
pub(crate) const fn precedence(left: &Route<'_>, right: &Route<'_>, fold: bool) -> Ordering {
    let (left, right) = (text(left, fold), text(right, fold));
    let mut at = same_segments(left, right);
    let mut other_at = at;
    loop {
        let (end, other_end) = (segment_end(left, at), segment_end(right, other_at));
        let (segment, other) = (between(left, at, end), between(right, other_at, other_end));
        match segment_precedence(segment_of(segment), segment_of(other)) {
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

// The compiler goes through what follows once for each byte of each pattern, and again whenever two
// patterns are compared: plain indexes cost it least.

/// Where the first segment begins that is not the same text in both.
const fn same_segments(left: &str, right: &str) -> usize {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    let end = if left.len() < right.len() { left.len() } else { right.len() };
    let (mut at, mut start) = (0, 0);
    while at < end && left[at] == right[at] {
        at += 1;
        if left[at - 1] == b'/' {
            start = at;
        }
    }
    start
}

/// Where the segment ends that begins at `at`.
const fn segment_end(text: &str, mut at: usize) -> usize {
    let bytes = text.as_bytes();
    while at < bytes.len() && bytes[at] != b'/' {
        at += 1;
    }
    at
}

/// The segment of a text that has been checked before.
const fn segment_of(text: &str) -> Segment<'_> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'<' || bytes[at] == b'{' {
            return Segment::checked(text);
        }
        at += 1;
    }
    Segment::Literal(text)
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

// ---- the trie

/// The steps of a pattern, one after the other.
#[derive(Clone, Copy)]
struct Steps<'p> {
    route: u16,
    text: &'p str,
    /// Where the next step begins; after the end there is none.
    at: usize,
    /// Whether that is within a literal segment.
    in_literal: bool,
}

impl<'p> Steps<'p> {
    const fn of(route: u16, routes: &[Route<'p>], fold: bool) -> Self {
        let text = text(&routes[route as usize], fold);
        Self { route, text, at: 1, in_literal: false }
    }

    const fn next(&mut self) -> Option<Step> {
        if self.at > self.text.len() {
            return None;
        }
        if self.in_literal {
            return Some(self.chunk());
        }
        let (start, end) = (self.at, segment_end(self.text, self.at));
        let step = match segment_of(between(self.text, start, end)) {
            Segment::Literal(_) => return Some(self.chunk()),
            Segment::CatchAll { .. } => Step::CatchAll,
            Segment::Parameter { prefix, suffix, .. } if prefix.is_empty() && suffix.is_empty() => {
                Step::Parameter
            }
            Segment::Parameter { .. } => {
                let (start, end) = (start as u16, end as u16);
                Step::Affixed(Affix { route: self.route, start, end, next: NONE })
            }
        };
        self.at = end + 1;
        Some(step)
    }

    /// Up to eight bytes of a literal segment and the slash that closes it.
    const fn chunk(&mut self) -> Step {
        let (mut key, mut len) = (0, 0);
        self.in_literal = true;
        while len < 8 && self.in_literal {
            let bytes = self.text.as_bytes();
            let byte = if self.at < bytes.len() { bytes[self.at] } else { b'/' };
            key |= (byte as u64) << (8 * len);
            len += 1;
            self.at += 1;
            self.in_literal = byte != b'/';
        }
        Step::Literal { key, len: len as u8 }
    }
}

/// Makes the nodes, and says how many; `None` where they have no room.
const fn plant(
    routes: &[Route<'_>],
    fold: bool,
    entries: &[Entry],
    nodes: &mut [Node],
) -> Option<usize> {
    if nodes.is_empty() {
        return None;
    }
    nodes[0] = Node::EMPTY;
    let (mut count, mut last) = (1, 0);
    let mut number = 0;
    while number < entries.len() {
        let mut steps = Steps::of(entries[number].route, routes, fold);
        let shared = if number == 0 {
            0
        } else {
            skip_shared(Steps::of(entries[number - 1].route, routes, fold), &mut steps)
        };
        while nodes[last].depth > shared {
            last = nodes[last].parent as usize;
        }
        while let Some(step) = steps.next() {
            if count == nodes.len() || count == NONE as usize {
                return None;
            }
            let depth = nodes[last].depth + 1;
            nodes[count] = Node { step, parent: last as u16, depth, ..Node::EMPTY };
            link(nodes, last, count);
            last = count;
            count += 1;
        }
        let node = &mut nodes[last];
        if node.entry_count == 0 {
            node.first_entry = number as u16;
        }
        node.entry_count += 1;
        node.methods = node.methods.union(entries[number].methods);
        number += 1;
    }
    Some(count)
}

/// Moves `steps` past those that it shares with the pattern before it, and counts them.
const fn skip_shared<'p>(mut before: Steps<'p>, steps: &mut Steps<'p>) -> u16 {
    let mut shared = 0;
    // Segments of the same text are the same steps.
    let same = same_segments(before.text, steps.text);
    while steps.at < same && steps.next().is_some() {
        shared += 1;
    }
    before.at = steps.at;
    loop {
        let (text, mut ahead) = (before.text, *steps);
        match (before.next(), ahead.next()) {
            (Some(one), Some(other)) if same_step(one, text, other, steps.text) => {
                shared += 1;
                *steps = ahead;
            }
            _ => return shared,
        }
    }
}

const fn same_step(one: Step, one_text: &str, other: Step, other_text: &str) -> bool {
    match (one, other) {
        (Step::Literal { key, len }, Step::Literal { key: other, len: other_len }) => {
            key == other && len == other_len
        }
        (Step::Parameter, Step::Parameter) | (Step::CatchAll, Step::CatchAll) => true,
        (Step::Affixed(one), Step::Affixed(other)) => {
            let (one, other) = (one.segment(one_text), other.segment(other_text));
            matches!(segment_precedence(one, other), Ordering::Equal)
        }
        _ => false,
    }
}

/// The text from one place to another.
const fn between(text: &str, start: usize, end: usize) -> &str {
    text.split_at(end).0.split_at(start).1
}

const fn link(nodes: &mut [Node], parent: usize, child: usize) {
    let last = nodes[parent].last_child;
    if last == NONE {
        nodes[parent].first_child = child as u16;
    } else {
        nodes[last as usize].next_sibling = child as u16;
    }
    nodes[parent].last_child = child as u16;
}

/// The most nodes that a lookup can enter: of literal children only one can fit, of the others all.
const fn count_steps(nodes: &mut [Node]) -> u32 {
    let mut at = nodes.len();
    // Children were made after their parents.
    while at > 1 {
        at -= 1;
        let node = nodes[at];
        let steps = 1u32.saturating_add(node.literal_steps).saturating_add(node.other_steps);
        let parent = &mut nodes[node.parent as usize];
        match node.step {
            Step::Literal { .. } if parent.literal_steps < steps => parent.literal_steps = steps,
            Step::Literal { .. } => {}
            _ => parent.other_steps = parent.other_steps.saturating_add(steps),
        }
    }
    1u32.saturating_add(nodes[0].literal_steps).saturating_add(nodes[0].other_steps)
}

// ---- the slots

/// Gives every node a slot, and says how many there then are; `None` where they have no room.
const fn pack(nodes: &mut [Node], slots: &mut [Slot]) -> Option<usize> {
    if slots.is_empty() {
        return None;
    }
    // The root has the first slot.
    slots[0] = Slot::EMPTY;
    nodes[0].slot = 0;
    let mut packer = Packer { slots, count: 1, first_free: 1 };
    let mut at = 0;
    // Parents were made before their children, and siblings get their slots together.
    while at < nodes.len() {
        let Some(family) = packer.place_literals(nodes, at) else {
            return None;
        };
        if packer.place_others(nodes, at).is_none() {
            return None;
        }
        packer.write(nodes, at, family);
        at += 1;
    }
    Some(packer.count)
}

struct Packer<'s> {
    slots: &'s mut [Slot],
    /// How many slots are in use, up to the last.
    count: usize,
    /// No slot before this one is free.
    first_free: usize,
}

/// Where the literal children of a node are.
#[derive(Clone, Copy)]
struct Family {
    base: u16,
    mask: u16,
    shift: u8,
    probes: u8,
}

/// The largest family that is looked for a way without collisions.
const MAX_PERFECT: usize = 32;

impl Packer<'_> {
    /// Gives the literal children of a node their slots.
    const fn place_literals(&mut self, nodes: &mut [Node], parent: usize) -> Option<Family> {
        let count = count_literals(nodes, parent);
        let mut mask = match count {
            0 => return Some(Family { base: 0, mask: 0, shift: NO_LITERALS, probes: 0 }),
            count => count.next_power_of_two() - 1,
        };
        let most = 4 * count.next_power_of_two();
        while count <= MAX_PERFECT && mask < most {
            if let Some(shift) = perfect_shift(nodes, parent, mask as u16) {
                return self.place_family(nodes, parent, mask as u16, shift);
            }
            mask = 2 * mask + 1;
        }
        self.place_large(nodes, parent, count)
    }

    /// Lays a family into the first gaps that fit it.
    const fn place_family(
        &mut self,
        nodes: &mut [Node],
        parent: usize,
        mask: u16,
        shift: u8,
    ) -> Option<Family> {
        let mut base = self.first_free();
        while let Some(start) = base
            && !self.fits(nodes, parent, start, mask, shift)
        {
            base = if start < NONE - 1 { Some(start + 1) } else { None };
        }
        let Some(base) = base else {
            return None;
        };
        let mut child = nodes[parent].first_child;
        while let Some(key) = literal_key(nodes, child) {
            if !self.take(nodes, parent, child, base + place_of(key, shift, mask)) {
                return None;
            }
            child = nodes[child as usize].next_sibling;
        }
        Some(Family { base, mask, shift, probes: 0 })
    }

    const fn fits(&self, nodes: &[Node], parent: usize, base: u16, mask: u16, shift: u8) -> bool {
        let mut child = nodes[parent].first_child;
        while let Some(key) = literal_key(nodes, child) {
            let slot = base as usize + place_of(key, shift, mask) as usize;
            // Beyond the room there is nothing to collide with: `take` finds that out.
            if slot < self.slots.len() && !self.is_free(slot) {
                return false;
            }
            child = nodes[child as usize].next_sibling;
        }
        true
    }

    /// Lays a large family behind all others, twice as wide as it is, with linear probing.
    const fn place_large(
        &mut self,
        nodes: &mut [Node],
        parent: usize,
        count: usize,
    ) -> Option<Family> {
        let width = (2 * count).next_power_of_two();
        let base = self.count;
        if base + width > self.slots.len() || base + width > NONE as usize {
            return None;
        }
        let (base, mask) = (base as u16, (width - 1) as u16);
        // The highest bits of a product depend on all bits of the key.
        let shift = (64 - width.trailing_zeros()) as u8;
        let mut most = 0;
        let mut child = nodes[parent].first_child;
        while let Some(key) = literal_key(nodes, child) {
            let mut probes = 0;
            let place = place_of(key, shift, mask);
            while !self.is_free((base + (place.wrapping_add(probes) & mask)) as usize) {
                probes += 1;
            }
            if !self.take(nodes, parent, child, base + (place.wrapping_add(probes) & mask)) {
                return None;
            }
            if probes > most {
                most = probes;
            }
            child = nodes[child as usize].next_sibling;
        }
        if most > u8::MAX as u16 {
            return None;
        }
        Some(Family { base, mask, shift, probes: most as u8 })
    }

    /// Gives the other children of a node their slots.
    const fn place_others(&mut self, nodes: &mut [Node], parent: usize) -> Option<()> {
        let mut child = nodes[parent].first_child;
        while child != NONE {
            if literal_key(nodes, child).is_none() {
                let Some(slot) = self.first_free() else {
                    return None;
                };
                if !self.take(nodes, parent, child, slot) {
                    return None;
                }
            }
            child = nodes[child as usize].next_sibling;
        }
        Some(())
    }

    /// Writes a node into its slot, once its children have theirs.
    const fn write(&mut self, nodes: &[Node], at: usize, family: Family) {
        let node = nodes[at];
        let (key, len) = match node.step {
            Step::Literal { key, len } => (key, len),
            Step::Affixed(affix) => {
                (affix.before(slot_of_parameter(nodes, node.next_sibling)).to_key(), 0)
            }
            Step::Parameter => (Affix::BARE.to_key(), 0),
            Step::CatchAll => (0, 0),
        };
        let is_only_way =
            at == 0 || self.is_only_way(nodes[node.parent as usize].slot, node.step, key);
        let only_way = if is_only_way { ONLY_WAY } else { 0 };
        let mut slot = Slot {
            key,
            len,
            parent: if at == 0 { NONE } else { nodes[node.parent as usize].slot },
            base: family.base,
            mask: family.mask,
            shift: family.shift | only_way,
            probes: family.probes,
            first_entry: node.first_entry,
            entry_count: node.entry_count,
            ..Slot::EMPTY
        };
        let mut child = node.first_child;
        while child != NONE {
            let number = nodes[child as usize].slot;
            match nodes[child as usize].step {
                Step::Literal { .. } => {}
                Step::Affixed(_) | Step::Parameter if slot.parameter == NONE => {
                    slot.parameter = number;
                }
                Step::Affixed(_) | Step::Parameter => {}
                Step::CatchAll => slot.catch_all = number,
            }
            child = nodes[child as usize].next_sibling;
        }
        self.slots[node.slot as usize] = slot;
    }

    /// Whether there is nothing to try at `parent` after a child, nor at any node above.
    const fn is_only_way(&self, parent: u16, step: Step, key: u64) -> bool {
        let parent = &self.slots[parent as usize];
        let next = match step {
            Step::Literal { .. } => parent.parameter,
            Step::Affixed(_) | Step::Parameter => Affix::from_key(key).next,
            Step::CatchAll => return parent.is_only_way(),
        };
        parent.is_only_way() && next == NONE && parent.catch_all == NONE
    }

    const fn first_free(&mut self) -> Option<u16> {
        while self.first_free < self.count && !self.is_free(self.first_free) {
            self.first_free += 1;
        }
        if self.first_free < NONE as usize { Some(self.first_free as u16) } else { None }
    }

    /// Whether no node has that slot. The root has the first; every other slot names its parent.
    const fn is_free(&self, slot: usize) -> bool {
        slot >= self.count || slot > 0 && self.slots[slot].parent == NONE
    }

    /// Takes a slot for a child; whether there is such a slot.
    const fn take(&mut self, nodes: &mut [Node], parent: usize, child: u16, slot: u16) -> bool {
        if slot as usize >= self.slots.len() || slot == NONE {
            return false;
        }
        while self.count <= slot as usize {
            self.slots[self.count] = Slot::EMPTY;
            self.count += 1;
        }
        self.slots[slot as usize].parent = nodes[parent].slot;
        nodes[child as usize].slot = slot;
        true
    }
}

/// The key of a literal child; `None` for another, and after the last.
const fn literal_key(nodes: &[Node], child: u16) -> Option<u64> {
    if child == NONE {
        return None;
    }
    match nodes[child as usize].step {
        Step::Literal { key, .. } => Some(key),
        _ => None,
    }
}

const fn slot_of_parameter(nodes: &[Node], node: u16) -> u16 {
    if node == NONE || matches!(nodes[node as usize].step, Step::CatchAll) {
        return NONE;
    }
    nodes[node as usize].slot
}

const fn count_literals(nodes: &[Node], parent: usize) -> usize {
    let mut count = 0;
    // Literals come first in the order of precedence.
    let mut child = nodes[parent].first_child;
    while literal_key(nodes, child).is_some() {
        count += 1;
        child = nodes[child as usize].next_sibling;
    }
    count
}

/// A shift that gives each literal child of a node a place of its own.
const fn perfect_shift(nodes: &[Node], parent: usize, mask: u16) -> Option<u8> {
    let mut shift = 0;
    while shift <= 56 {
        let mut taken = 0u128;
        let mut is_perfect = true;
        let mut child = nodes[parent].first_child;
        while let Some(key) = literal_key(nodes, child)
            && is_perfect
        {
            let place = 1 << (place_of(key, shift, mask) & 127);
            is_perfect = taken & place == 0;
            taken |= place;
            child = nodes[child as usize].next_sibling;
        }
        if is_perfect {
            return Some(shift);
        }
        shift += 1;
    }
    None
}
