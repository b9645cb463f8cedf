//! Connections of the operating system.

use std::io::{self, IoSlice, Write as _};
use std::net::TcpStream;

use crate::stream::{Connect, Stream};

/// Connects to a host and port.
pub(crate) struct Tcp<'a>(pub(crate) &'a str);

impl Connect for Tcp<'_> {
    type Stream = TcpStream;

    fn connect(&mut self) -> io::Result<TcpStream> {
        let stream = TcpStream::connect(self.0)?;
        // Each request is written at once; there is nothing to wait for.
        stream.set_nodelay(true)?;
        Ok(stream)
    }
}

impl Stream for TcpStream {
    type Error = io::Error;

    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        loop {
            match io::Read::read(self, room) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                result => return result,
            }
        }
    }

    fn write(&mut self, head: &[u8], body: &[u8]) -> io::Result<()> {
        let mut parts = [IoSlice::new(head), IoSlice::new(body)];
        let mut parts = parts.as_mut_slice();
        IoSlice::advance_slices(&mut parts, 0); // Drops an empty body.
        while !parts.is_empty() {
            match self.write_vectored(parts) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(len) => IoSlice::advance_slices(&mut parts, len),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}
