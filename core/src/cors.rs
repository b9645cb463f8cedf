//! Which pages of other origins may call an app, and what of its replies they may read.

mod block;
mod by_origin;
mod error;
mod headers;
mod origin;
mod preflight;

pub use error::CorsError;
pub(crate) use headers::CorsHeaders;
pub(crate) use preflight::Asked;
pub use preflight::Preflight;

use core::fmt;

use crate::{
    header::is_plain,
    text::{is_token, same},
};
use block::Block;
use by_origin::{BY_ORIGIN, ByOrigin};
use origin::WrittenOrigin;

/// A policy for requests of other origins: CORS, as the Fetch standard has it.
///
/// There are two kinds, and the constructor says which one it is.
///
/// | | [`fixed`](Cors::fixed), [`any`](Cors::any), [`verbatim`](Cors::verbatim) | [`allow_list`](Cors::allow_list), [`predicate`](Cors::predicate) |
/// |---|---|---|
/// | takes | what Powertools for AWS Lambda sends | what the Fetch standard asks of a server with several origins |
/// | the headers | the same on every reply, whoever asks | only where the request's origin is allowed, and then with that origin |
/// | `Vary: Origin` | never: nothing varies | always |
/// | a preflight that is refused | does not exist: the browser compares | 403 |
/// | take it for | one web page, or a public API without credentials | several origins |
///
/// A cache may keep the replies of the first kind for all. Neither kind keeps a request from its
/// handler: CORS tells browsers what a page may read, and is no protection against anybody else.
///
/// # What is sent
/// - Headers stand on every reply to a request that the policy covers: those of the handlers, and those
///   that no handler wrote, such as a 404, a 405 or a 500. They replace those of the same name that a
///   handler has set, and who may read a reply is said by the policy alone: for a handler that writes
///   its own there is [`Rules::no_cors`](crate::Rules::no_cors).
/// - `OPTIONS` of a path whose routes leave it to the table is a preflight: 204 with the methods of the
///   routes of that path which have this policy, and `OPTIONS`. (`HEAD` needs no leave.) An unknown path
///   is a 404. A route of `OPTIONS` answers all of it itself; a route of every method is spared
///   preflights, and no other `OPTIONS`.
/// - An `Origin` that comes twice, is longer than 512 bytes, or is not visible ASCII without a comma is
///   not allowed; nor is `null`. Of a preflight's headers 64 are looked at.
///
/// # What does not compile
/// An origin that no browser would send (a path, a slash at the end, capital letters, the port of the
/// scheme), credentials for `*`, the name of a header that is none: in a `const`, each is a compile
/// error that says what to write. [`CorsSettings::check`] is the same at run time.
///
/// ```
/// use gatepost_core::Cors;
///
/// const CORS: Cors<'static> = Cors::fixed("https://www.example.com")
///     .allow_headers(&["x-request-id"])
///     .expose_headers(&["x-total"])
///     .max_age(300)
///     .allow_credentials();
/// ```
///
/// ```compile_fail
/// use gatepost_core::Cors;
///
/// // error[E0080]: evaluation panicked: origin "https://www.example.com/" ends with '/':
/// //     write "https://www.example.com", or Cors::verbatim to send it as it is
/// const CORS: Cors<'static> = Cors::fixed("https://www.example.com/");
/// ```
#[derive(Clone, Copy)]
pub struct Cors<'c> {
    settings: CorsSettings<'c>,
    block: Block,
    /// What a policy does whose answers depend on the origin; none whose headers are always the same. By
    /// address: a program without such a policy does not link it.
    by_origin: Option<&'static ByOrigin>,
}

/// What a [`Cors`] is made of, unchecked.
///
/// ```
/// use gatepost_core::{CorsSettings, Origins};
///
/// let settings = CorsSettings { origins: Origins::Fixed("https://A.example:443"), ..CorsSettings::NEW };
/// assert_eq!(
///     settings.check().unwrap_err().to_string(),
///     r#"origin "https://A.example:443" has capital letters: write "https://a.example", or Cors::verbatim to send it as it is"#
/// );
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CorsSettings<'c> {
    /// Which origins are allowed.
    pub origins: Origins<'c>,
    /// Whether origins are taken as they are written, unchecked, and `null` may be one of them.
    pub verbatim: bool,
    /// The headers that a request may have, beside those it always may.
    pub allow_headers: &'c [&'c str],
    /// The headers of a reply that a page may read, beside those it always may.
    pub expose_headers: &'c [&'c str],
    /// How many seconds a browser may remember the answer to a preflight.
    pub max_age: Option<u32>,
    /// Whether requests may have cookies, and other credentials.
    pub allow_credentials: bool,
}

/// Which origins a policy allows.
#[derive(Clone, Copy, Debug)]
pub enum Origins<'c> {
    /// All of them, as [`Cors::any`].
    Any,
    /// One, whoever asks, as [`Cors::fixed`].
    Fixed(&'c str),
    /// Some, as [`Cors::allow_list`].
    List(&'c [&'c str]),
    /// Those that a function allows, as [`Cors::predicate`].
    Predicate(fn(&str) -> bool),
}

impl<'c> Cors<'c> {
    /// Allows one origin, and says so on every reply.
    ///
    /// # Panics
    /// If it is not written as a browser sends it: in a `const`, that is a compile error.
    ///
    /// ```
    /// use gatepost_core::Cors;
    ///
    /// const CORS: Cors<'static> = Cors::fixed("http://localhost:5173");
    /// ```
    #[must_use]
    #[track_caller]
    pub const fn fixed(origin: &'c str) -> Self {
        Self::of(CorsSettings { origins: Origins::Fixed(origin), ..CorsSettings::NEW })
    }

    /// Allows every origin: `Access-Control-Allow-Origin: *`.
    ///
    /// ```
    /// use gatepost_core::Cors;
    ///
    /// const PUBLIC: Cors<'static> = Cors::any().max_age(86_400);
    /// ```
    #[must_use]
    pub const fn any() -> Self {
        const { Self::of(CorsSettings::NEW) }
    }

    /// Sends `origin` on every reply as it is written, even if no browser would find itself in it.
    ///
    /// # Panics
    /// If it is empty or has a control character, `"` or `\`: in a `const`, that is a compile error.
    ///
    /// ```
    /// use gatepost_core::Cors;
    ///
    /// const AS_IT_WAS: Cors<'static> = Cors::verbatim("https://www.example.com/");
    /// ```
    #[must_use]
    #[track_caller]
    pub const fn verbatim(origin: &'c str) -> Self {
        let origins = Origins::Fixed(origin);
        Self::of(CorsSettings { origins, verbatim: true, ..CorsSettings::NEW })
    }

    /// Allows those origins, each byte for byte; for a pattern, take [`predicate`](Cors::predicate).
    ///
    /// # Panics
    /// If one is not written as a browser sends it: in a `const`, that is a compile error.
    ///
    /// ```
    /// use gatepost_core::Cors;
    ///
    /// const CORS: Cors<'static> = Cors::allow_list(&["https://www.example.com", "http://localhost:5173"]);
    /// ```
    #[must_use]
    #[track_caller]
    pub const fn allow_list(origins: &'c [&'c str]) -> Self {
        Self::of(CorsSettings { origins: Origins::List(origins), ..CorsSettings::NEW })
    }

    /// Allows the origins for which `allows` is true. It is asked once a request, must not panic, and
    /// should compare whole labels: `https://evil-example.com` ends with `example.com` too.
    ///
    /// ```
    /// use gatepost_core::Cors;
    ///
    /// fn is_ours(origin: &str) -> bool {
    ///     let host = origin.strip_prefix("https://").unwrap_or_default();
    ///     host == "example.com" || host.ends_with(".example.com")
    /// }
    ///
    /// const CORS: Cors<'static> = Cors::predicate(is_ours).allow_credentials();
    /// ```
    #[must_use]
    pub const fn predicate(allows: fn(&str) -> bool) -> Self {
        // No header depends on which origins are allowed.
        let policy = const { Self::allow_list(&[]) };
        let settings = CorsSettings { origins: Origins::Predicate(allows), ..policy.settings };
        Self { settings, ..policy }
    }

    /// Allows requests to have those headers too, beside `Authorization`, `Content-Type`, `X-Amz-Date`,
    /// `X-Amz-Security-Token`, `X-Api-Key` and what needs no leave.
    ///
    /// # Panics
    /// If one is not the name of a header, if it is `*` and credentials are allowed, or if the policy's
    /// headers come to more than 1,024 bytes of JSON: in a `const`, that is a compile error.
    ///
    /// ```
    /// use gatepost_core::Cors;
    ///
    /// const CORS: Cors<'static> = Cors::any().allow_headers(&["x-request-id"]);
    /// ```
    #[must_use]
    #[track_caller]
    pub const fn allow_headers(self, names: &'c [&'c str]) -> Self {
        Self::of(CorsSettings { allow_headers: names, ..self.settings })
    }

    /// Lets pages read those headers of a reply.
    ///
    /// # Panics
    /// As [`allow_headers`](Cors::allow_headers).
    ///
    /// ```
    /// use gatepost_core::Cors;
    ///
    /// const CORS: Cors<'static> = Cors::any().expose_headers(&["x-total"]);
    /// ```
    #[must_use]
    #[track_caller]
    pub const fn expose_headers(self, names: &'c [&'c str]) -> Self {
        Self::of(CorsSettings { expose_headers: names, ..self.settings })
    }

    /// Lets browsers remember the answer to a preflight for so many seconds; without it they do for
    /// five. Firefox makes at most 86,400 of it, Chromium 7,200.
    ///
    /// # Panics
    /// If the policy's headers come to more than 1,024 bytes of JSON: in a `const`, that is a compile error.
    ///
    /// ```
    /// use gatepost_core::Cors;
    ///
    /// const CORS: Cors<'static> = Cors::any().max_age(300);
    /// ```
    #[must_use]
    #[track_caller]
    pub const fn max_age(self, seconds: u32) -> Self {
        Self::of(CorsSettings { max_age: Some(seconds), ..self.settings })
    }

    /// Allows requests with cookies, and other credentials.
    ///
    /// # Panics
    /// If every origin is allowed, or the header `*`, or if the policy's headers come to more than 1,024
    /// bytes of JSON: in a `const`, that is a compile error.
    ///
    /// ```
    /// use gatepost_core::Cors;
    ///
    /// const CORS: Cors<'static> = Cors::fixed("https://www.example.com").allow_credentials();
    /// ```
    #[must_use]
    #[track_caller]
    pub const fn allow_credentials(self) -> Self {
        Self::of(CorsSettings { allow_credentials: true, ..self.settings })
    }

    /// What it is made of.
    ///
    /// ```
    /// use gatepost_core::{Cors, Origins};
    ///
    /// const CORS: Cors<'static> = Cors::any().max_age(300);
    /// assert!(matches!(CORS.settings().origins, Origins::Any));
    /// assert_eq!(CORS.settings().max_age, Some(300));
    /// ```
    #[must_use]
    pub const fn settings(&self) -> CorsSettings<'c> {
        self.settings
    }

    #[track_caller]
    #[allow(clippy::panic)] // This is how a compile error is made.
    const fn of(settings: CorsSettings<'c>) -> Self {
        match settings.check() {
            Ok(cors) => cors,
            Err(error) => panic!("{}", error.text().as_str()),
        }
    }
}

impl<'c> CorsSettings<'c> {
    /// Every origin, and nothing else.
    pub const NEW: Self = Self {
        origins: Origins::Any,
        verbatim: false,
        allow_headers: &[],
        expose_headers: &[],
        max_age: None,
        allow_credentials: false,
    };

    /// The policy of these settings.
    ///
    /// ```
    /// use gatepost_core::{CorsSettings, Origins};
    ///
    /// // As read from a configuration.
    /// let settings = CorsSettings { origins: Origins::Fixed("https://a.example/"), ..CorsSettings::NEW };
    /// assert_eq!(
    ///     settings.check().unwrap_err().to_string(),
    ///     r#"origin "https://a.example/" ends with '/': write "https://a.example", or Cors::verbatim to send it as it is"#,
    /// );
    /// ```
    ///
    /// # Errors
    /// [`CorsError`], which says what to write instead.
    pub const fn check(self) -> Result<Cors<'c>, CorsError<'c>> {
        if let Some(error) = self.error() {
            return Err(error);
        }
        match Block::new(&self) {
            Ok(block) => Ok(Cors { settings: self, block, by_origin: self.by_origin() }),
            Err(error) => Err(error),
        }
    }

    const fn by_origin(&self) -> Option<&'static ByOrigin> {
        match self.origins {
            Origins::Any | Origins::Fixed(_) => None,
            Origins::List(_) | Origins::Predicate(_) => Some(&BY_ORIGIN),
        }
    }

    const fn error(&self) -> Option<CorsError<'c>> {
        let is_any = match self.origins {
            Origins::Any => true,
            Origins::Fixed(origin) => same(origin, "*"),
            Origins::List(_) | Origins::Predicate(_) => false,
        };
        if let Some(error) = self.origin_error() {
            Some(error)
        } else if is_any && self.allow_credentials {
            Some(CorsError::AnyWithCredentials)
        } else if let Some(error) = self.header_error(self.allow_headers) {
            Some(error)
        } else {
            self.header_error(self.expose_headers)
        }
    }

    const fn origin_error(&self) -> Option<CorsError<'c>> {
        match self.origins {
            Origins::Any | Origins::Predicate(_) => None,
            Origins::Fixed(origin) if self.verbatim => {
                if !origin.is_empty() && is_plain(origin) {
                    None
                } else {
                    Some(CorsError::Unsendable { origin })
                }
            }
            Origins::Fixed(origin) => error_of(origin, true),
            Origins::List(_) if self.verbatim => None,
            Origins::List(mut origins) => {
                while let [origin, rest @ ..] = origins {
                    if let Some(error) = error_of(origin, false) {
                        return Some(error);
                    }
                    origins = rest;
                }
                None
            }
        }
    }

    const fn header_error(&self, mut names: &'c [&'c str]) -> Option<CorsError<'c>> {
        while let [name, rest @ ..] = names {
            if !is_token(name) {
                return Some(CorsError::HeaderName { name });
            }
            if self.allow_credentials && same(name, "*") {
                return Some(CorsError::StarWithCredentials);
            }
            names = rest;
        }
        None
    }
}

const fn error_of(origin: &str, is_fixed: bool) -> Option<CorsError<'_>> {
    if same(origin, "*") {
        return Some(CorsError::Star);
    }
    match WrittenOrigin::new(origin).fault() {
        Some(reason) => Some(CorsError::Origin { origin, reason, is_fixed }),
        None => None,
    }
}

impl PartialEq for Cors<'_> {
    fn eq(&self, other: &Self) -> bool {
        core::ptr::eq(self, other) || self.settings == other.settings
    }
}

impl Eq for Cors<'_> {}

impl fmt::Debug for Cors<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.settings.fmt(f)
    }
}

impl PartialEq for Origins<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Any, Self::Any) => true,
            (Self::Fixed(one), Self::Fixed(another)) => one == another,
            (Self::List(some), Self::List(others)) => some == others,
            (Self::Predicate(one), Self::Predicate(another)) => {
                core::ptr::fn_addr_eq(*one, *another)
            }
            _ => false,
        }
    }
}

impl Eq for Origins<'_> {}
