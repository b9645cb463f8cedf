//! Errors that a handler answers with.

use std::{borrow::Cow, error::Error, fmt, iter};

use gatepost_core::{Out, Status};

use crate::{answer::write_message, reply::IntoReply};

/// A handler's error: a status and a message for the client, and perhaps a detail for the log.
///
/// The reply is `{"statusCode":404,"message":"no such order"}`. With `?`, any other error becomes a
/// 500 whose message is always `Internal Server Error`; what the error said, and its sources said,
/// goes to the log alone, with the request's method and path.
///
/// [`App::on_error`](crate::App::on_error) gives all errors of an app another shape.
///
/// ```
/// use gatepost::prelude::*;
///
/// #[get("/half/<number>")]
/// fn half(number: u32) -> Result<String, HttpError> {
///     if number % 2 == 1 {
///         return Err(HttpError::bad_request("an even number, please"));
///     }
///     let digits = std::str::from_utf8(b"\xFF")?;
///     Ok(digits.to_owned())
/// }
///
/// static APP: App<(half,)> = App::new();
///
/// let odd = gatepost::block_on(APP.call(r#"{"httpMethod":"GET","path":"/half/3"}"#, &()))?;
/// assert!(odd.contains(r#""body":"{\"statusCode\":400,\"message\":\"an even number, please\"}""#));
/// let even = gatepost::block_on(APP.call(r#"{"httpMethod":"GET","path":"/half/4"}"#, &()))?;
/// assert!(even.contains(r#""body":"{\"statusCode\":500,\"message\":\"Internal Server Error\"}""#));
/// # Ok::<(), gatepost::InvocationError>(())
/// ```
//
// It is no `std::error::Error` itself: then `From` of every error could not be.
#[derive(Debug)]
pub struct HttpError {
    status: Status,
    message: Cow<'static, str>,
    headers: Headers,
    detail: Option<String>,
}

/// Each line: constructor, status.
macro_rules! classes {
    ($($name:ident $status:ident)*) => {$(
        #[doc = concat!("An error with [`Status::", stringify!($status), "`].")]
        ///
        /// ```
        /// use gatepost::{HttpError, Status};
        ///
        #[doc = concat!("let error = HttpError::", stringify!($name), "(\"why\");")]
        #[doc = concat!("assert_eq!((error.status(), error.message()), (Status::", stringify!($status), ", \"why\"));")]
        /// ```
        #[must_use]
        pub fn $name(message: impl Into<Cow<'static, str>>) -> Self {
            Self::new(Status::$status, message)
        }
    )*};
}

impl HttpError {
    /// An error with that status and that message.
    ///
    /// ```
    /// use gatepost::HttpError;
    ///
    /// assert_eq!(HttpError::new(418, "no coffee here").status(), 418.into());
    /// ```
    #[must_use]
    pub fn new(status: impl Into<Status>, message: impl Into<Cow<'static, str>>) -> Self {
        Self { status: status.into(), message: message.into(), headers: Vec::new(), detail: None }
    }

    classes! {
        bad_request BAD_REQUEST
        unauthorized UNAUTHORIZED
        forbidden FORBIDDEN
        not_found NOT_FOUND
        request_timeout REQUEST_TIMEOUT
        conflict CONFLICT
        payload_too_large CONTENT_TOO_LARGE
        unsupported_media_type UNSUPPORTED_MEDIA_TYPE
        unprocessable UNPROCESSABLE_CONTENT
        too_many_requests TOO_MANY_REQUESTS
        internal_server_error INTERNAL_SERVER_ERROR
        service_unavailable SERVICE_UNAVAILABLE
    }

    /// The same error, with a header more.
    ///
    /// ```
    /// use gatepost::{prelude::*, testing::Event};
    ///
    /// #[get("/busy")]
    /// fn busy() -> HttpError {
    ///     HttpError::service_unavailable("later, please").with_header("Retry-After", "120")
    /// }
    ///
    /// static APP: App<(busy,)> = App::new();
    /// let answer = Event::get("/busy").call(&APP, &())?;
    /// assert_eq!(answer.header("retry-after").as_deref(), Some("120"));
    /// # Ok::<(), gatepost::InvocationError>(())
    /// ```
    #[must_use]
    pub fn with_header(
        mut self,
        name: impl Into<Cow<'static, str>>,
        value: impl Into<Cow<'static, str>>,
    ) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The same error, with a line for the log.
    ///
    /// ```
    /// use gatepost::HttpError;
    ///
    /// // The client reads the message; the log has the detail, with the method and the path.
    /// let error = HttpError::service_unavailable("later, please").with_detail("pool: 10 of 10 in use");
    /// assert_eq!(error.message(), "later, please");
    /// ```
    #[must_use]
    pub fn with_detail(self, detail: impl fmt::Display) -> Self {
        Self { detail: Some(detail.to_string()), ..self }
    }

    /// The status.
    ///
    /// ```
    /// use gatepost::{HttpError, Status};
    ///
    /// assert_eq!(HttpError::conflict("taken").status(), Status::CONFLICT);
    /// ```
    #[must_use]
    pub fn status(&self) -> Status {
        self.status
    }

    /// The message for the client.
    ///
    /// ```
    /// use gatepost::HttpError;
    ///
    /// assert_eq!(HttpError::conflict("taken").message(), "taken");
    /// ```
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The headers, name and value.
    ///
    /// ```
    /// use gatepost::HttpError;
    ///
    /// let error = HttpError::too_many_requests("slower, please").with_header("Retry-After", "10");
    /// assert!(error.headers().eq([("Retry-After", "10")]));
    /// ```
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers.iter().map(|(name, value)| (&**name, &**value))
    }

    /// The error that a reply is of; its detail is in the log by then.
    pub(crate) fn of(out: &Out<'_>) -> Option<Self> {
        let message = out.error()?.to_owned();
        let headers = out.headers().filter(|(name, _)| !name.eq_ignore_ascii_case("content-type"));
        let headers =
            headers.map(|(name, value)| (name.to_owned().into(), value.to_owned().into()));
        Some(Self {
            status: out.status(),
            message: message.into(),
            headers: headers.collect(),
            detail: None,
        })
    }

    pub(crate) fn into_parts(self) -> (Status, Cow<'static, str>, Headers, Option<String>) {
        (self.status, self.message, self.headers, self.detail)
    }
}

/// Names and values.
pub(crate) type Headers = Vec<(Cow<'static, str>, Cow<'static, str>)>;

impl<E: Into<Box<dyn Error + Send + Sync>>> From<E> for HttpError {
    fn from(error: E) -> Self {
        let status = Status::INTERNAL_SERVER_ERROR;
        let detail = with_sources(error.into().as_ref());
        Self { status, message: status.reason().into(), headers: Vec::new(), detail: Some(detail) }
    }
}

/// An error's text, and those of its sources.
pub(crate) fn with_sources(error: &dyn Error) -> String {
    let sources = iter::successors(error.source(), |error| (*error).source());
    sources.fold(error.to_string(), |text, source| format!("{text}: {source}"))
}

/// The status and the message.
impl fmt::Display for HttpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.status, self.message)
    }
}

impl IntoReply for HttpError {
    fn write_reply(self, out: &mut Out<'_>) {
        out.reset();
        write_message(self.status, &self.message, out);
        for (name, value) in &self.headers {
            out.add_header(name, value);
        }
        if let Some(detail) = self.detail {
            out.set_note(detail);
        }
    }
}
