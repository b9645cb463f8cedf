//! The parameters of a match.

use core::{fmt, ops::Range};

use heapless::Vec;

use crate::pattern::{MAX_PARAMS, Pattern};

/// The path parameters of a matched route, percent-decoded: text or bytes borrowed from the request
/// or, where the path had an escape, from the scratch lent to [`Policy::open`](crate::Policy::open).
///
/// ```
/// use gatepost_core::{Decision, Policy, Request, Route, Table, table};
///
/// static ROUTES: Table<'static> = table![Route::get("/files/<dir>/<name>.txt", 7)];
///
/// let request = Request::new("GET", "/files/a%2Fb/caf%C3%A9.txt");
/// let mut scratch = [0; 64];
/// let opened = Policy::new(ROUTES).open(&request, &mut scratch);
/// let Decision::Call(call) = opened.decision else { panic!("a route has that path") };
///
/// assert_eq!(call.params.text("dir"), Ok("a/b"));
/// assert_eq!(call.params.iter().collect::<Vec<_>>(), [("dir", &b"a/b"[..]), ("name", "café".as_bytes())]);
/// ```
#[derive(Clone, Debug)]
pub struct Params<'r> {
    /// A pattern's text, checked.
    pattern: &'r &'r str,
    values: ParamValues<'r>,
}

/// The values of the path parameters of a matched route, by their places in its pattern, left to right
/// from 0: what [`Params`] are without the names.
///
/// ```
/// use gatepost_core::{Matcher, Method, ParamError, PathCoding, Route, table};
///
/// static MATCHER: Matcher<'static> = table![Route::get("/files/<dir>/<name>.txt", 7)].matcher();
///
/// let (mut scratch, path) = ([0; 64], "/files/a%2Fb/%FF.txt");
/// let values = MATCHER.find(Method::GET, path, PathCoding::Encoded, &mut scratch)?.values;
/// assert_eq!(values.text(0), Ok("a/b"));
/// assert_eq!((values.text(1), values.bytes(1)), (Err(ParamError::NotUtf8), Some(&b"\xFF"[..])));
/// # Ok::<(), gatepost_core::MatchError>(())
/// ```
#[derive(Clone, Debug)]
pub struct ParamValues<'r> {
    path: Values<'r>,
    spans: Spans,
}

/// Where in a path its parameters stand.
pub(crate) type Spans = Vec<Span, MAX_PARAMS>;

/// Where one of them stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span {
    /// How many bytes stand between it and the path's first slash: that the start is not 0, the compiler
    /// then knows.
    after_slash: u16,
    len: u16,
}

impl Span {
    #[inline(always)]
    pub(crate) const fn new(after_slash: usize, len: usize) -> Self {
        Self { after_slash: after_slash as u16, len: len as u16 }
    }

    #[inline(always)]
    pub(crate) const fn start(self) -> usize {
        self.after_slash as usize + 1
    }

    #[inline(always)]
    const fn range(self) -> Range<usize> {
        self.start()..self.start() + self.len as usize
    }
}

/// The path that the values are in.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Values<'r> {
    /// As it came.
    Plain(&'r str),
    /// Decoded.
    Decoded(&'r [u8]),
}

impl<'r> Values<'r> {
    fn text(self, span: Span) -> Result<&'r str, ParamError> {
        match self {
            Self::Plain(path) => path.get(span.range()).ok_or(ParamError::NotUtf8),
            Self::Decoded(_) => {
                core::str::from_utf8(self.bytes(span)).map_err(|_| ParamError::NotUtf8)
            }
        }
    }

    fn bytes(self, span: Span) -> &'r [u8] {
        let path = match self {
            Self::Plain(path) => path.as_bytes(),
            Self::Decoded(path) => path,
        };
        path.get(span.range()).unwrap_or_default()
    }
}

impl<'r> Params<'r> {
    #[inline]
    pub(crate) fn new(pattern: &'r &'r str, values: Values<'r>, spans: Spans) -> Self {
        Self { pattern, values: ParamValues::new(values, spans) }
    }

    /// Of a request that no route has matched.
    ///
    /// ```
    /// use gatepost_core::Params;
    ///
    /// assert!(Params::none().is_empty());
    /// ```
    #[must_use]
    pub const fn none() -> Self {
        Self { pattern: &"", values: ParamValues { path: Values::Plain(""), spans: Spans::new() } }
    }

    /// The pattern of the route, groups' prefixes included; empty where none has matched.
    ///
    /// ```
    /// use gatepost_core::{Decision, Params, Policy, Request, Route, Table, table};
    ///
    /// static ROUTES: Table<'static> = table![Route::get("/orders/<id>", 0)];
    ///
    /// let opened = Policy::new(ROUTES).open(&Request::new("GET", "/orders/7"), &mut []);
    /// let Decision::Call(call) = opened.decision else { panic!("a route has that path") };
    /// assert_eq!(call.params.pattern(), "/orders/<id>");
    /// assert_eq!((Params::none().pattern(), Params::none().len()), ("", 0));
    /// ```
    #[must_use]
    pub fn pattern(&self) -> &'r str {
        self.pattern
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The parameter of that name, as text.
    ///
    /// ```
    /// use gatepost_core::{Decision, ParamError, Policy, Request, Route, Table, table};
    ///
    /// static ROUTES: Table<'static> = table![Route::get("/orders/<id>", 0)];
    ///
    /// let opened = Policy::new(ROUTES).open(&Request::new("GET", "/orders/7"), &mut []);
    /// let Decision::Call(call) = opened.decision else { panic!("a route has that path") };
    /// assert_eq!(call.params.text("id"), Ok("7"));
    /// assert_eq!(call.params.text("name"), Err(ParamError::Unknown));
    /// ```
    ///
    /// # Errors
    /// [`ParamError::Unknown`] where the pattern has no such parameter, [`ParamError::NotUtf8`]
    /// where its bytes are not UTF-8: [`bytes`](Params::bytes) has them.
    pub fn text(&self, name: &str) -> Result<&'r str, ParamError> {
        self.values.text(self.place(name).ok_or(ParamError::Unknown)?)
    }

    /// The parameter of that name, whatever its bytes are.
    ///
    /// ```
    /// use gatepost_core::{Decision, ParamError, Policy, Request, Route, Table, table};
    ///
    /// static ROUTES: Table<'static> = table![Route::get("/files/<name>", 0)];
    ///
    /// let mut scratch = [0; 64];
    /// let opened = Policy::new(ROUTES).open(&Request::new("GET", "/files/%FF"), &mut scratch);
    /// let Decision::Call(call) = opened.decision else { panic!("a route has that path") };
    /// assert_eq!(call.params.bytes("name"), Some(&b"\xFF"[..]));
    /// assert_eq!(call.params.text("name"), Err(ParamError::NotUtf8));
    /// ```
    #[must_use]
    pub fn bytes(&self, name: &str) -> Option<&'r [u8]> {
        self.values.bytes(self.place(name)?)
    }

    /// The parameter at that place in the pattern, left to right from 0, as text.
    ///
    /// ```
    /// use gatepost_core::{Decision, Policy, Request, Route, Table, table};
    ///
    /// static ROUTES: Table<'static> = table![Route::get("/shops/<shop>/items/<item>", 0)];
    ///
    /// let opened = Policy::new(ROUTES).open(&Request::new("GET", "/shops/ada/items/7"), &mut []);
    /// let Decision::Call(call) = opened.decision else { panic!("a route has that path") };
    /// assert_eq!([call.params.text_at(0), call.params.text_at(1)], [Ok("ada"), Ok("7")]);
    /// ```
    ///
    /// # Errors
    /// As [`text`](Params::text).
    #[inline]
    pub fn text_at(&self, place: usize) -> Result<&'r str, ParamError> {
        self.values.text(place)
    }

    /// The parameter at that place in the pattern, right to left from 0, as text: whatever prefix
    /// stands before a pattern, the places of its own parameters stay the same.
    ///
    /// ```
    /// use gatepost_core::{Decision, Policy, Request, Route, Table, table};
    ///
    /// static ROUTES: Table<'static> = table![Route::get("/shops/<shop>/items/<item>", 0)];
    ///
    /// let opened = Policy::new(ROUTES).open(&Request::new("GET", "/shops/ada/items/7"), &mut []);
    /// let Decision::Call(call) = opened.decision else { panic!("a route has that path") };
    /// assert_eq!([call.params.text_from_end(0), call.params.text_from_end(1)], [Ok("7"), Ok("ada")]);
    /// ```
    ///
    /// # Errors
    /// As [`text`](Params::text).
    #[inline]
    pub fn text_from_end(&self, place: usize) -> Result<&'r str, ParamError> {
        self.values.text_of(self.values.spans.iter().rev().nth(place))
    }

    /// Every parameter, name and value, as they stand in the pattern.
    ///
    /// ```
    /// use gatepost_core::{Decision, Policy, Request, Route, Table, table};
    ///
    /// static ROUTES: Table<'static> = table![Route::get("/shops/<shop>/items/<item>", 0)];
    ///
    /// let opened = Policy::new(ROUTES).open(&Request::new("GET", "/shops/ada/items/7"), &mut []);
    /// let Decision::Call(call) = opened.decision else { panic!("a route has that path") };
    /// assert!(call.params.iter().eq([("shop", &b"ada"[..]), ("item", b"7")]));
    /// ```
    pub fn iter(&self) -> impl Iterator<Item = (&'r str, &'r [u8])> {
        self.checked_pattern().parameters().zip(self.values.iter())
    }

    fn checked_pattern(&self) -> Pattern<'r> {
        Pattern::checked(self.pattern)
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.checked_pattern().parameters().position(|known| known == name)
    }
}

impl<'r> ParamValues<'r> {
    #[inline]
    pub(crate) fn new(path: Values<'r>, spans: Spans) -> Self {
        Self { path, spans }
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

    /// The value at that place, as text.
    ///
    /// ```
    /// use gatepost_core::{Matcher, Method, ParamError, PathCoding, Route, table};
    ///
    /// static MATCHER: Matcher<'static> = table![Route::get("/orders/<id>", 0)].matcher();
    ///
    /// let values = MATCHER.find(Method::GET, "/orders/7", PathCoding::Encoded, &mut [])?.values;
    /// assert_eq!([values.text(0), values.text(1)], [Ok("7"), Err(ParamError::Unknown)]);
    /// # Ok::<(), gatepost_core::MatchError>(())
    /// ```
    ///
    /// # Errors
    /// [`ParamError::Unknown`] where the pattern has no such parameter, [`ParamError::NotUtf8`]
    /// where its bytes are not UTF-8.
    #[inline]
    pub fn text(&self, place: usize) -> Result<&'r str, ParamError> {
        self.text_of(self.spans.get(place))
    }

    /// The value at that place, whatever its bytes are.
    ///
    /// ```
    /// use gatepost_core::{Matcher, Method, PathCoding, Route, table};
    ///
    /// static MATCHER: Matcher<'static> = table![Route::get("/files/<name>", 0)].matcher();
    ///
    /// let mut scratch = [0; 64];
    /// let found = MATCHER.find(Method::GET, "/files/%FF", PathCoding::Encoded, &mut scratch)?;
    /// assert_eq!((found.values.bytes(0), found.values.bytes(1)), (Some(&b"\xFF"[..]), None));
    /// # Ok::<(), gatepost_core::MatchError>(())
    /// ```
    #[must_use]
    pub fn bytes(&self, place: usize) -> Option<&'r [u8]> {
        self.spans.get(place).map(|span| self.path.bytes(*span))
    }

    /// Every value, left to right.
    ///
    /// ```
    /// use gatepost_core::{Matcher, Method, PathCoding, Route, table};
    ///
    /// static MATCHER: Matcher<'static> = table![Route::get("/shops/<shop>/<item>", 0)].matcher();
    ///
    /// let found = MATCHER.find(Method::GET, "/shops/ada/7", PathCoding::Encoded, &mut [])?;
    /// assert!(found.values.iter().eq([&b"ada"[..], b"7"]));
    /// # Ok::<(), gatepost_core::MatchError>(())
    /// ```
    pub fn iter(&self) -> impl Iterator<Item = &'r [u8]> {
        let path = self.path;
        self.spans.iter().map(move |span| path.bytes(*span))
    }

    #[inline]
    fn text_of(&self, span: Option<&Span>) -> Result<&'r str, ParamError> {
        self.path.text(*span.ok_or(ParamError::Unknown)?)
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
