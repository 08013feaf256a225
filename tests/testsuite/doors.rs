//! The learners' doors: phone number, card, first PIN, and how long a wrong try closes them (P1–P5, P7, P9).

use crate::support::{Browser, Form, PIN, Page, TestApp, minutes};

async fn try_phone(browser: &Browser, phone: &str, pin: &str) -> Page {
    let form = browser.get("/login").await.form("/login").set("phone", phone).set("pin", pin);
    browser.submit(&form).await
}

async fn try_card(browser: &Browser, card: &str, pin: &str) -> Page {
    let page = browser.get(card).await;
    browser.submit(&page.form(card).set("pin", pin)).await
}

fn words_of(page: &Page) -> (u16, String) {
    (page.status, page.text())
}

#[tokio::test]
async fn sec_p4_an_unknown_phone_and_a_wrong_pin_read_alike_try_for_try() {
    let app = TestApp::start().await;
    let member = app.db_member().await;
    app.db_pin(member.id).await;
    let (known, unknown) = (app.visitor(), app.visitor());
    for left in (0..5).rev() {
        let a = try_phone(&known, &member.phone, "271828").await;
        let b = try_phone(&unknown, "0977 123 456", "271828").await;
        assert_eq!(words_of(&a), words_of(&b));
        a.is(422);
        if left > 0 {
            a.sees(&format!("Số điện thoại hoặc mã PIN chưa đúng. Còn {left} lần thử."));
        } else {
            a.sees("Tạm nghỉ một lúc");
        }
    }
    // Nobody by that number comes in, whatever is typed; somebody without a PIN neither.
    app.travel(minutes(16));
    let fresh = app.db_member().await;
    assert_eq!(
        words_of(&try_phone(&known, &fresh.phone, PIN).await),
        words_of(&try_phone(&known, "0977 654 321", PIN).await)
    );
}

#[tokio::test]
async fn sec_p3_after_five_wrong_tries_the_right_pin_waits_and_the_card_still_works() {
    let app = TestApp::start().await;
    let member = app.db_member().await;
    let neighbour = app.db_member().await;
    let card = app.db_card(member.id).await;
    app.db_pin(member.id).await;
    app.db_pin(neighbour.id).await;
    let browser = app.visitor();
    for _ in 0..5 {
        try_phone(&browser, &member.phone, "271828").await.is(422);
    }
    try_phone(&browser, &member.phone, PIN)
        .await
        .is(422)
        .sees("tạm nghỉ 15 phút")
        .sees("Bài đã học vẫn còn nguyên");
    assert_eq!(browser.cookie("__Host-tungngo"), None);
    // The number written otherwise is the same number.
    try_phone(&browser, &format!("+84 {}", &member.phone[1..]), PIN).await.is(422).sees("tạm nghỉ");
    try_phone(&app.visitor(), &neighbour.phone, PIN).await.leads_to("/");
    try_card(&app.visitor(), &card.path, PIN).await.leads_to("/");
    // A restart forgets nothing.
    let app = app.restart().await;
    try_phone(&app.visitor(), &member.phone, PIN).await.is(422).sees("tạm nghỉ");
    app.travel(minutes(15));
    try_phone(&app.visitor(), &member.phone, PIN).await.leads_to("/");
}

#[tokio::test]
async fn sec_p3_after_ten_wrong_tries_a_day_the_phone_door_opens_in_the_morning() {
    let app = TestApp::start().await;
    let member = app.db_member().await;
    app.db_pin(member.id).await;
    let browser = app.visitor();
    for _ in 0..2 {
        for _ in 0..5 {
            try_phone(&browser, &member.phone, "271828").await.is(422);
        }
        app.travel(minutes(16));
    }
    try_phone(&browser, &member.phone, PIN)
        .await
        .is(422)
        .sees("Gõ sai nhiều lần nên tạm nghỉ đến")
        .sees("Thẻ học vẫn vào được");
    app.travel_to("2026-12-01T21:59:00Z");
    try_phone(&browser, &member.phone, PIN).await.is(422);
    // Five o'clock in Vietnam.
    app.travel_to("2026-12-01T22:00:01Z");
    try_phone(&browser, &member.phone, PIN).await.leads_to("/");
}

#[tokio::test]
async fn sec_p3_the_card_door_counts_apart_and_only_pauses() {
    let app = TestApp::start().await;
    let member = app.db_member().await;
    let card = app.db_card(member.id).await;
    app.db_pin(member.id).await;
    let browser = app.visitor();
    for left in (0..5).rev() {
        let page = try_card(&browser, &card.path, "271828").await;
        page.is(422);
        if left > 0 {
            page.sees(&format!("Mã PIN chưa đúng. Còn {left} lần thử."));
        }
    }
    try_card(&browser, &card.path, PIN).await.is(422).sees("tạm nghỉ 15 phút");
    try_phone(&app.visitor(), &member.phone, PIN).await.leads_to("/");
    app.travel(minutes(15));
    try_card(&browser, &card.path, PIN).await.leads_to("/");
}

#[tokio::test]
async fn sec_p3_a_right_try_begins_the_count_anew() {
    let app = TestApp::start().await;
    let member = app.db_member().await;
    app.db_pin(member.id).await;
    for _ in 0..2 {
        let browser = app.visitor();
        for left in [4, 3, 2] {
            try_phone(&browser, &member.phone, "271828").await.sees(&format!("Còn {left} lần thử"));
        }
        try_phone(&browser, &member.phone, PIN).await.leads_to("/");
    }
}

#[tokio::test]
async fn sec_p3_when_the_whole_country_guesses_the_phone_door_asks_for_the_card() {
    use tungngo_storage::Connection;
    let app = TestApp::start().await;
    let member = app.db_member().await;
    let card = app.db_card(member.id).await;
    app.db_pin(member.id).await;
    app.store
        .write(async |txn| {
            txn.execute_unprepared(
                "INSERT INTO throttle (door, in_a_row, today, day_ends) VALUES ('system', 0, 2001, '2026-12-01 03:59:00+00:00')",
            )
            .await?;
            Ok(())
        })
        .await
        .unwrap();
    try_phone(&app.visitor(), &member.phone, PIN).await.is(422).sees("Hãy quét mã QR trên thẻ học để vào.");
    try_card(&app.visitor(), &card.path, PIN).await.leads_to("/");
    app.travel(minutes(60));
    try_phone(&app.visitor(), &member.phone, PIN).await.leads_to("/");
}

#[tokio::test]
async fn sec_h5_a_forged_forwarded_address_does_not_move_the_counting() {
    let app = TestApp::start().await;
    let browser = app.visitor();
    let form = browser.get("/login").await.form("/login").set("pin", "271828");
    // Different numbers from one network: thirty and more wrong tries close it for all of them.
    let mut closed = false;
    for n in 0..120 {
        let form = form.clone().set("phone", &format!("09770000{:02}", n % 100));
        let page = browser
            .request(reqwest::Method::POST, "/login")
            .on_own_page()
            .header("x-forwarded-for", &format!("203.0.113.{n}"))
            .form(&form.fields)
            .send()
            .await;
        if page.text().contains("Tạm nghỉ một lúc") {
            closed = true;
            break;
        }
    }
    assert!(closed, "the network's own count never closed");
}

#[tokio::test]
async fn sec_h5_behind_the_configured_proxy_each_network_counts_apart() {
    let app = TestApp::setup().behind_proxy("127.0.0.1").start().await;
    let browser = app.visitor();
    let try_from = async |network: &str, phone: &str| {
        let form = browser.get("/login").await.form("/login").set("pin", "271828").set("phone", phone);
        // What the person writes in front of the proxy's own word is not believed.
        let said = format!("198.51.100.7, {network}");
        let request = browser.request(reqwest::Method::POST, "/login").on_own_page().form(&form.fields);
        request.header("x-forwarded-for", &said).send().await.text()
    };
    let mut closed = false;
    for n in 0..120 {
        closed =
            try_from("203.0.113.1", &format!("09770000{:02}", n % 100)).await.contains("Tạm nghỉ một lúc");
        if closed {
            break;
        }
    }
    assert!(closed, "the network's own count never closed");
    assert!(try_from("203.0.113.2", "0977111222").await.contains("Còn 4 lần thử"));
}

#[tokio::test]
async fn sec_p7_looking_at_a_card_changes_nothing_and_says_only_a_greeting() {
    let app = TestApp::start().await;
    let member = app.db_member().await;
    let card = app.db_card(member.id).await;
    let watcher = app.database().connect().await;
    let before = app.database().fingerprint(&watcher).await;
    for _ in 0..5 {
        let page = app.visitor().get(&card.path).await;
        page.is(200).sees("Chào bác Hòa").does_not_see("Nguyễn").does_not_see("Bến Đá");
        assert!(!page.body().contains(&member.phone));
        assert_eq!(page.header("referrer-policy"), "no-referrer");
        assert_eq!(page.header("set-cookie"), "");
    }
    assert_eq!(app.database().fingerprint(&watcher).await, before);
    try_card(&app.visitor(), &card.path, &card.pin).await.leads_to("/first-pin");
    app.visitor().get("/card/khongcothenay").await.is(404);
}

#[tokio::test]
async fn sec_p1_the_printed_pin_opens_no_page_but_the_one_that_replaces_it() {
    let app = TestApp::start().await;
    let member = app.db_member().await;
    let card = app.db_card(member.id).await;
    let browser = app.visitor();
    try_phone(&browser, &member.phone, &card.pin).await.leads_to("/first-pin");
    for (method, path, _) in crate::support::MATRIX {
        let path = path
            .replace("{module}", "thanh-toan")
            .replace("{lesson}", "tt-01")
            .replace("{number}", "1")
            .replace("{attempt}", "00000000-0000-0000-0000-000000000001")
            .replace("{certificate}", "00000000-0000-0000-0000-000000000001");
        let first_steps =
            ["/first-pin", "/logout", "/text-size", "/help", "/health"].contains(&path.as_str());
        if *method == "GET" && !path.contains('{') && !first_steps {
            let page = browser.get(&path).await;
            let door = ["/login", "/staff/login", "/verify", "/entry", "/api/v1/openapi.json"]
                .contains(&path.as_str());
            assert!(
                door || page.status == 404 || page.header("location") == "/first-pin",
                "{path}: {} {}",
                page.status,
                page.header("location")
            );
        }
    }
    // An answer sent without the page is not taken either.
    let token = browser.get("/first-pin").await.form("/first-pin").value("csrf");
    let form = Form {
        action: "/modules/thanh-toan/lessons/tt-01/questions/1".to_owned(),
        fields: vec![
            ("csrf".to_owned(), token),
            ("form_id".to_owned(), uuid::Uuid::now_v7().to_string()),
            ("c".to_owned(), "1".to_owned()),
        ],
        choices: vec![],
        rows: vec![],
    };
    browser.submit(&form).await.leads_to("/first-pin");
    assert_eq!(app.store.verify_ledger(|_| {}).await.unwrap().events, 0);
}

#[tokio::test]
async fn sec_p1_a_lasting_pin_uses_the_printed_one_up() {
    let app = TestApp::start().await;
    let member = app.db_member().await;
    let card = app.db_card(member.id).await;
    let browser = app.visitor();
    try_card(&browser, &card.path, &card.pin).await.leads_to("/first-pin");
    let page = browser.get("/first-pin").await;
    // Another proposal is another number; a made-up one is not taken.
    let another = browser.send(&page.form("/first-pin").set("action", "another")).await;
    another.is(200).sees("Đây là mã PIN mới");
    assert_ne!(
        another.form("/first-pin").value("proposed_token"),
        page.form("/first-pin").value("proposed_token")
    );
    let forged = another.form("/first-pin").set("action", "keep").set("proposed_token", "7.abcdef");
    browser.submit(&forged).await.is(403);
    // One's own must not be easy to guess.
    let own = page.form("/first-pin").set("action", "own");
    let tail = member.phone[4..].to_owned();
    for (typed, words) in [
        ("", "Gõ mã PIN, đủ 6 chữ số."),
        ("12", "Mới có 2 chữ số. Gõ thêm 4 chữ số nữa."),
        ("1234567", "Đã gõ 7 chữ số."),
        ("abcdef", "Mã PIN chỉ có chữ số"),
        ("111111", "Mã này lặp lại"),
        ("123456", "Mã này đếm liền nhau"),
        ("201159", "Mã này giống ngày sinh"),
        (tail.as_str(), "dễ đoán"),
    ] {
        browser.submit(&own.clone().set("own_pin", typed)).await.is(422).sees(words);
    }
    // Enter saves what was typed, and not the proposal.
    browser.submit(&page.enter("own_pin", "482 913")).await.leads_to("/?done=pin-saved");
    browser.visit("/").await.sees("Đồng ý cho dùng thông tin");
    try_card(&app.visitor(), &card.path, &card.pin).await.is(422).sees("Mã PIN chưa đúng");
    try_phone(&app.visitor(), &member.phone, &card.pin).await.is(422);
    try_card(&app.visitor(), &card.path, "482913").await.leads_to("/");
}

#[tokio::test]
async fn sec_p1_a_printed_pin_dies_after_thirty_days() {
    let app = TestApp::start().await;
    let member = app.db_member().await;
    let card = app.db_card(member.id).await;
    app.travel(crate::support::days(30) - minutes(1));
    try_card(&app.visitor(), &card.path, &card.pin).await.leads_to("/first-pin");
    app.travel(minutes(2));
    try_card(&app.visitor(), &card.path, &card.pin).await.is(422).sees("Mã PIN chưa đúng");
}

#[tokio::test]
async fn sec_p7_a_new_card_kills_the_old_one_its_pin_and_all_logins() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let member = app.db_a_member().in_team(commune.team).create().await;
    let old = app.db_card(member.id).await;
    app.db_pin(member.id).await;
    let phone = app.learner(&member).await;
    phone.get("/").await.is(200);
    let trainer = app.trainer_of(commune.id).await;
    let path = format!("/trainer/members/{}", member.id);
    let paper = trainer.submit(&trainer.get(&path).await.form("/cards")).await;
    paper.is(200).sees("Trang này chỉ hiện một lần").sees("Mã PIN lần đầu").sees("Dùng đến ngày");
    assert!(paper.body().contains("<svg"), "a QR");
    let printed = paper.all(".code").remove(0);
    phone.get("/").await.leads_to("/login");
    app.visitor().get(&old.path).await.is(404);
    try_phone(&app.visitor(), &member.phone, PIN).await.is(422);
    try_phone(&app.visitor(), &member.phone, &printed).await.leads_to("/first-pin");
    assert_eq!(paper.header("cache-control"), "no-store");
}

#[tokio::test]
async fn a_pin_is_changed_by_who_knows_it_and_other_phones_are_signed_out() {
    let app = TestApp::start().await;
    let member = app.db_member().await;
    app.db_pin(member.id).await;
    let here = app.learner(&member).await;
    let elsewhere = app.learner(&member).await;
    here.get("/first-pin").await.leads_to("/pin");
    let form = here.get("/pin").await.form("/pin");
    here.submit(&form.clone().set("pin", "271828")).await.is(422).sees("Mã PIN chưa đúng. Còn 4 lần thử.");
    here.submit(&form.set("pin", PIN)).await.leads_to("/first-pin");
    let page = here.get("/first-pin").await;
    page.is(200).sees("Lưu xong, mã PIN cũ không dùng được nữa.");
    here.send(&page.form("/first-pin").set("action", "own").set("own_pin", "739154"))
        .await
        .sees("Đã lưu mã PIN mới.");
    elsewhere.get("/").await.leads_to("/login");
    here.get("/").await.is(200);
    try_phone(&app.visitor(), &member.phone, PIN).await.is(422);
    try_phone(&app.visitor(), &member.phone, "739154").await.leads_to("/");
}

#[tokio::test]
async fn sec_p9_a_stolen_cookie_is_worth_nothing_after_signing_out() {
    let app = TestApp::start().await;
    let member = app.db_member().await;
    let phone = app.learner(&member).await;
    let thief = phone.with_the_same_cookies();
    thief.get("/me").await.is(200);
    let home = phone.get("/").await;
    let page = phone.submit(&home.form("/logout")).await;
    page.leads_to("/login");
    assert_eq!(phone.cookie("__Host-tungngo"), None, "the cookie is taken away");
    thief.get("/me").await.leads_to("/login?next=/me");

    // Out of every phone at once, and out of one by name.
    let (a, b, c) = (app.learner(&member).await, app.learner(&member).await, app.learner(&member).await);
    let me = a.get("/me").await;
    let one = me.form(&format!("/logins/{}/ending", b.id));
    a.send(&one).await.sees("Đã cho máy kia ra khỏi lớp.");
    b.get("/").await.leads_to("/login");
    c.get("/").await.is(200);
    a.send(&me.form("/logins/ending")).await.is(200);
    c.get("/").await.leads_to("/login");
    a.get("/").await.is(200);
    // Each sign-in has an id of its own.
    app.db_pin(member.id).await;
    let browser = app.visitor();
    try_phone(&browser, &member.phone, PIN).await.leads_to("/");
    let first = browser.cookie("__Host-tungngo");
    try_phone(&browser, &member.phone, PIN).await.leads_to("/");
    assert_ne!(browser.cookie("__Host-tungngo"), first);
}

#[tokio::test]
async fn sec_p5_a_learners_pages_show_the_phone_only_masked() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let member = app.db_a_member().phone("0900 555 678").in_team(commune.team).create().await;
    app.db_certified(member.id, "thanh-toan", commune).await;
    let learner = app.learner(&member).await;
    learner.get("/me").await.sees("09•• ••• 678").sees("Nguyễn Văn Hòa").sees("1959");
    for path in [
        "/",
        "/me",
        "/certificates",
        "/modules/thanh-toan",
        "/modules/thanh-toan/practice",
        "/pin",
        "/logout",
    ] {
        let body = learner.get(path).await.body();
        for whole in ["0900555678", "0900 555 678", "+84900555678"] {
            assert!(!body.contains(whole), "{path} shows {whole}");
        }
    }
}

#[tokio::test]
async fn a_shared_number_opens_the_phone_door_for_the_first_person_only() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let first = app.db_a_member().phone("0900 777 888").in_team(commune.team).create().await;
    let second =
        app.db_a_member().named("Ma Thị Mùi").phone("0900 777 888").in_team(commune.team).create().await;
    app.db_pin(first.id).await;
    let card = app.db_card(second.id).await;
    let browser = app.visitor();
    try_phone(&browser, "0900777888", PIN).await.leads_to("/");
    browser.visit("/").await.sees("Đồng ý");
    try_phone(&app.visitor(), "0900777888", &card.pin).await.is(422);
    try_card(&app.visitor(), &card.path, &card.pin).await.leads_to("/first-pin");
}

#[tokio::test]
async fn sec_h4_signing_in_leads_only_to_our_own_pages() {
    let app = TestApp::start().await;
    let member = app.db_member().await;
    app.db_pin(member.id).await;
    let payloads = [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "http:evil.example",
        "/%2f%2fevil.example",
        "/modules//evil.example",
        "/modules/../logout",
        "/logout",
        "javascript:alert(1)",
        "/me?x=//evil",
        "/me#//evil",
        "/me\r\nSet-Cookie: a=b",
        " /me",
        "/\tme",
        "/.evil.example",
        "///evil",
        "/modules/%00",
        "/trainer@evil.example",
        "/trainer:80",
        "\\/me",
    ];
    for payload in payloads {
        let browser = app.visitor();
        let asked = serde_html_form::to_string([("next", payload)]).unwrap();
        let page = browser.get(&format!("/login?{asked}")).await;
        assert_eq!(page.form("/login").value("next"), "/", "{payload:?}");
        assert_eq!(
            browser.get(&format!("/staff/login?{asked}")).await.form("/staff/login").value("next"),
            "/"
        );
        let size = browser.get(&format!("/text-size?to=to&{}", asked.replace("next=", "back="))).await;
        size.leads_to("/");
    }
    // Two of them all the way, and one of ours.
    for (next, place) in
        [("//evil.example", "/"), ("/\\evil.example", "/"), ("/modules/thanh-toan", "/modules/thanh-toan")]
    {
        let browser = app.visitor();
        let form = browser.get("/login").await.form("/login").set("next", next);
        browser.submit(&form.set("phone", &member.phone).set("pin", PIN)).await.leads_to(place);
    }
    let browser = app.visitor();
    browser.get("/modules/thanh-toan").await.leads_to("/login?next=/modules/thanh-toan");
    assert_eq!(
        browser.visit("/modules/thanh-toan").await.form("/login").value("next"),
        "/modules/thanh-toan"
    );
}

#[tokio::test]
async fn large_letters_are_kept_on_the_phone_and_with_the_person() {
    let app = TestApp::start().await;
    let member = app.db_member().await;
    let learner = app.learner(&member).await;
    learner.get("/text-size?to=to&back=/me").await.leads_to("/me");
    assert!(learner.get("/").await.body().contains("<html lang=\"vi\" class=\"to\""));
    assert!(app.learner(&member).await.get("/").await.body().contains("class=\"to\""));
    learner.get("/text-size?to=rat-to").await.leads_to("/");
    learner.get("/text-size?to=khac").await.is(404);
}
