//! An app on gatepost, called as a runtime calls it.

use gatepost::{Context, Function as _, Invocation, prelude::*};

use crate::worker::{Greeting, Worker, now};

#[get("/")]
fn home() -> &'static str {
    "home"
}

#[get("/hello/<name>")]
fn hello(name: &str) -> Json<Greeting<&str>> {
    Json(Greeting { hello: name })
}

static APP: App<(home, hello)> = App::new();

/// The buffers that a runtime keeps.
#[derive(Default)]
pub struct Gatepost {
    event: Vec<u8>,
    reply: Vec<u8>,
}

impl Worker for Gatepost {
    fn work(&mut self, event: &[u8], answer: &mut Vec<u8>) -> Result<(), String> {
        // An event is decoded where it stands, so each call needs its own: the copy counts.
        self.event.clear();
        self.event.extend_from_slice(event);
        let context = Context::new("8476a536-e9f4-11e8-9739-2dfe598c3fcd");
        let invocation =
            Invocation { event: &mut self.event, context, reply: &mut self.reply, answer };
        now(APP.with_state(&()).call(invocation)).map_err(|error| error.to_string())
    }
}
