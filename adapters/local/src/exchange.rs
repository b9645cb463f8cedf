//! One request's journey: HTTP, event, function, answer, HTTP.

use core::cell::Cell;
use core::convert::Infallible;
use std::net::SocketAddr;
use std::time::Instant;

use gatepost_core::{Context, Function, Invocation};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::{Request, Response, StatusCode};
use serde_json::Value;

use crate::alb::{self, Mode};
use crate::console;
use crate::http::{self, Kind};
use crate::options::Options;
use crate::received::{Arrival, Received};
use crate::refusal::Refusal;
use crate::rest;
use crate::source::{MAX_PAYLOAD, Source};
use crate::time::Time;

/// A function and the port it is behind.
pub(crate) struct Gateway<'f, F> {
    function: &'f F,
    port: u16,
    options: Options,
    requests: Cell<u64>,
}

impl<'f, F: Function> Gateway<'f, F> {
    pub(crate) fn new(function: &'f F, port: u16, options: Options) -> Self {
        Self { function, port, options, requests: Cell::new(0) }
    }

    /// Answers a request whatever happens, and prints what happened.
    pub(crate) async fn answer(
        &self,
        request: Request<Incoming>,
        client: SocketAddr,
    ) -> Result<Response<Full<Bytes>>, Infallible> {
        let start = Instant::now();
        let line = format!("{} {}", request.method(), request.uri());
        // A terminal would obey them.
        let line = line.replace(char::is_control, " ");
        let response = self.response(&line, request, client).await.unwrap_or_else(|refusal| {
            console::complain(format_args!("{line}: {}", refusal.reason));
            refusal.response(self.options.source)
        });
        let status = response.status().as_u16();
        let milliseconds = start.elapsed().as_secs_f64() * 1000.0;
        console::say(format_args!("{line} {status} {milliseconds:.1} ms"));
        Ok(response)
    }

    async fn response(
        &self,
        line: &str,
        request: Request<Incoming>,
        client: SocketAddr,
    ) -> Result<Response<Full<Bytes>>, Refusal> {
        let source = self.options.source;
        let received = Received::read(request, self.arrival(client), source.max_body()).await?;
        let mut event = event(&received, source).to_string().into_bytes();
        self.show("event", line, &event);
        check_len(&event, "event", MAX_PAYLOAD, StatusCode::PAYLOAD_TOO_LARGE)?;
        let answer = self.invoke(&mut event, &received.arrival.request_id).await?;
        self.show("answer", line, &answer);
        check_len(&answer, "answer", source.max_answer(), StatusCode::BAD_GATEWAY)?;
        response(&answer, source)
    }

    /// Prints an event or an answer, where the options say so.
    fn show(&self, what: &str, line: &str, json: &[u8]) {
        if self.options.events {
            let text = serde_json::from_slice::<Value>(json).map_or_else(
                |_| String::from_utf8_lossy(json).into_owned(),
                |json| format!("{json:#}"),
            );
            // Here too a terminal would obey; lines are wanted.
            let text = text.replace(|c: char| c.is_control() && c != '\n', " ");
            console::say(format_args!("{line}: {what}\n{text}"));
        }
    }

    fn arrival(&self, client: SocketAddr) -> Arrival {
        let time = Time::now();
        self.requests.set(self.requests.get() + 1);
        let request_id = request_id(time, self.requests.get());
        Arrival { client, port: self.port, request_id, time }
    }

    /// The function's answer. Its buffers are new ones for each request: several may be under way.
    async fn invoke(&self, event: &mut [u8], request_id: &str) -> Result<Vec<u8>, Refusal> {
        let (mut reply, mut answer) = (Vec::new(), Vec::new());
        let context = Context::new(request_id);
        let invocation = Invocation { event, context, reply: &mut reply, answer: &mut answer };
        self.function.call(invocation).await?;
        Ok(answer)
    }
}

/// An id in the form of a UUID: the time, and the number of the request, so that ids differ also
/// between two runs.
fn request_id(Time(time): Time, number: u64) -> String {
    format!("{:08x}-{:04x}-7000-8000-{number:012x}", time >> 16, time & 0xffff)
}

/// The event of a request.
fn event(received: &Received, source: Source) -> Value {
    match source {
        Source::Rest => rest::event(received),
        Source::Http => http::event(received, Kind::Api),
        Source::Url => http::event(received, Kind::Url),
        Source::Alb => alb::event(received, Mode::Single),
        Source::AlbMulti => alb::event(received, Mode::Multi),
    }
}

/// The response that an answer stands for.
fn response(answer: &[u8], source: Source) -> Result<Response<Full<Bytes>>, Refusal> {
    match source {
        Source::Rest => rest::response(answer),
        Source::Http => http::response(answer, Kind::Api),
        Source::Url => http::response(answer, Kind::Url),
        Source::Alb => alb::response(answer, Mode::Single),
        Source::AlbMulti => alb::response(answer, Mode::Multi),
    }
}

fn check_len(json: &[u8], what: &str, max: usize, status: StatusCode) -> Result<(), Refusal> {
    if json.len() <= max {
        return Ok(());
    }
    let reason = format!("the {what} has {} bytes: at most {max} are taken", json.len());
    Err(Refusal::new(status, reason))
}
