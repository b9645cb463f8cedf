//! A function on the face, one of whose handlers panics.

use gatepost::prelude::*;

#[get("/panic/<text>")]
async fn panicking(text: &str) -> &str {
    panic!("{text}")
}

#[get("/hello")]
fn hello() -> &'static str {
    "hello"
}

static APP: App<(panicking, hello)> = App::new();

fn main() -> gatepost::Result {
    gatepost::run(&APP, ())
}
