//! Where a redirect leads.

use core::fmt;

use crate::{out::OutError, percent};

/// The target of a redirect, checked: the value of a `Location` header.
///
/// - A [`local`](Location::local) one cannot lead to another host, whoever wrote it: an open redirect
///   does not come of it.
/// - A [`url`](Location::url) goes where it says, so it must not be a client's text.
/// - Characters beyond ASCII leave percent-encoded.
///
/// ```
/// use gatepost_core::Location;
///
/// let local = |target| Location::local(target).map(|location| location.to_string());
/// assert_eq!(local("/café?page=2").as_deref(), Ok("/caf%C3%A9?page=2"));
/// for elsewhere in ["//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example"] {
///     assert!(local(elsewhere).is_err());
/// }
/// let url = Location::url("https://login.example/start")?;
/// assert_eq!(url.to_string(), "https://login.example/start");
/// # Ok::<(), gatepost_core::OutError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Location<'t>(&'t str);

impl<'t> Location<'t> {
    /// A target on the same host: one that begins with `/`, `./`, `../`, `?` or `#`.
    ///
    /// ```
    /// use gatepost_core::Location;
    ///
    /// assert!(Location::local("/cart?item=7").is_ok());
    /// assert!(Location::local("//evil.example").is_err());
    /// ```
    ///
    /// # Errors
    /// [`OutError::Location`] where it does not, where it has a space, a control character or a
    /// backslash, or where it begins like another host: `//`, `/./` and a slash, `/` and an escaped slash.
    pub fn local(target: &'t str) -> Result<Self, OutError> {
        let rest = target.trim_start_matches(['/', '.']);
        let dots = target.strip_suffix(rest).unwrap_or_default();
        let is_relative = ["/", "./", "../"].iter().any(|start| dots.starts_with(start))
            || target.starts_with(['?', '#']);
        let stays = is_relative && !dots.contains("//") && !begins_with_escaped_slash(rest);
        if stays && is_plain(target) && !target.contains('\\') {
            Ok(Self(target))
        } else {
            Err(OutError::Location)
        }
    }

    /// A URL of any host, with `https:` or `http:`.
    ///
    /// ```
    /// use gatepost_core::Location;
    ///
    /// assert!(Location::url("https://docs.example/").is_ok());
    /// assert!(Location::url("javascript:alert(1)").is_err());
    /// ```
    ///
    /// # Errors
    /// [`OutError::Location`] where it is none, or has a space or a control character.
    pub fn url(url: &'t str) -> Result<Self, OutError> {
        let has_scheme = |scheme: &str| {
            let (start, rest) = url.split_at_checked(scheme.len()).unwrap_or_default();
            start.eq_ignore_ascii_case(scheme) && !rest.is_empty()
        };
        if (has_scheme("https://") || has_scheme("http://")) && is_plain(url) {
            Ok(Self(url))
        } else {
            Err(OutError::Location)
        }
    }
}

/// Browsers take tabs and line breaks out of a URL, and trim spaces: what stands behind one could become
/// its beginning.
fn is_plain(target: &str) -> bool {
    !target.chars().any(|character| character.is_control() || character.is_whitespace())
}

/// Whether the text begins with an escape of a slash, a backslash or a control character, which a
/// proxy on the way may decode.
fn begins_with_escaped_slash(text: &str) -> bool {
    let first = percent::first(text.as_bytes());
    first.is_some_and(|(byte, was_escaped, _)| {
        was_escaped && (byte.is_ascii_control() || matches!(byte, b'/' | b'\\' | b' '))
    })
}

impl fmt::Display for Location<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.0.chars() {
            if character.is_ascii() {
                fmt::Write::write_char(f, character)?;
                continue;
            }
            for byte in character.encode_utf8(&mut [0; 4]).bytes() {
                write!(f, "%{byte:02X}")?;
            }
        }
        Ok(())
    }
}
