use gatepost::prelude::*;

const PATTERN: &str = "/hello";

#[get(PATTERN)]
fn hello() -> &'static str {
    "hello"
}

static APP: App<(hello,)> = App::new();

fn main() {
    let _ = &APP;
}
