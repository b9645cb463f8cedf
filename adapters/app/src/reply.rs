//! What a handler can answer with.

use std::borrow::Cow;

use gatepost_core::{Out, Status};

/// A type that a handler can answer with.
///
/// | a handler returns | the reply |
/// |---|---|
/// | `&str`, `String`, `Cow<str>` | 200, `text/plain; charset=utf-8` |
/// | `&[u8]`, `Vec<u8>` | 200, `application/octet-stream`, in base64 on the wire |
/// | [`Json<T>`](crate::Json) | 200, `application/json` |
/// | `(status, content type, body)` | just that, as in Powertools for Python |
/// | `(status, reply)` | the reply with that status, unless it is a [`Reply`] or an error, which have their own |
/// | [`Reply`] | all of it said |
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
    note = "text, bytes, `Json<T>`, `(status, content type, body)`, `(status, reply)`, `Reply` and `Result` of these are replies"
)]
pub trait IntoReply {
    /// Writes the reply, while the value lives: it may borrow from the request.
    fn write_reply(self, out: &mut Out<'_>);
}

/// A type that can be a body: text, or bytes that go out as they are.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a body",
    label = "neither text nor bytes",
    note = "for JSON, answer with `Json<T>` or `(status, Json<T>)`"
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
                out.set_header("Content-Type", <$type>::CONTENT_TYPE);
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

impl<R: IntoReply, E: IntoReply> IntoReply for Result<R, E> {
    fn write_reply(self, out: &mut Out<'_>) {
        match self {
            Ok(reply) => reply.write_reply(out),
            Err(error) => error.write_reply(out),
        }
    }
}

/// A reply in full: status, headers, body.
///
/// ```
/// use gatepost::prelude::*;
///
/// #[get("/report/<year>")]
/// fn report(year: &str) -> Reply<'_> {
///     Reply::new(200)
///         .content_type("text/csv")
///         .header("Link", "</report/1>; rel=prev")
///         .header("Link", "</report/3>; rel=next")
///         .body(year)
/// }
///
/// static APP: App<(report,)> = App::new();
/// let answer = gatepost::block_on(APP.call(r#"{"httpMethod":"GET","path":"/report/2"}"#, &()))?;
/// assert!(answer.contains(r#""multiValueHeaders":{"Link":["</report/1>; rel=prev","</report/3>; rel=next"]}"#));
/// # Ok::<(), gatepost::InvocationError>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Reply<'a> {
    status: Status,
    headers: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    body: Option<Content<'a>>,
}

#[derive(Clone, Debug)]
enum Content<'a> {
    Text(Cow<'a, str>),
    Bytes(Cow<'a, [u8]>),
}

impl<'a> Reply<'a> {
    /// A reply with that status, no headers and no body.
    pub fn new(status: impl Into<Status>) -> Self {
        Self { status: status.into(), headers: Vec::new(), body: None }
    }

    /// Adds a header; one of the same name stays.
    pub fn header(mut self, name: impl Into<Cow<'a, str>>, value: impl Into<Cow<'a, str>>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Sets the content type.
    pub fn content_type(mut self, value: impl Into<Cow<'a, str>>) -> Self {
        self.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("content-type"));
        self.header("Content-Type", value)
    }

    /// Sets a body of text.
    pub fn body(self, text: impl Into<Cow<'a, str>>) -> Self {
        Self { body: Some(Content::Text(text.into())), ..self }
    }

    /// Sets a body of bytes, which go out as they are: in base64 on the wire.
    pub fn bytes(self, bytes: impl Into<Cow<'a, [u8]>>) -> Self {
        Self { body: Some(Content::Bytes(bytes.into())), ..self }
    }
}

impl IntoReply for Reply<'_> {
    fn write_reply(self, out: &mut Out<'_>) {
        out.set_status(self.status);
        for (name, value) in &self.headers {
            out.add_header(name, value);
        }
        match &self.body {
            None => {}
            Some(Content::Text(text)) => out.set_text(text),
            Some(Content::Bytes(bytes)) => out.set_bytes(bytes),
        }
    }
}

/// The handler's value as its reply, for the attributes.
pub fn reply<T: IntoReply>(value: T, out: &mut Out<'_>) {
    value.write_reply(out);
}
