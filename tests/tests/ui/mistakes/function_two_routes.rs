use gatepost::prelude::*;

#[get("/hello")]
#[post("/hello")]
fn hello() {}

static APP: App<(hello,)> = App::new();

fn main() {
    let _ = &APP;
}
