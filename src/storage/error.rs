//! What can go wrong when reading or writing, in this product's words. Only the web decides which page it becomes.

use sea_orm::{DbErr, SqlErr};

/// A failure of storage.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// Not there, or out of the asker's reach: the two must not be told apart (Z3).
    #[error("not found")]
    NotFound,
    /// The rule of the thing refuses it; holds a word for the log.
    #[error("refused: {0}")]
    Refused(&'static str),
    /// Nothing of a closed or cancelled training session changes.
    #[error("refused: the session is closed")]
    SessionClosed,
    /// As many tests as a day allows were begun.
    #[error("refused: the day's tries are used up")]
    TriesUsedUp,
    /// The same id came with other content (K3).
    #[error("the event id was used for other content")]
    Conflict,
    /// Somebody else has it already: a phone's door, an account name.
    #[error("already taken")]
    Taken,
    /// A stored value cannot be read back.
    #[error("stored data cannot be read: {0}")]
    Corrupt(String),
    /// No room to write (K8).
    #[error("the disk is full or cannot be written")]
    Full,
    /// The database cannot be reached or did not answer in time.
    #[error("the database cannot be reached: {0}")]
    Unreachable(String),
    /// The schema is newer than this program.
    #[error("the database was written by a newer version (it has the migration {0})")]
    NewerSchema(String),
    /// A promise of the database's set-up is not kept.
    #[error("the database is not set up as needed: {0}")]
    Setup(String),
    /// Anything else the database said.
    #[error("database: {0}")]
    Database(DbErr),
}

impl From<DbErr> for StorageError {
    fn from(error: DbErr) -> Self {
        if let Some(SqlErr::UniqueConstraintViolation(_)) = error.sql_err() {
            return Self::Taken;
        }
        let text = error.to_string();
        if text.contains("database or disk is full")
            || text.contains("disk I/O error")
            || text.contains("No space left")
        {
            return Self::Full;
        }
        if text.contains("database is locked") {
            // Another process holds the writer of an SQLite file for longer than anybody waits.
            return Self::Unreachable(text);
        }
        match error {
            DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => Self::Unreachable(text),
            other => Self::Database(other),
        }
    }
}

impl From<serde_json::Error> for StorageError {
    fn from(error: serde_json::Error) -> Self {
        Self::Corrupt(error.to_string())
    }
}

/// The result of a storage call.
pub type Result<T> = std::result::Result<T, StorageError>;
