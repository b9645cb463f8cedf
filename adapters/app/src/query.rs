//! The query, as any type that serde can read.

use std::borrow::Cow;

use serde::Deserialize;

use crate::{
    error::HttpError,
    extract::{Cx, FromRequest},
    pairs::{MAX_PAIRS, from_pairs},
};

/// The query of a request, as a struct or a map.
///
/// - A name that comes several times is a `Vec`; for a field that takes one value it is a mistake,
///   rather than the first or the last of them.
/// - An `Option` is `None` where the name is missing or its value empty; a field with
///   `#[serde(default)]` may be missing too.
/// - Text may be borrowed, as `&str`. Names that the type does not have are passed over.
/// - A query that does not fit, or has more than 1,000 pairs, is answered 400: it says which
///   parameter, and what was expected, never what stood there.
///
/// ```
/// use gatepost::{Query, prelude::*, testing::Event};
///
/// #[derive(serde::Deserialize)]
/// struct Search<'a> {
///     q: &'a str,
///     page: Option<u32>,
///     #[serde(default)]
///     tag: Vec<&'a str>,
/// }
///
/// #[get("/search")]
/// fn search(Query(search): Query<Search<'_>>) -> String {
///     format!("{} {} {:?}", search.q, search.page.unwrap_or(1), search.tag)
/// }
///
/// static APP: App<(search,)> = App::new();
///
/// let answer = Event::get("/search?q=green+tea&tag=a&tag=b").call(&APP, &())?;
/// assert_eq!(answer.text(), r#"green tea 1 ["a", "b"]"#);
/// let answer = Event::get("/search?q=tea&page=two").call(&APP, &())?;
/// let message = r#"{"statusCode":400,"message":"query parameter `page`: invalid digit found in string"}"#;
/// assert_eq!((answer.status(), &*answer.text()), (400, message));
/// # Ok::<(), gatepost::InvocationError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Query<T>(pub T);

impl<'r, S: ?Sized, T: Deserialize<'r>> FromRequest<'r, S> for Query<T> {
    fn from_request(cx: &'r Cx<'r, S>) -> Result<Self, HttpError> {
        let pairs = cx.request.query_pairs().take(MAX_PAIRS + 1);
        let pairs: Vec<_> =
            pairs.map(|(name, value)| (Cow::from(name), Cow::from(value))).collect();
        if pairs.len() > MAX_PAIRS {
            return Err(HttpError::bad_request(format!(
                "the query has over {MAX_PAIRS} parameters"
            )));
        }
        from_pairs(pairs)
            .map(Query)
            .map_err(|error| HttpError::bad_request(error.message("query parameter", "the query")))
    }
}
