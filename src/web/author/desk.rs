//! What waits to be published and its button, how questions perform, and the ways to look at a lesson.

use crate::web::App;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::learner::{find_module, number};
use crate::web::login::Author;
use crate::web::messages::message;
use crate::web::page::{Page, see_other, see_other_done, url_query};
use crate::web::publishing::{Waiting, grouped, part_words};
use crate::web::view::author::{
    ChangeRow, Look, PublicationPage, QuestionRow, QuestionsPage, VersionRow, WaitingRow,
};
use crate::web::view::{Action, Kind, words};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use tungngo_domain::change::Class;
use tungngo_domain::content::{Module, Question};
use tungngo_domain::ids::Slug;
use tungngo_domain::performance::{self, Performance};
use tungngo_domain::renewal::{Ask, ModuleMarks};
use tungngo_storage::StorageError;

/// How many past versions a module's page shows.
const VERSIONS_SHOWN: usize = 20;

/// The version that was shown.
#[derive(Debug, Deserialize)]
pub struct Shown {
    #[serde(default)]
    version: String,
}

fn kind(class: Class) -> Kind {
    match class {
        Class::Editorial => Kind::Plain,
        Class::Material => Kind::Warn,
        Class::Recall => Kind::Bad,
    }
}

fn publication_href(module: &Slug) -> String {
    ["/author/modules/", module.as_str(), "/publication"].concat()
}

/// A module that waits, as a row of the desk.
pub fn waiting_row(one: &Waiting) -> WaitingRow {
    WaitingRow {
        title: one.title.clone(),
        kind: kind(one.class()),
        class: words::capital(one.class().title()),
        touched: one.touched_words(),
        href: publication_href(&one.id),
    }
}

fn find<'w>(waiting: &'w [Waiting], id: &str) -> Option<&'w Waiting> {
    waiting.iter().find(|one| one.id.as_str() == id)
}

/// Shows what would be published, and whom it touches.
pub async fn show_publication(
    app: web::Data<App>,
    request: HttpRequest,
    _author: Author,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    app.courses.look(&app.store, app.now()).await.map_err(WebError::Ours)?;
    let in_use = app.courses.now();
    let Some(one) = find(&in_use.waiting, &path) else {
        // Nothing waits any more: the module's page shows what is in use.
        find_module(&in_use.catalogue, None, &path)?;
        return Ok(see_other("/author"));
    };
    let too_loose = one.difference.too_loose.iter().filter_map(|id| {
        let lesson = one.saved.as_ref()?.lesson(id)?;
        Some(message("publication-too-loose-text", &[("title", &lesson.title)]))
    });
    Page::new(PublicationPage {
        title: one.title.clone(),
        kind: kind(one.class()),
        class: words::capital(one.class().title()),
        touched: one.touched_words(),
        changes: one
            .difference
            .changes
            .iter()
            .map(|change| ChangeRow {
                part: part_words(change),
                class: change.class.title().to_owned(),
                proof: change.proof.words().to_owned(),
            })
            .collect(),
        too_loose: too_loose.collect(),
        version: one.version().to_owned(),
        action: publication_href(&one.id),
    })
    .into_response(&request)
}

/// Publishes exactly the version that was shown. What was saved meanwhile is shown first.
pub async fn publish(
    app: web::Data<App>,
    author: Author,
    path: web::Path<String>,
    form: Form<Shown>,
) -> Result<HttpResponse, WebError> {
    app.courses.look(&app.store, app.now()).await.map_err(WebError::Ours)?;
    let in_use = app.courses.now();
    let Some(one) = find(&in_use.waiting, &path) else {
        find_module(&in_use.catalogue, None, &path)?;
        return Ok(see_other("/author"));
    };
    let actor = author.login.person.id;
    let published = app.courses.publish_waiting(&app.store, &one.id, &form.0.version, actor, app.now()).await;
    match published {
        Ok(()) => Ok(see_other_done("/author", "published")),
        Err(StorageError::Conflict) => Ok(see_other(&publication_href(&one.id))),
        Err(error) => Err(error.into()),
    }
}

/// The versions of a module that were in use.
pub async fn version_rows(app: &App, module: &Module) -> Result<Vec<VersionRow>, WebError> {
    let used = app.store.used_versions(&module.id, VERSIONS_SHOWN).await?;
    let row = |used: tungngo_storage::content::UsedVersion| VersionRow {
        version: used.version.chars().take(8).collect(),
        since: words::moment(used.since),
    };
    Ok(used.into_iter().map(row).collect())
}

/// Shows how each question of a module performs, bad ones first.
pub async fn show_questions(
    app: web::Data<App>,
    _author: Author,
    path: web::Path<String>,
) -> Result<Page<QuestionsPage>, WebError> {
    let in_use = app.courses.now();
    let module = find_module(&in_use.catalogue, None, &path)?;
    let none = ModuleMarks::default();
    let marks = in_use.marks.get(&module.id).unwrap_or(&none);
    let mut found: Vec<(Performance, String, &Question)> = Vec::new();
    for lesson in &module.lessons {
        let place = words::lesson_name(u64::from(lesson.number), &lesson.title);
        for question in &lesson.questions {
            let what = Ask::Question(question.key.clone());
            let mut answers = app.store.lesson_answers(&module.id, &question.key).await?;
            answers.retain(|one| !marks.is_asked_again(&what, &one.version, &module.version));
            found.push((Performance::of(&answers), place.clone(), question));
        }
    }
    let attempts = app.store.latest_attempts(&module.id).await?;
    let mut of_tests = with_like_questions(&app, module, attempts).await?;
    for bank in &module.banks {
        for question in &bank.questions {
            let performance = of_tests.remove(&question.key).unwrap_or_default();
            found.push((performance, bank.title.clone(), question));
        }
    }
    found.sort_by(|(a, ..), (b, ..)| {
        let rank = |one: &Performance| (!one.is_bad(), one.n == 0);
        rank(a).cmp(&rank(b)).then(a.share().total_cmp(&b.share()))
    });
    Ok(Page::new(QuestionsPage {
        title: module.title.clone(),
        questions: found
            .iter()
            .map(|(performance, place, question)| row(performance, place, question))
            .collect(),
        back: Action::new(
            ["/author/modules/", module.id.as_str()].concat(),
            words::back_to_module(number(module)),
        ),
    }))
}

/// What tests say of each question, counting only answers to a question that asked the same as now.
async fn with_like_questions(
    app: &App,
    module: &Module,
    attempts: Vec<tungngo_domain::ledger::AttemptProgress>,
) -> Result<std::collections::BTreeMap<Slug, Performance>, WebError> {
    let versions: std::collections::BTreeSet<String> =
        attempts.iter().map(|attempt| attempt.module_version.clone()).collect();
    let mut older = std::collections::BTreeMap::new();
    for version in versions {
        older.insert(version.clone(), app.courses.version(&app.store, &module.id, &version).await?);
    }
    let like = |key: &Slug, version: &str| {
        let before = older.get(version).and_then(|module| module.bank_question(key));
        let change = tungngo_domain::change::question(before, module.bank_question(key));
        before.is_some() && change.is_none_or(|(class, _)| class == Class::Editorial)
    };
    Ok(performance::of_attempts(module, attempts, like))
}

fn row(performance: &Performance, place: &str, question: &Question) -> QuestionRow {
    let percent = (performance.share() * 100.0).round() as u32;
    let known = (performance.n > 0).then_some(percent);
    QuestionRow {
        stem: question.stem.clone(),
        place: place.to_owned(),
        n: grouped(performance.n),
        right: known,
        right_words: known.map_or_else(dash, |percent| message("percent", &[("n", &percent.to_string())])),
        wrong: performance.wrong.as_ref().map_or_else(dash, |(answer, n)| {
            let what = performance::words(question, answer);
            message("performance-wrong-most", &[("what", &what), ("n", &grouped(*n))])
        }),
        discrimination: performance
            .discrimination
            .filter(|_| performance.n >= performance::ENOUGH)
            .map_or_else(dash, |value| format!("{value:.2}").replace('.', ",").replace('-', "−")),
        bad: performance.is_bad(),
    }
}

fn dash() -> String {
    "–".to_owned()
}

/// The ways to look at a lesson: the word in the address, and the key of its label.
const LOOKS: [(&str, &str); 4] =
    [("", "look-wide"), ("light", "look-light"), ("dark", "look-dark"), ("print", "look-print")];

/// The way that is asked for.
pub fn look(request: &HttpRequest) -> &'static str {
    let asked = url_query(request, "look").unwrap_or_default();
    LOOKS.into_iter().map(|(word, _)| word).find(|word| *word == asked).unwrap_or_default()
}

/// Links to all ways.
pub fn looks(path: &str, current: &str) -> Vec<Look> {
    let one = |(word, key): (&str, &str)| Look {
        label: message(key, &[]),
        href: if word.is_empty() { path.to_owned() } else { [path, "?look=", word].concat() },
        current: word == current,
    };
    LOOKS.into_iter().map(one).collect()
}
