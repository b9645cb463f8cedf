//! The echo on gatepost-lambda.

use gatepost_tests::echo::Echo;

fn main() -> Result<(), gatepost_lambda::Error> {
    gatepost_lambda::run(&Echo)
}
