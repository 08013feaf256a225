//! Reading: everything that a request which only looks reads, it reads from one state of the database, on one
//! connection.
//!
//! Two gains in one: what stands on a page always fits together, also while a reform of the map is being carried out;
//! and a statement is one hand-over to SQLite's thread, or one way to PostgreSQL and back, where the pool adds a test
//! of the connection before and after each.
//!
//! Owns: that state, from its first read to its end. Does not own: who asks for it ([`in_one_state`] stands around the
//! handlers, in the outer layer of the web), nor any query.

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult,
    Statement, TransactionTrait,
};
use sea_orm_migration::async_trait;
use std::ops::Deref;
use std::sync::Arc;
use tokio::sync::Mutex;

tokio::task_local! {
    static REQUEST: Arc<Mutex<Seen>>;
}

/// What a request reads from.
#[derive(Debug, Default)]
struct Seen {
    state: Option<Arc<DatabaseTransaction>>,
    /// States that were begun.
    begun: u32,
    /// Each statement for itself from now on.
    apart: bool,
}

/// Runs a request: what it reads, it reads from one state of the database, begun by its first read. Says beside the
/// result whether that held to the end, which a write or [`read_apart`] prevents.
pub async fn in_one_state<T>(request: impl Future<Output = T>) -> (T, bool) {
    let seen = Arc::default();
    let answer = REQUEST.scope(Arc::clone(&seen), request).await;
    let mut seen = seen.lock().await;
    let whole = seen.begun <= 1 && !seen.apart;
    // Dropped without waiting: there is nothing to commit.
    seen.state = None;
    (answer, whole)
}

/// Lets go of the request's state: for what reads so long that it must not keep a connection all the while.
pub async fn read_apart() {
    if let Ok(seen) = REQUEST.try_with(Arc::clone) {
        let mut seen = seen.lock().await;
        seen.state = None;
        seen.apart = true;
    }
}

/// Ends the request's state around a write: what is read after it must show it.
pub(crate) async fn forget() {
    if let Ok(seen) = REQUEST.try_with(Arc::clone) {
        seen.lock().await.state = None;
    }
}

/// Where is read from: the state that the request sees, where there is one, and the pool otherwise. Writes fail.
#[derive(Debug, Clone)]
pub struct Reader(DatabaseConnection);

/// One state of the database: the request's, or one of its own. Ends when it is dropped.
#[derive(Debug)]
pub(crate) enum Snapshot {
    OfRequest(Arc<DatabaseTransaction>),
    Own(Box<DatabaseTransaction>),
}

impl Deref for Snapshot {
    type Target = DatabaseTransaction;
    fn deref(&self) -> &DatabaseTransaction {
        match self {
            Self::OfRequest(state) => state,
            Self::Own(state) => state,
        }
    }
}

impl Reader {
    /// Reads from this pool, whose connections begin transactions as snapshots that only read.
    pub(crate) fn new(pool: DatabaseConnection) -> Self {
        Self(pool)
    }

    /// The pool itself.
    pub(crate) fn pool(&self) -> &DatabaseConnection {
        &self.0
    }

    /// One state of the database for several reads.
    pub(crate) async fn snapshot(&self) -> Result<Snapshot, DbErr> {
        Ok(match self.of_request().await? {
            Some(state) => Snapshot::OfRequest(state),
            None => Snapshot::Own(Box::new(self.0.begin().await?)),
        })
    }

    async fn of_request(&self) -> Result<Option<Arc<DatabaseTransaction>>, DbErr> {
        let Ok(seen) = REQUEST.try_with(Arc::clone) else { return Ok(None) };
        let mut seen = seen.lock().await;
        if seen.apart {
            return Ok(None);
        }
        if let Some(state) = &seen.state {
            return Ok(Some(Arc::clone(state)));
        }
        let state = Arc::new(self.0.begin().await?);
        seen.begun += 1;
        seen.state = Some(Arc::clone(&state));
        Ok(Some(state))
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Reader {
    fn get_database_backend(&self) -> DbBackend {
        self.0.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        match self.of_request().await? {
            Some(state) => state.execute_raw(statement).await,
            None => self.0.execute_raw(statement).await,
        }
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        match self.of_request().await? {
            Some(state) => state.execute_unprepared(sql).await,
            None => self.0.execute_unprepared(sql).await,
        }
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        match self.of_request().await? {
            Some(state) => state.query_one_raw(statement).await,
            None => self.0.query_one_raw(statement).await,
        }
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        match self.of_request().await? {
            Some(state) => state.query_all_raw(statement).await,
            None => self.0.query_all_raw(statement).await,
        }
    }
}
