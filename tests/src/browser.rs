//! The browser's side of CORS: what a page's `fetch()` sends, the preflight included, and what of the
//! response the page may read. Written from the Fetch standard (<https://fetch.spec.whatwg.org>), whose
//! sections the comments name; it shares no code with gatepost.
//!
//! Every request is the first: nothing is cached. A redirect is an error, as with `redirect: "error"`.

mod headers;
mod safelist;
#[cfg(test)]
mod tests;

use headers::{extract, get, is_token, normalized};
use safelist::{
    is_readable_always, is_safelisted_method, is_unreadable, is_unsendable, unsafe_names,
};

/// A page, as one site sees it.
#[derive(Clone, Copy, Debug)]
pub struct Page<'p> {
    /// Its origin, serialized: `null` for one that is sandboxed.
    pub origin: &'p str,
    /// The cookies that the browser would send to the target from this page.
    pub cookie: Option<&'p str>,
}

/// What a page asks for.
#[derive(Clone, Copy, Debug)]
pub struct Fetch<'f> {
    /// The origin that it asks.
    pub target: &'f str,
    /// The method, as the page has written it.
    pub method: &'f str,
    /// Names and values, as the page has written them.
    pub headers: &'f [(&'f str, &'f str)],
    /// Whether cookies go with it.
    pub credentials: Credentials,
}

/// A request's credentials mode (section 2.2.5).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Credentials {
    /// `omit`
    Omit,
    /// `same-origin`
    SameOrigin,
    /// `include`
    Include,
}

/// Names and values.
pub type Headers = Vec<(String, String)>;

/// A request as it leaves the browser.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outgoing {
    /// The method.
    pub method: String,
    /// The headers that the standard speaks of, names in lower case.
    pub headers: Headers,
}

/// A response: as the network has it, or what a page gets to see of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: Headers,
    /// The body.
    pub body: String,
}

/// What a page gets.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fetched {
    /// What it may read.
    pub response: Response,
    /// How many seconds the answer to the preflight may be remembered, if there was one.
    pub max_age: Option<u64>,
}

/// Why a page gets nothing: to itself all of these are the same `TypeError`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refused {
    /// No page may send that method.
    Method,
    /// The CORS check of the answer to the preflight.
    PreflightCheck,
    /// The status of that answer is not 200 to 299; a redirect is not followed either.
    PreflightStatus(u16),
    /// `Access-Control-Allow-Methods` or `-Headers` is not a list of tokens.
    PreflightMalformed,
    /// The method is not among those that are allowed.
    MethodNotAllowed,
    /// That header is not.
    HeaderNotAllowed(String),
    /// The CORS check of the response.
    Check,
    /// The response is a redirect.
    Redirect,
}

/// Fetches (section 5.6, of which main fetch, 4.1, has the cases): `network` answers what leaves the
/// browser.
///
/// # Errors
/// [`Refused`], where the page gets an error and nothing else.
pub fn fetch(
    page: Page<'_>,
    fetch: Fetch<'_>,
    mut network: impl FnMut(&Outgoing) -> Response,
) -> Result<Fetched, Refused> {
    let request = Request::new(page, fetch)?;
    if page.origin == fetch.target && page.origin != OPAQUE {
        let response = not_redirected(network(&request.outgoing(Tainting::Basic)))?;
        // A basic filtered response (section 2.2.6).
        return Ok(Fetched { response: filtered(response, |_| true), max_age: None });
    }
    let max_age = match request.needs_preflight() {
        true => Some(request.check_preflight(&network(&request.preflight()))?),
        false => None,
    };
    let response = network(&request.outgoing(Tainting::Cors));
    if !request.passes_check(&response) {
        return Err(Refused::Check);
    }
    let response = not_redirected(response)?;
    let exposed = request.exposed(&response);
    // A CORS filtered response (section 2.2.6).
    let is_readable = |name: &str| is_readable_always(name) || contains(&exposed, name);
    Ok(Fetched { response: filtered(response, is_readable), max_age })
}

/// What an opaque origin is serialized as.
const OPAQUE: &str = "null";

/// How long the answer to a preflight is remembered where it does not say (section 4.8).
const DEFAULT_MAX_AGE: u64 = 5;

/// Whose response it is (section 2.2.5, "response tainting").
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tainting {
    Basic,
    Cors,
}

/// A request of mode `cors`.
struct Request<'r> {
    page: Page<'r>,
    method: String,
    headers: Headers,
    credentials: Credentials,
}

impl<'r> Request<'r> {
    /// Of what the page has written (section 5.4, the constructor; section 5.6).
    fn new(page: Page<'r>, fetch: Fetch<'_>) -> Result<Self, Refused> {
        let method = normalized_method(fetch.method);
        if !is_token(&method)
            || ["CONNECT", "TRACE", "TRACK"].iter().any(|name| method.eq_ignore_ascii_case(name))
        {
            return Err(Refused::Method);
        }
        let sendable = fetch.headers.iter().filter(|(name, value)| !is_unsendable(name, value));
        let mut headers: Headers = sendable
            .map(|(name, value)| (name.to_ascii_lowercase(), normalized(value).to_owned()))
            .collect();
        if get(&headers, "accept").is_none() {
            headers.push(("accept".to_owned(), "*/*".to_owned()));
        }
        Ok(Self { page, method, headers, credentials: fetch.credentials })
    }

    /// Main fetch, section 4.1: what no form could have sent is asked about before.
    fn needs_preflight(&self) -> bool {
        !is_safelisted_method(&self.method) || !unsafe_names(&self.headers).is_empty()
    }

    /// The request itself, as HTTP-network-or-cache fetch completes it (section 4.6).
    fn outgoing(&self, tainting: Tainting) -> Outgoing {
        let mut headers = self.headers.clone();
        // Section 3.2, "append a request `Origin` header".
        if tainting == Tainting::Cors || !["GET", "HEAD"].contains(&&*self.method) {
            headers.push(("origin".to_owned(), self.page.origin.to_owned()));
        }
        let includes_credentials = match self.credentials {
            Credentials::Omit => false,
            Credentials::SameOrigin => tainting == Tainting::Basic,
            Credentials::Include => true,
        };
        if let (true, Some(cookie)) = (includes_credentials, self.page.cookie) {
            headers.push(("cookie".to_owned(), cookie.to_owned()));
        }
        Outgoing { method: self.method.clone(), headers }
    }

    /// CORS-preflight fetch, section 4.8, up to its sending. It never has credentials.
    fn preflight(&self) -> Outgoing {
        let mut headers = vec![
            ("accept".to_owned(), "*/*".to_owned()),
            ("access-control-request-method".to_owned(), self.method.clone()),
        ];
        let names = unsafe_names(&self.headers);
        if !names.is_empty() {
            // No space after the comma: "this is not the way this was implemented".
            headers.push(("access-control-request-headers".to_owned(), names.join(",")));
        }
        headers.push(("origin".to_owned(), self.page.origin.to_owned()));
        Outgoing { method: "OPTIONS".to_owned(), headers }
    }

    /// The rest of section 4.8: how long the answer may be remembered.
    fn check_preflight(&self, answer: &Response) -> Result<u64, Refused> {
        if !self.passes_check(answer) {
            return Err(Refused::PreflightCheck);
        }
        if !(200..=299).contains(&answer.status) {
            return Err(Refused::PreflightStatus(answer.status));
        }
        let list = |name| extract(&answer.headers, name).map_err(|_| Refused::PreflightMalformed);
        let methods = list("access-control-allow-methods")?.unwrap_or_default();
        let names = list("access-control-allow-headers")?.unwrap_or_default();
        // Methods are compared byte by byte.
        if !methods.contains(&self.method)
            && !is_safelisted_method(&self.method)
            && !self.is_covered_by_star(&methods)
        {
            return Err(Refused::MethodNotAllowed);
        }
        let refused = unsafe_names(&self.headers).into_iter().find(|name| {
            // A CORS non-wildcard request-header name (section 2.2.2) is never covered by `*`.
            !contains(&names, name) && (name == "authorization" || !self.is_covered_by_star(&names))
        });
        refused.map_or(Ok(max_age(answer)), |name| Err(Refused::HeaderNotAllowed(name)))
    }

    /// `*` stands for everything, but with credentials for itself only.
    fn is_covered_by_star(&self, list: &[String]) -> bool {
        self.credentials != Credentials::Include && list.iter().any(|item| item == "*")
    }

    /// The CORS check, section 4.10.
    fn passes_check(&self, response: &Response) -> bool {
        // Two values are one with a comma, and that is no origin.
        let origin = get(&response.headers, "access-control-allow-origin");
        let may_include = get(&response.headers, "access-control-allow-credentials");
        match (origin.as_deref(), self.credentials) {
            (None, _) => false,
            (Some("*"), Credentials::Omit | Credentials::SameOrigin) => true,
            (Some(origin), _) if origin != self.page.origin => false,
            (Some(_), Credentials::Include) => may_include.as_deref() == Some("true"),
            (Some(_), Credentials::Omit | Credentials::SameOrigin) => true,
        }
    }

    /// The CORS-exposed header-name list (main fetch, section 4.1). One that is malformed exposes nothing.
    fn exposed(&self, response: &Response) -> Vec<String> {
        let names = extract(&response.headers, "access-control-expose-headers");
        let names = names.unwrap_or_default().unwrap_or_default();
        match self.is_covered_by_star(&names) {
            true => response.headers.iter().map(|(name, _)| name.clone()).collect(),
            false => names,
        }
    }
}

/// Section 2.2.1, "normalize a method": `patch` is not among them.
fn normalized_method(method: &str) -> String {
    let known = ["DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"];
    let known = known.into_iter().find(|known| method.eq_ignore_ascii_case(known));
    known.unwrap_or(method).to_owned()
}

fn contains(names: &[String], name: &str) -> bool {
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}

fn max_age(answer: &Response) -> u64 {
    let age = get(&answer.headers, "access-control-max-age");
    let age = age.filter(|age| !age.is_empty() && age.bytes().all(|byte| byte.is_ascii_digit()));
    age.map_or(DEFAULT_MAX_AGE, |age| age.parse().unwrap_or(u64::MAX))
}

/// HTTP fetch, section 4.3: the CORS check comes first.
fn not_redirected(response: Response) -> Result<Response, Refused> {
    match response.status {
        301 | 302 | 303 | 307 | 308 => Err(Refused::Redirect),
        _ => Ok(response),
    }
}

fn filtered(response: Response, is_readable: impl Fn(&str) -> bool) -> Response {
    let headers = response.headers.into_iter();
    let headers = headers.filter(|(name, _)| !is_unreadable(name) && is_readable(name));
    Response { headers: headers.collect(), ..response }
}
