//! Everything that knows SQL: connections, transactions, entities, and the queries of each noun.
//!
//! Runs alike on SQLite and PostgreSQL. Rows become domain values at this edge; nothing outside sees an entity.
//! Statements are constants or built by the query builder, never put together from text that came from outside (V2).

mod batch;
mod connect;
mod entity;
mod error;
mod group;
mod joined;

pub mod assignments;
pub mod audit;
pub mod behind;
pub mod bulk;
pub mod cards;
pub mod certificate_acts;
pub mod certificate_desk;
pub mod certificate_templates;
pub mod certificates;
pub mod contacts;
pub mod content;
pub mod doubts;
pub mod entries;
pub mod figures;
pub mod freezes;
pub mod help;
pub mod help_desk;
pub mod help_notes;
pub mod learning;
pub mod ledger;
pub mod logins;
pub mod meant;
pub mod member_list;
pub mod memberships;
pub mod months;
mod namesakes;
mod packed;
pub mod papers;
pub mod people;
pub mod performance;
pub mod programmes;
pub mod progress;
pub mod reader;
mod reads;
pub mod reforms;
pub mod rights;
pub mod rollup;
pub mod rosters;
pub mod session_acts;
pub mod session_changes;
pub mod session_people;
pub mod sessions;
pub mod settings;
pub mod staff;
pub mod stages;
pub mod targets;
pub mod teams;
pub mod tokens;
pub mod touched;
pub mod trainers;
pub mod units;
pub mod verify;

pub use connect::{Store, migrate, sqlite_url};
pub use error::{Result, StorageError};
pub use sea_orm::ConnectionTrait as Connection;

/// Rows of one statement in bulk work: well below the bind limits of both databases (dependencies.md §2.12).
pub(crate) const BATCH_ROWS: usize = 500;

/// Rows of a page of a list.
pub const PAGE_ROWS: u64 = 100;

/// From where a list is read, and how far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span<K> {
    /// The last row of the part before.
    pub after: Option<K>,
    /// At most so many rows, and not more than [`Self::of_a_file`] reads.
    pub rows: u64,
}

impl<K> Span<K> {
    /// A part of a file: as much as is read at once, since each part costs the same beside its rows.
    pub fn of_a_file(after: Option<K>) -> Self {
        Self { after, rows: BATCH_ROWS as u64 }
    }
}

/// Cuts a list that was read one row too far to a page; where there is more, gives the key of the page's last row.
pub fn cut_to_page<T, K>(rows: &mut Vec<T>, key: impl Fn(&T) -> K) -> Option<K> {
    cut_to(rows, PAGE_ROWS, key)
}

/// The same, to so many rows.
pub(crate) fn cut_to<T, K>(rows: &mut Vec<T>, page: u64, key: impl Fn(&T) -> K) -> Option<K> {
    let page = usize::try_from(page).unwrap_or(usize::MAX);
    let more = rows.len() > page;
    rows.truncate(page);
    rows.last().filter(|_| more).map(key)
}

/// Reads the id of a module, lesson, act or question as it was stored.
pub(crate) fn slug(text: &str) -> Result<tungngo_domain::ids::Slug> {
    tungngo_domain::ids::Slug::parse(text).map_err(|_| StorageError::Corrupt(text.to_owned()))
}
