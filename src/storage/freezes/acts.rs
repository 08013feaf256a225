//! What is done with a month: freeze, sign, reopen, ask for a recount. Each is one transaction and happens once.

use super::counting::last_event;
use super::recount::Recount;
use super::{Freeze, STOPPED_AFTER_MINUTES, State, entry, is_frozen_by_month};
use crate::audit;
use crate::connect::Store;
use crate::entity::month_freeze;
use crate::error::{Result, StorageError};
use crate::programmes::required_modules;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, IntoActiveModel, QueryFilter,
};
use std::collections::HashMap;
use tungngo_domain::access::Scope;
use tungngo_domain::ids::{PersonId, UnitId};
use tungngo_domain::months::Month;
use tungngo_domain::time::Instant;
use uuid::Uuid;

/// A freezing that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Begun {
    /// Of the freezing.
    pub id: Uuid,
    /// The run to count it in; none where it is counted or being counted already.
    pub run: Option<Uuid>,
}

impl Store {
    /// Begins to freeze a month of a nation, province or commune within reach, once it has ended. A month that
    /// stands or is being counted is not begun again; a counting that ended with its server is.
    pub async fn begin_freeze(
        &self,
        scope: &Scope,
        unit: UnitId,
        month: Month,
        actor: Option<PersonId>,
        now: Instant,
    ) -> Result<Begun> {
        if !self.reaches(scope, unit).await? {
            return Err(StorageError::NotFound);
        }
        if !is_frozen_by_month(self.reader(), unit).await? {
            return Err(StorageError::NotFound);
        }
        let found = self.unit(unit).await?;
        if month.span().1 > now {
            return Err(StorageError::Refused("the month has not ended"));
        }
        self.write(async |txn| {
            if txn.get_database_backend() == DbBackend::Postgres {
                // One begins at a time.
                txn.execute_unprepared("LOCK TABLE month_freeze IN SHARE ROW EXCLUSIVE MODE").await?;
                // Whoever has a number already writes it before we look for the last one.
                txn.execute_unprepared("LOCK TABLE ledger_event IN SHARE MODE").await?;
            }
            let of_month = Condition::all()
                .add(month_freeze::Column::UnitId.eq(unit.0))
                .add(month_freeze::Column::Month.eq(month.first_day()));
            let all = month_freeze::Entity::find().filter(of_month).all(txn).await?;
            let events_to = last_event(txn).await?;
            let run = Uuid::now_v7();
            if let Some(open) = all.iter().find(|row| row.reopened_at.is_none()) {
                let standing = Freeze::from_row(open.clone(), &HashMap::new())?;
                if !standing.stopped(now) {
                    return Ok(Begun { id: open.id, run: None });
                }
                let requires = serde_json::to_string(&required_modules(txn, month.last_day()).await?)?;
                let taken = month_freeze::Entity::update_many()
                    .col_expr(month_freeze::Column::State, Expr::value(State::Counting.code()))
                    .col_expr(month_freeze::Column::Run, Expr::value(run))
                    .col_expr(month_freeze::Column::BeatAt, Expr::value(now))
                    .col_expr(month_freeze::Column::Members, Expr::value(0_i64))
                    .col_expr(month_freeze::Column::Cutoff, Expr::value(now))
                    .col_expr(month_freeze::Column::EventsTo, Expr::value(events_to))
                    .col_expr(month_freeze::Column::Requires, Expr::value(requires))
                    .col_expr(month_freeze::Column::FrozenBy, Expr::value(actor.map(|by| by.0)))
                    .filter(month_freeze::Column::Id.eq(open.id))
                    .filter(month_freeze::Column::Run.eq(open.run))
                    .exec(txn)
                    .await?;
                return Ok(Begun { id: open.id, run: (taken.rows_affected > 0).then_some(run) });
            }
            let id = Uuid::now_v7();
            let row = month_freeze::Model {
                id,
                unit_id: unit.0,
                unit_name: found.name.clone(),
                month: month.first_day(),
                version: i32::try_from(all.len() + 1).unwrap_or(i32::MAX),
                state: State::Counting.code().to_owned(),
                run,
                beat_at: now,
                members: 0,
                cutoff: now,
                events_to,
                requires: serde_json::to_string(&required_modules(txn, month.last_day()).await?)?,
                digest: String::new(),
                frozen_by: actor.map(|by| by.0),
                frozen_at: None,
                signed_by: None,
                signed_at: None,
                reopened_by: None,
                reopened_at: None,
                reopen_reason: None,
                checking_at: None,
                checked: None,
            };
            month_freeze::Entity::insert(row.into_active_model()).exec_without_returning(txn).await?;
            Ok(Begun { id, run: Some(run) })
        })
        .await
    }

    /// Signs a frozen month of a unit within reach; says whether that changed anything.
    pub async fn sign_month(&self, scope: &Scope, id: Uuid, now: Instant) -> Result<bool> {
        let freeze = self.freeze(scope, id).await?;
        let actor = scope.actor();
        self.write(async |txn| {
            let signed = standing(id)
                .filter(month_freeze::Column::SignedAt.is_null())
                .col_expr(month_freeze::Column::SignedBy, Expr::value(actor.0))
                .col_expr(month_freeze::Column::SignedAt, Expr::value(now))
                .exec(txn)
                .await?;
            if signed.rows_affected == 0 {
                return Ok(false);
            }
            let detail = [&freeze.month.to_string(), " ", &freeze.digest].concat();
            audit::write(txn, entry("month-signed", id, freeze.unit, Some(actor), detail), now).await?;
            Ok(true)
        })
        .await
    }

    /// Reopens a frozen month of a unit within reach, with its reason: the figures stay to be read, and the month
    /// can be frozen anew. Says whether that changed anything.
    pub async fn reopen_month(&self, scope: &Scope, id: Uuid, reason: &str, now: Instant) -> Result<bool> {
        let freeze = self.freeze(scope, id).await?;
        let actor = scope.actor();
        self.write(async |txn| {
            let reopened = standing(id)
                .col_expr(month_freeze::Column::ReopenedBy, Expr::value(actor.0))
                .col_expr(month_freeze::Column::ReopenedAt, Expr::value(now))
                .col_expr(month_freeze::Column::ReopenReason, Expr::value(reason))
                .exec(txn)
                .await?;
            if reopened.rows_affected == 0 {
                return Ok(false);
            }
            let detail = freeze.month.to_string();
            audit::write(txn, entry("month-reopened", id, freeze.unit, Some(actor), detail), now).await?;
            Ok(true)
        })
        .await
    }

    /// Claims the recount of a frozen month; `false` while one is at work.
    pub async fn begin_check(&self, id: Uuid, now: Instant) -> Result<bool> {
        let stopped_before = now - chrono::Duration::minutes(STOPPED_AFTER_MINUTES);
        self.write(async |txn| {
            let begun = month_freeze::Entity::update_many()
                .filter(month_freeze::Column::Id.eq(id))
                .filter(month_freeze::Column::State.eq(State::Frozen.code()))
                .filter(
                    Condition::any()
                        .add(month_freeze::Column::CheckingAt.is_null())
                        .add(month_freeze::Column::CheckingAt.lt(stopped_before)),
                )
                .col_expr(month_freeze::Column::CheckingAt, Expr::value(now))
                .exec(txn)
                .await?;
            Ok(begun.rows_affected > 0)
        })
        .await
    }

    /// Says that a recount is at work.
    pub async fn check_beats(&self, id: Uuid, now: Instant) -> Result<()> {
        self.note_check(id, Some(now), None).await
    }

    /// Keeps what a recount found; nothing where it could not be ended.
    pub async fn end_check(&self, id: Uuid, found: Option<&Recount>) -> Result<()> {
        self.note_check(id, None, found).await
    }

    async fn note_check(&self, id: Uuid, at: Option<Instant>, found: Option<&Recount>) -> Result<()> {
        let found = found.map(serde_json::to_string).transpose()?;
        self.write(async |txn| {
            let mut update = month_freeze::Entity::update_many()
                .filter(month_freeze::Column::Id.eq(id))
                .col_expr(month_freeze::Column::CheckingAt, Expr::value(at));
            if let Some(found) = found {
                update = update.col_expr(month_freeze::Column::Checked, Expr::value(found));
            }
            update.exec(txn).await?;
            Ok(())
        })
        .await
    }
}

/// An update of a month that stands.
fn standing(id: Uuid) -> sea_orm::UpdateMany<month_freeze::Entity> {
    month_freeze::Entity::update_many()
        .filter(month_freeze::Column::Id.eq(id))
        .filter(month_freeze::Column::State.eq(State::Frozen.code()))
        .filter(month_freeze::Column::ReopenedAt.is_null())
}
