use gatepost::prelude::*;

const CORS: Cors<'static> = Cors::fixed("https://www.example.com/").max_age(300);

#[get("/hello")]
fn hello() -> &'static str {
    "hello"
}

static APP: App<(hello,)> = App::new().cors(CORS);

fn main() {
    let _ = APP.table();
}
