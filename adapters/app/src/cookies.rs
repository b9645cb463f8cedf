//! The cookies of a request, as an argument.

use gatepost_core::Request;

use crate::{
    error::HttpError,
    extract::{Cx, FromRequest},
    headers::the_one,
};

/// The cookies of a request, their values as they were sent.
///
/// ```
/// use gatepost::{Cookies, prelude::*, testing::Event};
///
/// #[get("/")]
/// fn home(cookies: Cookies<'_>) -> Result<String, HttpError> {
///     let session = cookies.require("session")?;
///     Ok(format!("{session} {}", cookies.get("theme").unwrap_or("light")))
/// }
///
/// static APP: App<(home,)> = App::new();
///
/// assert_eq!(Event::get("/").cookie("session", "31d4").call(&APP, &())?.text(), "31d4 light");
/// let message = r#"{"statusCode":400,"message":"cookie `session`: missing"}"#;
/// assert_eq!(Event::get("/").call(&APP, &())?.text(), message);
/// # Ok::<(), gatepost::InvocationError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Cookies<'r>(Request<'r>);

impl<'r> Cookies<'r> {
    /// The value of the first cookie of that name, which is the one with the longest path.
    ///
    /// ```
    /// use gatepost::{Cookies, prelude::*, testing::Event};
    ///
    /// #[get("/")]
    /// fn home(cookies: Cookies<'_>) -> String {
    ///     cookies.get("theme").unwrap_or("light").to_owned()
    /// }
    ///
    /// static APP: App<(home,)> = App::new();
    /// assert_eq!(Event::get("/").cookie("theme", "dark").call(&APP, &())?.text(), "dark");
    /// # Ok::<(), gatepost::InvocationError>(())
    /// ```
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&'r str> {
        self.0.cookie(name)
    }

    /// The value of a cookie that is there, and there once.
    ///
    /// ```
    /// use gatepost::{Cookies, prelude::*, testing::Event};
    ///
    /// #[get("/")]
    /// fn home(cookies: Cookies<'_>) -> Result<String, HttpError> {
    ///     Ok(cookies.require("session")?.to_owned())
    /// }
    ///
    /// static APP: App<(home,)> = App::new();
    /// assert_eq!(Event::get("/").call(&APP, &())?.status(), 400);
    /// # Ok::<(), gatepost::InvocationError>(())
    /// ```
    ///
    /// # Errors
    /// A 400 that names the cookie.
    pub fn require(&self, name: &str) -> Result<&'r str, HttpError> {
        let values = self.iter().filter(|(known, _)| *known == name).map(|(_, value)| value);
        the_one(values).map_err(|what| HttpError::bad_request(format!("cookie `{name}`: {what}")))
    }

    /// Names and values, in order. One without a name is left out.
    ///
    /// ```
    /// use gatepost::{Cookies, prelude::*, testing::Event};
    ///
    /// #[get("/")]
    /// fn names(cookies: Cookies<'_>) -> String {
    ///     cookies.iter().map(|(name, _)| name).collect::<Vec<_>>().join(" ")
    /// }
    ///
    /// static APP: App<(names,)> = App::new();
    /// assert_eq!(Event::get("/").cookie("a", "1").cookie("b", "2").call(&APP, &())?.text(), "a b");
    /// # Ok::<(), gatepost::InvocationError>(())
    /// ```
    pub fn iter(&self) -> impl Iterator<Item = (&'r str, &'r str)> + use<'r> {
        self.0.cookies()
    }
}

impl<'r, S: ?Sized> FromRequest<'r, S> for Cookies<'r> {
    fn from_request(cx: &'r Cx<'r, S>) -> Result<Self, HttpError> {
        Ok(Self(cx.request))
    }
}
