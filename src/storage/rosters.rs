//! Rosters that came in as files: each import with its rows, from reading to writing and taking back.
//!
//! Owns: the imports, their rows, and what of the roster a file is held against. Does not own: what a row means (the
//! domain's `roster`), how a file is opened (the root package); [`apply`] writes an import into the roster.
//!
//! The rows hold names and numbers, so what was not written is thrown away after [`PREVIEW_DAYS`], and what was written
//! can be taken back for [`UNDO_DAYS`]; then only the counts stay.

mod apply;
mod known;
mod outgoing;

pub use apply::{Standing, Undoing};
pub use known::{KnownMember, KnownTeam, ReachableCommune};
pub use outgoing::{OutgoingCommune, OutgoingMember, OutgoingTeam};

use crate::audit;
use crate::connect::Store;
use crate::entity::{
    roster_import, roster_import_change, roster_import_reach, roster_import_row, roster_import_unit,
    unit_ancestor,
};
use crate::error::{Result, StorageError};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect, Set,
};
use tungngo_domain::access::{Role, Scope};
use tungngo_domain::collation::{person_sort_key, sort_key};
use tungngo_domain::ids::{PersonId, UnitId};
use tungngo_domain::people::fold;
use tungngo_domain::roster::{Change, Class, Particulars, Reason, Refusal};
use tungngo_domain::time::Instant;
use uuid::Uuid;

/// How long a file that was read waits to be written.
pub const PREVIEW_DAYS: i64 = 7;
/// How long an import can be taken back.
pub const UNDO_DAYS: i64 = 30;
/// Rows of one page (B5).
pub const PAGE_ROWS: u64 = 100;
/// Values of one statement at most. Short statements are soon parsed, and all but the last of a list are the same one,
/// which is prepared once; a database would take ten times as many, for ten times the memory.
const VALUES_MAX: usize = 2_400;

/// How far an import has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// The file is being read.
    Reading,
    /// Read and classified; waits for a person's word.
    Read,
    /// The file cannot be taken.
    Failed,
    /// Written into the roster.
    Applied,
    /// Taken back.
    Undone,
    /// Laid aside before it was written.
    Dropped,
}

impl State {
    const ALL: [Self; 6] =
        [Self::Reading, Self::Read, Self::Failed, Self::Applied, Self::Undone, Self::Dropped];

    /// How messages and the database write it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Reading => "reading",
            Self::Read => "read",
            Self::Failed => "failed",
            Self::Applied => "applied",
            Self::Undone => "undone",
            Self::Dropped => "dropped",
        }
    }
}

/// How many rows came to what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Rows read so far, blank ones apart.
    pub lines: i64,
    /// New people.
    pub new: i64,
    /// Members with other particulars.
    pub changed: i64,
    /// Members just so.
    pub same: i64,
    /// Rows that cannot be taken.
    pub refused: i64,
    /// Titles, sums, signatures.
    pub aside: i64,
    /// Rows whose village stands in a row above.
    pub carried: i64,
    /// Members of the named villages who are not in the file.
    pub absent: i64,
    /// Villages that are added.
    pub new_units: i64,
}

impl Counts {
    /// Of one class.
    pub fn of(&self, class: Class) -> i64 {
        match class {
            Class::New => self.new,
            Class::Changed => self.changed,
            Class::Same => self.same,
            Class::Refused => self.refused,
        }
    }

    /// Counts a row.
    pub fn count(&mut self, class: Class) {
        self.lines += 1;
        match class {
            Class::New => self.new += 1,
            Class::Changed => self.changed += 1,
            Class::Same => self.same += 1,
            Class::Refused => self.refused += 1,
        }
    }
}

/// A file with a roster.
#[derive(Debug, Clone)]
pub struct Import {
    /// Of the import.
    pub id: Uuid,
    /// The unit it was given for.
    pub unit: UnitId,
    /// Who gave it; nobody where the operator did.
    pub created_by: Option<PersonId>,
    /// When.
    pub created_at: Instant,
    /// When its reading was last heard of.
    pub beat_at: Instant,
    /// The file's name.
    pub file_name: String,
    /// How far it has come.
    pub state: State,
    /// Why the file cannot be taken, as a word for the messages.
    pub problem: String,
    /// What was understood of its heading, as the root package keeps it.
    pub understood: String,
    /// Its rows.
    pub counts: Counts,
    /// When it was written.
    pub applied_at: Option<Instant>,
    /// When it was taken back.
    pub undone_at: Option<Instant>,
}

/// A new import.
#[derive(Debug, Clone)]
pub struct NewImport {
    /// The unit it is given for.
    pub unit: UnitId,
    /// Who gives it.
    pub actor: Option<PersonId>,
    /// The file's name.
    pub file_name: String,
}

/// A row that is about somebody on the roster.
#[derive(Debug, Clone)]
pub struct Before {
    /// What the roster has.
    pub old: Particulars,
    /// Their door.
    pub old_door: Option<String>,
    /// What the row changes.
    pub changes: Vec<Change>,
}

/// A classified row.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// A person to be added or changed, or who is just so.
    Person {
        /// New, changed or same.
        class: Class,
        /// The team, maybe one of the import's new villages.
        team: UnitId,
        /// The person, existing or to be.
        person: PersonId,
        /// What they have after it.
        new: Particulars,
        /// Whether the phone opens the door for them.
        opens_door: bool,
        /// What a changed member had.
        before: Option<Box<Before>>,
    },
    /// A refused row.
    Refused {
        /// The name as far as there is one.
        name: String,
        /// Why.
        refusal: Refusal,
    },
}

/// A row with its number in the file.
#[derive(Debug, Clone)]
pub struct Row {
    /// From 1, as a spreadsheet counts.
    pub line: i32,
    /// The village as it will be called.
    pub village: String,
    /// What it comes to.
    pub outcome: Outcome,
}

/// A row as pages show it.
#[derive(Debug, Clone)]
pub struct ShownRow {
    /// From 1.
    pub line: i32,
    /// How it stands.
    pub class: Class,
    /// Why it is refused.
    pub refusal: Option<Refusal>,
    /// What it changes.
    pub changes: Vec<Change>,
    /// The village.
    pub village: String,
    /// Its team, where the row is taken.
    pub team: Option<UnitId>,
    /// Who it is, on record or to be.
    pub person: Option<PersonId>,
    /// The person's particulars after it.
    pub new: Particulars,
}

/// A village that an import adds.
#[derive(Debug, Clone)]
pub struct NewUnit {
    /// Of the village to be.
    pub id: UnitId,
    /// The commune.
    pub parent: UnitId,
    /// Its name.
    pub name: String,
}

fn import_from(row: roster_import::Model) -> Result<Import> {
    let state = State::ALL.into_iter().find(|state| state.code() == row.state);
    Ok(Import {
        id: row.id,
        unit: UnitId(row.unit_id),
        created_by: row.created_by.map(PersonId),
        created_at: row.created_at,
        beat_at: row.beat_at,
        file_name: row.file_name,
        state: state.ok_or(StorageError::Corrupt(row.state))?,
        problem: row.problem,
        understood: row.understood,
        counts: Counts {
            lines: row.lines,
            new: row.new_rows,
            changed: row.changed_rows,
            same: row.same_rows,
            refused: row.refused_rows,
            aside: row.aside_rows,
            carried: row.carried_rows,
            absent: row.absent,
            new_units: row.new_units,
        },
        applied_at: row.applied_at,
        undone_at: row.undone_at,
    })
}

fn units_within(scope: &Scope) -> sea_orm::sea_query::SelectStatement {
    Query::select()
        .column(unit_ancestor::Column::UnitId)
        .from(unit_ancestor::Entity)
        .and_where(
            Expr::col(unit_ancestor::Column::AncestorId).is_in(scope.roots().iter().map(|root| root.0)),
        )
        .to_owned()
}

/// Imports that may be seen: one's own, or all for an administrator; and only while everything in them is within reach.
fn visible(scope: &Scope) -> Condition {
    let beyond = Query::select()
        .column(roster_import_reach::Column::ImportId)
        .from(roster_import_reach::Entity)
        .and_where(Expr::col(roster_import_reach::Column::UnitId).not_in_subquery(units_within(scope)))
        .to_owned();
    let seen = Condition::all()
        .add(roster_import::Column::UnitId.in_subquery(units_within(scope)))
        .add(roster_import::Column::Id.not_in_subquery(beyond));
    if scope.role() == Role::Administrator {
        seen
    } else {
        seen.add(roster_import::Column::CreatedBy.eq(scope.actor().0))
    }
}

impl Store {
    /// Begins an import; the unit must be within reach. What older imports no longer need is thrown away.
    pub async fn begin_import(&self, scope: &Scope, new: NewImport, now: Instant) -> Result<Uuid> {
        if !self.reaches(scope, new.unit).await? {
            return Err(StorageError::NotFound);
        }
        let id = Uuid::now_v7();
        self.write(async |txn| {
            forget_old(txn, now).await?;
            let row = roster_import::Model {
                id,
                unit_id: new.unit.0,
                created_by: new.actor.map(|actor| actor.0),
                created_at: now,
                beat_at: now,
                file_name: new.file_name.chars().take(200).collect(),
                state: State::Reading.code().to_owned(),
                problem: String::new(),
                understood: String::new(),
                lines: 0,
                new_rows: 0,
                changed_rows: 0,
                same_rows: 0,
                refused_rows: 0,
                aside_rows: 0,
                carried_rows: 0,
                absent: 0,
                new_units: 0,
                applied_at: None,
                applied_by: None,
                undone_at: None,
                undone_by: None,
            };
            roster_import::Entity::insert(row.into_active_model()).exec_without_returning(txn).await?;
            let entry = entry("roster-uploaded", new.actor, id, new.unit, String::new());
            audit::write(txn, entry, now).await
        })
        .await?;
        Ok(id)
    }

    /// Adds classified rows, and tells how far the reading has come.
    pub async fn add_import_rows(
        &self,
        import: Uuid,
        rows: Vec<Row>,
        counts: Counts,
        now: Instant,
    ) -> Result<()> {
        let mut models = Vec::with_capacity(rows.len());
        let mut changes = Vec::new();
        for row in rows {
            if let Outcome::Person { before: Some(before), .. } = &row.outcome {
                changes.push(change_model(import, row.line, before));
            }
            models.push(row_model(import, row)?);
        }
        self.write(async |txn| {
            for chunk in chunks(models, 20) {
                roster_import_row::Entity::insert_many(
                    chunk.into_iter().map(IntoActiveModel::into_active_model),
                )
                .exec_without_returning(txn)
                .await?;
            }
            for chunk in chunks(changes, 12) {
                roster_import_change::Entity::insert_many(
                    chunk.into_iter().map(IntoActiveModel::into_active_model),
                )
                .exec_without_returning(txn)
                .await?;
            }
            beat(txn, import, counts, now).await
        })
        .await
    }

    /// Tells how far the reading has come.
    pub async fn import_beats(&self, import: Uuid, counts: Counts, now: Instant) -> Result<()> {
        self.write(async |txn| beat(txn, import, counts, now).await).await
    }

    /// Ends the reading: the import waits for a person's word.
    pub async fn finish_reading(
        &self,
        import: Uuid,
        understood: String,
        counts: Counts,
        units: Vec<NewUnit>,
        reach: Vec<UnitId>,
        now: Instant,
    ) -> Result<()> {
        self.write(async |txn| {
            let units = units.into_iter().map(|unit| roster_import_unit::Model {
                import_id: import,
                unit_id: unit.id.0,
                parent_id: unit.parent.0,
                name_key: fold(&unit.name),
                sort_key: sort_key(&unit.name),
                name: unit.name,
            });
            for chunk in chunks(units, 6) {
                roster_import_unit::Entity::insert_many(
                    chunk.into_iter().map(IntoActiveModel::into_active_model),
                )
                .exec_without_returning(txn)
                .await?;
            }
            let reach = reach
                .into_iter()
                .map(|unit| roster_import_reach::Model { import_id: import, unit_id: unit.0 });
            for chunk in chunks(reach, 2) {
                roster_import_reach::Entity::insert_many(
                    chunk.into_iter().map(IntoActiveModel::into_active_model),
                )
                .exec_without_returning(txn)
                .await?;
            }
            beat(txn, import, counts, now).await?;
            let row = roster_import::ActiveModel {
                id: Set(import),
                state: Set(State::Read.code().to_owned()),
                understood: Set(understood),
                ..Default::default()
            };
            row.update(txn).await?;
            Ok(())
        })
        .await
    }

    /// Ends the reading without result; what was read of the rows is thrown away.
    pub async fn fail_import(&self, import: Uuid, problem: &str, now: Instant) -> Result<()> {
        self.write(async |txn| {
            forget_rows(txn, &[import]).await?;
            let row = roster_import::ActiveModel {
                id: Set(import),
                state: Set(State::Failed.code().to_owned()),
                problem: Set(problem.to_owned()),
                beat_at: Set(now),
                ..Default::default()
            };
            row.update(txn).await?;
            Ok(())
        })
        .await
    }

    /// An import that may be seen within this scope.
    pub async fn import(&self, scope: &Scope, id: Uuid) -> Result<Import> {
        let row = roster_import::Entity::find_by_id(id).filter(visible(scope)).one(self.reader()).await?;
        import_from(row.ok_or(StorageError::NotFound)?)
    }

    /// The latest imports before this one, at most a page of 20.
    pub async fn imports(&self, scope: &Scope, before: Option<Uuid>) -> Result<Vec<Import>> {
        let mut query = roster_import::Entity::find()
            .filter(visible(scope))
            .order_by_desc(roster_import::Column::Id)
            .limit(20);
        if let Some(before) = before {
            query = query.filter(roster_import::Column::Id.lt(before));
        }
        query.all(self.reader()).await?.into_iter().map(import_from).collect()
    }

    /// Rows of an import that was found through the scope, after this line, at most a page.
    pub async fn import_rows(
        &self,
        import: &Import,
        class: Option<Class>,
        after: i32,
    ) -> Result<Vec<ShownRow>> {
        let mut query = roster_import_row::Entity::find()
            .filter(roster_import_row::Column::ImportId.eq(import.id))
            .filter(roster_import_row::Column::Line.gt(after));
        if let Some(class) = class {
            query = query.filter(roster_import_row::Column::Class.eq(class.code()));
        }
        let rows =
            query.order_by_asc(roster_import_row::Column::Line).limit(PAGE_ROWS).all(self.reader()).await?;
        rows.into_iter().map(shown_from).collect()
    }

    /// The villages that an import adds, which was found through the scope.
    pub async fn import_units(&self, import: &Import) -> Result<Vec<String>> {
        Ok(roster_import_unit::Entity::find()
            .filter(roster_import_unit::Column::ImportId.eq(import.id))
            .order_by_asc(roster_import_unit::Column::UnitId)
            .select_only()
            .column(roster_import_unit::Column::Name)
            .limit(PAGE_ROWS)
            .into_tuple()
            .all(self.reader())
            .await?)
    }

    /// Throws away an import that was only looked at: the operator's dry run.
    pub async fn discard_import(&self, import: Uuid) -> Result<()> {
        self.write(async |txn| {
            forget_rows(txn, &[import]).await?;
            roster_import::Entity::delete_by_id(import).exec(txn).await?;
            Ok(())
        })
        .await
    }
}

fn entry(
    action: &'static str,
    actor: Option<PersonId>,
    import: Uuid,
    unit: UnitId,
    detail: String,
) -> audit::Entry {
    audit::Entry {
        actor,
        action,
        target: Some(("roster-import", import.to_string())),
        unit: Some(unit),
        detail,
        ..audit::Entry::default()
    }
}

/// Splits rows so that no statement has more values than a database takes.
fn chunks<T>(rows: impl IntoIterator<Item = T>, columns: usize) -> impl Iterator<Item = Vec<T>> {
    let mut rows = rows.into_iter();
    std::iter::from_fn(move || {
        let chunk: Vec<T> = rows.by_ref().take(VALUES_MAX / columns).collect();
        (!chunk.is_empty()).then_some(chunk)
    })
}

async fn beat(txn: &impl ConnectionTrait, import: Uuid, counts: Counts, now: Instant) -> Result<()> {
    let row = roster_import::ActiveModel {
        id: Set(import),
        beat_at: Set(now),
        lines: Set(counts.lines),
        new_rows: Set(counts.new),
        changed_rows: Set(counts.changed),
        same_rows: Set(counts.same),
        refused_rows: Set(counts.refused),
        aside_rows: Set(counts.aside),
        carried_rows: Set(counts.carried),
        absent: Set(counts.absent),
        new_units: Set(counts.new_units),
        ..Default::default()
    };
    row.update(txn).await?;
    Ok(())
}

/// Throws away what names people in imports that were never written, and in those too old to be taken back.
async fn forget_old(txn: &impl ConnectionTrait, now: Instant) -> Result<()> {
    let open = Condition::all()
        .add(roster_import::Column::State.is_in([State::Reading.code(), State::Read.code()]))
        .add(roster_import::Column::CreatedAt.lt(now - chrono::Duration::days(PREVIEW_DAYS)));
    let written = Condition::all()
        .add(roster_import::Column::State.is_in([State::Applied.code(), State::Undone.code()]))
        .add(roster_import::Column::AppliedAt.lt(now - chrono::Duration::days(UNDO_DAYS)));
    let ids = |condition: Condition| {
        roster_import::Entity::find()
            .filter(condition)
            .filter(roster_import::Column::Understood.ne(""))
            .select_only()
            .column(roster_import::Column::Id)
            .into_tuple::<Uuid>()
    };
    let (stale, old) = (ids(open).all(txn).await?, ids(written).all(txn).await?);
    forget_rows(txn, &stale).await?;
    forget_rows(txn, &old).await?;
    for (ids, state) in [(stale, Some(State::Failed)), (old, None)] {
        for id in ids {
            let mut row = roster_import::ActiveModel {
                id: Set(id),
                understood: Set(String::new()),
                ..Default::default()
            };
            if let Some(state) = state {
                row.state = Set(state.code().to_owned());
                row.problem = Set("expired".to_owned());
            }
            row.update(txn).await?;
        }
    }
    Ok(())
}

async fn forget_rows(txn: &impl ConnectionTrait, imports: &[Uuid]) -> Result<()> {
    let ids = imports.to_vec();
    roster_import_row::Entity::delete_many()
        .filter(roster_import_row::Column::ImportId.is_in(ids.clone()))
        .exec(txn)
        .await?;
    roster_import_change::Entity::delete_many()
        .filter(roster_import_change::Column::ImportId.is_in(ids.clone()))
        .exec(txn)
        .await?;
    roster_import_unit::Entity::delete_many()
        .filter(roster_import_unit::Column::ImportId.is_in(ids))
        .exec(txn)
        .await?;
    Ok(())
}

fn change_model(import: Uuid, line: i32, before: &Before) -> roster_import_change::Model {
    let old = &before.old;
    roster_import_change::Model {
        import_id: import,
        line,
        old_name_key: fold(&old.full_name),
        old_sort_key: person_sort_key(&old.full_name),
        old_name: old.full_name.clone(),
        old_phone: old.phone.clone(),
        old_door: before.old_door.clone(),
        old_birth_year: old.birth_year,
        old_role: old.role.clone(),
        old_body: old.body.clone(),
        old_address_form: old.address_form.clone(),
        old_device: old.device.clone(),
    }
}

fn row_model(import: Uuid, row: Row) -> Result<roster_import_row::Model> {
    let mut model = roster_import_row::Model {
        import_id: import,
        line: row.line,
        class: Class::Refused.code().to_owned(),
        reason: String::new(),
        detail: String::new(),
        changes: String::new(),
        village: row.village.chars().take(100).collect(),
        team_id: None,
        person_id: None,
        membership_id: None,
        full_name: String::new(),
        name_key: String::new(),
        sort_key: Vec::new(),
        phone: None,
        opens_door: false,
        birth_year: None,
        role: String::new(),
        body: None,
        address_form: String::new(),
        device: None,
    };
    match row.outcome {
        Outcome::Person { class, team, person, new, opens_door, before } => {
            model.class = class.code().to_owned();
            model.team_id = Some(team.0);
            model.person_id = Some(person.0);
            model.membership_id = (class == Class::New).then(Uuid::now_v7);
            if let Some(before) = before {
                model.changes = serde_json::to_string(&before.changes)?;
            }
            // The keys are needed where the roster is written.
            if class != Class::Same {
                model.name_key = fold(&new.full_name);
                model.sort_key = person_sort_key(&new.full_name);
            }
            model.full_name = new.full_name;
            model.phone = new.phone;
            model.opens_door = opens_door;
            model.birth_year = new.birth_year;
            model.role = new.role;
            model.body = new.body;
            model.address_form = new.address_form;
            model.device = new.device;
        }
        Outcome::Refused { name, refusal } => {
            model.full_name = name.chars().take(100).collect();
            model.reason = refusal.reason.code().to_owned();
            model.detail = refusal.detail;
        }
    }
    Ok(model)
}

fn shown_from(row: roster_import_row::Model) -> Result<ShownRow> {
    let refusal = Reason::from_code(&row.reason).map(|reason| Refusal { reason, detail: row.detail.clone() });
    Ok(ShownRow {
        line: row.line,
        class: Class::from_code(&row.class).ok_or(StorageError::Corrupt(row.class))?,
        refusal,
        changes: if row.changes.is_empty() { Vec::new() } else { serde_json::from_str(&row.changes)? },
        village: row.village,
        team: row.team_id.map(UnitId),
        person: row.person_id.map(PersonId),
        new: Particulars {
            full_name: row.full_name,
            phone: row.phone,
            birth_year: row.birth_year,
            role: row.role,
            body: row.body,
            address_form: row.address_form,
            device: row.device,
        },
    })
}
