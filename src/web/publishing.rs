//! What waits to be published, and whom it would touch (product.md §5).
//!
//! Owns: comparing saved courses with those in use, the rule of what may be published without being asked, and its
//! words. Does not own: the comparison of modules (`domain/change.rs`), the counts (`storage/touched.rs`), nor writing.

use crate::web::messages::message;
use std::sync::Arc;
use tungngo_domain::change::{Change, Class, Difference, Part, difference};
use tungngo_domain::content::{Catalogue, Module};
use tungngo_domain::ids::Slug;
use tungngo_domain::renewal::{Ask, asked_again};
use tungngo_domain::time::Instant;
use tungngo_storage::Store;
use tungngo_storage::touched::Touched;

/// A module that is saved otherwise than it is in use.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// The module.
    pub id: Slug,
    /// Its title.
    pub title: String,
    /// As it is saved; `None` where it is gone from the folder.
    pub saved: Option<Arc<Module>>,
    /// The saved version, and those of the provinces that have their own.
    shown: String,
    /// Whether it is in use at all.
    pub in_use: bool,
    /// What differs.
    pub difference: Difference,
    /// Whom publishing it would touch.
    pub touched: Touched,
    /// How many studied a module that is gone.
    pub studied: u64,
}

impl Waiting {
    /// Names exactly what waits: the saved version with those of the provinces; empty where the module is gone.
    pub fn version(&self) -> &str {
        &self.shown
    }

    /// The class of the change as a whole.
    pub fn class(&self) -> Class {
        match self.saved {
            Some(_) => self.difference.class().unwrap_or(Class::Editorial),
            None => Class::Material,
        }
    }

    /// Whether a server may publish it by itself: it is editorial, or touches nobody's record.
    pub fn is_free(&self) -> bool {
        self.class() == Class::Editorial || !(self.touched.anybody() || self.studied > 0)
    }

    /// Whom it touches, a sentence a line.
    pub fn touched_words(&self) -> Vec<String> {
        let count = |key: &str, n: u64| message(key, &[("n", &grouped(n))]);
        if self.saved.is_none() {
            return vec![count("touched-gone", self.studied)];
        }
        if !self.touched.anybody() {
            return vec![message("touched-nobody", &[])];
        }
        let (again, recalled) = (grouped(self.touched.certificates), grouped(self.touched.recalled));
        let mut lines = vec![message("touched-certificates", &[("again", &again), ("recalled", &recalled)])];
        lines.push(count("touched-members", self.touched.members));
        if self.touched.attempts > 0 {
            lines.push(count("touched-attempts", self.touched.attempts));
        }
        for (what, n) in &self.touched.parts {
            if let Some(part) = self.part_words(what) {
                lines.push(message("touched-part", &[("part", &part), ("n", &grouped(*n))]));
            }
        }
        lines
    }

    fn part_words(&self, what: &Ask) -> Option<String> {
        let change = |wanted: &dyn Fn(&Part) -> bool| {
            self.difference.changes.iter().find(|change| wanted(&change.part))
        };
        match what {
            // A lesson of which only a question changed is counted by that question.
            Ask::Lesson(id) => change(&|part| matches!(part, Part::Lesson { lesson } if lesson == id))
                .filter(|change| change.class > Class::Editorial)
                .map(part_words),
            // Counted with its lesson where all of that is asked again.
            Ask::Question(id) => {
                change(&|part| matches!(part, Part::Question { question, .. } if question == id))
                    .map(part_words)
            }
            Ask::Act(id) => change(&|part| matches!(part, Part::Act { act } if act == id)).map(part_words),
            Ask::Test => Some(message("part-test", &[])),
        }
    }
}

/// What a changed part is called.
pub fn part_words(change: &Change) -> String {
    let key = match change.part {
        Part::Module => "part-module",
        Part::Lesson { .. } => "part-lesson",
        Part::Question { .. } => "part-question",
        Part::Drill { .. } => "part-drill",
        Part::BankQuestion { .. } => "part-bank-question",
        Part::Bank { .. } => "part-bank",
        Part::Test => "part-test",
        Part::Act { .. } => "part-act",
    };
    message(key, &[("title", &change.title)])
}

/// A number with its thousands apart: "1.240".
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

/// Everything in which saved courses differ from those in use, in the order of the saved ones.
pub async fn waiting(
    store: &Store,
    in_use: &Catalogue,
    saved: &Catalogue,
    now: Instant,
) -> tungngo_storage::Result<Vec<Waiting>> {
    let mut all = Vec::new();
    for module in &saved.modules {
        let old = in_use.module(&module.id);
        // The same version says the same: to compare each module with itself would take most of a start.
        let other = old.filter(|old| old.version != module.version);
        let mut difference = other.map(|old| difference(old, module)).unwrap_or_default();
        let in_provinces = with_provinces(in_use, saved, &module.id, &mut difference);
        if old.is_some() && other.is_none() && !in_provinces {
            continue;
        }
        let asked = asked_again(&difference, module);
        let tests_change = difference.changes.iter().any(|change| {
            change.class > Class::Editorial
                && matches!(change.part, Part::Test | Part::Bank { .. } | Part::BankQuestion { .. })
        });
        all.push(Waiting {
            id: module.id.clone(),
            title: module.title.clone(),
            touched: store.touched(&module.id, &asked, tests_change, now).await?,
            saved: Some(Arc::clone(module)),
            shown: versions_of(saved, module),
            in_use: old.is_some(),
            difference,
            studied: 0,
        });
    }
    for gone in in_use.modules.iter().filter(|module| saved.module(&module.id).is_none()) {
        all.push(Waiting {
            id: gone.id.clone(),
            title: gone.title.clone(),
            saved: None,
            shown: String::new(),
            in_use: true,
            difference: Difference::default(),
            touched: Touched::default(),
            studied: store.studied_by(&gone.id).await?,
        });
    }
    Ok(all)
}

/// The version of a module and those of its parts in the provinces, each by its first signs.
fn versions_of(catalogue: &Catalogue, module: &Module) -> String {
    let local = catalogue.local.values().flatten().filter(|one| one.id == module.id);
    let signs = |one: &Module| one.version.get(..12).unwrap_or(&one.version).to_owned();
    std::iter::once(signs(module)).chain(local.map(|one| signs(one))).collect::<Vec<_>>().join("-")
}

/// The courses in use with some of what waits put in their place, the provinces' parts with their modules. What
/// provinces still lack is as saved: it is in nobody's record.
pub fn with<'w>(
    in_use: &Catalogue,
    saved: &Catalogue,
    published: impl IntoIterator<Item = &'w Waiting>,
) -> Catalogue {
    let mut catalogue = in_use.clone();
    for one in published {
        catalogue.modules.retain(|module| module.id != one.id);
        catalogue.modules.extend(one.saved.clone());
        catalogue.local.values_mut().for_each(|modules| modules.retain(|module| module.id != one.id));
        for (code, modules) in &saved.local {
            let new = modules.iter().filter(|module| module.id == one.id).cloned();
            catalogue.local.entry(code.clone()).or_default().extend(new);
        }
    }
    let by_order = |a: &Arc<Module>, b: &Arc<Module>| (a.order, &a.id).cmp(&(b.order, &b.id));
    catalogue.modules.sort_by(by_order);
    catalogue.local.retain(|_, modules| !modules.is_empty());
    catalogue.local.values_mut().for_each(|modules| modules.sort_by(by_order));
    catalogue.wants_local = saved.wants_local.clone();
    catalogue.unfilled = saved.unfilled.clone();
    catalogue
}

/// Adds what differs in the parts of provinces to what differs in the national module; whether anything does. The
/// counts then take members of all provinces: they are an upper bound.
fn with_provinces(in_use: &Catalogue, saved: &Catalogue, id: &Slug, found: &mut Difference) -> bool {
    let mut differs = false;
    let codes: std::collections::BTreeSet<&String> = in_use.local.keys().chain(saved.local.keys()).collect();
    for code in codes {
        let (old, new) = (in_use.for_province(Some(code), id), saved.for_province(Some(code), id));
        let (Some(old), Some(new)) = (old, new) else { continue };
        if old.version == new.version {
            continue;
        }
        differs = true;
        for change in difference(old, new).changes {
            if !found.changes.iter().any(|known| known.part == change.part) {
                found.changes.push(change);
            }
        }
    }
    differs
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn thousands_stand_apart() {
        assert_eq!([0, 240, 1_240, 1_000_000].map(grouped), ["0", "240", "1.240", "1.000.000"]);
    }
}
