use gatepost::prelude::*;

struct Users;

static APP: App<(Under<Users>,)> = App::new();

fn main() {
    let _ = APP.table();
}
