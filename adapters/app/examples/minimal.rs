//! The smallest function with the face: one gateway, and the blocking client of the Runtime API.
//!
//! ```sh
//! cargo build -p gatepost --example minimal --profile minimal --no-default-features --features blocking,rest
//! ```
//!
//! With `local` among the features it runs on a local port too.

use gatepost::prelude::*;

#[get("/hello")]
fn hello_universe() -> &'static str {
    "hello universe"
}

#[get("/hello/<name>")]
fn hello(name: &str) -> (u16, &'static str, &str) {
    (200, "text/plain; charset=utf-8", name)
}

static APP: App<(hello_universe, hello)> = App::new();

fn main() -> gatepost::Result {
    gatepost::run(&APP, ())
}

#[cfg(test)]
mod tests {
    use gatepost::testing::Event;

    use super::*;

    #[test]
    fn a_name_comes_back() {
        assert_eq!(Event::get("/hello/ada").call(&APP, &()).unwrap().text(), "ada");
        assert_eq!(Event::get("/hello").call(&APP, &()).unwrap().text(), "hello universe");
    }
}
