//! What goes wrong on demand.

use std::io::{self, Write};

use super::http::Response;

/// A call that a client makes about an event.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Call {
    /// It asks for the event.
    Next,
    /// It posts what became of it.
    Post,
}

/// What goes wrong with the response to a call, once. All but the first three go wrong only for a
/// client that is not up to them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fault {
    /// It has that status. An event is not handed out with it, but at the next call.
    Status(u16),
    /// The connection is dropped where it stands. An event is handed out again at the next call; what
    /// was posted counts, and where the client cannot know that, it may post it again and is told 400.
    Drop(At),
    /// These bytes are sent in its place, and the connection is kept. An event is handed out again.
    Raw(&'static str),
    /// It says `Connection: close`, and the connection is closed after it.
    Close,
    /// The connection is closed after it, without a word.
    CloseSilently,
    /// It is sent so many bytes at a time.
    Pieces(usize),
    /// Its body is sent in chunks of so many bytes.
    Chunked(usize),
}

/// A place in a response.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum At {
    /// Before its first byte.
    Start,
    /// In the middle of its head.
    Head,
    /// In the middle of its body.
    Body,
}

impl Fault {
    /// Whether the client has no event by such a response.
    pub(super) fn keeps_event(&self) -> bool {
        matches!(self, Self::Status(_) | Self::Drop(_) | Self::Raw(_))
    }

    /// Whether the client cannot know that what it posted was taken.
    pub(super) fn leaves_unsure(&self) -> bool {
        matches!(self, Self::Drop(At::Start | At::Head))
    }
}

/// Sends `response` with its fault; whether the connection is kept.
pub(super) fn send(response: &Response, stream: &mut impl Write) -> io::Result<bool> {
    let (bytes, is_kept) = match &response.fault {
        None | Some(Fault::Status(_)) => (response.to_bytes(), true),
        Some(Fault::Drop(at)) => (cut(response, *at), false),
        Some(Fault::Raw(text)) => (text.as_bytes().to_vec(), true),
        Some(Fault::Close) => (response.with_fields("Connection: close\r\n"), false),
        Some(Fault::CloseSilently) => (response.to_bytes(), false),
        Some(Fault::Pieces(len)) => return in_pieces(response, *len, stream),
        Some(Fault::Chunked(len)) => (response.to_chunks(*len), true),
    };
    stream.write_all(&bytes)?;
    Ok(is_kept)
}

fn cut(response: &Response, at: At) -> Vec<u8> {
    let mut bytes = response.to_bytes();
    bytes.truncate(match at {
        At::Start => 0,
        At::Head => (bytes.len() - response.body.len()) / 2,
        At::Body => bytes.len() - response.body.len().div_ceil(2),
    });
    bytes
}

fn in_pieces(response: &Response, len: usize, stream: &mut impl Write) -> io::Result<bool> {
    let bytes = response.to_bytes();
    let head = bytes.len() - response.body.len();
    for (number, piece) in bytes.chunks(len).enumerate() {
        match stream.write_all(piece) {
            // A client knows by the head that what it posted was taken, and may hang up on the rest.
            Err(_) if response.is_acknowledgement() && number * len >= head => return Ok(false),
            result => result?,
        }
    }
    Ok(true)
}
