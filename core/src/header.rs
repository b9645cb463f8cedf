//! Headers as they stand in the buffer of a reply.

use core::ops::Range;

use crate::{
    buffer::Buffer,
    text::{is_token, same_bytes_in_any_case, same_in_any_case},
};

/// A header in a buffer: its name, then its value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HeaderSpan {
    start: u32,
    name: u16,
    value: u16,
    /// Whether it stands there as [`Members`] have it.
    is_member: bool,
}

/// What stands before the name of a member, between it and the value, and behind that.
const BEFORE: &str = ",\"";
const BETWEEN: &str = "\":\"";
const BEHIND: &str = "\"";

impl HeaderSpan {
    /// Of a name that begins at `start`, and the value right behind it.
    pub(crate) fn new(start: usize, name: usize, value: usize) -> Option<Self> {
        Some(Self {
            start: start.try_into().ok()?,
            name: name.try_into().ok()?,
            value: value.try_into().ok()?,
            is_member: false,
        })
    }

    /// The same of a header that [`write_member`] has written at `start`.
    pub(crate) fn new_member(start: usize, name: usize, value: usize) -> Option<Self> {
        Self::of_member(start, (name.try_into().ok()?, value.try_into().ok()?))
    }

    /// Of a member that begins at `start`.
    pub(crate) fn of_member(start: usize, (name, value): (u16, u16)) -> Option<Self> {
        Some(Self {
            start: u32::try_from(start + BEFORE.len()).ok()?,
            name,
            value,
            is_member: true,
        })
    }

    pub(crate) fn is_member(self) -> bool {
        self.is_member
    }

    /// Where a member begins, with its comma.
    pub(crate) fn member_start(self) -> usize {
        (self.start as usize).saturating_sub(BEFORE.len())
    }

    pub(crate) fn member_end(self) -> usize {
        self.member_start() + member_len(self.name, self.value)
    }

    pub(crate) fn name_bytes(self, written: &[u8]) -> &[u8] {
        let start = self.start as usize;
        written.get(start..start + usize::from(self.name)).unwrap_or_default()
    }

    pub(crate) fn has_name(self, name: &[u8], written: &[u8]) -> bool {
        usize::from(self.name) == name.len()
            && same_bytes_in_any_case(self.name_bytes(written), name)
    }

    /// Whether both have the same name: nearly all differ in length already.
    #[inline]
    pub(crate) fn has_name_of(self, other: Self, written: &[u8]) -> bool {
        self.name == other.name && self.has_bytes_of(other, written)
    }

    #[cold]
    #[inline(never)]
    fn has_bytes_of(self, other: Self, written: &[u8]) -> bool {
        same_bytes_in_any_case(self.name_bytes(written), other.name_bytes(written))
    }

    pub(crate) fn name(self, written: &[u8]) -> &str {
        core::str::from_utf8(self.name_bytes(written)).unwrap_or_default()
    }

    pub(crate) fn value_bytes(self, written: &[u8]) -> &[u8] {
        let between = if self.is_member { BETWEEN.len() } else { 0 };
        let start = self.start as usize + usize::from(self.name) + between;
        written.get(start..start + usize::from(self.value)).unwrap_or_default()
    }

    pub(crate) fn value(self, written: &[u8]) -> &str {
        core::str::from_utf8(self.value_bytes(written)).unwrap_or_default()
    }
}

/// A header that is checked and put together when it is compiled: [`Out::put_header`](crate::Out::put_header)
/// has little left to do. One that may not be sent is refused there, as
/// [`Out::add_header`](crate::Out::add_header) does.
///
/// ```
/// use gatepost_core::{ConstHeader, Fixed, Out};
///
/// const NO_STORE: ConstHeader<'_> = ConstHeader::new("Cache-Control", "no-store");
///
/// let mut room = [0; 64];
/// let mut buffer = Fixed::new(&mut room);
/// let mut out = Out::new(&mut buffer);
/// out.put_header(&NO_STORE);
/// assert_eq!(out.header("cache-control"), Some("no-store"));
/// ```
#[derive(Clone, Copy)]
pub struct ConstHeader<'h> {
    pub(crate) name: &'h str,
    pub(crate) value: &'h str,
    /// The header ready to be copied, if it is short and needs no second look.
    ready: Option<Members<MAX_READY, 1>>,
}

/// The content type of what no handler writes.
pub(crate) const JSON: ConstHeader<'static> = ConstHeader::new("Content-Type", "application/json");

/// How long one may be that is put together beforehand, as JSON.
const MAX_READY: usize = 96;

impl<'h> ConstHeader<'h> {
    /// The header of that name.
    #[must_use]
    pub const fn new(name: &'h str, value: &'h str) -> Self {
        let mut ready = Members::EMPTY;
        ready.push_header(0, name, value);
        let is_ready = ready.len <= MAX_READY
            && is_token(name)
            && is_plain(value)
            && may_be_member(name)
            && connection_header(name).is_none();
        Self { name, value, ready: if is_ready { Some(ready) } else { None } }
    }

    pub(crate) fn members(&self) -> Option<MembersRef<'_>> {
        self.ready.as_ref().map(|ready| ready.range(0..1))
    }
}

/// Headers that are put together when they are compiled, each as the member of a JSON object that every
/// event source takes, behind a comma: `,"Vary":"Origin"`. A mapping copies them as they are.
#[derive(Clone, Copy)]
pub(crate) struct Members<const LEN: usize, const COUNT: usize> {
    text: [u8; LEN],
    /// How long they would be in all, were there room.
    len: usize,
    /// How long name and value are of each; both 0 of one that is not there.
    lens: [(u16, u16); COUNT],
    /// Where each ends.
    ends: [u16; COUNT],
}

impl<const LEN: usize, const COUNT: usize> Members<LEN, COUNT> {
    pub(crate) const EMPTY: Self =
        Self { text: [0; LEN], len: 0, lens: [(0, 0); COUNT], ends: [0; COUNT] };

    pub(crate) const fn len(&self) -> usize {
        self.len
    }

    pub(crate) const fn push_header(&mut self, number: usize, name: &str, value: &str) {
        self.start(number, name);
        self.push(value);
        self.end(number);
    }

    /// Begins a header: what is pushed up to the end is its value.
    #[allow(clippy::indexing_slicing)] // `number` is a constant, below `COUNT`.
    pub(crate) const fn start(&mut self, number: usize, name: &str) {
        self.push(BEFORE);
        self.push(name);
        self.push(BETWEEN);
        // What is longer than these numbers can say is longer than there is room for.
        self.lens[number].0 = name.len() as u16;
    }

    #[allow(clippy::indexing_slicing)]
    pub(crate) const fn end(&mut self, number: usize) {
        self.push(BEHIND);
        let member = self.len - self.ends[number] as usize;
        let (name, value) = &mut self.lens[number];
        *value = (member - member_len(*name, 0)) as u16;
        let mut number = number;
        while number < COUNT {
            self.ends[number] = self.len as u16;
            number += 1;
        }
    }

    pub(crate) const fn push(&mut self, text: &str) {
        self.push_bytes(text.as_bytes());
    }

    #[allow(clippy::indexing_slicing)] // `const fn` cannot use `get_mut`.
    pub(crate) const fn push_bytes(&mut self, bytes: &[u8]) {
        let mut bytes = bytes;
        while let [byte, rest @ ..] = bytes {
            if self.len < LEN {
                self.text[self.len] = *byte;
            }
            self.len += 1;
            bytes = rest;
        }
    }

    pub(crate) fn value(&self, number: usize) -> &[u8] {
        let MembersRef { text, lens } = self.range(number..number + 1);
        let span = lens.first().and_then(|lens| HeaderSpan::of_member(0, *lens));
        span.map(|span| span.value_bytes(text)).unwrap_or_default()
    }

    /// Some of them.
    pub(crate) fn range(&self, range: Range<usize>) -> MembersRef<'_> {
        let end = |count: usize| {
            let end = count.checked_sub(1).and_then(|last| self.ends.get(last));
            end.copied().unwrap_or_default().into()
        };
        let text = self.text.get(end(range.start)..end(range.end)).unwrap_or_default();
        MembersRef { text, lens: self.lens.get(range).unwrap_or_default() }
    }
}

/// Some of the [`Members`].
#[derive(Clone, Copy)]
pub(crate) struct MembersRef<'m> {
    pub(crate) text: &'m [u8],
    /// How long name and value are of each; both 0 of one that is not there.
    pub(crate) lens: &'m [(u16, u16)],
}

/// How long a member is, comma and all.
const fn member_len(name: u16, value: u16) -> usize {
    BEFORE.len() + name as usize + BETWEEN.len() + value as usize + BEHIND.len()
}

/// Writes a header as one of the [`Members`]: its value is [plain](is_plain).
pub(crate) fn write_member(buffer: &mut dyn Buffer, name: &str, value: &str) {
    for piece in [BEFORE, name, BETWEEN, value, BEHIND] {
        buffer.write(piece.as_bytes());
    }
}

/// Whether one text may say all values of a header.
pub(crate) const fn may_be_member(name: &str) -> bool {
    !same_in_any_case(name, "Set-Cookie")
}

/// Whether a value may be sent, and stands in a JSON string as it is.
pub(crate) const fn is_plain(value: &str) -> bool {
    let mut bytes = value.as_bytes();
    let mut all = true;
    // Without a way out of it, this is done for several bytes at once.
    while let [byte, rest @ ..] = bytes {
        all &= !byte.is_ascii_control() & (*byte != b'"') & (*byte != b'\\');
        bytes = rest;
    }
    all
}

/// Text, spaces and tabs: no control character can end the header or begin another (RFC 9110,
/// section 5.5).
pub(crate) fn is_value_byte(byte: u8) -> bool {
    byte == b'\t' || !byte.is_ascii_control()
}

/// The header of that name, if it is about the connection and not the reply: an intermediary removes
/// those (RFC 9110, section 7.6.1), and a wrong length would let one answer be read as two.
pub(crate) const fn connection_header(name: &str) -> Option<&'static str> {
    let mut names: &[&'static str] = &[
        "Connection",
        "Content-Length",
        "Keep-Alive",
        "Proxy-Connection",
        "TE",
        "Trailer",
        "Trailers",
        "Transfer-Encoding",
        "Upgrade",
    ];
    while let [known, rest @ ..] = names {
        if same_in_any_case(known, name) {
            return Some(known);
        }
        names = rest;
    }
    None
}
