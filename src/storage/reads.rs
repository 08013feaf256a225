//! Lines of the trail about what was read (A1). They wait while nobody can write for a while, as during a reform of the
//! map, so that a page which only shows something is not refused for its line.
//!
//! Owns: the lines that wait. They are told to the program's log at once, and come into the trail with the moment of the
//! reading as soon as it can be written. Does not own: the trail (`audit.rs`).

use crate::audit::{self, Entry};
use crate::connect::Store;
use crate::error::{Result, StorageError};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tungngo_domain::time::Instant;

/// Lines that wait at most; then readings are refused again, as everything is that cannot be written down.
const WAIT_AT_MOST: usize = 10_000;
/// How often it is tried again.
const AGAIN_AFTER: Duration = Duration::from_millis(250);

/// What waits.
#[derive(Debug, Default)]
pub(crate) struct Reads {
    waiting: Mutex<Waiting>,
    /// Held by who writes them, so that none is written twice.
    turn: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct Waiting {
    lines: Vec<(Entry, Instant)>,
    /// A task that will write them is there.
    kept: bool,
}

impl Reads {
    fn with<T>(&self, work: impl FnOnce(&mut Waiting) -> T) -> T {
        work(&mut self.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Store {
    /// Adds a line about what was read. Where nobody can write for a while, the line waits and the reader does not.
    pub async fn audit_read(&self, entry: Entry, now: Instant) -> Result<()> {
        if !self.writing_waits() {
            match self.audit(entry.clone(), now).await {
                Err(StorageError::Unreachable(_)) => {}
                done => return done,
            }
        }
        tracing::warn!(actor = ?entry.actor, action = entry.action, target = ?entry.target, unit = ?entry.unit,
            detail = entry.detail, at = %now, "a line of the audit trail waits until it can be written");
        let kept = self.reads.with(|waiting| {
            if waiting.lines.len() >= WAIT_AT_MOST {
                return None;
            }
            waiting.lines.push((entry, now));
            Some(std::mem::replace(&mut waiting.kept, true))
        });
        match kept {
            None => Err(StorageError::Unreachable("too many lines of the audit trail wait".to_owned())),
            Some(true) => Ok(()),
            Some(false) => {
                let store = self.clone();
                tokio::spawn(async move {
                    while !store.write_reads().await {
                        tokio::time::sleep(AGAIN_AFTER).await;
                    }
                });
                Ok(())
            }
        }
    }

    /// Whether lines wait, because nobody could write a moment ago. What may be left out then should be.
    pub fn writing_waits(&self) -> bool {
        self.reads.with(|waiting| waiting.kept)
    }

    /// Writes what waits, in one transaction; `true` once nothing waits any more.
    pub(crate) async fn write_reads(&self) -> bool {
        let _turn = self.reads.turn.lock().await;
        let lines = self.reads.with(|waiting| waiting.lines.clone());
        if !lines.is_empty() {
            let written = self.write(async |txn| audit::append(txn, lines.iter().cloned()).await).await;
            if let Err(error) = written {
                tracing::debug!(%error, "lines of the audit trail still wait");
                return false;
            }
        }
        self.reads.with(|waiting| {
            waiting.lines.drain(..lines.len());
            waiting.kept = !waiting.lines.is_empty();
            !waiting.kept
        })
    }
}
