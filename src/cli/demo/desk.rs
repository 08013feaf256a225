//! Certificates at the officer's desk: one was reissued after its name was corrected, one waits for it, one ends soon.
//! The programme of trainers and officials has words of its own.

use super::{Class, Staff, Test, sign, test};
use crate::web::App;
use crate::web::secrets::random_byte;
use chrono::{Duration, Months};
use std::collections::BTreeSet;
use tungngo_domain::access::{Right, Role, Scope};
use tungngo_domain::content::{Catalogue, Module};
use tungngo_domain::ids::{PersonId, Slug};
use tungngo_domain::time::{Instant, day, start_of_day, to_micros};
use tungngo_storage::certificate_templates::Wording;
use tungngo_storage::memberships::Correction;
use tungngo_storage::programmes::STAFF_PROGRAMME;
use uuid::Uuid;

/// Certified members whose names were written otherwise at first: their places in the list, and the name now.
const CORRECTED: [(usize, &str); 2] = [(11, "Hoàng Văn Nghĩ"), (19, "Lý Văn Sang")];
/// Who holds a certificate that ends soon.
const ENDS_SOON: usize = 27;

/// Builds them. `modules` are those of the programme.
pub async fn fill(
    app: &App,
    staff: &Staff,
    catalogue: &Catalogue,
    modules: &[&Module],
    members: &[PersonId],
) -> anyhow::Result<()> {
    let now = to_micros(app.now());
    for (n, name) in CORRECTED {
        let Some(member) = members.get(n) else { continue };
        correct(app, staff, *member, name, now - Duration::days(2)).await?;
    }
    let right = Right {
        role: Role::Officer,
        unit: staff.commune,
        from: now - Duration::days(30),
        until: None,
        modules: BTreeSet::new(),
    };
    let scope = Scope::of(staff.officer, Role::Officer, &[right], now)
        .ok_or_else(|| anyhow::anyhow!("the officer's right is in force"))?;
    if let Some(member) = members.get(CORRECTED[0].0)
        && let Some(one) = app.store.certificates(*member).await?.first()
    {
        let at = now - Duration::days(1);
        app.store.reissue_certificate(&scope, one.id, &mut random_byte, at).await?;
    }
    let limited = modules.iter().find_map(|module| module.valid_for_months.map(|months| (*module, months)));
    if let (Some(member), Some((module, months))) = (members.get(ENDS_SOON), limited) {
        // Five weeks are left of it.
        let ends = day(now) + Duration::days(35);
        let issued = start_of_day(ends.checked_sub_months(Months::new(months)).unwrap_or(ends));
        let class = Class { app, staff, catalogue, module };
        test(&class, *member, issued, Test::Pass).await?;
        sign(&class, *member, issued + Duration::hours(2), usize::MAX, false).await?;
    }
    own_words(app, staff, now - Duration::days(20)).await
}

/// The words that the ministry's officer wrote for trainers and officials.
async fn own_words(app: &App, staff: &Staff, at: Instant) -> anyhow::Result<()> {
    let programme = Slug::parse(STAFF_PROGRAMME)?;
    let issuer = app.store.programme_issuer(&programme).await?;
    let (issuer_unit, signer_title, signer_name) =
        issuer.map(|issuer| (issuer.unit, issuer.title, issuer.name)).unwrap_or_default();
    let wording = Wording {
        heading: "Giấy chứng nhận".to_owned(),
        programme: "đã học cách hướng dẫn người khác, theo chương trình [tên]".to_owned(),
        issuer_unit,
        signer_title,
        signer_name,
        ..Wording::default()
    };
    let (id, by) = (Uuid::now_v7(), staff.ministry);
    app.store.draft_template(id, &programme, wording, by, at).await?;
    Ok(app.store.use_template(id, by, at + Duration::hours(1)).await?)
}

async fn correct(app: &App, staff: &Staff, id: PersonId, name: &str, at: Instant) -> anyhow::Result<()> {
    let member = app.store.member(&staff.trainer_scope, id).await?;
    let to = Correction {
        full_name: name.to_owned(),
        address_form: member.person.address_form,
        phone: member.person.phone,
        birth_year: member.person.birth_year,
        device: member.person.device,
        language: member.person.language,
        role: member.role,
        body: member.body,
    };
    Ok(app.store.correct_member(&staff.trainer_scope, id, to, at).await?)
}
