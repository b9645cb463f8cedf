//! As much of HTTP/1.1 (RFC 9112) as the Runtime API speaks, read strictly.

use std::io::{self, BufRead, BufReader, Read};
use std::net::TcpStream;
use std::time::Duration;

use super::fault::Fault;

/// How long a client may take over one read once it has begun a request.
const PATIENCE: Duration = Duration::from_secs(3);
const LONGEST_LINE: u64 = 64 * 1024;

pub(super) struct Request {
    pub(super) method: String,
    pub(super) target: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Request {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }
}

pub(super) fn header<'h>(headers: &'h [(String, String)], name: &str) -> Option<&'h str> {
    headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| &**value)
}

/// The next request; `None` where the client has closed the connection between two, or something
/// that is wrong with it.
pub(super) fn read(stream: &mut BufReader<TcpStream>) -> Result<Option<Request>, String> {
    // A client may rest between requests, not within one.
    stream.get_ref().set_read_timeout(None).map_err(broken)?;
    if stream.fill_buf().map_or(true, <[u8]>::is_empty) {
        return Ok(None);
    }
    stream.get_ref().set_read_timeout(Some(PATIENCE)).map_err(broken)?;

    let (method, target) = request_line(&line(stream)?)?;
    let headers = headers(stream)?;
    let body = body(stream, &method, &headers)?;
    Ok(Some(Request { method, target, headers, body }))
}

fn request_line(line: &str) -> Result<(String, String), String> {
    match line.split(' ').collect::<Vec<_>>().as_slice() {
        [method, target, "HTTP/1.1"] => Ok(((*method).to_owned(), (*target).to_owned())),
        _ => Err(format!("not a request line of HTTP/1.1: {line:?}")),
    }
}

fn headers(stream: &mut impl BufRead) -> Result<Vec<(String, String)>, String> {
    let mut headers = Vec::new();
    loop {
        let line = line(stream)?;
        if line.is_empty() {
            break;
        }
        headers.push(field(&line).ok_or_else(|| format!("not a header: {line:?}"))?);
    }
    for once in ["Host", "Content-Length", "Transfer-Encoding"] {
        if headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case(once)).count() > 1 {
            return Err(format!("{once} twice"));
        }
    }
    header(&headers, "Host").ok_or("no Host")?;
    Ok(headers)
}

fn field(line: &str) -> Option<(String, String)> {
    let (name, value) = line.split_once(':')?;
    let value = value.trim_matches([' ', '\t']);
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    let text = |character: char| character == '\t' || !character.is_control();
    let fits = !name.is_empty() && name.bytes().all(token) && value.chars().all(text);
    fits.then(|| (name.to_owned(), value.to_owned()))
}

fn body(
    stream: &mut impl BufRead,
    method: &str,
    headers: &[(String, String)],
) -> Result<Vec<u8>, String> {
    match (header(headers, "Content-Length"), header(headers, "Transfer-Encoding")) {
        (Some(_), Some(_)) => Err("Content-Length beside Transfer-Encoding".to_owned()),
        (Some(length), None) => exactly(stream, number(length, 10)?),
        (None, Some("chunked")) => chunked(stream),
        (None, Some(coding)) => Err(format!("the transfer coding {coding:?}")),
        (None, None) if method == "POST" => {
            Err("neither Content-Length nor Transfer-Encoding".to_owned())
        }
        (None, None) => Ok(Vec::new()),
    }
}

fn chunked(stream: &mut impl BufRead) -> Result<Vec<u8>, String> {
    let mut body = Vec::new();
    loop {
        let size = number(&line(stream)?, 16)?;
        body.extend(exactly(stream, size)?);
        let end = line(stream)?;
        if !end.is_empty() {
            return Err(format!("a chunk of {size} bytes goes on: {end:?}"));
        }
        if size == 0 {
            return Ok(body);
        }
    }
}

fn exactly(stream: &mut impl BufRead, length: u64) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let read = stream.by_ref().take(length).read_to_end(&mut bytes);
    match read.map_err(broken)? as u64 == length {
        true => Ok(bytes),
        false => Err(format!("a body of {} bytes, not {length}", bytes.len())),
    }
}

fn number(text: &str, radix: u32) -> Result<u64, String> {
    let digits = !text.is_empty() && text.chars().all(|character| character.is_digit(radix));
    let number = digits.then(|| u64::from_str_radix(text, radix).ok()).flatten();
    number.ok_or_else(|| format!("not a length: {text:?}"))
}

fn line(stream: &mut impl BufRead) -> Result<String, String> {
    let mut line = Vec::new();
    stream.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line).map_err(broken)?;
    let text = line.strip_suffix(b"\r\n").and_then(|text| str::from_utf8(text).ok());
    text.map(str::to_owned).ok_or_else(|| {
        format!("not a line that ends in CRLF: {:?}", String::from_utf8_lossy(&line))
    })
}

fn broken(error: io::Error) -> String {
    format!("the request stops in the middle: {error}")
}

pub(super) struct Response {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
    pub(super) fault: Option<Fault>,
}

impl Response {
    /// Something posted was taken, or whatever `fault` has in its place.
    pub(super) fn accepted(fault: Option<Fault>) -> Self {
        match fault {
            Some(Fault::Status(status)) => Self::refused(status),
            fault => Self { fault, ..Self::json(202, r#"{"status":"OK"}"#) },
        }
    }

    pub(super) fn refused(status: u16) -> Self {
        let kind = match status {
            400 => "InvalidRequestID",
            413 => "RequestEntityTooLarge",
            _ => "InternalServerError",
        };
        Self::json(status, &format!(r#"{{"errorMessage":"refused","errorType":"{kind}"}}"#))
    }

    fn json(status: u16, body: &str) -> Self {
        let headers = vec![("Content-Type".to_owned(), "application/json".to_owned())];
        Self { status, headers, body: body.into(), fault: None }
    }

    /// Whether it says no more than that something posted was taken.
    pub(super) fn is_acknowledgement(&self) -> bool {
        self.status == 202
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        self.with_fields("")
    }

    /// The response with more lines in its head.
    pub(super) fn with_fields(&self, fields: &str) -> Vec<u8> {
        let head = self.head(&format!("{fields}Content-Length: {}\r\n", self.body.len()));
        [head.as_bytes(), &self.body].concat()
    }

    /// The response with its body in chunks of `len` bytes.
    pub(super) fn to_chunks(&self, len: usize) -> Vec<u8> {
        let mut bytes = self.head("Transfer-Encoding: chunked\r\n").into_bytes();
        for chunk in self.body.chunks(len).chain([&[][..]]) {
            bytes.extend(format!("{:x}\r\n", chunk.len()).as_bytes());
            bytes.extend(chunk);
            bytes.extend(b"\r\n");
        }
        bytes
    }

    fn head(&self, fields: &str) -> String {
        let mut head = format!("HTTP/1.1 {} \r\n", self.status);
        for (name, value) in &self.headers {
            head += &format!("{name}: {value}\r\n");
        }
        head + fields + "\r\n"
    }
}
