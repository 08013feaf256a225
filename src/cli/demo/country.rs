//! `demo --scale`: fills an empty database with a made-up country, commune by commune, and goes on where it was stopped.
//!
//! Owns: the filling's bookkeeping (a setting, written in the transaction of what it tells of), its progress, and the
//! printed logins. Does not own: who the people are and what they did ([`crate::country`]) nor how it is written
//! ([`tungngo_storage::bulk`]).

use super::{DEMO_PASSPHRASE, DEMO_PIN, PROGRAMME_TITLE};
use crate::config::Config;
use crate::country::commune::{Made, Maker};
use crate::country::people::{STAFF_BORN, phone, spoken_to};
use crate::country::plan::{Plan, Scale, locations};
use crate::country::{dice, id_of, required};
use crate::web::App;
use crate::web::public_notice_version;
use anyhow::{Context, bail};
use chrono::{Duration, NaiveDate};
use clap::Args;
use indicatif::{HumanBytes, HumanCount, HumanDuration, ProgressBar, ProgressStyle};
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;
use tungngo_domain::access::Role;
use tungngo_domain::ids::PersonId;
use tungngo_domain::ledger::Source;
use tungngo_domain::pin::Pin;
use tungngo_domain::time::{Instant, day, start_of_day};
use tungngo_storage::bulk::Batch;
use tungngo_storage::certificates::Issuer;
use tungngo_storage::logins;
use tungngo_storage::people::{NewPerson, add_person_as};
use tungngo_storage::rights::grant_role;
use tungngo_storage::settings::{self, names};

/// Events of one transaction: enough to walk a large index once for many of them, few enough to hold two batches.
const EVENTS_A_BATCH: usize = 200_000;
/// How long before the histories the first staff were there.
const STAFF_DAYS: i64 = 210;

/// How large the country of `demo` is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Args)]
pub struct Wanted {
    /// Đổ dữ liệu mẫu cỡ một xã, một tỉnh, một phần trăm, một phần mười hay cả nước, thay cho xã mẫu
    #[arg(long, value_enum, value_name = "CỠ")]
    pub scale: Option<Scale>,
    /// Số gieo: cùng số thì ra cùng dữ liệu [mặc định: 1]
    #[arg(long, requires = "scale", value_name = "SỐ")]
    pub seed: Option<u64>,
}

/// How far the filling is: the setting [`names::DEMO_COUNTRY`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Filled {
    scale: Scale,
    seed: u64,
    /// The day that histories lead up to: the day of the first start.
    today: NaiveDate,
    /// Communes that are there.
    communes: usize,
    /// Events that are there.
    events: u64,
    /// Members that are certified.
    #[serde(default)]
    certified: u64,
    /// Seconds it took so far.
    seconds: u64,
    /// Whether the logins are there too.
    complete: bool,
}

impl Filled {
    async fn read(app: &App) -> anyhow::Result<Option<Self>> {
        let stored = app.store.setting(names::DEMO_COUNTRY).await?;
        stored.map(|text| serde_json::from_str(&text).context("cài đặt demo_country bị hỏng")).transpose()
    }
}

/// Fills what is wanted, or what was begun in this database. False when neither is asked for: the plain demo.
pub async fn fill(app: &App, wanted: Wanted) -> anyhow::Result<bool> {
    let filled = match (Filled::read(app).await?, wanted.scale) {
        (None, None) => return Ok(false),
        (None, Some(scale)) => begin(app, scale, wanted.seed.unwrap_or(1)).await?,
        (Some(there), scale) => {
            let other_seed = wanted.seed.is_some_and(|seed| seed != there.seed);
            if scale.is_some_and(|scale| scale != there.scale) || other_seed {
                bail!(
                    "thư mục dữ liệu này đã có dữ liệu mẫu cỡ khác hoặc số gieo khác. Hãy dùng --data với thư mục mới"
                );
            }
            there
        }
    };
    if !filled.complete {
        go_on(app, filled).await?;
    }
    Ok(true)
}

/// Sets up the programme and the first staff in a database that holds nobody.
async fn begin(app: &App, scale: Scale, seed: u64) -> anyhow::Result<Filled> {
    if !app.store.has_nobody().await? {
        bail!(
            "cơ sở dữ liệu này đã có người, không đổ dữ liệu mẫu vào được. Hãy dùng --data với thư mục mới"
        );
    }
    let in_use = app.courses.now();
    let required = required(&in_use.catalogue);
    let issuer = Issuer {
        unit: "Cơ quan cấp mẫu".to_owned(),
        title: "Người ký mẫu".to_owned(),
        name: "Lò Văn Mẫu".to_owned(),
    };
    app.store.ensure_programme(PROGRAMME_TITLE, &required, Some(issuer)).await?;
    let today = day(app.now());
    let filled =
        Filled { scale, seed, today, communes: 0, events: 0, certified: 0, seconds: 0, complete: false };
    let plan = plan(app, &filled).await?;
    let commune = plan.communes.first().context("bản đồ không có xã nào")?.location.clone();
    let since = start_of_day(today - Duration::days(STAFF_DAYS));
    let hash = app.hasher.hash_passphrase(DEMO_PASSPHRASE).await?;
    let roles = [
        (Role::Administrator, commune.nation, "quantri", "Ngô Văn Trị"),
        (Role::Officer, commune.nation, "canbo.bo", "Đỗ Văn Trung"),
        (Role::Author, commune.nation, "soanbai", "Vũ Thị Soạn"),
        (Role::Officer, commune.id, "canbo.xa", "Lê Văn Xã"),
    ];
    let state = serde_json::to_string(&filled)?;
    app.store
        .write(async |txn| {
            let mut by = None;
            for (role, unit, account, name) in roles {
                let person = named(txn, seed, account, name, since).await?;
                logins::set_passphrase(txn, person, Some(account), hash.clone(), since).await?;
                grant_role(txn, person, role, unit, None, by, since).await?;
                by.get_or_insert(person);
            }
            settings::set(txn, names::DEMO, "1").await?;
            settings::set(txn, names::DEMO_COUNTRY, &state).await
        })
        .await?;
    Ok(filled)
}

async fn named(
    txn: &impl tungngo_storage::Connection,
    seed: u64,
    account: &str,
    name: &str,
    since: Instant,
) -> tungngo_storage::Result<PersonId> {
    let new = NewPerson {
        full_name: name.to_owned(),
        address_form: spoken_to(name, STAFF_BORN),
        phone: None,
        birth_year: None,
        device: None,
    };
    add_person_as(txn, id_of(since, &mut dice(seed, account, 0)), new, since).await
}

async fn plan(app: &App, filled: &Filled) -> anyhow::Result<Plan> {
    let locations = locations(&app.store).await?;
    Ok(Plan::new(filled.seed, filled.today, filled.scale, locations))
}

async fn maker(app: &App, filled: &Filled) -> anyhow::Result<Maker> {
    let administrator =
        app.store.person_by_account("quantri").await?.context("không thấy người quản trị")?.id;
    Ok(Maker {
        plan: plan(app, filled).await?,
        catalogue: app.courses.now().catalogue.clone(),
        programme: app.store.programme(app.today()).await?,
        notice: public_notice_version().to_owned(),
        administrator,
    })
}

/// Some communes, ready to be written, and how many there are then.
struct Ready {
    batch: Batch,
    communes: usize,
}

/// Makes the communes that are missing on one thread and writes them on another.
async fn go_on(app: &App, mut filled: Filled) -> anyhow::Result<()> {
    let maker = maker(app, &filled).await?;
    let all = maker.plan.members_from(0);
    let begun = std::time::Instant::now();
    let earlier = filled.seconds;
    let bar = ProgressBar::new(all).with_style(
        ProgressStyle::with_template(
            "Dựng dữ liệu mẫu {bar:30} {human_pos}/{human_len} người, {per_sec}, còn {eta}  {msg}",
        )
        .unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
    bar.set_position(all - maker.plan.members_from(filled.communes));
    bar.reset_eta();
    let doors = app.store.phone_doors().await?;
    app.store.begin_batches().await?;
    let (sender, mut ready) = mpsc::channel(1);
    let first = filled.communes;
    let making = tokio::task::spawn_blocking(move || make(&maker, first, Batch::new(doors), &sender));
    while let Some(Ready { batch, communes }) = ready.recv().await {
        let (events, members) = (batch.events() as u64, batch.members() as u64);
        let certified = batch.certified_on().count() as u64;
        filled.communes = communes;
        filled.events += events;
        filled.certified += certified;
        filled.seconds = earlier + begun.elapsed().as_secs();
        let state = serde_json::to_string(&filled)?;
        app.store.write_batch(batch, (names::DEMO_COUNTRY, &state)).await?;
        bar.inc(members);
        let (events, certified) = (HumanCount(filled.events), HumanCount(filled.certified));
        bar.set_message(format!("{events} sự kiện, {certified} người được chứng nhận"));
    }
    making.await.context("việc dựng dữ liệu bị dừng")??;
    bar.finish_and_clear();
    finish(app, &filled).await?;
    filled.seconds = earlier + begun.elapsed().as_secs();
    filled.complete = true;
    app.store.end_batches((names::DEMO_COUNTRY, &serde_json::to_string(&filled)?)).await?;
    println!(
        "Đã dựng {} người, {} người được chứng nhận, {} sự kiện trong {}; cơ sở dữ liệu {}.",
        HumanCount(all),
        HumanCount(filled.certified),
        HumanCount(filled.events),
        HumanDuration(std::time::Duration::from_secs(filled.seconds)),
        HumanBytes(app.store.size_in_bytes().await?),
    );
    Ok(())
}

/// Makes batches until the plan is done, never more than one ahead of what is being written.
fn make(maker: &Maker, first: usize, mut batch: Batch, to: &mpsc::Sender<Ready>) -> anyhow::Result<()> {
    let last = maker.plan.communes.len();
    let runtime = tokio::runtime::Handle::current();
    let mut place = None;
    for at in first..last {
        if place.is_none() {
            let Ok(free) = runtime.block_on(to.reserve()) else { return Ok(()) };
            place = Some(free);
        }
        maker.make(at, &mut batch)?;
        if (batch.events() >= EVENTS_A_BATCH || at + 1 == last)
            && let Some(place) = place.take()
        {
            place.send(Ready { batch: batch.take(), communes: at + 1 });
        }
    }
    Ok(())
}

/// The logins that are printed, and the notice that their owners agreed to. Doing it again changes nothing.
async fn finish(app: &App, filled: &Filled) -> anyhow::Result<()> {
    let maker = maker(app, filled).await?;
    let commune = maker.plan.communes.first().context("bản đồ không có xã nào")?;
    let (trainer, officer) = (maker.trainer(commune).0, maker.officer(commune).0);
    let hash = app.hasher.hash_passphrase(DEMO_PASSPHRASE).await?;
    let elder = elder(&maker).context("xã đầu tiên không có ai")?.somebody.id;
    let pin = app.hasher.hash_pin(&Pin::read(DEMO_PIN)?, elder).await?;
    let now = start_of_day(filled.today);
    app.store
        .write(async |txn| {
            logins::set_passphrase(txn, trainer, Some("hang"), hash.clone(), now).await?;
            logins::set_passphrase(txn, officer, Some("canbo.tinh"), hash.clone(), now).await?;
            logins::set_demo_pin(txn, elder, pin).await
        })
        .await?;
    for account in ["quantri", "canbo.bo", "soanbai", "canbo.xa", "hang", "canbo.tinh"] {
        if let Some(person) = app.store.person_by_account(account).await? {
            let doer = super::doer(person.id, Source::OwnPhone, now);
            app.store.give_consent(doer, public_notice_version()).await?;
        }
    }
    Ok(())
}

/// The leader of the first team of the first commune.
fn elder(maker: &Maker) -> Option<Made> {
    let commune = maker.plan.communes.first()?;
    let teams = maker.villages(commune);
    maker.members(commune, &teams).into_iter().next()
}

/// Prints the address and the logins, as the plain demo does.
pub async fn greet(app: &App, config: &Config) -> anyhow::Result<bool> {
    let Some(filled) = Filled::read(app).await? else { return Ok(false) };
    let plan = plan(app, &filled).await?;
    let commune = plan.communes.first().context("bản đồ không có xã nào")?;
    let (unit, province) = (&commune.location.name, &commune.location.province_name);
    println!("Từng Ngõ, dữ liệu mẫu, đang chạy ở {}\n", config.base_url);
    println!("Tên xã và tỉnh có thật. Mọi tên người, số điện thoại, kết quả đều là mẫu.\n");
    println!("{:<44} {:<20} {:<14} {:<14} Mã PIN hoặc mật khẩu", "Vai", "Tên", "Cửa vào", "Tài khoản");
    let staff = |role: String, name: &str, account: &str| {
        println!("{role:<44} {name:<20} {:<14} {account:<14} {DEMO_PASSPHRASE}", "/staff/login");
    };
    staff("Cán bộ bộ".to_owned(), "Đỗ Văn Trung", "canbo.bo");
    staff(format!("Cán bộ tỉnh, {province}"), "Phạm Thị Tỉnh", "canbo.tinh");
    staff(format!("Cán bộ xã, {unit}"), "Lê Văn Xã", "canbo.xa");
    staff(format!("Tập huấn viên, {unit}"), "Trần Thị Thu Hằng", "hang");
    staff("Người soạn bài".to_owned(), "Vũ Thị Soạn", "soanbai");
    staff("Quản trị".to_owned(), "Ngô Văn Trị", "quantri");
    let elder = phone(101).grouped();
    println!(
        "{:<44} {:<20} {:<14} {elder:<14} {DEMO_PIN}",
        "Tổ trưởng, đang học", "Nguyễn Văn Hòa", "/login"
    );
    println!("\nBấm Ctrl+C để dừng. Dữ liệu ở {}.", config.data.display());
    Ok(true)
}
