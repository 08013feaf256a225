//! `…/questions/{number}`: one question of a lesson, and the page that says why.

use super::asking::{AnswerForm, Filled, answer_errors, as_shown, asked};
use super::explaining::explained;
use super::help::ask_href;
use super::lesson::{after, href, question_href};
use super::{find_lesson, find_module, form_id, language, read_form_id};
use crate::web::App;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::login::{Learner, learning_doer};
use crate::web::messages::message;
use crate::web::page::{Page, see_other};
use crate::web::view::learner::{AnswerPage, QuestionPage};
use crate::web::view::quiz::Asked;
use crate::web::view::{Action, FieldError, words};
use actix_web::{HttpRequest, HttpResponse, web};
use tungngo_domain::content::{Lesson, Module, Question};
use tungngo_domain::exam::lesson_order;
use tungngo_domain::grading::AnswerError;

type Place = web::Path<(String, String, usize)>;

fn find<'a>(module: &'a Module, path: &Place) -> Result<(&'a Lesson, &'a Question), WebError> {
    let lesson = find_lesson(module, &path.1)?;
    Ok((lesson, lesson.question(path.2).ok_or(WebError::NotFound)?))
}

/// Shows a question.
pub async fn show(
    app: web::Data<App>,
    request: HttpRequest,
    learner: Learner,
    path: Place,
) -> Result<Page<QuestionPage>, WebError> {
    let in_use = app.courses.now();
    let module = find_module(&in_use.catalogue, learner.province.as_deref(), &path.0)?;
    let spoken = language::chosen(&request);
    let original = find(module, &path)?.0;
    let lesson = &*original.in_language(spoken);
    let question = lesson.question(path.2).ok_or(WebError::NotFound)?;
    let page = page(module, lesson, question, path.2, &Filled::default(), form_id(), vec![]);
    let help_href = ask_href(&learner, module, Some(original), Some(question.key.as_str()));
    Ok(Page::new(QuestionPage { help_href, lang: language::tag(original, spoken), ..page }))
}

/// Records an answer and goes on to the page that explains it.
pub async fn answer(
    app: web::Data<App>,
    request: HttpRequest,
    learner: Learner,
    path: Place,
    form: Form<AnswerForm>,
) -> Result<HttpResponse, WebError> {
    let in_use = app.courses.now();
    let module = find_module(&in_use.catalogue, learner.province.as_deref(), &path.0)?;
    let spoken = language::chosen(&request);
    let original = find(module, &path)?.0;
    let lesson = &*original.in_language(spoken);
    let question = lesson.question(path.2).ok_or(WebError::NotFound)?;
    let form_id = read_form_id(&form.0.form_id)?;
    if form.0.question.as_ref().is_some_and(|shown| *shown != as_shown(question)) {
        return Ok(see_other(&question_href(&href(module, lesson), path.2 as u64)));
    }
    match form.0.read(question, &lesson_order(question)) {
        Ok(choices) => {
            let doer = learning_doer(&learner, app.now());
            app.store.answer_question(doer, module, lesson, question, choices, form_id).await?;
            let place = question_href(&href(module, lesson), path.2 as u64);
            Ok(see_other(&[place.as_str(), "/answer"].concat()))
        }
        Err(AnswerError::NoSuchOption) => Err(WebError::Unreadable),
        Err(error) => {
            let filled = form.0.filled();
            let errors = answer_errors(question, &filled, error);
            let page = page(module, lesson, question, path.2, &filled, form.0.form_id.clone(), errors);
            let help_href = ask_href(&learner, module, Some(original), Some(question.key.as_str()));
            Page::with_errors(QuestionPage { help_href, lang: language::tag(original, spoken), ..page })
                .into_response(&request)
        }
    }
}

/// Shows what the member answered last, and why it was right or not.
pub async fn show_answer(
    app: web::Data<App>,
    request: HttpRequest,
    learner: Learner,
    path: Place,
) -> Result<HttpResponse, WebError> {
    let in_use = app.courses.now();
    let module = find_module(&in_use.catalogue, learner.province.as_deref(), &path.0)?;
    let spoken = language::chosen(&request);
    let original = find(module, &path)?.0;
    let lesson = &*original.in_language(spoken);
    let question = lesson.question(path.2).ok_or(WebError::NotFound)?;
    let mut progress = app.store.lesson_progress(learner.person.id, &module.id, lesson).await?;
    in_use.renew(&mut progress, module);
    let lesson_href = href(module, lesson);
    let here = question_href(&lesson_href, path.2 as u64);
    let Some(given) = progress.questions.get(&question.key) else { return Ok(see_other(&here)) };
    let right = tungngo_domain::grading::is_right(question, &given.last_choices);
    let number = path.2 as u64;
    let next = if lesson.question(path.2 + 1).is_some() {
        Action::new(question_href(&lesson_href, number + 1), message("next-question", &[]))
    } else {
        match tungngo_domain::progress::first_open_question(lesson, &progress) {
            Some(open) => {
                Action::new(question_href(&lesson_href, open as u64), message("next-question", &[]))
            }
            None => after(module, lesson),
        }
    };
    Page::new(AnswerPage {
        page_title: if right { words::answer_title_right(number) } else { words::answer_title_wrong(number) },
        right,
        stem: question.stem.clone(),
        lang: language::tag(original, spoken),
        explained: explained(question, Some(&given.last_choices), &lesson_order(question)),
        explanation: question.explanation.clone(),
        say: lesson.say.clone().filter(|_| right),
        next,
        retry_href: here,
        help_href: ask_href(&learner, module, Some(original), Some(question.key.as_str())),
        lesson_href,
    })
    .into_response(&request)
}

fn page(
    module: &Module,
    lesson: &Lesson,
    question: &Question,
    place: usize,
    filled: &Filled,
    form_id: String,
    errors: Vec<FieldError>,
) -> QuestionPage {
    let (number, total) = (place as u64, lesson.questions.len() as u64);
    let lesson_href = href(module, lesson);
    QuestionPage {
        page_title: words::question_title(number, total, u64::from(lesson.number), &lesson.title),
        q: Asked {
            eyebrow: words::question_place(u64::from(lesson.number), number, total),
            number: u32::try_from(place).unwrap_or(0),
            total: u32::try_from(total).unwrap_or(0),
            hint: question.hint.clone(),
            form_id,
            action: question_href(&lesson_href, number),
            errors,
            ..asked(question, &lesson_order(question), filled)
        },
        lang: None,
        help_href: None,
        back: Action::new(lesson_href, message("back-to-lesson", &[])),
    }
}
