//! The monthly sheet: what was learnt, in the team of that day; the rows add up to the total.

use crate::support::{How, Page, TestApp, days};

/// The lines of a sheet: name, then the five cells.
fn lines(page: &Page) -> Vec<(String, [u64; 4])> {
    let html = page.html();
    let selector = |text: &str| scraper::Selector::parse(text).unwrap();
    let words = |one: scraper::ElementRef<'_>| {
        one.text().collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
    };
    html.select(&selector("table.dt tbody tr, table.dt tfoot tr"))
        .map(|row| {
            let name = words(row.select(&selector("th")).next().unwrap());
            let cells: Vec<u64> =
                row.select(&selector("td.n")).map(|cell| words(cell).parse().unwrap()).collect();
            (name, cells.try_into().unwrap())
        })
        .collect()
}

#[tokio::test]
async fn the_sheet_says_who_learnt_what_and_its_rows_add_up() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let one = app.db_a_member().in_team(commune.team).create().await;
    let two = app.db_a_member().named("Ma Thị Mùi").in_team(commune.team).create().await;
    let far = app.db_a_member().named("Lý Văn Sáng").in_team(commune.other_team).create().await;
    app.learner(&one).await.finish_lessons(&app, "thanh-toan").await;
    app.db_certified(one.id, "thanh-toan", commune).await;
    app.db_pass_test(two.id, "an-toan").await;
    let failing = app.learner(&far).await;
    failing.take_test(&app, "thanh-toan", 4).await;
    let lesson = app.module("an-toan").lessons[0].clone();
    for number in 1..=lesson.questions.len() {
        failing.answer_question(&app, "an-toan", lesson.id.as_str(), number, How::Wrong).await;
    }
    let trainer = app.trainer_of(commune.id).await;
    let team = trainer.get(&format!("/trainer/teams/{}", commune.team)).await.link("Bảng tháng này");
    let page = trainer.get(&team).await;
    page.is(200).sees("Tháng 12/2026: Tổ thôn Bến Đá");
    let lessons = app.module("thanh-toan").lessons.len() as u64;
    let acts = app.module("thanh-toan").practice.unwrap().checklist.len() as u64;
    assert_eq!(
        lines(&page),
        [
            ("Nguyễn Văn Hòa".to_owned(), [lessons, 1, acts, 1]),
            ("Ma Thị Mùi".to_owned(), [0, 1, 0, 0]),
            ("Cộng".to_owned(), [lessons, 2, acts, 1]),
        ]
    );
    let page = trainer.get(&trainer.get("/trainer").await.link("Bảng tháng này")).await;
    let all = lines(&page);
    assert_eq!(all[1], ("Thôn Nà Mây".to_owned(), [1, 0, 0, 0]), "a failed test is no passed one");
    let (total, teams) = all.split_last().unwrap();
    for cell in 0..4 {
        assert_eq!(teams.iter().map(|(_, cells)| cells[cell]).sum::<u64>(), total.1[cell], "{all:?}");
    }
    assert_eq!(total.1, [lessons + 1, 2, acts, 1]);
    app.assert_books_agree().await;
}

#[tokio::test]
async fn a_month_ends_at_midnight_in_vietnam_and_the_next_begins_empty() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let member = app.db_a_member().in_team(commune.team).create().await;
    app.travel_to("2026-12-31T16:59:00Z");
    app.db_pass_test(member.id, "thanh-toan").await;
    app.travel_to("2026-12-31T17:00:00Z");
    app.db_pass_test(member.id, "an-toan").await;
    let trainer = app.trainer_of(commune.id).await;
    let path = |month: &str| format!("/trainer/teams/{}/months/{month}", commune.team);
    let december = trainer.get(&path("2026-12")).await;
    assert_eq!(lines(&december)[0].1, [0, 1, 0, 0]);
    assert!(december.all("tbody td").contains(&"3".to_owned()));
    let january = trainer.get(&december.link("Tháng 1/2027")).await;
    assert_eq!(lines(&january)[0].1, [0, 1, 0, 0]);
    assert!(january.all("tbody td").contains(&"4".to_owned()));
    trainer.get(&path("2026-11")).await.is(200).sees("Tháng này tổ chưa có ai.");
    // Not begun, no month at all, another's team, a unit that is no commune.
    for bad in ["2027-02", "2026-13", "x", "2026-1"] {
        trainer.get(&path(bad)).await.is(404);
    }
    let other = app.db_commune().await;
    trainer.get(&format!("/trainer/teams/{}/months/2026-12", other.team)).await.is(404);
    trainer.get(&format!("/trainer/communes/{}/months/2026-12", other.id)).await.is(404);
    trainer.get(&format!("/trainer/communes/{}/months/2026-12", commune.team)).await.is(404);
    trainer.get(&format!("/trainer/communes/{}/months/2026-12", commune.province)).await.is(404);
}

#[tokio::test]
async fn what_is_taken_back_is_off_the_sheet_and_the_workbook_says_the_same() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let member = app.db_a_member().named("=Ma Thị Mùi").in_team(commune.team).create().await;
    app.db_certified(member.id, "thanh-toan", commune).await;
    let trainer = app.trainer_of(commune.id).await;
    let path = format!("/trainer/teams/{}/months/2026-12", commune.team);
    let acts = app.module("thanh-toan").practice.unwrap().checklist.len() as u64;
    let page = trainer.get(&path).await;
    assert_eq!(lines(&page)[0].1, [0, 1, acts, 1]);
    let file = trainer.get(&page.link("Tải bảng Excel")).await;
    file.is(200);
    assert!(file.header("content-type").contains("spreadsheetml"));
    assert!(file.header("content-disposition").contains("thang-2026-12.xlsx"));
    assert!(file.bytes.starts_with(b"PK\x03\x04"));
    let commune_file = format!("/trainer/communes/{}/months/2026-12/sheet.xlsx", commune.id);
    trainer.get(&commune_file).await.is(200);
    let form = trainer.get(&format!("/trainer/members/{}", member.id)).await.form("/revocation");
    trainer.send(&form.set("reason", "nhầm người")).await.is(200);
    assert_eq!(lines(&trainer.get(&path).await)[0].1, [0, 1, acts - 1, 1]);
    app.travel(days(1));
    let reads = app.store.audit_entries(None).await.unwrap();
    assert!(reads.iter().filter(|one| one.action == "members-read").count() >= 4);
    app.assert_books_agree().await;
}
