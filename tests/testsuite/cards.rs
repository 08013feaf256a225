//! Sheets of login cards: all or none, shown once, never one's own.

use crate::support::{Form, Login, Member, Page, TestApp};
use tungngo_domain::access::Role;
use tungngo_domain::ids::PersonId;

/// The form of a page of cards with nobody ticked.
fn empty(page: &Page) -> Form {
    page.form("/cards").without("member")
}

fn tick(form: Form, people: &[PersonId]) -> Form {
    people.iter().fold(form, |form, id| form.tick("member", &id.to_string()))
}

async fn living(app: &TestApp, people: &[PersonId]) -> usize {
    app.store.living_cards(people).await.unwrap().len()
}

#[tokio::test]
async fn a_team_gets_its_sheet_and_the_old_cards_die() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let mut members: Vec<Member> = Vec::new();
    for name in ["Nguyễn Văn Hòa", "Ma Văn Khôi", "Ma Thị Mùi"] {
        members.push(app.db_a_member().named(name).in_team(commune.team).create().await);
    }
    let old = app.db_card(members[0].id).await;
    let trainer = app.trainer_of(commune.id).await;
    let path = format!("/trainer/teams/{}/cards", commune.team);
    let page = trainer.get(&path).await;
    page.is(200).sees("3 thành viên, 2 người chưa có thẻ.").sees("Thẻ in ngày 01/12/2026 sẽ hết dùng");
    page.sees("Thẻ cũ, mã PIN cũ và các máy đang vào lớp của người được chọn hết dùng ngay.");
    let ticked = |page: &Page| page.form("/cards").fields.iter().filter(|(name, _)| name == "member").count();
    assert_eq!((ticked(&page), ticked(&trainer.get(&page.link("Chọn tất cả")).await)), (2, 3));
    trainer.submit(&empty(&page)).await.is(422).sees("Chọn ít nhất một người.");
    let ids: Vec<PersonId> = members.iter().map(|one| one.id).collect();
    let sheet = trainer.submit(&tick(empty(&page), &ids)).await;
    sheet.is(200).sees("3 thẻ trên 1 tờ A4.").sees("Trang này chỉ hiện một lần").sees("Tổ viên, thôn Bến Đá");
    assert_eq!(sheet.header("cache-control"), "no-store");
    let (names, pins) = (sheet.all(".cards8 .lc b"), sheet.all(".cards8 .stub .code"));
    assert_eq!(names, ["Nguyễn Văn Hòa", "Ma Văn Khôi", "Ma Thị Mùi"], "by given name");
    assert_eq!(sheet.all(".cards8 div.qr").len(), 3);
    assert_eq!(living(&app, &ids).await, 3);
    // The old paper is dead, the new PIN opens the first step, at the phone door too.
    app.visitor().get(&old.path).await.is(404);
    let visitor = app.visitor();
    let form =
        visitor.get("/login").await.form("/login").set("phone", &members[2].phone).set("pin", &pins[2]);
    visitor.submit(&form).await.leads_to("/first-pin");
    trainer.get(&path).await.sees("0 người chưa có thẻ").does_not_see(&pins[0]);
    let entries = app.store.audit_entries(None).await.unwrap();
    assert_eq!(entries.iter().filter(|entry| entry.action == "card-printed").count(), 3);
    app.assert_books_agree().await;
}

#[tokio::test]
async fn who_studies_with_a_pin_already_is_not_ticked_for_a_card_beforehand() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let studying = app.db_a_member().in_team(commune.team).create().await;
    app.db_pin(studying.id).await;
    let new = app.db_a_member().named("Ma Thị Mùi").in_team(commune.team).create().await;
    let trainer = app.trainer_of(commune.id).await;
    for path in ["/trainer/cards".to_owned(), format!("/trainer/teams/{}/cards", commune.team)] {
        let page = trainer.get(&path).await;
        page.is(200).sees("Chưa có thẻ, đang vào lớp bằng mã PIN. In thẻ thì mã này hết dùng");
        let ticked: Vec<String> = page.form("/cards").fields.into_iter().map(|(_, value)| value).collect();
        assert!(ticked.contains(&new.id.to_string()), "{path}");
        assert!(!ticked.contains(&studying.id.to_string()), "{path}");
    }
}

#[tokio::test]
async fn cards_of_several_teams_stand_on_sheets_of_their_own_eight_at_most() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    for n in 0..9 {
        app.db_a_member()
            .named(&format!("Ma Văn {}", ["Bền", "Cội"][n % 2]))
            .in_team(commune.team)
            .create()
            .await;
    }
    app.db_a_member().in_team(commune.other_team).create().await;
    let trainer = app.trainer_of(commune.id).await;
    let page = trainer.get("/trainer/cards").await;
    page.sees("10 thành viên, 10 người chưa có thẻ.").sees("Thôn Nà Mây");
    let sheets = trainer.submit(&page.form("/trainer/cards")).await;
    sheets.is(200).sees("10 thẻ trên 3 tờ A4.");
    let html = sheets.html();
    let counts: Vec<usize> = html
        .select(&scraper::Selector::parse(".cards8").unwrap())
        .map(|sheet| sheet.select(&scraper::Selector::parse(".lc").unwrap()).count())
        .collect();
    assert_eq!(counts, [8, 1, 1]);
    trainer.get("/trainer/cards").await.sees("Ai cũng có thẻ rồi.");
    app.assert_books_agree().await;
}

async fn refused(
    app: &TestApp,
    trainer: &Login,
    form: &Form,
    people: &[PersonId],
    bad: PersonId,
    status: u16,
) {
    for place in 0..=people.len() {
        let mut all = people.to_vec();
        all.insert(place, bad);
        trainer.submit(&tick(form.clone(), &all)).await.is(status);
        all.push(bad);
        assert_eq!(living(app, &all).await, 0, "at place {place}");
    }
}

#[tokio::test]
async fn sec_z6_one_person_who_must_not_be_printed_stops_the_whole_sheet() {
    let app = TestApp::start().await;
    let (here, there) = (app.db_commune().await, app.db_commune().await);
    let mut people = Vec::new();
    for _ in 0..4 {
        people.push(app.db_a_member().in_team(here.team).create().await.id);
    }
    let elsewhere = app.db_a_member().in_team(here.other_team).create().await.id;
    let stranger = app.db_a_member().in_team(there.team).create().await.id;
    let former = app.db_former(here).await.id;
    let outside = app.db_a_member().create().await.id;
    let own = app.db_a_member().in_team(here.team).create().await;
    app.db_grant(own.id, Role::Trainer, here.id).await;
    let trainer = app.staff(own.id).await;
    let all = empty(&trainer.get("/trainer/cards").await);
    let of_team = empty(&trainer.get(&format!("/trainer/teams/{}/cards", here.team)).await);
    let nobody = PersonId(uuid::Uuid::new_v4());
    for bad in [stranger, former, outside, nobody] {
        refused(&app, &trainer, &all, &people, bad, 404).await;
        refused(&app, &trainer, &of_team, &people, bad, 404).await;
    }
    refused(&app, &trainer, &of_team, &people, elsewhere, 404).await;
    refused(&app, &trainer, &all, &people, own.id, 403).await;
    trainer.submit(&tick(all.clone(), &people).tick("member", "x")).await.is(404);
    // Below the page the same holds: what changes between the look and the write stops all of it.
    let scope = app.trainer_scope(own.id, here.id);
    let card = |person: PersonId, n: usize| tungngo_storage::cards::NewCard {
        person,
        secret_hash: format!("hash-{n}"),
        serial: format!("SERIAL{n}"),
        pin_hash: "x".to_owned(),
        pin_until: app.now(),
    };
    for bad in [stranger, own.id] {
        for place in 0..=people.len() {
            let mut all = people.clone();
            all.insert(place, bad);
            let cards = all.iter().enumerate().map(|(n, id)| card(*id, n)).collect();
            app.store.print_cards(&scope, cards, app.now()).await.unwrap_err();
            assert_eq!(living(&app, &all).await, 0);
        }
    }
    // A sheet that was asked for before another is not the one in hand.
    let late = app.now();
    app.travel(crate::support::days(1));
    app.store.print_cards(&scope, vec![card(people[0], 1)], app.now()).await.unwrap();
    app.store.print_cards(&scope, vec![card(people[1], 2), card(people[0], 3)], late).await.unwrap_err();
    assert_eq!(living(&app, &people).await, 1);
    app.assert_books_agree().await;
}

#[tokio::test]
async fn more_than_a_hundred_cards_are_printed_team_by_team() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    for _ in 0..101 {
        app.db_a_member().without_phone().in_team(commune.team).create().await;
    }
    let printed = app.db_a_member().in_team(commune.other_team).create().await;
    app.db_card(printed.id).await;
    app.db_teams(commune.id, "Thôn Pác Ngòi", 110).await;
    let trainer = app.trainer_of(commune.id).await;
    let page = trainer.get("/trainer/cards").await;
    page.is(200).sees("102 thành viên, 101 người chưa có thẻ.");
    page.sees("Mỗi lần in được nhiều nhất 100 thẻ. Hãy in từng tổ.");
    assert!(page.find_form("/cards").is_none());
    let rows = page.all("ul.rows li");
    assert_eq!(rows.len(), 100);
    assert!(rows.contains(&"Thôn Bến Đá 101 người chưa có thẻ.".to_owned()), "{rows:?}");
    assert!(rows.contains(&"Thôn Nà Mây Ai cũng có thẻ rồi.".to_owned()), "{rows:?}");
    let later = trainer.get(&page.link("Trang sau")).await;
    assert_eq!(later.all("ul.rows li").len(), 12);
    later.does_not_see("Trang sau");
    // Everybody, too, is asked for team by team.
    let everybody = trainer.get(&page.link("Chọn tất cả")).await;
    assert_eq!(trainer.get(&everybody.link("Trang sau")).await.all("ul.rows li").len(), 12);
    let team = trainer.get(&page.link("Thôn Bến Đá")).await;
    let form = team.form("/cards");
    let ticked: Vec<&String> =
        form.fields.iter().filter(|(name, _)| name == "member").map(|(_, id)| id).collect();
    assert_eq!(ticked.len(), 100, "as many as can be printed at once");
    let members = form.choices.iter().filter(|(name, ..)| name == "member");
    let left: Vec<&String> = members.map(|(_, id, _)| id).filter(|id| !ticked.contains(id)).collect();
    assert_eq!(left.len(), 1);
    let too_many = form.clone().tick("member", left[0]);
    trainer.submit(&too_many).await.is(422).sees("nhiều nhất 100 thẻ");
}
