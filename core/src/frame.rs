//! A reply as it leaves.

use crate::{
    out::{HeaderSpan, OutError},
    status::Status,
};

/// A reply as it leaves: decided and checked, borrowed from the buffer that it was written in. A
/// mapping turns it into the bytes of its event source.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Frame<'o> {
    /// The status, between 200 and 599.
    pub status: Status,
    /// The headers.
    pub headers: Headers<'o>,
    /// The body.
    pub body: Body<'o>,
    /// Why this is a 500 in the place of the reply that was written: a line for the log.
    pub failure: Option<OutError>,
}

/// The body of a reply.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Body<'o> {
    /// There is none: the method or the status allows none, or the handler wrote none.
    Empty,
    /// Text, which event sources carry as it is.
    Text(&'o str),
    /// Bytes, which event sources carry in base64.
    Bytes(&'o [u8]),
}

impl<'o> Body<'o> {
    /// The bytes of either kind.
    #[must_use]
    pub fn as_bytes(self) -> &'o [u8] {
        match self {
            Self::Empty => &[],
            Self::Text(text) => text.as_bytes(),
            Self::Bytes(bytes) => bytes,
        }
    }
}

/// The headers of a reply, name and value, in order; a name with several values comes several times.
#[derive(Clone, Debug)]
pub struct Headers<'o> {
    written: &'o [u8],
    spans: core::slice::Iter<'o, HeaderSpan>,
}

impl<'o> Headers<'o> {
    pub(crate) fn new(written: &'o [u8], spans: &'o [HeaderSpan]) -> Self {
        Self { written, spans: spans.iter() }
    }
}

impl<'o> Headers<'o> {
    /// Every name once, in the order and the spelling of its first header.
    pub fn names(&self) -> impl Iterator<Item = &'o str> + use<'o> {
        let all = self.clone();
        let is_first = move |place: usize, name: &str| {
            !all.clone().take(place).any(|(earlier, _)| earlier.eq_ignore_ascii_case(name))
        };
        let names = self.clone().enumerate();
        names.filter(move |(place, (name, _))| is_first(*place, name)).map(|(_, (name, _))| name)
    }

    /// Every value of a header, in order, its name in any case.
    pub fn values<'n>(&self, name: &'n str) -> impl Iterator<Item = &'o str> + Clone + use<'o, 'n> {
        self.clone()
            .filter(move |(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }
}

impl<'o> Iterator for Headers<'o> {
    type Item = (&'o str, &'o str);

    fn next(&mut self) -> Option<Self::Item> {
        self.spans.next().map(|span| (span.name(self.written), span.value(self.written)))
    }
}
