use gatepost::{Around, prelude::*};

struct Timing;

#[get("/hello")]
fn hello() -> &'static str {
    "hello"
}

static APP: App<Around<Timing, hello>> = App::new();

fn main() {
    let _ = &APP;
}
