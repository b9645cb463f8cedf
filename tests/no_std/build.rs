//! Says how to link a program that no C library starts.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=link.ld");
    println!("cargo::rustc-link-arg-bins=-Wl,-T,{}/link.ld", env!("CARGO_MANIFEST_DIR"));
    for argument in [
        "-nostartfiles",
        "-nodefaultlibs",
        "-static",
        "-no-pie",
        "-Wl,--gc-sections",
        "-Wl,--build-id=none",
        "-Wl,--no-eh-frame-hdr",
        // Fewer segments, and less padding between them.
        "-Wl,-z,norelro",
        "-Wl,-z,noseparate-code",
        "-Wl,--no-rosegment",
    ] {
        println!("cargo::rustc-link-arg-bins={argument}");
    }
}
