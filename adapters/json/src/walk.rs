//! Walks over JSON that the [`Reader`](crate::reader::Reader) has passed: it is known to be sound, and
//! no string in it has an escape left.

use crate::string::{SEALED, SEALED_END, find_special};

pub(crate) struct Walk<'b> {
    text: &'b [u8],
    pub(crate) at: usize,
}

impl<'b> Walk<'b> {
    pub(crate) fn new(text: &'b [u8], at: usize) -> Self {
        Self { text, at }
    }

    /// What comes next, past white space and what stands between values.
    pub(crate) fn peek(&mut self) -> Option<u8> {
        while let Some(byte) = self.text.get(self.at) {
            match byte {
                b' ' | b'\t' | b'\n' | b'\r' | b',' | b':' => self.at += 1,
                byte => return Some(*byte),
            }
        }
        None
    }

    /// Enters an array or object, or leaves it.
    pub(crate) fn pass_bracket(&mut self) {
        self.at += 1;
    }

    /// Passes a string, and gives the text in it; `None` where something else comes next.
    pub(crate) fn string(&mut self) -> Option<&'b [u8]> {
        let is_sealed = match self.peek()? {
            b'"' => false,
            SEALED => true,
            _ => return None,
        };
        let start = self.at + 1;
        let end = if is_sealed {
            start + self.text.get(start..)?.iter().position(|byte| *byte == SEALED_END)?
        } else {
            find_special(self.text, start)
        };
        self.at = end + 1;
        self.text.get(start..end)
    }

    /// Passes a value, and gives it as it is written; `None` at the end of an array or object.
    pub(crate) fn value(&mut self) -> Option<&'b [u8]> {
        self.peek()?;
        let start = self.at;
        let mut depth = 0u32;
        loop {
            match self.peek()? {
                b'{' | b'[' => {
                    depth += 1;
                    self.pass_bracket();
                }
                b'}' | b']' => {
                    depth = depth.checked_sub(1)?;
                    self.pass_bracket();
                }
                b'"' | SEALED => drop(self.string()?),
                _ => drop(self.scalar()),
            }
            if depth == 0 {
                return self.text.get(start..self.at);
            }
        }
    }

    /// Passes a number, `true`, `false` or `null`.
    pub(crate) fn scalar(&mut self) -> &'b [u8] {
        let ends = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b',' | b']' | b'}');
        let rest = self.text.get(self.at..).unwrap_or_default();
        let len = rest.iter().position(ends).unwrap_or(rest.len());
        self.at += len;
        rest.get(..len).unwrap_or_default()
    }
}
