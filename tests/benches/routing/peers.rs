//! gatepost and its peers behind one call: match a path, read every parameter as `&str`.

use gatepost_core::{
    Decision, Entry, Miss, Node, Policy, Request, Room, Route, Slot, Table, TrailingSlash,
};

use crate::routes::{Asked, Case, GITHUB_TABLE};

/// What a router says to a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Answer {
    Route(u32),
    NotAllowed,
    Miss,
}

pub trait Router {
    /// Matches, and shows `read` every parameter.
    fn look_up(&mut self, method: &str, path: &str, read: impl FnMut(&str)) -> Answer;

    /// What has to be the answer.
    fn expected(&self, asked: &Asked) -> Answer {
        asked.route.map_or(Answer::Miss, Answer::Route)
    }
}

/// `Policy::open`, with everything that it does: whether the request is broken, its method, a prefix
/// to strip, escapes and control characters, then the match; parameters as a function reads them.
pub struct Gatepost {
    policy: Policy<'static>,
    scratch: [u8; 256],
}

impl Gatepost {
    pub fn of(case: &Case) -> Self {
        let patterns = case.patterns.clone().leak();
        let route = |(pattern, id): (&'static mut String, u32)| Route::get(pattern, id);
        let routes: &[Route<'_>] =
            patterns.iter_mut().zip(0..).map(route).collect::<Vec<_>>().leak();
        let bounds = Table::bounds(routes);
        let room = Room {
            entries: vec![Entry::EMPTY; bounds.entries].leak(),
            slots: vec![Slot::EMPTY; bounds.slots].leak(),
            nodes: &mut vec![Node::EMPTY; bounds.nodes],
        };
        Self::over(Table::build(routes, TrailingSlash::Strict, room).unwrap())
    }

    /// GitHub's routes as the compiler has built their table.
    pub fn of_static() -> Self {
        Self::over(GITHUB_TABLE)
    }

    fn over(table: Table<'static>) -> Self {
        Self { policy: Policy::new(table).strip_prefixes(&["/stage"]), scratch: [0; 256] }
    }

    pub fn table(&self) -> Table<'static> {
        self.policy.table()
    }
}

impl Router for Gatepost {
    #[inline]
    fn look_up(&mut self, method: &str, path: &str, mut read: impl FnMut(&str)) -> Answer {
        let request = Request::new(method, path);
        match &self.policy.open(&request, &mut self.scratch).decision {
            Decision::Call(call) => {
                for place in 0..call.params.len() {
                    if let Ok(value) = call.params.text_at(place) {
                        read(value);
                    }
                }
                Answer::Route(call.id)
            }
            Decision::Miss(Miss::MethodNotAllowed(_)) => Answer::NotAllowed,
            Decision::Miss(_) => Answer::Miss,
        }
    }

    fn expected(&self, asked: &Asked) -> Answer {
        match asked.route {
            Some(_) if asked.method != "GET" => Answer::NotAllowed,
            route => route.map_or(Answer::Miss, Answer::Route),
        }
    }
}

/// The name of a parameter by its place.
const NAMES: [&str; 8] = ["p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8"];

pub struct Matchit(matchit::Router<u32>);

impl Matchit {
    pub fn of(case: &Case) -> Self {
        let mut router = matchit::Router::new();
        for (pattern, id) in case.patterns.iter().zip(0..) {
            router.insert(pattern.replace('<', "{").replace('>', "}"), id).unwrap();
        }
        Self(router)
    }
}

impl Router for Matchit {
    #[inline]
    fn look_up(&mut self, _: &str, path: &str, mut read: impl FnMut(&str)) -> Answer {
        let Ok(found) = self.0.at(path) else { return Answer::Miss };
        for (_, value) in found.params.iter() {
            read(value);
        }
        Answer::Route(*found.value)
    }
}

/// The same, its parameters asked for by name.
pub struct MatchitByName(pub Matchit);

impl Router for MatchitByName {
    #[inline]
    fn look_up(&mut self, _: &str, path: &str, mut read: impl FnMut(&str)) -> Answer {
        let Ok(found) = self.0.0.at(path) else { return Answer::Miss };
        for name in &NAMES[..found.params.len()] {
            read(found.params.get(name).unwrap_or_default());
        }
        Answer::Route(*found.value)
    }
}

pub struct PathTree(path_tree::PathTree<u32>);

impl PathTree {
    pub fn of(case: &Case) -> Self {
        let mut router = path_tree::PathTree::new();
        for (pattern, id) in case.patterns.iter().zip(0..) {
            let _ = router.insert(&pattern.replace('<', ":").replace('>', ""), id);
        }
        Self(router)
    }
}

impl Router for PathTree {
    #[inline]
    fn look_up(&mut self, _: &str, path: &str, mut read: impl FnMut(&str)) -> Answer {
        let Some((id, found)) = self.0.find(path) else { return Answer::Miss };
        for value in &found.raws {
            read(value);
        }
        Answer::Route(*id)
    }
}

pub struct Wayfind(wayfind::Router<u32>);

impl Wayfind {
    pub fn of(case: &Case) -> Self {
        let mut router = wayfind::RouterBuilder::new();
        for (pattern, id) in case.patterns.iter().zip(0..) {
            router.insert(pattern, id).unwrap();
        }
        Self(router.build())
    }
}

impl Router for Wayfind {
    #[inline]
    fn look_up(&mut self, _: &str, path: &str, mut read: impl FnMut(&str)) -> Answer {
        let Some(found) = self.0.search(path) else { return Answer::Miss };
        for (_, value) in found.parameters() {
            read(value);
        }
        Answer::Route(*found.data())
    }
}

/// One regular expression after the other, as Powertools for AWS Lambda routes; the more specific
/// first, so that the answer is the same.
pub struct Regexes(Vec<(regex::Regex, u32)>);

impl Regexes {
    pub fn of(case: &Case) -> Self {
        let mut patterns: Vec<_> = case.patterns.iter().zip(0..).collect();
        let is_parameter = |segment: &str| segment.starts_with('<');
        patterns.sort_by_cached_key(|(pattern, _)| {
            pattern.split('/').map(is_parameter).collect::<Vec<_>>()
        });
        let regex = |(pattern, id): (&String, u32)| {
            let group = |segment: &str| match is_parameter(segment) {
                true => "([^/]+)".to_owned(),
                false => regex::escape(segment),
            };
            let text = pattern.split('/').map(group).collect::<Vec<_>>().join("/");
            (regex::Regex::new(&format!("^{text}$")).unwrap(), id)
        };
        Self(patterns.into_iter().map(regex).collect())
    }
}

impl Router for Regexes {
    #[inline]
    fn look_up(&mut self, _: &str, path: &str, mut read: impl FnMut(&str)) -> Answer {
        for (regex, id) in &self.0 {
            let Some(groups) = regex.captures(path) else { continue };
            for group in groups.iter().skip(1).flatten() {
                read(group.as_str());
            }
            return Answer::Route(*id);
        }
        Answer::Miss
    }
}
