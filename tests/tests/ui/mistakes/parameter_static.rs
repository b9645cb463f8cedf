use gatepost::prelude::*;

#[get("/hello/<name>")]
fn hello(name: &'static str) -> &'static str {
    name
}

static APP: App<(hello,)> = App::new();

fn main() {
    let _ = &APP;
}
