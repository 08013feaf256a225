//! A commune as it is made: its villages, its trainer, its members, and what they lived through, into a batch.

use super::history::{Act, Deed, Learner, evenings, history};
use super::people::{STAFF_BORN, Somebody, is_mountainous, name, phone, somebody, spoken_to, village};
use super::plan::{Commune, Plan};
use super::{answer, dice, id_of};
use chrono::{Duration, NaiveDate};
use fastrand::Rng;
use std::collections::HashMap;
use tungngo_domain::access::Role;
use tungngo_domain::content::{Catalogue, Module, Skill};
use tungngo_domain::ids::{LoginId, PersonId, Slug, UnitId};
use tungngo_domain::ledger::Source;
use tungngo_domain::people::AddressForm;
use tungngo_domain::time::{Instant, start_of_day};
use tungngo_storage::bulk::{Batch, Life, NewMember, NewStaff};
use tungngo_storage::learning::Doer;
use tungngo_storage::people::{NewPerson, Place};
use tungngo_storage::programmes::Programme;
use tungngo_storage::rights::NewHolding;
use tungngo_storage::{Result, StorageError};
use uuid::Uuid;

/// Why certificates of a made-up country are revoked.
pub const REVOKE_REASON: &str = "Ghi nhầm người khi xác nhận (dữ liệu mẫu)";

/// What the making of every commune needs.
#[derive(Debug)]
pub struct Maker {
    /// The plan.
    pub plan: Plan,
    /// The courses in use.
    pub catalogue: Catalogue,
    /// What the member's certificate requires.
    pub programme: Programme,
    /// The notice that is agreed to.
    pub notice: String,
    /// Who grants the first rights.
    pub administrator: PersonId,
}

/// A member in the making, and what they did.
#[derive(Debug, Clone)]
pub struct Made {
    /// Who.
    pub somebody: Somebody,
    /// Where.
    pub place: Place,
    /// What they did, in the order of time.
    pub acts: Vec<Act>,
}

impl Maker {
    /// The trainer of a commune: who, and the name.
    pub fn trainer(&self, commune: &Commune) -> (PersonId, String) {
        let (id, mut dice) = self.staff("trainer", &commune.location.code, commune.since - Duration::days(7));
        let is_first = self.plan.communes.first().is_some_and(|one| one.location.id == commune.location.id);
        let mountains = is_mountainous(&commune.location.province_code);
        (id, if is_first { "Trần Thị Thu Hằng".to_owned() } else { name(&mut dice, mountains) })
    }

    /// The officer of a commune's province: who, and the name.
    pub fn officer(&self, commune: &Commune) -> (PersonId, String) {
        let code = &commune.location.province_code;
        let (id, mut dice) = self.staff("officer", code, self.officers_since());
        let first = self.plan.communes.first().map(|one| &one.location.province_code);
        (id, if first == Some(code) { "Phạm Thị Tỉnh".to_owned() } else { name(&mut dice, false) })
    }

    fn staff(&self, kind: &str, code: &str, since: NaiveDate) -> (PersonId, Rng) {
        let mut dice = dice(self.plan.seed, kind, code.parse().unwrap_or(0));
        (PersonId(id_of(start_of_day(since), &mut dice)), dice)
    }

    fn officers_since(&self) -> NaiveDate {
        self.plan.communes.first().map_or(self.plan.today, |one| one.since - Duration::days(10))
    }

    /// The modules that the members of a commune study.
    pub fn modules(&self, commune: &Commune) -> Vec<&Module> {
        self.catalogue
            .modules_for(Some(&commune.location.province_code))
            .filter(|module| Skill::ALL.contains(&module.skill))
            .collect()
    }

    /// The villages of a commune.
    pub fn villages(&self, commune: &Commune) -> Vec<(UnitId, String)> {
        let location = &commune.location;
        let mut dice = dice(self.plan.seed, "villages", location.code.parse().unwrap_or(0));
        let first = dice.u64(..552);
        (0..commune.teams.len())
            .map(|place| {
                let id = id_of(start_of_day(commune.since), &mut dice);
                (UnitId(id), village(&location.name, &location.province_code, first, place))
            })
            .collect()
    }

    /// The members of a commune and what they did.
    pub fn members(&self, commune: &Commune, teams: &[(UnitId, String)]) -> Vec<Made> {
        let Plan { seed, today, .. } = self.plan;
        let location = &commune.location;
        let modules = self.modules(commune);
        let is_required =
            |module: &&Module| self.programme.requires().iter().any(|one| one.module == module.id);
        let programme = modules.iter().rposition(is_required).map_or(0, |last| last + 1);
        let mut of_commune = dice(seed, "evenings", location.code.parse().unwrap_or(0));
        let evenings = evenings(commune.since, today, &mut of_commune);
        let mut number = commune.first_member;
        let mut made = Vec::new();
        for ((team, team_name), size) in teams.iter().zip(&commune.teams) {
            for place in 0..*size {
                let mountains = is_mountainous(&location.province_code);
                let mut one = somebody(seed, number, place, commune.since, mountains);
                let learner = Learner {
                    since: commune.since,
                    zeal: commune.zeal,
                    programme,
                    evenings: &evenings,
                    role: one.role,
                    born: one.person.birth_year.unwrap_or(1970),
                    no_device: one.person.device.as_deref() == Some("none"),
                    until: start_of_day(today),
                };
                let mut acts = history(&learner, &modules, &mut dice(seed, "history", number));
                if self.is_elder(commune, number) {
                    elder(&mut one, &mut acts);
                }
                let place = Place {
                    team: *team,
                    team_name: team_name.clone(),
                    commune: location.id,
                    commune_name: location.name.clone(),
                    province: location.province,
                    province_name: location.province_name.clone(),
                    role: one.role,
                };
                made.push(Made { somebody: one, place, acts });
                number += 1;
            }
        }
        made
    }

    /// Whether this is the elder whose login is printed: the first leader of the first commune.
    fn is_elder(&self, commune: &Commune, number: u64) -> bool {
        let first = self.plan.communes.first();
        number == commune.first_member && first.is_some_and(|one| one.location.id == commune.location.id)
    }

    /// Makes a commune. The officer comes with the first commune of the province.
    pub fn make(&self, at: usize, batch: &mut Batch) -> Result<()> {
        let Some(commune) = self.plan.communes.get(at) else { return Err(StorageError::NotFound) };
        let location = &commune.location;
        let earlier = &self.plan.communes[..at];
        let mut dice = dice(self.plan.seed, "commune ids", location.code.parse().unwrap_or(0));
        let (officer, officer_name) = self.officer(commune);
        if !earlier.iter().any(|one| one.location.province == location.province) {
            let since = start_of_day(self.officers_since());
            let right = (Role::Officer, location.province);
            self.add_staff(batch, (officer, officer_name), right, &[], since, &mut dice)?;
        }
        let (trainer, trainer_name) = self.trainer(commune);
        let since = start_of_day(commune.since - Duration::days(7));
        let held: Vec<Slug> = self.catalogue.modules.iter().map(|module| module.id.clone()).collect();
        let right = (Role::Trainer, location.id);
        self.add_staff(batch, (trainer, trainer_name.clone()), right, &held, since, &mut dice)?;
        let teams = self.villages(commune);
        for (team, name) in &teams {
            batch.add_village(*team, name, &[location.id, location.province, location.nation], commune.since);
        }
        let modules = self.modules(commune);
        let helpers = Helpers { trainer, trainer_name: &trainer_name, officer, notice: &self.notice };
        for Made { somebody, place, acts } in self.members(commune, &teams) {
            let id = somebody.id;
            let name = &somebody.person.full_name;
            let mut life = Life::new(&self.catalogue, &self.programme, id, name, &place);
            let device = somebody.person.device.as_deref();
            live(&mut life, id, device, &acts, &modules, &helpers, &mut dice)?;
            let Somebody { person, body, joined, .. } = somebody;
            let new = NewMember { id, person, place, body, joined };
            batch.add_member(new, life, &mut || id_of(joined, &mut dice))?;
        }
        Ok(())
    }

    fn add_staff(
        &self,
        batch: &mut Batch,
        who: (PersonId, String),
        right: (Role, UnitId),
        held: &[Slug],
        since: Instant,
        dice: &mut Rng,
    ) -> Result<()> {
        let document_date = tungngo_domain::time::day(since);
        let holdings = held.iter().map(|module| NewHolding {
            holder: who.0,
            module: module.clone(),
            reason: "Tập huấn viên đầu tiên của xã, đã dạy lớp mẫu".to_owned(),
            document: "Quyết định mẫu số 00/QĐ-DT".to_owned(),
            document_date,
        });
        let person = NewPerson {
            address_form: spoken_to(&who.1, STAFF_BORN),
            full_name: who.1,
            phone: Some(phone(12 + dice.u64(..80))),
            birth_year: None,
            device: None,
        };
        let new = NewStaff {
            id: who.0,
            person,
            role: right.0,
            unit: right.1,
            by: self.administrator,
            holdings: holdings.collect(),
            since,
        };
        batch.add_staff(new, &mut || id_of(since, dice))
    }
}

/// The elder whose login is printed: in the middle of the first lessons.
fn elder(one: &mut Somebody, acts: &mut Vec<Act>) {
    one.person.full_name = "Nguyễn Văn Hòa".to_owned();
    one.person.birth_year = Some(1957);
    one.person.address_form = AddressForm::Bac;
    one.person.phone = Some(phone(101));
    one.person.device = Some("own".to_owned());
    let first_lessons = |act: &Act| match &act.what {
        Deed::Agree => true,
        Deed::Answer { module: 0, lesson, .. } => *lesson < 2,
        _ => false,
    };
    acts.retain(first_lessons);
}

/// Who else appears in a member's history.
#[derive(Debug, Clone, Copy)]
pub struct Helpers<'a> {
    /// The commune's trainer.
    pub trainer: PersonId,
    /// The trainer's name.
    pub trainer_name: &'a str,
    /// The province's officer.
    pub officer: PersonId,
    /// The notice that is agreed to.
    pub notice: &'a str,
}

/// Who does something at a moment; what is made up came from no signed-in browser.
pub fn doer(person: PersonId, source: Source, now: Instant) -> Doer {
    Doer { person, login: LoginId(Uuid::nil()), source, now }
}

/// Where a member's own acts come from.
pub fn own_source(device: Option<&str>) -> Source {
    if device == Some("shared") { Source::SharedPhone } else { Source::OwnPhone }
}

/// Lives a history through in memory.
fn live(
    life: &mut Life<'_>,
    member: PersonId,
    device: Option<&str>,
    acts: &[Act],
    modules: &[&Module],
    helpers: &Helpers<'_>,
    dice: &mut Rng,
) -> Result<()> {
    let mut open = HashMap::new();
    let mut printed = HashMap::new();
    let mut random = || dice.u8(..);
    for Act { at, what } in acts {
        let own = doer(member, own_source(device), *at);
        let trainer = |source| doer(helpers.trainer, source, *at);
        match what {
            Deed::Agree => life.give_consent(own, helpers.notice)?,
            Deed::Answer { module, lesson, question, wrong, form } => {
                let module = modules[*module];
                let lesson = &module.lessons[*lesson];
                let question = &lesson.questions[*question];
                life.answer_question(own, module, lesson, question, answer(question, *wrong), *form)?;
            }
            Deed::Drill { module, lesson, drill, form } => {
                let module = modules[*module];
                let lesson = &module.lessons[*lesson];
                life.finish_drill(own, module, lesson, &lesson.drills[*drill], *form)?;
            }
            Deed::Open { module, form, seed } => {
                open.insert(*module, life.open_attempt(own, modules[*module], *form, *seed)?);
            }
            Deed::AnswerTest { module, place, wrong, form } => {
                let Some(attempt) = open.get(module) else { continue };
                let module = modules[*module];
                let Some(drawn) = life.drawn(module, *attempt)?.get(usize::from(*place)) else { continue };
                let Some(question) = module.bank_question(&drawn.key) else { continue };
                life.answer_attempt(own, module, *attempt, *place, answer(question, *wrong), *form)?;
            }
            Deed::HandIn { module } => {
                if let Some(attempt) = open.remove(module) {
                    life.close_attempt(own, modules[*module], attempt, &mut random)?;
                }
            }
            Deed::Print { module, form, seed } => {
                let paper = trainer(Source::Paper);
                let sheet = life.print_sheet(paper, modules[*module], *form, *seed, &mut random)?;
                printed.insert(*module, sheet);
            }
            Deed::Key { module, wrong } => {
                let Some(sheet) = printed.remove(module) else { continue };
                let module = modules[*module];
                let drawn = life.drawn(module, life.printed(sheet)?)?;
                let answers: Vec<_> = (0..)
                    .zip(drawn)
                    .map(|(place, one)| Some(answer(module.bank_question(&one.key)?, wrong.contains(&place))))
                    .collect();
                life.key_sheet(trainer(Source::Paper), module, sheet, &answers, &mut random)?;
            }
            Deed::SignOff { module, items, form } => {
                let by = trainer(Source::TrainerPhone);
                life.sign_off(by, helpers.trainer_name, modules[*module], items, *form, &mut random)?;
            }
            Deed::Revoke { module } => {
                life.revoke_certificate(helpers.officer, modules[*module], REVOKE_REASON, *at, &mut random)?;
            }
        }
    }
    Ok(())
}
