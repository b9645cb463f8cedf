use gatepost::prelude::*;

mod users {
    use gatepost::prelude::*;

    #[get("/hello/<id>")]
    pub fn show(id: u32) -> String {
        id.to_string()
    }
}

#[get("/hello/<name>")]
fn hello(name: &str) -> &str {
    name
}

static APP: App<(hello, users::show)> = App::new();

fn main() {
    let _ = APP.table();
}
