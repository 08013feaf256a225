//! Lines of the trail about what was read (A1). They come into it in groups, with the moment of each reading, so that a
//! page that only shows something waits for no disk; and they wait longer while nobody can write, as during a reform of
//! the map, so that no page is refused for its line.
//!
//! Owns: the lines that wait. While they cannot be written they are told to the program's log. Does not own: the trail
//! (`audit.rs`).

use crate::audit::{self, Entry};
use crate::connect::Store;
use crate::error::{Result, StorageError};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tungngo_domain::time::Instant;

/// Lines that wait at most; then readings are refused again, as everything is that cannot be written down.
const WAIT_AT_MOST: usize = 10_000;
/// How long a line waits for others to be written with it: A1 allows a second.
const GROUPED_FOR: Duration = Duration::from_millis(300);
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
    /// Writing them failed.
    stuck: bool,
}

impl Reads {
    fn with<T>(&self, work: impl FnOnce(&mut Waiting) -> T) -> T {
        work(&mut self.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Store {
    /// Adds a line about what was read. It is in the trail within a second, or as soon as somebody can write.
    pub fn audit_read(&self, entry: Entry, now: Instant) -> Result<()> {
        let kept = self.reads.with(|waiting| {
            if waiting.lines.len() >= WAIT_AT_MOST {
                return None;
            }
            if waiting.stuck {
                tell(&entry, now);
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
                    tokio::time::sleep(GROUPED_FOR).await;
                    while !store.write_reads().await {
                        tokio::time::sleep(AGAIN_AFTER).await;
                    }
                });
                Ok(())
            }
        }
    }

    /// Whether lines wait because nobody could write a moment ago. What may be left out then should be.
    pub fn writing_waits(&self) -> bool {
        self.reads.with(|waiting| waiting.stuck)
    }

    /// Writes what waits, in one transaction; `true` once nothing waits any more.
    pub(crate) async fn write_reads(&self) -> bool {
        let _turn = self.reads.turn.lock().await;
        let lines = self.reads.with(|waiting| waiting.lines.clone());
        if !lines.is_empty() {
            let written = self.write(async |txn| audit::append(txn, lines.iter().cloned()).await).await;
            if let Err(error) = written {
                tracing::debug!(%error, "lines of the audit trail still wait");
                self.reads.with(|waiting| {
                    if !std::mem::replace(&mut waiting.stuck, true) {
                        waiting.lines.iter().for_each(|(entry, at)| tell(entry, *at));
                    }
                });
                return false;
            }
        }
        self.reads.with(|waiting| {
            waiting.lines.drain(..lines.len());
            waiting.kept = !waiting.lines.is_empty();
            waiting.stuck = false;
            !waiting.kept
        })
    }
}

fn tell(entry: &Entry, at: Instant) {
    tracing::warn!(actor = ?entry.actor, action = entry.action, target = ?entry.target, unit = ?entry.unit,
        detail = entry.detail, %at, "a line of the audit trail waits until it can be written");
}
