//! The operating system, Linux on x86_64 or aarch64, and all that is `unsafe` here.
//!
//! - **Entry**: the kernel jumps to `_start` with the stack pointer at `argc`; there is no return.
//! - **Memory**: one static, lent to `main` once.
//! - **Calls**: the instruction `syscall`, or `svc`. What it is given points to memory that is borrowed for
//!   as long as the call takes, and the kernel writes nowhere else.
//! - **`memcpy` and its siblings**, which the compiler calls and a C library would bring. In
//!   assembly: the compiler would make a loop in Rust into a call of itself.

use core::{
    arch::{asm, global_asm},
    ffi::CStr,
    ptr,
};

use crate::Memory;

// ---- entry ----

#[cfg(target_arch = "x86_64")]
global_asm!(
    ".globl _start",
    "_start: xor ebp, ebp",
    "mov rdi, rsp",
    "and rsp, -16",
    "call {start}",
    "ud2",
    start = sym start,
);

#[cfg(target_arch = "aarch64")]
global_asm!(
    ".globl _start",
    "_start: mov x29, xzr",
    "mov x30, xzr",
    "mov x0, sp",
    "and sp, x0, #-16",
    "bl {start}",
    "brk #1",
    start = sym start,
);

static mut MEMORY: Memory = Memory::ZERO;

/// # Safety
/// Called once, by `_start`, with what the kernel left on the stack.
unsafe extern "C" fn start(stack: *const usize) -> ! {
    ignore_broken_pipes();
    // SAFETY: the stack is as the kernel leaves it, and stays for as long as the process.
    let host = unsafe { variable(stack, b"AWS_LAMBDA_RUNTIME_API=") };
    // SAFETY: this is called once, so nobody else has the static, and never will.
    let memory = unsafe { &mut *ptr::addr_of_mut!(MEMORY) };
    exit(crate::main(host, memory))
}

/// The value of an environment variable; `prefix` is its name and the equals sign.
///
/// # Safety
/// From `stack` on: `argc`, as many pointers and a null, then the pointers of the environment and a
/// null; each points to a text that ends with a zero and stays as it is.
unsafe fn variable(stack: *const usize, prefix: &[u8]) -> Option<&'static str> {
    // SAFETY: as the caller says.
    let mut at = unsafe { stack.add(*stack + 2) }.cast::<*const core::ffi::c_char>();
    loop {
        // SAFETY: the null at the end was not met yet.
        let text = unsafe { *at };
        if text.is_null() {
            return None;
        }
        // SAFETY: as the caller says.
        let text = unsafe { CStr::from_ptr(text) };
        if let Some(value) = text.to_bytes().strip_prefix(prefix) {
            return core::str::from_utf8(value).ok();
        }
        // SAFETY: as above.
        at = unsafe { at.add(1) };
    }
}

// ---- calls ----

/// An error of the operating system, by its number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Errno(pub(crate) usize);

const INTERRUPTED: Errno = Errno(4);

#[cfg(target_arch = "x86_64")]
mod number {
    pub(super) const READ: usize = 0;
    pub(super) const WRITE: usize = 1;
    pub(super) const CLOSE: usize = 3;
    pub(super) const SIGACTION: usize = 13;
    pub(super) const WRITEV: usize = 20;
    pub(super) const SOCKET: usize = 41;
    pub(super) const CONNECT: usize = 42;
    pub(super) const SETSOCKOPT: usize = 54;
    pub(super) const EXIT_GROUP: usize = 231;
}

#[cfg(target_arch = "aarch64")]
mod number {
    pub(super) const READ: usize = 63;
    pub(super) const WRITE: usize = 64;
    pub(super) const CLOSE: usize = 57;
    pub(super) const SIGACTION: usize = 134;
    pub(super) const WRITEV: usize = 66;
    pub(super) const SOCKET: usize = 198;
    pub(super) const CONNECT: usize = 203;
    pub(super) const SETSOCKOPT: usize = 208;
    pub(super) const EXIT_GROUP: usize = 94;
}

/// A system call, made again where a signal interrupted it.
///
/// # Safety
/// Every pointer among `arguments` points to memory that the call may use as its manual says.
unsafe fn call(number: usize, arguments: [usize; 5]) -> Result<usize, Errno> {
    loop {
        // SAFETY: as the caller says.
        let result = unsafe { raw(number, arguments) };
        // The last 4095 values are errors, negated.
        match result.wrapping_neg() {
            error @ 1..4096 if Errno(error) == INTERRUPTED => {}
            error @ 1..4096 => return Err(Errno(error)),
            _ => return Ok(result),
        }
    }
}

/// # Safety
/// As [`call`].
#[cfg(target_arch = "x86_64")]
unsafe fn raw(number: usize, [a, b, c, d, e]: [usize; 5]) -> usize {
    let result;
    // SAFETY: as the caller says; the kernel clobbers these two registers.
    unsafe {
        asm!(
            "syscall", inlateout("rax") number => result,
            in("rdi") a, in("rsi") b, in("rdx") c, in("r10") d, in("r8") e,
            lateout("rcx") _, lateout("r11") _, options(nostack),
        );
    }
    result
}

/// # Safety
/// As [`call`].
#[cfg(target_arch = "aarch64")]
unsafe fn raw(number: usize, [a, b, c, d, e]: [usize; 5]) -> usize {
    let result;
    // SAFETY: as the caller says.
    unsafe {
        asm!(
            "svc 0", in("x8") number, inlateout("x0") a => result,
            in("x1") b, in("x2") c, in("x3") d, in("x4") e, options(nostack),
        );
    }
    result
}

/// A write to what nobody reads is an error, and not the end of the process, as std has it too.
fn ignore_broken_pipes() {
    const SIGPIPE: usize = 13;
    // The handler (1 is to ignore), flags, restorer, mask.
    let action = [1_usize, 0, 0, 0];
    // SAFETY: the action is as the kernel has it, 64 signals in 8 bytes of mask.
    let _ =
        unsafe { call(number::SIGACTION, [SIGPIPE, action.as_ptr().expose_provenance(), 0, 8, 0]) };
}

fn exit(code: i32) -> ! {
    loop {
        // SAFETY: no pointers.
        let _ = unsafe { call(number::EXIT_GROUP, [code as usize, 0, 0, 0, 0]) };
    }
}

/// Writes to stderr. Where that fails there is nobody to tell.
pub(crate) fn log(text: &[u8]) {
    // SAFETY: the text is borrowed, and only read.
    let _ =
        unsafe { call(number::WRITE, [2, text.as_ptr().expose_provenance(), text.len(), 0, 0]) };
}

/// A connection; closed when it is dropped.
pub(crate) struct Socket(usize);

impl Socket {
    pub(crate) fn connect(to: &Address) -> Result<Self, Errno> {
        const SOCK_STREAM_CLOEXEC: usize = 1 | 0o2_000_000;
        const IPPROTO_TCP: usize = 6;
        const TCP_NODELAY: usize = 1;

        // SAFETY: no pointers.
        let socket = Self(unsafe {
            call(number::SOCKET, [Address::FAMILY.into(), SOCK_STREAM_CLOEXEC, 0, 0, 0])
        }?);
        let at = ptr::from_ref(to).expose_provenance();
        // SAFETY: the address is as the kernel has it, and that long.
        unsafe { call(number::CONNECT, [socket.0, at, size_of::<Address>(), 0, 0]) }?;
        let yes = 1_i32;
        let at = (&raw const yes).expose_provenance();
        // Each request is written at once; there is nothing to wait for.
        // SAFETY: the option is an int.
        unsafe { call(number::SETSOCKOPT, [socket.0, IPPROTO_TCP, TCP_NODELAY, at, 4]) }?;
        Ok(socket)
    }

    pub(crate) fn read(&mut self, room: &mut [u8]) -> Result<usize, Errno> {
        // SAFETY: the room is borrowed mutably, and that long.
        unsafe {
            call(number::READ, [self.0, room.as_mut_ptr().expose_provenance(), room.len(), 0, 0])
        }
    }

    /// Writes some of the parts, and says how much.
    pub(crate) fn write(&mut self, parts: [&[u8]; 2]) -> Result<usize, Errno> {
        let parts = parts.map(|part| [part.as_ptr().expose_provenance(), part.len()]);
        // SAFETY: pointer and length are what a part is to the kernel; all is borrowed, and only read.
        unsafe {
            call(number::WRITEV, [self.0, parts.as_ptr().expose_provenance(), parts.len(), 0, 0])
        }
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        // SAFETY: no pointers.
        let _ = unsafe { call(number::CLOSE, [self.0, 0, 0, 0, 0]) };
    }
}

/// `sockaddr_in`.
#[repr(C)]
pub(crate) struct Address {
    family: u16,
    port: [u8; 2],
    ip: [u8; 4],
    zero: [u8; 8],
}

impl Address {
    /// IPv4.
    const FAMILY: u16 = 2;

    pub(crate) const fn new(ip: [u8; 4], port: u16) -> Self {
        Self { family: Self::FAMILY, port: port.to_be_bytes(), ip, zero: [0; 8] }
    }
}

// ---- what the compiler calls ----

#[cfg(target_arch = "x86_64")]
global_asm!(
    ".globl memcpy, memmove, memset, memcmp, bcmp, strlen",
    // Backwards where the end of the source would be overwritten before it is read.
    "memmove: mov rax, rdi",
    "sub rax, rsi",
    "cmp rax, rdx",
    "jae memcpy",
    "mov rax, rdi",
    "mov rcx, rdx",
    "lea rdi, [rdi + rdx - 1]",
    "lea rsi, [rsi + rdx - 1]",
    "std",
    "rep movsb",
    "cld",
    "ret",
    "memcpy: mov rax, rdi",
    "mov rcx, rdx",
    "rep movsb",
    "ret",
    "memset: mov r8, rdi",
    "mov eax, esi",
    "mov rcx, rdx",
    "rep stosb",
    "mov rax, r8",
    "ret",
    "bcmp:",
    "memcmp: mov rcx, rdx",
    "xor eax, eax",
    "test rcx, rcx",
    "jz 2f",
    "repe cmpsb",
    "movzx eax, byte ptr [rdi - 1]",
    "movzx ecx, byte ptr [rsi - 1]",
    "sub eax, ecx",
    "2: ret",
    "strlen: mov rax, rdi",
    "3: cmp byte ptr [rax], 0",
    "je 4f",
    "inc rax",
    "jmp 3b",
    "4: sub rax, rdi",
    "ret",
);

#[cfg(target_arch = "aarch64")]
global_asm!(
    ".globl memcpy, memmove, memset, memcmp, bcmp, strlen",
    "memmove: sub x3, x0, x1",
    "cmp x3, x2",
    "b.hs memcpy",
    "2: cbz x2, 3f",
    "sub x2, x2, #1",
    "ldrb w4, [x1, x2]",
    "strb w4, [x0, x2]",
    "b 2b",
    "3: ret",
    // Sixteen bytes at a time, then what is left.
    "memcpy: mov x3, x0",
    "subs x2, x2, #16",
    "b.lo 3f",
    "2: ldp x4, x5, [x1], #16",
    "stp x4, x5, [x3], #16",
    "subs x2, x2, #16",
    "b.hs 2b",
    "3: adds x2, x2, #16",
    "b.eq 5f",
    "4: ldrb w4, [x1], #1",
    "strb w4, [x3], #1",
    "subs x2, x2, #1",
    "b.ne 4b",
    "5: ret",
    "memset: mov x3, x0",
    "2: cbz x2, 3f",
    "strb w1, [x3], #1",
    "sub x2, x2, #1",
    "b 2b",
    "3: ret",
    "bcmp:",
    "memcmp: mov w3, #0",
    "2: cbz x2, 3f",
    "ldrb w3, [x0], #1",
    "ldrb w4, [x1], #1",
    "sub x2, x2, #1",
    "subs w3, w3, w4",
    "b.eq 2b",
    "3: mov w0, w3",
    "ret",
    "strlen: mov x1, x0",
    "2: ldrb w2, [x1], #1",
    "cbnz w2, 2b",
    "sub x0, x1, x0",
    "sub x0, x0, #1",
    "ret",
);

/// A panic ends the process, and Lambda starts another.
#[panic_handler]
#[cfg(not(feature = "gate"))]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    exit(101)
}

/// Nothing calls it: the linker refuses the program where something does, and shows this name.
#[panic_handler]
#[cfg(feature = "gate")]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    unsafe extern "C" {
        #[link_name = "\n\n  A PANIC IS REACHABLE\n"]
        fn reachable() -> !;
    }
    // SAFETY: there is no such function, so a program with this call does not link.
    unsafe { reachable() }
}
