//! What the benches share: instructions counted, times compared, random numbers.

pub mod callgrind;
pub mod race;
pub mod random;
