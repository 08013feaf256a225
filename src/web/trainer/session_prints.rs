//! What of a training session goes on paper: reminders, the list to sign, the record, and the record as a workbook.

use super::session::{Evening, items, load, modules_of};
use super::sessions::{href, module_titles, when};
use crate::table::{Kind as TableKind, TableWriter};
use crate::web::App;
use crate::web::download;
use crate::web::error::WebError;
use crate::web::login::{Trainer, called};
use crate::web::messages::message;
use crate::web::page::Page;
use crate::web::qr;
use crate::web::view::session::{
    AttendanceRow, AttendanceSheetPage, RecordPage, RecordRow, RemindersPage, Slip, TeamText,
};
use crate::web::view::{Action, words};
use actix_web::{HttpResponse, web};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::io::Cursor;
use tungngo_domain::ids::PersonId;
use tungngo_domain::people::given_name;
use tungngo_domain::session::Outcome;
use tungngo_domain::time::in_vietnam;
use tungngo_domain::units::in_sentence;
use tungngo_storage::audit;
use tungngo_storage::session_people::Attendee;

/// Rows of the list to sign; blank ones fill it up for those who come unasked.
const SIGN_ROWS: usize = 14;

fn back(evening: &Evening) -> Action {
    Action::new(href(evening.session.id), message("session-back", &[]))
}

/// "Thứ Bảy 21/11/2026, 19 giờ 30, nhà văn hóa thôn Bến Đá"
fn when_and_where(evening: &Evening) -> String {
    [when(evening.session.starts_at), evening.session.place.clone()].join(", ")
}

/// Shows the reminders.
pub async fn reminders(
    app: web::Data<App>,
    trainer: Trainer,
    path: web::Path<String>,
) -> Result<Page<RemindersPage>, WebError> {
    let evening = load(&app, &trainer, &path).await?;
    let about = module_titles(&app, &evening.session);
    let me = &trainer.login.person;
    let mut contact = called(me);
    if let Some(phone) = &me.phone {
        contact = [contact, phone.grouped()].join(", ");
    }
    let when = when(evening.session.starts_at);
    let invited: Vec<&Attendee> = evening.attendees.iter().filter(|one| one.invited).collect();
    let mut texts: Vec<TeamText> = Vec::new();
    for chunk in invited.chunk_by(|a, b| a.member.team == b.member.team) {
        let team = evening.teams.get(&chunk[0].member.team).cloned().unwrap_or_default();
        let names: Vec<String> = chunk.iter().map(|one| called(&one.member.person)).collect();
        let args = [
            ("names", names.join(", ")),
            ("when", in_sentence(&when)),
            ("place", evening.session.place.clone()),
            ("about", about.clone()),
            ("contact", contact.clone()),
            ("team", in_sentence(&team)),
        ];
        let args: Vec<(&'static str, &str)> = args.iter().map(|(key, text)| (*key, text.as_str())).collect();
        texts.push(TeamText {
            id: ["to-", &(texts.len() + 1).to_string()].concat(),
            team,
            text: [message("session-invitation", &args), message("session-invitation-rest", &args)]
                .join("\n"),
        });
    }
    let slips = invited.iter().map(|one| Slip {
        invited: message(
            "session-slip-name",
            &[("form", one.member.person.address_form.word()), ("name", one.member.shown_name().as_str())],
        ),
        team: evening.teams.get(&one.member.team).cloned().unwrap_or_default(),
    });
    Ok(Page::new(RemindersPage {
        texts,
        slips: slips.collect(),
        when,
        place: evening.session.place.clone(),
        about,
        contact,
        back: back(&evening),
    }))
}

/// Shows the list to sign.
pub async fn attendance_sheet(
    app: web::Data<App>,
    trainer: Trainer,
    path: web::Path<String>,
) -> Result<Page<AttendanceSheetPage>, WebError> {
    let evening = load(&app, &trainer, &path).await?;
    let in_use = app.courses.now();
    let ids: Vec<PersonId> = evening.attendees.iter().map(|one| one.member.person.id).collect();
    let progress = app.store.members_progress(&ids).await?;
    let mut rows: Vec<AttendanceRow> = evening
        .attendees
        .iter()
        .map(|one| {
            let person = one.member.person.id;
            let waits = modules_of(&evening.session, &in_use.catalogue, one).filter(|module| {
                let own = progress.get(&person).and_then(|own| own.get(&module.id));
                let signed = evening.signed.get(&(person, module.id.clone()));
                let open = items(module).any(|(item, teaching)| {
                    !teaching && !signed.is_some_and(|signed| signed.contains(&item.key))
                });
                open && own.is_some_and(|own| own.module.knows_at.is_some())
            });
            AttendanceRow {
                name: one.member.shown_name(),
                team: evening.teams.get(&one.member.team).cloned().unwrap_or_default(),
                practice: waits.map(|module| module.skill.short_title()).collect::<Vec<_>>().join(", "),
            }
        })
        .collect();
    if rows.len() < SIGN_ROWS {
        rows.resize_with(SIGN_ROWS, AttendanceRow::default);
    }
    let url = [app.config.base_url.as_str(), &href(evening.session.id)].concat();
    Ok(Page::new(AttendanceSheetPage {
        unit: app.store.unit(evening.session.unit).await?.name,
        when: when_and_where(&evening),
        qr_svg: qr::svg(&url, &message("session-sheet-qr", &[]))?,
        rows,
        back: back(&evening),
    }))
}

/// The rows of the record.
async fn record_rows(app: &App, evening: &Evening) -> Result<Vec<RecordRow>, WebError> {
    let in_use = app.courses.now();
    let mut trainers: BTreeMap<PersonId, String> = BTreeMap::new();
    for act in &evening.acts {
        if let Entry::Vacant(trainer) = trainers.entry(act.trainer) {
            let person = app.store.own_person(act.trainer).await?;
            trainer.insert(given_name(&person.full_name).to_owned());
        }
    }
    let mut rows = Vec::new();
    for one in &evening.attendees {
        let person = one.member.person.id;
        let mut acts = Vec::new();
        for act in evening.acts.iter().filter(|act| act.person == person) {
            let module = in_use.catalogue.for_province(one.member.province.as_deref(), &act.module);
            let named = module.and_then(|module| {
                items(module).find(|(item, _)| item.key == act.item).map(|(item, _)| item.act.clone())
            });
            let mut how = act.outcome.word().to_owned();
            if act.outcome == Outcome::Alone && act.revoked {
                how = message("session-revoked", &[]);
            }
            let trainer = trainers.get(&act.trainer).map_or("", String::as_str);
            let act = named.unwrap_or_else(|| act.item.to_string());
            acts.push(message("session-record-act", &[("act", &act), ("how", &how), ("who", trainer)]));
        }
        let there = match (one.present, one.invited) {
            (true, true) => "session-there",
            (true, false) => "session-there-uninvited",
            (false, _) => "session-not-there",
        };
        let notes: Vec<String> =
            one.notes.iter().map(|note| message(&["note-", note.code()].concat(), &[])).collect();
        rows.push(RecordRow {
            name: one.member.shown_name(),
            team: evening.teams.get(&one.member.team).cloned().unwrap_or_default(),
            there: message(there, &[]),
            acts,
            notes: notes.join(", "),
        });
    }
    Ok(rows)
}

/// Shows the record.
pub async fn record(
    app: web::Data<App>,
    trainer: Trainer,
    path: web::Path<String>,
) -> Result<Page<RecordPage>, WebError> {
    let evening = load(&app, &trainer, &path).await?;
    let state = match (evening.session.closed_at, evening.session.closed_by) {
        (Some(at), Some(by)) => {
            let by = app.store.own_person(by).await?;
            let args = [("when", words::moment(at)), ("who", called(&by))];
            message("session-record-closed", &[("when", &args[0].1), ("who", &args[1].1)])
        }
        _ => message("session-record-open", &[]),
    };
    Ok(Page::new(RecordPage {
        unit: app.store.unit(evening.session.unit).await?.name,
        when: when_and_where(&evening),
        about: module_titles(&app, &evening.session),
        counts: evening.counts(),
        state,
        rows: record_rows(&app, &evening).await?,
        xlsx_href: [&href(evening.session.id), "/record.xlsx"].concat(),
        back: back(&evening),
    }))
}

/// The record as a workbook: one row for what was seen of each person, or for a person of whom nothing was.
pub async fn record_xlsx(
    app: web::Data<App>,
    trainer: Trainer,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let evening = load(&app, &trainer, &path).await?;
    let rows = record_rows(&app, &evening).await?;
    let entry = audit::Entry {
        actor: Some(trainer.login.person.id),
        action: "session-exported",
        target: Some(("session", evening.session.id.to_string())),
        unit: Some(evening.session.unit),
        detail: rows.len().to_string(),
        ..audit::Entry::default()
    };
    app.store.audit(entry, app.now()).await?;
    let heading: Vec<String> =
        ["session-col-name", "session-col-team", "session-col-there", "session-col-seen", "session-notes"]
            .iter()
            .map(|key| message(key, &[]))
            .collect();
    let name =
        ["buoi-tap-huan-", &in_vietnam(evening.session.starts_at).format("%Y-%m-%d").to_string()].concat();
    let bytes = web::block(move || -> anyhow::Result<Vec<u8>> {
        let mut out = Cursor::new(Vec::new());
        let heading: Vec<&str> = heading.iter().map(String::as_str).collect();
        let mut table =
            TableWriter::new(TableKind::Xlsx, &message("session-record-title", &[]), &heading, &mut out)?;
        for row in &rows {
            table.row(&[&row.name, &row.team, &row.there, &row.acts.join("; "), &row.notes])?;
        }
        table.finish()?;
        Ok(out.into_inner())
    })
    .await
    .map_err(|error| WebError::Ours(error.into()))??;
    Ok(download::table(TableKind::Xlsx, &name).body(bytes))
}
