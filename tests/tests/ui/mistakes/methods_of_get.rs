use gatepost::prelude::*;

#[get("/hello", methods = ["GET"])]
fn hello() -> &'static str {
    "hello"
}

static APP: App<(hello,)> = App::new();

fn main() {
    let _ = &APP;
}
