//! The matcher: which route has a path and a method, and the values of its parameters.

use core::fmt;

use crate::{
    method::{Method, MethodNames, Methods},
    params::{ParamValues, Spans, Values},
    percent::{self, Refusal},
    policy::MAX_PATH,
    request::PathCoding,
    table::TrailingSlash,
    trie::{Entry, Outcome, Special, Trie},
};

/// What matching needs of a [`Table`](crate::Table): neither the routes nor their texts, and a program that
/// uses nothing else of the table does not contain them.
///
/// It is for a proxy, which has to know a route's id and the values of its parameters. A
/// [`Policy`](crate::Policy) has one in it, and knows more: the parameters' names, what a path allows,
/// CORS, and the settings of replies.
///
/// ```
/// use gatepost_core::{MatchError, Matcher, Method, PathCoding::Encoded, Route, table};
///
/// static MATCHER: Matcher<'static> = table![
///     Route::get("/shops/<shop>/items/<item>", 7),
///     Route::get("/files/{path+}", 8),
/// ].matcher();
///
/// let mut scratch = [0; 64];
/// let found = MATCHER.find(Method::GET, "/shops/ada/items/caf%C3%A9", Encoded, &mut scratch)?;
/// assert_eq!(found.id, 7);
/// assert_eq!([found.values.text(0), found.values.text(1)], [Ok("ada"), Ok("café")]);
///
/// let find = |method, path| MATCHER.find(method, path, Encoded, &mut []).map(|found| found.id);
/// assert_eq!(find(Method::GET, "/files/a/b"), Ok(8));
/// assert_eq!(find(Method::POST, "/files/a/b"), Err(MatchError::MethodNotAllowed));
/// assert_eq!(find(Method::GET, "/nowhere"), Err(MatchError::NotFound));
/// # Ok::<(), MatchError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Matcher<'t> {
    pub(crate) trie: Trie<'t>,
    pub(crate) names: MethodNames<'t>,
    pub(crate) trailing_slash: TrailingSlash,
}

/// The route that a [`Matcher`] has for a request.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Match<'r> {
    /// What the route leads to: the number it was given.
    pub id: u32,
    /// The values of its parameters.
    pub values: ParamValues<'r>,
}

/// Why a [`Matcher`] has no route for a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum MatchError {
    /// No route has the path.
    NotFound,
    /// Routes have the path, none of them the method.
    MethodNotAllowed,
    /// The path has a control character, plain or escaped.
    ControlCharacter,
    /// The path is longer than [`MAX_PATH`], or than the scratch.
    PathTooLong,
}

impl<'t> Matcher<'t> {
    /// The route that answers a method and a path.
    ///
    /// `scratch` takes the decoded path if it has an escape, so it should be as long as the path; it may
    /// be empty where no path has one. That the method is a token is for the caller to check: a route of
    /// all methods answers any text.
    ///
    /// ```
    /// use gatepost_core::{Match, MatchError, Matcher, Method, PathCoding, Route, table};
    ///
    /// static MATCHER: Matcher<'static> = table![Route::get("/hello/<name>", 3)].matcher();
    ///
    /// fn find(coding: PathCoding, scratch: &mut [u8]) -> Result<Match<'_>, MatchError> {
    ///     MATCHER.find(Method::GET, "/hello/a%2Fb", coding, scratch)
    /// }
    /// assert_eq!(find(PathCoding::Encoded, &mut [0; 64])?.values.text(0), Ok("a/b"));
    /// assert_eq!(find(PathCoding::Decoded, &mut [])?.values.text(0), Ok("a%2Fb"));
    /// assert_eq!(find(PathCoding::Encoded, &mut []).unwrap_err(), MatchError::PathTooLong);
    /// # Ok::<(), MatchError>(())
    /// ```
    ///
    /// # Errors
    /// [`MatchError`], where there is none.
    pub fn find<'r>(
        &self,
        method: Method<'_>,
        path: &'r str,
        coding: PathCoding,
        scratch: &'r mut [u8],
    ) -> Result<Match<'r>, MatchError> {
        if path.len() > MAX_PATH {
            return Err(MatchError::PathTooLong);
        }
        let wanted = self.names.find(method);
        let (special, mut spans) = (Special::of(coding), Spans::new());
        match self.search(wanted, path.as_bytes(), special, &mut spans) {
            Outcome::Entry(entry) => Ok(Match::of(entry, Values::Plain(path), spans)),
            Outcome::Special if special == Special::Encoded => {
                self.find_decoded(wanted, path, scratch)
            }
            Outcome::Special => Err(MatchError::ControlCharacter),
            Outcome::Miss(methods) => Err(MatchError::missed(methods)),
        }
    }

    /// The same for a path with an escape or a control character.
    #[cold]
    #[inline(never)]
    fn find_decoded<'r>(
        &self,
        wanted: Methods,
        path: &str,
        scratch: &'r mut [u8],
    ) -> Result<Match<'r>, MatchError> {
        let path = percent::decode(path.as_bytes(), scratch).map_err(MatchError::of)?;
        let mut spans = Spans::new();
        match self.search_plain(wanted, path, &mut spans) {
            Outcome::Entry(entry) => {
                percent::restore_slashes(path);
                Ok(Match::of(entry, Values::Decoded(path), spans))
            }
            Outcome::Special => Err(MatchError::ControlCharacter),
            Outcome::Miss(methods) => Err(MatchError::missed(methods)),
        }
    }

    /// What the trie has for a path, as it is.
    #[inline(always)]
    pub(crate) fn search(
        &self,
        wanted: Methods,
        path: &[u8],
        special: Special,
        spans: &mut Spans,
    ) -> Outcome<'t> {
        self.trie.find(self.folded(path), wanted, special, spans)
    }

    /// The same for one without special bytes.
    pub(crate) fn search_plain(
        &self,
        wanted: Methods,
        path: &[u8],
        spans: &mut Spans,
    ) -> Outcome<'t> {
        self.trie.find_plain(self.folded(path), wanted, spans)
    }

    #[inline(always)]
    pub(crate) fn folded<'p>(&self, path: &'p [u8]) -> &'p [u8] {
        match path {
            _ if self.trailing_slash == TrailingSlash::Strict => path,
            [before @ .., b'/'] if !before.is_empty() => before,
            _ => path,
        }
    }
}

impl<'r> Match<'r> {
    fn of(entry: &Entry, path: Values<'r>, spans: Spans) -> Self {
        Self { id: entry.id, values: ParamValues::new(path, spans) }
    }
}

impl MatchError {
    /// Of a path that routes have with these methods.
    fn missed(methods: Methods) -> Self {
        if methods == Methods::NONE { Self::NotFound } else { Self::MethodNotAllowed }
    }

    fn of(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Control => Self::ControlCharacter,
            Refusal::TooLong => Self::PathTooLong,
        }
    }
}

impl fmt::Display for MatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotFound => "no route has the path",
            Self::MethodNotAllowed => "no route of the path has the method",
            Self::ControlCharacter => "the path has a control character",
            Self::PathTooLong => "the path is too long",
        })
    }
}

impl core::error::Error for MatchError {}
