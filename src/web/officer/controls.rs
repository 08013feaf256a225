//! What stands around the figures of a unit's page: the heads of columns that sort, the filters, the files.
//!
//! Owns: these choices, each as an address. Does not own: what an address asks for ([`super::asked`]), the figures
//! ([`super::unit`]).

use super::asked::{Asked, Order, unit_href, unit_word};
use super::export::PagePart;
use super::unit::Material;
use crate::web::messages::message;
use crate::web::view::officer::{Column, FilePart, Files, Filters, UnitSet};
use crate::web::view::{Action, Choice, words};
use tungngo_domain::collation::sort_key;
use tungngo_domain::months::Month;
use tungngo_domain::people::TeamRole;
use tungngo_domain::rollup::week_of;
use tungngo_domain::units::{UnitKind, bare_name};
use tungngo_storage::figures::Below;

/// Months back that are offered; an address may name any.
pub(super) const MONTHS_OFFERED: usize = 24;

impl Material<'_> {
    /// The heading of the table of the units below, and the heads of its columns; each sorts where it can.
    pub(super) fn columns(&self, rows: usize) -> (String, Vec<Column>) {
        let count = words::number(rows as u64);
        let (heading, first) = match self.figures.unit.kind {
            UnitKind::Nation => ("children-provinces", "column-province"),
            UnitKind::Province => ("children-communes", "column-commune"),
            UnitKind::Commune => ("children-villages", "column-village"),
            UnitKind::Village => return (String::new(), Vec::new()),
        };
        let asked = self.asked;
        let sorted = |key: &str, order: Order, shown: &'static str| Column {
            label: message(key, &[]),
            href: (asked.order != order).then(|| Asked { order, ..asked.clone() }.href(self.id())),
            sorted: if asked.order == order { shown } else { "" },
        };
        let plain = |key: &str| Column { label: message(key, &[]), ..Column::default() };
        let mut columns = vec![sorted(first, Order::Name, "ascending")];
        if self.asked.role.is_none() && self.figures.unit.kind != UnitKind::Commune {
            columns.push(plain("unit-teams"));
        }
        columns.push(sorted("unit-roster", Order::Size, "descending"));
        columns.push(plain("unit-started"));
        if self.asked.role.is_none() && self.figures.unit.kind == UnitKind::Commune {
            columns.extend([plain("rung-knows"), plain("rung-does")]);
        }
        columns.push(plain("unit-certified"));
        // The rate turns round: lowest first, highest first.
        let (order, shown) = match asked.order {
            Order::Best => (Order::Worst, "descending"),
            Order::Worst => (Order::Best, "ascending"),
            _ => (Order::Best, ""),
        };
        columns.push(Column {
            label: message("unit-rate", &[]),
            href: Some(Asked { order, ..asked.clone() }.href(self.id())),
            sorted: shown,
        });
        if !asked.shows_some() {
            return (message(heading, &[("count", &count)]), columns);
        }
        let all = words::number(self.figures.children.len() as u64);
        let all = message(heading, &[("count", &all)]);
        let heading = match asked.rates {
            Some((from, to)) => {
                let (from, to) = (from.to_string(), to.to_string());
                let said = [("n", count.as_str()), ("all", &all), ("from", &from), ("to", &to)];
                message("set-rates", &said)
            }
            None => message("set-heading", &[("n", &count), ("all", &all)]),
        };
        (heading, columns)
    }

    /// The units below, to choose some of them, beside the whole table.
    pub(super) fn set(&self) -> Option<UnitSet> {
        if self.asked.table == 0 || self.figures.children.len() < 2 {
            return None;
        }
        let kept = Asked { table: 1, units: Vec::new(), rates: None, ..self.asked.clone() };
        let choice = |below: &Below| Choice {
            value: unit_word(&below.unit),
            label: below.unit.name.clone(),
            checked: self.asked.chose(&below.unit),
        };
        let mut choices: Vec<&Below> = self.figures.children.iter().collect();
        choices.sort_by_cached_key(|below| sort_key(bare_name(&below.unit.name)));
        Some(UnitSet {
            action: unit_href(self.id()),
            kept: kept.pairs().into_iter().map(|(name, value)| Action::new(name, value)).collect(),
            choices: choices.into_iter().map(choice).collect(),
        })
    }

    /// The months that a line may end with: those before this one since anything was learnt, and what is chosen.
    fn untils(&self) -> Vec<Choice> {
        let this = Month::of(week_of(self.figures.day));
        let weeks = self.figures.weeks.values().filter_map(|weeks| weeks.keys().next());
        let Some(first) = weeks.map(|(week, _)| Month::of(*week)).min() else { return Vec::new() };
        let chosen = self.asked.until;
        let mut months: Vec<Month> =
            std::iter::successors(Some(this.previous()), |month| Some(month.previous()))
                .take_while(|month| *month >= first)
                .take(MONTHS_OFFERED)
                .collect();
        months.extend(chosen.filter(|chosen| !months.contains(chosen)));
        let choice = |month: Month| Choice {
            value: month.to_string(),
            label: words::capital(&message("until-month", &[("month", &words::month(month))])),
            checked: chosen == Some(month),
        };
        let today =
            Choice { label: message("until-today", &[]), checked: chosen.is_none(), ..Choice::default() };
        std::iter::once(today).chain(months.into_iter().map(choice)).collect()
    }

    /// The whole table from a page that shows its first rows, and the next page of the whole table.
    pub(super) fn more_href(&self, all: usize) -> Option<String> {
        let (from, shown) = self.rows;
        let next = Asked { table: self.asked.table + 1, ..self.asked.clone() };
        (self.asked.table == 0 || from + shown < all).then(|| next.href(self.id()))
    }

    /// The filters as they stand.
    pub(super) fn filters(&self) -> Filters {
        let choice = |value: &str, label: String, checked| Choice { value: value.to_owned(), label, checked };
        let module = self.asked.module.as_ref();
        let mut subjects = vec![choice("", message("filter-programme", &[]), module.is_none())];
        subjects.extend(
            self.modules.iter().map(|(id, title)| choice(id.as_str(), title.clone(), module == Some(id))),
        );
        let mut roles = vec![choice("", message("filter-roles", &[]), self.asked.role.is_none())];
        roles.extend(
            TeamRole::ALL
                .into_iter()
                .map(|role| choice(role.code(), words::capital(role.word()), self.asked.role == Some(role))),
        );
        let kept =
            Asked { module: None, role: None, weekly: false, until: None, table: 0, ..self.asked.clone() };
        Filters {
            action: unit_href(self.id()),
            subjects,
            roles,
            periods: vec![
                choice("months", message("filter-months", &[]), !self.asked.weekly),
                choice("weeks", message("filter-weeks", &[]), self.asked.weekly),
            ],
            untils: self.untils(),
            kept: kept.pairs().into_iter().map(|(name, value)| Action::new(name, value)).collect(),
        }
    }

    /// The parts of the page as files.
    pub(super) fn files(&self) -> Files {
        let file = |part: PagePart| FilePart {
            label: part.label(),
            xlsx: self.asked.file_href(self.id(), part, "xlsx"),
            csv: self.asked.file_href(self.id(), part, "csv"),
        };
        let there = |part: &PagePart| *part != PagePart::Units || !self.figures.children.is_empty();
        Files { parts: PagePart::ALL.into_iter().filter(there).map(file).collect() }
    }
}
