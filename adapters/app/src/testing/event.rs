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
        ///
        /// ```
        #[doc = concat!("let event = gatepost::testing::Event::", stringify!($name), "(\"/orders\").to_json();")]
        #[doc = concat!("assert!(event.contains(r#\"\"httpMethod\":\"", $method, "\"\"#));")]
        /// ```
        pub fn $name(path: &str) -> Self {
            Self::new($method, path)
        }
    )*};
}

impl Event {
    /// A request of that method and that path, percent-encoded as in a URL; a query may follow it.
    ///
    /// ```
    /// use gatepost::testing::Event;
    ///
    /// assert!(Event::new("PURGE", "/cache/7").to_json().contains(r#""httpMethod":"PURGE""#));
    /// ```
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
    ///
    /// ```
    /// use gatepost::testing::{Event, Gateway};
    ///
    /// let event = Event::get("/search").query("q", "a&b").via(Gateway::HttpApi);
    /// assert!(event.to_json().contains(r#""rawQueryString":"q=a%26b""#));
    /// ```
    pub fn query(mut self, name: &str, value: &str) -> Self {
        self.query.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Adds a header; one of the same name stays.
    ///
    /// ```
    /// use gatepost::{Headers, prelude::*, testing::Event};
    ///
    /// #[get("/")]
    /// fn home(headers: Headers<'_>) -> String {
    ///     headers.all("x-tag").collect()
    /// }
    ///
    /// static APP: App<(home,)> = App::new();
    /// assert_eq!(Event::get("/").header("X-Tag", "a").header("X-Tag", "b").call(&APP, &())?.text(), "ab");
    /// # Ok::<(), gatepost::InvocationError>(())
    /// ```
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Adds the header `Content-Type`.
    pub fn content_type(self, value: &str) -> Self {
        self.header("Content-Type", value)
    }

    /// Adds a cookie.
    ///
    /// ```
    /// use gatepost::testing::{Event, Gateway};
    ///
    /// let event = Event::get("/").cookie("user", "ada").via(Gateway::HttpApi);
    /// assert!(event.to_json().contains(r#""cookies":["user=ada"]"#));
    /// ```
    pub fn cookie(mut self, name: &str, value: &str) -> Self {
        self.cookies.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sets the body: text, or bytes, which are in base64 in the event where they are not UTF-8.
    ///
    /// ```
    /// use gatepost::{prelude::*, testing::Event};
    ///
    /// #[post("/")]
    /// fn echo(request: Request<'_>) -> Vec<u8> {
    ///     request.body().to_owned()
    /// }
    ///
    /// static APP: App<(echo,)> = App::new();
    /// assert_eq!(Event::post("/").body(b"\xFF\x00").call(&APP, &())?.body(), b"\xFF\x00");
    /// # Ok::<(), gatepost::InvocationError>(())
    /// ```
    pub fn body(self, body: impl Into<Vec<u8>>) -> Self {
        Self { body: Some(body.into()), ..self }
    }

    /// Has the body in base64, whatever it is.
    ///
    /// ```
    /// use gatepost::testing::Event;
    ///
    /// assert!(Event::post("/").body("hi").base64().to_json().contains(r#""body":"aGk=""#));
    /// ```
    pub fn base64(self) -> Self {
        Self { is_base64: true, ..self }
    }

    /// Sets the body to a value as JSON, and adds the content type.
    ///
    /// ```
    /// use gatepost::testing::Event;
    ///
    /// let event = Event::post("/").json(&[1, 2]).to_json();
    /// assert!(event.contains(r#""body":"[1,2]""#) && event.contains("application/json"));
    /// ```
    pub fn json(self, value: &(impl Serialize + ?Sized)) -> Self {
        let event = self.content_type("application/json");
        match serde_json::to_vec(value) {
            Ok(json) => event.body(json),
            Err(error) => Self { failure: Some(error.to_string()), ..event },
        }
    }

    /// Adds a claim that an authorizer has found to be true. A Function URL and a load balancer
    /// have no such thing.
    ///
    /// ```
    /// use gatepost::{prelude::*, testing::Event};
    ///
    /// #[get("/me")]
    /// fn me(event: EventContext<'_>) -> String {
    ///     let name = event.authorizer().and_then(|authorizer| authorizer.claim("username"));
    ///     name.unwrap_or("nobody").to_owned()
    /// }
    ///
    /// static APP: App<(me,)> = App::new();
    /// assert_eq!(Event::get("/me").claim("username", "ada").call(&APP, &())?.text(), "ada");
    /// # Ok::<(), gatepost::InvocationError>(())
    /// ```
    pub fn claim(mut self, name: &str, value: &str) -> Self {
        self.claims.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sets the stage of the API, which an HTTP API puts before the path.
    ///
    /// ```
    /// use gatepost::testing::{Event, Gateway};
    ///
    /// let event = Event::get("/orders").stage("v1").via(Gateway::HttpApi);
    /// assert!(event.to_json().contains(r#""rawPath":"/v1/orders""#));
    /// ```
    pub fn stage(self, stage: &str) -> Self {
        Self { stage: Some(stage.to_owned()), ..self }
    }

    /// Sets the address of the client; without it, that is `127.0.0.1`.
    ///
    /// ```
    /// use gatepost::{prelude::*, testing::Event};
    ///
    /// #[get("/")]
    /// fn who(request: Request<'_>) -> String {
    ///     request.client_address().unwrap_or("nobody").to_owned()
    /// }
    ///
    /// static APP: App<(who,)> = App::new();
    /// assert_eq!(Event::get("/").client("192.0.2.1").call(&APP, &())?.text(), "192.0.2.1");
    /// # Ok::<(), gatepost::InvocationError>(())
    /// ```
    pub fn client(self, address: &str) -> Self {
        Self { client: address.to_owned(), ..self }
    }

    /// Makes it an event of that gateway.
    ///
    /// ```
    /// use gatepost::testing::{Event, Gateway};
    ///
    /// assert!(Event::get("/").via(Gateway::HttpApi).to_json().contains(r#""rawPath":"/""#));
    /// ```
    pub fn via(self, gateway: Gateway) -> Self {
        Self { gateway, ..self }
    }

    /// The event as that gateway sends it.
    ///
    /// ```
    /// use gatepost::testing::Event;
    ///
    /// assert!(Event::get("/orders").to_json().contains(r#""path":"/orders""#));
    /// ```
    #[must_use]
    pub fn to_json(&self) -> String {
        shape::json_of(self).to_string()
    }

    /// Has an app answer it.
    ///
    /// ```
    /// use gatepost::{prelude::*, testing::Event};
    ///
    /// #[get("/")]
    /// fn home() -> &'static str {
    ///     "home"
    /// }
    ///
    /// static APP: App<(home,)> = App::new();
    /// let answer = Event::get("/").call(&APP, &())?;
    /// assert_eq!((answer.status(), answer.text().as_ref()), (200, "home"));
    /// # Ok::<(), gatepost::InvocationError>(())
    /// ```
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
