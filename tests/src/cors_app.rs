//! An app whose routes, policies and canned replies are made at run time, to be asked by a browser.

use gatepost::{
    Call, Context, Cors, CorsSettings, Dispatch, Function, Incoming, Invocation, InvocationError,
    Method, Origins, Out, Policy, Route, Rules, Sources, Status, block_on, serve, testing::Answer,
};
use gatepost_core::TrailingSlash;

use crate::{
    browser::{Outgoing, Response},
    events::{Sent, Shape},
    routes::build,
};

/// A policy.
#[derive(Clone, PartialEq, Debug)]
pub struct CannedCors {
    /// Whom it allows.
    pub allows: Allows,
    /// As [`CorsSettings::allow_headers`].
    pub allow_headers: Vec<&'static str>,
    /// As [`CorsSettings::expose_headers`].
    pub expose_headers: Vec<&'static str>,
    /// As [`CorsSettings::max_age`].
    pub max_age: Option<u32>,
    /// As [`CorsSettings::allow_credentials`].
    pub allow_credentials: bool,
}

/// Whom a policy allows: the constructors of [`Cors`].
#[derive(Clone, PartialEq, Debug)]
pub enum Allows {
    /// [`Cors::any`].
    Any,
    /// [`Cors::fixed`].
    Fixed(&'static str),
    /// [`Cors::verbatim`].
    Verbatim(&'static str),
    /// [`Cors::allow_list`].
    List(Vec<&'static str>),
    /// The same with origins as they are written, [`CorsSettings::verbatim`].
    VerbatimList(Vec<&'static str>),
    /// [`Cors::predicate`].
    Predicate(Predicate),
}

/// A function that tells which origins are allowed. (Functions have no equality to speak of.)
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Predicate {
    /// All.
    Everyone,
    /// None.
    Nobody,
    /// `https://example.com` and what is below it.
    Subdomains,
    /// `http://localhost`, whatever the port.
    Localhost,
}

/// A route.
#[derive(Clone, PartialEq, Debug)]
pub struct CannedRoute {
    /// Its methods; none stand for all.
    pub methods: Vec<&'static str>,
    /// Its pattern.
    pub pattern: &'static str,
    /// Which policy it has.
    pub cors: RouteCors,
    /// What its handler does.
    pub reply: Reply,
}

/// What a route says about CORS.
#[derive(Clone, PartialEq, Debug)]
pub enum RouteCors {
    /// Nothing: the app's policy.
    App,
    /// `cors = false`.
    Off,
    /// A policy of its own.
    Own(CannedCors),
}

/// What a handler does.
#[derive(Clone, PartialEq, Debug)]
pub enum Reply {
    /// It replies so; the body tells the method, and the cookies if there are some.
    Replies(u16, Vec<(&'static str, &'static str)>),
    /// It replies with that page.
    Page(&'static str),
    /// It replies what must not be sent.
    Spoilt,
    /// It panics, with this text.
    Panics,
}

/// What a handler that [panics](Reply::Panics) says.
pub const PANIC: &str = "as the reply says";

/// An app.
#[derive(Clone, PartialEq, Debug)]
pub struct CannedApp {
    /// Its policy.
    pub cors: Option<CannedCors>,
    /// Its routes.
    pub routes: Vec<CannedRoute>,
}

impl CannedCors {
    /// A policy that allows nothing more.
    pub const fn new(allows: Allows) -> Self {
        Self {
            allows,
            allow_headers: Vec::new(),
            expose_headers: Vec::new(),
            max_age: None,
            allow_credentials: false,
        }
    }

    fn cors(&self) -> Cors<'_> {
        let (origins, verbatim) = match &self.allows {
            Allows::Any => (Origins::Any, false),
            Allows::Fixed(origin) => (Origins::Fixed(origin), false),
            Allows::Verbatim(origin) => (Origins::Fixed(origin), true),
            Allows::List(origins) => (Origins::List(origins), false),
            Allows::VerbatimList(origins) => (Origins::List(origins), true),
            Allows::Predicate(predicate) => (Origins::Predicate(predicate.function()), false),
        };
        let settings = CorsSettings {
            origins,
            verbatim,
            allow_headers: &self.allow_headers,
            expose_headers: &self.expose_headers,
            max_age: self.max_age,
            allow_credentials: self.allow_credentials,
        };
        settings.check().unwrap_or_else(|error| panic!("{error}"))
    }
}

impl Predicate {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Everyone, Self::Nobody, Self::Subdomains, Self::Localhost];

    /// The function.
    pub fn function(self) -> fn(&str) -> bool {
        match self {
            Self::Everyone => |_| true,
            Self::Nobody => |_| false,
            Self::Subdomains => |origin| {
                let host = origin.strip_prefix("https://").unwrap_or_default();
                host == "example.com" || host.ends_with(".example.com")
            },
            Self::Localhost => |origin| {
                let rest = origin.strip_prefix("http://localhost").unwrap_or("x");
                rest.is_empty() || rest.starts_with(':')
            },
        }
    }
}

impl CannedRoute {
    fn own(&self) -> Option<Cors<'_>> {
        match &self.cors {
            RouteCors::Own(policy) => Some(policy.cors()),
            RouteCors::App | RouteCors::Off => None,
        }
    }

    fn rules<'r>(&self, own: Option<&'r Cors<'r>>) -> Rules<'r> {
        match own {
            Some(own) => Rules::NEW.cors(own),
            None if self.cors == RouteCors::Off => Rules::NEW.no_cors(),
            None => Rules::NEW,
        }
    }

    fn methods(&self) -> Vec<Method<'_>> {
        self.methods.iter().copied().map(Method::new).collect()
    }
}

impl CannedApp {
    /// Builds the app, and shows it to `look`.
    ///
    /// # Panics
    /// Where the routes make no table, or a policy is none.
    pub fn with<T>(&self, look: impl FnOnce(&Built<'_>) -> T) -> T {
        let cors = self.cors.as_ref().map(CannedCors::cors);
        let own: Vec<_> = self.routes.iter().map(CannedRoute::own).collect();
        let methods: Vec<_> = self.routes.iter().map(CannedRoute::methods).collect();
        let parts = self.routes.iter().zip(&own).zip(&methods).zip(0..);
        let routes: Vec<_> = parts
            .map(|(((route, own), methods), id)| {
                Route::new(route.pattern, methods, id).with_rules(route.rules(own.as_ref()))
            })
            .collect();
        build(&routes, TrailingSlash::Strict, |table| {
            let policy = Policy::new(table.unwrap_or_else(|error| panic!("{error}")));
            let policy = cors.as_ref().map_or(policy, |cors| policy.cors(cors));
            look(&Built { app: self, policy })
        })
    }
}

/// An app that can be asked: a function.
pub struct Built<'a> {
    app: &'a CannedApp,
    policy: Policy<'a>,
}

impl Built<'_> {
    /// Answers a request that reaches it through that gateway.
    ///
    /// # Panics
    /// Where it has no answer.
    pub fn answer(&self, shape: Shape, outgoing: &Outgoing, path: &str) -> Response {
        let headers = outgoing.headers.iter();
        let headers: Vec<_> = headers.map(|(name, value)| (&**name, &**value)).collect();
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let sent = Sent { method: &outgoing.method, path, query, headers: &headers, body: None };
        let mut event = sent.event(shape).to_string().into_bytes();
        let (mut reply, mut answer) = (Vec::new(), Vec::new());
        let context = Context::new("cors");
        let invocation =
            Invocation { event: &mut event, context, reply: &mut reply, answer: &mut answer };
        block_on(self.call(invocation)).unwrap();
        let answer = Answer::read(str::from_utf8(&answer).unwrap()).unwrap();
        let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        Response {
            status: answer.status(),
            headers: answer.headers().map(owned).collect(),
            body: answer.text().into_owned(),
        }
    }
}

impl Function for Built<'_> {
    async fn call(&self, invocation: Invocation<'_>) -> Result<(), InvocationError> {
        serve(&self.policy, Sources::ALL, self, invocation).await
    }
}

impl Dispatch for Built<'_> {
    async fn dispatch<'r>(&'r self, call: Call<'r>, incoming: Incoming<'r>, out: &'r mut Out<'_>) {
        match self.app.routes.get(call.id as usize).map(|route| &route.reply) {
            Some(Reply::Replies(status, headers)) => {
                out.set_status(Status::new(*status));
                headers.iter().for_each(|(name, value)| out.add_header(name, value));
                let request = incoming.request;
                let cookies = request.cookies().map(|(name, value)| format!(" {name}={value}"));
                out.set_text(&format!(
                    "{}{}",
                    request.method().as_str(),
                    cookies.collect::<String>()
                ));
            }
            Some(Reply::Page(html)) => {
                out.add_header("Content-Type", "text/html");
                out.set_text(html);
            }
            Some(Reply::Spoilt) => out.add_header("x-spoilt", "\r\n"),
            Some(Reply::Panics) => panic!("{PANIC}"),
            None => {}
        }
    }
}
