//! What of the roster a file is held against.

use crate::connect::Store;
use crate::entity::{unit, unit_ancestor};
use crate::error::Result;
use crate::people::teams_within;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, Statement};
use std::collections::{HashMap, HashSet};
use tungngo_domain::access::Scope;
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
}
