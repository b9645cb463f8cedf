//! Routes with a state of their own.

use std::marker::PhantomData;

use gatepost_core::Out;

use crate::{extract::Cx, hook::Next, node::Node, routes::Routes};

/// A hook that hands the routes within something to work with, such as who is logged in: it makes a
/// state for each request, which is theirs in the place of the app's. [`Within`] puts it around them.
///
/// - Handlers within take `&T` of what the new state [`Lend`](crate::Lend)s. What it does not lend they
///   cannot take, and what it alone lends no handler outside can: neither compiles.
/// - The new state may borrow from the request and from the state around it, as `State<'r>`. It is no
///   allocation and no `dyn`.
/// - All else is as with a [`Hook`](crate::Hook): it may await, answer in the handler's place, and look
///   at the reply. It hands the state over with [`next.run_with`](Next::run_with).
/// - Scopes nest, each with the state of the one around it, and hooks stand around and within them.
/// - What no route answers is not for a scope to see, nor for a hook within it: a preflight comes
///   without credentials, and a path that does not exist is 404 to everyone.
///
/// Who is logged in, for the routes that need to know:
///
/// ```
/// use gatepost::{Next, Routes, Scope, Within, prelude::*, testing::Event};
///
/// struct Db;
///
/// struct User {
///     name: String,
/// }
///
/// impl Db {
///     async fn user_of(&self, token: &str) -> Option<User> {
///         (token == "secret").then(|| User { name: "Ada".to_owned() })
///     }
/// }
///
/// /// What handlers have that somebody must be logged in for.
/// struct Session<'r> {
///     user: User,
///     db: &'r Db,
/// }
///
/// impl Lend<User> for Session<'_> {
///     fn lend(&self) -> &User {
///         &self.user
///     }
/// }
///
/// impl Lend<Db> for Session<'_> {
///     fn lend(&self) -> &Db {
///         self.db
///     }
/// }
///
/// struct Login;
///
/// impl Scope<Db> for Login {
///     type State<'r> = Session<'r>;
///
///     async fn around<R: for<'r> Routes<Session<'r>>>(mut next: Next<'_, '_, R, Db>) {
///         let db = next.cx.state;
///         let token = next.cx.request.header("x-token").unwrap_or_default();
///         match db.user_of(token).await {
///             Some(user) => next.run_with(&Session { user, db }).await,
///             None => next.reply(HttpError::unauthorized("who are you?")),
///         }
///     }
/// }
///
/// #[get("/")]
/// fn home(_: &Db) -> &'static str {
///     "everyone's"
/// }
///
/// #[get("/me")]
/// fn me<'a>(user: &'a User, _: &Db) -> &'a str {
///     &user.name
/// }
///
/// static APP: App<(home, Within<Login, me>), Db> = App::new();
///
/// assert_eq!(Event::get("/").call(&APP, &Db)?.text(), "everyone's");
/// assert_eq!(Event::get("/me").call(&APP, &Db)?.status(), 401);
/// assert_eq!(Event::get("/me").header("X-Token", "secret").call(&APP, &Db)?.text(), "Ada");
/// # Ok::<(), gatepost::InvocationError>(())
/// ```
///
/// Out of its scope, `me` is a compile error: `the state Db has no User to lend to a handler`.
///
/// What borrows is an extractor, not a `&T`. A claim that an authorizer has checked, without a copy:
///
/// ```
/// use gatepost::{Next, Routes, Scope, Within, prelude::*, testing::Event};
///
/// #[derive(Clone, Copy)]
/// struct User<'r>(&'r str);
///
/// impl<'r> FromRequest<'r, User<'_>> for User<'r> {
///     fn from_request(cx: &'r Cx<'r, User<'_>>) -> Result<Self, HttpError> {
///         Ok(*cx.state)
///     }
/// }
///
/// struct Claimed;
///
/// impl<S: ?Sized> Scope<S> for Claimed {
///     type State<'r> = User<'r>;
///
///     async fn around<R: for<'r> Routes<User<'r>>>(mut next: Next<'_, '_, R, S>) {
///         match next.cx.event.authorizer().and_then(|authorizer| authorizer.claim("username")) {
///             Some(name) => next.run_with(&User(name)).await,
///             None => next.reply(HttpError::forbidden("a name is needed")),
///         }
///     }
/// }
///
/// #[get("/me")]
/// fn me(User(name): User<'_>) -> &str {
///     name
/// }
///
/// static APP: App<Within<Claimed, me>> = App::new();
/// assert_eq!(Event::get("/me").claim("username", "ada").call(&APP, &())?.text(), "ada");
/// # Ok::<(), gatepost::InvocationError>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no scope in an app with state `{S}`",
    label = "not a scope",
    note = "write `impl Scope<{S}> for {Self}`"
)]
pub trait Scope<S: ?Sized> {
    /// The state of the routes within, for the time of a request.
    type State<'r>;

    /// Goes around one request to the routes `R`.
    fn around<R: for<'r> Routes<Self::State<'r>>>(
        next: Next<'_, '_, R, S>,
    ) -> impl Future<Output = ()>;
}

/// The routes `R` with the state that the [`Scope`] `G` gives them: a set of routes like any other, for
/// an app with the state that the scope is made of.
///
/// ```
/// use gatepost::{Next, Routes, Scope, Within, prelude::*, testing::Event};
///
/// struct Tenant(usize);
/// struct OfTenant;
///
/// impl<S: ?Sized> Scope<S> for OfTenant {
///     type State<'r> = Tenant;
///
///     async fn around<R: for<'r> Routes<Tenant>>(mut next: Next<'_, '_, R, S>) {
///         let host = next.cx.request.header("host").unwrap_or_default();
///         next.run_with(&Tenant(host.len())).await;
///     }
/// }
///
/// #[get("/tenant")]
/// fn tenant(tenant: &Tenant) -> String {
///     tenant.0.to_string()
/// }
///
/// #[get("/")]
/// fn home() {}
///
/// static APP: App<(home, Within<OfTenant, tenant>)> = App::new();
/// assert_eq!(APP.table().routes().len(), 2);
/// assert_eq!(Event::get("/tenant").header("Host", "a.example").call(&APP, &())?.text(), "9");
/// # Ok::<(), gatepost::InvocationError>(())
/// ```
pub struct Within<G, R>(PhantomData<fn() -> (G, R)>);

impl<G, R, S: ?Sized> Routes<S> for Within<G, R>
where
    G: Scope<S>,
    R: for<'r> Routes<G::State<'r>>,
{
    const NODE: Node = <R as Routes<G::State<'static>>>::NODE;

    fn dispatch<'r>(id: u32, cx: &'r Cx<'r, S>, out: &'r mut Out<'_>) -> impl Future<Output = ()> {
        G::around(Next::<R, S>::route(id, cx, out))
    }
}
