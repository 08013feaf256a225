//! `/modules/{module}/lessons/{lesson}`: one page to read. Opening it records nothing.

use super::help::{ask_href, beside};
use super::{find_lesson, find_module, language, number};
use crate::web::App;
use crate::web::error::WebError;
use crate::web::login::Learner;
use crate::web::messages::message;
use crate::web::page::Page;
use crate::web::view::learner::{LessonPage, Listen, QuestionMark};
use crate::web::view::{Action, Kind, Status, words};
use actix_web::{HttpRequest, web};
use tungngo_domain::content::{Asset, Lesson, Module};
use tungngo_domain::ledger::Progress;
use tungngo_domain::progress::first_open_question;

/// Shows a lesson.
pub async fn show(
    app: web::Data<App>,
    request: HttpRequest,
    learner: Learner,
    path: web::Path<(String, String)>,
) -> Result<Page<LessonPage>, WebError> {
    let in_use = app.courses.now();
    let module = find_module(&in_use.catalogue, learner.province.as_deref(), &path.0)?;
    let chosen = language::chosen(&request);
    let original = find_lesson(module, &path.1)?;
    let lesson = &*original.in_language(chosen);
    let mut progress = app.store.lesson_progress(learner.person.id, &module.id, lesson).await?;
    let again = in_use.renew(&mut progress, module);
    let href = href(module, lesson);
    let questions = (1..)
        .zip(&lesson.questions)
        .map(|(place, question)| {
            let status = match progress.questions.get(&question.key) {
                Some(_) => Status::new(Kind::Ok, message("question-answered", &[])),
                None if again.questions.contains(&question.key) => {
                    Status::new(Kind::Warn, message("question-again", &[]))
                }
                None => Status::new(Kind::Plain, message("question-open", &[])),
            };
            QuestionMark { label: words::question(place), status, href: question_href(&href, place) }
        })
        .collect();
    let several = lesson.drills.len() > 1;
    let drills = (1..)
        .zip(&lesson.drills)
        .map(|(place, drill)| QuestionMark {
            label: if several { words::drill(place) } else { message("drill-name", &[]) },
            status: match progress.drills.contains_key(&drill.key) {
                true => Status::new(Kind::Ok, message("drill-done", &[])),
                false => Status::new(Kind::Plain, message("drill-open", &[])),
            },
            href: drill_href(&href, place, 1),
        })
        .collect();
    let to_questions = next(module, lesson, &progress, &href);
    // The practice phone is offered before the questions, not demanded (product.md §5).
    let to_drill = first_open_question(lesson, &progress)
        .and_then(|_| open_drill(lesson, &progress))
        .map(|place| Action::new(drill_href(&href, place as u64, 1), message("drill-practise", &[])));
    let (next, second) = match to_drill {
        Some(drill) => (drill, Some(to_questions)),
        None => (to_questions, None),
    };
    let (notes, notes_href) = beside(&app, &learner, module, original).await?;
    Ok(Page::new(LessonPage {
        eyebrow: words::lesson_place(number(module), u64::from(lesson.number), module.lessons.len() as u64),
        title: lesson.title.clone(),
        page_title: words::lesson_name(u64::from(lesson.number), &lesson.title),
        body: lesson.body.clone(),
        drills_intro: lesson.drills_intro.clone(),
        drills,
        lang: language::tag(original, chosen),
        languages: language::links(original, chosen, &href),
        listen: lesson.audio.as_ref().map(listen),
        questions,
        finished: first_open_question(lesson, &progress).is_none().then(|| message("lesson-finished", &[])),
        next,
        second,
        notes,
        notes_href,
        help_href: ask_href(&learner, module, Some(original), None),
        back: Action::new(module_href(module), words::back_to_module(number(module))),
    }))
}

/// The recording of a lesson, with what fetching it costs.
fn listen(sound: &Asset) -> Listen {
    let megabytes = words::tenths(u64::from(sound.length).div_ceil(100_000));
    Listen {
        src: ["/media/", &sound.hash].concat(),
        cost: message("listen-cost", &[("megabytes", &megabytes)]),
    }
}

/// The address of a module.
pub fn module_href(module: &Module) -> String {
    ["/modules/", module.id.as_str()].concat()
}

/// The address of a lesson.
pub fn href(module: &Module, lesson: &Lesson) -> String {
    [&module_href(module), "/lessons/", lesson.id.as_str()].concat()
}

/// The address of a lesson's question, from 1.
pub fn question_href(lesson: &str, place: u64) -> String {
    [lesson, "/questions/", &place.to_string()].concat()
}

/// The address of a step of a lesson's practice phone, both from 1.
pub fn drill_href(lesson: &str, place: u64, step: u64) -> String {
    [lesson, "/drills/", &place.to_string(), "/steps/", &step.to_string()].concat()
}

/// The first practice phone that was not tapped through yet, from 1.
fn open_drill(lesson: &Lesson, progress: &Progress) -> Option<usize> {
    let open = lesson.drills.iter().position(|drill| !progress.drills.contains_key(&drill.key));
    open.map(|at| at + 1)
}

/// On to the first open question; when all are answered, to the next lesson, and after the last one back.
pub fn next(module: &Module, lesson: &Lesson, progress: &Progress, href: &str) -> Action {
    if let Some(place) = first_open_question(lesson, progress) {
        let left = lesson.questions.len() + 1 - place;
        return Action::new(question_href(href, place as u64), words::answer_questions(left as u64));
    }
    after(module, lesson)
}

/// What comes after a finished lesson.
pub fn after(module: &Module, lesson: &Lesson) -> Action {
    match module.lessons.iter().find(|other| other.number > lesson.number) {
        Some(next) => Action::new(self::href(module, next), words::see_lesson(u64::from(next.number))),
        None => Action::new(module_href(module), words::back_to_module(number(module))),
    }
}
