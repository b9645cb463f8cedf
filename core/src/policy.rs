//! The two questions: what does a request want, and how does its reply leave.

use crate::{
    coding::{self, Coding},
    cors::{Asked, Cors, CorsHeaders, Preflight},
    frame::{Body, Frame},
    header::JSON,
    method::{Allow, Methods, list},
    out::Out,
    params::{Params, Spans, Values},
    percent::{self, Refusal},
    request::Request,
    route::{Route, Rules},
    status::Status,
    table::{Found, Table},
    trie::{Entry, Outcome, Special},
};

/// The longest path that is matched, in bytes; a longer one is answered 414.
pub const MAX_PATH: usize = u16::MAX as usize;

/// What an app has decided about its requests, beside its handlers: the routes, and [`Cors`].
///
/// The crate's front page shows one at work.
#[derive(Clone, Copy, Debug)]
pub struct Policy<'t> {
    table: Table<'t>,
    prefixes: &'t [&'t str],
    beginnings: Beginnings,
    cors: Option<&'t Cors<'t>>,
    /// Whether it or a route says something about CORS.
    has_cors: bool,
}

/// The answer of [`Policy::open`]: a decision that may borrow from the scratch, and a closing that
/// outlives it.
#[derive(Clone, Debug)]
pub struct Opened<'r, 's> {
    /// Who writes the reply.
    pub decision: Decision<'s>,
    /// What is to be done to the reply, whoever wrote it.
    pub closing: Closing<'r>,
}

/// Who writes the reply to a request.
#[derive(Clone, Debug)]
pub enum Decision<'r> {
    /// The handler of a route.
    Call(Call<'r>),
    /// No handler: [`Miss::write`] does.
    Miss(Miss<'r>),
}

/// A route that answers the request.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Call<'r> {
    /// What the route leads to: the number it was given.
    pub id: u32,
    /// The values of its parameters.
    pub params: Params<'r>,
}

/// A request that no route answers.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Miss<'r> {
    /// No route has the path.
    NotFound,
    /// Routes have the path, none of them the method.
    MethodNotAllowed(Allow<'r>),
    /// `OPTIONS` of a path whose routes leave the answer to the table.
    Options(Allow<'r>),
    /// The same, where a policy says what pages of other origins may ask for.
    Preflight(Preflight<'r>),
    /// The preflight of an origin that its policy does not allow.
    OriginRefused,
    /// The request could not be read; the reason is a line for the log.
    BadRequest(&'static str),
    /// The path is longer than [`MAX_PATH`], or than the scratch.
    PathTooLong,
}

impl<'t> Policy<'t> {
    /// The policy of an app with those routes.
    ///
    /// ```
    /// use gatepost_core::{Decision, Miss, Policy, Request, Route, Table, table};
    ///
    /// static ROUTES: Table<'static> = table![Route::get("/orders", 7)];
    ///
    /// let opened = Policy::new(ROUTES).open(&Request::new("GET", "/nowhere"), &mut []);
    /// assert!(matches!(opened.decision, Decision::Miss(Miss::NotFound)));
    /// ```
    #[must_use]
    pub const fn new(table: Table<'t>) -> Self {
        let beginnings = Beginnings::of(&[]);
        Self { table, prefixes: &[], beginnings, cors: None, has_cors: table.has_cors() }
    }

    /// Strips the first of `prefixes` that a path begins with, once, and only where it ends with a
    /// segment: with `/api`, `/api/orders` is `/orders` and `/api` is `/`, and `/apix` is as it is.
    ///
    /// ```
    /// use gatepost_core::{Decision, Policy, Request, Route, Table, table};
    ///
    /// static ROUTES: Table<'static> = table![Route::get("/orders", 7)];
    ///
    /// let policy = Policy::new(ROUTES).strip_prefixes(&["/api/v1", "/api"]);
    /// let opened = policy.open(&Request::new("GET", "/api/v1/orders"), &mut []);
    /// assert!(matches!(opened.decision, Decision::Call(call) if call.id == 7));
    /// ```
    #[must_use]
    pub const fn strip_prefixes(self, prefixes: &'t [&'t str]) -> Self {
        Self { prefixes, beginnings: Beginnings::of(prefixes), ..self }
    }

    /// Has `cors` decide about requests of other origins, but for the routes whose
    /// [`Rules`] say something else.
    ///
    /// ```
    /// use gatepost_core::{Cors, Policy, Request, Route, Table, table, Decision, Fixed, Opened, Out};
    ///
    /// static CORS: Cors<'static> = Cors::allow_list(&["https://www.example.com"]);
    /// static ROUTES: Table<'static> = table![Route::get("/orders", 7)];
    ///
    /// let headers = [("Origin", "https://www.example.com")];
    /// let request = Request::new("GET", "/orders").with_headers(&headers);
    /// let Opened { closing, .. } = Policy::new(ROUTES).cors(&CORS).open(&request, &mut []);
    ///
    /// let mut reply = [0; 256];
    /// let mut reply = Fixed::new(&mut reply);
    /// let mut out = Out::new(&mut reply);
    /// let frame = closing.close(&mut out);
    /// assert!(frame.headers.eq([("Access-Control-Allow-Origin", "https://www.example.com"), ("Vary", "Origin")]));
    /// ```
    #[must_use]
    pub const fn cors(self, cors: &'t Cors<'t>) -> Self {
        Self { cors: Some(cors), has_cors: true, ..self }
    }

    /// The same policy with another table.
    #[must_use]
    pub const fn with_table(self, table: Table<'t>) -> Self {
        Self { table, has_cors: self.cors.is_some() || table.has_cors(), ..self }
    }

    /// The routes.
    ///
    /// ```
    /// use gatepost_core::{Policy, Route, Table, table};
    ///
    /// static ROUTES: Table<'static> = table![Route::get("/orders", 7)];
    /// assert_eq!(Policy::new(ROUTES).table().routes().len(), 1);
    /// ```
    #[must_use]
    pub const fn table(&self) -> Table<'t> {
        self.table
    }

    /// The first question: what does `request` want?
    ///
    /// `scratch` takes the decoded parameters of a path that has an escape, so it should be as long
    /// as the path; it may be empty where no path has one.
    ///
    /// ```
    /// use gatepost_core::{Decision, Policy, Request, Route, Table, table};
    ///
    /// static ROUTES: Table<'static> = table![Route::get("/hello/<name>", 3)];
    ///
    /// let mut scratch = [0; 64];
    /// let opened = Policy::new(ROUTES).open(&Request::new("GET", "/hello/caf%C3%A9"), &mut scratch);
    /// let Decision::Call(call) = opened.decision else { panic!("a route has that path") };
    /// assert_eq!((call.id, call.params.text("name")), (3, Ok("café")));
    /// ```
    // A program calls this once, and saves 50 instructions of 500 where request and answer stay in place.
    #[inline(always)]
    pub fn open<'r, 's>(&self, request: &Request<'r>, scratch: &'s mut [u8]) -> Opened<'r, 's>
    where
        't: 'r,
        'r: 's,
    {
        let path = self.strip_prefix(request.path());
        let wanted = self.table.bit_of(request.method());
        let special = Special::of(request.path_coding());
        // Of a request that others are handed only as a copy, what is not needed need not be in memory:
        // ten instructions.
        let apart = || *request;
        if let Some(miss) = refusal(request, wanted, path) {
            return self.miss(miss, &apart(), wanted);
        }
        let mut spans = Spans::new();
        match self.table.find(wanted, path.as_bytes(), special, &mut spans) {
            Outcome::Entry(entry) if !self.has_cors || wanted != Methods::OPTIONS => {
                let Some(route) = self.table.route(entry) else {
                    return self.miss(Miss::NotFound, &apart(), wanted);
                };
                if self.has_cors {
                    return self.call(&apart(), wanted, route, entry, Values::Plain(path), spans);
                }
                let is_head = wanted == Methods::HEAD;
                Opened::call(route, entry, Values::Plain(path), spans, is_head, None)
            }
            Outcome::Special if special == Special::Encoded => {
                self.open_decoded(&apart(), wanted, path, scratch)
            }
            Outcome::Special => self.miss(CONTROL, &apart(), wanted),
            Outcome::Miss(Methods::NONE) if self.cors.is_none() => {
                Opened::miss(Miss::NotFound, wanted == Methods::HEAD, None)
            }
            outcome => self.open_rarely(&apart(), wanted, path, outcome, spans),
        }
    }

    /// The same for a path with an escape or a control character.
    #[cold]
    #[inline(never)]
    fn open_decoded<'r, 's>(
        &self,
        request: &Request<'r>,
        wanted: Methods,
        path: &str,
        scratch: &'s mut [u8],
    ) -> Opened<'r, 's>
    where
        't: 'r,
        'r: 's,
    {
        let path = match percent::decode(path.as_bytes(), scratch) {
            Ok(path) => path,
            Err(Refusal::Control) => return self.miss(CONTROL, request, wanted),
            Err(Refusal::TooLong) => return self.miss(Miss::PathTooLong, request, wanted),
        };
        let mut spans = Spans::new();
        let found = self.table.find_plain(wanted, path, &mut spans);
        if let Some(opened) = self.options(request, wanted, path, &found) {
            return opened;
        }
        percent::restore_slashes(path);
        self.answer(request, wanted, found, Values::Decoded(path), spans)
    }

    /// The same for a path that has routes, but not of the method, and for `OPTIONS`.
    #[cold]
    #[inline(never)]
    fn open_rarely<'r, 's>(
        &self,
        request: &Request<'r>,
        wanted: Methods,
        path: &'s str,
        outcome: Outcome<'t>,
        spans: Spans,
    ) -> Opened<'r, 's>
    where
        't: 'r,
        'r: 's,
    {
        let found = self.table.found(outcome);
        match self.options(request, wanted, path.as_bytes(), &found) {
            Some(opened) => opened,
            None => self.answer(request, wanted, found, Values::Plain(path), spans),
        }
    }

    /// The answer to `OPTIONS`, where no route gives it.
    fn options<'r, 's>(
        &self,
        request: &Request<'r>,
        wanted: Methods,
        path: &[u8],
        found: &Found<'t>,
    ) -> Option<Opened<'r, 's>>
    where
        't: 'r,
        'r: 's,
    {
        if wanted != Methods::OPTIONS {
            return None;
        }
        let asked = Asked { table: self.table, app: self.cors, path };
        let (miss, cors) = asked.answer(request, found)?;
        Some(Opened::miss(miss, false, cors))
    }

    fn answer<'r, 's>(
        &self,
        request: &Request<'r>,
        wanted: Methods,
        found: Found<'t>,
        values: Values<'s>,
        spans: Spans,
    ) -> Opened<'r, 's>
    where
        't: 'r,
        'r: 's,
    {
        match found {
            Found::Entry(route, entry) => self.call(request, wanted, route, entry, values, spans),
            Found::Path(allow) => self.miss(Miss::MethodNotAllowed(allow), request, wanted),
            Found::Special | Found::Nothing => self.miss(Miss::NotFound, request, wanted),
        }
    }

    #[inline(never)]
    fn call<'r, 's>(
        &self,
        request: &Request<'r>,
        wanted: Methods,
        route: &'t Route<'t>,
        entry: &Entry,
        values: Values<'s>,
        spans: Spans,
    ) -> Opened<'r, 's>
    where
        't: 'r,
        'r: 's,
    {
        let is_head = wanted == Methods::HEAD;
        let cors = route.rules.policy(self.cors).map(|cors| cors.headers(request));
        Opened::call(route, entry, values, spans, is_head, cors)
    }

    #[inline(never)]
    fn miss<'r, 's>(&self, miss: Miss<'s>, request: &Request<'r>, wanted: Methods) -> Opened<'r, 's>
    where
        't: 'r,
    {
        let cors = self.cors.map(|cors| cors.headers(request));
        Opened::miss(miss, wanted == Methods::HEAD, cors)
    }

    /// The path as it is matched: without the first of the prefixes that ends where a segment does.
    ///
    /// ```
    /// use gatepost_core::{Policy, Table, table};
    ///
    /// static ROUTES: Table<'static> = table![];
    ///
    /// let policy = Policy::new(ROUTES).strip_prefixes(&["/api"]);
    /// assert_eq!(["/api/orders", "/apix"].map(|path| policy.strip_prefix(path)), ["/orders", "/apix"]);
    /// ```
    #[must_use]
    pub fn strip_prefix<'r>(&self, path: &'r str) -> &'r str {
        if self.beginnings.may_have(path) { self.strip_likely_prefix(path) } else { path }
    }

    #[inline(never)]
    fn strip_likely_prefix<'r>(&self, path: &'r str) -> &'r str {
        self.prefixes.iter().find_map(|prefix| without(path, prefix)).unwrap_or(path)
    }
}

/// How the paths begin that may have one of some prefixes, as a set of sums of their second and third
/// bytes. Nearly always that says that a path has none of them, in a third of the instructions of looking
/// at one prefix.
#[derive(Clone, Copy, Debug)]
struct Beginnings(u64);

impl Beginnings {
    const fn of(mut prefixes: &[&str]) -> Self {
        let mut set = 0;
        while let [prefix, rest @ ..] = prefixes {
            set |= match prefix.as_bytes() {
                [_, second, third, ..] => 1 << Self::sum(*second, *third),
                // A slash comes next, or the path is too short to say.
                [_, second] => 1 << Self::sum(*second, b'/'),
                _ => u64::MAX,
            };
            prefixes = rest;
        }
        Self(set)
    }

    const fn sum(second: u8, third: u8) -> u32 {
        (second as u32 + 4 * third as u32) & 63
    }

    /// Whether a path may have one of the prefixes.
    #[inline(always)]
    fn may_have(self, path: &str) -> bool {
        match path.as_bytes() {
            [_, second, third, ..] => self.0 >> Self::sum(*second, *third) & 1 != 0,
            _ => true,
        }
    }
}

/// The path without a prefix that ends where a segment does.
fn without<'r>(path: &'r str, prefix: &str) -> Option<&'r str> {
    match path.strip_prefix(prefix)? {
        "" => Some("/"),
        rest => rest.starts_with('/').then_some(rest),
    }
}

const CONTROL: Miss<'static> = Miss::BadRequest("the path has a control character");

/// Why a request is not even matched.
#[inline(always)]
fn refusal(request: &Request<'_>, wanted: Methods, path: &str) -> Option<Miss<'static>> {
    if let Some(reason) = request.why_broken() {
        Some(Miss::BadRequest(reason))
    } else if wanted == Methods::UNNAMED && !request.method().is_token() {
        Some(Miss::BadRequest("the method is not a token"))
    } else {
        (path.len() > MAX_PATH).then_some(Miss::PathTooLong)
    }
}

impl<'r, 's> Opened<'r, 's> {
    #[inline(always)]
    fn call(
        route: &'r Route<'r>,
        entry: &Entry,
        values: Values<'s>,
        spans: Spans,
        is_head: bool,
        cors: Option<CorsHeaders<'r>>,
    ) -> Self
    where
        'r: 's,
    {
        let params = Params::new(&route.pattern, values, spans);
        let closing = Closing { is_head, rules: &route.rules, cors };
        Self { decision: Decision::Call(Call { id: entry.id, params }), closing }
    }

    #[inline(always)]
    fn miss(miss: Miss<'s>, is_head: bool, cors: Option<CorsHeaders<'r>>) -> Self {
        let closing = Closing { is_head, rules: &Rules::NEW, cors };
        Self { decision: Decision::Miss(miss), closing }
    }
}

impl Miss<'_> {
    /// Writes the answer: 404, 405 with `Allow`, 204 with `Allow`, the 204 or 403 of a preflight, 400 or
    /// 414.
    ///
    /// ```
    /// use gatepost_core::{Body, Fixed, Miss, Out};
    ///
    /// let mut room = [0; 128];
    /// let mut buffer = Fixed::new(&mut room);
    /// let mut out = Out::new(&mut buffer);
    /// Miss::NotFound.write(&mut out);
    /// assert_eq!(out.body(), Body::Text(r#"{"message":"Not found"}"#));
    /// ```
    pub fn write(&self, out: &mut Out<'_>) {
        match self {
            Self::NotFound => {
                out.set_status(Status::NOT_FOUND);
                out.put_header(&JSON);
                out.set_text(r#"{"message":"Not found"}"#);
                out.mark_error("Not found");
            }
            Self::MethodNotAllowed(allow) => {
                out.set_answer(Status::METHOD_NOT_ALLOWED);
                add_allow(allow, out);
            }
            Self::Options(allow) => {
                out.set_status(Status::NO_CONTENT);
                add_allow(allow, out);
            }
            Self::Preflight(preflight) => preflight.write(out),
            Self::OriginRefused => out.set_answer(Status::FORBIDDEN),
            Self::BadRequest(_) => out.set_answer(Status::BAD_REQUEST),
            Self::PathTooLong => out.set_answer(Status::URI_TOO_LONG),
        }
    }
}

fn add_allow(allow: &Allow<'_>, out: &mut Out<'_>) {
    out.set_header("Allow", &list(allow.iter(), ", "));
}

/// What is to be done to a reply before it leaves: half of it is known when the request has come,
/// half when the reply is there.
#[derive(Clone, Debug)]
pub struct Closing<'r> {
    is_head: bool,
    rules: &'r Rules<'r>,
    cors: Option<CorsHeaders<'r>>,
}

impl Closing<'_> {
    /// The second question: how does the reply in `out` leave?
    ///
    /// A reply that must not be sent is replaced by a 500; [`Frame::failure`] says why.
    ///
    /// ```
    /// use gatepost_core::{Body, Fixed, Opened, Out, Policy, Request, Route, Status, Table, table};
    ///
    /// static ROUTES: Table<'static> = table![Route::get("/orders", 7)];
    ///
    /// let Opened { closing, .. } = Policy::new(ROUTES).open(&Request::new("HEAD", "/orders"), &mut []);
    /// let mut room = [0; 128];
    /// let mut buffer = Fixed::new(&mut room);
    /// let mut out = Out::new(&mut buffer);
    /// out.set_text("a long list");
    /// let frame = closing.close(&mut out);
    /// assert_eq!((frame.status, frame.body), (Status::OK, Body::Empty));
    /// ```
    pub fn close<'o>(&self, out: &'o mut Out<'_>) -> Frame<'o> {
        self.frame(out, |_| Coding::Identity)
    }

    /// The same question, of a caller that codes bodies as [`Frame::coding`] says.
    ///
    /// The body is to leave in gzip where the [`Rules`] of the route or the reply itself want that, the
    /// request accepts it, and there are at least `min_size` bytes of it. It is left alone where it has a
    /// `Content-Encoding`, is a part (206), or is not sent at all: HEAD, 204, 304. Wherever the answer
    /// depends on what the request accepts, `Vary` says so. A strong `ETag` becomes a weak one.
    ///
    /// ```
    /// use gatepost_core::{Coding, Fixed, Opened, Out, Policy, Request, Route, Rules, Table, table};
    ///
    /// static ROUTES: Table<'static> = table![Route::get("/orders", 7).with_rules(Rules::NEW.compress(true))];
    ///
    /// let headers = [("Accept-Encoding", "gzip, deflate, br")];
    /// let request = Request::new("GET", "/orders").with_headers(&headers);
    /// let Opened { closing, .. } = Policy::new(ROUTES).open(&request, &mut []);
    ///
    /// let mut reply = [0; 256];
    /// let mut reply = Fixed::new(&mut reply);
    /// let mut out = Out::new(&mut reply);
    /// out.set_text("a long list");
    /// let frame = closing.close_coded(&request, 0, &mut out);
    /// assert_eq!(frame.coding, Coding::Gzip);
    /// assert!(frame.headers.eq([("Vary", "Accept-Encoding"), ("Content-Encoding", "gzip")]));
    /// ```
    pub fn close_coded<'o>(
        &self,
        request: &Request<'_>,
        min_size: usize,
        out: &'o mut Out<'_>,
    ) -> Frame<'o> {
        self.frame(out, |out| match out.compress().or(self.rules.compress) {
            Some(true) => coding::code(request, self.is_head, min_size, out),
            _ => Coding::Identity,
        })
    }

    fn frame<'o>(&self, out: &'o mut Out<'_>, code: impl Fn(&mut Out<'_>) -> Coding) -> Frame<'o> {
        self.add_headers(out);
        let mut coding = code(out);
        let failure = out.failure();
        if failure.is_some() {
            out.reset();
            out.set_answer(Status::INTERNAL_SERVER_ERROR);
            self.add_headers(out);
            coding = code(out);
            if out.failure().is_some() {
                // Not even that fits.
                out.reset();
                out.set_status(Status::INTERNAL_SERVER_ERROR);
                coding = Coding::Identity;
            }
        }
        let body =
            if self.is_head || !out.status().allows_body() { Body::Empty } else { out.body() };
        Frame { status: out.status(), headers: out.headers(), body, coding, failure }
    }

    fn add_headers(&self, out: &mut Out<'_>) {
        if let Some(value) = self.rules.cache_control
            && out.header("Cache-Control").is_none()
        {
            out.add_header(
                "Cache-Control",
                if out.status() == Status::OK { value } else { "no-cache" },
            );
        }
        if let Some(cors) = &self.cors {
            cors.add_to(out);
        }
    }
}
