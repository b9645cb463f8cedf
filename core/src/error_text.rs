//! Texts of errors, for the compiler to print.

const MAX_TEXT: usize = 1024;

/// The text of a [`TableError`](crate::TableError) or a [`CorsError`](crate::CorsError), put together in
/// `const fn`: at most 1,024 bytes; what is longer is cut.
pub struct ErrorText {
    bytes: [u8; MAX_TEXT],
    len: usize,
}

// `const fn` cannot use `get` on a slice; `is_nearly_full` keeps the indexes in bounds.
#[allow(clippy::indexing_slicing)]
impl ErrorText {
    pub(crate) const EMPTY: Self = Self { bytes: [0; MAX_TEXT], len: 0 };

    pub(crate) const fn push(mut self, text: &str) -> Self {
        let mut at = 0;
        while at < text.len() && !(text.is_char_boundary(at) && self.is_nearly_full()) {
            self.bytes[self.len] = text.as_bytes()[at];
            self.len += 1;
            at += 1;
        }
        self
    }

    /// Pushes ASCII in lower case.
    pub(crate) const fn push_lower(mut self, text: &str) -> Self {
        let mut bytes = text.as_bytes();
        while let [byte, rest @ ..] = bytes {
            if let Ok(letter) = core::str::from_utf8(&[byte.to_ascii_lowercase()]) {
                self = self.push(letter);
            }
            bytes = rest;
        }
        self
    }

    /// Whether the next character might not fit.
    const fn is_nearly_full(&self) -> bool {
        self.len + 4 > self.bytes.len()
    }

    pub(crate) const fn push_number(self, number: usize) -> Self {
        let digit = (number % 10) as u8 + b'0';
        let this = if number < 10 { self } else { self.push_number(number / 10) };
        match core::str::from_utf8(&[digit]) {
            Ok(digit) => this.push(digit),
            Err(_) => this,
        }
    }

    /// The text.
    #[must_use]
    pub const fn as_str(&self) -> &str {
        match core::str::from_utf8(self.bytes.split_at(self.len).0) {
            Ok(text) => text,
            Err(_) => "", // Never: it is made of whole characters.
        }
    }
}
