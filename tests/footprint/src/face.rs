// The function on the face, whatever it runs on.

use gatepost::prelude::*;

#[derive(serde::Serialize)]
struct Greeting<'a> {
    hello: &'a str,
}

#[get("/hello")]
fn universe() -> &'static str {
    "hello"
}

#[get("/hello/<name>")]
fn you(name: &str) -> Json<Greeting<'_>> {
    Json(Greeting { hello: name })
}

const CORS: Cors<'static> = Cors::fixed("https://www.example.com");

static APP: App<(universe, you)> = App::new().cors(CORS);

fn main() -> gatepost::Result {
    gatepost::run(&APP, ())
}
