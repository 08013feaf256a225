//! What of a training session goes on paper: reminders, the list to sign, the record, and the record as a workbook.

use super::session::{Evening, items, load, load_any, modules_of};
use super::sessions::{href, module_titles, when, when_in_text, why_words};
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
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use tungngo_domain::ids::{PersonId, UnitId};
use tungngo_domain::membership::short_names;
use tungngo_domain::people::given_name;
use tungngo_domain::session::Outcome;
use tungngo_domain::time::{Instant, in_vietnam};
use tungngo_domain::units::in_sentence;
use tungngo_storage::audit;
use tungngo_storage::session_changes::EarlierPlan;
use tungngo_storage::session_people::Attendee;
use tungngo_storage::sessions::Session;

/// Rows of the list to sign; blank ones fill it up for those who come unasked.
const SIGN_ROWS: usize = 14;

fn back(evening: &Evening) -> Action {
    Action::new(href(evening.session.id), message("session-back", &[]))
}

/// "Thứ Bảy 21/11/2026, 19 giờ 30, nhà văn hóa thôn Bến Đá"
fn when_and_where(evening: &Evening) -> String {
    [when(evening.session.starts_at), evening.session.place.clone()].join(", ")
}

/// What a session's texts say, whoever they are for.
struct Said {
    when: String,
    place: String,
    about: String,
    contact: String,
    /// "Lý do: mưa to."
    cancelled: Option<String>,
    /// The plans that changes left behind, the latest first.
    earlier: Vec<EarlierPlan>,
}

impl Said {
    /// The earlier dates that this team was told of and that no longer hold, the latest first.
    fn old_dates(&self, session: &Session, team: UnitId) -> Vec<(Instant, &str)> {
        let mut old: Vec<(Instant, &str)> = Vec::new();
        for plan in self.told(team) {
            let date = (plan.starts_at, plan.place.as_str());
            if date != (session.starts_at, session.place.as_str()) && !old.contains(&date) {
                old.push(date);
            }
        }
        old
    }

    /// The earlier plans by which this team was invited.
    fn told(&self, team: UnitId) -> impl Iterator<Item = &EarlierPlan> {
        self.earlier
            .iter()
            .filter(move |plan| plan.audience.teams.is_empty() || plan.audience.teams.contains(&team))
    }

    /// "thứ Bảy 21/11/2026, 19 giờ 30, tại nhà văn hóa thôn Bến Đá"
    fn dated(&self, (at, place): (Instant, &str)) -> String {
        message("session-date-and-place", &[("when", &when_in_text(at)), ("place", place)])
    }

    /// What is different for a team that was invited before: "Đổi lịch: …"
    fn change(&self, session: &Session, team: UnitId) -> Option<String> {
        let old = self.old_dates(session, team);
        let (when, place) = (when_in_text(session.starts_at), self.place.as_str());
        let joined = |all: BTreeSet<String>| all.into_iter().collect::<Vec<_>>().join("; ");
        if old.is_empty() {
            let other = self.told(team).any(|plan| plan.modules != session.modules);
            return other.then(|| message("session-changed-about", &[("when", &when), ("place", place)]));
        }
        if old.iter().all(|(at, _)| *at == session.starts_at) {
            let old = joined(old.iter().map(|(_, place)| (*place).to_owned()).collect());
            return Some(message(
                "session-changed-place",
                &[("when", &when), ("old", &old), ("place", place)],
            ));
        }
        if old.iter().all(|(_, there)| *there == place) {
            let old = old.iter().map(|(at, _)| when_in_text(*at)).collect::<Vec<_>>().join("; ");
            return Some(message(
                "session-changed-when",
                &[("when", &when), ("old", &old), ("place", place)],
            ));
        }
        let old = old.into_iter().map(|date| self.dated(date)).collect::<Vec<_>>().join("; ");
        Some(message("session-changed-both", &[("when", &when), ("old", &old), ("place", place)]))
    }

    /// The whole text for a team whose people are invited.
    fn text(&self, session: &Session, team: (UnitId, &str), names: &str) -> String {
        let when = when_in_text(session.starts_at);
        let args = [
            ("names", names),
            ("team", team.1),
            ("when", &when),
            ("place", &self.place),
            ("about", &self.about),
            ("contact", &self.contact),
        ];
        if let Some(why) = &self.cancelled {
            let old = self.old_dates(session, team.0);
            let mut off = message("session-off", &args);
            if !old.is_empty() {
                let old = old.into_iter().map(|date| self.dated(date)).collect::<Vec<_>>().join("; ");
                off = [off, message("session-off-before", &[("old", &old)])].join(" ");
            }
            return [[off.as_str(), why].join(" "), message("session-off-rest", &args)].join("\n");
        }
        match self.change(session, team.0) {
            Some(change) => [
                change,
                message("session-invitation-again", &args),
                message("session-invitation-rest", &args),
            ]
            .join("\n"),
            None => {
                [message("session-invitation", &args), message("session-invitation-rest", &args)].join("\n")
            }
        }
    }

    /// The teams that were invited and are not any more, with the date that they were told of last.
    fn left_out(&self, session: &Session) -> BTreeMap<UnitId, (Instant, &str)> {
        let mut left = BTreeMap::new();
        // None named means all.
        for plan in self.earlier.iter().filter(|_| !session.audience.teams.is_empty()) {
            for team in plan.audience.teams.difference(&session.audience.teams) {
                left.entry(*team).or_insert((plan.starts_at, plan.place.as_str()));
            }
        }
        left
    }
}

/// Shows the reminders: the invitation, what changed since another was sent, or that the session does not take place.
pub async fn reminders(
    app: web::Data<App>,
    trainer: Trainer,
    path: web::Path<String>,
) -> Result<Page<RemindersPage>, WebError> {
    let evening = load_any(&app, &trainer, &path).await?;
    let session = &evening.session;
    let me = &trainer.login.person;
    let mut contact = called(me);
    if let Some(phone) = &me.phone {
        contact = [contact, phone.grouped()].join(", ");
    }
    let said = Said {
        when: when(session.starts_at),
        place: session.place.clone(),
        about: module_titles(&app, &session.modules),
        contact,
        cancelled: session.cancelled.as_ref().map(why_words),
        earlier: app.store.earlier_plans(session.id).await?,
    };
    let invited: Vec<&Attendee> = evening.attendees.iter().filter(|one| one.invited).collect();
    let mut texts: Vec<TeamText> = Vec::new();
    let mut add = |team: String, text: String| {
        texts.push(TeamText { id: ["to-", &(texts.len() + 1).to_string()].concat(), team, text });
    };
    for chunk in invited.chunk_by(|a, b| a.member.team == b.member.team) {
        let id = chunk[0].member.team;
        let team = evening.teams.get(&id).cloned().unwrap_or_default();
        let mut of = Vec::new();
        for one in chunk {
            of.push((one.member.person.full_name.as_str(), one.member.shown_name()));
        }
        let names = chunk.iter().zip(short_names(&of));
        let names =
            names.map(|(one, short)| [one.member.person.address_form.before_name(), " ", &short].concat());
        let names: Vec<String> = names.collect();
        let text = said.text(session, (id, &in_sentence(&team)), &names.join(", "));
        add(team, text);
    }
    if session.is_open() {
        for (id, date) in said.left_out(session) {
            // Who was added as a guest, or moved here, is written to already.
            if invited.iter().any(|one| one.member.team == id) {
                continue;
            }
            let team = app.store.unit(id).await?.name;
            let args =
                [("date", said.dated(date)), ("team", in_sentence(&team)), ("contact", said.contact.clone())];
            let args = args.each_ref().map(|(name, text)| (*name, text.as_str()));
            add(team, message("session-left-out", &args));
        }
    }
    let off = session.cancelled.is_some();
    let slips = invited.iter().map(|one| Slip {
        invited: message(
            if off { "session-slip-name-off" } else { "session-slip-name" },
            &[
                ("form", one.member.person.address_form.before_name()),
                ("name", one.member.shown_name().as_str()),
            ],
        ),
        team: evening.teams.get(&one.member.team).cloned().unwrap_or_default(),
    });
    Ok(Page::new(RemindersPage {
        texts,
        slips: slips.collect(),
        changed: !said.earlier.is_empty(),
        cancelled: said.cancelled,
        when: said.when,
        place: said.place,
        about: said.about,
        contact: said.contact,
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
            let args = [("when", words::moment(at)), ("who", by.full_name)];
            message("session-record-closed", &[("when", &args[0].1), ("who", &args[1].1)])
        }
        _ => message("session-record-open", &[]),
    };
    Ok(Page::new(RecordPage {
        unit: app.store.unit(evening.session.unit).await?.name,
        when: when_and_where(&evening),
        about: module_titles(&app, &evening.session.modules),
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
