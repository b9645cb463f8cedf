//! A lookup and nothing else: what it is larger by than `nothing` is what routing takes.

#![no_std]
#![no_main]

#[allow(unsafe_code, dead_code)]
#[path = "../sys.rs"]
mod sys;

use core::hint::black_box;

use gatepost_edge::look_up;

/// For a path with an escape.
struct Memory {
    scratch: [u8; 64],
}

impl Memory {
    const ZERO: Self = Self { scratch: [0; 64] };
}

/// What [`sys`] starts.
fn main(memory: &mut Memory) -> bool {
    let path = black_box("/users/caf%C3%A9/keys");
    let found = look_up(black_box("GET"), path, &mut memory.scratch);
    found.is_some_and(|found| {
        black_box(found.id);
        black_box(found.values.text(0)).is_ok()
    })
}
