//! `/author`: the catalogue in use, what the compiler says of the folder as it is now, and every lesson as learners
//! see it.

pub mod desk;

use super::App;
use super::download;
use super::error::WebError;
use super::learner::explaining::{all_answers, all_taps};
use super::learner::{find_lesson, find_module, number};
use super::login::Author;
use super::messages::message;
use super::page::{Page, url_query};
use super::view::author::{
    CatalogueRow, DeskPage, Diagnostic, FactRow, LessonRow, ModulePage, PreviewPage, PreviewQuestion,
    PreviewStep,
};
use super::view::learner::Fact;
use super::view::{Action, Kind, words};
use actix_web::{HttpRequest, HttpResponse, web};
use tungngo_course::{Diagnostic as Found, FactCard, PrintedAt, Severity};
use tungngo_domain::content::{Catalogue, Drill, Module, Question};
use tungngo_domain::time::day;
use tungngo_domain::units::PROVINCES;

/// The fact cards, those that must be looked at again first.
fn fact_rows(cards: &[FactCard]) -> Vec<FactRow> {
    let mut cards: Vec<&FactCard> = cards.iter().collect();
    cards.sort_by_key(|card| (!card.overdue, card.review_by, &card.name));
    let place = |at: &PrintedAt| [at.file.as_str(), ":", &at.line.to_string()].concat();
    cards
        .into_iter()
        .map(|card| FactRow {
            name: card.name.clone(),
            value: card.value.clone(),
            review: card.review_by.map_or_else(|| "–".to_owned(), words::full_day),
            overdue: card.overdue,
            places: card.printed_at.iter().map(place).collect(),
        })
        .collect()
}

/// `…/booklet.pdf`: the whole module in use as one printable file.
pub async fn booklet(
    app: web::Data<App>,
    request: HttpRequest,
    _author: Author,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let in_use = app.courses.now();
    let module = find_module(&in_use.catalogue, province(&request)?.map(|one| one.0), &path)?.clone();
    let today = words::full_day(app.today());
    let name = ["tung-ngo-", module.id.as_str(), ".pdf"].concat();
    let bytes = web::block(move || crate::pdf::booklet::render(&module, &today))
        .await
        .map_err(|error| WebError::Ours(error.into()))?
        .map_err(|error| WebError::Ours(error.into()))?;
    Ok(download::attachment("application/pdf", &name).body(bytes))
}

/// Shows the desk.
pub async fn show_desk(app: web::Data<App>, _author: Author) -> Result<Page<DeskPage>, WebError> {
    app.courses.look(&app.store, app.now()).await.map_err(WebError::Ours)?;
    let in_use = app.courses.now();
    let published = in_use.published_at.map(|at| words::full_day(day(at))).unwrap_or_default();
    let modules = in_use
        .catalogue
        .modules
        .iter()
        .map(|module| CatalogueRow {
            title: module.title.clone(),
            href: ["/author/modules/", module.id.as_str()].concat(),
            lessons: module.lessons.len().to_string(),
            questions: questions_words(module),
            version: module.version.chars().take(8).collect(),
            published: published.clone(),
            review: module.review_by.map_or_else(|| "–".to_owned(), words::full_day),
            overdue: module.review_by.is_some_and(|review| review < app.today()),
        })
        .collect();
    let errors = in_use.diagnostics.iter().filter(|one| one.severity == Severity::Error).count();
    let warnings = in_use.diagnostics.len() - errors;
    let mut found: Vec<&Found> = in_use.diagnostics.iter().collect();
    found.sort_by_key(|one| one.severity != Severity::Error);
    Ok(Page::new(DeskPage {
        broken: in_use.broken.then(|| {
            let when = in_use.published_at.map(words::moment).unwrap_or_default();
            message("desk-broken", &[("when", &when)])
        }),
        waiting: in_use.waiting.iter().map(desk::waiting_row).collect(),
        modules,
        counts: if in_use.diagnostics.is_empty() {
            String::new()
        } else {
            let (errors, warnings) = (errors.to_string(), warnings.to_string());
            message("desk-counts", &[("errors", &errors), ("warnings", &warnings)])
        },
        diagnostics: found.into_iter().take(200).map(diagnostic).collect(),
        facts: fact_rows(&in_use.facts),
    }))
}

fn questions_words(module: &Module) -> String {
    let in_lessons: usize = module.lessons.iter().map(|lesson| lesson.questions.len()).sum();
    let in_banks: usize = module.banks.iter().map(|bank| bank.questions.len()).sum();
    let (in_lessons, in_banks) = (in_lessons.to_string(), in_banks.to_string());
    message("desk-question-count", &[("lessons", &in_lessons), ("banks", &in_banks)])
}

fn diagnostic(found: &Found) -> Diagnostic {
    let (kind, word) = match found.severity {
        Severity::Error => (Kind::Bad, "diagnostic-error"),
        Severity::Warning => (Kind::Warn, "diagnostic-warning"),
    };
    let place = [found.file.as_str(), ":", &found.line.to_string(), ":", &found.column.to_string()].concat();
    let source = found.source_line.as_ref().map(|line| {
        let before = " ".repeat(usize::try_from(line.column.saturating_sub(1)).unwrap_or(0));
        let under = "^".repeat(usize::try_from(found.length.max(1)).unwrap_or(1));
        [line.text.as_str(), "\n", &before, &under].concat()
    });
    Diagnostic {
        kind,
        code: message(word, &[("code", found.code)]),
        place,
        message: found.message.clone(),
        fix: Some(found.fix.clone()).filter(|fix| !fix.is_empty()),
        source,
    }
}

/// Shows a module.
pub async fn show_module(
    app: web::Data<App>,
    request: HttpRequest,
    _author: Author,
    path: web::Path<String>,
) -> Result<Page<ModulePage>, WebError> {
    let in_use = app.courses.now();
    let province = province(&request)?;
    let module = find_module(&in_use.catalogue, province.map(|(code, _)| code), &path)?;
    let query = query(province);
    let fact = |key: &str, value: String| Fact { label: message(key, &[]), value };
    let mut facts = vec![
        fact("fact-version", module.version.chars().take(8).collect()),
        fact("fact-questions", questions_words(module)),
    ];
    if let Some(test) = &module.test {
        let of = test.questions();
        let needed = tungngo_domain::grading::needed(of, test.pass_percent);
        facts.push(fact(
            "fact-test",
            message("fact-test-value", &[("of", &of.to_string()), ("needed", &needed.to_string())]),
        ));
    }
    if let Some(practice) = &module.practice {
        let (acts, taught) = (practice.checklist.len().to_string(), practice.teach_back.len().to_string());
        facts.push(fact(
            "fact-practice",
            message("fact-practice-value", &[("acts", &acts), ("taught", &taught)]),
        ));
    }
    if let Some(months) = module.valid_for_months {
        facts.push(fact("fact-valid", message("fact-months", &[("months", &months.to_string())])));
    }
    Ok(Page::new(ModulePage {
        title: module.title.clone(),
        summary: module.summary.clone(),
        facts,
        lessons: module
            .lessons
            .iter()
            .map(|lesson| LessonRow {
                number: lesson.number,
                title: lesson.title.clone(),
                href: ["/author/modules/", module.id.as_str(), "/lessons/", lesson.id.as_str(), &query]
                    .concat(),
                about: message(
                    "lesson-about",
                    &[
                        ("minutes", &lesson.minutes.to_string()),
                        ("questions", &lesson.questions.len().to_string()),
                        ("version", &lesson.version.to_string()),
                    ],
                ),
            })
            .collect(),
        questions_href: ["/author/modules/", module.id.as_str(), "/questions"].concat(),
        booklet_href: ["/author/modules/", module.id.as_str(), "/booklet.pdf", &self::query(province)]
            .concat(),
        versions: desk::version_rows(&app, module).await?,
        provinces: PROVINCES
            .into_iter()
            .filter(|(code, _)| province.is_none() && has_part(&in_use.catalogue, code, module))
            .map(|one| {
                let href = ["/author/modules/", module.id.as_str(), &self::query(Some(one))].concat();
                Action::new(href, one.1)
            })
            .collect(),
        of_province: province.map(of_province),
        back: match province {
            None => Action::new("/author", message("back-desk", &[])),
            Some(_) => {
                Action::new(["/author/modules/", module.id.as_str()].concat(), message("back-national", &[]))
            }
        },
    }))
}

/// The province that the address asks for: `?tinh=15`.
fn province(request: &HttpRequest) -> Result<Option<(&'static str, &'static str)>, WebError> {
    let Some(asked) = url_query(request, "tinh") else { return Ok(None) };
    PROVINCES.into_iter().find(|(code, _)| *code == asked).map(Some).ok_or(WebError::NotFound)
}

fn query(province: Option<(&str, &str)>) -> String {
    province.map(|(code, _)| ["?tinh=", code].concat()).unwrap_or_default()
}

fn of_province((_, name): (&str, &str)) -> String {
    message("module-of-province", &[("province", name)])
}

fn has_part(catalogue: &Catalogue, code: &str, module: &Module) -> bool {
    catalogue.local.get(code).is_some_and(|own| own.iter().any(|one| one.id == module.id))
}

/// Shows a lesson as learners see it, with all answers.
pub async fn preview(
    app: web::Data<App>,
    request: HttpRequest,
    _author: Author,
    path: web::Path<(String, String)>,
) -> Result<Page<PreviewPage>, WebError> {
    let in_use = app.courses.now();
    let province = province(&request)?;
    let module = find_module(&in_use.catalogue, province.map(|(code, _)| code), &path.0)?;
    let lesson = find_lesson(module, &path.1)?;
    let look = desk::look(&request);
    Ok(Page::new(PreviewPage {
        eyebrow: words::lesson_place(number(module), u64::from(lesson.number), module.lessons.len() as u64),
        title: lesson.title.clone(),
        of_province: province.map(of_province),
        body: lesson.body.clone(),
        drills_intro: lesson.drills_intro.clone(),
        steps: lesson.drills.iter().flat_map(steps).collect(),
        questions: (1..).zip(&lesson.questions).map(|(place, one)| question(place, one)).collect(),
        look,
        looks: desk::looks(request.path(), look),
        back: Action::new(
            ["/author/modules/", module.id.as_str(), &query(province)].concat(),
            words::back_to_module(number(module)),
        ),
    }))
}

fn steps(drill: &Drill) -> impl Iterator<Item = PreviewStep> {
    let of = drill.steps.len() as u64;
    (1..).zip(&drill.steps).map(move |(place, step)| {
        let (scene, options) = all_taps(step);
        PreviewStep { label: words::drill_place(place, of), task: step.task.clone(), scene, options }
    })
}

fn question(place: u64, question: &Question) -> PreviewQuestion {
    PreviewQuestion {
        label: [words::question(place).as_str(), " (", question.kind.word(), ")"].concat(),
        stem: question.stem.clone(),
        context: question.context.clone(),
        hint: question.hint.clone(),
        explained: all_answers(question),
        explanation: question.explanation.clone(),
    }
}
