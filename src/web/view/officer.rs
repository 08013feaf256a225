//! The officer's pages: honest figures of a unit and of the units below it, and the lists behind them.
//!
//! Owns: what each says and its title. Does not own: how figures are counted (`domain`, `storage`), nor how they are
//! arranged (`web/officer`).

use super::certificates::OtherRow;
use super::{Action, Choice, FieldError, Rung, View, marked};
use serde::Serialize;

/// A number, and the list that has exactly so many rows.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Number {
    /// "5.464"
    pub text: String,
    /// The list behind it; none where it is nought.
    pub href: Option<String>,
}

/// `/officer`, `/officer/units/{id}`: one unit.
#[derive(Debug, Clone, Default, Serialize)]
pub struct UnitPage {
    /// The way down to here, from the officer's own unit.
    pub crumbs: Vec<Action>,
    /// "Tỉnh Tuyên Quang"
    pub heading: String,
    /// "124 xã, phường, đặc khu; 2.176 tổ; 10.472 thành viên."
    pub size: String,
    /// "Số liệu đến 17 giờ, 20/11/2026"
    pub as_of: String,
    /// That some counts are still being added up; mostly empty.
    pub behind: String,
    /// That the unit is no more, since when, and what its figures are; empty while it is in force.
    pub ended: String,
    /// "Nay là"; empty where there is nothing to say.
    pub became_heading: String,
    /// What a closed unit became.
    pub became: Vec<KinRow>,
    /// "Lập ngày 01/07/2025, từ"; empty where it was there from the beginning.
    pub made_of_heading: String,
    /// What the unit was made of.
    pub made_of: Vec<KinRow>,
    /// What the filters chose, as words; empty where everything counts.
    pub chosen: String,
    /// What of the page they do not reach.
    pub not_chosen: String,
    /// The figures, each with its denominator.
    pub figures: Vec<Figure>,
    /// What was reached in each week or month.
    pub trend: Option<Trend>,
    /// The country, as tiles or as a sketch.
    pub map: Option<Map>,
    /// How many units below stand at which rate.
    pub spread: Option<Spread>,
    /// The denominators, from the roster to the certificate.
    pub stages: Vec<BarRow>,
    /// Modules and rungs.
    pub modules: Vec<ModuleRow>,
    /// By role in the team.
    pub roles: Vec<CohortRow>,
    /// By decade of birth.
    pub births: Vec<CohortRow>,
    /// The filters.
    pub filters: Filters,
    /// "124 xã, phường"; empty where there is nothing below.
    pub children_heading: String,
    /// "Chỗ vướng chuyển lên: 2 đang chờ"
    pub help: String,
    /// The heads of the table of the units below; each sorts by its column.
    pub columns: Vec<Column>,
    /// The units below.
    pub children: Vec<UnitRow>,
    /// Only that table, page by page.
    pub table_only: bool,
    /// The whole table, or its next page.
    pub more_href: Option<String>,
    /// Their sum, which is this unit's own line.
    pub total: Option<UnitRow>,
    /// The sum of those that were chosen, where some were.
    pub chosen_total: Option<UnitRow>,
    /// The page with all of them, where some were chosen.
    pub all_href: Option<String>,
    /// The units below, to choose some.
    pub set: Option<UnitSet>,
    /// The files of each part of the page: "Bảng tính", "Dữ liệu thô".
    pub files: Files,
    /// The page beside another unit's.
    pub compare_href: Option<String>,
    /// Two periods of it; teams have none.
    pub periods_href: Option<String>,
    /// Where its plan is set; teams have none.
    pub target_href: Option<String>,
    /// Its frozen months; teams have none.
    pub months_href: Option<String>,
    /// "Phần riêng của tỉnh Tuyên Quang còn thiếu"
    pub lacking_heading: String,
    /// What the province has not written yet; empty where nothing is missing.
    pub lacking: Vec<String>,
}

/// `/officer/units/{id}/target`: the planned share of certified members.
#[derive(Debug, Clone, Default, Serialize)]
pub struct TargetPage {
    /// The way down to here.
    pub crumbs: Vec<Action>,
    /// "Chỉ tiêu của tỉnh Tuyên Quang"
    pub heading: String,
    /// Where the form goes.
    pub action: String,
    /// As typed.
    pub percent: String,
    /// As typed.
    pub due: String,
    /// "Đặt 80% đến hết 31/12/2026. Lê Văn Xã, 17 giờ, 20/11/2026."
    pub changes: Vec<String>,
    /// What is wrong with the form.
    pub errors: Vec<FieldError>,
}

impl View for TargetPage {
    const TEMPLATE: &'static str = "officer/target.html";
    fn title(&self) -> String {
        marked(self.heading.clone(), !self.errors.is_empty())
    }
}

/// A unit of the other map.
#[derive(Debug, Clone, Default, Serialize)]
pub struct KinRow {
    /// "Xã Bình Xa"
    pub name: String,
    /// Its page; none where it is out of reach.
    pub href: Option<String>,
    /// "một phần"; empty where it is all of it.
    pub part: String,
}

/// A figure with its denominator.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Figure {
    /// "Có giấy chứng nhận"
    pub label: String,
    /// "52,2%"
    pub value: Number,
    /// "5.464 trong 10.472 người"
    pub note: String,
}

/// A line of a table with a bar.
#[derive(Debug, Clone, Default, Serialize)]
pub struct BarRow {
    /// "Liên lạc được"
    pub label: String,
    /// How long the bar is, of 100.
    pub bar: String,
    /// How many.
    pub n: Number,
    /// "95,9%"
    pub share: String,
}

/// A module with its rungs.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ModuleRow {
    /// "1. Dịch vụ công trực tuyến"
    pub label: String,
    /// Started, *Biết*, *Làm được*, *Dạy được*, certified, lapsed.
    pub cells: Vec<Number>,
    /// Teams with somebody who can teach it.
    pub teaching: Number,
    /// "45,2%" of all teams.
    pub covered: String,
    /// The bar of those who know, of 100.
    pub knows_bar: String,
    /// The bar of those certified, of 100.
    pub bar: String,
}

/// A group of members.
#[derive(Debug, Clone, Default, Serialize)]
pub struct CohortRow {
    /// "Tổ trưởng", "Sinh 1960–1969"
    pub label: String,
    /// On the roster, started, certified.
    pub cells: Vec<Number>,
    /// The bar of the rate, of 100.
    pub bar: String,
    /// Certified ÷ roster.
    pub rate: String,
}

/// The head of a column.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Column {
    /// "Tỷ lệ"
    pub label: String,
    /// The page in this order; none where it cannot be.
    pub href: Option<String>,
    /// "ascending", "descending", or nothing.
    pub sorted: &'static str,
}

/// A line of the table of units; every cell formatted.
#[derive(Debug, Clone, Default, Serialize)]
pub struct UnitRow {
    /// "Xã Đồng Mây"
    pub name: String,
    /// The unit's page; none on the line of the sum.
    pub href: Option<String>,
    /// The numbers, in the order of the columns.
    pub cells: Vec<Number>,
    /// Certified ÷ roster.
    pub rate: String,
    /// The bar of the rate, of 100.
    pub bar: String,
}

/// The files of a page.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Files {
    /// Each part of the page: what it is called, its XLSX, its CSV.
    pub parts: Vec<FilePart>,
}

/// One part of a page as files.
#[derive(Debug, Clone, Default, Serialize)]
pub struct FilePart {
    /// "Bảng 124 xã"
    pub label: String,
    /// The workbook.
    pub xlsx: String,
    /// The raw table.
    pub csv: String,
}

/// What may be chosen.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Filters {
    /// Where the form leads.
    pub action: String,
    /// Which module, or all.
    pub subjects: Vec<Choice>,
    /// Which role in the team, or all.
    pub roles: Vec<Choice>,
    /// By week or by month.
    pub periods: Vec<Choice>,
    /// Until when; empty where nothing is counted by weeks.
    pub untils: Vec<Choice>,
    /// What else is chosen and stays: the order, the kind of map.
    pub kept: Vec<Action>,
}

/// The units below, to choose some of them.
#[derive(Debug, Clone, Default, Serialize)]
pub struct UnitSet {
    /// Where the form leads.
    pub action: String,
    /// What else is chosen and stays.
    pub kept: Vec<Action>,
    /// The units, by name.
    pub choices: Vec<Choice>,
}

/// What was reached, in weeks or months: a line, and its table.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Trend {
    /// "Giấy chứng nhận cấp mỗi tháng"
    pub heading: String,
    /// What the drawing says, in a sentence.
    pub said: String,
    /// The line: "34 187 86 176".
    pub line: String,
    /// The points with their labels.
    pub points: Vec<Point>,
    /// The lines across.
    pub ticks: Vec<Tick>,
    /// The plan, as a line of its own.
    pub target: Option<Tick>,
    /// The heads of the table after the first.
    pub columns: Vec<String>,
    /// A line a week or month.
    pub rows: Vec<TrendRow>,
}

/// A point of a line.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Point {
    /// Across.
    pub x: String,
    /// Down.
    pub y: String,
    /// Where its number stands.
    pub above: String,
    /// Its number.
    pub text: String,
    /// "T11", "02/11"
    pub when: String,
}

/// A line across a drawing.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Tick {
    /// Down.
    pub y: String,
    /// Where its label stands.
    pub base: String,
    /// "100"
    pub text: String,
}

/// A week or month.
#[derive(Debug, Clone, Default, Serialize)]
pub struct TrendRow {
    /// "Tháng 11/2026"
    pub when: String,
    /// Begun, reached, reached until then.
    pub cells: Vec<Number>,
    /// The share of members who had reached it then.
    pub rate: String,
}

/// The country.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Map {
    /// The provinces as tiles.
    pub tiles: Vec<Tile>,
    /// The provinces as drawn.
    pub shapes: Vec<Shape>,
    /// The other way to see it.
    pub other: Action,
    /// What the colours stand for.
    pub key: Vec<MapKey>,
}

/// A province as a tile.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Tile {
    /// "c1 r1", and the class of its rate.
    pub class: String,
    /// "t3"
    pub ramp: &'static str,
    /// Its page.
    pub href: String,
    /// "Lai Châu"
    pub name: String,
    /// "38%"
    pub rate: String,
}

/// A province as drawn.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Shape {
    /// "t3"
    pub ramp: &'static str,
    /// Its page.
    pub href: String,
    /// "Lai Châu"
    pub name: String,
    /// "38"
    pub rate: String,
    /// Its outline.
    pub path: &'static str,
    /// Where its number stands.
    pub x: &'static str,
    /// Where its number stands.
    pub y: &'static str,
}

/// What a colour stands for.
#[derive(Debug, Clone, Default, Serialize)]
pub struct MapKey {
    /// "t3"
    pub ramp: &'static str,
    /// "50 đến 64%"
    pub text: String,
}

/// How many units stand at which rate: a square a unit.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Spread {
    /// "43 xã, phường còn dưới 40%"
    pub heading: String,
    /// The table of those below 40 %; none where there are none.
    pub below_href: Option<String>,
    /// What the drawing says, in a sentence.
    pub said: String,
    /// Ten columns.
    pub bins: Vec<Bin>,
}

/// The units of one tenth.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Bin {
    /// "t1"
    pub ramp: &'static str,
    /// The squares.
    pub path: String,
    /// The middle of the column.
    pub x: String,
    /// Where the number stands.
    pub above: String,
    /// How many.
    pub n: Number,
    /// "30–39"
    pub label: String,
}

/// `/officer/units/{id}/list`: who or what a number counts.
#[derive(Debug, Clone, Default, Serialize)]
pub struct BehindPage {
    /// The way down to here.
    pub crumbs: Vec<Action>,
    /// "Có giấy chứng nhận"
    pub heading: String,
    /// "5.464 người, Tỉnh Tuyên Quang"
    pub count: String,
    /// "Số liệu đến 17 giờ, 20/11/2026"
    pub as_of: String,
    /// What the last column says: where they stand, or what they were.
    pub state: String,
    /// Members, by name.
    pub members: Vec<BehindRow>,
    /// Teams, by place.
    pub teams: Vec<BehindRow>,
    /// The first page, on every other.
    pub first_href: Option<String>,
    /// The next page.
    pub next_href: Option<String>,
    /// The same list as a file.
    pub files: Option<FilePart>,
}

/// Somebody, or a team.
#[derive(Debug, Clone, Default, Serialize)]
pub struct BehindRow {
    /// "Ma Thị Mùi"
    pub name: String,
    /// The page of the member or of the team; none where it is out of reach.
    pub href: Option<String>,
    /// "Thôn Bến Đá"
    pub team: String,
    /// "Xã Đồng Mây"
    pub commune: String,
    /// "Tỉnh Tuyên Quang", where the list is not of one province.
    pub province: String,
    /// "Tổ trưởng. Có giấy chứng nhận."
    pub state: String,
}

/// What a number is the sum of, where those whom it counts are too many for a list, or are not counted once.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PartsPage {
    /// The way down to here.
    pub crumbs: Vec<Action>,
    /// "Có giấy chứng nhận"
    pub heading: String,
    /// "192.410 người, Cả nước"
    pub count: String,
    /// "Tháng 10/2026, chốt 8 giờ, 05/11/2026"
    pub as_of: String,
    /// "Đơn vị", "Chuyên đề"
    pub first: String,
    /// The parts, each with its own list.
    pub rows: Vec<BarRow>,
    /// The same as a file.
    pub files: Option<FilePart>,
}

impl View for PartsPage {
    const TEMPLATE: &'static str = "officer/parts.html";
    fn title(&self) -> String {
        self.heading.clone()
    }
}

/// A member as an officer sees one: where, how far in each module and by whom it was seen, and the certificates.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PersonPage {
    /// The way down to the team.
    pub crumbs: Vec<Action>,
    /// The full name.
    pub name: String,
    /// "67 tuổi, tổ trưởng"
    pub about: String,
    /// "Thôn Bến Đá, xã Đồng Mây"
    pub place: String,
    /// The modules with their rungs.
    pub modules: Vec<PersonModule>,
    /// That certificates in force bear another name than today's, and what can be done; mostly empty.
    pub named_otherwise: String,
    /// The certificates, the latest first.
    pub certificates: Vec<OtherRow>,
}

/// A module of a member.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PersonModule {
    /// Its place.
    pub number: u32,
    /// Its title.
    pub title: String,
    /// The rungs.
    pub rungs: Vec<Rung>,
    /// "Đang học, xong 2/5 bài"; may be empty.
    pub status: String,
    /// "Nộp hồ sơ trên Cổng Dịch vụ công: 12/10/2026, Hằng"
    pub seen: Vec<String>,
}

impl View for PersonPage {
    const TEMPLATE: &'static str = "officer/member.html";
    fn title(&self) -> String {
        self.name.clone()
    }
}

/// `/officer/units/{id}/comparison`: two units side by side.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ComparisonPage {
    /// The way down to here.
    pub crumbs: Vec<Action>,
    /// "Tỉnh Tuyên Quang và tỉnh Lào Cai", or what is to be chosen.
    pub heading: String,
    /// "Số liệu đến 17 giờ, 20/11/2026"
    pub as_of: String,
    /// Where the form leads.
    pub action: String,
    /// The units it may stand beside.
    pub others: Vec<Choice>,
    /// The names of the two.
    pub names: Vec<Action>,
    /// A line a figure.
    pub rows: Vec<ComparisonRow>,
    /// The same as a file.
    pub files: Option<FilePart>,
}

/// A figure of two units.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ComparisonRow {
    /// "Liên lạc được"
    pub label: String,
    /// Of each: how many, and the share of the roster.
    pub cells: Vec<BarRow>,
}

impl UnitPage {
    /// Takes the lists behind the numbers away: nobody is a member of a unit that is no more.
    pub fn without_lists(&mut self) {
        for number in self.numbers() {
            number.href = None;
        }
    }

    /// Every number that stands in a list's place.
    pub fn numbers(&mut self) -> impl Iterator<Item = &mut Number> {
        let cells = self
            .children
            .iter_mut()
            .chain(&mut self.total)
            .chain(&mut self.chosen_total)
            .flat_map(|row| &mut row.cells);
        let cohorts = self.roles.iter_mut().chain(&mut self.births).flat_map(|row| &mut row.cells);
        let modules = self.modules.iter_mut().flat_map(|row| row.cells.iter_mut().chain([&mut row.teaching]));
        let trend = self.trend.iter_mut().flat_map(|trend| &mut trend.rows).flat_map(|row| &mut row.cells);
        cells
            .chain(cohorts)
            .chain(modules)
            .chain(trend)
            .chain(self.figures.iter_mut().map(|one| &mut one.value))
            .chain(self.stages.iter_mut().map(|one| &mut one.n))
    }
}

impl View for UnitPage {
    const TEMPLATE: &'static str = "officer/unit.html";
    fn title(&self) -> String {
        self.heading.clone()
    }
}

impl View for BehindPage {
    const TEMPLATE: &'static str = "officer/list.html";
    fn title(&self) -> String {
        self.heading.clone()
    }
}

impl View for ComparisonPage {
    const TEMPLATE: &'static str = "officer/comparison.html";
    fn title(&self) -> String {
        self.heading.clone()
    }
}
