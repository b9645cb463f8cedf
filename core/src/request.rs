//! The request, as a view of what a mapping has read.

use core::fmt;

use crate::method::Method;

/// A request: a view of borrowed text, free to copy.
///
/// A mapping makes one of an event; a proxy or a test makes its own.
///
/// ```
/// use gatepost_core::{Method, Request};
///
/// let headers = [("Accept", "text/html"), ("x-tag", "a"), ("X-Tag", "b")];
/// let request = Request::new("POST", "/orders").with_headers(&headers).with_body(b"{}");
///
/// assert_eq!((request.method(), request.path()), (Method::POST, "/orders"));
/// assert_eq!(request.header("accept"), Some("text/html"));
/// assert_eq!(request.header_values("x-tag").collect::<Vec<_>>(), ["a", "b"]);
/// assert_eq!(request.text(), Ok("{}"));
/// ```
#[derive(Clone, Copy)]
pub struct Request<'r> {
    method: Method<'r>,
    path: &'r str,
    path_coding: PathCoding,
    headers: &'r dyn Fields,
    query: &'r dyn Fields,
    body: Option<&'r [u8]>,
    broken: Option<&'static str>,
}

/// Whether a path is still percent-encoded: a property of who sent the event.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PathCoding {
    /// As in a URL: to be decoded, once.
    Encoded,
    /// Decoded by the sender: not to be decoded again.
    Decoded,
}

impl<'r> Request<'r> {
    /// A request with that method and that path, percent-encoded, and nothing else.
    #[must_use]
    pub fn new(method: &'r str, path: &'r str) -> Self {
        Self {
            method: Method::new(method),
            path,
            path_coding: PathCoding::Encoded,
            headers: &(),
            query: &(),
            body: None,
            broken: None,
        }
    }

    /// The same request, its path coded so.
    #[must_use]
    pub fn with_path_coding(self, path_coding: PathCoding) -> Self {
        Self { path_coding, ..self }
    }

    /// The same request with those headers.
    #[must_use]
    pub fn with_headers(self, headers: &'r dyn Fields) -> Self {
        Self { headers, ..self }
    }

    /// The same request with that query, decoded.
    #[must_use]
    pub fn with_query(self, query: &'r dyn Fields) -> Self {
        Self { query, ..self }
    }

    /// The same request with that body.
    #[must_use]
    pub fn with_body(self, body: &'r [u8]) -> Self {
        Self { body: Some(body), ..self }
    }

    /// The same request, of which something could not be read: it is answered 400 before it is
    /// matched. The reason, such as `the body is not base64`, is for the log.
    #[must_use]
    pub fn broken(self, reason: &'static str) -> Self {
        Self { broken: Some(reason), ..self }
    }

    /// The method.
    #[must_use]
    pub fn method(&self) -> Method<'r> {
        self.method
    }

    /// The path as it is matched: without a stage, percent-encoded where the event has it so.
    #[must_use]
    pub fn path(&self) -> &'r str {
        self.path
    }

    /// Whether [`path`](Request::path) is percent-encoded.
    #[must_use]
    pub fn path_coding(&self) -> PathCoding {
        self.path_coding
    }

    /// The first value of a header, its name in any case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&'r str> {
        self.header_values(name).next()
    }

    /// Every value of a header, in order, its name in any case.
    pub fn header_values(&self, name: &str) -> impl Iterator<Item = &'r str> {
        self.headers()
            .filter(move |(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    /// Every header, name and value, in order; a name with several values comes several times.
    pub fn headers(&self) -> impl Iterator<Item = (&'r str, &'r str)> + use<'r> {
        walk(self.headers)
    }

    /// The first value of a query parameter, decoded.
    #[must_use]
    pub fn query(&self, name: &str) -> Option<&'r str> {
        self.query_values(name).next()
    }

    /// Every value of a query parameter, decoded, in order.
    pub fn query_values(&self, name: &str) -> impl Iterator<Item = &'r str> {
        self.query_pairs().filter(move |(known, _)| *known == name).map(|(_, value)| value)
    }

    /// Every query parameter, name and value, decoded.
    pub fn query_pairs(&self) -> impl Iterator<Item = (&'r str, &'r str)> + use<'r> {
        walk(self.query)
    }

    /// The body, decoded from base64 where the event has it so; empty where there is none.
    #[must_use]
    pub fn body(&self) -> &'r [u8] {
        self.body.unwrap_or_default()
    }

    /// Whether there is a body, be it an empty one.
    #[must_use]
    pub fn has_body(&self) -> bool {
        self.body.is_some()
    }

    /// The body as text.
    ///
    /// # Errors
    /// Where it is not UTF-8.
    pub fn text(&self) -> Result<&'r str, core::str::Utf8Error> {
        core::str::from_utf8(self.body())
    }

    pub(crate) fn why_broken(&self) -> Option<&'static str> {
        self.broken
    }
}

impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Quoted: a line break in it must not begin a line of a log.
        write!(f, "{:?} {:?} ({} bytes)", self.method.as_str(), self.path, self.body().len())
    }
}

/// Names and values, in order: the headers or the query of a request, wherever they are kept.
///
/// ```
/// use gatepost_core::Fields;
///
/// let headers = [("Host", "example.com")];
/// let first = headers.next_field(0).expect("there is one");
/// assert_eq!((first.name, first.value), ("Host", "example.com"));
/// assert!(headers.next_field(first.next).is_none());
/// ```
pub trait Fields: Sync {
    /// The first field at or after `cursor`, which is 0 or a [`next`](Field::next) of an earlier answer.
    fn next_field(&self, cursor: u64) -> Option<Field<'_>>;
}

/// One of the [`Fields`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Field<'f> {
    /// Its name.
    pub name: &'f str,
    /// Its value.
    pub value: &'f str,
    /// The cursor of the field after it.
    pub next: u64,
}

fn walk<'r>(fields: &'r dyn Fields) -> impl Iterator<Item = (&'r str, &'r str)> + use<'r> {
    let mut cursor = 0;
    core::iter::from_fn(move || {
        let field = fields.next_field(cursor)?;
        cursor = field.next;
        Some((field.name, field.value))
    })
}

impl Fields for () {
    fn next_field(&self, _: u64) -> Option<Field<'_>> {
        None
    }
}

impl Fields for &[(&str, &str)] {
    fn next_field(&self, cursor: u64) -> Option<Field<'_>> {
        field_at(self, cursor)
    }
}

impl<const N: usize> Fields for [(&str, &str); N] {
    fn next_field(&self, cursor: u64) -> Option<Field<'_>> {
        field_at(self, cursor)
    }
}

fn field_at<'f>(fields: &'f [(&str, &str)], cursor: u64) -> Option<Field<'f>> {
    let &(name, value) = fields.get(usize::try_from(cursor).ok()?)?;
    Some(Field { name, value, next: cursor + 1 })
}
