//! Connections of the operating system.

use std::{
    io::{self, IoSlice, Write as _},
    net::{SocketAddrV4, TcpStream},
};

use crate::stream::{Connect, Stream};

/// Connects to an address. (A name would link std's resolver.)
pub(crate) struct Tcp(pub(crate) SocketAddrV4);

impl Connect for Tcp {
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
        uninterrupted(|| io::Read::read(self, room))
    }

    fn write(&mut self, head: &[u8], body: &[u8]) -> io::Result<usize> {
        uninterrupted(|| self.write_vectored(&[IoSlice::new(head), IoSlice::new(body)]))
    }
}

/// A call of the operating system, made again where a signal interrupted it.
fn uninterrupted(mut call: impl FnMut() -> io::Result<usize>) -> io::Result<usize> {
    loop {
        match call() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}
