//! The certifying test: begun at any time, resumable for months, answered one question a page, marked on the server.
//!
//! An attempt goes on in the content version it was drawn from; its key never leaves the server (Z8).

use super::asking::{AnswerForm, Filled, answer_errors, asked};
use super::lesson::module_href;
use super::{find_module, form_id, number, read_form_id};
use crate::web::App;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::login::{Learner, learning_doer};
use crate::web::messages::message;
use crate::web::page::{Page, see_other};
use crate::web::secrets::{random_byte, random_bytes};
use crate::web::trainer::papers::grouped;
use crate::web::view::learner::{AttemptOverviewPage, AttemptQuestionPage, QuestionMark, TestIntroPage};
use crate::web::view::quiz::Asked;
use crate::web::view::{Action, FieldError, Kind, Status, words};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use std::sync::Arc;
use tungngo_domain::content::Module;
use tungngo_domain::grading::{AnswerError, needed};
use tungngo_domain::ids::AttemptId;
use tungngo_domain::ledger::AttemptProgress;
use tungngo_storage::StorageError;

/// The hidden id alone.
#[derive(Debug, Deserialize)]
pub struct Hidden {
    /// It.
    #[serde(default)]
    pub form_id: String,
}

/// Shows what the test asks, before it begins.
pub async fn show_intro(
    app: web::Data<App>,
    learner: Learner,
    path: web::Path<String>,
) -> Result<Page<TestIntroPage>, WebError> {
    let in_use = app.courses.now();
    let module = find_module(&in_use.catalogue, learner.province.as_deref(), &path)?;
    let test = module.test.as_ref().ok_or(WebError::NotFound)?;
    let progress = app.store.progress(learner.person.id, &module.id).await?;
    let failed = app.store.failed_today(learner.person.id, &module.id, app.now()).await?;
    let open = progress.attempts.iter().find(|(_, attempt)| attempt.closed.is_none());
    let left = test.tries_a_day.saturating_sub(failed);
    let sheet = match open {
        Some((id, _)) => app.store.sheet_code(*id).await?,
        None => None,
    };
    let of = test.questions();
    Ok(Page::new(TestIntroPage {
        eyebrow: words::module_place(number(module)),
        title: test.title.clone(),
        intro: test.intro.clone(),
        questions: words::test_questions(u64::from(of)),
        needed: words::test_needed(u64::from(needed(of, test.pass_percent))),
        tries: words::tries_left(u64::from(left)),
        resume: open.map(|(id, attempt)| {
            let first = first_open(attempt).unwrap_or(1);
            Action::new(question_href(*id, first), message("next-test-resume", &[]))
        }),
        paper: sheet.map(|code| message("test-on-paper", &[("code", &grouped(&code))])),
        blocked: (open.is_none() && left == 0).then(|| words::tries_used(u64::from(failed))),
        help_href: super::help::ask_href(&learner, module, None, None),
        action: [&module_href(module), "/attempts"].concat(),
        form_id: form_id(),
        back: Action::new(module_href(module), words::back_to_module(number(module))),
    }))
}

/// Draws a test, or goes back to the open one.
pub async fn open(
    app: web::Data<App>,
    learner: Learner,
    path: web::Path<String>,
    form: Form<Hidden>,
) -> Result<HttpResponse, WebError> {
    let in_use = app.courses.now();
    let module = find_module(&in_use.catalogue, learner.province.as_deref(), &path)?;
    let form_id = read_form_id(&form.0.form_id)?;
    let doer = learning_doer(&learner, app.now());
    match app.store.open_attempt(doer, module, form_id, random_bytes()).await {
        Ok(attempt) => {
            let (_, progress) = app.store.attempt(learner.person.id, attempt).await?;
            Ok(see_other(&match (progress.closed, first_open(&progress)) {
                (Some(_), _) => result_href(attempt),
                (None, Some(place)) => question_href(attempt, place),
                (None, None) => attempt_href(attempt),
            }))
        }
        // The page before says so.
        Err(StorageError::TriesUsedUp) => Ok(see_other(&[&module_href(module), "/test"].concat())),
        Err(error) => Err(error.into()),
    }
}

/// An attempt of the member with the content it was drawn from.
pub async fn load(
    app: &App,
    learner: &Learner,
    id: &str,
) -> Result<(AttemptId, AttemptProgress, Arc<Module>), WebError> {
    let id: AttemptId = id.parse().map_err(|_| WebError::NotFound)?;
    let (module, attempt) = app.store.attempt(learner.person.id, id).await?;
    let module = app.courses.version(&app.store, &module, &attempt.module_version).await?;
    Ok((id, attempt, module))
}

/// The first question without an answer, from 1.
fn first_open(attempt: &AttemptProgress) -> Option<usize> {
    (0u16..).zip(&attempt.draw).position(|(place, _)| !attempt.answers.contains_key(&place)).map(|at| at + 1)
}

/// The address of an attempt.
pub fn attempt_href(id: AttemptId) -> String {
    ["/attempts/", &id.to_string()].concat()
}

fn question_href(id: AttemptId, place: usize) -> String {
    [&attempt_href(id), "/questions/", &place.to_string()].concat()
}

fn result_href(id: AttemptId) -> String {
    [&attempt_href(id), "/result"].concat()
}

/// Shows a question of an open attempt, with the choice made before.
pub async fn show_question(
    app: web::Data<App>,
    request: HttpRequest,
    learner: Learner,
    path: web::Path<(String, usize)>,
) -> Result<HttpResponse, WebError> {
    let (id, attempt, module) = load(&app, &learner, &path.0).await?;
    if attempt.closed.is_some() {
        return Ok(see_other(&result_href(id)));
    }
    let page = question_page(id, &attempt, &module, path.1, None)?;
    Page::new(page).into_response(&request)
}

/// Keeps an answer and goes on to the next open question, or to the overview.
pub async fn answer(
    app: web::Data<App>,
    request: HttpRequest,
    learner: Learner,
    path: web::Path<(String, usize)>,
    form: Form<AnswerForm>,
) -> Result<HttpResponse, WebError> {
    let (id, mut attempt, module) = load(&app, &learner, &path.0).await?;
    if attempt.closed.is_some() {
        return Ok(see_other(&result_href(id)));
    }
    let place = path.1.checked_sub(1).and_then(|at| u16::try_from(at).ok()).ok_or(WebError::NotFound)?;
    let drawn = attempt.draw.get(usize::from(place)).ok_or(WebError::NotFound)?;
    let question = module.bank_question(&drawn.key).ok_or(WebError::NotFound)?;
    let form_id = read_form_id(&form.0.form_id)?;
    match form.0.read(question, &drawn.order) {
        Ok(choices) => {
            let doer = learning_doer(&learner, app.now());
            match app.store.answer_attempt(doer, &module, id, place, choices.clone(), form_id).await {
                Ok(()) => {}
                // Closed in another tab meanwhile.
                Err(StorageError::Refused(_)) => return Ok(see_other(&result_href(id))),
                Err(error) => return Err(error.into()),
            }
            attempt.answers.insert(place, choices);
            let later = (usize::from(place) + 1..attempt.draw.len())
                .find(|at| !attempt.answers.contains_key(&u16::try_from(*at).unwrap_or(u16::MAX)));
            Ok(see_other(&match later {
                Some(at) => question_href(id, at + 1),
                None => attempt_href(id),
            }))
        }
        Err(AnswerError::NoSuchOption) => Err(WebError::Unreadable),
        Err(error) => {
            let filled = form.0.filled();
            let errors = answer_errors(question, &filled, error);
            let again = (form.0.form_id.clone(), filled, errors);
            let page = question_page(id, &attempt, &module, path.1, Some(again))?;
            Page::with_errors(page).into_response(&request)
        }
    }
}

/// `again` is a form that could not be taken: its hidden id, what was filled in, and what was wrong.
fn question_page(
    id: AttemptId,
    attempt: &AttemptProgress,
    module: &Module,
    place: usize,
    again: Option<(String, Filled, Vec<FieldError>)>,
) -> Result<AttemptQuestionPage, WebError> {
    let at = place.checked_sub(1).ok_or(WebError::NotFound)?;
    let drawn = attempt.draw.get(at).ok_or(WebError::NotFound)?;
    let question = module.bank_question(&drawn.key).ok_or(WebError::NotFound)?;
    let (number, total) = (place as u64, attempt.draw.len() as u64);
    let kept = u16::try_from(at).ok().and_then(|at| attempt.answers.get(&at));
    let (form_id, filled, errors) = again.unwrap_or_else(|| {
        let filled = kept.map(|kept| Filled::with(question, &drawn.order, kept)).unwrap_or_default();
        (form_id(), filled, vec![])
    });
    Ok(AttemptQuestionPage {
        page_title: words::attempt_title(number, total, &module.title),
        q: Asked {
            eyebrow: words::attempt_place(number, total),
            number: u32::try_from(place).unwrap_or(0),
            total: u32::try_from(total).unwrap_or(0),
            form_id,
            action: question_href(id, place),
            errors,
            ..asked(question, &drawn.order, &filled)
        },
        saved: kept.is_some(),
        previous_href: (place > 1).then(|| question_href(id, place - 1)),
        skip_href: (place < attempt.draw.len()).then(|| question_href(id, place + 1)),
        overview_href: attempt_href(id),
    })
}

/// Shows what is answered, before handing in.
pub async fn show_overview(
    app: web::Data<App>,
    request: HttpRequest,
    learner: Learner,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let (id, attempt, module) = load(&app, &learner, &path).await?;
    if attempt.closed.is_some() {
        return Ok(see_other(&result_href(id)));
    }
    let questions = (1u64..)
        .zip(&attempt.draw)
        .map(|(place, _)| {
            let answered = u16::try_from(place - 1).is_ok_and(|at| attempt.answers.contains_key(&at));
            QuestionMark {
                label: words::question(place),
                status: if answered {
                    Status::new(Kind::Ok, message("question-answered", &[]))
                } else {
                    Status::new(Kind::Plain, message("question-open", &[]))
                },
                href: question_href(id, usize::try_from(place).unwrap_or(1)),
            }
        })
        .collect();
    let open = attempt.draw.len() - attempt.answers.len().min(attempt.draw.len());
    Page::new(AttemptOverviewPage {
        eyebrow: message("test-of-module", &[("number", &number(&module).to_string())]),
        questions,
        unanswered: (open > 0).then(|| words::unanswered(open as u64)),
        next: first_open(&attempt)
            .map(|place| Action::new(question_href(id, place), message("go-on-answering", &[]))),
        action: [&attempt_href(id), "/closing"].concat(),
        form_id: form_id(),
        back: Action::new(module_href(&module), words::back_to_module(number(&module))),
    })
    .into_response(&request)
}

/// Hands in: marked here, once.
pub async fn close(
    app: web::Data<App>,
    learner: Learner,
    path: web::Path<String>,
    _form: Form<Hidden>,
) -> Result<HttpResponse, WebError> {
    let (id, attempt, module) = load(&app, &learner, &path).await?;
    if attempt.closed.is_none() {
        let in_use = app.courses.now();
        let doer = learning_doer(&learner, app.now());
        app.store.close_attempt(doer, &in_use.catalogue, &module, id, &mut random_byte).await?;
    }
    Ok(see_other(&result_href(id)))
}
