//! An event in the making.

use gatepost_core::InvocationError;
use serde::Serialize;

use super::{Answer, Gateway, shape};
use crate::{app::App, executor::block_on, routes::Routes};

/// A request, to be an event of any [`Gateway`]; of a REST API where nothing else is said.
///
/// ```
/// use gatepost::{prelude::*, testing::{Event, Gateway}};
///
/// #[get("/search")]
/// fn search(request: Request<'_>, event: EventContext<'_>) -> Result<String, HttpError> {
///     let user = event.authorizer().and_then(|authorizer| authorizer.claim("username"));
///     let user = user.ok_or(HttpError::unauthorized("who are you?"))?;
///     Ok(format!("{user}: {}", request.query("q").unwrap_or_default()))
/// }
///
/// static APP: App<(search,)> = App::new();
///
/// let event = Event::get("/search?q=green+tea").claim("username", "ada").via(Gateway::HttpApi);
/// assert!(event.to_json().contains(r#""rawQueryString":"q=green+tea""#));
/// assert_eq!(event.call(&APP, &())?.text(), "ada: green tea");
/// # Ok::<(), gatepost::InvocationError>(())
/// ```
///
/// A handler that awaits what a runtime does, I/O say, needs that runtime around it:
///
/// ```
/// # use gatepost::{prelude::*, testing::{Answer, Event}};
/// # #[get("/")]
/// # fn home() -> &'static str { "home" }
/// # static APP: App<(home,)> = App::new();
/// # async fn test() -> Result<(), gatepost::InvocationError> {
/// let answer = Answer::read(&APP.call(Event::get("/").to_json(), &()).await?)?;
/// assert_eq!(answer.text(), "home");
/// # Ok(()) }
/// # gatepost::block_on(test())?;
/// # Ok::<(), gatepost::InvocationError>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Event {
    pub(super) method: String,
    /// As in a URL.
    pub(super) path: String,
    pub(super) query: Vec<(String, String)>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) cookies: Vec<(String, String)>,
    pub(super) body: Option<Vec<u8>>,
    pub(super) is_base64: bool,
    pub(super) claims: Vec<(String, String)>,
    pub(super) stage: Option<String>,
    pub(super) client: String,
    pub(super) gateway: Gateway,
    /// Why there is no body.
    pub(super) failure: Option<String>,
}

/// Each line: a constructor, its method.
macro_rules! methods {
    ($($name:ident $method:literal)*) => {$(
        #[doc = concat!("A `", $method, "` request: see [`new`](Event::new).")]
        pub fn $name(path: &str) -> Self {
            Self::new($method, path)
        }
    )*};
}

impl Event {
    /// A request of that method and that path, percent-encoded as in a URL; a query may follow it.
    pub fn new(method: &str, path: &str) -> Self {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            query: form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
            headers: Vec::new(),
            cookies: Vec::new(),
            body: None,
            is_base64: false,
            claims: Vec::new(),
            stage: None,
            client: "127.0.0.1".to_owned(),
            gateway: Gateway::default(),
            failure: None,
        }
    }

    methods! {
        get "GET"
        head "HEAD"
        post "POST"
        put "PUT"
        patch "PATCH"
        delete "DELETE"
        options "OPTIONS"
    }

    /// Adds a query parameter, not encoded; one of the same name stays.
    pub fn query(mut self, name: &str, value: &str) -> Self {
        self.query.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Adds a header; one of the same name stays.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Adds the header `Content-Type`.
    pub fn content_type(self, value: &str) -> Self {
        self.header("Content-Type", value)
    }

    /// Adds a cookie.
    pub fn cookie(mut self, name: &str, value: &str) -> Self {
        self.cookies.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sets the body: text, or bytes, which are in base64 in the event where they are not UTF-8.
    pub fn body(self, body: impl Into<Vec<u8>>) -> Self {
        Self { body: Some(body.into()), ..self }
    }

    /// Has the body in base64, whatever it is.
    pub fn base64(self) -> Self {
        Self { is_base64: true, ..self }
    }

    /// Sets the body to a value as JSON, and adds the content type.
    pub fn json(self, value: &(impl Serialize + ?Sized)) -> Self {
        let event = self.content_type("application/json");
        match serde_json::to_vec(value) {
            Ok(json) => event.body(json),
            Err(error) => Self { failure: Some(error.to_string()), ..event },
        }
    }

    /// Adds a claim that an authorizer has found to be true. A Function URL and a load balancer
    /// have no such thing.
    pub fn claim(mut self, name: &str, value: &str) -> Self {
        self.claims.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sets the stage of the API, which an HTTP API puts before the path.
    pub fn stage(self, stage: &str) -> Self {
        Self { stage: Some(stage.to_owned()), ..self }
    }

    /// Sets the address of the client; without it, that is `127.0.0.1`.
    pub fn client(self, address: &str) -> Self {
        Self { client: address.to_owned(), ..self }
    }

    /// Makes it an event of that gateway.
    pub fn via(self, gateway: Gateway) -> Self {
        Self { gateway, ..self }
    }

    /// The event as that gateway sends it.
    #[must_use]
    pub fn to_json(&self) -> String {
        shape::json_of(self).to_string()
    }

    /// Has an app answer it.
    ///
    /// # Errors
    /// As [`App::call`]; and where a body of [`json`](Event::json) could not be written.
    pub fn call<R: Routes<S>, S: ?Sized>(
        &self,
        app: &App<R, S>,
        state: &S,
    ) -> Result<Answer, InvocationError> {
        if let Some(failure) = &self.failure {
            return Err(InvocationError::new("Event.NotJson", failure));
        }
        Answer::read(&block_on(app.call(self.to_json(), state))?)
    }
}
