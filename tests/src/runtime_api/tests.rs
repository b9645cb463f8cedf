//! The double is as strict as it says: each wrong conversation, and what is said of it.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpStream};

use super::fault::send;
use super::http::Response;
use super::{At, Call, Event, Fault, PATIENCE, RuntimeApi};

const NEXT: &str = "GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: a\r\n\r\n";
const ID: &str = "8476a536-e9f4-11e8-9739-000000000000";

fn post(call: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "POST /2018-06-01/runtime/{call} HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
    )
}

fn response(headers: &str, body: &str) -> String {
    post(&format!("invocation/{ID}/response"), headers, body)
}

fn error(headers: &str, body: &str) -> String {
    let echo = "Lambda-Runtime-Invocation-Id: invocation-0\r\n";
    post(&format!("invocation/{ID}/error"), &format!("{echo}{headers}"), body)
}

/// What the API says of a client that sends exactly `bytes`, pipelined, and no more.
fn said_of(bytes: &str) -> String {
    let api = RuntimeApi::start([Event::new("{}")]);
    let mut client = TcpStream::connect(api.address()).unwrap();
    client.write_all(bytes.as_bytes()).unwrap();
    client.shutdown(Shutdown::Write).unwrap();
    client.set_read_timeout(Some(PATIENCE)).unwrap();
    let _ = client.read_to_end(&mut Vec::new());
    let broken = api.shared.lock().broken.take();
    broken.unwrap_or_default()
}

#[track_caller]
fn blames(bytes: &str, text: &str) {
    let said = said_of(bytes);
    assert!(!text.is_empty() && said.contains(text), "{said:?} of {bytes:?}");
}

const ECHO: &str = "Lambda-Runtime-Invocation-Id: invocation-0\r\n";
const KIND: &str = "Lambda-Runtime-Function-Error-Type: A.B\r\n";

#[test]
fn a_right_conversation_is_not_blamed() {
    let report = r#"{"errorMessage":"m","errorType":"A.B","stackTrace":["f"]}"#;
    assert_eq!(said_of(NEXT), "");
    assert_eq!(said_of(&format!("{NEXT}{}", response(ECHO, "{}"))), "");
    assert_eq!(said_of(&format!("{NEXT}{}", error(KIND, report))), "");
    assert_eq!(said_of(&post("init/error", KIND, report)), "");
    let chunked = response(&format!("{ECHO}Transfer-Encoding: chunked\r\n"), "");
    let chunked = chunked.replace("Content-Length: 0\r\n", "") + "a\r\n0123456789\r\n0\r\n\r\n";
    assert_eq!(said_of(&format!("{NEXT}{chunked}")), "");
}

#[test]
fn a_wrong_request_is_blamed() {
    blames(&NEXT.replace("GET", "POST"), "neither Content-Length nor Transfer-Encoding");
    blames(&NEXT.replace("HTTP/1.1", "HTTP/1.0"), "not a request line of HTTP/1.1");
    blames(&NEXT.replace("2018-06-01", "2015-03-31"), "no such call");
    blames(&NEXT.replace("/next", "/next/"), "no such call");
    blames(&NEXT.replace("\r\n", "\n"), "ends in CRLF");
    blames(&NEXT.replace("Host: a\r\n", ""), "no Host");
    blames(&NEXT.replace("Host: a\r\n", "Host: a\r\nHost: a\r\n"), "Host twice");
    blames(&NEXT.replace("Host: a", "Host : a"), "not a header");
    blames(&NEXT.replace("Host: a\r\n", "Host: a\r\nContent-Length: 1\r\n"), "a body of 0 bytes");
    blames("GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: a\r\n", "ends in CRLF");
}

#[test]
fn a_body_of_another_length_is_blamed() {
    let chunked = format!("{ECHO}Transfer-Encoding: chunked\r\n");
    let answer = |bytes: &str| format!("{NEXT}{bytes}");
    let plain = response(ECHO, "{}");
    blames(&answer(&plain.replace("Content-Length: 2", "Content-Length: 3")), "of 2 bytes, not 3");
    blames(&answer(&plain.replace("Content-Length: 2", "Content-Length: 1")), "not a");
    blames(&answer(&plain.replace("Content-Length: 2", "Content-Length: +2")), "not a length");
    blames(&answer(&response(&chunked, "{}")), "beside Transfer-Encoding");
    let head = response(&chunked, "").replace("Content-Length: 0\r\n", "");
    blames(&answer(&format!("{head}x\r\n")), "not a length");
    blames(&answer(&format!("{head}1\r\n{{}}\r\n")), "goes on");
    blames(&answer(&format!("{head}1\r\n1\r\n")), "ends in CRLF");
}

#[test]
fn an_answer_to_something_else_is_blamed() {
    let answer = response(ECHO, "{}");
    blames(&answer, "was never handed out");
    blames(&format!("{NEXT}{answer}{answer}"), "is answered already");
    blames(&format!("{NEXT}{NEXT}"), "is not answered yet");
    blames(&format!("{NEXT}{}", response("", "{}")), r#"Some("invocation-0") comes back as None"#);
}

#[test]
fn a_wrong_report_is_blamed() {
    let report = |body: &str| format!("{NEXT}{}", error(KIND, body));
    blames(&report("oh no"), "not the body of an error");
    blames(&report("{}"), "not the body of an error");
    blames(&report(r#"{"errorMessage":"m"}"#), "not the body of an error");
    blames(&report(r#"{"errorMessage":"m","errorType":1}"#), "not the body of an error");
    blames(&report(r#"{"errorMessage":"m","errorType":"t","stackTrace":"f"}"#), "not the body");
    blames(&report(r#"{"errorMessage":"m","errorType":"t","detail":"d"}"#), "not the body");
    let right = r#"{"errorMessage":"m","errorType":"t"}"#;
    blames(&format!("{NEXT}{}", error("", right)), "without Lambda-Runtime-Function-Error-Type");
}

/// What the API answers to `bytes` on a connection of their own.
fn answer(api: &RuntimeApi, bytes: &str) -> String {
    let mut client = TcpStream::connect(api.address()).unwrap();
    client.write_all(bytes.as_bytes()).unwrap();
    client.shutdown(Shutdown::Write).unwrap();
    client.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut answer = Vec::new();
    let _ = client.read_to_end(&mut answer);
    String::from_utf8(answer).unwrap()
}

#[test]
fn a_repeat_is_refused_where_the_client_cannot_know_and_blamed_where_it_can() {
    for (at, is_blamed) in [(At::Start, false), (At::Head, false), (At::Body, true)] {
        let api = RuntimeApi::start([Event::new("{}").with_fault(Call::Post, Fault::Drop(at))]);
        answer(&api, NEXT);
        let (first, second) =
            (answer(&api, &response(ECHO, "{}")), answer(&api, &response(ECHO, "{}")));
        assert!(!first.contains("OK"), "{first}");
        assert_eq!(second.starts_with("HTTP/1.1 400 "), !is_blamed, "{second}");
        assert_eq!(api.outcomes_so_far().len(), 1);
        let blame = api.shared.lock().broken.take();
        assert_eq!(blame.is_some_and(|blame| blame.contains("answered already")), is_blamed);
    }
}

#[test]
fn an_event_that_did_not_arrive_is_handed_out_again() {
    for fault in [Fault::Drop(At::Body), Fault::Status(403), Fault::Raw("no")] {
        let api = RuntimeApi::start([Event::new("an event").with_fault(Call::Next, fault)]);
        let (first, second) = (answer(&api, NEXT), answer(&api, NEXT));
        assert!(!first.contains("an event"), "{first}");
        assert!(second.ends_with("\r\n\r\nan event"), "{second}");
    }
}

#[test]
fn a_response_in_chunks_says_so() {
    let api = RuntimeApi::start([Event::new("an event").with_fault(Call::Next, Fault::Chunked(5))]);
    let answer = answer(&api, NEXT);
    assert!(answer.contains("\r\nTransfer-Encoding: chunked\r\n") && !answer.contains("Length"));
    assert!(answer.ends_with("\r\n\r\n5\r\nan ev\r\n3\r\nent\r\n0\r\n\r\n"), "{answer}");
}

#[test]
fn only_an_acknowledgement_need_not_be_read_behind_its_head() {
    let pieces = Some(Fault::Pieces(1));
    for response in [Response::accepted(pieces.clone()), Event::new("an event").response(pieces)] {
        let len = response.to_bytes().len();
        let head = len - response.body.len();
        for room in 0..len {
            let sent = send(&response, &mut vec![0; room].as_mut_slice());
            let may_stop = response.status == 202 && room >= head;
            assert_eq!(sent.ok(), may_stop.then_some(false), "{} at {room}", response.status);
        }
        assert!(send(&response, &mut vec![0; len].as_mut_slice()).unwrap());
    }
}
