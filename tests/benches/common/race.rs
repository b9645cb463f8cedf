//! Time, as ratios of passes that follow each other.

use crate::common::random::Random;

/// The times of several runners, taken in rounds.
pub struct Race {
    turns: Vec<usize>,
    /// Nanoseconds, of each runner in each round.
    times: Vec<Vec<f64>>,
}

/// What a race says about a runner.
pub struct Figure {
    /// The median of its ratios to the first runner in the same round.
    pub ratio: f64,
    /// Its fastest time.
    pub nanoseconds: f64,
}

impl Race {
    pub fn of(runners: usize) -> Self {
        Self { turns: (0..runners).collect(), times: vec![vec![]; runners] }
    }

    /// A round: every runner once, in a random order; `nanoseconds` is asked for the time of one.
    pub fn round(&mut self, random: &mut Random, mut nanoseconds: impl FnMut(usize) -> f64) {
        random.shuffle(&mut self.turns);
        for &turn in &self.turns {
            self.times[turn].push(nanoseconds(turn));
        }
    }

    pub fn figures(&self) -> Vec<Figure> {
        let figure = |own: &Vec<f64>| {
            let ratios = own.iter().zip(&self.times[0]).map(|(own, first)| own / first);
            let nanoseconds = own.iter().copied().fold(f64::INFINITY, f64::min);
            Figure { ratio: median(ratios.collect()), nanoseconds }
        };
        self.times.iter().map(figure).collect()
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
