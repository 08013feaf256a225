//! Which members of a team have one name, and the mark of each.
//!
//! Owns: finding them. Does not own: how they are told apart ([`tungngo_domain::membership`]).

use crate::connect::Store;
use crate::entity::{membership, person};
use crate::error::Result;
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, EntityTrait, JoinType, QueryFilter, QuerySelect};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use tungngo_domain::membership::{Mark, Namesake, tell_apart};
use tungngo_domain::people::Phone;
use uuid::Uuid;

/// A present member as the comparison needs them: membership, person, team, joining, name, year of birth, phone.
type Row = (Uuid, Uuid, Uuid, NaiveDate, String, Option<i32>, Option<String>);

impl Store {
    /// The marks of the members at these places; who is named alone in the team has none.
    pub(crate) async fn marks(
        &self,
        places: &[membership::Model],
        people: &HashMap<Uuid, person::Model>,
    ) -> Result<HashMap<Uuid, Mark>> {
        // Of one name, whatever the marks of tone: a little more than is compared later.
        let names: BTreeSet<&str> = people.values().map(|one| one.name_key.as_str()).collect();
        let teams: BTreeSet<Uuid> = places.iter().map(|place| place.team_id).collect();
        let mut rows: Vec<Row> = Vec::new();
        let names: Vec<&str> = names.into_iter().collect();
        let teams: Vec<Uuid> = teams.into_iter().collect();
        for teams in teams.chunks(crate::BATCH_ROWS) {
            for names in names.chunks(crate::BATCH_ROWS) {
                rows.extend(self.namesakes(teams, names).await?);
            }
        }
        let mut of_team: BTreeMap<Uuid, Vec<Row>> = BTreeMap::new();
        for row in rows {
            of_team.entry(row.2).or_default().push(row);
        }
        let mut marks = HashMap::new();
        for rows in of_team.into_values().filter(|rows| rows.len() > 1) {
            let phones: Vec<Option<Phone>> =
                rows.iter().map(|row| Phone::read(row.6.as_deref()?).ok()).collect();
            let team: Vec<Namesake<'_>> = rows
                .iter()
                .zip(&phones)
                .map(|(row, phone)| Namesake {
                    name: &row.4,
                    birth_year: row.5,
                    phone: phone.as_ref(),
                    joined: (row.3, row.0.as_u128()),
                })
                .collect();
            let found = tell_apart(&team).into_iter().zip(&rows);
            marks.extend(found.filter_map(|(mark, row)| Some((row.1, mark?))));
        }
        Ok(marks)
    }

    async fn namesakes(&self, teams: &[Uuid], names: &[&str]) -> Result<Vec<Row>> {
        use membership::Column::{Id, JoinedOn, LeftOn, PersonId, TeamId};
        use person::Column::{BirthYear, FullName, NameKey, Phone};
        let found = membership::Entity::find()
            .join(
                JoinType::InnerJoin,
                membership::Entity::belongs_to(person::Entity).from(PersonId).to(person::Column::Id).into(),
            )
            .filter(LeftOn.is_null())
            .filter(TeamId.is_in(teams.iter().copied()))
            .filter(NameKey.is_in(names.iter().copied()))
            .select_only()
            .columns([Id, PersonId, TeamId, JoinedOn])
            .columns([FullName, BirthYear, Phone])
            .into_tuple()
            .all(self.reader())
            .await?;
        Ok(found)
    }
}
