//! Routes written as lines, such as `GET,PURGE /orders/<id>` or `ANY /{rest+}`, and what a table of
//! them answers, as a value that can be compared.

use gatepost_core::{
    Decision, Entry, MatchError, Method, Miss, Node, PathCoding, Policy, Request, Room, Route,
    Slot, Table, TableError, TrailingSlash,
};

/// Builds a table of `lines`, whose routes have the numbers of their lines, and shows it to `look`.
pub fn with_table<T>(
    lines: &[&str],
    look: impl FnOnce(Result<Table<'_>, TableError<'_>>) -> T,
) -> T {
    with_routes(lines, |routes| build(routes, TrailingSlash::Strict, look))
}

/// Builds a table of `routes`, with as much room as it may need, and shows it to `look`.
pub fn build<T>(
    routes: &[Route<'_>],
    trailing_slash: TrailingSlash,
    look: impl FnOnce(Result<Table<'_>, TableError<'_>>) -> T,
) -> T {
    let bounds = Table::bounds(routes);
    let mut entries = vec![Entry::EMPTY; bounds.entries];
    let mut slots = vec![Slot::EMPTY; bounds.slots];
    let mut nodes = vec![Node::EMPTY; bounds.nodes];
    let room = Room { entries: &mut entries, slots: &mut slots, nodes: &mut nodes };
    look(Table::build(routes, trailing_slash, room))
}

/// Shows the routes of `lines` to `look`.
pub fn with_routes<T>(lines: &[&str], look: impl FnOnce(&[Route<'_>]) -> T) -> T {
    let methods: Vec<Vec<Method<'_>>> = lines.iter().map(|line| methods(line)).collect();
    let routes: Vec<Route<'_>> = lines
        .iter()
        .zip(&methods)
        .zip(0..)
        .map(|((line, methods), id)| Route::new(pattern(line), methods, id))
        .collect();
    look(&routes)
}

/// The methods of a line; none for `ANY`.
pub fn methods(line: &str) -> Vec<Method<'_>> {
    let (methods, _) = line.split_once(' ').unwrap();
    methods.split(',').filter(|method| *method != "ANY").map(Method::new).collect()
}

/// The pattern of a line.
pub fn pattern(line: &str) -> &str {
    line.split_once(' ').unwrap().1
}

/// What a table answers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer {
    /// A route, with its parameters, decoded.
    Call(u32, Vec<(String, Vec<u8>)>),
    /// 404
    NotFound,
    /// 405, and what `Allow` says.
    NotAllowed(String),
    /// 204, and what `Allow` says.
    Options(String),
    /// 400
    BadRequest,
    /// 414
    TooLong,
}

/// What `table` answers, with a scratch as long as the path.
pub fn answer(table: Table<'_>, method: &str, path: &str, coding: PathCoding) -> Answer {
    let request = Request::new(method, path).with_path_coding(coding);
    answer_to(table, &request, &mut vec![0; path.len()])
}

/// What the matcher of `table` finds, with a scratch as long as the path: the id of a route, and the
/// values of its parameters.
pub fn find(
    table: Table<'_>,
    method: &str,
    path: &str,
    coding: PathCoding,
) -> Result<(u32, Vec<Vec<u8>>), MatchError> {
    let (matcher, mut scratch) = (table.matcher(), vec![0; path.len()]);
    let found = matcher.find(Method::new(method), path, coding, &mut scratch)?;
    Ok((found.id, found.values.iter().map(<[u8]>::to_vec).collect()))
}

/// What `table` answers to `request`, with that scratch.
pub fn answer_to(table: Table<'_>, request: &Request<'_>, scratch: &mut [u8]) -> Answer {
    match Policy::new(table).open(request, scratch).decision {
        Decision::Call(call) => {
            let params = call.params.iter();
            let params = params.map(|(name, value)| (name.to_owned(), value.to_owned()));
            Answer::Call(call.id, params.collect())
        }
        Decision::Miss(Miss::NotFound) => Answer::NotFound,
        Decision::Miss(Miss::MethodNotAllowed(allow)) => Answer::NotAllowed(allow.to_string()),
        Decision::Miss(Miss::Options(allow)) => Answer::Options(allow.to_string()),
        Decision::Miss(Miss::BadRequest(_)) => Answer::BadRequest,
        Decision::Miss(Miss::PathTooLong) => Answer::TooLong,
        Decision::Miss(miss) => panic!("nobody knows {miss:?}"),
    }
}
