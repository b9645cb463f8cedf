//! The face: what handlers take, what they answer with, and what becomes of their failures.

use std::{
    future::Future,
    pin::Pin,
    rc::Rc,
    task::{Context as Task, Poll},
    thread,
    time::Duration,
};

use gatepost::{Function as _, Invocation, Lend, Out, Routes, block_on, prelude::*};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

const BAD_500: &str = r#"{"statusCode":500,"message":"Internal Server Error"}"#;
const TEXT: &str = "text/plain; charset=utf-8";

/// An answer, taken apart.
#[derive(PartialEq, Eq, Debug)]
struct Answer {
    status: u64,
    content_type: Option<String>,
    body: Option<String>,
}

impl Answer {
    fn new(status: u64, content_type: &str, body: impl Into<String>) -> Self {
        Self { status, content_type: Some(content_type.to_owned()), body: Some(body.into()) }
    }

    fn text(body: &str) -> Self {
        Self::new(200, TEXT, body)
    }

    /// One that no handler wrote, or an [`HttpError`].
    fn message(status: u64, message: &str) -> Self {
        let body = format!(r#"{{"statusCode":{status},"message":{}}}"#, json!(message));
        Self::new(status, "application/json", body)
    }
}

#[track_caller]
fn call<R: Routes<S>, S: ?Sized>(app: &App<R, S>, state: &S, event: &Value) -> Answer {
    read(&block_on(app.call(event.to_string(), state)).unwrap())
}

#[track_caller]
fn read(answer: &str) -> Answer {
    let answer: Value = serde_json::from_str(answer).unwrap();
    Answer {
        status: answer["statusCode"].as_u64().unwrap(),
        content_type: answer["headers"]["Content-Type"].as_str().map(str::to_owned),
        body: answer["body"].as_str().map(str::to_owned),
    }
}

#[track_caller]
fn get_of<R: Routes<()>>(app: &App<R>, path: &str) -> Answer {
    call(app, &(), &json!({"httpMethod": "GET", "path": path}))
}

// ---- parameters ----

#[allow(clippy::duplicate_underscore_argument, reason = "which of the two is which is tested")]
mod parameters {
    use gatepost::{FromParam, prelude::*};

    #[get("/order/<a>/<b>/<c>")]
    pub fn any_order(c: &str, a: &str, b: &str) -> String {
        format!("{a} {b} {c}")
    }

    #[get("/ignored/<a>/<b>")]
    pub fn ignored(_a: &str, b: &str) -> String {
        b.to_owned()
    }

    #[get("/underscored/<_a>/<a>")]
    pub fn underscored(a: &str, _a: &str) -> String {
        format!("{a} {_a}")
    }

    #[get("/raw/<type>/<fn>")]
    pub fn raw(r#fn: &str, r#type: &str) -> String {
        format!("{} {}", r#type, r#fn)
    }

    #[get("/mut/<n>")]
    pub fn mutable(mut n: u8) -> String {
        n += 1;
        n.to_string()
    }

    #[get("/typed/<n>/<on>/<c>/<x>")]
    pub async fn typed(n: i16, on: bool, c: char, x: f64) -> String {
        format!("{n} {on} {c} {x}")
    }

    #[get("/ip/<ip>")]
    pub fn ip(ip: std::net::IpAddr) -> String {
        ip.to_string()
    }

    pub struct Sku<'r>(pub &'r str);

    impl<'r> FromParam<'r> for Sku<'r> {
        fn from_param(text: &'r str) -> Result<Self, String> {
            text.strip_prefix("sku-").map(Sku).ok_or_else(|| format!("{text:?} is no SKU"))
        }
    }

    #[get("/sku/<sku>")]
    pub fn sku(sku: Sku<'_>) -> &str {
        sku.0
    }

    #[get("/files/{path+}")]
    pub fn files(path: &str) -> &str {
        path
    }

    #[get("/doc/<name>.json")]
    pub fn document(name: &str) -> &str {
        name
    }

    pub type All = (any_order, ignored, underscored, raw, mutable, typed, ip, sku, files, document);
}

static PARAMETERS: App<parameters::All> = App::new();

#[test]
fn arguments_are_parameters_by_name() {
    for (path, body) in [
        ("/order/1/2/3", "1 2 3"),
        ("/ignored/x/y", "y"),
        ("/underscored/1/2", "2 1"),
        ("/raw/t/f", "t f"),
        ("/mut/41", "42"),
        ("/typed/-7/true/%C3%A9/1e3", "-7 true é 1000"),
        ("/ip/::1", "::1"),
        ("/sku/sku-7", "7"),
        ("/files/a/b%2Fc//d", "a/b/c//d"),
        ("/doc/a%20b.json", "a b"),
    ] {
        assert_eq!(get_of(&PARAMETERS, path), Answer::text(body), "{path}");
    }
}

#[test]
fn a_parameter_that_is_none_is_a_400_that_says_why() {
    for (path, message) in [
        ("/mut/256", "parameter `n`: number too large to fit in target type"),
        ("/mut/x", "parameter `n`: invalid digit found in string"),
        ("/mut/-1", "parameter `n`: invalid digit found in string"),
        ("/typed/1/yes/c/1", "parameter `on`: provided string was not `true` or `false`"),
        ("/typed/1/true/cc/1", "parameter `c`: too many characters in string"),
        ("/typed/1/true/c/x", "parameter `x`: invalid float literal"),
        ("/typed/x/yes/cc/x", "parameter `n`: invalid digit found in string"),
        ("/ip/1", "parameter `ip`: invalid IP address syntax"),
        ("/sku/%227", "parameter `sku`: \"\\\"7\" is no SKU"),
        ("/files/%ff", "parameter `path`: not UTF-8 when decoded"),
        ("/ignored/%C3/b", "parameter `a`: not UTF-8 when decoded"),
    ] {
        assert_eq!(get_of(&PARAMETERS, path), Answer::message(400, message), "{path}");
    }
}

#[test]
fn handlers_are_still_functions() {
    assert_eq!(parameters::any_order("3", "1", "2"), "1 2 3");
    assert_eq!(parameters::files("a/b"), "a/b");
    assert_eq!(block_on(parameters::typed(1, false, 'c', 0.5)), "1 false c 0.5");
}

// ---- state, request, context ----

struct Pool(u8);

struct Db {
    name: String,
    pool: Pool,
}

impl Lend<Pool> for Db {
    fn lend(&self) -> &Pool {
        &self.pool
    }
}

#[post("/all/<id>")]
async fn all<'a>(
    pool: &Pool,
    request: Request<'a>,
    id: u8,
    Json(text): Json<&'a str>,
    whole: &Db,
    context: gatepost::Context<'_>,
) -> String {
    Yield::once().await;
    let header = request.header("x-h").unwrap_or_default();
    let query = request.query("q").unwrap_or_default();
    let method = request.method();
    format!(
        "{method} {id} {text} {header} {query} {} {} {}",
        pool.0, whole.name, context.request_id
    )
}

#[get("/borrowed")]
fn borrowed<'a>(request: Request<'a>, _db: &Db) -> &'a str {
    request.header("x-h").unwrap_or("none")
}

#[get("/of-the-state")]
fn of_the_state(db: &Db) -> &str {
    &db.name
}

static STATEFUL: App<(all, borrowed, of_the_state), Db> = App::new();

#[test]
fn a_handler_takes_the_state_the_request_and_the_context() {
    let db = Db { name: "tape".to_owned(), pool: Pool(7) };
    let event = json!({"httpMethod": "POST", "path": "/all/5", "headers": {"X-H": "h"},
        "queryStringParameters": {"q": "v"}, "body": "\"text\""});
    let expected = Answer::text("POST 5 text h v 7 tape test");
    assert_eq!(call(&STATEFUL, &db, &event), expected);
    let event = json!({"httpMethod": "GET", "path": "/borrowed", "headers": {"x-h": "\"h\""}});
    assert_eq!(call(&STATEFUL, &db, &event), Answer::text("\"h\""));
    let event = json!({"httpMethod": "GET", "path": "/of-the-state"});
    assert_eq!(call(&STATEFUL, &db, &event), Answer::text("tape"));
}

#[test]
fn the_context_is_the_runtimes() {
    #[get("/")]
    fn show(context: gatepost::Context<'_>) -> String {
        format!("{} {} {}", context.request_id, context.deadline_ms, context.trace_id)
    }
    static APP: App<(show,)> = App::new();
    let mut context = gatepost::Context::new("an-id");
    context.deadline_ms = 42;
    context.trace_id = "Root=1";
    let mut event = br#"{"httpMethod":"GET","path":"/"}"#.to_vec();
    let (mut reply, mut answer) = (b"left over".to_vec(), b"left over".to_vec());
    let invocation =
        Invocation { event: &mut event, context, reply: &mut reply, answer: &mut answer };
    block_on(APP.with_state(&()).call(invocation)).unwrap();
    assert_eq!(read(str::from_utf8(&answer).unwrap()), Answer::text("an-id 42 Root=1"));
}

#[test]
fn a_state_may_be_unsized() {
    #[get("/")]
    fn length(state: &[u8]) -> String {
        state.len().to_string()
    }
    static APP: App<(length,), [u8]> = App::new();
    let event = json!({"httpMethod": "GET", "path": "/"});
    assert_eq!(call(&APP, b"abc".as_slice(), &event), Answer::text("3"));
}

// ---- JSON in ----

#[derive(Deserialize, Serialize)]
struct Order<'a> {
    item: &'a str,
    count: u32,
}

#[post("/orders")]
fn order(Json(order): Json<Order<'_>>) -> Json<Order<'_>> {
    Json(Order { count: order.count * 2, ..order })
}

static ORDERS: App<(order,)> = App::new();

fn ordered(content_type: Option<&str>, body: Option<&str>) -> Answer {
    let headers = content_type.map(|value| json!({"content-TYPE": value}));
    let event = json!({"httpMethod": "POST", "path": "/orders", "headers": headers, "body": body});
    call(&ORDERS, &(), &event)
}

#[test]
fn a_body_of_json_is_an_argument() {
    let body = r#" {"count":2,"more":[1],"item":"é"} "#;
    let doubled = Answer::new(200, "application/json", r#"{"item":"é","count":4}"#);
    for content_type in [
        None,
        Some("application/json"),
        Some("Application/JSON"),
        Some("application/json; charset=utf-8"),
        Some(" application/json ;x"),
        Some("application/vnd.api+json"),
        Some("application/problem+JSON;a=b"),
    ] {
        assert_eq!(ordered(content_type, Some(body)), doubled, "{content_type:?}");
    }
    let event = r#"{"httpMethod":"POST","path":"/orders","isBase64Encoded":true,"body":"eyJpdGVtIjoiw6kiLCJjb3VudCI6Mn0="}"#;
    assert_eq!(read(&block_on(ORDERS.call(event, &())).unwrap()), doubled);
}

#[test]
fn another_content_type_is_a_415() {
    let refused = Answer::message(415, "the body must be application/json");
    for content_type in [
        "",
        "text/plain",
        "text/plain; application/json",
        "text/plain;x=+json",
        "application/x-www-form-urlencoded",
        "application/jsonp",
        "application/json+xml",
        "application/json, text/plain",
        "json",
    ] {
        let body = Some(r#"{"item":"a","count":1}"#);
        assert_eq!(ordered(Some(content_type), body), refused, "{content_type}");
    }
}

#[test]
fn a_body_that_is_not_json_is_a_400() {
    for (body, column) in [
        (None, 0),
        (Some(""), 0),
        (Some("{"), 1),
        (Some("secret"), 1),
        (Some(r#"{"item":"a","count":1"#), 21),
        (Some(r#"{"item":"a","count":1}x"#), 23),
        (Some(r#"{"item":"a","count":01}"#), 22),
    ] {
        let message = format!("the body is not JSON: line 1, column {column}");
        assert_eq!(ordered(None, body), Answer::message(400, &message), "{body:?}");
    }
    let deep = "[".repeat(100_000);
    assert_eq!(ordered(None, Some(&format!(r#"{{"x":{deep}"#))).status, 400);
}

#[test]
fn json_that_does_not_fit_is_a_422() {
    for (body, what, column) in [
        ("null", "expected struct Order", 4),
        ("{}", "missing field `item`", 2),
        (r#"{"item":5,"count":1}"#, "`item`: expected a borrowed string", 9),
        (r#"{"item":"a","count":-1}"#, "`count`: expected u32", 22),
        (r#"{"item":"a","count":4294967296}"#, "`count`: expected u32", 30),
        (r#"{"item":"a","item":"b","count":1}"#, "duplicate field `item`", 18),
    ] {
        let message = format!("the body is JSON of another shape: {what}: line 1, column {column}");
        assert_eq!(ordered(None, Some(body)), Answer::message(422, &message), "{body}");
    }
    // A `&str` cannot take text with an escape, which is the app's mistake, not the client's.
    let escaped = r#"{"item":"a\n","count":1}"#;
    assert_eq!(ordered(None, Some(escaped)), Answer::new(500, "application/json", BAD_500));
}

// ---- replies ----

mod replies {
    use std::borrow::Cow;

    use gatepost::prelude::*;

    macro_rules! replying {
        ($($name:ident $path:literal $ty:ty = $value:expr;)*) => {
            $(#[get($path)] pub fn $name() -> $ty { $value })*
            pub type All = ($($name,)*);
        };
    }

    pub mod bodies {
        use super::*;
        replying! {
            text "/text" &'static str = "é";
            string "/string" String = "s".to_owned();
            cow "/cow" Cow<'static, str> = Cow::Borrowed("c");
            bytes "/bytes" &'static [u8] = b"ab";
            array "/array" &'static [u8; 2] = b"ab";
            vec "/vec" Vec<u8> = b"ab".to_vec();
            cow_bytes "/cow-bytes" Cow<'static, [u8]> = Cow::Borrowed(b"ab");
            json "/json" Json<Vec<u8>> = Json(vec![1, 2]);
            unit "/unit" () = ();
            status "/status" Status = Status::ACCEPTED;
        }
    }

    pub mod tuples {
        use super::*;
        replying! {
            three "/three" (u16, &'static str, &'static str) = (201, "text/csv", "a,b");
            three_bytes "/three-bytes" (Status, String, Vec<u8>) = (Status::OK, "image/png".to_owned(), b"ab".to_vec());
            two "/two" (u16, &'static str) = (404, "none");
            two_json "/two-json" (Status, Json<u8>) = (Status::CREATED, Json(5));
            two_unit "/two-unit" (u16, ()) = (202, ());
            own_status "/own-status" (u16, Reply<'static>) = (202, Reply::new(203).body("mine"));
            error_inside "/error-inside" (u16, Result<(), HttpError>) = (202, Err(HttpError::conflict("no")));
            bad_status "/bad-status" (u16, &'static str) = (99, "secret");
            reply "/reply" Reply<'static> = Reply::new(201).content_type("a/b").content_type("c/d").body("x");
            bare_reply "/bare-reply" Reply<'static> = Reply::new(204);
            byte_reply "/byte-reply" Reply<'static> = Reply::new(200).body("x").bytes(b"ab".as_slice());
            bad_reply "/bad-reply" Reply<'static> = Reply::new(200).header("x", "secret\r\ny: z").body("secret");
        }
    }

    pub type All = (bodies::All, tuples::All);
}

static REPLIES: App<replies::All> = App::new();

#[test]
fn what_a_handler_returns_is_the_reply() {
    let none = |status| Answer { status, content_type: None, body: None };
    let bytes = |content_type| Answer::new(200, content_type, "YWI=");
    let octets = || bytes("application/octet-stream");
    for (path, expected) in [
        ("/text", Answer::text("é")),
        ("/string", Answer::text("s")),
        ("/cow", Answer::text("c")),
        ("/bytes", octets()),
        ("/array", octets()),
        ("/vec", octets()),
        ("/cow-bytes", octets()),
        ("/json", Answer::new(200, "application/json", "[1,2]")),
        ("/unit", none(200)),
        ("/status", none(202)),
        ("/three", Answer::new(201, "text/csv", "a,b")),
        ("/three-bytes", bytes("image/png")),
        ("/two", Answer::new(404, TEXT, "none")),
        ("/two-json", Answer::new(201, "application/json", "5")),
        ("/two-unit", none(202)),
        ("/own-status", Answer::new(203, TEXT, "mine")),
        ("/error-inside", Answer::message(409, "no")),
        ("/bad-status", Answer::message(500, "Internal Server Error")),
        ("/reply", Answer::new(201, "c/d", "x")),
        ("/bare-reply", none(204)),
        ("/byte-reply", octets()),
        ("/bad-reply", Answer::message(500, "Internal Server Error")),
    ] {
        assert_eq!(get_of(&REPLIES, path), expected, "{path}");
    }
}

// ---- failures ----

mod failures {
    use gatepost::prelude::*;
    use std::collections::BTreeMap;

    /// An error of the app's own, that is no `std::error::Error`.
    pub struct Taken(pub &'static str);

    impl From<Taken> for HttpError {
        fn from(taken: Taken) -> Self {
            HttpError::conflict(format!("{} is taken", taken.0)).with_detail("secret")
        }
    }

    impl IntoReply for Taken {
        fn write_reply(self, out: &mut gatepost::Out<'_>) {
            HttpError::from(self).write_reply(out);
        }
    }

    /// An error of the app's own that is a `std::error::Error`, with a status of its own.
    #[derive(Debug)]
    pub struct Missing(pub std::num::ParseIntError);

    impl std::fmt::Display for Missing {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            write!(f, "missing")
        }
    }

    impl std::error::Error for Missing {}

    impl From<std::num::ParseIntError> for Missing {
        fn from(error: std::num::ParseIntError) -> Self {
            Self(error)
        }
    }

    impl IntoReply for Missing {
        fn write_reply(self, out: &mut gatepost::Out<'_>) {
            HttpError::not_found(self.to_string()).with_detail(self.0).write_reply(out);
        }
    }

    #[get("/fine")]
    pub fn fine() -> Result<&'static str, HttpError> {
        Ok("fine")
    }

    #[get("/std")]
    pub fn std_error() -> Result<String, HttpError> {
        Ok(std::fs::read_to_string("/secret/file")?)
    }

    #[get("/std-async")]
    pub async fn std_error_async() -> Result<Json<u8>, HttpError> {
        super::Yield::once().await;
        let n = "secret".parse::<u8>()?;
        Ok(Json(n))
    }

    #[get("/own")]
    pub fn own() -> Result<(), Taken> {
        Err(Taken("\"ada\"\n"))
    }

    #[get("/question")]
    pub fn question() -> Result<(), HttpError> {
        Err(Taken("it"))?;
        Ok(())
    }

    #[get("/missing")]
    pub fn missing() -> Result<(), Missing> {
        "secret".parse::<u8>()?;
        Ok(())
    }

    #[get("/boxed")]
    pub fn boxed() -> Result<(), HttpError> {
        let boxed: Box<dyn std::error::Error + Send + Sync> = "secret".into();
        Err(boxed)?
    }

    /// A key that is no text: it fails in the middle of the body.
    type NoJson = BTreeMap<(u8, u8), &'static str>;

    #[get("/no-json")]
    pub fn no_json() -> (u16, Json<NoJson>) {
        (201, Json(BTreeMap::from([((1, 2), "secret")])))
    }

    #[get("/teapot")]
    pub fn teapot() -> HttpError {
        HttpError::new(418, "tea").with_detail("secret")
    }

    #[get("/not-final")]
    pub fn not_final() -> HttpError {
        HttpError::new(100, "secret")
    }

    pub type All = (
        fine,
        std_error,
        std_error_async,
        own,
        question,
        missing,
        boxed,
        no_json,
        teapot,
        not_final,
    );
}

static FAILURES: App<failures::All> = App::new();

#[test]
fn an_error_is_a_status_and_a_message_and_its_detail_stays_here() {
    let internal = || Answer::new(500, "application/json", BAD_500);
    for (path, expected) in [
        ("/fine", Answer::text("fine")),
        ("/std", internal()),
        ("/std-async", internal()),
        ("/own", Answer::message(409, "\"ada\"\n is taken")),
        ("/question", Answer::message(409, "it is taken")),
        ("/missing", Answer::message(404, "missing")),
        ("/boxed", internal()),
        ("/no-json", internal()),
        ("/teapot", Answer::message(418, "tea")),
        ("/not-final", internal()),
    ] {
        assert_eq!(get_of(&FAILURES, path), expected, "{path}");
        let event = json!({"httpMethod": "GET", "path": path}).to_string();
        let answer = block_on(FAILURES.call(event, &())).unwrap();
        assert!(!answer.contains("secret"), "{answer}");
    }
}

#[test]
fn errors_have_the_status_of_their_name() {
    type Make = fn(&'static str) -> HttpError;
    let cases: [(Make, u16); 12] = [
        (HttpError::bad_request, 400),
        (HttpError::unauthorized, 401),
        (HttpError::forbidden, 403),
        (HttpError::not_found, 404),
        (HttpError::request_timeout, 408),
        (HttpError::conflict, 409),
        (HttpError::payload_too_large, 413),
        (HttpError::unsupported_media_type, 415),
        (HttpError::unprocessable, 422),
        (HttpError::too_many_requests, 429),
        (HttpError::internal_server_error, 500),
        (HttpError::service_unavailable, 503),
    ];
    for (make, status) in cases {
        let error = make("why");
        assert_eq!((error.status().code(), error.message()), (status, "why"));
    }
}

mod panics {
    use gatepost::{Out, prelude::*};

    #[get("/sync")]
    pub fn sync() -> &'static str {
        panic!("secret")
    }

    #[get("/async")]
    pub async fn after_await() -> String {
        super::Yield::once().await;
        panic!("secret")
    }

    pub struct Grenade;

    impl IntoReply for Grenade {
        fn write_reply(self, out: &mut Out<'_>) {
            out.set_status(Status::CREATED);
            out.add_header("x-secret", "secret");
            out.set_text("secret");
            panic!("secret")
        }
    }

    #[get("/reply")]
    pub fn in_reply() -> Grenade {
        Grenade
    }

    pub struct Fuse;

    impl std::str::FromStr for Fuse {
        type Err = String;

        fn from_str(_: &str) -> Result<Self, String> {
            panic!("secret")
        }
    }

    #[get("/param/<fuse>")]
    pub fn in_param(fuse: Fuse) -> String {
        let Fuse = fuse;
        "never".to_owned()
    }

    #[get("/cached", cache_control = "max-age=60")]
    pub fn cached() {
        panic!("secret")
    }

    #[get("/served")]
    pub fn served(state: &std::sync::Mutex<u32>) -> String {
        let mut count = state.lock().unwrap();
        *count += 1;
        count.to_string()
    }

    pub type All = (sync, after_await, in_reply, in_param, cached, served);
}

#[test]
fn a_panic_is_a_500_and_the_next_event_is_served() {
    static APP: App<panics::All, std::sync::Mutex<u32>> = App::new();
    let state = std::sync::Mutex::new(0);
    let service = APP.with_state(&state);
    // As a runtime: the buffers stay the same.
    let (mut reply, mut answer) = (Vec::new(), Vec::new());
    let mut answer_to = |path: &str| {
        let mut event = json!({"httpMethod": "GET", "path": path}).to_string().into_bytes();
        answer.clear();
        let context = gatepost::Context::new("test");
        block_on(service.call(Invocation {
            event: &mut event,
            context,
            reply: &mut reply,
            answer: &mut answer,
        }))
        .unwrap();
        String::from_utf8(answer.clone()).unwrap()
    };
    for (n, path) in ["/sync", "/async", "/reply", "/param/x", "/cached"].iter().enumerate() {
        let text = answer_to(path);
        assert_eq!(read(&text), Answer::new(500, "application/json", BAD_500), "{path}");
        assert!(!text.contains("secret") && !text.contains("max-age"), "{text}");
        assert_eq!(read(&answer_to("/served")), Answer::text(&(n + 1).to_string()));
    }
}

// ---- awaiting ----

/// Ready when it is polled for the second time, and wakes its task before that.
struct Yield {
    polled: bool,
    from_afar: bool,
}

impl Yield {
    fn once() -> Self {
        Self { polled: false, from_afar: false }
    }

    /// Woken by another thread, later.
    fn from_afar() -> Self {
        Self { polled: false, from_afar: true }
    }
}

impl Future for Yield {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, task: &mut Task<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.polled, true) {
            return Poll::Ready(());
        }
        let waker = task.waker().clone();
        if self.from_afar {
            thread::spawn(move || {
                thread::sleep(Duration::from_millis(5));
                waker.wake();
            });
        } else {
            waker.wake();
        }
        Poll::Pending
    }
}

#[get("/wait/<n>")]
async fn wait(n: u8) -> String {
    for _ in 0..n {
        Yield::once().await;
        Yield::from_afar().await;
    }
    format!("waited {n}")
}

#[get("/local/<n>")]
async fn not_send(n: u8) -> String {
    let held = Rc::new(n);
    Yield::once().await;
    held.to_string()
}

#[test]
fn a_handler_may_really_wait() {
    static APP: App<(wait, not_send)> = App::new();
    assert_eq!(get_of(&APP, "/wait/0"), Answer::text("waited 0"));
    assert_eq!(get_of(&APP, "/wait/3"), Answer::text("waited 3"));
    assert_eq!(get_of(&APP, "/local/5"), Answer::text("5"));
}

#[test]
fn it_is_pending_as_often_as_the_handler_is() {
    static APP: App<(wait,)> = App::new();
    let call = APP.call(r#"{"httpMethod":"GET","path":"/wait/2"}"#, &());
    let mut call = std::pin::pin!(call);
    let mut task = Task::from_waker(std::task::Waker::noop());
    for _ in 0..4 {
        assert!(call.as_mut().poll(&mut task).is_pending());
    }
    assert!(call.as_mut().poll(&mut task).is_ready());
}

#[test]
fn futures_are_send_where_the_handlers_values_are() {
    fn is_send<T: Send>(value: T) -> T {
        value
    }
    static APP: App<(all, borrowed, of_the_state), Db> = App::new();
    let db = Db { name: "tape".to_owned(), pool: Pool(7) };
    let answer = block_on(is_send(APP.call(r#"{"httpMethod":"GET","path":"/of-the-state"}"#, &db)));
    assert_eq!(read(&answer.unwrap()), Answer::text("tape"));
    let (mut event, mut reply, mut answer) = (b"{}".to_vec(), Vec::new(), Vec::new());
    let context = gatepost::Context::default();
    let invocation =
        Invocation { event: &mut event, context, reply: &mut reply, answer: &mut answer };
    let service = APP.with_state(&db);
    assert!(block_on(is_send(service.call(invocation))).is_err());
    // On another thread, where it came to be on this one.
    let moved = is_send(PARAMETERS.call(r#"{"httpMethod":"GET","path":"/mut/1"}"#, &()));
    let answer = thread::spawn(move || block_on(moved)).join().unwrap();
    assert_eq!(read(&answer.unwrap()), Answer::text("2"));
}

// ---- sets of routes ----

macro_rules! numbered {
    ($module:ident: $($name:ident $path:literal)*) => {
        mod $module {
            $(#[gatepost::get($path)] pub fn $name() -> &'static str { $path })*
            pub type All = ($($name,)*);
        }
    };
}

numbered!(one: a "/one/a");
numbered!(fifteen: a "/15/a" b "/15/b" c "/15/c" d "/15/d" e "/15/e" f "/15/f" g "/15/g" h "/15/h"
    i "/15/i" j "/15/j" k "/15/k" l "/15/l" m "/15/m" n "/15/n" o "/15/o");
numbered!(sixteen: a "/16/a" b "/16/b" c "/16/c" d "/16/d" e "/16/e" f "/16/f" g "/16/g" h "/16/h"
    i "/16/i" j "/16/j" k "/16/k" l "/16/l" m "/16/m" n "/16/n" o "/16/o" p "/16/p");

#[get("/deep")]
fn deep() -> &'static str {
    "/deep"
}

#[test]
fn every_handler_of_a_nest_of_tuples_is_reached() {
    type Eight = (((((((deep,),),),),),),);
    static APP: App<(one::All, (fifteen::All, (sixteen::All,)), Eight)> = App::new();
    let table = APP.table();
    assert_eq!(table.routes().len(), 33);
    for route in table.routes() {
        assert_eq!(get_of(&APP, route.pattern), Answer::text(route.pattern));
    }
    assert_eq!(get_of(&APP, "/16/q").status, 404);
}

#[test]
fn each_length_of_tuple_reaches_its_last() {
    macro_rules! reaches {
        ($($name:ident)*) => {{
            static APP: App<($(sixteen::$name,)*)> = App::new();
            for route in APP.table().routes() {
                assert_eq!(get_of(&APP, route.pattern), Answer::text(route.pattern));
            }
            APP.table().routes().len()
        }};
    }
    assert_eq!(reaches!(a b), 2);
    assert_eq!(reaches!(a b c), 3);
    assert_eq!(reaches!(a b c d), 4);
    assert_eq!(reaches!(a b c d e), 5);
    assert_eq!(reaches!(a b c d e f), 6);
    assert_eq!(reaches!(a b c d e f g), 7);
    assert_eq!(reaches!(a b c d e f g h), 8);
    assert_eq!(reaches!(a b c d e f g h i), 9);
    assert_eq!(reaches!(a b c d e f g h i j), 10);
    assert_eq!(reaches!(a b c d e f g h i j k), 11);
    assert_eq!(reaches!(a b c d e f g h i j k l), 12);
    assert_eq!(reaches!(a b c d e f g h i j k l m), 13);
    assert_eq!(reaches!(a b c d e f g h i j k l m n), 14);
}

mod methods {
    use gatepost::prelude::*;

    #[get("/m")]
    pub fn get_m() -> &'static str {
        "get"
    }

    #[post("/m")]
    pub fn post_m() -> &'static str {
        "post"
    }

    #[put("/m")]
    pub fn put_m() -> &'static str {
        "put"
    }

    #[patch("/m")]
    pub fn patch_m() -> &'static str {
        "patch"
    }

    #[delete("/m")]
    pub fn delete_m() -> &'static str {
        "delete"
    }

    #[options("/m")]
    pub fn options_m() -> &'static str {
        "options"
    }

    #[any("/any")]
    pub fn any_m(request: Request<'_>) -> String {
        request.method().to_string()
    }

    #[head("/head")]
    pub fn head_m() -> Reply<'static> {
        Reply::new(200).content_type("x/y").body("never sent")
    }

    pub type All = (any_m, head_m, get_m, post_m, put_m, patch_m, delete_m, options_m);
}

static METHODS: App<methods::All> = App::new();

#[test]
fn an_attribute_for_each_method() {
    let answer = |method: &str, path: &str| {
        call(&METHODS, &(), &json!({"httpMethod": method, "path": path}))
    };
    for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] {
        assert_eq!(answer(method, "/m"), Answer::text(&method.to_lowercase()));
        assert_eq!(answer(method, "/any"), Answer::text(method));
        let allowed = answer(method, "/head");
        assert_eq!(allowed.status, if method == "OPTIONS" { 204 } else { 405 }, "{method}");
    }
    assert_eq!(answer("PURGE", "/any"), Answer::text("PURGE"));
    assert_eq!(answer("TRACE", "/m"), Answer::message(405, "Method Not Allowed"));
    assert_eq!(answer("get", "/m"), Answer::message(405, "Method Not Allowed"));
    for (path, content_type) in [("/head", "x/y"), ("/m", TEXT), ("/any", TEXT)] {
        let expected = Answer { body: None, ..Answer::new(200, content_type, "") };
        assert_eq!(answer("HEAD", path), expected, "{path}");
    }
}

#[test]
fn the_table_shows_methods_patterns_and_handlers() {
    let table = METHODS.table().to_string();
    let mut lines: Vec<_> = table.split('\n').collect();
    lines.sort_unstable();
    assert_eq!(
        lines,
        [
            "ANY     /any   handlers::methods::any_m",
            "DELETE  /m     handlers::methods::delete_m",
            "GET     /m     handlers::methods::get_m",
            "HEAD    /head  handlers::methods::head_m",
            "OPTIONS /m     handlers::methods::options_m",
            "PATCH   /m     handlers::methods::patch_m",
            "POST    /m     handlers::methods::post_m",
            "PUT     /m     handlers::methods::put_m",
        ]
    );
}

#[test]
fn the_table_is_in_the_order_of_precedence() {
    #[get("/{all+}")]
    fn rest(all: &str) -> &str {
        all
    }
    #[get("/<one>")]
    fn any(one: &str) -> &str {
        one
    }
    #[get("/<one>.json")]
    fn json(one: &str) -> &str {
        one
    }
    #[get("/a")]
    fn literal() {}
    static APP: App<(rest, any, json, literal)> = App::new();
    static REVERSED: App<(literal, (json, (any,)), rest)> = App::new();
    for table in [APP.table(), REVERSED.table()] {
        let patterns: Vec<_> = table.routes().map(|route| route.pattern).collect();
        assert_eq!(patterns, ["/a", "/<one>.json", "/<one>", "/{all+}"]);
        let text = table.to_string();
        assert!(text.starts_with("GET     /a           handlers::"), "{text}");
        assert_eq!(text.split('\n').count(), 4);
    }
}

#[test]
fn a_reply_of_ones_own_writes_what_it_likes() {
    struct Teapot;
    impl IntoReply for Teapot {
        fn write_reply(self, out: &mut Out<'_>) {
            out.set_status(Status::new(418));
            out.set_text("short and stout");
        }
    }
    #[get("/tea")]
    fn tea() -> Result<Teapot, HttpError> {
        Ok(Teapot)
    }
    static APP: App<(tea,)> = App::new();
    let expected = Answer { content_type: None, ..Answer::new(418, "", "short and stout") };
    assert_eq!(get_of(&APP, "/tea"), expected);
}
