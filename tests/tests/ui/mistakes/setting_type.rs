use gatepost::prelude::*;

#[get("/hello", cache_control = 60)]
fn hello() -> &'static str {
    "hello"
}

static APP: App<(hello,)> = App::new();

fn main() {
    let _ = &APP;
}
