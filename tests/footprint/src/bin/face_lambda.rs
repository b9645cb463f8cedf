//! The face on gatepost-lambda.

include!("../face.rs");
