//! A proxy's answers in WebAssembly, for an edge worker: `worker.mjs` hands requests in.

#![no_std]

#[allow(unsafe_code)]
mod sys;

use gatepost_core::{Buffer as _, Fixed};

/// All the memory that is not on the stack.
struct Memory {
    request: [u8; 8192],
    reply: [u8; 8192],
    scratch: [u8; 8192],
    response: [u8; 16384],
}

impl Memory {
    const ZERO: Self = Self { request: [0; _], reply: [0; _], scratch: [0; _], response: [0; _] };

    /// Answers the request in the first `len` bytes of its place, and says how long the response is; 0
    /// where there is none.
    fn answer(&mut self, len: usize) -> usize {
        let head = self.request.get(..len).and_then(|head| core::str::from_utf8(head).ok());
        let mut response = Fixed::new(&mut self.response);
        let Some(head) = head else { return 0 };
        gatepost_edge::answer(head, &mut self.reply, &mut self.scratch, &mut response);
        if response.fits() { response.written().len() } else { 0 }
    }
}
