//! A conformance document, read.

use std::{fmt, fs};

use gatepost::{CorsError, Method, Route, Rules, Source, Sources};
use gatepost_core::TrailingSlash;
use serde_json::{Map, Value};

use super::{
    cors::{self, CannedCors},
    returns::Returns,
};

/// A conformance document.
pub struct Document {
    /// The app.
    pub app: App,
    /// The events, in order.
    pub events: Vec<Event>,
}

/// An app: its routes, and what is said about all of them.
pub struct App {
    pub(super) cors: Option<CannedCors>,
    pub(super) routes: Vec<CannedRoute>,
    pub(super) sources: Sources,
    pub(super) not_found: Option<Returns>,
    pub(super) trailing_slash: TrailingSlash,
    pub(super) strip_prefixes: Vec<String>,
}

/// A route with a canned handler.
pub(super) struct CannedRoute {
    pub(super) id: String,
    methods: Vec<Method<'static>>,
    path: String,
    cache_control: Option<String>,
    compress: Option<bool>,
    cors: RouteCors,
    pub(super) status_code: Option<u16>,
    pub(super) returns: Returns,
}

/// What a route says about CORS.
enum RouteCors {
    Open,
    App,
    Off,
    Own(CannedCors),
}

/// An event.
pub struct Event {
    /// What the document calls it.
    pub name: String,
    /// Its bytes, perhaps not JSON.
    pub bytes: Vec<u8>,
}

/// A document asks for something that this program does not know, or not yet; the text says what.
#[derive(Debug)]
pub struct Unknown(String);

impl Unknown {
    pub(super) fn new(what: impl Into<String>) -> Self {
        Self(what.into())
    }
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

pub(super) type Result<T> = std::result::Result<T, Unknown>;

impl Document {
    /// Reads a document.
    ///
    /// # Errors
    /// [`Unknown`] with what it is that the document should not say.
    pub fn read(text: &str) -> Result<Self> {
        let document: Value =
            serde_json::from_str(text).map_err(|error| Unknown(format!("not JSON: {error}")))?;
        let document = object(&document, "the document")?;
        only(document, "the document", &["about", "app", "events"])?;
        let app = App::read(object(&document["app"], "app")?)?;
        let events = array(document.get("events"), "events")?;
        let events = events.iter().map(Event::read).collect::<Result<_>>()?;
        Ok(Self { app, events })
    }
}

impl App {
    fn read(app: &Map<String, Value>) -> Result<Self> {
        let known =
            ["proxy_type", "cors", "trailing_slash", "strip_prefixes", "routes", "not_found"];
        only(app, "app", &known)?;
        let as_built = [("trailing_slash", "null strict fold")];
        for (key, known) in as_built {
            let value = app.get(key).unwrap_or(&Value::Null);
            let text = value.as_str().map_or(value.to_string(), str::to_owned);
            if !known.split(' ').any(|known| known == text) {
                return Err(Unknown(format!("app.{key} is {text}; known here: {known}")));
            }
        }
        let routes = array(app.get("routes"), "app.routes")?.iter().enumerate();
        let routes = routes.map(|(n, route)| CannedRoute::read(n, route)).collect::<Result<_>>()?;
        let trailing_slash = match app.get("trailing_slash").and_then(Value::as_str) {
            Some("fold") => TrailingSlash::Fold,
            _ => TrailingSlash::Strict,
        };
        let strip_prefixes = match app.get("strip_prefixes") {
            None | Some(Value::Null) => Vec::new(),
            Some(prefixes) => serde_json::from_value(prefixes.clone())
                .map_err(|error| Unknown(format!("app.strip_prefixes: {error}")))?,
        };
        let sources = sources(app.get("proxy_type"))?;
        let not_found = match app.get("not_found") {
            None | Some(Value::Null) => None,
            returns => Some(Returns::read(returns)?),
        };
        let cors = match app.get("cors") {
            None | Some(Value::Null) => None,
            Some(policy) => Some(cors::read(policy, "app.cors")?),
        };
        Ok(Self { cors, routes, sources, not_found, trailing_slash, strip_prefixes })
    }
}

fn sources(proxy_type: Option<&Value>) -> Result<Sources> {
    Ok(match proxy_type.unwrap_or(&Value::Null) {
        Value::Null => Sources::ALL,
        Value::String(name) => match name.as_str() {
            "auto" => Sources::ALL,
            "rest" | "http_api_v1" => Sources::fixed(Source::Rest),
            "http" => Sources::fixed(Source::HttpApi),
            "alb" => Sources::fixed(Source::LoadBalancer),
            "function_url" => Sources::fixed(Source::FunctionUrl),
            other => return Err(Unknown(format!("app.proxy_type is {other:?}"))),
        },
        other => return Err(Unknown(format!("app.proxy_type is {other}"))),
    })
}

impl CannedRoute {
    fn read(place: usize, route: &Value) -> Result<Self> {
        let what = format!("app.routes[{place}]");
        let route = object(route, &what)?;
        let known =
            ["id", "method", "path", "cors", "compress", "cache_control", "status_code", "returns"];
        only(route, &what, &known)?;
        let cors = match route.get("cors") {
            None | Some(Value::Null) => RouteCors::Open,
            Some(Value::Bool(true)) => RouteCors::App,
            Some(Value::Bool(false)) => RouteCors::Off,
            Some(policy) => RouteCors::Own(cors::read(policy, &format!("{what}.cors"))?),
        };
        let text = |key: &str| route.get(key).and_then(Value::as_str).map(str::to_owned);
        let number =
            |key: &str| route.get(key).and_then(Value::as_u64).and_then(|n| n.try_into().ok());
        let missing = |key: &str| Unknown(format!("{what} has no {key}"));
        Ok(Self {
            id: text("id").unwrap_or(place.to_string()),
            methods: methods(route.get("method").ok_or(missing("method"))?, &what)?,
            path: text("path").ok_or(missing("path"))?,
            cache_control: text("cache_control"),
            compress: route.get("compress").and_then(Value::as_bool),
            cors,
            status_code: number("status_code"),
            returns: Returns::read(route.get("returns"))?,
        })
    }

    /// The route, leading to its place.
    ///
    /// # Errors
    /// Where its policy is none.
    pub(super) fn route(&self, place: usize) -> std::result::Result<Route<'_>, CorsError<'static>> {
        let rules = match &self.cache_control {
            Some(value) => Rules::NEW.cache_control(value),
            None => Rules::NEW,
        };
        let rules = match self.compress {
            Some(on) => rules.compress(on),
            None => rules,
        };
        let rules = match self.cors {
            RouteCors::Open => rules,
            RouteCors::App => rules.app_cors(),
            RouteCors::Off => rules.no_cors(),
            RouteCors::Own(policy) => rules.cors(policy?),
        };
        Ok(Route::new(&self.path, &self.methods, place as u32).with_rules(rules))
    }
}

/// One method or several; none stand for `ANY`. The program ends soon, and its routes with it, so
/// the names of methods are not given back.
fn methods(value: &Value, what: &str) -> Result<Vec<Method<'static>>> {
    let names = match value {
        Value::Array(names) => names.clone(),
        name => vec![name.clone()],
    };
    let name =
        |name: &Value| name.as_str().map(str::to_owned).ok_or(Unknown(format!("{what}.method")));
    let names = names.iter().map(name).collect::<Result<Vec<_>>>()?;
    if names.iter().any(|name| name == "ANY") {
        return Ok(Vec::new());
    }
    Ok(names.into_iter().map(|name| Method::new(name.leak())).collect())
}

impl Event {
    fn read(value: &Value) -> Result<Self> {
        let event = object(value, "an event")?;
        let named = || event.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        if let Some(event) = event.get("event") {
            return Ok(Self { name: named(), bytes: event.to_string().into_bytes() });
        }
        if let Some(raw) = event.get("raw").and_then(Value::as_str) {
            return Ok(Self { name: named(), bytes: raw.as_bytes().to_vec() });
        }
        if let Some(file) = event.get("file").and_then(Value::as_str) {
            let bytes = fs::read(file).map_err(|error| Unknown(format!("{file}: {error}")))?;
            return Ok(Self { name: named(), bytes });
        }
        Ok(Self { name: String::new(), bytes: value.to_string().into_bytes() })
    }
}

/// Refuses keys that nobody has heard of.
pub(super) fn only(object: &Map<String, Value>, what: &str, known: &[&str]) -> Result<()> {
    match object.keys().find(|key| !known.contains(&key.as_str())) {
        Some(key) => Err(Unknown(format!("{what} has the unknown key {key:?}"))),
        None => Ok(()),
    }
}

fn object<'v>(value: &'v Value, what: &str) -> Result<&'v Map<String, Value>> {
    value.as_object().ok_or(Unknown(format!("{what} is not an object")))
}

fn array<'v>(value: Option<&'v Value>, what: &str) -> Result<&'v Vec<Value>> {
    value.and_then(Value::as_array).ok_or(Unknown(format!("{what} is not an array")))
}
