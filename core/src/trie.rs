//! The matcher: a trie over the chunks of patterns, packed into one array.
//!
//! This is the one surprising design of the crate, so here is how it works.
//!
//! # Chunks
//! A literal segment and the slash that closes it are cut into chunks of up to eight bytes; a chunk
//! is one `u64`. The end of a path counts as a slash, so that the last segment is closed like any
//! other. `/repos/<owner>/subscriptions` is the way
//!
//! ```text
//! root ──"repos/"──> ● ──<owner>──> ● ──"subscrip"──> ● ──"tions/"──> ● its routes
//! ```
//!
//! To take a step, load the eight bytes of the path that are next, find the first slash in them by
//! arithmetic on the whole word, and keep what there is up to it: that is the key of the child to go
//! to. There is no pass that splits the path, no comparison of strings, no length to check, and no case
//! for the last segment or for a trailing slash.
//!
//! # One array
//! A node of the trie is a slot of one array, and also an entry of the hash table that finds the
//! children of its parent: a literal child's slot is
//!
//! ```text
//! parent.base + (key * K >> parent.shift & parent.mask)
//! ```
//!
//! The builder chooses `shift` and `mask` so that siblings do not collide. What a family leaves free, a
//! node without literal siblings may have, if the family does not look there for its key. So a key
//! that is where it is looked for is the child that is meant, whatever the path: nothing else is
//! compared. A catch-all and the first of the parameters hang on their parent by their slots' numbers.
//! Parameters with text around them come before the bare one, and each names the next, and the slots
//! whose keys are that text. So the slots are all that matching reads of a pattern.
//!
//! ```text
//!   slot  key            parent  base   others          /a/<x>, /a/b, /c/<x>.txt and /d
//!    0    (the root)        -      1
//!    1    "d/"              0      -
//!    2    "a/"              0      5     parameter: 3
//!    3    (a parameter)     2      -                    the gap of the family 1 to 4, which would
//!    4    "c/"              0      -     parameter: 6   look for "b/" there, and not for this key
//!    5    "b/"              2      -
//!    6    (<x>, slot 7)     4      -
//!    7    ".txt"                         no node
//! ```
//!
//! # Backtracking
//! [`Trie::find`] goes straight down: a literal where there is one, else a bare parameter. On the way
//! nearly every request takes, that is all. Where it fails and no node above has anything left to try,
//! which the builder has written into the slot, no route has the path. Else [`Search`] goes on from
//! there, climbing by `parent` and trying at each node what comes next in the order of precedence;
//! where it has to put the path back it knows from the length of a chunk, or from where a parameter
//! began. So there is no stack. A node fixes the segments above it, so no node is entered twice for
//! one path, and the number of steps is bounded by the table alone:
//! [`Table::worst_steps`](crate::Table::worst_steps).
//!
//! # Escapes and control characters
//! The bytes of a literal chunk have been compared with a pattern's, so only those of parameters are
//! looked at, a word at a time, for what may have to be refused or decoded; and where the way down ends,
//! those that are left. Where there is such a byte the path is decoded into the scratch and matched
//! again, with a NUL, which no path may contain, for an escaped slash: so that `%2F` does not end a
//! segment.
//!
//! # Measured
//! All of [`Policy::open`](crate::Policy::open) with every parameter read, beside matchit 0.9 matching
//! and reading its parameters, as a ratio of times in one run: 0.33 on GitHub's 130 routes (398
//! instructions beside 867), 0.29 on 1,000 and 0.20 on 10,000 routes with 36-byte parameters,
//! 0.53 on paths that no route has. At `opt-level = "z"` 0.30 of its instructions. The table has 53
//! bytes a route. `cargo bench -p gatepost-tests --bench routing` measures it again.

use crate::{
    method::Methods,
    params::{Span, Spans},
    request::PathCoding,
};

/// No slot, no entry.
pub(crate) const NONE: u16 = u16::MAX;

/// A route's place in the order of precedence.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    pub(crate) route: u16,
    pub(crate) methods: Methods,
    // The route's own, so that a match need not look at the route, which is far larger.
    pub(crate) id: u32,
}

impl Entry {
    /// A place that no route has taken yet.
    pub const EMPTY: Self = Self { route: 0, methods: Methods::NONE, id: 0 };
}

/// A node of the trie.
#[derive(Clone, Copy, Debug)]
pub struct Slot {
    /// The chunk, first byte lowest; of a parameter, what stands around it ([`Affix`]); of no node,
    /// eight bytes of that.
    pub(crate) key: u64,
    pub(crate) parent: u16,
    /// Where the literal children are.
    pub(crate) base: u16,
    pub(crate) mask: u16,
    /// The first of the parameters; their keys name the next.
    pub(crate) parameter: u16,
    pub(crate) catch_all: u16,
    /// The routes that end here: so many entries from the first on.
    pub(crate) first_entry: u16,
    /// Of its lowest six bits; above them may stand [`NO_LITERALS`] and [`ONLY_WAY`].
    pub(crate) shift: u8,
    /// How many slots after its own a literal child may be in.
    pub(crate) probes: u8,
    /// How many bytes of a path the chunk stands for; 0 for a parameter or a catch-all.
    pub(crate) len: u8,
    pub(crate) entry_count: u8,
}

impl Slot {
    /// A place for a node.
    pub const EMPTY: Self = Self {
        key: NO_CHUNK,
        parent: NONE,
        base: 0,
        mask: 0,
        parameter: NONE,
        catch_all: NONE,
        first_entry: NONE,
        shift: NO_LITERALS,
        probes: 0,
        len: 0,
        entry_count: 0,
    };
}

impl Slot {
    fn has_literals(&self) -> bool {
        self.shift & NO_LITERALS == 0
    }

    pub(crate) const fn is_only_way(&self) -> bool {
        self.shift & ONLY_WAY != 0
    }

    /// Whether a literal child with that key is looked for in that slot.
    pub(crate) const fn looks_for(&self, key: u64, slot: u16) -> bool {
        let place = self.base.wrapping_add(place_of(key, self.shift, self.mask));
        slot.wrapping_sub(place) & self.mask <= self.probes as u16
    }

    /// Whether a path that no literal child fits has no other way, here or above.
    fn is_dead_end(&self) -> bool {
        self.is_only_way() && self.parameter == NONE && self.catch_all == NONE
    }
}

/// What stands around a parameter, and which parameter to try after it: a slot's key.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Affix {
    /// The first of the slots whose keys are the text before it and right after that the text behind
    /// it; 0, where the root is, if there is none.
    pub(crate) text: u16,
    pub(crate) prefix_len: u16,
    pub(crate) suffix_len: u16,
    pub(crate) next: u16,
}

impl Affix {
    /// Of a parameter that is the whole segment: it is tried last.
    pub(crate) const BARE: Self = Self { text: 0, prefix_len: 0, suffix_len: 0, next: NONE };

    const fn is_bare(self) -> bool {
        self.text == 0
    }

    pub(crate) const fn to_key(self) -> u64 {
        self.text as u64
            | (self.prefix_len as u64) << 16
            | (self.suffix_len as u64) << 32
            | (self.next as u64) << 48
    }

    pub(crate) const fn from_key(key: u64) -> Self {
        Self {
            text: key as u16,
            prefix_len: (key >> 16) as u16,
            suffix_len: (key >> 32) as u16,
            next: (key >> 48) as u16,
        }
    }
}

/// The key of a slot of a family in which there is no child: behind its slash a chunk has only zeros.
const NO_CHUNK: u64 = u64::from_le_bytes(*b"//\0\0\0\0\0\0");

/// The key of a catch-all.
pub(crate) const CATCH_ALL: u64 = 0;

/// In the shift of a node that has no literal children.
pub(crate) const NO_LITERALS: u8 = 0x80;

/// In the shift of a node where no node above has anything to try after the way to it.
pub(crate) const ONLY_WAY: u8 = 0x40;

/// The child of a family for a key is in this slot of it, or one of the next few.
pub(crate) const fn place_of(key: u64, shift: u8, mask: u16) -> u16 {
    (product(key) >> (shift & 63)) as u16 & mask
}

#[inline(always)]
pub(crate) const fn product(key: u64) -> u64 {
    key.wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// What a trie has for a path.
pub(crate) enum Outcome<'t> {
    /// The entry of the route that answers.
    Entry(&'t Entry),
    /// Routes have the path, with these methods and not the wanted one; or none has it.
    Miss(Methods),
    /// A byte may have to be refused or decoded first.
    Special,
}

/// The trie of a table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Trie<'t> {
    pub(crate) slots: &'t [Slot],
    pub(crate) entries: &'t [Entry],
}

impl<'t> Trie<'t> {
    /// The route for a path, which is not longer than [`MAX_PATH`](crate::MAX_PATH).
    #[inline(always)]
    pub(crate) fn find(
        &self,
        path: &[u8],
        wanted: Methods,
        special: Special,
        spans: &mut Spans,
    ) -> Outcome<'t> {
        let text = Text::of(path);
        let (Some(mut slot), [b'/', all @ ..]) = (self.slots.first(), path) else {
            return special.outcome(path, path);
        };
        let mut rest = all;
        'path: loop {
            let mut chunk = text.chunk(rest);
            // A loop of its own: with what parameters need in it, registers run out.
            while let Some(child) = self.literal(slot, chunk) {
                slot = child;
                let Some(after) = rest.get(chunk.len()..) else { break 'path };
                rest = after;
                chunk = text.chunk(rest);
            }
            if let Some(child) = self.slots.get(usize::from(slot.parameter))
                && Affix::from_key(child.key).is_bare()
                && !chunk.is_empty_segment()
                && let Some(len) = chunk.plain_len(text, rest)
            {
                // A pattern has no more parameters than there is room for.
                let _ = spans.push(Span::new(all.len() - rest.len(), len));
                slot = child;
                let Some(after) = rest.get(len + 1..) else { break };
                rest = after;
            } else if slot.is_dead_end() {
                return special.outcome(path, rest);
            } else {
                let at = Position { slot, byte: path.len() - rest.len() };
                let next = Next::Parameter(slot.parameter);
                return self.go_on(path, at, next, wanted, special, spans);
            }
        }
        match self.entries.get(usize::from(slot.first_entry)) {
            Some(first) if first.methods.meets(wanted) => Outcome::Entry(first),
            _ => {
                let at = Position { slot, byte: path.len() + 1 };
                self.go_on(path, at, Next::Literal, wanted, special, spans)
            }
        }
    }

    /// The same for a path without special bytes, by a search from the root: it is asked rarely, and so
    /// the way straight down is in a program once.
    pub(crate) fn find_plain(
        &self,
        path: &[u8],
        wanted: Methods,
        spans: &mut Spans,
    ) -> Outcome<'t> {
        let (Some(slot), [b'/', ..]) = (self.slots.first(), path) else {
            return Outcome::Miss(Methods::NONE);
        };
        let root = Position { slot, byte: 1 };
        self.go_on(path, root, Next::Literal, wanted, Special::None, spans)
    }

    /// The rest of a search that did not go straight down.
    #[cold]
    #[inline(never)]
    fn go_on(
        &self,
        path: &[u8],
        at: Position<'t>,
        next: Next,
        wanted: Methods,
        special: Special,
        spans: &mut Spans,
    ) -> Outcome<'t> {
        let text = Text::of(path);
        // What is behind has been looked at.
        if special.is_in(path, text.rest(at.byte)) {
            return Outcome::Special;
        }
        let mut search =
            Search { trie: *self, text, at, spans, wanted, found: Methods::NONE, steps: 0 };
        search.run(next).map_or(Outcome::Miss(search.found), Outcome::Entry)
    }

    /// How many nodes a lookup enters, from the root on.
    pub(crate) fn steps(&self, path: &[u8], wanted: Methods) -> u32 {
        let text = Text::of(path);
        let Some(root) = self.slots.first() else { return 0 };
        let at = Position { slot: root, byte: 1 };
        let spans = &mut Spans::new();
        let mut search =
            Search { trie: *self, text, at, spans, wanted, found: Methods::NONE, steps: 1 };
        search.run(Next::Literal);
        search.steps
    }

    /// The literal child of a node for a chunk.
    #[inline(always)]
    fn literal(&self, slot: &Slot, chunk: Chunk) -> Option<&'t Slot> {
        if !slot.has_literals() {
            return None;
        }
        let place = place_of(chunk.key(), slot.shift, slot.mask);
        let child = self.slots.get(usize::from(slot.base.wrapping_add(place)))?;
        if child.key == chunk.key() {
            return Some(child);
        }
        if slot.probes == 0 { None } else { self.probe(slot, chunk.key()) }
    }

    /// The literal child of a node, which has a large family, where it is not in its own place.
    #[inline(never)]
    fn probe(&self, slot: &Slot, key: u64) -> Option<&'t Slot> {
        let place = place_of(key, slot.shift, slot.mask);
        (1..=u16::from(slot.probes)).find_map(|probe| {
            let number = slot.base.wrapping_add(place.wrapping_add(probe) & slot.mask);
            self.slots.get(usize::from(number)).filter(|child| child.key == key)
        })
    }

    /// Whether a segment has the text around a parameter, and a byte or more in its place.
    fn fits(&self, affix: Affix, segment: &[u8]) -> bool {
        let prefix = usize::from(affix.prefix_len);
        let text = prefix + usize::from(affix.suffix_len);
        let value = segment.len().saturating_sub(text);
        let has = |at| {
            let place = if at < prefix { at } else { at + value };
            segment.get(place).copied() == self.text_byte(affix, at)
        };
        value > 0 && (0..text).all(has)
    }

    /// A byte of the text around a parameter.
    fn text_byte(&self, affix: Affix, at: usize) -> Option<u8> {
        let slot = self.slots.get(usize::from(affix.text) + at / 8)?;
        slot.key.to_le_bytes().get(at % 8).copied()
    }

    /// The entries of the routes at a node.
    fn entries(&self, slot: &Slot) -> &'t [Entry] {
        let first = usize::from(slot.first_entry);
        self.entries.get(first..first + usize::from(slot.entry_count)).unwrap_or_default()
    }
}

/// Where a search is: at a node, with the path read up to a byte.
#[derive(Clone, Copy)]
struct Position<'t> {
    slot: &'t Slot,
    byte: usize,
}

/// What to try next at a node, in the order of precedence.
#[derive(Clone, Copy)]
enum Next {
    Literal,
    /// That parameter, and those after it.
    Parameter(u16),
    CatchAll,
    /// Nothing: what is next at the parent.
    Parent,
}

/// A search that may have to climb.
struct Search<'s, 't> {
    trie: Trie<'t>,
    text: Text<'s>,
    at: Position<'t>,
    spans: &'s mut Spans,
    wanted: Methods,
    /// The methods of the routes that have the path.
    found: Methods,
    steps: u32,
}

impl<'t> Search<'_, 't> {
    /// Searches on from where it is, and gives the entry of the route that answers.
    fn run(&mut self, mut next: Next) -> Option<&'t Entry> {
        loop {
            let slot = self.at.slot;
            if let Next::Literal = next
                && self.at.byte > self.text.len()
            {
                // The path ends here: nothing can come after it.
                let entries = self.trie.entries(slot);
                if let Some(entry) = entries.iter().find(|entry| entry.methods.meets(self.wanted)) {
                    return Some(entry);
                }
                let methods = entries.iter().map(|entry| entry.methods);
                self.found = methods.fold(self.found, Methods::union);
                next = Next::Parent;
            }
            next = match next {
                Next::Literal => self.enter_literal(slot),
                Next::Parameter(NONE) => Next::CatchAll,
                Next::Parameter(number) => self.enter_parameter(self.slot(number)?),
                Next::CatchAll => self.enter_catch_all(slot),
                Next::Parent => self.leave()?,
            };
        }
    }

    fn slot(&self, number: u16) -> Option<&'t Slot> {
        self.trie.slots.get(usize::from(number))
    }

    fn enter(&mut self, slot: &'t Slot, byte: usize) -> Next {
        self.steps += 1;
        self.at = Position { slot, byte };
        Next::Literal
    }

    fn enter_literal(&mut self, slot: &Slot) -> Next {
        let chunk = self.text.chunk(self.text.rest(self.at.byte));
        match self.trie.literal(slot, chunk) {
            Some(child) => self.enter(child, self.at.byte + chunk.len()),
            None => Next::Parameter(slot.parameter),
        }
    }

    fn enter_parameter(&mut self, slot: &'t Slot) -> Next {
        let affix = Affix::from_key(slot.key);
        let end = self.segment_end();
        let segment = self.text.bytes.get(self.at.byte..end).unwrap_or_default();
        if self.trie.fits(affix, segment) {
            let (prefix, suffix) = (usize::from(affix.prefix_len), usize::from(affix.suffix_len));
            let start = self.at.byte + prefix;
            self.push(start, end - suffix - start);
            self.enter(slot, end + 1)
        } else {
            Next::Parameter(affix.next)
        }
    }

    fn enter_catch_all(&mut self, slot: &Slot) -> Next {
        let len = self.text.len().saturating_sub(self.at.byte);
        match self.slot(slot.catch_all) {
            Some(child) if len > 0 => {
                self.push(self.at.byte, len);
                self.enter(child, self.text.len() + 1)
            }
            _ => Next::Parent,
        }
    }

    /// Goes back to the next node above at which there is something left to try, and says what.
    fn leave(&mut self) -> Option<Next> {
        while !self.at.slot.is_only_way() {
            let parent = self.slot(self.at.slot.parent)?;
            let next = self.after(self.at.slot, parent)?;
            self.at.slot = parent;
            match next {
                Next::Parameter(NONE) | Next::CatchAll if parent.catch_all != NONE => {
                    return Some(Next::CatchAll);
                }
                Next::Parameter(number) if number != NONE => return Some(next),
                _ => {}
            }
        }
        None
    }

    /// Puts the path back to where the parent of a node has it, and says what comes after the node
    /// there.
    fn after(&mut self, slot: &Slot, parent: &Slot) -> Option<Next> {
        if slot.len > 0 {
            self.at.byte -= usize::from(slot.len);
            return Some(Next::Parameter(parent.parameter));
        }
        self.at.byte = self.spans.pop()?.start();
        if slot.key == CATCH_ALL {
            return Some(Next::Parent);
        }
        let affix = Affix::from_key(slot.key);
        self.at.byte -= usize::from(affix.prefix_len);
        Some(Next::Parameter(affix.next))
    }

    fn segment_end(&self) -> usize {
        let after = self.text.bytes.get(self.at.byte..).unwrap_or_default();
        self.at.byte + after.iter().position(|byte| *byte == b'/').unwrap_or(after.len())
    }

    fn push(&mut self, start: usize, len: usize) {
        // A pattern has no more parameters than there is room for.
        let _ = self.spans.push(Span::new(start - 1, len));
    }
}

/// A path, readable eight bytes at a time.
#[derive(Clone, Copy)]
struct Text<'p> {
    bytes: &'p [u8],
    /// The last seven bytes and a slash; of a shorter path all, with zeros before them.
    end: u64,
}

impl<'p> Text<'p> {
    #[inline(always)]
    fn of(bytes: &'p [u8]) -> Self {
        let end = match bytes.last_chunk() {
            Some(eight) => u64::from_le_bytes(*eight) >> 8,
            None => short(bytes),
        };
        Self { bytes, end: end | u64::from(b'/') << 56 }
    }

    #[inline(always)]
    fn len(self) -> usize {
        self.bytes.len()
    }

    /// What there is of it from a byte on.
    fn rest(self, byte: usize) -> &'p [u8] {
        self.bytes.get(byte..).unwrap_or_default()
    }

    /// The eight bytes that a rest of it begins with; after the end come a slash, then zeros.
    #[inline(always)]
    fn word(self, rest: &[u8]) -> u64 {
        match rest.first_chunk() {
            Some(eight) => u64::from_le_bytes(*eight),
            None => self.end >> (56 - 8 * rest.len() as u32),
        }
    }

    #[inline(always)]
    fn chunk(self, rest: &[u8]) -> Chunk {
        let word = self.word(rest);
        Chunk { word, slash: slash(word) }
    }

    /// How long the segment is that a rest of it begins with, which has eight bytes or more, if none
    /// of them may be special.
    #[inline(never)]
    fn long_plain_len(self, rest: &[u8]) -> Option<usize> {
        let mut at = 0;
        for word in rest.as_chunks().0 {
            let stops = stops(u64::from_le_bytes(*word));
            if stops != 0 {
                return end_at(rest, at, stops);
            }
            at += 8;
        }
        end_at(rest, at, stops(self.word(rest.get(at..)?)))
    }
}

/// The first of the [`stops`] in the word at `at`, if a segment ends there.
#[inline(always)]
fn end_at(bytes: &[u8], at: usize, stops: u64) -> Option<usize> {
    let end = at + (stops.trailing_zeros() / 8) as usize;
    bytes.get(end).is_none_or(|byte| *byte == b'/').then_some(end)
}

/// The bytes of a path that may have to be refused or decoded before it is matched.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Special {
    /// `%` and control characters.
    Encoded,
    /// Control characters.
    Decoded,
    None,
}

impl Special {
    #[inline(always)]
    pub(crate) fn of(coding: PathCoding) -> Self {
        match coding {
            PathCoding::Encoded => Self::Encoded,
            PathCoding::Decoded => Self::Decoded,
        }
    }

    /// What a trie has for a path that it has no way for, after a look at the rest of it.
    #[cold]
    #[inline(never)]
    fn outcome<'t>(self, path: &[u8], rest: &[u8]) -> Outcome<'t> {
        if self.is_in(path, rest) { Outcome::Special } else { Outcome::Miss(Methods::NONE) }
    }

    /// Whether there is one in the rest of a path.
    fn is_in(self, path: &[u8], rest: &[u8]) -> bool {
        if self == Self::None {
            return false;
        }
        let (words, _) = rest.as_chunks();
        let words = words.iter().map(|word| u64::from_le_bytes(*word));
        let last = Text::of(path).end;
        let flags = words.fold(may_be_special(last), |flags, word| flags | may_be_special(word));
        flags & HIGHS != 0
            && rest
                .iter()
                .any(|byte| *byte == b'%' && self == Self::Encoded || byte.is_ascii_control())
    }
}

/// The bytes of a path of less than eight, and a zero after them where there is room, highest last.
#[cold]
#[inline(never)]
fn short(bytes: &[u8]) -> u64 {
    let last = bytes.iter().rev().take(7);
    last.fold((0, 56), |(word, shift): (u64, u32), byte| {
        let shift = shift.saturating_sub(8);
        (word | u64::from(*byte) << shift, shift)
    })
    .0
}

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;
const SLASHES: u64 = ONES * b'/' as u64;

/// The high bit of each byte that is a slash: the lowest is exact; above it also those of dots may be
/// set.
#[inline(always)]
fn slash(word: u64) -> u64 {
    // A slash is zero now, and no other byte is.
    let turned = word ^ SLASHES;
    turned.wrapping_sub(ONES) & (!word & HIGHS)
}

/// The high bit of each byte that may be `%` or a control character: of those, and of `!"#$` and the
/// space, which cost less to take along than to tell apart. Exact as [`slash`] is; the other bits have
/// no meaning.
#[inline(always)]
fn may_be_special(word: u64) -> u64 {
    (word.wrapping_sub(ONES * (b'%' as u64 + 1)) | word.wrapping_add(ONES)) & !word
}

/// The eight bytes at which a search is, and the first slash in them.
#[derive(Clone, Copy)]
struct Chunk {
    word: u64,
    /// The high bit of the first byte that is a slash; bits above it have no meaning.
    slash: u64,
}

impl Chunk {
    /// The bytes up to the first slash, or all eight; the others are zeros.
    #[inline(always)]
    fn key(self) -> u64 {
        // Above the slash, a bit is left only where a slash or a dot has a zero.
        self.word & self.slash.wrapping_sub(1)
    }

    /// How many bytes it has, the slash included.
    #[inline(always)]
    fn len(self) -> usize {
        self.slash.trailing_zeros().div_ceil(8) as usize
    }

    #[inline(always)]
    fn is_empty_segment(self) -> bool {
        self.slash & 0x80 != 0
    }

    /// How long the segment is, if none of its bytes may be special.
    #[inline(always)]
    fn plain_len(self, text: Text<'_>, rest: &[u8]) -> Option<usize> {
        if self.slash == 0 {
            return text.long_plain_len(rest);
        }
        // All bits below the lowest, which is the slash's, and some above, where they do no harm.
        let end = (self.slash.trailing_zeros() / 8) as usize;
        (may_be_special(self.word) & self.slash.wrapping_sub(1) & HIGHS == 0).then_some(end)
    }
}

/// The high bit of each byte at which a look at a parameter stops: a slash, one that may be special,
/// and `!"#$&'()*+` and the space. The lowest is exact, as with [`slash`].
#[inline(always)]
fn stops(word: u64) -> u64 {
    // With two bits turned, the slash is less than the comma, the hyphen and the dot.
    let turned = word ^ (ONES * 3);
    (turned.wrapping_sub(ONES * 0x2D) | word.wrapping_add(ONES)) & !word & HIGHS
}
