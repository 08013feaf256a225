//! Answers beside lessons: for a commune or a team where a trainer publishes, for a province where its officer does.
//!
//! Owns: `help_note`. A note holds no person; what many read was worded by whoever published it. Does not own: the
//! request behind it ([`crate::help_desk`]).

use crate::connect::Store;
use crate::entity::{help_note, membership, unit, unit_ancestor};
use crate::error::{Result, StorageError};
use crate::help::{NewStep, Slice, take_step, was_taken};
use crate::help_desk::{Acted, Desk, acted_already, find, log};
use crate::people::teams_within;
use crate::units::{Unit, unit_from};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, JoinType,
    QueryFilter, QueryOrder, QuerySelect, Set,
};
use tungngo_domain::access::{Role, Scope};
use tungngo_domain::help::Step;
use tungngo_domain::ids::{PersonId, Slug, UnitId};
use tungngo_domain::time::Instant;
use tungngo_domain::units::UnitKind;
use uuid::Uuid;

/// A question with its answer beside a lesson.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HelpNote {
    /// Which.
    pub id: Uuid,
    /// For whom: the unit and all below it.
    pub unit: UnitId,
    /// The question, as the publisher worded it.
    pub question: String,
    /// The answer.
    pub answer: String,
    /// Since when.
    pub published_at: Instant,
}

fn note_from(row: help_note::Model) -> HelpNote {
    HelpNote {
        id: row.id,
        unit: UnitId(row.unit_id),
        question: row.question,
        answer: row.answer,
        published_at: row.published_at,
    }
}

/// For whom somebody publishes: the widest unit within reach above the asker's team; for trainers at most the commune,
/// for officers at most the province.
async fn audience(db: &impl ConnectionTrait, scope: &Scope, team: Uuid) -> Result<Unit> {
    let kinds: &[&str] = match scope.role() {
        Role::Officer => &["province", "commune", "village"],
        _ => &["commune", "village"],
    };
    let row = unit::Entity::find()
        .join(
            JoinType::InnerJoin,
            unit::Entity::belongs_to(unit_ancestor::Entity)
                .from(unit::Column::Id)
                .to(unit_ancestor::Column::AncestorId)
                .into(),
        )
        .filter(unit_ancestor::Column::UnitId.eq(team))
        .filter(unit::Column::Kind.is_in(kinds.iter().copied()))
        .filter(unit::Column::Id.in_subquery(teams_within(scope)))
        .order_by_desc(unit_ancestor::Column::Depth)
        .one(db)
        .await?;
    row.and_then(unit_from).filter(|one| one.kind != UnitKind::Nation).ok_or(StorageError::NotFound)
}

/// The notes of a request that stand and are within reach.
fn standing(scope: &Scope, request: Uuid) -> Condition {
    Condition::all()
        .add(help_note::Column::RequestId.eq(request))
        .add(help_note::Column::EndedAt.is_null())
        .add(help_note::Column::UnitId.in_subquery(teams_within(scope)))
}

/// Takes the notes of a request away, as far as the reach goes; tells whether there were any.
pub(crate) async fn end_all(
    txn: &impl ConnectionTrait,
    scope: &Scope,
    request: Uuid,
    now: Instant,
) -> Result<bool> {
    let ended = help_note::Entity::update_many()
        .set(help_note::ActiveModel { ended_at: Set(Some(now)), ..Default::default() })
        .filter(standing(scope, request))
        .exec(txn)
        .await?;
    Ok(ended.rows_affected > 0)
}

impl Store {
    /// For whom an answer would be published: the name of the unit says it.
    pub async fn help_audience(&self, scope: &Scope, request: Uuid) -> Result<Unit> {
        let row = find(self.reader(), scope, request).await?;
        audience(self.reader(), scope, row.team_id).await
    }

    /// The notes of a request that stand and are within reach.
    pub async fn notes_of_help(&self, scope: &Scope, request: Uuid) -> Result<Vec<HelpNote>> {
        let rows = help_note::Entity::find().filter(standing(scope, request)).all(self.reader()).await?;
        Ok(rows.into_iter().map(note_from).collect())
    }

    /// Puts an answered request beside its lesson, in the publisher's words; a second time replaces the first.
    pub async fn publish_help(
        &self,
        desk: Desk<'_>,
        question: &str,
        answer: &str,
        now: Instant,
    ) -> Result<Acted> {
        let (scope, text) = (desk.scope, [question, "\n", answer].concat());
        let id = desk.step_id(Step::Published, &text);
        self.write(async |txn| {
            if was_taken(txn, id).await? {
                return Ok(Acted::Done);
            }
            let row = find(txn, scope, desk.request).await?;
            let Some(lesson) = row.lesson_id.clone() else { return Err(StorageError::NotFound) };
            let unit = audience(txn, scope, row.team_id).await?;
            let step =
                NewStep { id, request: row.id, actor: scope.actor(), kind: Step::Published, text: &text };
            if row.answer.is_none() {
                return Ok(Acted::Meanwhile);
            }
            if let Some(acted) =
                acted_already(take_step(txn, step, desk.seen, Default::default(), now).await?)
            {
                return Ok(acted);
            }
            let there = help_note::Entity::find()
                .filter(help_note::Column::RequestId.eq(row.id))
                .filter(help_note::Column::UnitId.eq(unit.id.0))
                .one(txn)
                .await?;
            let note = help_note::Model {
                id: there.as_ref().map_or_else(Uuid::now_v7, |one| one.id),
                request_id: row.id,
                unit_id: unit.id.0,
                module_id: row.module_id.clone(),
                lesson_id: lesson,
                question: question.to_owned(),
                answer: answer.to_owned(),
                published_at: now,
                ended_at: None,
            }
            .into_active_model();
            match there {
                Some(_) => {
                    note.reset_all().update(txn).await?;
                }
                None => {
                    help_note::Entity::insert(note).exec_without_returning(txn).await?;
                }
            }
            log(txn, scope, "help-published", &row, now).await?;
            Ok(Acted::Done)
        })
        .await
    }

    /// Takes an answer from beside its lesson, as far as the reach goes.
    pub async fn end_help_notes(&self, desk: Desk<'_>, now: Instant) -> Result<Acted> {
        let scope = desk.scope;
        let id = desk.step_id(Step::Ended, "");
        self.write(async |txn| {
            if was_taken(txn, id).await? {
                return Ok(Acted::Done);
            }
            let row = find(txn, scope, desk.request).await?;
            let step = NewStep { id, request: row.id, actor: scope.actor(), kind: Step::Ended, text: "" };
            let some = help_note::Entity::find().filter(standing(scope, row.id)).one(txn).await?;
            if some.is_none() {
                return Ok(Acted::Meanwhile);
            }
            if let Some(acted) =
                acted_already(take_step(txn, step, desk.seen, Default::default(), now).await?)
            {
                return Ok(acted);
            }
            end_all(txn, scope, row.id, now).await?;
            log(txn, scope, "help-unpublished", &row, now).await?;
            Ok(Acted::Done)
        })
        .await
    }

    /// What stands beside a lesson for this member, newest first: published for a unit above their team.
    pub async fn help_notes(
        &self,
        member: PersonId,
        module: &Slug,
        lesson: &Slug,
        slice: Slice,
    ) -> Result<Vec<HelpNote>> {
        use help_note::Column::{EndedAt, Id, LessonId, ModuleId, PublishedAt, UnitId};
        let above = Query::select()
            .column((unit_ancestor::Entity, unit_ancestor::Column::AncestorId))
            .from(membership::Entity)
            .inner_join(
                unit_ancestor::Entity,
                Expr::col((unit_ancestor::Entity, unit_ancestor::Column::UnitId))
                    .equals((membership::Entity, membership::Column::TeamId)),
            )
            .and_where(Expr::col((membership::Entity, membership::Column::PersonId)).eq(member.0))
            .and_where(Expr::col((membership::Entity, membership::Column::LeftOn)).is_null())
            .to_owned();
        let mut query = help_note::Entity::find()
            .filter(ModuleId.eq(module.as_str()))
            .filter(LessonId.eq(lesson.as_str()))
            .filter(UnitId.in_subquery(above))
            .filter(EndedAt.is_null());
        // What is no place in the list is its beginning.
        if let Some(after) = slice.after
            && let Some(last) = query.clone().filter(Id.eq(after)).one(self.reader()).await?
        {
            query = query.filter(
                Condition::any()
                    .add(PublishedAt.lt(last.published_at))
                    .add(Condition::all().add(PublishedAt.eq(last.published_at)).add(Id.lt(last.id))),
            );
        }
        let rows =
            query.order_by_desc(PublishedAt).order_by_desc(Id).limit(slice.limit).all(self.reader()).await?;
        Ok(rows.into_iter().map(note_from).collect())
    }
}
