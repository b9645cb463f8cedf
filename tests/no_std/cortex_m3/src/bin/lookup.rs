//! A lookup and nothing else: what it is larger by than `nothing` is what routing takes.

#![no_std]
#![no_main]

#[allow(unsafe_code, dead_code)]
#[path = "../sys.rs"]
mod sys;

use core::hint::black_box;

use gatepost_edge::look_up;

/// No memory but the stack.
struct Memory;

impl Memory {
    const ZERO: Self = Self;
}

/// What [`sys`] starts.
fn main(_: &mut Memory) -> bool {
    look_up(black_box("/user/keys")).is_some()
}
