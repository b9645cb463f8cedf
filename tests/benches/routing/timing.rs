//! Passes over requests, timed.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use crate::{
    common::{
        race::{Figure, Race},
        random::Random,
    },
    peers::{Answer, Router},
    routes::Asked,
};

/// A router of any type in a race.
pub struct Runner {
    pub name: &'static str,
    pass: Box<Pass>,
    /// Of how many requests a pass is: a slow one would take all the time.
    limit: usize,
    /// How many requests it answers otherwise than it should.
    pub wrong: usize,
}

impl Runner {
    pub fn new(name: &'static str, asked: &[Asked], mut router: impl Router + 'static) -> Self {
        let mut is_wrong = |asked: &&Asked| {
            let mut params = vec![];
            let answer =
                router.look_up(asked.method, &asked.path, |value| params.push(value.to_owned()));
            let expected = router.expected(asked);
            answer != expected
                || (answer == Answer::Route(asked.route.unwrap_or_default())
                    && params != asked.params)
        };
        let wrong = asked.iter().filter(|asked| is_wrong(asked)).count();
        let pass = move |order: &[Line<'_>]| {
            let start = Instant::now();
            look_up_all(&mut router, order);
            start.elapsed()
        };
        Self { name, pass: Box::new(pass), limit: usize::MAX, wrong }
    }

    /// The same, in passes of at most so many requests.
    pub fn with_limit(self, limit: usize) -> Self {
        Self { limit, ..self }
    }

    fn nanoseconds(&mut self, order: &[Line<'_>]) -> f64 {
        let order = &order[..order.len().min(self.limit)];
        (self.pass)(order).as_nanos() as f64 / order.len() as f64
    }
}

/// Looks up every line, and says how long that took.
type Pass = dyn FnMut(&[Line<'_>]) -> Duration;

/// The method and the path of a request.
pub type Line<'a> = (&'static str, &'a str);

/// The lines of requests, their paths in `text`, in order: a router finds the path it is asked for in
/// the cache, as in a function, which has just read it.
pub fn lines<'a>(asked: &[&Asked], text: &'a mut String) -> Vec<Line<'a>> {
    text.clear();
    text.extend(asked.iter().map(|asked| asked.path.as_str()));
    let mut rest = text.as_str();
    let line = |asked: &&Asked| {
        let (path, after) = rest.split_at(asked.path.len());
        rest = after;
        (asked.method, path)
    };
    asked.iter().map(line).collect()
}

/// The work that is measured, here and by callgrind.
#[inline(never)]
pub fn look_up_all(router: &mut impl Router, order: &[Line<'_>]) {
    for line in order {
        let (method, path) = *black_box(line);
        let answer = router.look_up(method, path, |value| {
            black_box(value);
        });
        black_box(answer);
    }
}

/// Races the routers over `asked`: in each round the requests and the routers are in another order,
/// the requests in the same one for every router.
pub fn race(runners: &mut [Runner], asked: &[Asked], rounds: usize) -> Vec<Figure> {
    let mut random = Random::new(1);
    let mut order: Vec<&Asked> = asked.iter().collect();
    let mut text = String::new();
    let mut race = Race::of(runners.len());
    for _ in 0..rounds {
        random.shuffle(&mut order);
        let lines = lines(&order, &mut text);
        race.round(&mut random, |turn| runners[turn].nanoseconds(&lines));
    }
    race.figures()
}
