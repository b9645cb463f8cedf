use gatepost::prelude::*;

#[get("/hello/<name>")]
fn hello(nmae: &str) -> &str {
    nmae
}

static APP: App<(hello,)> = App::new();

fn main() {
    let _ = &APP;
}
