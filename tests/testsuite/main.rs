//! Everything a person can do, through the real server over HTTP: a file a noun, a fact a test.
//!
//! See `README.md` beside this file for how to run it on PostgreSQL and how to add a test.

mod support;

mod api;
mod assignments;
mod attempts;
mod borrowed;
mod cards;
mod certificate_desk;
mod certificate_words;
mod country;
mod courses;
mod coverage;
mod doors;
mod drills;
mod figures;
mod forms;
mod freezes;
mod grants;
mod headers;
mod help;
mod invitations;
mod journey;
mod kinds;
mod ledger;
mod lessons;
mod lifetimes;
mod media;
mod members;
mod migrations;
mod months;
mod names;
mod overview;
mod papers;
mod periods;
mod program;
mod programme_words;
mod programmes;
mod provinces;
mod reach;
mod reforms;
mod requests;
mod rights;
mod rollup;
mod rosters;
mod session_changes;
mod sessions;
mod shipped;
mod sign_offs;
mod staff;
mod targets;
mod tokens;
mod verification;
mod versions;
