//! The span of a request, as a subscriber of ours sees it.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex},
};

use gatepost::{Around, Context, Function as _, Hook, Invocation, Next, Routes, prelude::*};
use gatepost_tests::events::{REQUEST_ID, Sent, Shape};
use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};

#[get("/hello/<name>")]
async fn hello(name: &str) -> &str {
    tracing::info!("before");
    pending_once().await;
    tracing::info!("after");
    name
}

#[get("/error")]
fn error() -> HttpError {
    HttpError::conflict("not now")
}

#[get("/panic")]
fn panics() {
    panic!("as it should");
}

/// So that the future is polled twice.
async fn pending_once() {
    let mut is_first = true;
    std::future::poll_fn(|cx| {
        cx.waker().wake_by_ref();
        if std::mem::take(&mut is_first) {
            std::task::Poll::Pending
        } else {
            std::task::Poll::Ready(())
        }
    })
    .await;
}

struct Hooked;

impl Hook<()> for Hooked {
    async fn around<R: Routes<()>>(mut next: Next<'_, '_, R, ()>) {
        tracing::info!("hook");
        next.run().await;
    }
}

fn shape_of_errors(error: HttpError, _: Request<'_>) -> Reply<'static> {
    tracing::info!("error handler");
    Reply::new(error.status())
}

static APP: App<Around<Hooked, (hello, error, panics)>> = App::new().on_error(shape_of_errors);

type Fields = BTreeMap<&'static str, String>;

/// What was seen: spans with their fields, and of every event the spans that it was in.
#[derive(Default)]
struct Seen {
    spans: Vec<(&'static str, Fields)>,
    entered: Vec<u64>,
    events: Vec<(String, Vec<u64>)>,
}

/// A subscriber that keeps everything.
#[derive(Clone, Default)]
struct Keeper(Arc<Mutex<Seen>>);

struct Into<'f>(&'f mut Fields);

impl Visit for Into<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        assert_eq!(self.0.insert(field.name(), format!("{value:?}")), None, "{field} twice");
    }
}

impl Subscriber for Keeper {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut seen = self.0.lock().unwrap();
        let mut fields = Fields::new();
        span.record(&mut Into(&mut fields));
        seen.spans.push((span.metadata().name(), fields));
        Id::from_u64(seen.spans.len() as u64)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        let mut seen = self.0.lock().unwrap();
        values.record(&mut Into(&mut seen.spans[span.into_u64() as usize - 1].1));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut fields = Fields::new();
        event.record(&mut Into(&mut fields));
        let mut seen = self.0.lock().unwrap();
        let within = seen.entered.clone();
        seen.events.push((fields.remove("message").unwrap_or_default(), within));
    }

    fn enter(&self, span: &Id) {
        self.0.lock().unwrap().entered.push(span.into_u64());
    }

    fn exit(&self, span: &Id) {
        assert_eq!(self.0.lock().unwrap().entered.pop(), Some(span.into_u64()));
    }
}

/// Answers events one after another, and says what was seen of it.
fn seen(events: &[String]) -> Seen {
    let keeper = Keeper::default();
    tracing::subscriber::with_default(keeper.clone(), || {
        let service = APP.with_state(&());
        for event in events {
            let (mut event, mut reply, mut answer) = (event.clone().into_bytes(), vec![], vec![]);
            let context = Context::new("an-invocation");
            let invocation =
                Invocation { event: &mut event, context, reply: &mut reply, answer: &mut answer };
            // Events that are no requests are errors.
            let _ = gatepost::block_on(service.call(invocation));
        }
    });
    let seen = std::mem::take(&mut *keeper.0.lock().unwrap());
    assert_eq!(seen.entered, [0; 0]);
    seen
}

fn fields(pairs: &[(&'static str, &str)]) -> Fields {
    pairs.iter().map(|(name, value)| (*name, (*value).to_owned())).collect()
}

const TRACE: (&str, &str) = ("x-amzn-trace-id", "Root=1-5759e988-bd862e3fe1be46a994272793");

#[test]
fn s19_one_span_a_request_of_every_source() {
    for shape in Shape::ALL {
        let sent = Sent { headers: &[TRACE], ..Sent::get("/hello/ada") };
        let Seen { spans, events, .. } = seen(&[sent.event(shape).to_string()]);
        let correlation_id = match shape {
            Shape::Alb | Shape::AlbMulti => TRACE.1,
            _ => REQUEST_ID,
        };
        let expected = fields(&[
            ("http.request.method", "\"GET\""),
            ("http.route", "\"/hello/<name>\""),
            ("http.response.status_code", "200"),
            ("faas.invocation_id", "\"an-invocation\""),
            ("correlation_id", &format!("{correlation_id:?}")),
        ]);
        assert_eq!(spans, [("request", expected)], "{shape:?}");
        let within = |message: &str| (message.to_owned(), vec![1]);
        assert_eq!(events, ["hook", "before", "after"].map(within), "{shape:?}");
    }
}

#[test]
fn what_is_not_there_is_not_recorded() {
    let event =
        |method: &str, path: &str| format!(r#"{{"httpMethod":"{method}","path":"{path}"}}"#);
    let events = [
        event("GET", "/nowhere"),
        event("PUT", "/error"),
        event("GET", "/error"),
        event("GET", "/panic"),
        event("G T", "/error"),
    ];
    let seen = seen(&events);
    let expected = [
        ("GET", None, "404"),
        ("PUT", None, "405"),
        ("GET", Some("/error"), "409"),
        ("GET", Some("/panic"), "500"),
        ("G T", None, "400"),
    ];
    let expected = expected.map(|(method, route, status)| {
        let mut fields = fields(&[
            ("http.request.method", &format!("{method:?}")),
            ("http.response.status_code", status),
            ("faas.invocation_id", "\"an-invocation\""),
        ]);
        fields.extend(route.map(|route| ("http.route", format!("{route:?}"))));
        ("request", fields)
    });
    assert_eq!(seen.spans, expected);
    let handled = seen.events.iter().filter(|(message, _)| message == "error handler");
    let within: Vec<_> = handled.map(|(_, within)| within.clone()).collect();
    assert_eq!(within, [[1], [2], [3], [4], [5]], "the error handler is within the span too");
}

#[test]
fn what_is_no_request_has_no_span() {
    assert_eq!(seen(&["{}".to_owned(), "not JSON".to_owned()]).spans, []);
}
