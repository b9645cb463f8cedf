//! The buffers a runtime lends.

/// A place for bytes that a runtime lends and keeps between invocations.
///
/// Writing never fails: what does not fit is counted, and [`needed`](Buffer::needed) then exceeds
/// the length of [`written`](Buffer::written). So a writer stays a straight line, and whoever lent
/// the buffer learns how large it would have had to be.
///
/// [`Fixed`] is one over a slice; with the feature `alloc`, `Vec<u8>` is one that grows, and makes
/// no allocation once it is warm.
pub trait Buffer: Send {
    /// Appends `bytes`: all of them, or, where they do not fit, none.
    ///
    /// ```
    /// use gatepost_core::{Buffer, Fixed};
    ///
    /// let mut room = [0; 4];
    /// let mut buffer = Fixed::new(&mut room);
    /// buffer.write(b"abc");
    /// buffer.write(b"de"); // Does not fit.
    /// assert_eq!(buffer.written(), b"abc");
    /// ```
    fn write(&mut self, bytes: &[u8]);

    /// What was written and fitted.
    fn written(&self) -> &[u8];

    /// How many bytes all writes since [`clear`](Buffer::clear) came to, fitting or not.
    ///
    /// ```
    /// use gatepost_core::{Buffer, Fixed};
    ///
    /// let mut room = [0; 4];
    /// let mut buffer = Fixed::new(&mut room);
    /// buffer.write(b"hello");
    /// assert_eq!((buffer.needed(), buffer.written().len()), (5, 0));
    /// ```
    fn needed(&self) -> usize;

    /// Forgets what was written.
    ///
    /// ```
    /// use gatepost_core::{Buffer, Fixed};
    ///
    /// let mut room = [0; 4];
    /// let mut buffer = Fixed::new(&mut room);
    /// buffer.write(b"hello");
    /// buffer.clear();
    /// assert_eq!((buffer.needed(), buffer.written()), (0, &b""[..]));
    /// ```
    fn clear(&mut self);

    /// Clears the buffer and lends its room: `len` bytes, or as many as it has.
    ///
    /// ```
    /// use gatepost_core::{Buffer, Fixed};
    ///
    /// let mut room = [0; 4];
    /// let mut buffer = Fixed::new(&mut room);
    /// assert_eq!((buffer.scratch(3).len(), buffer.scratch(9).len()), (3, 4));
    /// ```
    fn scratch(&mut self, len: usize) -> &mut [u8];

    /// Whether everything that was written is there.
    ///
    /// ```
    /// use gatepost_core::{Buffer, Fixed};
    ///
    /// let mut room = [0; 4];
    /// let mut buffer = Fixed::new(&mut room);
    /// buffer.write(b"abcd");
    /// assert!(buffer.fits());
    /// buffer.write(b"e");
    /// assert!(!buffer.fits());
    /// ```
    fn fits(&self) -> bool {
        self.needed() == self.written().len()
    }
}

/// A [`Buffer`] over a lent slice.
///
/// ```
/// use gatepost_core::{Buffer, Fixed};
///
/// let mut room = [0; 4];
/// let mut buffer = Fixed::new(&mut room);
/// buffer.write(b"abc");
/// buffer.write(b"def");
/// assert_eq!((buffer.written(), buffer.needed()), (&b"abc"[..], 6));
/// ```
#[derive(Debug)]
pub struct Fixed<'b> {
    room: &'b mut [u8],
    /// How much of `room` is written; everything later is dropped once `needed` has passed it.
    len: usize,
    needed: usize,
}

impl<'b> Fixed<'b> {
    /// An empty buffer over `room`.
    #[must_use]
    pub fn new(room: &'b mut [u8]) -> Self {
        Self { room, len: 0, needed: 0 }
    }
}

impl Buffer for Fixed<'_> {
    fn write(&mut self, bytes: &[u8]) {
        // Once something is missing, nothing after it may be written: it would close the gap.
        if self.fits() {
            let end = self.len.saturating_add(bytes.len());
            if let Some(room) = self.room.get_mut(self.len..end) {
                copy(bytes, room);
                self.len = end;
            }
        }
        self.needed = self.needed.saturating_add(bytes.len());
    }

    fn written(&self) -> &[u8] {
        self.room.get(..self.len).unwrap_or_default()
    }

    fn needed(&self) -> usize {
        self.needed
    }

    fn clear(&mut self) {
        self.len = 0;
        self.needed = 0;
    }

    fn scratch(&mut self, len: usize) -> &mut [u8] {
        self.clear();
        let len = len.min(self.room.len());
        self.room.get_mut(..len).unwrap_or_default()
    }
}

/// Copies bytes to as many others. (`copy_from_slice` compares the lengths, and could panic; single bytes
/// would be slow at `opt-level = "z"`.)
fn copy(from: &[u8], to: &mut [u8]) {
    let (chunks, rest) = from.as_chunks::<16>();
    let (places, last_places) = to.as_chunks_mut();
    for (place, chunk) in places.iter_mut().zip(chunks) {
        *place = *chunk;
    }
    for (place, byte) in last_places.iter_mut().zip(rest) {
        *place = *byte;
    }
}

#[cfg(feature = "alloc")]
impl Buffer for alloc::vec::Vec<u8> {
    fn write(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }

    fn written(&self) -> &[u8] {
        self
    }

    fn needed(&self) -> usize {
        self.len()
    }

    fn clear(&mut self) {
        Self::clear(self);
    }

    fn scratch(&mut self, len: usize) -> &mut [u8] {
        Self::clear(self);
        self.resize(len, 0);
        self
    }
}
