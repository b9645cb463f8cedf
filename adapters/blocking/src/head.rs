//! The head of a response, read strictly (RFC 9112).

/// The head of a response, checked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Head<'h> {
    pub(crate) status: u16,
    /// The values of the headers in [`NAMES`], in that order; empty where there is none.
    values: [&'h str; NAMES.len()],
}

/// A header that is read; its place in [`NAMES`].
#[derive(Clone, Copy, Debug)]
pub(crate) enum Name {
    Connection,
    ContentLength,
    TransferEncoding,
    RequestId,
    InvocationId,
    Deadline,
    FunctionArn,
    TraceId,
    TenantId,
}

const NAMES: [&str; 9] = [
    "connection",
    "content-length",
    "transfer-encoding",
    "lambda-runtime-aws-request-id",
    "lambda-runtime-invocation-id",
    "lambda-runtime-deadline-ms",
    "lambda-runtime-invoked-function-arn",
    "lambda-runtime-trace-id",
    "lambda-runtime-aws-tenant-id",
];

/// How the end of a body is told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Framing {
    Length(usize),
    Chunked,
}

type Result<T> = core::result::Result<T, &'static str>;

/// How long the head at the beginning of `bytes` is, its empty line included; `None` where it has not
/// all come.
pub(crate) fn head_len(bytes: &[u8]) -> Option<usize> {
    bytes.windows(4).position(|four| four == b"\r\n\r\n").map(|at| at + 4)
}

impl<'h> Head<'h> {
    /// Reads a head, its empty line included.
    pub(crate) fn read(bytes: &'h [u8]) -> Result<Self> {
        let (line, mut rest) = split_line(bytes).ok_or("a head without a line")?;
        let mut head = Self { status: status(line)?, values: [""; _] };
        while let Some((line, after)) = split_line(rest).filter(|(line, _)| !line.is_empty()) {
            let (name, value) = name_and_value(line).ok_or("a header that is none")?;
            head.keep(name, value)?;
            rest = after;
        }
        if rest == b"\r\n" { Ok(head) } else { Err("a line break within a head") }
    }

    /// Keeps a header that is read: it may come once.
    fn keep(&mut self, name: &str, value: &'h str) -> Result<()> {
        let mut known = NAMES.iter().zip(&mut self.values);
        match known.find(|(known, _)| is_same(name.as_bytes(), known)) {
            Some((_, place)) if place.is_empty() => *place = value,
            Some(_) => return Err("a header that comes twice"),
            None => {}
        }
        Ok(())
    }

    /// The value of a header; empty where there is none.
    pub(crate) fn get(&self, name: Name) -> &'h str {
        self.values.get(name as usize).copied().unwrap_or_default()
    }

    /// How the body's end is told.
    pub(crate) fn framing(&self) -> Result<Framing> {
        match (self.get(Name::TransferEncoding), self.get(Name::ContentLength)) {
            ("", "") => Err("neither a content length nor chunks"),
            // Digits only: `parse` would take a plus sign as well.
            ("", length) if length.bytes().all(|byte| byte.is_ascii_digit()) => length
                .parse()
                .map(Framing::Length)
                .map_err(|_| "a content length beyond all bounds"),
            ("", _) => Err("a content length that is no number"),
            (coding, "") if is_same(coding.as_bytes(), "chunked") => Ok(Framing::Chunked),
            (_, "") => Err("a transfer coding other than chunked"),
            _ => Err("a content length beside a transfer coding"),
        }
    }

    /// Whether the connection ends with this response.
    pub(crate) fn closes(&self) -> bool {
        let mut options = self.get(Name::Connection).as_bytes().split(|byte| *byte == b',');
        options.any(|option| is_same(option.trim_ascii(), "close"))
    }
}

/// Whether that is a name, in any case.
fn is_same(text: &[u8], name: &str) -> bool {
    text.len() == name.len()
        && text.iter().zip(name.as_bytes()).all(|(one, other)| one.eq_ignore_ascii_case(other))
}

/// A line without its line break, and what comes after it.
fn split_line(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.windows(2).position(|two| two == b"\r\n")?;
    Some((bytes.get(..end)?, bytes.get(end + 2..)?))
}

/// `HTTP/1.1 200 OK`
fn status(line: &[u8]) -> Result<u16> {
    match line {
        [b'H', b'T', b'T', b'P', b'/', b'1', b'.', b'1', b' ', a, b, c] => digits([*a, *b, *c]),
        [b'H', b'T', b'T', b'P', b'/', b'1', b'.', b'1', b' ', a, b, c, b' ', ..] => {
            digits([*a, *b, *c])
        }
        _ => None,
    }
    .ok_or("a first line that is not one of HTTP/1.1")
}

fn digits(digits: [u8; 3]) -> Option<u16> {
    digits.iter().try_fold(0, |number: u16, digit| {
        digit.is_ascii_digit().then(|| number * 10 + u16::from(digit - b'0'))
    })
}

/// A header, its value without the white space around it; `None` for a line that is none, or that goes
/// on with the one before it.
fn name_and_value(line: &[u8]) -> Option<(&str, &str)> {
    let line = core::str::from_utf8(line).ok()?;
    let colon = line.bytes().position(|byte| byte == b':')?;
    let (name, value) = (line.get(..colon)?, line.get(colon + 1..)?);
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic());
    let is_value = value.bytes().all(|byte| byte == b'\t' || !byte.is_ascii_control());
    (is_name && is_value).then(|| (name, value.trim_ascii()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_at_its_place() {
        assert_eq!(NAMES[Name::Connection as usize], "connection");
        assert_eq!(NAMES[Name::TransferEncoding as usize], "transfer-encoding");
        assert_eq!(NAMES[Name::TenantId as usize], "lambda-runtime-aws-tenant-id");
    }

    fn read(text: &str) -> Result<Head<'_>> {
        Head::read(text.as_bytes())
    }

    #[test]
    fn a_head_says_status_headers_and_framing() {
        let text = "HTTP/1.1 200 OK\r\nContent-Length: 12\r\nLambda-Runtime-Trace-Id:\t b c \r\nx-other:\r\nx-other: 1\r\n\r\n";
        let head = read(text).unwrap();
        assert_eq!((head.status, head.framing()), (200, Ok(Framing::Length(12))));
        assert_eq!((head.get(Name::TraceId), head.get(Name::TenantId)), ("b c", ""));
        assert!(!head.closes());
        let head =
            read("HTTP/1.1 202\r\ntransfer-encoding: Chunked\r\nconnection: x, Close\r\n\r\n");
        let head = head.unwrap();
        assert_eq!((head.status, head.framing()), (202, Ok(Framing::Chunked)));
        assert!(head.closes());
    }

    #[test]
    fn what_is_no_head_is_refused() {
        let heads = [
            "\r\n\r\n",
            "HTTP/1.0 200 OK\r\n\r\n",
            "HTTP/1.1 20 OK\r\n\r\n",
            "HTTP/1.1 +20 OK\r\n\r\n",
            "HTTP/1.1 2000\r\n\r\n",
            "http/1.1 200 OK\r\n\r\n",
            "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
            "HTTP/1.1 200 OK\r\n: nameless\r\n\r\n",
            "HTTP/1.1 200 OK\r\nspace : x\r\n\r\n",
            "HTTP/1.1 200 OK\r\na: b\r\n folded\r\n\r\n",
            "HTTP/1.1 200 OK\r\na: b\nc: d\r\n\r\n",
            "HTTP/1.1 200 OK\r\na: \0\r\n\r\n",
            "HTTP/1.1 200 OK\r\na: b\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\ncontent-length: 5\r\n\r\n",
        ];
        for head in heads {
            assert!(read(head).is_err(), "{head:?}");
        }
    }

    #[test]
    fn a_length_that_could_be_read_in_two_ways_is_refused() {
        let fields = [
            "",
            "content-length: +5\r\n",
            "content-length: -1\r\n",
            "content-length: 5,5\r\n",
            "content-length: 18446744073709551616\r\n",
            "content-length: 5\r\ntransfer-encoding: chunked\r\n",
            "transfer-encoding: gzip, chunked\r\n",
            "transfer-encoding: identity\r\n",
        ];
        for field in fields {
            let text = format!("HTTP/1.1 200 OK\r\n{field}\r\n");
            assert!(read(&text).unwrap().framing().is_err(), "{field:?}");
        }
    }

    #[test]
    fn the_end_of_a_head_is_its_empty_line() {
        assert_eq!(head_len(b"HTTP/1.1 200 OK\r\n\r\nbody"), Some(19));
        assert_eq!(head_len(b"HTTP/1.1 200 OK\r\n\r"), None);
    }
}
