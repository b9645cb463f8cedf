use gatepost::prelude::*;

#[get("/hello")]
fn hello<const N: usize>() {}

static APP: App<(hello,)> = App::new();

fn main() {
    let _ = &APP;
}
