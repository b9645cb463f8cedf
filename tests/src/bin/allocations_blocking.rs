//! A function on the face and gatepost-blocking that says how many heap allocations it made from
//! the first call of the Runtime API to the last: `allocations N`.

use allocation_counter::measure;
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
fn hello(name: &str) -> Json<Greeting<'_>> {
    Json(Greeting { hello: name })
}

#[get("/boxed")]
fn boxed() -> String {
    "on the heap".to_owned()
}

static APP: App<(universe, hello, boxed)> = App::new();

fn main() {
    let mut ended = None;
    let counted = measure(|| ended = Some(gatepost_blocking::run(&APP.with_state(&()))));
    eprintln!("{ended:?}\nallocations {}", counted.count_total);
}
