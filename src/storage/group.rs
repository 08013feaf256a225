//! One commit for all who wait (SQLite): each writer works in a savepoint of its own inside a transaction they share.
//!
//! A sync of the disk costs more than the rows of a submission, and SQLite has one writer. So a writer whose work is
//! done leaves the transaction open for those who queue behind it, and all of them are told of one commit. What a
//! writer did wrong is undone to its savepoint and touches nobody else. Nobody hears of success before the commit (K1).
//!
//! Owns: the queue, the savepoints and the commit. Does not own: what is written. A writer may be dropped at any await
//! (its browser went away), so the commit runs in a task of its own, and whoever comes next settles what was left.

use crate::connect::finish;
use crate::error::{Result, StorageError};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::runtime::Handle;
use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};

/// Writers in one commit at most.
const WRITERS_AT_MOST: usize = 50;
/// How long a transaction stays open for others: well below what a transaction may last (K7).
const OPEN_AT_MOST: Duration = Duration::from_millis(20);

/// The queue of writers: the lock is fair, so they come in the order they asked.
#[derive(Debug, Clone)]
pub(crate) struct Queue {
    writer: DatabaseConnection,
    wait_at_most: Duration,
    group: Arc<Mutex<Option<Group>>>,
}

/// An open transaction and those who wait for its commit.
#[derive(Debug)]
struct Group {
    txn: DatabaseTransaction,
    since: Instant,
    /// A savepoint was asked for and not seen to end: in the next writer's hands this means that one was dropped.
    unsettled: bool,
    /// A task that commits is on its way.
    closing: bool,
    waiting: Vec<oneshot::Sender<Result<()>>>,
}

/// The place at the head of the queue. However it is given up, a commit follows.
struct Place {
    group: OwnedMutexGuard<Option<Group>>,
    all: Arc<Mutex<Option<Group>>>,
}

impl Drop for Place {
    fn drop(&mut self) {
        let Some(group) = &mut *self.group else { return };
        if group.closing {
            return;
        }
        // The task queues behind everybody who waits now: they come into the same commit.
        if let Ok(runtime) = Handle::try_current() {
            group.closing = true;
            let all = Arc::clone(&self.all);
            runtime.spawn(async move { commit(&mut *all.lock().await).await });
        }
    }
}

impl Queue {
    /// A queue before the only connection that writes.
    pub(crate) fn new(writer: DatabaseConnection, wait_at_most: Duration) -> Self {
        Self { writer, wait_at_most, group: Arc::default() }
    }

    /// Runs `work` when its turn comes; returns after the commit, or after undoing what failed.
    pub(crate) async fn write<T>(
        &self,
        work: impl AsyncFnOnce(&DatabaseTransaction) -> Result<T>,
    ) -> Result<T> {
        let mut place = Place { group: self.turn().await?, all: Arc::clone(&self.group) };
        settle(&mut place.group).await;
        let group = match &mut *place.group {
            Some(group) => group,
            none => none.insert(Group::begin(&self.writer).await?),
        };
        let done = group.run(work).await?;
        let (tell, told) = oneshot::channel();
        group.waiting.push(tell);
        if group.waiting.len() >= WRITERS_AT_MOST || group.since.elapsed() >= OPEN_AT_MOST {
            group.closing = true;
            tokio::spawn(async move { commit(&mut place.group).await });
        } else {
            drop(place);
        }
        told.await.map_err(|_| StorageError::Unreachable("the commit was given up".to_owned()))??;
        Ok(done)
    }

    /// The same in a transaction of its own, after what is still open: for what writes so much that a savepoint, which
    /// keeps a copy of every page that it changes, would not fit.
    pub(crate) async fn write_much<T>(
        &self,
        work: impl AsyncFnOnce(&DatabaseTransaction) -> Result<T>,
    ) -> Result<T> {
        let mut group = self.turn().await?;
        commit(&mut group).await;
        finish(Group::begin(&self.writer).await?.txn, work).await
    }

    async fn turn(&self) -> Result<OwnedMutexGuard<Option<Group>>> {
        tokio::time::timeout(self.wait_at_most, Arc::clone(&self.group).lock_owned())
            .await
            .map_err(|_| StorageError::Unreachable("too many writers wait".to_owned()))
    }

    /// Commits what is still open.
    pub(crate) async fn finish(&self) {
        commit(&mut *self.group.lock().await).await;
    }
}

impl Group {
    async fn begin(writer: &DatabaseConnection) -> Result<Self> {
        let options = TransactionOptions {
            // Takes the lock now, so that no writer fails half-way for it.
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let txn = writer.begin_with_options(options).await?;
        Ok(Self { txn, since: Instant::now(), unsettled: false, closing: false, waiting: Vec::new() })
    }

    /// Does one writer's work in a savepoint.
    ///
    /// The savepoint is set by hand: sea-orm's nested transaction rolls back whatever is innermost when it is dropped
    /// while being released, which would be the work of the others.
    async fn run<T>(&mut self, work: impl AsyncFnOnce(&DatabaseTransaction) -> Result<T>) -> Result<T> {
        self.unsettled = true;
        self.txn.execute_unprepared("SAVEPOINT turn").await?;
        let done = work(&self.txn).await;
        if done.is_ok() {
            self.txn.execute_unprepared("RELEASE turn").await?;
        } else {
            self.undo().await?;
        }
        self.unsettled = false;
        done
    }

    async fn undo(&self) -> std::result::Result<(), DbErr> {
        self.txn.execute_unprepared("ROLLBACK TO turn; RELEASE turn").await?;
        Ok(())
    }
}

/// Undoes what a dropped writer left. When that cannot be done, the group is given up, and all in it are told.
async fn settle(open: &mut Option<Group>) {
    let Some(group) = open else { return };
    if !group.unsettled {
        return;
    }
    match group.undo().await {
        Ok(()) => group.unsettled = false,
        // Released or undone already, though nobody was left to hear of it. Had the database itself given the whole
        // transaction up, then the commit fails: it succeeds only inside the transaction that it belongs to.
        Err(error) if error.to_string().contains("no such savepoint") => group.unsettled = false,
        Err(error) => {
            tracing::error!(%error, "a group of writers is given up");
            if let Some(group) = open.take() {
                let error = StorageError::from(error);
                let _ = group.txn.rollback().await;
                tell(group.waiting, Err(error));
            }
        }
    }
}

/// Commits the group, if there is one, and tells everybody in it.
async fn commit(open: &mut Option<Group>) {
    settle(open).await;
    if let Some(group) = open.take() {
        let outcome = group.txn.commit().await.map_err(StorageError::from);
        tell(group.waiting, outcome);
    }
}

fn tell(waiting: Vec<oneshot::Sender<Result<()>>>, outcome: Result<()>) {
    for writer in waiting {
        let outcome = match &outcome {
            Ok(()) => Ok(()),
            Err(StorageError::Full) => Err(StorageError::Full),
            Err(error) => Err(StorageError::Unreachable(error.to_string())),
        };
        // A writer that went away needs no answer.
        let _ = writer.send(outcome);
    }
}
