//! Certificates at the officer's desk: found within reach, revoked with a reason, reissued under the corrected name,
//! continued before their end, and none of it twice or by accident.

use crate::support::{Commune, Login, Member, Page, TestApp, days};
use std::collections::BTreeMap;
use tungngo_domain::access::{Right, Role, Scope};
use tungngo_domain::ids::{PersonId, UnitId};
use tungngo_domain::membership::Ending;
use tungngo_domain::people::{AddressForm, Phone, TeamRole};
use tungngo_domain::rollup::{ANY_MODULE, Metric};
use tungngo_storage::certificates::{Certificate, SubjectKind, Validity, validity};
use tungngo_storage::figures::Ask;
use tungngo_storage::memberships::Correction;

const DESK: &str = "/officer/certificates";
const CONTINUE: &str = "/officer/certificates/continuations";
const MODULES: [&str; 2] = ["thanh-toan", "an-toan"];

fn href(certificate: &Certificate) -> String {
    format!("{DESK}/{}", certificate.id)
}

async fn certificates(app: &TestApp, member: &Member) -> Vec<Certificate> {
    app.store.certificates(member.id).await.unwrap()
}

/// A member with these modules certified.
async fn certified(app: &TestApp, commune: Commune, name: &str, phone: &str, modules: &[&str]) -> Member {
    let member = app.db_a_member().named(name).phone(phone).in_team(commune.team).create().await;
    for module in modules {
        app.db_certified(member.id, module, commune).await;
    }
    member
}

fn scope(app: &TestApp, person: PersonId, role: Role, unit: UnitId) -> Scope {
    let right = Right { role, unit, from: app.now(), until: None, modules: Default::default() };
    Scope::of(person, role, &[right], app.now()).unwrap()
}

async fn rename(app: &TestApp, commune: Commune, member: &Member, name: &str) {
    let by = app.db_staff("Trần Thị Sửa", Role::Trainer, commune.id).await.person;
    let to = Correction {
        full_name: name.to_owned(),
        address_form: AddressForm::Bac,
        phone: Phone::read(&member.phone).ok(),
        birth_year: Some(1959),
        device: Some("own".to_owned()),
        language: "vi".to_owned(),
        role: TeamRole::Member,
        body: None,
    };
    let scope = scope(app, by, Role::Trainer, commune.id);
    app.store.correct_member(&scope, member.id, to, app.now()).await.unwrap();
}

/// Every counter of a commune, and the weeks of those certified.
async fn counted(app: &TestApp, unit: UnitId) -> BTreeMap<String, String> {
    let by = scope(app, PersonId(uuid::Uuid::nil()), Role::Officer, unit);
    let subjects = [ANY_MODULE, "thanh-vien", MODULES[0], MODULES[1]];
    let wanted: Vec<(&str, Metric)> =
        subjects.iter().flat_map(|subject| Metric::ALL.map(|metric| (*subject, metric))).collect();
    let ask = Ask { weeks_of: &subjects, ..Ask::default() };
    let figures = app.store.figures(&by, unit, &ask).await.unwrap();
    let mut all: BTreeMap<String, String> = wanted
        .iter()
        .map(|(subject, metric)| {
            (format!("{subject} {metric:?}"), figures.own.get(subject, *metric).to_string())
        })
        .collect();
    for subject in subjects {
        all.insert(format!("weeks {subject}"), format!("{:?}", figures.weeks.get(subject)));
    }
    all
}

async fn actions(app: &TestApp, action: &str) -> usize {
    app.store.audit_entries(None).await.unwrap().iter().filter(|entry| entry.action == action).count()
}

#[tokio::test]
async fn certificates_are_found_by_number_name_phone_unit_subject_and_state_within_reach_alone() {
    let app = TestApp::start().await;
    let (own, next) = (app.db_commune().await, app.db_commune().await);
    let hoa = certified(&app, own, "Nguyễn Văn Hòa", "0900 555 678", &MODULES).await;
    let mui = certified(&app, own, "Ma Thị Mùi", "0900 444 333", &["thanh-toan"]).await;
    let other = certified(&app, next, "Lò Văn Hòa", "0900 777 888", &["thanh-toan"]).await;
    let officer = app.officer_of(own.id).await;
    let find = async |query: &str| officer.get(&format!("{DESK}?{query}")).await;
    let all = find("").await;
    all.is(200).sees("Nguyễn Văn Hòa").sees("Ma Thị Mùi").does_not_see("Lò Văn Hòa");
    assert_eq!(all.all("tbody tr").len(), 4, "two modules, the member's own, and another's");
    find("q=hoa").await.sees("Nguyễn Văn Hòa").does_not_see("Ma Thị Mùi").does_not_see("Lò Văn Hòa");
    find("q=444333").await.sees("Ma Thị Mùi").does_not_see("Nguyễn Văn Hòa");
    find("q=777888").await.sees("Không tìm thấy giấy nào");
    let number = certificates(&app, &mui).await[0].number.clone();
    let said = number.to_lowercase().replace('-', "%20");
    assert_eq!(find(&format!("q={said}")).await.all("tbody tr").len(), 1, "{said}");
    let foreign = certificates(&app, &other).await[0].clone();
    find(&format!("q={}", foreign.number)).await.sees("Không tìm thấy giấy nào");
    assert_eq!(find("subject=thanh-vien").await.all("tbody tr").len(), 1);
    assert_eq!(find("subject=thanh-toan").await.all("tbody tr").len(), 2);
    assert_eq!(find("state=in-force").await.all("tbody tr").len(), 4);
    for state in ["ending", "ended", "revoked", "replaced"] {
        find(&format!("state={state}")).await.sees("Không tìm thấy giấy nào");
    }
    assert_eq!(find(&format!("unit={}", own.team)).await.all("tbody tr").len(), 4);
    find(&format!("unit={}", own.other_team)).await.sees("Không tìm thấy giấy nào");
    find(&format!("unit={}", next.id)).await.is(404);
    officer.get(&href(&foreign)).await.is(404);
    let csv = officer.get(&format!("{DESK}/list.csv?q=hoa")).await;
    let text = csv.body();
    assert_eq!(text.matches("Nguyễn Văn Hòa").count(), 3, "{text}");
    assert!(!text.contains("Mùi") && !text.contains("Lò"), "{text}");
    officer.get(&format!("{DESK}/list.xlsx")).await.is(200);
    assert!(actions(&app, "certificates-read").await >= 10);
    assert_eq!(actions(&app, "certificates-exported").await, 2);
    // A wider reach walks its list; it finds both communes.
    let wide = app.officer_of(own.province).await;
    let rows = wide.get(DESK).await.all("tbody tr").len();
    assert!(rows >= 5, "{rows}");
    wide.get(&format!("{DESK}?unit={}", next.id)).await.sees("Lò Văn Hòa").does_not_see("Ma Thị Mùi");
    // Who left is still found, in the commune left; nobody else finds them.
    let by = app.db_staff("Trần Thị Rời", Role::Trainer, own.id).await.person;
    let trainer = scope(&app, by, Role::Trainer, own.id);
    app.store.end_membership(&trainer, hoa.id, Ending::Away, app.now()).await.unwrap();
    find("q=hoa").await.sees("Nguyễn Văn Hòa");
    let mine = certificates(&app, &hoa).await[0].clone();
    officer.get(&href(&mine)).await.is(200).sees("Không còn trong tổ nào");
    app.officer_of(next.id).await.get(&href(&mine)).await.is(404);
    app.assert_books_agree().await;
}

/// Goes through the two steps of revoking.
async fn revoke(officer: &Login, certificate: &Certificate) -> Page {
    let at = format!("{}/revocation", href(certificate));
    let form = officer.get(&at).await.form("/revocation");
    let empty = officer.submit(&form).await;
    empty.is(422).sees("Chọn một mục").sees("Ghi rõ căn cứ");
    let form = form.choose("Cấp nhầm người").set("note", "Biên bản số 7, ông Hòa ký thay");
    let sure = officer.submit(&form).await;
    sure.is(200).sees("Bấm nút dưới đây là thu hồi ngay").sees("Biên bản số 7");
    sure
}

#[tokio::test]
async fn a_revocation_is_asked_twice_done_once_and_shows_its_reason_but_not_its_note() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let member = certified(&app, commune, "Nguyễn Văn Hòa", "0900 555 678", &["thanh-toan"]).await;
    let one = certificates(&app, &member).await.remove(0);
    let officer = app.officer_of(commune.id).await;
    officer.get(&href(&one)).await.is(200).sees("Có giá trị đến").sees("Máy cấp khi đủ điều kiện");
    let sure = revoke(&officer, &one).await.form("/revocation");
    assert_eq!(
        validity(&certificates(&app, &member).await[0], app.today()),
        Validity::Valid,
        "only shown so far"
    );
    officer.submit(&sure).await.leads_to(&format!("{}?done=certificate-revoked", href(&one)));
    officer.submit(&sure).await.leads_to(&format!("{}?done=certificate-revoked", href(&one)));
    let events = app.db_events(member.id).await;
    assert_eq!(events.iter().filter(|event| event.kind == "certificate-revoked").count(), 1);
    assert_eq!(actions(&app, "certificate-revoked").await, 1);
    let check = app.visitor().get(&format!("/verify/{}", one.code)).await;
    check.sees("Giấy này đã bị thu hồi").sees("Cấp nhầm người").does_not_see("Biên bản");
    let page = officer.get(&href(&one)).await;
    page.sees("Đã thu hồi ngày").sees("Biên bản số 7").sees("Lê Văn Xã thu hồi");
    app.learner(&member).await.get(&format!("/certificates/{}", one.id)).await.does_not_see("Biên bản");
    officer.get(&format!("{DESK}?state=revoked")).await.sees("Nguyễn Văn Hòa");
    officer.get(&format!("{DESK}?state=in-force")).await.sees("Không tìm thấy giấy nào");
    app.assert_books_agree().await;
    // Nothing more is done to it.
    officer.get(&format!("{}/reissue", href(&one))).await.is(422).sees("Giấy này đã bị thu hồi");
}

#[tokio::test]
async fn sec_z6_nobody_decides_about_their_own_certificate() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let member = certified(&app, commune, "Nguyễn Văn Hòa", "0900 555 678", &["thanh-toan"]).await;
    app.db_grant(member.id, Role::Officer, commune.id).await;
    let one = certificates(&app, &member).await.remove(0);
    let officer = app.staff(member.id).await;
    let page = officer.get(&href(&one)).await;
    page.is(200).sees("Giấy của chính mình");
    assert!(!page.body().contains("/revocation") && !page.body().contains("/reissue"));
    officer.get(&format!("{}/revocation", href(&one))).await.is(422).sees("Giấy của chính mình");
    app.travel(days(330));
    app.staff(member.id).await.get(CONTINUE).await.sees("Giấy của chính mình");
}

#[tokio::test]
async fn a_corrected_name_gives_a_new_certificate_that_names_the_old_and_moves_no_counter() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let member = certified(&app, commune, "Nguyễn Văn Hoàng", "0900 555 678", &MODULES).await;
    let all = certificates(&app, &member).await;
    let old = all.iter().find(|one| one.kind == SubjectKind::Programme).unwrap().clone();
    let module = all.iter().find(|one| one.subject == "thanh-toan").unwrap().clone();
    app.travel(days(20));
    let officer = app.officer_of(commune.id).await;
    officer.get(&format!("{}/reissue", href(&old))).await.is(422).sees("Tên trên giấy đã đúng");
    rename(&app, commune, &member, "Nguyễn Văn Hoàn").await;
    let before = counted(&app, commune.id).await;
    assert_eq!(before["thanh-vien Certified"], "1");
    officer.get(DESK).await.sees("Tên trong danh sách: Nguyễn Văn Hoàn");
    let person = format!("/officer/members/{}", member.id);
    officer.get(&person).await.is(200).sees(&format!("Có {} giấy ghi tên khác tên nay.", all.len()));
    for one in [&old, &module] {
        let asked = officer.get(&format!("{}/reissue", href(one))).await;
        asked.is(200).sees("Nguyễn Văn Hoàng").sees("Danh sách ghi tên Nguyễn Văn Hoàn.");
        let form = asked.form("/reissue");
        let done = officer.submit(&form).await;
        done.is(303);
        assert_eq!(officer.submit(&form).await.location(), done.location(), "a second tap finds it done");
        let now = certificates(&app, &member).await;
        let new = now.iter().find(|new| new.replaces.as_ref().is_some_and(|r| r.id == one.id)).unwrap();
        assert_eq!(done.location(), format!("{}?done=certificate-reissued", href(new)));
        assert_eq!((new.holder_name.as_str(), new.valid_until), ("Nguyễn Văn Hoàn", one.valid_until));
        assert_eq!(new.replaces.as_ref().unwrap().number, one.number);
        assert_ne!((&new.number, &new.code, &new.key), (&one.number, &one.code, &one.key));
        let gone = now.iter().find(|gone| gone.id == one.id).unwrap();
        assert_eq!(validity(gone, app.today()), Validity::Replaced);
        assert_eq!(gone.holder_name, "Nguyễn Văn Hoàng", "a snapshot keeps its name");
        officer.get(&href(one)).await.sees("Đã thay ngày").sees(&format!("Giấy thay: số {}", new.number));
        officer.get(&href(new)).await.sees(&format!("Thay giấy số {}", one.number)).sees("Lê Văn Xã cấp lại");
        let visitor = app.visitor();
        let check = visitor.get(&format!("/verify/{}", one.code)).await;
        check.is(200).sees("Giấy này đã được thay").sees(&new.number).does_not_see("Hoàn");
        let newer = visitor.get(&check.link(&new.number)).await;
        newer.sees("Giấy này còn giá trị").sees(&one.number).does_not_see("Hoàn");
        let learner = app.learner(&member).await;
        let page = learner.get(&format!("/certificates/{}", one.id)).await;
        page.sees("Đã có giấy khác thay").sees(&new.number);
        assert_eq!(page.link(&new.number), format!("/certificates/{}", new.id));
        assert!(!page.body().contains("certificate.pdf"), "nobody prints the old one");
        let page = learner.get(&format!("/certificates/{}", new.id)).await;
        page.sees("Nguyễn Văn Hoàn").sees(&format!("Thay giấy số {}", one.number)).sees("Tải giấy");
        learner.get(&format!("/certificates/{}/certificate.pdf", new.id)).await.is(200);
    }
    assert_eq!(counted(&app, commune.id).await, before, "counters and weeks stay as they were");
    assert_eq!(certificates(&app, &member).await.len(), all.len() + 2);
    officer.get(&person).await.sees(&format!("Có {} giấy ghi tên khác tên nay.", all.len() - 2));
    officer.get(&format!("{}/revocation", href(&old))).await.is(422).sees("đã có giấy khác thay");
    app.assert_books_agree().await;
    // The new one is revoked as any other; then its holder is certified no more.
    let now = certificates(&app, &member).await;
    let new = now.iter().find(|new| new.replaces.as_ref().is_some_and(|r| r.id == old.id)).unwrap();
    let sure = revoke(&officer, new).await.form("/revocation");
    officer.submit(&sure).await.is(303);
    assert_eq!(counted(&app, commune.id).await["thanh-vien Certified"], "0");
    app.assert_books_agree().await;
}

/// Ticks these and goes to the second step.
async fn look(officer: &Login, chosen: &[&Certificate]) -> Page {
    let form = officer.get(CONTINUE).await.post_form(CONTINUE).without("certificate");
    let form = chosen.iter().fold(form, |form, one| form.tick("certificate", &one.id.to_string()));
    officer.submit(&form).await
}

#[tokio::test]
async fn continuing_shows_what_it_does_asks_for_the_count_and_loses_no_day() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let member = certified(&app, commune, "Nguyễn Văn Hòa", "0900 555 678", &MODULES).await;
    app.travel(days(300));
    app.officer_of(commune.id).await.get(CONTINUE).await.sees("Không có giấy nào hết hạn");
    app.travel(days(30));
    let officer = app.officer_of(commune.id).await;
    let list = officer.get(CONTINUE).await;
    list.is(200).sees("Nguyễn Văn Hòa").sees("Gia hạn giấy của từng chuyên đề trước");
    assert_eq!(list.all("tbody tr").len(), 3);
    assert_eq!(list.all("input[type=checkbox]").len(), 2, "the member's own follows its modules");
    assert!(!list.body().contains(" checked"), "nothing is chosen beforehand");
    officer.submit(&list.post_form(CONTINUE)).await.is(422).sees("Chọn ít nhất một giấy");
    let all = certificates(&app, &member).await;
    let modules: Vec<&Certificate> = all.iter().filter(|one| one.kind == SubjectKind::Module).collect();
    let shown = look(&officer, &modules).await;
    shown.is(200).sees("Sẽ gia hạn 2 giấy").sees("30/11/2028");
    for count in ["", "1", "3", "hai"] {
        officer.submit(&shown.post_form(CONTINUE).set("count", count)).await.is(422).sees("khác số giấy");
    }
    assert_eq!(certificates(&app, &member).await.len(), 3, "nothing was issued by a slip");
    let before = counted(&app, commune.id).await;
    let form = shown.post_form(CONTINUE).set("count", "2");
    officer.submit(&form).await.leads_to(&format!("{CONTINUE}?done=certificates-continued"));
    officer.submit(&form).await.leads_to(&format!("{CONTINUE}?done=certificates-continued"));
    let now = certificates(&app, &member).await;
    assert_eq!(now.len(), 6, "two modules and the member's own after them, once");
    for one in &now {
        let until = if one.cycle == 1 { "2027-11-30" } else { "2028-11-30" };
        assert_eq!(one.valid_until.unwrap().to_string(), until, "{} {}", one.title, one.cycle);
        assert_eq!(one.issued_by.is_some(), one.cycle == 2 && one.kind == SubjectKind::Module);
    }
    let after = counted(&app, commune.id).await;
    for (name, n) in before.iter().filter(|(name, _)| !name.starts_with("weeks")) {
        assert_eq!(&after[name], n, "{name}");
    }
    officer.get(CONTINUE).await.sees("Không có giấy nào hết hạn");
    let newest = now.iter().find(|one| one.cycle == 2 && one.kind == SubjectKind::Module).unwrap();
    officer.get(&href(newest)).await.sees("Lê Văn Xã gia hạn");
    assert_eq!(actions(&app, "certificates-continued").await, 1);
    app.assert_books_agree().await;
}

#[tokio::test]
async fn sec_z6_one_forbidden_certificate_at_any_place_continues_none() {
    let app = TestApp::start().await;
    let (own, next) = (app.db_commune().await, app.db_commune().await);
    let mut members = Vec::new();
    for n in 0..4 {
        members
            .push(certified(&app, own, "Nguyễn Văn Hòa", &format!("0900 555 60{n}"), &["thanh-toan"]).await);
    }
    let foreign = certified(&app, next, "Ma Thị Mùi", "0900 555 699", &["thanh-toan"]).await;
    let revoked = certified(&app, own, "Lò Thị Ún", "0900 555 698", &["thanh-toan"]).await;
    let taken_back = certified(&app, own, "Lò Văn Rút", "0900 555 697", &["thanh-toan"]).await;
    let left = certified(&app, own, "Lò Văn Rời", "0900 555 696", &["thanh-toan"]).await;
    app.travel(days(330));
    let late = certified(&app, own, "Lò Văn Muộn", "0900 555 695", &["thanh-toan"]).await;
    let login = app.trainer_of(own.id).await;
    let by = login.person;
    let trainer = scope(&app, by, Role::Trainer, own.id);
    app.store.end_membership(&trainer, left.id, Ending::Away, app.now()).await.unwrap();
    let of = async |member: &Member| certificates(&app, member).await.remove(0);
    app.store.revoke_certificate(&trainer, of(&revoked).await.id, "Nhầm", app.now()).await.unwrap();
    let module = "thanh-toan".parse().unwrap();
    let signed = app.store.named_sign_offs(taken_back.id, &module).await.unwrap().remove(0);
    let doer = app.doer(signed.sign_off.signer, login.id);
    let signer = scope(&app, signed.sign_off.signer, Role::Trainer, own.id);
    let in_use = app.courses.now();
    let why = "Nhìn nhầm người khác làm";
    app.store.revoke_sign_off(&signer, doer, &in_use.catalogue, signed.id, why).await.unwrap();

    let officer = app.officer_of(own.id).await;
    officer.get(CONTINUE).await.sees("Có phần cần học, thi hoặc thực hành lại trước");
    let mut good = Vec::new();
    for member in &members {
        good.push(of(member).await);
    }
    let list = officer.get(CONTINUE).await.post_form(CONTINUE).without("certificate");
    for (what, member, status) in [
        ("another commune's", &foreign, 404),
        ("a revoked one", &revoked, 422),
        ("one whose practice was taken back", &taken_back, 422),
        ("one of who left", &left, 422),
        ("one that does not end soon", &late, 422),
    ] {
        let bad = of(member).await;
        for place in 0..=good.len() {
            let mut chosen: Vec<&Certificate> = good.iter().collect();
            chosen.insert(place, &bad);
            let form =
                chosen.iter().fold(list.clone(), |form, one| form.tick("certificate", &one.id.to_string()));
            officer.submit(&form).await.is(status);
            // Said to be sure at once, past the step that shows it.
            let sure = form.set("sure", "1").set("count", &chosen.len().to_string());
            officer.submit(&sure).await.is(status);
            for member in &members {
                assert_eq!(certificates(&app, member).await.len(), 1, "{what} at place {place}");
            }
        }
    }
    let chosen: Vec<&Certificate> = good.iter().collect();
    let form = look(&officer, &chosen).await.post_form(CONTINUE).set("count", "4");
    officer.submit(&form).await.is(303);
    for member in &members {
        assert_eq!(certificates(&app, member).await.len(), 2);
    }
    app.assert_books_agree().await;
}

#[tokio::test]
async fn what_was_taken_up_again_by_learning_is_not_continued_twice() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let member = certified(&app, commune, "Nguyễn Văn Hòa", "0900 555 678", &["thanh-toan"]).await;
    app.travel(days(330));
    app.db_certified(member.id, "thanh-toan", commune).await;
    assert_eq!(certificates(&app, &member).await.len(), 2, "new evidence renews by itself");
    let officer = app.officer_of(commune.id).await;
    officer.get(CONTINUE).await.sees("Không có giấy nào hết hạn");
    let old = certificates(&app, &member).await.remove(0);
    let form = officer.get(DESK).await;
    form.is(200);
    officer.get(&format!("{}/reissue", href(&old))).await.is(422).sees("đã có giấy mới hơn");
    app.assert_books_agree().await;
}

/// Whatever is done at the desk, allowed or not: the books agree, reissuing moves no counter, continuing takes no
/// certificate away.
#[tokio::test]
async fn whatever_the_desk_does_the_books_agree() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let officer = app.db_staff("Lê Văn Xã", Role::Officer, commune.id).await.person;
    let mut members = Vec::new();
    for n in 0..3 {
        members.push(certified(&app, commune, "Nguyễn Văn Hòa", &format!("0900 555 70{n}"), &[]).await);
    }
    let mut state = 7_u64;
    let mut dice = |n: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((state >> 33) % n as u64).unwrap()
    };
    let (mut reissued, mut continued) = (0, 0);
    for step in 0..30 {
        // The first steps do each thing once; then it is by chance.
        let (whom, what) = if step < 3 { (0, [0, 4, 3][step]) } else { (dice(3), dice(6)) };
        let member = members[whom].clone();
        let desk = scope(&app, officer, Role::Officer, commune.id);
        let held = certificates(&app, &member).await;
        let in_use = app.courses.now();
        match what {
            0 | 1 => app.db_certified(member.id, MODULES[dice(2)], commune).await,
            2 => rename(&app, commune, &member, &format!("Nguyễn Văn Hòa {}", ["An", "Bình"][dice(2)])).await,
            3 if !held.is_empty() => {
                let name = format!("Nguyễn Văn {}", char::from(b'A' + u8::try_from(step % 26).unwrap()));
                rename(&app, commune, &member, &name).await;
                let before = counted(&app, commune.id).await;
                let one = held[if step < 3 { held.len() - 1 } else { dice(held.len()) }].id;
                let mut random = tungngo::web::secrets::random_byte;
                if app.store.reissue_certificate(&desk, one, &mut random, app.now()).await.is_ok() {
                    reissued += 1;
                }
                assert_eq!(counted(&app, commune.id).await, before, "step {step}");
            }
            4 if !held.is_empty() => {
                let one = &held[dice(held.len())];
                if let Some(until) = one.valid_until {
                    app.travel((until - app.today() - days(30)).max(days(0)));
                }
                app.keep_figures().await.unwrap();
                let desk = scope(&app, officer, Role::Officer, commune.id);
                let before = counted(&app, commune.id).await;
                let ids = [one.id].into();
                let (mut random, form) = (tungngo::web::secrets::random_byte, uuid::Uuid::now_v7());
                let done = app
                    .store
                    .continue_certificates(&desk, &ids, form, &in_use.catalogue, &mut random, app.now())
                    .await;
                continued += usize::from(done.is_ok());
                let after = counted(&app, commune.id).await;
                for module in MODULES {
                    let name = format!("{module} Certified");
                    assert_eq!(after[&name], before[&name], "step {step}");
                }
            }
            5 if !held.is_empty() && dice(3) == 0 => {
                let one = held[dice(held.len())].id;
                let why = tungngo_domain::certificate_acts::RevokeReason::NotMet;
                let _ = app.store.revoke_at_desk(&desk, one, why, "Biên bản kiểm tra", app.now()).await;
            }
            _ => app.travel(days(i64::try_from(dice(120)).unwrap())),
        }
        app.keep_figures().await.unwrap();
        app.assert_books_agree().await;
    }
    assert!(reissued > 0 && continued > 0, "{reissued} reissued, {continued} continued");
}
