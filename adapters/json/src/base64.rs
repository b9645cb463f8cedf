//! Base64 (RFC 4648, section 4), both ways.
//
// The crate of that name has panics that no input reaches, but the compiler keeps them; with these few
// lines it is shown that there is none.

use core::cell::Cell;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// What each character stands for; 0xFF for what is none of the alphabet.
static VALUES: [u8; 256] = {
    let mut values = [0xFF; 256];
    let mut value = 0;
    #[allow(clippy::indexing_slicing)] // In the compiler.
    while value < ALPHABET.len() {
        values[ALPHABET[value] as usize] = value as u8;
        value += 1;
    }
    values
};

/// Encodes `bytes`, padded, and says how long the text is; what does not fit is left out.
pub(crate) fn encode(bytes: &[u8], text: &mut [u8]) -> usize {
    let (threes, rest) = bytes.as_chunks();
    let (fours, _) = text.as_chunks_mut();
    for (place, three) in fours.iter_mut().zip(threes) {
        *place = encode_three(*three);
    }
    if let Some(place) = fours.get_mut(threes.len()) {
        *place = match *rest {
            [a] => padded(encode_three([a, 0, 0]), false),
            [a, b] => padded(encode_three([a, b, 0]), true),
            _ => *place,
        };
    }
    bytes.len().div_ceil(3) * 4
}

/// The characters of the last one or two bytes.
fn padded([a, b, c, _]: [u8; 4], are_two: bool) -> [u8; 4] {
    [a, b, if are_two { c } else { b'=' }, b'=']
}

#[inline(always)]
fn encode_three([a, b, c]: [u8; 3]) -> [u8; 4] {
    let bits = u32::from_be_bytes([0, a, b, c]);
    [character(bits >> 18), character(bits >> 12), character(bits >> 6), character(bits)]
}

#[inline(always)]
fn character(bits: u32) -> u8 {
    match ALPHABET.get((bits & 63) as usize) {
        Some(character) => *character,
        None => 0,
    }
}

/// Decodes `text` where it stands, and says how long it then is; `None` where it is not base64.
pub(crate) fn decode(text: &mut [u8]) -> Option<usize> {
    // Padding stands for zeros; and so must all bits that it leaves over.
    let padding = text.iter().rev().take(2).take_while(|byte| **byte == b'=').count();
    text.iter_mut().rev().take(padding).for_each(|byte| *byte = b'A');
    // Four are read before three are written, none of which is beyond them.
    let cells = Cell::from_mut(&mut *text).as_slice_of_cells();
    let (fours, left_over) = cells.as_chunks();
    let mut all = 0;
    for ([a, b, c, d], [x, y, z]) in fours.iter().zip(cells.as_chunks().0) {
        let (a, b, c, d) = (value(a), value(b), value(c), value(d));
        all |= a | b | c | d;
        let [_, first, second, third] = (a << 18 | b << 12 | c << 6 | d).to_be_bytes();
        x.set(first);
        y.set(second);
        z.set(third);
    }
    let len = 3 * fours.len();
    let is_sound = left_over.is_empty() && all < 64;
    let decoded = text.get(..len)?;
    let has_zeros = decoded.iter().rev().take(padding).all(|byte| *byte == 0);
    (is_sound && has_zeros).then_some(len.saturating_sub(padding))
}

#[inline]
fn value(character: &Cell<u8>) -> u32 {
    match VALUES.get(usize::from(character.get())) {
        Some(value) => u32::from(*value),
        None => 0,
    }
}
