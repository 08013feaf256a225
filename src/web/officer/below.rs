//! The table of the units below: in which order, which of them, and what they add up to.
//!
//! Owns: its rows and sums. Does not own: the counts (storage), the rest of the page ([`super::unit`]), the heads of its
//! columns ([`super::controls`]).

use super::asked::{Order, unit_word};
use super::map::whole_percent;
use super::unit::{Material, OF_COHORTS, bar, number};
use crate::web::messages::message;
use crate::web::view::officer::UnitRow;
use crate::web::view::words;
use std::cmp::Reverse;
use tungngo_domain::collation::sort_key;
use tungngo_domain::ids::UnitId;
use tungngo_domain::rollup::{Cohort, Metric, Subject};
use tungngo_domain::units::{UnitKind, bare_name};
use tungngo_storage::figures::{Below, Cohorts, Counts};

impl Material<'_> {
    /// The units below, in the order asked for.
    pub(super) fn children(&self) -> Vec<Row> {
        let mut rows: Vec<Row> = self.shown().into_iter().map(|below| self.below(below)).collect();
        rows.sort_by_cached_key(|row| sort_key(bare_name(&row.shown.name)));
        // Nobody is no rate: those stand last either way.
        match self.asked.order {
            Order::Name => {}
            Order::Size => rows.sort_by_key(|row| Reverse(row.members)),
            Order::Best => rows.sort_by(|a, b| (a.members == 0).cmp(&(b.members == 0)).then(b.rate_to(a))),
            Order::Worst => rows.sort_by(|a, b| (a.members == 0).cmp(&(b.members == 0)).then(a.rate_to(b))),
        }
        rows
    }

    /// The units below that are shown: those chosen, or all.
    fn shown(&self) -> Vec<&Below> {
        let all = self.figures.children.iter();
        all.filter(|below| self.asked.units.is_empty() || self.asked.chose(&below.unit))
            .filter(|below| self.asked.rates.is_none_or(|rates| self.is_between(below, rates)))
            .collect()
    }

    /// Whether its rate, as it is shown, lies between these.
    fn is_between(&self, below: &Below, (from, to): (u64, u64)) -> bool {
        let row = self.below(below);
        whole_percent(row.certified, row.members).is_some_and(|rate| (from..=to).contains(&rate))
    }

    pub(super) fn below(&self, below: &Below) -> Row {
        let row = self.row(&[(&below.counts, &below.cohorts)], below.unit.id, &[]);
        let href = self.asked.elsewhere().href(below.unit.id);
        Row { shown: UnitRow { name: below.unit.name.clone(), href: Some(href), ..row.shown }, ..row }
    }

    /// The unit's own line, which is the sum of all below it.
    pub(super) fn total(&self) -> UnitRow {
        let row = self.row(&[(&self.figures.own, &self.figures.cohorts)], self.id(), &[]);
        let name =
            if !self.asked.shows_some() { message("total", &[]) } else { self.figures.unit.name.clone() };
        UnitRow { name, ..row.shown }
    }

    /// The sum of the units that were chosen.
    pub(super) fn chosen_total(&self) -> Option<UnitRow> {
        if !self.asked.shows_some() {
            return None;
        }
        let shown = self.shown();
        let parts: Vec<_> = shown.iter().map(|below| (&below.counts, &below.cohorts)).collect();
        let units: Vec<String> = shown.iter().map(|below| unit_word(&below.unit)).collect();
        let name = message("set-total", &[("n", &words::number(parts.len() as u64))]);
        Some(UnitRow { name, ..self.row(&parts, self.id(), &units).shown })
    }

    /// The numbers of some parts together, with the lists of a unit, or of these units right below it.
    fn row(&self, parts: &[(&Counts, &Cohorts)], unit: UnitId, among: &[String]) -> Row {
        let subject = self.asked.subject(self.programme);
        let once = |metric| self.once(metric);
        let (metrics, cohort): (Vec<(Subject, Metric)>, _) = match (&self.asked.module, self.asked.role) {
            (None, Some(role)) => (
                OF_COHORTS.into_iter().map(|metric| (once(metric), metric)).collect(),
                Some(Cohort::Role(role)),
            ),
            (module, _) => {
                let of = |metric| match (module, metric) {
                    (Some(_), Metric::Started | Metric::Knows | Metric::Does | Metric::Certified) => {
                        subject.clone()
                    }
                    _ => once(metric),
                };
                // Above the commune a row is short: what is left out stands on the unit's own page.
                let metrics = if self.figures.unit.kind == UnitKind::Commune {
                    &[Metric::Members, Metric::Started, Metric::Knows, Metric::Does, Metric::Certified][..]
                } else {
                    &[Metric::Teams, Metric::Members, Metric::Started, Metric::Certified][..]
                };
                (metrics.iter().map(|metric| (of(*metric), *metric)).collect(), None)
            }
        };
        let of = |subject: &Subject, metric| -> u64 {
            let part = |(counts, cohorts): &(&Counts, &Cohorts)| match cohort {
                Some(cohort) => cohorts.get(&(cohort, metric)).copied().unwrap_or(0),
                None => counts.get(subject.code(), metric),
            };
            parts.iter().map(part).sum()
        };
        let shown = |subject: &Subject, metric| {
            let mut number = number(unit, of(subject, metric), subject, metric, cohort);
            if let Some(href) = number.href.as_mut().filter(|_| !among.is_empty()) {
                *href += &["&units=", &among.join(",")].concat();
            }
            number
        };
        let (members, certified) = (of(&Subject::Any, Metric::Members), of(&subject, Metric::Certified));
        Row {
            members,
            certified,
            shown: UnitRow {
                cells: metrics.iter().map(|(subject, metric)| shown(subject, *metric)).collect(),
                rate: words::percent(certified, members),
                bar: bar(certified, members),
                ..UnitRow::default()
            },
        }
    }
}

/// A unit below with what it is sorted by.
pub(super) struct Row {
    pub(super) members: u64,
    pub(super) certified: u64,
    pub(super) shown: UnitRow,
}

impl Row {
    /// Compares rates exactly, not as they are rounded.
    fn rate_to(&self, other: &Self) -> std::cmp::Ordering {
        (u128::from(self.certified) * u128::from(other.members))
            .cmp(&(u128::from(other.certified) * u128::from(self.members)))
    }
}
