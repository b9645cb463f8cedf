//! `main` in one line.

use std::{error, fmt};

use crate::{app::App, error::with_sources, routes::Routes};

/// Runs an app, until the process is told to end: all of `main`.
///
/// Inside Lambda (the environment variable `AWS_LAMBDA_RUNTIME_API` says so) it serves the
/// function's events: on the `lambda_runtime` crate with the feature `lambda`, which is on by default,
/// or else, with the feature `blocking`, on `gatepost-blocking`. Elsewhere, with the feature `local`, it
/// serves HTTP on a local port: `--port 8080` or `GATEPOST_PORT=8080`, 9000 by default.
///
/// `blocking` is smaller and quicker, and makes no heap allocation of its own for an invocation. Take
/// `lambda` where a handler awaits anything that is built on tokio, such as AWS's SDK. The program is the
/// same:
///
/// ```toml
/// gatepost = { version = "0.1", default-features = false, features = ["blocking", "rest"] }
/// ```
///
/// `state` is the app's state, or a function that makes it, once, before the first event: sync or
/// async, with or without a `Result`. An app without a state has `()`.
///
/// ```no_run
/// use gatepost::prelude::*;
///
/// struct Db;
///
/// impl Db {
///     async fn connect() -> std::io::Result<Self> {
///         Ok(Self)
///     }
/// }
///
/// #[get("/")]
/// fn home(_db: &Db) -> &'static str {
///     "home"
/// }
///
/// static APP: App<(home,), Db> = App::new();
///
/// fn main() -> gatepost::Result {
///     gatepost::run(&APP, Db::connect)
/// }
/// ```
///
/// # Errors
/// Where the state cannot be made, the runtime or the port cannot be had, or, outside Lambda and
/// without the feature `local`, there is nothing to run on.
pub fn run<R: Routes<S>, S: 'static, How>(app: &App<R, S>, state: impl Init<S, How>) -> Result {
    if std::env::var_os("AWS_LAMBDA_RUNTIME_API").is_some() {
        in_lambda(app, state)
    } else {
        locally(app, state)
    }
}

#[cfg(feature = "lambda")]
fn in_lambda<R: Routes<S>, S: 'static, How>(app: &App<R, S>, state: impl Init<S, How>) -> Result {
    gatepost_lambda::block_on(async {
        let state = state.init().await?;
        gatepost_lambda::serve(&app.with_state(&state)).await?;
        Ok(())
    })?
}

#[cfg(all(feature = "blocking", not(feature = "lambda")))]
fn in_lambda<R: Routes<S>, S: 'static, How>(app: &App<R, S>, state: impl Init<S, How>) -> Result {
    let state = gatepost_blocking::init(state.init())?;
    Ok(gatepost_blocking::run(&app.with_state(&state))?)
}

#[cfg(not(any(feature = "lambda", feature = "blocking")))]
fn in_lambda<R: Routes<S>, S: 'static, How>(_: &App<R, S>, _: impl Init<S, How>) -> Result {
    Err("this program is in Lambda, and gatepost was built without the features `lambda` and `blocking`"
        .into())
}

#[cfg(feature = "local")]
fn locally<R: Routes<S>, S: 'static, How>(app: &App<R, S>, state: impl Init<S, How>) -> Result {
    let options = gatepost_local::Options::from_env()?;
    if options.wants_help() {
        gatepost_local::print_help();
        return Ok(());
    }
    gatepost_local::block_on(async {
        let state = state.init().await?;
        gatepost_local::serve(&app.with_state(&state), &app.table(), options).await?;
        Ok(())
    })?
}

#[cfg(not(feature = "local"))]
fn locally<R: Routes<S>, S: 'static, How>(_: &App<R, S>, _: impl Init<S, How>) -> Result {
    Err("this program is not in Lambda (AWS_LAMBDA_RUNTIME_API is not set); \
         to run it here, build it with gatepost's feature `local`: cargo run --features gatepost/local"
        .into())
}

/// What makes an app's state: a value, or a function of no arguments that gives the state or a
/// `Result` of it, sync or async.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not make the app's state, `{S}`",
    label = "neither a `{S}` nor a function that gives one",
    note = "an app without a state is run with `()`; a function may be async and may return a `Result`"
)]
pub trait Init<S, How> {
    /// Makes the state.
    fn init(self) -> impl Future<Output = Result<S>>;
}

/// How a state is made: it is there. (The others name the function that makes it.)
pub enum Value {}
/// By a function that returns it.
pub enum Returned {}
/// By a function that returns a `Result`.
pub enum Tried {}
/// By an async function that returns it.
pub enum Awaited {}
/// By an async function that returns a `Result`.
pub enum AwaitedTried {}

impl<S> Init<S, Value> for S {
    async fn init(self) -> Result<S> {
        Ok(self)
    }
}

impl<S, F: FnOnce() -> S> Init<S, Returned> for F {
    async fn init(self) -> Result<S> {
        Ok(self())
    }
}

impl<S, E: Into<Error>, F: FnOnce() -> std::result::Result<S, E>> Init<S, Tried> for F {
    async fn init(self) -> Result<S> {
        self().map_err(Into::into)
    }
}

impl<S, A: Future<Output = S>, F: FnOnce() -> A> Init<S, Awaited> for F {
    async fn init(self) -> Result<S> {
        Ok(self().await)
    }
}

impl<S, E: Into<Error>, A, F> Init<S, AwaitedTried> for F
where
    A: Future<Output = std::result::Result<S, E>>,
    F: FnOnce() -> A,
{
    async fn init(self) -> Result<S> {
        self().await.map_err(Into::into)
    }
}

/// What `main` returns.
pub type Result<T = ()> = std::result::Result<T, Error>;

/// Why an app cannot run. Any error becomes one with `?`, and so does a text; as the result of `main` it is printed as a
/// text for people, sources included.
///
/// ```
/// fn port() -> gatepost::Result<u16> {
///     Ok("80x".parse::<u16>()?)
/// }
/// assert_eq!(format!("{:?}", port().unwrap_err()), "invalid digit found in string");
/// ```
//
// It is no `std::error::Error` itself: then `From` of every error could not be.
pub struct Error(Box<dyn error::Error + Send + Sync>);

impl<E: Into<Box<dyn error::Error + Send + Sync>>> From<E> for Error {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&with_sources(self.0.as_ref()))
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
