//! What of the roster a file is held against, and the roster as it goes out.

use crate::connect::Store;
use crate::entity::{membership, person, unit, unit_ancestor};
use crate::error::Result;
use crate::people::teams_within;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect, Statement,
};
use std::collections::{HashMap, HashSet};
use tungngo_domain::access::Scope;
use tungngo_domain::collation::sort_key;
use tungngo_domain::ids::{PersonId, UnitId};
use tungngo_domain::roster::Particulars;
use uuid::Uuid;

/// A commune that rows may name.
#[derive(Debug, Clone)]
pub struct ReachableCommune {
    /// Which.
    pub id: UnitId,
    /// Its name with its type word.
    pub name: String,
    /// The province's name with its type word.
    pub province: String,
    /// Whether all of it is within reach, so that villages may be added.
    pub whole: bool,
}

/// A village that a file is held against.
#[derive(Debug, Clone)]
pub struct KnownTeam {
    /// Which.
    pub id: UnitId,
    /// Its name.
    pub name: String,
}

/// Somebody of a village, present or gone from every team.
#[derive(Debug, Clone)]
pub struct KnownMember {
    /// Who.
    pub id: PersonId,
    /// The village.
    pub team: UnitId,
    /// Whether they left.
    pub left: bool,
    /// What the roster has.
    pub has: Particulars,
    /// Their door.
    pub door: Option<String>,
}

/// A member as a table shows them.
#[derive(Debug, Clone)]
pub struct ExportRow {
    /// The village's place among those that were asked for.
    pub village: usize,
    /// What the roster has.
    pub has: Particulars,
}

#[derive(FromQueryResult)]
struct MemberRow {
    id: Uuid,
    team_id: Uuid,
    gone: bool,
    full_name: String,
    phone: Option<String>,
    phone_door: Option<String>,
    birth_year: Option<i32>,
    role: String,
    body: Option<String>,
    address_form: String,
    device: Option<String>,
}

#[derive(FromQueryResult)]
struct ExportedRow {
    team_id: Uuid,
    full_name: String,
    phone: Option<String>,
    birth_year: Option<i32>,
    role: String,
    body: Option<String>,
    address_form: String,
    device: Option<String>,
    sort_key: Vec<u8>,
}

impl Store {
    /// The communes that a file of this scope may name: those within reach, and those above a single village of it.
    pub async fn reachable_communes(&self, scope: &Scope) -> Result<Vec<ReachableCommune>> {
        let whole: Vec<unit::Model> = unit::Entity::find()
            .filter(unit::Column::Id.in_subquery(teams_within(scope)))
            .filter(unit::Column::ValidTo.is_null())
            .filter(unit::Column::Kind.is_in(["commune", "village"]))
            .filter(
                sea_orm::Condition::any()
                    .add(unit::Column::Kind.eq("commune"))
                    .add(unit::Column::Id.is_in(scope.roots().iter().map(|root| root.0))),
            )
            .all(self.reader())
            .await?;
        let above: Vec<Uuid> =
            whole.iter().filter(|unit| unit.kind == "village").filter_map(|unit| unit.parent_id).collect();
        let reached: HashSet<Uuid> =
            whole.iter().filter(|unit| unit.kind == "commune").map(|unit| unit.id).collect();
        let mut communes: Vec<unit::Model> =
            whole.into_iter().filter(|unit| unit.kind == "commune").collect();
        communes.extend(
            unit::Entity::find()
                .filter(unit::Column::Id.is_in(above.into_iter().filter(|id| !reached.contains(id))))
                .all(self.reader())
                .await?,
        );
        let provinces: HashMap<Uuid, String> = unit::Entity::find()
            .filter(unit::Column::Kind.eq("province"))
            .all(self.reader())
            .await?
            .into_iter()
            .map(|province| (province.id, province.name))
            .collect();
        Ok(communes
            .into_iter()
            .map(|commune| ReachableCommune {
                whole: reached.contains(&commune.id),
                province: commune.parent_id.and_then(|id| provinces.get(&id).cloned()).unwrap_or_default(),
                id: UnitId(commune.id),
                name: commune.name,
            })
            .collect())
    }

    /// The villages of a commune within reach.
    pub async fn known_teams(&self, scope: &Scope, commune: UnitId) -> Result<Vec<KnownTeam>> {
        // Asked of each village by itself: a file of the country asks for every commune, and the list of all that is
        // within reach would be made for each of them.
        let mut reached = teams_within(scope);
        reached.and_where(
            Expr::col((unit_ancestor::Entity, unit_ancestor::Column::UnitId))
                .equals((unit::Entity, unit::Column::Id)),
        );
        let rows = unit::Entity::find()
            .filter(unit::Column::ParentId.eq(commune.0))
            .filter(unit::Column::Kind.eq("village"))
            .filter(unit::Column::ValidTo.is_null())
            .filter(unit::Column::Id.in_subquery(reached))
            .order_by_asc(unit::Column::Id)
            .all(self.reader())
            .await?;
        Ok(rows.into_iter().map(|row| KnownTeam { id: UnitId(row.id), name: row.name }).collect())
    }

    /// Who is in these villages, which were found within reach, and who left them for no other.
    pub async fn known_members(&self, commune: UnitId, teams: &HashSet<UnitId>) -> Result<Vec<KnownMember>> {
        const SQL: &str = "SELECT p.id AS id, m.team_id AS team_id, (m.left_on IS NOT NULL) AS gone, p.full_name AS \
                           full_name, p.phone AS phone, p.phone_door AS phone_door, p.birth_year AS birth_year, m.role \
                           AS role, m.body AS body, p.address_form AS address_form, p.device AS device FROM unit u JOIN \
                           membership m ON m.team_id = u.id JOIN person p ON p.id = m.person_id WHERE u.parent_id = $1 \
                           AND (m.left_on IS NULL OR NOT EXISTS (SELECT 1 FROM membership o WHERE o.person_id = p.id \
                           AND o.left_on IS NULL)) ORDER BY p.id";
        let statement = Statement::from_sql_and_values(self.backend(), SQL, [commune.0.into()]);
        let rows = MemberRow::find_by_statement(statement).all(self.reader()).await?;
        let mut seen = HashSet::new();
        Ok(rows
            .into_iter()
            .filter(|row| teams.contains(&UnitId(row.team_id)) && seen.insert((row.id, row.team_id)))
            .map(|row| KnownMember {
                id: PersonId(row.id),
                team: UnitId(row.team_id),
                left: row.gone,
                has: Particulars {
                    full_name: row.full_name,
                    phone: row.phone,
                    birth_year: row.birth_year,
                    role: row.role,
                    body: row.body,
                    address_form: row.address_form,
                    device: row.device,
                },
                door: row.phone_door,
            })
            .collect())
    }

    /// The villages within reach, in the order of a table: by province, commune and name. Each with its commune and
    /// province.
    pub async fn villages_in_order(&self, scope: &Scope) -> Result<Vec<(UnitId, [String; 3])>> {
        let above: HashMap<Uuid, unit::Model> = unit::Entity::find()
            .filter(unit::Column::Kind.is_in(["commune", "province"]))
            .all(self.reader())
            .await?
            .into_iter()
            .map(|unit| (unit.id, unit))
            .collect();
        let villages = unit::Entity::find()
            .filter(unit::Column::Kind.eq("village"))
            .filter(unit::Column::Id.in_subquery(teams_within(scope)))
            .all(self.reader())
            .await?;
        let mut ordered: Vec<_> = villages
            .into_iter()
            .filter_map(|village| {
                let commune = above.get(&village.parent_id?)?;
                let province = above.get(&commune.parent_id?)?;
                Some((UnitId(village.id), [province.name.clone(), commune.name.clone(), village.name]))
            })
            .collect();
        ordered.sort_by_cached_key(|(id, names)| (names.each_ref().map(|name| sort_key(name)), *id));
        Ok(ordered)
    }

    /// The members of these villages, which were found within reach, village by village and by name.
    pub async fn export_rows(&self, villages: &[UnitId]) -> Result<Vec<ExportRow>> {
        let places: HashMap<Uuid, usize> =
            villages.iter().enumerate().map(|(at, village)| (village.0, at)).collect();
        let mut rows: Vec<ExportedRow> = membership::Entity::find()
            .filter(membership::Column::LeftOn.is_null())
            .filter(membership::Column::TeamId.is_in(villages.iter().map(|village| village.0)))
            .join(
                JoinType::InnerJoin,
                membership::Entity::belongs_to(person::Entity)
                    .from(membership::Column::PersonId)
                    .to(person::Column::Id)
                    .into(),
            )
            .select_only()
            .columns([membership::Column::TeamId, membership::Column::Role, membership::Column::Body])
            .columns([
                person::Column::FullName,
                person::Column::Phone,
                person::Column::BirthYear,
                person::Column::AddressForm,
                person::Column::Device,
                person::Column::SortKey,
            ])
            .into_model()
            .all(self.reader())
            .await?;
        rows.sort_by(|a, b| {
            (places.get(&a.team_id), &a.role, &a.sort_key).cmp(&(
                places.get(&b.team_id),
                &b.role,
                &b.sort_key,
            ))
        });
        Ok(rows
            .into_iter()
            .filter_map(|row| {
                Some(ExportRow {
                    village: *places.get(&row.team_id)?,
                    has: Particulars {
                        full_name: row.full_name,
                        phone: row.phone,
                        birth_year: row.birth_year,
                        role: row.role,
                        body: row.body,
                        address_form: row.address_form,
                        device: row.device,
                    },
                })
            })
            .collect())
    }
}
