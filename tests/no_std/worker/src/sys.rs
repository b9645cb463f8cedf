//! What the host calls, and all that is `unsafe` here: names that are exported, and the memory.
//!
//! There is one thread, and each function returns before the host calls another: so the static has one
//! user at a time.

use crate::Memory;

static mut MEMORY: Memory = Memory::ZERO;

/// Where the host writes the head of a request.
#[unsafe(no_mangle)]
extern "C" fn request() -> *mut u8 {
    // SAFETY: nothing is read; it is where the field is.
    unsafe { (&raw mut MEMORY.request).cast() }
}

/// How much room there is for it.
#[unsafe(no_mangle)]
extern "C" fn request_room() -> usize {
    size_of_val(&Memory::ZERO.request)
}

/// Where the host reads the response.
#[unsafe(no_mangle)]
extern "C" fn response() -> *const u8 {
    // SAFETY: as above.
    unsafe { (&raw const MEMORY.response).cast() }
}

/// Answers a request of that many bytes, and says how many the response has.
#[unsafe(no_mangle)]
extern "C" fn answer(len: usize) -> usize {
    // SAFETY: nobody else has the static while this runs.
    let memory = unsafe { &mut *(&raw mut MEMORY) };
    memory.answer(len)
}

/// Nothing calls it: the linker refuses the program where something does, and shows this name.
#[panic_handler]
#[cfg(target_family = "wasm")]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    unsafe extern "C" {
        #[link_name = "\n\n  A PANIC IS REACHABLE\n"]
        fn reachable() -> !;
    }
    // SAFETY: there is no such function, so a program with this call does not link.
    unsafe { reachable() }
}
