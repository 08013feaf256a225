//! Lists of members that are too long to read whole: in Vietnamese order, by key, found without diacritics.
//!
//! Owns: the pages of members and of those who left. Does not own: the order ([`tungngo_domain::collation`]) nor the
//! folding ([`tungngo_domain::people::fold`]).

use crate::connect::Store;
use crate::entity::{membership, person};
use crate::error::Result;
use crate::memberships::{PastPlace, past_from};
use crate::people::{Member, Person, person_from, teams_below};
use crate::{PAGE_ROWS, cut_to_page};
use sea_orm::sea_query::{BinOper, Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, EntityTrait, FromQueryResult, QueryFilter, Statement, Value};
use std::collections::HashMap;
use tungngo_domain::access::Scope;
use tungngo_domain::ids::{PersonId, UnitId};
use tungngo_domain::people::fold;
use uuid::Uuid;

/// Up to so many members are gathered and sorted; more are walked in their order until the page is full.
const GATHERED_AT_MOST: u64 = 2_000;
/// The fewest digits that look for a phone number.
const DIGITS_LOOKED_FOR: usize = 3;
/// The most words that are looked for.
const WORDS_LOOKED_FOR: usize = 6;

/// A page of members.
#[derive(Debug, Clone)]
pub struct MemberRows {
    /// How many are within reach.
    pub all: u64,
    /// How many of them were found.
    pub found: u64,
    /// The page.
    pub members: Vec<Member>,
    /// Whom the next page comes after.
    pub next: Option<PersonId>,
}

/// Somebody who left.
#[derive(Debug, Clone)]
pub struct Former {
    /// The person.
    pub person: Person,
    /// The place they had.
    pub place: PastPlace,
}

/// What is looked for: beginnings of words of the name, or digits of the phone number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Wanted {
    Anybody,
    Words(Vec<String>),
    Digits(String),
}

impl Wanted {
    pub(crate) fn read(query: &str) -> Self {
        let digits: String = query.chars().filter(char::is_ascii_digit).collect();
        let is_number = query.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || "+.-()".contains(c));
        if is_number && digits.len() >= DIGITS_LOOKED_FOR {
            // People say and write the first 0 or +84; the end of the number is the same.
            return Self::Digits(
                digits.strip_prefix("84").filter(|_| digits.len() > 10).unwrap_or(&digits).to_owned(),
            );
        }
        let words = words(query);
        if words.is_empty() { Self::Anybody } else { Self::Words(words) }
    }

    /// What it asks of a person; where nothing is looked for, nobody is found by it.
    pub(crate) fn condition(&self) -> Option<Condition> {
        match self {
            Self::Anybody => None,
            Self::Words(words) => Some(words.iter().fold(Condition::all(), |all, word| {
                let name = Expr::col((person::Entity, person::Column::NameKey));
                all.add(Expr::val(" ").binary(BinOper::Custom("||"), name).like(word_like(word)))
            })),
            Self::Digits(digits) => Some(Condition::all().add(person::Column::Phone.contains(digits))),
        }
    }
}

/// The words looked for, without diacritics.
pub(crate) fn words(query: &str) -> Vec<String> {
    fold(query)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .take(WORDS_LOOKED_FOR)
        .map(str::to_owned)
        .collect()
}

/// A word that begins like this, in a name with a space before it. Words hold letters and digits only, so nothing in
/// them is a sign of LIKE.
pub(crate) fn word_like(word: &str) -> String {
    format!("% {word}%")
}

/// A statement in the making: text of ours, values of others.
struct Sql {
    text: String,
    values: Vec<Value>,
}

impl Sql {
    fn value(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    /// [`crate::people::teams_within`] as text.
    fn teams_within(&mut self, scope: &Scope) -> String {
        let roots: Vec<String> = scope.roots().iter().map(|root| self.value(root.0)).collect();
        format!("(SELECT a.unit_id FROM unit_ancestor a WHERE a.ancestor_id IN ({}))", roots.join(", "))
    }

    /// `m.left_on IS NULL` within reach, and what is looked for.
    fn members_of(&mut self, scope: &Scope, wanted: &Wanted) -> String {
        let teams = self.teams_within(scope);
        let mut text = format!("m.person_id = p.id AND m.left_on IS NULL AND m.team_id IN {teams}");
        match wanted {
            Wanted::Anybody => {}
            Wanted::Words(words) => {
                for word in words {
                    let like = self.value(word_like(word));
                    text += &format!(" AND ' ' || p.name_key LIKE {like}");
                }
            }
            Wanted::Digits(digits) => {
                let like = self.value(format!("%{digits}%"));
                text += &format!(" AND p.phone LIKE {like}");
            }
        }
        text
    }
}

#[derive(FromQueryResult)]
struct Count {
    n: i64,
}

#[derive(FromQueryResult)]
struct Id {
    id: Uuid,
}

impl Store {
    /// A page of the members within reach, in Vietnamese order, by given name. A cursor that names nobody within reach
    /// begins at the beginning.
    pub async fn member_page(
        &self,
        scope: &Scope,
        query: &str,
        after: Option<PersonId>,
    ) -> Result<MemberRows> {
        let wanted = Wanted::read(query);
        let all = self.count_members(scope, &Wanted::Anybody).await?;
        let found = if wanted == Wanted::Anybody { all } else { self.count_members(scope, &wanted).await? };
        let mut sql = page_sql(scope, &wanted, after, all);
        sql.text += &format!(" ORDER BY p.sort_key, p.id LIMIT {}", PAGE_ROWS + 1);
        let statement = Statement::from_sql_and_values(self.backend(), sql.text, sql.values);
        let mut ids: Vec<Uuid> = Id::find_by_statement(statement)
            .all(self.reader())
            .await?
            .into_iter()
            .map(|row| row.id)
            .collect();
        let next = cut_to_page(&mut ids, |id| PersonId(*id));
        Ok(MemberRows { all, found, members: self.members_by_id(&ids).await?, next })
    }

    /// These present members, in this order; the ids come from a query with a scope.
    async fn members_by_id(&self, ids: &[Uuid]) -> Result<Vec<Member>> {
        let places = self.places_of(ids).await?;
        let teams = teams_below(places.iter().map(|place| UnitId(place.team_id)));
        let provinces = self.provinces_of_teams(teams).await?;
        self.members_at(places, &provinces).await
    }

    async fn count_members(&self, scope: &Scope, wanted: &Wanted) -> Result<u64> {
        let mut sql = Sql { text: String::new(), values: Vec::new() };
        let condition = sql.members_of(scope, wanted);
        // Nobody's name is needed to count them all, and the index has the rest.
        let (people, condition) = match wanted {
            Wanted::Anybody => ("", condition.replace("m.person_id = p.id AND ", "")),
            _ => (" CROSS JOIN person p", condition),
        };
        let text = format!("SELECT COUNT(*) AS n FROM membership m{people} WHERE {condition}");
        let statement = Statement::from_sql_and_values(self.backend(), text, sql.values);
        let row = Count::find_by_statement(statement).one(self.reader()).await?;
        Ok(row.map_or(0, |row| u64::try_from(row.n).unwrap_or(0)))
    }

    /// A page of those who left a team within reach and are in none now, the latest first. `after` is the last of the
    /// page before.
    pub async fn former_members(
        &self,
        scope: &Scope,
        after: Option<PersonId>,
    ) -> Result<(Vec<Former>, Option<PersonId>)> {
        let mut sql = Sql { text: String::new(), values: Vec::new() };
        let teams = sql.teams_within(scope);
        let latest = format!(
            "m.left_on IS NOT NULL AND m.team_id IN {teams} AND NOT EXISTS (SELECT 1 FROM membership n WHERE \
             n.person_id = m.person_id AND (n.left_on IS NULL OR n.left_on > m.left_on OR (n.left_on = m.left_on AND \
             n.id > m.id)))"
        );
        sql.text = format!("SELECT m.id AS id FROM membership m WHERE {latest}");
        if let Some(after) = after {
            let after = sql.value(after.0);
            sql.text += &format!(
                " AND NOT EXISTS (SELECT 1 FROM membership c WHERE c.person_id = {after} AND c.left_on IS NOT NULL \
                 AND c.team_id IN {teams} AND (c.left_on < m.left_on OR (c.left_on = m.left_on AND c.id <= m.id)))"
            );
        }
        sql.text += &format!(" ORDER BY m.left_on DESC, m.id DESC LIMIT {}", PAGE_ROWS + 1);
        let statement = Statement::from_sql_and_values(self.backend(), sql.text, sql.values);
        let ids: Vec<Uuid> = Id::find_by_statement(statement)
            .all(self.reader())
            .await?
            .into_iter()
            .map(|row| row.id)
            .collect();
        let mut places: HashMap<Uuid, membership::Model> = membership::Entity::find()
            .filter(membership::Column::Id.is_in(ids.iter().copied()))
            .all(self.reader())
            .await?
            .into_iter()
            .map(|row| (row.id, row))
            .collect();
        let mut people: HashMap<Uuid, person::Model> = person::Entity::find()
            .filter(person::Column::Id.is_in(places.values().map(|row| row.person_id)))
            .all(self.reader())
            .await?
            .into_iter()
            .map(|row| (row.id, row))
            .collect();
        let mut rows: Vec<Former> = ids
            .iter()
            .filter_map(|id| {
                let place = places.remove(id)?;
                let person = person_from(people.remove(&place.person_id)?);
                Some(Former { person, place: past_from(&place)? })
            })
            .collect();
        let next = cut_to_page(&mut rows, |row| row.person.id);
        Ok((rows, next))
    }
}

/// The page's ids. A small reach is gathered by its teams and sorted; a large one is walked in the order of the index,
/// so that a page reads a little more than its rows. `CROSS JOIN` fixes that order on SQLite, which has no statistics.
fn page_sql(scope: &Scope, wanted: &Wanted, after: Option<PersonId>, all: u64) -> Sql {
    let mut sql = Sql { text: String::new(), values: Vec::new() };
    let condition = sql.members_of(scope, wanted);
    let from = if all > GATHERED_AT_MOST {
        "person p CROSS JOIN membership m"
    } else {
        "membership m CROSS JOIN person p"
    };
    sql.text = format!("SELECT p.id AS id FROM {from} WHERE {condition}");
    if let Some(after) = after {
        let after = sql.value(after.0);
        // The place of somebody out of reach must not show: such a cursor counts as none.
        let teams = sql.teams_within(scope);
        let cursor = |column: &str, otherwise: &str| {
            format!(
                "COALESCE((SELECT c.{column} FROM person c WHERE c.id = {after} AND EXISTS (SELECT 1 FROM membership \
                 w WHERE w.person_id = c.id AND w.team_id IN {teams})), {otherwise})"
            )
        };
        let (no_key, no_id) = (sql.value(Vec::<u8>::new()), sql.value(Uuid::nil()));
        sql.text +=
            &format!(" AND (p.sort_key, p.id) > ({}, {})", cursor("sort_key", &no_key), cursor("id", &no_id));
    }
    sql
}

#[cfg(test)]
mod tests {
    use super::*;
    use tungngo_domain::access::{Right, Role};

    #[test]
    fn what_is_typed_is_words_of_a_name_or_digits_of_a_number() {
        let words = |all: &[&str]| Wanted::Words(all.iter().map(|&one| one.to_owned()).collect());
        for (query, wanted) in [
            ("", Wanted::Anybody),
            (" .% ", Wanted::Anybody),
            ("12", words(&["12"])),
            ("Hoà  Đặng", words(&["hoa", "dang"])),
            ("100%_\\'", words(&["100"])),
            ("0900 000.123", Wanted::Digits("0900000123".to_owned())),
            ("+84 900 000 123", Wanted::Digits("900000123".to_owned())),
            ("842", Wanted::Digits("842".to_owned())),
        ] {
            assert_eq!(Wanted::read(query), wanted, "{query:?}");
        }
    }

    #[tokio::test]
    async fn a_page_of_a_large_reach_is_walked_by_the_index_of_names_and_a_small_one_gathered_by_teams() {
        let folder = std::env::temp_dir().join(format!("tungngo-explain-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let url = crate::sqlite_url(&folder.join("test.sqlite"));
        crate::migrate(&url).await.unwrap();
        let store = Store::open_migrated(&url).await.unwrap();
        let actor = PersonId(Uuid::from_u128(1));
        let right = Right {
            role: Role::Trainer,
            unit: UnitId(Uuid::from_u128(2)),
            from: "2026-11-01T00:00:00Z".parse().unwrap(),
            until: None,
            modules: Default::default(),
        };
        let scope =
            Scope::of(actor, Role::Trainer, &[right], "2026-11-02T00:00:00Z".parse().unwrap()).unwrap();
        for (all, query, first) in [
            (40_000, "", "p USING COVERING INDEX person_by_sort_key"),
            (40_000, "hoa", "p USING INDEX person_by_sort_key"),
            (1_000, "", "m USING COVERING INDEX present_members_by_team"),
        ] {
            let mut sql = page_sql(&scope, &Wanted::read(query), Some(actor), all);
            sql.text = format!("EXPLAIN QUERY PLAN {} ORDER BY p.sort_key, p.id LIMIT 101", sql.text);
            let statement = Statement::from_sql_and_values(store.backend(), sql.text, sql.values);
            let plan: Vec<String> = sea_orm::ConnectionTrait::query_all_raw(store.reader(), statement)
                .await
                .unwrap()
                .iter()
                .map(|row| row.try_get("", "detail").unwrap())
                .collect();
            let of_rows = plan.iter().find(|line| line.contains(" p ") || line.contains(" m ")).unwrap();
            assert!(of_rows.contains(first), "{all} {query:?}: {plan:#?}");
            assert_eq!(plan.iter().any(|line| line.contains("TEMP B-TREE")), all == 1_000, "{plan:#?}");
        }
        store.close().await.unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
