//! The head of a response, read strictly (RFC 9112).

/// The head of a response, checked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Head<'h> {
    pub(crate) status: u16,
    /// The lines after the first, each with its line break.
    fields: &'h [u8],
}

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
        let (line, fields) = split_line(bytes).ok_or("a head without a line")?;
        let head = Self { status: status(line)?, fields };
        let mut rest = fields;
        while let Some((line, after)) = split_line(rest).filter(|(line, _)| !line.is_empty()) {
            name_and_value(line).ok_or("a header that is none")?;
            rest = after;
        }
        if rest == b"\r\n" { Ok(head) } else { Err("a line break within a head") }
    }

    /// The value of a header, which comes once at most; empty counts as none.
    pub(crate) fn header(&self, wanted: &str) -> Result<Option<&'h str>> {
        let mut values = self.values(wanted);
        match (values.next(), values.next()) {
            (value, None) => Ok(value.filter(|value| !value.is_empty())),
            _ => Err("a header that comes twice"),
        }
    }

    /// How the body's end is told.
    pub(crate) fn framing(&self) -> Result<Framing> {
        let coding = self.header("transfer-encoding")?;
        let length = self.header("content-length")?;
        match (coding, length) {
            (Some(coding), None) if coding.eq_ignore_ascii_case("chunked") => Ok(Framing::Chunked),
            // Digits only: `parse` would take a plus sign as well.
            (None, Some(length)) if length.bytes().all(|byte| byte.is_ascii_digit()) => length
                .parse()
                .map(Framing::Length)
                .map_err(|_| "a content length beyond all bounds"),
            (None, Some(_)) => Err("a content length that is no number"),
            (Some(_), Some(_)) => Err("a content length beside a transfer coding"),
            (Some(_), None) => Err("a transfer coding other than chunked"),
            (None, None) => Err("neither a content length nor chunks"),
        }
    }

    /// Whether the connection ends with this response.
    pub(crate) fn closes(&self) -> bool {
        self.values("connection")
            .flat_map(|value| value.split(','))
            .any(|option| option.trim().eq_ignore_ascii_case("close"))
    }

    fn values(&self, wanted: &str) -> impl Iterator<Item = &'h str> {
        let mut rest = self.fields;
        let fields = core::iter::from_fn(move || {
            let (line, after) = split_line(rest)?;
            rest = after;
            name_and_value(line)
        });
        fields.filter(move |(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value)
    }
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
    let (name, value) = core::str::from_utf8(line).ok()?.split_once(':')?;
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic());
    let is_value = value.bytes().all(|byte| byte == b'\t' || !byte.is_ascii_control());
    (is_name && is_value).then(|| (name, value.trim_matches([' ', '\t'])))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Head<'_>> {
        Head::read(text.as_bytes())
    }

    #[test]
    fn a_head_says_status_headers_and_framing() {
        let text = "HTTP/1.1 200 OK\r\nContent-Length: 12\r\nX-A:\t b c \r\nx-empty:\r\n\r\n";
        let head = read(text).unwrap();
        assert_eq!((head.status, head.framing()), (200, Ok(Framing::Length(12))));
        assert_eq!((head.header("x-a"), head.header("X-EMPTY")), (Ok(Some("b c")), Ok(None)));
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
            "content-length: 5\r\ncontent-length: 5\r\n",
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
