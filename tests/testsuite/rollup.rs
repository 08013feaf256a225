//! The counters: each is its list, parts add up to the whole, and random histories end where a recount does.

use crate::support::{Commune, Member, TestApp};
use chrono::Duration;
use std::collections::BTreeSet;
use tungngo_domain::access::{Right, Role, Scope};
use tungngo_domain::ids::{PersonId, UnitId};
use tungngo_domain::membership::Ending;
use tungngo_domain::people::{AddressForm, Phone, TeamRole};
use tungngo_domain::rollup::{ANY_MODULE, Cohort, Metric, Part};
use tungngo_storage::figures::Behind;
use tungngo_storage::memberships::Correction;

const PROGRAMME: &str = "thanh-vien";
const SUBJECTS: [&str; 4] = [ANY_MODULE, PROGRAMME, "thanh-toan", "an-toan"];

fn officer_scope(app: &TestApp, person: PersonId, unit: UnitId) -> Scope {
    let right = Right { role: Role::Officer, unit, from: app.now(), until: None, modules: BTreeSet::new() };
    Scope::of(person, Role::Officer, &[right], app.now()).expect("in force")
}

/// Walks every figure of a unit: the list behind it has exactly that many rows, cohorts and weeks add up to it, and the
/// units below add up to it.
async fn assert_figures_add_up(app: &TestApp, scope: &Scope, unit: UnitId) {
    let wanted: Vec<(&str, Metric)> =
        SUBJECTS.iter().flat_map(|subject| Metric::ALL.map(|metric| (*subject, metric))).collect();
    let figures = app.store.figures(scope, unit, &wanted).await.unwrap();
    let name = &figures.unit.name;
    let is_commune = figures.unit.kind == tungngo_domain::units::UnitKind::Commune;
    for (subject, metric) in &wanted {
        let n = figures.own.get(subject, *metric);
        let behind = Behind { subject: (*subject).to_owned(), metric: *metric, part: Part::All };
        let listed = if metric.counts_teams() {
            app.store.count_teams_behind(scope, unit, &behind).await.unwrap()
        } else {
            app.store.count_behind(scope, unit, &behind).await.unwrap()
        };
        assert_eq!(n, listed, "{metric:?} of {subject} in {name}, and the list behind it");
        // A commune's teams do not say how many teams they are.
        if !(is_commune && metric.counts_teams()) {
            let below: u64 = figures.children.iter().map(|(_, counts)| counts.get(subject, *metric)).sum();
            assert_eq!(n, below, "{metric:?} of {subject} in {name}, and what is below");
        }
    }
    let cohorts = app.store.cohorts(scope, unit).await.unwrap();
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
        for ((cohort, of), n) in &cohorts {
            if *of == metric {
                let behind = Behind { subject: subject.to_owned(), metric, part: Part::Cohort(*cohort) };
                assert_eq!(*n, app.store.count_behind(scope, unit, &behind).await.unwrap(), "{cohort:?}");
            }
        }
    }
    for subject in SUBJECTS {
        let weeks = app.store.weeks(scope, unit, subject).await.unwrap();
        let kept = match subject {
            ANY_MODULE => vec![Metric::Started],
            PROGRAMME => vec![Metric::Certified],
            _ => vec![Metric::Started, Metric::Knows, Metric::Does, Metric::Teaches],
        };
        for metric in kept {
            let sum: u64 = weeks.iter().filter(|((_, of), _)| *of == metric).map(|(_, n)| n).sum();
            assert_eq!(figures.own.get(subject, metric), sum, "weeks of {metric:?} of {subject} in {name}");
        }
    }
}

async fn assert_everything_adds_up(app: &TestApp, officer: PersonId, communes: &[Commune]) {
    app.keep_figures().await.unwrap();
    app.assert_books_agree().await;
    let nation = app.db_nation().await;
    let scope = officer_scope(app, officer, nation);
    assert!(!app.store.figures(&scope, nation, &[]).await.unwrap().behind, "every province was summed");
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
        app.store.figures(&scope, commune.id, &[]).await.unwrap().own.get("an-toan", metric)
    };
    assert_eq!((of_module(Metric::Certified).await, of_module(Metric::Lapsed).await), (1, 0));
    let (today, day) = (app.today(), Duration::days(1));
    app.travel(ends - today);
    assert_eq!((of_module(Metric::Certified).await, of_module(Metric::Lapsed).await), (1, 0));
    app.travel(day);
    assert_eq!((of_module(Metric::Certified).await, of_module(Metric::Lapsed).await), (0, 1));
    assert_everything_adds_up(&app, member.id, &[commune]).await;
}

#[tokio::test]
async fn a_province_is_summed_a_moment_later_and_the_nation_says_so() {
    let app = TestApp::start().await;
    let (here, there) = (app.db_commune_in("08").await, app.db_commune_in("01").await);
    let member = app.db_a_member().in_team(here.team).create().await;
    app.db_a_member().in_team(there.team).create().await;
    let nation = app.db_nation().await;
    let scope = officer_scope(&app, member.id, nation);
    let before = app.store.figures(&scope, nation, &[]).await.unwrap();
    assert!(before.behind && before.own.get(ANY_MODULE, Metric::Members) == 0);
    // The commune and the province know at once.
    for unit in [here.id, here.province] {
        let now = app.store.figures(&scope, unit, &[]).await.unwrap();
        assert_eq!(now.own.get(ANY_MODULE, Metric::Members), 1);
    }
    assert_eq!(app.store.sum_provinces().await.unwrap(), 2);
    assert_eq!(app.store.sum_provinces().await.unwrap(), 0, "nothing is left");
    let after = app.store.figures(&scope, nation, &[(ANY_MODULE, Metric::Members)]).await.unwrap();
    assert!(!after.behind);
    assert_eq!(after.own.get(ANY_MODULE, Metric::Members), 2);
    let of = |unit: UnitId| {
        let found = after.children.iter().find(|(child, _)| child.id == unit);
        found.map_or(0, |(_, counts)| counts.get(ANY_MODULE, Metric::Members))
    };
    assert_eq!((of(here.province), of(there.province)), (1, 1));
    // Somebody else's unit has no figures.
    let trainer = officer_scope(&app, member.id, here.id);
    assert!(app.store.figures(&trainer, there.id, &[]).await.is_err());
    assert!(app.store.cohorts(&trainer, here.province).await.is_err());
}

#[tokio::test]
async fn a_team_is_ready_when_its_leader_is_certified_and_somebody_does_each_module() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let leader = app.db_a_member().in_team(commune.team).leading().create().await;
    let other = app.db_a_member().in_team(commune.team).create().await;
    let scope = officer_scope(&app, leader.id, commune.id);
    let ready = async || {
        let own = app.store.figures(&scope, commune.id, &[]).await.unwrap().own;
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
        for step in 0..40 {
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
            match (dice.below(8), home) {
                (0, Some(_)) => app.db_pass_test(member, module).await,
                (1 | 2, Some(home)) => {
                    let home = communes.iter().find(|one| one.id == home.commune).unwrap();
                    app.db_certified(member, module, *home).await;
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
        assert_everything_adds_up(&app, trainer, &communes).await;
    }
}
