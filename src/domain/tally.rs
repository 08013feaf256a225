//! Adding up members one after the other, team by team: the counts of a unit and of the units right below it.
//!
//! Owns: the adding up, for counts that are made at once and not kept as things happen (a frozen month). Does not own:
//! who counts where ([`crate::rollup::contribution`]), which teams are ready ([`crate::rollup::team_is_ready`]).
//! Weeks are not added up: a month is one point of a curve.

use crate::ids::{Slug, UnitId};
use crate::rollup::{Counted, Counter, Metric, Part, Subject, contribution, team_is_ready};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// Counts of one unit.
pub type Sums = BTreeMap<Counter, i64>;

/// The counts so far. Memory grows with the units right below, not with the members.
#[derive(Debug, Clone)]
pub struct Tally {
    programme: Slug,
    required: Vec<Slug>,
    today: NaiveDate,
    open: Option<(UnitId, UnitId, Sums)>,
    own: Sums,
    parts: BTreeMap<UnitId, Sums>,
}

impl Tally {
    /// Nobody yet. Certificates count as they stand on `today`; `required` are the modules of the programme.
    pub fn new(programme: Slug, required: Vec<Slug>, today: NaiveDate) -> Self {
        Self { programme, required, today, open: None, own: Sums::new(), parts: BTreeMap::new() }
    }

    /// Adds a member of `team`, which lies in `part`, a unit right below (or the team itself). The members of a team
    /// come one after the other.
    pub fn add(&mut self, team: UnitId, part: UnitId, member: &Counted) {
        if self.open.as_ref().is_none_or(|(open, ..)| *open != team) {
            self.close();
            self.open = Some((team, part, Sums::new()));
        }
        let Some((.., sums)) = &mut self.open else { return };
        for (counter, n) in contribution(member, &self.programme, self.today) {
            if !matches!(counter.part, Part::Week(_)) {
                *sums.entry(counter).or_default() += n;
            }
        }
    }

    /// The counts of the whole, and of each unit right below where somebody is: there, of everybody only.
    pub fn finish(mut self) -> (Sums, BTreeMap<UnitId, Sums>) {
        self.close();
        (self.own, self.parts)
    }

    fn close(&mut self) {
        let Some((_, part, sums)) = self.open.take() else { return };
        let of_teams = as_a_team(&sums, &self.programme, &self.required);
        let below = self.parts.entry(part).or_default();
        for (counter, n) in sums.into_iter().chain(of_teams.into_iter().map(|counter| (counter, 1))) {
            if counter.part == Part::All {
                *below.entry(counter.clone()).or_default() += n;
            }
            *self.own.entry(counter).or_default() += n;
        }
    }
}

/// What a team with these counts adds to the counts of teams of its commune: each by 1.
pub fn as_a_team(sums: &Sums, programme: &Slug, required: &[Slug]) -> Vec<Counter> {
    let mut of_teams: Vec<Counter> = sums
        .iter()
        .filter(|(counter, n)| counter.part == Part::All && **n > 0)
        .filter_map(|(counter, _)| {
            Some(Counter { metric: counter.metric.teams(&counter.subject)?, ..counter.clone() })
        })
        .collect();
    let programme = Subject::Programme(programme.clone());
    let of = |subject: Subject, metric| {
        sums.get(&Counter { subject, metric, part: Part::All }).copied().unwrap_or(0)
    };
    if team_is_ready(of(programme.clone(), Metric::Leaders), required, |module| {
        of(Subject::Module(module.clone()), Metric::Does)
    }) {
        of_teams.push(Counter { subject: programme, metric: Metric::TeamsReady, part: Part::All });
    }
    of_teams
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::ModuleProgress;
    use crate::people::TeamRole;
    use crate::rollup::Certified;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn slug(id: &str) -> Slug {
        Slug::parse(id).unwrap()
    }

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 10, 31).unwrap()
    }

    fn member(role: TeamRole, does: bool, certified: bool) -> Counted {
        let at = does.then(|| crate::time::start_of_day(today()));
        let progress = ModuleProgress { started_at: at, does_at: at, ..ModuleProgress::default() };
        Counted {
            role,
            birth_decade: None,
            reachable: true,
            no_device: false,
            borrowed: false,
            paper: false,
            waiting: false,
            certified: certified.then(|| Certified { on: today(), until: today() }),
            modules: vec![(slug("m-1"), progress, None)],
        }
    }

    fn tally() -> Tally {
        Tally::new(slug("thanh-vien"), vec![slug("m-1")], today())
    }

    fn n(sums: &Sums, subject: Subject, metric: Metric) -> i64 {
        sums.get(&Counter { subject, metric, part: Part::All }).copied().unwrap_or(0)
    }

    #[test]
    fn teams_are_counted_once_and_only_ready_where_everything_is_in_one_team() {
        let unit = |n| UnitId(Uuid::from_u128(n));
        let programme = || Subject::Programme(slug("thanh-vien"));
        let mut together = tally();
        together.add(unit(1), unit(9), &member(TeamRole::Leader, false, true));
        together.add(unit(1), unit(9), &member(TeamRole::Member, true, false));
        together.add(unit(2), unit(9), &member(TeamRole::Member, false, false));
        let (own, parts) = together.finish();
        assert_eq!(n(&own, Subject::Any, Metric::Teams), 2);
        assert_eq!(n(&own, Subject::Any, Metric::TeamsStarted), 1);
        assert_eq!(n(&own, programme(), Metric::TeamsReady), 1);
        assert_eq!(n(&parts[&unit(9)], programme(), Metric::TeamsReady), 1);
        let mut apart = tally();
        apart.add(unit(1), unit(9), &member(TeamRole::Leader, false, true));
        apart.add(unit(2), unit(8), &member(TeamRole::Member, true, false));
        let (own, parts) = apart.finish();
        assert_eq!(n(&own, programme(), Metric::TeamsReady), 0);
        assert_eq!((n(&own, programme(), Metric::TeamsLed), parts.len()), (1, 2));
    }

    proptest! {
        #[test]
        fn the_units_below_add_up_to_the_whole(
            people in prop::collection::vec((0u128..6, any::<bool>(), any::<bool>(), any::<bool>()), 0..40),
        ) {
            let mut people = people;
            people.sort_by_key(|(team, ..)| *team);
            let mut tally = tally();
            for (team, leads, does, certified) in &people {
                let role = if *leads { TeamRole::Leader } else { TeamRole::Member };
                let part = UnitId(Uuid::from_u128(100 + team % 3));
                tally.add(UnitId(Uuid::from_u128(*team)), part, &member(role, *does, *certified));
            }
            let (own, parts) = tally.finish();
            prop_assert_eq!(n(&own, Subject::Any, Metric::Members), people.len() as i64);
            for (counter, n) in own.iter().filter(|(counter, _)| counter.part == Part::All) {
                let below: i64 = parts.values().filter_map(|sums| sums.get(counter)).sum();
                prop_assert_eq!(*n, below, "{:?}", counter);
            }
            // Roles add up to the whole too.
            let roles: i64 = own
                .iter()
                .filter(|(counter, _)| counter.metric == Metric::Members && counter.subject == Subject::Any)
                .filter(|(counter, _)| matches!(counter.part, Part::Cohort(crate::rollup::Cohort::Role(_))))
                .map(|(_, n)| n)
                .sum();
            prop_assert_eq!(roles, people.len() as i64);
        }
    }
}
