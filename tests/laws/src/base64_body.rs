use base64::{Engine as _, engine::general_purpose::STANDARD};
use gatepost_json::{Index, JsonWriter, Sources};
use serde_json::json;

/// A text that is called base64 is decoded as bits are counted off by hand, or is not base64 by that
/// count; and any bytes come back from the base64 that they are written as.
pub fn base64_body(input: &[u8]) {
    let mut written = Vec::new();
    JsonWriter::new(&mut written).base64(input);
    assert_eq!(written, format!("\"{}\"", STANDARD.encode(input)).into_bytes());

    let Ok(text) = str::from_utf8(input) else { return };
    for text in [text, &STANDARD.encode(input)] {
        let event =
            json!({"httpMethod": "POST", "path": "/", "body": text, "isBase64Encoded": true});
        let mut event = event.to_string().into_bytes();
        let index = Index::read(&mut event, Sources::ALL).expect("it is an event");
        let expected = decoded(text.as_bytes());
        let body = (!index.is_body_broken).then(|| index.body.unwrap_or_default().to_vec());
        assert_eq!(body, expected, "{text:?}");
        assert_eq!(STANDARD.decode(text).ok(), expected, "{text:?}");
    }
}

/// RFC 4648, section 4: whole groups of four, `=` only at the end, and no bit left over that is 1.
fn decoded(text: &[u8]) -> Option<Vec<u8>> {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let padding = text.iter().rev().take_while(|byte| **byte == b'=').count();
    if !text.len().is_multiple_of(4) || padding > 2 {
        return None;
    }
    let mut bits = Vec::new();
    for byte in &text[..text.len() - padding] {
        let value = ALPHABET.iter().position(|known| known == byte)?;
        bits.extend((0..6).rev().map(|bit| value >> bit & 1));
    }
    let left_over = bits.split_off(bits.len() / 8 * 8);
    let bytes = bits.chunks(8).map(|bits| bits.iter().fold(0, |byte, bit| byte << 1 | *bit as u8));
    (!left_over.contains(&1)).then(|| bytes.collect())
}
