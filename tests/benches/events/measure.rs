//! Instructions, time and heap allocations of workers on an event.

use std::{env, hint::black_box, time::Instant};

use crate::{
    common::{
        callgrind,
        race::{Figure, Race},
        random::Random,
    },
    event::Event,
    worker::{self, Worker},
};

/// How many calls the two counted runs make.
const PASSES: [usize; 2] = [20, 120];
/// How many calls are timed in one piece: few, or the slower ones would share the processor with
/// other programs in most of their passes, and the faster ones in hardly any.
const CALLS: usize = 10;
const ROUNDS: usize = 1001;

/// What a call takes.
pub struct Measured {
    pub name: &'static str,
    pub instructions: Option<f64>,
    pub time: Figure,
    pub allocations: u64,
}

/// What a call takes of each of the workers, and the ratios of their times to the first.
pub fn measure(
    names: &[&'static str],
    event: &Event,
    has_valgrind: bool,
) -> Result<Vec<Measured>, String> {
    let workers: Result<Vec<_>, _> =
        names.iter().map(|name| worker::named(name, event.source)).collect();
    let mut workers = workers?;
    let times = race(&mut workers, event);
    let mut measured = vec![];
    for ((name, worker), time) in names.iter().zip(&mut workers).zip(times) {
        let allocations = allocations(worker.as_mut(), event);
        let instructions = has_valgrind.then(|| instructions(name, event)).transpose()?;
        measured.push(Measured { name, instructions, time, allocations });
    }
    Ok(measured)
}

fn race(workers: &mut [Box<dyn Worker>], event: &Event) -> Vec<Figure> {
    let mut random = Random::new(1);
    let mut race = Race::of(workers.len());
    for _ in 0..ROUNDS {
        race.round(&mut random, |turn| {
            let start = Instant::now();
            repeat(workers[turn].as_mut(), event, CALLS);
            start.elapsed().as_nanos() as f64 / CALLS as f64
        });
    }
    race.figures()
}

/// Heap allocations of a call, its buffers warm: the most of some calls.
fn allocations(worker: &mut dyn Worker, event: &Event) -> u64 {
    let mut answer = vec![];
    let mut call = || {
        // It has answered the event before.
        let _ = worker.work(&event.bytes, &mut answer);
    };
    call();
    let counted = (0..CALLS).map(|_| allocation_counter::measure(&mut call).count_total);
    counted.max().unwrap_or_default()
}

/// Instructions per call: a run of this program with many calls less one with few.
fn instructions(name: &str, event: &Event) -> Result<f64, String> {
    let program = env::current_exe().map_err(|error| error.to_string())?;
    let [few, many] = PASSES.map(|passes| {
        callgrind::count(&program, &["--work", name, &event.file, &passes.to_string()])
    });
    Ok((many? - few?) / (PASSES[1] - PASSES[0]) as f64)
}

/// What the counted run does.
pub fn work(name: &str, file: &str, passes: &str) -> Result<(), String> {
    let event = Event::of(file)?;
    let mut worker = worker::named(name, event.source)?;
    let passes = passes.parse().map_err(|_| "not a number of passes")?;
    repeat(worker.as_mut(), &event, passes);
    Ok(())
}

/// The work that is measured, in time and in instructions.
#[inline(never)]
fn repeat(worker: &mut dyn Worker, event: &Event, passes: usize) {
    let mut answer = vec![];
    for _ in 0..passes {
        let _ = black_box(worker.work(black_box(&event.bytes), &mut answer));
        black_box(&answer);
    }
}
