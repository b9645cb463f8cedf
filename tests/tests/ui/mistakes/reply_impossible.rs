use gatepost::prelude::*;

struct Thing;

#[get("/hello")]
async fn hello() -> Vec<Thing> {
    Vec::new()
}

static APP: App<(hello,)> = App::new();

fn main() {
    let _ = &APP;
}
