//! `/attempts/{id}/result` and `/review`: passed or not yet, why, and what comes next.

use super::attempt::{attempt_href, load};
use super::explaining::explained;
use super::lesson::{href, module_href};
use super::{Stand, lane, number, stands};
use crate::web::App;
use crate::web::error::WebError;
use crate::web::login::{Learner, called};
use crate::web::messages::message;
use crate::web::page::{Page, see_other};
use crate::web::view::learner::{LessonRow, ResultPage, ReviewPage, ReviewedQuestion};
use crate::web::view::{Action, Kind, Status, words};
use actix_web::{HttpRequest, HttpResponse, web};
use tungngo_domain::content::{Bank, Module};
use tungngo_domain::exam::may_begin;
use tungngo_domain::grading::is_right;
use tungngo_domain::ids::AttemptId;
use tungngo_domain::ledger::{AttemptProgress, Closed};
use tungngo_domain::progress::Step;

/// Shows how an attempt ended.
pub async fn show(
    app: web::Data<App>,
    request: HttpRequest,
    learner: Learner,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let (id, attempt, module) = load(&app, &learner, &path).await?;
    let Some(closed) = attempt.closed else { return Ok(see_other(&attempt_href(id))) };
    let in_use = app.courses.now();
    let (stands, _) = stands(&app, &in_use.catalogue, &learner).await?;
    let stand = stands.iter().find(|stand| stand.module.id == module.id);
    let failed = app.store.failed_today(learner.person.id, &module.id, app.now()).await?;
    let may_again = module.test.as_ref().is_some_and(|test| may_begin(test, failed));
    let passed = closed.passed();
    let again = if passed {
        None
    } else {
        Some(message(if may_again { "result-again-now" } else { "result-again-tomorrow" }, &[]))
    };
    let (next, second) = ways_on(&module, stand, passed, may_again);
    Page::new(ResultPage {
        passed,
        eyebrow: message("test-of-module", &[("number", &number(&module).to_string())]),
        heading: if passed {
            words::passed(&called(&learner.person))
        } else {
            words::not_yet(u64::from(closed.needed.saturating_sub(closed.right)))
        },
        numbers: numbers(&closed),
        again,
        rungs: stand.map(Stand::rung_views).unwrap_or_default(),
        lane: lane(&stands),
        lessons: if passed { vec![] } else { to_look_at_again(&module, &attempt, id) },
        missing_heading: stand
            .filter(|stand| passed && !stand.missing.is_empty())
            .map(|_| message("result-missing-heading", &[])),
        missing: stand
            .filter(|_| passed)
            .map(|stand| stand.missing_words().iter().map(|sentence| words::capital(sentence)).collect())
            .unwrap_or_default(),
        next,
        second,
        review_href: [&attempt_href(id), "/review"].concat(),
    })
    .into_response(&request)
}

/// The banks whose questions were not right, worst first; each leads to the answers and their reasons.
fn to_look_at_again(module: &Module, attempt: &AttemptProgress, id: AttemptId) -> Vec<LessonRow> {
    let mut wrong: Vec<(&Bank, u64)> = module
        .banks
        .iter()
        .map(|bank| {
            let missed = (0u16..).zip(&attempt.draw).filter(|(place, drawn)| {
                bank.questions.iter().any(|question| {
                    question.key == drawn.key
                        && !attempt.answers.get(place).is_some_and(|chosen| is_right(question, chosen))
                })
            });
            (bank, missed.count() as u64)
        })
        .filter(|(_, count)| *count > 0)
        .collect();
    wrong.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    (1..)
        .zip(wrong)
        .map(|(number, (bank, count))| LessonRow {
            number,
            title: bank.title.clone(),
            minutes: String::new(),
            status: Status::new(Kind::Plain, message("result-wrong", &[("count", &count.to_string())])),
            href: [&attempt_href(id), "/review"].concat(),
            drill: None,
        })
        .collect()
}

fn numbers(closed: &Closed) -> String {
    words::result_numbers(u64::from(closed.right), u64::from(closed.of), u64::from(closed.needed))
}

fn ways_on(
    module: &Module,
    stand: Option<&Stand<'_>>,
    passed: bool,
    may_again: bool,
) -> (Action, Option<Action>) {
    let root = module_href(module);
    let to_module = Action::new(root.clone(), words::back_to_module(number(module)));
    if passed {
        return match stand.map(Stand::step) {
            Some(Step::Done) => {
                (Action::new("/certificates", message("next-certificate", &[])), Some(to_module))
            }
            Some(Step::Lesson(lesson)) => (
                Action::new(href(module, lesson), words::see_lesson(u64::from(lesson.number))),
                Some(Action::new([root.as_str(), "/practice"].concat(), message("next-practice", &[]))),
            ),
            _ => (
                Action::new([root.as_str(), "/practice"].concat(), message("next-practice", &[])),
                Some(Action::new("/", message("back-home", &[]))),
            ),
        };
    }
    let retry = may_again.then(|| Action::new([root.as_str(), "/test"].concat(), message("test-retry", &[])));
    (to_module, retry)
}

/// Shows every question of a closed attempt with its reasons. Before closing there is nothing to see (Z8).
pub async fn review(
    app: web::Data<App>,
    request: HttpRequest,
    learner: Learner,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let (id, attempt, module) = load(&app, &learner, &path).await?;
    let Some(closed) = attempt.closed else { return Ok(see_other(&attempt_href(id))) };
    let questions = (0u16..)
        .zip(&attempt.draw)
        .filter_map(|(place, drawn)| {
            let question = module.bank_question(&drawn.key)?;
            let chosen = attempt.answers.get(&place);
            Some(ReviewedQuestion {
                label: words::question(u64::from(place) + 1),
                stem: question.stem.clone(),
                context: question.context.clone(),
                right: chosen.is_some_and(|chosen| is_right(question, chosen)),
                unanswered: chosen.is_none(),
                explained: explained(question, chosen, &drawn.order),
                explanation: question.explanation.clone(),
            })
        })
        .collect();
    Page::new(ReviewPage {
        eyebrow: message("test-of-module", &[("number", &number(&module).to_string())]),
        numbers: numbers(&closed),
        questions,
        back: Action::new([&attempt_href(id), "/result"].concat(), message("back-to-result", &[])),
    })
    .into_response(&request)
}
