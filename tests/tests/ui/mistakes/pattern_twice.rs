use gatepost::prelude::*;

#[get("/<x>/<x>")]
fn hello(x: &str) -> &str {
    x
}

static APP: App<(hello,)> = App::new();

fn main() {
    let _ = &APP;
}
