//! The roster as it goes out: commune by commune, in the order of a table.
//!
//! The country has ten members a team, so a row a member would cost more in handing rows over than in reading them. One
//! query asks for some communes, and a team comes as one row: its members as one text, parted by signs that no
//! particular holds, because [`tungngo_domain::people::clean_line`] takes them out of whatever is typed.

use crate::connect::Store;
use crate::entity::{unit, unit_ancestor};
use crate::error::Result;
use crate::people::teams_within;
use crate::units::is_a_village;
use sea_orm::sea_query::{Expr, ExprTrait, JoinType, Order, Query};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult};
use std::collections::HashMap;
use tungngo_domain::access::Scope;
use tungngo_domain::ids::UnitId;
use tungngo_domain::roster::codes::{Code, DIGITS};
use uuid::Uuid;

/// Between two members of a team.
const BETWEEN_MEMBERS: char = '\u{1E}';
/// Between two particulars of a member.
const BETWEEN_PARTICULARS: char = '\u{1F}';

/// The present members of the team `t`, in the order of their roles and names; `{id}` ends the id.
const MEMBERS: &str = "(SELECT string_agg({id} || '\u{1F}' || p.full_name || '\u{1F}' || COALESCE(CAST(p.birth_year AS TEXT), '') || \
                       '\u{1F}' || COALESCE(p.phone, '') || '\u{1F}' || m.role || '\u{1F}' || COALESCE(m.body, '') || \
                       '\u{1F}' || p.address_form || '\u{1F}' || COALESCE(p.device, ''), '\u{1E}' ORDER BY CASE m.role \
                       WHEN 'leader' THEN 0 WHEN 'deputy' THEN 1 ELSE 2 END, p.sort_key, p.id) FROM membership m JOIN person p ON p.id = m.person_id WHERE m.team_id = t.id \
                       AND m.left_on IS NULL)";

/// A commune with teams within reach.
#[derive(Debug, Clone)]
pub struct OutgoingCommune {
    /// Which.
    pub id: UnitId,
    /// Its name.
    pub name: String,
    /// The province's name.
    pub province: String,
}

/// A team with its members.
#[derive(Debug, Clone)]
pub struct OutgoingTeam {
    /// The names of its province and commune, and its own.
    pub place: [String; 3],
    members: String,
}

/// A member as a table shows them; what is not known is empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OutgoingMember<'t> {
    /// The end of their id, as many hexadecimal digits as a code has.
    id: &'t str,
    /// The name.
    pub full_name: &'t str,
    /// The year of birth.
    pub birth_year: &'t str,
    /// The phone's digits.
    pub phone: &'t str,
    /// The code of the role.
    pub role: &'t str,
    /// The body they come from.
    pub body: &'t str,
    /// The code of the form of address.
    pub address_form: &'t str,
    /// The code of the device.
    pub device: &'t str,
}

impl OutgoingMember<'_> {
    /// What tells them apart in a table; none where the id cannot be read.
    pub fn code(&self) -> Option<Code> {
        Code::from_digits(self.id)
    }
}

impl OutgoingTeam {
    /// How many members it has.
    pub fn size(&self) -> u64 {
        self.members.matches(BETWEEN_MEMBERS).count() as u64 + 1
    }

    /// Its members in the order of a table.
    pub fn members(&self) -> impl Iterator<Item = OutgoingMember<'_>> {
        self.members.split(BETWEEN_MEMBERS).map(|member| {
            let mut parts = member.split(BETWEEN_PARTICULARS);
            let mut next = || parts.next().unwrap_or_default();
            OutgoingMember {
                id: next(),
                full_name: next(),
                birth_year: next(),
                phone: next(),
                role: next(),
                body: next(),
                address_form: next(),
                device: next(),
            }
        })
    }
}

#[derive(FromQueryResult)]
struct CommuneRow {
    id: Uuid,
    name: String,
    province: String,
}

#[derive(FromQueryResult)]
struct TeamRow {
    commune_id: Uuid,
    name: String,
    members: Option<String>,
}

impl Store {
    /// The communes of the teams within reach, in the order of a table: by province and name.
    pub async fn outgoing_communes(&self, scope: &Scope) -> Result<Vec<OutgoingCommune>> {
        let with_teams = Query::select()
            .column(unit::Column::ParentId)
            .from(unit::Entity)
            .and_where(Expr::col(unit::Column::Kind).eq("village"))
            .and_where(Expr::col(unit::Column::ValidTo).is_null())
            .and_where(Expr::col(unit::Column::Id).in_subquery(teams_within(scope)))
            .to_owned();
        let mut query = Query::select();
        query
            .expr_as(Expr::col(("c", "id")), "id")
            .expr_as(Expr::col(("c", "name")), "name")
            .expr_as(Expr::col(("v", "name")), "province")
            .from_as(unit::Entity, "c")
            .join_as(
                JoinType::InnerJoin,
                unit::Entity,
                "v",
                Expr::col(("v", "id")).equals(("c", "parent_id")),
            )
            .and_where(Expr::col(("c", "kind")).eq("commune"))
            .and_where(Expr::col(("c", "id")).in_subquery(with_teams));
        for column in [("v", "sort_key"), ("c", "sort_key"), ("c", "id")] {
            query.order_by(column, Order::Asc);
        }
        let rows = self.reader().query_all(&query).await?;
        rows.iter()
            .map(|row| {
                let CommuneRow { id, name, province } = CommuneRow::from_query_result(row, "")?;
                Ok(OutgoingCommune { id: UnitId(id), name, province })
            })
            .collect()
    }

    /// The teams of these communes that are within reach and have members, commune by commune and by name.
    pub async fn outgoing_teams(
        &self,
        scope: &Scope,
        communes: &[OutgoingCommune],
    ) -> Result<Vec<OutgoingTeam>> {
        // Asked of each team by itself, because the list of all that is within reach may be the country's.
        let mut reached = teams_within(scope);
        reached
            .and_where(Expr::col((unit_ancestor::Entity, unit_ancestor::Column::UnitId)).equals(("t", "id")));
        let id = match self.backend() {
            DbBackend::Postgres => format!("right(CAST(p.id AS TEXT), {DIGITS})"),
            _ => format!("hex(substr(p.id, -{}))", DIGITS / 2),
        };
        let mut query = Query::select();
        query
            .expr_as(Expr::col(("t", "parent_id")), "commune_id")
            .expr_as(Expr::col(("t", "name")), "name")
            .expr_as(Expr::cust(MEMBERS.replace("{id}", &id)), "members")
            .from_as(unit::Entity, "t")
            .and_where(Expr::col(("t", "parent_id")).is_in(communes.iter().map(|commune| commune.id.0)))
            .and_where(is_a_village(Expr::col(("t", "kind"))))
            .and_where(Expr::col(("t", "id")).in_subquery(reached))
            .order_by(("t", "sort_key"), Order::Asc)
            .order_by(("t", "id"), Order::Asc);
        let places: HashMap<Uuid, usize> =
            communes.iter().enumerate().map(|(at, commune)| (commune.id.0, at)).collect();
        let mut teams = Vec::new();
        for row in self.reader().query_all(&query).await? {
            let TeamRow { commune_id, name, members } = TeamRow::from_query_result(&row, "")?;
            if let (Some(at), Some(members)) = (places.get(&commune_id), members) {
                let OutgoingCommune { name: commune, province, .. } = &communes[*at];
                let place = [province.clone(), commune.clone(), name];
                teams.push((*at, OutgoingTeam { place, members }));
            }
        }
        teams.sort_by_key(|(at, _)| *at);
        Ok(teams.into_iter().map(|(_, team)| team).collect())
    }
}
