//! A function on the face, whose handlers do what they should not.

use gatepost::prelude::*;

#[get("/panic/<text>")]
async fn panicking(text: &str) -> &str {
    panic!("{text}")
}

#[get("/hello")]
fn hello() -> &'static str {
    "hello"
}

/// As many cookies; a load balancer that takes one value for each header carries but one.
#[get("/cookies/<count>")]
fn cookies(count: u32) -> Reply<'static> {
    (0..count).fold(Reply::new(200), |reply, _| reply.cookie(Cookie::new("a", "1")))
}

static APP: App<(panicking, cookies, hello)> = App::new();

fn main() -> gatepost::Result {
    gatepost::run(&APP, ())
}
