//! From event bytes to answer bytes, a warm function allocates nothing: what `App::with_state` gives
//! to a runtime, measured with a counting allocator.

use allocation_counter::measure;
use gatepost::{Around, Function as _, Hook, Invocation, Next, Routes, Scope, Within, prelude::*};
use gatepost_tests::events::{Body, Sent, Shape};

#[derive(serde::Serialize)]
struct Greeting<'a> {
    hello: &'a str,
    guest: u64,
}

struct Guests(u64);

#[get("/hello/<name>")]
fn hello<'a>(name: &'a str, guests: &Guests) -> Json<Greeting<'a>> {
    Json(Greeting { hello: name, guest: guests.0 })
}

#[get("/typed/<n>")]
fn typed(n: u32) -> (u16, &'static str, &'static str) {
    (if n > 9 { 200 } else { 404 }, "text/csv", "a,\"b\"")
}

#[get("/header", cache_control = "max-age=60")]
async fn header<'a>(request: Request<'a>) -> &'a str {
    std::future::ready(()).await;
    request.header("x-tag").unwrap_or("none")
}

#[post("/bytes")]
fn bytes(request: Request<'_>) -> &[u8] {
    request.body()
}

#[derive(serde::Deserialize)]
struct Order<'a> {
    item: &'a str,
}

#[post("/orders")]
fn order(Json(order): Json<Order<'_>>) -> &str {
    order.item
}

/// Looks at all that a request of any source has, and answers with headers that a source has to join
/// or to put elsewhere.
struct Looked<'a>(Request<'a>, EventContext<'a>);

impl IntoReply for Looked<'_> {
    fn write_reply(self, out: &mut gatepost::Out<'_>) {
        let Self(request, event) = self;
        let claim = event.authorizer().and_then(|authorizer| authorizer.claim("sub"));
        let variable = event.event_field("cookies").and_then(|cookies| cookies.as_str());
        for (name, value) in [
            ("x-first", request.header("x-probe")),
            ("x-query", request.query_values("a").last()),
            ("x-cookie", request.cookie("b")),
            ("x-from", request.client_address()),
            ("x-id", event.request_id()),
            ("x-claim", claim),
            ("x-cookies", variable),
        ] {
            out.add_header(name, value.unwrap_or("none"));
        }
        out.add_header("Vary", "Accept");
        out.add_header("Vary", "Origin");
        out.add_header("Set-Cookie", "a=1");
        out.set_bytes(request.body());
    }
}

#[post("/look/<name>")]
fn look<'a>(name: &'a str, request: Request<'a>, event: EventContext<'a>) -> Looked<'a> {
    assert_eq!(name, "a dé");
    Looked(request, event)
}

#[get("/list", compress)]
fn list() -> (u16, &'static str, &'static str) {
    (200, "application/json", include_str!("documents/page.json"))
}

/// Around a route, with an answer of its own to some.
struct Guarded;

impl Hook<Guests> for Guarded {
    async fn around<R: Routes<Guests>>(mut next: Next<'_, '_, R, Guests>) {
        match next.cx.request.header("x-guest") {
            None => next.reply((403, "text/plain", "no guest")),
            Some(_) => next.run().await,
        }
    }
}

#[get("/guarded")]
fn guarded() -> &'static str {
    "a guest"
}

/// A state of its own, borrowed of the request and of the app's.
struct Invited<'r>(&'r str, &'r Guests);

impl<'r> FromRequest<'r, Invited<'_>> for Invited<'r> {
    fn from_request(cx: &'r Cx<'r, Invited<'_>>) -> Result<Self, HttpError> {
        Ok(Self(cx.state.0, cx.state.1))
    }
}

struct Invitation;

impl Scope<Guests> for Invitation {
    type State<'r> = Invited<'r>;

    async fn around<R: for<'r> Routes<Invited<'r>>>(mut next: Next<'_, '_, R, Guests>) {
        match next.cx.request.header("x-guest") {
            None => next.reply((403, "text/plain", "no guest")),
            Some(name) => next.run_with(&Invited(name, next.cx.state)).await,
        }
    }
}

#[get("/invited")]
fn invited(Invited(name, guests): Invited<'_>) -> Json<Greeting<'_>> {
    Json(Greeting { hello: name, guest: guests.0 })
}

#[get("/string")]
fn string() -> String {
    "on the heap".to_owned()
}

type All = (
    (hello, typed),
    header,
    bytes,
    (order, string),
    look,
    list,
    Around<Guarded, guarded>,
    Within<Invitation, invited>,
);

static APP: App<All, Guests> = App::new();
static WITH_CORS: App<All, Guests> =
    App::new().cors(Cors::allow_list(&["https://a.example"]).allow_credentials());

/// How many allocations each of `calls` further answers to `event` takes, and the last answer.
fn allocations(app: &App<All, Guests>, event: &str, calls: u64) -> (u64, String) {
    let guests = Guests(7);
    let service = app.with_state(&guests);
    let (mut reply, mut answer) = (Vec::new(), Vec::new());
    let mut bytes = event.as_bytes().to_vec();
    let mut call = || {
        bytes.copy_from_slice(event.as_bytes());
        answer.clear();
        let context = gatepost::Context::new("an-id");
        let invocation =
            Invocation { event: &mut bytes, context, reply: &mut reply, answer: &mut answer };
        let mut future = std::pin::pin!(service.call(invocation));
        // Polled by hand: `block_on` allocates its waker.
        let mut task = std::task::Context::from_waker(std::task::Waker::noop());
        assert!(matches!(future.as_mut().poll(&mut task), std::task::Poll::Ready(Ok(()))));
    };
    call();
    let counted = measure(|| (0..calls).for_each(|_| call()));
    (counted.count_total, String::from_utf8(answer).unwrap())
}

#[track_caller]
fn allocates_nothing(event: &str, body: &str) {
    for app in [&APP, &WITH_CORS] {
        let (count, answer) = allocations(app, event, 50);
        assert!(answer.contains(&format!(r#""body":{body}"#)), "{answer}");
        assert_eq!(count, 0, "{event}");
    }
}

#[test]
fn the_counter_counts() {
    let (count, answer) = allocations(&APP, r#"{"httpMethod":"GET","path":"/string"}"#, 50);
    assert!(answer.contains("on the heap"), "{answer}");
    assert_eq!(count, 50);
}

#[test]
fn a_plain_handler_allocates_nothing() {
    let get = |path: &str| format!(r#"{{"httpMethod":"GET","path":"{path}"}}"#);
    allocates_nothing(&get("/hello/ada"), r#""{\"hello\":\"ada\",\"guest\":7}""#);
    allocates_nothing(&get("/hello/a%20d%C3%A9"), r#""{\"hello\":\"a dé\",\"guest\":7}""#);
    allocates_nothing(&get("/typed/10"), r#""a,\"b\"""#);
    allocates_nothing(
        r#"{"httpMethod":"GET","path":"/header","multiValueHeaders":{"X-Tag":["\"a\"","b"]}}"#,
        r#""\"a\"""#,
    );
    allocates_nothing(
        r#"{"httpMethod":"POST","path":"/bytes","body":"iVBORw==","isBase64Encoded":true}"#,
        r#""iVBORw==","isBase64Encoded":true"#,
    );
    allocates_nothing(
        r#"{"httpMethod":"POST","path":"/orders","body":"{\"item\":\"tea\"}"}"#,
        r#""tea""#,
    );
}

#[test]
fn an_answer_of_our_own_allocates_nothing() {
    allocates_nothing(
        r#"{"httpMethod":"GET","path":"/nowhere"}"#,
        r#""{\"message\":\"Not found\"}""#,
    );
    allocates_nothing(
        r#"{"httpMethod":"PUT","path":"/orders"}"#,
        r#""{\"statusCode\":405,\"message\":\"Method Not Allowed\"}""#,
    );
    allocates_nothing(r#"{"httpMethod":"OPTIONS","path":"/orders"}"#, "null");
    allocates_nothing(r#"{"httpMethod":"HEAD","path":"/hello/ada"}"#, "null");
    allocates_nothing(
        r#"{"httpMethod":"POST","path":"/bytes","body":"!","isBase64Encoded":true}"#,
        r#""{\"statusCode\":400,\"message\":\"Bad Request\"}""#,
    );
}

/// The compressor is made for the first answer and kept.
#[test]
fn gzip_allocates_nothing_after_the_first() {
    for shape in Shape::ALL {
        let sent = Sent { headers: &[("accept-encoding", "gzip")], ..Sent::get("/list") };
        allocates_nothing(&sent.event(shape).to_string(), r#""H4sIAAAAAAAA"#);
    }
}

#[test]
fn a_hook_allocates_nothing() {
    let event = r#"{"httpMethod":"GET","path":"/guarded","headers":{"X-Guest":"ada"}}"#;
    allocates_nothing(event, r#""a guest""#);
    allocates_nothing(&event.replace("X-Guest", "X-Other"), r#""no guest""#);
}

#[test]
fn a_scope_allocates_nothing() {
    let event = r#"{"httpMethod":"GET","path":"/invited","headers":{"X-Guest":"ada"}}"#;
    allocates_nothing(event, r#""{\"hello\":\"ada\",\"guest\":7}""#);
    allocates_nothing(&event.replace("X-Guest", "X-Other"), r#""no guest""#);
}

#[test]
fn a_preflight_allocates_nothing() {
    let event = r#"{"httpMethod":"OPTIONS","path":"/orders","headers":{"Origin":"https://a.example",
        "Access-Control-Request-Method":"POST","Access-Control-Request-Headers":"content-type"}}"#;
    let (count, answer) = allocations(&WITH_CORS, event, 50);
    assert!(answer.contains(r#""Access-Control-Allow-Methods":"OPTIONS,POST""#), "{answer}");
    assert_eq!(count, 0);
}

#[test]
fn no_source_takes_more() {
    let headers = [
        ("content-type", "application/json"),
        ("cookie", "a=1; b=\"2\""),
        ("x-probe", "\"first\""),
        ("x-probe", "second"),
    ];
    let sent =
        Sent { headers: &headers, query: "a=%31&a=%22+2%22&c", ..Sent::get("/hello/a%20d%C3%A9") };
    let posted = Sent { method: "POST", path: "/look/a%20d%C3%A9", ..sent };
    for shape in Shape::ALL {
        let event = |sent: Sent<'_>| sent.event(shape).to_string();
        allocates_nothing(&event(sent), r#""{\"hello\":\"a dé\",\"guest\":7}""#);
        let bytes = Sent { body: Some(Body::Bytes(b"\x89PNG")), ..posted };
        allocates_nothing(&event(bytes), r#""iVBORw==","isBase64Encoded":true"#);
        let text = Sent { body: Some(Body::Text("{\"item\":\"tea\"}")), ..posted };
        allocates_nothing(&event(text), r#""eyJpdGVtIjoidGVhIn0=","isBase64Encoded":true"#);
        allocates_nothing(&event(Sent { path: "/orders", ..text }), r#""tea""#);
        allocates_nothing(
            &event(Sent { method: "PUT", ..sent }),
            r#""{\"statusCode\":405,\"message\":\"Method Not Allowed\"}""#,
        );
        allocates_nothing(
            &event(Sent { path: "/no/where", ..sent }),
            r#""{\"message\":\"Not found\"}""#,
        );
        let nothing = if matches!(shape, Shape::Rest | Shape::HttpV1) { "null" } else { r#""""# };
        allocates_nothing(&event(Sent { method: "HEAD", ..sent }), nothing);
        allocates_nothing(&event(Sent { method: "OPTIONS", ..sent }), nothing);
        // Too long for a load balancer: a 500 goes out instead.
        let long = "\n".repeat(530_000);
        let long =
            event(Sent { body: Some(Body::Bytes(long.as_bytes())), path: "/bytes", ..posted });
        let (count, _) = allocations(&APP, &long, 2);
        assert_eq!(count, 0, "{shape:?}");
        let refused = event(sent).replace("\"GET\"", "\"G T\"");
        allocates_nothing(&refused, r#""{\"statusCode\":400,\"message\":\"Bad Request\"}""#);
    }
}
