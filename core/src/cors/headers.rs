//! What a policy adds to one reply: decided when the request comes, written when the reply leaves.

use super::{
    Cors, Origins,
    block::Part,
    origin::{NULL, origin_of},
};
use crate::{header::ConstHeader, out::Out, request::Request};

/// What a policy adds to one reply.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CorsHeaders<'r> {
    cors: &'r Cors<'r>,
    /// The origin to name beside the policy's own headers.
    origin: Option<&'r str>,
    part: Part,
    vary: Option<Vary>,
}

#[derive(Clone, Copy, Debug)]
enum Vary {
    Origin,
    Preflight,
}

impl Vary {
    const fn header(self) -> &'static ConstHeader<'static> {
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
    /// Whether its headers are the same whoever asks.
    pub(crate) const fn is_constant(&self) -> bool {
        matches!(self.settings.origins, Origins::Any | Origins::Fixed(_))
    }

    /// What it adds to the reply to a request that is no preflight.
    #[inline]
    pub(crate) fn headers<'r>(&'r self, request: &Request<'r>) -> CorsHeaders<'r> {
        if self.is_constant() {
            CorsHeaders { cors: self, origin: None, part: Part::Whole, vary: None }
        } else {
            let origin = self.allowed_origin(request);
            let part = if origin.is_some() { Part::Reply } else { Part::Nothing };
            CorsHeaders { cors: self, origin, part, vary: Some(Vary::Origin) }
        }
    }

    /// What it adds to the answer to a preflight of an origin that is allowed.
    pub(crate) fn preflight_headers<'r>(
        &'r self,
        origin: &'r str,
        asks_too_much: bool,
    ) -> CorsHeaders<'r> {
        let part = if asks_too_much { Part::PreflightWithoutHeaders } else { Part::Preflight };
        CorsHeaders { cors: self, origin: Some(origin), part, vary: Some(Vary::Preflight) }
    }

    /// What it adds to the answer to any other preflight.
    pub(crate) fn refused_headers(&self) -> CorsHeaders<'_> {
        let vary = Some(Vary::Preflight);
        CorsHeaders { cors: self, origin: None, part: Part::Nothing, vary }
    }

    /// The origin of a request, if it is allowed.
    pub(crate) fn allowed_origin<'r>(&'r self, request: &Request<'r>) -> Option<&'r str> {
        let origin = origin_of(request)?;
        if origin == NULL && !self.settings.verbatim {
            return None;
        }
        match self.settings.origins {
            Origins::List(origins) => origins.iter().copied().find(|known| *known == origin),
            Origins::Predicate(allows) => allows(origin).then_some(origin),
            Origins::Any | Origins::Fixed(_) => None,
        }
    }
}

impl CorsHeaders<'_> {
    /// Adds them, in the place of those that a handler has set.
    pub(crate) fn add_to(&self, out: &mut Out<'_>) {
        let mut has_vary = false;
        out.remove_headers(|name| {
            has_vary |= name.eq_ignore_ascii_case(b"Vary");
            self.cors.block.replaces(self.part, name)
        });
        self.cors.block.write(self.part, out);
        if let Some(origin) = self.origin {
            out.add_checked_header("Access-Control-Allow-Origin", origin);
        }
        if let Some(vary) = self.vary
            && !(has_vary && out.varies_by("Origin"))
        {
            out.add_const_header(vary.header());
        }
    }
}
