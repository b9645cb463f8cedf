//! What a handler's arguments can be made of.

use gatepost_core::{Context, Params, Request};
use gatepost_json::EventContext;

use crate::error::HttpError;

/// All that is known when a handler is called.
#[non_exhaustive]
pub struct Cx<'r, S: ?Sized> {
    /// The request.
    pub request: Request<'r>,
    /// The values of the route's path parameters.
    pub params: Params<'r>,
    /// The app's state.
    pub state: &'r S,
    /// What the event says beside the request.
    pub event: EventContext<'r>,
    /// The runtime's context.
    pub context: Context<'r>,
}

/// A type that can be an argument of a handler.
///
/// ```
/// use gatepost::{Cx, FromRequest, prelude::*};
///
/// struct UserAgent<'r>(&'r str);
///
/// impl<'r, S: ?Sized> FromRequest<'r, S> for UserAgent<'r> {
///     fn from_request(cx: &'r Cx<'r, S>) -> Result<Self, HttpError> {
///         let name = cx.request.header("user-agent");
///         name.map(UserAgent).ok_or(HttpError::bad_request("who are you?"))
///     }
/// }
///
/// #[get("/me")]
/// fn me(UserAgent(name): UserAgent<'_>) -> &str {
///     name
/// }
///
/// static APP: App<(me,)> = App::new();
/// let event = r#"{"httpMethod":"GET","path":"/me","headers":{"User-Agent":"curl"}}"#;
/// assert!(gatepost::block_on(APP.call(event, &()))?.contains(r#""body":"curl""#));
/// # Ok::<(), gatepost::InvocationError>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither a path parameter of this route nor an extractor",
    label = "a handler of an app with state `{S}` cannot take this",
    note = "an argument with the name of a path parameter is that parameter; `&T` is the state, or a part of it"
)]
pub trait FromRequest<'r, S: ?Sized>: Sized {
    /// Makes the argument.
    ///
    /// # Errors
    /// What to answer where it cannot be made: the handler is then not called.
    fn from_request(cx: &'r Cx<'r, S>) -> Result<Self, HttpError>;
}

/// A state that has a `T` to lend to handlers, as `&T`. Every type lends itself; further parts are
/// one impl each.
///
/// ```
/// use gatepost::{Lend, prelude::*};
///
/// struct Pool(u8);
/// struct Db {
///     pool: Pool,
/// }
///
/// impl Lend<Pool> for Db {
///     fn lend(&self) -> &Pool {
///         &self.pool
///     }
/// }
///
/// #[get("/pool")]
/// fn pool(pool: &Pool, _whole: &Db) -> String {
///     pool.0.to_string()
/// }
///
/// static APP: App<(pool,), Db> = App::new();
/// let db = Db { pool: Pool(7) };
/// let answer = gatepost::block_on(APP.call(r#"{"httpMethod":"GET","path":"/pool"}"#, &db))?;
/// assert!(answer.contains(r#""body":"7""#));
/// # Ok::<(), gatepost::InvocationError>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "the state `{Self}` has no `{T}` to lend to a handler",
    label = "no `{T}` in the state `{Self}`",
    note = "write `impl Lend<{T}> for {Self}`, or give the app a state that is one: `App<(…), {T}>`"
)]
pub trait Lend<T: ?Sized> {
    /// That part of the state.
    fn lend(&self) -> &T;
}

impl<T: ?Sized> Lend<T> for T {
    fn lend(&self) -> &T {
        self
    }
}

impl<'r, T: ?Sized, S: Lend<T> + ?Sized> FromRequest<'r, S> for &'r T {
    fn from_request(cx: &'r Cx<'r, S>) -> Result<Self, HttpError> {
        Ok(cx.state.lend())
    }
}

impl<'r, S: ?Sized> FromRequest<'r, S> for Request<'r> {
    fn from_request(cx: &'r Cx<'r, S>) -> Result<Self, HttpError> {
        Ok(cx.request)
    }
}

/// All path parameters, those of a group's prefix included.
///
/// ```
/// use gatepost::{Group, Params, Under, prelude::*};
///
/// #[get("/orders/<id>")]
/// fn order(id: u32, params: Params<'_>) -> Result<String, HttpError> {
///     Ok(format!("order {id} of {}", params.text("shop")?))
/// }
///
/// struct Shop;
///
/// impl Group for Shop {
///     type Routes = (order,);
///     const PREFIX: &'static str = "/shops/<shop>";
/// }
///
/// static APP: App<(Under<Shop>,)> = App::new();
/// let event = r#"{"httpMethod":"GET","path":"/shops/ada/orders/7"}"#;
/// assert!(gatepost::block_on(APP.call(event, &()))?.contains(r#""body":"order 7 of ada""#));
/// # Ok::<(), gatepost::InvocationError>(())
/// ```
impl<'r, S: ?Sized> FromRequest<'r, S> for Params<'r> {
    fn from_request(cx: &'r Cx<'r, S>) -> Result<Self, HttpError> {
        Ok(cx.params.clone())
    }
}

/// What the event says beside the request: who the authorizer says it is, the stage, the request id.
///
/// ```
/// use gatepost::{EventContext, prelude::*};
///
/// #[get("/me")]
/// fn me(event: EventContext<'_>) -> Result<&str, HttpError> {
///     let name = event.authorizer().and_then(|authorizer| authorizer.claim("username"));
///     name.ok_or(HttpError::new(401, "who are you?"))
/// }
///
/// static APP: App<(me,)> = App::new();
/// let event = r#"{"httpMethod":"GET","path":"/me","requestContext":{"authorizer":{"claims":{"username":"ada"}}}}"#;
/// assert!(gatepost::block_on(APP.call(event, &()))?.contains(r#""body":"ada""#));
/// # Ok::<(), gatepost::InvocationError>(())
/// ```
impl<'r, S: ?Sized> FromRequest<'r, S> for EventContext<'r> {
    fn from_request(cx: &'r Cx<'r, S>) -> Result<Self, HttpError> {
        Ok(cx.event)
    }
}

impl<'r, S: ?Sized> FromRequest<'r, S> for Context<'r> {
    fn from_request(cx: &'r Cx<'r, S>) -> Result<Self, HttpError> {
        Ok(cx.context)
    }
}

/// One argument, for the attributes: its type comes from the handler's signature.
pub fn extract<'r, S: ?Sized, T: FromRequest<'r, S>>(cx: &'r Cx<'r, S>) -> Result<T, HttpError> {
    T::from_request(cx)
}
