//! The text of a route, such as `/hello/<name>`, checked.
//!
//! The compiler reads all patterns of a table, so a pattern is read in one pass, by index: to take a
//! `&str` out of it would take the compiler as long as to read twenty bytes.

// Every index is compared with the length beside it: that no pattern panics is shown without reasons.
#![allow(clippy::indexing_slicing)]

use core::fmt;

use crate::text::{between, split_once};

/// How many parameters a pattern may have.
pub const MAX_PARAMS: usize = 8;

/// The checked text of a route.
///
/// - A pattern starts with `/`. Its segments stand between slashes and match one path segment each.
/// - `<name>` and `{name}`, the same thing, match one whole segment that is not empty: any byte but `/`.
/// - A literal may stand before and after a parameter: `/files/<name>.json`. One parameter a segment.
/// - `{name+}`, as the last segment, matches the rest of the path, at least one byte, slashes included.
/// - Everything else is literal text and is compared byte for byte with the decoded path. Nothing is
///   normalised: `/a`, `/a/` and `//a` are three patterns.
/// - `* [ ] ( ) \ ^ | ? # %` and a leading `:` mean something elsewhere, so they are refused with the
///   spelling to use instead.
///
/// ```
/// use gatepost_core::{Pattern, Segment};
///
/// let pattern = Pattern::parse("/files/<name>.json")?;
/// let last = Segment::Parameter { prefix: "", name: "name", suffix: ".json" };
/// assert_eq!(pattern.segments().collect::<Vec<_>>(), [Segment::Literal("files"), last]);
///
/// let error = Pattern::parse("/hello/:name").unwrap_err();
/// assert_eq!(error.to_string(), r#""/hello/:name": a parameter is written <name>, not :name"#);
/// # Ok::<(), gatepost_core::PatternError<'static>>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pattern<'p> {
    text: &'p str,
}

impl<'p> Pattern<'p> {
    /// Checks a pattern's text.
    ///
    /// ```
    /// use gatepost_core::Pattern;
    ///
    /// assert!(Pattern::parse("/files/{path+}").is_ok());
    /// let error = Pattern::parse("/files/*").unwrap_err();
    /// assert_eq!(error.to_string(), r#""/files/*": a catch-all is written {name+}, not *"#);
    /// ```
    ///
    /// # Errors
    /// [`PatternError`] with the reason and the part of the text it is about.
    pub const fn parse(text: &'p str) -> Result<Self, PatternError<'p>> {
        let mut reader = Reader::of(text);
        loop {
            match reader.next() {
                Part::Bytes | Part::Literal | Part::Parameter => {}
                Part::End => return Ok(Self { text }),
                Part::Mistake => return Err(reader.error()),
            }
        }
    }

    /// The pattern of a text that has been checked before.
    pub(crate) const fn checked(text: &'p str) -> Self {
        Self { text }
    }

    /// The text it was made of.
    ///
    /// ```
    /// use gatepost_core::Pattern;
    ///
    /// assert_eq!(Pattern::parse("/a/<b>")?.as_str(), "/a/<b>");
    /// # Ok::<(), gatepost_core::PatternError<'static>>(())
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'p str {
        self.text
    }

    /// Its segments, left to right.
    ///
    /// ```
    /// use gatepost_core::{Pattern, Segment};
    ///
    /// let pattern = Pattern::parse("/files/{path+}")?;
    /// assert!(pattern.segments().eq([Segment::Literal("files"), Segment::CatchAll { name: "path" }]));
    /// # Ok::<(), gatepost_core::PatternError<'static>>(())
    /// ```
    #[must_use]
    pub const fn segments(self) -> Segments<'p> {
        Segments { rest: split_once(self.text, b'/').1 }
    }

    /// The names of its parameters, left to right.
    ///
    /// ```
    /// use gatepost_core::Pattern;
    ///
    /// let pattern = Pattern::parse("/shops/<shop>/items/<item>")?;
    /// assert!(pattern.parameters().eq(["shop", "item"]));
    /// # Ok::<(), gatepost_core::PatternError<'static>>(())
    /// ```
    pub fn parameters(self) -> impl Iterator<Item = &'p str> {
        self.segments().filter_map(Segment::name)
    }
}

impl fmt::Display for Pattern<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.text)
    }
}

/// One segment of a [`Pattern`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Segment<'p> {
    /// Text that the decoded path segment must equal.
    Literal(&'p str),
    /// A parameter: the segment without `prefix` and `suffix`, at least one byte.
    Parameter {
        /// What stands before it, such as `v` in `v<major>`.
        prefix: &'p str,
        /// Its name.
        name: &'p str,
        /// What stands after it, such as `.json` in `<name>.json`.
        suffix: &'p str,
    },
    /// A parameter that takes the rest of the path, at least one byte.
    CatchAll {
        /// Its name.
        name: &'p str,
    },
}

impl<'p> Segment<'p> {
    /// The name of its parameter.
    ///
    /// ```
    /// use gatepost_core::Segment;
    ///
    /// assert_eq!(Segment::CatchAll { name: "path" }.name(), Some("path"));
    /// assert_eq!(Segment::Literal("files").name(), None);
    /// ```
    #[must_use]
    pub const fn name(self) -> Option<&'p str> {
        match self {
            Self::Literal(_) => None,
            Self::Parameter { name, .. } | Self::CatchAll { name } => Some(name),
        }
    }

    /// The segment of a text that has been checked before.
    pub(crate) const fn checked(text: &'p str) -> Self {
        let piece = Piece::checked(text, 0, text.len());
        let name = between(text, piece.open + 1, piece.name_end);
        match piece.kind {
            Kind::Literal => Self::Literal(text),
            Kind::CatchAll => Self::CatchAll { name },
            Kind::Parameter => {
                let (prefix, suffix) =
                    (between(text, 0, piece.open), between(text, piece.close + 1, text.len()));
                Self::Parameter { prefix, name, suffix }
            }
        }
    }
}

/// The segments of a [`Pattern`], left to right.
#[derive(Clone, Copy, Debug)]
pub struct Segments<'p> {
    /// What stands after the last slash that was passed; `None` after the last segment.
    rest: Option<&'p str>,
}

impl<'p> Segments<'p> {
    /// [`Iterator::next`] for `const fn`.
    pub const fn advance(&mut self) -> Option<Segment<'p>> {
        let Some(rest) = self.rest else {
            return None;
        };
        let (text, rest) = split_once(rest, b'/');
        self.rest = rest;
        Some(Segment::checked(text))
    }

    /// Whether the last one has been passed.
    pub(crate) const fn is_over(&self) -> bool {
        self.rest.is_none()
    }
}

impl<'p> Iterator for Segments<'p> {
    type Item = Segment<'p>;

    fn next(&mut self) -> Option<Self::Item> {
        self.advance()
    }
}

/// Why a text is no [`Pattern`]: its text names the pattern and what to write instead.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PatternError<'p> {
    pattern: &'p str,
    reason: Reason,
    /// The part of the pattern that `reason` is about.
    part: &'p str,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Reason {
    NoSlash,
    Colon,
    Star,
    Regex,
    Query,
    Fragment,
    Percent,
    Control,
    Unclosed,
    Unopened,
    Name,
    TwoInOneSegment,
    CatchAllSpelling,
    CatchAllNotAlone,
    CatchAllNotLast,
    NamedTwice,
    TooMany,
}

impl<'p> PatternError<'p> {
    /// The pattern's text.
    ///
    /// ```
    /// use gatepost_core::Pattern;
    ///
    /// assert_eq!(Pattern::parse("/hello/:name").unwrap_err().pattern(), "/hello/:name");
    /// ```
    #[must_use]
    pub const fn pattern(&self) -> &'p str {
        self.pattern
    }

    /// What is wrong, in up to three pieces, so that `const fn` can put them together too.
    pub(crate) const fn pieces(&self) -> [&'p str; 3] {
        match self.reason {
            Reason::NoSlash => ["a pattern starts with '/'", "", ""],
            Reason::Colon => ["a parameter is written <name>, not ", self.part, ""],
            Reason::Star => ["a catch-all is written {name+}, not ", self.part, ""],
            Reason::Regex => [
                "a pattern is no regular expression; a parameter is written <name>, not ",
                self.part,
                "",
            ],
            Reason::Query => ["'?' begins the query, which is no part of a path", "", ""],
            Reason::Fragment => ["'#' begins the fragment, which no server gets to see", "", ""],
            Reason::Percent => {
                ["'%' is not needed: a pattern is compared with the decoded path", "", ""]
            }
            Reason::Control => {
                ["a path with a control character is refused before it is matched", "", ""]
            }
            Reason::Unclosed => ["'", self.part, "' does not close its parameter"],
            Reason::Unopened => ["'", self.part, "' closes a parameter that it does not open"],
            Reason::Name => {
                ["'", self.part, "': a parameter's name is letters, digits and '_', no digit first"]
            }
            Reason::TwoInOneSegment => {
                ["'", self.part, "' has two parameters: a segment may have one"]
            }
            Reason::CatchAllSpelling => ["a catch-all is written {name+}, not ", self.part, ""],
            Reason::CatchAllNotAlone => ["'", self.part, "': a catch-all fills its segment"],
            Reason::CatchAllNotLast => ["the catch-all '", self.part, "' must be the last segment"],
            Reason::NamedTwice => ["it names the parameter <", self.part, "> twice"],
            Reason::TooMany => {
                const { assert!(MAX_PARAMS == 8, "the text says 8") }
                ["it has more than 8 parameters", "", ""]
            }
        }
    }
}

impl fmt::Display for PatternError<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [before, part, after] = self.pieces();
        write!(f, "\"{}\": {before}{part}{after}", self.pattern)
    }
}

impl core::error::Error for PatternError<'_> {}

// ---- reading

/// Why no pattern has that byte.
const fn refusal(byte: u8) -> Reason {
    match byte {
        b'*' => Reason::Star,
        b'[' | b']' | b'(' | b')' | b'\\' | b'^' | b'|' => Reason::Regex,
        b'?' => Reason::Query,
        b'#' => Reason::Fragment,
        b'%' => Reason::Percent,
        _ => Reason::Control,
    }
}

/// A pattern that is checked part by part.
//
// What it has read is in its fields, and `next` says in one byte what that is: each layer of an
// `Option` or `Result` takes the compiler as long as a byte of the pattern, and each call too.
pub(crate) struct Reader<'p> {
    text: &'p str,
    bytes: &'p [u8],
    /// What comes next; beyond the text after the last segment.
    at: usize,
    /// Where the segment begins that this is in.
    start: usize,
    /// Whether a parameter opens or closes in what has been read of it.
    has_parameter: bool,
    /// The bytes of the part, the first one highest; of a literal that ends, with [`END`] after them.
    pub(crate) word: u64,
    parameters: [Piece; MAX_PARAMS],
    parameter_count: usize,
    mistake: Reason,
}

/// What [`Reader`] has read.
#[derive(Clone, Copy)]
pub(crate) enum Part {
    /// Eight bytes of a segment that goes on; what they are counts only if it is a literal.
    Bytes,
    /// A literal segment, of which less than eight bytes were left, to its end.
    Literal,
    /// A segment with a parameter, to its end.
    Parameter,
    /// Nothing: all of it has been read.
    End,
    /// What no pattern has.
    Mistake,
}

/// What ends a literal in a word: no pattern has that byte, and all others are greater.
pub(crate) const END: u8 = 1;

impl<'p> Reader<'p> {
    pub(crate) const fn of(text: &'p str) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            at: 1,
            start: 1,
            has_parameter: false,
            word: 0,
            parameters: [Piece::literal(0, 0); MAX_PARAMS],
            parameter_count: 0,
            mistake: Reason::NoSlash,
        }
    }

    /// Reads the next part.
    #[rustfmt::skip] // The bytes would take a line each.
    pub(crate) const fn next(&mut self) -> Part {
        let (bytes, len) = (self.bytes, self.bytes.len());
        let (mut at, mut word) = (self.at, 0);
        if at > len && at > 1 {
            return Part::End;
        }
        if at == 1 && !matches!(bytes, [b'/', ..]) {
            return Part::Mistake;
        }
        // The compiler spends more time in this loop than in any other.
        let end = if at + 8 < len { at + 8 } else { len };
        while at < end {
            let byte = bytes[at];
            match byte {
                // Most are: the compiler tries one case after the other.
                b'a'..=b'z' => {}
                b'/' => break,
                b'<' | b'>' | b'{' | b'}' => self.has_parameter = true,
                b'*' | b'[' | b']' | b'(' | b')' | b'\\' | b'^' | b'|' | b'?' | b'#' | b'%' | 0x7F
                | ..0x20 => return self.refuse(refusal(byte)),
                _ => {}
            }
            word = word << 8 | byte as u64;
            at += 1;
        }
        self.at = at;
        if word >= FULL || at < len && bytes[at] != b'/' {
            self.word = word;
            return Part::Bytes;
        }
        self.word = word << 8 | END as u64;
        self.word <<= self.word.leading_zeros() / 8 * 8;
        self.end_segment()
    }

    /// The next segment begins after this place.
    const fn end_segment(&mut self) -> Part {
        let (start, end) = (self.start, self.at);
        if byte(self.bytes, start) == b':' {
            return self.refuse(Reason::Colon);
        }
        let mut part = Part::Literal;
        if self.has_parameter {
            part = Part::Parameter;
            if let Err(reason) = self.add_parameter(end) {
                return self.refuse(reason);
            }
            self.has_parameter = false;
        }
        (self.at, self.start) = (end + 1, end + 1);
        part
    }

    const fn refuse(&mut self, reason: Reason) -> Part {
        self.mistake = reason;
        Part::Mistake
    }

    /// Whether that was the last part.
    pub(crate) const fn is_over(&self) -> bool {
        self.at > self.bytes.len()
    }

    /// The segment of the last parameter that was read.
    pub(crate) const fn parameter(&self) -> &Piece {
        let last = self.parameter_count.wrapping_sub(1);
        if last < MAX_PARAMS { &self.parameters[last] } else { &const { Piece::literal(0, 0) } }
    }

    const fn add_parameter(&mut self, end: usize) -> Result<(), Reason> {
        let piece = match Piece::of(self.bytes, self.start, end) {
            Ok(piece) => piece,
            Err(reason) => return Err(reason),
        };
        if matches!(piece.kind, Kind::CatchAll) && piece.end < self.text.len() {
            return Err(Reason::CatchAllNotLast);
        }
        if self.parameter_count >= MAX_PARAMS {
            return Err(Reason::TooMany);
        }
        let mut place = 0;
        while place < self.parameter_count && place < MAX_PARAMS {
            if same_name(self.bytes, &self.parameters[place], &piece) {
                return Err(Reason::NamedTwice);
            }
            place += 1;
        }
        self.parameters[self.parameter_count] = piece;
        self.parameter_count += 1;
        Ok(())
    }

    /// The mistake that it has come to. That a parameter is named twice counts where it is named first, and
    /// before what is wrong after that.
    pub(crate) const fn error(&self) -> PatternError<'p> {
        let mut place = 0;
        while place < self.parameter_count && place < MAX_PARAMS {
            let piece = &self.parameters[place];
            if self.is_named_after(piece) {
                let part = between(self.text, piece.open + 1, piece.name_end);
                return PatternError { pattern: self.text, reason: Reason::NamedTwice, part };
            }
            place += 1;
        }
        let (mut reason, mut part) = (self.mistake, self.text);
        if !matches!(reason, Reason::NoSlash | Reason::TooMany) {
            let end = segment_end(self.bytes, self.start);
            part = between(self.text, self.start, end);
            // That it begins with a colon counts before all else that is wrong with a segment.
            if byte(self.bytes, self.start) == b':' {
                reason = Reason::Colon;
            }
        }
        PatternError { pattern: self.text, reason, part }
    }

    /// Whether a later segment has a parameter of the same name.
    const fn is_named_after(&self, piece: &Piece) -> bool {
        let bytes = self.bytes;
        let mut end = piece.end;
        while end < bytes.len() {
            let start = end + 1;
            end = segment_end(bytes, start);
            if let Ok(other) = Piece::of(bytes, start, end)
                && !matches!(other.kind, Kind::Literal)
                && same_name(self.bytes, piece, &other)
            {
                return true;
            }
        }
        false
    }
}

/// The least word of eight bytes: none of them is 0.
const FULL: u64 = 1 << 56;

const fn same_name(bytes: &[u8], one: &Piece, other: &Piece) -> bool {
    let len = one.name_end - one.open;
    if len != other.name_end - other.open {
        return false;
    }
    let mut at = 1;
    while at < len && byte(bytes, one.open + at) == byte(bytes, other.open + at) {
        at += 1;
    }
    at == len
}

/// A segment by its places in the text of a pattern.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) kind: Kind,
    /// Where its parameter opens and closes; the end of a literal.
    pub(crate) open: usize,
    pub(crate) close: usize,
    name_end: usize,
}

/// What a segment is; [`Segment`] says more of it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    Literal,
    Parameter,
    CatchAll,
}

impl Piece {
    const fn literal(start: usize, end: usize) -> Self {
        Self { start, end, kind: Kind::Literal, open: end, close: end, name_end: end }
    }

    /// The segment of a text that has been checked before.
    pub(crate) const fn checked(text: &str, start: usize, end: usize) -> Self {
        match Self::of(text.as_bytes(), start, end) {
            Ok(piece) => piece,
            Err(_) => Self::literal(start, end), // Never: it has been checked.
        }
    }

    /// The segment at these places, whatever else its characters are.
    const fn of(bytes: &[u8], start: usize, end: usize) -> Result<Self, Reason> {
        if is_parameter(bytes, start, end) {
            let (open, close) = (start, end - 1);
            return Ok(Self { start, end, kind: Kind::Parameter, open, close, name_end: close });
        }
        let open = find(bytes, OPENS, start, end);
        if open == end {
            let is_literal = find(bytes, CLOSES, start, end) == end;
            return if is_literal { Ok(Self::literal(start, end)) } else { Err(Reason::Unopened) };
        }
        let closing = if byte(bytes, open) == b'<' { b'>' } else { b'}' };
        let name_end = find(bytes, NOT_IN_NAME, open + 1, end);
        let mut close = name_end;
        while close < end && byte(bytes, close) != closing {
            close += 1;
        }
        if close == end {
            return Err(Reason::Unclosed);
        }
        if find(bytes, OPENS, name_end, close) < close {
            return Err(Reason::Name);
        }
        if find(bytes, OPENS, close, end) < end {
            return Err(Reason::TwoInOneSegment);
        }
        if find(bytes, CLOSES, start, open) < open || find(bytes, CLOSES, close + 1, end) < end {
            return Err(Reason::Unopened);
        }
        if open + 1 == name_end || byte(bytes, open + 1).is_ascii_digit() {
            return Err(Reason::Name);
        }
        let piece = Self { start, end, kind: Kind::Parameter, open, close, name_end };
        if name_end == close {
            return Ok(piece);
        }
        if byte(bytes, name_end) != b'+' || name_end + 1 < close {
            return Err(Reason::Name);
        }
        if closing == b'>' {
            Err(Reason::CatchAllSpelling)
        } else if start == open && close + 1 == end {
            Ok(Self { kind: Kind::CatchAll, ..piece })
        } else {
            Err(Reason::CatchAllNotAlone)
        }
    }
}

// What bytes are, each a bit.
const OPENS: u8 = 1;
const CLOSES: u8 = 2;
const NOT_IN_NAME: u8 = 4;

static CLASSES: [u8; 256] = {
    let mut classes = [NOT_IN_NAME; 256];
    let mut byte = 0;
    while byte < classes.len() {
        classes[byte] ^= match byte as u8 {
            b'<' | b'{' => OPENS,
            b'>' | b'}' => CLOSES,
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'0'..=b'9' => NOT_IN_NAME,
            _ => 0,
        };
        byte += 1;
    }
    classes
};

/// Whether a segment is a parameter and nothing else, as nearly all are that have one.
const fn is_parameter(bytes: &[u8], start: usize, end: usize) -> bool {
    if end > bytes.len() || end < 3 || start > end - 3 {
        return false;
    }
    let closing = match bytes[start] {
        b'<' => b'>',
        b'{' => b'}',
        _ => return false,
    };
    let (mut at, close) = (start + 1, end - 1);
    if bytes[at].is_ascii_digit() {
        return false;
    }
    while at < close && CLASSES[bytes[at] as usize] & NOT_IN_NAME == 0 {
        at += 1;
    }
    at == close && bytes[at] == closing
}

/// The first place before `end` of a byte with one of those bits; `end` where there is none.
const fn find(bytes: &[u8], bits: u8, mut at: usize, end: usize) -> usize {
    let end = if end < bytes.len() { end } else { bytes.len() };
    while at < end && CLASSES[bytes[at] as usize] & bits == 0 {
        at += 1;
    }
    at
}

/// The byte at a place; 0, which no pattern has, beyond the end.
const fn byte(bytes: &[u8], at: usize) -> u8 {
    if at < bytes.len() { bytes[at] } else { 0 }
}

/// Where the segment ends that begins at `start`.
pub(crate) const fn segment_end(bytes: &[u8], mut start: usize) -> usize {
    let len = bytes.len();
    while start < len && bytes[start] != b'/' {
        start += 1;
    }
    start
}
