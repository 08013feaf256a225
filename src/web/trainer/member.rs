//! `/trainer/members/{member}`: one member, signing off what was seen, and a new login card.

use super::team::about;
use crate::web::App;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::learner::home::status;
use crate::web::learner::{Stand, find_module, form_id, number, read_form_id};
use crate::web::login::{Trainer, called, doer};
use crate::web::messages::message;
use crate::web::page::{Page, see_other_done};
use crate::web::public::logout::Nothing;
use crate::web::qr;
use crate::web::secrets::{link_secret, random_byte, random_number, secret_hash};
use crate::web::view::learner::Fact;
use crate::web::view::trainer::{MemberModule, MemberPage, PrintedCardPage, SignOff, SignOffItem};
use crate::web::view::{Action, Contact, FieldError, words};
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::Duration;
use serde::Deserialize;
use std::collections::BTreeSet;
use tungngo_domain::access::{SignOffRefusal, may_sign_off};
use tungngo_domain::certification::still_stands;
use tungngo_domain::codes;
use tungngo_domain::content::{LANGUAGES, Module, PracticeItem};
use tungngo_domain::ids::{EventId, PersonId, Slug};
use tungngo_domain::people::{clean_line, given_name};
use tungngo_domain::pin::{FIRST_PIN_DAYS, Pin};
use tungngo_domain::time::day;
use tungngo_domain::units::in_sentence;
use tungngo_storage::certificates::{SubjectKind, held_for};
use tungngo_storage::learning::{NamedSignOff, Seen as SeenActs};
use tungngo_storage::logins::issue_card;
use tungngo_storage::people::Member;
use tungngo_storage::{StorageError, audit};

/// The acts that were seen.
#[derive(Debug, Deserialize)]
pub struct Seen {
    #[serde(default)]
    item: Vec<String>,
    #[serde(default)]
    form_id: String,
}

/// Why a sign-off is taken back.
#[derive(Debug, Deserialize)]
pub struct Revocation {
    #[serde(default)]
    reason: String,
}

pub async fn find(app: &App, trainer: &Trainer, id: &str) -> Result<Member, WebError> {
    let id: PersonId = id.parse().map_err(|_| WebError::NotFound)?;
    Ok(app.store.member(&trainer.scope, id).await?)
}

/// Shows a member; the look is noted in the audit trail (A1).
pub async fn show(
    app: web::Data<App>,
    trainer: Trainer,
    path: web::Path<String>,
) -> Result<Page<MemberPage>, WebError> {
    let member = find(&app, &trainer, &path).await?;
    let entry = audit::Entry {
        actor: Some(trainer.login.person.id),
        action: "member-read",
        target: Some(("person", member.person.id.to_string())),
        unit: Some(member.team),
        ..audit::Entry::default()
    };
    app.store.audit_read(entry, app.now())?;
    Ok(Page::new(page(&app, &trainer, &member, vec![]).await?))
}

async fn page(
    app: &App,
    trainer: &Trainer,
    member: &Member,
    errors: Vec<FieldError>,
) -> Result<MemberPage, WebError> {
    let in_use = app.courses.now();
    let (person, me) = (&member.person, trainer.login.person.id);
    let team = app.store.unit(member.team).await?;
    let certificates = app.store.certificates(person.id).await?;
    let held = app.store.held_modules(me, app.now()).await?;
    let above = app.store.units_above(person.id).await?;
    let mut modules = Vec::new();
    for module in in_use.catalogue.modules_for(member.province.as_deref()) {
        let progress = app.store.progress(person.id, &module.id).await?;
        let mut signed = app.store.named_sign_offs(person.id, &module.id).await?;
        let of_module = held_for(&certificates, SubjectKind::Module, module.id.as_str());
        let stand = Stand::new(module, progress, &certificates, app);
        signed.retain(|one| {
            still_stands(&of_module, one.sign_off.at, app.now())
                && stand.progress.sign_offs.contains_key(&one.id)
        });
        let refusal = may_sign_off(&trainer.scope, person.id, &above, &module.id, &held).err();
        let mut sign_off = sign_off_view(module, person.id, &signed, refusal);
        if let Some(sign_off) = &mut sign_off {
            // All lists open would be twenty screens of a phone.
            let of_number = |error: &FieldError, what: &str| {
                let rest = error
                    .field
                    .strip_prefix(what)
                    .and_then(|rest| rest.strip_prefix(&number(module).to_string()));
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
            };
            let wrong = errors.iter().any(|error| of_number(error, "ky-") || of_number(error, "ly-do-"));
            sign_off.open = wrong || stand.waits_for_trainer();
        }
        modules.push(MemberModule {
            number: u32::try_from(number(module)).unwrap_or(0),
            title: module.title.clone(),
            rungs: stand.rung_views(),
            status: status(&stand).text,
            drilled: drilled(&stand),
            sign_off,
            paper_action: module.test.as_ref().filter(|_| person.id != me).map(|_| {
                ["/trainer/members/", &person.id.to_string(), "/modules/", module.id.as_str(), "/papers"]
                    .concat()
            }),
            paper_form: form_id(),
        });
    }
    let mut facts =
        vec![Fact { label: message("fact-address", &[]), value: words::capital(person.address_form.word()) }];
    if let Some(device) = &person.device {
        facts.push(Fact {
            label: message("fact-device", &[]),
            value: message(&["device-", device].concat(), &[]),
        });
    }
    if let Some(body) = &member.body {
        facts.push(Fact { label: message("fact-body", &[]), value: body.clone() });
    }
    if let Some(known) = LANGUAGES.iter().find(|known| known.code == person.language) {
        facts.push(Fact { label: message("fact-language", &[]), value: words::capital(known.name) });
    }
    let way = |page: &str, key: &str| {
        Action::new(["/trainer/members/", &person.id.to_string(), "/", page].concat(), message(key, &[]))
    };
    Ok(MemberPage {
        ways: vec![
            way("edit", "member-edit"),
            way("move", "member-move"),
            way("replacement", "member-replace"),
            way("leaving", "member-leave"),
        ]
        .into_iter()
        .chain((person.id != me).then(|| Action::new("#hoc", message("entry-heading", &[]))))
        .chain([Action::new("#the", message("member-card", &[]))])
        .collect(),
        crumbs: vec![
            Action::new("/trainer", message("nav-trainer", &[])),
            Action::new(["/trainer/teams/", &team.id.to_string()].concat(), team.name),
        ],
        name: member.shown_name(),
        about: about(person.birth_year, member.role, app.today()),
        contact: person.phone.as_ref().map(|phone| Contact {
            name: called(person),
            href: phone.tel_href(),
            phone: phone.grouped(),
        }),
        facts,
        contacts: contacts(app, person.id).await?,
        modules,
        cards_action: ["/trainer/members/", &person.id.to_string(), "/cards"].concat(),
        card_note: String::new(),
        entries_action: if person.id == me {
            String::new()
        } else {
            ["/trainer/members/", &person.id.to_string(), "/entries"].concat()
        },
        errors,
    })
}

/// What was done about a member, newest first.
async fn contacts(app: &App, member: PersonId) -> Result<Vec<String>, WebError> {
    let notes = app.store.contacts(member).await?.into_iter().map(|note| {
        let (at, until) = (words::day(day(note.at)), words::day(note.until));
        let who = given_name(&note.actor_name).to_owned();
        let what = message(&["contact-", note.kind.code()].concat(), &[]);
        message("contact-line", &[("what", &what), ("at", &at), ("who", &who), ("until", &until)])
    });
    Ok(notes.collect())
}

/// How many of the module's practice phones were tapped through, once one was.
fn drilled(stand: &Stand<'_>) -> Option<String> {
    let mut drills = stand.module.lessons.iter().flat_map(|lesson| &lesson.drills);
    let all = drills.clone().count() as u64;
    let done = drills.by_ref().filter(|drill| stand.progress.drills.contains_key(&drill.key)).count() as u64;
    (done > 0).then(|| words::drilled(done, all))
}

/// Why a trainer may not sign off in a module, in words.
pub fn refusal_words(refusal: SignOffRefusal, module: &Module) -> String {
    match refusal {
        SignOffRefusal::OwnRecord => message("sign-off-own", &[]),
        SignOffRefusal::NotGranted => message("sign-off-not-granted", &[("title", &module.title)]),
        SignOffRefusal::NotHeld => message("sign-off-not-held", &[("title", &module.title)]),
    }
}

fn sign_off_view(
    module: &Module,
    member: PersonId,
    signed: &[NamedSignOff],
    refusal: Option<SignOffRefusal>,
) -> Option<SignOff> {
    let practice = module.practice.as_ref()?;
    let may = refusal.is_none();
    let item = |item: &PracticeItem| {
        let done = signed.iter().find(|one| one.sign_off.item == item.key);
        SignOffItem {
            key: item.key.to_string(),
            act: item.act.clone(),
            look_for: item.look_for.clone(),
            signed: done.map(|one| words::signed_off(day(one.sign_off.at), given_name(&one.signer_name))),
            revocation_action: done
                .filter(|_| may)
                .map(|one| ["/trainer/sign-offs/", &one.id.to_string(), "/revocation"].concat()),
        }
    };
    let checklist: Vec<SignOffItem> = practice.checklist.iter().map(item).collect();
    let teach_back: Vec<SignOffItem> = practice.teach_back.iter().map(item).collect();
    let left = checklist.iter().chain(&teach_back).filter(|item| item.signed.is_none()).count();
    Some(SignOff {
        summary: message("signoff-open", &[("n", &left.to_string())]),
        open: false,
        action: ["/trainer/members/", &member.to_string(), "/modules/", module.id.as_str(), "/sign-offs"]
            .concat(),
        form_id: form_id(),
        refusal: refusal.map(|refusal| refusal_words(refusal, module)),
        checklist,
        teach_back,
    })
}

/// Signs off the ticked acts, all or none.
pub async fn sign_off(
    app: web::Data<App>,
    request: HttpRequest,
    trainer: Trainer,
    path: web::Path<(String, String)>,
    form: Form<Seen>,
) -> Result<HttpResponse, WebError> {
    let member = find(&app, &trainer, &path.0).await?;
    let in_use = app.courses.now();
    let module = find_module(&in_use.catalogue, member.province.as_deref(), &path.1)?;
    let form_id = read_form_id(&form.0.form_id)?;
    if form.0.item.is_empty() {
        let field = ["ky-", &number(module).to_string()].concat();
        let errors = vec![FieldError::new(field, message("sign-off-nothing", &[]))];
        return Page::with_errors(page(&app, &trainer, &member, errors).await?).into_response(&request);
    }
    let items: BTreeSet<Slug> = form
        .0
        .item
        .iter()
        .map(|item| Slug::parse(item).map_err(|_| WebError::NotFound))
        .collect::<Result<_, _>>()?;
    let doer = doer(&trainer.login, app.now());
    let seen = SeenActs { member: member.person.id, module, items: &items, form: form_id };
    app.store.sign_off(&trainer.scope, doer, &in_use.catalogue, seen, &mut random_byte).await?;
    Ok(see_other_done(&["/trainer/members/", &member.person.id.to_string()].concat(), "signed-off"))
}

/// Takes a sign-off back, with a reason.
pub async fn revoke(
    app: web::Data<App>,
    request: HttpRequest,
    trainer: Trainer,
    path: web::Path<String>,
    form: Form<Revocation>,
) -> Result<HttpResponse, WebError> {
    let id: EventId = path.parse().map_err(|_| WebError::NotFound)?;
    let reason: String = clean_line(&form.0.reason).chars().take(500).collect();
    let in_use = app.courses.now();
    if reason.is_empty() {
        let (person, module, item) = app.store.sign_off_place(&trainer.scope, id).await?;
        let member = app.store.member(&trainer.scope, person).await?;
        let module = find_module(&in_use.catalogue, member.province.as_deref(), module.as_str())?;
        let field = ["ly-do-", &number(module).to_string(), "-", item.as_str()].concat();
        let errors = vec![FieldError::new(field, message("revocation-reason", &[]))];
        return Page::with_errors(page(&app, &trainer, &member, errors).await?).into_response(&request);
    }
    let doer = doer(&trainer.login, app.now());
    let member = app.store.revoke_sign_off(&trainer.scope, doer, &in_use.catalogue, id, &reason).await?;
    Ok(see_other_done(&["/trainer/members/", &member.to_string()].concat(), "revoked"))
}

/// Prints a new card: the old one dies, and with it all logins. Shown once (P7).
pub async fn print_card(
    app: web::Data<App>,
    trainer: Trainer,
    path: web::Path<String>,
    _form: Form<Nothing>,
) -> Result<Page<PrintedCardPage>, WebError> {
    let member = find(&app, &trainer, &path).await?;
    let person = &member.person;
    if person.id == trainer.login.person.id {
        return Err(WebError::Refused("nobody prints their own card"));
    }
    let now = app.now();
    let (secret, pin) = (link_secret(), Pin::propose(random_number, person.phone.as_ref()));
    let serial = codes::make(codes::CARD_SERIAL_SIGNS, random_byte);
    let hash = app.hasher.hash_pin(&pin, person.id).await?;
    let until = now + Duration::days(FIRST_PIN_DAYS);
    let actor = trainer.login.person.id;
    app.store
        .write(async |txn| {
            issue_card(txn, person.id, secret_hash(&secret), serial.clone(), (hash, until), now).await?;
            let entry = audit::Entry {
                actor: Some(actor),
                action: "card-printed",
                target: Some(("person", person.id.to_string())),
                unit: Some(member.team),
                ..audit::Entry::default()
            };
            audit::write(txn, entry, now).await
        })
        .await
        .map_err(|error| match error {
            StorageError::Taken => WebError::Ours(anyhow::anyhow!("two cards drew the same serial")),
            other => other.into(),
        })?;
    let place = app.store.place(person.id).await?.ok_or(WebError::NotFound)?;
    let url = [&app.config.base_url, "/card/", &secret].concat();
    Ok(Page::new(PrintedCardPage {
        name: member.shown_name(),
        role: [words::capital(member.role.word()), in_sentence(&place.team_name)].join(", "),
        unit: place.commune_name,
        qr_svg: qr::svg(&url, &message("card-qr", &[]))?,
        serial,
        first_pin: Some(pin.grouped()),
        pin_until: words::full_day(day(until)),
        help_phone: app.config.help_phone.as_ref().map(|phone| phone.grouped()).unwrap_or_default(),
        back: Action::new(["/trainer/members/", &person.id.to_string()].concat(), member.shown_name()),
    }))
}
