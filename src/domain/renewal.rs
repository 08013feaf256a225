//! What of a member's record still counts under the version in use, and what is asked again.
//!
//! Owns: the rule of product.md §3.5, "asks only for the changed part again". Records are never touched: each names the
//! version it was made with, each published version keeps a mark for every part that was ever asked again, and a
//! record counts as long as no later mark stands for its part. Does not own: what a material change is
//! ([`crate::change`]), nor where marks are kept.
//!
//! * A question of a lesson that changed materially, or was added, is asked again; other answers stand.
//! * A page whose steps or scenes changed, or a lesson that is declared so, is asked again with all its questions.
//! * An act that asks something else must be seen again; other sign-offs stand.
//! * A passed test stays passed, unless a bank is declared recalled. Banks, draws and pass mark concern later tests.
//! * Practice phones are offered, not demanded: nothing is asked again.
//! * A certificate never changes. One that rests on what was recalled says so until its holder did the part again.

use crate::change::{Class, Difference, Part, Proof};
use crate::content::Module;
use crate::ids::Slug;
use crate::ledger::{Closed, Progress};
use std::collections::{BTreeMap, BTreeSet};

/// What a record can be asked for again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ask {
    /// A lesson that was finished.
    Lesson(Slug),
    /// A lesson's question that was answered.
    Question(Slug),
    /// An act that was seen.
    Act(Slug),
    /// A test that was passed.
    Test,
}

impl Ask {
    /// How the database writes it: `lesson:ttkm-03`.
    pub fn code(&self) -> String {
        match self {
            Self::Lesson(id) => ["lesson:", id.as_str()].concat(),
            Self::Question(id) => ["question:", id.as_str()].concat(),
            Self::Act(id) => ["act:", id.as_str()].concat(),
            Self::Test => "test:".to_owned(),
        }
    }

    /// Reads [`Self::code`].
    pub fn from_code(code: &str) -> Option<Self> {
        let (kind, id) = code.split_once(':')?;
        match kind {
            "lesson" => Slug::parse(id).ok().map(Self::Lesson),
            "question" => Slug::parse(id).ok().map(Self::Question),
            "act" => Slug::parse(id).ok().map(Self::Act),
            "test" if id.is_empty() => Some(Self::Test),
            _ => None,
        }
    }
}

/// What a change asks again, with its class; nothing for what is editorial.
pub fn asked_again(difference: &Difference, new: &Module) -> BTreeMap<Ask, Class> {
    let mut asked: BTreeMap<Ask, Class> = BTreeMap::new();
    let mut ask = |what: Ask, class: Class| {
        let entry = asked.entry(what).or_insert(class);
        *entry = class.max(*entry);
    };
    for change in difference.changes.iter().filter(|change| change.class > Class::Editorial) {
        let class = change.class;
        match &change.part {
            // A new lesson was finished by nobody; one that is gone is asked of nobody.
            Part::Lesson { lesson } if !matches!(change.proof, Proof::Added | Proof::Removed) => {
                ask(Ask::Lesson(lesson.clone()), class);
                for question in new.lesson(lesson).into_iter().flat_map(|lesson| &lesson.questions) {
                    ask(Ask::Question(question.key.clone()), class);
                }
            }
            Part::Question { lesson, question } if change.proof != Proof::Removed => {
                ask(Ask::Lesson(lesson.clone()), class);
                ask(Ask::Question(question.clone()), class);
            }
            Part::Act { act } if !matches!(change.proof, Proof::Added | Proof::Removed) => {
                ask(Ask::Act(act.clone()), class);
            }
            Part::Bank { .. } if class == Class::Recall => ask(Ask::Test, class),
            _ => {}
        }
    }
    asked
}

/// When a part was last asked again: numbers of publications, 0 for never.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mark {
    /// By a material change or a recall.
    pub asked: i64,
    /// By a recall.
    pub recalled: i64,
}

/// The marks of one version.
pub type Marks = BTreeMap<Ask, Mark>;

/// The marks of a new version: those of the version it replaces, and `publication` on all that is asked again.
pub fn marks_after(before: &Marks, asked: &BTreeMap<Ask, Class>, publication: i64) -> Marks {
    let mut marks = before.clone();
    for (what, class) in asked {
        let mark = marks.entry(what.clone()).or_default();
        mark.asked = publication;
        if *class == Class::Recall {
            mark.recalled = publication;
        }
    }
    marks
}

/// The marks of every published version of a module.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ModuleMarks {
    /// By version; a version without marks has none.
    pub versions: BTreeMap<String, Marks>,
}

impl ModuleMarks {
    /// The mark of a part in a version.
    pub fn mark(&self, version: &str, what: &Ask) -> Mark {
        self.versions.get(version).and_then(|marks| marks.get(what)).copied().unwrap_or_default()
    }

    /// Whether a part that was recorded with one version is asked again in another.
    pub fn is_asked_again(&self, what: &Ask, recorded: &str, now: &str) -> bool {
        recorded != now && self.mark(now, what).asked > self.mark(recorded, what).asked
    }

    /// Whether a part was recalled since the version it was recorded with.
    pub fn is_recalled(&self, what: &Ask, recorded: &str, now: &str) -> bool {
        recorded != now && self.mark(now, what).recalled > self.mark(recorded, what).recalled
    }
}

/// What a member has to do again in one module.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Again {
    /// Finished lessons that have a new part.
    pub lessons: BTreeSet<Slug>,
    /// Answered questions that ask something else now.
    pub questions: BTreeSet<Slug>,
    /// Acts that must be seen again.
    pub acts: BTreeSet<Slug>,
    /// The test.
    pub test: bool,
}

impl Again {
    /// Nothing at all.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Leaves of a record only what counts under the module as it is now, and tells what is asked again.
///
/// The result is a view: rungs and counts follow what is left. What is stored stays as it was.
pub fn renew(progress: &mut Progress, module: &Module, marks: &ModuleMarks) -> Again {
    let now = module.version.as_str();
    let mut again = Again::default();
    progress.questions.retain(|key, question| {
        let asked = marks.is_asked_again(&Ask::Question(key.clone()), &question.version, now);
        if asked {
            again.questions.insert(key.clone());
        }
        !asked
    });
    let finished_in = &progress.finished_in;
    progress.lessons.retain(|id, _| {
        let recorded = finished_in.get(id).map_or("", String::as_str);
        let asked =
            module.lesson(id).is_some() && marks.is_asked_again(&Ask::Lesson(id.clone()), recorded, now);
        if asked {
            again.lessons.insert(id.clone());
        }
        !asked
    });
    let asked = u32::try_from(again.lessons.len()).unwrap_or(u32::MAX);
    progress.module.lessons_finished = progress.module.lessons_finished.saturating_sub(asked);
    progress.sign_offs.retain(|_, signed| {
        let asked = marks.is_asked_again(&Ask::Act(signed.item.clone()), &signed.version, now);
        if asked && signed.revoked_at.is_none() {
            again.acts.insert(signed.item.clone());
        }
        !asked
    });
    for signed in progress.sign_offs.values().filter(|signed| signed.revoked_at.is_none()) {
        again.acts.remove(&signed.item);
    }
    let passed = |closed: &Option<Closed>| closed.as_ref().is_some_and(Closed::passed);
    progress.attempts.retain(|_, attempt| {
        let asked = passed(&attempt.closed) && marks.is_asked_again(&Ask::Test, &attempt.module_version, now);
        again.test |= asked;
        !asked
    });
    if progress.attempts.values().any(|attempt| passed(&attempt.closed)) {
        again.test = false;
    }
    if again.test {
        progress.module.knows_at = None;
    }
    if let Some(practice) = &module.practice {
        again
            .acts
            .retain(|act| practice.checklist.iter().chain(&practice.teach_back).any(|item| item.key == *act));
        if practice.checklist.iter().any(|item| again.acts.contains(&item.key)) {
            (progress.module.does_at, progress.module.teaches_at) = (None, None);
        }
        if practice.teach_back.iter().any(|item| again.acts.contains(&item.key)) {
            progress.module.teaches_at = None;
        }
    }
    again
}

/// The recalled parts that a certificate of `version` rests on and its holder has not done again: titles of lessons,
/// and whether the test is among them. `progress` is the holder's whole record in the module.
pub fn recalled_parts<'a>(
    progress: &Progress,
    module: &'a Module,
    marks: &ModuleMarks,
    version: &str,
) -> (Vec<&'a str>, bool) {
    let now = module.version.as_str();
    let lessons = module.lessons.iter().filter(|lesson| {
        let what = Ask::Lesson(lesson.id.clone());
        let since = progress.finished_in.get(&lesson.id);
        marks.is_recalled(&what, version, now)
            && since.is_none_or(|since| marks.is_recalled(&what, since, now))
    });
    let passed_since = progress.attempts.values().any(|attempt| {
        attempt.closed.as_ref().is_some_and(Closed::passed)
            && !marks.is_recalled(&Ask::Test, &attempt.module_version, now)
    });
    let test = marks.is_recalled(&Ask::Test, version, now) && !passed_since;
    (lessons.map(|lesson| lesson.title.as_str()).collect(), test)
}
