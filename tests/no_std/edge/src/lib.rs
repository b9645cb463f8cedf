//! What a proxy answers itself: which upstream route a request is for, CORS, 404 and 405. The head of a
//! request in, the text of a response out, over borrowed buffers.

#![no_std]

// The routes that the benches compare routers with.
#[path = "../../../benches/routing/github.rs"]
mod github;

use core::fmt::Write as _;

use gatepost_core::{
    Body, Buffer, Cors, Decision, Fixed, Frame, Match, Matcher, Method, Opened, Out, PathCoding,
    Policy, Request, Route, Table, table,
};

pub use github::GITHUB;

/// The table of the proxy: `GET` of every route of [`GITHUB`], its place there for an id.
pub static ROUTES: Table<'static> = table!(routes: &ALL);

const ALL: [Route<'static>; GITHUB.len()] = {
    let mut routes = [Route::get("/", 0); GITHUB.len()];
    let mut at = 0;
    #[allow(clippy::indexing_slicing)] // In the compiler.
    while at < routes.len() {
        routes[at] = Route::get(GITHUB[at], at as u32);
        at += 1;
    }
    routes
};

static CORS: Cors<'static> = Cors::allow_list(&["https://app.example"]).max_age(300);

static MATCHER: Matcher<'static> = ROUTES.matcher();
static POLICY: Policy<'static> = Policy::new(ROUTES).cors(&CORS);

/// How many headers of a request are looked at.
const MAX_HEADERS: usize = 16;

/// Answers the head of a request, such as `GET /users/ada/keys HTTP/1.1`, a line for each header after
/// it: writes the response to `answer`, with the handler's part of it in `reply` on the way. A line that
/// is no header is passed over.
///
/// The answer to a request that has a route is its id and what its parameters are: what a proxy needs
/// to know where to send it.
pub fn answer(head: &str, reply: &mut [u8], scratch: &mut [u8], answer: &mut dyn Buffer) {
    let mut lines = head.split(['\r', '\n']);
    let (method, rest) = word(lines.next().unwrap_or_default());
    let (path, _) = word(rest);
    let mut headers = [("", ""); MAX_HEADERS];
    let fields = lines.filter_map(header);
    let count = headers.iter_mut().zip(fields).map(|(place, field)| *place = field).count();
    let headers = headers.get(..count).unwrap_or_default();
    let request = Request::new(method, path).with_headers(&headers);
    let mut reply = Fixed::new(reply);
    let mut out = Out::new(&mut reply);
    let Opened { decision, closing } = POLICY.open(&request, scratch);
    match decision {
        Decision::Call(call) => {
            out.set_header("Content-Type", "text/plain");
            let mut text = out.start_text();
            // Writing to a buffer never fails.
            let _ = write!(text, "{}", call.id);
            for (name, value) in call.params.iter() {
                let _ = write!(text, " {name}=");
                text.write(value);
            }
        }
        Decision::Miss(miss) => miss.write(&mut out),
    }
    respond(&closing.close(&mut out), answer);
}

/// A lookup alone, for what measures it: the id of the route, and the values of its parameters.
pub fn look_up<'r>(method: &str, path: &'r str, scratch: &'r mut [u8]) -> Option<Match<'r>> {
    MATCHER.find(Method::new(method), path, PathCoding::Encoded, scratch).ok()
}

/// A frame as HTTP/1.1 has it.
fn respond(frame: &Frame<'_>, answer: &mut dyn Buffer) {
    let mut text = Text(answer);
    let body = frame.body.as_bytes();
    // Writing to a buffer never fails.
    let _ = write!(text, "HTTP/1.1 {}\r\n", frame.status);
    for (name, value) in frame.headers.clone() {
        let _ = write!(text, "{name}: {value}\r\n");
    }
    if frame.body != Body::Empty {
        let _ = write!(text, "Content-Length: {}\r\n", body.len());
    }
    text.0.write(b"\r\n");
    text.0.write(body);
}

/// Appends to a buffer.
struct Text<'b>(&'b mut dyn Buffer);

impl core::fmt::Write for Text<'_> {
    fn write_str(&mut self, text: &str) -> core::fmt::Result {
        self.0.write(text.as_bytes());
        Ok(())
    }
}

/// The text before the first space, and after it.
fn word(line: &str) -> (&str, &str) {
    let end = line.bytes().position(|byte| byte == b' ').unwrap_or(line.len());
    let (before, after) = line.split_at_checked(end).unwrap_or_default();
    (before, after.get(1..).unwrap_or_default())
}

fn header(line: &str) -> Option<(&str, &str)> {
    let colon = line.bytes().position(|byte| byte == b':')?;
    let (name, value) = line.split_at_checked(colon)?;
    Some((name, value.get(1..)?.trim_ascii()))
}
