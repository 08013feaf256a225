//! Two taught evenings of the demo: one closed a week ago, one planned for today, with a test on paper.

use super::{Staff, doer};
use crate::web::App;
use crate::web::secrets::random_byte;
use chrono::Duration;
use std::collections::{BTreeMap, BTreeSet};
use tungngo_domain::audience::Audience;
use tungngo_domain::content::{Catalogue, Module};
use tungngo_domain::ids::{PersonId, SessionId};
use tungngo_domain::ledger::Source;
use tungngo_domain::session::{Note, Outcome};
use tungngo_domain::time::{Instant, day, start_of_day, to_micros};
use tungngo_storage::session_acts::{Marked, Watched};
use tungngo_storage::sessions::NewSession;
use uuid::Uuid;

/// A member of the second team who has no phone.
const WITHOUT_PHONE: usize = 6;

/// Builds them. `members` are those of the first two teams at least, in their order.
pub async fn fill(
    app: &App,
    staff: &Staff,
    catalogue: &Catalogue,
    module: &Module,
    members: &[PersonId],
) -> anyhow::Result<()> {
    let today = start_of_day(day(app.now())) + Duration::minutes(19 * 60 + 30);
    let past = today - Duration::days(7);
    let (scope, now) = (&staff.trainer_scope, past + Duration::minutes(90));
    let trainer = doer(staff.trainer, Source::TrainerPhone, now);
    let session = plan(app, staff, module, 1, past).await?;
    let mut marked = Vec::new();
    if let Some(practice) = &module.practice {
        for (member, outcome) in
            members.iter().take(3).zip([Outcome::Helped, Outcome::NotYet, Outcome::Helped])
        {
            let seen = practice.checklist.iter().take(2).map(|item| (item.key.clone(), outcome));
            marked.push(Marked { member: *member, module, seen: seen.collect::<BTreeMap<_, _>>() });
        }
    }
    let arriving: Vec<(PersonId, bool)> = members.iter().take(4).map(|member| (*member, true)).collect();
    let watched = Watched {
        session,
        marked: &marked,
        arriving: &arriving,
        notes: members.first().map(|member| (*member, BTreeSet::from([Note::LargeText]))),
        form: Uuid::now_v7(),
    };
    app.store.record_seen(scope, trainer, catalogue, watched, &mut random_byte).await?;
    app.store.close_session(scope, trainer, session).await?;
    let tonight = plan(app, staff, module, 2, today).await?;
    if let Some(member) = members.get(WITHOUT_PHONE).filter(|_| module.test.is_some()) {
        let printing = doer(staff.trainer, Source::Paper, to_micros(app.now()));
        let wanted = [(*member, module)];
        let form = Uuid::now_v7();
        app.store.print_sheets(scope, printing, Some(tonight), &wanted, form, &mut random_byte).await?;
    }
    Ok(())
}

async fn plan(
    app: &App,
    staff: &Staff,
    module: &Module,
    teams: usize,
    starts_at: Instant,
) -> anyhow::Result<SessionId> {
    let new = NewSession {
        unit: staff.commune,
        place: "Nhà văn hóa thôn Bến Đá".to_owned(),
        starts_at,
        modules: vec![module.id.clone()],
        audience: Audience {
            teams: staff.teams.iter().take(teams).copied().collect(),
            ..Audience::default()
        },
        form: Uuid::now_v7(),
    };
    let trainer = doer(staff.trainer, Source::TrainerPhone, starts_at - Duration::days(2));
    Ok(app.store.plan_session(&staff.trainer_scope, trainer, new).await?)
}
