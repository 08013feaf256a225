//! The rules of the programme, pure: no input or output, clock, randomness, SQL or HTTP.
//!
//! Time, randomness and data arrive as arguments, so every rule is a table of cases beside its code.

pub mod access;
pub mod assignment;
pub mod attention;
pub mod audience;
pub mod certificate_acts;
pub mod certification;
pub mod change;
pub mod codes;
pub mod collation;
pub mod content;
pub mod coverage;
pub mod exam;
pub mod folding;
pub mod grading;
pub mod help;
pub mod ids;
pub mod ledger;
pub mod login_policy;
pub mod meaning;
pub mod membership;
pub mod months;
pub mod paper;
pub mod people;
pub mod performance;
pub mod periods;
pub mod pin;
pub mod progress;
pub mod reform;
pub mod renewal;
pub mod rollup;
pub mod roster;
pub mod session;
pub mod tally;
pub mod target;
pub mod throttle;
pub mod time;
pub mod units;
