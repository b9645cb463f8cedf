//! The parameters of a match.

use core::{fmt, ops::Range};

use heapless::Vec;

use crate::{pattern::MAX_PARAMS, pattern::Pattern, percent};

/// The path parameters of a matched route, percent-decoded: text or bytes borrowed from the request
/// or, where the path had an escape, from the scratch lent to [`Policy::open`](crate::Policy::open).
///
/// ```
/// use gatepost_core::{Decision, Policy, Request, Route, StaticTable};
///
/// static ROUTES: StaticTable<'static, 1> = StaticTable::new([Route::get("/files/<dir>/<name>.txt", 7)]);
///
/// let request = Request::new("GET", "/files/a%2Fb/caf%C3%A9.txt");
/// let mut scratch = [0; 64];
/// let opened = Policy::new(ROUTES.table()).open(&request, &mut scratch);
/// let Decision::Call(call) = opened.decision else { panic!("a route has that path") };
///
/// assert_eq!(call.params.text("dir"), Ok("a/b"));
/// assert_eq!(call.params.iter().collect::<Vec<_>>(), [("dir", &b"a/b"[..]), ("name", "café".as_bytes())]);
/// ```
#[derive(Clone, Debug)]
pub struct Params<'r> {
    pattern: Pattern<'r>,
    /// Where the values stand, one after the other.
    text: &'r [u8],
    spans: Spans,
}

/// Where in a path its parameters stand.
pub(crate) type Spans = Vec<(u16, u16), MAX_PARAMS>;

impl<'r> Params<'r> {
    pub(crate) fn new(pattern: Pattern<'r>, text: &'r [u8], spans: Spans) -> Self {
        Self { pattern, text, spans }
    }

    /// The same parameters, decoded into `scratch`; `None` where that is too short.
    pub(crate) fn decoded(self, scratch: &'r mut [u8]) -> Option<Self> {
        let mut spans = Spans::new();
        let mut end = 0;
        for value in self.values() {
            let start = end;
            for byte in percent::decode(value) {
                *scratch.get_mut(end)? = byte;
                end += 1;
            }
            spans.push((u16::try_from(start).ok()?, u16::try_from(end).ok()?)).ok()?;
        }
        Some(Self { pattern: self.pattern, text: scratch, spans })
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// The parameter of that name, as text.
    ///
    /// # Errors
    /// [`ParamError::Unknown`] where the pattern has no such parameter, [`ParamError::NotUtf8`]
    /// where its bytes are not UTF-8: [`bytes`](Params::bytes) has them.
    pub fn text(&self, name: &str) -> Result<&'r str, ParamError> {
        let bytes = self.bytes(name).ok_or(ParamError::Unknown)?;
        core::str::from_utf8(bytes).map_err(|_| ParamError::NotUtf8)
    }

    /// The parameter of that name, whatever its bytes are.
    #[must_use]
    pub fn bytes(&self, name: &str) -> Option<&'r [u8]> {
        self.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// The parameter at that place in the pattern, left to right from 0, as text.
    ///
    /// # Errors
    /// As [`text`](Params::text).
    pub fn text_at(&self, place: usize) -> Result<&'r str, ParamError> {
        let bytes = self.values().nth(place).ok_or(ParamError::Unknown)?;
        core::str::from_utf8(bytes).map_err(|_| ParamError::NotUtf8)
    }

    /// Every parameter, name and value, as they stand in the pattern.
    pub fn iter(&self) -> impl Iterator<Item = (&'r str, &'r [u8])> {
        self.pattern.parameters().zip(self.values())
    }

    fn values(&self) -> impl Iterator<Item = &'r [u8]> {
        let text = self.text;
        self.spans.iter().map(move |&(start, end)| {
            let span: Range<usize> = start.into()..end.into();
            text.get(span).unwrap_or_default()
        })
    }
}

/// Why a parameter cannot be had as text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum ParamError {
    /// The route's pattern has no parameter of that name or at that place.
    Unknown,
    /// The bytes, percent-decoded, are not UTF-8.
    NotUtf8,
}

impl fmt::Display for ParamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unknown => "the route has no such parameter",
            Self::NotUtf8 => "not UTF-8 when decoded",
        })
    }
}

impl core::error::Error for ParamError {}
