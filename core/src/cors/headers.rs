//! What a policy adds to one reply: decided when the request comes, written when the reply leaves.

use super::{Cors, block::Part};
use crate::{header::ConstHeader, out::Out, request::Request, text::same_bytes_in_any_case};

/// What a policy adds to one reply.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CorsHeaders<'r> {
    pub(super) cors: &'r Cors<'r>,
    /// The origin to name beside the policy's own headers.
    pub(super) origin: Option<&'r str>,
    pub(super) part: Part,
    pub(super) vary: Option<Vary>,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Vary {
    Origin,
    Preflight,
}

impl Vary {
    pub(super) const fn header(self) -> &'static ConstHeader<'static> {
        const ORIGIN: ConstHeader<'static> = ConstHeader::new("Vary", "Origin");
        const PREFLIGHT: ConstHeader<'static> = ConstHeader::new(
            "Vary",
            "Origin, Access-Control-Request-Method, Access-Control-Request-Headers",
        );
        match self {
            Self::Origin => &ORIGIN,
            Self::Preflight => &PREFLIGHT,
        }
    }
}

impl<'c> Cors<'c> {
    /// What it adds to the reply to a request that is no preflight.
    #[inline]
    pub(crate) fn headers<'r>(&'r self, request: &Request<'r>) -> CorsHeaders<'r> {
        match self.by_origin {
            None => CorsHeaders { cors: self, origin: None, part: Part::Whole, vary: None },
            Some(by_origin) => (by_origin.headers)(self, request),
        }
    }
}

impl CorsHeaders<'_> {
    /// Adds them, in the place of those that a handler has set.
    pub(crate) fn add_to(&self, out: &mut Out<'_>) {
        let mut has_vary = false;
        out.remove_headers(&mut |name| {
            has_vary |= same_bytes_in_any_case(name, b"Vary");
            self.cors.block.replaces(self.part, name)
        });
        self.cors.block.write(self.part, out);
        if let Some(by_origin) = self.cors.by_origin {
            (by_origin.write)(self, has_vary, out);
        }
    }
}
