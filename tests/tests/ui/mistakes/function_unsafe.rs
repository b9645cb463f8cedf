use gatepost::prelude::*;

#[get("/hello")]
unsafe fn hello() {}

static APP: App<(hello,)> = App::new();

fn main() {
    let _ = &APP;
}
