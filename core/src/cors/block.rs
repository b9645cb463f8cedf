//! The headers of a policy that no request changes, put together when the policy is.

use core::{cmp::Ordering, ops::Range};

use super::{CorsError, CorsSettings, Origins};
use crate::{
    header::Members,
    out::Out,
    text::{compare, same_bytes_in_any_case, same_in_any_case},
};

/// How long the headers of a policy may be together, as JSON.
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

type Headers = Members<MAX_LEN, COUNT>;

/// The headers that the policy has.
#[derive(Clone, Copy)]
pub(crate) struct Block {
    headers: Headers,
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
        let mut headers = Members::EMPTY;
        push_list(&mut headers, ALLOW_HEADERS, DEFAULT_ALLOWED, settings.allow_headers);
        if let Some(seconds) = settings.max_age {
            start(&mut headers, MAX_AGE);
            push_number(&mut headers, seconds);
            headers.end(MAX_AGE);
        }
        if settings.allow_credentials {
            push_header(&mut headers, ALLOW_CREDENTIALS, "true");
        }
        if !settings.expose_headers.is_empty() {
            push_list(&mut headers, EXPOSE_HEADERS, &[], settings.expose_headers);
        }
        match settings.origins {
            Origins::Any => push_header(&mut headers, ALLOW_ORIGIN, "*"),
            Origins::Fixed(origin) => push_header(&mut headers, ALLOW_ORIGIN, origin),
            Origins::List(_) | Origins::Predicate(_) => {}
        }
        if headers.len() > MAX_LEN {
            return Err(CorsError::TooLong { len: headers.len(), room: MAX_LEN });
        }
        Ok(Self { headers })
    }

    /// Adds a part of the headers to a reply.
    pub(crate) fn write(&self, part: Part, out: &mut Out<'_>) {
        out.add_members(self.headers.range(part.range()));
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
            NAMES.iter().position(|known| same_bytes_in_any_case(name, known.as_bytes()))
        else {
            return false;
        };
        let is_written = || !self.headers.value(number).is_empty();
        matches!(number, ALLOW_ORIGIN | ALLOW_CREDENTIALS)
            || (part.range().contains(&number) && is_written())
    }

    /// The names of `Access-Control-Allow-Headers`.
    pub(crate) fn allowed_headers(&self) -> impl Iterator<Item = &[u8]> {
        self.headers.value(ALLOW_HEADERS).split(|byte| *byte == b',')
    }
}

#[allow(clippy::indexing_slicing)] // `number` is one of the constants.
const fn start(headers: &mut Headers, number: usize) {
    headers.start(number, NAMES[number]);
}

#[allow(clippy::indexing_slicing)]
const fn push_header(headers: &mut Headers, number: usize, value: &str) {
    headers.push_header(number, NAMES[number], value);
}

/// The names of both lists in byte order, none twice.
const fn push_list(headers: &mut Headers, number: usize, ours: &[&str], users: &[&str]) {
    let names = Names { ours, users };
    start(headers, number);
    let mut last = None;
    let mut wrote_one = false;
    while let Some((at, name)) = names.after(last) {
        if !names.has_before(at, name) {
            if wrote_one {
                headers.push(",");
            }
            wrote_one = true;
            headers.push(name);
        }
        last = Some(name);
    }
    headers.end(number);
}

const fn push_number(headers: &mut Headers, number: u32) {
    if number > 9 {
        push_number(headers, number / 10);
    }
    headers.push_bytes(&[(number % 10) as u8 + b'0']);
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
