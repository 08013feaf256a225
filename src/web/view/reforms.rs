//! The pages of reforms of the map, and their words, which the command line prints too.
//!
//! Owns: what each says and its title. Does not own: what a reform does (`domain`) nor what it touches (`storage`).

use super::{Action, FieldError, Status, View, marked, titled, words};
use crate::reform_file::Unreadable;
use crate::web::messages::message;
use serde::Serialize;
use tungngo_domain::access::Role;
use tungngo_domain::reform::Problem;
use tungngo_domain::time::day;
use tungngo_storage::reforms::{Block, Reform, Refusal, Report, RightLine, Step};

/// `/admin/reforms`: sending a file, and the reforms so far.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ReformsPage {
    /// `name` as typed.
    pub name: String,
    /// `day` as typed (dd/mm/yyyy).
    pub day: String,
    /// The reforms, the newest first.
    pub reforms: Vec<ReformRow>,
    /// What was wrong with the form.
    pub errors: Vec<FieldError>,
}

/// A reform in the list.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ReformRow {
    /// What it is called.
    pub name: String,
    /// Its page.
    pub href: String,
    /// "Có hiệu lực từ 01/07/2025"
    pub since: String,
    /// How far it has come.
    pub state: Status,
}

impl View for ReformsPage {
    const TEMPLATE: &'static str = "admin/reforms.html";
    fn title(&self) -> String {
        titled("reforms-title", !self.errors.is_empty())
    }
}

/// `/admin/reforms/{reform}`: what one touches, to be carried out or taken back.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ReformPage {
    /// What it is called.
    pub name: String,
    /// "Có hiệu lực từ 01/07/2025"
    pub since: String,
    /// How far it has come.
    pub state: Status,
    /// While something is being done: the page itself.
    pub look_again: Option<String>,
    /// What is touched, a sentence a line.
    pub summary: Vec<String>,
    /// What should be looked at, with names.
    pub lists: Vec<NamedList>,
    /// From when it can be carried out, while that is to come.
    pub not_yet: String,
    /// Where it is carried out: fields `csrf`, `shown`, `members`.
    pub apply_action: Option<String>,
    /// What is shown here.
    pub shown: String,
    /// How many members it moves, as typed.
    pub members: String,
    /// What is wrong with what was typed.
    pub errors: Vec<FieldError>,
    /// Where it is taken back: field `csrf`.
    pub reverse_action: Option<String>,
    /// Why it was not done.
    pub problems: Vec<String>,
    /// Back to the list.
    pub back: Action,
}

/// A list of names.
#[derive(Debug, Clone, Default, Serialize)]
pub struct NamedList {
    /// "Thôn chưa ghi rõ về đâu (12)"
    pub heading: String,
    /// What it means.
    pub hint: String,
    /// The first of them, and how many more there are.
    pub lines: Vec<String>,
}

impl View for ReformPage {
    const TEMPLATE: &'static str = "admin/reform.html";
    fn title(&self) -> String {
        marked(message("reform-title", &[("name", &self.name)]), !self.errors.is_empty())
    }
}

fn n(number: u64) -> String {
    words::number(number)
}

/// What is touched, a sentence a line.
pub fn summary(report: &Report) -> Vec<String> {
    let two = |key: &'static str, [provinces, communes]: [u64; 2]| {
        message(key, &[("provinces", &n(provinces)), ("communes", &n(communes))])
    };
    let mut lines = vec![
        two("reform-closed", report.closed),
        two("reform-created", report.created),
        message("reform-kept", &[("n", &n(report.kept))]),
        message("reform-divided", &[("n", &n(report.divided))]),
        message("reform-moved", &[("villages", &n(report.villages)), ("members", &n(report.members))]),
        message("reform-rights", &[("n", &n(report.rights))]),
        message(
            "reform-plans",
            &[("assignments", &n(report.assignments)), ("sessions", &n(report.sessions))],
        ),
        message("reform-certificates", &[("n", &n(report.certificates))]),
        message("reform-attempts", &[("n", &n(report.attempts))]),
    ];
    if report.imports > 0 {
        lines.push(message("reform-imports", &[("n", &n(report.imports))]));
    }
    lines
}

/// The lists with names: a heading, and the lines.
pub fn lists(report: &Report) -> Vec<(String, Vec<String>)> {
    let undecided = report.undecided.iter().map(|one| {
        message(
            "reform-undecided-line",
            &[
                ("village", &one.village),
                ("commune", &one.commune),
                ("to", &one.to),
                ("members", &n(one.members)),
            ],
        )
    });
    let rights = |lines: &[RightLine]| lines.iter().map(right).collect::<Vec<_>>();
    vec![
        (message("reform-undecided", &[]), undecided.collect()),
        (message("reform-wider", &[]), rights(&report.wider)),
        (message("reform-narrower", &[]), rights(&report.narrower)),
        (message("reform-split", &[]), rights(&report.split)),
        (message("reform-left", &[]), rights(&report.left)),
    ]
}

/// What each of [`lists`] means.
pub fn hints() -> [String; 5] {
    [
        message("reform-undecided-hint", &[]),
        message("reform-wider-hint", &[]),
        message("reform-narrower-hint", &[]),
        message("reform-split-hint", &[]),
        message("reform-left-hint", &[]),
    ]
}

fn right(line: &RightLine) -> String {
    let role = Role::from_code(&line.role).map(Role::word).unwrap_or_default();
    if line.to.is_empty() {
        return message(
            "reform-right-left",
            &[("person", &line.person), ("role", role), ("from", &line.from)],
        );
    }
    let to = line.to.join(", ");
    message("reform-right", &[("person", &line.person), ("role", role), ("from", &line.from), ("to", &to)])
}

/// How far a reform has come.
pub fn standing(reform: &Reform) -> String {
    let on = |at| words::full_day(day(at));
    match (reform.applied, reform.reversed) {
        (_, Some((at, _))) => message("reform-was-reversed", &[("day", &on(at))]),
        (Some((at, _)), None) => message("reform-was-applied", &[("day", &on(at))]),
        (None, None) => message("reform-waits", &[]),
    }
}

/// Why it is not carried out, a sentence a line.
pub fn refusal(refusal: &Refusal) -> Vec<String> {
    match refusal {
        Refusal::Problems(problems) => problems.iter().map(problem).collect(),
        Refusal::Younger(since) => vec![message("reform-younger", &[("day", &words::full_day(*since))])],
        Refusal::NotYet => vec![message("reform-not-yet", &[])],
        Refusal::Undecided(villages) => {
            vec![message("reform-strict", &[("n", &n(*villages as u64))])]
        }
        Refusal::Changed => vec![message("reform-changed", &[])],
        Refusal::Applied => vec![message("reform-done-before", &[])],
    }
}

fn problem(problem: &Problem) -> String {
    let at = |key: &'static str, line: &usize, what: &str| {
        message(key, &[("line", &line.to_string()), ("what", what)])
    };
    match problem {
        Problem::UnknownOld { line, unit } => at("reform-unknown-old", line, unit),
        Problem::UnknownNew { line, unit } => at("reform-unknown-new", line, unit),
        Problem::UnknownParent { line, unit } => at("reform-unknown-parent", line, unit),
        Problem::DefinedTwice { line, unit } => at("reform-defined-twice", line, unit),
        Problem::OtherLevel { line, unit } => at("reform-other-level", line, unit),
        Problem::WrongParts { line, unit } => at("reform-wrong-parts", line, unit),
        Problem::NoDefault { line, unit } => at("reform-no-default", line, unit),
        Problem::UnknownVillage { line, village, .. } => at("reform-unknown-village", line, village),
        Problem::UnknownPerson { line, person } => at("reform-unknown-person", line, person),
        Problem::VillageTwice { line, village } => at("reform-village-twice", line, village),
        Problem::ProvinceContradicts { line, unit } => at("reform-province-contradicts", line, unit),
        Problem::CommuneLeft { line, unit } => at("reform-commune-left", line, unit),
    }
}

/// Why a file is not read.
pub fn unreadable(why: &Unreadable) -> String {
    match why {
        Unreadable::NoTable => message("reform-no-table", &[]),
        Unreadable::TooLong => message("reform-too-long", &[]),
        Unreadable::NoColumn(column) => message("reform-no-column", &[("column", column)]),
        Unreadable::Cell(line, column) => {
            let what = match *column {
                "relation" => "reform-cell-relation",
                "is_default" => "reform-cell-default",
                _ => {
                    return message(
                        "reform-cell-missing",
                        &[("line", &line.to_string()), ("column", column)],
                    );
                }
            };
            message(what, &[("line", &line.to_string())])
        }
        Unreadable::Empty => message("reform-empty", &[]),
    }
}

/// What keeps a reform from being taken back.
pub fn block(block: &Block) -> String {
    match block {
        Block::Later(name) => message("reform-block-later", &[("what", name)]),
        Block::Village(name) => message("reform-block-village", &[("what", name)]),
        Block::Right(name) => message("reform-block-right", &[("what", name)]),
        Block::Assignment(name) => message("reform-block-assignment", &[("what", name)]),
        Block::Session(place) => message("reform-block-session", &[("what", place)]),
        Block::Import(file) => message("reform-block-import", &[("what", file)]),
    }
}

/// What is being done.
pub fn step(step: Step) -> String {
    match step {
        Step::ReadingMap => message("reform-step-reading", &[]),
        Step::Planning => message("reform-step-planning", &[]),
        Step::Following => message("reform-step-following", &[]),
        Step::Counting => message("reform-step-counting", &[]),
        Step::Journal => message("reform-step-journal", &[]),
        Step::Moving => message("reform-step-moving", &[]),
        Step::Rights => message("reform-step-rights", &[]),
        Step::Summing => message("reform-step-summing", &[]),
        Step::Proving => message("reform-step-proving", &[]),
    }
}
