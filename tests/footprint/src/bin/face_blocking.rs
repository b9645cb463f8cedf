//! The face on gatepost-blocking.

include!("../face.rs");
