//! What the members of a province study: the national module with the province's part, and nothing less.

use super::{Course, LESSON};
use proptest::prelude::*;
use tungngo_domain::content::{Catalogue, Lacking, Module};
use tungngo_domain::ids::Slug;

const OVERLAY: &str = "---
overlay: mau-01
id: mau-01-15
version: 1
---

# Bài mẫu

## Gọi ai

Gọi cho Trung tâm của tỉnh.

## Mục riêng

Chữ riêng.

## Câu hỏi

### Câu 1 (đúng/sai) — Tỉnh có tổng đài. <!-- id: t1 -->

- [x] Đúng
  > Đúng rồi.
- [ ] Sai
  > Xem lại.
";

const LESSON_OF_15: &str = "---
id: mau-15
title: Ứng dụng tỉnh
minutes: 5
version: 1
---

# Ứng dụng tỉnh

Gọi [1022](fact:tong-dai). Xem [bài mẫu](../01-bai.md).

## Câu hỏi

### Câu 1 (đúng/sai) — Có ứng dụng. <!-- id: t2 -->

- [x] Đúng
  > Đúng rồi.
- [ ] Sai
  > Xem lại.
";

const BANK_OF_15: &str = "---
id: mau-de-15
---

# Ngân hàng tỉnh

### Câu 1 (đúng/sai) — Ứng dụng mất tiền. <!-- id: tb1 -->

- [ ] Đúng
  > Không mất.
- [x] Sai
  > Đúng rồi.

### Câu 2 (đúng/sai) — Ứng dụng có tiếng Việt. <!-- id: tb2 -->

- [x] Đúng
  > Đúng rồi.
- [ ] Sai
  > Xem lại.
";

const FACTS_OF_15: &str = "[tong-dai]
value = \"1022\"
source = \"Sở Khoa học và Công nghệ\"
checked_on = 2026-10-01
review_by = 2027-04-01

[diem-ho-tro]
can = \"Địa chỉ điểm hỗ trợ của xã\"
";

/// The sample with two sections in its lesson and all that a province may add.
fn with_province() -> Course {
    Course::sample()
        .page("Mở đầu.\n\n## Gọi ai\n\nGọi cho xã.\n\n## Nhớ gì\n\nNhớ kỹ.")
        .with("mau/tinh-15/01-sua.md", OVERLAY)
        .with("mau/tinh-15/07-ung-dung.md", LESSON_OF_15)
        .with("mau/tinh-15/ngan-hang/tinh.md", BANK_OF_15)
        .with(
            "mau/tinh-15/kiem-tra.md",
            "# Câu của tỉnh\n\n- Rút **1** câu từ [tỉnh](ngan-hang/tinh.md)\n\nđạt: 90\n",
        )
        .with(
            "mau/tinh-15/thuc-hanh.md",
            "- [ ] Mở ứng dụng tỉnh <!-- id: th15 -->\n\n## Dạy lại\n\n- [ ] Chỉ mở ứng dụng tỉnh <!-- id: dl15 -->\n",
        )
        .with("mau/tinh-15/facts.toml", FACTS_OF_15)
}

fn catalogue(course: &Course) -> Catalogue {
    let compiled = course.compile();
    assert_eq!(crate::render_human(&compiled.diagnostics), "Không có lỗi nào.\n");
    compiled.catalogue
}

fn sample_id() -> Slug {
    Slug::parse("mau").expect("a slug")
}

fn of<'a>(catalogue: &'a Catalogue, province: &str) -> &'a Module {
    catalogue.for_province(Some(province), &sample_id()).expect("the sample module")
}

#[test]
fn a_province_studies_the_national_module_with_its_own_part() {
    let catalogue = catalogue(&with_province());
    let (national, local) = (of(&catalogue, "08"), of(&catalogue, "15"));
    assert_eq!(*national, *catalogue.modules[0]);
    assert_ne!(national.version, local.version);
    assert_eq!(
        local.lessons[0].body.as_str(),
        "<p>Mở đầu.</p><h2>Gọi ai</h2><p>Gọi cho Trung tâm của tỉnh.</p><h2>Nhớ gì</h2><p>Nhớ kỹ.</p>\
         <h2>Mục riêng</h2><p>Chữ riêng.</p>"
    );
    assert!(national.lessons[0].body.as_str().contains("Gọi cho xã."));
    let keys: Vec<&str> = local.lessons[0].questions.iter().map(|one| one.key.as_str()).collect();
    assert_eq!(keys, ["q1", "t1"]);
    let numbers: Vec<u32> = local.lessons.iter().map(|lesson| lesson.number).collect();
    assert_eq!(numbers, [1, 7]);
    assert!(local.lessons[1].body.as_str().contains("<b>1022</b>"));
    assert!(local.lessons[1].body.as_str().contains("href=\"/modules/mau/lessons/mau-01\""));
    let test = local.test.as_ref().expect("a test");
    assert_eq!((test.questions(), test.pass_percent, test.tries_a_day), (2, 90, 3));
    let practice = local.practice.as_ref().expect("practice");
    let keys = |items: &[tungngo_domain::content::PracticeItem]| -> Vec<String> {
        items.iter().map(|item| item.key.to_string()).collect()
    };
    assert_eq!(keys(&practice.checklist), ["th1", "th15"]);
    assert_eq!(keys(&practice.teach_back), ["dl1", "dl15"]);
}

#[test]
fn what_a_province_has_not_written_is_known() {
    let course = with_province().edit("mau/module.md", "order: 3", "scope: tinh\norder: 3");
    let catalogue = catalogue(&course);
    let [Lacking::Card(_, card)] = catalogue.lacking("15")[..] else { panic!("15 lacks one card") };
    assert_eq!((card.card.as_str(), card.wanted.as_str()), ("diem-ho-tro", "Địa chỉ điểm hỗ trợ của xã"));
    let [Lacking::Part(module)] = catalogue.lacking("08")[..] else { panic!("08 has no part") };
    assert_eq!(module.id, sample_id());
}

#[test]
fn a_fault_in_a_province_leaves_the_nation_and_other_provinces_as_they_are() {
    let course = with_province()
        .with("mau/tinh-08/07-hong.md", "# Không có khai báo\n")
        .with("mau/tinh-99/07-lac.md", "# Lạc\n");
    let compiled = course.compile();
    assert!(compiled.has_errors());
    assert_eq!(compiled.catalogue.modules.len(), 1);
    assert_eq!(compiled.catalogue.local.keys().collect::<Vec<_>>(), ["15"]);
}

#[test]
fn a_national_fault_leaves_out_the_provinces_too() {
    let compiled = with_province().edit(LESSON, "- [x]", "- [ ]").compile();
    assert!(compiled.catalogue.modules.is_empty() && compiled.catalogue.local.is_empty());
}

#[test]
fn a_catalogue_without_provinces_is_written_as_before() {
    let json = serde_json::to_value(catalogue(&Course::sample())).expect("JSON");
    assert_eq!(json.as_object().expect("an object").keys().collect::<Vec<_>>(), ["modules"]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// A province without a part resolves to exactly the national module, whatever another one has; and no part takes
    /// anything away from those who have it.
    #[test]
    fn a_part_changes_its_own_province_only_and_takes_nothing_away(
        heading in prop::sample::select(vec!["Gọi ai", "Nhớ gì", "Mục mới", "Tập trên máy tập"]),
        text in "[a-zà-ỹ0-9*_`>#|. -]{0,60}",
        at in 0usize..33,
    ) {
        let overlay = format!("---\noverlay: mau-01\nid: mau-01-15\nversion: 1\n---\n\n## {heading}\n\n{text}\n");
        let plain = with_province().compile().catalogue;
        let changed = with_province().with("mau/tinh-15/01-sua.md", overlay).compile().catalogue;
        let others: Vec<&str> = tungngo_domain::units::PROVINCES.iter().map(|one| one.0).filter(|one| *one != "15").collect();
        prop_assert_eq!(of(&changed, others[at]), &*plain.modules[0]);
        prop_assert_eq!(&changed.modules, &plain.modules);
        let (national, local) = (&plain.modules[0], of(&changed, "15"));
        for lesson in &national.lessons {
            let own = local.lesson(&lesson.id).expect("every national lesson stays");
            prop_assert!(own.questions.starts_with(&lesson.questions));
        }
        let (test, own) = (national.test.as_ref().unwrap(), local.test.as_ref().unwrap());
        prop_assert!(own.pass_percent >= test.pass_percent && own.draws.starts_with(&test.draws));
    }
}
