//! Bodies in base64, decoded where they stand.

use base64::{Engine as _, engine::general_purpose::STANDARD};

/// How much is decoded at a time, by way of the stack: the decoder cannot write where it reads.
const CHUNK: usize = 1024;

/// Decodes base64 (RFC 4648, section 4) where it stands, and says how long it then is; `None` where
/// it is none.
pub(crate) fn decode(text: &mut [u8]) -> Option<usize> {
    let mut len = 0;
    let mut from = 0;
    while from < text.len() {
        let mut chunk = [0; CHUNK];
        let end = text.len().min(from + CHUNK);
        let encoded = text.get(from..end)?;
        let chunk = chunk.get_mut(..encoded.len())?;
        chunk.copy_from_slice(encoded);
        // Padding ends base64; the decoder would take it at the end of each chunk.
        if end < text.len() && chunk.ends_with(b"=") {
            return None;
        }
        len += STANDARD.decode_slice(chunk, text.get_mut(len..end)?).ok()?;
        from = end;
    }
    Some(len)
}
