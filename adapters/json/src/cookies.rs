//! The `cookies` of an event, made into what a `Cookie` header is.

use core::ops::Range;

use crate::{
    string::{close_seal, move_back},
    walk::Walk,
};

/// Joins an array of strings where it stands, with `; ` between them as in a `Cookie` header (RFC 6265,
/// section 5.4), and says where the text then stands. What stood between two strings is no shorter.
pub(crate) fn join(array: &mut [u8]) -> Range<usize> {
    let (mut from, mut to) = (1, 1);
    while let Some((text, next)) = next_string(array, from) {
        if to > 1 {
            if let Some(between) = array.get_mut(to..).and_then(<[u8]>::first_chunk_mut) {
                *between = *b"; ";
            }
            to += 2;
        }
        let len = text.len();
        move_back(array, text, to);
        (from, to) = (next, to + len);
    }
    close_seal(array, to - 1);
    1..to
}

/// Where the text of the next string stands, and where to go on after it.
fn next_string(array: &[u8], from: usize) -> Option<(Range<usize>, usize)> {
    let mut walk = Walk::new(array, from);
    let len = walk.string()?.len();
    // A sealed string ends before its place does: what is left over of it is white space.
    Some((walk.at - 1 - len..walk.at - 1, walk.at))
}
