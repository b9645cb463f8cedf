use gatepost::prelude::*;

struct Greeter;

impl Greeter {
    #[get("/hello")]
    fn hello(&self) {
        let _ = self;
    }
}

fn call() {
    Greeter.hello();
}

fn main() {}
