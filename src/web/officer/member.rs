//! `/officer/members/{member}`: one member as an officer sees one: how far in each module, who saw it, which
//! certificates.
//!
//! Owns: what the page says. Does not own: what is recorded (storage), what a trainer may do with a member
//! (`trainer/member.rs`). No phone, no device: who counts people needs neither.

use super::certificates::other;
use super::crumbs;
use crate::web::App;
use crate::web::error::WebError;
use crate::web::learner::home::status;
use crate::web::learner::{Stand, number};
use crate::web::login::Officer;
use crate::web::messages::message;
use crate::web::page::Page;
use crate::web::trainer::team::about;
use crate::web::view::officer::{PersonModule, PersonPage};
use crate::web::view::words;
use actix_web::web;
use tungngo_domain::certification::still_stands;
use tungngo_domain::content::Module;
use tungngo_domain::ids::PersonId;
use tungngo_domain::people::given_name;
use tungngo_domain::time::day;
use tungngo_storage::audit;
use tungngo_storage::certificates::{Certificate, SubjectKind, held_for};

/// The page of a member.
pub(super) fn member_href(member: PersonId) -> String {
    ["/officer/members/", &member.to_string()].concat()
}

/// Shows a member within reach; the look is noted in the audit trail (A1).
pub async fn show(
    app: web::Data<App>,
    officer: Officer,
    path: web::Path<String>,
) -> Result<Page<PersonPage>, WebError> {
    let id: PersonId = path.parse().map_err(|_| WebError::NotFound)?;
    let member = app.store.member(&officer.scope, id).await?;
    let entry = audit::Entry {
        actor: Some(officer.login.person.id),
        action: "member-read",
        target: Some(("person", id.to_string())),
        unit: Some(member.team),
        ..audit::Entry::default()
    };
    app.store.audit_read(entry, app.now())?;
    let above = app.store.unit_path(member.team).await?;
    let way = crumbs(&app, &officer, &above).await?;
    let place = app.store.whereabouts(&[member.team]).await?.remove(&member.team).unwrap_or_default();
    let certificates = app.store.certificates(id).await?;
    let in_use = app.courses.now();
    let mut modules = Vec::new();
    for module in in_use.catalogue.modules_for(member.province.as_deref()) {
        modules.push(of_module(&app, id, module, &certificates).await?);
    }
    let about = about(member.person.birth_year, member.role, app.today());
    let name = &member.person.full_name;
    let otherwise = certificates
        .iter()
        .filter(|one| one.revoked_at.is_none() && one.replaced_at.is_none() && one.holder_name != *name);
    let otherwise = otherwise.count() as u64;
    Ok(Page::new(PersonPage {
        named_otherwise: match otherwise {
            0 => String::new(),
            n => message("member-named-otherwise", &[("n", &words::number(n))]),
        },
        crumbs: way,
        name: member.shown_name(),
        about,
        place: place.in_words(),
        modules,
        certificates: certificates.iter().rev().map(|one| other(one, app.today())).collect(),
    }))
}

/// How far a member is in a module, and who saw what.
async fn of_module(
    app: &App,
    member: PersonId,
    module: &Module,
    certificates: &[Certificate],
) -> Result<PersonModule, WebError> {
    let stand = Stand::new(module, app.store.progress(member, &module.id).await?, certificates, app);
    let held = held_for(certificates, SubjectKind::Module, module.id.as_str());
    let mut signed = app.store.named_sign_offs(member, &module.id).await?;
    signed.retain(|one| {
        still_stands(&held, one.sign_off.at, app.now()) && stand.progress.sign_offs.contains_key(&one.id)
    });
    let practice = module.practice.as_ref();
    let acts =
        practice.into_iter().flat_map(|practice| practice.checklist.iter().chain(&practice.teach_back));
    let seen = acts.filter_map(|item| {
        let one = signed.iter().find(|one| one.sign_off.item == item.key)?;
        let when = words::full_day(day(one.sign_off.at));
        let said = [("act", item.act.as_str()), ("day", &when), ("who", given_name(&one.signer_name))];
        Some(message("member-seen", &said))
    });
    let rungs = stand.rung_views();
    Ok(PersonModule {
        number: u32::try_from(number(module)).unwrap_or(0),
        title: module.title.clone(),
        seen: seen.collect(),
        // What the rungs say already is not said again.
        status: Some(status(&stand).text)
            .filter(|said| rungs.iter().all(|rung| rung.label != *said))
            .unwrap_or_default(),
        rungs,
    })
}
