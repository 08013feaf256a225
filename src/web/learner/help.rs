//! *Tôi vướng ở đây*: asking at a lesson, a question or the test as a whole; one's own requests; answers beside lessons.
//!
//! Not offered outside every team, where no trainer would get it: such a page says so and shows whom to call instead.

use super::lesson::{href as lesson_href, module_href, question_href};
use super::{find_lesson, find_module, form_id, number, read_form_id};
use crate::web::App;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::login::Learner;
use crate::web::messages::message;
use crate::web::page::{Page, see_other_done, url_query};
use crate::web::trainer::{later_page, next_page};
use crate::web::view::help::{AskHelpPage, LessonAnswersPage, OwnHelp, OwnHelpPage, ShownHelp};
use crate::web::view::{Action, Choice, FieldError, Kind, Status, words};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use tungngo_domain::content::{Catalogue, Lesson, Module, Question};
use tungngo_domain::help::{
    A_DAY_AT_MOST, Difficulty, OPEN_AT_MOST, SHOWN_AT_MOST, TEXT_MAX_CHARS, clean_text, shown,
};
use tungngo_domain::units::in_sentence;
use tungngo_storage::PAGE_ROWS;
use tungngo_storage::help::{Asked, HelpPlace, HelpRequest, NewHelp, Slice};
use tungngo_storage::help_notes::HelpNote;
use uuid::Uuid;

/// What a learner asks.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct AskForm {
    #[serde(default)]
    lesson: String,
    #[serde(default)]
    question: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    form_id: String,
}

/// What a learner says of an answer.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct JudgeForm {
    #[serde(default)]
    said: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    form_id: String,
}

/// Where "Tôi vướng ở đây" leads from a place; nothing outside every team. No lesson: the test as a whole.
pub fn ask_href(
    learner: &Learner,
    module: &Module,
    lesson: Option<&Lesson>,
    question: Option<&str>,
) -> Option<String> {
    learner.province.as_ref()?;
    let mut href = [&module_href(module), "/help"].concat();
    if let Some(lesson) = lesson {
        href += &["?lesson=", lesson.id.as_str()].concat();
    }
    if let Some(question) = question {
        href += &["&question=", question].concat();
    }
    Some(href)
}

/// A place of the courses with its words, and the way back to it.
struct Found {
    place: HelpPlace,
    back: Action,
}

/// A part of a module as a place, in its words of now.
fn part_of(module: &Module, part: &str) -> HelpPlace {
    HelpPlace {
        module: module.id.clone(),
        lesson: None,
        question: None,
        title: message("help-place", &[("module", &module.title), ("part", part)]),
        stem: String::new(),
    }
}

/// A lesson as a place.
pub fn lesson_place(module: &Module, lesson: &Lesson) -> HelpPlace {
    let name = words::lesson_name(u64::from(lesson.number), &lesson.title);
    HelpPlace { lesson: Some(lesson.id.clone()), ..part_of(module, &name) }
}

/// A question of a lesson as a place.
pub fn question_place(module: &Module, lesson: &Lesson, question: &Question) -> HelpPlace {
    HelpPlace {
        question: Some(question.key.clone()),
        stem: question.stem.clone(),
        ..lesson_place(module, lesson)
    }
}

fn find(module: &Module, lesson: &str, question: &str) -> Result<Found, WebError> {
    if lesson.is_empty() {
        let test = module.test.as_ref().ok_or(WebError::NotFound)?;
        let back = Action::new(module_href(module), words::back_to_module(number(module)));
        return Ok(Found { place: part_of(module, &test.title), back });
    }
    let lesson = find_lesson(module, lesson)?;
    let href = lesson_href(module, lesson);
    if question.is_empty() {
        let back = Action::new(href, message("back-to-lesson", &[]));
        return Ok(Found { place: lesson_place(module, lesson), back });
    }
    let mut questions = (1..).zip(&lesson.questions);
    let found = questions.find(|(_, one)| one.key.as_str() == question);
    let (at, question) = found.ok_or(WebError::NotFound)?;
    let back = Action::new(question_href(&href, at), message("help-back-to-question", &[]));
    Ok(Found { place: question_place(module, lesson, question), back })
}

/// The page of a place, while the courses have it for this province.
pub fn place_href(catalogue: &Catalogue, province: Option<&str>, place: &HelpPlace) -> Option<String> {
    let module = catalogue.for_province(province, &place.module)?;
    let Some(lesson) = &place.lesson else {
        return module.test.as_ref().map(|_| module_href(module));
    };
    let lesson = module.lesson(lesson)?;
    let href = lesson_href(module, lesson);
    match &place.question {
        None => Some(href),
        Some(key) => {
            let at = lesson.questions.iter().position(|one| one.key == *key)?;
            Some(question_href(&href, at as u64 + 1))
        }
    }
}

/// What is hard, in the words of the form.
pub fn difficulty_words(kind: Difficulty) -> String {
    let key = match kind {
        Difficulty::Unclear => "help-kind-unclear",
        Difficulty::Phone => "help-kind-phone",
        Difficulty::Wrong => "help-kind-wrong",
        Difficulty::Other => "help-kind-other",
    };
    message(key, &[])
}

/// Text of several lines for a template.
pub fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

/// What is said where a text is too long; nothing where it fits.
pub fn too_long(text: &str, max: usize) -> Option<String> {
    let length = text.chars().count();
    let (has, at_most) = (words::number(length as u64), words::number(max as u64));
    (length > max).then(|| message("help-too-long", &[("has", &has), ("max", &at_most)]))
}

async fn who(app: &App, learner: &Learner) -> Result<Option<String>, WebError> {
    let place = app.store.place(learner.person.id).await?;
    Ok(place.map(|place| message("help-who", &[("commune", &in_sentence(&place.commune_name))])))
}

async fn ask_page(
    app: &App,
    learner: &Learner,
    found: Found,
    form: &AskForm,
    errors: Vec<FieldError>,
) -> Result<AskHelpPage, WebError> {
    let part =
        |slug: &Option<tungngo_domain::ids::Slug>| slug.as_ref().map(ToString::to_string).unwrap_or_default();
    let kinds = Difficulty::ALL.into_iter().map(|kind| Choice {
        value: kind.code().to_owned(),
        label: difficulty_words(kind),
        checked: form.kind == kind.code(),
    });
    Ok(AskHelpPage {
        action: ["/modules/", found.place.module.as_str(), "/help"].concat(),
        lesson: part(&found.place.lesson),
        question: part(&found.place.question),
        place: found.place.title,
        stem: found.place.stem,
        who: who(app, learner).await?,
        kinds: kinds.collect(),
        text: form.text.clone(),
        form_id: if form.form_id.is_empty() { form_id() } else { form.form_id.clone() },
        errors,
        back: found.back,
    })
}

/// Shows the form for a place.
pub async fn show_ask(
    app: web::Data<App>,
    request: HttpRequest,
    learner: Learner,
    path: web::Path<String>,
) -> Result<Page<AskHelpPage>, WebError> {
    let in_use = app.courses.now();
    let module = find_module(&in_use.catalogue, learner.province.as_deref(), &path)?;
    let asked = |name: &str| url_query(&request, name).unwrap_or_default();
    let found = find(module, &asked("lesson"), &asked("question"))?;
    Ok(Page::new(ask_page(&app, &learner, found, &AskForm::default(), vec![]).await?))
}

/// Sends it to the trainer.
pub async fn ask(
    app: web::Data<App>,
    request: HttpRequest,
    learner: Learner,
    path: web::Path<String>,
    form: Form<AskForm>,
) -> Result<HttpResponse, WebError> {
    let in_use = app.courses.now();
    let module = find_module(&in_use.catalogue, learner.province.as_deref(), &path)?;
    let Form(form) = form;
    let found = find(module, &form.lesson, &form.question)?;
    let text = clean_text(&form.text);
    let mut errors = Vec::new();
    let kind = Difficulty::from_code(&form.kind);
    if kind.is_none() {
        errors.push(FieldError::new("kind", message("help-kind-wrong-choice", &[])));
    }
    if kind == Some(Difficulty::Other) && text.is_empty() {
        errors.push(FieldError::new("text", message("help-text-missing", &[])));
    }
    errors.extend(too_long(&text, TEXT_MAX_CHARS).map(|said| FieldError::new("text", said)));
    if let (Some(kind), true) = (kind, errors.is_empty()) {
        let form = read_form_id(&form.form_id)?;
        let new = NewHelp { member: learner.person.id, place: found.place.clone(), kind, text, form };
        let (key, most) = match app.store.ask_for_help(&new, app.now()).await? {
            Asked::Sent => return Ok(see_other_done("/help-requests", "help-asked")),
            Asked::TooManyOpen => ("help-too-many-open", OPEN_AT_MOST),
            Asked::TooManyToday => ("help-too-many-today", A_DAY_AT_MOST),
            Asked::NoTeam => ("help-no-team", 0),
        };
        errors.push(FieldError::new("kind", message(key, &[("n", &words::number(most))])));
    }
    Page::with_errors(ask_page(&app, &learner, found, &form, errors).await?).into_response(&request)
}

fn own_status(request: &HelpRequest) -> Status {
    let (kind, key) = match request {
        one if one.cleared_at.is_some() => (Kind::Ok, "help-state-cleared"),
        one if !one.is_open() => (Kind::Ok, "help-state-answered"),
        one if one.passed_at.is_some() => (Kind::Warn, "help-state-passed"),
        _ => (Kind::Warn, "help-state-open"),
    };
    Status::new(kind, message(key, &[]))
}

/// What was said of one answer and came back with a mistake.
#[derive(Debug, Default)]
struct Typed {
    request: Option<Uuid>,
    text: String,
    errors: Vec<FieldError>,
}

async fn own_page(
    app: &App,
    learner: &Learner,
    after: Option<Uuid>,
    typed: Typed,
) -> Result<OwnHelpPage, WebError> {
    let slice = Slice { after, limit: PAGE_ROWS + 1 };
    let mut requests = app.store.own_help(learner.person.id, slice).await?;
    let more_href = next_page(&mut requests, "/help-requests", |one| one.id);
    let in_use = app.courses.now();
    let row = |one: &HelpRequest| {
        let said = one.answer.is_some() && !one.is_open() && one.cleared_at.is_none();
        let mine = typed.request == Some(one.id);
        let answered = one.answered_by.as_ref().zip(one.answered_at);
        OwnHelp {
            id: one.id.to_string(),
            place: one.place.title.clone(),
            href: place_href(&in_use.catalogue, learner.province.as_deref(), &one.place),
            stem: one.place.stem.clone(),
            asked: message(
                "help-asked-at",
                &[("when", &words::moment(one.asked_at)), ("kind", &difficulty_words(one.kind))],
            ),
            text: lines(&one.text),
            status: own_status(one),
            answer: one.answer.as_deref().map(lines).unwrap_or_default(),
            answered: answered
                .map(|(who, at)| message("help-answered-by", &[("who", who), ("when", &words::moment(at))]))
                .unwrap_or_default(),
            action: said.then(|| ["/help-requests/", &one.id.to_string()].concat()),
            form_id: form_id(),
            typed: if mine { typed.text.clone() } else { String::new() },
            open: mine,
        }
    };
    Ok(OwnHelpPage {
        requests: requests.iter().map(row).collect(),
        who: who(app, learner).await?.unwrap_or_default(),
        more_href,
        errors: typed.errors,
    })
}

/// Shows what one asked.
pub async fn show_own(
    app: web::Data<App>,
    request: HttpRequest,
    learner: Learner,
) -> Result<Page<OwnHelpPage>, WebError> {
    Ok(Page::new(own_page(&app, &learner, later_page(&request), Typed::default()).await?))
}

/// Takes what the learner says of an answer.
pub async fn judge(
    app: web::Data<App>,
    request: HttpRequest,
    learner: Learner,
    path: web::Path<String>,
    form: Form<JudgeForm>,
) -> Result<HttpResponse, WebError> {
    let id: Uuid = path.parse().map_err(|_| WebError::NotFound)?;
    let Form(form) = form;
    let form_id = read_form_id(&form.form_id)?;
    let text = clean_text(&form.text);
    let (unclear, done) = match form.said.as_str() {
        "unclear" => (Some(text.as_str()), "help-asked"),
        _ => (None, "help-cleared"),
    };
    if let Some(said) = too_long(&text, TEXT_MAX_CHARS) {
        let errors = vec![FieldError::new(["them-", &id.to_string()].concat(), said)];
        let typed = Typed { request: Some(id), text: form.text.clone(), errors };
        return Page::with_errors(own_page(&app, &learner, None, typed).await?).into_response(&request);
    }
    app.store.judge_help(learner.person.id, id, unclear, form_id, app.now()).await?;
    Ok(see_other_done("/help-requests", done))
}

fn shown_help(note: HelpNote) -> ShownHelp {
    ShownHelp { answer: lines(&note.answer), question: note.question }
}

/// What stands beside a lesson: as much as a light page holds, and where the rest is.
pub async fn beside(
    app: &App,
    learner: &Learner,
    module: &Module,
    lesson: &Lesson,
) -> Result<(Vec<ShownHelp>, Option<String>), WebError> {
    if learner.province.is_none() {
        return Ok((Vec::new(), None));
    }
    let slice = Slice { after: None, limit: SHOWN_AT_MOST as u64 + 1 };
    let mut notes = app.store.help_notes(learner.person.id, &module.id, &lesson.id, slice).await?;
    let fit = shown(notes.iter().map(|one| one.question.chars().count() + one.answer.chars().count()));
    let rest = notes.len() > fit;
    notes.truncate(fit);
    let href = rest.then(|| [&lesson_href(module, lesson), "/answers"].concat());
    Ok((notes.into_iter().map(shown_help).collect(), href))
}

/// Shows all that was asked at a lesson and is for everybody.
pub async fn show_answers(
    app: web::Data<App>,
    request: HttpRequest,
    learner: Learner,
    path: web::Path<(String, String)>,
) -> Result<Page<LessonAnswersPage>, WebError> {
    let in_use = app.courses.now();
    let module = find_module(&in_use.catalogue, learner.province.as_deref(), &path.0)?;
    let lesson = find_lesson(module, &path.1)?;
    let slice = Slice { after: later_page(&request), limit: PAGE_ROWS + 1 };
    let mut notes = app.store.help_notes(learner.person.id, &module.id, &lesson.id, slice).await?;
    let href = lesson_href(module, lesson);
    let more_href = next_page(&mut notes, &[&href, "/answers"].concat(), |one| one.id);
    Ok(Page::new(LessonAnswersPage {
        lesson: words::lesson_name(u64::from(lesson.number), &lesson.title),
        notes: notes.into_iter().map(shown_help).collect(),
        more_href,
        back: Action::new(href, message("back-to-lesson", &[])),
    }))
}
