//! The certifying test: `kiem-tra.md`.
//!
//! Owns: the lines that draw questions, the pass mark and the rule for trying again. Does not own: the draw itself (the
//! domain crate) nor the banks (`bank.rs`).
//!
//! ```text
//! # Bài kiểm tra: Thanh toán
//!
//! Bài có 12 câu. Không tính giờ.                              what is said before it begins
//!
//! - Rút **5** câu từ [nhận biết](ngan-hang/nhan-biet.md)      one line a bank
//!
//! đạt: 80                                                     percent of right answers
//!
//! làm lại: ngay, đề khác; 3 lần một ngày                      at once, other questions; so many closed tries a day
//! ```
//!
//! There is never a timer.

use crate::diagnostic::code;
use crate::fields::{Fields, shorten};
use crate::html::{Markup, Writer};
use crate::lesson::title;
use crate::markdown::{Block, BlockKind, Inline, InlineKind, Item, plain};
use crate::page::{Page, first_line};
use crate::quiz::item_line;
use crate::vietnamese::{bare, nearest, said};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use tungngo_domain::content::{Bank, CertifyingTest, Draw};

/// How many tries a day an author may allow at most.
const MOST_TRIES: u32 = 20;

/// What the test knows of a bank file.
#[derive(Debug, Clone)]
pub(crate) struct BankFile {
    /// `None` if the file is there but faulty.
    pub(crate) bank: Option<Bank>,
}

/// Reads the test. `banks` maps `ngan-hang/….md` to what was read there.
pub(crate) fn read(
    writer: &Writer<'_>,
    fields: Option<Fields<'_>>,
    blocks: &[Block],
    banks: &BTreeMap<String, BankFile>,
    today: NaiveDate,
) -> Option<CertifyingTest> {
    if let Some(mut fields) = fields {
        fields.review_by(today);
        fields.finish();
    }
    let notes = writer.notes;
    let rest = title(writer, blocks, None);
    let name = blocks.first().map(|block| match &block.kind {
        BlockKind::Heading { text, .. } => plain(text),
        _ => String::new(),
    });
    let mut intro = Markup::default();
    let mut page = Page::new(writer);
    let mut draws: Vec<Draw> = Vec::new();
    let mut rules = Rules::default();
    let mut drawn = BTreeSet::new();
    let mut lines = 0;
    for block in rest {
        match &block.kind {
            BlockKind::List { first: None, items } => {
                lines += items.len();
                for item in items {
                    draws.extend(draw(writer, item, banks, &mut drawn));
                }
            }
            BlockKind::Paragraph(text) if rules.take(writer, text) => {}
            BlockKind::Paragraph(_) | BlockKind::Quote { .. } if lines == 0 && !rules.begun() => {
                page.blocks(std::slice::from_ref(block), &mut intro);
            }
            _ => notes.add(code::TEST_TEXT, first_line(writer, block)),
        }
    }
    let whole = blocks.first().map_or(0..1, |block| first_line(writer, block));
    if lines == 0 {
        notes.add(code::NO_DRAWS, whole.clone());
    }
    if !rules.said_pass {
        notes.add(code::PASS_MARK, whole.clone());
    }
    if !rules.said_tries {
        notes.add(code::RETAKE, whole.clone());
    }
    // A line that was not understood may have meant any bank.
    let understood = lines == drawn.len() && drawn.iter().all(|path| banks.contains_key(path));
    for path in banks.keys().filter(|path| understood && !drawn.contains(*path)) {
        notes.say(code::UNUSED_BANK, whole.clone(), format!("Ngân hàng {path} không được rút câu nào"));
    }
    Some(CertifyingTest {
        title: name?,
        intro: intro.into_html(),
        draws,
        pass_percent: rules.pass?,
        tries_a_day: rules.tries?,
    })
}

/// What a province adds to the test.
pub(crate) struct LocalTest {
    pub(crate) draws: Vec<Draw>,
    pub(crate) pass: Option<u32>,
}

/// Reads a province's `kiem-tra.md`: further draws, and a pass mark that is not lower. `banks` are its own and, under
/// `../`, the national ones; those the national test draws from already are used up.
pub(crate) fn read_local(
    writer: &Writer<'_>,
    fields: Option<Fields<'_>>,
    blocks: &[Block],
    banks: &BTreeMap<String, BankFile>,
    national: Option<&CertifyingTest>,
    today: NaiveDate,
) -> LocalTest {
    if let Some(mut fields) = fields {
        fields.review_by(today);
        fields.finish();
    }
    let notes = writer.notes;
    let of_bank =
        |bank: &Bank| national.is_some_and(|test| test.draws.iter().any(|draw| draw.bank == bank.id));
    let taken = banks.iter().filter(|(_, file)| file.bank.as_ref().is_some_and(of_bank));
    let mut drawn: BTreeSet<String> = taken.map(|(path, _)| path.clone()).collect();
    let mut draws = Vec::new();
    let mut rules = Rules::default();
    let mut lines = 0;
    for (index, block) in blocks.iter().enumerate() {
        let line = first_line(writer, block);
        match &block.kind {
            BlockKind::Heading { level: 1, .. } if index == 0 => {}
            BlockKind::List { first: None, items } => {
                lines += items.len();
                for item in items {
                    draws.extend(draw(writer, item, banks, &mut drawn));
                }
            }
            BlockKind::Paragraph(text) if rules.take(writer, text) => {
                if rules.said_tries {
                    notes.say(code::LOCAL_TEST_TEXT, line, "Tỉnh không đổi quy định làm lại");
                } else if let (Some(pass), Some(national)) = (rules.pass, national)
                    && pass < national.pass_percent
                {
                    let message = format!("Tỉnh ghi đạt {pass}, điểm chung là {}", national.pass_percent);
                    notes.say(code::LOWER_PASS, line, message);
                }
            }
            _ => notes.add(code::LOCAL_TEST_TEXT, line),
        }
    }
    let whole = blocks.first().map_or(0..1, |block| first_line(writer, block));
    if lines == 0 && !rules.begun() {
        notes.add(code::NO_DRAWS, whole.clone());
    }
    for path in banks.keys().filter(|path| !path.starts_with("../") && !drawn.contains(*path)) {
        notes.say(code::UNUSED_BANK, whole.clone(), format!("Ngân hàng {path} không được rút câu nào"));
    }
    LocalTest { draws, pass: rules.pass }
}

/// `Rút **5** câu từ [nhận biết](ngan-hang/nhan-biet.md)`
fn draw(
    writer: &Writer<'_>,
    item: &Item,
    banks: &BTreeMap<String, BankFile>,
    drawn: &mut BTreeSet<String>,
) -> Option<Draw> {
    let notes = writer.notes;
    let line = item_line(writer, item);
    let parsed = match item.blocks.as_slice() {
        [Block { kind: BlockKind::Paragraph(text), .. }] if item.ticked.is_none() => draw_line(text),
        _ => None,
    };
    let Some((count, path)) = parsed else {
        notes.add(code::DRAW, line);
        return None;
    };
    let Some(file) = banks.get(&path) else {
        let fix = match nearest(&path, banks.keys().map(String::as_str)) {
            Some(meant) => format!("Có phải ý bác là {meant}?"),
            None => code::MISSING_BANK.mend.to_owned(),
        };
        notes.add_with(code::MISSING_BANK, line, format!("Không có ngân hàng {}", shorten(&path)), fix);
        drawn.insert(path);
        return None;
    };
    if !drawn.insert(path) {
        notes.add(code::BANK_TWICE, line);
        return None;
    }
    let bank = file.bank.as_ref()?;
    let has = u32::try_from(bank.questions.len()).unwrap_or(u32::MAX);
    if count > has {
        notes.say(code::DRAW_TOO_MANY, line, format!("Rút {count} câu, ngân hàng chỉ có {has} câu"));
    } else if has < count.saturating_mul(2) {
        notes.say(
            code::SMALL_BANK,
            line,
            format!("Rút {count} câu, ngân hàng có {has} câu, nên có ít nhất {}", count * 2),
        );
    }
    Some(Draw { bank: bank.id.clone(), count })
}

fn draw_line(text: &[Inline]) -> Option<(u32, String)> {
    let words = plain(text);
    let mut words = words.split_whitespace();
    if said(words.next()?) != "rút" {
        return None;
    }
    let count: u32 = words.next()?.parse().ok().filter(|count| (1..=200).contains(count))?;
    if said(words.next()?) != "câu" || said(words.next()?) != "từ" {
        return None;
    }
    let mut links = text.iter().filter_map(|inline| match &inline.kind {
        InlineKind::Link { to, .. } => Some(to.clone()),
        _ => None,
    });
    let path = links.next()?;
    links.next().is_none().then_some((count, path))
}

#[derive(Default)]
struct Rules {
    pass: Option<u32>,
    tries: Option<u32>,
    said_pass: bool,
    said_tries: bool,
}

impl Rules {
    fn begun(&self) -> bool {
        self.said_pass || self.said_tries
    }

    /// Takes a paragraph of rules, one a line; `false` if it is none.
    fn take(&mut self, writer: &Writer<'_>, text: &[Inline]) -> bool {
        let mut taken = false;
        let mut prose = None;
        for line in text.split(|inline| matches!(inline.kind, InlineKind::Space | InlineKind::Break)) {
            let (Some(first), Some(last)) = (line.first(), line.last()) else { continue };
            let range = first.range.start..last.range.end;
            let words = plain(line);
            let (key, value) = words.split_once(':').unwrap_or((&words, ""));
            match said(key).as_str() {
                "đạt" => self.pass(writer, value.trim(), range),
                "làm lại" => self.retake(writer, value, range),
                _ if matches!(
                    bare(key.trim()).as_str(),
                    "thoi gian" | "gio" | "phut" | "thoi luong" | "tinh gio"
                ) =>
                {
                    writer.notes.add(code::TIMER, range);
                }
                _ if !value.is_empty() && self.misspelt(writer, key, &range) => {}
                _ => {
                    prose = Some(range);
                    continue;
                }
            }
            taken = true;
        }
        if let (true, Some(range)) = (taken, prose) {
            writer.notes.add(code::TEST_TEXT, range);
        }
        taken
    }

    /// Tells of `dat: 80`, which stands where a rule should; `false` if the words are no rule.
    fn misspelt(&mut self, writer: &Writer<'_>, key: &str, range: &Range<usize>) -> bool {
        let Some(meant) = nearest(key.trim(), ["đạt", "làm lại"]) else { return false };
        let (code, said) = match meant {
            "đạt" => (code::PASS_MARK, &mut self.said_pass),
            _ => (code::RETAKE, &mut self.said_tries),
        };
        *said = true;
        let message = format!("Không hiểu “{}”", shorten(key.trim()));
        writer.notes.add_with(code, range.clone(), message, format!("Có phải ý bác là {meant}: …?"));
        true
    }

    fn pass(&mut self, writer: &Writer<'_>, value: &str, range: Range<usize>) {
        let percent = value.strip_suffix('%').unwrap_or(value).trim();
        let pass = percent.parse().ok().filter(|pass| (1..=100).contains(pass));
        if pass.is_none() || self.said_pass {
            writer.notes.say(code::PASS_MARK, range, "Điểm đạt là một số từ 1 đến 100, viết một lần");
        }
        self.said_pass = true;
        self.pass = pass;
    }

    /// `ngay, đề khác; 3 lần một ngày`
    fn retake(&mut self, writer: &Writer<'_>, value: &str, range: Range<usize>) {
        let mut tries = None;
        let mut understood = true;
        let mut heard = BTreeSet::new();
        for part in value.split([',', ';']).map(said) {
            let words: Vec<&str> = part.split(' ').collect();
            match words.as_slice() {
                ["ngay"] => understood &= heard.insert("ngay"),
                ["đề", "khác"] => understood &= heard.insert("đề khác"),
                [count, "lần", "một" | "mỗi", "ngày"] => {
                    tries = count.parse().ok().filter(|tries| (1..=MOST_TRIES).contains(tries));
                    understood &= heard.insert("lần");
                }
                _ => understood = false,
            }
        }
        if !understood || tries.is_none() || heard.len() != 3 || self.said_tries {
            let message = "Làm lại phải ghi đủ: ngay, đề khác, và mấy lần một ngày";
            writer.notes.say(code::RETAKE, range, message);
            tries = None;
        }
        self.said_tries = true;
        self.tries = tries;
    }
}
