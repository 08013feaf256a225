use super::*;
use crate::time::Instant;
use proptest::prelude::*;
use uuid::Uuid;

fn unit(n: u128) -> UnitId {
    UnitId(Uuid::from_u128(n))
}

fn slug(id: &str) -> Slug {
    Slug::parse(id).unwrap()
}

fn on(days: i64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + chrono::Duration::days(days)
}

fn at(days: i64) -> Instant {
    crate::time::start_of_day(on(days))
}

fn somebody() -> Counted {
    Counted {
        role: TeamRole::Member,
        birth_decade: None,
        reachable: false,
        no_device: false,
        borrowed: false,
        paper: false,
        waiting: false,
        certified: None,
        modules: Vec::new(),
    }
}

prop_compose! {
    fn progress()(
        started in prop::option::of(0i64..300),
        knows in prop::option::of(0i64..300),
        does in prop::option::of(0i64..300),
        teaches in prop::option::of(0i64..300),
    ) -> ModuleProgress {
        ModuleProgress {
            started_at: started.map(at),
            knows_at: knows.map(at),
            does_at: does.map(at),
            teaches_at: teaches.map(at),
            ..ModuleProgress::default()
        }
    }
}

prop_compose! {
    fn anybody()(
        role in prop::sample::select(TeamRole::ALL.to_vec()),
        birth_year in prop::option::of(1930i32..2010),
        flags in any::<[bool; 5]>(),
        certified in prop::option::of((0i64..300, 0i64..700)),
        modules in prop::collection::vec((progress(), prop::option::of(0i64..700)), 0..5),
    ) -> Counted {
        let [reachable, no_device, borrowed, paper, waiting] = flags;
        Counted {
            role,
            birth_decade: birth_year.map(decade),
            reachable,
            no_device,
            borrowed,
            paper,
            waiting,
            certified: certified.map(|(from, until)| Certified { on: on(from), until: on(until) }),
            modules: modules
                .into_iter()
                .enumerate()
                .map(|(index, (progress, until))| (slug(&format!("m-{index}")), progress, until.map(on)))
                .collect(),
        }
    }
}

#[test]
fn codes_fit_their_column_and_are_read_back() {
    for metric in Metric::ALL {
        assert!(metric.code().len() <= 16, "{}", metric.code());
        assert_eq!(Metric::from_code(metric.code()), Some(metric));
    }
    for cohort in [Cohort::Role(TeamRole::Leader), Cohort::Born(Some(1950)), Cohort::Born(None)] {
        assert_eq!(Cohort::from_code(&cohort.code()), Some(cohort));
    }
    for part in [Part::All, Part::Week(on(0)), Part::Cohort(Cohort::Born(None))] {
        assert!(part.code().len() <= 16);
        assert_eq!(Part::from_code(&part.code()), Some(part));
    }
    assert_eq!(Part::from_code("w2026"), None);
    assert_eq!(Cohort::from_code("b1955"), None);
    assert_eq!(Cohort::from_code("boss"), None);
    assert_eq!(decade(1959), 1950);
}

#[test]
fn a_week_begins_on_monday() {
    let monday = NaiveDate::from_ymd_opt(2026, 11, 16).unwrap();
    for days in 0..7 {
        assert_eq!(week_of(monday + Days::new(days)), monday);
    }
    assert_eq!(week_of(monday - Days::new(1)), monday - Days::new(7));
}

#[test]
fn an_evening_counts_in_the_week_of_vietnam() {
    // Monday 16 November 2026, 00:30 in Vietnam, is still Sunday in London.
    let started_at = Some("2026-11-15T17:30:00Z".parse().unwrap());
    let progress = ModuleProgress { started_at, ..ModuleProgress::default() };
    let member = Counted { modules: vec![(slug("m"), progress, None)], ..somebody() };
    let week = Part::Week(NaiveDate::from_ymd_opt(2026, 11, 16).unwrap());
    let counts = contribution(&member, &slug("p"), on(0));
    assert_eq!(counts.get(&Counter { subject: Subject::Any, metric: Metric::Started, part: week }), Some(&1));
}

#[test]
fn a_certificate_counts_on_its_last_day_and_has_lapsed_on_the_next() {
    let held = Certified { on: on(0), until: on(10) };
    let member = Counted { role: TeamRole::Leader, certified: Some(held), ..somebody() };
    let counts = |day: i64, metric| {
        let counter = Counter { subject: Subject::Programme(slug("p")), metric, part: Part::All };
        contribution(&member, &slug("p"), on(day)).get(&counter).copied().unwrap_or(0)
    };
    assert_eq!(
        (counts(10, Metric::Certified), counts(10, Metric::Lapsed), counts(10, Metric::Leaders)),
        (1, 0, 1)
    );
    assert_eq!(
        (counts(11, Metric::Certified), counts(11, Metric::Lapsed), counts(11, Metric::Leaders)),
        (0, 1, 0)
    );
}

#[test]
fn a_team_is_ready_with_a_certified_leader_and_every_skill() {
    let required = [slug("a"), slug("b")];
    assert!(team_is_ready(1, &required, |_| 1));
    assert!(!team_is_ready(0, &required, |_| 1));
    assert!(!team_is_ready(1, &required, |module| i64::from(module.as_str() == "a")));
    assert!(!team_is_ready(1, &[], |_| 1), "a programme that asks nothing makes no team ready");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// What is shown in parts adds up to what is shown whole: roles, decades and weeks.
    #[test]
    fn the_parts_of_a_count_add_up_to_it(member in anybody(), today in 0i64..700) {
        let counts = contribution(&member, &slug("p"), on(today));
        let of = |subject: &Subject, metric, which: fn(&Part) -> bool| -> i64 {
            counts
                .iter()
                .filter(|(one, _)| one.subject == *subject && one.metric == metric && which(&one.part))
                .map(|(_, n)| n)
                .sum()
        };
        let roles = |part: &Part| matches!(part, Part::Cohort(Cohort::Role(_)));
        let decades = |part: &Part| matches!(part, Part::Cohort(Cohort::Born(_)));
        let weeks = |part: &Part| matches!(part, Part::Week(_));
        let all = |part: &Part| *part == Part::All;
        let (any, programme) = (Subject::Any, Subject::Programme(slug("p")));
        for (subject, metric) in [(&any, Metric::Members), (&any, Metric::Started), (&programme, Metric::Certified)] {
            prop_assert_eq!(of(subject, metric, all), of(subject, metric, roles));
            prop_assert_eq!(of(subject, metric, all), of(subject, metric, decades));
        }
        for (subject, metric) in [(&any, Metric::Started), (&programme, Metric::Certified)] {
            prop_assert_eq!(of(subject, metric, all), of(subject, metric, weeks));
        }
        for (id, _, _) in &member.modules {
            let subject = Subject::Module(id.clone());
            for metric in [Metric::Started, Metric::Knows, Metric::Does, Metric::Teaches] {
                prop_assert_eq!(of(&subject, metric, all), of(&subject, metric, weeks));
            }
        }
    }

    #[test]
    fn coming_and_going_cancel_out(one in anybody(), other in anybody()) {
        let programme = slug("p");
        let (one, other) = (contribution(&one, &programme, on(0)), contribution(&other, &programme, on(0)));
        let mut sum = one.clone();
        for (counter, n) in difference(&one, &other) {
            *sum.entry(counter).or_default() += n;
        }
        sum.retain(|_, n| *n != 0);
        prop_assert_eq!(sum, other.clone());
        prop_assert!(difference(&other, &other).is_empty());
    }

    /// Most answers touch no counter, so storage asks this first.
    #[test]
    fn what_does_not_count_otherwise_contributes_the_same(before in progress(), after in progress()) {
        let of = |progress: &ModuleProgress| {
            let member = Counted { modules: vec![(slug("m"), progress.clone(), None)], ..somebody() };
            contribution(&member, &slug("p"), on(0))
        };
        if !counts_otherwise(&before, &after) {
            prop_assert_eq!(of(&before), of(&after));
        }
    }

    /// Units 2..20 hang below a unit with a smaller number; unit 1 is the root.
    #[test]
    fn the_root_counts_every_member_once(
        above in prop::collection::vec(any::<prop::sample::Index>(), 18), counts in prop::collection::vec(0i64..100, 19),
    ) {
        let parents: HashMap<UnitId, UnitId> = (2..20u128).zip(&above)
            .map(|(n, above)| (unit(n), unit(1 + above.index(n as usize - 1) as u128)))
            .collect();
        let own: BTreeMap<_, _> =
            (1..20u128).zip(&counts).map(|(n, count)| ((unit(n), Metric::Knows), *count)).collect();
        let sums = sum_up(&parents, &own);
        prop_assert_eq!(sums[&(unit(1), Metric::Knows)], counts.iter().sum::<i64>());
    }

    #[test]
    fn moving_a_leaf_changes_only_its_two_lines_of_ancestors(count in 1i64..100) {
        // 1 ← 2, 3; 2 ← 4; 4 moves from 2 to 3.
        let own = BTreeMap::from([((unit(4), Metric::Does), count)]);
        let before = sum_up(&HashMap::from([(unit(2), unit(1)), (unit(3), unit(1)), (unit(4), unit(2))]), &own);
        let after = sum_up(&HashMap::from([(unit(2), unit(1)), (unit(3), unit(1)), (unit(4), unit(3))]), &own);
        prop_assert_eq!(before[&(unit(1), Metric::Does)], after[&(unit(1), Metric::Does)]);
        prop_assert_eq!(before[&(unit(2), Metric::Does)], after[&(unit(3), Metric::Does)]);
        prop_assert!(!after.contains_key(&(unit(2), Metric::Does)));
    }
}
