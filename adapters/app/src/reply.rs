//! What a handler can answer with.

use std::borrow::Cow;

use gatepost_core::{ConstHeader, Cookie, Location, Out, OutError, Status};

use crate::media_type::is_text;

/// A type that a handler can answer with.
///
/// | a handler returns | the reply |
/// |---|---|
/// | `&str`, `String`, `Cow<str>` | 200, `text/plain; charset=utf-8` |
/// | `&[u8]`, `Vec<u8>` | 200, `application/octet-stream`, in base64 on the wire |
/// | [`Json<T>`](crate::Json) | 200, `application/json` |
/// | `(status, content type, body)` | just that, as in Powertools for Python |
/// | `(status, reply)` | the reply with that status, unless it is a [`Reply`] or an error, which have their own |
/// | `(Reply, body)` | the reply with that body: text, bytes or `Json<T>` |
/// | [`Reply`] | status, headers, cookies and body as it says; [`Redirect`](crate::Redirect) makes one |
/// | [`Problem`](crate::Problem) | its status, `application/problem+json` |
/// | [`Status`], `()` | that status (200), no body |
/// | `Result<reply, error>` | either: the error is an [`HttpError`](crate::HttpError), or a type of your own that is `IntoReply` |
///
/// ```
/// use gatepost::{Out, prelude::*};
///
/// struct Teapot;
///
/// impl IntoReply for Teapot {
///     fn write_reply(self, out: &mut Out<'_>) {
///         out.set_status(Status::new(418));
///         out.set_text("short and stout");
///     }
/// }
///
/// #[get("/tea")]
/// fn tea() -> Teapot {
///     Teapot
/// }
///
/// static APP: App<(tea,)> = App::new();
/// let answer = gatepost::block_on(APP.call(r#"{"httpMethod":"GET","path":"/tea"}"#, &()))?;
/// assert_eq!(answer, r#"{"statusCode":418,"headers":{},"body":"short and stout","isBase64Encoded":false}"#);
/// # Ok::<(), gatepost::InvocationError>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "a handler cannot answer with `{Self}`",
    label = "not a reply",
    note = "text, bytes, `Json<T>`, `(status, content type, body)`, `(status, reply)`, `Reply`, `(Reply, body)` and `Result` of these are replies"
)]
pub trait IntoReply {
    /// Writes the reply, while the value lives: it may borrow from the request.
    fn write_reply(self, out: &mut Out<'_>);
}

/// A type that can be a body: text, bytes that go out as they are, or [`Json<T>`](crate::Json).
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a body",
    label = "neither text, nor bytes, nor `Json<T>`"
)]
pub trait IntoBody {
    /// The content type where nothing else says one.
    const CONTENT_TYPE: &'static str;

    /// Writes the body.
    fn write_body(self, out: &mut Out<'_>);
}

/// Each line: a type, and how it is seen as text or as bytes.
macro_rules! bodies {
    ($($content_type:literal, $set:ident: $($type:ty),*;)*) => {$($(
        impl IntoBody for $type {
            const CONTENT_TYPE: &'static str = $content_type;

            fn write_body(self, out: &mut Out<'_>) {
                out.$set(self.as_ref());
            }
        }

        impl IntoReply for $type {
            fn write_reply(self, out: &mut Out<'_>) {
                out.put_header(const { &ConstHeader::new("Content-Type", <$type>::CONTENT_TYPE) });
                self.write_body(out);
            }
        }
    )*)*};
}

bodies! {
    "text/plain; charset=utf-8", set_text: &str, String, &String, Cow<'_, str>;
    "application/octet-stream", set_bytes: &[u8], Vec<u8>, &Vec<u8>, Cow<'_, [u8]>;
}

impl<const N: usize> IntoBody for &[u8; N] {
    const CONTENT_TYPE: &'static str = <&[u8]>::CONTENT_TYPE;

    fn write_body(self, out: &mut Out<'_>) {
        out.set_bytes(self);
    }
}

impl<const N: usize> IntoReply for &[u8; N] {
    fn write_reply(self, out: &mut Out<'_>) {
        self.as_slice().write_reply(out);
    }
}

impl IntoReply for () {
    fn write_reply(self, _: &mut Out<'_>) {}
}

impl IntoReply for Status {
    fn write_reply(self, out: &mut Out<'_>) {
        out.set_status(self);
    }
}

impl<C: Into<Status>, R: IntoReply> IntoReply for (C, R) {
    fn write_reply(self, out: &mut Out<'_>) {
        // First, so that an error within keeps a status of its own.
        out.set_status(self.0.into());
        self.1.write_reply(out);
    }
}

impl<C: Into<Status>, T: AsRef<str>, B: IntoBody> IntoReply for (C, T, B) {
    fn write_reply(self, out: &mut Out<'_>) {
        let (status, content_type, body) = self;
        out.set_status(status.into());
        out.set_header("Content-Type", content_type.as_ref());
        body.write_body(out);
    }
}

impl<B: IntoBody> IntoReply for (Reply<'_>, B) {
    fn write_reply(self, out: &mut Out<'_>) {
        let (reply, body) = self;
        reply.write_reply(out);
        if out.header("Content-Type").is_none() {
            out.put_header(const { &ConstHeader::new("Content-Type", B::CONTENT_TYPE) });
        }
        body.write_body(out);
    }
}

impl<R: IntoReply, E: IntoReply> IntoReply for Result<R, E> {
    fn write_reply(self, out: &mut Out<'_>) {
        match self {
            Ok(reply) => reply.write_reply(out),
            Err(error) => error.write_reply(out),
        }
    }
}

/// A reply in full: status, headers, cookies, body.
///
/// Text goes out as text and bytes in base64, whatever their content type; [`file`](Reply::file) goes
/// by the content type. A body without a content type has that of its kind:
/// `text/plain; charset=utf-8` or `application/octet-stream`, since a gateway would put one of its own.
///
/// ```
/// use gatepost::{Cookie, prelude::*, testing::Event};
///
/// const THEME: Cookie<'static> = Cookie::new("theme", "light").path("/").max_age(86_400);
///
/// #[get("/report/<year>")]
/// fn report(year: &str) -> Reply<'_> {
///     Reply::new(200)
///         .content_type("text/csv")
///         .header("Link", "</report/1>; rel=prev")
///         .header("Link", "</report/3>; rel=next")
///         .cookie(THEME.value("dark"))
///         .body(year)
/// }
///
/// static APP: App<(report,)> = App::new();
/// let answer = Event::get("/report/2").call(&APP, &())?;
/// assert_eq!((answer.status(), &*answer.text()), (200, "2"));
/// assert_eq!(answer.header("content-type").as_deref(), Some("text/csv"));
/// assert_eq!(answer.header("link").as_deref(), Some("</report/1>; rel=prev, </report/3>; rel=next"));
/// assert_eq!(answer.cookies().collect::<Vec<_>>(), ["theme=dark; Path=/; Max-Age=86400"]);
/// # Ok::<(), gatepost::InvocationError>(())
/// ```
///
/// A body of another kind stands beside it:
///
/// ```
/// use gatepost::{prelude::*, testing::Event};
///
/// #[post("/orders")]
/// fn create() -> (Reply<'static>, Json<[u32; 2]>) {
///     (Reply::new(201).location("/orders/7"), Json([7, 3]))
/// }
///
/// static APP: App<(create,)> = App::new();
/// let answer = Event::post("/orders").call(&APP, &())?;
/// assert_eq!((answer.status(), &*answer.text()), (201, "[7,3]"));
/// assert_eq!(answer.header("location").as_deref(), Some("/orders/7"));
/// assert_eq!(answer.header("content-type").as_deref(), Some("application/json"));
/// # Ok::<(), gatepost::InvocationError>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Reply<'a> {
    status: Status,
    headers: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    body: Option<Content<'a>>,
    compress: Option<bool>,
    /// Why it must not be sent.
    failure: Option<OutError>,
}

#[derive(Clone, Debug)]
enum Content<'a> {
    Text(Cow<'a, str>),
    Bytes(Cow<'a, [u8]>),
    File(Cow<'a, [u8]>),
}

impl<'a> Reply<'a> {
    /// A reply with that status, no headers and no body.
    pub fn new(status: impl Into<Status>) -> Self {
        let status = status.into();
        Self { status, headers: Vec::new(), body: None, compress: None, failure: None }
    }

    /// Sets the status.
    ///
    /// ```
    /// use gatepost::{prelude::*, testing::Event};
    ///
    /// #[get("/")]
    /// fn home() -> Reply<'static> {
    ///     Redirect::to("/home").status(302)
    /// }
    ///
    /// static APP: App<(home,)> = App::new();
    /// assert_eq!(Event::get("/").call(&APP, &())?.status(), 302);
    /// # Ok::<(), gatepost::InvocationError>(())
    /// ```
    pub fn status(self, status: impl Into<Status>) -> Self {
        Self { status: status.into(), ..self }
    }

    /// Adds a header; one of the same name stays.
    ///
    /// One with a line break or another control character is not sent: the client gets a 500, and the
    /// log the reason. Headers of the connection, such as `Transfer-Encoding`, `Connection` and
    /// `Content-Length`, are left out, which the log says too: the gateway writes them.
    ///
    /// ```
    /// use gatepost::{prelude::*, testing::Event};
    ///
    /// #[get("/<tag>")]
    /// fn tagged(tag: &str) -> Reply<'_> {
    ///     Reply::new(204).header("X-Tag", tag)
    /// }
    ///
    /// static APP: App<(tagged,)> = App::new();
    /// assert_eq!(Event::get("/new").call(&APP, &())?.header("x-tag").as_deref(), Some("new"));
    /// assert_eq!(Event::get("/a%E2%80%A8b").call(&APP, &())?.status(), 204);
    /// # Ok::<(), gatepost::InvocationError>(())
    /// ```
    pub fn header(mut self, name: impl Into<Cow<'a, str>>, value: impl Into<Cow<'a, str>>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Sets the content type.
    ///
    /// ```
    /// use gatepost::{prelude::*, testing::Event};
    ///
    /// #[get("/")]
    /// fn home() -> Reply<'static> {
    ///     Reply::new(200).content_type("text/html").body("<p>home")
    /// }
    ///
    /// static APP: App<(home,)> = App::new();
    /// assert_eq!(Event::get("/").call(&APP, &())?.header("content-type").as_deref(), Some("text/html"));
    /// # Ok::<(), gatepost::InvocationError>(())
    /// ```
    pub fn content_type(mut self, value: impl Into<Cow<'a, str>>) -> Self {
        self.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("content-type"));
        self.header("Content-Type", value)
    }

    /// Adds a cookie. One that may not be sent, such as one with a `;` in its value, is treated as a
    /// [`header`](Reply::header) is that may not.
    ///
    /// ```
    /// use gatepost::{prelude::*, testing::Event};
    ///
    /// #[get("/")]
    /// fn home() -> Reply<'static> {
    ///     Reply::new(204).cookie(Cookie::new("theme", "dark"))
    /// }
    ///
    /// static APP: App<(home,)> = App::new();
    /// assert_eq!(Event::get("/").call(&APP, &())?.cookie("theme"), Some("dark"));
    /// # Ok::<(), gatepost::InvocationError>(())
    /// ```
    pub fn cookie(self, cookie: Cookie<'_>) -> Self {
        match cookie.check() {
            Ok(()) => self.header("Set-Cookie", cookie.to_string()),
            Err(failure) => self.refuse(failure),
        }
    }

    /// Makes the client forget a cookie of that name, path and domain.
    ///
    /// ```
    /// use gatepost::{Cookie, Redirect, prelude::*, testing::Event};
    ///
    /// #[post("/logout")]
    /// fn logout() -> Reply<'static> {
    ///     Redirect::to("/").remove_cookie(Cookie::new("session", "").path("/"))
    /// }
    ///
    /// static APP: App<(logout,)> = App::new();
    /// let answer = Event::post("/logout").call(&APP, &())?;
    /// assert!(answer.cookies().any(|cookie| cookie.starts_with("session=; Path=/; Expires=Thu, 01 Jan 1970")));
    /// # Ok::<(), gatepost::InvocationError>(())
    /// ```
    pub fn remove_cookie(self, cookie: Cookie<'_>) -> Self {
        self.cookie(cookie.removal())
    }

    /// Sets `Location` to a path of the same host, as [`Location::local`] takes it.
    ///
    /// ```
    /// use gatepost::{prelude::*, testing::Event};
    ///
    /// #[post("/orders")]
    /// fn create() -> Reply<'static> {
    ///     Reply::new(201).location("/orders/7")
    /// }
    ///
    /// static APP: App<(create,)> = App::new();
    /// assert_eq!(Event::post("/orders").call(&APP, &())?.header("location").as_deref(), Some("/orders/7"));
    /// # Ok::<(), gatepost::InvocationError>(())
    /// ```
    pub fn location(self, target: impl Into<Cow<'a, str>>) -> Self {
        let target = target.into();
        self.checked_location(Location::local(&target))
    }

    /// Sets `Location` to a URL of any host. It must not be a client's text.
    pub fn location_url(self, url: impl Into<Cow<'a, str>>) -> Self {
        let url = url.into();
        self.checked_location(Location::url(&url))
    }

    /// Sets a body of text.
    pub fn body(self, text: impl Into<Cow<'a, str>>) -> Self {
        Self { body: Some(Content::Text(text.into())), ..self }
    }

    /// Sets a body of bytes, which go out as they are: in base64 on the wire.
    ///
    /// ```
    /// use gatepost::{prelude::*, testing::Event};
    ///
    /// #[get("/pixel")]
    /// fn pixel() -> Reply<'static> {
    ///     Reply::new(200).content_type("image/gif").bytes(&b"GIF89a"[..])
    /// }
    ///
    /// static APP: App<(pixel,)> = App::new();
    /// let answer = Event::get("/pixel").call(&APP, &())?;
    /// assert_eq!((answer.is_base64(), answer.body()), (true, &b"GIF89a"[..]));
    /// # Ok::<(), gatepost::InvocationError>(())
    /// ```
    pub fn bytes(self, bytes: impl Into<Cow<'a, [u8]>>) -> Self {
        Self { body: Some(Content::Bytes(bytes.into())), ..self }
    }

    /// Sets a body of bytes, which go out as the content type says: as text where that is a type of
    /// text and they are UTF-8, else in base64.
    ///
    /// Text types are `text/…`, JSON, XML, YAML, JavaScript, GraphQL and forms, and what ends with
    /// `+json`, `+xml` or `+yaml`; not with another charset, nor with a `Content-Encoding`. A REST API
    /// decodes base64 only for the content types that it lists as binary, so this is the way to send a
    /// file of a kind that is known at run time.
    ///
    /// ```
    /// use gatepost::{prelude::*, testing::Event};
    ///
    /// #[get("/files/<name>")]
    /// fn file(name: &str) -> Reply<'static> {
    ///     let (content_type, bytes): (_, &[u8]) = match name {
    ///         "logo.png" => ("image/png", b"\x89PNG"),
    ///         _ => ("text/css", b"h1 { color: red }"),
    ///     };
    ///     Reply::new(200).content_type(content_type).file(bytes)
    /// }
    ///
    /// static APP: App<(file,)> = App::new();
    /// assert!(Event::get("/files/logo.png").call(&APP, &())?.is_base64());
    /// assert!(!Event::get("/files/site.css").call(&APP, &())?.is_base64());
    /// # Ok::<(), gatepost::InvocationError>(())
    /// ```
    pub fn file(self, bytes: impl Into<Cow<'a, [u8]>>) -> Self {
        Self { body: Some(Content::File(bytes.into())), ..self }
    }

    /// Says whether the reply leaves in gzip to a client that takes it, whatever its route says.
    ///
    /// ```
    /// use gatepost::{prelude::*, testing::Event};
    ///
    /// #[get("/files/<name>", compress)]
    /// fn file(name: &str) -> Reply<'static> {
    ///     Reply::new(200).body("a file").compress(!name.ends_with(".gz"))
    /// }
    ///
    /// static APP: App<(file,)> = App::new();
    /// let archive = Event::get("/files/logs.gz").header("Accept-Encoding", "gzip").call(&APP, &())?;
    /// assert_eq!((&*archive.text(), archive.header("vary")), ("a file", None));
    /// let text = Event::get("/files/readme").call(&APP, &())?;
    /// # if cfg!(feature = "gzip") {
    /// assert_eq!(text.header("vary").as_deref(), Some("Accept-Encoding"));
    /// # }
    /// # Ok::<(), gatepost::InvocationError>(())
    /// ```
    pub fn compress(self, on: bool) -> Self {
        Self { compress: Some(on), ..self }
    }

    fn checked_location(self, location: Result<Location<'_>, OutError>) -> Self {
        match location {
            Ok(location) => self.header("Location", location.to_string()),
            Err(failure) => self.refuse(failure),
        }
    }

    fn refuse(mut self, failure: OutError) -> Self {
        self.failure.get_or_insert(failure);
        self
    }
}

impl IntoReply for Reply<'_> {
    fn write_reply(self, out: &mut Out<'_>) {
        out.set_status(self.status);
        for (name, value) in &self.headers {
            out.add_header(name, value);
        }
        if let Some(body) = &self.body {
            body.write(out);
        }
        if let Some(on) = self.compress {
            out.set_compress(on);
        }
        if let Some(failure) = self.failure {
            out.refuse(failure);
        }
    }
}

impl Content<'_> {
    fn write(&self, out: &mut Out<'_>) {
        let content_type = match self {
            Self::Text(_) => <&str>::CONTENT_TYPE,
            Self::Bytes(_) | Self::File(_) => <&[u8]>::CONTENT_TYPE,
        };
        if out.header("Content-Type").is_none() {
            out.set_header("Content-Type", content_type);
        }
        match self {
            Self::Text(text) => out.set_text(text),
            Self::Bytes(bytes) => out.set_bytes(bytes),
            Self::File(bytes) => match str::from_utf8(bytes) {
                Ok(text) if says_text(out) => out.set_text(text),
                _ => out.set_bytes(bytes),
            },
        }
    }
}

/// Whether the headers tell of a body of text.
fn says_text(out: &Out<'_>) -> bool {
    out.header("Content-Type").is_some_and(is_text) && out.header("Content-Encoding").is_none()
}

/// The handler's value as its reply, for the attributes.
pub fn reply<T: IntoReply>(value: T, out: &mut Out<'_>) {
    value.write_reply(out);
}
