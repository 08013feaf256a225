//! A small course without a fault, changed one thing at a time: what the examples of the codes and the tests stand on.
//!
//! Owns: the sample and how it is changed. Does not own: the examples (`codes/`).

use crate::diagnostic::Code;
use crate::{Compiled, Limits, SourceTree, compile};
use chrono::NaiveDate;
use std::collections::BTreeMap;

pub(crate) const LESSON: &str = "mau/01-bai.md";

const FACTS: &str = r#"[hotline]
value = "156"
source = "Thông báo của cơ quan"
checked_on = 2026-10-01
review_by = 2027-04-01
"#;

const MODULE_TEXT: &str = "---
id: mau
title: Chuyên đề mẫu
summary: Một câu ngắn.
skill: thanh-toan
order: 3
---

# Chuyên đề mẫu
";

pub(crate) const LESSON_TEXT: &str = "---
id: mau-01
title: Bài mẫu
minutes: 5
version: 1
---

# Bài mẫu

Đoạn để thay.

## Câu hỏi

### Câu 1 (chọn một) — Nên làm gì? <!-- id: q1 -->

- [ ] Chuyển ngay
  > Tiền đi rồi khó lấy lại.
- [x] Hỏi lại
  > Đúng rồi.
";

pub(crate) const BANK_TEXT: &str = "---
id: mau-de
title: Ngân hàng mẫu
---

# Ngân hàng mẫu

### Câu 1 (đúng/sai) — Mã QR là ô vuông. <!-- id: b1 -->

- [x] Đúng
  > Đúng rồi.
- [ ] Sai
  > Xem lại hình.

### Câu 2 (chọn nhiều) — Giữ kín gì? <!-- id: b2 -->

- [x] Mật khẩu
  > Đúng.
- [x] Mã xác nhận
  > Đúng.
- [ ] Tên làng
  > Ai cũng biết.
";

const TEST_TEXT: &str = "# Bài kiểm tra mẫu

Không tính giờ.

- Rút **1** câu từ [mẫu](ngan-hang/de.md)

đạt: 80

làm lại: ngay, đề khác; 3 lần một ngày
";

const PRACTICE_TEXT: &str = "# Bài thực hành mẫu

Mang theo điện thoại.

- [ ] Tự mở ứng dụng <!-- id: th1 -->
  > Tự tìm thấy.

## Dạy lại

- [ ] Chỉ một người <!-- id: dl1 -->
  > Không cầm máy hộ.
";

/// Options of which the right one is the first and the longest.
pub(crate) const OPTIONS_LONG_FIRST: &str = "- [x] Dài hơn hẳn\n  > Đúng rồi.\n- [ ] Ngắn\n  > Chưa phải.";
/// Options of which the right one is the last and the longest.
pub(crate) const OPTIONS_LONG_LAST: &str = "- [ ] Ngắn\n  > Chưa phải.\n- [x] Dài hơn hẳn\n  > Đúng rồi.";
/// Options of which the right one is the last and the shortest.
pub(crate) const OPTIONS_SHORT_LAST: &str = "- [ ] Dài hơn hẳn\n  > Chưa phải.\n- [x] Ngắn\n  > Đúng rồi.";
/// Options of which the right one is the first and the shortest.
pub(crate) const OPTIONS_FIRST: &str = "- [x] Hỏi\n  > Đúng rồi.\n- [ ] Chuyển\n  > Chưa phải.";

/// A picture of three points by two.
pub(crate) const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x03\0\0\0\x02\x08\x02\0\0\0";

/// A lesson that a province adds to the sample.
pub(crate) const LOCAL_LESSON: &str = "---
id: mau-15
title: Ứng dụng của tỉnh
minutes: 5
version: 1
---

# Ứng dụng của tỉnh

Đọc thêm [bài mẫu](../01-bai.md).

## Câu hỏi

### Câu 1 (chọn một) — Gọi ai? <!-- id: t1 -->

- [ ] Không ai
  > Nên hỏi.
- [x] Tổ công nghệ số
  > Đúng rồi.
";

/// Where a province changes the sample's lesson.
pub(crate) const OVERLAY: &str = "mau/tinh-15/01-sua.md";

/// The sample with an overlay of its lesson with this text.
pub(crate) fn overlay(text: &str) -> Course {
    let head = "---\noverlay: mau-01\nid: mau-01-15\nversion: 1\n---\n\n";
    Course::sample().with(OVERLAY, [head, text].concat())
}

/// Where the sample's lesson stands in another language.
pub(crate) const TRANSLATION: &str = "mau/01-bai.hmn.md";

/// The sample's lesson in another language.
pub(crate) const TRANSLATION_TEXT: &str = "---
id: mau-01
title: Zaj qauv
lang: hmn
original: 7ca3f76b
---

# Zaj qauv

Đoạn để thay.

## Câu hỏi

### Câu 1 (chọn một) — Yuav ua li cas? <!-- id: q1 -->

- [ ] Chuyển ngay
  > Tiền đi rồi khó lấy lại.
- [x] Hỏi lại
  > Đúng rồi.
";

/// The sample with its lesson in another language too.
pub(crate) fn translated() -> Course {
    Course::sample().with(TRANSLATION, TRANSLATION_TEXT)
}

/// The day on which all examples are compiled.
pub(crate) fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 21).unwrap_or_default()
}

/// A second lesson that goes with the sample.
pub(crate) fn lesson_two() -> String {
    LESSON_TEXT.replace("mau-01", "mau-02").replace("q1", "q2")
}

/// Three questions with these options.
pub(crate) fn three_questions(options: [&str; 3]) -> String {
    let mut text = String::new();
    for (number, options) in (1..).zip(options) {
        text.push_str(&format!(
            "### Câu {number} (chọn một) — Nên làm gì? <!-- id: q{number} -->\n\n{options}\n\n"
        ));
    }
    text
}

/// The sample with this before the first question of its bank; a faulty bank is not drawn from.
pub(crate) fn bank_beginning(text: &str, faulty: bool) -> Course {
    let at = BANK_TEXT.find("\n\n### Câu 1").unwrap_or_default();
    let course = Course::sample().with("mau/ngan-hang/de.md", format!("{text}{}", &BANK_TEXT[at..]));
    if faulty { course.without("mau/kiem-tra.md") } else { course }
}

/// A course in the making.
#[derive(Clone)]
pub(crate) struct Course {
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    refused: Vec<(String, Code)>,
    limits: Limits,
}

impl Course {
    /// A whole course in which nothing is wrong.
    pub(crate) fn sample() -> Self {
        let files = [
            ("facts.toml", FACTS),
            ("mau/module.md", MODULE_TEXT),
            (LESSON, LESSON_TEXT),
            ("mau/ngan-hang/de.md", BANK_TEXT),
            ("mau/kiem-tra.md", TEST_TEXT),
            ("mau/thuc-hanh.md", PRACTICE_TEXT),
        ];
        let files = files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
        Self { files: files.into(), refused: Vec::new(), limits: Limits::default() }
    }

    pub(crate) fn with(mut self, path: &str, content: impl Into<Vec<u8>>) -> Self {
        self.files.insert(path.to_owned(), content.into());
        self
    }

    pub(crate) fn without(mut self, path: &str) -> Self {
        let removed = self.files.remove(path);
        debug_assert!(removed.is_some(), "{path} is not in the sample");
        self
    }

    pub(crate) fn refusing(mut self, path: &str, code: Code) -> Self {
        self.refused.push((path.to_owned(), code));
        self
    }

    pub(crate) fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    pub(crate) fn edit(mut self, path: &str, from: &str, to: &str) -> Self {
        let text = self.files.get(path).map(|bytes| String::from_utf8_lossy(bytes)).unwrap_or_default();
        debug_assert!(text.contains(from), "{path} has no {from:?}");
        let text = text.replacen(from, to, 1);
        self.files.insert(path.to_owned(), text.into_bytes());
        self
    }

    /// Changes something in the lesson.
    pub(crate) fn lesson(self, from: &str, to: &str) -> Self {
        self.edit(LESSON, from, to)
    }

    /// Puts this in the lesson's page.
    pub(crate) fn page(self, text: &str) -> Self {
        self.lesson("Đoạn để thay.", text)
    }

    /// Draws a phone with these lines in the lesson.
    #[cfg(test)]
    pub(crate) fn phone(self, lines: &str) -> Self {
        self.page(&format!("```dien-thoai\n{lines}\n```"))
    }

    /// Puts this in place of the lesson's question.
    pub(crate) fn question(self, text: &str) -> Self {
        let start = LESSON_TEXT.find("### Câu 1").unwrap_or_default();
        self.lesson(&LESSON_TEXT[start..], text)
    }

    /// Puts these options in the lesson's question.
    pub(crate) fn options(self, kind: &str, options: &str) -> Self {
        self.question(&format!("### Câu 1 ({kind}) — Nên làm gì? <!-- id: q1 -->\n\n{options}\n"))
    }

    /// Puts a *chạm* with these lines of a screen in place of the lesson's question.
    #[cfg(test)]
    pub(crate) fn tap(self, lines: &str) -> Self {
        self.options("chạm", &format!("```dien-thoai\n{lines}\n```"))
    }

    /// Puts a *tìm dấu hiệu* with a block of this name in place of the lesson's question.
    #[cfg(test)]
    pub(crate) fn signs(self, name: &str, lines: &str) -> Self {
        self.options("tìm dấu hiệu", &format!("```{name}\n{}\n```", lines.trim_end()))
    }

    /// Puts this in the lesson's section of practice phones.
    pub(crate) fn drill(self, text: &str) -> Self {
        self.page(&format!("Đoạn.\n\n## Tập trên máy tập\n\nTập ở đây không mất tiền.\n\n{text}"))
    }

    pub(crate) fn compile(&self) -> Compiled {
        let mut tree = SourceTree::from_files(self.files.clone());
        for (path, code) in &self.refused {
            tree = tree.refusing(path, *code);
        }
        compile(&tree, &self.limits, today())
    }

    /// The page of the lesson.
    #[cfg(test)]
    pub(crate) fn body(&self) -> String {
        let compiled = self.compile();
        assert!(!compiled.has_errors(), "{}", crate::render_human(&compiled.diagnostics));
        compiled.catalogue.modules[0].lessons[0].body.as_str().to_owned()
    }
}
