use gatepost::prelude::*;

#[route("/hello", methods = ["get"])]
fn hello() -> &'static str {
    "hello"
}

static APP: App<(hello,)> = App::new();

fn main() {
    let _ = &APP;
}
