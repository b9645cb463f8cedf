//! What gzip costs: an answer with a body of 32 KB of JSON in gzip, from event bytes to answer bytes,
//! beside what the compressor alone takes for that body.
//!
//! ```text
//! cargo bench -p gatepost-tests --bench compression
//! ```

#[allow(dead_code)]
#[path = "common/mod.rs"]
mod common;

use std::{hint::black_box, pin::pin, task, time::Instant};

use common::{race::Race, random::Random};
use gatepost::{Context, Function as _, Invocation, prelude::*};
use miniz_oxide::deflate::{
    compress_to_vec,
    core::{CompressorOxide, TDEFLFlush, compress, create_comp_flags_from_zip_params},
};

const LEVEL: u8 = 6;
const SIZE: usize = 32 * 1024;
const ROUNDS: usize = 200;
const PASSES: usize = 20;
const EVENT: &[u8] =
    br#"{"httpMethod":"GET","path":"/orders","headers":{"Accept-Encoding":"gzip"}}"#;

struct Orders(String);

#[get("/orders", compress)]
fn orders(orders: &Orders) -> (u16, &str, &str) {
    (200, "application/json", &orders.0)
}

static APP: App<(orders,), Orders> = App::new();

fn main() {
    let is_bench = std::env::args().any(|argument| argument == "--bench");
    let rounds = if is_bench { ROUNDS } else { 1 };
    let orders = Orders(body());
    let body = &orders.0;
    let service = APP.with_state(&orders);
    let (mut event, mut reply, mut answer) = (EVENT.to_vec(), vec![], vec![]);
    let mut answered = || {
        event.copy_from_slice(EVENT);
        let context = Context::new("an-id");
        let invocation =
            Invocation { event: &mut event, context, reply: &mut reply, answer: &mut answer };
        let mut context = task::Context::from_waker(task::Waker::noop());
        assert!(pin!(service.call(invocation)).poll(&mut context).is_ready());
        answer.len()
    };
    let flags = create_comp_flags_from_zip_params(LEVEL.into(), -15, 0);
    let mut compressor = Box::new(CompressorOxide::new(flags));
    let mut room = vec![0; SIZE];
    let mut kept = || {
        compressor.reset();
        compress(&mut compressor, body.as_bytes(), &mut room, TDEFLFlush::Finish).2
    };
    println!("{} bytes of JSON, {} in deflate, an answer of {}", body.len(), kept(), answered());

    let mut race = Race::of(3);
    let mut random = Random::new(7);
    for _ in 0..rounds {
        race.round(&mut random, |turn| match turn {
            0 => nanoseconds(&mut kept),
            1 => nanoseconds(|| compress_to_vec(body.as_bytes(), LEVEL).len()),
            _ => nanoseconds(&mut answered),
        });
    }
    for (name, figure) in ["miniz_oxide, kept", "miniz_oxide, new each time", "the whole answer"]
        .iter()
        .zip(race.figures())
    {
        println!("{name:28} {:9.0} ns {:6.3}", figure.nanoseconds, figure.ratio);
    }
}

/// A list of orders, no two alike.
fn body() -> String {
    let mut random = Random::new(32);
    let mut json = String::from("[");
    while json.len() < SIZE {
        let (id, cents) = (random.below(1_000_000), random.below(100_000));
        let item = ["tea", "coffee", "sugar", "a cup"][random.below(4)];
        json += &format!(
            r#"{{"id":{id},"item":"{item}","price":"{}.{:02}","paid":{}}},"#,
            cents / 100,
            cents % 100,
            cents % 2 == 0
        );
    }
    json.truncate(SIZE - 1);
    json + "]"
}

fn nanoseconds(mut work: impl FnMut() -> usize) -> f64 {
    let start = Instant::now();
    for _ in 0..PASSES {
        black_box(work());
    }
    start.elapsed().as_nanos() as f64 / PASSES as f64
}
