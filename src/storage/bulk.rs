//! Writing whole communes at once: what `demo --scale` fills a country with.
//!
//! Owns: [`Batch`], the rows of some communes with their people, and the one transaction that writes them. What a person
//! did is lived through in memory ([`Life`]), by the rules of the domain that the ordinary way uses too, so that the
//! rows are the ones it would have left; a test holds the two against each other. Does not own: who lives where and
//! does what. Nothing here serves a request.

mod figures;
mod issuing;
mod life;
mod rows;
mod writing;

pub use life::Life;

use crate::audit::Entry;
use crate::entity::{
    attempt, attempt_answer, certificate, drill_progress, holding_grant, ledger_event, lesson_progress,
    member_stage, membership, module_progress, paper_sheet, person, question_progress, role_grant, sign_off,
    unit, unit_ancestor,
};
use crate::error::Result;
use crate::ledger::event_row;
use crate::people::{NewPerson, Place, person_row};
use crate::rights::NewHolding;
use crate::units::{ancestor_row, unit_row};
use chrono::NaiveDate;
use std::collections::BTreeSet;
use tungngo_domain::access::Role;
use tungngo_domain::ids::{EventId, PersonId, UnitId};
use tungngo_domain::ledger::{Event, Happening, Source};
use tungngo_domain::time::{Instant, day};
use tungngo_domain::units::UnitKind;
use uuid::Uuid;

/// Where something stands in a batch: when it happened, then the order in which lives were added and lived.
type Moment = (Instant, u32, u32);

/// A member of a team, as the roster has them.
#[derive(Debug, Clone)]
pub struct NewMember {
    /// Who.
    pub id: PersonId,
    /// Name, phone and device.
    pub person: NewPerson,
    /// The team, and the place in it.
    pub place: Place,
    /// The body they come from.
    pub body: Option<String>,
    /// When they were put on the roster.
    pub joined: Instant,
}

/// Somebody with a role over a unit, in no team.
#[derive(Debug, Clone)]
pub struct NewStaff {
    /// Who.
    pub id: PersonId,
    /// Name and phone.
    pub person: NewPerson,
    /// The role.
    pub role: Role,
    /// Over which unit.
    pub unit: UnitId,
    /// Who granted it.
    pub by: PersonId,
    /// The modules they may sign off by an initial grant.
    pub holdings: Vec<NewHolding>,
    /// Since when.
    pub since: Instant,
}

/// Rows of some communes, whole: nothing of these communes' people is in the database yet, and nothing comes later.
#[derive(Debug, Default)]
pub struct Batch {
    lives: u32,
    doors: BTreeSet<String>,
    units: Vec<unit::Model>,
    ancestors: Vec<unit_ancestor::Model>,
    people: Vec<person::Model>,
    memberships: Vec<membership::Model>,
    roles: Vec<role_grant::Model>,
    holdings: Vec<holding_grant::Model>,
    events: Vec<(Moment, ledger_event::Model)>,
    audit: Vec<(Moment, Entry)>,
    questions: Vec<question_progress::Model>,
    lessons: Vec<lesson_progress::Model>,
    drills: Vec<drill_progress::Model>,
    modules: Vec<module_progress::Model>,
    attempts: Vec<attempt::Model>,
    answers: Vec<attempt_answer::Model>,
    sign_offs: Vec<sign_off::Model>,
    sheets: Vec<paper_sheet::Model>,
    certificates: Vec<(Moment, certificate::Model)>,
    stages: Vec<member_stage::Model>,
    communes: BTreeSet<UnitId>,
}

impl Batch {
    /// An empty one. `doors` are the phone numbers that open somebody's door already.
    pub fn new(doors: BTreeSet<String>) -> Self {
        Self { doors, ..Self::default() }
    }

    /// How many events are in it.
    pub fn events(&self) -> usize {
        self.events.len()
    }

    /// How many members of teams are in it.
    pub fn members(&self) -> usize {
        self.memberships.len()
    }

    /// The days on which members in it were certified, as far as that counts.
    pub fn certified_on(&self) -> impl Iterator<Item = NaiveDate> {
        self.stages.iter().filter_map(|row| row.certified_on)
    }

    /// Takes what is in it to be written, and leaves an empty one that knows the same doors.
    pub fn take(&mut self) -> Self {
        let next = Self::new(self.doors.clone());
        std::mem::replace(self, next)
    }

    /// Adds a village below a commune, its province and the nation.
    pub fn add_village(&mut self, id: UnitId, name: &str, above: &[UnitId; 3], since: NaiveDate) {
        self.units.push(unit_row(id.0, Some(above[0].0), UnitKind::Village, None, name, since));
        self.ancestors.push(ancestor_row(id.0, id.0, 0));
        self.ancestors.extend((1..).zip(above).map(|(depth, unit)| ancestor_row(unit.0, id.0, depth)));
    }

    /// Adds somebody with a role, and whatever they may sign off.
    pub fn add_staff(&mut self, new: NewStaff, ids: &mut dyn FnMut() -> Uuid) -> Result<()> {
        let NewStaff { id, person, role, unit, by, holdings, since } = new;
        let moment = self.next_life(since);
        let mut order = 0;
        let mut then = || {
            order += 1;
            (moment.0, moment.1, order)
        };
        let row = self.person(id, person, since);
        self.people.push(row);
        self.roles.push(role_grant::Model {
            id: ids(),
            person_id: id.0,
            role: role.code().to_owned(),
            unit_id: unit.0,
            valid_from: since,
            valid_until: None,
            ended_at: None,
            granted_by: Some(by.0),
            created_at: since,
        });
        let entry = Entry {
            actor: Some(by),
            action: "role-granted",
            target: Some(("person", id.to_string())),
            unit: Some(unit),
            detail: role.code().to_owned(),
            ..Entry::default()
        };
        self.audit.push((then(), entry));
        for new in holdings {
            let grant = ids();
            let event = Event {
                id: EventId(ids()),
                member: id,
                actor: by,
                module: Some(new.module.clone()),
                module_version: None,
                source: Source::Server,
                login: None,
                happened: since,
                clamped: false,
                received: since,
                what: Happening::HoldingGranted { grant },
            };
            let entry = Entry {
                actor: Some(by),
                action: "holding-granted",
                target: Some(("person", id.to_string())),
                detail: new.module.to_string(),
                ..Entry::default()
            };
            let at = then();
            self.events.push((at, event_row(&event, 0)?));
            self.audit.push((at, entry));
            self.holdings.push(holding_grant::Model {
                id: grant,
                person_id: id.0,
                module_id: new.module.to_string(),
                reason: new.reason,
                document: new.document,
                document_date: new.document_date,
                granted_by: Some(by.0),
                created_at: since,
                ended_at: None,
            });
        }
        Ok(())
    }

    /// Adds a member with everything they lived through.
    pub fn add_member(
        &mut self,
        new: NewMember,
        life: Life<'_>,
        ids: &mut dyn FnMut() -> Uuid,
    ) -> Result<()> {
        let NewMember { id, person, place, body, joined } = new;
        let (_, number, _) = self.next_life(joined);
        let mut row = self.person(id, person, joined);
        if let Some((notice, at)) = &life.consent {
            row.consent_notice = Some(notice.clone());
            row.consent_at = Some(*at);
        }
        let stage = figures::stage(&row, &place, day(joined), &life);
        self.people.push(row);
        self.memberships.push(membership::Model {
            id: ids(),
            person_id: id.0,
            team_id: place.team.0,
            role: place.role.code().to_owned(),
            body,
            joined_on: day(joined),
            left_on: None,
            ended_why: None,
        });
        self.communes.insert(place.commune);
        self.stages.push(stage);
        life.leave_rows(self, number)
    }

    fn next_life(&mut self, at: Instant) -> Moment {
        self.lives += 1;
        (at, self.lives, 0)
    }

    /// A phone opens the door of whoever had it first.
    fn person(&mut self, id: PersonId, new: NewPerson, now: Instant) -> person::Model {
        let digits = new.phone.as_ref().map(|phone| phone.digits().to_owned());
        let door = digits.filter(|digits| self.doors.insert(digits.clone()));
        person_row(id.0, new, door, now)
    }
}
