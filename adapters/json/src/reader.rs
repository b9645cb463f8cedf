//! A strict reader of JSON (RFC 8259) that keeps its place in a text and seals the strings in it that
//! have escapes: what was read can then be walked again, by [`Walk`](crate::walk::Walk).

use core::ops::Range;

use crate::{
    error::ReadError,
    string::{escape_len, find_special, seal},
};

/// How deep arrays and objects may be nested: as many as the bits of a `u128`, and one less.
const MAX_DEPTH: u32 = 127;

pub(crate) struct Reader<'b> {
    text: &'b mut [u8],
    at: usize,
    /// How many objects are open around `at` by calls of [`Reader::object`].
    depth: u32,
}

type Result<T> = core::result::Result<T, ReadError>;

impl<'b> Reader<'b> {
    pub(crate) fn new(text: &'b mut [u8]) -> Result<Self> {
        match core::str::from_utf8(text) {
            Ok(_) => Ok(Self { text, at: 0, depth: 0 }),
            Err(error) => Err(ReadError::NotUtf8 { at: error.valid_up_to() }),
        }
    }

    /// The text, once nothing but white space is left to read.
    pub(crate) fn end(mut self) -> Result<&'b mut [u8]> {
        match self.peek() {
            None => Ok(self.text),
            Some(_) => Err(self.expected("nothing after the value")),
        }
    }

    /// How many bytes have been read.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    pub(crate) fn bytes(&self, range: Range<usize>) -> &[u8] {
        self.text.get(range).unwrap_or_default()
    }

    /// Reads an object: `member` is told each key, and reads or skips the value.
    pub(crate) fn object(
        &mut self,
        mut member: impl FnMut(&mut Self, Range<usize>) -> Result<()>,
    ) -> Result<()> {
        self.list(b'{', b'}', |reader| {
            let key = reader.string("a key")?;
            reader.take(b':', "':'")?;
            member(reader, key)
        })
    }

    /// Reads an object of names and texts, or of names and arrays of texts.
    pub(crate) fn fields(&mut self) -> Result<Range<usize>> {
        self.peek();
        let start = self.at;
        self.object(|reader, _| match reader.peek() {
            Some(b'[') => reader.list(b'[', b']', Self::field_value),
            _ => reader.field_value(),
        })?;
        Ok(start..self.at)
    }

    fn field_value(&mut self) -> Result<()> {
        match self.peek() {
            Some(b'"') => self.string("a string").map(drop),
            _ => self.scalar("a text"),
        }
    }

    /// Reads an array of strings.
    pub(crate) fn strings(&mut self) -> Result<Range<usize>> {
        self.peek();
        let start = self.at;
        self.list(b'[', b']', |reader| reader.string("a string").map(drop))?;
        Ok(start..self.at)
    }

    /// Reads a list between two brackets; `item` reads what stands between the commas.
    fn list(
        &mut self,
        open: u8,
        close: u8,
        mut item: impl FnMut(&mut Self) -> Result<()>,
    ) -> Result<()> {
        self.take(open, if open == b'{' { "an object" } else { "an array" })?;
        self.depth += 1;
        let mut more = !self.close_empty(close);
        while more {
            item(self)?;
            more = self.more(close)?;
        }
        self.depth -= 1;
        Ok(())
    }

    /// Reads `null`, and says whether there was one.
    pub(crate) fn null(&mut self) -> bool {
        let is_null = self.peek() == Some(b'n') && self.word("null");
        if is_null {
            self.at += 4;
        }
        is_null
    }

    /// Reads `true` or `false`.
    pub(crate) fn boolean(&mut self) -> Option<bool> {
        self.peek();
        let value = self.word("true");
        if !value && !self.word("false") {
            return None;
        }
        self.at += if value { 4 } else { 5 };
        Some(value)
    }

    /// What the next value begins with.
    pub(crate) fn peek(&mut self) -> Option<u8> {
        while let Some(byte) = self.text.get(self.at) {
            match byte {
                b' ' | b'\t' | b'\n' | b'\r' => self.at += 1,
                byte => return Some(*byte),
            }
        }
        None
    }

    /// Reads a value of any kind, strictly and without recursion.
    pub(crate) fn skip(&mut self) -> Result<()> {
        let mut open = Open { kinds: 0, depth: self.depth };
        loop {
            let has_inside = match self.peek() {
                Some(b'{') => self.open(&mut open, true)?,
                Some(b'[') => self.open(&mut open, false)?,
                Some(b'"') => self.string("a string").map(|_| false)?,
                _ => self.scalar("a value").map(|()| false)?,
            };
            if !has_inside && !self.ends(&mut open)? {
                return Ok(());
            }
            if open.is_object() {
                self.string("a key")?;
                self.take(b':', "':'")?;
            }
        }
    }

    /// Opens an array or object; whether there is anything in it.
    fn open(&mut self, open: &mut Open, is_object: bool) -> Result<bool> {
        if open.depth == MAX_DEPTH {
            return Err(ReadError::TooDeep { at: self.at });
        }
        self.at += 1;
        open.push(is_object);
        let is_empty = self.close_empty(open.bracket());
        if is_empty {
            open.pop();
        }
        Ok(!is_empty)
    }

    /// Closes, after a value, what it was the last of; whether another value follows.
    fn ends(&mut self, open: &mut Open) -> Result<bool> {
        while open.depth > self.depth {
            if self.more(open.bracket())? {
                return Ok(true);
            }
            open.pop();
        }
        Ok(false)
    }

    /// Reads a string, seals it where it has escapes, and says where its text stands.
    pub(crate) fn string(&mut self, expected: &'static str) -> Result<Range<usize>> {
        self.take(b'"', expected)?;
        let start = self.at;
        self.at = find_special(self.text, self.at);
        if self.text.get(self.at) != Some(&b'"') {
            return self.escaped_string(start);
        }
        self.at += 1;
        Ok(start..self.at - 1)
    }

    /// The same for a string that has more than plain text, whose text begins at `start`.
    #[cold]
    fn escaped_string(&mut self, start: usize) -> Result<Range<usize>> {
        loop {
            match self.text.get(self.at) {
                Some(b'"') => break,
                Some(b'\\') => {
                    let rest = self.text.get(self.at..).unwrap_or_default();
                    let Some(len) = escape_len(rest) else {
                        return Err(self.expected("an escape, such as \\n"));
                    };
                    self.at += len;
                }
                Some(_) => return Err(self.expected("an escape for a control character")),
                None => return Err(self.expected("'\"'")),
            }
            self.at = find_special(self.text, self.at);
        }
        self.at += 1;
        let len = seal(self.text.get_mut(start - 1..self.at).unwrap_or_default());
        Ok(start..start + len)
    }

    /// Reads a number, `true`, `false` or `null`.
    fn scalar(&mut self, expected: &'static str) -> Result<()> {
        if self.null() || self.boolean().is_some() {
            return Ok(());
        }
        let start = self.at;
        self.at += usize::from(self.text.get(self.at) == Some(&b'-'));
        let is_zero = self.text.get(self.at) == Some(&b'0');
        let integer = self.digits();
        if integer == 0 {
            self.at = start;
            return Err(self.expected(expected));
        }
        if is_zero && integer > 1 {
            return Err(self.expected("a number without a leading zero"));
        }
        if self.text.get(self.at) == Some(&b'.') {
            self.at += 1;
            if self.digits() == 0 {
                return Err(self.expected("a digit"));
            }
        }
        if let Some(b'e' | b'E') = self.text.get(self.at) {
            self.at += 1;
            self.at += usize::from(matches!(self.text.get(self.at), Some(b'+' | b'-')));
            if self.digits() == 0 {
                return Err(self.expected("a digit"));
            }
        }
        Ok(())
    }

    fn digits(&mut self) -> usize {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.at += count;
        count
    }

    /// Reads the end of an array or object that has nothing in it.
    fn close_empty(&mut self, close: u8) -> bool {
        let is_empty = self.peek() == Some(close);
        self.at += usize::from(is_empty);
        is_empty
    }

    /// Reads a comma, or the end of an array or object; whether there is more.
    fn more(&mut self, close: u8) -> Result<bool> {
        let byte = self.peek();
        if byte != Some(b',') && byte != Some(close) {
            return Err(self.expected(if close == b'}' { "',' or '}'" } else { "',' or ']'" }));
        }
        self.at += 1;
        Ok(byte == Some(b','))
    }

    fn word(&self, word: &str) -> bool {
        self.text.get(self.at..).is_some_and(|rest| rest.starts_with(word.as_bytes()))
    }

    fn take(&mut self, byte: u8, expected: &'static str) -> Result<()> {
        if self.peek() != Some(byte) {
            return Err(self.expected(expected));
        }
        self.at += 1;
        Ok(())
    }

    fn expected(&self, expected: &'static str) -> ReadError {
        ReadError::Syntax { at: self.at, expected }
    }
}

/// The arrays and objects that are open: the innermost in the lowest bit, 1 for an object.
struct Open {
    kinds: u128,
    depth: u32,
}

impl Open {
    fn push(&mut self, is_object: bool) {
        self.kinds = self.kinds << 1 | u128::from(is_object);
        self.depth += 1;
    }

    fn pop(&mut self) {
        self.kinds >>= 1;
        self.depth -= 1;
    }

    fn is_object(&self) -> bool {
        self.kinds & 1 == 1
    }

    fn bracket(&self) -> u8 {
        if self.is_object() { b'}' } else { b']' }
    }
}
