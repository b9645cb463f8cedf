use gatepost::prelude::*;

#[get("/hello", cache_control)]
fn hello() -> &'static str {
    "hello"
}

static APP: App<(hello,)> = App::new();

fn main() {
    let _ = &APP;
}
