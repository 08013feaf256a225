//! The rules of the programme, pure: no input or output, clock, randomness, SQL or HTTP.
//!
//! Time, randomness and data arrive as arguments, so every rule is a table of cases beside its code.

pub mod content;
pub mod ids;
