//! What the Powertools page promises, feature by feature: the row's own sample, and its answer behind every
//! gateway. The guide's page for those who come from there has the same rows by the same numbers.
//!
//! Rows with more to say are elsewhere: `s10_…` in `compression.rs`, `s19_…` in `tracing_spans.rs`,
//! `s22_…` in `page.rs`. The last test here sees to it that none is missing.

use std::{fs, path::Path};

use gatepost::{
    Context, Function as _, Invocation, Routes, Source,
    prelude::*,
    testing::{Answer, Event, Gateway},
};
use rust_decimal::Decimal;
use serde_json::{Value, json};

/// Has an app answer an event behind every gateway.
#[track_caller]
fn everywhere<R: Routes<()>>(app: &App<R>, event: &Event, check: impl Fn(Gateway, Answer)) {
    for gateway in Gateway::ALL {
        check(gateway, event.clone().via(gateway).call(app, &()).unwrap());
    }
}

/// The status and the body of an answer, which are the same behind every gateway.
#[track_caller]
fn answers<R: Routes<()>>(app: &App<R>, event: &Event, status: u16, body: &str) {
    everywhere(app, event, |gateway, answer| {
        assert_eq!((answer.status(), &*answer.text()), (status, body), "{gateway}: {event:?}");
    });
}

/// The answer as the gateway gets it.
#[track_caller]
fn raw<R: Routes<()>>(app: &App<R>, event: Event) -> Value {
    let answer = gatepost::block_on(app.call(event.to_json(), &())).unwrap();
    serde_json::from_str(&answer).unwrap()
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[get("/hello")]
fn hello() -> &'static str {
    "hello"
}

static HELLO: App<(hello,)> = App::new();

#[test]
fn s01_one_table_for_every_source_and_a_fixed_one() {
    answers(&HELLO, &Event::get("/hello"), 200, "hello");
    static HTTP_API: App<(hello,)> = App::new().source(Source::HttpApi);
    let event = |gateway| Event::get("/hello").via(gateway);
    assert_eq!(event(Gateway::HttpApi).call(&HTTP_API, &()).unwrap().text(), "hello");
    for gateway in [Gateway::Rest, Gateway::LoadBalancer, Gateway::FunctionUrl] {
        let refused = event(gateway).call(&HTTP_API, &()).unwrap_err();
        assert_eq!(refused.kind(), "Event.OtherSource", "{gateway}");
    }
}

mod methods {
    use gatepost::prelude::*;

    macro_rules! handlers {
        ($($attribute:ident $name:ident)*) => {$(
            #[$attribute("/path")]
            pub fn $name() -> &'static str {
                stringify!($name)
            }
        )*};
    }

    handlers! { get gets post posts put puts delete deletes patch patches options is_asked }

    #[head("/alone")]
    pub fn heads() -> Status {
        Status::ACCEPTED
    }

    #[route("/path", methods = ["PURGE", "TRACE"])]
    pub fn routes() -> &'static str {
        "routes"
    }

    #[any("/any")]
    pub fn any_method(request: Request<'_>) -> &str {
        request.method().as_str()
    }

    pub type All = (gets, posts, puts, deletes, patches, is_asked, heads, routes, any_method);
}

#[test]
fn s02_an_attribute_for_every_method() {
    static APP: App<methods::All> = App::new();
    let cases = [
        ("GET", "gets"),
        ("POST", "posts"),
        ("PUT", "puts"),
        ("DELETE", "deletes"),
        ("PATCH", "patches"),
        ("OPTIONS", "is_asked"),
        ("PURGE", "routes"),
        ("TRACE", "routes"),
    ];
    for (method, body) in cases {
        answers(&APP, &Event::new(method, "/path"), 200, body);
        answers(&APP, &Event::new(method, "/any"), 200, method);
    }
    answers(&APP, &Event::head("/alone"), 202, "");
    answers(&APP, &Event::new("BREW", "/any"), 200, "BREW");
    everywhere(&APP, &Event::new("BREW", "/path"), |_, answer| assert_eq!(answer.status(), 405));
}

#[get("/hello/<name>")]
fn hello_you(name: &str) -> String {
    format!("hello {name}")
}

#[get("/<message>/<number>")]
fn number(message: &str, number: u32) -> String {
    format!("{message}, {}", number + 1)
}

#[test]
fn s03_parameters_are_typed_and_are_one_segment() {
    static APP: App<(hello_you, number)> = App::new();
    answers(&APP, &Event::get("/hello/ada%20l"), 200, "hello ada l");
    answers(&APP, &Event::get("/count/41"), 200, "count, 42");
    everywhere(&APP, &Event::get("/count/x"), |_, answer| assert_eq!(answer.status(), 400));
    // Unlike on the page: there `<name>` would be `ada/l`.
    answers(&APP, &Event::get("/hello/ada/l"), 404, r#"{"message":"Not found"}"#);
}

#[test]
fn s04_the_most_specific_route_answers_in_whatever_order() {
    #[get("/<greeting>/<name>")]
    fn greet(greeting: &str, name: &str) -> String {
        format!("{greeting}? {name}!")
    }
    // Where the order of definition would give another answer, `LAST` with that check does not compile.
    static FIRST: App<(hello_you, greet)> = App::new().assert_definition_order();
    static LAST: App<(greet, hello_you)> = App::new();
    for event in [Event::get("/hello/ada"), Event::get("/bye/ada")] {
        let expected = event.call(&FIRST, &()).unwrap();
        answers(&LAST, &event, 200, &expected.text());
    }
    answers(&LAST, &Event::get("/hello/ada"), 200, "hello ada");
}

#[derive(serde::Serialize)]
struct Message {
    message: &'static str,
    count: u8,
}

#[get("/json")]
fn as_json() -> Json<Message> {
    Json(Message { message: "hello universe", count: 1 })
}

#[test]
fn s05_a_value_is_compact_json() {
    static APP: App<(as_json,)> = App::new();
    everywhere(&APP, &Event::get("/json"), |gateway, answer| {
        assert_eq!(answer.text(), r#"{"message":"hello universe","count":1}"#, "{gateway}");
        assert_eq!(answer.header("content-type"), some("application/json"), "{gateway}");
    });
}

#[get("/text")]
fn as_text() -> (u16, &'static str, &'static str) {
    (201, "text/html", "<p>Hello")
}

#[get("/bytes")]
fn as_bytes() -> (u16, &'static str, &'static [u8]) {
    (200, "image/png", b"\x89PNG")
}

#[test]
fn s06_a_tuple_of_status_content_type_and_body() {
    static APP: App<(as_text, as_bytes)> = App::new();
    answers(&APP, &Event::get("/text"), 201, "<p>Hello");
    everywhere(&APP, &Event::get("/text"), |_, answer| {
        assert_eq!(answer.header("content-type"), some("text/html"));
    });
    everywhere(&APP, &Event::get("/bytes"), |_, answer| {
        assert_eq!((answer.status(), answer.body()), (200, &b"\x89PNG"[..]));
        assert_eq!(answer.header("content-type"), some("image/png"));
    });
}

#[get("/full")]
fn in_full() -> Reply<'static> {
    Reply::new(201)
        .content_type("text/plain")
        .header("X-Several", "a")
        .header("X-Several", "b")
        .cookie(Cookie::new("user", "ada").path("/"))
        .body("made")
}

#[test]
fn s07_a_reply_in_full() {
    static APP: App<(in_full,)> = App::new();
    everywhere(&APP, &Event::get("/full"), |gateway, answer| {
        assert_eq!((answer.status(), &*answer.text()), (201, "made"), "{gateway}");
        assert_eq!(answer.header("content-type"), some("text/plain"), "{gateway}");
        assert_eq!(answer.header("x-several"), some("a, b"), "{gateway}");
        assert_eq!(answer.cookie("user"), Some("ada"), "{gateway}");
    });
}

#[derive(serde::Serialize)]
struct Price {
    second: Decimal,
}

#[get("/rest")]
fn price() -> Json<Price> {
    Json(Price { second: Decimal::new(10_001, 2) })
}

#[test]
fn s08_a_decimal_is_a_json_string() {
    static APP: App<(price,)> = App::new();
    answers(&APP, &Event::get("/rest"), 200, r#"{"second":"100.01"}"#);
}

#[post("/echo")]
fn echo(request: Request<'_>) -> (u16, &str, &[u8]) {
    (200, "application/octet-stream", request.body())
}

#[test]
fn s09_bytes_leave_and_arrive_in_base64() {
    static APP: App<(echo,)> = App::new();
    for gateway in Gateway::ALL {
        let event = Event::post("/echo").body(*b"\x89PNG\0").via(gateway);
        assert!(event.to_json().contains(r#""isBase64Encoded":true"#), "{gateway}");
        let answer = raw(&APP, event);
        assert_eq!(
            (&answer["body"], &answer["isBase64Encoded"]),
            (&json!("iVBORwA="), &json!(true))
        );
    }
}

#[get("/<id>", cache_control = "max-age=60")]
fn cached(id: u8) -> Result<&'static str, HttpError> {
    if id > 9 { Err(HttpError::not_found("too many")) } else { Ok("one of ten") }
}

#[test]
fn s11_cache_control_is_for_a_200_alone() {
    static APP: App<(cached,)> = App::new();
    for (path, value) in [("/1", "max-age=60"), ("/10", "no-cache"), ("/x", "no-cache")] {
        everywhere(&APP, &Event::get(path), |gateway, answer| {
            assert_eq!(answer.header("cache-control"), some(value), "{gateway}: {path}");
        });
    }
}

const ORIGIN: &str = "https://www.example.com";
const LIST: Cors<'static> = Cors::allow_list(&["https://a.example"]);

mod cors {
    use gatepost::prelude::*;

    #[get("/unsaid")]
    pub fn unsaid() {}

    #[get("/on", cors = true)]
    pub fn on() {}

    #[get("/off", cors = false)]
    pub fn off() {}

    #[get("/other", cors = super::LIST)]
    pub fn other() {}

    #[post("/unsaid")]
    pub fn posted() {}

    pub type All = (unsaid, on, off, other, posted);
}

static CORS: App<cors::All> = App::new().cors(Cors::fixed(ORIGIN));

#[test]
fn s12_cors_on_the_app_and_on_a_route() {
    let cases = [
        ("/unsaid", some(ORIGIN)),
        ("/on", some(ORIGIN)),
        ("/off", None),
        ("/other", some("https://a.example")),
    ];
    for (path, allowed) in cases {
        let event = Event::get(path).header("Origin", "https://a.example");
        everywhere(&CORS, &event, |gateway, answer| {
            let origin = answer.header("access-control-allow-origin");
            assert_eq!(origin, allowed, "{gateway}: {path}");
        });
    }
}

const DEFAULT_HEADERS: &str =
    "Authorization,Content-Type,X-Amz-Date,X-Amz-Security-Token,X-Api-Key";

/// What an answer says of other origins.
fn cors_headers(answer: &Answer) -> Vec<(String, String)> {
    let of_cors = answer.headers().filter(|(name, _)| name.starts_with("Access-Control-"));
    let mut headers: Vec<_> = of_cors
        .map(|(name, value)| (name["Access-Control-".len()..].to_owned(), value.to_owned()))
        .collect();
    headers.sort();
    headers
}

fn pairs(headers: &[(&str, &str)]) -> Vec<(String, String)> {
    headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn s13_the_defaults_of_cors() {
    static DEFAULT: App<cors::All> = App::new().cors(Cors::any());
    static OWN: App<cors::All> =
        App::new().cors(Cors::any().allow_headers(&["x-custom", "content-TYPE"]));
    let with_own = format!("{DEFAULT_HEADERS},x-custom");
    for (app, headers) in [(&DEFAULT, DEFAULT_HEADERS), (&OWN, &with_own)] {
        everywhere(app, &Event::get("/unsaid"), |gateway, answer| {
            let expected = pairs(&[("Allow-Headers", headers), ("Allow-Origin", "*")]);
            assert_eq!(cors_headers(&answer), expected, "{gateway}");
        });
    }
}

#[test]
fn s14_a_preflight_is_answered_for_you() {
    for gateway in Gateway::ALL {
        let answer = raw(&CORS, Event::options("/unsaid").via(gateway));
        let body = match gateway {
            Gateway::Rest | Gateway::HttpApiV1 => Value::Null,
            _ => json!(""),
        };
        assert_eq!((&answer["statusCode"], &answer["body"]), (&json!(204), &body), "{gateway}");
        let answer = Answer::read(&answer.to_string()).unwrap();
        let methods = some("GET,OPTIONS,POST");
        assert_eq!(answer.header("access-control-allow-methods"), methods, "{gateway}");
    }
    // Unlike on the page, where every path has the methods of all.
    everywhere(&CORS, &Event::options("/on"), |_, answer| {
        assert_eq!(answer.header("access-control-allow-methods"), some("GET,OPTIONS"));
    });
    answers(&CORS, &Event::options("/nowhere"), 404, r#"{"message":"Not found"}"#);
}

#[test]
fn s15_fixed_headers_always_and_a_list_on_a_match() {
    static LISTED: App<cors::All> = App::new().cors(LIST);
    let fixed = pairs(&[("Allow-Headers", DEFAULT_HEADERS), ("Allow-Origin", ORIGIN)]);
    let from = |origin: &str| Event::get("/unsaid").header("Origin", origin);
    for event in [Event::get("/unsaid"), from(ORIGIN), from("https://evil.example")] {
        everywhere(&CORS, &event, |gateway, answer| {
            assert_eq!(cors_headers(&answer), fixed, "{gateway}: {event:?}");
        });
    }
    for (origin, expected) in [("https://a.example", true), ("https://evil.example", false)] {
        everywhere(&LISTED, &from(origin), |gateway, answer| {
            let allowed = answer.header("access-control-allow-origin");
            assert_eq!(allowed, expected.then(|| origin.to_owned()), "{gateway}");
            assert_eq!(answer.header("vary"), some("Origin"), "{gateway}");
        });
    }
}

#[test]
fn s16_an_unknown_path_and_an_unknown_method() {
    let refused = r#"{"statusCode":405,"message":"Method Not Allowed"}"#;
    answers(&CORS, &Event::get("/nowhere"), 404, r#"{"message":"Not found"}"#);
    answers(&CORS, &Event::delete("/unsaid"), 405, refused);
    everywhere(&CORS, &Event::get("/nowhere"), |gateway, answer| {
        assert_eq!(answer.header("access-control-allow-origin"), some(ORIGIN), "{gateway}");
        assert_eq!(answer.header("content-type"), some("application/json"), "{gateway}");
    });
    everywhere(&CORS, &Event::delete("/unsaid"), |gateway, answer| {
        assert_eq!(answer.header("allow"), some("GET, HEAD, OPTIONS, POST"), "{gateway}");
    });
}

#[derive(serde::Deserialize)]
struct Order {
    item: String,
}

/// What the page reads of `app.current_event`.
#[post("/event")]
fn current_event(
    Json(order): Json<Order>,
    request: Request<'_>,
    event: EventContext<'_>,
) -> Json<[String; 6]> {
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let authorizer = event.authorizer();
    Json([
        order.item,
        text(request.header("X-Tag")),
        text(request.query("q")),
        text(authorizer.and_then(|authorizer| authorizer.claim("username"))),
        text(request.client_address()),
        text(event.request_id()),
    ])
}

#[test]
fn s17_the_event_and_who_sent_it() {
    static APP: App<(current_event,)> = App::new();
    let event = Event::post("/event?q=green+tea")
        .header("x-tag", "new")
        .claim("username", "Mike")
        .client("203.0.113.7")
        .body(r#"{"item":"tea"}"#)
        .base64();
    everywhere(&APP, &event, |gateway, answer| {
        let [item, tag, query, user, client, id] = answer.json::<[String; 6]>().unwrap();
        assert_eq!([&*item, &tag, &query, &client], ["tea", "new", "green tea", "203.0.113.7"]);
        let knows_users = matches!(gateway, Gateway::Rest | Gateway::HttpApiV1 | Gateway::HttpApi);
        assert_eq!(user, if knows_users { "Mike" } else { "" }, "{gateway}");
        let gives_ids = knows_users || gateway == Gateway::FunctionUrl;
        assert_eq!(!id.is_empty(), gives_ids, "{gateway}");
    });
}

#[get("/context")]
fn lambda_context(context: Context<'_>) -> Json<[String; 4]> {
    let Context { request_id, invoked_function_arn, trace_id, deadline_ms, .. } = context;
    let [request_id, arn, trace_id] =
        [request_id, invoked_function_arn, trace_id].map(str::to_owned);
    Json([request_id, arn, trace_id, deadline_ms.to_string()])
}

#[test]
fn s18_the_context_of_the_runtime() {
    static APP: App<(lambda_context,)> = App::new();
    let mut context = Context::new("an-id");
    context.invoked_function_arn = "arn:aws:lambda:eu-west-1:123456789012:function:page";
    context.trace_id = "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Sampled=1";
    context.deadline_ms = 1_775_738_096_123;
    for gateway in Gateway::ALL {
        let mut event = Event::get("/context").via(gateway).to_json().into_bytes();
        let (mut reply, mut answer) = (Vec::new(), Vec::new());
        let invocation =
            Invocation { event: &mut event, context, reply: &mut reply, answer: &mut answer };
        gatepost::block_on(APP.with_state(&()).call(invocation)).unwrap();
        let answer = Answer::read(std::str::from_utf8(&answer).unwrap()).unwrap();
        let seen = answer.json::<[String; 4]>().unwrap();
        let expected = ["an-id", context.invoked_function_arn, context.trace_id, "1775738096123"];
        assert_eq!(seen, expected, "{gateway}");
    }
}

#[test]
fn s20_the_answer_as_each_gateway_takes_it() {
    static APP: App<(in_full,)> = App::new();
    let cookie = "user=ada; Path=/";
    let several =
        json!({"Content-Type": ["text/plain"], "X-Several": ["a", "b"], "Set-Cookie": [cookie]});
    let joined = json!({"Content-Type": "text/plain", "X-Several": "a, b"});
    for gateway in Gateway::ALL {
        let mut expected = match gateway {
            Gateway::Rest | Gateway::HttpApiV1 => json!({
                "headers": {"Content-Type": "text/plain", "Set-Cookie": cookie},
                "multiValueHeaders": {"X-Several": ["a", "b"]},
            }),
            Gateway::HttpApi | Gateway::FunctionUrl => {
                json!({"headers": joined, "cookies": [cookie]})
            }
            Gateway::LoadBalancerMulti => json!({"multiValueHeaders": several}),
            _ => {
                let mut headers = joined.clone();
                headers["Set-Cookie"] = json!(cookie);
                json!({"headers": headers})
            }
        };
        if matches!(gateway, Gateway::LoadBalancer | Gateway::LoadBalancerMulti) {
            expected["statusDescription"] = json!("201 Created");
        }
        expected["statusCode"] = json!(201);
        expected["body"] = json!("made");
        expected["isBase64Encoded"] = json!(false);
        assert_eq!(raw(&APP, Event::get("/full").via(gateway)), expected, "{gateway}");
    }
}

/// The event that the page has for its tests, but for headers of no matter.
const HELLO_EVENT: &str = r#"{"body": "hello", "resource": "/hello", "path": "/hello", "httpMethod": "GET",
    "isBase64Encoded": false, "queryStringParameters": {"foo": "bar"}, "multiValueQueryStringParameters": {},
    "pathParameters": {"hello": "/hello"}, "stageVariables": {}, "multiValueHeaders": {},
    "headers": {"Host": "1234567890.execute-api.us-east-1.amazonaws.com", "X-Forwarded-Proto": "https"},
    "requestContext": {"accountId": "123456789012", "resourceId": "123456", "stage": "Prod",
        "requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef", "requestTimeEpoch": 1428582896000,
        "identity": {"accountId": null, "sourceIp": "127.0.0.1", "user": null}, "path": "/Prod/hello",
        "resourcePath": "/hello", "httpMethod": "POST", "apiId": "1234567890", "protocol": "HTTP/1.1"}}"#;

#[test]
fn s21_a_test_needs_a_path_and_a_method() {
    for event in [r#"{"httpMethod":"GET","path":"/hello"}"#, HELLO_EVENT] {
        let answer = gatepost::block_on(HELLO.call(event, &())).unwrap();
        assert_eq!(Answer::read(&answer).unwrap().text(), "hello");
    }
    // A handler is a function still; and an event of every source is a line.
    assert_eq!(hello(), "hello");
    answers(&HELLO, &Event::get("/hello"), 200, "hello");
}

/// Every row has a test that bears its number, and a line in the guide.
#[test]
fn no_row_is_left_out() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let files = fs::read_dir(tests).unwrap().map(|file| file.unwrap().path());
    let sources: Vec<_> = files.filter_map(|file| fs::read_to_string(file).ok()).collect();
    let guide = include_str!("../../adapters/app/src/guide/powertools.md");
    for row in 1..=22 {
        let test = format!("#[test]\nfn s{row:02}_");
        assert!(sources.iter().any(|source| source.contains(&test)), "no test for row {row}");
        let lines = guide.lines().filter(|line| line.starts_with(&format!("| {row} |")));
        assert_eq!(lines.count(), 1, "row {row} in the guide");
    }
}
