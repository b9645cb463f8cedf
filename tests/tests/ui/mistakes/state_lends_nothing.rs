use gatepost::prelude::*;

struct Db;
struct Cache;

#[get("/hello")]
fn hello(cache: &Cache) -> &'static str {
    let _ = cache;
    "hello"
}

static APP: App<(hello,), Db> = App::new();

fn main() {
    let _ = &APP;
}
