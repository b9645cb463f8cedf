use gatepost::prelude::*;

#[get("/users")]
fn show() {}

struct Users;

impl Group for Users {
    type Routes = (show,);
    const PREFIX: &'static str = "v1";
}

static APP: App<(Under<Users>,)> = App::new();

fn main() {
    let _ = APP.table();
}
