//! What changed between two versions of a module, and what kind of change it is, by proof (course-format.md, "Versions").
//!
//! Owns: comparing lessons, questions, practice phones, the test and the acts; the rule that a declaration may be
//! stricter than the proof and never looser. Does not own: when two texts say the same ([`crate::meaning`]), nor what a
//! change asks of whom ([`crate::renewal`]).
//!
//! *Editorial* is proved, not assumed: each meaning-bearing part (ids, right answers, the options' places and number,
//! steps, scenes, practice phones, draws, pass mark, acts) is the same. All else is *material*. A *recall* says that
//! what was taught was wrong; no comparison can know that, so it is only ever declared.

use crate::content::{Accepted, Drill, Lesson, Module, PracticeItem, Question, QuestionKind, Scene};
use crate::folding::fold;
use crate::ids::Slug;
use crate::meaning::{PageChange, markup_says_the_same, page_change, plain, says_the_same, words};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The class of a change, the lightest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// Wording: nothing is asked of anybody.
    Editorial,
    /// The changed part is asked again.
    Material,
    /// What was taught was wrong: the part is asked again, and certificates that rest on it say so.
    Recall,
}

impl Class {
    /// All, the lightest first.
    pub const ALL: [Self; 3] = [Self::Editorial, Self::Material, Self::Recall];

    /// The authored word (`change: material`).
    pub fn word(self) -> &'static str {
        match self {
            Self::Editorial => "editorial",
            Self::Material => "material",
            Self::Recall => "recall",
        }
    }

    /// The same in Vietnamese.
    pub fn title(self) -> &'static str {
        match self {
            Self::Editorial => "sửa lời",
            Self::Material => "đổi nghĩa",
            Self::Recall => "thu hồi",
        }
    }
}

/// What an author declares of a bank's change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declared {
    /// The author's own version number.
    pub version: u32,
    /// The class of the change that led to it.
    pub change: Class,
}

/// A part of a module that is compared by itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Part {
    /// Title, order, how long a certificate lasts.
    Module,
    /// The page of a lesson: its steps and scenes.
    Lesson {
        /// Its id.
        lesson: Slug,
    },
    /// A question of a lesson.
    Question {
        /// The lesson.
        lesson: Slug,
        /// The question.
        question: Slug,
    },
    /// A practice phone.
    Drill {
        /// The lesson.
        lesson: Slug,
        /// The practice phone.
        drill: Slug,
    },
    /// A question of a bank.
    BankQuestion {
        /// The bank.
        bank: Slug,
        /// The question.
        question: Slug,
    },
    /// What a bank's author declares of all of it.
    Bank {
        /// Its id.
        bank: Slug,
    },
    /// The certifying test: what is drawn, and the pass mark.
    Test,
    /// An act of the checklist or the teach-back.
    Act {
        /// Its id.
        act: Slug,
    },
}

/// What proves the class of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Proof {
    /// Every meaning-bearing part is the same.
    Wording,
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// The kind of question is another.
    Kind,
    /// Another answer is right.
    RightAnswer,
    /// An option was added, removed, moved, or says something else.
    Options,
    /// The question or act asks something else.
    Asks,
    /// A step was added, removed, moved, or says something else.
    Steps,
    /// A drawn scene shows something else.
    Scene,
    /// The steps of a practice phone.
    Drill,
    /// What is drawn from which bank.
    Draw,
    /// The pass mark.
    PassMark,
    /// How long a certificate lasts.
    Validity,
    /// The author declares it so.
    Declared,
}

impl Proof {
    /// In Vietnamese, as a short clause.
    pub fn words(self) -> &'static str {
        match self {
            Self::Wording => "chỉ khác lời văn",
            Self::Added => "phần mới",
            Self::Removed => "đã bỏ",
            Self::Kind => "đổi kiểu câu hỏi",
            Self::RightAnswer => "đổi đáp án đúng",
            Self::Options => "đổi các ý để chọn",
            Self::Asks => "đổi điều được hỏi",
            Self::Steps => "đổi các bước",
            Self::Scene => "đổi hình vẽ",
            Self::Drill => "đổi máy tập",
            Self::Draw => "đổi cách rút câu hỏi",
            Self::PassMark => "đổi điểm đạt",
            Self::Validity => "đổi thời hạn giấy",
            Self::Declared => "người soạn khai",
        }
    }
}

/// One part that differs between two versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Which part.
    pub part: Part,
    /// What it is called: a lesson's title, a question, an act.
    pub title: String,
    /// Its class.
    pub class: Class,
    /// Why.
    pub proof: Proof,
}

/// All that differs between two versions of a module.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Difference {
    /// The parts, in the order of the module.
    pub changes: Vec<Change>,
    /// Lessons whose author declared less than what is proved; the proof counts.
    pub too_loose: Vec<Slug>,
}

impl Difference {
    /// The gravest class; `None` where nothing differs.
    pub fn class(&self) -> Option<Class> {
        self.changes.iter().map(|change| change.class).max()
    }

    fn add(&mut self, part: Part, title: &str, found: Option<(Class, Proof)>) {
        if let Some((class, proof)) = found {
            self.changes.push(Change { part, title: title.to_owned(), class, proof });
        }
    }
}

type Found = Option<(Class, Proof)>;

const fn material(proof: Proof) -> Found {
    Some((Class::Material, proof))
}

fn wording(differs: bool) -> Found {
    differs.then_some((Class::Editorial, Proof::Wording))
}

/// Compares two versions of a module.
pub fn difference(old: &Module, new: &Module) -> Difference {
    let mut found = Difference::default();
    let about = |module: &Module| (module.title.clone(), module.summary.clone(), module.skill, module.order);
    let head = if old.valid_for_months == new.valid_for_months {
        wording(about(old) != about(new) || old.review_by != new.review_by)
    } else {
        material(Proof::Validity)
    };
    found.add(Part::Module, &new.title, head);
    each(&old.lessons, &new.lessons, |lesson| &lesson.id, |old, new| lesson(old, new, &mut found));
    banks(old, new, &mut found);
    test(old, new, &mut found);
    let acts = |module: &Module| -> Vec<PracticeItem> {
        let practice = module.practice.iter();
        practice.flat_map(|practice| practice.checklist.iter().chain(&practice.teach_back)).cloned().collect()
    };
    let taught = |module: &Module, key: &Slug| {
        module.practice.iter().flat_map(|practice| &practice.teach_back).any(|item| item.key == *key)
    };
    each(
        &acts(old),
        &acts(new),
        |item| &item.key,
        |a, b| {
            let Some(item) = b.or(a) else { return };
            let change = match (a, b) {
                (Some(a), Some(b)) if taught(old, &a.key) != taught(new, &b.key) => material(Proof::Asks),
                (Some(a), Some(b)) if !says_the_same(&a.act, &b.act) => material(Proof::Asks),
                (a, b) => came_or_went(a, b).or_else(|| wording(a != b)),
            };
            found.add(Part::Act { act: item.key.clone() }, &item.act, change);
        },
    );
    found
}

/// Pairs what has the same id: in the order of the new, then what is gone.
fn each<T>(old: &[T], new: &[T], id: impl Fn(&T) -> &Slug, mut compare: impl FnMut(Option<&T>, Option<&T>)) {
    let before: BTreeMap<&Slug, &T> = old.iter().map(|one| (id(one), one)).collect();
    let after: BTreeMap<&Slug, &T> = new.iter().map(|one| (id(one), one)).collect();
    for one in new {
        compare(before.get(id(one)).copied(), Some(one));
    }
    for one in old.iter().filter(|one| !after.contains_key(id(one))) {
        compare(Some(one), None);
    }
}

fn came_or_went<T>(old: Option<T>, new: Option<T>) -> Found {
    match (old, new) {
        (None, Some(_)) => material(Proof::Added),
        (Some(_), None) => material(Proof::Removed),
        _ => None,
    }
}

fn lesson(old: Option<&Lesson>, new: Option<&Lesson>, found: &mut Difference) {
    let Some(one) = new.or(old) else { return };
    let part = Part::Lesson { lesson: one.id.clone() };
    let (Some(old), Some(new)) = (old, new) else {
        found.add(part, &one.title, came_or_went(old, new));
        return;
    };
    let page = match page_change(&old.body, &new.body) {
        Some(PageChange::Steps) => material(Proof::Steps),
        Some(PageChange::Scenes) => material(Proof::Scene),
        None => {
            let about = |lesson: &Lesson| {
                (lesson.title.clone(), lesson.number, lesson.minutes, lesson.version, lesson.say.clone())
            };
            wording(about(old) != about(new) || old.body != new.body)
        }
    };
    let first = found.changes.len();
    found.add(part.clone(), &new.title, page);
    let lesson_id = || new.id.clone();
    each(
        &old.questions,
        &new.questions,
        |question| &question.key,
        |a, b| {
            let Some(one) = b.or(a) else { return };
            let part = Part::Question { lesson: lesson_id(), question: one.key.clone() };
            found.add(part, &one.stem, question(a, b));
        },
    );
    each(
        &old.drills,
        &new.drills,
        |drill| &drill.key,
        |a, b| {
            let Some(one) = b.or(a) else { return };
            let title = one.steps.first().map_or("", |step| step.task.as_str());
            found.add(Part::Drill { lesson: lesson_id(), drill: one.key.clone() }, title, drill(a, b));
        },
    );
    let proved = found.changes[first..].iter().map(|change| change.class).max();
    let Some(declared) = declared(old, new) else { return };
    if proved.is_some_and(|proved| declared < proved) {
        found.too_loose.push(new.id.clone());
    } else if declared > Class::Editorial && proved.is_none_or(|proved| declared > proved) {
        // Stricter than the proof: the lesson as a whole.
        found.changes.retain(|change| change.part != part);
        let title = new.title.clone();
        found.changes.insert(first, Change { part, title, class: declared, proof: Proof::Declared });
    }
}

/// What the author declares of this change. The word stays in the file when the next change comes, so it counts for
/// the change that raised the version number, or that changed the word.
fn declared(old: &Lesson, new: &Lesson) -> Option<Class> {
    let change = new.change?;
    let newly = match old.change {
        Some(before) => before != change,
        None => change == Class::Recall,
    };
    (new.version != old.version || newly).then_some(change)
}

/// Compares two versions of a question.
pub fn question(old: Option<&Question>, new: Option<&Question>) -> Found {
    let (Some(old), Some(new)) = (old, new) else { return came_or_went(old, new) };
    if old.kind != new.kind {
        return material(Proof::Kind);
    }
    if old.scene.as_ref().map(shown) != new.scene.as_ref().map(shown) {
        return material(Proof::Scene);
    }
    if !says_the_same(&old.stem, &new.stem) || !markup_says_the_same(&old.context, &new.context) {
        return material(Proof::Asks);
    }
    if let Some(found) = options(old, new) {
        return Some(found);
    }
    wording(old != new)
}

fn options(old: &Question, new: &Question) -> Found {
    if old.accepted.as_ref().map(accepts) != new.accepted.as_ref().map(accepts) {
        return material(Proof::RightAnswer);
    }
    if matches!(new.kind, QuestionKind::Number | QuestionKind::Short) {
        // The options are common mistakes: they explain, and decide nothing.
        return None;
    }
    let texts = |question: &Question| -> Vec<Vec<String>> {
        question.options.iter().map(|option| words(&plain(&option.text))).collect()
    };
    let (before, after) = (texts(old), texts(new));
    let right = |question: &Question| -> Vec<Vec<String>> {
        let options = question.options.iter().filter(|option| option.right);
        let mut right: Vec<Vec<String>> = options.map(|option| words(&plain(&option.text))).collect();
        right.sort();
        right
    };
    let belongs =
        |question: &Question| question.options.iter().map(|option| option.target).collect::<Vec<_>>();
    if before.len() == after.len() && (old.right() != new.right() || belongs(old) != belongs(new)) {
        return material(Proof::RightAnswer);
    }
    let mut sorted = (before.clone(), after.clone());
    sorted.0.sort();
    sorted.1.sort();
    if sorted.0 == sorted.1 && right(old) != right(new) {
        return material(Proof::RightAnswer);
    }
    let same =
        |(a, b): (&crate::content::Choice, &crate::content::Choice)| markup_says_the_same(&a.text, &b.text);
    let moved = |before: &[Vec<String>], after: &[Vec<String>]| {
        after.iter().enumerate().any(|(at, text)| before[at] != *text && before.contains(text))
    };
    if before.len() != after.len()
        || !old.options.iter().zip(&new.options).all(same)
        || moved(&before, &after)
    {
        return material(Proof::Options);
    }
    let targets = |question: &Question| -> Vec<Vec<String>> {
        question.targets.iter().map(|target| words(&plain(target))).collect()
    };
    let same = |(a, b): (&crate::content::Html, &crate::content::Html)| markup_says_the_same(a, b);
    if old.targets.len() != new.targets.len()
        || !old.targets.iter().zip(&new.targets).all(same)
        || moved(&targets(old), &targets(new))
    {
        return material(Proof::Options);
    }
    None
}

/// What counts as right, without how it is printed.
fn accepts(accepted: &Accepted) -> (Vec<String>, bool) {
    match accepted {
        Accepted::Number { from, to, unit, .. } => {
            let unit = unit.as_deref().map(fold).unwrap_or_default();
            (vec![from.normalize().to_string(), to.normalize().to_string(), unit], false)
        }
        Accepted::Text { answers, without_marks } => {
            let mut answers: Vec<String> = answers.iter().map(|answer| fold(answer)).collect();
            answers.sort();
            (answers, *without_marks)
        }
    }
}

/// A scene as what it shows: its words, and what stands at which place.
fn shown(scene: &Scene) -> (String, Vec<(Option<u8>, String)>) {
    use crate::content::Piece;
    let line = |text: String| words(&text).join(" ");
    let pieces = scene.pieces.iter().map(|piece| match piece {
        Piece::Markup(markup) => (None, line(plain(markup))),
        Piece::Part { place, label, .. } => (Some(*place), line(plain(label))),
    });
    let frame = format!("{:?}", scene.frame);
    (frame, pieces.filter(|(place, text)| place.is_some() || !text.is_empty()).collect())
}

fn drill(old: Option<&Drill>, new: Option<&Drill>) -> Found {
    let (Some(old), Some(new)) = (old, new) else { return came_or_went(old, new) };
    let same = old.steps.len() == new.steps.len()
        && old.steps.iter().zip(&new.steps).all(|(a, b)| {
            let right =
                |parts: &[crate::content::Choice]| parts.iter().map(|part| part.right).collect::<Vec<_>>();
            says_the_same(&a.task, &b.task)
                && shown(&a.screen) == shown(&b.screen)
                && right(&a.parts) == right(&b.parts)
        });
    if same { wording(old != new) } else { material(Proof::Drill) }
}

fn banks(old: &Module, new: &Module, found: &mut Difference) {
    each(
        &old.banks,
        &new.banks,
        |bank| &bank.id,
        |a, b| {
            let Some(one) = b.or(a) else { return };
            let part = Part::Bank { bank: one.id.clone() };
            let before = a.and_then(|bank| bank.declared);
            let declared = b
                .and_then(|bank| bank.declared)
                .filter(|_| a.is_some() && b.and_then(|b| b.declared) != before);
            match declared.filter(|declared| declared.change > Class::Editorial) {
                Some(declared) => found.add(part, &one.title, Some((declared.change, Proof::Declared))),
                None => {
                    let title = |bank: &crate::content::Bank| bank.title.clone();
                    let change = came_or_went(a, b).or_else(|| wording(a.map(title) != b.map(title)));
                    found.add(part, &one.title, change);
                }
            }
            let questions = |bank: Option<&crate::content::Bank>| bank.map(|bank| bank.questions.clone());
            if let (Some(before), Some(after)) = (questions(a), questions(b)) {
                each(
                    &before,
                    &after,
                    |question| &question.key,
                    |a, b| {
                        let Some(question) = b.or(a) else { return };
                        let part =
                            Part::BankQuestion { bank: one.id.clone(), question: question.key.clone() };
                        found.add(part, &question.stem, self::question(a, b));
                    },
                );
            }
        },
    );
}

fn test(old: &Module, new: &Module, found: &mut Difference) {
    let title = new.test.as_ref().or(old.test.as_ref()).map_or("", |test| test.title.as_str());
    let (Some(a), Some(b)) = (&old.test, &new.test) else {
        found.add(Part::Test, title, came_or_went(old.test.as_ref(), new.test.as_ref()));
        return;
    };
    let draws = |test: &crate::content::CertifyingTest| -> BTreeMap<Slug, u32> {
        test.draws.iter().map(|draw| (draw.bank.clone(), draw.count)).collect()
    };
    let change = if a.pass_percent != b.pass_percent {
        material(Proof::PassMark)
    } else if draws(a) != draws(b) {
        material(Proof::Draw)
    } else {
        wording(a != b)
    };
    found.add(Part::Test, title, change);
}

#[cfg(test)]
mod tests;
