//! What is measured, behind one call: event bytes in, answer bytes out.

use std::{
    pin::pin,
    task::{Context, Poll, Waker},
};

use serde_json::{Value, json};

use crate::{
    event::Source, gatepost::Gatepost, lambda_http::LambdaHttp, reading, thrifty::Thrifty,
};

pub trait Worker {
    /// Answers an event, in the place of what `answer` had.
    fn work(&mut self, event: &[u8], answer: &mut Vec<u8>) -> Result<(), String>;
}

/// Those that answer, ours first.
pub const ANSWERING: [&str; 3] = ["gatepost", "lambda_http", "thrifty"];
/// Those that only read, ours first.
pub const READING: [&str; 2] = ["Index::read", "IgnoredAny"];

pub fn named(name: &str, source: Source) -> Result<Box<dyn Worker>, String> {
    Ok(match name {
        "gatepost" => Box::new(Gatepost::default()),
        "lambda_http" => Box::new(LambdaHttp::new()),
        "thrifty" => Box::new(Thrifty::new(source)),
        "Index::read" => Box::new(reading::Index::default()),
        "IgnoredAny" => Box::new(reading::Ignored),
        _ => return Err(format!("nobody is called {name}")),
    })
}

/// What every handler replies with.
#[derive(serde::Serialize)]
pub struct Greeting<N> {
    pub hello: N,
}

/// Whether an answer is the one to `GET /hello/world`.
pub fn is_right(answer: &[u8]) -> bool {
    let answer: Value = serde_json::from_slice(answer).unwrap_or_default();
    let is_text = answer["isBase64Encoded"] != json!(true);
    is_text && answer["statusCode"] == json!(200) && answer["body"] == json!(r#"{"hello":"world"}"#)
}

/// The output of a future that waits for nothing but itself.
pub fn now<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut task = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut task) {
            return output;
        }
    }
}
