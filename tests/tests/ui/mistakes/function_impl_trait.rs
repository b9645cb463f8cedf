use gatepost::prelude::*;

#[get("/hello/<x>")]
fn hello(x: &str, thing: Vec<impl Send>) -> &str {
    let _ = thing;
    x
}

static APP: App<(hello,)> = App::new();

fn main() {
    let _ = &APP;
}
