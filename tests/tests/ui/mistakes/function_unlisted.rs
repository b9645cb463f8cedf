#![deny(dead_code)]

use gatepost::prelude::*;

#[get("/hello")]
fn hello() {}

#[get("/bye")]
fn bye() {}

static APP: App<(hello,)> = App::new();

fn main() {
    let _ = &APP;
}
