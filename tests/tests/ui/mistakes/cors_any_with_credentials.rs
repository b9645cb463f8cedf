use gatepost::prelude::*;

const CORS: Cors<'static> = Cors::any().max_age(300).allow_credentials();

#[get("/hello")]
fn hello() -> &'static str {
    "hello"
}

static APP: App<(hello,)> = App::new().cors(CORS);

fn main() {
    let _ = APP.table();
}
