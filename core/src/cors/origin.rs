//! Origins: how they are written, and which one a request has.

use crate::{
    request::Request,
    text::{find, same, same_in_any_case, split_once, starts_with},
};

/// The longest origin of a request that is looked at, in bytes.
const MAX_ORIGIN: usize = 512;

/// What a page has that no origin stands for: a sandboxed one, or a local file.
pub(crate) const NULL: &str = "null";

/// The origin of a request, if it has one and not two.
pub(crate) fn origin_of<'r>(request: &Request<'r>) -> Option<&'r str> {
    let mut values = request.header_values("Origin");
    match (values.next(), values.next()) {
        (Some(value), None) if can_be_origin(value) => Some(value),
        _ => None,
    }
}

/// Visible ASCII but for the comma, which would make it a list.
fn can_be_origin(value: &str) -> bool {
    matches!(value.len(), 1..=MAX_ORIGIN)
        // Without a way out of it, this is done for several bytes at once.
        && value.bytes().fold(true, |all, byte| all & byte.is_ascii_graphic() & (byte != b','))
}

/// An origin in a policy, taken apart: a browser sends `scheme://host` or `scheme://host:port`, in
/// lower case and without the scheme's own port, and nothing else (HTML, section "Origin").
#[derive(Clone, Copy)]
pub(crate) struct WrittenOrigin<'o> {
    text: &'o str,
    scheme: Option<&'o str>,
    user: Option<&'o str>,
    pub(crate) host: &'o str,
    pub(crate) port: Option<&'o str>,
    /// The path, and what comes after it.
    rest: &'o str,
}

impl<'o> WrittenOrigin<'o> {
    pub(crate) const fn new(text: &'o str) -> Self {
        let (scheme, after) = match split_once(text, b':') {
            (scheme, Some(after)) if starts_with(after, "//") => (Some(scheme), split(after, 2).1),
            _ => (None, text),
        };
        let (authority, rest) = split(after, authority_len(after));
        let (user, place) = match split_once(authority, b'@') {
            (user, Some(place)) => (Some(user), place),
            (place, None) => (None, place),
        };
        let (host, port) = host_and_port(place);
        Self { text, scheme, user, host, port, rest }
    }

    /// Why it is not what a browser sends.
    pub(crate) const fn fault(&self) -> Option<&'static str> {
        match self.flaw() {
            None => self.oddity(),
            flaw => flaw,
        }
    }

    /// Why it is no origin, however it is written.
    pub(crate) const fn flaw(&self) -> Option<&'static str> {
        if same(self.text, NULL) {
            Some("is what every sandboxed page sends")
        } else if find(self.text.as_bytes(), b'*').is_some() {
            Some("has a '*': a pattern is a function for Cors::predicate")
        } else if !self.text.is_ascii() {
            Some("is not ASCII: a browser sends its host in Punycode, \"xn--…\"")
        } else if !is_scheme(self.sent_scheme()) {
            Some("has no scheme, such as in \"https://www.example.com\"")
        } else if !is_host(self.host) {
            Some("has no host, such as in \"https://www.example.com\"")
        } else if !is_port(self.port) {
            Some("has a port that is no number from 0 to 65535")
        } else {
            None
        }
    }

    /// What a browser would have written in another way.
    const fn oddity(&self) -> Option<&'static str> {
        if self.scheme.is_none() {
            Some("has no scheme")
        } else if self.user.is_some() {
            Some("names a user")
        } else if same(self.rest, "/") {
            Some("ends with '/'")
        } else if !self.rest.is_empty() {
            Some("has a path")
        } else if has_capital(self.text.as_bytes()) {
            Some("has capital letters")
        } else if self.port.is_some() && self.sent_port().is_none() {
            Some("has its scheme's own port, or an empty one")
        } else {
            None
        }
    }

    pub(crate) const fn sent_scheme(&self) -> &'o str {
        match self.scheme {
            Some(scheme) => scheme,
            None => "https",
        }
    }

    /// The port, if a browser sends it.
    pub(crate) const fn sent_port(&self) -> Option<&'o str> {
        let scheme = self.sent_scheme();
        let Some(port) = self.port else { return None };
        let is_own = match port.as_bytes() {
            b"" => true,
            b"80" => same_in_any_case(scheme, "http") || same_in_any_case(scheme, "ws"),
            b"443" => same_in_any_case(scheme, "https") || same_in_any_case(scheme, "wss"),
            b"21" => same_in_any_case(scheme, "ftp"),
            _ => false,
        };
        if is_own { None } else { Some(port) }
    }
}

/// How long the text is before a path, a query or a fragment.
const fn authority_len(text: &str) -> usize {
    let mut bytes = text.as_bytes();
    while let [first, rest @ ..] = bytes
        && !matches!(first, b'/' | b'?' | b'#')
    {
        bytes = rest;
    }
    text.len() - bytes.len()
}

/// `[::1]:80` has its host in brackets.
const fn host_and_port(text: &str) -> (&str, Option<&str>) {
    if !starts_with(text, "[") {
        return split_once(text, b':');
    }
    let Some(end) = find(text.as_bytes(), b']') else {
        return (text, None);
    };
    let (host, after) = split(text, end + 1);
    match split_once(after, b':') {
        (before, port) if before.is_empty() => (host, port),
        _ => (host, Some(after)),
    }
}

const fn split(text: &str, at: usize) -> (&str, &str) {
    match text.split_at_checked(at) {
        Some(halves) => halves,
        None => (text, ""),
    }
}

const fn is_scheme(text: &str) -> bool {
    let mut bytes = text.as_bytes();
    let starts_well = matches!(bytes, [first, ..] if first.is_ascii_alphabetic());
    while let [b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'+' | b'-' | b'.', rest @ ..] = bytes {
        bytes = rest;
    }
    starts_well && bytes.is_empty()
}

const fn is_host(text: &str) -> bool {
    let mut bytes = text.as_bytes();
    if let [b'[', address @ .., b']'] = bytes {
        bytes = address;
        while let [b'a'..=b'f' | b'A'..=b'F' | b'0'..=b'9' | b':' | b'.', rest @ ..] = bytes {
            bytes = rest;
        }
    } else {
        while let [b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_', rest @ ..] = bytes
        {
            bytes = rest;
        }
    }
    bytes.is_empty() && text.len() > 2 * (starts_with(text, "[") as usize)
}

const fn is_port(port: Option<&str>) -> bool {
    let Some(digits) = port else { return true };
    let mut bytes = digits.as_bytes();
    let mut number: u32 = 0;
    while let [digit @ b'0'..=b'9', rest @ ..] = bytes
        && number <= u16::MAX as u32
    {
        number = number * 10 + (*digit - b'0') as u32;
        bytes = rest;
    }
    let has_leading_zero = digits.len() > 1 && starts_with(digits, "0");
    bytes.is_empty() && number <= u16::MAX as u32 && !has_leading_zero
}

const fn has_capital(mut bytes: &[u8]) -> bool {
    while let [first, rest @ ..] = bytes {
        if first.is_ascii_uppercase() {
            return true;
        }
        bytes = rest;
    }
    false
}
