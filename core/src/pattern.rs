//! The text of a route, such as `/hello/<name>`, checked.

use core::fmt;

use crate::text::{byte_at, find, same, split_once};

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
    /// # Errors
    /// [`PatternError`] with the reason and the part of the text it is about.
    pub const fn parse(text: &'p str) -> Result<Self, PatternError<'p>> {
        if let Err((reason, part)) = check(text) {
            return Err(PatternError { pattern: text, reason, part });
        }
        Ok(Self { text })
    }

    /// The pattern of a text that has been checked before.
    pub(crate) const fn checked(text: &'p str) -> Self {
        Self { text }
    }

    /// The text it was made of.
    #[must_use]
    pub const fn as_str(self) -> &'p str {
        self.text
    }

    /// Its segments, left to right.
    #[must_use]
    pub const fn segments(self) -> Segments<'p> {
        Segments { rest: split_once(self.text, b'/').1 }
    }

    /// The names of its parameters, left to right.
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
    #[must_use]
    pub const fn name(self) -> Option<&'p str> {
        match self {
            Self::Literal(_) => None,
            Self::Parameter { name, .. } | Self::CatchAll { name } => Some(name),
        }
    }

    /// The segment of a text that has been checked before.
    pub(crate) const fn checked(text: &'p str) -> Self {
        match Self::parse(text) {
            Ok(segment) => segment,
            Err(_) => Self::Literal(text), // Never: it has been checked.
        }
    }

    const fn parse(text: &'p str) -> Result<Self, Reason> {
        let Some(open) = find_any(text, b'<', b'{') else {
            return match find_any(text, b'>', b'}') {
                Some(_) => Err(Reason::Unopened),
                None => Ok(Self::Literal(text)),
            };
        };
        let closing =
            if matches!(byte_at(text.as_bytes(), open), Some(b'<')) { b'>' } else { b'}' };
        let (Some((prefix, _)), Some((_, rest))) =
            (text.split_at_checked(open), text.split_at_checked(open + 1))
        else {
            return Err(Reason::Unclosed);
        };
        let (name, Some(suffix)) = split_once(rest, closing) else {
            return Err(Reason::Unclosed);
        };
        if find_any(name, b'<', b'{').is_some() {
            return Err(Reason::Name);
        }
        if find_any(suffix, b'<', b'{').is_some() {
            return Err(Reason::TwoInOneSegment);
        }
        if find_any(prefix, b'>', b'}').is_some() || find_any(suffix, b'>', b'}').is_some() {
            return Err(Reason::Unopened);
        }
        Self::parameter(prefix, name, suffix, closing)
    }

    const fn parameter(
        prefix: &'p str,
        name: &'p str,
        suffix: &'p str,
        closing: u8,
    ) -> Result<Self, Reason> {
        let (bare, plus) = split_once(name, b'+');
        match plus {
            None if is_name(name) => Ok(Self::Parameter { prefix, name, suffix }),
            Some(after) if after.is_empty() && is_name(bare) => {
                if closing == b'>' {
                    Err(Reason::CatchAllSpelling)
                } else if prefix.is_empty() && suffix.is_empty() {
                    Ok(Self::CatchAll { name: bare })
                } else {
                    Err(Reason::CatchAllNotAlone)
                }
            }
            _ => Err(Reason::Name),
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

const fn check(pattern: &str) -> Result<(), (Reason, &str)> {
    let mut rest = match split_once(pattern, b'/') {
        (before, Some(rest)) if before.is_empty() => rest,
        _ => return Err((Reason::NoSlash, pattern)),
    };
    let mut parameters = 0;
    loop {
        let (text, more) = split_once(rest, b'/');
        if let Err(reason) = check_characters(text) {
            return Err((reason, text));
        }
        let segment = match Segment::parse(text) {
            Ok(segment) => segment,
            Err(reason) => return Err((reason, text)),
        };
        if let (Segment::CatchAll { .. }, Some(_)) = (segment, more) {
            return Err((Reason::CatchAllNotLast, text));
        }
        if let Some(name) = segment.name() {
            parameters += 1;
            if parameters > MAX_PARAMS {
                return Err((Reason::TooMany, pattern));
            }
            if let Some(more) = more
                && names(more, name)
            {
                return Err((Reason::NamedTwice, name));
            }
        }
        match more {
            Some(more) => rest = more,
            None => return Ok(()),
        }
    }
}

const fn check_characters(segment: &str) -> Result<(), Reason> {
    let mut bytes = segment.as_bytes();
    if let [b':', ..] = bytes {
        return Err(Reason::Colon);
    }
    while let [byte, rest @ ..] = bytes {
        match byte {
            b'*' => return Err(Reason::Star),
            b'[' | b']' | b'(' | b')' | b'\\' | b'^' | b'|' => return Err(Reason::Regex),
            b'?' => return Err(Reason::Query),
            b'#' => return Err(Reason::Fragment),
            b'%' => return Err(Reason::Percent),
            0..0x20 | 0x7F => return Err(Reason::Control),
            _ => bytes = rest,
        }
    }
    Ok(())
}

/// Whether one of the segments in `rest` has a parameter of that name.
const fn names(mut rest: &str, name: &str) -> bool {
    loop {
        let (text, more) = split_once(rest, b'/');
        if let Ok(segment) = Segment::parse(text)
            && let Some(other) = segment.name()
            && same(name, other)
        {
            return true;
        }
        match more {
            Some(more) => rest = more,
            None => return false,
        }
    }
}

const fn is_name(text: &str) -> bool {
    let mut bytes = text.as_bytes();
    if !matches!(bytes, [b'a'..=b'z' | b'A'..=b'Z' | b'_', ..]) {
        return false;
    }
    while let [b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'0'..=b'9', rest @ ..] = bytes {
        bytes = rest;
    }
    bytes.is_empty()
}

const fn find_any(text: &str, one: u8, other: u8) -> Option<usize> {
    match (find(text.as_bytes(), one), find(text.as_bytes(), other)) {
        (Some(a), Some(b)) if b < a => Some(b),
        (Some(a), _) => Some(a),
        (None, b) => b,
    }
}
