//! `/trainer/roster`, `/officer/roster` and `/admin/roster`: a file of people in, what it would change, writing it,
//! taking it back; the roster out.

use super::doubts;
use crate::roster::export;
use crate::roster::file::UPLOAD_MAX_BYTES;
use crate::roster::{Order, ReadError, Reading, Understood, read};
use crate::table::Kind as Table;
use crate::web::App;
use crate::web::download;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::login::{Administrator, Officer, Staff, Trainer};
use crate::web::messages::message;
use crate::web::page::{Page, see_other, see_other_done, url_query};
use crate::web::public::logout::Nothing;
use crate::web::publishing::grouped;
use crate::web::upload::Upload;
use crate::web::view::rosters::{
    self as words_of, ColumnRow, ImportPage, ImportRow, RosterPage, RowLine, Tab,
};
use crate::web::view::{Action, Choice, FieldError, Kind, Status, words};
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::Datelike;
use std::collections::HashMap;
use std::ops::Deref;
use std::time::Duration;
use tungngo_domain::access::Scope;
use tungngo_domain::ids::UnitId;
use tungngo_domain::people::{Phone, TeamRole};
use tungngo_domain::roster::Class;
use tungngo_domain::units::UnitKind;
use tungngo_storage::audit;
use tungngo_storage::doubts::Asked;
use tungngo_storage::rosters::{
    Counts, Import, NewImport, PAGE_ROWS, ShownRow, Standing, State, UNDO_DAYS, Undoing,
};
use uuid::Uuid;

/// A sent file is waited for so long before its page says how far it is.
const AT_ONCE: Duration = Duration::from_millis(1_500);
/// A reading that was not heard of for so long has ended with its server.
const STOPPED_AFTER_MINUTES: i64 = 3;

/// A role that keeps rosters, and where its pages are.
pub trait Keeper: Deref<Target = Staff> {
    /// Where its pages begin.
    const ROOT: &'static str;
    /// The page above.
    const HOME: &'static str;
    /// What that page is called.
    const HOME_LABEL: &'static str;
}

impl Keeper for Trainer {
    const ROOT: &'static str = "/trainer/roster";
    const HOME: &'static str = "/trainer";
    const HOME_LABEL: &'static str = "nav-trainer";
}

impl Keeper for Officer {
    const ROOT: &'static str = "/officer/roster";
    const HOME: &'static str = "/officer";
    const HOME_LABEL: &'static str = "nav-officer";
}

impl Keeper for Administrator {
    const ROOT: &'static str = "/admin/roster";
    const HOME: &'static str = "/admin";
    const HOME_LABEL: &'static str = "nav-admin";
}

fn href<K: Keeper>(rest: &str) -> String {
    [K::ROOT, rest].concat()
}

fn count(n: i64) -> String {
    grouped(u64::try_from(n).unwrap_or(0))
}

fn state(import: &Import, app: &App) -> Status {
    let (kind, key) = match import.state {
        State::Reading if stopped(import, app) => (Kind::Bad, "roster-state-stopped"),
        State::Reading => (Kind::Plain, "roster-state-reading"),
        State::Read => (Kind::Warn, "roster-state-read"),
        State::Failed => (Kind::Bad, "roster-state-failed"),
        State::Applied => (Kind::Ok, "roster-state-applied"),
        State::Undone => (Kind::Plain, "roster-state-undone"),
        State::Dropped => (Kind::Plain, "roster-state-dropped"),
    };
    Status::new(kind, message(key, &[]))
}

fn stopped(import: &Import, app: &App) -> bool {
    app.now() - import.beat_at > chrono::Duration::minutes(STOPPED_AFTER_MINUTES)
}

fn sent(import: &Import) -> String {
    message("roster-sent", &[("when", &words::moment(import.created_at))])
}

fn counts_line(counts: &Counts) -> String {
    let parts = [
        ("new", counts.new),
        ("changed", counts.changed),
        ("same", counts.same),
        ("refused", counts.refused),
    ];
    message(
        "roster-counts",
        &parts.map(|(name, n)| (name, count(n))).each_ref().map(|(name, n)| (*name, n.as_str())),
    )
}

/// Shows what was sent, and the form for one more file.
pub async fn list<K: Keeper>(
    app: web::Data<App>,
    request: HttpRequest,
    keeper: K,
) -> Result<Page<RosterPage>, WebError> {
    Ok(Page::new(list_page::<K>(&app, &request, &keeper.scope, ("", ""), vec![]).await?))
}

async fn list_page<K: Keeper>(
    app: &App,
    request: &HttpRequest,
    scope: &Scope,
    (unit, commune): (&str, &str),
    errors: Vec<FieldError>,
) -> Result<RosterPage, WebError> {
    let before = match url_query(request, "before") {
        Some(text) => Some(text.parse::<Uuid>().map_err(|_| WebError::Unreadable)?),
        None => None,
    };
    let imports = app.store.imports(scope, before).await?;
    let mut units = Vec::new();
    let mut asks_commune = false;
    for root in scope.roots() {
        let found = app.store.unit(*root).await?;
        asks_commune |= matches!(found.kind, UnitKind::Nation | UnitKind::Province);
        let value = root.to_string();
        units.push(Choice { checked: value == unit, label: found.name, value });
    }
    let file = |name: &str, key: &str| Action::new(href::<K>(name), message(key, &[]));
    Ok(RosterPage {
        crumbs: vec![Action::new(K::HOME, message(K::HOME_LABEL, &[]))],
        action: K::ROOT.to_owned(),
        units,
        asks_commune,
        commune: commune.chars().take(20).collect(),
        templates: vec![
            file("/template.xlsx", "roster-template-xlsx"),
            file("/template.csv", "roster-template-csv"),
        ],
        exports: vec![file("/members.xlsx", "roster-export-xlsx"), file("/members.csv", "roster-export-csv")],
        older_href: imports
            .last()
            .filter(|_| imports.len() == 20)
            .map(|last| href::<K>(&["?before=", &last.id.to_string()].concat())),
        imports: imports
            .iter()
            .map(|import| ImportRow {
                file: import.file_name.clone(),
                href: href::<K>(&["/", &import.id.to_string()].concat()),
                when: sent(import),
                state: state(import, app),
                counts: if import.counts.lines > 0 { counts_line(&import.counts) } else { String::new() },
            })
            .collect(),
        errors,
    })
}

/// Takes a file and begins to read it. Its page tells how far it is; one may leave and come back.
pub async fn upload<K: Keeper>(
    app: web::Data<App>,
    request: HttpRequest,
    keeper: K,
    payload: web::Payload,
) -> Result<HttpResponse, WebError> {
    let upload = Upload::receive(&app, &request, payload).await?;
    let field = |name: &str| upload.fields.get(name).map(|text| text.trim()).unwrap_or_default();
    let scope = keeper.scope.clone();
    let mut errors = Vec::new();
    if upload.length == 0 {
        errors.push(FieldError::new("file", message("roster-file-missing", &[])));
    }
    let mut unit = match field("unit") {
        "" => scope.roots().first().copied().ok_or(WebError::NotFound)?,
        text => text.parse::<UnitId>().map_err(|_| WebError::NotFound)?,
    };
    if !field("commune").is_empty() {
        let found =
            app.store.unit_by_code(field("commune")).await.ok().filter(|unit| unit.kind == UnitKind::Commune);
        match found {
            Some(commune) if app.store.reaches(&scope, commune.id).await? => unit = commune.id,
            _ => errors.push(FieldError::new("commune", message("commune-code-wrong", &[]))),
        }
    }
    if !errors.is_empty() {
        let typed = (field("unit"), field("commune"));
        let page = list_page::<K>(&app, &request, &scope, typed, errors).await?;
        return Page::with_errors(page).into_response(&request);
    }
    let new = NewImport { unit, actor: Some(scope.actor()), file_name: upload.name.clone() };
    let id = app.store.begin_import(&scope, new, app.now()).await?;
    let order = Order {
        file: upload.file.path().to_owned(),
        program: app.config.program.clone(),
        max_bytes: UPLOAD_MAX_BYTES,
        scope,
        unit,
        this_year: app.today().year(),
    };
    let mut reading = actix_web::rt::spawn({
        let app = app.clone();
        async move {
            let file = upload.file;
            take_in(&app, id, order).await;
            drop(file);
        }
    });
    let _ = tokio::time::timeout(AT_ONCE, &mut reading).await;
    Ok(see_other(&href::<K>(&["/", &id.to_string()].concat())))
}

/// Reads a file into its import, to its end or its failure.
async fn take_in(app: &App, id: Uuid, order: Order) {
    let taken = read(&app.store, order, async |rows, counts| {
        if rows.is_empty() {
            app.store.import_beats(id, counts, app.now()).await
        } else {
            app.store.add_import_rows(id, rows, counts, app.now()).await
        }
    })
    .await;
    let ended = match taken {
        Ok(Reading { understood, counts, units, reach }) => {
            let understood = serde_json::to_string(&understood).unwrap_or_default();
            app.store.finish_reading(id, understood, counts, units, reach, app.now()).await
        }
        Err(ReadError::File(problem)) => app.store.fail_import(id, problem.code, app.now()).await,
        Err(ReadError::Storage(error)) => {
            tracing::error!(import = %id, %error, "a roster could not be read");
            app.store.fail_import(id, "stopped", app.now()).await
        }
    };
    if let Err(error) = ended {
        tracing::error!(import = %id, %error, "a roster's reading could not be ended");
    }
}

/// Shows a file: how far its reading is, or what was understood and what it changes.
pub async fn show<K: Keeper>(
    app: web::Data<App>,
    request: HttpRequest,
    keeper: K,
    path: web::Path<String>,
) -> Result<Page<ImportPage>, WebError> {
    let import = find(&app, &keeper.scope, &path).await?;
    Ok(Page::new(import_page::<K>(&app, &request, &keeper.scope, &import, None).await?))
}

async fn find(app: &App, scope: &Scope, id: &str) -> Result<Import, WebError> {
    let id: Uuid = id.parse().map_err(|_| WebError::NotFound)?;
    Ok(app.store.import(scope, id).await?)
}

async fn import_page<K: Keeper>(
    app: &App,
    request: &HttpRequest,
    scope: &Scope,
    import: &Import,
    refusal: Option<String>,
) -> Result<ImportPage, WebError> {
    let own = href::<K>(&["/", &import.id.to_string()].concat());
    let mut page = ImportPage {
        crumbs: vec![
            Action::new(K::HOME, message(K::HOME_LABEL, &[])),
            Action::new(K::ROOT, message("roster-title", &[])),
        ],
        file: import.file_name.clone(),
        when: sent(import),
        state: state(import, app),
        href: own.clone(),
        refusal,
        ..ImportPage::default()
    };
    match import.state {
        State::Reading if stopped(import, app) => page.problem = Some(words_of::problem("stopped")),
        State::Reading => {
            page.progress = Some(message("roster-progress", &[("lines", &count(import.counts.lines))]));
        }
        State::Failed => page.problem = Some(words_of::problem(&import.problem)),
        State::Dropped => page.problem = Some(words_of::problem("dropped")),
        State::Read | State::Applied | State::Undone => {
            if import.understood.is_empty() {
                page.problem = Some(words_of::problem("expired"));
                return Ok(page);
            }
            fill(app, request, scope, import, &mut page).await?;
        }
    }
    Ok(page)
}

/// What was understood, the rows, and what can be done.
async fn fill(
    app: &App,
    request: &HttpRequest,
    scope: &Scope,
    import: &Import,
    page: &mut ImportPage,
) -> Result<(), WebError> {
    let understood: Understood = serde_json::from_str(&import.understood).map_err(anyhow::Error::from)?;
    let class = match url_query(request, "class").filter(|_| request.method() == "GET") {
        Some(code) => Some(Class::from_code(&code).ok_or(WebError::Unreadable)?),
        None => None,
    };
    let after = match url_query(request, "after").filter(|_| request.method() == "GET") {
        Some(line) => line.parse::<i32>().map_err(|_| WebError::Unreadable)?,
        None => 0,
    };
    let rows = app.store.import_rows(import, class, after).await?;
    let entry = audit::Entry {
        actor: Some(scope.actor()),
        action: "members-read",
        target: Some(("roster-import", import.id.to_string())),
        unit: Some(import.unit),
        detail: rows.len().to_string(),
        ..audit::Entry::default()
    };
    app.store.audit_read(entry, app.now())?;
    let counts = &import.counts;
    page.columns = understood
        .columns
        .into_iter()
        .map(|column| ColumnRow {
            meaning: words_of::meaning(&column.field),
            cells: column.cells.into_iter().filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join("; "),
            heading: column.heading,
        })
        .collect();
    page.notes.push(message("roster-heading-row", &[("row", &understood.row.to_string())]));
    for (n, key) in [
        (counts.aside, "roster-note-aside"),
        (counts.carried, "roster-note-carried"),
        (counts.absent, "roster-note-absent"),
    ] {
        if n > 0 {
            page.notes.push(message(key, &[("n", &count(n))]));
        }
    }
    page.villages = app.store.import_units(import).await?;
    let filter = |class: Option<Class>| match class {
        Some(class) => [&page.href, "?class=", class.code()].concat(),
        None => page.href.clone(),
    };
    let tab = |which: Option<Class>, key: &str, n: i64| Tab {
        label: message(key, &[("n", &count(n))]),
        href: filter(which),
        current: which == class,
    };
    page.tabs = vec![
        tab(None, "roster-tab-all", counts.lines),
        tab(Some(Class::New), "roster-tab-new", counts.new),
        tab(Some(Class::Changed), "roster-tab-changed", counts.changed),
        tab(Some(Class::Same), "roster-tab-same", counts.same),
        tab(Some(Class::Refused), "roster-tab-refused", counts.refused),
    ];
    let shown = u64::try_from(rows.len()).unwrap_or(0);
    page.next_href = rows.last().filter(|_| shown == PAGE_ROWS).map(|last| {
        let joint = if class.is_some() { "&" } else { "?" };
        [&filter(class), joint, "after=", &last.line.to_string()].concat()
    });
    page.first_href = (after > 0).then(|| filter(class));
    let doubts = match import.state {
        State::Read => doubts_of(app, scope, &rows).await?,
        _ => HashMap::new(),
    };
    page.rows = rows.iter().enumerate().map(|(at, row)| row_line(row, doubts.get(&at))).collect();
    let will = [("new", counts.new), ("changed", counts.changed), ("villages", counts.new_units)];
    page.will = match counts.new + counts.changed {
        0 if counts.same == 0 => message("roster-will-mend", &[]),
        0 => message("roster-will-nothing", &[]),
        _ => message(
            "roster-will",
            &will.map(|(name, n)| (name, count(n))).each_ref().map(|(name, n)| (*name, n.as_str())),
        ),
    };
    if import.state == State::Read {
        page.drop_action = Some([&page.href, "/dropping"].concat());
        if counts.new + counts.changed > 0 {
            page.apply_action = Some([&page.href, "/application"].concat());
        }
    }
    let in_time = import.applied_at.is_some_and(|at| app.now() - at < chrono::Duration::days(UNDO_DAYS));
    if import.state == State::Applied && in_time {
        page.undo_action = Some([&page.href, "/undoing"].concat());
    }
    Ok(())
}

/// What speaks for a second look at rows that are to be written, by their place.
async fn doubts_of(
    app: &App,
    scope: &Scope,
    rows: &[ShownRow],
) -> Result<HashMap<usize, Vec<String>>, WebError> {
    let changes = |row: &ShownRow, field: &str| row.changes.iter().any(|change| change.field == field);
    let (places, asked): (Vec<usize>, Vec<Asked>) = rows
        .iter()
        .enumerate()
        .filter_map(|(at, row)| {
            let is_new = row.class == Class::New;
            let asked = Asked {
                team: row.team.filter(|_| is_new || row.class == Class::Changed)?,
                who: row.person,
                name: (is_new || changes(row, "name")).then(|| row.new.full_name.clone()),
                phone: row.new.phone.clone().filter(|_| is_new || changes(row, "phone")),
                leads: row.new.role == TeamRole::Leader.code() && (is_new || changes(row, "role")),
            };
            Some((at, asked))
        })
        .unzip();
    let mut lines: HashMap<usize, Vec<String>> = HashMap::new();
    for doubt in app.store.doubts(scope, &asked).await? {
        lines.entry(places[doubt.of]).or_default().push(doubts::sentence(&doubt));
    }
    Ok(lines)
}

fn row_line(row: &ShownRow, doubts: Option<&Vec<String>>) -> RowLine {
    let (kind, key) = match row.class {
        Class::New => (Kind::Ok, "roster-class-new"),
        Class::Changed => (Kind::Warn, "roster-class-changed"),
        Class::Same => (Kind::Plain, "roster-class-same"),
        Class::Refused => (Kind::Bad, "roster-class-refused"),
    };
    let new = &row.new;
    let born = new.birth_year.map(|year| message("roster-born", &[("year", &year.to_string())]));
    let phone = new.phone.as_deref().and_then(|digits| Phone::read(digits).ok()).map(|phone| phone.grouped());
    let role = TeamRole::from_code(&new.role).map(|role| role.word().to_owned());
    let about = [Some(row.village.clone()), role, born, phone, new.body.clone()];
    let about = about.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    let changes = row.changes.iter().map(words_of::change);
    RowLine {
        number: row.line.to_string(),
        name: new.full_name.clone(),
        about,
        state: Status::new(kind, message(key, &[])),
        says: row
            .refusal
            .iter()
            .map(words_of::refusal)
            .chain(changes)
            .chain(doubts.into_iter().flatten().cloned())
            .collect(),
    }
}

/// Shows a file with the reason why what was asked is not done.
async fn refuse<K: Keeper>(
    app: &App,
    request: &HttpRequest,
    keeper: &K,
    import: &Import,
    refusal: String,
) -> Result<HttpResponse, WebError> {
    let page = import_page::<K>(app, request, &keeper.scope, import, Some(refusal)).await?;
    Page::with_status(page, actix_web::http::StatusCode::CONFLICT).into_response(request)
}

/// Writes a file into the roster, whole or not at all.
pub async fn apply<K: Keeper>(
    app: web::Data<App>,
    request: HttpRequest,
    keeper: K,
    path: web::Path<String>,
    _form: Form<Nothing>,
) -> Result<HttpResponse, WebError> {
    let import = find(&app, &keeper.scope, &path).await?;
    let (id, scope, now) = (import.id, keeper.scope.clone(), app.now());
    let actor = Some(scope.actor());
    // In a task of its own: a browser that goes away leaves nothing half done.
    let written = actix_web::rt::spawn({
        let app = app.clone();
        async move { app.store.apply_import(&scope, id, actor, now).await }
    })
    .await
    .map_err(anyhow::Error::from)??;
    let own = href::<K>(&["/", &id.to_string()].concat());
    match written {
        Standing::Written => Ok(see_other_done(&own, "roster-applied")),
        Standing::Moved => refuse(&app, &request, &keeper, &import, message("roster-moved", &[])).await,
    }
}

/// Lays aside a file that waits to be written.
pub async fn lay_aside<K: Keeper>(
    app: web::Data<App>,
    request: HttpRequest,
    keeper: K,
    path: web::Path<String>,
    _form: Form<Nothing>,
) -> Result<HttpResponse, WebError> {
    let import = find(&app, &keeper.scope, &path).await?;
    let actor = Some(keeper.scope.actor());
    if app.store.drop_import(&keeper.scope, import.id, actor, app.now()).await? {
        return Ok(see_other_done(K::ROOT, "roster-dropped"));
    }
    // Written meanwhile, or never read: its page says what can be done.
    let import = find(&app, &keeper.scope, &path).await?;
    refuse(&app, &request, &keeper, &import, message("roster-drop-late", &[])).await
}

/// Takes a file back, whole or not at all.
pub async fn undo<K: Keeper>(
    app: web::Data<App>,
    request: HttpRequest,
    keeper: K,
    path: web::Path<String>,
    _form: Form<Nothing>,
) -> Result<HttpResponse, WebError> {
    let import = find(&app, &keeper.scope, &path).await?;
    let (id, scope, now) = (import.id, keeper.scope.clone(), app.now());
    let actor = Some(scope.actor());
    let undone = actix_web::rt::spawn({
        let app = app.clone();
        async move { app.store.undo_import(&scope, id, actor, now).await }
    })
    .await
    .map_err(anyhow::Error::from)??;
    let refusal = match undone {
        Undoing::Done => {
            let own = href::<K>(&["/", &id.to_string()].concat());
            return Ok(see_other_done(&own, "roster-undone"));
        }
        Undoing::TooOld => words_of::problem("expired"),
        Undoing::Newer(lines) if lines.is_empty() => message("roster-newer-somewhere", &[]),
        Undoing::Newer(lines) => {
            let lines = lines.iter().map(i32::to_string).collect::<Vec<_>>().join(", ");
            message("roster-newer", &[("lines", &lines)])
        }
    };
    refuse(&app, &request, &keeper, &import, refusal).await
}

/// The empty table as CSV.
pub async fn template_csv<K: Keeper>(_keeper: K) -> Result<HttpResponse, WebError> {
    template(Table::Csv)
}

/// The empty table as XLSX.
pub async fn template_xlsx<K: Keeper>(_keeper: K) -> Result<HttpResponse, WebError> {
    template(Table::Xlsx)
}

fn template(kind: Table) -> Result<HttpResponse, WebError> {
    let table = export::write_template(kind, std::io::Cursor::new(Vec::new()))?.into_inner();
    Ok(download::table(kind, "mau-danh-sach").body(table))
}

/// The roster as CSV.
pub async fn members_csv<K: Keeper>(app: web::Data<App>, keeper: K) -> Result<HttpResponse, WebError> {
    members(&app, &keeper.scope, Table::Csv).await
}

/// The roster as XLSX.
pub async fn members_xlsx<K: Keeper>(app: web::Data<App>, keeper: K) -> Result<HttpResponse, WebError> {
    members(&app, &keeper.scope, Table::Xlsx).await
}

/// Writes the roster within reach beside, so that the trail has its number of rows before a byte goes out (A1).
async fn members(app: &App, scope: &Scope, kind: Table) -> Result<HttpResponse, WebError> {
    let (out, members) = export::write(&app.store, scope, kind, download::beside().await?, |_| {}).await?;
    let entry = audit::Entry {
        actor: Some(scope.actor()),
        action: "roster-exported",
        unit: scope.roots().first().copied(),
        detail: members.to_string(),
        ..audit::Entry::default()
    };
    app.store.audit(entry, app.now()).await?;
    let name = match scope.roots() {
        [one] => ["to-cong-nghe-so-", &download::plain(&app.store.unit(*one).await?)].concat(),
        _ => "to-cong-nghe-so".to_owned(),
    };
    download::send(download::table(kind, &name), out)
}
