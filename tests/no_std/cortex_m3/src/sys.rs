//! The board, and all that is `unsafe` here.
//!
//! - **Entry**: `cortex-m-rt` calls `start` once, with the static that is in it.
//! - **The stack** grows down to where the statics end; between those two nothing else lives, so it may
//!   be painted.
//! - **The timer** is a register of the processor that counts down and can be read at any time.

use core::{arch::asm, fmt, ptr};

use cortex_m_rt::entry;
use cortex_m_semihosting::{
    debug::{self, EXIT_FAILURE, EXIT_SUCCESS},
    hprintln,
};

use crate::Memory;

#[entry]
fn start() -> ! {
    static mut MEMORY: Memory = Memory::ZERO;
    let is_right = crate::main(MEMORY);
    loop {
        debug::exit(if is_right { EXIT_SUCCESS } else { EXIT_FAILURE });
    }
}

/// Prints a line to whoever runs the board.
pub(crate) fn print(line: fmt::Arguments<'_>) {
    hprintln!("{}", line);
}

const PAINT: u32 = 0xA5C3_5A3C;
/// What the frame that paints may take itself.
const MARGIN: usize = 128;

/// How many bytes of the stack some work takes.
#[inline(never)]
pub(crate) fn stack_of(work: impl FnOnce()) -> usize {
    unsafe extern "C" {
        /// Where the statics end, by the linker script of `cortex-m-rt`.
        static mut __euninit: u32;
    }
    let top: usize;
    // SAFETY: it only reads a register.
    unsafe { asm!("mov {}, sp", out(reg) top, options(nomem, nostack, preserves_flags)) };
    let bottom = &raw mut __euninit;
    let words = || (0..(top - MARGIN - bottom.addr()) / 4).map(|word| bottom.wrapping_add(word));
    for word in words() {
        // SAFETY: it is RAM between the statics and all frames.
        unsafe { word.write_volatile(PAINT) };
    }
    work();
    // SAFETY: as above.
    let is_painted = |word: &*mut u32| unsafe { word.read_volatile() == PAINT };
    top - words().find(|word| !is_painted(word)).map_or(top, |word| word.addr())
}

/// How many instructions some work takes, where QEMU counts them for a clock (`-icount shift=0`).
pub(crate) fn instructions_of(work: impl FnOnce()) -> u32 {
    const LOOPS: u32 = 100_000;
    let known = ticks_of(|| {
        // SAFETY: it touches its own register.
        unsafe {
            asm!("2: subs {0}, #1", "bne 2b", inout(reg) LOOPS => _, options(nomem, nostack))
        };
    });
    (u64::from(ticks_of(work)) * u64::from(2 * LOOPS) / u64::from(known.max(1))) as u32
}

fn ticks_of(work: impl FnOnce()) -> u32 {
    const CONTROL: *mut u32 = ptr::without_provenance_mut(0xE000_E010);
    const RELOAD: *mut u32 = ptr::without_provenance_mut(0xE000_E014);
    const VALUE: *mut u32 = ptr::without_provenance_mut(0xE000_E018);
    const MAX: u32 = 0x00FF_FFFF;
    // SAFETY: these are the registers of SysTick, which nobody else uses; it counts down from the
    // reload value, at the clock of the processor, and interrupts nothing.
    unsafe {
        RELOAD.write_volatile(MAX);
        VALUE.write_volatile(0);
        CONTROL.write_volatile(0b101);
    }
    // SAFETY: as above.
    let value = || unsafe { VALUE.read_volatile() };
    let start = value();
    work();
    start.wrapping_sub(value()) & MAX
}

/// Nothing calls it: the linker refuses the program where something does, and shows this name.
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    unsafe extern "C" {
        #[link_name = "\n\n  A PANIC IS REACHABLE\n"]
        fn reachable() -> !;
    }
    // SAFETY: there is no such function, so a program with this call does not link.
    unsafe { reachable() }
}
