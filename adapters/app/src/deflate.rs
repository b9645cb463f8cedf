//! The compressor, and the format of gzip around what it makes (RFC 1952).

use std::cell::RefCell;

use miniz_oxide::deflate::core::{
    CompressorOxide, TDEFLFlush, TDEFLStatus, compress, create_comp_flags_from_zip_params,
};

/// A header without a name, a time or an extra field; made on an unknown system, which no reader
/// asks about.
const HEADER: [u8; 10] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255];

/// The bits of deflate's window, negative for deflate without a wrapping of its own.
const WINDOW_BITS: i32 = -15;

/// A compressor and what it has written, both kept for the next body: making one costs 320 KB of heap.
struct Kept {
    compressor: Box<CompressorOxide>,
    level: u8,
    coded: Vec<u8>,
}

impl Kept {
    fn new(level: u8) -> Self {
        let flags = create_comp_flags_from_zip_params(level.into(), WINDOW_BITS, 0);
        Self { compressor: Box::new(CompressorOxide::new(flags)), level, coded: Vec::new() }
    }

    fn gzip(&mut self, body: &[u8]) -> &[u8] {
        self.compressor.reset();
        self.coded.clear();
        self.coded.extend_from_slice(&HEADER);
        self.deflate(body);
        self.coded.extend_from_slice(&crc32fast::hash(body).to_le_bytes());
        // Its length modulo 2^32, as the format has it.
        self.coded.extend_from_slice(&(body.len() as u32).to_le_bytes());
        &self.coded
    }

    fn deflate(&mut self, mut body: &[u8]) {
        let mut len = self.coded.len();
        self.coded.resize(len + body.len() / 2 + 128, 0);
        loop {
            let room = self.coded.get_mut(len..).unwrap_or_default();
            let (status, read, written) =
                compress(&mut self.compressor, body, room, TDEFLFlush::Finish);
            len += written;
            body = body.get(read..).unwrap_or_default();
            if status != TDEFLStatus::Okay {
                debug_assert_eq!(status, TDEFLStatus::Done);
                break;
            }
            // The room was too small for what is left.
            self.coded.resize(2 * self.coded.len(), 0);
        }
        self.coded.truncate(len);
    }
}

/// Lends `body` in gzip, at a level from 0 to 10, to `send`.
pub(crate) fn with_gzip(body: &[u8], level: u8, send: impl FnOnce(&[u8])) {
    thread_local! {
        static KEPT: RefCell<Option<Kept>> = const { RefCell::new(None) };
    }
    // Taken out while it is at work, so that nothing can be borrowed twice.
    let kept = KEPT.take().filter(|kept| kept.level == level);
    let mut kept = kept.unwrap_or_else(|| Kept::new(level));
    send(kept.gzip(body));
    KEPT.set(Some(kept));
}
