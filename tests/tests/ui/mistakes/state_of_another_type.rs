use gatepost::prelude::*;

struct Db;

#[get("/")]
fn home(_db: &Db) {}

static APP: App<(home,), Db> = App::new();

fn main() -> gatepost::Result {
    gatepost::run(&APP, "a name")
}
