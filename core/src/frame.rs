//! A reply as it leaves.

use crate::{
    coding::Coding, header::HeaderSpan, out::OutError, status::Status, text::same_bytes_in_any_case,
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
    /// How the body is to be coded before it leaves, which the headers say already; always
    /// [`Coding::Identity`] but for [`Closing::close_coded`](crate::Closing::close_coded).
    pub coding: Coding,
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
    ///
    /// ```
    /// use gatepost_core::Body;
    ///
    /// assert_eq!(Body::Text("ok").as_bytes(), b"ok");
    /// assert_eq!(Body::Empty.as_bytes(), b"");
    /// ```
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
    spans: &'o [HeaderSpan],
}

impl<'o> Headers<'o> {
    pub(crate) fn new(written: &'o [u8], spans: &'o [HeaderSpan]) -> Self {
        Self { written, spans }
    }

    /// Every name once, in the order and the spelling of its first header, with its values.
    ///
    /// ```
    /// use gatepost_core::{Fixed, Out};
    ///
    /// let mut room = [0; 64];
    /// let mut buffer = Fixed::new(&mut room);
    /// let mut out = Out::new(&mut buffer);
    /// out.add_header("Vary", "Origin");
    /// out.add_header("ETag", "7");
    /// out.add_header("vary", "Accept");
    /// let headers = out.headers();
    /// let names: Vec<_> = headers.names().map(|header| header.name()).collect();
    /// assert_eq!(names, [b"Vary".as_slice(), b"ETag"]);
    /// ```
    pub fn names(&self) -> impl Iterator<Item = HeaderValues<'o>> + use<'o> {
        let Self { written, spans } = *self;
        spans.iter().enumerate().filter_map(move |(place, span)| {
            let (before, from) = spans.split_at_checked(place)?;
            let is_first = !before.iter().any(|earlier| earlier.has_name_of(*span, written));
            let (first, rest) = from.split_first()?;
            let name = span.name_bytes(written);
            is_first.then_some(HeaderValues { name, written, first: Some(first), rest })
        })
    }

    /// All headers as the members of a JSON object, each behind a comma, in pieces; `None` where a name
    /// comes twice or one is not ready. Those are ready whose value needs no escape in JSON, but for
    /// `Set-Cookie` and what [`add_header_of`](crate::Out::add_header_of) writes.
    ///
    /// ```
    /// use gatepost_core::{ConstHeader, Fixed, Out};
    ///
    /// let mut room = [0; 64];
    /// let mut buffer = Fixed::new(&mut room);
    /// let mut out = Out::new(&mut buffer);
    /// out.put_header(&ConstHeader::new("Vary", "Origin"));
    /// assert!(out.headers().members().expect("it is ready").eq([br#","Vary":"Origin""#]));
    /// ```
    #[must_use]
    pub fn members(&self) -> Option<impl Iterator<Item = &'o [u8]> + use<'o>> {
        let Self { written, mut spans } = *self;
        if !are_ready(spans, written) {
            return None;
        }
        Some(core::iter::from_fn(move || {
            let (first, mut rest) = spans.split_first()?;
            let mut end = first.member_end();
            while let Some((next, after)) = rest.split_first()
                && next.member_start() == end
            {
                end = next.member_end();
                rest = after;
            }
            spans = rest;
            written.get(first.member_start()..end)
        }))
    }

    /// Every value of a header, in order, its name in any case.
    ///
    /// ```
    /// use gatepost_core::{Fixed, Out};
    ///
    /// let mut room = [0; 64];
    /// let mut buffer = Fixed::new(&mut room);
    /// let mut out = Out::new(&mut buffer);
    /// out.add_header("Vary", "Origin");
    /// out.add_header("vary", "Accept");
    /// assert_eq!(out.headers().values("VARY").collect::<Vec<_>>(), [b"Origin", b"Accept"]);
    /// ```
    pub fn values(&self, name: &'o str) -> HeaderValues<'o> {
        HeaderValues { name: name.as_bytes(), written: self.written, first: None, rest: self.spans }
    }
}

fn are_ready(mut spans: &[HeaderSpan], written: &[u8]) -> bool {
    while let Some((last, before)) = spans.split_last() {
        if !last.is_member() || before.iter().any(|span| span.has_name_of(*last, written)) {
            return false;
        }
        spans = before;
    }
    true
}

impl<'o> Iterator for Headers<'o> {
    type Item = (&'o str, &'o str);

    fn next(&mut self) -> Option<Self::Item> {
        let (span, after) = self.spans.split_first()?;
        self.spans = after;
        Some((span.name(self.written), span.value(self.written)))
    }
}

/// The values of one header of a reply, in order, each as the bytes of its text.
#[derive(Clone, Debug)]
pub struct HeaderValues<'o> {
    name: &'o [u8],
    written: &'o [u8],
    /// One that is known to have the name.
    first: Option<&'o HeaderSpan>,
    /// Those of other names among them are passed over.
    rest: &'o [HeaderSpan],
}

impl<'o> HeaderValues<'o> {
    /// The header's name.
    ///
    /// ```
    /// use gatepost_core::{Fixed, Out};
    ///
    /// let mut room = [0; 64];
    /// let mut buffer = Fixed::new(&mut room);
    /// let out = Out::new(&mut buffer);
    /// assert_eq!(out.headers().values("Vary").name(), b"Vary");
    /// ```
    #[must_use]
    pub fn name(&self) -> &'o [u8] {
        self.name
    }

    /// Whether that is the header's name, in any case.
    ///
    /// ```
    /// use gatepost_core::{Fixed, Out};
    ///
    /// let mut room = [0; 64];
    /// let mut buffer = Fixed::new(&mut room);
    /// let out = Out::new(&mut buffer);
    /// assert!(out.headers().values("Set-Cookie").is_of("set-cookie"));
    /// ```
    #[must_use]
    pub fn is_of(&self, name: &str) -> bool {
        same_bytes_in_any_case(self.name, name.as_bytes())
    }

    /// The header as a member of a JSON object, `"Vary":"Origin"`, if it has one value and is
    /// [ready](Headers::members): a mapping need not escape it.
    ///
    /// ```
    /// use gatepost_core::{ConstHeader, Fixed, Out};
    ///
    /// let mut room = [0; 64];
    /// let mut buffer = Fixed::new(&mut room);
    /// let mut out = Out::new(&mut buffer);
    /// out.put_header(&ConstHeader::new("Vary", "Origin"));
    /// let headers = out.headers();
    /// let members: Vec<_> = headers.names().map(|header| header.member()).collect();
    /// assert_eq!(members, [Some(br#""Vary":"Origin""#.as_slice())]);
    /// ```
    #[must_use]
    pub fn member(&self) -> Option<&'o [u8]> {
        let first = self.first.filter(|first| first.is_member() && !self.are_several())?;
        self.written.get(first.member_start() + 1..first.member_end())
    }

    /// Whether there are several.
    ///
    /// ```
    /// use gatepost_core::{Fixed, Out};
    ///
    /// let mut room = [0; 64];
    /// let mut buffer = Fixed::new(&mut room);
    /// let mut out = Out::new(&mut buffer);
    /// out.add_header("Set-Cookie", "a=1");
    /// assert!(!out.headers().values("Set-Cookie").are_several());
    /// out.add_header("Set-Cookie", "b=2");
    /// assert!(out.headers().values("Set-Cookie").are_several());
    /// ```
    #[must_use]
    pub fn are_several(&self) -> bool {
        let of_name = self.rest.iter().filter(|span| span.has_name(self.name, self.written));
        self.first.into_iter().chain(of_name).nth(1).is_some()
    }
}

impl<'o> Iterator for HeaderValues<'o> {
    type Item = &'o [u8];

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(first) = self.first.take() {
            return Some(first.value_bytes(self.written));
        }
        while let Some((span, after)) = self.rest.split_first() {
            self.rest = after;
            if span.has_name(self.name, self.written) {
                return Some(span.value_bytes(self.written));
            }
        }
        None
    }
}
