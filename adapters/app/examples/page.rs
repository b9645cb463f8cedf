//! The all-in-one program of the Powertools page on its API Gateway event handler, handler for handler.
//!
//! `cargo run -p gatepost --example page --features local`, then `curl -i http://127.0.0.1:9000/rest`.
//! `template.yaml` beside this file deploys it behind a REST API; it says how.

use gatepost::prelude::*;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::Value;

// The page has a slash at the end of the origin, as no browser sends it: that does not compile here.
const CORS: Cors<'static> = Cors::fixed("https://www.example.com")
    .expose_headers(&["x-exposed-response-header"])
    .allow_headers(&["x-custom-request-header"])
    .max_age(100)
    .allow_credentials();

/// Leaves in gzip where the client takes that.
#[get("/foo", compress)]
pub(crate) fn get_foo() -> (u16, &'static str, &'static str) {
    (200, "text/html", "Hello")
}

const LOGO: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Bytes leave in base64.
#[get("/logo.png")]
pub(crate) fn get_logo() -> (u16, &'static str, &'static [u8]) {
    (200, "image/png", LOGO)
}

#[derive(Deserialize)]
struct Post {
    value: Value,
}

/// A body that has no `value` is answered 422, with the field that was missing.
#[post("/make_foo", cors = true)]
pub(crate) fn make_foo(Json(post): Json<Post>) -> Json<Value> {
    Json(post.value)
}

#[derive(Serialize)]
struct Deleted<'a> {
    id: &'a str,
}

/// For Mike alone, as the authorizer knows him.
#[delete("/delete/<uid>")]
pub(crate) fn delete_foo<'a>(
    uid: &'a str,
    event: EventContext<'_>,
) -> Result<Json<Deleted<'a>>, HttpError> {
    match event.authorizer().and_then(|authorizer| authorizer.claim("username")) {
        Some("Mike") => Ok(Json(Deleted { id: uid })),
        _ => Err(HttpError::forbidden("only Mike deletes")),
    }
}

/// Plain text: what comes from a client is no HTML before it is escaped, which the page leaves out.
#[get("/hello/<username>")]
pub(crate) fn hello_user(username: &str) -> String {
    format!("Hello {username}!")
}

#[derive(Serialize)]
struct Example {
    message: &'static str,
    second: Decimal,
}

/// A decimal is a JSON string.
#[get("/rest")]
pub(crate) fn rest_fun() -> Json<Example> {
    Json(Example { message: "Example", second: Decimal::new(10_001, 2) })
}

/// A reply in full.
#[get("/foo3")]
pub(crate) fn foo3() -> Reply<'static> {
    Reply::new(200)
        .content_type("application/json")
        .header("custom-header", "value")
        .body(r#"{"message": "Foo3"}"#)
}

/// Tests have them too.
pub(crate) type Handlers = (get_foo, get_logo, make_foo, delete_foo, hello_user, rest_fun, foo3);

pub(crate) static APP: App<Handlers> = App::new().cors(CORS);

fn main() -> gatepost::Result {
    gatepost::run(&APP, ())
}
