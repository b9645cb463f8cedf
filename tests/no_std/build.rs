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
    ] {
        println!("cargo::rustc-link-arg-bins={argument}");
    }
    // Only lld, which links for x86_64, would make a segment of constants, and makes one of functions whose
    // code is the same.
    if std::env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|arch| arch == "x86_64") {
        println!("cargo::rustc-link-arg-bins=-Wl,--no-rosegment,--icf=all");
    }
}
