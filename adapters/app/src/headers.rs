//! The headers of a request, as an argument.

use gatepost_core::Request;

use crate::{
    error::HttpError,
    extract::{Cx, FromRequest},
};

/// The headers of a request: names in any case.
///
/// ```
/// use gatepost::{Headers, prelude::*, testing::Event};
///
/// #[get("/")]
/// fn home(headers: Headers<'_>) -> Result<String, HttpError> {
///     let key = headers.require("x-api-key")?;
///     Ok(format!("{key} {:?}", headers.all("x-tag").collect::<Vec<_>>()))
/// }
///
/// static APP: App<(home,)> = App::new();
///
/// let event = Event::get("/").header("X-Api-Key", "k1").header("X-Tag", "a").header("X-Tag", "b");
/// assert_eq!(event.call(&APP, &())?.text(), r#"k1 ["a", "b"]"#);
/// let message = r#"{"statusCode":400,"message":"header `x-api-key`: missing"}"#;
/// assert_eq!(Event::get("/").call(&APP, &())?.text(), message);
/// # Ok::<(), gatepost::InvocationError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Headers<'r>(Request<'r>);

impl<'r> Headers<'r> {
    /// The first value of a header.
    ///
    /// ```
    /// use gatepost::{Headers, prelude::*, testing::Event};
    ///
    /// #[get("/")]
    /// fn agent(headers: Headers<'_>) -> String {
    ///     headers.get("user-agent").unwrap_or("nobody").to_owned()
    /// }
    ///
    /// static APP: App<(agent,)> = App::new();
    /// assert_eq!(Event::get("/").header("User-Agent", "curl").call(&APP, &())?.text(), "curl");
    /// # Ok::<(), gatepost::InvocationError>(())
    /// ```
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&'r str> {
        self.0.header(name)
    }

    /// Every value of a header, in order. HTTP APIs and Function URLs send them as one, with commas.
    ///
    /// ```
    /// use gatepost::{Headers, prelude::*, testing::Event};
    ///
    /// #[get("/")]
    /// fn tags(headers: Headers<'_>) -> String {
    ///     headers.all("x-tag").collect::<Vec<_>>().join(" ")
    /// }
    ///
    /// static APP: App<(tags,)> = App::new();
    /// assert_eq!(Event::get("/").header("X-Tag", "a").header("x-tag", "b").call(&APP, &())?.text(), "a b");
    /// # Ok::<(), gatepost::InvocationError>(())
    /// ```
    pub fn all(&self, name: &str) -> impl Iterator<Item = &'r str> {
        self.0.header_values(name)
    }

    /// The value of a header that is there, and there once: of two, one reader could take the first and
    /// another the last.
    ///
    /// ```
    /// use gatepost::{Headers, prelude::*, testing::Event};
    ///
    /// #[get("/")]
    /// fn key(headers: Headers<'_>) -> Result<String, HttpError> {
    ///     Ok(headers.require("x-api-key")?.to_owned())
    /// }
    ///
    /// static APP: App<(key,)> = App::new();
    /// let twice = Event::get("/").header("X-Api-Key", "a").header("X-Api-Key", "b");
    /// assert_eq!(twice.call(&APP, &())?.status(), 400);
    /// # Ok::<(), gatepost::InvocationError>(())
    /// ```
    ///
    /// # Errors
    /// A 400 that names the header.
    pub fn require(&self, name: &str) -> Result<&'r str, HttpError> {
        the_one(self.all(name))
            .map_err(|what| HttpError::bad_request(format!("header `{name}`: {what}")))
    }

    /// Names and values, in order; a name with several values comes several times.
    pub fn iter(&self) -> impl Iterator<Item = (&'r str, &'r str)> + use<'r> {
        self.0.headers()
    }
}

/// The only one of the values, or what is wrong.
pub(crate) fn the_one<'r>(
    mut values: impl Iterator<Item = &'r str>,
) -> Result<&'r str, &'static str> {
    match (values.next(), values.next()) {
        (Some(value), None) => Ok(value),
        (Some(_), Some(_)) => Err("there more than once"),
        (None, _) => Err("missing"),
    }
}

impl<'r, S: ?Sized> FromRequest<'r, S> for Headers<'r> {
    fn from_request(cx: &'r Cx<'r, S>) -> Result<Self, HttpError> {
        Ok(Self(cx.request))
    }
}
