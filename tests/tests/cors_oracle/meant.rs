//! What is meant: the policies' documentation, in as few words as it takes.

use gatepost_tests::{
    browser::Credentials,
    cors_app::{Allows, CannedApp, CannedCors, CannedRoute, Reply, RouteCors},
    naive_matcher,
    routes::Answer,
};

use crate::asks::{Ask, METHODS, NAMED, OPEN, TARGET};

/// What a policy means, as its documentation has it.
pub(crate) trait Meaning {
    fn allows(&self, ask: &Ask) -> bool;
    fn is_constant(&self) -> bool;
    fn takes_header(&self, name: &str) -> bool;
    fn exposes(&self, name: &str, credentials: Credentials) -> bool;
}

impl Meaning for CannedCors {
    fn allows(&self, ask: &Ask) -> bool {
        let origin = ask.origin.as_str();
        // Those that name an origin only where it is allowed look at no more than 512 bytes.
        let is_looked_at = origin.len() <= 512;
        let is_allowed = match &self.allows {
            Allows::Any | Allows::Verbatim("*") => true,
            Allows::Fixed(known) | Allows::Verbatim(known) => *known == origin,
            Allows::List(known) => is_looked_at && origin != "null" && known.contains(&origin),
            Allows::VerbatimList(known) => is_looked_at && known.contains(&origin),
            Allows::Predicate(known) => {
                is_looked_at && origin != "null" && known.function()(origin)
            }
        };
        is_allowed && (self.allow_credentials || ask.credentials != Credentials::Include)
    }

    fn is_constant(&self) -> bool {
        matches!(self.allows, Allows::Any | Allows::Fixed(_) | Allows::Verbatim(_))
    }

    fn takes_header(&self, name: &str) -> bool {
        let always =
            ["authorization", "content-type", "x-amz-date", "x-amz-security-token", "x-api-key"];
        always.iter().any(|known| known.eq_ignore_ascii_case(name))
            || self.allow_headers.iter().any(|known| known.eq_ignore_ascii_case(name))
            || self.allow_headers.contains(&"*")
    }

    fn exposes(&self, name: &str, credentials: Credentials) -> bool {
        (self.expose_headers.contains(&"*") && credentials != Credentials::Include)
            || self.expose_headers.iter().any(|known| known.eq_ignore_ascii_case(name))
    }
}

/// What is meant to become of a request.
#[derive(PartialEq, Eq, Debug)]
pub(crate) struct Meant {
    /// Whether it is sent: a preflight may keep it from that.
    pub(crate) is_sent: bool,
    /// Whether the page may read the response.
    pub(crate) is_read: bool,
    /// How long the answer to the preflight is remembered.
    pub(crate) max_age: Option<u64>,
}

/// An app, as what is meant is told of it.
pub(crate) struct Table<'a> {
    app: &'a CannedApp,
    routes: Vec<(Vec<&'a str>, &'a str)>,
}

impl<'a> Table<'a> {
    pub(crate) fn of(app: &'a CannedApp) -> Self {
        let route = |route: &'a CannedRoute| (route.methods.clone(), route.pattern);
        Self { app, routes: app.routes.iter().map(route).collect() }
    }

    pub(crate) fn answer(&self, method: &str, path: &str) -> Answer {
        naive_matcher::answer(&self.routes, method, path, true)
    }

    fn route(&self, method: &str, path: &str) -> Option<&'a CannedRoute> {
        match self.answer(method, path) {
            Answer::Call(id, _) => self.app.routes.get(id as usize),
            _ => None,
        }
    }

    pub(crate) fn policy_of(&self, route: &'a CannedRoute) -> Option<&'a CannedCors> {
        match &route.cors {
            RouteCors::App => self.app.cors.as_ref(),
            RouteCors::Off => None,
            RouteCors::Own(policy) => Some(policy),
        }
    }

    /// Of a path whose route of the method does not say: the app's, if one of its routes has it, else
    /// the one that another has. (No table here has a third.)
    fn policy_of_path(&self, path: &str) -> Option<&'a CannedCors> {
        let routes = METHODS.iter().filter_map(|method| self.route(method, path));
        let policies: Vec<_> = routes.filter_map(|route| self.policy_of(route)).collect();
        let of_app = policies.iter().find(|policy| Some(**policy) == self.app.cors.as_ref());
        of_app.or(policies.first()).copied()
    }

    pub(crate) fn meant(&self, ask: &Ask) -> Meant {
        if ask.origin == TARGET {
            return Meant { is_sent: true, is_read: !self.redirects(ask), max_age: None };
        }
        let leave = match ask.needs_leave() {
            true => self.leave(ask),
            false => Some(None),
        };
        Meant {
            is_sent: leave.is_some(),
            is_read: leave.is_some() && !self.redirects(ask) && self.may_be_read(ask),
            max_age: leave.flatten(),
        }
    }

    /// Whether a preflight allows the request, and how long that is remembered.
    fn leave(&self, ask: &Ask) -> Option<Option<u64>> {
        let own = self.route("OPTIONS", &ask.path).filter(|route| !route.methods.is_empty());
        if let Some(route) = own {
            // It answers everything itself, and these handlers allow nothing: what stands on every
            // reply is all there is.
            let policy = self.policy_of(route).filter(|policy| policy.allows(ask))?;
            let takes = |name| policy.is_constant() && policy.takes_header(name);
            let is_ok = matches!(route.reply, Reply::Replies(200..=299, _));
            let max_age = policy.max_age.filter(|_| policy.is_constant()).unwrap_or(5);
            let is_granted = is_ok && ask.is_simple_method() && ask.unsafe_headers().all(takes);
            return is_granted.then_some(Some(max_age.into()));
        }
        let route = self.route(ask.method(), &ask.path);
        let policy = match route {
            Some(route) => self.policy_of(route),
            None => self.policy_of_path(&ask.path),
        };
        let policy = policy.filter(|policy| policy.allows(ask))?;
        let has_method = route.is_some() || ask.is_simple_method() || ask.method() == "OPTIONS";
        let has_headers = ask.unsafe_headers().all(|name| policy.takes_header(name))
            && (policy.is_constant() || ask.unsafe_headers().count() <= 64);
        (has_method && has_headers).then_some(Some(policy.max_age.unwrap_or(5).into()))
    }

    /// Whether the page may read the response.
    fn may_be_read(&self, ask: &Ask) -> bool {
        match self.reader(ask) {
            Some(policy) => policy.allows(ask),
            None => self.route(ask.method(), &ask.path).is_some_and(|route| {
                // Without a policy replies leave as handlers write them.
                let Reply::Replies(_, headers) = &route.reply else { return false };
                let includes = ask.credentials == Credentials::Include;
                (headers.contains(&OPEN) && !includes)
                    || (headers.contains(&NAMED) && ask.origin == NAMED.1)
            }),
        }
    }

    /// The policy that says who may read the response: the route's, or else the app's.
    pub(crate) fn reader(&self, ask: &Ask) -> Option<&'a CannedCors> {
        match self.route(ask.method(), &ask.path) {
            Some(route) => self.policy_of(route),
            None if ask.method() == "OPTIONS" && self.has(&ask.path) => {
                self.policy_of_path(&ask.path)
            }
            None => self.app.cors.as_ref(),
        }
    }

    fn has(&self, path: &str) -> bool {
        METHODS.iter().any(|method| self.route(method, path).is_some())
    }

    pub(crate) fn is_readable(&self, ask: &Ask, name: &str) -> bool {
        let name = name.to_ascii_lowercase();
        let always = ["cache-control", "content-language", "content-length", "content-type"];
        let always =
            always.contains(&&*name) || ["expires", "last-modified", "pragma"].contains(&&*name);
        let exposed = || self.reader(ask).is_some_and(|cors| cors.exposes(&name, ask.credentials));
        name != "set-cookie" && (ask.origin == TARGET || always || exposed())
    }

    fn redirects(&self, ask: &Ask) -> bool {
        let route = self.route(ask.method(), &ask.path);
        route.is_some_and(|route| matches!(route.reply, Reply::Replies(302, _)))
    }
}
