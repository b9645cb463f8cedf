use gatepost::prelude::*;

#[get("/users/<id>")]
fn show(_id: &str) {}

struct Users;

impl Group for Users {
    type Routes = (show,);
    const PREFIX: &'static str = "/shops/<id>";
}

static APP: App<(Under<Users>,)> = App::new();

fn main() {
    let _ = APP.table();
}
