use gatepost::prelude::*;

#[get("/hello", compress = "gzip")]
fn hello() -> &'static str {
    "hello"
}

static APP: App<(hello,)> = App::new();

fn main() {
    let _ = &APP;
}
