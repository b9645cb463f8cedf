//! Time, in rounds.

use std::time::Instant;

use gatepost_tests::runtime_api::{PATIENCE, Process, RuntimeApi};

use crate::{ground::Built, measure::event};

/// How many events a program serves in a round, and from which on it is warm.
const EVENTS: usize = 220;
const WARM: usize = 20;

/// A line a round, and in it for each program: microseconds to the first answer, and of a warm
/// invocation.
pub struct Race(Vec<Vec<(f64, f64)>>);

impl Race {
    pub fn run(programs: &[Built], rounds: usize) -> Self {
        let round = |number: usize| {
            let mut times = vec![(0.0, 0.0); programs.len()];
            // Each of them is at some time the first, and the last.
            for place in 0..programs.len() {
                let at = (place + number) % programs.len();
                times[at] = serve(&programs[at]);
            }
            times
        };
        Self((0..rounds).map(round).collect())
    }

    pub fn first(&self, at: usize) -> f64 {
        self.median(|round| round[at].0)
    }

    pub fn warm(&self, at: usize) -> f64 {
        self.median(|round| round[at].1)
    }

    pub fn first_ratio(&self, at: usize, to: usize) -> f64 {
        self.median(|round| round[at].0 / round[to].0)
    }

    pub fn warm_ratio(&self, at: usize, to: usize) -> f64 {
        self.median(|round| round[at].1 / round[to].1)
    }

    fn median(&self, of: impl Fn(&[(f64, f64)]) -> f64) -> f64 {
        let mut values: Vec<f64> = self.0.iter().map(|round| of(round)).collect();
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    }
}

fn serve(program: &Built) -> (f64, f64) {
    let events: Vec<_> = (0..EVENTS).map(|_| event()).collect();
    let api = RuntimeApi::start(events);
    let mut command = api.command(program.path.to_str().unwrap());
    let start = Instant::now();
    let function = Process::spawn(&mut command);
    api.outcomes(PATIENCE);
    drop(function);
    let times = api.times();
    let microseconds = |from: Instant, to: Instant| (to - from).as_secs_f64() * 1e6;
    let first = microseconds(start, times[0]);
    (first, microseconds(times[WARM], times[EVENTS - 1]) / (EVENTS - 1 - WARM) as f64)
}
