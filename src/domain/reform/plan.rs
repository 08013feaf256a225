//! Holding a sheet against the map: what is closed, what is made, which village comes where.

use super::{
    Created, Definition, Line, Move, Place, Plan, Present, Problem, Relation, Sheet, Succession, Target,
};
use crate::ids::UnitId;
use crate::people::{clean_line, fold};
use crate::units::UnitKind;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// What becomes of an old unit.
#[derive(Debug, Default)]
struct Fate {
    line: usize,
    /// The keys of its successors, in the order of the sheet.
    parts: Vec<String>,
    default: usize,
    villages: HashMap<UnitId, usize>,
    people: Vec<(crate::ids::PersonId, usize)>,
}

/// A commune of the map to be.
#[derive(Debug)]
struct Future {
    name: String,
    code: Option<String>,
    province: String,
    /// The old communes it has something of.
    sources: Vec<(UnitId, Relation)>,
}

struct Planner<'a> {
    sheet: &'a Sheet,
    present: &'a Present,
    keys: HashMap<String, &'a Place>,
    places: HashMap<UnitId, &'a Place>,
    defined: HashMap<&'a str, &'a Definition>,
    villages: HashMap<UnitId, Vec<usize>>,
    /// Fates of communes and of provinces, by the old unit.
    fates: BTreeMap<UnitId, Fate>,
    problems: BTreeSet<Problem>,
}

/// Plans a reform, or tells everything that keeps it from being carried out.
pub fn plan(present: &Present, sheet: &Sheet) -> Result<Plan, Vec<Problem>> {
    let mut planner = Planner::new(present, sheet);
    planner.define();
    planner.read_lines();
    planner.settle_parts();
    planner.name_villages();
    let futures = planner.futures();
    if planner.problems.is_empty() {
        let plan = planner.plan(&futures);
        if planner.problems.is_empty() {
            return Ok(plan);
        }
    }
    Err(planner.problems.into_iter().collect())
}

impl<'a> Planner<'a> {
    fn new(present: &'a Present, sheet: &'a Sheet) -> Self {
        let mut keys = HashMap::with_capacity(present.places.len() * 2);
        for place in &present.places {
            keys.insert(place.id.to_string(), place);
            if let Some(code) = &place.code {
                keys.insert(code.clone(), place);
            }
        }
        let mut villages: HashMap<UnitId, Vec<usize>> = HashMap::new();
        for (at, village) in present.villages.iter().enumerate() {
            villages.entry(village.commune).or_default().push(at);
        }
        Self {
            sheet,
            present,
            keys,
            places: present.places.iter().map(|place| (place.id, place)).collect(),
            defined: HashMap::new(),
            villages,
            fates: BTreeMap::new(),
            problems: BTreeSet::new(),
        }
    }

    fn define(&mut self) {
        for one in &self.sheet.units {
            if let Some(other) = self.defined.insert(&one.code, one)
                && (&other.name, &other.parent) != (&one.name, &one.parent)
            {
                self.problems.insert(Problem::DefinedTwice { line: one.number, unit: one.code.clone() });
            }
        }
    }

    /// How the plan names a unit of the map to be, whether the sheet does it by code or by id.
    fn key(&self, named: &str) -> String {
        match (self.defined.contains_key(named), self.keys.get(named)) {
            (false, Some(place)) => place.key(),
            _ => named.to_owned(),
        }
    }

    /// The level of a unit of the map to be.
    fn level(&self, key: &str) -> Option<UnitKind> {
        match self.defined.get(key) {
            Some(one) if one.parent.is_some() => Some(UnitKind::Commune),
            Some(_) => Some(UnitKind::Province),
            None => self.keys.get(key).map(|place| place.kind),
        }
    }

    fn read_lines(&mut self) {
        for line in &self.sheet.lines {
            let old = match self.keys.get(&line.old) {
                Some(place) if place.kind != UnitKind::Nation => *place,
                _ => {
                    let (line, unit) = (line.number, line.old.clone());
                    self.problems.insert(Problem::UnknownOld { line, unit });
                    continue;
                }
            };
            match self.level(&line.new) {
                None => {
                    let (line, unit) = (line.number, line.new.clone());
                    self.problems.insert(Problem::UnknownNew { line, unit });
                    continue;
                }
                Some(kind) if kind != old.kind => {
                    let (line, unit) = (line.number, line.old.clone());
                    self.problems.insert(Problem::OtherLevel { line, unit });
                    continue;
                }
                Some(_) => {}
            }
            self.read_line(line, old);
        }
        // A unit that others come into stays in itself, also where the sheet does not say so.
        let taken: BTreeSet<UnitId> = self
            .fates
            .values()
            .flat_map(|fate| &fate.parts)
            .filter_map(|part| self.keys.get(part).map(|place| place.id))
            .filter(|id| !self.fates.contains_key(id))
            .collect();
        for id in taken {
            let key = self.places[&id].key();
            self.fates.insert(id, Fate { parts: vec![key], ..Fate::default() });
        }
    }

    fn read_line(&mut self, line: &Line, old: &Place) {
        let new = self.key(&line.new);
        let fate = self.fates.entry(old.id).or_insert_with(|| Fate {
            line: line.number,
            default: usize::MAX,
            ..Fate::default()
        });
        let at = fate.parts.iter().position(|part| *part == new).unwrap_or_else(|| {
            fate.parts.push(new);
            fate.parts.len() - 1
        });
        let unit = || line.old.clone();
        if line.relation == Relation::Whole && fate.parts.len() > 1 {
            self.problems.insert(Problem::WrongParts { line: line.number, unit: unit() });
        }
        if line.is_default || line.relation == Relation::Whole {
            if fate.default != usize::MAX && fate.default != at {
                self.problems.insert(Problem::NoDefault { line: line.number, unit: unit() });
            }
            fate.default = at;
        }
    }

    /// Every old unit has its default; whole and divided are what they say.
    fn settle_parts(&mut self) {
        for (id, fate) in &mut self.fates {
            let unit = self.places[id].key();
            if fate.default == usize::MAX {
                self.problems.insert(Problem::NoDefault { line: fate.line, unit });
                fate.default = 0;
            }
        }
        for line in &self.sheet.lines {
            let fate = self.keys.get(&line.old).and_then(|place| self.fates.get(&place.id));
            if let (Relation::Divided, Some(fate)) = (line.relation, fate)
                && fate.parts.len() < 2
            {
                let (line, unit) = (line.number, line.old.clone());
                self.problems.insert(Problem::WrongParts { line, unit });
            }
        }
    }

    fn name_villages(&mut self) {
        let named = self.sheet.lines.iter().filter(|line| line.village.is_some() || line.person.is_some());
        for line in named {
            let Some(old) = self.keys.get(&line.old).map(|place| place.id) else { continue };
            let new = self.key(&line.new);
            let Some(part) =
                self.fates.get(&old).and_then(|fate| fate.parts.iter().position(|part| *part == new))
            else {
                continue;
            };
            let mut village = None;
            if let Some(name) = &line.village {
                village = self.village(old, name);
                if village.is_none() {
                    let (line, village, unit) = (line.number, name.clone(), line.old.clone());
                    self.problems.insert(Problem::UnknownVillage { line, village, unit });
                }
            }
            if let Some(name) = &line.person {
                match self.present.people.get(name) {
                    None => {
                        let (line, person) = (line.number, name.clone());
                        self.problems.insert(Problem::UnknownPerson { line, person });
                    }
                    Some(one) => {
                        let here = |id: &UnitId| self.villages_of(old).any(|village| village == *id);
                        village = village.or(one.village.filter(here));
                        if let Some(fate) = self.fates.get_mut(&old) {
                            fate.people.push((one.person, part));
                        }
                    }
                }
            }
            if let (Some(village), Some(fate)) = (village, self.fates.get_mut(&old))
                && fate.villages.insert(village, part).is_some_and(|other| other != part)
            {
                let village = line.village.clone().or(line.person.clone()).unwrap_or_default();
                self.problems.insert(Problem::VillageTwice { line: line.number, village });
            }
        }
    }

    fn villages_of(&self, commune: UnitId) -> impl Iterator<Item = UnitId> {
        let at = self.villages.get(&commune).map(Vec::as_slice).unwrap_or_default();
        at.iter().map(|at| self.present.villages[*at].id)
    }

    /// A village of a commune by id, by its name, or by its name without marks; nothing where two are meant.
    fn village(&self, commune: UnitId, name: &str) -> Option<UnitId> {
        let name = clean_line(name);
        let all = || {
            let at = self.villages.get(&commune).map(Vec::as_slice).unwrap_or_default();
            at.iter().map(|at| &self.present.villages[*at])
        };
        if let Ok(id) = name.parse::<UnitId>() {
            return all().find(|village| village.id == id).map(|village| village.id);
        }
        let only = |found: Vec<UnitId>| if let [one] = found[..] { Some(one) } else { None };
        only(all().filter(|village| village.name == name).map(|village| village.id).collect()).or_else(|| {
            let key = fold(&name);
            only(all().filter(|village| fold(&village.name) == key).map(|village| village.id).collect())
        })
    }

    /// The communes of the map to be.
    fn futures(&mut self) -> BTreeMap<String, Future> {
        let mut futures: BTreeMap<String, Future> = BTreeMap::new();
        for place in self.present.places.iter().filter(|place| place.kind == UnitKind::Commune) {
            let (parts, relation) = match self.fates.get(&place.id) {
                None => (vec![place.key()], Relation::Whole),
                Some(fate) if fate.parts.len() == 1 => (fate.parts.clone(), Relation::Whole),
                Some(fate) => (fate.parts.clone(), Relation::Divided),
            };
            for key in parts {
                if !futures.contains_key(&key) {
                    let Some(future) = self.future(&key) else { continue };
                    futures.insert(key.clone(), future);
                }
                if let Some(future) = futures.get_mut(&key) {
                    future.sources.push((place.id, relation));
                }
            }
        }
        for one in self.defined.values().filter(|one| one.parent.is_some()).copied().collect::<Vec<_>>() {
            if !futures.contains_key(&one.code)
                && let Some(future) = self.future(&one.code)
            {
                futures.insert(one.code.clone(), future);
            }
        }
        futures
    }

    fn future(&mut self, key: &str) -> Option<Future> {
        if let Some(one) = self.defined.get(key).copied() {
            let province = self.key(one.parent.as_deref()?);
            if self.level(&province) != Some(UnitKind::Province) {
                let (line, unit) = (one.number, province);
                self.problems.insert(Problem::UnknownParent { line, unit });
                return None;
            }
            let (name, code) = (one.name.clone(), Some(one.code.clone()));
            return Some(Future { name, code, province, sources: Vec::new() });
        }
        let place = *self.keys.get(key)?;
        let above = self.places.get(&place.parent?)?;
        let province = match self.fates.get(&above.id) {
            None => above.key(),
            Some(fate) if fate.parts.len() == 1 => fate.parts[0].clone(),
            Some(fate) => {
                self.problems.insert(Problem::CommuneLeft { line: fate.line, unit: place.key() });
                return None;
            }
        };
        Some(Future { name: place.name.clone(), code: place.code.clone(), province, sources: Vec::new() })
    }

    fn plan(&mut self, futures: &BTreeMap<String, Future>) -> Plan {
        let kept_provinces = self.kept_provinces(futures);
        let kept = |key: &str, future: &Future| match future.sources[..] {
            [(old, Relation::Whole)] => {
                let place = self.places[&old];
                let above = place.parent.and_then(|id| self.places.get(&id));
                (place.key() == key
                    && place.name == future.name
                    && kept_provinces.contains(&future.province)
                    && above.is_some_and(|above| above.key() == future.province))
                .then_some(old)
            }
            _ => None,
        };
        let mut plan = Plan::default();
        let nation = self.present.places.iter().find(|place| place.kind == UnitKind::Nation);
        let mut targets: HashMap<&str, Target> = HashMap::new();
        let provinces: BTreeSet<&str> = futures.values().map(|future| future.province.as_str()).collect();
        let bare = self.defined.values().filter(|one| one.parent.is_none()).map(|one| one.code.as_str());
        for key in provinces.into_iter().chain(bare).collect::<BTreeSet<_>>() {
            let target = match self.keys.get(key) {
                Some(place) if kept_provinces.contains(key) => Target::Kept(place.id),
                known => {
                    let definition = self.defined.get(key);
                    let name = definition.map(|one| one.name.clone()).or(known.map(|one| one.name.clone()));
                    plan.created.push(Created {
                        kind: UnitKind::Province,
                        code: definition
                            .map(|one| one.code.clone())
                            .or(known.and_then(|one| one.code.clone())),
                        name: name.unwrap_or_default(),
                        parent: Target::Kept(nation.map_or(UnitId(uuid::Uuid::nil()), |one| one.id)),
                    });
                    Target::Created(plan.created.len() - 1)
                }
            };
            targets.insert(key, target);
        }
        plan.below = vec![Vec::new(); plan.created.len()];
        let mut kept_communes = HashSet::new();
        for (key, future) in futures {
            if let Some(old) = kept(key, future) {
                kept_communes.insert(old);
                continue;
            }
            let parent = targets[future.province.as_str()];
            plan.created.push(Created {
                kind: UnitKind::Commune,
                code: future.code.clone(),
                name: future.name.clone(),
                parent,
            });
            let at = plan.created.len() - 1;
            targets.insert(key, Target::Created(at));
            if let Target::Created(province) = parent {
                plan.below[province].push(at);
            }
        }
        plan.below.resize(plan.created.len(), Vec::new());
        plan.after = vec![BTreeSet::new(); plan.created.len()];
        self.close_provinces(&mut plan, futures, &kept_provinces, &targets);
        self.close_communes(&mut plan, &kept_communes, &targets);
        let above = |id: &&Place| id.kind != UnitKind::Nation;
        plan.kept = self.present.places.iter().filter(above).count() - plan.closed.len();
        plan
    }

    /// The keys of provinces that keep name and extent.
    fn kept_provinces(&self, futures: &BTreeMap<String, Future>) -> HashSet<String> {
        let mut kept: HashSet<String> = HashSet::new();
        for place in self.present.places.iter().filter(|place| place.kind == UnitKind::Province) {
            let key = place.key();
            let renamed = self.defined.get(key.as_str()).is_some_and(|one| one.name != place.name);
            let sent = self.fates.get(&place.id).is_some_and(|fate| fate.parts[..] != [key.clone()]);
            if !renamed && !sent {
                kept.insert(key);
            }
        }
        for future in futures.values() {
            for (source, _) in &future.sources {
                let above = self.places[source].parent.and_then(|id| self.places.get(&id));
                let from = above.map(|place| place.key()).unwrap_or_default();
                if from != future.province {
                    kept.remove(&from);
                    kept.remove(&future.province);
                }
            }
        }
        kept
    }

    fn close_provinces(
        &mut self,
        plan: &mut Plan,
        futures: &BTreeMap<String, Future>,
        kept: &HashSet<String>,
        targets: &HashMap<&str, Target>,
    ) {
        // How many communes of each old province come to each new one.
        let mut shares: HashMap<UnitId, BTreeMap<&str, usize>> = HashMap::new();
        for future in futures.values() {
            for (source, _) in &future.sources {
                if let Some(parent) = self.places[source].parent {
                    *shares.entry(parent).or_default().entry(&future.province).or_default() += 1;
                }
            }
        }
        for place in self.present.places.iter().filter(|place| place.kind == UnitKind::Province) {
            if kept.contains(&place.key()) {
                continue;
            }
            let said = self.fates.get(&place.id);
            let mut share = shares.remove(&place.id).unwrap_or_default();
            if let Some(fate) = said {
                if let Some(other) = share.keys().find(|key| !fate.parts.iter().any(|part| part == *key)) {
                    let unit = [place.key(), (*other).to_owned()].join(" → ");
                    self.problems.insert(Problem::ProvinceContradicts { line: fate.line, unit });
                }
                share.extend(
                    fate.parts
                        .iter()
                        .filter(|part| !share.contains_key(part.as_str()))
                        .map(|part| (part.as_str(), 0))
                        .collect::<Vec<_>>(),
                );
            }
            let most = share.values().max().copied().unwrap_or(0);
            let default = match said {
                Some(fate) => fate.parts.get(fate.default).map(String::as_str),
                None => share.iter().find(|(_, n)| **n == most).map(|(key, _)| *key),
            };
            let relation = if share.len() == 1 { Relation::Whole } else { Relation::Divided };
            let parts = share.keys().map(|key| (targets.get(key).copied(), Some(*key) == default));
            close(plan, place.id, relation, parts);
        }
    }

    fn close_communes(&self, plan: &mut Plan, kept: &HashSet<UnitId>, targets: &HashMap<&str, Target>) {
        for place in self.present.places.iter().filter(|place| place.kind == UnitKind::Commune) {
            if kept.contains(&place.id) {
                continue;
            }
            let own = Fate { parts: vec![place.key()], ..Fate::default() };
            let fate = self.fates.get(&place.id).unwrap_or(&own);
            let relation = if fate.parts.len() == 1 { Relation::Whole } else { Relation::Divided };
            let target = |at: usize| targets.get(fate.parts[at].as_str()).copied();
            let parts = (0..fate.parts.len()).map(|at| (target(at), at == fate.default));
            close(plan, place.id, relation, parts);
            for (person, at) in &fate.people {
                if let (Some(Target::Created(to)), true) = (target(*at), fate.parts.len() > 1) {
                    plan.named.insert((*person, place.id), to);
                }
            }
            for village in self.villages_of(place.id) {
                let named = fate.villages.get(&village);
                if named.is_none() && fate.parts.len() > 1 {
                    plan.undecided.push(village);
                }
                let Some(Target::Created(to)) = target(named.copied().unwrap_or(fate.default)) else {
                    continue;
                };
                plan.moves.push(Move { village, from: place.id, to });
                plan.before.entry(place.id).or_default().insert(village);
                plan.after[to].insert(village);
                if let Some(province) = place.parent {
                    plan.before.entry(province).or_default().insert(village);
                }
                if let Target::Created(province) = plan.created[to].parent {
                    plan.after[province].insert(village);
                }
            }
        }
    }
}

fn close(
    plan: &mut Plan,
    old: UnitId,
    relation: Relation,
    parts: impl Iterator<Item = (Option<Target>, bool)>,
) {
    plan.closed.push(old);
    let mut successors = Vec::new();
    for (target, is_default) in parts {
        let Some(Target::Created(new)) = target else { continue };
        plan.successions.push(Succession { old, new, relation, is_default });
        successors.insert(if is_default { 0 } else { successors.len() }, new);
    }
    plan.successors.insert(old, successors);
}
