//! People, their teams, and how a member is found within a scope.
//!
//! Owns: the scope filter ([`teams_within`]) and every query on persons and memberships. Does not own: how people come
//! in ([`crate::logins`]) nor what they learnt ([`crate::learning`]).

use crate::connect::Store;
use crate::entity::{membership, person, unit, unit_ancestor};
use crate::error::{Result, StorageError};
use chrono::NaiveDate;
use sea_orm::sea_query::{Expr, ExprTrait, IntoColumnRef, Query, SelectStatement};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel, JoinType,
    QueryFilter, QuerySelect, QueryTrait, Select, Set, Statement,
};
use std::collections::{BTreeSet, HashMap, HashSet};
use tungngo_domain::access::Scope;
use tungngo_domain::collation::person_sort_key;
use tungngo_domain::ids::{PersonId, UnitId};
use tungngo_domain::membership::{Mark, marked_name};
use tungngo_domain::people::{AddressForm, Phone, TeamRole, fold};
use tungngo_domain::time::{Instant, day};
use uuid::Uuid;

/// A person as pages need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub id: PersonId,
    /// The name as typed.
    pub full_name: String,
    /// How to speak to them.
    pub address_form: AddressForm,
    /// A contact; may be shared.
    pub phone: Option<Phone>,
    /// Year of birth.
    pub birth_year: Option<i32>,
    /// `own`, `shared` or `none`.
    pub device: Option<String>,
    /// `vi`, or the code of another language that lessons are written in.
    pub language: String,
    /// The class that enlarges text: empty, `to` or `rat-to`.
    pub text_size: String,
    /// Whether the account may be used.
    pub active: bool,
    /// When the notice was agreed to.
    pub consent_at: Option<Instant>,
}

/// A member's present place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The village team.
    pub team: UnitId,
    /// The village's name ("Thôn Bến Đá").
    pub team_name: String,
    /// The commune.
    pub commune: UnitId,
    /// Its name ("Xã Đồng Mây").
    pub commune_name: String,
    /// The province.
    pub province: UnitId,
    /// Its name ("Tỉnh Tuyên Quang").
    pub province_name: String,
    /// The place in the team.
    pub role: TeamRole,
}

/// A member of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The person.
    pub person: Person,
    /// The present team.
    pub team: UnitId,
    /// The place in it.
    pub role: TeamRole,
    /// The body they come from.
    pub body: Option<String>,
    /// Since when.
    pub joined_on: NaiveDate,
    /// What tells them apart from others of the name in the team.
    pub mark: Option<Mark>,
    /// The code of the province above the team: whose part of the courses they study.
    pub province: Option<String>,
}

impl Member {
    /// The name, with its mark where somebody else in the team has the same: what every list and form shows.
    pub fn shown_name(&self) -> String {
        marked_name(&self.person.full_name, self.mark.as_ref())
    }
}

/// What is needed to add a person.
#[derive(Debug, Clone)]
pub struct NewPerson {
    /// The name, read by [`tungngo_domain::people::read_name`].
    pub full_name: String,
    /// How to speak to them.
    pub address_form: AddressForm,
    /// A contact.
    pub phone: Option<Phone>,
    /// Year of birth.
    pub birth_year: Option<i32>,
    /// `own`, `shared` or `none`.
    pub device: Option<String>,
}

pub(crate) fn person_from(row: person::Model) -> Person {
    Person {
        id: PersonId(row.id),
        address_form: AddressForm::from_code(&row.address_form).unwrap_or_default(),
        phone: row.phone.as_deref().and_then(|digits| Phone::read(digits).ok()),
        full_name: row.full_name,
        birth_year: row.birth_year,
        device: row.device,
        language: row.language,
        text_size: row.text_size,
        active: row.active,
        consent_at: row.consent_at,
    }
}

/// **The** scope filter (Z3): the teams within reach, as a sub-query. Every look at members goes through it.
pub(crate) fn teams_within(scope: &Scope) -> SelectStatement {
    teams_below(scope.roots().iter().copied())
}

/// The names of these people.
pub(crate) async fn names(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, String>> {
    let ids: BTreeSet<Uuid> = ids.into_iter().collect();
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let mut names = HashMap::new();
    for chunk in ids.chunks(crate::BATCH_ROWS) {
        let people = person::Entity::find().filter(person::Column::Id.is_in(chunk.iter().copied()));
        names.extend(people.all(db).await?.into_iter().map(|one| (one.id, one.full_name)));
    }
    Ok(names)
}

/// These units and all below them, as a sub-query.
pub(crate) fn teams_below(roots: impl IntoIterator<Item = UnitId>) -> SelectStatement {
    Query::select()
        .column(unit_ancestor::Column::UnitId)
        .from(unit_ancestor::Entity)
        .and_where(Expr::col(unit_ancestor::Column::AncestorId).is_in(roots.into_iter().map(|root| root.0)))
        .to_owned()
}

/// The same asked of the unit in one column, for queries that walk an order: nothing is gathered first.
pub(crate) fn is_below(roots: impl IntoIterator<Item = UnitId>, column: impl IntoColumnRef) -> Expr {
    asked_of_each(
        Query::select()
            .expr(Expr::val(1))
            .from_as(unit_ancestor::Entity, "above")
            .and_where(Expr::col(("above", "ancestor_id")).is_in(roots.into_iter().map(|root| root.0)))
            .and_where(Expr::col(("above", "unit_id")).eq(Expr::col(column)))
            .to_owned(),
    )
}

/// That a row exists, asked of each row of the outer query in its order. Without an offset PostgreSQL makes a join of it,
/// and gathers and sorts everything before it cuts the first page.
pub(crate) fn asked_of_each(mut query: SelectStatement) -> Expr {
    Expr::exists(query.limit(1).offset(0).to_owned())
}

/// The units within reach that exist today.
pub(crate) fn units_within(scope: &Scope) -> Select<unit::Entity> {
    unit::Entity::find()
        .filter(unit::Column::ValidTo.is_null())
        .filter(unit::Column::Id.in_subquery(teams_within(scope)))
}

/// Whether all of these units are within reach, wherever one that is not stands among them (Z3).
pub(crate) async fn reaches_in(
    db: &impl ConnectionTrait,
    scope: &Scope,
    units: &BTreeSet<UnitId>,
) -> Result<bool> {
    Ok(reached_in(db, scope, units).await?.len() == units.len())
}

/// Those of these units that are within reach.
async fn reached_in(
    db: &impl ConnectionTrait,
    scope: &Scope,
    units: &BTreeSet<UnitId>,
) -> Result<BTreeSet<UnitId>> {
    let wanted = units.iter().map(|unit| unit.0);
    // Asked one by one: below the nation there are tens of thousands to gather first.
    let reached: Vec<Uuid> = unit::Entity::find()
        .select_only()
        .column(unit::Column::Id)
        .filter(unit::Column::Id.is_in(wanted))
        .filter(is_below(scope.roots().iter().copied(), (unit::Entity, unit::Column::Id)))
        .into_tuple()
        .all(db)
        .await?;
    Ok(reached.into_iter().map(UnitId).collect())
}

/// The present memberships within reach.
pub(crate) fn places_within(scope: &Scope) -> Select<membership::Entity> {
    membership::Entity::find()
        .filter(membership::Column::LeftOn.is_null())
        .filter(membership::Column::TeamId.in_subquery(teams_within(scope)))
}

/// The members within reach, as a sub-query.
pub(crate) fn members_within(scope: &Scope) -> SelectStatement {
    places_within(scope).select_only().column(membership::Column::PersonId).into_query()
}

/// The present membership of somebody, if it is within reach.
pub(crate) async fn present_place(
    db: &impl ConnectionTrait,
    scope: &Scope,
    id: PersonId,
) -> Result<Option<membership::Model>> {
    Ok(places_within(scope).filter(membership::Column::PersonId.eq(id.0)).one(db).await?)
}

/// The present membership of somebody within reach; anybody else does not exist.
pub(crate) async fn place_within(
    db: &impl ConnectionTrait,
    scope: &Scope,
    id: PersonId,
) -> Result<membership::Model> {
    present_place(db, scope, id).await?.ok_or(StorageError::NotFound)
}

impl Store {
    /// Whether a unit is within reach.
    pub async fn reaches(&self, scope: &Scope, unit: UnitId) -> Result<bool> {
        self.reaches_all(scope, &BTreeSet::from([unit])).await
    }

    /// Whether all of these units are within reach.
    pub async fn reaches_all(&self, scope: &Scope, units: &BTreeSet<UnitId>) -> Result<bool> {
        reaches_in(self.reader(), scope, units).await
    }

    /// Those of these units that are within reach.
    pub async fn units_reached(&self, scope: &Scope, units: &BTreeSet<UnitId>) -> Result<BTreeSet<UnitId>> {
        reached_in(self.reader(), scope, units).await
    }

    /// Those of these people who are members within reach today.
    pub async fn members_reached(&self, scope: &Scope, people: &[PersonId]) -> Result<HashSet<PersonId>> {
        let people: Vec<Uuid> = people.iter().map(|person| person.0).collect();
        let mut reached = HashSet::new();
        for some in people.chunks(crate::BATCH_ROWS) {
            let places = self.places_of(some).await?;
            let teams = places.iter().map(|place| UnitId(place.team_id)).collect();
            let teams = self.units_reached(scope, &teams).await?;
            let within = places.into_iter().filter(|place| teams.contains(&UnitId(place.team_id)));
            reached.extend(within.map(|place| PersonId(place.person_id)));
        }
        Ok(reached)
    }

    /// A person by id. **Unscoped**: for the signed-in person's own pages and for work inside a checked transaction.
    pub async fn own_person(&self, id: PersonId) -> Result<Person> {
        let row = person::Entity::find_by_id(id.0).one(self.reader()).await?;
        row.map(person_from).ok_or(StorageError::NotFound)
    }

    /// The members of the teams within reach, optionally of one team only; ordered by team, role, then given name.
    pub async fn members(&self, scope: &Scope, team: Option<UnitId>) -> Result<Vec<Member>> {
        let mut places = places_within(scope);
        if let Some(team) = team {
            places = places.filter(membership::Column::TeamId.eq(team.0));
        }
        self.members_in(scope, places).await
    }

    /// The members of these places within reach, by team, role and name.
    pub(crate) async fn members_in(
        &self,
        scope: &Scope,
        places: Select<membership::Entity>,
    ) -> Result<Vec<Member>> {
        let places = places.all(self.reader()).await?;
        let provinces = self.provinces_of_teams(teams_within(scope)).await?;
        let mut members = self.members_at(places, &provinces).await?;
        members.sort_by_cached_key(|member| {
            (member.team, member.role, person_sort_key(&member.person.full_name), member.person.id)
        });
        Ok(members)
    }

    /// One member within reach.
    pub async fn member(&self, scope: &Scope, id: PersonId) -> Result<Member> {
        let place = place_within(self.reader(), scope, id).await?;
        let team = teams_below([UnitId(place.team_id)]);
        let provinces = self.provinces_of_teams(team).await?;
        self.members_at(vec![place], &provinces).await?.pop().ok_or(StorageError::NotFound)
    }

    /// The present places of these people, in their order.
    pub(crate) async fn places_of(&self, people: &[Uuid]) -> Result<Vec<membership::Model>> {
        let mut places: HashMap<Uuid, membership::Model> = membership::Entity::find()
            .filter(membership::Column::PersonId.is_in(people.iter().copied()))
            .filter(membership::Column::LeftOn.is_null())
            .all(self.reader())
            .await?
            .into_iter()
            .map(|place| (place.person_id, place))
            .collect();
        Ok(people.iter().filter_map(|person| places.remove(person)).collect())
    }

    /// The members of these present places, in their order.
    pub(crate) async fn members_at(
        &self,
        places: Vec<membership::Model>,
        provinces: &HashMap<Uuid, String>,
    ) -> Result<Vec<Member>> {
        let mut people = HashMap::new();
        for chunk in places.chunks(crate::BATCH_ROWS) {
            let rows = person::Entity::find()
                .filter(person::Column::Id.is_in(chunk.iter().map(|place| place.person_id)))
                .all(self.reader())
                .await?;
            people.extend(rows.into_iter().map(|row| (row.id, row)));
        }
        let mut marks = self.marks(&places, &people).await?;
        Ok(places
            .into_iter()
            .filter_map(|place| {
                let person = person_from(people.remove(&place.person_id)?);
                Some(Member {
                    mark: marks.remove(&place.person_id),
                    person,
                    team: UnitId(place.team_id),
                    role: TeamRole::from_code(&place.role)?,
                    body: place.body,
                    joined_on: place.joined_on,
                    province: provinces.get(&place.team_id).cloned(),
                })
            })
            .collect())
    }

    /// The code of the province above each of these teams.
    pub(crate) async fn provinces_of_teams(&self, teams: SelectStatement) -> Result<HashMap<Uuid, String>> {
        // Asked of each team: joined, all that lies below any province would be gone through.
        let code = Query::select()
            .column(("p", unit::Column::Code))
            .from_as(unit_ancestor::Entity, "a")
            .join_as(
                JoinType::InnerJoin,
                unit::Entity,
                "p",
                Expr::col(("p", unit::Column::Id)).equals(("a", unit_ancestor::Column::AncestorId)),
            )
            .and_where(
                Expr::col(("a", unit_ancestor::Column::UnitId)).equals((unit::Entity, unit::Column::Id)),
            )
            .and_where(Expr::col(("p", unit::Column::Kind)).eq("province"))
            .limit(1)
            .to_owned();
        let rows: Vec<(Uuid, Option<String>)> = unit::Entity::find()
            .filter(unit::Column::Id.in_subquery(teams))
            .select_only()
            .column(unit::Column::Id)
            .expr_as(Expr::SubQuery(None, Box::new(code.into())), "code")
            .into_tuple()
            .all(self.reader())
            .await?;
        Ok(rows.into_iter().filter_map(|(team, code)| Some((team, code?))).collect())
    }

    /// A member's team and all units above it. **Unscoped**: for members that were found through the scope before.
    pub async fn units_above(&self, id: PersonId) -> Result<Vec<UnitId>> {
        units_above(self.reader(), id).await
    }

    /// The code of the province a unit belongs to. Public knowledge.
    pub async fn province_of_unit(&self, id: UnitId) -> Result<Option<String>> {
        let above = Query::select()
            .column(unit_ancestor::Column::AncestorId)
            .from(unit_ancestor::Entity)
            .and_where(Expr::col(unit_ancestor::Column::UnitId).eq(id.0))
            .to_owned();
        let province = unit::Entity::find()
            .filter(unit::Column::Kind.eq("province"))
            .filter(unit::Column::Id.in_subquery(above))
            .one(self.reader())
            .await?;
        Ok(province.and_then(|province| province.code))
    }

    /// A person's present place, if in a team.
    pub async fn place(&self, id: PersonId) -> Result<Option<Place>> {
        place_in(self.reader(), id).await
    }

    /// Changes how a person is spoken to.
    pub async fn set_address_form(&self, id: PersonId, form: AddressForm) -> Result<()> {
        self.write(async |txn| {
            let row = person::ActiveModel {
                id: Set(id.0),
                address_form: Set(form.code().to_owned()),
                ..Default::default()
            };
            row.update(txn).await?;
            Ok(())
        })
        .await
    }

    /// Keeps the text size with the person.
    pub async fn set_text_size(&self, id: PersonId, size: &str) -> Result<()> {
        self.write(async |txn| {
            let row =
                person::ActiveModel { id: Set(id.0), text_size: Set(size.to_owned()), ..Default::default() };
            row.update(txn).await?;
            Ok(())
        })
        .await
    }
}

/// The code of the province above a person's team, inside or outside a transaction.
pub(crate) async fn province_in(db: &impl ConnectionTrait, id: PersonId) -> Result<Option<String>> {
    const SQL: &str = "SELECT v.code AS code FROM membership m JOIN unit t ON t.id = m.team_id JOIN unit c ON c.id = \
                       t.parent_id JOIN unit v ON v.id = c.parent_id WHERE m.person_id = $1 AND m.left_on IS NULL";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, [id.0.into()]);
    match db.query_one_raw(statement).await? {
        Some(row) => Ok(row.try_get("", "code")?),
        None => Ok(None),
    }
}

/// A member's team and all units above it; nothing for somebody outside every team.
pub(crate) async fn units_above(db: &impl ConnectionTrait, id: PersonId) -> Result<Vec<UnitId>> {
    const SQL: &str = "SELECT a.ancestor_id AS above FROM membership m JOIN unit_ancestor a ON a.unit_id = m.team_id \
                       WHERE m.person_id = $1 AND m.left_on IS NULL";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, [id.0.into()]);
    let rows = db.query_all_raw(statement).await?;
    rows.iter().map(|row| Ok(UnitId(row.try_get("", "above")?))).collect()
}

#[derive(FromQueryResult)]
struct PlaceRow {
    role: String,
    team_id: Uuid,
    team_name: String,
    commune_id: Uuid,
    commune_name: String,
    province_id: Uuid,
    province_name: String,
}

/// A person's present place, inside or outside a transaction.
pub(crate) async fn place_in(db: &impl ConnectionTrait, id: PersonId) -> Result<Option<Place>> {
    const SQL: &str = "SELECT m.role AS role, t.id AS team_id, t.name AS team_name, c.id AS commune_id, c.name AS \
                       commune_name, p.id AS province_id, p.name AS province_name FROM membership m JOIN unit t ON \
                       t.id = m.team_id JOIN unit c ON c.id = t.parent_id JOIN unit p ON p.id = c.parent_id WHERE \
                       m.person_id = $1 AND m.left_on IS NULL";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, [id.0.into()]);
    let row = PlaceRow::find_by_statement(statement).one(db).await?;
    row.map(|row| {
        Ok(Place {
            team: UnitId(row.team_id),
            team_name: row.team_name,
            commune: UnitId(row.commune_id),
            commune_name: row.commune_name,
            province: UnitId(row.province_id),
            province_name: row.province_name,
            role: TeamRole::from_code(&row.role).ok_or_else(|| StorageError::Corrupt(row.role.clone()))?,
        })
    })
    .transpose()
}

/// Adds a person. The phone opens its door for them only if it opens nobody else's (product.md §5).
pub async fn add_person(txn: &impl ConnectionTrait, new: NewPerson, now: Instant) -> Result<PersonId> {
    add_person_as(txn, Uuid::now_v7(), new, now).await
}

/// The same under an id that follows from the form, so that a form sent twice adds one person.
pub async fn add_person_as(
    txn: &impl ConnectionTrait,
    id: Uuid,
    new: NewPerson,
    now: Instant,
) -> Result<PersonId> {
    let phone = new.phone.as_ref().map(|phone| phone.digits().to_owned());
    let door = match &phone {
        Some(digits) => {
            let taken = person::Entity::find()
                .filter(person::Column::PhoneDoor.eq(digits.as_str()))
                .one(txn)
                .await?
                .is_some();
            (!taken).then(|| digits.clone())
        }
        None => None,
    };
    let row = person_row(id, new, door, now);
    person::Entity::insert(row.into_active_model()).exec_without_returning(txn).await?;
    Ok(PersonId(id))
}

/// The row of a person whose phone opens this door.
pub(crate) fn person_row(id: Uuid, new: NewPerson, door: Option<String>, now: Instant) -> person::Model {
    person::Model {
        id,
        name_key: fold(&new.full_name),
        sort_key: person_sort_key(&new.full_name),
        full_name: new.full_name,
        phone: new.phone.as_ref().map(|phone| phone.digits().to_owned()),
        phone_door: door,
        address_form: new.address_form.code().to_owned(),
        birth_year: new.birth_year,
        device: new.device,
        language: "vi".to_owned(),
        text_size: String::new(),
        active: true,
        consent_notice: None,
        consent_at: None,
        created_at: now,
    }
}

/// Puts a person who is in no team into one.
pub async fn join_team(
    txn: &impl ConnectionTrait,
    person: PersonId,
    team: UnitId,
    role: TeamRole,
    now: Instant,
) -> Result<()> {
    let unit = unit::Entity::find_by_id(team.0).one(txn).await?.ok_or(StorageError::NotFound)?;
    if unit.kind != "village" {
        return Err(StorageError::Refused("only villages have teams"));
    }
    let row = membership::Model {
        id: Uuid::now_v7(),
        person_id: person.0,
        team_id: team.0,
        role: role.code().to_owned(),
        body: None,
        joined_on: day(now),
        left_on: None,
        ended_why: None,
    };
    let before = crate::rollup::counted(txn, person).await?;
    membership::Entity::insert(row.into_active_model()).exec_without_returning(txn).await?;
    crate::rollup::settle(txn, person, before).await
}

/// Makes other writers of this member's record wait until this transaction ends. SQLite has one writer anyway.
pub(crate) async fn lock_member(txn: &impl ConnectionTrait, id: PersonId) -> Result<()> {
    if txn.get_database_backend() == sea_orm::DbBackend::Postgres {
        let lock = Statement::from_sql_and_values(
            txn.get_database_backend(),
            "SELECT id FROM person WHERE id = $1 FOR UPDATE",
            [id.0.into()],
        );
        txn.query_one_raw(lock).await?.ok_or(StorageError::NotFound)?;
    }
    Ok(())
}
