use gatepost::prelude::*;

const CORS: Cors<'static> = Cors::allow_list(&["https://www.example.com", "https://*.example.com"]);

#[get("/hello")]
fn hello() -> &'static str {
    "hello"
}

static APP: App<(hello,)> = App::new().cors(CORS);

fn main() {
    let _ = APP.table();
}
