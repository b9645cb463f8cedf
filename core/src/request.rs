//! The request, as a view of what a mapping has read.

use core::fmt;

use crate::{
    method::Method,
    text::{same_in_any_case, split, split_once},
};

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
    raw_path: &'r str,
    path_coding: PathCoding,
    headers: &'r dyn Fields,
    query: &'r dyn Fields,
    body: Option<&'r [u8]>,
    client: Client<'r>,
    broken: Option<&'static str>,
}

/// Where the client's address is known from.
#[derive(Clone, Copy)]
enum Client<'r> {
    Gateway(Option<&'r [u8]>),
    Forwarded,
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
    ///
    /// ```
    /// use gatepost_core::{Method, Request};
    ///
    /// let request = Request::new("GET", "/hello/ada%20l");
    /// assert_eq!((request.method(), request.path(), request.has_body()), (Method::GET, "/hello/ada%20l", false));
    /// ```
    #[must_use]
    pub fn new(method: &'r str, path: &'r str) -> Self {
        Self {
            method: Method::new(method),
            path,
            raw_path: path,
            path_coding: PathCoding::Encoded,
            headers: &(),
            query: &(),
            body: None,
            client: Client::Gateway(None),
            broken: None,
        }
    }

    /// The same request, its path coded so.
    ///
    /// ```
    /// use gatepost_core::{PathCoding, Request};
    ///
    /// let request = Request::new("GET", "/100%").with_path_coding(PathCoding::Decoded);
    /// assert_eq!(request.path_coding(), PathCoding::Decoded);
    /// ```
    #[must_use]
    pub fn with_path_coding(self, path_coding: PathCoding) -> Self {
        Self { path_coding, ..self }
    }

    /// The same request, whose event has that path: with a stage, perhaps.
    ///
    /// ```
    /// use gatepost_core::Request;
    ///
    /// let request = Request::new("GET", "/orders").with_raw_path("/prod/orders");
    /// assert_eq!((request.path(), request.raw_path()), ("/orders", "/prod/orders"));
    /// ```
    #[must_use]
    pub fn with_raw_path(self, raw_path: &'r str) -> Self {
        Self { raw_path, ..self }
    }

    /// The same request from that address, which the gateway vouches for: text, looked at when it is
    /// asked for.
    ///
    /// ```
    /// use gatepost_core::Request;
    ///
    /// let request = Request::new("GET", "/").with_client_address(Some("192.0.2.1"));
    /// assert_eq!(request.client_address(), Some("192.0.2.1"));
    /// ```
    #[must_use]
    pub fn with_client_address(self, address: Option<&'r (impl AsRef<[u8]> + ?Sized)>) -> Self {
        Self { client: Client::Gateway(address.map(AsRef::as_ref)), ..self }
    }

    /// The same request, whose last hop has put the client's address at the end of
    /// `X-Forwarded-For`, as a load balancer does.
    ///
    /// ```
    /// use gatepost_core::Request;
    ///
    /// let headers = [("X-Forwarded-For", "10.0.0.1, 203.0.113.9")];
    /// let request = Request::new("GET", "/").with_headers(&headers).with_forwarded_client();
    /// assert_eq!(request.client_address(), Some("203.0.113.9"));
    /// ```
    #[must_use]
    pub fn with_forwarded_client(self) -> Self {
        Self { client: Client::Forwarded, ..self }
    }

    /// The same request with those headers.
    ///
    /// ```
    /// use gatepost_core::Request;
    ///
    /// let headers = [("Accept", "text/html")];
    /// assert_eq!(Request::new("GET", "/").with_headers(&headers).header("accept"), Some("text/html"));
    /// ```
    #[must_use]
    pub fn with_headers(self, headers: &'r dyn Fields) -> Self {
        Self { headers, ..self }
    }

    /// The same request with that query, decoded.
    ///
    /// ```
    /// use gatepost_core::Request;
    ///
    /// let query = [("q", "green tea")];
    /// assert_eq!(Request::new("GET", "/").with_query(&query).query("q"), Some("green tea"));
    /// ```
    #[must_use]
    pub fn with_query(self, query: &'r dyn Fields) -> Self {
        Self { query, ..self }
    }

    /// The same request with that body.
    ///
    /// ```
    /// use gatepost_core::Request;
    ///
    /// assert_eq!(Request::new("POST", "/").with_body(b"{}").body(), b"{}");
    /// ```
    #[must_use]
    pub fn with_body(self, body: &'r [u8]) -> Self {
        Self { body: Some(body), ..self }
    }

    /// The same request, of which something could not be read: it is answered 400 before it is
    /// matched. The reason, such as `the body is not base64`, is for the log.
    ///
    /// ```
    /// use gatepost_core::{Decision, Miss, Policy, Request, Route, Table, table};
    ///
    /// static ROUTES: Table<'static> = table![Route::get("/", 0)];
    ///
    /// let request = Request::new("GET", "/").broken("the body is not base64");
    /// let opened = Policy::new(ROUTES).open(&request, &mut []);
    /// assert!(matches!(opened.decision, Decision::Miss(Miss::BadRequest("the body is not base64"))));
    /// ```
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

    /// The path as the event has it, stage included.
    #[must_use]
    pub fn raw_path(&self) -> &'r str {
        self.raw_path
    }

    /// Whether [`path`](Request::path) is percent-encoded.
    #[must_use]
    pub fn path_coding(&self) -> PathCoding {
        self.path_coding
    }

    /// The first value of a header, its name in any case.
    ///
    /// ```
    /// use gatepost_core::Request;
    ///
    /// let headers = [("X-Tag", "a"), ("x-tag", "b")];
    /// let request = Request::new("GET", "/").with_headers(&headers);
    /// assert_eq!((request.header("x-tag"), request.header("accept")), (Some("a"), None));
    /// ```
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&'r str> {
        self.header_values(name).next()
    }

    /// Every value of a header, in order, its name in any case.
    ///
    /// ```
    /// use gatepost_core::Request;
    ///
    /// let headers = [("X-Tag", "a"), ("x-tag", "b")];
    /// let request = Request::new("GET", "/").with_headers(&headers);
    /// assert!(request.header_values("X-TAG").eq(["a", "b"]));
    /// ```
    pub fn header_values(&self, name: &str) -> impl Iterator<Item = &'r str> {
        let headers = self.headers;
        let named = move |mut cursor| {
            loop {
                let field = headers.next_field(headers.skip_others(name, cursor))?;
                if same_in_any_case(field.name, name) {
                    return Some(field);
                }
                cursor = field.next;
            }
        };
        Field::all(named).map(|(_, value)| value)
    }

    /// Every header, name and value, in order; a name with several values comes several times.
    ///
    /// ```
    /// use gatepost_core::Request;
    ///
    /// let headers = [("Host", "example.com"), ("Accept", "*/*")];
    /// assert!(Request::new("GET", "/").with_headers(&headers).headers().eq(headers));
    /// ```
    pub fn headers(&self) -> impl Iterator<Item = (&'r str, &'r str)> + use<'r> {
        walk(self.headers)
    }

    /// The value of the first cookie of that name, as it was sent.
    ///
    /// ```
    /// use gatepost_core::Request;
    ///
    /// let headers = [("Cookie", "session=abc; theme=dark"), ("cookie", "=nameless; session=second")];
    /// let request = Request::new("GET", "/").with_headers(&headers);
    ///
    /// assert_eq!((request.cookie("session"), request.cookie("lang")), (Some("abc"), None));
    /// let all = [("session", "abc"), ("theme", "dark"), ("session", "second")];
    /// assert_eq!(request.cookies().collect::<Vec<_>>(), all);
    /// ```
    #[must_use]
    pub fn cookie(&self, name: &str) -> Option<&'r str> {
        self.cookies().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// Every cookie, name and value, in order (RFC 6265, section 5.4); one without a name is left out,
    /// for some readers take its value for a name.
    ///
    /// ```
    /// use gatepost_core::Request;
    ///
    /// let headers = [("Cookie", "session=abc; theme=dark")];
    /// let request = Request::new("GET", "/").with_headers(&headers);
    /// assert!(request.cookies().eq([("session", "abc"), ("theme", "dark")]));
    /// ```
    pub fn cookies(&self) -> impl Iterator<Item = (&'r str, &'r str)> + use<'r> {
        let headers = self.headers().filter(|(name, _)| name.eq_ignore_ascii_case("cookie"));
        let pairs = headers.flat_map(|(_, value)| split(value, b';'));
        pairs.filter_map(|pair| match split_once(pair.trim(), b'=') {
            ("", _) | (_, None) => None,
            (name, Some(value)) => Some((name, value)),
        })
    }

    /// The address of the client, as the gateway that sent the event saw it. Never the first element
    /// of `X-Forwarded-For`, which is whatever the client wrote there.
    ///
    /// ```
    /// use gatepost_core::Request;
    ///
    /// let headers = [("x-forwarded-for", "10.0.0.1, 203.0.113.9")];
    /// let request = Request::new("GET", "/").with_headers(&headers);
    /// assert_eq!(request.client_address(), None);
    /// assert_eq!(request.with_client_address(Some("192.0.2.1")).client_address(), Some("192.0.2.1"));
    /// assert_eq!(request.with_forwarded_client().client_address(), Some("203.0.113.9"));
    /// ```
    #[must_use]
    pub fn client_address(&self) -> Option<&'r str> {
        match self.client {
            Client::Gateway(address) => core::str::from_utf8(address?).ok(),
            Client::Forwarded => {
                let last = self.header_values("x-forwarded-for").last()?;
                split(last, b',').last().map(str::trim).filter(|address| !address.is_empty())
            }
        }
    }

    /// The first value of a query parameter, decoded.
    ///
    /// ```
    /// use gatepost_core::Request;
    ///
    /// let query = [("tag", "a"), ("tag", "b")];
    /// let request = Request::new("GET", "/").with_query(&query);
    /// assert_eq!((request.query("tag"), request.query("q")), (Some("a"), None));
    /// ```
    #[must_use]
    pub fn query(&self, name: &str) -> Option<&'r str> {
        self.query_values(name).next()
    }

    /// Every value of a query parameter, decoded, in order.
    ///
    /// ```
    /// use gatepost_core::Request;
    ///
    /// let query = [("tag", "a"), ("q", "tea"), ("tag", "b")];
    /// assert!(Request::new("GET", "/").with_query(&query).query_values("tag").eq(["a", "b"]));
    /// ```
    pub fn query_values(&self, name: &str) -> impl Iterator<Item = &'r str> {
        self.query_pairs().filter(move |(known, _)| *known == name).map(|(_, value)| value)
    }

    /// Every query parameter, name and value, decoded.
    ///
    /// ```
    /// use gatepost_core::Request;
    ///
    /// let query = [("tag", "a"), ("tag", "b")];
    /// assert!(Request::new("GET", "/").with_query(&query).query_pairs().eq(query));
    /// ```
    pub fn query_pairs(&self) -> impl Iterator<Item = (&'r str, &'r str)> + use<'r> {
        walk(self.query)
    }

    /// The body, decoded from base64 where the event has it so; empty where there is none.
    ///
    /// ```
    /// use gatepost_core::Request;
    ///
    /// assert_eq!(Request::new("POST", "/").with_body(b"\xFF").body(), b"\xFF");
    /// assert_eq!(Request::new("POST", "/").body(), b"");
    /// ```
    #[must_use]
    pub fn body(&self) -> &'r [u8] {
        self.body.unwrap_or_default()
    }

    /// Whether there is a body, be it an empty one.
    ///
    /// ```
    /// use gatepost_core::Request;
    ///
    /// let request = Request::new("POST", "/");
    /// assert_eq!((request.has_body(), request.with_body(b"").has_body()), (false, true));
    /// ```
    #[must_use]
    pub fn has_body(&self) -> bool {
        self.body.is_some()
    }

    /// The body as text.
    ///
    /// ```
    /// use gatepost_core::Request;
    ///
    /// let request = Request::new("POST", "/");
    /// assert_eq!(request.with_body(b"tea").text(), Ok("tea"));
    /// assert!(request.with_body(b"\xFF").text().is_err());
    /// ```
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

    /// A cursor at or after `cursor` with no field of that name, in any case, between them: of whoever can
    /// pass over other fields more quickly than by reading them.
    ///
    /// ```
    /// use gatepost_core::Fields;
    ///
    /// let headers = [("Host", "example.com"), ("Accept", "*/*")];
    /// assert_eq!(headers.skip_others("accept", 0), 0);
    /// ```
    fn skip_others(&self, _name: &str, cursor: u64) -> u64 {
        cursor
    }
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

impl<'f> Field<'f> {
    /// The names and values of fields, one after another: `next` is what
    /// [`next_field`](Fields::next_field) is, of whoever has them.
    ///
    /// ```
    /// use gatepost_core::{Field, Fields};
    ///
    /// let headers = [("Host", "example.com"), ("Accept", "*/*")];
    /// assert_eq!(Field::all(|cursor| headers.next_field(cursor)).collect::<Vec<_>>(), headers);
    /// ```
    pub fn all<N: Fn(u64) -> Option<Self>>(
        next: N,
    ) -> impl Iterator<Item = (&'f str, &'f str)> + use<'f, N> {
        let mut cursor = 0;
        core::iter::from_fn(move || {
            let field = next(cursor)?;
            cursor = field.next;
            Some((field.name, field.value))
        })
    }
}

fn walk<'r>(fields: &'r dyn Fields) -> impl Iterator<Item = (&'r str, &'r str)> + use<'r> {
    Field::all(move |cursor| fields.next_field(cursor))
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
