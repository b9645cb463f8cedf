use gatepost::prelude::*;

#[get("/hello", compress)]
fn hello() -> &'static str {
    "hello"
}

static APP: App<(hello,)> = App::new().gzip(Gzip::NEW.level(11));

fn main() {
    let _ = &APP;
}
