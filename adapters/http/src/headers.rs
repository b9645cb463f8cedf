//! The headers of an event, cookies included.

use gatepost_core::{Field, Fields};
use gatepost_json::{FieldMap, Index, Source};

/// The headers of an event, and last the `Cookie` header: an HTTP API takes it out of them, and puts its
/// cookies into a list of their own. A Function URL does the one and not the other.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Headers<'b> {
    map: FieldMap<'b>,
    cookies: Option<&'b str>,
}

/// The cursor after the last header of the map; a map's own is an offset in an event.
const COOKIES: u64 = u64::MAX - 1;
const END: u64 = u64::MAX;

impl<'b> Headers<'b> {
    pub(crate) fn of(index: &Index<'b>) -> Self {
        let is_in_map = index.source == Source::FunctionUrl
            && index.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("cookie"));
        Self { map: index.headers, cookies: index.cookies.filter(|_| !is_in_map) }
    }
}

impl Fields for Headers<'_> {
    fn next_field(&self, cursor: u64) -> Option<Field<'_>> {
        let field = if cursor < COOKIES { self.map.next_field(cursor) } else { None };
        if field.is_some() || cursor == END {
            return field;
        }
        self.cookies.map(|value| Field { name: "cookie", value, next: END })
    }
}
