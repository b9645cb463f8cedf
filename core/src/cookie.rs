//! Cookies that a reply sets.

use core::fmt;

use crate::{
    date::HttpDate,
    out::{Out, OutError},
    text::{is_token, split},
};

/// A cookie for a client to keep (RFC 6265, section 4.1): a name, a value, and what is to become of it.
///
/// It is a view, free to copy, so a `const` can say everything but the value, once:
///
/// ```
/// use gatepost_core::{Cookie, SameSite};
///
/// const SESSION: Cookie<'static> =
///     Cookie::new("__Host-session", "").path("/").secure().http_only().same_site(SameSite::Lax);
///
/// let id = String::from("31d4d96e");
/// let cookie = SESSION.value(&id).max_age(3600);
/// let set = "__Host-session=31d4d96e; Path=/; Max-Age=3600; Secure; HttpOnly; SameSite=Lax";
/// assert_eq!(cookie.to_string(), set);
/// assert!(cookie.check().is_ok());
///
/// // Whatever a client may have put into the text, it cannot add to the cookie.
/// let error = SESSION.value("x; Domain=evil.example").check().unwrap_err();
/// assert_eq!(error.to_string(), "the reply's cookie \"__Host-session\" may not be sent: its value has a character that no cookie may have");
/// ```
///
/// What may not be sent, or would not be kept:
/// - a name that is no token; a value with anything but visible ASCII, or with one of `" , ; \`
///   (quotes around the whole value are allowed): encode such text first;
/// - a path that does not begin with `/`, or has a `;` or a control character; a domain that is none;
/// - `SameSite=None`, `Partitioned` or a name with `__Secure-` without [`secure`](Cookie::secure);
///   a name with `__Host-` without the path `/`, or with a domain.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[must_use]
pub struct Cookie<'c> {
    name: &'c str,
    value: &'c str,
    path: Option<&'c str>,
    domain: Option<&'c str>,
    expires: Option<u64>,
    max_age: Option<u32>,
    secure: bool,
    http_only: bool,
    same_site: Option<SameSite>,
    partitioned: bool,
}

/// Which requests from pages of other sites carry a cookie.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SameSite {
    /// None.
    Strict,
    /// Only those that lead to the site: a link that is followed.
    Lax,
    /// All. The cookie must be [`secure`](Cookie::secure).
    None,
}

impl<'c> Cookie<'c> {
    /// A cookie for as long as the browser runs, for the host and the directory of the request.
    ///
    /// ```
    /// use gatepost_core::Cookie;
    ///
    /// assert_eq!(Cookie::new("theme", "dark").to_string(), "theme=dark");
    /// ```
    pub const fn new(name: &'c str, value: &'c str) -> Self {
        Self {
            name,
            value,
            path: None,
            domain: None,
            expires: None,
            max_age: None,
            secure: false,
            http_only: false,
            same_site: None,
            partitioned: false,
        }
    }

    /// The same cookie with another value.
    ///
    /// ```
    /// use gatepost_core::Cookie;
    ///
    /// const THEME: Cookie<'static> = Cookie::new("theme", "light").path("/");
    /// assert_eq!(THEME.value("dark").to_string(), "theme=dark; Path=/");
    /// ```
    pub const fn value(self, value: &'c str) -> Self {
        Self { value, ..self }
    }

    /// For that path and all below it, such as `/`.
    ///
    /// ```
    /// use gatepost_core::Cookie;
    ///
    /// assert_eq!(Cookie::new("a", "b").path("/shop").to_string(), "a=b; Path=/shop");
    /// ```
    pub const fn path(self, path: &'c str) -> Self {
        Self { path: Some(path), ..self }
    }

    /// For that domain and all below it, such as `example.com`.
    ///
    /// ```
    /// use gatepost_core::Cookie;
    ///
    /// let cookie = Cookie::new("a", "b").domain("example.com");
    /// assert_eq!(cookie.to_string(), "a=b; Domain=example.com");
    /// ```
    pub const fn domain(self, domain: &'c str) -> Self {
        Self { domain: Some(domain), ..self }
    }

    /// Until then, in seconds since 1970-01-01T00:00Z. Where both are given, clients go by
    /// [`max_age`](Cookie::max_age).
    ///
    /// ```
    /// let cookie = gatepost_core::Cookie::new("a", "b").expires(1_445_412_480);
    /// assert_eq!(cookie.to_string(), "a=b; Expires=Wed, 21 Oct 2015 07:28:00 GMT");
    /// ```
    pub const fn expires(self, unix_seconds: u64) -> Self {
        Self { expires: Some(unix_seconds), ..self }
    }

    /// For so many seconds; 0 removes it.
    ///
    /// ```
    /// use gatepost_core::Cookie;
    ///
    /// assert_eq!(Cookie::new("a", "b").max_age(60).to_string(), "a=b; Max-Age=60");
    /// ```
    pub const fn max_age(self, seconds: u32) -> Self {
        Self { max_age: Some(seconds), ..self }
    }

    /// Over HTTPS only.
    ///
    /// ```
    /// use gatepost_core::Cookie;
    ///
    /// assert_eq!(Cookie::new("a", "b").secure().to_string(), "a=b; Secure");
    /// ```
    pub const fn secure(self) -> Self {
        Self { secure: true, ..self }
    }

    /// Hidden from scripts.
    ///
    /// ```
    /// use gatepost_core::Cookie;
    ///
    /// assert_eq!(Cookie::new("a", "b").http_only().to_string(), "a=b; HttpOnly");
    /// ```
    pub const fn http_only(self) -> Self {
        Self { http_only: true, ..self }
    }

    /// Which requests from pages of other sites carry it.
    ///
    /// ```
    /// use gatepost_core::{Cookie, SameSite};
    ///
    /// let cookie = Cookie::new("a", "b").same_site(SameSite::Lax);
    /// assert_eq!(cookie.to_string(), "a=b; SameSite=Lax");
    /// assert!(cookie.same_site(SameSite::None).check().is_err()); // Only with `secure`.
    /// ```
    pub const fn same_site(self, same_site: SameSite) -> Self {
        Self { same_site: Some(same_site), ..self }
    }

    /// In a jar of its own for each site that embeds this one. It must be [`secure`](Cookie::secure).
    ///
    /// ```
    /// use gatepost_core::Cookie;
    ///
    /// let cookie = Cookie::new("a", "b").secure().partitioned();
    /// assert_eq!(cookie.to_string(), "a=b; Secure; Partitioned");
    /// ```
    pub const fn partitioned(self) -> Self {
        Self { partitioned: true, ..self }
    }

    /// What makes a client forget the cookie: the same name, path and domain, expired.
    ///
    /// ```
    /// let cookie = gatepost_core::Cookie::new("a", "secret").path("/shop").removal();
    /// assert_eq!(cookie.to_string(), "a=; Path=/shop; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0");
    /// ```
    pub const fn removal(self) -> Self {
        Self { value: "", expires: Some(0), max_age: Some(0), ..self }
    }

    /// Whether it may be sent.
    ///
    /// ```
    /// use gatepost_core::Cookie;
    ///
    /// assert!(Cookie::new("user", "ada").check().is_ok());
    /// let error = Cookie::new("user", "ada lovelace").check().unwrap_err();
    /// let text = r#"the reply's cookie "user" may not be sent: its value has a character that no cookie may have"#;
    /// assert_eq!(error.to_string(), text);
    /// ```
    ///
    /// # Errors
    /// [`OutError::Cookie`], which says what is wrong with it: the type says what can be.
    pub fn check(&self) -> Result<(), OutError> {
        match self.reason_against() {
            Some(reason) => Err(OutError::cookie(self.name, reason)),
            None => Ok(()),
        }
    }

    fn reason_against(&self) -> Option<&'static str> {
        let is_prefixed = |prefix: &str| {
            let start = self.name.get(..prefix.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(prefix))
        };
        let is_host = is_prefixed("__Host-");
        let needs_secure = is_host
            || is_prefixed("__Secure-")
            || self.partitioned
            || self.same_site == Some(SameSite::None);
        if !is_token(self.name) {
            Some("its name is no token")
        } else if !is_value(self.value) {
            Some("its value has a character that no cookie may have")
        } else if !self.path.is_none_or(is_path) {
            Some("its path does not begin with /, or has a character that may not be there")
        } else if !self.domain.is_none_or(is_domain) {
            Some("its domain is none")
        } else if is_host && (self.domain.is_some() || self.path != Some("/")) {
            Some("a name with __Host- needs the path / and no domain")
        } else if needs_secure && !self.secure {
            Some("SameSite=None, Partitioned, and names with __Host- or __Secure-, need Secure")
        } else {
            None
        }
    }
}

/// The value of a `Set-Cookie` header, whether or not it may be sent.
impl fmt::Display for Cookie<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.name, self.value)?;
        if let Some(path) = self.path {
            write!(f, "; Path={path}")?;
        }
        if let Some(domain) = self.domain {
            write!(f, "; Domain={domain}")?;
        }
        if let Some(expires) = self.expires {
            write!(f, "; Expires={}", HttpDate(expires))?;
        }
        if let Some(seconds) = self.max_age {
            write!(f, "; Max-Age={seconds}")?;
        }
        if self.secure {
            f.write_str("; Secure")?;
        }
        if self.http_only {
            f.write_str("; HttpOnly")?;
        }
        f.write_str(match self.same_site {
            Some(SameSite::Strict) => "; SameSite=Strict",
            Some(SameSite::Lax) => "; SameSite=Lax",
            Some(SameSite::None) => "; SameSite=None",
            None => "",
        })?;
        f.write_str(if self.partitioned { "; Partitioned" } else { "" })
    }
}

impl Out<'_> {
    /// Adds a cookie. One that may not be sent is remembered, as a header is that may not.
    ///
    /// ```
    /// use gatepost_core::{Cookie, Fixed, Out};
    ///
    /// let mut room = [0; 64];
    /// let mut buffer = Fixed::new(&mut room);
    /// let mut out = Out::new(&mut buffer);
    /// out.add_cookie(&Cookie::new("theme", "dark"));
    /// assert_eq!(out.header("Set-Cookie"), Some("theme=dark"));
    /// ```
    pub fn add_cookie(&mut self, cookie: &Cookie<'_>) {
        match cookie.check() {
            Ok(()) => self.add_header_of("Set-Cookie", cookie),
            Err(failure) => self.refuse(failure),
        }
    }
}

/// `cookie-value` of RFC 6265, section 4.1.1: visible ASCII but for quotes, commas, semicolons and
/// backslashes, with or without quotes around it.
fn is_value(value: &str) -> bool {
    let inner = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(value);
    inner.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b',' | b';' | b'\\'))
}

fn is_path(path: &str) -> bool {
    path.starts_with('/') && path.bytes().all(|byte| matches!(byte, b' '..=b'~') && byte != b';')
}

fn is_domain(domain: &str) -> bool {
    let mut labels = split(domain.strip_prefix('.').unwrap_or(domain), b'.');
    let is_label_byte = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    labels.all(|label| !label.is_empty() && label.bytes().all(is_label_byte))
}
