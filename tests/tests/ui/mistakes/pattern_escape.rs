use gatepost::prelude::*;

#[get("/caf\u{e9}")]
fn hello() -> &'static str {
    "hello"
}

static APP: App<(hello,)> = App::new();

fn main() {
    let _ = &APP;
}
