//! What staff do with requests for help: trainers answer or pass on, officers answer or hand back.
//!
//! Owns: finding requests within a scope, the steps of staff and their lines in the audit trail, which hold no word of
//! what was written. Does not own: asking ([`crate::help`]), answers beside lessons ([`crate::help_notes`]).

use crate::audit;
use crate::connect::Store;
use crate::entity::{help_request, help_step};
use crate::error::{Result, StorageError};
use crate::help::{HelpRequest, HelpStep, NewStep, Slice, Took, before, requests_from, take_step, was_taken};
use crate::people::{is_below, names, teams_within};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select, Set,
};
use tungngo_domain::access::{Role, Scope};
use tungngo_domain::help::Step;
use tungngo_domain::ids::UnitId;
use tungngo_domain::ledger::form_event_id;
use tungngo_domain::time::Instant;
use uuid::Uuid;

/// Which requests a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Which {
    /// Those that wait for this role, the oldest first.
    #[default]
    Open,
    /// Those that were passed on and are not answered, the oldest first.
    Passed,
    /// All, the newest first.
    All,
}

/// What somebody does with a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act<'a> {
    /// Answers, or corrects the answer.
    Answer(&'a str),
    /// Takes the answer back.
    Withdraw,
    /// Passes it on to the province, with a note.
    Pass(&'a str),
    /// Gives it back to the trainer, with a note.
    HandBack(&'a str),
}

impl Act<'_> {
    fn step(&self) -> Step {
        match self {
            Self::Answer(_) => Step::Answered,
            Self::Withdraw => Step::Withdrawn,
            Self::Pass(_) => Step::Passed,
            Self::HandBack(_) => Step::HandedBack,
        }
    }

    fn text(&self) -> &str {
        match self {
            Self::Answer(text) | Self::Pass(text) | Self::HandBack(text) => text,
            Self::Withdraw => "",
        }
    }

    /// Whether it can be done with a request that stands so.
    fn fits(&self, row: &help_request::Model) -> bool {
        let open = row.answered_at.is_none();
        match self {
            Self::Answer(_) => true,
            Self::Withdraw => row.answer.is_some(),
            Self::Pass(_) => open && row.passed_at.is_none(),
            Self::HandBack(_) => open && row.passed_at.is_some(),
        }
    }

    fn change(&self, actor: Uuid, now: Instant) -> help_request::ActiveModel {
        let mut change = help_request::ActiveModel::default();
        match self {
            Self::Answer(text) => {
                change.answer = Set(Some((*text).to_owned()));
                change.answered_by = Set(Some(actor));
                change.answered_at = Set(Some(now));
                change.cleared_at = Set(None);
            }
            Self::Withdraw => {
                change.answer = Set(None);
                change.answered_by = Set(None);
                change.answered_at = Set(None);
                change.cleared_at = Set(None);
            }
            Self::Pass(_) => change.passed_at = Set(Some(now)),
            Self::HandBack(_) => change.passed_at = Set(None),
        }
        change
    }
}

/// What came of an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Acted {
    /// It is done, now or by the same form before.
    Done,
    /// Somebody else took a step since the page was made; nothing was done.
    Meanwhile,
}

/// What to say where no step was taken now.
pub(crate) fn acted_already(took: Took) -> Option<Acted> {
    match took {
        Took::Now => None,
        Took::Before => Some(Acted::Done),
        Took::Not => Some(Acted::Meanwhile),
    }
}

/// A form of staff on a request: what its page was made of.
#[derive(Debug, Clone, Copy)]
pub struct Desk<'a> {
    /// The reach of whoever acts.
    pub scope: &'a Scope,
    /// The request.
    pub request: Uuid,
    /// How many steps the page knew.
    pub seen: i32,
    /// Of the form: sent twice, it is done once.
    pub form: Uuid,
}

impl Desk<'_> {
    /// The step's id: the same form with the same content is the same step.
    pub(crate) fn step_id(&self, kind: Step, text: &str) -> Uuid {
        let content = ["help/", &self.request.to_string(), "/", kind.code(), "/", text].concat();
        form_event_id(self.scope.actor(), self.form, &content).0
    }
}

/// What a role sees: trainers all within reach, officers what was passed on to them.
pub(crate) fn within(scope: &Scope) -> Condition {
    const TEAM: (help_request::Entity, help_request::Column) =
        (help_request::Entity, help_request::Column::TeamId);
    match scope.role() {
        // Few are passed on, and many teams are below an officer's unit.
        Role::Officer => Condition::all()
            .add(is_below(scope.roots().iter().copied(), TEAM))
            .add(help_request::Column::PassedAt.is_not_null()),
        _ => Condition::all().add(Expr::col(TEAM).in_subquery(teams_within(scope))),
    }
}

fn open(scope: &Scope) -> Condition {
    let open = within(scope).add(help_request::Column::AnsweredAt.is_null());
    match scope.role() {
        Role::Officer => open,
        _ => open.add(help_request::Column::PassedAt.is_null()),
    }
}

pub(crate) async fn find(db: &impl ConnectionTrait, scope: &Scope, id: Uuid) -> Result<help_request::Model> {
    let row = help_request::Entity::find_by_id(id).filter(within(scope)).one(db).await?;
    row.ok_or(StorageError::NotFound)
}

/// A line of the trail: ids alone.
pub(crate) async fn log(
    txn: &impl ConnectionTrait,
    scope: &Scope,
    action: &'static str,
    request: &help_request::Model,
    now: Instant,
) -> Result<()> {
    let entry = audit::Entry {
        actor: Some(scope.actor()),
        action,
        target: Some(("help", request.id.to_string())),
        unit: Some(UnitId(request.team_id)),
        ..audit::Entry::default()
    };
    audit::write(txn, entry, now).await
}

impl Store {
    /// How many requests wait for this role.
    pub async fn open_help(&self, scope: &Scope) -> Result<u64> {
        Ok(help_request::Entity::find().filter(open(scope)).count(self.reader()).await?)
    }

    /// A page of the requests within reach.
    pub async fn help_requests(&self, scope: &Scope, which: Which, slice: Slice) -> Result<Vec<HelpRequest>> {
        use help_request::Column::{AnsweredAt, AskedAt, Id, OpenSince, PassedAt};
        let mut query: Select<help_request::Entity> = match which {
            Which::Open => help_request::Entity::find().filter(open(scope)),
            Which::Passed => help_request::Entity::find()
                .filter(within(scope).add(AnsweredAt.is_null()).add(PassedAt.is_not_null())),
            Which::All => help_request::Entity::find().filter(within(scope)),
        };
        let last = match slice.after {
            // What is no place in the list is its beginning.
            Some(after) => {
                help_request::Entity::find_by_id(after).filter(within(scope)).one(self.reader()).await?
            }
            None => None,
        };
        query = match (which, last) {
            (Which::All, last) => {
                let query = query.order_by_desc(AskedAt).order_by_desc(Id);
                match last {
                    Some(last) => query.filter(before(last.asked_at, last.id)),
                    None => query,
                }
            }
            (_, last) => {
                let query = query.order_by_asc(OpenSince).order_by_asc(Id);
                match last {
                    Some(last) => query.filter(
                        Condition::any()
                            .add(OpenSince.gt(last.open_since))
                            .add(Condition::all().add(OpenSince.eq(last.open_since)).add(Id.gt(last.id))),
                    ),
                    None => query,
                }
            }
        };
        let rows = query.limit(slice.limit).all(self.reader()).await?;
        requests_from(self.reader(), rows).await
    }

    /// One request within reach.
    pub async fn help_request(&self, scope: &Scope, id: Uuid) -> Result<HelpRequest> {
        let row = find(self.reader(), scope, id).await?;
        requests_from(self.reader(), vec![row]).await?.pop().ok_or(StorageError::NotFound)
    }

    /// What was done with a request within reach, from the first step on.
    pub async fn help_steps(&self, scope: &Scope, id: Uuid) -> Result<Vec<HelpStep>> {
        let request = find(self.reader(), scope, id).await?;
        let rows = help_step::Entity::find()
            .filter(help_step::Column::RequestId.eq(request.id))
            .order_by_asc(help_step::Column::Number)
            .all(self.reader())
            .await?;
        let names = names(self.reader(), rows.iter().map(|row| row.actor_id)).await?;
        rows.into_iter()
            .map(|row| {
                Ok(HelpStep {
                    kind: Step::from_code(&row.kind).ok_or(StorageError::Corrupt(row.kind))?,
                    actor_name: names.get(&row.actor_id).cloned().unwrap_or_default(),
                    at: row.at,
                    text: row.body,
                })
            })
            .collect()
    }

    /// Answers, takes back, passes on or hands back. An answer that is taken back is taken from beside the lesson too,
    /// as far as the reach goes.
    pub async fn act_on_help(&self, desk: Desk<'_>, act: Act<'_>, now: Instant) -> Result<Acted> {
        let (scope, kind) = (desk.scope, act.step());
        let may = match act {
            Act::Pass(_) => scope.role() == Role::Trainer,
            Act::HandBack(_) => scope.role() == Role::Officer,
            _ => true,
        };
        if !may {
            return Err(StorageError::NotFound);
        }
        let id = desk.step_id(kind, act.text());
        self.write(async |txn| {
            if was_taken(txn, id).await? {
                return Ok(Acted::Done);
            }
            let row = find(txn, scope, desk.request).await?;
            if row.steps != desk.seen || !act.fits(&row) {
                return Ok(Acted::Meanwhile);
            }
            let actor = scope.actor();
            let step = NewStep { id, request: row.id, actor, kind, text: act.text() };
            if let Some(acted) =
                acted_already(take_step(txn, step, desk.seen, act.change(actor.0, now), now).await?)
            {
                return Ok(acted);
            }
            if act == Act::Withdraw {
                crate::help_notes::end_all(txn, scope, row.id, now).await?;
            }
            let action = match kind {
                Step::Answered if row.answer.is_some() => "help-corrected",
                Step::Answered => "help-answered",
                Step::Withdrawn => "help-withdrawn",
                Step::Passed => "help-passed",
                _ => "help-handed-back",
            };
            log(txn, scope, action, &row, now).await?;
            Ok(Acted::Done)
        })
        .await
    }
}
