use gatepost::prelude::*;

#[get("/hello/<x>")]
fn hello<'a, T: From<&'a str>>(x: &'a str) -> &'a str {
    x
}

static APP: App<(hello,)> = App::new();

fn main() {
    let _ = &APP;
}
