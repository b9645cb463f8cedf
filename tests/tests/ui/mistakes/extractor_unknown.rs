use gatepost::prelude::*;

struct Thing;

#[get("/hello")]
fn hello(thing: Vec<Thing>) -> &'static str {
    let _ = thing;
    "hello"
}

static APP: App<(hello,)> = App::new();

fn main() {
    let _ = &APP;
}
