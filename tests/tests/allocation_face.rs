//! From event bytes to answer bytes, a warm function allocates nothing: what `App::with_state` gives
//! to a runtime, measured with a counting allocator.

use allocation_counter::measure;
use gatepost::{Function as _, Invocation, prelude::*};

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

#[get("/string")]
fn string() -> String {
    "on the heap".to_owned()
}

type Routes = ((hello, typed), header, bytes, (order, string));

static APP: App<Routes, Guests> = App::new();
static WITH_CORS: App<Routes, Guests> =
    App::new().cors(Cors::allow_list(&["https://a.example"]).allow_credentials());

/// How many allocations each of `calls` further answers to `event` takes, and the last answer.
fn allocations(app: &App<Routes, Guests>, event: &str, calls: u64) -> (u64, String) {
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

#[test]
fn a_preflight_allocates_nothing() {
    let event = r#"{"httpMethod":"OPTIONS","path":"/orders","headers":{"Origin":"https://a.example",
        "Access-Control-Request-Method":"POST","Access-Control-Request-Headers":"content-type"}}"#;
    let (count, answer) = allocations(&WITH_CORS, event, 50);
    assert!(answer.contains(r#""Access-Control-Allow-Methods":"OPTIONS,POST""#), "{answer}");
    assert_eq!(count, 0);
}
