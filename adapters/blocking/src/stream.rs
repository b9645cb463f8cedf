//! What the client needs of the outside world.

/// A connection to the Runtime API.
pub trait Stream {
    /// Why it failed.
    type Error;

    /// Reads some bytes into `room`, and says how many; 0 where the other side has closed.
    ///
    /// # Errors
    /// Where the connection failed.
    fn read(&mut self, room: &mut [u8]) -> Result<usize, Self::Error>;

    /// Writes some bytes of a head and of the body after it, with one call where the system can, and
    /// says how many; 0 where the other side takes no more.
    ///
    /// # Errors
    /// Where the connection failed.
    fn write(&mut self, head: &[u8], body: &[u8]) -> Result<usize, Self::Error>;
}

/// Makes connections to the Runtime API.
pub trait Connect {
    /// What it makes.
    type Stream: Stream;

    /// Connects.
    ///
    /// # Errors
    /// Where the Runtime API cannot be reached.
    fn connect(&mut self) -> Result<Self::Stream, <Self::Stream as Stream>::Error>;
}

/// Where an event is read to.
pub trait EventRoom {
    /// The first `len` bytes of the room, what is in them kept; `None` where it has not so many.
    fn first(&mut self, len: usize) -> Option<&mut [u8]>;
}

impl EventRoom for [u8] {
    fn first(&mut self, len: usize) -> Option<&mut [u8]> {
        self.get_mut(..len)
    }
}

impl<R: EventRoom + ?Sized> EventRoom for &mut R {
    fn first(&mut self, len: usize) -> Option<&mut [u8]> {
        (**self).first(len)
    }
}

#[cfg(feature = "std")]
impl EventRoom for Vec<u8> {
    fn first(&mut self, len: usize) -> Option<&mut [u8]> {
        if self.len() < len {
            self.resize(len, 0);
        }
        self.get_mut(..len)
    }
}
