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
    /// A byte of what is around the chunks.
    Frame,
}

impl Chunked {
    pub(crate) const START: Self = Self::Size { digits: 0, size: 0 };

    /// What the next of `bytes` are, of which there is at least one. `most`: how long the body may
    /// still get; a chunk that is longer is refused before it comes.
    pub(crate) fn advance(&mut self, bytes: &[u8], most: usize) -> Result<Piece, &'static str> {
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
                if size > most {
                    return Err("a chunk longer than any event");
                }
                Self::Extension { size, len: u8::from(byte == b';') }
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
