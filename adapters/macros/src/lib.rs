//! The attributes of `gatepost`, which make a function a handler.
//!
//! ```
//! use gatepost::prelude::*;
//!
//! #[get("/hello/<name>", cache_control = "max-age=60")]
//! fn hello(name: &str) -> String {
//!     format!("Hello {name}!")
//! }
//!
//! static APP: App<(hello,)> = App::new();
//!
//! assert_eq!(hello("ada"), "Hello ada!");
//! ```
//!
//! The function stays as it is: a test calls it like any other. Beside it stands a type of the same
//! name, which is the route; a tuple of such types is what an `App` answers. `use users::show` imports
//! both. This crate is written for `gatepost`, which re-exports it; it is of no use alone.
//!
//! # How an attribute is expanded
//!
//! ```text
//! attribute ── Attribute ──┐
//!                          ├── bind ── expand ──> the function, a type, an impl of Routes
//! function ─── Signature ──┘
//! ```
//!
//! A mistake is reported where it was made. Its handler then gets an impl of no use, so that the app
//! that lists it adds no second error.

mod argument;
mod attribute;
mod binding;
mod dispatch;
mod error;
mod expand;
mod lifetime;
mod methods;
mod nearness;
mod place;
mod reader;
mod route;
mod signature;
mod template;
mod token;

use proc_macro::TokenStream;

use crate::{expand::expand, methods::Methods};

/// Makes a function the handler of `GET` requests, and of `HEAD` requests where no other handler
/// has the same path.
///
/// ```
/// use gatepost::{prelude::*, testing::Event};
///
/// #[get("/orders/<id>", cache_control = "max-age=60")]
/// async fn show(id: u32) -> Result<String, HttpError> {
///     if id == 7 { Ok(format!("order {id}")) } else { Err(HttpError::not_found("no such order")) }
/// }
///
/// static APP: App<(show,)> = App::new();
///
/// assert_eq!(Event::get("/orders/7").call(&APP, &())?.text(), "order 7");
/// assert_eq!(Event::get("/orders/8").call(&APP, &())?.status(), 404);
/// assert_eq!(Event::get("/orders/x").call(&APP, &())?.status(), 400);
/// # Ok::<(), gatepost::InvocationError>(())
/// ```
///
/// - The pattern comes first: a plain string of literal segments, `<name>` or `{name}` for one
///   segment and `{name+}` for the rest of the path.
/// - Then come settings, `key` or `key = value`: each is the method of `Rules` with that name, such as
///   `cache_control = "max-age=60"`. A value with a comma outside of brackets goes in parentheses.
/// - `compress` alone is `compress = true`: replies leave in gzip to clients that take it.
/// - `cors = OTHER` has a `Cors` of its own decide about other origins, `cors = false` none, and
///   `cors = true` the app's, which it is anyway but for a group that says otherwise.
/// - The function is a free `fn` or `async fn`, generic over lifetimes at most.
/// - An argument with the name of a parameter is that parameter, parsed as its type says: `&str`, or
///   anything that is `FromStr`. A leading `_` does not count, so `_id` takes `<id>` and ignores it.
/// - Every other argument is an extractor: its type says what it takes from the request or the state.
/// - It returns anything that is `IntoReply`.
///
/// # Errors
/// These do not compile, and say what to write instead:
///
/// - a pattern that is none, or whose parameters the macro cannot read: a constant, a raw string, one
///   with escapes
/// - a parameter of the pattern that no argument takes
/// - an argument that must be a parameter, because it is a number or text or is spelt nearly like
///   one, and is not in the pattern
/// - an argument that is neither parameter nor extractor, and a return type that is no reply
/// - a setting that does not exist, or of another type
/// - a method, a generic, `unsafe` or `extern` function, an argument that is `impl Trait` or
///   `&'static`
/// - a second route on the same function
#[proc_macro_attribute]
pub fn get(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand(Methods::One("GET"), attribute, item)
}

/// Makes a function the handler of `POST` requests; all else is as with [`macro@get`].
///
/// ```
/// use gatepost::{prelude::*, testing::Event};
///
/// #[post("/orders")]
/// async fn create(Json(items): Json<Vec<String>>) -> (Status, String) {
///     (Status::CREATED, items.join(" and "))
/// }
///
/// static APP: App<(create,)> = App::new();
///
/// let answer = Event::post("/orders").json(&["tea", "milk"]).call(&APP, &())?;
/// assert_eq!((answer.status(), answer.text().as_ref()), (201, "tea and milk"));
/// # Ok::<(), gatepost::InvocationError>(())
/// ```
#[proc_macro_attribute]
pub fn post(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand(Methods::One("POST"), attribute, item)
}

/// Makes a function the handler of `PUT` requests; all else is as with [`macro@get`].
///
/// ```
/// use gatepost::{prelude::*, testing::Event};
///
/// #[put("/orders/<id>")]
/// fn replace(id: u32, Json(count): Json<u32>) -> String {
///     format!("{count} of {id}")
/// }
///
/// static APP: App<(replace,)> = App::new();
/// assert_eq!(Event::put("/orders/7").json(&3).call(&APP, &())?.text(), "3 of 7");
/// # Ok::<(), gatepost::InvocationError>(())
/// ```
#[proc_macro_attribute]
pub fn put(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand(Methods::One("PUT"), attribute, item)
}

/// Makes a function the handler of `DELETE` requests; all else is as with [`macro@get`].
///
/// ```
/// use gatepost::{prelude::*, testing::Event};
///
/// #[delete("/orders/<id>")]
/// fn remove(_id: u32) -> Status {
///     Status::NO_CONTENT
/// }
///
/// static APP: App<(remove,)> = App::new();
/// assert_eq!(Event::delete("/orders/7").call(&APP, &())?.status(), 204);
/// # Ok::<(), gatepost::InvocationError>(())
/// ```
#[proc_macro_attribute]
pub fn delete(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand(Methods::One("DELETE"), attribute, item)
}

/// Makes a function the handler of `PATCH` requests; all else is as with [`macro@get`].
///
/// ```
/// use gatepost::{prelude::*, testing::Event};
///
/// #[patch("/orders/<id>")]
/// fn change(id: u32, Json(count): Json<u32>) -> String {
///     format!("{count} of {id}")
/// }
///
/// static APP: App<(change,)> = App::new();
/// assert_eq!(Event::patch("/orders/7").json(&3).call(&APP, &())?.text(), "3 of 7");
/// # Ok::<(), gatepost::InvocationError>(())
/// ```
#[proc_macro_attribute]
pub fn patch(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand(Methods::One("PATCH"), attribute, item)
}

/// Makes a function the handler of `HEAD` requests; all else is as with [`macro@get`].
///
/// [`macro@get`] answers `HEAD` too; this is for a path whose `HEAD` is another matter.
///
/// ```
/// use gatepost::{prelude::*, testing::Event};
///
/// #[head("/files/{path+}")]
/// fn exists(path: &str) -> Status {
///     if path == "a/b.txt" { Status::OK } else { Status::NOT_FOUND }
/// }
///
/// static APP: App<(exists,)> = App::new();
/// assert_eq!(Event::head("/files/a/b.txt").call(&APP, &())?.status(), 200);
/// # Ok::<(), gatepost::InvocationError>(())
/// ```
#[proc_macro_attribute]
pub fn head(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand(Methods::One("HEAD"), attribute, item)
}

/// Makes a function the handler of `OPTIONS` requests; all else is as with [`macro@get`].
///
/// Without it the table answers `OPTIONS` itself, with `Allow`, or as the preflight that a `Cors` has
/// for the path. With it the handler answers everything.
///
/// ```
/// use gatepost::{prelude::*, testing::Event};
///
/// #[options("/orders")]
/// fn options() -> Reply<'static> {
///     Reply::new(204).header("Allow", "GET").header("Accept-Patch", "application/json")
/// }
///
/// static APP: App<(options,)> = App::new();
/// assert_eq!(Event::options("/orders").call(&APP, &())?.header("allow").as_deref(), Some("GET"));
/// # Ok::<(), gatepost::InvocationError>(())
/// ```
#[proc_macro_attribute]
pub fn options(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand(Methods::One("OPTIONS"), attribute, item)
}

/// Makes a function the handler of requests with any method, those without a name included; all else
/// is as with [`macro@get`]. Where the route has a `Cors`, preflights are not for the handler.
///
/// ```
/// use gatepost::{prelude::*, testing::Event};
///
/// #[any("/proxy/{path+}")]
/// fn proxy(path: &str, request: Request<'_>) -> String {
///     format!("{} {path}", request.method())
/// }
///
/// static APP: App<(proxy,)> = App::new();
/// assert_eq!(Event::new("PURGE", "/proxy/a/b").call(&APP, &())?.text(), "PURGE a/b");
/// # Ok::<(), gatepost::InvocationError>(())
/// ```
#[proc_macro_attribute]
pub fn any(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand(Methods::Every, attribute, item)
}

/// Makes a function the handler of requests with one of `methods`, which may be the app's own; all
/// else is as with [`macro@get`].
///
/// ```
/// use gatepost::{prelude::*, testing::Event};
///
/// #[route("/cache/{key+}", methods = ["DELETE", "PURGE"])]
/// fn purge(key: &str) -> String {
///     format!("no {key} any more")
/// }
///
/// static APP: App<(purge,)> = App::new();
/// assert_eq!(Event::new("PURGE", "/cache/a/b").call(&APP, &())?.text(), "no a/b any more");
/// assert_eq!(Event::get("/cache/a/b").call(&APP, &())?.status(), 405);
/// # Ok::<(), gatepost::InvocationError>(())
/// ```
///
/// # Errors
/// Besides those of [`macro@get`]: `methods` that is left out, empty, no array of string literals, or
/// has a standard method in lower case, since methods are compared byte for byte.
#[proc_macro_attribute]
pub fn route(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand(Methods::Listed, attribute, item)
}
