//! Everything that knows SQL: connections, transactions, entities, and the queries of each noun.
//!
//! Runs alike on SQLite and PostgreSQL. Rows become domain values at this edge; nothing outside sees an entity.
//! Statements are constants or built by the query builder, never put together from text that came from outside (V2).

mod connect;
mod entity;
mod error;
mod group;

pub mod assignments;
pub mod audit;
pub mod bulk;
pub mod cards;
pub mod certificates;
pub mod contacts;
pub mod content;
pub mod entries;
pub mod learning;
pub mod ledger;
pub mod logins;
pub mod meant;
pub mod member_list;
pub mod months;
mod namesakes;
pub mod papers;
pub mod people;
pub mod performance;
pub mod rights;
pub mod rollup;
pub mod roster;
pub mod rosters;
pub mod session_acts;
pub mod session_people;
pub mod sessions;
pub mod settings;
pub mod stages;
pub mod teams;
pub mod touched;
pub mod trainers;
pub mod units;
pub mod verify;

pub use connect::{Store, migrate, sqlite_url};
pub use error::{Result, StorageError};
pub use sea_orm::ConnectionTrait as Connection;

/// Rows of one statement in bulk work: well below the bind limits of both databases (dependencies.md §2.12).
pub(crate) const BATCH_ROWS: usize = 500;
