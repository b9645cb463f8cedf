//! Policies whose answers depend on the origin of the request: lists and predicates.

use super::{
    Cors, CorsHeaders, Origins,
    block::Part,
    headers::Vary,
    origin::{NULL, origin_of},
    preflight::{Verdict, Wanted, is_preflight},
};
use crate::{
    out::Out,
    request::Request,
    text::{is_token, split},
};

/// How many headers a preflight may ask for, and how often its list may have nothing between two
/// commas, as a proxy may leave it.
const MAX_NAMES: usize = 64;
const MAX_EMPTY: usize = 16;

/// What such a policy does.
pub(crate) struct ByOrigin {
    /// What it adds to the reply to a request.
    pub(super) headers: for<'r> fn(&'r Cors<'r>, &Request<'r>) -> CorsHeaders<'r>,
    /// What it says of an `OPTIONS`, and adds to the answer.
    pub(super) verdict:
        for<'r> fn(&'r Cors<'r>, &Request<'r>, Wanted<'r>) -> (Verdict, CorsHeaders<'r>),
    /// Writes what depends on the origin, into a reply that may have a `Vary`.
    pub(super) write: fn(&CorsHeaders<'_>, bool, &mut Out<'_>),
}

pub(super) static BY_ORIGIN: ByOrigin = ByOrigin { headers, verdict, write };

fn headers<'r>(cors: &'r Cors<'r>, request: &Request<'r>) -> CorsHeaders<'r> {
    let origin = allowed_origin(cors, request);
    let part = if origin.is_some() { Part::Reply } else { Part::Nothing };
    CorsHeaders { cors, origin, part, vary: Some(Vary::Origin) }
}

fn verdict<'r>(
    cors: &'r Cors<'r>,
    request: &Request<'r>,
    wanted: Wanted<'r>,
) -> (Verdict, CorsHeaders<'r>) {
    if !is_preflight(request, wanted) {
        return (Verdict::NoPreflight, headers(cors, request));
    }
    let vary = Some(Vary::Preflight);
    let refused = CorsHeaders { cors, origin: None, part: Part::Nothing, vary };
    let Some(origin) = allowed_origin(cors, request) else {
        return (Verdict::Refused, refused);
    };
    if wanted == Wanted::Malformed {
        return (Verdict::Malformed, refused);
    }
    let asks_too_much = is_asked_too_much(cors, request);
    let part = if asks_too_much { Part::PreflightWithoutHeaders } else { Part::Preflight };
    (Verdict::Allowed, CorsHeaders { cors, origin: Some(origin), part, vary })
}

fn write(headers: &CorsHeaders<'_>, has_vary: bool, out: &mut Out<'_>) {
    if let Some(origin) = headers.origin {
        out.add_checked_header("Access-Control-Allow-Origin", origin);
    }
    if let Some(vary) = headers.vary
        && !(has_vary && out.varies_by("Origin"))
    {
        out.add_const_header(vary.header());
    }
}

/// The request's origin, if it has one and that is allowed.
fn allowed_origin<'r>(cors: &Cors<'_>, request: &Request<'r>) -> Option<&'r str> {
    let origin = origin_of(request)?;
    if origin == NULL && !cors.settings.verbatim {
        return None;
    }
    let is_allowed = match cors.settings.origins {
        Origins::List(origins) => origins.contains(&origin),
        Origins::Predicate(allows) => allows(origin),
        Origins::Any | Origins::Fixed(_) => false,
    };
    is_allowed.then_some(origin)
}

/// Whether a preflight asks for a header that requests may not have, or for more than anybody would.
fn is_asked_too_much(cors: &Cors<'_>, request: &Request<'_>) -> bool {
    let (mut names, mut empty) = (0, 0);
    let mut is_allowed = |name: &str| {
        let name = name.trim_matches([' ', '\t']);
        *(if name.is_empty() { &mut empty } else { &mut names }) += 1;
        names <= MAX_NAMES && empty <= MAX_EMPTY && (name.is_empty() || allows_header(cors, name))
    };
    let mut values = request.header_values("Access-Control-Request-Headers");
    !values.all(|value| split(value, b',').all(&mut is_allowed))
}

fn allows_header(cors: &Cors<'_>, name: &str) -> bool {
    cors.block.allowed_headers().any(|known| known.eq_ignore_ascii_case(name.as_bytes()))
        || (cors.settings.allow_headers.contains(&"*") && is_token(name))
}
