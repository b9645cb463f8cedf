//! Connections: several at once, several requests on one, and their end.

#![allow(clippy::unwrap_used, reason = "a test ends there")]

mod support;

use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use gatepost_core::{Function, Invocation, InvocationError};
use support::{Echo, Gateway};
use tokio::sync::Notify;

const EMPTY: &[u8] = b"{}";

/// `/slow` is answered only once `/quick` was: a gateway that serves one at a time stands still.
#[derive(Default)]
struct Patient(Notify);

impl Function for Patient {
    async fn call(&self, invocation: Invocation<'_>) -> Result<(), InvocationError> {
        if is_for(&invocation, "/slow") {
            self.0.notified().await;
        } else {
            self.0.notify_one();
        }
        invocation.answer.write(EMPTY);
        Ok(())
    }
}

fn is_for(invocation: &Invocation<'_>, path: &str) -> bool {
    let event: serde_json::Value = serde_json::from_slice(invocation.event).unwrap();
    event["path"] == path
}

#[test]
fn a_slow_request_does_not_hold_up_another_connection() {
    let gateway = Gateway::of(Patient::default());
    let (mut slow, mut quick) = (gateway.client(), gateway.client());
    slow.send("GET /slow HTTP/1.1\r\nHost: localhost\r\n", b"");
    assert_eq!(quick.get("/quick").status, 200);
    assert_eq!(slow.receive(false).status, 200);
}

#[test]
fn a_client_that_will_send_nothing_more_is_answered() {
    let gateway = Gateway::of(Patient::default());
    let (mut slow, mut quick) = (gateway.client(), gateway.client());
    slow.send("GET /slow HTTP/1.1\r\nHost: localhost\r\n", b"");
    slow.finish();
    assert_eq!(quick.get("/quick").status, 200);
    assert_eq!(slow.receive(false).status, 200);
    assert!(slow.is_closed());
}

#[test]
fn a_connection_carries_several_requests() {
    let gateway = Gateway::of(Echo);
    let mut client = gateway.client();
    for path in ["/one", "/two", "/three"] {
        assert_eq!(client.get(path).json()["path"], path);
    }
}

#[test]
fn many_connections_are_open_at_once() {
    let gateway = Gateway::of(Echo);
    let mut clients: Vec<_> = (0..50).map(|_| gateway.client()).collect();
    for client in clients.iter_mut().rev() {
        assert_eq!(client.get("/").status, 200);
    }
}

/// Fails on `/fail`, with a detail that is for the log only.
struct Failing;

impl Function for Failing {
    async fn call(&self, invocation: Invocation<'_>) -> Result<(), InvocationError> {
        if is_for(&invocation, "/fail") {
            return Err(InvocationError::new("Event.NotHttp", "the secret detail"));
        }
        invocation.answer.write(EMPTY);
        Ok(())
    }
}

#[test]
fn a_failed_invocation_is_a_502_and_the_next_request_is_served() {
    let gateway = Gateway::of(Failing);
    let mut client = gateway.client();
    let reply = client.get("/fail");
    assert_eq!((reply.status, reply.text()), (502, r#"{"message":"Internal server error"}"#));
    assert_eq!(client.get("/").status, 200);
}

#[test]
fn what_is_not_http_ends_its_own_connection_only() {
    let gateway = Gateway::of(Echo);
    let mut garbage = gateway.client();
    garbage.send("\x16\x03\x01 hello\r\n", b"");
    assert_eq!(garbage.receive(false).status, 400);
    assert!(garbage.is_closed());
    assert_eq!(gateway.client().get("/").status, 200);
}

/// Tells when it was called and when it was dropped, and never answers.
struct Endless(std::sync::mpsc::Sender<&'static str>);

impl Function for Endless {
    async fn call(&self, _: Invocation<'_>) -> Result<(), InvocationError> {
        let _end = Tell(&self.0, "dropped");
        self.0.send("called").unwrap();
        core::future::pending().await
    }
}

struct Tell<'s>(&'s std::sync::mpsc::Sender<&'static str>, &'static str);

impl Drop for Tell<'_> {
    fn drop(&mut self) {
        let _ = self.0.send(self.1);
    }
}

#[track_caller]
fn next(told: &Receiver<&'static str>) -> &'static str {
    told.recv_timeout(Duration::from_secs(10)).unwrap()
}

#[test]
fn shutdown_drops_what_is_under_way_and_closes_the_port() {
    let (tell, told) = channel();
    let mut gateway = Gateway::of(Endless(tell));
    let mut client = gateway.client();
    client.send("GET / HTTP/1.1\r\nHost: localhost\r\n", b"");
    assert_eq!(next(&told), "called");
    gateway.stop();
    assert_eq!(next(&told), "dropped");
    assert!(client.is_closed());
    assert!(std::net::TcpStream::connect(gateway.address).is_err());
}
