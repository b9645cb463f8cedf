//! The echo on gatepost-blocking.

use gatepost_tests::echo::Echo;

fn main() -> Result<(), gatepost_blocking::Error> {
    let echo = gatepost_blocking::init(Echo::open())?;
    gatepost_blocking::run(&echo)
}
