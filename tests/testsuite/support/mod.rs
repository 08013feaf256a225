//! What tests stand on: a running server ([`TestApp`]), browsers of each persona, and builders for what bypasses HTTP.
//!
//! A helper whose name begins with `db_` writes to the database directly; all others send requests as a browser does.

mod app;
mod builders;
mod client;
mod database;
mod events;
mod page;
mod study;
mod world;

pub use app::{Setup, TestApp, fixture_courses};
pub use builders::{Commune, Member, PASSPHRASE, PIN};
pub use client::{Browser, Login};
pub use database::TestDatabase;
pub use page::{Form, Page};
pub use study::{How, fill, words};
pub use world::{MATRIX, Of, Persona, Who, World};

use chrono::Duration;

/// So many days.
pub fn days(days: i64) -> Duration {
    Duration::days(days)
}

/// So many minutes.
pub fn minutes(minutes: i64) -> Duration {
    Duration::minutes(minutes)
}
