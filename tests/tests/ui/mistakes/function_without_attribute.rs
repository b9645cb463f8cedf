use gatepost::prelude::*;

fn hello() {}

static APP: App<(hello,)> = App::new();

fn main() {
    let _ = &APP;
}
