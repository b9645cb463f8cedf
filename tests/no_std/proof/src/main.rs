//! The proof that core, json and the mappings need no std, no heap and no C library, and that no input
//! makes them panic: a probe for each of their public functions, in a program that has none of those.
//!
//! - It links and runs, so nothing is missing. Its feature `alloc` brings what needs a heap: it then
//!   does not link.
//! - With the feature `gate` the panic handler calls a function that does not exist. Where no panic is
//!   reachable the linker drops the handler; else it says that the function is missing.
//!
//! A probe takes all that it is given through [`core::hint::black_box`], and puts there what it gets, so
//! that the compiler knows nothing of either: what holds in a probe holds for every caller. That goes
//! for whole values too, such as a [`Table`](gatepost_core::Table): the proof is of their fields with any
//! contents at all. It is of the release profile, where integers wrap.
//!
//! `.ci/proof` runs it, and says which public function has no probe.

#![no_std]
#![no_main]

mod inputs;
mod of_alb;
mod of_core;
mod of_core_tables;
mod of_http;
mod of_json;
mod of_rest;
#[allow(unsafe_code, dead_code)]
#[path = "../../src/sys.rs"]
mod sys;

/// Functions of that name, each of them a probe, and one that calls them all.
macro_rules! probes {
    ($($name:ident: $call:expr;)*) => {
        $(
            #[inline(never)]
            fn $name() {
                crate::inputs::see($call);
            }
        )*

        /// Calls each.
        pub(crate) fn run() {
            $($name();)*
        }
    };
}
use probes;

/// What [`sys`] lends: nothing.
struct Memory;

impl Memory {
    const ZERO: Self = Self;
}

/// What [`sys`] starts. Returns the exit code.
fn main(_: Option<&str>, _: &mut Memory) -> i32 {
    of_core::run();
    of_core_tables::run();
    #[cfg(feature = "mistake")]
    of_core::mistake();
    of_json::run();
    of_rest::run();
    of_http::run();
    of_alb::run();
    0
}
