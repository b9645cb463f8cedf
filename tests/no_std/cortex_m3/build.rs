//! Says how to link for the board: where its memory is, and that no file is aligned for pages.

use std::{env, fs, path::Path};

/// Of the lm3s6965: where flash and RAM are.
const MEMORY: &str = "MEMORY
{
    FLASH : ORIGIN = 0x00000000, LENGTH = 256K
    RAM : ORIGIN = 0x20000000, LENGTH = 64K
}
";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if env::var("TARGET").is_ok_and(|target| target == "thumbv7m-none-eabi") {
        let folder = env::var("OUT_DIR").unwrap_or_default();
        fs::write(Path::new(&folder).join("memory.x"), MEMORY).expect("OUT_DIR can be written to");
        println!("cargo::rustc-link-search={folder}");
        println!("cargo::rustc-link-arg-bins=-Tlink.x");
        println!("cargo::rustc-link-arg-bins=--nmagic");
    }
}
