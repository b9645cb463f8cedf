//! Bodies that come in chunks (RFC 9112, section 7.1), decoded as they come.

/// How far a body has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Chunked {
    /// In the line that says how long the next chunk is: so many digits, and that length so far.
    Size { digits: u8, size: usize },
    /// After the digits: an extension of the chunk, which nobody sends, up to the end of the line.
    Extension { size: usize, len: u8 },
    /// In a chunk, of which so much is still to come.
    Data { left: usize },
    /// After a chunk, in its line break: so many bytes of it have come.
    DataEnd { at: u8 },
    /// After the last chunk: so many bytes of the last line break have come.
    Last { at: u8 },
    /// All has come.
    Done,
}

/// What comes next.
pub(crate) enum Piece {
    /// So many bytes of the body.
    Data(usize),
    /// A byte, after which a chunk of so many bytes comes.
    Chunk(usize),
    /// A byte of what is around the chunks.
    Frame,
}

impl Chunked {
    pub(crate) const START: Self = Self::Size { digits: 0, size: 0 };

    /// What the next of `bytes` are, of which there is at least one.
    pub(crate) fn advance(&mut self, bytes: &[u8]) -> Result<Piece, &'static str> {
        const BROKEN: &str = "a body in chunks that are none";
        let byte = bytes.first().copied().unwrap_or_default();
        *self = match (*self, byte) {
            (Self::Data { left }, _) => {
                let len = left.min(bytes.len());
                *self = if len == left {
                    Self::DataEnd { at: 0 }
                } else {
                    Self::Data { left: left - len }
                };
                return Ok(Piece::Data(len));
            }
            (Self::Size { digits, size }, byte) if byte.is_ascii_hexdigit() && digits < 8 => {
                let digit = char::from(byte).to_digit(16).unwrap_or_default() as usize;
                Self::Size { digits: digits + 1, size: size << 4 | digit }
            }
            (Self::Size { digits: 1.., size }, b';' | b'\r') => {
                *self = Self::Extension { size, len: u8::from(byte == b';') };
                return Ok(Piece::Chunk(size));
            }
            (Self::Extension { size: 0, .. }, b'\n') => Self::Last { at: 0 },
            (Self::Extension { size, .. }, b'\n') => Self::Data { left: size },
            (Self::Extension { size, len: len @ 1..200 }, _) => {
                Self::Extension { size, len: len + 1 }
            }
            (Self::DataEnd { at: 0 }, b'\r') => Self::DataEnd { at: 1 },
            (Self::DataEnd { at: 1 }, b'\n') => Self::START,
            (Self::Last { at: 0 }, b'\r') => Self::Last { at: 1 },
            (Self::Last { at: 1 }, b'\n') => Self::Done,
            // Trailers among others, which the Runtime API does not send.
            _ => return Err(BROKEN),
        };
        Ok(Piece::Frame)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The body, and how much of `bytes` comes after it; nothing where it has not all come.
    fn decode(mut bytes: &[u8], step: usize) -> Result<Option<(Vec<u8>, usize)>, &'static str> {
        let (mut state, mut body) = (Chunked::START, Vec::new());
        while state != Chunked::Done {
            if bytes.is_empty() {
                return Ok(None);
            }
            let len = match state.advance(&bytes[..step.min(bytes.len())])? {
                Piece::Data(len) => {
                    body.extend(&bytes[..len]);
                    len
                }
                Piece::Chunk(_) | Piece::Frame => 1,
            };
            bytes = &bytes[len..];
        }
        Ok(Some((body, bytes.len())))
    }

    #[test]
    fn chunks_are_joined_in_whatever_pieces_they_come() {
        for text in [
            "3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\nrest",
            "0000003;a=b;c=\"d\"\r\nabc\r\na\r\n0123456789\r\n000;x\r\n\r\nrest",
        ] {
            for step in 1..text.len() {
                let decoded = decode(text.as_bytes(), step).unwrap().unwrap();
                assert_eq!(decoded, (b"abc0123456789".to_vec(), 4), "{text:?} by {step}");
            }
            for end in 0..text.len() - 4 {
                assert_eq!(decode(&text.as_bytes()[..end], 9), Ok(None), "{:?}", &text[..end]);
            }
        }
    }

    #[test]
    fn what_are_no_chunks_is_refused() {
        for text in [
            "\r\n",
            ";\r\n",
            "x\r\n",
            "+1\r\n",
            " 1\r\n",
            "-1\r\n",
            "0x1\r\n",
            "1\nx",
            "1\r\nab",
            "1\r\na\n",
            "1\r\na\r\r",
            "000000001\r\n",
            "0\r\nA: b\r\n\r\n",
            "0\r\n\rx",
        ] {
            assert!(decode(text.as_bytes(), 9).is_err(), "{text:?}");
        }
        assert!(decode(format!("1;{}", "x".repeat(300)).as_bytes(), 9).is_err());
    }

    #[test]
    fn a_chunk_is_known_before_it_comes() {
        let mut state = Chunked::START;
        let pieces = b"fffffff0\r".map(|byte| state.advance(&[byte]));
        assert!(matches!(pieces[8], Ok(Piece::Chunk(0xffff_fff0))));
    }
}
