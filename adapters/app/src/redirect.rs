//! Redirects.

use std::borrow::Cow;

use gatepost_core::Status;

use crate::reply::Reply;

/// Replies that send the client elsewhere, as a [`Reply`] to add cookies or headers to.
///
/// A path may come from a client: [`Location`](crate::Location) says what is taken for one. Anything
/// else, `//evil.example` say, is not sent: the client gets a 500, and the log the reason.
///
/// | | status | the client then asks with |
/// |---|---|---|
/// | [`to`](Redirect::to), [`to_url`](Redirect::to_url) | 303 See Other | `GET` |
/// | [`temporary`](Redirect::temporary) | 307 Temporary Redirect | the same method and body |
/// | [`permanent`](Redirect::permanent) | 308 Permanent Redirect | the same, and from then on without asking here |
///
/// ```
/// use gatepost::{Redirect, prelude::*};
///
/// #[get("/login")]
/// fn login(request: Request<'_>) -> Reply<'_> {
///     Redirect::to(request.query("next").unwrap_or("/"))
/// }
///
/// #[get("/old/<page>")]
/// fn old(page: &str) -> Reply<'static> {
///     Redirect::permanent(format!("/new/{page}"))
/// }
///
/// #[get("/docs")]
/// fn docs() -> Reply<'static> {
///     Redirect::to_url("https://docs.example/").status(302)
/// }
///
/// static APP: App<(login, old, docs)> = App::new();
///
/// use gatepost::testing::Event;
/// let answer = |path: &str| Event::get(path).call(&APP, &()).unwrap();
/// assert_eq!(answer("/login?next=/cart").header("location").as_deref(), Some("/cart"));
/// assert_eq!(answer("/login?next=//evil.example").status(), 500);
/// assert_eq!(answer("/old/7").header("location").as_deref(), Some("/new/7"));
/// assert_eq!(answer("/docs").header("location").as_deref(), Some("https://docs.example/"));
/// ```
#[derive(Clone, Copy, Debug)]
pub enum Redirect {}

impl Redirect {
    /// To a path of the same host, to be asked for with `GET`: 303.
    ///
    /// ```
    /// use gatepost::{prelude::*, testing::Event};
    ///
    /// #[post("/orders")]
    /// fn create() -> Reply<'static> {
    ///     Redirect::to("/orders/7")
    /// }
    ///
    /// static APP: App<(create,)> = App::new();
    /// let answer = Event::post("/orders").call(&APP, &())?;
    /// assert_eq!((answer.status(), answer.header("location").as_deref()), (303, Some("/orders/7")));
    /// # Ok::<(), gatepost::InvocationError>(())
    /// ```
    pub fn to<'a>(target: impl Into<Cow<'a, str>>) -> Reply<'a> {
        Reply::new(Status::SEE_OTHER).location(target)
    }

    /// To a URL of any host, to be asked for with `GET`: 303. The URL must not be a client's text.
    ///
    /// ```
    /// use gatepost::{prelude::*, testing::Event};
    ///
    /// #[get("/docs")]
    /// fn docs() -> Reply<'static> {
    ///     Redirect::to_url("https://docs.example/")
    /// }
    ///
    /// static APP: App<(docs,)> = App::new();
    /// let answer = Event::get("/docs").call(&APP, &())?;
    /// assert_eq!(answer.header("location").as_deref(), Some("https://docs.example/"));
    /// # Ok::<(), gatepost::InvocationError>(())
    /// ```
    pub fn to_url<'a>(url: impl Into<Cow<'a, str>>) -> Reply<'a> {
        Reply::new(Status::SEE_OTHER).location_url(url)
    }

    /// To a path of the same host, this time, with the same method: 307.
    ///
    /// ```
    /// use gatepost::{prelude::*, testing::Event};
    ///
    /// #[any("/here")]
    /// fn here() -> Reply<'static> {
    ///     Redirect::temporary("/there")
    /// }
    ///
    /// static APP: App<(here,)> = App::new();
    /// assert_eq!(Event::put("/here").call(&APP, &())?.status(), 307);
    /// # Ok::<(), gatepost::InvocationError>(())
    /// ```
    pub fn temporary<'a>(target: impl Into<Cow<'a, str>>) -> Reply<'a> {
        Reply::new(Status::TEMPORARY_REDIRECT).location(target)
    }

    /// To a path of the same host, for ever, with the same method: 308.
    ///
    /// ```
    /// use gatepost::{prelude::*, testing::Event};
    ///
    /// #[any("/here")]
    /// fn here() -> Reply<'static> {
    ///     Redirect::permanent("/there")
    /// }
    ///
    /// static APP: App<(here,)> = App::new();
    /// assert_eq!(Event::put("/here").call(&APP, &())?.status(), 308);
    /// # Ok::<(), gatepost::InvocationError>(())
    /// ```
    pub fn permanent<'a>(target: impl Into<Cow<'a, str>>) -> Reply<'a> {
        Reply::new(Status::PERMANENT_REDIRECT).location(target)
    }
}
