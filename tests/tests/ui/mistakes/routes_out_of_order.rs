use gatepost::prelude::*;

#[get("/<greeting>/<name>")]
fn greet(greeting: &str, name: &str) -> String {
    format!("{greeting}, {name}")
}

#[get("/hello/<name>")]
fn hello(name: &str) -> &str {
    name
}

static APP: App<(greet, hello)> = App::new().assert_definition_order();

fn main() {
    let _ = &APP;
}
