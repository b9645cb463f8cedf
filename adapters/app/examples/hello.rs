//! Handlers after the Powertools page's all-in-one program, with a state and an async handler; `page.rs`
//! has that program itself.
//!
//! `cargo run -p gatepost --example hello --features local`, then
//! `curl -i http://127.0.0.1:9000/hello/ada`.

use std::sync::atomic::{AtomicU64, Ordering};

use gatepost::prelude::*;
use rust_decimal::Decimal;
use serde::Serialize;

/// What the handlers share.
struct Guests {
    greeted: AtomicU64,
}

#[derive(Serialize)]
struct Greeting<'a> {
    hello: &'a str,
    guest: u64,
}

#[get("/hello/<username>")]
fn hello_user<'a>(username: &'a str, guests: &Guests) -> Json<Greeting<'a>> {
    let guest = guests.greeted.fetch_add(1, Ordering::Relaxed) + 1;
    Json(Greeting { hello: username, guest })
}

#[derive(Serialize)]
struct Example {
    message: &'static str,
    second: Decimal,
}

#[get("/rest")]
fn rest_fun() -> Json<Example> {
    Json(Example { message: "Example", second: Decimal::new(10_001, 2) })
}

#[get("/foo3")]
fn foo3() -> Reply<'static> {
    Reply::new(200)
        .content_type("application/json")
        .header("custom-header", "value")
        .body(r#"{"message": "Foo3"}"#)
}

#[get("/logo.png", cache_control = "max-age=86400")]
fn get_logo() -> (u16, &'static str, &'static [u8]) {
    (200, "image/png", b"\x89PNG\r\n\x1a\n")
}

#[derive(Serialize)]
struct Deleted<'a> {
    id: &'a str,
}

#[delete("/delete/<uid>")]
async fn delete_foo(uid: &str) -> Result<Json<Deleted<'_>>, HttpError> {
    if uid == "0" {
        return Err(HttpError::not_found("no foo has the id 0"));
    }
    forget(uid).await;
    Ok(Json(Deleted { id: uid }))
}

/// Stands for a call to a database.
async fn forget(_uid: &str) {}

static APP: App<(hello_user, rest_fun, foo3, get_logo, delete_foo), Guests> = App::new();

fn main() -> gatepost::Result {
    gatepost::run(&APP, Guests { greeted: AtomicU64::new(0) })
}

#[cfg(test)]
mod tests {
    use gatepost::testing::{Answer, Event, Gateway};

    use super::*;

    fn call(event: Event) -> Answer {
        event.call(&APP, &Guests { greeted: AtomicU64::new(6) }).unwrap()
    }

    #[test]
    fn a_guest_is_greeted_behind_every_gateway() {
        for gateway in Gateway::ALL {
            let answer = call(Event::get("/hello/ada%20l").via(gateway));
            assert_eq!(answer.text(), r#"{"hello":"ada l","guest":7}"#, "{gateway}");
        }
    }

    #[test]
    fn a_decimal_is_a_text() {
        assert_eq!(call(Event::get("/rest")).text(), r#"{"message":"Example","second":"100.01"}"#);
    }

    #[test]
    fn the_logo_is_bytes() {
        let logo = call(Event::get("/logo.png"));
        assert_eq!(
            (logo.header("content-type").as_deref(), logo.is_base64()),
            (Some("image/png"), true)
        );
        assert_eq!(logo.body(), b"\x89PNG\r\n\x1a\n");
    }

    #[test]
    fn a_foo_that_is_not_there_cannot_be_deleted() {
        assert_eq!(call(Event::delete("/delete/7")).text(), r#"{"id":"7"}"#);
        assert_eq!(call(Event::delete("/delete/0")).status(), 404);
    }
}
