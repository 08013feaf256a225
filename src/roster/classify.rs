//! Holding rows against the roster: which unit a row names, whom it means, what it changes.
//!
//! Memory: one short entry a row and one a member of the communes that the file names, so that the roster of the whole
//! country fits. Communes are loaded when a row first names them. What only finds places is dropped once they are found.

use super::packed::Packed;
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};
use tungngo_domain::access::Scope;
use tungngo_domain::ids::{PersonId, UnitId};
use tungngo_domain::people::{NAME_MAX_CHARS, Phone, clean_line, fold};
use tungngo_domain::roster::codes::Code;
use tungngo_domain::roster::matching::{Known, Marks, Match, assign};
use tungngo_domain::roster::places::{bare_commune, bare_province, bare_village, key, village_name};
use tungngo_domain::roster::{Class, Entry, Reason, Refusal};
use tungngo_storage::rosters::{Before, NewUnit, Outcome, ReachableCommune, Row};
use tungngo_storage::{StorageError, Store};
use uuid::Uuid;

/// More than there can be.
const NONE: u32 = u32::MAX;

/// The name of somebody in a village as two numbers; two different ones are not alike in practice.
type NameKey = [u64; 2];

/// A village that rows may name.
struct Team {
    id: UnitId,
    name: String,
    commune: usize,
    is_new: bool,
    used: bool,
    present: i64,
    named: bool,
}

/// What is kept of a row between the two readings.
struct Noted {
    key: NameKey,
    phone: u64,
    year: i32,
    place: Place,
    verdict: Verdict,
}

#[derive(Clone, Copy)]
enum Place {
    Team(u32),
    Nowhere(Reason),
}

#[derive(Clone, Copy)]
enum Verdict {
    New,
    Person(u32),
    /// Of the row noted at this place.
    Double(u32),
    Ambiguous,
    Left,
    /// The row's code is that of this one, whose name and phone are others.
    CodeOfAnother(u32),
    /// The row's code is that of this one, in another village.
    CodeOfElsewhere(u32),
}

/// Somebody on the roster, as small as can be.
struct Member {
    key: NameKey,
    id: PersonId,
    team: u32,
    left: bool,
    has: Packed,
    has_door: bool,
}

/// The state of one file's classification.
pub struct Classifier<'s> {
    store: &'s Store,
    scope: Scope,
    communes: Vec<ReachableCommune>,
    by_name: HashMap<String, Vec<usize>>,
    own: Option<usize>,
    word: Option<&'static str>,
    asked: HashMap<(String, String), Result<usize, Reason>>,
    villages: HashMap<(usize, String), Result<u32, Reason>>,
    loaded: HashMap<usize, HashMap<String, Vec<u32>>>,
    teams: Vec<Team>,
    members: Vec<Member>,
    rows: Vec<Noted>,
    /// The codes of rows that have one, with their places.
    codes: Vec<(Code, u32)>,
    hashers: [RandomState; 2],
    lines: Vec<i32>,
    phones: HashSet<u64>,
    matched: i64,
}

/// The class of a row.
pub fn class(row: &Row) -> Class {
    match row.outcome {
        Outcome::Person { class, .. } => class,
        Outcome::Refused { .. } => Class::Refused,
    }
}

fn number(phone: Option<&str>) -> u64 {
    phone.and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

fn marks(phone: u64, year: Option<i32>) -> Marks {
    Marks { phone: (phone > 0).then_some(phone), year }
}

/// A name as it is written, marks and all; only case does not count.
fn written(name: &str) -> String {
    clean_line(name).to_lowercase()
}

/// Keeps those that fit, where several are left and some fit.
fn narrow<T>(all: &mut Vec<T>, fits: impl Fn(&T) -> bool) {
    if all.len() > 1 && all.iter().any(&fits) {
        all.retain(fits);
    }
}

impl<'s> Classifier<'s> {
    /// For a file given for this unit; a unit below the commune stands for its commune.
    pub async fn new(
        store: &'s Store,
        scope: &Scope,
        unit: UnitId,
        word: Option<&'static str>,
    ) -> Result<Self, StorageError> {
        let communes = store.reachable_communes(scope).await?;
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, commune) in communes.iter().enumerate() {
            by_name.entry(bare_commune(&commune.name)).or_default().push(at);
        }
        let path = store.unit_path(unit).await?;
        let own = communes.iter().position(|commune| path.iter().any(|unit| unit.id == commune.id));
        Ok(Self {
            store,
            scope: scope.clone(),
            communes,
            by_name,
            own,
            word,
            asked: HashMap::new(),
            villages: HashMap::new(),
            loaded: HashMap::new(),
            teams: Vec::new(),
            members: Vec::new(),
            rows: Vec::new(),
            codes: Vec::new(),
            hashers: [RandomState::new(), RandomState::new()],
            lines: Vec::new(),
            phones: HashSet::new(),
            matched: 0,
        })
    }

    fn key(&self, team: u32, full_name: &str) -> NameKey {
        let name = fold(full_name);
        self.hashers.each_ref().map(|hasher| hasher.hash_one((team, &name)))
    }

    /// First reading: where the row belongs, and whom it may mean.
    pub async fn note(&mut self, entry: &Entry) -> Result<(), StorageError> {
        let place = match self.commune(entry) {
            Ok(commune) => {
                self.load(commune).await?;
                self.village(commune, &entry.village).map_or_else(Place::Nowhere, Place::Team)
            }
            Err(reason) => Place::Nowhere(reason),
        };
        let mut key = NameKey::default();
        if let Place::Team(team) = place {
            self.teams[team as usize].named = true;
            key = self.key(team, &entry.full_name);
        }
        let at = u32::try_from(self.rows.len()).unwrap_or(NONE);
        self.codes.extend(entry.code.map(|code| (code, at)));
        self.rows.push(Noted {
            key,
            phone: number(entry.phone.as_ref().map(Phone::digits)),
            year: entry.birth_year.unwrap_or(0),
            place,
            verdict: Verdict::New,
        });
        Ok(())
    }

    /// The commune a row names, or the file's own.
    fn commune(&mut self, entry: &Entry) -> Result<usize, Reason> {
        if entry.commune.is_empty() {
            return self.own.ok_or(Reason::NoCommune);
        }
        let asked = (entry.commune.clone(), entry.province.clone());
        if let Some(known) = self.asked.get(&asked) {
            return *known;
        }
        let candidates =
            self.by_name.get(&bare_commune(&entry.commune)).map(Vec::as_slice).unwrap_or_default();
        let province = bare_province(&entry.province);
        let mut fitting: Vec<usize> = candidates
            .iter()
            .copied()
            .filter(|at| province.is_empty() || bare_province(&self.communes[*at].province) == province)
            .collect();
        // "Xã Tân Thành" and "Xã Tân Thanh" are two; then the type word decides, then the file's own commune.
        let names = |at: &usize| &self.communes[*at].name;
        narrow(&mut fitting, |at| written(names(at)) == written(&entry.commune));
        narrow(&mut fitting, |at| written(names(at)).ends_with(&[" ", &written(&entry.commune)].concat()));
        narrow(&mut fitting, |at| key(names(at)) == key(&entry.commune));
        narrow(&mut fitting, |at| Some(*at) == self.own);
        let found = match fitting.as_slice() {
            [one] => Ok(*one),
            [] => Err(Reason::UnknownCommune),
            _ => Err(Reason::ManyCommunes),
        };
        self.asked.insert(asked, found);
        found
    }

    /// Loads the villages and members of a commune, once.
    async fn load(&mut self, commune: usize) -> Result<(), StorageError> {
        if self.loaded.contains_key(&commune) {
            return Ok(());
        }
        let id = self.communes[commune].id;
        let mut by_name: HashMap<String, Vec<u32>> = HashMap::new();
        let mut places: HashMap<UnitId, u32> = HashMap::new();
        for team in self.store.known_teams(&self.scope, id).await? {
            let at = u32::try_from(self.teams.len()).unwrap_or(NONE);
            by_name.entry(bare_village(&team.name)).or_default().push(at);
            places.insert(team.id, at);
            self.teams.push(Team {
                id: team.id,
                name: team.name,
                commune,
                is_new: false,
                used: false,
                present: 0,
                named: false,
            });
        }
        self.loaded.insert(commune, by_name);
        let teams: HashSet<UnitId> = places.keys().copied().collect();
        for member in self.store.known_members(id, &teams).await? {
            let Some(&team) = places.get(&member.team) else { continue };
            let key = self.key(team, &member.has.full_name);
            self.teams[team as usize].present += i64::from(!member.left);
            self.members.push(Member {
                key,
                id: member.id,
                team,
                left: member.left,
                has_door: member.door.is_some(),
                has: Packed::of(&member.has),
            });
        }
        Ok(())
    }

    /// The village of a commune that a row names; a new one where none is called so.
    fn village(&mut self, commune: usize, text: &str) -> Result<u32, Reason> {
        let asked = (commune, text.to_owned());
        if let Some(known) = self.villages.get(&asked) {
            return *known;
        }
        let bare = bare_village(text);
        let name = village_name(text, self.word);
        let alike =
            self.loaded.get(&commune).and_then(|by_name| by_name.get(&bare)).cloned().unwrap_or_default();
        let names = |at: &u32| &self.teams[*at as usize].name;
        let mut exact: Vec<u32> = alike.iter().copied().filter(|at| key(names(at)) == key(&name)).collect();
        narrow(&mut exact, |at| written(names(at)) == written(&name));
        // "Thôn 3" and "Tổ dân phố 3" are two villages; "Thôn Bến Đá" and "Bản Bến Đá" are one.
        let numbered = bare.chars().all(|c| c.is_ascii_digit() || c == ' ');
        let found = match (exact.as_slice(), alike.as_slice()) {
            ([one], _) => Ok(*one),
            ([], [one]) if !numbered || key(text) == bare => Ok(*one),
            ([], several) if several.is_empty() || numbered && key(text) != bare => {
                self.add_village(commune, bare, name)
            }
            _ => Err(Reason::ManyVillages),
        };
        self.villages.insert(asked, found);
        found
    }

    fn add_village(&mut self, commune: usize, bare: String, name: String) -> Result<u32, Reason> {
        if !self.communes[commune].whole {
            return Err(Reason::UnknownVillage);
        }
        if name.chars().count() > NAME_MAX_CHARS {
            return Err(Reason::VillageTooLong);
        }
        let at = u32::try_from(self.teams.len()).unwrap_or(NONE);
        self.teams.push(Team {
            id: UnitId(Uuid::now_v7()),
            name,
            commune,
            is_new: true,
            used: false,
            present: 0,
            named: true,
        });
        self.loaded.entry(commune).or_default().entry(bare).or_default().push(at);
        Ok(at)
    }

    /// Which rows are decided by their code, and which members are meant by one; a code of nobody says nothing, so
    /// that a file from elsewhere can be taken.
    ///
    /// A code alone does not make somebody another: where columns were put in order one by one, it stands beside a
    /// stranger's name.
    fn decide_codes(&mut self) -> (Vec<bool>, Vec<bool>) {
        let codes = std::mem::take(&mut self.codes);
        let (mut decided, mut meant) = (vec![false; self.rows.len()], vec![false; self.members.len()]);
        let mut by_code: Vec<(Code, u32)> = Vec::new();
        if !codes.is_empty() {
            by_code.extend(self.members.iter().map(|member| Code::of(member.id)).zip(0u32..));
            by_code.sort_unstable();
        }
        // By member, the row that means them.
        let mut rows_of = vec![NONE; by_code.len()];
        for (code, at) in codes {
            let row = &self.rows[at as usize];
            let Place::Team(team) = row.place else { continue };
            let first = by_code.partition_point(|(other, _)| *other < code);
            let alike = by_code[first..].iter().take_while(|(other, _)| *other == code);
            let alike: Vec<(u32, &Member)> =
                alike.map(|(_, member)| (*member, &self.members[*member as usize])).collect();
            let there = alike.iter().find(|(_, member)| member.team == team);
            let Some((member, known)) = there.or_else(|| alike.first()) else { continue };
            let has = known.has.open();
            let same_phone = row.phone > 0 && row.phone == number(has.phone.as_deref());
            let other_year = row.year > 0 && has.birth_year.is_some_and(|year| year != row.year);
            let verdict = if known.left {
                Verdict::Left
            } else if known.team != team {
                Verdict::CodeOfElsewhere(*member)
            } else if known.key != row.key && (!same_phone || other_year) {
                Verdict::CodeOfAnother(*member)
            } else if rows_of[*member as usize] != NONE {
                Verdict::Double(rows_of[*member as usize])
            } else {
                rows_of[*member as usize] = at;
                meant[*member as usize] = true;
                Verdict::Person(*member)
            };
            self.rows[at as usize].verdict = verdict;
            decided[at as usize] = true;
        }
        (decided, meant)
    }

    /// Between the readings: decides for all rows of one name in one village at once, those with a code first.
    pub fn decide(&mut self) {
        (self.asked, self.villages, self.loaded) = Default::default();
        // By id, so that the outcome does not hang on the order of rows in the database.
        self.members.sort_unstable_by_key(|member| (member.key, member.id));
        let (decided, meant) = self.decide_codes();
        let mut placed: Vec<(NameKey, u32)> = (0..)
            .zip(&self.rows)
            .filter(|(at, row)| matches!(row.place, Place::Team(_)) && !decided[*at as usize])
            .map(|(at, row)| (row.key, at))
            .collect();
        placed.sort_unstable();
        for places in placed.chunk_by(|a, b| a.0 == b.0) {
            let key = places[0].0;
            let first = self.members.partition_point(|member| member.key < key);
            let people: Vec<(u32, &Member)> = (u32::try_from(first).unwrap_or(NONE)..)
                .zip(&self.members[first..])
                .take_while(|(_, member)| member.key == key)
                .filter(|(at, _)| !meant[*at as usize])
                .collect();
            let rows: Vec<Marks> = places
                .iter()
                .map(|(_, at)| &self.rows[*at as usize])
                .map(|row| marks(row.phone, (row.year > 0).then_some(row.year)))
                .collect();
            let known: Vec<Known> = people
                .iter()
                .map(|(_, member)| {
                    let has = member.has.open();
                    Known { marks: marks(number(has.phone.as_deref()), has.birth_year), left: member.left }
                })
                .collect();
            let people: Vec<u32> = people.into_iter().map(|(at, _)| at).collect();
            for (row, one) in assign(&rows, &known).into_iter().enumerate() {
                self.rows[places[row].1 as usize].verdict = match one {
                    Match::New => Verdict::New,
                    Match::Person(person) => Verdict::Person(people[person]),
                    Match::Double(of) => Verdict::Double(places[of].1),
                    Match::Ambiguous => Verdict::Ambiguous,
                    Match::Left => Verdict::Left,
                };
            }
        }
    }

    /// Second reading, in the order of the first.
    pub fn classify(&mut self, line: i32, entry: &Entry) -> Row {
        let at = self.lines.len();
        self.lines.push(line);
        let Some(noted) = self.rows.get(at) else {
            // The file changed between the readings.
            return Self::refused(line, entry.full_name.clone(), Refusal::new(Reason::Ambiguous, ""));
        };
        let (place, verdict) = (noted.place, noted.verdict);
        let team = match place {
            Place::Team(team) => team as usize,
            Place::Nowhere(reason) => {
                let detail = match reason {
                    Reason::UnknownCommune | Reason::ManyCommunes => &entry.commune,
                    _ => &entry.village,
                };
                let mut row = Self::refused(line, entry.full_name.clone(), Refusal::new(reason, detail));
                row.village.clone_from(&entry.village);
                return row;
            }
        };
        let village = self.teams[team].name.clone();
        let refuse = |reason, detail: &str| Row {
            village: village.clone(),
            ..Self::refused(line, entry.full_name.clone(), Refusal::new(reason, detail))
        };
        match verdict {
            Verdict::Double(of) => {
                let (one, other) = (&self.rows[at], &self.rows[of as usize]);
                let full = one.phone > 0 && one.year > 0;
                let alike = full && (one.phone, one.year) == (other.phone, other.year);
                let reason = if alike { Reason::DoubleAlike } else { Reason::Double };
                refuse(reason, &self.lines.get(of as usize).copied().unwrap_or(0).to_string())
            }
            Verdict::Ambiguous => refuse(Reason::Ambiguous, ""),
            Verdict::Left => refuse(Reason::Left, ""),
            Verdict::CodeOfAnother(member) => {
                refuse(Reason::CodeOfAnother, &self.members[member as usize].has.open().full_name)
            }
            Verdict::CodeOfElsewhere(member) => {
                let there = self.members[member as usize].team;
                refuse(Reason::CodeOfElsewhere, &self.teams[there as usize].name)
            }
            Verdict::New => {
                self.teams[team].used = true;
                let new = entry.particulars();
                let phone = number(new.phone.as_deref());
                let outcome = Outcome::Person {
                    class: Class::New,
                    team: self.teams[team].id,
                    person: PersonId(Uuid::now_v7()),
                    opens_door: phone > 0 && self.phones.insert(phone),
                    new,
                    before: None,
                };
                Row { line, village, outcome }
            }
            Verdict::Person(person) => {
                self.matched += 1;
                let member = &self.members[person as usize];
                let has = member.has.open();
                let (new, changes) = entry.over(&has);
                let phone = number(new.phone.as_deref());
                let moved = new.phone != has.phone;
                let before = (!changes.is_empty()).then(|| {
                    let old_door = has.phone.clone().filter(|_| member.has_door);
                    Box::new(Before { old: has, old_door, changes })
                });
                let outcome = Outcome::Person {
                    class: if before.is_some() { Class::Changed } else { Class::Same },
                    team: self.teams[member.team as usize].id,
                    person: member.id,
                    opens_door: moved && phone > 0 && self.phones.insert(phone),
                    new,
                    before,
                };
                Row { line, village, outcome }
            }
        }
    }

    /// A refused row.
    pub fn refused(line: i32, name: String, refusal: Refusal) -> Row {
        Row { line, village: String::new(), outcome: Outcome::Refused { name, refusal } }
    }

    /// The villages that are added, the units whose people are named, and how many members the file leaves out.
    pub fn finish(self) -> (Vec<NewUnit>, Vec<UnitId>, i64) {
        let new = self
            .teams
            .iter()
            .filter(|team| team.is_new && team.used)
            .map(|team| NewUnit {
                id: team.id,
                parent: self.communes[team.commune].id,
                name: team.name.clone(),
            })
            .collect();
        let named = self.teams.iter().filter(|team| team.named);
        let reach: HashSet<UnitId> = named
            .clone()
            .map(|team| (team, &self.communes[team.commune]))
            .map(|(team, commune)| if commune.whole { commune.id } else { team.id })
            .collect();
        let present: i64 = named.map(|team| team.present).sum();
        (new, reach.into_iter().collect(), present - self.matched)
    }
}
