//! `/modules/{module}/practice`: what a trainer will watch, and what was seen already.

use super::lesson::module_href;
use super::{Stand, find_module, number};
use crate::web::App;
use crate::web::error::WebError;
use crate::web::login::Learner;
use crate::web::messages::message;
use crate::web::page::Page;
use crate::web::view::learner::{Act, Mile, PracticePage};
use crate::web::view::{Action, words};
use actix_web::web;
use tungngo_domain::certification::still_stands;
use tungngo_domain::content::PracticeItem;
use tungngo_domain::people::given_name;
use tungngo_domain::time::day;
use tungngo_storage::certificates::{SubjectKind, held_for};
use tungngo_storage::learning::NamedSignOff;

/// Shows the practice of a module.
pub async fn show(
    app: web::Data<App>,
    learner: Learner,
    path: web::Path<String>,
) -> Result<Page<PracticePage>, WebError> {
    let in_use = app.courses.now();
    let module = find_module(&in_use.catalogue, learner.province.as_deref(), &path)?;
    let practice = module.practice.as_ref().ok_or(WebError::NotFound)?;
    let member = learner.person.id;
    let progress = app.store.progress(member, &module.id).await?;
    let certificates = app.store.certificates(member).await?;
    let mut signed = app.store.named_sign_offs(member, &module.id).await?;
    let of_module = held_for(&certificates, SubjectKind::Module, module.id.as_str());
    let stand = Stand::new(module, progress, &certificates, &app);
    signed.retain(|one| {
        still_stands(&of_module, one.sign_off.at, app.now()) && stand.progress.sign_offs.contains_key(&one.id)
    });
    let waits = stand.rungs.does.is_none() || !stand.again.acts.is_empty();
    Ok(Page::new(PracticePage {
        eyebrow: message("practice-of-module", &[("number", &number(module).to_string())]),
        title: practice.title.clone(),
        intro: practice.intro.clone(),
        waiting: waits.then(|| message("practice-how", &[])),
        checklist: practice.checklist.iter().map(|item| act(item, &signed)).collect(),
        teach_back: practice.teach_back.iter().map(|item| act(item, &signed)).collect(),
        miles: miles(&stand),
        trainer: None,
        next: None,
        back: Action::new(module_href(module), words::back_to_module(number(module))),
    }))
}

fn act(item: &PracticeItem, signed: &[NamedSignOff]) -> Act {
    let done = signed.iter().find(|one| one.sign_off.item == item.key);
    Act {
        text: item.act.clone(),
        look_for: item.look_for.clone(),
        done: done.map(|one| words::signed_off(day(one.sign_off.at), given_name(&one.signer_name))),
    }
}

fn miles(stand: &Stand<'_>) -> Vec<Mile> {
    let rungs = stand.rungs;
    let on = |at: Option<tungngo_domain::time::Instant>, key: &str| {
        at.map(|at| message(key, &[("date", &words::day(day(at)))]))
    };
    let knows = Mile {
        done: rungs.knows.is_some(),
        now: rungs.knows.is_none(),
        title: "Biết".to_owned(),
        text: rungs
            .knows
            .map_or_else(|| message("mile-knows-open", &[]), |at| words::test_passed_on(day(at))),
    };
    let does = Mile {
        done: rungs.does.is_some(),
        now: rungs.knows.is_some() && rungs.does.is_none(),
        title: "Làm được".to_owned(),
        text: on(rungs.does, "mile-does").unwrap_or_else(|| message("mile-does-open", &[])),
    };
    let teaches = Mile {
        done: rungs.teaches.is_some(),
        now: false,
        title: "Dạy được".to_owned(),
        text: on(rungs.teaches, "mile-teaches").unwrap_or_else(|| message("mile-teaches-open", &[])),
    };
    vec![knows, does, teaches]
}
