use gatepost::prelude::*;

#[get("/hello", cors = "https://www.example.com")]
fn hello() -> &'static str {
    "hello"
}

static APP: App<(hello,)> = App::new();

fn main() {
    let _ = APP.table();
}
