//! `OPTIONS`, where the table answers it.

use core::fmt;

use super::{Cors, CorsHeaders};
use crate::{
    method::{Allow, Method, Methods, list},
    out::Out,
    params::Spans,
    policy::Miss,
    request::Request,
    route::Route,
    status::Status,
    table::{Found, Table},
    text::is_token,
};

/// The answer to a preflight: the methods of its path that have the policy, and `OPTIONS`.
///
/// ```
/// use gatepost_core::{Cors, Decision, Miss, Policy, Request, Route, Table, table};
///
/// static CORS: Cors<'static> = Cors::any();
/// static ROUTES: Table<'static> = table![Route::get("/orders", 0)];
///
/// let policy = Policy::new(ROUTES).cors(&CORS);
/// let opened = policy.open(&Request::new("OPTIONS", "/orders"), &mut []);
/// let Decision::Miss(Miss::Preflight(preflight)) = opened.decision else { panic!() };
/// assert_eq!(preflight.to_string(), "GET,OPTIONS");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Preflight<'r> {
    methods: Allow<'r>,
    /// The method that was asked for, where a route answers it with all others and it has no name in
    /// the table.
    unnamed: Option<Method<'r>>,
}

impl Preflight<'_> {
    pub(crate) fn write(&self, out: &mut Out<'_>) {
        out.set_status(Status::NO_CONTENT);
        let methods = list(self.methods(), ",");
        out.add_checked_header("Access-Control-Allow-Methods", &methods);
    }
}

impl<'r> Preflight<'r> {
    fn methods(&self) -> impl Iterator<Item = Method<'r>> {
        self.methods.iter().chain(self.unnamed)
    }
}

impl fmt::Display for Preflight<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut comma = "";
        for method in self.methods() {
            write!(f, "{comma}{method}")?;
            comma = ",";
        }
        Ok(())
    }
}

/// A path whose `OPTIONS` was asked for.
pub(crate) struct Asked<'p, 't> {
    pub(crate) table: Table<'t>,
    pub(crate) app: Option<&'t Cors<'t>>,
    /// As it is matched: decoded, if it has to be.
    pub(crate) path: &'p [u8],
}

impl<'t> Asked<'_, 't> {
    /// The answer of the table, where it has one: `found` is what it has for `OPTIONS`.
    #[cold]
    pub(crate) fn answer<'r>(
        &self,
        request: &Request<'r>,
        found: &Found<'t>,
    ) -> Option<(Miss<'r>, Option<CorsHeaders<'r>>)>
    where
        't: 'r,
    {
        let wanted = Wanted::by(request);
        match found {
            Found::Path(allow) => Some(match self.policy(wanted, *allow) {
                Some(cors) => self.answer_by(cors, request, wanted, *allow),
                None => (Miss::Options(*allow), None),
            }),
            // A route of every method has `OPTIONS` too, but cannot know what its policy says.
            Found::Entry(route, _) if route.methods.is_empty() && is_preflight(request, wanted) => {
                let allow = self.table.every_method();
                match self.policy(wanted, allow) {
                    Some(cors) => Some(self.answer_by(cors, request, wanted, allow)),
                    // The route that is asked about says nothing to other origins: what this one says
                    // would be taken for its word.
                    None => {
                        let policy = route.rules.policy(self.app);
                        policy.map(|_| (Miss::Options(allow), None))
                    }
                }
            }
            Found::Entry(..) | Found::Nothing | Found::Special => None,
        }
    }

    fn answer_by<'r>(
        &self,
        cors: &'t Cors<'t>,
        request: &Request<'r>,
        wanted: Wanted<'r>,
        allow: Allow<'t>,
    ) -> (Miss<'r>, Option<CorsHeaders<'r>>)
    where
        't: 'r,
    {
        let (verdict, headers) = match cors.by_origin {
            None => (Verdict::Allowed, cors.headers(request)),
            Some(by_origin) => (by_origin.verdict)(cors, request, wanted),
        };
        let miss = match verdict {
            Verdict::Allowed => self.preflight(cors, wanted, allow),
            Verdict::NoPreflight => Miss::Options(allow),
            Verdict::Refused => Miss::OriginRefused,
            Verdict::Malformed => Miss::BadRequest(NOT_A_METHOD),
        };
        (miss, Some(headers))
    }

    /// The policy of the route that answers the method which is asked for. Without one, the app's, if
    /// a route of the path has it, else another that one has.
    fn policy(&self, wanted: Wanted<'_>, allow: Allow<'t>) -> Option<&'t Cors<'t>> {
        if let Some(route) = self.route_of(wanted) {
            return route.rules.policy(self.app);
        }
        let policies =
            || allow.set.named().filter_map(|method| self.route(method)?.rules.policy(self.app));
        let of_app = self.app.and_then(|app| policies().find(|cors| *cors == app));
        of_app.or_else(|| policies().next())
    }

    fn preflight<'r>(&self, cors: &Cors<'_>, wanted: Wanted<'r>, allow: Allow<'t>) -> Miss<'r>
    where
        't: 'r,
    {
        let has_policy = |method: &Methods| {
            *method != Methods::HEAD
                && self
                    .route(*method)
                    .is_some_and(|route| route.rules.policy(self.app) == Some(cors))
        };
        let set = allow.set.named().filter(has_policy).fold(Methods::OPTIONS, Methods::union);
        let unnamed = match wanted {
            Wanted::Method(method) if self.table.bit_of(method) == Methods::UNNAMED => {
                self.route_of(wanted).map(|_| method)
            }
            _ => None,
        };
        Miss::Preflight(Preflight { methods: Allow { set, ..allow }, unnamed })
    }

    fn route_of(&self, wanted: Wanted<'_>) -> Option<&'t Route<'t>> {
        match wanted {
            Wanted::Method(method) => self.route(self.table.bit_of(method)),
            Wanted::Nothing | Wanted::Malformed => None,
        }
    }

    fn route(&self, method: Methods) -> Option<&'t Route<'t>> {
        match self.table.find_plain(method, self.path, &mut Spans::new()) {
            Found::Entry(route, _) => Some(route),
            Found::Path(_) | Found::Nothing | Found::Special => None,
        }
    }
}

/// Whether a browser asks before it sends the request itself (Fetch, section 3.3.3).
pub(super) fn is_preflight(request: &Request<'_>, wanted: Wanted<'_>) -> bool {
    wanted != Wanted::Nothing && request.header("Origin").is_some()
}

/// What a policy says of an `OPTIONS`.
pub(super) enum Verdict {
    Allowed,
    NoPreflight,
    /// The origin is not allowed.
    Refused,
    /// What is asked for is not the name of a method.
    Malformed,
}

const NOT_A_METHOD: &str = "Access-Control-Request-Method is not a method";

/// The method that a preflight asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Wanted<'r> {
    Nothing,
    Malformed,
    Method(Method<'r>),
}

impl<'r> Wanted<'r> {
    fn by(request: &Request<'r>) -> Self {
        let mut values = request.header_values("Access-Control-Request-Method");
        match (values.next(), values.next()) {
            (None | Some(""), None) => Self::Nothing,
            (Some(method), None) if is_token(method) => Self::Method(Method::new(method)),
            _ => Self::Malformed,
        }
    }
}
