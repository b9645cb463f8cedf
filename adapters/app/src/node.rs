//! The routes of a set, as a tree of its tuples and groups, and how they become a list.
//!
//! All of this runs in the compiler.

use gatepost_core::{Pattern, Route, Rules, Segment, TableError};

/// The routes of a [`Routes`](crate::Routes), as a tree of its tuples and groups.
#[derive(Clone, Copy, Debug)]
pub enum Node {
    /// One handler's route.
    Leaf(Route<'static>),
    /// A tuple's.
    All(&'static [Node]),
    /// A group's.
    Under {
        /// What stands before each of their patterns.
        prefix: &'static str,
        /// The settings that are theirs where they have none of their own.
        rules: Rules<'static>,
        /// The routes.
        node: &'static Node,
    },
}

/// How many bits a place in a tuple takes, and how many levels of tuples an id can hold.
pub(crate) const PLACE_BITS: u32 = 4;
const LEVELS: u32 = u32::BITS / PLACE_BITS;

impl Node {
    /// How many routes there are.
    pub(crate) const fn count(&self) -> usize {
        match self {
            Self::Leaf(_) => 1,
            Self::All(nodes) => {
                let mut nodes = *nodes;
                let mut count = 0;
                while let [node, rest @ ..] = nodes {
                    count += node.count();
                    nodes = rest;
                }
                count
            }
            Self::Under { node, .. } => node.count(),
        }
    }

    /// How long the patterns are, one after another, that have a prefix before them.
    pub(crate) const fn text_len(&self) -> usize {
        let mut text = Text { bytes: &mut [], len: 0 };
        self.write(&Prefixes::NONE, &mut text);
        text.len
    }

    /// Those patterns.
    pub(crate) const fn text<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.write(&Prefixes::NONE, &mut Text { bytes: &mut bytes, len: 0 });
        bytes
    }

    /// The routes, for which there is room, each with its id; `text` is all of [`text`](Node::text).
    pub(crate) const fn routes<const N: usize>(&self, text: &'static str) -> [Route<'static>; N] {
        let mut routes = [Route::get("/", 0); N];
        self.flatten(Place::TOP, &mut List { routes: &mut routes, count: 0, text });
        routes
    }

    /// The first prefix that can stand before no pattern.
    pub(crate) const fn prefix_error(&self) -> Option<TableError<'static>> {
        match self {
            Self::Leaf(_) => None,
            Self::All(nodes) => {
                let mut nodes = *nodes;
                while let [node, rest @ ..] = nodes {
                    if let Some(error) = node.prefix_error() {
                        return Some(error);
                    }
                    nodes = rest;
                }
                None
            }
            Self::Under { prefix, node, .. } => match why_no_prefix(prefix) {
                Some(reason) => {
                    Some(TableError::Prefix { prefix, pattern: node.first_pattern(), reason })
                }
                None => node.prefix_error(),
            },
        }
    }

    const fn first_pattern(&self) -> &'static str {
        match self {
            Self::Leaf(route) => route.pattern,
            Self::All([first, ..]) => first.first_pattern(),
            Self::All([]) => "",
            Self::Under { node, .. } => node.first_pattern(),
        }
    }

    const fn write(&self, prefixes: &Prefixes<'_>, text: &mut Text<'_>) {
        match self {
            Self::Leaf(route) => {
                if prefixes.len() > 0 {
                    prefixes.write(text);
                    text.push(after_prefix(route.pattern));
                }
            }
            Self::All(nodes) => {
                let mut nodes = *nodes;
                while let [node, rest @ ..] = nodes {
                    node.write(prefixes, text);
                    nodes = rest;
                }
            }
            Self::Under { prefix, node, .. } => {
                node.write(&Prefixes { inner: prefix, outer: Some(prefixes) }, text);
            }
        }
    }

    // A panic is a compile error.
    #[allow(clippy::panic, clippy::indexing_slicing)]
    const fn flatten(&self, place: Place, list: &mut List<'_>) {
        match self {
            Self::Leaf(route) => list.push(route, place),
            Self::All(nodes) => {
                assert!(
                    place.level < LEVELS,
                    "tuples of routes may be nested eight deep: put the routes of the inner ones into one"
                );
                let mut at = 0;
                while at < nodes.len() {
                    nodes[at].flatten(place.within(at as u32), list);
                    at += 1;
                }
            }
            Self::Under { prefix, rules, node } => {
                let prefix_len = place.prefix_len + prefix.len();
                node.flatten(Place { prefix_len, rules: rules.or(place.rules), ..place }, list);
            }
        }
    }
}

/// Where in the tree a node stands.
#[derive(Clone, Copy)]
struct Place {
    /// The id, as far as it is known.
    id: u32,
    /// How many tuples are around the node.
    level: u32,
    /// How long all the prefixes around it are together.
    prefix_len: usize,
    /// The settings of the groups around it.
    rules: Rules<'static>,
}

impl Place {
    const TOP: Self = Self { id: 0, level: 0, prefix_len: 0, rules: Rules::NEW };

    /// The place of a tuple's item.
    const fn within(self, at: u32) -> Self {
        let id = self.id | at << (self.level * PLACE_BITS);
        Self { id, level: self.level + 1, ..self }
    }
}

/// The routes so far, and the text that the patterns of others are taken from.
struct List<'l> {
    routes: &'l mut [Route<'static>],
    count: usize,
    text: &'static str,
}

impl List<'_> {
    #[allow(clippy::indexing_slicing)] // There is room.
    const fn push(&mut self, route: &Route<'static>, place: Place) {
        let pattern = if place.prefix_len == 0 {
            route.pattern
        } else {
            self.take_text(place.prefix_len + after_prefix(route.pattern).len())
        };
        let rules = route.rules.or(place.rules);
        self.routes[self.count] = Route { pattern, id: place.id, rules, ..*route };
        self.count += 1;
    }

    const fn take_text(&mut self, len: usize) -> &'static str {
        let Some((taken, rest)) = self.text.split_at_checked(len) else {
            return self.text; // There was more text than there are rooms for it: an error already.
        };
        self.text = rest;
        taken
    }
}

/// The prefixes around a node.
struct Prefixes<'p> {
    inner: &'static str,
    outer: Option<&'p Prefixes<'p>>,
}

impl Prefixes<'_> {
    const NONE: Self = Self { inner: "", outer: None };

    const fn len(&self) -> usize {
        match self.outer {
            Some(outer) => outer.len() + self.inner.len(),
            None => self.inner.len(),
        }
    }

    const fn write(&self, text: &mut Text<'_>) {
        if let Some(outer) = self.outer {
            outer.write(text);
        }
        text.push(self.inner);
    }
}

/// A text, and how long it is or would be with room for it.
struct Text<'t> {
    bytes: &'t mut [u8],
    len: usize,
}

impl Text<'_> {
    const fn push(&mut self, text: &str) {
        if let Some((_, free)) = self.bytes.split_at_mut_checked(self.len)
            && let Some((place, _)) = free.split_at_mut_checked(text.len())
        {
            place.copy_from_slice(text.as_bytes());
        }
        self.len += text.len();
    }
}

/// What a prefix is followed by, for that pattern: `/` is the prefix itself.
const fn after_prefix(pattern: &'static str) -> &'static str {
    match pattern.as_bytes() {
        b"/" => "",
        _ => pattern,
    }
}

const fn why_no_prefix(prefix: &'static str) -> Option<&'static str> {
    match prefix.as_bytes() {
        [] => None,
        [.., b'/'] => Some("a prefix does not end with '/': the pattern begins with one"),
        [b'/', ..] if ends_with_catch_all(prefix) => {
            Some("a catch-all leaves nothing of a path for what comes after it")
        }
        [b'/', ..] => None, // What else is wrong with it is wrong with the whole pattern.
        _ => Some("a prefix starts with '/'"),
    }
}

const fn ends_with_catch_all(prefix: &'static str) -> bool {
    let Ok(pattern) = Pattern::parse(prefix) else {
        return false;
    };
    let mut segments = pattern.segments();
    while let Some(segment) = segments.advance() {
        if let Segment::CatchAll { .. } = segment {
            return true;
        }
    }
    false
}
