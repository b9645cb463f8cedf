use gatepost::prelude::*;

const CORS: Cors<'static> = Cors::any().allow_headers(&["x-request-id", "x custom"]);

#[get("/hello")]
fn hello() -> &'static str {
    "hello"
}

static APP: App<(hello,)> = App::new().cors(CORS);

fn main() {
    let _ = APP.table();
}
