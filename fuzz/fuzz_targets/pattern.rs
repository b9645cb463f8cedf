//! Any text is a pattern or is refused with a message that quotes it; a pattern matches the path that
//! is made of itself, and gives back what was put in the place of its parameters.

#![no_main]

use gatepost_core::{
    Decision, Entry, Node, Pattern, Policy, Request, Room, Route, Segment, Slot, Table,
    TrailingSlash,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| match Pattern::parse(text) {
    Ok(pattern) => matches_itself(pattern),
    Err(error) => assert!(error.to_string().starts_with(&format!("\"{text}\": "))),
});

fn matches_itself(pattern: Pattern<'_>) {
    let routes = [Route::get(pattern.as_str(), 7)];
    let bounds = Table::bounds(&routes);
    let mut entries = vec![Entry::EMPTY; bounds.entries];
    let mut slots = vec![Slot::EMPTY; bounds.slots];
    let mut nodes = vec![Node::EMPTY; bounds.nodes];
    let room = Room { entries: &mut entries, slots: &mut slots, nodes: &mut nodes };
    let table =
        Table::build(&routes, TrailingSlash::Strict, room).expect("one pattern makes a table");
    let path: String =
        pattern.segments().map(|segment| "/".to_owned() + &filled(segment)).collect();
    let mut scratch = vec![0; path.len()];
    let request = Request::new("GET", &path);
    match Policy::new(table).open(&request, &mut scratch).decision {
        Decision::Call(call) => {
            assert_eq!(call.id, 7);
            let values: Vec<_> = call.params.iter().collect();
            let names: Vec<_> = pattern.parameters().collect();
            assert_eq!(
                values,
                names.iter().map(|name| (*name, name.as_bytes())).collect::<Vec<_>>()
            );
        }
        Decision::Miss(miss) => panic!("{path:?} does not fit {pattern}: {miss:?}"),
    }
}

/// A path segment that fits, with each parameter's own name as its value.
fn filled(segment: Segment<'_>) -> String {
    match segment {
        Segment::Literal(text) => text.to_owned(),
        Segment::Parameter { prefix, name, suffix } => format!("{prefix}{name}{suffix}"),
        Segment::CatchAll { name } => name.to_owned(),
    }
}
