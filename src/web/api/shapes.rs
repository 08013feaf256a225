//! What programs are answered with.

use chrono::NaiveDate;
use serde::Serialize;
use tungngo_domain::rollup::Metric;
use tungngo_domain::time::Instant;
use tungngo_storage::figures::{Counts, UnitFigures};
use tungngo_storage::units::Unit;
use utoipa::ToSchema;

/// Figures of a unit.
#[derive(Debug, Serialize, ToSchema)]
pub struct Figures {
    /// Đơn vị.
    pub unit: UnitShape,
    /// Lúc đọc số.
    #[schema(value_type = String, format = DateTime)]
    pub as_of: Instant,
    /// Ngày mà giấy chứng nhận được tính là còn hay hết hiệu lực.
    #[schema(value_type = String, format = Date)]
    pub day: NaiveDate,
    /// Có tỉnh vừa thay đổi, đang được cộng lại; chỉ gặp ở cả nước.
    pub being_summed: bool,
    /// Các số của cả đơn vị.
    pub counts: Vec<Count>,
    /// Theo vai trong tổ và theo thập niên sinh; tổ không có.
    pub cohorts: Vec<CohortCount>,
    /// Theo tuần; tổ không có.
    pub weeks: Vec<WeekCount>,
    /// Các đơn vị ngay dưới, theo tên.
    pub below: Vec<BelowShape>,
}

/// A unit.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnitShape {
    /// Id, không đổi.
    pub id: String,
    /// Mã hành chính; thôn không có.
    pub code: Option<String>,
    /// Tên.
    pub name: String,
    /// `nation`, `province`, `commune` hay `village`.
    pub kind: String,
}

/// Đếm gì. Người: `members` trong danh sách, `reachable` liên lạc được, `no-device` không có máy, `borrowed` học nhờ máy
/// người khác, `paper` làm bài trên giấy, `started` đã vào học, `knows` Biết, `does` Làm được, `teaches` Dạy được,
/// `waiting` chờ xác nhận thực hành, `certified` có giấy còn giá trị, `lapsed` giấy đã hết hạn, `leaders` tổ trưởng có
/// giấy. Tổ: `teams` có thành viên, `teams-started` có người vào học, `teams-silent` chưa ai vào học, `teams-doing` có
/// người làm được, `teams-teaching` có người dạy được, `teams-led` tổ trưởng có giấy, `teams-ready` đạt chuẩn.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each is a metric of the domain, told above")]
pub enum MetricName {
    Members,
    Reachable,
    NoDevice,
    Borrowed,
    Paper,
    Started,
    Knows,
    Does,
    Teaches,
    Waiting,
    Certified,
    Lapsed,
    Leaders,
    Teams,
    TeamsStarted,
    TeamsSilent,
    TeamsDoing,
    TeamsTeaching,
    TeamsLed,
    TeamsReady,
}

/// A count.
#[derive(Debug, Serialize, ToSchema)]
pub struct Count {
    /// Về gì: `*` mỗi người một lần, một chuyên đề, hay `thanh-vien`.
    pub subject: String,
    /// Đếm gì.
    #[schema(value_type = MetricName)]
    pub metric: String,
    /// Bao nhiêu.
    pub n: u64,
}

/// A count of a cohort.
#[derive(Debug, Serialize, ToSchema)]
pub struct CohortCount {
    /// `leader`, `deputy`, `member`, `b1960` (sinh 1960–1969), `b?` (chưa rõ).
    pub cohort: String,
    /// `members`, `started` hay `certified`.
    pub metric: String,
    /// Bao nhiêu.
    pub n: u64,
}

/// A count of a week.
#[derive(Debug, Serialize, ToSchema)]
pub struct WeekCount {
    /// Thứ Hai của tuần.
    #[schema(value_type = String, format = Date)]
    pub week: NaiveDate,
    /// Về gì.
    pub subject: String,
    /// Đếm gì.
    #[schema(value_type = MetricName)]
    pub metric: String,
    /// Bao nhiêu người đang có tên trong tổ đã tới mức đó trong tuần ấy.
    pub n: u64,
}

/// A unit below.
#[derive(Debug, Serialize, ToSchema)]
pub struct BelowShape {
    /// Đơn vị.
    pub unit: UnitShape,
    /// Các số của đơn vị ấy.
    pub counts: Vec<Count>,
}

/// A page of the list behind a number.
#[derive(Debug, Serialize, ToSchema)]
pub struct List {
    /// `members` hay `teams`.
    pub of: String,
    /// Lúc đọc.
    #[schema(value_type = String, format = DateTime)]
    pub as_of: Instant,
    /// Các dòng.
    pub rows: Vec<Row>,
    /// Gửi lại trong `after` để có trang sau; trang cuối không có.
    pub next: Option<String>,
}

/// A row of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Row {
    /// Họ tên; danh sách tổ không có.
    pub name: Option<String>,
    /// Thôn của tổ.
    pub team: String,
    /// Xã, phường, đặc khu.
    pub commune: String,
    /// Tỉnh, thành phố.
    pub province: String,
    /// Vai và mức, hay số thành viên.
    pub state: String,
}

/// What went wrong.
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// Một câu tiếng Việt: chuyện gì và làm gì tiếp.
    pub problem: String,
}

impl UnitShape {
    fn of(unit: &Unit) -> Self {
        Self {
            id: unit.id.to_string(),
            code: unit.code.clone(),
            name: unit.name.clone(),
            kind: unit.kind.code().to_owned(),
        }
    }
}

/// What is told of each unit below: every metric that its subject has.
pub fn counted_below<'a>(subjects: &[&'a str]) -> Vec<(&'a str, Metric)> {
    subjects.iter().flat_map(|subject| Metric::ALL.map(|metric| (*subject, metric))).collect()
}

fn counts(counts: &Counts) -> Vec<Count> {
    let mut all = Vec::new();
    for subject in counts.subjects() {
        for metric in Metric::ALL {
            let n = counts.get(subject, metric);
            if n > 0 {
                all.push(Count { subject: subject.to_owned(), metric: metric.code().to_owned(), n });
            }
        }
    }
    all
}

impl Figures {
    /// As programs read them; what is nought is left out.
    pub fn of(figures: &UnitFigures, now: Instant) -> Self {
        let mut weeks: Vec<WeekCount> = Vec::new();
        for (subject, of_subject) in &figures.weeks {
            weeks.extend(of_subject.iter().filter(|(_, n)| **n > 0).map(|((week, metric), n)| WeekCount {
                week: *week,
                subject: subject.clone(),
                metric: metric.code().to_owned(),
                n: *n,
            }));
        }
        weeks.sort_by(|a, b| (a.week, &a.subject, &a.metric).cmp(&(b.week, &b.subject, &b.metric)));
        Self {
            unit: UnitShape::of(&figures.unit),
            as_of: now,
            day: figures.day,
            being_summed: figures.behind,
            counts: counts(&figures.own),
            cohorts: figures
                .cohorts
                .iter()
                .filter(|(_, n)| **n > 0)
                .map(|((cohort, metric), n)| CohortCount {
                    cohort: cohort.code(),
                    metric: metric.code().to_owned(),
                    n: *n,
                })
                .collect(),
            weeks,
            below: figures
                .children
                .iter()
                .map(|child| BelowShape { unit: UnitShape::of(&child.unit), counts: counts(&child.counts) })
                .collect(),
        }
    }
}
