//! What a member did in the months since the commune began: campaign evenings, drop-outs, failed tests, paper, visits.
//!
//! A history is a list of acts in the order of time, as a person would tell it. It says that an answer was wrong, not
//! which; the same acts can be lived in memory or through the ordinary calls.

use super::{chance, form};
use chrono::{Duration, NaiveDate};
use fastrand::Rng;
use std::collections::BTreeSet;
use tungngo_domain::content::{Module, PracticeItem};
use tungngo_domain::grading::needed;
use tungngo_domain::ids::Slug;
use tungngo_domain::people::TeamRole;
use tungngo_domain::time::{Instant, start_of_day};
use uuid::Uuid;

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// When.
    pub at: Instant,
    /// What.
    pub what: Deed,
}

/// What happened. Modules are named by their place among those that the member studies, lessons and questions by theirs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// Agreed to the notice.
    Agree,
    /// Answered a lesson's question.
    Answer {
        /// The module.
        module: usize,
        /// The lesson.
        lesson: usize,
        /// The question.
        question: usize,
        /// Not rightly.
        wrong: bool,
        /// The page's form.
        form: Uuid,
    },
    /// Tapped a practice phone through.
    Drill {
        /// The module.
        module: usize,
        /// The lesson.
        lesson: usize,
        /// The practice phone.
        drill: usize,
        /// The page's form.
        form: Uuid,
    },
    /// Began a test.
    Open {
        /// The module.
        module: usize,
        /// The page's form.
        form: Uuid,
        /// What it is drawn from.
        seed: [u8; 32],
    },
    /// Answered a question of the open test.
    AnswerTest {
        /// The module.
        module: usize,
        /// Its place in the draw.
        place: u16,
        /// Not rightly.
        wrong: bool,
        /// The page's form.
        form: Uuid,
    },
    /// Handed the open test in.
    HandIn {
        /// The module.
        module: usize,
    },
    /// The trainer printed a test.
    Print {
        /// The module.
        module: usize,
        /// The page's form.
        form: Uuid,
        /// What it is drawn from.
        seed: [u8; 32],
    },
    /// The trainer keyed the printed test in.
    Key {
        /// The module.
        module: usize,
        /// The places that were not answered rightly.
        wrong: BTreeSet<u16>,
    },
    /// The trainer saw acts done.
    SignOff {
        /// The module.
        module: usize,
        /// Which acts.
        items: BTreeSet<Slug>,
        /// The page's form.
        form: Uuid,
    },
    /// The province's officer revoked the module's certificate, if there is one.
    Revoke {
        /// The module.
        module: usize,
    },
}

/// What a history depends on besides the dice.
#[derive(Debug, Clone)]
pub struct Learner<'a> {
    /// The day on which the commune began.
    pub since: NaiveDate,
    /// How likely its people are to come along and to stay.
    pub zeal: f64,
    /// How many modules, from the first, make up the members' programme.
    pub programme: usize,
    /// The evenings on which the commune learns together.
    pub evenings: &'a [NaiveDate],
    /// The place in the team.
    pub role: TeamRole,
    /// Year of birth.
    pub born: i32,
    /// Has neither an own nor a shared device.
    pub no_device: bool,
    /// Histories end before this.
    pub until: Instant,
}

/// The evenings on which a commune learns together, until a day.
pub fn evenings(since: NaiveDate, until: NaiveDate, dice: &mut Rng) -> Vec<NaiveDate> {
    let mut evenings = Vec::new();
    let mut day = since + Duration::days(dice.i64(3..10));
    while day < until {
        evenings.push(day);
        day += Duration::days(dice.i64(9..19));
    }
    evenings
}

/// What a member did, from nothing at all to everything.
pub fn history(of: &Learner<'_>, modules: &[&Module], dice: &mut Rng) -> Vec<Act> {
    let age = if of.born < 1960 { 0.82 } else { 1.0 };
    let role = match of.role {
        TeamRole::Leader => 0.9,
        TeamRole::Deputy => 1.0,
        TeamRole::Member => 0.83,
    };
    let device = if of.no_device { 0.6 } else { 1.0 };
    if !chance(dice, (of.zeal * age * role * device).min(0.97)) {
        return Vec::new();
    }
    let steady = chance(dice, (0.85 * of.zeal * age.max(0.9) * role).min(0.95));
    // Who is steady wants the certificate; others go as far as their mood takes them.
    let further = match dice.u8(0..100) {
        0..80 => 0,
        80..92 => 1,
        92..97 => 2,
        _ => 3,
    };
    let wanted = if steady { of.programme + further } else { 1 + further };
    let on_paper = of.no_device || (of.born < 1962 && chance(dice, 0.12));
    let late = dice.f64();
    let begins = of.since + Duration::days((late * late * late * 75.0) as i64);
    let mut told = Telling { of, steady, acts: Vec::new(), day: evening_after(of, begins, dice), dice };
    if !on_paper {
        told.tell(told.evening(0), Deed::Agree);
    }
    for (at, module) in modules.iter().enumerate().take(wanted) {
        if !told.module(at, module, on_paper) {
            break;
        }
    }
    let mut acts = told.acts;
    acts.retain(|act| act.at < of.until);
    acts.sort_by_key(|act| act.at);
    acts
}

/// The common evening that comes soon, or any evening.
fn evening_after(of: &Learner<'_>, day: NaiveDate, dice: &mut Rng) -> NaiveDate {
    let soon = of.evenings.iter().find(|evening| **evening >= day && **evening <= day + Duration::days(6));
    match soon {
        Some(evening) if chance(dice, 0.55) => *evening,
        _ => day + Duration::days(dice.i64(0..4)),
    }
}

struct Telling<'a> {
    of: &'a Learner<'a>,
    /// Seldom gives up.
    steady: bool,
    acts: Vec<Act>,
    day: NaiveDate,
    dice: &'a mut Rng,
}

impl Telling<'_> {
    fn tell(&mut self, at: Instant, what: Deed) {
        self.acts.push(Act { at, what });
    }

    /// Whether the member stays at it, once more: who is steady, and who is not.
    fn goes_on(&mut self, steady: f64, other: f64) -> bool {
        chance(self.dice, if self.steady { steady } else { other })
    }

    /// So many seconds after seven in the evening or later, in Vietnam.
    fn evening(&self, seconds: i64) -> Instant {
        start_of_day(self.day) + Duration::hours(19) + Duration::seconds(seconds)
    }

    fn next_evening(&mut self) {
        let pause = if chance(self.dice, 0.04) { self.dice.i64(15..45) } else { self.dice.i64(1..4) };
        self.day = evening_after(self.of, self.day + Duration::days(pause), self.dice);
    }

    /// Goes through a module; false when the member gave up.
    fn module(&mut self, at: usize, module: &Module, on_paper: bool) -> bool {
        if !on_paper && !chance(self.dice, 0.05) && !self.lessons(at, module) {
            return false;
        }
        let passed = if on_paper { self.paper(at, module) } else { self.test(at, module) };
        let Some(passed) = passed else { return false };
        let after = self.day;
        if passed && self.goes_on(0.96, 0.6) {
            self.practice(at, module);
        }
        self.day = after;
        self.next_evening();
        true
    }

    fn lessons(&mut self, at: usize, module: &Module) -> bool {
        let (mut clock, mut tonight) = (self.dice.i64(0..4_000), self.dice.u8(1..4));
        for (lesson, content) in module.lessons.iter().enumerate() {
            if tonight == 0 {
                self.next_evening();
                (clock, tonight) = (self.dice.i64(0..4_000), self.dice.u8(1..4));
            }
            tonight -= 1;
            clock += 240 + self.dice.i64(0..240);
            for question in 0..content.questions.len() {
                // Wrong answers are explained, and most who gave one try once more.
                let mut wrong = chance(self.dice, 0.24);
                for _ in 0..2 {
                    clock += 20 + self.dice.i64(0..60);
                    let deed = Deed::Answer { module: at, lesson, question, wrong, form: form(self.dice) };
                    self.tell(self.evening(clock), deed);
                    if !wrong || chance(self.dice, 0.3) {
                        break;
                    }
                    wrong = chance(self.dice, 0.15);
                }
            }
            if !content.drills.is_empty() && chance(self.dice, 0.4) {
                clock += 90;
                let drill = self.dice.usize(..content.drills.len());
                let deed = Deed::Drill { module: at, lesson, drill, form: form(self.dice) };
                self.tell(self.evening(clock), deed);
            }
            if !self.goes_on(0.998, 0.955) {
                return false;
            }
        }
        self.next_evening();
        true
    }

    /// Takes tests until one is passed or the member has enough; nothing when one was left open for ever.
    fn test(&mut self, at: usize, module: &Module) -> Option<bool> {
        let test = module.test.as_ref()?;
        let of = u16::try_from(test.questions()).unwrap_or(0);
        let needed = u16::try_from(needed(test.questions(), test.pass_percent)).unwrap_or(of);
        for attempt in 0..4 {
            let mut clock = self.dice.i64(0..5_000);
            let seed = self.seed();
            let deed = Deed::Open { module: at, form: form(self.dice), seed };
            self.tell(self.evening(clock), deed);
            let passes = chance(self.dice, 0.72);
            let wrong = self.wrong(of, needed, passes);
            let left_at = chance(self.dice, 0.02).then(|| self.dice.u16(..of.max(1)));
            for place in 0..left_at.unwrap_or(of) {
                clock += 25 + self.dice.i64(0..70);
                let wrong = wrong.contains(&place);
                let deed = Deed::AnswerTest { module: at, place, wrong, form: form(self.dice) };
                self.tell(self.evening(clock), deed);
            }
            if left_at.is_some() {
                return None;
            }
            self.tell(self.evening(clock + 30), Deed::HandIn { module: at });
            if passes {
                return Some(true);
            }
            if attempt == 3 || !self.goes_on(0.97, 0.7) {
                return Some(false);
            }
            self.next_evening();
        }
        Some(false)
    }

    /// Printed by the trainer in the evening, keyed in on the next morning.
    fn paper(&mut self, at: usize, module: &Module) -> Option<bool> {
        let test = module.test.as_ref()?;
        let of = u16::try_from(test.questions()).unwrap_or(0);
        let needed = u16::try_from(needed(test.questions(), test.pass_percent)).unwrap_or(of);
        let seed = self.seed();
        let clock = self.dice.i64(0..3_000);
        let deed = Deed::Print { module: at, form: form(self.dice), seed };
        self.tell(self.evening(clock), deed);
        // Some sheets never come back.
        if chance(self.dice, 0.03) {
            return None;
        }
        let passes = self.goes_on(0.92, 0.65);
        let wrong = self.wrong(of, needed, passes);
        let morning = self.evening(0) + Duration::hours(13) + Duration::seconds(self.dice.i64(0..9_000));
        self.tell(morning, Deed::Key { module: at, wrong });
        self.day += Duration::days(1);
        Some(passes)
    }

    /// A trainer sees it done: on a common evening or a visit, all at once or in two parts; then taught, now and then.
    fn practice(&mut self, at: usize, module: &Module) {
        let Some(practice) = &module.practice else { return };
        let keys = |items: &[PracticeItem]| items.iter().map(|item| item.key.clone()).collect::<Vec<_>>();
        let acts = keys(&practice.checklist);
        let first = if chance(self.dice, 0.78) { acts.len() } else { self.dice.usize(1..acts.len().max(2)) };
        self.visit(at, acts.iter().take(first));
        if first < acts.len() {
            if !self.goes_on(0.95, 0.5) {
                return;
            }
            self.visit(at, acts.iter().skip(first));
        }
        if chance(self.dice, 0.3) {
            self.visit(at, keys(&practice.teach_back).iter());
        }
        if chance(self.dice, 0.004) {
            let later = self.evening(0) + Duration::days(self.dice.i64(5..40)) - Duration::hours(9);
            self.tell(later, Deed::Revoke { module: at });
        }
    }

    fn visit<'i>(&mut self, at: usize, items: impl Iterator<Item = &'i Slug>) {
        let items: BTreeSet<Slug> = items.cloned().collect();
        self.day += Duration::days(self.dice.i64(2..12));
        self.day = evening_after(self.of, self.day, self.dice);
        let clock = self.dice.i64(0..6_000);
        if !items.is_empty() {
            let deed = Deed::SignOff { module: at, items, form: form(self.dice) };
            self.tell(self.evening(clock), deed);
        }
    }

    fn seed(&mut self) -> [u8; 32] {
        let mut seed = [0; 32];
        self.dice.fill(&mut seed);
        seed
    }

    /// The places of a test that are answered wrongly.
    fn wrong(&mut self, of: u16, needed: u16, passes: bool) -> BTreeSet<u16> {
        let most = of.saturating_sub(needed);
        let count = if passes { self.dice.u16(0..=most) } else { most + self.dice.u16(1..=4) };
        let mut wrong = BTreeSet::new();
        while wrong.len() < usize::from(count.min(of)) {
            wrong.insert(self.dice.u16(..of));
        }
        wrong
    }
}
