//! Links the programs without what a function that aborts on a panic has no use for. A function of
//! yours can take this file and `link.ld` as they are.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=link.ld");
    // The profile `minimal` alone, which its level tells: the others unwind.
    if std::env::var("OPT_LEVEL").is_ok_and(|level| level == "z") {
        println!("cargo::rustc-link-arg-bins=-Wl,-T,{}/link.ld", env!("CARGO_MANIFEST_DIR"));
        println!("cargo::rustc-link-arg-bins=-Wl,--no-eh-frame-hdr");
        // An address that is fixed needs no table of what to change when the program is loaded.
        println!("cargo::rustc-link-arg-bins=-no-pie");
        // Functions whose code is the same are one. Only lld, which links for x86_64, knows how.
        if std::env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|arch| arch == "x86_64") {
            println!("cargo::rustc-link-arg-bins=-Wl,--icf=all");
        }
    }
}
