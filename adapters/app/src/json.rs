//! JSON bodies, of any type that serde can write or read.

use std::io;

use gatepost_core::{BodyWriter, Out, Request};
use serde::{Deserialize, Serialize};
use serde_json::error::Category;

use crate::{
    error::HttpError,
    extract::{Cx, FromRequest},
    reply::IntoReply,
};

/// A body of JSON: as an argument the request's, as a reply the response's.
///
/// A reply is compact, with the content type `application/json`. An argument may borrow its text
/// from the request. A request with another content type than JSON is answered 415 (one without any
/// counts as JSON), a body that is not JSON 400, JSON that does not fit `T` 422.
///
/// ```
/// use gatepost::prelude::*;
///
/// #[derive(serde::Deserialize, serde::Serialize)]
/// struct Order<'a> {
///     item: &'a str,
///     count: u32,
/// }
///
/// #[post("/orders")]
/// fn double<'a>(Json(order): Json<Order<'a>>) -> Json<Order<'a>> {
///     Json(Order { count: order.count * 2, ..order })
/// }
///
/// static APP: App<(double,)> = App::new();
///
/// let event = r#"{"httpMethod":"POST","path":"/orders","body":"{\"item\":\"tea\",\"count\":2}"}"#;
/// let answer = gatepost::block_on(APP.call(event, &()))?;
/// assert!(answer.contains(r#""body":"{\"item\":\"tea\",\"count\":4}""#));
///
/// let event = r#"{"httpMethod":"POST","path":"/orders","body":"{\"item\":5}"}"#;
/// let answer = gatepost::block_on(APP.call(event, &()))?;
/// assert!(answer.starts_with(r#"{"statusCode":422"#));
/// # Ok::<(), gatepost::InvocationError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Json<T>(pub T);

impl<T: Serialize> IntoReply for Json<T> {
    fn write(self, out: &mut Out<'_>) {
        out.set_header("Content-Type", "application/json");
        if let Err(error) = serde_json::to_writer(Body(out.start_text()), &self.0) {
            HttpError::from(error).write(out);
        }
    }
}

struct Body<'w, 'o>(BodyWriter<'w, 'o>);

impl io::Write for Body<'_, '_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'r, S: ?Sized, T: Deserialize<'r>> FromRequest<'r, S> for Json<T> {
    fn from_request(cx: &'r Cx<'r, S>) -> Result<Self, HttpError> {
        if !is_json(&cx.request) {
            return Err(HttpError::unsupported_media_type("the body must be application/json"));
        }
        serde_json::from_slice(cx.request.body()).map(Json).map_err(|error| refusal(&error))
    }
}

/// Where the body went wrong. What stands there is not said: it may be a secret.
fn refusal(error: &serde_json::Error) -> HttpError {
    let (line, column) = (error.line(), error.column());
    if error.classify() == Category::Data {
        HttpError::unprocessable(format!(
            "the body is JSON of another shape: line {line}, column {column}"
        ))
    } else {
        HttpError::bad_request(format!("the body is not JSON: line {line}, column {column}"))
    }
}

/// Whether the body's media type is JSON: `application/json`, or any with the suffix `+json` (RFC
/// 6839, section 3.1).
fn is_json(request: &Request<'_>) -> bool {
    let Some(content_type) = request.header("content-type") else {
        return true;
    };
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json")
        || essence.rsplit_once('+').is_some_and(|(_, suffix)| suffix.eq_ignore_ascii_case("json"))
}
