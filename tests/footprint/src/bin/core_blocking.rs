//! Without the face: core, one mapping, one runtime.

#[path = "../../../no_std/src/hello.rs"]
mod hello;

fn main() -> Result<(), gatepost_blocking::Error> {
    gatepost_blocking::run(&hello::Hello)
}
