use gatepost::prelude::*;

#[get("/hello/<name>")]
fn hello(name: &str, age: u8) -> &str {
    let _ = age;
    name
}

static APP: App<(hello,)> = App::new();

fn main() {
    let _ = &APP;
}
