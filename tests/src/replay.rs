//! Conformance documents: a table of routes with canned handlers, and events for them. An app is
//! built of the document at run time and answers the events as a deployed function would.

mod cors;
mod document;
mod request;
mod returns;

use std::cell::RefCell;

use gatepost::{
    Call, Context, Dispatch, Incoming, Invocation, InvocationError, Miss, Out, Policy, serve,
};
use serde_json::{Value, json, value::RawValue};

use crate::routes::build;

pub use document::{App, Document, Event, Unknown};

/// What became of one event.
pub struct Replayed {
    hit: Option<Value>,
    response: Result<Box<RawValue>, InvocationError>,
}

/// The routes do not make a table, or a policy is none; the text says why.
pub struct Refused(pub String);

impl Replayed {
    /// The line that is printed for it.
    pub fn line(&self, index: usize, name: &str) -> String {
        let (response, error) = match &self.response {
            Ok(response) => (response.get().to_owned(), Value::Null),
            Err(error) => ("null".to_owned(), json!(error.to_string())),
        };
        let hit = json!(self.hit);
        let name = json!(name);
        format!(
            r#"{{"index":{index},"name":{name},"hit":{hit},"response":{response},"error":{error}}}"#
        )
    }
}

/// Answers every event of a document, in order.
///
/// # Errors
/// [`Refused`] where the routes do not make a table, or a policy is none.
pub fn replay(document: &Document) -> Result<Vec<Replayed>, Refused> {
    let routes = document.app.routes.iter().enumerate().map(|(place, route)| route.route(place));
    let routes = routes.collect::<Result<Vec<_>, _>>().map_err(refused)?;
    let cors = document.app.cors.transpose().map_err(refused)?;
    let prefixes: Vec<_> = document.app.strip_prefixes.iter().map(String::as_str).collect();
    build(&routes, document.app.trailing_slash, |table| {
        let policy = Policy::new(table.map_err(refused)?).strip_prefixes(&prefixes);
        let policy = cors.map_or(policy, |cors| policy.cors(cors));
        let replay = |event: &Event| replay_one(&document.app, &policy, event);
        Ok(document.events.iter().map(replay).collect())
    })
}

fn refused(error: impl ToString) -> Refused {
    Refused(error.to_string())
}

fn replay_one(app: &App, policy: &Policy<'_>, event: &Event) -> Replayed {
    let handlers = Handlers { app, policy, hit: RefCell::new(None) };
    let (mut event, mut reply, mut answer) = (event.bytes.clone(), Vec::new(), Vec::new());
    let invocation = Invocation {
        event: &mut event,
        context: Context::new("replay"),
        reply: &mut reply,
        answer: &mut answer,
    };
    let served = gatepost::block_on(serve(policy, app.sources, &handlers, invocation));
    let response = served.and_then(|()| {
        serde_json::from_slice(&answer)
            .map_err(|error| InvocationError::new("Answer.NotJson", error))
    });
    Replayed { hit: handlers.hit.into_inner(), response }
}

/// The canned handlers of a document.
struct Handlers<'d> {
    app: &'d App,
    policy: &'d Policy<'d>,
    hit: RefCell<Option<Value>>,
}

impl Dispatch for Handlers<'_> {
    async fn dispatch<'r>(&'r self, call: Call<'r>, incoming: Incoming<'r>, out: &'r mut Out<'_>) {
        let Some(route) = self.app.routes.get(call.id as usize) else {
            return;
        };
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let params: Value =
            call.params.iter().map(|(name, value)| (name.to_owned(), json!(text(value)))).collect();
        let echo = json!({"route": route.id, "params": params});
        self.hit.replace(Some(echo.clone()));
        let seen = || request::seen(self.policy, &incoming);
        route.returns.write(route.status_code, &echo, seen, out);
    }

    async fn miss<'r>(&'r self, miss: Miss<'r>, incoming: Incoming<'r>, out: &'r mut Out<'_>) {
        match (&miss, &self.app.not_found) {
            (Miss::NotFound, Some(returns)) => {
                let seen = || request::seen(self.policy, &incoming);
                returns.write(Some(404), &json!({}), seen, out);
            }
            _ => miss.write(out),
        }
    }
}
