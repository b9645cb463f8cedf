//! The two questions: what does a request want, and how does its reply leave.

use crate::{
    frame::{Body, Frame},
    method::{Allow, Method},
    out::Out,
    params::Params,
    percent,
    request::{PathCoding, Request},
    route::Rules,
    status::Status,
    table::{Found, Table},
};

/// The longest path that is matched, in bytes; a longer one is answered 414.
pub const MAX_PATH: usize = u16::MAX as usize;

/// What an app has decided about its requests, beside its handlers: the routes.
///
/// The crate's front page shows one at work.
#[derive(Clone, Copy, Debug)]
pub struct Policy<'t> {
    table: Table<'t>,
}

/// The answer of [`Policy::open`]: a decision that may borrow from the scratch, and a closing that
/// outlives it.
#[derive(Clone, Debug)]
pub struct Opened<'r, 's> {
    /// Who writes the reply.
    pub decision: Decision<'s>,
    /// What is to be done to the reply, whoever wrote it.
    pub closing: Closing<'r>,
}

/// Who writes the reply to a request.
#[derive(Clone, Debug)]
pub enum Decision<'r> {
    /// The handler of a route.
    Call(Call<'r>),
    /// No handler: [`Miss::write`] does.
    Miss(Miss<'r>),
}

/// A route that answers the request.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Call<'r> {
    /// What the route leads to: the number it was given.
    pub id: u32,
    /// The values of its parameters.
    pub params: Params<'r>,
}

/// A request that no route answers.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Miss<'r> {
    /// No route has the path.
    NotFound,
    /// Routes have the path, none of them the method.
    MethodNotAllowed(Allow<'r>),
    /// `OPTIONS` of a path whose routes leave the answer to the table.
    Options(Allow<'r>),
    /// The request could not be read; the reason is a line for the log.
    BadRequest(&'static str),
    /// The path is longer than [`MAX_PATH`], or than the scratch.
    PathTooLong,
}

impl<'t> Policy<'t> {
    /// The policy of an app with those routes.
    #[must_use]
    pub const fn new(table: Table<'t>) -> Self {
        Self { table }
    }

    /// The routes.
    #[must_use]
    pub const fn table(&self) -> Table<'t> {
        self.table
    }

    /// The first question: what does `request` want?
    ///
    /// `scratch` takes the decoded parameters of a path that has an escape, so it should be as long
    /// as the path; it may be empty where no path has one.
    pub fn open<'r, 's>(&self, request: &Request<'r>, scratch: &'s mut [u8]) -> Opened<'r, 's>
    where
        't: 'r,
        'r: 's,
    {
        let is_head = request.method() == Method::HEAD;
        match self.find(request, scratch) {
            Ok((call, rules)) => {
                Opened { decision: Decision::Call(call), closing: Closing { is_head, rules } }
            }
            Err(miss) => Opened {
                decision: Decision::Miss(miss),
                closing: Closing { is_head, rules: Rules::NEW },
            },
        }
    }

    fn find<'r, 's>(
        &self,
        request: &Request<'r>,
        scratch: &'s mut [u8],
    ) -> Result<(Call<'s>, Rules<'r>), Miss<'s>>
    where
        't: 'r,
        'r: 's,
    {
        if let Some(reason) = request.why_broken() {
            return Err(Miss::BadRequest(reason));
        }
        if !request.method().is_token() {
            return Err(Miss::BadRequest("the method is not a token"));
        }
        let path = request.path().as_bytes();
        if path.len() > MAX_PATH {
            return Err(Miss::PathTooLong);
        }
        let is_encoded = request.path_coding() == PathCoding::Encoded && path.contains(&b'%');
        if has_control(path, is_encoded) {
            return Err(Miss::BadRequest("the path has a control character"));
        }
        match self.table.find(request.method(), path, is_encoded) {
            Found::Route(route, pattern, spans) => {
                let params = Params::new(pattern, path, spans);
                let params = if is_encoded {
                    params.decoded(scratch).ok_or(Miss::PathTooLong)?
                } else {
                    params
                };
                Ok((Call { id: route.id, params }, route.rules))
            }
            Found::Path(allow) if request.method() == Method::OPTIONS => Err(Miss::Options(allow)),
            Found::Path(allow) => Err(Miss::MethodNotAllowed(allow)),
            Found::Nothing => Err(Miss::NotFound),
        }
    }
}

fn has_control(path: &[u8], is_encoded: bool) -> bool {
    path.iter().any(u8::is_ascii_control)
        || is_encoded && percent::decode(path).any(|byte| byte.is_ascii_control())
}

impl Miss<'_> {
    /// Writes the answer: 404, 405 with `Allow`, 204 with `Allow`, 400 or 414.
    pub fn write(&self, out: &mut Out<'_>) {
        match self {
            Self::NotFound => {
                out.set_status(Status::NOT_FOUND);
                out.set_header("Content-Type", "application/json");
                out.set_text(r#"{"message":"Not found"}"#);
            }
            Self::MethodNotAllowed(allow) => {
                out.set_answer(Status::METHOD_NOT_ALLOWED);
                add_allow(allow, out);
            }
            Self::Options(allow) => {
                out.set_status(Status::NO_CONTENT);
                add_allow(allow, out);
            }
            Self::BadRequest(_) => out.set_answer(Status::BAD_REQUEST),
            Self::PathTooLong => out.set_answer(Status::URI_TOO_LONG),
        }
    }
}

fn add_allow(allow: &Allow<'_>, out: &mut Out<'_>) {
    use core::fmt::Write as _;
    let mut value = heapless::String::<256>::new();
    if write!(value, "{allow}").is_err() {
        // Only very long names of an app's own are too much: what is left of the last is no name.
        let whole = value.rfind(',').unwrap_or(0);
        value.truncate(whole);
    }
    out.set_header("Allow", &value);
}

/// What is to be done to a reply before it leaves: half of it is known when the request has come,
/// half when the reply is there.
#[derive(Clone, Debug)]
pub struct Closing<'r> {
    is_head: bool,
    rules: Rules<'r>,
}

impl Closing<'_> {
    /// The second question: how does the reply in `out` leave?
    ///
    /// A reply that must not be sent is replaced by a 500; [`Frame::failure`] says why.
    pub fn close<'o>(&self, out: &'o mut Out<'_>) -> Frame<'o> {
        self.add_headers(out);
        let failure = out.failure();
        if failure.is_some() {
            out.reset();
            out.set_answer(Status::INTERNAL_SERVER_ERROR);
            self.add_headers(out);
        }
        if out.failure().is_some() {
            // Not even that fits.
            out.reset();
            out.set_status(Status::INTERNAL_SERVER_ERROR);
        }
        let body =
            if self.is_head || !out.status().allows_body() { Body::Empty } else { out.body() };
        Frame { status: out.status(), headers: out.headers(), body, failure }
    }

    fn add_headers(&self, out: &mut Out<'_>) {
        if let Some(value) = self.rules.cache_control
            && out.header("Cache-Control").is_none()
        {
            out.add_header(
                "Cache-Control",
                if out.status() == Status::OK { value } else { "no-cache" },
            );
        }
    }
}
