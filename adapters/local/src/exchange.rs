//! One request's journey: HTTP, event, function, answer, HTTP.

use core::cell::Cell;
use core::convert::Infallible;
use std::net::SocketAddr;
use std::time::Instant;

use gatepost_core::{Context, Function, Invocation};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::{Request, Response, StatusCode};

use crate::console;
use crate::received::{Arrival, Received};
use crate::refusal::Refusal;
use crate::rest;
use crate::time::Time;

/// What Lambda takes as an event, and as an answer.
const MAX_PAYLOAD: usize = 6_291_556;

/// A function and the port it is behind.
pub(crate) struct Gateway<'f, F> {
    function: &'f F,
    port: u16,
    requests: Cell<u64>,
}

impl<'f, F: Function> Gateway<'f, F> {
    pub(crate) fn new(function: &'f F, port: u16) -> Self {
        Self { function, port, requests: Cell::new(0) }
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
        let response = self.response(request, client).await.unwrap_or_else(|refusal| {
            console::complain(format_args!("{line}: {}", refusal.reason));
            refusal.response()
        });
        let status = response.status().as_u16();
        let milliseconds = start.elapsed().as_secs_f64() * 1000.0;
        console::say(format_args!("{line} {status} {milliseconds:.1} ms"));
        Ok(response)
    }

    async fn response(
        &self,
        request: Request<Incoming>,
        client: SocketAddr,
    ) -> Result<Response<Full<Bytes>>, Refusal> {
        let received = Received::read(request, self.arrival(client)).await?;
        let mut event = rest::event(&received).to_string().into_bytes();
        if event.len() > MAX_PAYLOAD {
            return Err(too_large(StatusCode::PAYLOAD_TOO_LARGE, "event", event.len()));
        }
        let answer = self.invoke(&mut event, &received.arrival.request_id).await?;
        if answer.len() > MAX_PAYLOAD {
            return Err(too_large(StatusCode::BAD_GATEWAY, "answer", answer.len()));
        }
        rest::response(&answer)
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

fn too_large(status: StatusCode, what: &str, len: usize) -> Refusal {
    Refusal::new(status, format!("the {what} has {len} bytes: Lambda takes {MAX_PAYLOAD}"))
}
