//! Writing whole communes at once: what `demo --scale` fills a country with.
//!
//! Owns: [`Batch`], the rows of some communes with their people, and the one transaction that writes them. What a person
//! did is lived through in memory ([`Life`]), by the rules of the domain that the ordinary way uses too, so that the
//! rows are the ones it would have left; a test holds the two against each other. Does not own: who lives where and
//! does what. Nothing here serves a request.

mod figures;
mod life;

pub use life::Life;

use crate::audit::{self, Entry};
use crate::certificates::{number_text, take_numbers};
use crate::connect::Store;
use crate::entity::{
    attempt, attempt_answer, certificate, drill_progress, holding_grant, ledger_event, lesson_progress,
    member_stage, membership, module_progress, paper_sheet, person, question_progress, role_grant,
    rollup_counter, sign_off, unit, unit_ancestor,
};
use crate::error::{Result, StorageError};
use crate::ledger::event_row;
use crate::people::{NewPerson, Place, person_row};
use crate::rights::NewHolding;
use crate::settings;
use crate::units::{ancestor_row, unit_row};
use chrono::{Datelike, NaiveDate};
use figures::Figures;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, IntoActiveModel, QueryFilter,
    QuerySelect, Statement,
};
use std::collections::{BTreeMap, BTreeSet};
use tungngo_domain::access::Role;
use tungngo_domain::ids::{EventId, PersonId, UnitId};
use tungngo_domain::ledger::{Event, Happening, Source};
use tungngo_domain::time::{Instant, day, in_vietnam};
use tungngo_domain::units::UnitKind;
use uuid::Uuid;

/// Pages that SQLite keeps in memory while it writes a batch, in KiB (negative is the pragma's sign for that).
const CACHE_WHILE_FILLING: &str = "PRAGMA cache_size = -65536";
/// What connections have otherwise ([`crate::connect`]).
const CACHE_OTHERWISE: &str = "PRAGMA cache_size = -8000";

/// Where something stands in a batch: when it happened, then the order in which lives were added and lived.
type Moment = (Instant, u32, u32);

/// A member of a team, as the roster has them.
#[derive(Debug, Clone)]
pub struct NewMember {
    /// Who.
    pub id: PersonId,
    /// Name, phone and device.
    pub person: NewPerson,
    /// The team, and the place in it.
    pub place: Place,
    /// The body they come from.
    pub body: Option<String>,
    /// When they were put on the roster.
    pub joined: Instant,
}

/// Somebody with a role over a unit, in no team.
#[derive(Debug, Clone)]
pub struct NewStaff {
    /// Who.
    pub id: PersonId,
    /// Name and phone.
    pub person: NewPerson,
    /// The role.
    pub role: Role,
    /// Over which unit.
    pub unit: UnitId,
    /// Who granted it.
    pub by: PersonId,
    /// The modules they may sign off by an initial grant.
    pub holdings: Vec<NewHolding>,
    /// Since when.
    pub since: Instant,
}

/// Rows of some communes, whole: nothing of these communes' people is in the database yet, and nothing comes later.
#[derive(Debug, Default)]
pub struct Batch {
    lives: u32,
    doors: BTreeSet<String>,
    units: Vec<unit::Model>,
    ancestors: Vec<unit_ancestor::Model>,
    people: Vec<person::Model>,
    memberships: Vec<membership::Model>,
    roles: Vec<role_grant::Model>,
    holdings: Vec<holding_grant::Model>,
    events: Vec<(Moment, ledger_event::Model)>,
    audit: Vec<(Moment, Entry)>,
    questions: Vec<question_progress::Model>,
    lessons: Vec<lesson_progress::Model>,
    drills: Vec<drill_progress::Model>,
    modules: Vec<module_progress::Model>,
    attempts: Vec<attempt::Model>,
    answers: Vec<attempt_answer::Model>,
    sign_offs: Vec<sign_off::Model>,
    sheets: Vec<paper_sheet::Model>,
    certificates: Vec<(Moment, certificate::Model)>,
    stages: Vec<member_stage::Model>,
    figures: Figures,
}

impl Batch {
    /// An empty one. `doors` are the phone numbers that open somebody's door already.
    pub fn new(doors: BTreeSet<String>) -> Self {
        Self { doors, ..Self::default() }
    }

    /// How many events are in it.
    pub fn events(&self) -> usize {
        self.events.len()
    }

    /// How many members of teams are in it.
    pub fn members(&self) -> usize {
        self.memberships.len()
    }

    /// Takes what is in it to be written, and leaves an empty one that knows the same doors.
    pub fn take(&mut self) -> Self {
        let next = Self::new(self.doors.clone());
        std::mem::replace(self, next)
    }

    /// Adds a village below a commune, its province and the nation.
    pub fn add_village(&mut self, id: UnitId, name: &str, above: &[UnitId; 3], since: NaiveDate) {
        self.units.push(unit_row(id.0, Some(above[0].0), UnitKind::Village, None, name, since));
        self.ancestors.push(ancestor_row(id.0, id.0, 0));
        self.ancestors.extend((1..).zip(above).map(|(depth, unit)| ancestor_row(unit.0, id.0, depth)));
    }

    /// Adds somebody with a role, and whatever they may sign off.
    pub fn add_staff(&mut self, new: NewStaff, ids: &mut dyn FnMut() -> Uuid) -> Result<()> {
        let NewStaff { id, person, role, unit, by, holdings, since } = new;
        let moment = self.next_life(since);
        let mut order = 0;
        let mut then = || {
            order += 1;
            (moment.0, moment.1, order)
        };
        let row = self.person(id, person, since);
        self.people.push(row);
        self.roles.push(role_grant::Model {
            id: ids(),
            person_id: id.0,
            role: role.code().to_owned(),
            unit_id: unit.0,
            valid_from: since,
            valid_until: None,
            ended_at: None,
            granted_by: Some(by.0),
            created_at: since,
        });
        let entry = Entry {
            actor: Some(by),
            action: "role-granted",
            target: Some(("person", id.to_string())),
            unit: Some(unit),
            detail: role.code().to_owned(),
            ..Entry::default()
        };
        self.audit.push((then(), entry));
        for new in holdings {
            let grant = ids();
            let event = Event {
                id: EventId(ids()),
                member: id,
                actor: by,
                module: Some(new.module.clone()),
                module_version: None,
                source: Source::Server,
                login: None,
                happened: since,
                clamped: false,
                received: since,
                what: Happening::HoldingGranted { grant },
            };
            let entry = Entry {
                actor: Some(by),
                action: "holding-granted",
                target: Some(("person", id.to_string())),
                detail: new.module.to_string(),
                ..Entry::default()
            };
            let at = then();
            self.events.push((at, event_row(&event, 0)?));
            self.audit.push((at, entry));
            self.holdings.push(holding_grant::Model {
                id: grant,
                person_id: id.0,
                module_id: new.module.to_string(),
                reason: new.reason,
                document: new.document,
                document_date: new.document_date,
                granted_by: Some(by.0),
                created_at: since,
                ended_at: None,
            });
        }
        Ok(())
    }

    /// Adds a member with everything they lived through.
    pub fn add_member(
        &mut self,
        new: NewMember,
        life: Life<'_>,
        ids: &mut dyn FnMut() -> Uuid,
    ) -> Result<()> {
        let NewMember { id, person, place, body, joined } = new;
        let (_, number, _) = self.next_life(joined);
        let mut row = self.person(id, person, joined);
        if let Some((notice, at)) = &life.consent {
            row.consent_notice = Some(notice.clone());
            row.consent_at = Some(*at);
        }
        self.people.push(row);
        self.memberships.push(membership::Model {
            id: ids(),
            person_id: id.0,
            team_id: place.team.0,
            role: place.role.code().to_owned(),
            body,
            joined_on: day(joined),
            left_on: None,
            ended_why: None,
        });
        self.stages.push(figures::stage(id, &place, day(joined), &life));
        self.figures.count(&place, &life);
        life.leave_rows(self, number)
    }

    fn next_life(&mut self, at: Instant) -> Moment {
        self.lives += 1;
        (at, self.lives, 0)
    }

    /// A phone opens the door of whoever had it first.
    fn person(&mut self, id: PersonId, new: NewPerson, now: Instant) -> person::Model {
        let digits = new.phone.as_ref().map(|phone| phone.digits().to_owned());
        let door = digits.filter(|digits| self.doors.insert(digits.clone()));
        person_row(id.0, new, door, now)
    }
}

impl Store {
    /// Writes a batch and a setting that tells how far the filling is, in one transaction.
    pub async fn write_batch(&self, batch: Batch, setting: (&str, &str)) -> Result<()> {
        self.write(async |txn| {
            if txn.get_database_backend() == DbBackend::Sqlite {
                txn.execute_unprepared(CACHE_WHILE_FILLING).await?;
            }
            write(txn, batch).await?;
            settings::set(txn, setting.0, setting.1).await
        })
        .await
    }

    /// Ends the filling: the last setting, and on SQLite the memory it took.
    pub async fn end_batches(&self, setting: (&str, &str)) -> Result<()> {
        self.write(async |txn| {
            if txn.get_database_backend() == DbBackend::Sqlite {
                txn.execute_unprepared(CACHE_OTHERWISE).await?;
            }
            settings::set(txn, setting.0, setting.1).await
        })
        .await
    }

    /// The phone numbers that open somebody's door.
    pub async fn phone_doors(&self) -> Result<BTreeSet<String>> {
        let doors: Vec<Option<String>> = person::Entity::find()
            .select_only()
            .column(person::Column::PhoneDoor)
            .filter(person::Column::PhoneDoor.is_not_null())
            .into_tuple()
            .all(self.reader())
            .await?;
        Ok(doors.into_iter().flatten().collect())
    }

    /// Whether nobody is in the database yet.
    pub async fn has_nobody(&self) -> Result<bool> {
        let one: Option<Uuid> = person::Entity::find()
            .select_only()
            .column(person::Column::Id)
            .limit(1)
            .into_tuple()
            .one(self.reader())
            .await?;
        Ok(one.is_none())
    }

    /// How large the database is, in bytes.
    pub async fn size_in_bytes(&self) -> Result<u64> {
        let sql = match self.backend() {
            DbBackend::Postgres => "SELECT pg_database_size(current_database()) AS n",
            _ => "SELECT page_count * page_size AS n FROM pragma_page_count, pragma_page_size",
        };
        let statement = Statement::from_string(self.backend(), sql);
        let row = self.reader().query_one_raw(statement).await?.ok_or(StorageError::NotFound)?;
        Ok(u64::try_from(row.try_get::<i64>("", "n")?).unwrap_or(0))
    }
}

async fn write(txn: &impl ConnectionTrait, mut batch: Batch) -> Result<()> {
    insert::<unit::Entity>(txn, batch.units).await?;
    insert::<unit_ancestor::Entity>(txn, batch.ancestors).await?;
    insert::<person::Entity>(txn, batch.people).await?;
    insert::<membership::Entity>(txn, batch.memberships).await?;
    insert::<role_grant::Entity>(txn, batch.roles).await?;
    insert::<holding_grant::Entity>(txn, batch.holdings).await?;
    write_events(txn, batch.events).await?;
    insert::<question_progress::Entity>(txn, batch.questions).await?;
    insert::<lesson_progress::Entity>(txn, batch.lessons).await?;
    insert::<drill_progress::Entity>(txn, batch.drills).await?;
    insert::<module_progress::Entity>(txn, batch.modules).await?;
    batch.attempts.sort_unstable_by_key(|row| row.id);
    insert::<attempt::Entity>(txn, batch.attempts).await?;
    batch.answers.sort_unstable_by_key(|row| (row.attempt_id, row.place));
    insert::<attempt_answer::Entity>(txn, batch.answers).await?;
    batch.sign_offs.sort_unstable_by_key(|row| row.id);
    insert::<sign_off::Entity>(txn, batch.sign_offs).await?;
    insert::<paper_sheet::Entity>(txn, batch.sheets).await?;
    write_certificates(txn, batch.certificates).await?;
    insert::<member_stage::Entity>(txn, batch.stages).await?;
    insert::<rollup_counter::Entity>(txn, batch.figures.rows()).await?;
    batch.audit.sort_by_key(|(moment, _)| *moment);
    audit::append(txn, batch.audit.into_iter().map(|((at, _, _), entry)| (entry, at))).await
}

/// Events are numbered in the order of receipt and written in the order of their ids: these are scattered, so the index
/// of a large ledger is walked once a batch from end to end instead of jumped about in.
async fn write_events(
    txn: &impl ConnectionTrait,
    mut events: Vec<(Moment, ledger_event::Model)>,
) -> Result<()> {
    if events.is_empty() {
        return Ok(());
    }
    let last: Option<Option<i64>> = ledger_event::Entity::find()
        .select_only()
        .column_as(ledger_event::Column::Seq.max(), "last")
        .into_tuple()
        .one(txn)
        .await?;
    let mut seq = last.flatten().unwrap_or(0);
    events.sort_by_key(|(moment, _)| *moment);
    for (_, row) in &mut events {
        seq += 1;
        row.seq = seq;
    }
    events.sort_unstable_by_key(|(_, row)| row.id);
    insert::<ledger_event::Entity>(txn, events.into_iter().map(|(_, row)| row)).await?;
    if txn.get_database_backend() == DbBackend::Postgres {
        const NEXT: &str = "SELECT setval(pg_get_serial_sequence('ledger_event', 'seq'), $1)";
        let next = Statement::from_sql_and_values(DbBackend::Postgres, NEXT, [seq.into()]);
        txn.query_one_raw(next).await?;
    }
    Ok(())
}

/// Certificates get their running numbers in the order they were issued.
async fn write_certificates(
    txn: &impl ConnectionTrait,
    mut certificates: Vec<(Moment, certificate::Model)>,
) -> Result<()> {
    certificates.sort_by_key(|(moment, _)| *moment);
    let year_of = |row: &certificate::Model| in_vietnam(row.issued_at).year();
    let mut years: BTreeMap<i32, i64> = BTreeMap::new();
    for (_, row) in &certificates {
        *years.entry(year_of(row)).or_default() += 1;
    }
    for (year, count) in &mut years {
        let taken = *count;
        *count = take_numbers(txn, *year, taken).await? - taken;
    }
    for (_, row) in &mut certificates {
        let year = year_of(row);
        if let Some(number) = years.get_mut(&year) {
            *number += 1;
            row.number = number_text(year, *number);
        }
    }
    insert::<certificate::Entity>(txn, certificates.into_iter().map(|(_, row)| row)).await
}

async fn insert<E>(txn: &impl ConnectionTrait, rows: impl IntoIterator<Item = E::Model>) -> Result<()>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel>,
    E::ActiveModel: ActiveModelTrait<Entity = E>,
{
    let mut rows = rows.into_iter().map(IntoActiveModel::into_active_model);
    loop {
        let chunk: Vec<E::ActiveModel> = rows.by_ref().take(crate::BATCH_ROWS).collect();
        if chunk.is_empty() {
            return Ok(());
        }
        E::insert_many(chunk).exec_without_returning(txn).await?;
    }
}
