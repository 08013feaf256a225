//! The one table at the end.

/// Rows in the order measured.
pub struct Table(Vec<[String; 8]>);

const HEADINGS: [&str; 8] =
    ["goal", "measured", "reference", "median [min–max] n", "ratio", "floor", "stretch", "verdict"];

impl Table {
    /// An empty one.
    pub fn new() -> Self {
        Self(Vec::new())
    }

    /// A rate that must be at least so much of its reference.
    pub fn share(
        &mut self,
        goal: &str,
        what: &str,
        reference: (&str, &[f64]),
        rates: &[f64],
        floor: f64,
        stretch: f64,
    ) {
        let ratio = median(rates) / median(reference.1);
        let verdict = if ratio >= stretch {
            "stretch"
        } else if ratio >= floor {
            "floor"
        } else {
            "MISSED"
        };
        self.0.push([
            goal.to_owned(),
            what.to_owned(),
            format!("{} {}", reference.0, spread(reference.1, "/s")),
            spread(rates, "/s"),
            format!("{ratio:.3}"),
            format!("≥ {floor}"),
            format!("≥ {stretch}"),
            verdict.to_owned(),
        ]);
    }

    /// A number that must be at most so many times its reference, given already as ratios.
    pub fn times(
        &mut self,
        goal: &str,
        what: &str,
        reference: (&str, &[f64]),
        values: (&[f64], &str),
        floor: f64,
        stretch: f64,
    ) {
        let ratio = median(values.0) / median(reference.1);
        self.0.push([
            goal.to_owned(),
            what.to_owned(),
            format!("{} {}", reference.0, spread(reference.1, values.1)),
            spread(values.0, values.1),
            format!("{ratio:.2}"),
            format!("≤ {floor}"),
            format!("≤ {stretch}"),
            at_most(ratio, floor, stretch).to_owned(),
        ]);
    }

    /// A number that must be at most so much.
    pub fn most(
        &mut self,
        goal: &str,
        what: &str,
        reference: &str,
        values: Vec<f64>,
        unit: &str,
        (floor, stretch): (f64, f64),
    ) {
        self.0.push([
            goal.to_owned(),
            what.to_owned(),
            reference.to_owned(),
            spread(&values, unit),
            String::new(),
            format!("≤ {floor} {unit}"),
            format!("≤ {stretch} {unit}"),
            at_most(median(&values), floor, stretch).to_owned(),
        ]);
    }

    /// Something worth knowing that no goal sets.
    pub fn also(&mut self, goal: &str, what: &str, reference: &str, values: &[f64], unit: &str) {
        let mut row = std::array::from_fn(|_| String::new());
        row[..4].clone_from_slice(&[
            goal.to_owned(),
            what.to_owned(),
            reference.to_owned(),
            spread(values, unit),
        ]);
        self.0.push(row);
    }

    /// A sentence in place of a row.
    pub fn note(&mut self, goal: &str, text: &str) {
        let mut row = std::array::from_fn(|_| String::new());
        row[..2].clone_from_slice(&[goal.to_owned(), text.to_owned()]);
        self.0.push(row);
    }

    /// Prints it as a Markdown table.
    pub fn print(&self) {
        let widths: Vec<usize> = (0..HEADINGS.len())
            .map(|at| {
                let cells = self.0.iter().map(|row| row[at].chars().count());
                cells.max().unwrap_or(0).max(HEADINGS[at].chars().count())
            })
            .collect();
        let line = |cells: Vec<&str>| {
            let cells: Vec<String> =
                cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
            println!("| {} |", cells.join(" | "));
        };
        println!();
        line(HEADINGS.to_vec());
        println!("|{}|", widths.iter().map(|width| "-".repeat(width + 2)).collect::<Vec<_>>().join("|"));
        for row in &self.0 {
            line(row.iter().map(String::as_str).collect());
        }
    }
}

fn at_most(value: f64, floor: f64, stretch: f64) -> &'static str {
    if value <= stretch {
        "stretch"
    } else if value <= floor {
        "floor"
    } else {
        "MISSED"
    }
}

/// The middle value.
pub fn median(values: &[f64]) -> f64 {
    quantile(values, 0.5)
}

/// The value below which this part of all values lies.
pub fn quantile(values: &[f64], part: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().saturating_sub(1);
    sorted.get((last as f64 * part).round() as usize).copied().unwrap_or(f64::NAN)
}

fn spread(values: &[f64], unit: &str) -> String {
    let number = |value: f64| if value >= 100.0 { format!("{value:.0}") } else { format!("{value:.2}") };
    let middle =
        [number(median(values)).as_str(), if unit.starts_with('/') { "" } else { " " }, unit].concat();
    if values.len() < 2 {
        return middle.trim().to_owned();
    }
    format!(
        "{} [{}–{}] n={}",
        middle.trim(),
        number(quantile(values, 0.0)),
        number(quantile(values, 1.0)),
        values.len()
    )
}
