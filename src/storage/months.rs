//! What the monthly sheet adds up: who was in which team, and what was achieved, read from what follows of the ledger.
//!
//! Owns: the reads. Does not own: the adding up ([`tungngo_domain::months`]).

use crate::certificates::SubjectKind;
use crate::connect::Store;
use crate::entity::{attempt, certificate, lesson_progress, membership, sign_off};
use crate::error::Result;
use crate::people::{teams_below, teams_within};
use crate::slug;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect};
use std::collections::BTreeSet;
use tungngo_domain::access::Scope;
use tungngo_domain::ids::{PersonId, UnitId};
use tungngo_domain::months::{Achievement, Kind, Month, Stay};
use tungngo_domain::time::Instant;
use uuid::Uuid;

impl Store {
    /// The stays of a month in the teams of a unit, within reach.
    pub async fn stays(&self, scope: &Scope, unit: UnitId, month: Month) -> Result<Vec<Stay>> {
        let rows = membership::Entity::find()
            .filter(membership::Column::TeamId.in_subquery(teams_within(scope)))
            .filter(membership::Column::TeamId.in_subquery(teams_below([unit])))
            .filter(membership::Column::JoinedOn.lt(month.next().first_day()))
            .filter(
                Condition::any()
                    .add(membership::Column::LeftOn.is_null())
                    .add(membership::Column::LeftOn.gt(month.first_day())),
            )
            .all(self.reader())
            .await?;
        Ok(rows
            .into_iter()
            .map(|row| Stay {
                member: PersonId(row.person_id),
                team: UnitId(row.team_id),
                from: row.joined_on,
                until: row.left_on,
            })
            .collect())
    }

    /// What the members of these stays achieved in a month.
    pub async fn achieved(&self, stays: &[Stay], month: Month) -> Result<Vec<Achievement>> {
        let members: BTreeSet<Uuid> = stays.iter().map(|stay| stay.member.0).collect();
        let members: Vec<Uuid> = members.into_iter().collect();
        let (from, until) = month.span();
        let db = self.reader();
        let mut all = Vec::new();
        for chunk in members.chunks(crate::BATCH_ROWS) {
            let lessons = lesson_progress::Entity::find()
                .select_only()
                .columns([
                    lesson_progress::Column::MemberId,
                    lesson_progress::Column::ModuleId,
                    lesson_progress::Column::FinishedAt,
                ])
                .filter(lesson_progress::Column::MemberId.is_in(chunk.iter().copied()))
                .filter(lesson_progress::Column::FinishedAt.gte(from))
                .filter(lesson_progress::Column::FinishedAt.lt(until))
                .into_tuple();
            add(&mut all, Kind::Lesson, lessons.all(db).await?)?;
            let tests = attempt::Entity::find()
                .select_only()
                .columns([attempt::Column::MemberId, attempt::Column::ModuleId, attempt::Column::ClosedAt])
                .filter(attempt::Column::MemberId.is_in(chunk.iter().copied()))
                .filter(attempt::Column::ClosedAt.gte(from))
                .filter(attempt::Column::ClosedAt.lt(until))
                .filter(attempt::Column::Questions.gt(0))
                .filter(Expr::col(attempt::Column::RightAnswers).gte(Expr::col(attempt::Column::Needed)))
                .into_tuple();
            add(&mut all, Kind::Test, tests.all(db).await?)?;
            let acts = sign_off::Entity::find()
                .select_only()
                .columns([sign_off::Column::MemberId, sign_off::Column::ModuleId, sign_off::Column::SignedAt])
                .filter(sign_off::Column::MemberId.is_in(chunk.iter().copied()))
                .filter(sign_off::Column::SignedAt.gte(from))
                .filter(sign_off::Column::SignedAt.lt(until))
                .filter(sign_off::Column::RevokedAt.is_null())
                .into_tuple();
            add(&mut all, Kind::Act, acts.all(db).await?)?;
            let certificates: Vec<(Uuid, String, String, Instant)> = certificate::Entity::find()
                .select_only()
                .columns([
                    certificate::Column::MemberId,
                    certificate::Column::SubjectKind,
                    certificate::Column::SubjectId,
                    certificate::Column::IssuedAt,
                ])
                .filter(certificate::Column::MemberId.is_in(chunk.iter().copied()))
                .filter(certificate::Column::IssuedAt.gte(from))
                .filter(certificate::Column::IssuedAt.lt(until))
                .filter(certificate::Column::RevokedAt.is_null())
                .into_tuple()
                .all(db)
                .await?;
            for (member, kind, subject, at) in certificates {
                let of_module = kind == SubjectKind::Module.code();
                let module = of_module.then(|| slug(&subject)).transpose()?;
                all.push(Achievement { member: PersonId(member), kind: Kind::Certificate, module, at });
            }
        }
        Ok(all)
    }
}

fn add(all: &mut Vec<Achievement>, kind: Kind, rows: Vec<(Uuid, String, Instant)>) -> Result<()> {
    for (member, module, at) in rows {
        let module = Some(slug(&module)?);
        all.push(Achievement { member: PersonId(member), kind, module, at });
    }
    Ok(())
}
