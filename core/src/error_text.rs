//! Texts of errors, for the compiler to print.

const MAX_TEXT: usize = 1024;

/// The text of a [`TableError`](crate::TableError) or a [`CorsError`](crate::CorsError), put together in
/// `const fn`: at most 1,024 bytes; what is longer is cut.
pub struct ErrorText {
    bytes: [u8; MAX_TEXT],
    len: usize,
}

impl ErrorText {
    pub(crate) const EMPTY: Self = Self { bytes: [0; MAX_TEXT], len: 0 };

    #[allow(clippy::indexing_slicing)] // `const fn` cannot use `get_mut`.
    pub(crate) const fn push(mut self, text: &str) -> Self {
        let mut bytes = text.as_bytes();
        while let [byte, rest @ ..] = bytes
            && !(is_boundary(*byte) && self.is_nearly_full())
        {
            if self.len < MAX_TEXT {
                self.bytes[self.len] = *byte;
                self.len += 1;
            }
            bytes = rest;
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
        if let Some((bytes, _)) = self.bytes.split_at_checked(self.len)
            && let Ok(text) = core::str::from_utf8(bytes)
        {
            return text;
        }
        "" // Never: it is made of whole characters.
    }
}

/// Whether a character of UTF-8 begins with that byte.
const fn is_boundary(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}
