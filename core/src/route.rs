//! A route as it is written down: methods, pattern, and what it leads to.

use core::fmt;

use crate::{cors::Cors, method::Method};

/// One line of a table: which methods of which paths lead where.
///
/// ```
/// use gatepost_core::{Method, Route, Rules};
///
/// let show = Route::get("/orders/<id>", 3).with_name("orders::show").with_rules(Rules::NEW.cache_control("max-age=60"));
/// assert_eq!(show.to_string(), "GET /orders/<id> (orders::show)");
///
/// const PURGE: Route<'_> = Route::new("/cache/{key+}", &[Method::new("PURGE"), Method::DELETE], 4);
/// assert_eq!(PURGE.to_string(), "PURGE DELETE /cache/{key+}");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Route<'t> {
    /// Its pattern, unchecked until a table is built of it.
    pub pattern: &'t str,
    /// The methods it answers; none stands for all, those without a name included.
    pub methods: &'t [Method<'t>],
    /// What it leads to: whatever number its owner knows it by.
    pub id: u32,
    /// What a person knows it by, such as the path of its handler; may be empty.
    pub name: &'t str,
    /// The settings of its replies.
    pub rules: Rules<'t>,
}

impl<'t> Route<'t> {
    /// A route that answers `methods`: no methods for all of them.
    ///
    /// ```
    /// use gatepost_core::{Method, Route};
    ///
    /// const PURGE: Route<'_> = Route::new("/cache/{key+}", &[Method::new("PURGE")], 4);
    /// assert_eq!(PURGE.to_string(), "PURGE /cache/{key+}");
    /// assert_eq!(Route::new("/proxy", &[], 5).to_string(), "ANY /proxy");
    /// ```
    #[must_use]
    pub const fn new(pattern: &'t str, methods: &'t [Method<'t>], id: u32) -> Self {
        Self { pattern, methods, id, name: "", rules: Rules::NEW }
    }

    /// A route that answers `GET`, and `HEAD` where no other route with the same path does.
    ///
    /// ```
    /// use gatepost_core::Route;
    ///
    /// assert_eq!(Route::get("/orders", 3).to_string(), "GET /orders");
    /// ```
    #[must_use]
    pub const fn get(pattern: &'t str, id: u32) -> Self {
        Self::new(pattern, &[Method::GET], id)
    }

    /// The same route under that name.
    ///
    /// ```
    /// use gatepost_core::Route;
    ///
    /// let route = Route::get("/orders", 3).with_name("orders::list");
    /// assert_eq!(route.to_string(), "GET /orders (orders::list)");
    /// ```
    #[must_use]
    pub const fn with_name(self, name: &'t str) -> Self {
        Self { name, ..self }
    }

    /// The same route with those settings.
    ///
    /// ```
    /// use gatepost_core::{Route, Rules};
    ///
    /// let rules = Rules::NEW.cache_control("no-store");
    /// assert_eq!(Route::get("/orders", 3).with_rules(rules).rules, rules);
    /// ```
    #[must_use]
    pub const fn with_rules(self, rules: Rules<'t>) -> Self {
        Self { rules, ..self }
    }

    /// The same route leading elsewhere.
    ///
    /// ```
    /// use gatepost_core::Route;
    ///
    /// assert_eq!(Route::get("/orders", 3).with_id(4).id, 4);
    /// ```
    #[must_use]
    pub const fn with_id(self, id: u32) -> Self {
        Self { id, ..self }
    }
}

impl fmt::Display for Route<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.methods.is_empty() {
            f.write_str("ANY ")?;
        }
        for method in self.methods {
            write!(f, "{method} ")?;
        }
        f.write_str(self.pattern)?;
        if self.name.is_empty() { Ok(()) } else { write!(f, " ({})", self.name) }
    }
}

/// The settings of a route's replies.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rules<'t> {
    pub(crate) cache_control: Option<&'t str>,
    pub(crate) compress: Option<bool>,
    cors: Option<RouteCors<'t>>,
}

/// What a route says about CORS.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum RouteCors<'t> {
    App,
    Off,
    Own(&'t Cors<'t>),
}

impl<'t> RouteCors<'t> {
    #[cold]
    #[inline(never)]
    const fn policy<'c>(self, app: Option<&'c Cors<'c>>) -> Option<&'c Cors<'c>>
    where
        't: 'c,
    {
        match self {
            Self::App => app,
            Self::Off => None,
            Self::Own(policy) => Some(policy),
        }
    }
}

impl<'t> Rules<'t> {
    /// No setting.
    pub const NEW: Self = Self { cache_control: None, compress: None, cors: None };

    /// Sends `value` as `Cache-Control` on a reply with status 200, and `no-cache` on every other,
    /// unless the reply has that header already.
    ///
    /// ```
    /// use gatepost_core::Rules;
    ///
    /// const RULES: Rules<'static> = Rules::NEW.cache_control("max-age=60");
    /// assert_ne!(RULES, Rules::NEW);
    /// ```
    #[must_use]
    pub const fn cache_control(self, value: &'t str) -> Self {
        Self { cache_control: Some(value), ..self }
    }

    /// Says whether replies leave in gzip to clients that take it; a reply may say something else with
    /// [`Out::set_compress`](crate::Out::set_compress). Where nothing is said they do not.
    ///
    /// A body that has both a secret in it and what a client has sent gives the secret away by its
    /// length, if it is compressed and somebody can watch the connection: leave it as it is.
    ///
    /// ```
    /// use gatepost_core::Rules;
    ///
    /// let (route, group) = (Rules::NEW.compress(false), Rules::NEW.compress(true));
    /// assert_eq!(route.or(group), route);
    /// assert_eq!(Rules::NEW.or(group), group);
    /// ```
    #[must_use]
    pub const fn compress(self, on: bool) -> Self {
        Self { compress: Some(on), ..self }
    }

    /// Has `policy` decide about other origins, in the place of the app's.
    ///
    /// ```
    /// use gatepost_core::{Cors, Rules};
    ///
    /// static PARTNERS: Cors<'static> = Cors::allow_list(&["https://a.example", "https://b.example"]);
    /// const RULES: Rules<'static> = Rules::NEW.cors(&PARTNERS);
    /// assert_eq!(RULES.or(Rules::NEW.no_cors()), RULES);
    /// ```
    #[must_use]
    pub const fn cors(self, policy: &'t Cors<'t>) -> Self {
        Self { cors: Some(RouteCors::Own(policy)), ..self }
    }

    /// Has the app's policy decide about other origins: that is so where nothing is said, and needs to
    /// be said only within a group for which it is not.
    ///
    /// ```
    /// use gatepost_core::Rules;
    ///
    /// let (route, group) = (Rules::NEW.app_cors(), Rules::NEW.no_cors());
    /// assert_eq!(route.or(group), route);
    /// ```
    #[must_use]
    pub const fn app_cors(self) -> Self {
        Self { cors: Some(RouteCors::App), ..self }
    }

    /// Says nothing to other origins, whatever the app's policy: replies leave as handlers write them.
    ///
    /// ```
    /// use gatepost_core::Rules;
    ///
    /// assert_ne!(Rules::NEW.no_cors(), Rules::NEW.app_cors());
    /// ```
    #[must_use]
    pub const fn no_cors(self) -> Self {
        Self { cors: Some(RouteCors::Off), ..self }
    }

    /// Whether they say something about CORS.
    pub(crate) const fn has_cors(&self) -> bool {
        self.cors.is_some()
    }

    /// The policy of the route, in an app with that one.
    #[inline]
    pub(crate) const fn policy<'c>(&self, app: Option<&'c Cors<'c>>) -> Option<&'c Cors<'c>>
    where
        't: 'c,
    {
        match self.cors {
            None => app,
            Some(said) => said.policy(app),
        }
    }

    /// These settings, and those of `others` that these leave open.
    ///
    /// ```
    /// use gatepost_core::Rules;
    ///
    /// let (route, group) = (Rules::NEW.cache_control("no-store"), Rules::NEW.cache_control("max-age=60"));
    /// assert_eq!(route.or(group), route);
    /// assert_eq!(Rules::NEW.or(group), group);
    /// ```
    #[must_use]
    pub const fn or(self, others: Self) -> Self {
        let Self { cache_control, compress, cors } = self; // Every setting: one more does not compile.
        Self {
            cache_control: if cache_control.is_some() {
                cache_control
            } else {
                others.cache_control
            },
            compress: if compress.is_some() { compress } else { others.compress },
            cors: if cors.is_some() { cors } else { others.cors },
        }
    }
}
