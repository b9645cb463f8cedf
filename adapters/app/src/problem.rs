//! Errors as problem details.

use std::{borrow::Cow, error::Error};

use gatepost_core::{Out, Status};
use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_json::Value;

use crate::{
    error::{Headers, HttpError},
    reply::{IntoReply, Reply},
};

/// An error as `application/problem+json` (RFC 9457), for a handler to answer with, or, by way of
/// [`App::on_error`](crate::App::on_error), for all errors of an app.
///
/// As with [`HttpError`], `?` makes one of any other error: a 500 that says no more than that.
///
/// ```
/// use gatepost::{Problem, prelude::*, testing::Event};
///
/// #[post("/transfers/<amount>")]
/// fn transfer(amount: u32) -> Result<(), Problem> {
///     if amount > 30 {
///         return Err(Problem::new(403)
///             .kind("https://example.com/probs/out-of-credit")
///             .title("You do not have enough credit.")
///             .detail(format!("Your balance is 30, but that costs {amount}."))
///             .with("balance", 30));
///     }
///     Ok(())
/// }
///
/// static APP: App<(transfer,)> = App::new().on_error(|error, _| Problem::from(error).into());
///
/// let answer = Event::post("/transfers/50").call(&APP, &())?;
/// assert_eq!(answer.header("content-type").as_deref(), Some("application/problem+json"));
/// let body = r#"{"type":"https://example.com/probs/out-of-credit","title":"You do not have enough credit.","status":403,"detail":"Your balance is 30, but that costs 50.","balance":30}"#;
/// assert_eq!(answer.text(), body);
///
/// let answer = Event::post("/transfers/x").call(&APP, &())?;
/// let body = r#"{"title":"Bad Request","status":400,"detail":"parameter `amount`: invalid digit found in string"}"#;
/// assert_eq!(answer.text(), body);
/// # Ok::<(), gatepost::InvocationError>(())
/// ```
#[derive(Debug)]
#[must_use]
pub struct Problem {
    status: Status,
    kind: Option<Cow<'static, str>>,
    title: Cow<'static, str>,
    detail: Option<Cow<'static, str>>,
    instance: Option<Cow<'static, str>>,
    extensions: Vec<(Cow<'static, str>, Value)>,
    headers: Headers,
    /// For the log.
    note: Option<String>,
}

impl Problem {
    /// A problem with that status, whose title is the reason phrase.
    ///
    /// ```
    /// use gatepost::{Problem, prelude::*, testing::Event};
    ///
    /// #[get("/")]
    /// fn home() -> Problem {
    ///     Problem::new(404)
    /// }
    ///
    /// static APP: App<(home,)> = App::new();
    /// assert_eq!(Event::get("/").call(&APP, &())?.text(), r#"{"title":"Not Found","status":404}"#);
    /// # Ok::<(), gatepost::InvocationError>(())
    /// ```
    pub fn new(status: impl Into<Status>) -> Self {
        let status = status.into();
        Self {
            status,
            kind: None,
            title: status.reason().into(),
            detail: None,
            instance: None,
            extensions: Vec::new(),
            headers: Headers::new(),
            note: None,
        }
    }

    /// Sets `type`: a URI that stands for this kind of problem. Without one it is `about:blank`: no
    /// more than the status says.
    pub fn kind(self, uri: impl Into<Cow<'static, str>>) -> Self {
        Self { kind: Some(uri.into()), ..self }
    }

    /// Sets what the kind of problem is called.
    pub fn title(self, title: impl Into<Cow<'static, str>>) -> Self {
        Self { title: title.into(), ..self }
    }

    /// Sets what happened this time.
    pub fn detail(self, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { detail: Some(detail.into()), ..self }
    }

    /// Sets a URI that stands for what happened this time.
    ///
    /// ```
    /// use gatepost::{Problem, prelude::*, testing::Event};
    ///
    /// #[get("/")]
    /// fn home() -> Problem {
    ///     Problem::new(403).instance("/account/12/msgs/abc")
    /// }
    ///
    /// static APP: App<(home,)> = App::new();
    /// assert!(Event::get("/").call(&APP, &())?.text().contains(r#""instance":"/account/12/msgs/abc""#));
    /// # Ok::<(), gatepost::InvocationError>(())
    /// ```
    pub fn instance(self, uri: impl Into<Cow<'static, str>>) -> Self {
        Self { instance: Some(uri.into()), ..self }
    }

    /// Adds a member of your own, under another name than those above. One that serde cannot write is
    /// left out, and the log says so.
    ///
    /// ```
    /// use gatepost::{Problem, prelude::*, testing::Event};
    ///
    /// #[get("/")]
    /// fn home() -> Problem {
    ///     Problem::new(403).with("balance", 30)
    /// }
    ///
    /// static APP: App<(home,)> = App::new();
    /// assert!(Event::get("/").call(&APP, &())?.text().contains(r#""balance":30"#));
    /// # Ok::<(), gatepost::InvocationError>(())
    /// ```
    pub fn with(mut self, name: impl Into<Cow<'static, str>>, value: impl Serialize) -> Self {
        let name = name.into();
        match serde_json::to_value(value) {
            Ok(value) => self.extensions.push((name, value)),
            Err(error) => self.note = Some(format!("the problem's `{name}` was left out: {error}")),
        }
        self
    }

    /// Adds a header.
    ///
    /// ```
    /// use gatepost::{Problem, prelude::*, testing::Event};
    ///
    /// #[get("/")]
    /// fn home() -> Problem {
    ///     Problem::new(503).header("Retry-After", "120")
    /// }
    ///
    /// static APP: App<(home,)> = App::new();
    /// assert_eq!(Event::get("/").call(&APP, &())?.header("retry-after").as_deref(), Some("120"));
    /// # Ok::<(), gatepost::InvocationError>(())
    /// ```
    pub fn header(
        mut self,
        name: impl Into<Cow<'static, str>>,
        value: impl Into<Cow<'static, str>>,
    ) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }
}

/// The status and the headers are the error's, and so is the detail, where it says more than the status.
impl From<HttpError> for Problem {
    fn from(error: HttpError) -> Self {
        let (status, message, headers, note) = error.into_parts();
        let detail = (message != status.reason()).then_some(message);
        Self { detail, headers, note, ..Self::new(status) }
    }
}

impl<E: Into<Box<dyn Error + Send + Sync>>> From<E> for Problem {
    fn from(error: E) -> Self {
        HttpError::from(error).into()
    }
}

/// What goes to the log is lost.
impl From<Problem> for Reply<'static> {
    fn from(problem: Problem) -> Self {
        let reply = Reply::new(problem.status).content_type(CONTENT_TYPE);
        let reply = match serde_json::to_string(&problem) {
            Ok(json) => reply.body(json),
            Err(_) => reply, // Its parts are JSON already.
        };
        let headers = problem.headers.into_iter();
        headers.fold(reply, |reply, (name, value)| reply.header(name, value))
    }
}

impl IntoReply for Problem {
    fn write_reply(mut self, out: &mut Out<'_>) {
        let note = self.note.take();
        out.reset();
        Reply::from(self).write_reply(out);
        if let Some(note) = note {
            out.set_note(note);
        }
    }
}

/// Its members, those that are there.
impl Serialize for Problem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some(kind) = &self.kind {
            map.serialize_entry("type", kind)?;
        }
        map.serialize_entry("title", &self.title)?;
        map.serialize_entry("status", &self.status.code())?;
        if let Some(detail) = &self.detail {
            map.serialize_entry("detail", detail)?;
        }
        if let Some(instance) = &self.instance {
            map.serialize_entry("instance", instance)?;
        }
        for (name, value) in self.extensions.iter().filter(|(name, _)| !MEMBERS.contains(&&**name))
        {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

/// What an extension may not be called.
const MEMBERS: [&str; 5] = ["type", "title", "status", "detail", "instance"];

const CONTENT_TYPE: &str = "application/problem+json";
