//! A reply, written as the answer to an event.

use gatepost_core::{Body, Buffer, Frame, Headers, Status};
use gatepost_json::{write_base64, write_string};

/// Writes the answer that API Gateway expects.
///
/// A header with one value goes into `headers`, one with several into `multiValueHeaders` and nowhere
/// else: the gateway merges the two. A body of bytes goes out in base64; the API must list its
/// content type as binary for a client to get the bytes. No other keys are written: the gateway
/// answers 502 to a key that it does not know.
pub fn write(frame: &Frame<'_>, answer: &mut dyn Buffer) {
    answer.write(b"{\"statusCode\":");
    write_status(frame.status, answer);
    answer.write(b",\"headers\":{");
    write_single(&frame.headers, answer);
    answer.write(b"}");
    write_multiple(&frame.headers, answer);
    answer.write(b",\"body\":");
    match frame.body {
        Body::Empty => answer.write(b"null"),
        Body::Text(text) => write_string(text, answer),
        Body::Bytes(bytes) => write_base64(bytes, answer),
    }
    let is_base64 = matches!(frame.body, Body::Bytes(_));
    answer.write(if is_base64 {
        b",\"isBase64Encoded\":true}"
    } else {
        b",\"isBase64Encoded\":false}"
    });
}

fn write_single(headers: &Headers<'_>, answer: &mut dyn Buffer) {
    let mut comma = Comma::default();
    for (name, value) in headers.clone() {
        if values(headers, name).nth(1).is_none() {
            comma.write(answer);
            write_string(name, answer);
            answer.write(b":");
            write_string(value, answer);
        }
    }
}

fn write_multiple(headers: &Headers<'_>, answer: &mut dyn Buffer) {
    let mut open: &[u8] = b",\"multiValueHeaders\":{";
    for (place, (name, _)) in headers.clone().enumerate() {
        let is_first = first_place(headers, name) == Some(place);
        if !is_first || values(headers, name).nth(1).is_none() {
            continue;
        }
        answer.write(open);
        open = b",";
        write_string(name, answer);
        answer.write(b":[");
        let mut comma = Comma::default();
        for value in values(headers, name) {
            comma.write(answer);
            write_string(value, answer);
        }
        answer.write(b"]");
    }
    if open == b"," {
        answer.write(b"}");
    }
}

fn values<'h>(headers: &Headers<'h>, name: &str) -> impl Iterator<Item = &'h str> {
    headers
        .clone()
        .filter(move |(known, _)| known.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}

fn first_place(headers: &Headers<'_>, name: &str) -> Option<usize> {
    headers.clone().position(|(known, _)| known.eq_ignore_ascii_case(name))
}

/// A comma before every item but the first.
#[derive(Default)]
struct Comma {
    is_due: bool,
}

impl Comma {
    fn write(&mut self, answer: &mut dyn Buffer) {
        if self.is_due {
            answer.write(b",");
        }
        self.is_due = true;
    }
}

/// Three digits: a frame's status is between 200 and 599.
fn write_status(status: Status, answer: &mut dyn Buffer) {
    let digit = |value: u16| b'0' + (value % 10) as u8;
    let code = status.code();
    answer.write(&[digit(code / 100), digit(code / 10), digit(code)]);
}
