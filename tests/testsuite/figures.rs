//! The officer's figures: each with its denominator, and the sum of the parts is the whole.

use crate::support::{How, TestApp};

#[tokio::test]
async fn figures_follow_what_members_do() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let one = app.db_a_member().in_team(commune.team).create().await;
    app.db_a_member().named("Ma Thị Mùi").in_team(commune.team).create().await;
    app.db_a_member().named("Lý Văn Sáng").without_phone().in_team(commune.other_team).create().await;
    let officer = app.officer_of(commune.id).await;
    let page = officer.get("/officer").await;
    page.is(200).sees("0 trong 3 người").sees("Thôn Bến Đá").sees("2 tổ");
    let row = |page: &crate::support::Page, name: &str| {
        page.all("tr").into_iter().find(|row| row.contains(name)).unwrap_or_else(|| panic!("{}", page.text()))
    };
    // On the roster, reachable, started, knows, does, certified, rate.
    assert_eq!(row(&page, "Bến Đá"), "Thôn Bến Đá 2 2 0 0 0 0 0,0%");
    assert_eq!(row(&page, "Nà Mây"), "Thôn Nà Mây 1 0 0 0 0 0 0,0%");
    app.learner(&one).await.answer_question(&app, "thanh-toan", "tt-01", 1, How::Wrong).await;
    let page = officer.get("/officer").await;
    assert_eq!(row(&page, "Bến Đá"), "Thôn Bến Đá 2 2 1 0 0 0 0,0%");
    app.db_certified(one.id, "thanh-toan", commune).await;
    app.db_certified(one.id, "an-toan", commune).await;
    let page = officer.get("/officer").await;
    assert!(row(&page, "Bến Đá").starts_with("Thôn Bến Đá 2 2 1 1 1 1 50"), "{}", row(&page, "Bến Đá"));
    assert!(row(&page, "Cộng").starts_with("Cộng 3 2 1 1 1 1 33"), "{}", row(&page, "Cộng"));
    // The province's officer sees the commune as one line of the same numbers, and may go down into it.
    let above = app.officer_of(commune.province).await;
    let page = above.get("/officer").await;
    let commune_row = row(&page, &app.store.unit(commune.id).await.unwrap().name);
    assert!(commune_row.contains("3 2 1 1 1 1 33"), "{commune_row}");
    above.get(&format!("/officer/units/{}", commune.id)).await.is(200).sees("Thôn Bến Đá");
    officer.get(&format!("/officer/units/{}", commune.province)).await.is(404);
    app.assert_books_agree().await;
}
