//! The app: a set of routes and a state.

use std::marker::PhantomData;

use gatepost_core::{
    Call, Context, Cors, Function, Invocation, InvocationError, MAX_STEPS, Miss, Out, Params,
    Policy, Table, TableError,
};
use gatepost_json::{Source, Sources};

use crate::{
    extract::Cx,
    fallback::{Fallback, Missed, NotFound, OnError},
    gzip::Gzip,
    routes::Routes,
    serve::{Dispatch, Incoming, serve},
    table::TableOf,
};

/// An app: a set of routes `R`, whose handlers share a state `S`.
///
/// ```
/// use gatepost::prelude::*;
///
/// struct Db {
///     name: &'static str,
/// }
///
/// #[get("/")]
/// fn home(db: &Db) -> String {
///     format!("on {}", db.name)
/// }
///
/// static APP: App<(home,), Db> = App::new();
///
/// let event = r#"{"httpMethod":"GET","path":"/"}"#;
/// let answer = gatepost::block_on(APP.call(event, &Db { name: "tape" }))?;
/// assert!(answer.contains(r#""body":"on tape""#));
/// # Ok::<(), gatepost::InvocationError>(())
/// ```
pub struct App<R, S: ?Sized = ()> {
    /// Without the policy below, which it is lent when a service is made.
    policy: Policy<'static>,
    sources: Sources,
    cors: Option<Cors<'static>>,
    fallback: Fallback,
    gzip: Gzip,
    routes: PhantomData<fn(&S) -> R>,
}

impl<R: Routes<S>, S: ?Sized> App<R, S> {
    /// The app of those routes, for a `static`.
    ///
    /// ```
    /// use gatepost::prelude::*;
    ///
    /// #[get("/")]
    /// fn home() {}
    ///
    /// #[get("/hello/<name>")]
    /// fn hello(_name: &str) {}
    ///
    /// static APP: App<(home, hello)> = App::new();
    /// assert_eq!(APP.table().routes().len(), 2);
    /// ```
    ///
    /// # Panics
    /// If the routes make no table, or one whose lookups may take more than
    /// [`MAX_STEPS`]: in a `static` that is a compile error, which names the
    /// routes: `route GET /hello/<id> (demo::show) repeats GET /hello/<name> (demo::hello)`.
    #[must_use]
    #[track_caller]
    pub const fn new() -> Self {
        Self::with_max_steps(MAX_STEPS)
    }

    /// The app of those routes, whose lookups may take that many steps.
    ///
    /// ```
    /// use gatepost::prelude::*;
    ///
    /// #[get("/<tenant>/orders/<id>")]
    /// fn order(_tenant: &str, _id: u32) {}
    ///
    /// static APP: App<(order,)> = App::with_max_steps(128);
    /// assert!(APP.table().worst_steps() <= 128);
    /// ```
    ///
    /// # Panics
    /// As [`new`](App::new).
    #[must_use]
    #[track_caller]
    pub const fn with_max_steps(max_steps: u32) -> Self {
        Self {
            policy: Policy::new(checked(TableOf::<R, S, false>::TABLE, max_steps)),
            sources: Sources::ALL,
            cors: None,
            fallback: Fallback::NONE,
            gzip: Gzip::NEW,
            routes: PhantomData,
        }
    }

    /// The same app, for which a slash at the end makes no other path: `/hello/` is `/hello`.
    ///
    /// ```
    /// use gatepost::{prelude::*, testing::Event};
    ///
    /// #[get("/hello")]
    /// fn hello() {}
    ///
    /// static APP: App<(hello,)> = App::new().fold_trailing_slashes();
    /// assert_eq!(Event::get("/hello/").call(&APP, &())?.status(), 200);
    /// # Ok::<(), gatepost::InvocationError>(())
    /// ```
    ///
    /// # Panics
    /// As [`new`](App::new), if routes differ by nothing but that slash.
    #[must_use]
    #[track_caller]
    pub const fn fold_trailing_slashes(self) -> Self {
        let table = checked(TableOf::<R, S, true>::TABLE, u32::MAX);
        Self { policy: self.policy.with_table(table), ..self }
    }

    /// The same app, whose routes come from a router where the first one that matches answers, in the order
    /// of definition: the order of the set's tuples and groups. Here that order makes no difference, and
    /// this sees to it that it made none there.
    ///
    /// ```
    /// use gatepost::prelude::*;
    ///
    /// #[get("/hello/<name>")]
    /// fn hello(_name: &str) {}
    ///
    /// #[get("/<greeting>/<name>")]
    /// fn greet(_greeting: &str, _name: &str) {}
    ///
    /// static APP: App<(hello, greet)> = App::new().assert_definition_order();
    /// ```
    ///
    /// # Panics
    /// If a request would have got another handler there: in a `static` that is a compile error, which
    /// names two routes: `route GET /hello/<name> (demo::hello) stands behind GET /<greeting>/<name>
    /// (demo::greet), and is the more specific one`.
    #[must_use]
    #[track_caller]
    pub const fn assert_definition_order(self) -> Self {
        match TableOf::<R, S, false>::OUT_OF_ORDER {
            Some(error) => refuse(&error),
            None => self,
        }
    }

    /// The same app, which strips the first of `prefixes` that a path begins with, once, and only if it
    /// ends with a segment: with `/api`, `/api/orders` is `/orders`, and `/apix` is as it is.
    ///
    /// ```
    /// use gatepost::{prelude::*, testing::Event};
    ///
    /// #[get("/orders")]
    /// fn orders() {}
    ///
    /// static APP: App<(orders,)> = App::new().strip_prefixes(&["/api"]);
    /// assert_eq!(Event::get("/api/orders").call(&APP, &())?.status(), 200);
    /// assert_eq!(Event::get("/apiorders").call(&APP, &())?.status(), 404);
    /// # Ok::<(), gatepost::InvocationError>(())
    /// ```
    #[must_use]
    pub const fn strip_prefixes(self, prefixes: &'static [&'static str]) -> Self {
        Self { policy: self.policy.strip_prefixes(prefixes), ..self }
    }

    /// The same app for events of one source, whatever they look like; those that are clearly of
    /// another are refused. Without it the source is told from each event.
    ///
    /// ```
    /// use gatepost::{Source, prelude::*};
    ///
    /// #[get("/")]
    /// fn home() -> &'static str {
    ///     "home"
    /// }
    ///
    /// static APP: App<(home,)> = App::new().source(Source::LoadBalancer);
    /// let answer = gatepost::block_on(APP.call(r#"{"httpMethod":"GET","path":"/"}"#, &()))?;
    /// assert!(answer.contains(r#""statusDescription":"200 OK""#));
    /// # Ok::<(), gatepost::InvocationError>(())
    /// ```
    #[must_use]
    pub const fn source(self, source: Source) -> Self {
        Self { sources: Sources::fixed(source), ..self }
    }

    /// The same app, with a policy for requests of other origins. It covers every route but those with
    /// a setting of their own: `#[get("/", cors = false)]`, or `cors = OTHER`.
    ///
    /// ```
    /// use gatepost::prelude::*;
    ///
    /// const CORS: Cors<'static> = Cors::fixed("https://www.example.com");
    ///
    /// #[get("/")]
    /// fn home() {}
    ///
    /// static APP: App<(home,)> = App::new().cors(CORS);
    ///
    /// let answer = gatepost::block_on(APP.call(r#"{"httpMethod":"OPTIONS","path":"/"}"#, &()))?;
    /// assert!(answer.contains(r#""Access-Control-Allow-Origin":"https://www.example.com""#));
    /// assert!(answer.contains(r#""Access-Control-Allow-Methods":"GET,OPTIONS""#));
    /// # Ok::<(), gatepost::InvocationError>(())
    /// ```
    #[must_use]
    pub const fn cors(self, policy: Cors<'static>) -> Self {
        Self { cors: Some(policy), ..self }
    }

    /// The same app, which compresses like that: see [`Gzip`]. It does so for routes with `compress`, and
    /// replies with [`Reply::compress`](crate::Reply::compress), where the client takes gzip.
    ///
    /// A reply to HEAD, a 204, 206 or 304, and a body that has a `Content-Encoding` are left alone.
    /// `Vary: Accept-Encoding` is added wherever the answer depends on that header, and a strong `ETag`
    /// becomes a weak one, for the bytes are others. Without the feature `gzip` nothing is compressed.
    ///
    /// A compressed body is base64 in the answer. A load balancer, an HTTP API and a Function URL decode
    /// it; a REST API only where it lists the content type, or `*/*`, as binary.
    ///
    /// ```
    /// use gatepost::{Gzip, prelude::*, testing::Event};
    ///
    /// #[get("/short", compress)]
    /// fn short() -> &'static str {
    ///     "short"
    /// }
    ///
    /// static APP: App<(short,)> = App::new().gzip(Gzip::NEW.min_size(100));
    /// let answer = Event::get("/short").header("Accept-Encoding", "gzip").call(&APP, &())?;
    /// assert_eq!(answer.text(), "short");
    /// # Ok::<(), gatepost::InvocationError>(())
    /// ```
    #[must_use]
    pub const fn gzip(self, gzip: Gzip) -> Self {
        Self { gzip, ..self }
    }

    /// The same app with a reply of its own for paths that no route has.
    ///
    /// It is a plain function of the request. A handler that awaits, or needs the state, is a route:
    /// `#[get("/{path+}")]` has every path that no other route has.
    ///
    /// ```
    /// use gatepost::{prelude::*, testing::Event};
    ///
    /// #[get("/")]
    /// fn home() -> &'static str {
    ///     "home"
    /// }
    ///
    /// fn not_found(request: Request<'_>) -> Reply<'_> {
    ///     Reply::new(404).body(format!("nobody lives at {}", request.path()))
    /// }
    ///
    /// static APP: App<(home,)> = App::new().not_found(not_found);
    ///
    /// let answer = Event::get("/attic").call(&APP, &())?;
    /// assert_eq!((answer.status(), &*answer.text()), (404, "nobody lives at /attic"));
    /// # Ok::<(), gatepost::InvocationError>(())
    /// ```
    #[must_use]
    pub const fn not_found(self, reply: NotFound) -> Self {
        Self { fallback: self.fallback.not_found(reply), ..self }
    }

    /// The same app with a reply of its own for errors: every [`HttpError`](crate::HttpError) of a handler or an
    /// extractor, and every answer that no handler wrote, from 404 to 500.
    ///
    /// The status, the message and the headers are the error's own; what was for the log alone is in
    /// the log by then. Headers of the error that the reply does not have, such as `Allow`, are added
    /// to it.
    ///
    /// ```
    /// use gatepost::{prelude::*, testing::Event};
    ///
    /// #[get("/orders/<id>")]
    /// fn order(id: u32) -> Result<String, HttpError> {
    ///     Err(HttpError::not_found(format!("there is no order {id}")))
    /// }
    ///
    /// fn page(error: HttpError, _: Request<'_>) -> Reply<'static> {
    ///     Reply::new(error.status()).content_type("text/plain").body(format!("Sorry: {}.", error.message()))
    /// }
    ///
    /// static APP: App<(order,)> = App::new().on_error(page);
    ///
    /// assert_eq!(Event::get("/orders/7").call(&APP, &())?.text(), "Sorry: there is no order 7.");
    /// let refused = Event::delete("/orders/7").call(&APP, &())?;
    /// assert_eq!(refused.text(), "Sorry: Method Not Allowed.");
    /// assert_eq!(refused.header("allow").as_deref(), Some("GET, HEAD, OPTIONS"));
    /// # Ok::<(), gatepost::InvocationError>(())
    /// ```
    #[must_use]
    pub const fn on_error(self, reply: OnError) -> Self {
        Self { fallback: self.fallback.on_error(reply), ..self }
    }

    /// Its routes, in the order of precedence.
    ///
    /// ```
    /// use gatepost::prelude::*;
    ///
    /// #[get("/hello/<name>")]
    /// fn hello(_name: &str) {}
    ///
    /// static APP: App<(hello,)> = App::new();
    /// let patterns: Vec<&str> = APP.table().routes().map(|route| route.pattern).collect();
    /// assert_eq!(patterns, ["/hello/<name>"]);
    /// ```
    #[must_use]
    pub fn table(&self) -> Table<'static> {
        self.policy.table()
    }

    /// The app with its state: a [`Function`] for a runtime to run.
    #[must_use]
    pub fn with_state<'s>(&'s self, state: &'s S) -> Service<'s, R, S> {
        let policy = match &self.cors {
            Some(cors) => self.policy.cors(cors),
            None => self.policy,
        };
        Service { app: self, policy, state }
    }

    /// Answers one event, without a runtime: for tests. The answer is the JSON that Lambda would get.
    ///
    /// ```
    /// use gatepost::prelude::*;
    ///
    /// #[get("/")]
    /// async fn home() -> &'static str {
    ///     "home"
    /// }
    ///
    /// static APP: App<(home,)> = App::new();
    /// let answer = gatepost::block_on(APP.call(r#"{"httpMethod":"GET","path":"/"}"#, &()))?;
    /// assert!(answer.starts_with(r#"{"statusCode":200"#));
    /// # Ok::<(), gatepost::InvocationError>(())
    /// ```
    ///
    /// # Errors
    /// As [`serve`].
    pub async fn call(
        &self,
        event: impl Into<Vec<u8>>,
        state: &S,
    ) -> Result<String, InvocationError> {
        let mut event = event.into();
        let (mut reply, mut answer) = (Vec::new(), Vec::new());
        let context = Context::new("test");
        let invocation =
            Invocation { event: &mut event, context, reply: &mut reply, answer: &mut answer };
        self.with_state(state).call(invocation).await?;
        String::from_utf8(answer).map_err(|error| InvocationError::new("Answer.NotUtf8", error))
    }
}

#[track_caller]
const fn checked(
    table: Result<Table<'static>, TableError<'static>>,
    max_steps: u32,
) -> Table<'static> {
    let error = match table {
        Ok(table) if table.worst_steps() <= max_steps => return table,
        Ok(table) => TableError::TooManySteps { steps: table.worst_steps(), max_steps },
        Err(error) => error,
    };
    refuse(&error)
}

#[track_caller]
#[allow(clippy::panic)] // This is how a compile error is made.
const fn refuse(error: &TableError<'static>) -> ! {
    panic!("{}", error.text().as_str())
}

impl<R: Routes<S>, S: ?Sized> Default for App<R, S> {
    fn default() -> Self {
        Self::new()
    }
}

/// An [`App`] with its state: what runtimes run.
pub struct Service<'s, R, S: ?Sized> {
    app: &'s App<R, S>,
    policy: Policy<'s>,
    state: &'s S,
}

impl<R, S: ?Sized> Service<'_, R, S> {
    fn cx<'r>(&'r self, params: Params<'r>, incoming: Incoming<'r>) -> Cx<'r, S> {
        let Incoming { request, event, context } = incoming;
        Cx { request, params, state: self.state, event, context }
    }
}

impl<R: Routes<S>, S: ?Sized> Function for Service<'_, R, S> {
    async fn call(&self, invocation: Invocation<'_>) -> Result<(), InvocationError> {
        serve(&self.policy, self.app.sources, self, invocation).await
    }
}

impl<R: Routes<S>, S: ?Sized> Dispatch for Service<'_, R, S> {
    async fn dispatch<'r>(&'r self, call: Call<'r>, incoming: Incoming<'r>, out: &'r mut Out<'_>) {
        let Call { id, params, .. } = call;
        let cx = self.cx(params, incoming);
        R::dispatch(id, &cx, out).await;
    }

    async fn miss<'r>(&'r self, miss: Miss<'r>, incoming: Incoming<'r>, out: &'r mut Out<'_>) {
        let cx = self.cx(Params::none(), incoming);
        let missed = Missed { miss, fallback: self.app.fallback };
        R::miss(&missed, &cx, out).await;
    }

    fn error<'r>(&'r self, incoming: Incoming<'r>, out: &mut Out<'_>) {
        self.app.fallback.error(incoming.request, out);
    }

    fn gzip(&self) -> Gzip {
        self.app.gzip
    }
}
