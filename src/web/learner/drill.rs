//! `…/drills/{number}/steps/{step}`: the practice phone, a screen a page. A wrong tap explains and stays.
//!
//! A tap is a form that is sent: right leads on, wrong back to the same page with its reason. Only the last right tap
//! is recorded. `static/may-tap.js` answers taps without leaving the page; nothing here depends on it.

use super::asking::{drawn, plain};
use super::lesson::{drill_href, href, next};
use super::{find_lesson, find_module, form_id, read_form_id};
use crate::web::App;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::login::{Learner, learning_doer};
use crate::web::messages::message;
use crate::web::page::{Page, see_other, url_query};
use crate::web::secrets::secret_hash;
use crate::web::view::learner::{DrillFinishedPage, DrillStepPage};
use crate::web::view::quiz::DrawnPart;
use crate::web::view::{Action, words};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use tungngo_domain::content::{Choice, Drill, DrillStep, Html, Lesson, Module};

/// A tap.
#[derive(Debug, Deserialize)]
pub struct Tap {
    /// The part, by its place.
    #[serde(default)]
    bam: String,
    /// The hidden id.
    #[serde(default)]
    form_id: String,
    /// The screen as it was shown.
    #[serde(default)]
    step: String,
}

/// Module, lesson, practice phone, step.
type Place = web::Path<(String, String, usize, usize)>;

/// A step, and where it stands.
struct Here<'a> {
    module: &'a Module,
    lesson: &'a Lesson,
    drill: &'a Drill,
    step: &'a DrillStep,
    lesson_href: String,
    place: u64,
    number: usize,
}

impl<'a> Here<'a> {
    fn find(module: &'a Module, path: &Place) -> Result<Self, WebError> {
        let lesson = find_lesson(module, &path.1)?;
        let drill = lesson.drill(path.2).ok_or(WebError::NotFound)?;
        let step = path.3.checked_sub(1).and_then(|at| drill.steps.get(at)).ok_or(WebError::NotFound)?;
        let lesson_href = href(module, lesson);
        Ok(Self { module, lesson, drill, step, lesson_href, place: path.2 as u64, number: path.3 })
    }

    fn step_href(&self, number: usize) -> String {
        drill_href(&self.lesson_href, self.place, number as u64)
    }

    fn is_last(&self) -> bool {
        self.number == self.drill.steps.len()
    }

    /// Where a right tap leads; the next page says what came of it.
    fn after(&self, tapped: usize) -> String {
        let page = match self.is_last() {
            true => finished_href(&self.lesson_href, self.place),
            false => self.step_href(self.number + 1),
        };
        [&page, "?dung=", &tapped.to_string()].concat()
    }
}

fn finished_href(lesson: &str, place: u64) -> String {
    [lesson, "/drills/", &place.to_string(), "/finished"].concat()
}

/// The part of a step that the address names.
fn tapped<'a>(request: &HttpRequest, name: &str, step: Option<&'a DrillStep>) -> Option<&'a Choice> {
    let at: usize = url_query(request, name)?.parse().ok()?;
    step?.parts.get(at)
}

/// What the right tap before this page led to.
fn done(request: &HttpRequest, before: Option<&DrillStep>) -> Option<Html> {
    tapped(request, "dung", before).filter(|part| part.right)?.feedback.clone()
}

/// Names a screen exactly as it stands, so that a tap on one that was changed meanwhile is not taken for another.
fn as_shown(step: &DrillStep) -> String {
    let hash = secret_hash(&serde_json::to_string(step).unwrap_or_default());
    hash[..12].to_owned()
}

/// Shows a step.
pub async fn show(
    app: web::Data<App>,
    request: HttpRequest,
    learner: Learner,
    path: Place,
) -> Result<HttpResponse, WebError> {
    let in_use = app.courses.now();
    let module = find_module(&in_use.catalogue, learner.province.as_deref(), &path.0)?;
    let here = Here::find(module, &path)?;
    let before = here.number.checked_sub(2).and_then(|at| here.drill.steps.get(at));
    let wrong = tapped(&request, "bam", Some(here.step)).filter(|part| !part.right);
    let (number, total) = (here.number as u64, here.drill.steps.len() as u64);
    let (lesson, said) = (here.lesson, |part: &Choice| part.feedback.as_ref().map(plain).unwrap_or_default());
    let part = |place: u8| {
        let at = usize::from(place);
        let part = here.step.parts.get(at);
        let (right, wrong) = match part {
            Some(part) => (part.right, (!part.right).then(|| said(part))),
            None => (false, None),
        };
        // The last tap is recorded, so it is always sent.
        DrawnPart { wrong, next: (right && !here.is_last()).then(|| here.after(at)), ..DrawnPart::default() }
    };
    Page::new(DrillStepPage {
        page_title: words::drill_title(number, total, u64::from(lesson.number), &lesson.title),
        eyebrow: words::drill_place(number, total),
        number: u32::try_from(here.number).unwrap_or(0),
        total: u32::try_from(here.drill.steps.len()).unwrap_or(0),
        task: here.step.task.clone(),
        done: done(&request, before),
        missed: wrong.is_some(),
        wrong: wrong.and_then(|part| part.feedback.clone()),
        scene: drawn(&here.step.screen, part),
        action: here.step_href(here.number),
        form_id: form_id(),
        step: as_shown(here.step),
        back: Action::new(here.lesson_href.clone(), message("back-to-lesson", &[])),
    })
    .into_response(&request)
}

/// Takes a tap: right leads on, wrong back here. The last one is recorded.
pub async fn tap(
    app: web::Data<App>,
    learner: Learner,
    path: Place,
    form: Form<Tap>,
) -> Result<HttpResponse, WebError> {
    let in_use = app.courses.now();
    let module = find_module(&in_use.catalogue, learner.province.as_deref(), &path.0)?;
    let here = Here::find(module, &path)?;
    let form_id = read_form_id(&form.0.form_id)?;
    if form.0.step != as_shown(here.step) {
        return Ok(see_other(&here.step_href(here.number)));
    }
    let at: usize = form.0.bam.parse().map_err(|_| WebError::Unreadable)?;
    let part = here.step.parts.get(at).ok_or(WebError::Unreadable)?;
    if !part.right {
        return Ok(see_other(&[&here.step_href(here.number), "?bam=", &at.to_string()].concat()));
    }
    if here.is_last() {
        let doer = learning_doer(&learner, app.now());
        app.store.finish_drill(doer, here.module, here.lesson, here.drill, form_id).await?;
    }
    Ok(see_other(&here.after(at)))
}

/// Shows that a practice phone was tapped through, and what comes next.
pub async fn show_finished(
    app: web::Data<App>,
    request: HttpRequest,
    learner: Learner,
    path: web::Path<(String, String, usize)>,
) -> Result<HttpResponse, WebError> {
    let in_use = app.courses.now();
    let module = find_module(&in_use.catalogue, learner.province.as_deref(), &path.0)?;
    let lesson = find_lesson(module, &path.1)?;
    let drill = lesson.drill(path.2).ok_or(WebError::NotFound)?;
    let lesson_href = href(module, lesson);
    let first = drill_href(&lesson_href, path.2 as u64, 1);
    let progress = app.store.lesson_progress(learner.person.id, &module.id, lesson).await?;
    if !progress.drills.contains_key(&drill.key) {
        return Ok(see_other(&first));
    }
    Page::new(DrillFinishedPage {
        eyebrow: words::lesson_name(u64::from(lesson.number), &lesson.title),
        done: done(&request, drill.steps.last()),
        steps: drill.steps.iter().map(|step| step.task.clone()).collect(),
        next: next(module, lesson, &progress, &lesson_href),
        again_href: first,
        back: Action::new(lesson_href, message("back-to-lesson", &[])),
    })
    .into_response(&request)
}
