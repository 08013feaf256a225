//! What trainers and officers do with a request for help: answer, take back, pass on, hand back, put beside the lesson.
//!
//! Every form carries how many steps its page knew: where somebody else took one since, nothing is done and the page
//! comes back with what was typed.

use super::help::{Helper, Typed, crumbs, find, href, page};
use crate::web::App;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::learner::help::too_long;
use crate::web::learner::{form_id, read_form_id};
use crate::web::messages::message;
use crate::web::page::{Page, see_other, see_other_done};
use crate::web::view::help::HelpPublicationPage;
use crate::web::view::{Action, FieldError};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use tungngo_domain::help::{
    ANSWER_MAX_CHARS, SHOWN_ANSWER_MAX_CHARS, SHOWN_QUESTION_MAX_CHARS, TEXT_MAX_CHARS, Trace, clean_text,
    names, trace_in_question,
};
use tungngo_domain::people::clean_line;
use tungngo_domain::units::in_sentence;
use tungngo_storage::help::HelpRequest;
use tungngo_storage::help_desk::{Act, Acted, Desk};
use uuid::Uuid;

/// Every form on a request: each has some of the fields.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct ActForm {
    #[serde(default)]
    answer: String,
    #[serde(default)]
    question: String,
    #[serde(default)]
    note: String,
    #[serde(default)]
    publish: String,
    #[serde(default)]
    seen: String,
    #[serde(default)]
    form_id: String,
}

impl ActForm {
    fn desk<'a, H: Helper>(&self, helper: &'a H, request: Uuid) -> Result<Desk<'a>, WebError> {
        Ok(Desk {
            scope: &helper.scope,
            request,
            seen: self.seen.parse().map_err(|_| WebError::Unreadable)?,
            form: read_form_id(&self.form_id)?,
        })
    }
}

/// Said where somebody else was faster; the link leads to what was done.
fn meanwhile() -> FieldError {
    FieldError::new("lich-su", message("help-meanwhile", &[]))
}

/// Does an act, or shows the page again with what was typed.
async fn act<H: Helper>(
    app: &App,
    request: &HttpRequest,
    helper: &H,
    one: HelpRequest,
    (form, act): (ActForm, Act<'_>),
    then: HttpResponse,
) -> Result<HttpResponse, WebError> {
    let (field, text, max) = match &act {
        Act::Answer(text) => ("answer", *text, ANSWER_MAX_CHARS),
        Act::Pass(text) | Act::HandBack(text) => ("note", *text, TEXT_MAX_CHARS),
        Act::Withdraw => ("answer", "", ANSWER_MAX_CHARS),
    };
    let desk = form.desk(helper, one.id)?;
    let mut errors: Vec<FieldError> =
        too_long(text, max).map(|said| FieldError::new(field, said)).into_iter().collect();
    if matches!(act, Act::Answer("")) {
        errors.push(FieldError::new("answer", message("help-answer-missing", &[])));
    }
    let answered = matches!(act, Act::Answer(_));
    let id = one.id.to_string();
    if errors.is_empty() {
        match app.store.act_on_help(desk, act, app.now()).await? {
            Acted::Done => return Ok(then),
            Acted::Meanwhile => errors.push(meanwhile()),
        }
    }
    let typed = Typed {
        answer: answered.then_some(form.answer),
        note: form.note,
        form_id: Some(form.form_id),
        errors,
    };
    let fresh = find(app, helper, &id).await?;
    Page::with_errors(page(app, helper, fresh, typed).await?).into_response(request)
}

/// Answers, or corrects the answer; where the tick is set, wording what stands beside the lesson follows.
pub async fn answer<H: Helper>(
    app: web::Data<App>,
    request: HttpRequest,
    helper: H,
    path: web::Path<String>,
    form: Form<ActForm>,
) -> Result<HttpResponse, WebError> {
    let one = find(&app, &helper, &path).await?;
    let Form(form) = form;
    let here = href::<H>(one.id);
    let then = if form.publish.is_empty() || one.place.lesson.is_none() {
        see_other_done(&here, "help-answered")
    } else {
        see_other_done(&[&here, "/publication"].concat(), "help-answered")
    };
    let text = clean_text(&form.answer);
    act(&app, &request, &helper, one, (form, Act::Answer(&text)), then).await
}

/// Takes the answer back.
pub async fn withdraw<H: Helper>(
    app: web::Data<App>,
    request: HttpRequest,
    helper: H,
    path: web::Path<String>,
    form: Form<ActForm>,
) -> Result<HttpResponse, WebError> {
    let one = find(&app, &helper, &path).await?;
    let then = see_other_done(&href::<H>(one.id), "help-withdrawn");
    act(&app, &request, &helper, one, (form.0, Act::Withdraw), then).await
}

/// Passes a request on to the province.
pub async fn pass<H: Helper>(
    app: web::Data<App>,
    request: HttpRequest,
    helper: H,
    path: web::Path<String>,
    form: Form<ActForm>,
) -> Result<HttpResponse, WebError> {
    let one = find(&app, &helper, &path).await?;
    let then = see_other_done(&href::<H>(one.id), "help-passed");
    let note = clean_text(&form.0.note);
    act(&app, &request, &helper, one, (form.0, Act::Pass(&note)), then).await
}

/// Gives a request back to the trainer.
pub async fn hand_back<H: Helper>(
    app: web::Data<App>,
    request: HttpRequest,
    helper: H,
    path: web::Path<String>,
    form: Form<ActForm>,
) -> Result<HttpResponse, WebError> {
    let one = find(&app, &helper, &path).await?;
    // It is the trainer's again, and no page of this role.
    let then = see_other_done(H::ROOT, "help-handed-back");
    let note = clean_text(&form.0.note);
    act(&app, &request, &helper, one, (form.0, Act::HandBack(&note)), then).await
}

async fn publication_page<H: Helper>(
    app: &App,
    helper: &H,
    one: HelpRequest,
    typed: Option<ActForm>,
    errors: Vec<FieldError>,
) -> Result<HelpPublicationPage, WebError> {
    let unit = app.store.help_audience(&helper.scope, one.id).await?;
    let standing = app.store.notes_of_help(&helper.scope, one.id).await?;
    let own = standing.iter().find(|note| note.unit == unit.id);
    let (question, answer, form) = match (typed, own) {
        (Some(form), _) => (form.question, form.answer, Some(form.form_id)),
        (None, Some(note)) => (note.question.clone(), note.answer.clone(), None),
        // What the learner wrote is a beginning; whoever publishes words it for all.
        (None, None) => (one.text.replace('\n', " "), one.answer.clone().unwrap_or_default(), None),
    };
    let here = href::<H>(one.id);
    let mut crumbs = crumbs::<H>();
    crumbs.push(Action::new(here.as_str(), one.member_name.as_str()));
    Ok(HelpPublicationPage {
        crumbs,
        place: one.place.title,
        for_whom: message("help-for-whom", &[("unit", &in_sentence(&unit.name))]),
        action: [&here, "/publication"].concat(),
        form_id: form.unwrap_or_else(form_id),
        seen: one.steps.to_string(),
        question,
        answer,
        standing: !standing.is_empty(),
        errors,
        back: Action::new(here, message("help-back", &[])),
    })
}

/// Shows what would stand beside the lesson.
pub async fn show_publication<H: Helper>(
    app: web::Data<App>,
    request: HttpRequest,
    helper: H,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let one = find(&app, &helper, &path).await?;
    if one.place.lesson.is_none() || one.answer.is_none() {
        return Ok(see_other(&href::<H>(one.id)));
    }
    Page::new(publication_page(&app, &helper, one, None, vec![]).await?).into_response(&request)
}

/// What is wrong with a question or answer meant for all.
fn wrong_words(question: &str, answer: &str, asker: &str) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let mut wrong = |field: &str, said: String| errors.push(FieldError::new(field, said));
    if question.is_empty() {
        wrong("question", message("help-question-missing", &[]));
    }
    match trace_in_question(question, asker) {
        Some(Trace::Name) => wrong("question", message("help-trace-name", &[])),
        Some(Trace::Number) => wrong("question", message("help-trace-number", &[])),
        None => {}
    }
    if let Some(said) = too_long(question, SHOWN_QUESTION_MAX_CHARS) {
        wrong("question", said);
    }
    if answer.is_empty() {
        wrong("answer", message("help-answer-missing", &[]));
    }
    if names(answer, asker) {
        wrong("answer", message("help-trace-name", &[]));
    }
    if let Some(said) = too_long(answer, SHOWN_ANSWER_MAX_CHARS) {
        wrong("answer", said);
    }
    errors
}

/// Puts the answer beside the lesson.
pub async fn publish<H: Helper>(
    app: web::Data<App>,
    request: HttpRequest,
    helper: H,
    path: web::Path<String>,
    form: Form<ActForm>,
) -> Result<HttpResponse, WebError> {
    let one = find(&app, &helper, &path).await?;
    let Form(form) = form;
    let desk = form.desk(&helper, one.id)?;
    let (question, answer) = (clean_line(&form.question), clean_text(&form.answer));
    let mut errors = wrong_words(&question, &answer, &one.member_name);
    if errors.is_empty() {
        match app.store.publish_help(desk, &question, &answer, app.now()).await? {
            Acted::Done => return Ok(see_other_done(&href::<H>(one.id), "help-published")),
            Acted::Meanwhile => errors.push(FieldError::new("dang", message("help-meanwhile", &[]))),
        }
    }
    let fresh = find(&app, &helper, &path).await?;
    Page::with_errors(publication_page(&app, &helper, fresh, Some(form), errors).await?)
        .into_response(&request)
}

/// Takes the answer from beside the lesson.
pub async fn end_publication<H: Helper>(
    app: web::Data<App>,
    request: HttpRequest,
    helper: H,
    path: web::Path<String>,
    form: Form<ActForm>,
) -> Result<HttpResponse, WebError> {
    let one = find(&app, &helper, &path).await?;
    let desk = form.0.desk(&helper, one.id)?;
    match app.store.end_help_notes(desk, app.now()).await? {
        Acted::Done => Ok(see_other_done(&href::<H>(one.id), "help-unpublished")),
        Acted::Meanwhile => {
            let fresh = find(&app, &helper, &path).await?;
            let typed = Typed { errors: vec![meanwhile()], ..Typed::default() };
            Page::with_errors(page(&app, &helper, fresh, typed).await?).into_response(&request)
        }
    }
}
