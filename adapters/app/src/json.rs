//! JSON bodies, of any type that serde can write or read.

use std::io;

use gatepost_core::{BodyWriter, ConstHeader, Out};
use serde::{Deserialize, Serialize, de::IgnoredAny};

use crate::{
    error::HttpError,
    extract::{Cx, FromRequest},
    media_type::{body_is, is_json},
    reply::{IntoBody, IntoReply},
};

/// A body of JSON: as an argument the request's, as a reply the response's.
///
/// A reply is compact, with the content type `application/json`. An argument may borrow its text
/// from the request: as `Cow<'_, str>` with `#[serde(borrow)]`, for text with an escape in it has to be
/// made anew, and a `&str` would be refused then. A request with another content type than JSON is answered 415 (one without any
/// counts as JSON), a body that is not JSON 400, JSON that does not fit `T` 422. The answer says where and what
/// was expected, never what stood there:
/// ``the body is JSON of another shape: `count`: expected u32: line 1, column 22``.
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
        out.put_header(const { &ConstHeader::new("Content-Type", Self::CONTENT_TYPE) });
        self.write_body(out);
    }
}

impl<T: Serialize> IntoBody for Json<T> {
    const CONTENT_TYPE: &'static str = "application/json";

    fn write_body(self, out: &mut Out<'_>) {
        let mut body = Body { writer: out.start_text(), pieces: [0; 64], len: 0 };
        let written = serde_json::to_writer(&mut body, &self.0);
        body.put();
        if let Err(error) = written {
            HttpError::from(error).write_reply(out);
        }
    }
}

/// Collects what serde writes: most pieces are a quote, a colon or a bracket, and a call of the buffer
/// for each takes a third of the time.
struct Body<'w, 'o> {
    writer: BodyWriter<'w, 'o>,
    pieces: [u8; 64],
    len: usize,
}

impl Body<'_, '_> {
    fn put(&mut self) {
        self.writer.write(self.pieces.get(..self.len).unwrap_or_default());
        self.len = 0;
    }
}

impl io::Write for Body<'_, '_> {
    #[inline]
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.len + bytes.len() > self.pieces.len() {
            self.put();
        }
        match (bytes, self.pieces.get_mut(self.len..self.len + bytes.len())) {
            ([byte], Some([place])) => *place = *byte,
            (_, Some(place)) => place.copy_from_slice(bytes),
            (_, None) => {
                self.writer.write(bytes);
                return Ok(bytes.len());
            }
        }
        self.len += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.put();
        Ok(())
    }
}

impl<'r, S: ?Sized, T: Deserialize<'r>> FromRequest<'r, S> for Json<T> {
    fn from_request(cx: &'r Cx<'r, S>) -> Result<Self, HttpError> {
        if !body_is(&cx.request, is_json) {
            return Err(HttpError::unsupported_media_type("the body must be application/json"));
        }
        let body = cx.request.body();
        serde_json::from_slice(body).map(Json).map_err(|error| refusal::<T>(body, error))
    }
}

/// Where the body went wrong, and what was expected there. What stands there is not said: it may be a
/// secret.
fn refusal<'r, T: Deserialize<'r>>(body: &'r [u8], error: serde_json::Error) -> HttpError {
    // A value of the wrong type may come before the place where the body stops being JSON.
    if let Err(syntax) = serde_json::from_slice::<IgnoredAny>(body) {
        let (line, column) = (syntax.line(), syntax.column());
        return HttpError::bad_request(format!(
            "the body is not JSON: line {line}, column {column}"
        ));
    }
    let text = error.to_string();
    if text.starts_with("invalid type: string ") && text.contains("a borrowed string") {
        // Not the client's mistake.
        let detail = "a field of type `&str` cannot take text with an escape: make it a `Cow<str>`";
        return HttpError::from(detail);
    }
    let (line, column) = (error.line(), error.column());
    let (field, what) = (field::<T>(body), what(&text));
    HttpError::unprocessable(format!(
        "the body is JSON of another shape: {field}{what}line {line}, column {column}"
    ))
}

/// The field that does not fit, such as ``items[2].count``: found by reading the body once more.
fn field<'r, T: Deserialize<'r>>(body: &'r [u8]) -> String {
    let mut reader = serde_json::Deserializer::from_slice(body);
    let error = serde_path_to_error::deserialize::<_, T>(&mut reader).err();
    let path = error.map(|error| error.path().to_string()).unwrap_or_default();
    // A map's keys are the client's, and may be long.
    if path == "." || path.len() > MAX_PATH { String::new() } else { format!("`{path}`: ") }
}

const MAX_PATH: usize = 100;

/// What serde's text says that the type says, and the client does not.
fn what(text: &str) -> String {
    let text = text.rsplit_once(" at line ").map_or(text, |(text, _)| text);
    if text.starts_with("missing field `") || text.starts_with("duplicate field `") {
        return format!("{text}: ");
    }
    match text.rsplit_once(", expected ") {
        Some((_, expected)) if text.starts_with("invalid ") || text.starts_with("unknown ") => {
            format!("expected {expected}: ")
        }
        _ => String::new(),
    }
}
