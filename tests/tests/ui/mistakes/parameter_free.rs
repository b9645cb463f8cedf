use gatepost::prelude::*;

#[get("/hello/<name>/<id>")]
async fn hello(name: &str) -> &str {
    name
}

static APP: App<(hello,)> = App::new();

fn main() {
    let _ = &APP;
}
