use gatepost::prelude::*;

#[get("/hello")]
extern "C" fn hello() {}

static APP: App<(hello,)> = App::new();

fn main() {
    let _ = &APP;
}
