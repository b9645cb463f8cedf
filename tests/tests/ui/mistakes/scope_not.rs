use gatepost::{Within, prelude::*};

struct Login;

#[get("/me")]
fn me() {}

static APP: App<(Within<Login, me>,)> = App::new();

fn main() {
    let _ = &APP;
}
