//! JSON bodies, of any type that serde can write or read.

use std::io;

use gatepost_core::{BodyWriter, Out, Request};
use serde::{Deserialize, Serialize, de::IgnoredAny};

use crate::{
    error::HttpError,
    extract::{Cx, FromRequest},
    reply::IntoReply,
};

/// A body of JSON: as an argument the request's, as a reply the response's.
///
/// A reply is compact, with the content type `application/json`. An argument may borrow its text
/// from the request: as `Cow<'_, str>` with `#[serde(borrow)]`, for text with an escape in it has to be
/// made anew, and a `&str` would be refused then. A request with another content type than JSON is answered 415 (one without any
/// counts as JSON), a body that is not JSON 400, JSON that does not fit `T` 422.
///
/// ```
/// use gatepost::prelude::*;
///
/// #[derive(serde::Deserialize, serde::Serialize)]
/// struct Order<'a> {
///     #[serde(borrow)]
///     item: std::borrow::Cow<'a, str>,
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
    fn write_reply(self, out: &mut Out<'_>) {
        out.set_header("Content-Type", "application/json");
        if let Err(error) = serde_json::to_writer(Body(out.start_text()), &self.0) {
            HttpError::from(error).write_reply(out);
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
        let body = cx.request.body();
        serde_json::from_slice(body).map(Json).map_err(|error| refusal(body, error))
    }
}

/// Where the body went wrong. What stands there is not said: it may be a secret.
fn refusal(body: &[u8], error: serde_json::Error) -> HttpError {
    // A value of the wrong type may come before the place where the body stops being JSON.
    let syntax = serde_json::from_slice::<IgnoredAny>(body).err();
    let is_json = syntax.is_none();
    let text = error.to_string();
    if is_json && text.starts_with("invalid type: string ") && text.contains("a borrowed string") {
        // Not the client's mistake.
        let detail = "a field of type `&str` cannot take text with an escape: make it a `Cow<str>`";
        return HttpError::from(detail);
    }
    let error = syntax.unwrap_or(error);
    let (line, column) = (error.line(), error.column());
    if is_json {
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
    let Some((_, subtype)) = essence.split_once('/') else {
        return false;
    };
    let suffix = subtype.rsplit('+').next().unwrap_or_default();
    essence.eq_ignore_ascii_case("application/json")
        || subtype.contains('+') && suffix.eq_ignore_ascii_case("json")
}
