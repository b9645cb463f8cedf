use gatepost::prelude::*;

#[get("/hello")]
struct Hello;

fn main() {}
