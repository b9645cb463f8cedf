//! The face on gatepost-blocking, and a body of typed JSON in.

use gatepost::prelude::*;

#[derive(serde::Serialize)]
struct Greeting<'a> {
    hello: &'a str,
}

#[derive(serde::Deserialize)]
struct Order {
    item: String,
    count: u32,
}

#[get("/hello")]
fn universe() -> &'static str {
    "hello"
}

#[get("/hello/<name>")]
fn you(name: &str) -> Json<Greeting<'_>> {
    Json(Greeting { hello: name })
}

#[post("/orders")]
fn order(Json(order): Json<Order>) -> (Status, String) {
    (if order.count > 0 { Status::CREATED } else { Status::OK }, order.item)
}

const CORS: Cors<'static> = Cors::fixed("https://www.example.com");

static APP: App<(universe, you, order)> = App::new().cors(CORS);

fn main() -> gatepost::Result {
    gatepost::run(&APP, ())
}
