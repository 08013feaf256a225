//! Assigning in three steps, who is behind, and the one line a learner sees of it.

use crate::support::{Browser, Form, How, Page, TestApp, days};
use sea_orm::ConnectionTrait;
use tungngo_domain::access::Role;
use tungngo_domain::people::TeamRole;
use tungngo_storage::people::{NewPerson, add_person, join_team};

/// Goes through the three steps with what is proposed, up to the form that assigns.
async fn proposed(trainer: &Browser) -> Page {
    let first = trainer.get("/trainer/assignments/new").await;
    let second = trainer.get(&first.form("/new/teams").address()).await;
    trainer.get(&second.is(200).form("/new/due").address()).await
}

#[tokio::test]
async fn what_is_proposed_is_assigned_in_three_taps_and_includes_who_joins_later() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let one = app.db_a_member().in_team(commune.team).create().await;
    let certified = app.db_a_member().named("Ma Thị Mùi").in_team(commune.team).create().await;
    app.db_certified(certified.id, "thanh-toan", commune).await;
    app.travel(days(1));
    let trainer = app.trainer_of(commune.id).await;
    trainer.get("/trainer/assignments").await.is(200).sees("Chưa giao chuyên đề nào.");
    let first = trainer.get("/trainer/assignments/new").await;
    first.is(200).sees("3. Thanh toán thử").sees("Chưa giao tổ nào.");
    let second = trainer.get(&first.form("/new/teams").address()).await;
    second.is(200).sees("Thanh toán thử: giao cho tổ nào?").sees("Đã chọn sẵn 2 tổ chưa được giao.");
    let third = trainer.get(&second.form("/new/due").address()).await;
    third.is(200).sees("1 người. Bỏ qua 1 người đã có chứng nhận").sees("Thôn Bến Đá, Thôn Nà Mây");
    third.sees("Thứ Tư 16/12").sees("Thứ Tư 30/12").sees("Giao cho 1 người");
    third.does_not_see("Đã giao từ trước");
    let page = trainer.send(&third.form("/trainer/assignments").set("message", "Mời học trước bài 1.")).await;
    page.is(200).sees("Đã giao. Người học thấy hạn ở trang chính.").sees("Hạn: thứ Tư 30/12, còn 28 ngày");
    page.sees("1 người, 0 người đã xong.").sees("Nguyễn Văn Hòa").sees("Chưa học").does_not_see("Ma Thị Mùi");
    page.sees("Mời học trước bài 1.");
    // Only the date and the next step stand at home; the message does not.
    let home = app.learner(&one).await.get("/").await;
    home.sees("Hạn: thứ Tư 30/12, còn 28 ngày").does_not_see("Mời học trước");
    app.learner(&certified).await.get("/").await.does_not_see("Hạn:");
    let late = app.db_a_member().named("Lý Văn Sáng").in_team(commune.other_team).create().await;
    app.learner(&late).await.get("/").await.sees("Hạn: thứ Tư 30/12");
    let list = trainer.get("/trainer/assignments").await;
    list.sees("Thanh toán thử").sees("Thôn Bến Đá, Thôn Nà Mây");
    trainer.get(&list.link("Thanh toán thử")).await.sees("2 người, 0 người đã xong.").sees("Lý Văn Sáng");
    // Once more for the same teams: that they have it already is said before it is sent.
    let again = trainer.get(&third.form("/new/due").address()).await;
    again.is(200).sees("Đã giao từ trước 2 tổ đang có Thanh toán thử, hạn muộn nhất 30/12/2026.");
    again.sees("Người học thấy hạn gần nhất của mình.");
    // The next proposal is the other module.
    let next = trainer.get("/trainer/assignments/new").await;
    next.sees("Đã giao 2 tổ.");
    assert_eq!(next.form("/new/teams").value("module"), "an-toan");
    app.assert_books_agree().await;
}

#[tokio::test]
async fn of_several_modules_the_latest_date_is_named_and_one_that_is_overdue_too() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    app.db_a_member().in_team(commune.team).create().await;
    // The later date is of the module that comes first in the alphabet.
    app.db_assignment("thanh-toan", commune.id, &[commune.team]).await;
    app.travel(days(2));
    app.db_assignment("an-toan", commune.id, &[commune.team, commune.other_team]).await;
    let trainer = app.trainer_of(commune.id).await;
    let due = "/trainer/assignments/new/due?module=an-toan&module=thanh-toan";
    let chosen = format!("{due}&team={}&team={}", commune.team, commune.other_team);
    let page = trainer.get(&chosen).await;
    page.is(200).sees("2 tổ đang có").sees("hạn muộn nhất 31/12/2026. Người học thấy hạn gần nhất");
    let one = trainer.get(&chosen.replace("module=an-toan&", "")).await;
    one.is(200).sees("1 tổ đang có Thanh toán thử, hạn muộn nhất 29/12/2026.");
    app.travel(days(28));
    let trainer = app.staff(trainer.person).await;
    let page = trainer.get(&chosen).await;
    page.sees("hạn muộn nhất 31/12/2026. Có bài đã quá hạn từ 29/12/2026");
    // What is ended is no reason for a word.
    let list = trainer.get("/trainer/assignments").await;
    let old = trainer.get(&list.link("Thanh toán thử")).await;
    trainer.send(&old.form("/ending")).await.is(200);
    trainer.get(&chosen).await.sees("hạn muộn nhất 31/12/2026.").does_not_see("quá hạn từ");
}

#[tokio::test]
async fn the_deadline_at_home_is_the_nearest_that_is_not_done_and_leads_to_its_module() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let member = app.db_a_member().in_team(commune.team).create().await;
    let learner = app.learner(&member).await;
    learner.answer_question(&app, "thanh-toan", "tt-01", 1, How::Right).await;
    app.db_assignment("an-toan", commune.id, &[commune.team]).await;
    app.travel(days(1));
    app.db_assignment("thanh-toan", commune.id, &[commune.team]).await;
    // Begun or not: the module of the nearest deadline comes first.
    let home = learner.get("/").await;
    home.sees("Hạn: thứ Ba 29/12, còn 27 ngày");
    assert!(home.link("Vào học").starts_with("/modules/an-toan/"), "{}", home.text());
    app.db_certified(member.id, "an-toan", commune).await;
    let home = learner.get("/").await;
    home.sees("Hạn: thứ Tư 30/12, còn 28 ngày");
    assert!(home.link("Học tiếp").starts_with("/modules/thanh-toan/"));
    // Lessons stay open to all, assigned or not.
    learner.get("/modules/an-toan").await.is(200);
    app.travel(days(30));
    learner.get("/").await.sees("đã qua 2 ngày");
    app.db_certified(member.id, "thanh-toan", commune).await;
    learner.get("/").await.does_not_see("Hạn:");
    app.assert_books_agree().await;
}

#[tokio::test]
async fn a_module_that_waits_for_a_trainer_gives_way_to_the_next_one_assigned_and_keeps_its_date() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let member = app.db_a_member().in_team(commune.team).create().await;
    let learner = app.learner(&member).await;
    learner.finish_lessons(&app, "thanh-toan").await;
    app.db_pass_test(member.id, "thanh-toan").await;
    app.db_assignment("thanh-toan", commune.id, &[commune.team]).await;
    // Nothing else is assigned: another module is offered, and the date says whose it is.
    let home = learner.get("/").await;
    assert!(home.link("Vào học").starts_with("/modules/an-toan/"), "{}", home.text());
    home.sees("Thanh toán thử. Hạn: thứ Ba 29/12, còn 28 ngày");
    app.travel(days(2));
    app.db_assignment("an-toan", commune.id, &[commune.team]).await;
    // A later date is of the module that is offered, so that one is shown, and plainly.
    let home = learner.get("/").await;
    assert!(home.link("Vào học").starts_with("/modules/an-toan/"), "{}", home.text());
    home.sees("Hạn: thứ Năm 31/12, còn 28 ngày").does_not_see("Thanh toán thử. Hạn").does_not_see("29/12");
    app.assert_books_agree().await;
}

#[tokio::test]
async fn roles_certificates_and_left_out_weeks_narrow_what_is_assigned() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let leader = app.db_a_member().leading().in_team(commune.team).create().await;
    app.db_a_member().named("Ma Thị Mùi").in_team(commune.team).create().await;
    app.db_certified(leader.id, "thanh-toan", commune).await;
    app.travel(days(1));
    let trainer = app.trainer_of(commune.id).await;
    let address =
        |rest: &str| format!("/trainer/assignments/new/due?module=thanh-toan&team={}{rest}", commune.team);
    trainer.get(&address("")).await.sees("Giao cho 1 người").sees("Bỏ qua 1 người");
    trainer.get(&address("&certified=1")).await.sees("Giao cho 2 người").does_not_see("Bỏ qua 1 người");
    let leaders = trainer.get(&address("&role=leader&certified=1")).await;
    leaders.sees("Giao cho 1 người").sees("Chỉ tổ trưởng");
    trainer.get(&address("&role=leader")).await.sees("Giao cho người vào sau");
    // Left-out days move what is offered, and a day among them is refused.
    let page = trainer.get(&address("&from=10/12&to=16/12")).await;
    page.sees("Thứ Tư 23/12").sees("Thứ Tư 06/01").sees("10/12/2026 đến 16/12/2026");
    let form = page.form("/trainer/assignments").set("due", "other");
    trainer.submit(&form.clone().set("other", "12/12/2026")).await.is(422).sees("nằm trong những ngày nghỉ");
    trainer.submit(&form.clone().set("other", "01/12/2026")).await.is(422).sees("Hạn phải sau hôm nay.");
    trainer.submit(&form.clone().set("other", "31/2")).await.is(422).sees("Gõ ngày theo kiểu");
    trainer.get(&address("&from=16/12&to=10/12/2026")).await.is(422).sees("Gõ ngày đầu và ngày cuối");
    trainer.get(&address("&skip=tet")).await.sees("30/01/2027 đến 13/02/2027");
    let page = trainer.send(&form.set("other", "20/12")).await;
    page.is(200).sees("Hạn: Chủ nhật 20/12, còn 18 ngày").sees("1 người, 0 người đã xong.");
    // Who is certified is left out; later the leaders alone are meant, and then everybody again.
    let place = page.path.split('?').next().unwrap().to_owned();
    let change = trainer.get(&[&place, "/change"].concat()).await.form(&place);
    assert_eq!(change.value("role"), "");
    let asked = trainer.submit(&change.clone().set("role", "leader")).await;
    asked.is(409).sees("Đang giao cho 1 người. Đổi xong thì giao cho 0 người: Thôn Bến Đá. Chỉ tổ trưởng.");
    let page = trainer.send(&asked.form(&place)).await;
    page.is(200).sees("Đã lưu thay đổi.").sees("Chỉ tổ trưởng").sees("0 người, 0 người");
    let change = trainer.get(&[&place, "/change"].concat()).await.form(&place);
    assert_eq!(change.value("role"), "leader");
    trainer.submit(&change.clone().set("role", "boss")).await.is(404);
    let asked = trainer.submit(&change.set("role", "")).await;
    trainer.send(&asked.form(&place)).await.is(200).does_not_see("Chỉ tổ trưởng").sees("1 người, 0 người");
    // What is missing is said where it is asked for.
    trainer.get("/trainer/assignments/new/teams").await.is(422).sees("Chọn ít nhất một chuyên đề.");
    trainer.get("/trainer/assignments/new/due?module=an-toan").await.is(422).sees("Chọn ít nhất một tổ.");
    for bad in ["module=khong-co", "module=../x", "module=an-toan&role=boss", "module=an-toan&unit=1"] {
        let page = trainer.get(&format!("/trainer/assignments/new/due?{bad}&team={}", commune.team)).await;
        page.is(404);
    }
}

#[tokio::test]
async fn sec_z3_a_team_out_of_reach_anywhere_in_the_list_refuses_all_of_it() {
    let app = TestApp::start().await;
    let (commune, other) = (app.db_commune().await, app.db_commune().await);
    app.db_a_member().in_team(commune.team).create().await;
    let trainer = app.trainer_of(commune.id).await;
    let form = proposed(&trainer).await.form("/trainer/assignments").without("team");
    let own = [commune.team.to_string(), commune.other_team.to_string()];
    for bad in [other.team, other.id, commune.province, commune.id].map(|unit| unit.to_string()) {
        for place in 0..=own.len() {
            let mut teams = own.to_vec();
            teams.insert(place, bad.clone());
            let filled = teams.iter().fold(form.clone(), |form, team| form.tick("team", team));
            trainer.submit(&filled).await.is(404);
            // Nor does the step before tell that the team is there.
            let step = Form { action: "/trainer/assignments/new/due".to_owned(), ..filled };
            if bad != commune.id.to_string() {
                trainer.get(&step.without("csrf").address()).await.is(404);
            }
        }
    }
    trainer.submit(&form.clone().set("unit", &other.id.to_string())).await.is(404);
    trainer.submit(&form.clone().set("unit", &commune.province.to_string())).await.is(404);
    trainer.get("/trainer/assignments").await.sees("Chưa giao chuyên đề nào.");
    // The same form with only what is within reach goes through, and changing it is bound the same way.
    let filled = own.iter().fold(form, |form, team| form.tick("team", team));
    let place = trainer.submit(&filled).await.location();
    let place = place.split('?').next().unwrap().to_owned();
    let change = trainer.get(&format!("{place}/change")).await.form(&place).without("team");
    for at in 0..=own.len() {
        let mut teams = own.to_vec();
        teams.insert(at, other.team.to_string());
        let filled = teams.iter().fold(change.clone(), |form, team| form.tick("team", team));
        trainer.submit(&filled.set("message", "đổi")).await.is(404);
    }
    trainer.get(&place).await.sees("Thôn Bến Đá, Thôn Nà Mây").does_not_see("đổi.");
    // The whole of one's own area may be meant at once.
    let all = proposed(&trainer).await.form("/trainer/assignments").without("team");
    trainer.send(&all.set("unit", &commune.id.to_string())).await.is(200).sees("Mọi tổ của Xã Thử");
    let stranger = app.trainer_of(other.id).await;
    stranger.get(&place).await.is(404);
    stranger.get("/trainer/assignments").await.sees("Chưa giao chuyên đề nào.");
}

#[tokio::test]
async fn a_double_tap_is_one_assignment() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    app.db_a_member().in_team(commune.team).create().await;
    let trainer = app.trainer_of(commune.id).await;
    let form = proposed(&trainer).await.form("/trainer/assignments");
    let first = trainer.submit(&form).await.location();
    trainer.submit(&form).await.leads_to(&first);
    assert_eq!(trainer.get("/trainer/assignments").await.all("main li").len(), 1);
    let trail = app.store.audit_entries(None).await.unwrap();
    assert_eq!(trail.iter().filter(|one| one.action == "assignment-made").count(), 1);
    app.assert_books_agree().await;
}

#[tokio::test]
async fn an_assignment_is_changed_taken_back_before_its_deadline_and_ended_after_it() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let member = app.db_a_member().in_team(commune.team).create().await;
    let neighbour = app.db_a_member().named("Ma Thị Mùi").in_team(commune.other_team).create().await;
    let trainer = app.trainer_of(commune.id).await;
    let learner = app.learner(&member).await;
    let id = app.db_assignment("thanh-toan", commune.id, &[commune.team]).await;
    let place = format!("/trainer/assignments/{id}");
    let form = trainer.get(&format!("{place}/change")).await.form(&place);
    trainer.submit(&form.clone().without("team")).await.is(422).sees("Chọn ít nhất một tổ.");
    trainer.submit(&form.clone().set("due", "01/12/2026")).await.is(422).sees("Hạn phải sau hôm nay.");
    let moved = form.set("team", &commune.other_team.to_string()).set("due", "20/12/2026");
    let asked = trainer.submit(&moved).await;
    asked.is(409).sees("Đổi xong thì giao cho 1 người: Thôn Nà Mây.").sees("Đúng, vẫn ghi");
    let moved = asked.form(&place);
    trainer.send(&moved).await.is(200).sees("Đã lưu thay đổi.").sees("Ma Thị Mùi").does_not_see("Văn Hòa");
    learner.get("/").await.does_not_see("Hạn:");
    let other = app.learner(&neighbour).await;
    other.get("/").await.sees("Hạn: Chủ nhật 20/12");
    // A trainer of one team sees what concerns it and changes nothing that reaches further.
    let wide = app.db_assignment("an-toan", commune.id, &[commune.team, commune.other_team]).await;
    let narrow = app.db_staff("Lương Văn Cội", Role::Trainer, commune.team).await;
    let narrow = app.staff(narrow.person).await;
    let wide_place = format!("/trainer/assignments/{wide}");
    let page = narrow.get(&wide_place).await;
    page.is(200).sees("Nguyễn Văn Hòa").does_not_see("Ma Thị Mùi");
    assert!(page.find_form("/ending").is_none());
    let forged = trainer.get(&wide_place).await.form("/ending");
    let token = narrow.get("/staff/login").await.form("/staff/login").value("csrf");
    narrow.submit(&forged.clone().set("csrf", &token)).await.is(404);
    narrow.get(&place).await.is(404);
    // Taken back: as if it had never been. A second tap changes nothing.
    let ending = trainer.get(&place).await.form("/ending");
    let back = trainer.send(&ending).await;
    back.is(200).sees("Đã thu lại.");
    other.get("/").await.sees("Hạn: thứ Ba 29/12");
    // A slip is mended: it stands as before. Nobody else may.
    let again = back.form("/resumption");
    narrow.submit(&again.clone().set("csrf", &token)).await.is(404);
    trainer.send(&again).await.is(200).sees("Đã giao lại như trước.").sees("Hạn: Chủ nhật 20/12");
    trainer.submit(&again).await.is(303);
    other.get("/").await.sees("Hạn: Chủ nhật 20/12");
    trainer.submit(&ending).await.is(303);
    trainer.submit(&ending).await.is(303);
    other.get("/").await.sees("Hạn: thứ Ba 29/12");
    trainer.send(&forged).await.is(200);
    other.get("/").await.does_not_see("Hạn:");
    // After the deadline it is ended, and stays on the list as such.
    let late = app.db_assignment("thanh-toan", commune.id, &[commune.team]).await;
    app.travel(days(29));
    let trainer = app.staff(trainer.person).await;
    let page = trainer.get(&format!("/trainer/assignments/{late}")).await;
    page.sees("Hạn đã qua. Kết thúc thì không nhắc nữa");
    trainer.send(&page.form("/ending")).await.is(200).sees("Đã kết thúc ngày 30/12");
    trainer.get("/trainer/assignments").await.sees("Đã kết thúc ngày 30/12").sees("Đã thu lại ngày");
    let page = trainer.get(&format!("/trainer/assignments/{late}")).await;
    assert!(page.find_form("/ending").is_none());
    page.sees("Hạn 29/12/2026 đã qua. Giao lại xong, bấm");
    let trail = app.store.audit_entries(None).await.unwrap();
    let count = |action: &str| trail.iter().filter(|one| one.action == action).count();
    assert_eq!((count("assignment-withdrawn"), count("assignment-ended")), (3, 1));
    assert_eq!(count("assignment-resumed"), 1);
    assert_eq!(count("assignment-changed"), 1);
    app.assert_books_agree().await;
}

#[tokio::test]
async fn who_is_behind_is_said_member_by_member() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let mut people = Vec::new();
    for name in ["Ma Văn An", "Ma Văn Bình", "Ma Văn Chi", "Ma Văn Dũng"] {
        people.push(app.db_a_member().named(name).in_team(commune.team).create().await);
    }
    let id = app.db_assignment("thanh-toan", commune.id, &[commune.team]).await;
    app.travel(days(1));
    let studying = app.learner(&people[1]).await;
    for number in 1..=app.module("thanh-toan").lessons[0].questions.len() {
        studying.answer_question(&app, "thanh-toan", "tt-01", number, How::Right).await;
    }
    let tested = app.learner(&people[2]).await;
    tested.finish_lessons(&app, "thanh-toan").await;
    app.db_pass_test(people[2].id, "thanh-toan").await;
    app.db_certified(people[3].id, "thanh-toan", commune).await;
    let trainer = app.trainer_of(commune.id).await;
    let place = format!("/trainer/assignments/{id}");
    let page = trainer.get(&place).await;
    page.sees("4 người, 1 người đã xong.").does_not_see("Ma Văn Dũng");
    let rows = page.all("main li a.row");
    let said = |name: &str| rows.iter().find(|row| row.starts_with(name)).unwrap().clone();
    assert!(said("Ma Văn An").ends_with("Chưa học"), "{rows:?}");
    assert!(said("Ma Văn Bình").ends_with("Đang học bài 2"), "{rows:?}");
    assert!(said("Ma Văn Chi").ends_with("Chờ xác nhận thực hành"), "{rows:?}");
    let all = trainer.get(&page.link("Xem cả người đã xong")).await;
    all.sees("Ma Văn Dũng").sees("Xong");
    app.assert_books_agree().await;
}

#[tokio::test]
async fn a_long_list_comes_in_pages_and_each_member_on_one_of_them() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let (now, team) = (app.now(), commune.team);
    app.store
        .write(async |txn| {
            for n in 0..205 {
                let new = NewPerson {
                    full_name: format!("Ma Văn {}{n}", ["An", "Ánh", "Ấm", "Bình", "Đạt"][n % 5]),
                    address_form: Default::default(),
                    phone: None,
                    birth_year: None,
                    device: None,
                };
                let person = add_person(txn, new, now).await?;
                join_team(txn, person, team, TeamRole::Member, now).await?;
            }
            Ok(())
        })
        .await
        .unwrap();
    let id = app.db_assignment("thanh-toan", commune.id, &[team]).await;
    let trainer = app.trainer_of(commune.id).await;
    for (first, rows) in [
        (format!("/trainer/assignments/{id}"), "main li a.row b"),
        (format!("/trainer/teams/{team}"), "table.mx tbody th"),
        (format!("/trainer/teams/{team}/months/2026-12"), "table tbody th"),
    ] {
        let (mut address, mut seen, mut pages) = (first.clone(), Vec::new(), 0);
        loop {
            let page = trainer.get(&address).await;
            page.is(200);
            let here = page.all(rows);
            assert!(here.len() <= 100, "{first}");
            seen.extend(here);
            pages += 1;
            if !page.text().contains("Trang sau") {
                break;
            }
            address = page.link("Trang sau");
        }
        assert_eq!(pages, 3, "{first}");
        let given: Vec<&str> = seen.iter().map(|name| name.split(' ').nth(2).unwrap()).collect();
        let order: Vec<&str> = {
            let mut given: Vec<&str> = given.clone();
            given.dedup_by_key(|name| name.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned());
            given.into_iter().map(|name| name.trim_end_matches(|c: char| c.is_ascii_digit())).collect()
        };
        assert_eq!(order, ["An", "Ánh", "Ấm", "Bình", "Đạt"], "{first}");
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 205, "{first}");
        trainer.get(&format!("{first}?after=x")).await.is(200);
    }
}

#[tokio::test]
async fn what_was_for_a_team_that_is_no_more_is_not_assigned_again() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    app.db_a_member().in_team(commune.team).create().await;
    let trainer = app.trainer_of(commune.id).await;
    let id = app.db_assignment("thanh-toan", commune.id, &[commune.team, commune.other_team]).await;
    let place = format!("/trainer/assignments/{id}");
    let ended = trainer.send(&trainer.get(&place).await.form("/ending")).await;
    let again = ended.is(200).form("/resumption");
    let db = app.database().connect().await;
    db.execute_unprepared("UPDATE unit SET valid_to = '2026-12-01' WHERE name = 'Thôn Nà Mây'")
        .await
        .unwrap();
    let page = trainer.get(&place).await;
    assert!(page.is(200).find_form("/resumption").is_none());
    trainer.submit(&again).await.is(404);
    trainer.get(&place).await.sees("Đã thu lại ngày");
}
