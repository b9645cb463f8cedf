use gatepost_core::{Decision, Pattern, Policy, Request, Route, Segment, TrailingSlash};

use crate::routes::build;

/// Any text is a pattern or is refused with a message that quotes it; a pattern matches the path that
/// is made of itself, and gives back what was put in the place of its parameters.
pub fn pattern(input: &[u8]) {
    let Ok(text) = str::from_utf8(input) else { return };
    match Pattern::parse(text) {
        Ok(pattern) => matches_itself(pattern),
        Err(error) => assert!(error.to_string().starts_with(&format!("\"{text}\": "))),
    }
}

fn matches_itself(pattern: Pattern<'_>) {
    let path: String =
        pattern.segments().map(|segment| "/".to_owned() + &filled(segment)).collect();
    let names: Vec<_> = pattern.parameters().collect();
    let expected: Vec<_> = names.iter().map(|name| (*name, name.as_bytes())).collect();
    let mut scratch = vec![0; path.len()];
    let request = Request::new("GET", &path);
    build(&[Route::get(pattern.as_str(), 7)], TrailingSlash::Strict, |table| {
        let table = table.expect("one pattern makes a table");
        match Policy::new(table).open(&request, &mut scratch).decision {
            Decision::Call(call) => {
                assert_eq!(call.id, 7);
                assert_eq!(call.params.iter().collect::<Vec<_>>(), expected);
            }
            Decision::Miss(miss) => panic!("{path:?} does not fit {pattern}: {miss:?}"),
        }
    });
}

/// A path segment that fits, with each parameter's own name as its value.
fn filled(segment: Segment<'_>) -> String {
    match segment {
        Segment::Literal(text) => text.to_owned(),
        Segment::Parameter { prefix, name, suffix } => format!("{prefix}{name}{suffix}"),
        Segment::CatchAll { name } => name.to_owned(),
    }
}
