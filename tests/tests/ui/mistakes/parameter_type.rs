use gatepost::prelude::*;

#[derive(Debug)]
struct Thing;

#[get("/hello/<thing>")]
fn hello(thing: Vec<Thing>) -> String {
    format!("{thing:?}")
}

static APP: App<(hello,)> = App::new();

fn main() {
    let _ = &APP;
}
