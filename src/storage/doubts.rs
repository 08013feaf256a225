//! What speaks for asking once more before somebody is written into a team: a namesake there, a phone that is on record
//! for another, a team that is led already. None of it forbids anything: two people may be called alike, a household may
//! share a phone.
//!
//! Owns: finding these, for one person or for a page of a file. Does not own: what is asked (the pages).

use crate::connect::Store;
use crate::entity::{membership, person, unit};
use crate::error::Result;
use crate::memberships::{Newcomer, newcomer_id};
use crate::people::is_below;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect};
use std::collections::BTreeSet;
use tungngo_domain::access::Scope;
use tungngo_domain::ids::{PersonId, UnitId};
use tungngo_domain::people::{Phone, TeamRole, fold};
use uuid::Uuid;

/// Whom it is about, as they are to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The team.
    pub team: UnitId,
    /// Who, where they are on record.
    pub who: Option<PersonId>,
    /// The name, where it is new in the team.
    pub name: Option<String>,
    /// The phone's digits, where they are new.
    pub phone: Option<String>,
    /// Whether they are to lead the team and did not.
    pub leads: bool,
}

/// What speaks for asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// The team has somebody of this name.
    Namesake,
    /// The phone is on record for somebody else within reach.
    PhoneOf,
    /// The team has a leader.
    Led,
}

/// A question, and the member it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// Which of those asked, by its place.
    pub of: usize,
    /// What it is.
    pub why: Why,
    /// The member on record.
    pub id: PersonId,
    /// Their name.
    pub name: String,
    /// Their year of birth.
    pub birth_year: Option<i32>,
    /// Their village.
    pub village: String,
}

#[derive(Debug, FromQueryResult)]
struct Present {
    id: Uuid,
    full_name: String,
    name_key: String,
    birth_year: Option<i32>,
    phone: Option<String>,
    role: String,
    team_id: Uuid,
    village: String,
}

impl Store {
    /// What speaks for asking about these, at most a page of them; in the order of those asked.
    pub async fn doubts(&self, scope: &Scope, asked: &[Asked]) -> Result<Vec<Doubt>> {
        use membership::Column::{Role, TeamId};
        use person::Column::{NameKey, Phone as Number};
        let names: Vec<Option<String>> = asked.iter().map(|one| one.name.as_deref().map(fold)).collect();
        let named: BTreeSet<&str> = names.iter().flatten().map(String::as_str).collect();
        let phones: BTreeSet<&str> = asked.iter().filter_map(|one| one.phone.as_deref()).collect();
        let teams: BTreeSet<Uuid> =
            asked.iter().filter(|one| one.name.is_some() || one.leads).map(|one| one.team.0).collect();
        let mut found = Vec::new();
        if !teams.is_empty() {
            let alike = NameKey.is_in(named).or(Role.eq(TeamRole::Leader.code()));
            found = self.present(scope, TeamId.is_in(teams).and(alike)).await?;
        }
        if !phones.is_empty() {
            let here: BTreeSet<Uuid> = found.iter().map(|one| one.id).collect();
            let theirs = self.present(scope, Number.is_in(phones)).await?;
            found.extend(theirs.into_iter().filter(|one| !here.contains(&one.id)));
        }
        let mut doubts = Vec::new();
        for (of, (one, name)) in asked.iter().zip(&names).enumerate() {
            let others = found.iter().filter(|other| one.who != Some(PersonId(other.id)));
            for other in others {
                let here = other.team_id == one.team.0;
                let mut doubt = |why| {
                    doubts.push(Doubt {
                        of,
                        why,
                        id: PersonId(other.id),
                        name: other.full_name.clone(),
                        birth_year: other.birth_year,
                        village: other.village.clone(),
                    });
                };
                if here && name.as_deref() == Some(&other.name_key) {
                    doubt(Why::Namesake);
                }
                if one.phone.is_some() && one.phone == other.phone {
                    doubt(Why::PhoneOf);
                }
                if here && one.leads && other.role == TeamRole::Leader.code() {
                    doubt(Why::Led);
                }
            }
        }
        Ok(doubts)
    }

    /// Present members within reach of whom this is so.
    async fn present(&self, scope: &Scope, so: Expr) -> Result<Vec<Present>> {
        use membership::Column::{LeftOn, PersonId as Member, Role, TeamId};
        use person::Column::{BirthYear, FullName, Id, NameKey, Phone as Number};
        Ok(membership::Entity::find()
            .join(
                JoinType::InnerJoin,
                membership::Entity::belongs_to(person::Entity).from(Member).to(Id).into(),
            )
            .join(
                JoinType::InnerJoin,
                membership::Entity::belongs_to(unit::Entity).from(TeamId).to(unit::Column::Id).into(),
            )
            .filter(LeftOn.is_null())
            .filter(is_below(scope.roots().iter().copied(), (membership::Entity, TeamId)))
            .filter(so)
            .select_only()
            .columns([Id, FullName, NameKey, BirthYear, Number])
            .columns([Role, TeamId])
            .column_as(unit::Column::Name, "village")
            .order_by_asc(Id)
            .into_model::<Present>()
            .all(self.reader())
            .await?)
    }

    /// What speaks for asking before somebody new comes into a team, in the place of a member or beside all. The second
    /// of two taps has nothing to ask: the first has added them.
    pub async fn doubts_of_newcomer(
        &self,
        scope: &Scope,
        team: UnitId,
        new: &Newcomer,
        form: Uuid,
        in_place_of: Option<PersonId>,
    ) -> Result<Vec<Doubt>> {
        let id = newcomer_id(scope, team, new, form);
        if person::Entity::find_by_id(id).one(self.reader()).await?.is_some() {
            return Ok(Vec::new());
        }
        let asked = Asked {
            team,
            who: in_place_of,
            name: Some(new.person.full_name.clone()),
            phone: new.person.phone.as_ref().map(|phone: &Phone| phone.digits().to_owned()),
            leads: new.role == TeamRole::Leader,
        };
        self.doubts(scope, &[asked]).await
    }
}
