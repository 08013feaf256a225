//! Tests on paper: a sheet is an attempt drawn like any other, printed for one person and keyed in once.
//!
//! A member has at most one open attempt of a module, so a sheet prints the one that is open where there is one: paper
//! is no way to a second draw (Z8). Does not own: how answers are read ([`tungngo_domain::paper`]) nor marking, which
//! is [`crate::learning`]'s for every attempt.

use crate::audit;
use crate::connect::Store;
use crate::entity::{paper_refusal, paper_sheet};
use crate::error::{Result, StorageError};
use crate::learning::{Doer, attempt_in, close_in, open_in};
use crate::ledger::record;
use crate::people::{lock_member, members_within, place_within};
use crate::rollup;
use crate::sessions::open_session;
use crate::slug;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    Set,
};
use tungngo_domain::access::Scope;
use tungngo_domain::codes;
use tungngo_domain::content::{Catalogue, Module};
use tungngo_domain::grading::Answer;
use tungngo_domain::ids::{AttemptId, EventId, PersonId, SessionId, SheetId, Slug};
use tungngo_domain::ledger::{Closed, Happening, following_event_id, form_event_id};
use tungngo_domain::paper::SHEET_SIGNS;
use tungngo_domain::time::Instant;
use uuid::Uuid;

/// A test printed for one person.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// Which.
    pub id: SheetId,
    /// Its number as printed; it opens nothing.
    pub code: String,
    /// What was drawn.
    pub attempt: AttemptId,
    /// For whom.
    pub member: PersonId,
    /// The module.
    pub module: Slug,
    /// The session it was printed for.
    pub session: Option<SessionId>,
    /// When it was printed first.
    pub printed_at: Instant,
    /// When it was keyed in.
    pub keyed_at: Option<Instant>,
}

/// What stands on a sheet that is keyed in.
#[derive(Debug, Clone, Copy)]
pub struct Written<'a> {
    /// Which sheet.
    pub sheet: SheetId,
    /// The version its test was drawn from.
    pub drawn_from: &'a Module,
    /// The answers in the order of the questions; none where one was left open.
    pub answers: &'a [Option<Answer>],
}

/// What became of keyed answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keyed {
    /// Marked now, or before with the same answers.
    Marked(Closed),
    /// The attempt was closed with other answers: these are kept aside and count nothing.
    KeptAside(Closed),
}

fn sheet_from(row: paper_sheet::Model) -> Result<Sheet> {
    Ok(Sheet {
        id: SheetId(row.id),
        code: row.code,
        attempt: AttemptId(row.attempt_id),
        member: PersonId(row.member_id),
        module: slug(&row.module_id)?,
        session: row.session_id.map(SessionId),
        printed_at: row.printed_at,
        keyed_at: row.keyed_at,
    })
}

impl Store {
    /// Draws tests and gives each its sheet, all or none; who has an open test or sheet gets that one. Every member
    /// must be within reach, nobody prints their own, and a session that is over gets no more.
    pub async fn print_sheets(
        &self,
        scope: &Scope,
        doer: Doer,
        session: Option<SessionId>,
        wanted: &[(PersonId, &Module)],
        form: Uuid,
        random: &mut dyn FnMut() -> u8,
    ) -> Result<Vec<SheetId>> {
        let mut wanted: Vec<(PersonId, &Module)> = wanted.to_vec();
        wanted.sort_by_key(|(member, _)| *member);
        self.write(async |txn| {
            if let Some(session) = session {
                open_session(txn, scope, session).await?;
            }
            let mut sheets = Vec::new();
            for (member, module) in &wanted {
                place_within(txn, scope, *member).await?;
                if *member == doer.person {
                    return Err(StorageError::Refused("nobody prints their own test"));
                }
                lock_member(txn, *member).await?;
                let content = ["paper/", &member.to_string(), "/", module.id.as_str()].concat();
                let id = form_event_id(doer.person, form, &content);
                let seed: [u8; 32] = std::array::from_fn(|_| random());
                let attempt = open_in(txn, doer, *member, module, id, seed).await?;
                let there = paper_sheet::Entity::find()
                    .filter(paper_sheet::Column::AttemptId.eq(attempt.0))
                    .one(txn)
                    .await?;
                if let Some(there) = there {
                    sheets.push(SheetId(there.id));
                    continue;
                }
                let row = paper_sheet::Model {
                    id: Uuid::now_v7(),
                    code: free_code(txn, random).await?,
                    attempt_id: attempt.0,
                    member_id: member.0,
                    module_id: module.id.to_string(),
                    session_id: session.map(|session| session.0),
                    printed_by: doer.person.0,
                    printed_at: doer.now,
                    keyed_by: None,
                    keyed_at: None,
                    answers: None,
                };
                let id = SheetId(row.id);
                paper_sheet::Entity::insert(row.into_active_model()).exec_without_returning(txn).await?;
                log(txn, doer, "paper-printed", id).await?;
                sheets.push(id);
            }
            Ok(sheets)
        })
        .await
    }

    /// A sheet of a member within reach.
    pub async fn sheet(&self, scope: &Scope, id: SheetId) -> Result<Sheet> {
        sheet_in(self.reader(), scope, id).await
    }

    /// A sheet of a member within reach, by its number.
    pub async fn sheet_by_code(&self, scope: &Scope, code: &str) -> Result<Sheet> {
        let row = paper_sheet::Entity::find()
            .filter(paper_sheet::Column::Code.eq(code))
            .filter(paper_sheet::Column::MemberId.in_subquery(members_within(scope)))
            .one(self.reader())
            .await?;
        sheet_from(row.ok_or(StorageError::NotFound)?)
    }

    /// The sheets of a session for members within reach, in the order they were printed.
    pub async fn session_sheets(&self, scope: &Scope, session: SessionId) -> Result<Vec<Sheet>> {
        let rows = paper_sheet::Entity::find()
            .filter(paper_sheet::Column::SessionId.eq(session.0))
            .filter(paper_sheet::Column::MemberId.in_subquery(members_within(scope)))
            .order_by_asc(paper_sheet::Column::PrintedAt)
            .order_by_asc(paper_sheet::Column::Id)
            .all(self.reader())
            .await?;
        rows.into_iter().map(sheet_from).collect()
    }

    /// The number of the sheet on which an attempt is printed: what the member's own test page says.
    pub async fn sheet_code(&self, attempt: AttemptId) -> Result<Option<String>> {
        let row = paper_sheet::Entity::find()
            .filter(paper_sheet::Column::AttemptId.eq(attempt.0))
            .one(self.reader())
            .await?;
        Ok(row.map(|row| row.code))
    }

    /// How many times other answers were keyed for a sheet that had been closed.
    pub async fn kept_aside(&self, sheet: SheetId) -> Result<u64> {
        use sea_orm::PaginatorTrait;
        let rows = paper_refusal::Entity::find().filter(paper_refusal::Column::SheetId.eq(sheet.0));
        Ok(rows.count(self.reader()).await?)
    }

    /// Keys a sheet in: its answers are recorded, the attempt is handed in and marked by the version it was drawn
    /// from, and what becomes due is issued, in one transaction. The same answers again change nothing.
    pub async fn key_sheet(
        &self,
        scope: &Scope,
        doer: Doer,
        catalogue: &Catalogue,
        written: Written<'_>,
        random: &mut dyn FnMut() -> u8,
    ) -> Result<Keyed> {
        let Written { sheet: id, drawn_from, answers } = written;
        let text = serde_json::to_string(answers)?;
        self.write(async |txn| {
            let sheet = sheet_in(txn, scope, id).await?;
            if sheet.member == doer.person {
                return Err(StorageError::Refused("nobody keys in their own test"));
            }
            lock_member(txn, sheet.member).await?;
            let row = paper_sheet::Entity::find_by_id(id.0).one(txn).await?.ok_or(StorageError::NotFound)?;
            let (_, attempt) = attempt_in(txn, sheet.member, sheet.attempt).await?;
            if attempt.draw.len() != answers.len() {
                return Err(StorageError::NotFound);
            }
            if let Some(closed) = attempt.closed {
                if row.answers.as_deref() == Some(text.as_str()) {
                    return Ok(Keyed::Marked(closed));
                }
                let aside = paper_refusal::Model {
                    id: Uuid::now_v7(),
                    sheet_id: id.0,
                    keyed_by: doer.person.0,
                    keyed_at: doer.now,
                    answers: text.clone(),
                };
                paper_refusal::Entity::insert(aside.into_active_model()).exec_without_returning(txn).await?;
                log(txn, doer, "paper-kept-aside", id).await?;
                return Ok(Keyed::KeptAside(closed));
            }
            let mut events = Vec::new();
            for (place, answer) in (0u16..).zip(answers) {
                let Some(choices) = answer.clone() else { continue };
                let content = ["paper ", &place.to_string(), "/", &choices.code()].concat();
                let what = Happening::AttemptAnswered { attempt: sheet.attempt, place, choices };
                let event = following_event_id(EventId(id.0), &content);
                events.push(doer.event(event, sheet.member, drawn_from, what));
            }
            record(txn, &events).await?;
            let closed =
                close_in(txn, doer, sheet.member, catalogue, drawn_from, sheet.attempt, random).await?;
            let before = rollup::counted(txn, sheet.member).await?;
            let row = paper_sheet::ActiveModel {
                id: Set(id.0),
                keyed_by: Set(Some(doer.person.0)),
                keyed_at: Set(Some(doer.now)),
                answers: Set(Some(text.clone())),
                ..Default::default()
            };
            row.update(txn).await?;
            rollup::settle(txn, sheet.member, before).await?;
            log(txn, doer, "paper-keyed", id).await?;
            Ok(Keyed::Marked(closed))
        })
        .await
    }
}

async fn sheet_in(db: &impl ConnectionTrait, scope: &Scope, id: SheetId) -> Result<Sheet> {
    let row = paper_sheet::Entity::find_by_id(id.0)
        .filter(paper_sheet::Column::MemberId.in_subquery(members_within(scope)))
        .one(db)
        .await?;
    sheet_from(row.ok_or(StorageError::NotFound)?)
}

async fn free_code(txn: &impl ConnectionTrait, random: &mut dyn FnMut() -> u8) -> Result<String> {
    loop {
        let code = codes::make(SHEET_SIGNS, &mut *random);
        let taken = paper_sheet::Entity::find().filter(paper_sheet::Column::Code.eq(code.as_str()));
        if taken.one(txn).await?.is_none() {
            return Ok(code);
        }
    }
}

async fn log(txn: &impl ConnectionTrait, doer: Doer, action: &'static str, sheet: SheetId) -> Result<()> {
    let entry = audit::Entry {
        actor: Some(doer.person),
        action,
        target: Some(("paper", sheet.to_string())),
        ..audit::Entry::default()
    };
    audit::write(txn, entry, doer.now).await
}
