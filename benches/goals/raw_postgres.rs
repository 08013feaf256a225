//! The rows of a submission written raw to PostgreSQL, on some connections at once: the reference of G4 there.

use super::submissions::{ANSWERED, FINISHED, LESSON, MODULE, RAW_ROUND, VERSION};
use super::support::people::Member;
use chrono::{DateTime, Utc};
use sqlx::postgres::{PgConnection, PgPool, PgPoolOptions};
use sqlx::{Connection, Row};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;
use uuid::Uuid;

/// The seven rows of an answer that finishes a lesson as one statement, which is a transaction by itself: one way to the
/// database and back, so that this reference is as fast as PostgreSQL through this driver can be.
const SEVEN_ROWS: &str = "WITH e AS (INSERT INTO ledger_event (id, member_id, actor_id, module_id, module_version, kind, \
     body, source, login_id, happened, clamped, received) VALUES ($1, $3, $3, $4, $5, 'lesson-answered', $6, 'own', $8, \
     $9, false, $9), ($2, $3, $3, $4, $5, 'lesson-finished', $7, 'own', $8, $9, false, $9)), q AS (INSERT INTO \
     question_progress (member_id, module_id, question_id, lesson_id, first_right, last_choices, last_right, answers, \
     last_at) VALUES ($3, $4, $10, $11, true, '0', true, 1, $9) ON CONFLICT (member_id, module_id, question_id) DO \
     UPDATE SET answers = question_progress.answers + 1), l AS (INSERT INTO lesson_progress (member_id, module_id, \
     lesson_id, finished_at) VALUES ($3, $4, $11, $9) ON CONFLICT DO NOTHING), m AS (INSERT INTO module_progress \
     (member_id, module_id, started_at, last_at, lessons_finished) VALUES ($3, $4, $9, $9, 1) ON CONFLICT (member_id, \
     module_id) DO UPDATE SET last_at = excluded.last_at, lessons_finished = module_progress.lessons_finished + 1) \
     INSERT INTO rollup_counter (unit_id, part, module_id, metric, n) VALUES ($12, '', $4, 'started', 1), ($13, '', $4, \
     'started', 1) ON CONFLICT (unit_id, part, module_id, metric) DO UPDATE SET n = rollup_counter.n + 1";

/// A database, whose rows these are, and units that count them.
pub struct Raw {
    pool: PgPool,
    members: Vec<Uuid>,
    units: Vec<Uuid>,
    next: AtomicUsize,
    connections: usize,
}

impl Raw {
    /// On so many connections, each of them durable.
    pub async fn open(url: &str, connections: usize, writers: &[Member]) -> anyhow::Result<Self> {
        let most = u32::try_from(connections)?;
        let pool = PgPoolOptions::new().min_connections(most).max_connections(most).connect(url).await?;
        let durable: String = sqlx::query_scalar("SHOW synchronous_commit").fetch_one(&pool).await?;
        anyhow::ensure!(durable == "on", "the reference is durable too");
        let rows = sqlx::query("SELECT id FROM unit ORDER BY id LIMIT 100").fetch_all(&pool).await?;
        let units = rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?;
        let members = writers.iter().map(|member| member.id.0).collect();
        Ok(Self { pool, members, units, next: AtomicUsize::new(0), connections })
    }

    /// Transactions a second on all connections together.
    pub async fn rate(&self) -> anyhow::Result<f64> {
        let begun = Instant::now();
        let one = || async {
            let mut connection = self.pool.acquire().await?;
            let mut count = 0;
            while begun.elapsed() < RAW_ROUND {
                self.seven_rows(&mut connection).await?;
                count += 1;
            }
            anyhow::Ok(count)
        };
        let counts = futures_util::future::try_join_all((0..self.connections).map(|_| one())).await?;
        Ok(counts.iter().sum::<u32>() as f64 / begun.elapsed().as_secs_f64())
    }

    /// How many first answers of these members the ledger holds beside these rows.
    pub async fn kept(url: &str, writers: &[Member]) -> anyhow::Result<u64> {
        let sql = "SELECT count(*) FROM ledger_event WHERE kind = 'lesson-answered' AND module_id <> $1 AND member_id = \
                   ANY($2)";
        let writers: Vec<Uuid> = writers.iter().map(|member| member.id.0).collect();
        let mut database = PgConnection::connect(url).await?;
        let count: i64 = sqlx::query_scalar(sql).bind(MODULE).bind(writers).fetch_one(&mut database).await?;
        database.close().await?;
        Ok(u64::try_from(count)?)
    }

    async fn seven_rows(&self, connection: &mut PgConnection) -> anyhow::Result<()> {
        let n = self.next.fetch_add(1, Ordering::Relaxed);
        let now: DateTime<Utc> = Utc::now();
        // Counters of their own for all who write at once, so that none waits for another's commit.
        let (team, commune) = (n % 50, 50 + n % 50);
        sqlx::query(SEVEN_ROWS)
            .bind(Uuid::now_v7())
            .bind(Uuid::now_v7())
            .bind(self.members[n % self.members.len()])
            .bind(MODULE)
            .bind(VERSION)
            .bind(ANSWERED)
            .bind(FINISHED)
            .bind(Uuid::from_u128(n as u128))
            .bind(now)
            .bind(format!("cau-{}", n / self.members.len()))
            .bind(LESSON)
            .bind(self.units[team])
            .bind(self.units[commune])
            .execute(connection)
            .await?;
        Ok(())
    }
}
