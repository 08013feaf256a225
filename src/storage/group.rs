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
    /// Savepoints asked for so far; the last one's number is its name.
    turns: u32,
    /// The last one was seen to be set. Who comes after releases it with the message that sets their own.
    is_set: bool,
    /// A writer's turn was begun and not seen to end: in the next one's hands this means that it was dropped.
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
        let since = Instant::now();
        Ok(Self {
            txn,
            since,
            turns: 0,
            is_set: false,
            unsettled: false,
            closing: false,
            waiting: Vec::new(),
        })
    }

    /// Does one writer's work in a savepoint.
    ///
    /// The savepoint is set by hand: sea-orm's nested transaction rolls back whatever is innermost when it is dropped
    /// while being released, which would be the work of the others.
    async fn run<T>(&mut self, work: impl AsyncFnOnce(&DatabaseTransaction) -> Result<T>) -> Result<T> {
        self.unsettled = true;
        let released = if self.is_set { format!("RELEASE turn_{}; ", self.turns) } else { String::new() };
        self.turns += 1;
        self.is_set = false;
        self.txn.execute_unprepared(&format!("{released}SAVEPOINT turn_{}", self.turns)).await?;
        self.is_set = true;
        let done = work(&self.txn).await;
        if done.is_err() {
            self.undo().await?;
        }
        self.unsettled = false;
        done
    }

    /// Undoes what the last writer did. The savepoint stays, and is the innermost.
    async fn undo(&self) -> std::result::Result<(), DbErr> {
        self.txn.execute_unprepared(&format!("ROLLBACK TO turn_{}", self.turns)).await?;
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
        // It never came to be set, and the one before may still be: each has a name of its own, so that nobody's but the
        // dropped writer's is undone. Had the database itself given the whole transaction up, then the commit fails: it
        // succeeds only inside the transaction that it belongs to.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Store;
    use sea_orm::{DbBackend, Statement};
    use std::future::poll_fn;
    use std::pin::pin;
    use std::task::Poll;

    /// Stops a writer after so many polls of its work, as a browser that goes away does.
    async fn dropped_after<T>(polls: usize, work: impl Future<Output = T>) -> Option<T> {
        let mut work = pin!(work);
        let mut left = polls;
        poll_fn(|context| match (left, work.as_mut().poll(context)) {
            (_, Poll::Ready(done)) => Poll::Ready(Some(done)),
            (0, Poll::Pending) => Poll::Ready(None),
            (_, Poll::Pending) => {
                left -= 1;
                Poll::Pending
            }
        })
        .await
    }

    /// Two rows of one writer, which must stand together or not at all.
    async fn two_rows(store: &Store, n: usize, fails: bool) -> Result<()> {
        store
            .write(async |txn| {
                for part in 0..2 {
                    let insert = format!("INSERT INTO told VALUES ({n}, {part})");
                    txn.execute_unprepared(&insert).await?;
                }
                if fails { Err(StorageError::Refused("it was to fail")) } else { Ok(()) }
            })
            .await
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn who_fails_or_goes_away_takes_nobody_along() {
        let folder = std::env::temp_dir().join(format!("tungngo-group-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let store = Store::open(&crate::sqlite_url(&folder.join("group.db"))).await.unwrap();
        store.set_up_writer("CREATE TABLE told (n INTEGER, part INTEGER)").await.unwrap();
        let mut expected = Vec::new();
        for round in 0..40 {
            let writers = (0..30).map(|one| {
                let (store, n) = (store.clone(), round * 30 + one);
                tokio::spawn(async move {
                    match n % 5 {
                        // Somewhere between asking for a turn and hearing of the commit.
                        0 => dropped_after(n / 5 % 12, two_rows(&store, n, false)).await,
                        1 => Some(two_rows(&store, n, true).await),
                        _ => Some(two_rows(&store, n, false).await),
                    }
                })
            });
            let writers: Vec<_> = writers.collect();
            for (writer, n) in writers.into_iter().zip(round * 30..) {
                let said = writer.await.unwrap();
                match n % 5 {
                    1 => assert!(matches!(said, Some(Err(StorageError::Refused(_)))), "{n}: {said:?}"),
                    0 => {}
                    _ => assert!(matches!(said, Some(Ok(()))), "{n}: {said:?}"),
                }
                expected.push((n, said.is_some_and(|said| said.is_ok())));
            }
        }
        let count = async |n: usize| {
            let question = format!("SELECT COUNT(*) AS n FROM told WHERE n = {n}");
            let row = store.reader().query_one_raw(Statement::from_string(DbBackend::Sqlite, question)).await;
            row.unwrap().unwrap().try_get::<i64>("", "n").unwrap()
        };
        for (n, written) in expected {
            // Who went away may have been written or not, but whole.
            let allowed: &[i64] = if written {
                &[2]
            } else if n % 5 == 0 {
                &[0, 2]
            } else {
                &[0]
            };
            let found = count(n).await;
            assert!(allowed.contains(&found), "{n}: {found} rows");
        }
        store.close().await.unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
