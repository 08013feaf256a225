//! A data folder with the demo's commune and, on top, many members who are signed in already.

use anyhow::Context;
use futures_util::stream::{self, StreamExt, TryStreamExt};
use std::path::Path;
use tungngo::cli::{Kind, build_app};
use tungngo::config::Options;
use tungngo::web::{Clock, public_notice_version};
use tungngo_domain::content::{Lesson, Module, QuestionKind};
use tungngo_domain::grading::Answer;
use tungngo_domain::ids::{LoginId, PersonId, UnitId};
use tungngo_domain::ledger::Source;
use tungngo_domain::people::{AddressForm, Phone, TeamRole};
use tungngo_domain::pin::Pin;
use tungngo_domain::time::{Instant as Moment, day};
use tungngo_domain::units::UnitKind;
use tungngo_storage::Store;
use tungngo_storage::learning::Doer;
use tungngo_storage::logins::{Door, Level, NewLogin, set_demo_pin};
use tungngo_storage::people::{NewPerson, add_person, join_team};
use tungngo_storage::units::add_unit;
use uuid::Uuid;

/// The PIN of those who have one.
pub const PIN: &str = "482917";
/// Writes that are under way at once while the folder is filled.
const AT_ONCE: usize = 32;
/// Communes that the members are spread over, as many as the raw reference counts in.
const COMMUNES: usize = 100;

/// A member with a browser that is signed in.
#[derive(Debug, Clone)]
pub struct Member {
    /// Who.
    pub id: PersonId,
    /// `name=value` of the login cookie.
    pub cookie: String,
    /// The token of this login's forms.
    pub csrf: String,
    /// The number that opens the phone door.
    pub phone: String,
    /// How many questions, from the first, of the first lesson were answered before measuring.
    pub answered: usize,
}

/// Whom and what to ask for.
pub struct Seeded {
    /// The members, in the order made.
    pub members: Vec<Member>,
    /// The token of forms that nobody signed in sends.
    pub anonymous_csrf: String,
    /// The first module of the catalogue.
    pub module: std::sync::Arc<Module>,
}

impl Seeded {
    /// The address of a lesson.
    pub fn lesson_path(&self, lesson: &Lesson) -> String {
        format!("/modules/{}/lessons/{}", self.module.id.as_str(), lesson.id.as_str())
    }
}

/// The questions of a module that are answered by choosing: the lesson's and the question's place.
pub fn chosen_questions(module: &Module) -> Vec<(usize, usize)> {
    let lessons = module.lessons.iter().enumerate();
    let all = lessons.flat_map(|(at, lesson)| {
        lesson.questions.iter().enumerate().map(move |(place, question)| ((at, place), question))
    });
    all.filter(|(_, question)| {
        question.kind != QuestionKind::Tap && matches!(Answer::right(question), Some(Answer::Chosen(_)))
    })
    .map(|(place, _)| place)
    .collect()
}

/// One village in each of some communes of the demo's province. Whoever writes waits for who writes to the same commune's
/// counters, and those who hand in at the same time are of many communes.
async fn villages(store: &Store, now: Moment) -> anyhow::Result<Vec<UnitId>> {
    let nation = store.unit_by_code("vn").await?.id;
    let of_demo = store.villages_below(nation).await?;
    let path = store.unit_path(of_demo.first().context("the demo has villages")?.id).await?;
    let province = path.iter().find(|unit| unit.kind == UnitKind::Province).context("a province")?;
    let communes = store.children(province.id).await?;
    let mut villages = Vec::new();
    store
        .write(async |txn| {
            for commune in communes.iter().take(COMMUNES) {
                villages.push(add_unit(txn, commune.id, "Thôn Đo", day(now)).await?);
            }
            Ok(())
        })
        .await?;
    Ok(villages)
}

/// Fills an empty data folder, or an empty PostgreSQL database where one is named: `count` members in villages of their
/// own, who agreed to the notice and are signed in; the first `with_pin` of them have the [`PIN`]; each of the first
/// `with_progress` has answered some questions.
pub async fn seed(
    data: &Path,
    courses: &Path,
    database: Option<&str>,
    count: usize,
    with_pin: usize,
    with_progress: usize,
) -> anyhow::Result<Seeded> {
    let options = Options {
        data: Some(data.to_owned()),
        courses: Some(courses.to_owned()),
        database_url: database.map(str::to_owned),
        ..Options::default()
    };
    let config = options.resolve(std::iter::empty())?;
    let app = build_app(&config, Kind::Demo, Clock::default()).await?.app;
    let store = &app.store;
    let now = app.now();
    let villages = villages(store, now).await?;
    let mut people = Vec::new();
    for chunk in (0..count).collect::<Vec<_>>().chunks(250) {
        let (villages, people) = (&villages, &mut people);
        store
            .write(async |txn| {
                for n in chunk {
                    let phone = format!("0900{:06}", 100_000 + n);
                    let new = NewPerson {
                        full_name: format!("Nguyễn Văn Thử {n}"),
                        address_form: [AddressForm::Bac, AddressForm::CoChu, AddressForm::AnhChi][n % 3],
                        phone: Phone::read(&phone).ok(),
                        birth_year: Some(1960 + i32::try_from(n % 40).unwrap_or(0)),
                        device: Some("own".to_owned()),
                    };
                    let id = add_person(txn, new, now).await?;
                    join_team(txn, id, villages[n % villages.len()], TeamRole::Member, now).await?;
                    people.push((id, phone));
                }
                Ok(())
            })
            .await?;
    }
    let module = app.courses.now().catalogue.modules.first().context("a module")?.clone();
    let lesson = module.lessons.first().context("a lesson")?;
    let make = |(n, (id, phone)): (usize, (PersonId, String))| {
        let (app, module) = (&app, &module);
        async move {
            let doer = Doer { person: id, login: LoginId(Uuid::nil()), source: Source::OwnPhone, now };
            store.give_consent(doer, public_notice_version()).await?;
            if n < with_pin {
                let hash = app.hasher.hash_pin(&Pin::read(PIN)?, id).await?;
                store.write(async |txn| set_demo_pin(txn, id, hash).await).await?;
            }
            let answered = if n < with_progress { n % (lesson.questions.len() + 1) } else { 0 };
            for question in &lesson.questions[..answered] {
                let right = Answer::right(question).unwrap_or_default();
                store.answer_question(doer, module, lesson, question, right, Uuid::now_v7()).await?;
            }
            let new = NewLogin {
                person: id,
                door: Door::Card,
                level: Level::Learner,
                shared: false,
                device: "Điện thoại Android".to_owned(),
                address: "127.0.0.1".to_owned(),
                expires_at: now + chrono::Duration::days(30),
                second_factor: false,
            };
            let login = store.start_login(new, now).await?;
            let cookie = app.login_cookie(login, Level::Learner, false)?;
            let csrf = app.keys.form_token(Some(login));
            anyhow::Ok(Member { id, cookie: cookie.stripped().to_string(), csrf, phone, answered })
        }
    };
    let members = stream::iter(people.into_iter().enumerate().map(make))
        .buffered(AT_ONCE)
        .try_collect::<Vec<Member>>()
        .await?;
    let anonymous_csrf = app.keys.form_token(None);
    store.clone().close().await?;
    Ok(Seeded { members, anonymous_csrf, module })
}
