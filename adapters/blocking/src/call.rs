//! The calls of the Runtime API, as heads of HTTP requests.

use gatepost_core::Decimal;
use heapless::{CapacityError, String};

/// How long the head of a call may be: the ids in it are checked to be short.
pub(crate) const MAX_HEAD: usize = 1024;

/// A call of the Runtime API.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Call<'c> {
    /// Asks for the next event.
    Next,
    /// Answers an event.
    Response,
    /// Says that an event has no answer.
    Error(&'c str),
    /// Says that there is nothing to answer events with.
    InitError(&'c str),
}

/// What tells an invocation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ids<'c> {
    pub(crate) request: &'c str,
    /// To be sent back as it came; empty where none came.
    pub(crate) invocation: &'c str,
}

impl Ids<'_> {
    pub(crate) const NONE: Self = Self { request: "", invocation: "" };
}

impl Call<'_> {
    /// Writes the head of the call's request.
    ///
    /// # Errors
    /// Where it is too long.
    pub(crate) fn write(
        self,
        host: &str,
        ids: Ids<'_>,
        body_len: usize,
        head: &mut String<MAX_HEAD>,
    ) -> Result {
        let (call, end) = match self {
            Self::Next => ("GET /2018-06-01/runtime/invocation/next", ""),
            Self::Response => ("POST /2018-06-01/runtime/invocation/", "/response"),
            Self::Error(_) => ("POST /2018-06-01/runtime/invocation/", "/error"),
            Self::InitError(_) => ("POST /2018-06-01/runtime/init/error", ""),
        };
        push_all(head, &[call, ids.request, end, " HTTP/1.1\r\nHost: ", host, AGENT])?;
        if !matches!(self, Self::Next) {
            let len = Decimal::of(body_len);
            let lines =
                ["Content-Type: application/json\r\nContent-Length: ", len.as_str(), "\r\n"];
            push_all(head, &lines)?;
        }
        if let Self::Error(kind) | Self::InitError(kind) = self {
            push_all(head, &["Lambda-Runtime-Function-Error-Type: ", kind, "\r\n"])?;
        }
        if !ids.invocation.is_empty() {
            push_all(head, &["Lambda-Runtime-Invocation-Id: ", ids.invocation, "\r\n"])?;
        }
        push_all(head, &["\r\n"])
    }
}

const AGENT: &str = "\r\nUser-Agent: gatepost/0.1\r\n";

type Result = core::result::Result<(), CapacityError>;

/// Pushes texts, one after another.
pub(crate) fn push_all<const MAX: usize>(text: &mut String<MAX>, pieces: &[&str]) -> Result {
    pieces.iter().try_for_each(|piece| text.push_str(piece))
}
