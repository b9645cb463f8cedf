//! The headers of a policy that no request changes, put together when the policy is.

use core::{cmp::Ordering, ops::Range};

use super::{CorsError, CorsSettings, Origins};
use crate::{
    out::Out,
    text::{compare, same_in_any_case},
};

/// How long the headers of a policy may be together, names and values.
const MAX_LEN: usize = 1024;

/// The headers, by number: what one reply gets is a range of them.
const ALLOW_HEADERS: usize = 0;
const MAX_AGE: usize = 1;
const ALLOW_CREDENTIALS: usize = 2;
const EXPOSE_HEADERS: usize = 3;
const ALLOW_ORIGIN: usize = 4;
const COUNT: usize = 5;

const NAMES: [&str; COUNT] = [
    "Access-Control-Allow-Headers",
    "Access-Control-Max-Age",
    "Access-Control-Allow-Credentials",
    "Access-Control-Expose-Headers",
    "Access-Control-Allow-Origin",
];

/// The length of the shortest.
const MIN_NAME: usize = "Access-Control-Max-Age".len();

/// What requests may have whatever the policy says, as Powertools for Python has it.
const DEFAULT_ALLOWED: &[&str] =
    &["Authorization", "Content-Type", "X-Amz-Date", "X-Api-Key", "X-Amz-Security-Token"];

/// Name after value after name, so that a reply takes them in one piece.
#[derive(Clone, Copy)]
pub(crate) struct Block {
    text: [u8; MAX_LEN],
    /// How long name and value are; both zero where the policy does not have that header.
    lens: [(u16, u16); COUNT],
}

/// Which of the headers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Part {
    /// All.
    Whole,
    /// Those of a reply to an origin that is named beside them.
    Reply,
    /// Those of the answer to its preflight.
    Preflight,
    /// The same, where it asked for headers that it may not send.
    PreflightWithoutHeaders,
    /// None: the origin is not allowed, or there is none.
    Nothing,
}

impl Part {
    const fn range(self) -> Range<usize> {
        match self {
            Self::Whole => 0..COUNT,
            Self::Reply => ALLOW_CREDENTIALS..ALLOW_ORIGIN,
            Self::Preflight => ALLOW_HEADERS..EXPOSE_HEADERS,
            Self::PreflightWithoutHeaders => MAX_AGE..EXPOSE_HEADERS,
            Self::Nothing => 0..0,
        }
    }
}

impl Block {
    /// The headers of settings that are right but, perhaps, for their length.
    pub(crate) const fn new<'c>(settings: &CorsSettings<'c>) -> Result<Self, CorsError<'c>> {
        let mut writer = Writer { text: [0; MAX_LEN], len: 0, lens: [(0, 0); COUNT] };
        writer.push_list(ALLOW_HEADERS, DEFAULT_ALLOWED, settings.allow_headers);
        if let Some(seconds) = settings.max_age {
            writer.start(MAX_AGE);
            writer.push_number(seconds);
            writer.end(MAX_AGE);
        }
        if settings.allow_credentials {
            writer.push_header(ALLOW_CREDENTIALS, "true");
        }
        if !settings.expose_headers.is_empty() {
            writer.push_list(EXPOSE_HEADERS, &[], settings.expose_headers);
        }
        match settings.origins {
            Origins::Any => writer.push_header(ALLOW_ORIGIN, "*"),
            Origins::Fixed(origin) => writer.push_header(ALLOW_ORIGIN, origin),
            Origins::List(_) | Origins::Predicate(_) => {}
        }
        let Writer { text, len, lens } = writer;
        if len > MAX_LEN {
            return Err(CorsError::TooLong { len, room: MAX_LEN });
        }
        Ok(Self { text, lens })
    }

    /// Adds a part of the headers to a reply.
    pub(crate) fn write(&self, part: Part, out: &mut Out<'_>) {
        let range = part.range();
        let start = total(self.lens.get(..range.start).unwrap_or_default());
        let lens = self.lens.get(range).unwrap_or_default();
        let text = self.text.get(start..start + total(lens)).unwrap_or_default();
        out.add_checked_headers(text, lens);
    }

    /// Whether that part of the headers takes the place of a handler's header of that name. Who may
    /// read a reply is said by the policy alone, even where it says nothing.
    #[inline]
    pub(crate) fn replaces(&self, part: Part, name: &[u8]) -> bool {
        // Nearly every name is too short.
        name.len() >= MIN_NAME && self.replaces_long(part, name)
    }

    #[cold]
    fn replaces_long(&self, part: Part, name: &[u8]) -> bool {
        let Some(number) =
            NAMES.iter().position(|known| name.eq_ignore_ascii_case(known.as_bytes()))
        else {
            return false;
        };
        let is_written = || self.lens.get(number).is_some_and(|(name, _)| *name > 0);
        matches!(number, ALLOW_ORIGIN | ALLOW_CREDENTIALS)
            || (part.range().contains(&number) && is_written())
    }

    /// The names of `Access-Control-Allow-Headers`.
    pub(crate) fn allowed_headers(&self) -> impl Iterator<Item = &[u8]> {
        let (name, value) = self.lens.get(ALLOW_HEADERS).copied().unwrap_or_default();
        let value = self.text.get(name.into()..usize::from(name + value)).unwrap_or_default();
        value.split(|byte| *byte == b',')
    }
}

const fn total(mut lens: &[(u16, u16)]) -> usize {
    let mut total = 0;
    while let [(name, value), rest @ ..] = lens {
        total += *name as usize + *value as usize;
        lens = rest;
    }
    total
}

/// Headers in the making: those that do not fit are counted only.
struct Writer {
    text: [u8; MAX_LEN],
    len: usize,
    lens: [(u16, u16); COUNT],
}

impl Writer {
    const fn push_header(&mut self, number: usize, value: &str) {
        self.start(number);
        self.push(value);
        self.end(number);
    }

    /// The names of both lists in byte order, none twice.
    const fn push_list(&mut self, number: usize, ours: &[&str], users: &[&str]) {
        let names = Names { ours, users };
        self.start(number);
        let mut last = None;
        let mut wrote_one = false;
        while let Some((at, name)) = names.after(last) {
            if !names.has_before(at, name) {
                if wrote_one {
                    self.push(",");
                }
                wrote_one = true;
                self.push(name);
            }
            last = Some(name);
        }
        self.end(number);
    }

    #[allow(clippy::indexing_slicing)] // `number` is one of the constants.
    const fn start(&mut self, number: usize) {
        self.push(NAMES[number]);
        self.lens[number].0 = NAMES[number].len() as u16;
    }

    /// The value is what was pushed since the start.
    #[allow(clippy::indexing_slicing)]
    const fn end(&mut self, number: usize) {
        // One that is longer than this number can say is longer than there is room for.
        self.lens[number].1 = (self.len - total(&self.lens)) as u16;
    }

    const fn push_number(&mut self, number: u32) {
        if number > 9 {
            self.push_number(number / 10);
        }
        self.push_bytes(&[(number % 10) as u8 + b'0']);
    }

    const fn push(&mut self, text: &str) {
        self.push_bytes(text.as_bytes());
    }

    #[allow(clippy::indexing_slicing)] // `const fn` cannot use `get_mut`.
    const fn push_bytes(&mut self, bytes: &[u8]) {
        let mut bytes = bytes;
        while let [byte, rest @ ..] = bytes {
            if self.len < MAX_LEN {
                self.text[self.len] = *byte;
            }
            self.len += 1;
            bytes = rest;
        }
    }
}

/// Names of headers, those of ours before those of the user.
struct Names<'n> {
    ours: &'n [&'n str],
    users: &'n [&'n str],
}

impl<'n> Names<'n> {
    const fn at(&self, at: usize) -> Option<&'n str> {
        let (names, at) = match at.checked_sub(self.ours.len()) {
            None => (self.ours, at),
            Some(at) => (self.users, at),
        };
        match names.split_at_checked(at) {
            Some((_, [name, ..])) => Some(name),
            _ => None,
        }
    }

    /// The first name in byte order that comes after `last`, and where it stands.
    const fn after(&self, last: Option<&str>) -> Option<(usize, &'n str)> {
        let mut first: Option<(usize, &'n str)> = None;
        let mut at = 0;
        while let Some(name) = self.at(at) {
            let is_after = match last {
                Some(last) => is_less(last, name),
                None => true,
            };
            let is_first = match first {
                Some((_, first)) => is_less(name, first),
                None => true,
            };
            if is_after && is_first {
                first = Some((at, name));
            }
            at += 1;
        }
        first
    }

    /// Whether a name stands before `end` already, in any case.
    const fn has_before(&self, end: usize, name: &str) -> bool {
        let mut at = 0;
        while at < end
            && let Some(known) = self.at(at)
        {
            if same_in_any_case(known, name) {
                return true;
            }
            at += 1;
        }
        false
    }
}

const fn is_less(left: &str, right: &str) -> bool {
    matches!(compare(left, right), Ordering::Less)
}
