//! The calls of the Runtime API, as heads of HTTP requests.

use core::fmt::{self, Write as _};

use heapless::String;

/// How long the head of a call may be: the ids in it are checked to be short.
pub(crate) const MAX_HEAD: usize = 1024;

/// A call of the Runtime API.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Call<'c> {
    /// Asks for the next event.
    Next,
    /// Answers an event.
    Response(Ids<'c>),
    /// Says that an event has no answer.
    Error(Ids<'c>, &'c str),
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

impl Call<'_> {
    /// The head of the call's request; `None` where it is too long.
    pub(crate) fn head(&self, host: &str, body_len: usize) -> Option<String<MAX_HEAD>> {
        let mut head = String::new();
        self.write(host, body_len, &mut head).ok().map(|()| head)
    }

    fn write(&self, host: &str, body_len: usize, head: &mut String<MAX_HEAD>) -> fmt::Result {
        const BASE: &str = "/2018-06-01/runtime";
        match self {
            Self::Next => write!(head, "GET {BASE}/invocation/next")?,
            Self::Response(ids) => write!(head, "POST {BASE}/invocation/{}/response", ids.request)?,
            Self::Error(ids, _) => write!(head, "POST {BASE}/invocation/{}/error", ids.request)?,
            Self::InitError(_) => write!(head, "POST {BASE}/init/error")?,
        }
        write!(head, " HTTP/1.1\r\nHost: {host}\r\nUser-Agent: gatepost/0.1\r\n")?;
        if let Self::Next = self {
            return head.write_str("\r\n");
        }
        write!(head, "Content-Type: application/json\r\nContent-Length: {body_len}\r\n")?;
        if let Self::Error(_, kind) | Self::InitError(kind) = self {
            write!(head, "Lambda-Runtime-Function-Error-Type: {kind}\r\n")?;
        }
        if let Self::Response(ids) | Self::Error(ids, _) = self
            && !ids.invocation.is_empty()
        {
            write!(head, "Lambda-Runtime-Invocation-Id: {}\r\n", ids.invocation)?;
        }
        head.write_str("\r\n")
    }
}
