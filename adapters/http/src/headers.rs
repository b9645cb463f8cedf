//! The headers of an event, cookies included.

use gatepost_core::{Field, Fields};
use gatepost_json::{FieldMap, Index};

/// The headers of an event, and last the `Cookie` header: an HTTP API takes it out of them, and puts its
/// cookies into a list of their own. A Function URL does the one and not the other; then the list is
/// what counts, for several lines are not joined in it.
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
        Self { map: index.headers, cookies: index.cookies.filter(|cookies| !cookies.is_empty()) }
    }

    fn is_in_list(&self, name: &str) -> bool {
        self.cookies.is_some() && name.eq_ignore_ascii_case("cookie")
    }
}

impl Fields for Headers<'_> {
    fn next_field(&self, mut cursor: u64) -> Option<Field<'_>> {
        while cursor < COOKIES {
            match self.map.next_field(cursor) {
                Some(field) if self.is_in_list(field.name) => cursor = field.next,
                Some(field) => return Some(field),
                None => cursor = COOKIES,
            }
        }
        let value = self.cookies.filter(|_| cursor == COOKIES)?;
        Some(Field { name: "cookie", value, next: END })
    }

    fn skip_others(&self, name: &str, cursor: u64) -> u64 {
        if self.is_in_list(name) {
            cursor.max(COOKIES)
        } else if cursor < COOKIES {
            self.map.skip_others(name, cursor)
        } else {
            cursor
        }
    }
}
