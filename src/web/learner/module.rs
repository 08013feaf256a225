//! `/modules/{module}`: lessons, test, practice, and the one thing to do next.

use super::lesson::drill_href;
use super::{Stand, find_module, number};
use crate::web::App;
use crate::web::error::WebError;
use crate::web::login::Learner;
use crate::web::messages::message;
use crate::web::page::Page;
use crate::web::view::learner::{LessonRow, ModulePage, TaskRow};
use crate::web::view::{Action, House, Kind, Status, words};
use actix_web::web;
use tungngo_domain::content::Skill;
use tungngo_domain::progress::Step;
use tungngo_storage::certificates::SubjectKind;

/// Shows a module.
pub async fn show(
    app: web::Data<App>,
    learner: Learner,
    path: web::Path<String>,
) -> Result<Page<ModulePage>, WebError> {
    let in_use = app.courses.now();
    let module = find_module(&in_use.catalogue, learner.province.as_deref(), &path)?;
    let progress = app.store.progress(learner.person.id, &module.id).await?;
    let certificates = app.store.certificates(learner.person.id).await?;
    let stand = Stand::new(module, progress, &certificates, &app);
    let root = ["/modules/", module.id.as_str()].concat();
    let certificate = certificates
        .iter()
        .rev()
        .find(|one| one.kind == SubjectKind::Module && one.subject == module.id.as_str());
    let all = module.lessons.len() as u64;
    Ok(Page::new(ModulePage {
        eyebrow: words::module_place(number(module)),
        title: module.title.clone(),
        summary: module.summary.clone(),
        count: words::lessons_done(u64::from(stand.progress.module.lessons_finished).min(all), all),
        rungs: stand.rung_views(),
        // Guiding others has no house of its own; the last one stands for it.
        house: module.skill.house().min(Skill::ALL.len()),
        state: stand.house(),
        lessons: module.lessons.iter().map(|lesson| lesson_row(&stand, lesson, &root)).collect(),
        test: module.test.as_ref().map(|test| TaskRow {
            title: test.title.clone(),
            status: test_status(&stand),
            href: [root.as_str(), "/test"].concat(),
        }),
        practice: module.practice.as_ref().map(|practice| TaskRow {
            title: practice.title.clone(),
            status: practice_status(&stand),
            href: [root.as_str(), "/practice"].concat(),
        }),
        certificate_href: certificate.map(|one| ["/certificates/", &one.id.to_string()].concat()),
        next: next(&stand, &root),
    }))
}

fn lesson_row(stand: &Stand<'_>, lesson: &tungngo_domain::content::Lesson, root: &str) -> LessonRow {
    let answered = lesson
        .questions
        .iter()
        .filter(|question| stand.progress.questions.contains_key(&question.key))
        .count();
    let status = if stand.progress.lessons.contains_key(&lesson.id) {
        Status::new(Kind::Ok, message("lesson-done", &[]))
    } else if stand.again.lessons.contains(&lesson.id) {
        Status::new(Kind::Warn, message("lesson-again", &[]))
    } else if answered > 0 {
        let args = [("answered", answered.to_string()), ("of", lesson.questions.len().to_string())];
        Status::new(Kind::Plain, message("lesson-answered", &[("answered", &args[0].1), ("of", &args[1].1)]))
    } else {
        Status::new(Kind::Plain, message("lesson-new", &[]))
    };
    let href = [root, "/lessons/", lesson.id.as_str()].concat();
    let drill = (!lesson.drills.is_empty())
        .then(|| Action::new(drill_href(&href, 1, 1), words::drill_of_lesson(u64::from(lesson.number))));
    LessonRow {
        number: lesson.number,
        title: lesson.title.clone(),
        minutes: words::about_minutes(u64::from(lesson.minutes)),
        status,
        href,
        drill,
    }
}

fn test_status(stand: &Stand<'_>) -> Status {
    if stand.again.test {
        return Status::new(Kind::Warn, message("test-recalled", &[]));
    }
    if let Some(at) = stand.progress.module.knows_at {
        return Status::new(Kind::Ok, words::test_passed_on(tungngo_domain::time::day(at)));
    }
    if stand.progress.attempts.values().any(|attempt| attempt.closed.is_none()) {
        return Status::new(Kind::Warn, message("test-open", &[]));
    }
    if stand.progress.attempts.is_empty() {
        Status::new(Kind::Plain, message("test-new", &[]))
    } else {
        Status::new(Kind::Plain, message("test-again", &[]))
    }
}

fn practice_status(stand: &Stand<'_>) -> Status {
    if stand.rungs.does.is_some() && stand.again.acts.is_empty() {
        return Status::new(Kind::Ok, message("practice-done", &[]));
    }
    let of = stand.module.practice.as_ref().map_or(0, |practice| practice.checklist.len());
    let seen = stand.progress.evidence().sign_offs.len().min(of);
    if seen == 0 && stand.house() != House::Wait {
        Status::new(Kind::Plain, message("practice-new", &[]))
    } else {
        let (seen, of) = (seen.to_string(), of.to_string());
        Status::new(Kind::Warn, message("practice-seen", &[("seen", &seen), ("of", &of)]))
    }
}

fn next(stand: &Stand<'_>, root: &str) -> Option<Action> {
    match stand.step() {
        Step::Lesson(lesson) => Some(Action::new(
            [root, "/lessons/", lesson.id.as_str()].concat(),
            words::see_lesson(u64::from(lesson.number)),
        )),
        Step::Test { resume } => Some(Action::new(
            [root, "/test"].concat(),
            message(if resume { "next-test-resume" } else { "next-test" }, &[]),
        )),
        Step::Practice => Some(Action::new([root, "/practice"].concat(), message("next-practice", &[]))),
        Step::Done => Some(Action::new("/certificates", message("next-certificate", &[]))),
        Step::Nothing => None,
    }
}
