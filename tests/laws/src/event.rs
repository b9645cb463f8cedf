use base64::{Engine as _, engine::general_purpose::STANDARD};
use gatepost_core::{
    Body, Buffer, Call, Cors, Decision, Fixed, Frame, Opened, Out, Policy, Request, Route, Rules,
    Status, Table, table,
};
use gatepost_json::{EventContext, EventError, Index, Source, Sources};
use serde_json::{Map, Value, json};

use crate::{event_rules, events::Shape};

static CORS: Cors<'static> = Cors::allow_list(&["https://a.example"]).allow_headers(&["x-a"]);
const ROUTES: Table<'static> = table![
    Route::new("/of/<name>", &[], 1),
    Route::get("/kept", 2).with_rules(Rules::NEW.cache_control("max-age=60").compress(true)),
    Route::new("/{rest+}", &[], 0),
];

/// Any bytes are an event of a REST API, or of an HTTP API with payload format 1.0, or are refused; the
/// answer to an event is the one that its gateway expects.
pub fn rest(input: &[u8]) {
    let sources = Sources::fixed(Source::Rest);
    let read = gatepost_rest::Event::read(&mut input.to_vec()).map(drop);
    let takes = |told, _: &Value| matches!(told, Source::Rest | Source::HttpApiV1);
    with_index(input, sources, read, takes, |index| {
        let event = gatepost_rest::Event::of(index);
        let write = |frame: &Frame<'_>, answer: &mut dyn Buffer| event.write(frame, answer);
        check_answer(Shape::Rest, &event.request(), &event.context(), write);
    });
}

/// The same of HTTP APIs and Function URLs.
pub fn http(input: &[u8]) {
    let others = [Source::Rest, Source::HttpApiV1, Source::LoadBalancer];
    let sources = others.into_iter().fold(Sources::ALL, Sources::without);
    let read = gatepost_http::Event::read(&mut input.to_vec()).map(drop);
    let takes = |told, _: &Value| matches!(told, Source::HttpApi | Source::FunctionUrl);
    with_index(input, sources, read, takes, |index| {
        let event = gatepost_http::Event::of(index);
        let write = |frame: &Frame<'_>, answer: &mut dyn Buffer| event.write(frame, answer);
        check_answer(Shape::Http, &event.request(), &event.context(), write);
    });
}

/// The same of load balancers.
pub fn alb(input: &[u8]) {
    let sources = Sources::fixed(Source::LoadBalancer);
    let read = gatepost_alb::Event::read(&mut input.to_vec()).map(drop);
    let takes = |told, event: &Value| match told {
        Source::LoadBalancer => true,
        // Just a method and a path.
        Source::Rest => event["requestContext"].is_null(),
        _ => false,
    };
    with_index(input, sources, read, takes, |index| {
        let is_multi = index.multi_value_headers.is_some();
        let shape = if is_multi { Shape::AlbMulti } else { Shape::Alb };
        let event = gatepost_alb::Event::of(index);
        let write = |frame: &Frame<'_>, answer: &mut dyn Buffer| {
            event.write(frame, answer);
            let cookies = frame.headers.clone();
            let cookies = cookies.filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"));
            let lost = if is_multi { 0 } else { cookies.skip(1).count() };
            assert_eq!(event.dropped_cookies(frame), lost);
        };
        check_answer(shape, &event.request(), &event.context(), write);
    });
}

/// Shows the index of an event; what is refused must be refused by the rules too, or be of a source that
/// this one does not take.
fn with_index(
    event: &[u8],
    sources: Sources,
    read: Result<(), EventError>,
    takes: impl FnOnce(Source, &Value) -> bool,
    look: impl FnOnce(Index<'_>),
) {
    let mut bytes = event.to_vec();
    let index = Index::read(&mut bytes, sources);
    assert_eq!(index.as_ref().err(), read.as_ref().err());
    if let Err(difference) = event_rules::check(event, read.as_ref().err()) {
        panic!("{difference}");
    }
    if let Ok(value) = serde_json::from_slice(event)
        && !matches!(read, Err(EventError::Json(_)))
    {
        let told = event_rules::source(&value);
        assert_eq!(read.is_ok(), told.is_some_and(|told| takes(told, &value)), "{value}");
    }
    if let Ok(index) = index {
        look(index);
    }
}

/// Answers a request with much of what is in it, and compares the answer with one written by hand.
fn check_answer(
    shape: Shape,
    request: &Request<'_>,
    context: &EventContext<'_>,
    write: impl Fn(&Frame<'_>, &mut dyn Buffer),
) {
    let policy = Policy::new(ROUTES).strip_prefixes(&["/base"]).cors(&CORS);
    let mut scratch = vec![0; request.path().len()];
    let Opened { decision, closing } = policy.open(request, &mut scratch);
    let mut reply = Vec::new();
    let mut out = Out::new(&mut reply);
    match decision {
        Decision::Call(call) => echo(&call, request, context, &mut out),
        Decision::Miss(miss) => miss.write(&mut out),
    }
    let frame = closing.close_coded(request, 20, &mut out);
    let mut answer = Vec::new();
    write(&frame, &mut answer);
    let value: Value = serde_json::from_slice(&answer).expect("an answer is JSON");
    assert_eq!(value, answer_by_hand(shape, &frame));
    let keys = value.as_object().into_iter().flat_map(Map::keys);
    assert!(keys.into_iter().all(|key| shape.answer_keys().contains(&key.as_str())), "{value}");

    // What is too small says how large it would have to be, and has the beginning.
    let mut room = vec![0; answer.len() / 2];
    let mut short = Fixed::new(&mut room);
    write(&frame, &mut short);
    assert_eq!(short.needed(), answer.len());
    assert!(answer.starts_with(short.written()));
}

fn echo(call: &Call<'_>, request: &Request<'_>, context: &EventContext<'_>, out: &mut Out<'_>) {
    out.set_status(Status::new(200 + request.path().len() as u16 % 9));
    let headers: Vec<_> = request.headers().collect();
    for (name, value) in headers.iter().take(5) {
        out.add_header(name, value);
        // A look-up passes over the other headers in a way of its own.
        let same = headers.iter().filter(|(other, _)| other.eq_ignore_ascii_case(name));
        let found: Vec<_> = request.header_values(&name.to_ascii_uppercase()).collect();
        assert_eq!(found, same.map(|(_, value)| *value).collect::<Vec<_>>());
    }
    for (name, value) in request.cookies().take(3) {
        out.add_header("Set-Cookie", &format!("{name}={value}"));
    }
    for (name, value) in request.query_pairs().take(3) {
        out.add_header("x-query", &format!("{name:?}={value:?}"));
    }
    for (name, value) in call.params.iter() {
        out.add_header_of("x-param", format_args!("{name}={}", value.escape_ascii()));
    }
    let said =
        [context.request_id(), context.stage(), context.source_ip(), request.client_address()];
    for said in said.into_iter().flatten() {
        out.add_header("x-said", said);
    }
    match request.text() {
        Ok(text) if call.id == 0 => out.set_text(text),
        _ => out.set_bytes(request.body()),
    }
}

/// The answer that the gateway of an event expects (see each mapping), with serde_json.
fn answer_by_hand(shape: Shape, frame: &Frame<'_>) -> Value {
    let mut names: Vec<(&str, Vec<&str>)> = vec![];
    for (name, value) in frame.headers.clone() {
        match names.iter_mut().find(|(known, _)| known.eq_ignore_ascii_case(name)) {
            Some((_, values)) => values.push(value),
            None => names.push((name, vec![value])),
        }
    }
    let is_cookie = |name: &str| name.eq_ignore_ascii_case("set-cookie");
    let mut answer = json!({"statusCode": frame.status.code()});
    let map = |pairs: Vec<(&str, Value)>| -> Value {
        Value::Object(pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    };
    let joined = |values: &[&str]| json!(values.join(", "));
    match shape {
        Shape::Rest | Shape::HttpV1 => {
            let (single, several): (Vec<_>, Vec<_>) =
                names.into_iter().partition(|(_, values)| values.len() == 1);
            answer["headers"] =
                map(single.iter().map(|(name, values)| (*name, json!(values[0]))).collect());
            if !several.is_empty() {
                answer["multiValueHeaders"] =
                    map(several.iter().map(|(name, values)| (*name, json!(values))).collect());
            }
        }
        Shape::Http | Shape::Url => {
            let (cookies, others): (Vec<_>, Vec<_>) =
                names.into_iter().partition(|(name, _)| is_cookie(name));
            answer["headers"] =
                map(others.iter().map(|(name, values)| (*name, joined(values))).collect());
            if let Some((_, cookies)) = cookies.first() {
                answer["cookies"] = json!(cookies);
            }
        }
        Shape::Alb => {
            let value = |name: &str, values: &[&str]| match is_cookie(name) {
                true => json!(values[0]),
                false => joined(values),
            };
            answer["headers"] =
                map(names.iter().map(|(name, values)| (*name, value(name, values))).collect());
        }
        Shape::AlbMulti => {
            answer["multiValueHeaders"] =
                map(names.iter().map(|(name, values)| (*name, json!(values))).collect());
        }
    }
    if let Shape::Alb | Shape::AlbMulti = shape {
        let description = format!("{} {}", frame.status.code(), frame.status.reason());
        answer["statusDescription"] = json!(description);
    }
    let (body, is_base64) = match frame.body {
        Body::Text(text) => (json!(text), false),
        Body::Bytes(bytes) => (json!(STANDARD.encode(bytes)), true),
        Body::Empty if shape == Shape::Rest => (Value::Null, false),
        Body::Empty => (json!(""), false),
    };
    answer["body"] = body;
    answer["isBase64Encoded"] = json!(is_base64);
    answer
}
