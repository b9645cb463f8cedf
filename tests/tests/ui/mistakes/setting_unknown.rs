use gatepost::prelude::*;

#[get("/hello", cache_contrl = "no-store")]
fn hello() -> &'static str {
    "hello"
}

static APP: App<(hello,)> = App::new();

fn main() {
    let _ = &APP;
}
