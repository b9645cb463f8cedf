//! The face on gatepost-blocking, and bodies in gzip.

include!("../face.rs");
