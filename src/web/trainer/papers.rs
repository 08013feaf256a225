//! Tests on paper: drawing and printing them, finding a sheet by its number, keying its answers in.
//!
//! The key of a test is on no page here: options are named by the letters they are shown with.

use super::session::{load, or_over};
use super::sessions::{Fields, all, first, href};
use crate::web::App;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::learner::asking::unit;
use crate::web::learner::attempt::Hidden;
use crate::web::learner::{find_module, form_id, read_form_id};
use crate::web::login::{Trainer, doer};
use crate::web::messages::message;
use crate::web::page::{Page, see_other, see_other_done, url_query};
use crate::web::qr;
use crate::web::secrets::random_byte;
use crate::web::view::paper::{
    Blank, Lettered, PaperPage, PaperPrintPage, PaperQuestion, PapersPage, PrintedTest, SessionPapersPage,
    SheetRow,
};
use crate::web::view::{Action, Choice, FieldError, words};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use std::sync::Arc;
use tungngo_domain::codes;
use tungngo_domain::content::{Html, Module, Piece, Question, QuestionKind};
use tungngo_domain::exam::Drawn;
use tungngo_domain::grading::{Answer, AnswerError, needed};
use tungngo_domain::ids::{PersonId, SessionId, SheetId};
use tungngo_domain::ledger::{AttemptProgress, Source};
use tungngo_domain::paper::{self, Problem, SHEET_SIGNS, letter, letters, read_sheet, written};
use tungngo_domain::units::in_sentence;
use tungngo_storage::StorageError;
use tungngo_storage::learning::Doer;
use tungngo_storage::papers::{Keyed, Sheet, Written};

/// Sheets of one printing, at the most.
const PRINT_MAX: usize = 40;

/// What is keyed in.
#[derive(Debug, Deserialize)]
pub struct KeyedIn {
    #[serde(default)]
    answers: String,
    #[serde(default)]
    confirm: String,
}

/// What a trainer does with paper.
fn paper_doer(trainer: &Trainer, app: &App) -> Doer {
    Doer { source: Source::Paper, ..doer(&trainer.login, app.now()) }
}

fn sheet_href(id: SheetId) -> String {
    ["/trainer/papers/", &id.to_string()].concat()
}

/// "K7M-2PQ"
pub fn grouped(code: &str) -> String {
    let (a, b) = code.split_at(code.len() / 2);
    [a, "-", b].concat()
}

struct Loaded {
    sheet: Sheet,
    attempt: AttemptProgress,
    module: Arc<Module>,
    name: String,
}

/// The way back to the sheets of a session.
fn back_to_session(id: SessionId) -> Action {
    Action::new([&href(id), "/papers"].concat(), message("paper-back-session", &[]))
}

impl Loaded {
    /// The way back to where the sheet was printed.
    fn back(&self) -> Action {
        match self.sheet.session {
            Some(session) => back_to_session(session),
            None => {
                let member = self.sheet.member.to_string();
                Action::new(["/trainer/members/", &member].concat(), self.name.clone())
            }
        }
    }

    fn asked(&self) -> Result<Vec<(&Question, &[u8])>, WebError> {
        let mut asked = Vec::new();
        for Drawn { key, order } in &self.attempt.draw {
            asked.push((self.module.bank_question(key).ok_or(WebError::NotFound)?, order.as_slice()));
        }
        Ok(asked)
    }
}

async fn open(app: &App, trainer: &Trainer, sheet: Sheet) -> Result<Loaded, WebError> {
    let member = app.store.member(&trainer.scope, sheet.member).await?;
    let (module, attempt) = app.store.attempt(sheet.member, sheet.attempt).await?;
    let module = app.courses.version(&app.store, &module, &attempt.module_version).await?;
    Ok(Loaded { sheet, attempt, module, name: member.shown_name() })
}

async fn find(app: &App, trainer: &Trainer, id: &str) -> Result<Loaded, WebError> {
    let id: SheetId = id.parse().map_err(|_| WebError::NotFound)?;
    let sheet = app.store.sheet(&trainer.scope, id).await?;
    open(app, trainer, sheet).await
}

/// Draws a test for one member, and leads to its sheet.
pub async fn print_for_member(
    app: web::Data<App>,
    trainer: Trainer,
    path: web::Path<(String, String)>,
    form: Form<Hidden>,
) -> Result<HttpResponse, WebError> {
    let id: PersonId = path.0.parse().map_err(|_| WebError::NotFound)?;
    let member = app.store.member(&trainer.scope, id).await?;
    let in_use = app.courses.now();
    let module = find_module(&in_use.catalogue, member.province.as_deref(), &path.1)?;
    let form_id = read_form_id(&form.0.form_id)?;
    let doer = paper_doer(&trainer, &app);
    let wanted = [(id, module)];
    match app.store.print_sheets(&trainer.scope, doer, None, &wanted, form_id, &mut random_byte).await {
        Ok(sheets) => {
            let place = sheets.first().map(|id| [&sheet_href(*id), "/print"].concat());
            Ok(see_other(&place.ok_or(WebError::NotFound)?))
        }
        Err(StorageError::TriesUsedUp) => {
            Ok(see_other_done(&["/trainer/members/", &id.to_string()].concat(), "tries-used"))
        }
        Err(error) => Err(error.into()),
    }
}

async fn printed(app: &App, loaded: &Loaded) -> Result<PrintedTest, WebError> {
    let test = loaded.module.test.as_ref().ok_or(WebError::NotFound)?;
    let place = app.store.place(loaded.sheet.member).await?;
    let url = [app.config.base_url.as_str(), &sheet_href(loaded.sheet.id)].concat();
    let asked = loaded.asked()?;
    let of = u32::try_from(asked.len()).unwrap_or(u32::MAX);
    Ok(PrintedTest {
        name: loaded.name.clone(),
        place: place
            .map(|place| [place.team_name, in_sentence(&place.commune_name)].join(", "))
            .unwrap_or_default(),
        title: test.title.clone(),
        rule: [
            words::test_questions(u64::from(of)),
            words::test_needed(u64::from(needed(of, test.pass_percent))),
        ]
        .join(". "),
        code: grouped(&loaded.sheet.code),
        qr_svg: qr::svg(&url, &message("paper-qr", &[]))?,
        questions: (1..)
            .zip(&asked)
            .map(|(number, (question, order))| on_paper(number, question, order))
            .collect(),
        blanks: (1..).zip(&asked).map(|(number, (question, _))| blank(number, question)).collect(),
    })
}

/// A question as it stands on paper.
fn on_paper(number: usize, question: &Question, order: &[u8]) -> PaperQuestion {
    let lettered = |texts: Vec<Html>| -> Vec<Lettered> {
        let sign = |at: usize| match (question.kind, at) {
            (QuestionKind::TrueFalse, 0) => "Đ".to_owned(),
            (QuestionKind::TrueFalse, _) => "S".to_owned(),
            _ => letter(at).to_string(),
        };
        texts.into_iter().enumerate().map(|(at, text)| Lettered { sign: sign(at), text }).collect()
    };
    let in_order = |texts: Vec<&Html>| -> Vec<Html> {
        order.iter().filter_map(|at| texts.get(usize::from(*at)).map(|text| (*text).clone())).collect()
    };
    let options: Vec<&Html> = question.options.iter().map(|option| &option.text).collect();
    let (shown, rows) = match question.kind {
        QuestionKind::Number | QuestionKind::Short => (vec![], vec![]),
        QuestionKind::Match => (
            in_order(question.targets.iter().collect()),
            (1..)
                .zip(options)
                .map(|(row, text): (usize, _)| Lettered { sign: row.to_string(), text: text.clone() })
                .collect(),
        ),
        // The parts of a scene, as they are labelled on the phone.
        QuestionKind::Tap | QuestionKind::Signs => {
            let mut parts = vec![Html::default(); question.options.len()];
            for piece in question.scene.iter().flat_map(|scene| &scene.pieces) {
                if let Piece::Part { place, label, .. } = piece
                    && let Some(part) = parts.get_mut(usize::from(*place))
                {
                    part.clone_from(label);
                }
            }
            (parts, vec![])
        }
        _ => (in_order(options), vec![]),
    };
    PaperQuestion {
        number,
        stem: question.stem.clone(),
        context: question.context.clone(),
        how: how(question),
        options: lettered(shown),
        rows,
        scene: question.scene.as_ref().map(|scene| scene.reading.clone()),
    }
}

/// How a question is answered with a pen.
fn how(question: &Question) -> String {
    match question.kind {
        QuestionKind::One | QuestionKind::Tap => message("paper-how-one", &[]),
        QuestionKind::TrueFalse => message("paper-how-true", &[]),
        QuestionKind::Many => message("paper-how-many", &[("n", &question.right().len().to_string())]),
        QuestionKind::Signs => message("paper-how-signs", &[]),
        QuestionKind::Order => message("paper-how-order", &[]),
        QuestionKind::Match => message("paper-how-match", &[]),
        QuestionKind::Number => match unit(question) {
            Some(unit) => message("paper-how-number-unit", &[("unit", unit)]),
            None => message("paper-how-number", &[]),
        },
        QuestionKind::Short => message("paper-how-short", &[]),
    }
}

/// Where its answer is written.
fn blank(number: usize, question: &Question) -> Blank {
    let count = letters(question);
    let (letters, hint) = match question.kind {
        QuestionKind::TrueFalse => (vec!["Đ".to_owned(), "S".to_owned()], String::new()),
        QuestionKind::One | QuestionKind::Many | QuestionKind::Tap => {
            ((0..count).map(|at| letter(at).to_string()).collect(), String::new())
        }
        QuestionKind::Signs => {
            ((0..count).map(|at| letter(at).to_string()).collect(), message("paper-blank-none", &[]))
        }
        QuestionKind::Order => (vec![], vec!["…"; count].join(" → ")),
        QuestionKind::Match => (
            vec![],
            (1..=question.options.len())
                .map(|row| [&row.to_string(), " …"].concat())
                .collect::<Vec<_>>()
                .join("   "),
        ),
        QuestionKind::Number | QuestionKind::Short => {
            (vec![], ["…………………… ", unit(question).unwrap_or_default()].concat())
        }
    };
    Blank { number, letters, hint }
}

/// Shows one sheet to print.
pub async fn print(
    app: web::Data<App>,
    trainer: Trainer,
    path: web::Path<String>,
) -> Result<Page<PaperPrintPage>, WebError> {
    let loaded = find(&app, &trainer, &path).await?;
    let sheets = vec![printed(&app, &loaded).await?];
    Ok(Page::new(PaperPrintPage { sheets, back: loaded.back() }))
}

/// Finds a sheet by its number.
pub async fn search(
    app: web::Data<App>,
    request: HttpRequest,
    trainer: Trainer,
) -> Result<HttpResponse, WebError> {
    let Some(typed) = url_query(&request, "code") else {
        return Page::new(PapersPage::default()).into_response(&request);
    };
    let wrong = |key: &str| PapersPage {
        code: typed.chars().take(30).collect(),
        errors: vec![FieldError::new("code", message(key, &[]))],
    };
    let Some(code) = codes::read(&typed, SHEET_SIGNS) else {
        return Page::with_errors(wrong("papers-code-wrong")).into_response(&request);
    };
    match app.store.sheet_by_code(&trainer.scope, &code).await {
        Ok(sheet) => Ok(see_other(&sheet_href(sheet.id))),
        Err(StorageError::NotFound) => Page::with_errors(wrong("papers-code-none")).into_response(&request),
        Err(error) => Err(error.into()),
    }
}

async fn key_page(
    app: &App,
    loaded: &Loaded,
    typed: &str,
    errors: Vec<FieldError>,
) -> Result<PaperPage, WebError> {
    let sheet = &loaded.sheet;
    let test = loaded.module.test.as_ref().ok_or(WebError::NotFound)?;
    let keys = (1..).zip(loaded.asked()?).map(|(number, (question, _)): (usize, _)| {
        message("paper-key", &[("number", &number.to_string()), ("how", &key_words(question))])
    });
    let result = loaded.attempt.closed.map(|closed| {
        let args = [("right", closed.right.to_string()), ("of", closed.of.to_string())];
        let key = if closed.passed() { "paper-passed" } else { "paper-not-passed" };
        message(key, &[("right", &args[0].1), ("of", &args[1].1)])
    });
    let aside = app.store.kept_aside(sheet.id).await?;
    Ok(PaperPage {
        name: loaded.name.clone(),
        about: message("paper-about", &[("title", &test.title), ("code", &grouped(&sheet.code))]),
        action: sheet_href(sheet.id),
        answers: typed.chars().take(paper::TYPED_MAX).collect(),
        keys: keys.collect(),
        read: vec![],
        result,
        aside: (aside > 0).then(|| message("paper-aside", &[("n", &aside.to_string())])),
        print: Action::new([&sheet_href(sheet.id), "/print"].concat(), message("paper-print-again", &[])),
        back: loaded.back(),
        errors,
    })
}

/// How a question is keyed.
fn key_words(question: &Question) -> String {
    let last = letter(letters(question).saturating_sub(1)).to_string();
    match question.kind {
        QuestionKind::One | QuestionKind::Tap => message("paper-key-one", &[("last", &last)]),
        QuestionKind::TrueFalse => message("paper-key-true", &[]),
        QuestionKind::Many => message("paper-key-many", &[("last", &last)]),
        QuestionKind::Signs => message("paper-key-signs", &[("last", &last)]),
        QuestionKind::Order => message("paper-key-order", &[("n", &letters(question).to_string())]),
        QuestionKind::Match => message("paper-key-match", &[("n", &question.options.len().to_string())]),
        QuestionKind::Number => message("paper-key-number", &[]),
        QuestionKind::Short => message("paper-key-short", &[]),
    }
}

/// Shows where a sheet is keyed in, or its result.
pub async fn show(
    app: web::Data<App>,
    trainer: Trainer,
    path: web::Path<String>,
) -> Result<Page<PaperPage>, WebError> {
    let loaded = find(&app, &trainer, &path).await?;
    Ok(Page::new(key_page(&app, &loaded, "", vec![]).await?))
}

/// What is wrong with what was keyed: a sentence a question, and what to write instead.
fn problem_words(asked: &[(&Question, &[u8])], at: usize, problem: Problem) -> String {
    let number = (at + 1).to_string();
    let how = asked.get(at).map(|(question, _)| key_words(question)).unwrap_or_default();
    let key = match problem {
        Problem::Missing => "paper-missing",
        Problem::Twice => "paper-twice",
        Problem::Unreadable(AnswerError::Incomplete) => "paper-incomplete",
        Problem::Unreadable(AnswerError::SamePlace) => "paper-same",
        Problem::Unreadable(_) => "paper-unreadable",
    };
    message(key, &[("number", &number), ("how", &how)])
}

/// Reads what was keyed and says it back; asked again, marks it.
pub async fn key(
    app: web::Data<App>,
    request: HttpRequest,
    trainer: Trainer,
    path: web::Path<String>,
    form: Form<KeyedIn>,
) -> Result<HttpResponse, WebError> {
    let loaded = find(&app, &trainer, &path).await?;
    let asked = loaded.asked()?;
    let typed: String = form.0.answers.chars().take(paper::TYPED_MAX).collect();
    let answers: Vec<Option<Answer>> = match read_sheet(&asked, &typed) {
        Ok(answers) => answers,
        Err((problems, stray)) => {
            let stray = stray.map(|text| message("paper-stray", &[("text", &text)]));
            let nothing = typed.trim().is_empty().then(|| message("paper-nothing", &[]));
            let words = problems.iter().map(|(at, problem)| problem_words(&asked, *at, *problem));
            let texts: Vec<String> = match nothing {
                Some(nothing) => vec![nothing],
                None => stray.into_iter().chain(words).collect(),
            };
            let errors = texts.into_iter().map(|text| FieldError::new("answers", text)).collect();
            let page = key_page(&app, &loaded, &typed, errors).await?;
            return Page::with_errors(page).into_response(&request);
        }
    };
    if form.0.confirm.is_empty() {
        let mut page = key_page(&app, &loaded, &typed, vec![]).await?;
        for (number, ((question, order), answer)) in (1usize..).zip(asked.iter().zip(&answers)) {
            let text = match answer {
                Some(answer) => written(question, order, Some(answer)),
                None => message("paper-left-open", &[]),
            };
            let args = [("number", number.to_string()), ("text", text)];
            page.read.push(message("paper-read-line", &[("number", &args[0].1), ("text", &args[1].1)]));
        }
        // As it was read, so that what is confirmed is what was shown.
        let whole =
            (1usize..).zip(asked.iter().zip(&answers)).map(|(number, ((question, order), answer))| {
                [&number.to_string(), " ", &written(question, order, answer.as_ref())].concat()
            });
        page.answers = whole.collect::<Vec<_>>().join("\n");
        return Page::new(page).into_response(&request);
    }
    let in_use = app.courses.now();
    let doer = paper_doer(&trainer, &app);
    let (scope, id) = (&trainer.scope, loaded.sheet.id);
    let on_sheet = Written { sheet: id, drawn_from: &loaded.module, answers: &answers };
    let keyed = app.store.key_sheet(scope, doer, &in_use.catalogue, on_sheet, &mut random_byte).await?;
    match keyed {
        Keyed::Marked(_) => Ok(see_other_done(&sheet_href(id), "paper-keyed")),
        Keyed::KeptAside(_) => {
            let loaded = find(&app, &trainer, &path).await?;
            let errors = vec![FieldError::new("answers", message("paper-refused", &[]))];
            let page = key_page(&app, &loaded, &typed, errors).await?;
            Page::with_status(page, actix_web::http::StatusCode::CONFLICT).into_response(&request)
        }
    }
}

async fn session_page(
    app: &App,
    trainer: &Trainer,
    id: &str,
    errors: Vec<FieldError>,
) -> Result<SessionPapersPage, WebError> {
    let evening = load(app, trainer, id).await?;
    let in_use = app.courses.now();
    let place = href(evening.session.id);
    let sheets = app.store.session_sheets(&trainer.scope, evening.session.id).await?;
    let mut rows = Vec::new();
    for sheet in &sheets {
        let member = app.store.member(&trainer.scope, sheet.member).await?;
        let module = in_use.catalogue.module(&sheet.module).map_or("", |module| module.title.as_str());
        let key = if sheet.keyed_at.is_some() { "paper-row-keyed" } else { "paper-row-open" };
        rows.push(SheetRow {
            name: member.shown_name(),
            about: message(key, &[("code", &grouped(&sheet.code)), ("title", module)]),
            href: sheet_href(sheet.id),
        });
    }
    let modules = evening.session.modules.iter().filter_map(|id| in_use.catalogue.module(id));
    let modules: Vec<Choice> = modules
        .filter(|module| module.test.is_some())
        .map(|module| Choice { value: module.id.to_string(), label: module.title.clone(), checked: false })
        .collect();
    let single = modules.len() == 1;
    let me = trainer.login.person.id;
    let people = evening.attendees.iter().filter(|one| one.member.person.id != me);
    Ok(SessionPapersPage {
        action: [&place, "/papers"].concat(),
        form_id: form_id(),
        modules: modules.into_iter().map(|choice| Choice { checked: single, ..choice }).collect(),
        people: people
            .map(|one| Choice {
                value: one.member.person.id.to_string(),
                label: one.member.shown_name(),
                checked: one.present && one.member.person.device.as_deref() == Some("none"),
            })
            .collect(),
        print_href: [&place, "/papers/print"].concat(),
        sheets: rows,
        closed: !evening.session.is_open(),
        back: Action::new(place, message("session-back", &[])),
        errors,
    })
}

/// Shows the sheets of a session, and whom to print more for.
pub async fn show_session(
    app: web::Data<App>,
    trainer: Trainer,
    path: web::Path<String>,
) -> Result<Page<SessionPapersPage>, WebError> {
    Ok(Page::new(session_page(&app, &trainer, &path, vec![]).await?))
}

/// Draws tests for several people of a session, all or none.
pub async fn draw_for_session(
    app: web::Data<App>,
    request: HttpRequest,
    trainer: Trainer,
    path: web::Path<String>,
    form: Form<Fields>,
) -> Result<HttpResponse, WebError> {
    let evening = load(&app, &trainer, &path).await?;
    let id = evening.session.id;
    if !evening.session.is_open() {
        return Ok(see_other(&href(id)));
    }
    let mut errors = Vec::new();
    let (module, members) = (first(&form.0, "module"), all(&form.0, "member"));
    if module.is_empty() {
        errors.push(FieldError::new("module", message("choose-one", &[])));
    } else if !evening.session.modules.iter().any(|one| one.as_str() == module) {
        return Err(WebError::NotFound);
    }
    if members.is_empty() || members.len() > PRINT_MAX {
        let most = PRINT_MAX.to_string();
        errors.push(FieldError::new("member", message("session-papers-choose", &[("most", &most)])));
    }
    if errors.is_empty() {
        let in_use = app.courses.now();
        let mut wanted = Vec::new();
        for member in members {
            let member: PersonId = member.parse().map_err(|_| WebError::NotFound)?;
            let one = evening.attendees.iter().find(|one| one.member.person.id == member);
            let one = one.ok_or(WebError::NotFound)?;
            wanted.push((member, find_module(&in_use.catalogue, one.member.province.as_deref(), module)?));
        }
        let form_id = read_form_id(first(&form.0, "form_id"))?;
        let doer = paper_doer(&trainer, &app);
        let drawn =
            app.store.print_sheets(&trainer.scope, doer, Some(id), &wanted, form_id, &mut random_byte).await;
        match drawn {
            Ok(_) => return Ok(see_other_done(&[&href(id), "/papers"].concat(), "papers-drawn")),
            Err(StorageError::TriesUsedUp) => {
                errors.push(FieldError::new("member", message("session-papers-tries", &[])));
            }
            Err(error) => return or_over(error, id),
        }
    }
    Page::with_errors(session_page(&app, &trainer, &path, errors).await?).into_response(&request)
}

/// Shows all sheets of a session that are not keyed in yet, to print.
pub async fn print_session(
    app: web::Data<App>,
    trainer: Trainer,
    path: web::Path<String>,
) -> Result<Page<PaperPrintPage>, WebError> {
    let evening = load(&app, &trainer, &path).await?;
    let mut sheets = Vec::new();
    for sheet in app.store.session_sheets(&trainer.scope, evening.session.id).await? {
        if sheet.keyed_at.is_none() && sheets.len() < PRINT_MAX {
            sheets.push(printed(&app, &open(&app, &trainer, sheet).await?).await?);
        }
    }
    Ok(Page::new(PaperPrintPage { sheets, back: back_to_session(evening.session.id) }))
}
