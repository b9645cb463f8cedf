use gatepost::prelude::*;

#[get("/")]
fn a() {}

static APP: App<(a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a)> = App::new();

fn main() {}
