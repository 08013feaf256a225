use super::*;
use crate::access::Role;
use proptest::prelude::*;
use uuid::Uuid;

const NATION: u128 = 1;

fn id(n: u128) -> UnitId {
    UnitId(Uuid::from_u128(n))
}

fn place(n: u128, kind: UnitKind, code: &str, name: &str, parent: u128) -> Place {
    let parent = (n != NATION).then(|| id(parent));
    Place { id: id(n), kind, code: Some(code.to_owned()), name: name.to_owned(), parent }
}

fn village(n: u128, commune: u128) -> Village {
    Village { id: id(n), name: format!("Thôn {n}"), commune: id(commune) }
}

/// Tỉnh A (10) with xã 100, 101; tỉnh B (20) with xã 200; two villages each, 1000, 1001, 1010, …
fn small() -> Present {
    let mut present = Present {
        places: vec![
            place(NATION, UnitKind::Nation, "vn", "Cả nước", 0),
            place(10, UnitKind::Province, "10", "Tỉnh A", NATION),
            place(20, UnitKind::Province, "20", "Tỉnh B", NATION),
        ],
        ..Present::default()
    };
    for (commune, province) in [(100, 10), (101, 10), (200, 20)] {
        let (code, name) = (commune.to_string(), format!("Xã {commune}"));
        present.places.push(place(commune, UnitKind::Commune, &code, &name, province));
        present.villages.extend([village(commune * 10, commune), village(commune * 10 + 1, commune)]);
    }
    present
}

fn line(old: &str, new: &str, relation: Relation, is_default: bool) -> Line {
    let (old, new) = (old.to_owned(), new.to_owned());
    Line { number: 2, old, new, relation, is_default, village: None, person: None }
}

fn unit(code: &str, name: &str, parent: Option<&str>) -> Definition {
    Definition { number: 9, code: code.to_owned(), name: name.to_owned(), parent: parent.map(str::to_owned) }
}

fn merge() -> Sheet {
    Sheet {
        lines: vec![line("100", "900", Relation::Whole, true), line("101", "900", Relation::Whole, true)],
        units: vec![unit("900", "Xã Chung", Some("10"))],
    }
}

fn divide() -> Sheet {
    let mut named = line("100", "101", Relation::Divided, false);
    named.village = Some("thon 1000".to_owned());
    Sheet { lines: vec![named, line("100", "900", Relation::Divided, true)], units: merge().units }
}

/// The map after a plan: created units get the ids 5000, 5001, …
fn carry_out(present: &Present, plan: &Plan) -> Present {
    let target = |target: Target| match target {
        Target::Kept(id) => id,
        Target::Created(at) => id(5000 + at as u128),
    };
    let mut after = present.clone();
    after.places.retain(|place| !plan.closes(place.id));
    for (at, one) in plan.created.iter().enumerate() {
        after.places.push(Place {
            id: target(Target::Created(at)),
            kind: one.kind,
            code: one.code.clone(),
            name: one.name.clone(),
            parent: Some(target(one.parent)),
        });
    }
    let moves: HashMap<UnitId, usize> = plan.moves.iter().map(|one| (one.village, one.to)).collect();
    for village in &mut after.villages {
        if let Some(to) = moves.get(&village.id) {
            village.commune = target(Target::Created(*to));
        }
    }
    after
}

fn below(map: &Present, unit: UnitId) -> BTreeSet<UnitId> {
    let communes: BTreeSet<UnitId> = map
        .places
        .iter()
        .filter(|place| place.id == unit || place.parent == Some(unit))
        .map(|place| place.id)
        .collect();
    let nation = id(NATION) == unit;
    map.villages.iter().filter(|one| nation || communes.contains(&one.commune)).map(|one| one.id).collect()
}

fn reached(after: &Present, following: &Following) -> BTreeSet<UnitId> {
    let mut villages = BTreeSet::new();
    for one in &following.to {
        match one {
            Destination::Created(at) => villages.extend(below(after, id(5000 + *at as u128))),
            Destination::Village(village) => assert!(villages.insert(*village), "a village twice"),
        }
    }
    villages
}

#[test]
fn an_empty_sheet_changes_nothing() {
    let plan = plan(&small(), &Sheet::default()).unwrap();
    assert_eq!((plan.closed.len(), plan.created.len(), plan.moves.len(), plan.kept), (0, 0, 0, 5));
}

#[test]
fn two_communes_become_one_and_their_province_stays() {
    let plan = plan(&small(), &merge()).unwrap();
    assert_eq!(plan.closed, [id(100), id(101)]);
    assert_eq!(plan.created.len(), 1);
    assert_eq!(plan.created[0].parent, Target::Kept(id(10)));
    assert_eq!(plan.moves.len(), 4);
    let right = plan.follow_right(Role::Trainer, PersonId(Uuid::nil()), id(100)).unwrap();
    assert_eq!((right.to, right.wider), (vec![Destination::Created(0)], true));
    let assigned = plan.follow_assignment(id(100)).unwrap();
    assert_eq!(assigned.to, [Destination::Village(id(1000)), Destination::Village(id(1001))]);
    assert_eq!(plan.follow_right(Role::Officer, PersonId(Uuid::nil()), id(10)), None);
}

#[test]
fn a_unit_that_only_gets_another_name_is_a_new_one_below_the_same_province() {
    let sheet = Sheet { lines: vec![], units: vec![unit("100", "Phường 100", Some("10"))] };
    let plan = plan(&small(), &sheet).unwrap();
    assert_eq!(plan.closed, [id(100)]);
    assert_eq!(plan.created[0].name, "Phường 100");
    let right = plan.follow_right(Role::Trainer, PersonId(Uuid::nil()), id(100)).unwrap();
    assert_eq!((right.to, right.wider), (vec![Destination::Created(0)], false));
}

#[test]
fn who_comes_into_a_unit_makes_it_a_new_one_also_where_the_sheet_does_not_say_so() {
    let sheet = Sheet { lines: vec![line("100", "101", Relation::Whole, true)], units: vec![] };
    let plan = plan(&small(), &sheet).unwrap();
    assert_eq!(plan.closed, [id(100), id(101)]);
    assert_eq!((plan.created.len(), plan.moves.len()), (1, 4));
}

#[test]
fn of_a_divided_commune_the_named_village_goes_where_it_is_sent_and_the_other_to_the_default() {
    let plan = plan(&small(), &divide()).unwrap();
    assert_eq!(plan.undecided, [id(1001)]);
    let after = carry_out(&small(), &plan);
    let of = |n: u128| after.villages.iter().find(|one| one.id == id(n)).unwrap().commune;
    assert_eq!(of(1000), of(1010));
    assert_ne!(of(1000), of(1001));
    let who = PersonId(Uuid::nil());
    let trainer = plan.follow_right(Role::Trainer, who, id(100)).unwrap();
    assert_eq!(reached(&after, &trainer), below(&small(), id(100)));
    assert!(trainer.to.contains(&Destination::Village(id(1000))), "{trainer:?}");
    let officer = plan.follow_right(Role::Officer, who, id(100)).unwrap();
    assert_eq!((reached(&after, &officer), officer.narrower), ([id(1001)].into(), true));
    let all = plan.follow_session(id(100), &BTreeSet::new()).unwrap();
    assert_eq!(all.1, below(&small(), id(100)));
    let one = plan.follow_session(id(100), &[id(1000)].into()).unwrap();
    assert_eq!(id(5000 + one.0 as u128), of(1000));
}

#[test]
fn a_person_who_is_named_takes_their_village_and_their_right_along() {
    let mut present = small();
    let (member, officer) = (PersonId(Uuid::from_u128(7)), PersonId(Uuid::from_u128(8)));
    present.people.insert("to.truong".to_owned(), Named { person: member, village: Some(id(1001)) });
    present.people.insert("can.bo".to_owned(), Named { person: officer, village: None });
    let mut sheet = divide();
    for name in ["to.truong", "can.bo"] {
        let mut one = line("100", "101", Relation::Divided, false);
        one.person = Some(name.to_owned());
        sheet.lines.push(one);
    }
    let plan = plan(&present, &sheet).unwrap();
    assert_eq!(plan.undecided, []);
    let right = plan.follow_right(Role::Officer, officer, id(100)).unwrap();
    let other = plan.follow_right(Role::Officer, PersonId(Uuid::nil()), id(100)).unwrap();
    assert_ne!(right.to, other.to);
}

#[test]
fn provinces_that_merge_take_every_commune_along() {
    let sheet = Sheet { lines: vec![line("10", "20", Relation::Whole, true)], units: vec![] };
    let plan = plan(&small(), &sheet).unwrap();
    assert_eq!(plan.closed.len(), 5);
    let after = carry_out(&small(), &plan);
    let province = after.places.iter().find(|place| place.kind == UnitKind::Province).unwrap();
    assert_eq!(below(&after, province.id).len(), 6);
    let right = plan.follow_right(Role::Officer, PersonId(Uuid::nil()), id(10)).unwrap();
    assert!(right.wider);
}

#[test]
fn what_cannot_be_carried_out_is_told_with_its_line() {
    let told = |sheet: &Sheet| plan(&small(), sheet).unwrap_err().remove(0);
    let one = |line: Line| Sheet { lines: vec![line], units: merge().units };
    let unit = || "100".to_owned();
    assert_eq!(
        told(&one(line("999", "900", Relation::Whole, true))),
        Problem::UnknownOld { line: 2, unit: "999".to_owned() }
    );
    assert_eq!(
        told(&one(line("100", "777", Relation::Whole, true))),
        Problem::UnknownNew { line: 2, unit: "777".to_owned() }
    );
    assert_eq!(
        told(&one(line("100", "10", Relation::Whole, true))),
        Problem::OtherLevel { line: 2, unit: unit() }
    );
    assert_eq!(
        told(&one(line("100", "900", Relation::Divided, true))),
        Problem::WrongParts { line: 2, unit: unit() }
    );
    let mut sheet = divide();
    sheet.lines[1].is_default = false;
    assert_eq!(told(&sheet), Problem::NoDefault { line: 2, unit: unit() });
    let mut sheet = divide();
    sheet.lines[0].village = Some("Thôn 1010".to_owned());
    assert!(matches!(told(&sheet), Problem::UnknownVillage { .. }));
    let mut sheet = divide();
    let mut again = sheet.lines[0].clone();
    again.new = "900".to_owned();
    sheet.lines.push(again);
    assert!(matches!(told(&sheet), Problem::VillageTwice { .. }));
    let mut sheet = divide();
    sheet.lines[0].person = Some("ai".to_owned());
    assert!(matches!(told(&sheet), Problem::UnknownPerson { .. }));
    let mut sheet = merge();
    sheet.units[0].parent = Some("100".to_owned());
    assert!(matches!(told(&sheet), Problem::UnknownParent { .. }));
    let mut sheet = merge();
    sheet.units.push(super::Definition { name: "Xã Khác".to_owned(), ..sheet.units[0].clone() });
    assert!(matches!(told(&sheet), Problem::DefinedTwice { .. }));
    let mut sheet = merge();
    sheet.lines.push(line("10", "20", Relation::Whole, true));
    assert!(matches!(told(&sheet), Problem::ProvinceContradicts { .. }));
}

/// A random map: provinces with communes with villages.
fn maps() -> impl Strategy<Value = Present> {
    prop::collection::vec(prop::collection::vec(0u128..5, 1..5), 1..4).prop_map(|provinces| {
        let mut present = Present {
            places: vec![place(NATION, UnitKind::Nation, "vn", "Cả nước", 0)],
            ..Present::default()
        };
        for (p, communes) in (10u128..).zip(provinces) {
            present.places.push(place(p, UnitKind::Province, &p.to_string(), &format!("Tỉnh {p}"), NATION));
            for (c, villages) in (p * 10..).zip(communes) {
                present.places.push(place(c, UnitKind::Commune, &c.to_string(), &format!("Xã {c}"), p));
                present.villages.extend((c * 10..c * 10 + villages).map(|v| village(v, c)));
            }
        }
        present
    })
}

/// A random reform of a map: each commune stays, goes whole into one, or is divided, with some villages named.
fn sheets(present: Present) -> impl Strategy<Value = (Present, Sheet)> {
    let communes: Vec<Place> =
        present.places.iter().filter(|place| place.kind == UnitKind::Commune).cloned().collect();
    let provinces: Vec<String> =
        present.places.iter().filter(|place| place.kind == UnitKind::Province).map(Place::key).collect();
    let news = prop::collection::vec((any::<prop::sample::Index>(), any::<bool>()), 4);
    let fates = prop::collection::vec(
        (0u8..4, prop::collection::vec(any::<prop::sample::Index>(), 6)),
        communes.len(),
    );
    (Just(present), news, fates).prop_map(move |(present, news, fates)| {
        let mut sheet = Sheet::default();
        sheet.units.push(unit("80", "Tỉnh mới", None));
        let mut codes = Vec::new();
        for (n, (above, fresh)) in news.iter().enumerate() {
            let code = format!("9{n}");
            let above =
                if *fresh { "80".to_owned() } else { provinces[above.index(provinces.len())].clone() };
            sheet.units.push(unit(&code, &format!("Xã mới {n}"), Some(&above)));
            codes.push(code);
        }
        for (commune, (fate, picks)) in communes.iter().zip(fates) {
            let own = commune.key();
            let pick = |at: usize| match picks[at].index(codes.len() + 1) {
                n if n == codes.len() => own.clone(),
                n => codes[n].clone(),
            };
            let (a, b) = (pick(0), pick(1));
            match fate {
                0 => {}
                1 => sheet.lines.push(line(&own, &a, Relation::Whole, true)),
                _ if a == b => sheet.lines.push(line(&own, &a, Relation::Whole, false)),
                _ => {
                    sheet.lines.push(line(&own, &a, Relation::Divided, true));
                    sheet.lines.push(line(&own, &b, Relation::Divided, false));
                    for (at, village) in
                        present.villages.iter().filter(|one| one.commune == commune.id).enumerate()
                    {
                        if picks[2 + at % 4].index(3) > 0 {
                            let to = if picks[2 + at % 4].index(3) == 1 { &a } else { &b };
                            let mut named = line(&own, to, Relation::Divided, false);
                            named.village = Some(village.name.clone());
                            sheet.lines.push(named);
                        }
                    }
                }
            }
        }
        (present, sheet)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn nobody_is_in_two_units_or_in_none_and_every_sum_stays_the_same((present, sheet) in maps().prop_flat_map(sheets)) {
        let plan = plan(&present, &sheet).unwrap();
        let after = carry_out(&present, &plan);
        let in_force: HashMap<UnitId, &Place> = after.places.iter().map(|place| (place.id, place)).collect();
        prop_assert_eq!(present.villages.len(), after.villages.len());
        for village in &after.villages {
            let commune = in_force.get(&village.commune);
            prop_assert!(commune.is_some_and(|one| one.kind == UnitKind::Commune), "{:?} hangs on nothing", village);
        }
        for place in &after.places {
            let above = place.parent.and_then(|id| in_force.get(&id)).map(|above| above.kind);
            prop_assert_eq!(above, match place.kind {
                UnitKind::Nation => None,
                UnitKind::Province => Some(UnitKind::Nation),
                _ => Some(UnitKind::Province),
            });
            if !plan.created.iter().any(|one| one.name == place.name) {
                prop_assert_eq!(below(&present, place.id), below(&after, place.id), "a kept unit changed");
            }
        }
        for closed in &plan.closed {
            let parts: Vec<&Succession> = plan.successions.iter().filter(|one| one.old == *closed).collect();
            prop_assert_eq!(parts.iter().filter(|one| one.is_default).count(), 1);
            prop_assert_eq!(parts.len() == 1, parts[0].relation == Relation::Whole);
            let mut villages = BTreeSet::new();
            for part in &parts {
                villages.extend(below(&after, id(5000 + part.new as u128)));
            }
            prop_assert!(below(&present, *closed).is_subset(&villages));
        }
        let moved: BTreeSet<UnitId> = plan.moves.iter().map(|one| one.village).collect();
        prop_assert!(plan.undecided.iter().all(|village| moved.contains(village)));
        prop_assert_eq!(moved.len(), plan.moves.len());
    }

    #[test]
    fn a_trainer_of_what_is_divided_keeps_exactly_their_members_and_no_assignment_grows(
        (present, sheet) in maps().prop_flat_map(sheets),
    ) {
        let plan = plan(&present, &sheet).unwrap();
        let after = carry_out(&present, &plan);
        for place in present.places.iter().filter(|place| plan.closes(place.id)) {
            let before = below(&present, place.id);
            prop_assert_eq!(reached(&after, &plan.follow_assignment(place.id).unwrap()), before.clone());
            let divided = plan.successions.iter().any(|one| one.old == place.id && one.relation == Relation::Divided);
            for role in [Role::Trainer, Role::Officer] {
                let right = plan.follow_right(role, PersonId(Uuid::nil()), place.id).unwrap();
                let reached = reached(&after, &right);
                prop_assert_eq!(right.wider, !reached.is_subset(&before));
                prop_assert_eq!(right.narrower, !before.is_subset(&reached));
                prop_assert!(divided || !right.narrower);
                if divided && role == Role::Trainer {
                    prop_assert_eq!(reached, before.clone());
                }
            }
        }
    }

    #[test]
    fn moving_every_village_back_gives_the_old_map_and_a_second_time_the_sheet_changes_nothing(
        (present, sheet) in maps().prop_flat_map(sheets),
    ) {
        let first = plan(&present, &sheet).unwrap();
        let after = carry_out(&present, &first);
        let mut back = after.clone();
        for one in &first.moves {
            back.villages.iter_mut().find(|village| village.id == one.village).unwrap().commune = one.from;
        }
        prop_assert_eq!(&back.villages, &present.villages);
        let settled = plan(&after, &Sheet { lines: vec![], units: sheet.units }).unwrap();
        prop_assert_eq!((settled.closed, settled.created), (vec![], vec![]));
    }
}
