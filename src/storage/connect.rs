//! Opening a database, SQLite or PostgreSQL, and holding it to the promises durability rests on (K1, K2, K7).
//!
//! Owns: connection options, pools, migrations at start, and the one way to write. Does not own: any query of a noun.

use crate::error::{Result, StorageError};
use crate::group::Queue;
use crate::reader::{self, Reader, Snapshot};
use crate::reads::Reads;
use crate::settings;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction,
    DbBackend, EntityTrait, QueryFilter, QuerySelect, Statement, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;
use sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tungngo_domain::collation::{person_sort_key, sort_key};
use tungngo_migrations::Migrator;
use uuid::Uuid;

/// The first SQLite without the WAL checkpoint race (K2).
const SQLITE_SAFE_FROM: (u32, u32, u32) = (3, 51, 3);
/// How long a request waits for a connection before it gives up (B2).
const WAIT_FOR_CONNECTION: Duration = Duration::from_secs(2);

/// An open database: readers, and the one way to write.
#[derive(Debug, Clone)]
pub struct Store {
    reader: Reader,
    writer: DatabaseConnection,
    /// Writers on SQLite queue here; PostgreSQL groups commits itself.
    queue: Option<Queue>,
    /// Lines of the trail that wait to be written.
    pub(crate) reads: Arc<Reads>,
}

/// The address of an SQLite file.
pub fn sqlite_url(file: &Path) -> String {
    // `%` and `?` would be read as escapes and options.
    let path = file.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    ["sqlite://", &path, "?mode=rwc"].concat()
}

impl Store {
    /// Opens the database, brings its schema up to date and checks its promises.
    pub async fn open(url: &str) -> Result<Self> {
        let once = migrated(url).await?;
        let store = Self::open_migrated(url).await;
        // Not before: the last connection to an SQLite file takes its WAL away, and the next makes a new one.
        once.close().await?;
        store
    }

    /// Opens a database as it is, for commands that only look: refuses a newer schema and an older one.
    pub async fn open_unchanged(url: &str) -> Result<Self> {
        let once = connect(url, 1, For::Writing).await?;
        let waiting = Migrator::get_pending_migrations(&once).await;
        let unknown = unknown_migration(&once).await?;
        once.close().await?;
        match (unknown, waiting) {
            (Some(name), _) => Err(StorageError::NewerSchema(name)),
            (None, Ok(waiting)) if waiting.is_empty() => Self::open_migrated(url).await,
            _ => Err(StorageError::Setup("its schema is older, start the server once".to_owned())),
        }
    }

    /// Opens a database whose schema is up to date already.
    pub async fn open_migrated(url: &str) -> Result<Self> {
        let sqlite = url.starts_with("sqlite:");
        let (writers, readers) = if sqlite { (1, 4) } else { (WRITERS, 8) };
        let writer = connect(url, writers, For::Writing).await?;
        let reader = Reader::new(connect(url, readers, For::Reading).await?);
        let queue = sqlite.then(|| Queue::new(writer.clone(), WAIT_FOR_CONNECTION));
        let store = Self { reader, writer, queue, reads: Arc::default() };
        if sqlite {
            store.check_sqlite().await?;
        }
        Ok(store)
    }

    /// For reading. A write through it fails.
    pub(crate) fn reader(&self) -> &Reader {
        &self.reader
    }

    /// Which database it is.
    pub fn backend(&self) -> DbBackend {
        self.writer.get_database_backend()
    }

    /// Runs `work` in one writing transaction: committed when it returns `Ok`, rolled back otherwise.
    ///
    /// On SQLite writers take turns on the only writing connection, in transactions that begin `IMMEDIATE` and so never
    /// fail half-way for a lock; those who wait at the same time share one commit ([`crate::group`]).
    pub async fn write<T>(&self, work: impl AsyncFnOnce(&DatabaseTransaction) -> Result<T>) -> Result<T> {
        reader::forget().await;
        let written = match &self.queue {
            Some(queue) => queue.write(work).await,
            None => finish(self.begin_beside_others().await?, work).await,
        };
        reader::forget().await;
        written
    }

    /// The same for what writes a great many rows: on SQLite it shares its transaction with nobody.
    pub(crate) async fn write_much<T>(
        &self,
        work: impl AsyncFnOnce(&DatabaseTransaction) -> Result<T>,
    ) -> Result<T> {
        match &self.queue {
            Some(queue) => {
                reader::forget().await;
                queue.write_much(work).await
            }
            None => self.write(work).await,
        }
    }

    /// Runs `work` in one writing transaction like [`Self::write`], while no other writer is under way or begins, for as
    /// long as it takes. Readers go on. On SQLite every write is alone.
    pub(crate) async fn write_alone<T>(
        &self,
        work: impl AsyncFnOnce(&DatabaseTransaction) -> Result<T>,
    ) -> Result<T> {
        if self.queue.is_some() {
            return self.write_much(work).await;
        }
        reader::forget().await;
        let txn = self.writer.begin().await?;
        txn.execute_unprepared("SET LOCAL statement_timeout = 0").await?;
        txn.execute_unprepared("SELECT pg_advisory_xact_lock(7420260103)").await?;
        finish(txn, work).await
    }

    /// A transaction on PostgreSQL, begun while nobody writes alone. Who comes in meanwhile waits as long as for a
    /// connection, without keeping one from those who read.
    async fn begin_beside_others(&self) -> Result<DatabaseTransaction> {
        const BESIDE: &str = "SELECT pg_try_advisory_xact_lock_shared(7420260103) AS free";
        let since = Instant::now();
        loop {
            let txn = self.writer.begin().await?;
            let row = txn.query_one_raw(Statement::from_string(DbBackend::Postgres, BESIDE)).await?;
            if row.is_some_and(|row| row.try_get("", "free").unwrap_or(false)) {
                return Ok(txn);
            }
            txn.rollback().await?;
            if since.elapsed() >= WAIT_FOR_CONNECTION {
                return Err(StorageError::Unreachable("the map is being changed".to_owned()));
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// One state of the database for several reads.
    pub(crate) async fn snapshot(&self) -> Result<Snapshot> {
        Ok(self.reader.snapshot().await?)
    }

    /// Closes all connections; on SQLite this also moves the WAL into the file (B6).
    pub async fn close(self) -> Result<()> {
        // The last lines of the trail. On PostgreSQL a connection may have ended with the server's thread that opened it;
        // the attempt that meets it throws it away.
        for _ in 0..=WRITERS {
            if self.write_reads().await {
                break;
            }
        }
        if let Some(queue) = &self.queue {
            queue.finish().await;
            self.writer.execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)").await?;
        }
        self.reader.pool().clone().close().await?;
        self.writer.close().await?;
        Ok(())
    }

    /// Sets up SQLite's writing connection; nothing on PostgreSQL.
    pub(crate) async fn set_up_writer(&self, pragmas: &str) -> Result<()> {
        if self.queue.is_some() {
            self.writer.execute_unprepared(pragmas).await?;
        }
        Ok(())
    }

    /// Answers whether the database does work: a read, and on SQLite that the file may be written.
    pub async fn ping(&self) -> Result<()> {
        self.reader.pool().execute_unprepared("SELECT 1").await?;
        Ok(())
    }

    async fn check_sqlite(&self) -> Result<()> {
        let version = pragma(&self.writer, "SELECT sqlite_version()").await?;
        let mut numbers = version.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
        let mut next = || numbers.next().unwrap_or(0);
        if (next(), next(), next()) < SQLITE_SAFE_FROM {
            return Err(StorageError::Setup(["SQLite ", &version, " is older than 3.51.3"].concat()));
        }
        for connection in [&self.writer, self.reader.pool()] {
            for (question, wanted) in
                [("PRAGMA journal_mode", "wal"), ("PRAGMA synchronous", "2"), ("PRAGMA foreign_keys", "1")]
            {
                let answer = pragma(connection, question).await?;
                if answer != wanted {
                    return Err(StorageError::Setup([question, " is ", &answer, ", not ", wanted].concat()));
                }
            }
        }
        Ok(())
    }
}

/// Commits what `work` wrote when it returns `Ok`, and rolls it back otherwise.
pub(crate) async fn finish<T>(
    txn: DatabaseTransaction,
    work: impl AsyncFnOnce(&DatabaseTransaction) -> Result<T>,
) -> Result<T> {
    match work(&txn).await {
        Ok(value) => {
            txn.commit().await?;
            Ok(value)
        }
        Err(error) => {
            txn.rollback().await?;
            Err(error)
        }
    }
}

async fn pragma(connection: &DatabaseConnection, question: &str) -> Result<String> {
    let row = connection
        .query_one_raw(Statement::from_string(DbBackend::Sqlite, question))
        .await?
        .ok_or_else(|| StorageError::Setup(question.to_owned()))?;
    match row.try_get_by_index::<String>(0) {
        Ok(text) => Ok(text),
        Err(_) => Ok(row.try_get_by_index::<i64>(0)?.to_string()),
    }
}

/// Connections that write to PostgreSQL.
const WRITERS: u32 = 8;
/// A connection to PostgreSQL that lay idle for so long is tested before it is used again. Nothing is lost where one broke
/// within that time: its transaction does not begin.
const TESTED_AFTER: Duration = Duration::from_secs(1);
/// Rows that SQLite's thread may be ahead of who reads them.
const ROWS_HANDED_OVER: usize = 2_000;

/// What connections are for.
#[derive(Clone, Copy, PartialEq)]
enum For {
    /// Each transaction sees one state of the database to its end, and writes are refused.
    Reading,
    Writing,
}

async fn connect(url: &str, connections: u32, what_for: For) -> Result<DatabaseConnection> {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .acquire_timeout(WAIT_FOR_CONNECTION)
        .connect_timeout(Duration::from_secs(5))
        .sqlx_logging(false);
    if url.starts_with("sqlite:") {
        // One now, the others when they are needed: the start does not wait for them.
        // None is tested before it is used: a file does not go away.
        options.min_connections(1).test_before_acquire(false).map_sqlx_sqlite_opts(move |sqlite| {
            let sqlite = sqlite
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(5))
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                // Each connection has its own; what readers need again, the system keeps.
                .pragma("cache_size", if what_for == For::Reading { "-4000" } else { "-8000" })
                .pragma("temp_store", "memory")
                // The thread that reads hands whole answers over instead of stopping for each fifty rows.
                .row_buffer_size(ROWS_HANDED_OVER)
                .pragma("journal_size_limit", "67108864");
            if what_for == For::Reading { sqlite.pragma("query_only", "1") } else { sqlite }
        });
    } else {
        options
            .test_before_acquire_if_idle_for(TESTED_AFTER)
            .set_application_name("tungngo")
            .statement_timeout(Duration::from_secs(10))
            .map_sqlx_postgres_opts(move |postgres| match what_for {
                For::Reading => postgres.options([
                    ("default_transaction_isolation", "repeatable read"),
                    ("default_transaction_read_only", "on"),
                ]),
                For::Writing => postgres,
            });
    }
    Database::connect(options).await.map_err(|error| StorageError::Unreachable(error.to_string()))
}

/// The setting that names the migration up to which new columns and tables are filled: a start that was ended in between
/// is taken up by the next.
const FILLED: &str = "filled-up-to";

/// A migration that the database had and this program does not know.
async fn unknown_migration(once: &DatabaseConnection) -> Result<Option<String>> {
    let known = known_migrations();
    Ok(applied_migrations(once).await?.into_iter().find(|name| !known.contains(name)))
}

fn known_migrations() -> Vec<String> {
    Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect()
}

async fn applied_migrations(once: &DatabaseConnection) -> Result<Vec<String>> {
    const APPLIED: &str = "SELECT version FROM seaql_migrations ORDER BY version";
    let applied = once.query_all_raw(Statement::from_string(once.get_database_backend(), APPLIED)).await;
    // Without the table there was no migration yet.
    applied.unwrap_or_default().iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
}

/// Brings the schema up to date; refuses a newer schema.
pub async fn migrate(url: &str) -> Result<()> {
    Ok(migrated(url).await?.close().await?)
}

/// The same, on a connection of its own that is still open (dependencies.md §2.1).
async fn migrated(url: &str) -> Result<DatabaseConnection> {
    let once = connect(url, 1, For::Writing).await?;
    if once.get_database_backend() == DbBackend::Postgres {
        // Other nodes may bring it up to date now, and an index of a country takes its time.
        once.execute_unprepared("SET statement_timeout = 0").await?;
        // Several nodes may start at once; the lock goes with the connection.
        once.execute_unprepared("SELECT pg_advisory_lock(7420260101)").await?;
    }
    if let Some(name) = unknown_migration(&once).await? {
        return Err(StorageError::NewerSchema(name));
    }
    let newest = known_migrations().pop().unwrap_or_default();
    let complete = applied_migrations(&once).await?.len() == known_migrations().len()
        && settings::read(&once, FILLED).await?.is_some_and(|filled| filled == newest);
    if !complete {
        Migrator::up(&once, None).await?;
        use crate::entity::{person, unit};
        use person::Column as Of;
        fill_sort_keys::<person::Entity>(&once, [Of::Id, Of::FullName, Of::SortKey], person_sort_key).await?;
        use unit::Column as Its;
        fill_sort_keys::<unit::Entity>(&once, [Its::Id, Its::Name, Its::SortKey], sort_key).await?;
        crate::stages::fill(&once).await?;
        let txn = once.begin().await?;
        crate::rollup::fill(&txn).await?;
        settings::set(&txn, FILLED, &newest).await?;
        txn.commit().await?;
    }
    Ok(once)
}

/// Gives rows their place in the order of names where they have none yet: after the migration that brought it. The
/// columns are the id, the name and the key.
async fn fill_sort_keys<E: EntityTrait>(
    db: &impl ConnectionTrait,
    [id, name, key]: [E::Column; 3],
    key_of: fn(&str) -> Vec<u8>,
) -> Result<()> {
    loop {
        let rows: Vec<(Uuid, String)> = E::find()
            .filter(key.eq(Vec::<u8>::new()))
            .select_only()
            .columns([id, name])
            .limit(1_000)
            .into_tuple()
            .all(db)
            .await?;
        if rows.is_empty() {
            return Ok(());
        }
        for (of, name) in rows {
            E::update_many().col_expr(key, Expr::value(key_of(&name))).filter(id.eq(of)).exec(db).await?;
        }
    }
}
