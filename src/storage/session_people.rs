//! Who is invited to a training session by its query, who came, and who can be found to be added.
//!
//! Does not own: the session itself ([`crate::sessions`]) nor what was seen ([`crate::session_acts`]).

use crate::certificates::{SubjectKind, held_for};
use crate::connect::Store;
use crate::entity::{membership, person, session_person};
use crate::error::{Result, StorageError};
use crate::member_list::Wanted;
use crate::people::{Member, places_within, teams_below, teams_within};
use crate::sessions::Session;
use sea_orm::{ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{BTreeSet, HashMap};
use tungngo_domain::access::Scope;
use tungngo_domain::audience::{Audience, Candidate};
use tungngo_domain::certification::standing;
use tungngo_domain::collation::person_sort_key;
use tungngo_domain::ids::{PersonId, Slug, UnitId};
use tungngo_domain::people::TeamRole;
use tungngo_domain::session::Note;
use tungngo_domain::time::{Instant, day};
use uuid::Uuid;

/// A query may look at so many members before those who are certified are left out.
const CANDIDATES_MAX: u64 = 1_000;

/// Somebody who was invited or came.
#[derive(Debug, Clone)]
pub struct Attendee {
    /// Who, with the team at that time.
    pub member: Member,
    /// Invited by the query.
    pub invited: bool,
    /// There.
    pub present: bool,
    /// When that was noted; not known of what was noted long ago.
    pub marked_at: Option<Instant>,
    /// What was noted.
    pub notes: BTreeSet<Note>,
}

impl Store {
    /// The members within reach whom a query means, by team, role and name. Refused when it looks at too many.
    pub async fn invited(
        &self,
        scope: &Scope,
        audience: &Audience,
        modules: &[Slug],
        now: Instant,
    ) -> Result<Vec<Member>> {
        let mut query = places_within(scope);
        if !audience.teams.is_empty() {
            query = query.filter(membership::Column::TeamId.is_in(audience.teams.iter().map(|team| team.0)));
        }
        if !audience.roles.is_empty() {
            query =
                query.filter(membership::Column::Role.is_in(audience.roles.iter().map(|role| role.code())));
        }
        let places = query.limit(CANDIDATES_MAX + 1).all(self.reader()).await?;
        if places.len() as u64 > CANDIDATES_MAX {
            return Err(StorageError::Refused("the query looks at too many members"));
        }
        let mut members = self.listed(places).await?;
        if audience.uncertified {
            let ids: Vec<PersonId> = members.iter().map(|member| member.person.id).collect();
            let all = self.certificates_of(&ids).await?;
            members.retain(|member| {
                let mine = all.get(&member.person.id).map(Vec::as_slice).unwrap_or_default();
                let holds = |module: &Slug| {
                    let held = held_for(mine, SubjectKind::Module, module.as_str());
                    standing(&held, day(now)).is_certified()
                };
                let certified = modules.iter().all(holds);
                audience.includes(Candidate { team: member.team, role: member.role, certified })
            });
        }
        Ok(members)
    }

    /// The members of these places in the order of lists.
    async fn listed(&self, places: Vec<membership::Model>) -> Result<Vec<Member>> {
        let teams: BTreeSet<UnitId> = places.iter().map(|place| UnitId(place.team_id)).collect();
        let teams: Vec<UnitId> = teams.into_iter().collect();
        let mut provinces = HashMap::new();
        for chunk in teams.chunks(crate::BATCH_ROWS) {
            provinces.extend(self.provinces_of_teams(teams_below(chunk.iter().copied())).await?);
        }
        let mut members = self.members_at(places, &provinces).await?;
        members.sort_by_cached_key(|one| {
            (one.team, one.role, person_sort_key(&one.person.full_name), one.person.id)
        });
        Ok(members)
    }

    /// Everybody invited or there, by team, role and name: while it is open by the query of now, afterwards as it was
    /// when it was closed or cancelled.
    pub async fn attendees(&self, scope: &Scope, session: &Session, now: Instant) -> Result<Vec<Attendee>> {
        let rows = session_person::Entity::find()
            .filter(session_person::Column::SessionId.eq(session.id.0))
            .filter(session_person::Column::TeamId.in_subquery(teams_within(scope)))
            .all(self.reader())
            .await?;
        let mut noted: HashMap<Uuid, session_person::Model> =
            rows.into_iter().map(|row| (row.person_id, row)).collect();
        let mut members = if session.is_open() {
            self.invited(scope, &session.audience, &session.modules, now).await?
        } else {
            vec![]
        };
        let invited: BTreeSet<PersonId> = members.iter().map(|member| member.person.id).collect();
        // Who came unasked, or was invited when they were noted.
        let others: Vec<&session_person::Model> =
            noted.values().filter(|row| !invited.contains(&PersonId(row.person_id))).collect();
        if !others.is_empty() {
            let now_at: HashMap<Uuid, membership::Model> = membership::Entity::find()
                .filter(membership::Column::PersonId.is_in(others.iter().map(|row| row.person_id)))
                .filter(membership::Column::LeftOn.is_null())
                .all(self.reader())
                .await?
                .into_iter()
                .map(|row| (row.person_id, row))
                .collect();
            // Shown in the team they were in that evening, also when they moved or left since.
            let places = others.iter().map(|row| match now_at.get(&row.person_id) {
                Some(place) => membership::Model { team_id: row.team_id, ..place.clone() },
                None => membership::Model {
                    id: row.person_id,
                    person_id: row.person_id,
                    team_id: row.team_id,
                    role: TeamRole::Member.code().to_owned(),
                    body: None,
                    joined_on: day(now),
                    left_on: None,
                    ended_why: None,
                },
            });
            let places = places.collect();
            members.extend(self.listed(places).await?);
            members.sort_by_cached_key(|one| {
                (one.team, one.role, person_sort_key(&one.person.full_name), one.person.id)
            });
        }
        Ok(members
            .into_iter()
            .map(|member| {
                let row = noted.remove(&member.person.id.0);
                Attendee {
                    invited: row.as_ref().is_none_or(|row| row.invited)
                        || invited.contains(&member.person.id),
                    present: row.as_ref().is_some_and(|row| row.present),
                    marked_at: row.as_ref().and_then(|row| row.marked_at),
                    notes: row.map(|row| Note::split(&row.notes)).unwrap_or_default(),
                    member,
                }
            })
            .collect())
    }

    /// Members within reach whose name or phone number is like this, without regard to marks; at most `limit`.
    pub async fn find_members(&self, scope: &Scope, query: &str, limit: u64) -> Result<Vec<Member>> {
        let Some(wanted) = Wanted::read(query).condition() else { return Ok(vec![]) };
        let places = places_within(scope)
            .join(
                JoinType::InnerJoin,
                membership::Entity::belongs_to(person::Entity)
                    .from(membership::Column::PersonId)
                    .to(person::Column::Id)
                    .into(),
            )
            .filter(wanted)
            .order_by_asc(person::Column::SortKey)
            .order_by_asc(person::Column::Id)
            .limit(limit)
            .all(self.reader())
            .await?;
        self.listed(places).await
    }
}
