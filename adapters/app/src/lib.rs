//! Answer HTTP from AWS Lambda: one table of routes, checked by the compiler, handlers as plain
//! functions, sync or async.
//!
//! ```
//! use gatepost::prelude::*;
//!
//! #[derive(serde::Serialize)]
//! struct Greeting<'a> {
//!     hello: &'a str,
//! }
//!
//! #[get("/hello/<name>")]
//! fn hello(name: &str) -> Json<Greeting<'_>> {
//!     Json(Greeting { hello: name })
//! }
//!
//! static APP: App<(hello,)> = App::new();
//!
//! // fn main() -> gatepost::Result { gatepost::run(&APP, ()) }
//!
//! let answer = gatepost::block_on(APP.call(r#"{"httpMethod":"GET","path":"/hello/ada"}"#, &()))?;
//! assert!(answer.contains(r#""body":"{\"hello\":\"ada\"}""#));
//! # Ok::<(), gatepost::InvocationError>(())
//! ```
//!
//! # Routes
//! [`#[get]`](macro@get), [`#[post]`](macro@post) and their siblings make a handler of a function;
//! a tuple of handlers is a set of routes, and tuples nest; [`routes!`] takes more than a tuple has
//! room for, and [`Under`] puts a [`Group`] of routes under a prefix. Which route answers a request does not
//! depend on their order: [`Table`] has the rules. An invalid pattern, two handlers for one route, an
//! argument that cannot be provided: none of these compiles.
//!
//! # Arguments
//! An argument that has the name of a path parameter is that parameter: `&str`, or any type that
//! can be parsed. Every other argument is an extractor, a type that is [`FromRequest`]: [`Json<T>`],
//! [`Query<T>`], [`Form<T>`], [`Headers`], [`Cookies`], the [`Request`] itself, the [`Params`] of its path, what the event says beside it ([`EventContext`]:
//! authorizer, stage, request id), a reference to the state, or the runtime's [`Context`].
//!
//! # Replies
//! A handler returns anything that is [`IntoReply`]: text, bytes, [`Json<T>`], a tuple of status,
//! content type and body, a [`Reply`] in full, which [`Redirect`] makes too and which sets a [`Cookie`],
//! or a `Result` whose error is an [`HttpError`], a [`Problem`] or any other reply.
//! [`App::not_found`] and [`App::on_error`] are for what no handler answers.
//!
//! # Other origins
//! A [`Cors`] says which web pages may call the app, and what of its replies they may read:
//! [`App::cors`] has one for all routes, and a route or a [`Group`] may be without it or have another,
//! with `cors = false` or `cors = OTHER`.
//!
//! # Compression
//! With `compress` in its attribute, a route's replies leave in gzip to clients that take it (feature
//! `gzip`, on by default); [`Rules::compress`] says it for a [`Group`], and [`Reply::compress`] for one
//! reply. [`App::gzip`] has the settings. Leave alone what has a secret in it beside what a client has
//! sent: the length of a compressed body tells of the one by the other.
//!
//! # Around handlers
//! A [`Hook`] is work before and after handlers, or in their place: [`Around`] puts it around a route, a
//! set of them, or the whole app, what no route answers included. A [`Scope`] has something for them too,
//! such as who is logged in: [`Within`] it, handlers have a state of their own.
//!
//! # Tracing
//! With the feature `tracing` every request has a span of that crate's, `request`, which handlers and hooks
//! run in: `http.request.method`, `http.route` (the pattern, where a route answers),
//! `http.response.status_code`, `faas.invocation_id`, and `correlation_id`, which is the id that the
//! gateway gave to the request, and of a load balancer its `X-Amzn-Trace-Id`. The subscriber is the app's
//! to choose.
//!
//! # Running
//! [`run()`] is all of `main`: inside Lambda it serves the function's events, on the `lambda_runtime`
//! crate (feature `lambda`, on by default); elsewhere, with the feature `local`, it serves HTTP on a
//! local port. [`testing`] (a feature too, on by default) is for tests: it makes events of every source and
//! reads the answers.
//!
//! # Where to read on
//! The [`guide`] has a page for each question: [the first function](guide::start),
//! [what each gateway sends and takes](guide::sources), [deploying](guide::deploying),
//! [which runtime to take](guide::runtimes), [limits and versions](guide::limits), [every error](guide::errors);
//! and for those who come [from Powertools](guide::from_powertools) or [from axum](guide::from_axum).

mod answer;
mod app;
mod catch;
mod cookies;
#[cfg(feature = "gzip")]
mod deflate;
mod error;
mod event;
mod executor;
mod extract;
mod fallback;
#[cfg(feature = "form")]
mod form;
mod group;
#[cfg(any(doc, doctest))]
pub mod guide;
mod gzip;
mod headers;
mod hook;
mod json;
mod media_type;
mod node;
mod pairs;
mod param;
mod problem;
mod query;
mod redirect;
mod reply;
mod routes;
mod run;
mod scope;
mod serve;
mod span;
mod table;
#[cfg(feature = "testing")]
pub mod testing;

pub use app::{App, Service};
pub use cookies::Cookies;
pub use error::HttpError;
pub use executor::block_on;
pub use extract::{Cx, FromRequest, Lend};
pub use fallback::{Missed, NotFound, OnError};
#[cfg(feature = "form")]
pub use form::Form;
pub use gatepost_core as core;
pub use gatepost_core::{
    Body, Buffer, Call, Context, Cookie, Cors, CorsError, CorsSettings, Function, Invocation,
    InvocationError, Location, Method, Miss, Origins, Out, OutError, Params, Policy, Request,
    Route, Rules, SameSite, Status, Table, TableError,
};
pub use gatepost_json::{Authorizer, EventContext, Source, Sources, Value};
pub use gatepost_macros::{any, delete, get, head, options, patch, post, put, route};
pub use group::{Group, Under};
pub use gzip::Gzip;
pub use headers::Headers;
pub use hook::{Around, Hook, Next};
pub use json::Json;
pub use node::Node;
pub use param::FromParam;
pub use problem::Problem;
pub use query::Query;
pub use redirect::Redirect;
pub use reply::{IntoBody, IntoReply, Reply};
pub use routes::Routes;
pub use run::{Error, Init, Result, run};
pub use scope::{Scope, Within};
pub use serve::{Dispatch, Incoming, serve};

/// The README's program compiles.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;

/// What a file of handlers needs: `use gatepost::prelude::*;`
pub mod prelude {
    #[cfg(feature = "form")]
    pub use crate::Form;
    pub use crate::{
        App, Cookie, Cookies, Cors, Cx, EventContext, FromRequest, Group, Gzip, Headers, HttpError,
        IntoReply, Json, Lend, Params, Query, Redirect, Reply, Request, Status, Under, any, delete,
        get, head, options, patch, post, put, route,
    };
}

/// What the attributes expand to. Not for use by hand: it changes with them.
#[doc(hidden)]
pub mod __private {
    pub use crate::{
        extract::{Cx, FromRequest, extract},
        node::Node,
        param::param,
        reply::reply,
        routes::Routes,
    };
    pub use gatepost_core::{Cors, Method, Out, Route, Rules};
}
