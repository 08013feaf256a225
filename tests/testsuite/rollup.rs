//! The counters: each is its list, parts add up to the whole, and random histories end where a recount does.

use crate::reforms::{apply, line, new as reform, unit, village};
use crate::support::{Commune, Member, TestApp};
use chrono::{Days, Duration};
use sea_orm::ConnectionTrait;
use std::collections::BTreeSet;
use tungngo_domain::access::{Role, Scope};
use tungngo_domain::collation::{person_sort_key, sort_key};
use tungngo_domain::ids::{PersonId, UnitId};
use tungngo_domain::membership::Ending;
use tungngo_domain::people::{AddressForm, Phone, TeamRole};
use tungngo_domain::reform::{Relation, Sheet};
use tungngo_domain::rollup::{ANY_MODULE, Cohort, Metric, Part};
use tungngo_storage::Span;
use tungngo_storage::behind::{Behind, ROWS_BEHIND, When};
use tungngo_storage::figures::Ask;
use tungngo_storage::memberships::Correction;
use tungngo_storage::reforms::Reversal;

const PROGRAMME: &str = "thanh-vien";
const SUBJECTS: [&str; 4] = [ANY_MODULE, PROGRAMME, "thanh-toan", "an-toan"];

fn officer_scope(app: &TestApp, person: PersonId, unit: UnitId) -> Scope {
    app.officer_scope(person, unit)
}

/// The list behind a number, all of its pages. It is announced with as many rows as it has.
async fn listed(app: &TestApp, scope: &Scope, unit: UnitId, behind: &Behind) -> Vec<uuid::Uuid> {
    let mut all: Vec<uuid::Uuid> = Vec::new();
    let teams = behind.metric.counts_teams();
    let listing = app.store.listing(scope, unit, behind.clone()).await.unwrap();
    loop {
        let after = all.last().copied();
        let page: Vec<uuid::Uuid> = if teams {
            let page = app
                .store
                .teams_behind(&listing, Span { after: after.map(UnitId), rows: ROWS_BEHIND })
                .await
                .unwrap();
            page.into_iter().map(|team| team.id.0).collect()
        } else {
            let page = app
                .store
                .members_behind(&listing, Span { after: after.map(PersonId), rows: ROWS_BEHIND })
                .await
                .unwrap();
            page.into_iter().map(|member| member.person.id.0).collect()
        };
        let full = page.len() as u64 == ROWS_BEHIND;
        all.extend(page);
        if !full {
            break;
        }
    }
    let announced = app.store.count_behind(&listing).await.unwrap();
    assert_eq!(announced, all.len() as u64, "what {behind:?} is announced with");
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len(), "nobody is in {behind:?} twice");
    all
}

/// Walks every figure of a unit: the list behind it has exactly that many rows, cohorts and weeks add up to it, and the
/// units below add up to it.
async fn assert_figures_add_up(app: &TestApp, scope: &Scope, unit: UnitId) {
    let wanted: Vec<(&str, Metric)> =
        SUBJECTS.iter().flat_map(|subject| Metric::ALL.map(|metric| (*subject, metric))).collect();
    let figures = {
        let ask = Ask { below: &wanted, cohorts: true, weeks_of: &SUBJECTS, ..Ask::default() };
        app.store.figures(scope, unit, &ask).await.unwrap()
    };
    let name = &figures.unit.name;
    let is_commune = figures.unit.kind == tungngo_domain::units::UnitKind::Commune;
    for (subject, metric) in &wanted {
        let n = figures.own.get(subject, *metric);
        let behind = Behind::of(subject, *metric);
        let listed = listed(app, scope, unit, &behind).await;
        assert_eq!(n, listed.len() as u64, "{metric:?} of {subject} in {name}, and the list behind it");
        // A commune's teams do not say how many teams they are.
        if !(is_commune && metric.counts_teams()) {
            let below: u64 = figures.children.iter().map(|child| child.counts.get(subject, *metric)).sum();
            assert_eq!(n, below, "{metric:?} of {subject} in {name}, and what is below");
        }
    }
    let cohorts = &figures.cohorts;
    for (subject, metric) in
        [(ANY_MODULE, Metric::Members), (ANY_MODULE, Metric::Started), (PROGRAMME, Metric::Certified)]
    {
        let sum = |is_role: bool| -> u64 {
            let those = cohorts
                .iter()
                .filter(|((cohort, of), _)| *of == metric && matches!(cohort, Cohort::Role(_)) == is_role);
            those.map(|(_, n)| n).sum()
        };
        assert_eq!(figures.own.get(subject, metric), sum(true), "roles of {metric:?} in {name}");
        assert_eq!(figures.own.get(subject, metric), sum(false), "decades of {metric:?} in {name}");
        for ((cohort, of), n) in cohorts {
            if *of == metric {
                let behind = Behind { part: Part::Cohort(*cohort), ..Behind::of(subject, metric) };
                assert_eq!(*n, listed(app, scope, unit, &behind).await.len() as u64, "{cohort:?}");
            }
        }
    }
    for subject in SUBJECTS {
        let weeks = &figures.weeks[subject];
        let kept = match subject {
            ANY_MODULE => vec![Metric::Started],
            PROGRAMME => vec![Metric::Certified],
            _ => vec![Metric::Started, Metric::Knows, Metric::Does, Metric::Teaches],
        };
        for metric in kept {
            let sum: u64 = weeks.iter().filter(|((_, of), _)| *of == metric).map(|(_, n)| n).sum();
            assert_eq!(figures.own.get(subject, metric), sum, "weeks of {metric:?} of {subject} in {name}");
            // Who got there in a week, and who had got there before it, are listed too.
            let those = weeks.iter().filter(|((_, of), n)| *of == metric && **n > 0);
            let mut before = 0;
            for ((week, _), n) in those {
                for (when, n) in [
                    (When::Before(*week), before),
                    // Whatever day it is asked from, a week belongs to where its Monday lies.
                    (When::Within(*week - Days::new(2), *week + Days::new(3)), *n),
                ] {
                    let behind = Behind { when, ..Behind::of(subject, metric) };
                    let listed = listed(app, scope, unit, &behind).await;
                    assert_eq!(listed.len() as u64, n, "{behind:?} in {name}");
                }
                before += n;
            }
        }
    }
    // Some of the units below are listed together.
    let some: Vec<_> = figures.children.iter().step_by(2).collect();
    if !some.is_empty() {
        for (subject, metric) in &wanted {
            if is_commune && metric.counts_teams() {
                continue;
            }
            let n: u64 = some.iter().map(|child| child.counts.get(subject, *metric)).sum();
            let among = some.iter().map(|child| child.unit.id).collect();
            let behind = Behind { among, ..Behind::of(subject, *metric) };
            assert_eq!(listed(app, scope, unit, &behind).await.len() as u64, n, "{behind:?} in {name}");
        }
    }
}

async fn assert_everything_adds_up(app: &TestApp, officer: PersonId, communes: &[Commune]) {
    app.store.bring_figures_to(app.today()).await.unwrap();
    app.assert_books_agree().await;
    let nation = app.db_nation().await;
    let scope = officer_scope(app, officer, nation);
    // Provinces know at once, also what is not summed yet.
    for commune in communes {
        assert_figures_add_up(app, &scope, commune.province).await;
    }
    app.keep_figures().await.unwrap();
    app.assert_books_agree().await;
    assert!(
        !app.store.figures(&scope, nation, &Ask::default()).await.unwrap().behind,
        "every province was summed"
    );
    let mut units = BTreeSet::from([nation]);
    for commune in communes {
        units.extend([commune.id, commune.province]);
    }
    for unit in units {
        assert_figures_add_up(app, &scope, unit).await;
    }
}

#[tokio::test]
async fn a_certificate_that_ends_has_lapsed_in_the_figures_of_the_next_day() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let member = app.db_a_member().in_team(commune.team).create().await;
    app.db_certified(member.id, "an-toan", commune).await;
    let ends = app.store.certificates(member.id).await.unwrap()[0].valid_until.expect("it ends");
    let scope = officer_scope(&app, member.id, commune.id);
    let of_module = async |metric| {
        app.keep_figures().await.unwrap();
        app.store.figures(&scope, commune.id, &Ask::default()).await.unwrap().own.get("an-toan", metric)
    };
    assert_eq!((of_module(Metric::Certified).await, of_module(Metric::Lapsed).await), (1, 0));
    let (today, day) = (app.today(), Duration::days(1));
    app.travel(ends - today);
    assert_eq!((of_module(Metric::Certified).await, of_module(Metric::Lapsed).await), (1, 0));
    app.travel(day);
    assert_eq!((of_module(Metric::Certified).await, of_module(Metric::Lapsed).await), (0, 1));
    assert_everything_adds_up(&app, member.id, &[commune]).await;
}

/// A long list of a large unit is walked in the order of names, a short one gathered and sorted: both are the same list.
#[tokio::test]
async fn a_long_list_of_the_nation_is_those_of_its_communes_put_in_order() {
    let app = TestApp::start().await;
    let communes =
        [app.db_commune_in("08").await, app.db_commune_in("08").await, app.db_commune_in("01").await];
    let names = ["Nguyễn Văn Hòa", "Trần Thị Ánh", "Đỗ Văn Bê", "Hoàng Văn An", "Lê Thị Ước"];
    let mut last = None;
    // So many that names are walked, with those who are not counted in between.
    for n in 0..500 {
        let commune = communes[n % 3];
        let team = if n % 2 == 0 { commune.team } else { commune.other_team };
        let member = app.db_a_member().named(names[n % 5]).in_team(team).create().await;
        if n % 5 < 4 {
            app.db_pass_test(member.id, "thanh-toan").await;
        }
        last = Some(member.id);
    }
    app.keep_figures().await.unwrap();
    let nation = app.db_nation().await;
    let scope = officer_scope(&app, last.unwrap(), nation);
    for (subject, metric, rows) in [
        (ANY_MODULE, Metric::Members, 500),
        (ANY_MODULE, Metric::Knows, 400),
        ("thanh-toan", Metric::Knows, 400),
    ] {
        let behind = Behind::of(subject, metric);
        let whole = listed(&app, &scope, nation, &behind).await;
        assert_eq!(whole.len(), rows);
        let mut parts = Vec::new();
        for commune in &communes {
            parts.extend(listed(&app, &scope, commune.id, &behind).await);
        }
        let mut sorted = Vec::new();
        for id in parts {
            let person = app.store.own_person(PersonId(id)).await.unwrap();
            sorted.push((person_sort_key(&person.full_name), id));
        }
        sorted.sort();
        assert_eq!(whole, sorted.into_iter().map(|(_, id)| id).collect::<Vec<_>>(), "{behind:?}");
    }
}

/// The same of teams.
#[tokio::test]
async fn a_long_list_of_teams_is_those_of_the_communes_put_in_order() {
    let app = TestApp::start().await;
    let (mut communes, mut person) = (Vec::new(), None);
    for n in 0..55 {
        let commune = app.db_commune_in(if n % 2 == 0 { "08" } else { "01" }).await;
        for team in [commune.team, commune.other_team] {
            person = Some(app.db_a_member().in_team(team).create().await.id);
        }
        communes.push(commune);
    }
    app.db_pass_test(person.unwrap(), "thanh-toan").await;
    app.keep_figures().await.unwrap();
    let nation = app.db_nation().await;
    let scope = officer_scope(&app, person.unwrap(), nation);
    for (metric, rows) in [(Metric::Teams, 110), (Metric::TeamsSilent, 109), (Metric::TeamsStarted, 1)] {
        let behind = Behind::of(ANY_MODULE, metric);
        let whole = listed(&app, &scope, nation, &behind).await;
        assert_eq!(whole.len(), rows, "{metric:?}");
        let mut sorted = Vec::new();
        for commune in &communes {
            for id in listed(&app, &scope, commune.id, &behind).await {
                sorted.push((sort_key(&app.store.unit(UnitId(id)).await.unwrap().name), id));
            }
        }
        sorted.sort();
        assert_eq!(whole, sorted.into_iter().map(|(_, id)| id).collect::<Vec<_>>(), "{metric:?}");
    }
}

/// Runs `tungngo ledger …` on the test's database: its exit code and all that it says.
fn ledger(app: &TestApp, command: &str) -> (Option<i32>, String) {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_tungngo"))
        .args(["ledger", command, "--database-url", &app.database().url])
        .output()
        .expect("runs");
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&said).into_owned())
}

#[tokio::test]
async fn a_counter_that_is_wrong_is_named_by_the_command_and_counted_anew_by_the_other() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let member = app.db_a_member().in_team(commune.team).create().await;
    app.db_pass_test(member.id, "thanh-toan").await;
    app.keep_figures().await.unwrap();
    let (code, said) = ledger(&app, "verify");
    assert!(code == Some(0) && said.contains("Khớp"), "{said}");
    app.store
        .write(async |txn| {
            const WRONG: &str = "UPDATE rollup_counter SET n = n + 3 WHERE metric = 'knows' AND n > 0";
            let wrong = txn.execute_unprepared(WRONG).await?;
            assert!(wrong.rows_affected() > 3, "the team, the commune and all above know it");
            Ok(())
        })
        .await
        .unwrap();
    let (code, said) = ledger(&app, "verify");
    assert!(code == Some(1) && said.contains("LỆCH") && said.contains("knows"), "{said}");
    let (code, said) = ledger(&app, "recount");
    assert!(code == Some(0) && said.contains("Đã đếm lại") && said.contains("xã"), "{said}");
    let (code, said) = ledger(&app, "verify");
    assert!(code == Some(0) && said.contains("Khớp"), "{said}");
    let nation = app.db_nation().await;
    let scope = officer_scope(&app, member.id, nation);
    let figures = app.store.figures(&scope, nation, &Ask::default()).await.unwrap();
    assert_eq!(figures.own.get("thanh-toan", Metric::Knows), 1);
}

#[tokio::test]
async fn a_province_is_summed_a_moment_later_and_the_nation_says_so() {
    let app = TestApp::start().await;
    let (here, there) = (app.db_commune_in("08").await, app.db_commune_in("01").await);
    let member = app.db_a_member().in_team(here.team).create().await;
    app.db_a_member().in_team(there.team).create().await;
    let nation = app.db_nation().await;
    let scope = officer_scope(&app, member.id, nation);
    let before = app.store.figures(&scope, nation, &Ask::default()).await.unwrap();
    assert!(before.behind && before.own.get(ANY_MODULE, Metric::Members) == 0);
    // The commune and the province know at once.
    for unit in [here.id, here.province] {
        let now = app.store.figures(&scope, unit, &Ask::default()).await.unwrap();
        assert_eq!(now.own.get(ANY_MODULE, Metric::Members), 1);
    }
    assert_eq!(app.store.sum_provinces().await.unwrap(), 2);
    assert_eq!(app.store.sum_provinces().await.unwrap(), 0, "nothing is left");
    let ask = Ask { below: &[(ANY_MODULE, Metric::Members)], ..Ask::default() };
    let after = app.store.figures(&scope, nation, &ask).await.unwrap();
    assert!(!after.behind);
    assert_eq!(after.own.get(ANY_MODULE, Metric::Members), 2);
    let of = |unit: UnitId| {
        let found = after.children.iter().find(|child| child.unit.id == unit);
        found.map_or(0, |child| child.counts.get(ANY_MODULE, Metric::Members))
    };
    assert_eq!((of(here.province), of(there.province)), (1, 1));
    // Somebody else's unit has no figures.
    let trainer = officer_scope(&app, member.id, here.id);
    assert!(app.store.figures(&trainer, there.id, &Ask::default()).await.is_err());
    assert!(
        app.store.figures(&trainer, here.province, &Ask { cohorts: true, ..Ask::default() }).await.is_err()
    );
}

#[tokio::test]
async fn a_team_is_ready_when_its_leader_is_certified_and_somebody_does_each_module() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let leader = app.db_a_member().in_team(commune.team).leading().create().await;
    let other = app.db_a_member().in_team(commune.team).create().await;
    let scope = officer_scope(&app, leader.id, commune.id);
    let ready = async || {
        let own = app.store.figures(&scope, commune.id, &Ask::default()).await.unwrap().own;
        (own.get(PROGRAMME, Metric::TeamsLed), own.get(PROGRAMME, Metric::TeamsReady))
    };
    app.db_certified(other.id, "thanh-toan", commune).await;
    app.db_certified(other.id, "an-toan", commune).await;
    assert_eq!(ready().await, (0, 0), "only the leader makes it ready");
    app.db_certified(leader.id, "thanh-toan", commune).await;
    assert_eq!(ready().await, (0, 0));
    app.db_certified(leader.id, "an-toan", commune).await;
    assert_eq!(ready().await, (1, 1));
    app.assert_books_agree().await;
    let by = app.trainer_scope(other.id, commune.id);
    app.store.end_membership(&by, leader.id, Ending::Away, app.now()).await.unwrap();
    assert_eq!(ready().await, (0, 0));
    app.assert_books_agree().await;
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % n as u64).unwrap()
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

/// The communes of these teams now.
async fn on_the_map_of_today(app: &TestApp, communes: &[Commune]) -> Vec<Commune> {
    let mut now = Vec::new();
    for one in communes {
        for team in [one.team, one.other_team] {
            let way = app.store.unit_path(team).await.unwrap();
            now.push(Commune { id: way[2].id, province: way[1].id, ..*one });
        }
    }
    now
}

/// Two communes become one; where the dice say the same one twice, a village of it becomes a commune of its own.
async fn change_the_map(app: &TestApp, dice: &mut Dice, communes: &[Commune], step: i32) -> uuid::Uuid {
    // What began today cannot end today.
    app.travel(Duration::days(1));
    let now = on_the_map_of_today(app, communes).await;
    let (one, other) = (*dice.one(&now), *dice.one(&now));
    let (first, second) = (format!("9{step:03}1"), format!("9{step:03}2"));
    let province = *dice.one(&["08", "01"]);
    let mut sheet =
        Sheet { lines: vec![], units: vec![unit(&first, &format!("Xã Mới {step}"), province)] };
    if one.id == other.id {
        let another = *dice.one(&["08", "01"]);
        sheet.units.push(unit(&second, &format!("Xã Lẻ {step}"), another));
        let gone = line(one.id, &second, Relation::Divided, false);
        sheet.lines =
            vec![line(one.id, &first, Relation::Divided, true), village(gone, &other.other_team.to_string())];
    } else {
        sheet.lines = [one, other].map(|it| line(it.id, &first, Relation::Whole, true)).into();
    }
    let new = reform(sheet, app.today());
    apply(&app.store, &new, app.now()).await;
    app.assert_books_agree().await;
    new.id
}

#[tokio::test]
async fn whatever_happens_the_figures_are_those_of_a_recount() {
    for seed in [1, 2] {
        let app = TestApp::start().await;
        let mut dice = Dice(seed);
        let communes =
            [app.db_commune_in("08").await, app.db_commune_in("08").await, app.db_commune_in("01").await];
        let nation = app.db_nation().await;
        let trainer = app.db_staff("Trần Thị Thu Hằng", Role::Trainer, nation).await.person;
        let by = app.trainer_scope(trainer, nation);
        let mut members: Vec<Member> = Vec::new();
        let (mut reforms, mut taken_back) = (Vec::new(), 0);
        for step in 0..50 {
            let commune = *dice.one(&communes);
            let team = *dice.one(&[commune.team, commune.other_team]);
            let role = *dice.one(&TeamRole::ALL);
            if members.len() < 3 || dice.below(6) == 0 {
                let new = app.db_a_member().in_team(team);
                let new = if role == TeamRole::Leader { new.leading() } else { new };
                members.push(new.create().await);
                continue;
            }
            let member = dice.one(&members).id;
            let home = app.store.place(member).await.unwrap();
            let module = *dice.one(&["thanh-toan", "an-toan"]);
            let now = app.now();
            match (dice.below(11), home) {
                (0, Some(_)) => app.db_pass_test(member, module).await,
                (1 | 2, Some(home)) => {
                    // By a trainer of the whole country, so that no right keeps a reform from being taken back.
                    let home = Commune { id: nation, province: home.province, ..communes[0] };
                    app.db_certified(member, module, home).await;
                }
                (3, Some(_)) => app.store.move_member(&by, member, team, role, now).await.unwrap(),
                (4, Some(_)) => {
                    app.store.end_membership(&by, member, Ending::Away, now).await.unwrap();
                }
                (5, Some(_)) => {
                    let phone = format!("0900{:06}", 700_000 + step);
                    let to = Correction {
                        full_name: "Nguyễn Văn Hòa".to_owned(),
                        address_form: AddressForm::Bac,
                        phone: (dice.below(2) == 0).then(|| Phone::read(&phone).unwrap()),
                        birth_year: (dice.below(3) > 0)
                            .then(|| 1950 + 7 * i32::try_from(dice.below(6)).unwrap()),
                        device: Some((*dice.one(&["own", "shared", "none"])).to_owned()),
                        language: "vi".to_owned(),
                        role,
                        body: None,
                    };
                    app.store.correct_member(&by, member, to, now).await.unwrap();
                }
                (6, Some(_)) => {
                    let held = app.store.certificates(member).await.unwrap();
                    if let Some(held) = held.iter().find(|one| one.revoked_at.is_none()) {
                        app.store.revoke_certificate(&by, held.id, "Cấp nhầm", now).await.unwrap();
                    }
                }
                (7 | 8, _) => reforms.push(change_the_map(&app, &mut dice, &communes, step).await),
                (9, _) => {
                    if let Some(last) = reforms.pop() {
                        let done = app.store.reverse_reform(last, None, now, |_| {}).await.unwrap();
                        assert_eq!(done, Reversal::Done);
                        taken_back += 1;
                    }
                }
                (_, Some(_)) => app.travel(Duration::days(i64::try_from(dice.below(200)).unwrap())),
                (_, None) => {
                    app.store.return_member(&by, member, team, role, now).await.unwrap();
                }
            }
            if step % 5 == 0 {
                app.keep_figures().await.unwrap();
                app.assert_books_agree().await;
            }
        }
        assert!(!reforms.is_empty() && taken_back > 0, "{reforms:?} stand, {taken_back} were taken back");
        let now = on_the_map_of_today(&app, &communes).await;
        assert_everything_adds_up(&app, trainer, &now).await;
    }
}
