//! What a member does next, and how a house of the lane is lit.
//!
//! Owns: the order in which home proposes things (product.md §5: lessons first, the test is open at any time).
//! Does not own: the words on the button.

use crate::certification::{Missing, Rungs, Standing};
use crate::content::{Lesson, Module};
use crate::ledger::Progress;
use crate::renewal::Again;

/// How a module's house is drawn (design.md §1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum House {
    /// Not begun.
    Dark,
    /// Begun: the door is lit.
    Half,
    /// *Biết*: the windows are lit, waiting to be seen.
    Waiting,
    /// *Làm được*: the whole house.
    Lit,
    /// *Dạy được*: a lantern outside.
    Teaching,
}

/// The house of a module. A house is lit by doing; knowing alone lights the windows.
pub fn house(progress: &Progress, rungs: Rungs) -> House {
    if rungs.teaches.is_some() && rungs.knows.is_some() {
        House::Teaching
    } else if rungs.does.is_some() && rungs.knows.is_some() {
        House::Lit
    } else if rungs.knows.is_some() {
        House::Waiting
    } else if progress.module.started_at.is_some() || !progress.sign_offs.is_empty() {
        House::Half
    } else {
        House::Dark
    }
}

/// The next thing to do in one module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step<'a> {
    /// A lesson to read and answer; from its first unanswered question on if it was begun.
    Lesson(&'a Lesson),
    /// The certifying test; `resume` when an attempt is open.
    Test {
        /// Whether an attempt waits to be gone on with.
        resume: bool,
    },
    /// A trainer has to see the checklist.
    Practice,
    /// The certificate is there.
    Done,
    /// Everything offered is done, but the module cannot be certified yet.
    Nothing,
}

/// The next step: an open attempt first, then lessons in order, then the test, then the practice. Who is certified is
/// asked only for what changed since.
pub fn next_step<'a>(
    module: &'a Module,
    progress: &Progress,
    standing: Standing,
    missing: &[Missing],
    again: &Again,
) -> Step<'a> {
    if progress.attempts.values().any(|attempt| attempt.closed.is_none()) {
        return Step::Test { resume: true };
    }
    if standing.is_certified() {
        if let Some(lesson) = module.lessons.iter().find(|lesson| again.lessons.contains(&lesson.id)) {
            return Step::Lesson(lesson);
        }
        if again.test {
            return Step::Test { resume: false };
        }
        return if again.acts.is_empty() { Step::Done } else { Step::Practice };
    }
    if let Some(lesson) = module.lessons.iter().find(|lesson| !progress.lessons.contains_key(&lesson.id)) {
        return Step::Lesson(lesson);
    }
    match missing.first() {
        Some(Missing::Test) => Step::Test { resume: false },
        Some(Missing::Acts { .. }) => Step::Practice,
        Some(Missing::NotOffered) | None => Step::Nothing,
    }
}

/// The first question of a lesson that was not answered yet, from 1; `None` when all were.
pub fn first_open_question(lesson: &Lesson, progress: &Progress) -> Option<usize> {
    lesson
        .questions
        .iter()
        .position(|question| !progress.questions.contains_key(&question.key))
        .map(|at| at + 1)
}

/// Whether each question of the lesson was answered once, right or not (product.md §5).
pub fn is_finished(lesson: &Lesson, progress: &Progress) -> bool {
    first_open_question(lesson, progress).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::{Html, Skill};
    use crate::ids::{AttemptId, Slug};
    use crate::ledger::AttemptProgress;
    use std::collections::BTreeMap;

    fn slug(text: &str) -> Slug {
        Slug::parse(text).unwrap()
    }

    fn module() -> Module {
        let lesson = |n: u32| Lesson {
            id: slug(&format!("bai-{n}")),
            number: n,
            title: format!("Bài {n}"),
            minutes: 5,
            version: 1,
            change: None,
            body: Html::default(),
            say: None,
            drills_intro: Html::default(),
            drills: vec![],
            audio: None,
            translations: vec![],
            questions: vec![],
        };
        Module {
            id: slug("m"),
            version: String::new(),
            title: String::new(),
            summary: String::new(),
            skill: Skill::ThanhToan,
            order: 1,
            valid_for_months: None,
            review_by: None,
            lessons: vec![lesson(1), lesson(2)],
            banks: vec![],
            test: None,
            practice: None,
            assets: vec![],
        }
    }

    #[test]
    fn lessons_come_first_then_the_test_then_the_practice() {
        let module = module();
        let now = "2026-11-21T00:00:00Z".parse().unwrap();
        let mut progress = Progress::default();
        let all = [Missing::Test, Missing::Acts { left: 1, of: 1 }];
        let step = |progress: &Progress, missing: &[Missing]| match next_step(
            &module,
            progress,
            Standing::NotYet,
            missing,
            &Again::default(),
        ) {
            Step::Lesson(lesson) => lesson.id.to_string(),
            other => format!("{other:?}"),
        };
        assert_eq!(step(&progress, &all), "bai-1");
        progress.lessons.insert(slug("bai-1"), now);
        assert_eq!(step(&progress, &all), "bai-2");
        progress.lessons.insert(slug("bai-2"), now);
        assert_eq!(step(&progress, &all), "Test { resume: false }");
        assert_eq!(step(&progress, &all[1..]), "Practice");
        let open = AttemptProgress {
            module_version: String::new(),
            draw: vec![],
            answers: BTreeMap::new(),
            opened_at: now,
            closed: None,
        };
        progress.attempts.insert(AttemptId(uuid::Uuid::nil()), open);
        assert_eq!(step(&progress, &all), "Test { resume: true }");
    }

    #[test]
    fn a_house_is_lit_by_doing() {
        let now = Some("2026-11-21T00:00:00Z".parse().unwrap());
        let mut progress = Progress::default();
        assert_eq!(house(&progress, Rungs::default()), House::Dark);
        progress.module.started_at = now;
        assert_eq!(house(&progress, Rungs::default()), House::Half);
        assert_eq!(house(&progress, Rungs { knows: now, ..Rungs::default() }), House::Waiting);
        assert_eq!(house(&progress, Rungs { knows: now, does: now, teaches: None }), House::Lit);
        assert_eq!(house(&progress, Rungs { knows: now, does: now, teaches: now }), House::Teaching);
        assert_eq!(house(&progress, Rungs { knows: None, does: now, teaches: None }), House::Half);
    }
}
