//! Two periods of a unit side by side, a line that ends with a month, and a chosen set of the units below.

use crate::support::{Commune, How, Member, Page, TestApp};
use tungngo_domain::ids::UnitId;
use tungngo_domain::membership::Ending;
use uuid::Uuid;

/// Rows of one table of the page.
fn table(page: &Page, id: &str) -> Vec<String> {
    page.all(&format!("section[aria-labelledby={id}] tbody tr"))
}

fn below(page: &Page) -> Vec<String> {
    page.all("section[aria-labelledby=bang] tbody tr")
}

fn sums(page: &Page) -> Vec<String> {
    page.all("section[aria-labelledby=bang] tfoot tr")
}

/// What the form sends for a unit.
fn box_of(page: &Page, name: &str) -> String {
    let html = page.html();
    let boxes = scraper::Selector::parse("label:has(input[name=units])").unwrap();
    let label = html.select(&boxes).find(|label| label.text().collect::<String>().trim() == name).unwrap();
    let input = scraper::Selector::parse("input").unwrap();
    label.select(&input).find_map(|input| input.value().attr("value")).unwrap().to_owned()
}

/// December: one is certified in both modules, and began. January: two begins. Today is 5 February 2027.
async fn world(app: &TestApp) -> (Commune, Vec<Member>) {
    let commune = app.db_commune().await;
    let one = app.db_a_member().named("Nông Văn Đức").leading().in_team(commune.team).create().await;
    let two = app.db_a_member().named("Ma Thị Mùi").in_team(commune.team).create().await;
    let three = app.db_a_member().named("Lý Văn Sáng").in_team(commune.other_team).create().await;
    app.travel_to("2026-12-08T03:00:00Z");
    app.db_certified(one.id, "thanh-toan", commune).await;
    app.db_certified(one.id, "an-toan", commune).await;
    app.travel_to("2027-01-12T03:00:00Z");
    app.learner(&two).await.answer_question(app, "thanh-toan", "tt-01", 1, How::Wrong).await;
    app.travel_to("2027-02-05T03:00:00Z");
    app.keep_figures().await.unwrap();
    (commune, vec![one, two, three])
}

#[tokio::test]
async fn two_months_stand_side_by_side() {
    let app = TestApp::start().await;
    let (commune, _) = world(&app).await;
    let officer = app.officer_of(commune.id).await;
    let unit = officer.get("/officer").await;
    // The last two months that are over.
    let page = officer.get(&unit.link("So hai kỳ")).await;
    page.is(200).sees("Tháng 12/2026 và tháng 01/2027: xã").sees("Số liệu đến");
    page.sees("Tháng 12/2026: 4 tuần, từ 07/12/2026 đến 03/01/2027.");
    page.sees("Tháng 01/2027: 4 tuần, từ 04/01/2027 đến 31/01/2027.").does_not_see("dài khác nhau");
    assert_eq!(
        table(&page, "trong-ky"),
        [
            "Vào học 1 1 0 0,0%",
            "Lượt đạt Biết 2 0 −2 −100,0%",
            "Lượt đạt Làm được 2 0 −2 −100,0%",
            "Lượt đạt Dạy được 0 0 0 –",
            "Có giấy chứng nhận 1 0 −1 −100,0%",
        ]
    );
    assert_eq!(
        table(&page, "cuoi-ky"),
        [
            "Vào học 1 2 +1 +100,0%",
            "Lượt đạt Biết 2 2 0 0,0%",
            "Lượt đạt Làm được 2 2 0 0,0%",
            "Lượt đạt Dạy được 0 0 0 –",
            "Có giấy chứng nhận 1 1 0 0,0%",
        ]
    );
    // Each number leads to its people; one of turns to its modules, which do.
    let mut lists = page.numbers();
    let turns: Vec<String> = page.links().into_iter().filter(|href| href.contains("/turns?")).collect();
    assert_eq!(turns.len(), 6);
    for href in &turns {
        let modules = officer.get(href).await;
        let sum: u32 = modules.is(200).numbers().iter().map(|(_, n)| n.parse::<u32>().unwrap()).sum();
        assert_eq!(sum, 2, "{href}");
        modules.sees("2 lượt").sees("Thanh toán");
        lists.extend(modules.numbers());
    }
    for (href, said) in &lists {
        assert_eq!(officer.listed(href).await.len().to_string(), *said, "{href}");
    }
    assert!(lists.len() >= 9, "{lists:?}");
    for wrong in ["metric=certified", "", "metric=knows&before=x"] {
        officer.get(&format!("/officer/units/{}/turns?{wrong}", commune.id)).await.is(404);
    }
    page.sees("Chưa chốt tháng 12/2026 và tháng 01/2027, nên không có số đúng như lúc đó.");
    page.sees("Chỉ tính người còn trong danh sách hôm nay");
    // Months of unequal length, and one that is not over.
    let way = format!("/officer/units/{}/periods", commune.id);
    let page = officer.get(&format!("{way}?a=2026-Q4&b=2027-02")).await;
    page.is(200).sees("Quý 4/2026 và tháng 02/2027: xã").sees("Hai kỳ dài khác nhau: 13 tuần và 1 tuần.");
    page.sees("Tháng 02/2027: 1 tuần, từ 01/02/2027. Chưa hết.").sees("Quý gồm ba tháng như vậy.");
    assert_eq!(table(&page, "trong-ky")[0], "Vào học 1 0 −1 −100,0%");
    // The earlier is the first, however it was asked; the form leads to the same address.
    let turned = officer.get(&format!("{way}?a=2027-02&b=2026-Q4")).await;
    assert_eq!(turned.heading(), page.heading());
    let form = page.form("/periods");
    assert_eq!((form.value("a"), form.value("b")), ("2026-Q4".to_owned(), "2027-02".to_owned()));
    // One module: people, not turns, and its certificates are not counted by weeks.
    let form = form.set("a", "2026-12").set("b", "2027-01").set("subject", "thanh-toan");
    let page = officer.get(&form.address()).await;
    page.is(200).sees("Đang xem: Thanh toán thử.").does_not_see("Lượt đạt");
    assert_eq!(
        table(&page, "trong-ky"),
        ["Vào học 1 1 0 0,0%", "Biết 1 0 −1 −100,0%", "Làm được 1 0 −1 −100,0%", "Dạy được 0 0 0 –"]
    );
    page.sees("Giấy của riêng một chuyên đề không đếm theo tuần");
    // The unit's page hands its module on.
    let unit = officer.get("/officer?subject=thanh-toan").await;
    assert!(unit.link("So hai kỳ").ends_with("/periods?subject=thanh-toan"));
    // What has not begun, and what is no period, is the first choice.
    for wrong in ["a=2027-03&b=2027-Q2", "a=x&b=2026-13", "subject=khong-co"] {
        let page = officer.get(&format!("{way}?{wrong}")).await;
        page.is(200).sees("Tháng 12/2026 và tháng 01/2027: xã");
    }
    let trail = app.store.audit_entries(None).await.unwrap();
    let reads = trail.iter().filter(|one| one.action == "figures-read" && one.detail == "2026-12 2027-01");
    assert_eq!(reads.count(), 5);
}

/// Whoever left is no longer counted by weeks; the frozen months say how it was.
#[tokio::test]
async fn frozen_ends_say_how_it_was() {
    let app = TestApp::start().await;
    let (commune, members) = world(&app).await;
    let officer = app.officer_of(commune.id).await;
    let way = format!("/officer/units/{}/periods?a=2026-12&b=2027-01", commune.id);
    let freeze = async |month: &str| {
        let list = format!("/officer/units/{}/months", commune.id);
        let form = officer.get(&list).await.form(&list).set("month", month);
        let href = officer.submit(&form).await.is(303).location();
        officer.get(&href).await.is(200).sees("Đã chốt");
        href
    };
    let december = freeze("2026-12").await;
    let page = officer.get(&way).await;
    page.is(200).sees("Chưa chốt tháng 01/2027, nên không có số đúng như lúc đó.");
    assert!(table(&page, "so-chot").is_empty());
    let january = freeze("2027-01").await;
    let by = app.trainer_scope(app.db_member().await.id, app.db_nation().await);
    app.store.end_membership(&by, members[0].id, Ending::Away, app.now()).await.unwrap();
    let page = officer.get(&way).await;
    page.is(200).does_not_see("Chưa chốt").sees("Số chốt: như lúc chốt, tính đến hết ngày cuối tháng.");
    for (href, said) in page.numbers() {
        assert_eq!(officer.listed(&href).await.len().to_string(), said, "{href}");
    }
    assert!(page.numbers().iter().any(|(href, _)| href.starts_with("/officer/months/")));
    assert_eq!(table(&page, "cuoi-ky")[0], "Vào học 0 1 +1 –");
    assert_eq!(table(&page, "cuoi-ky")[4], "Có giấy chứng nhận 0 0 0 –");
    assert_eq!(
        table(&page, "so-chot"),
        [
            "Trong danh sách 3 3 0 0,0%",
            "Đã vào học 1 2 +1 +100,0%",
            "Biết, ít nhất một chuyên đề 1 1 0 0,0%",
            "Làm được, ít nhất một chuyên đề 1 1 0 0,0%",
            "Dạy được, ít nhất một chuyên đề 0 0 0 –",
            "Có giấy chứng nhận 1 1 0 0,0%",
            "Tỷ lệ có giấy 33,3% 33,3% 0,0 điểm –",
            "Giấy đã hết hạn 0 0 0 –",
            "Tổ đạt chuẩn 1 1 0 0,0%",
        ]
    );
    assert_eq!((page.link("Tháng 12/2026"), page.link("Tháng 01/2027")), (december.clone(), january));
    // Of one module.
    let page = officer.get(&format!("{way}&subject=an-toan")).await;
    assert_eq!(table(&page, "so-chot")[1..3], ["Đã vào học 1 1 0 0,0%", "Biết 1 1 0 0,0%"]);
    assert_eq!(table(&page, "so-chot").len(), 8);
    // A quarter ends with its last month.
    let quarter = officer.get(&way.replace("2026-12", "2026-Q4")).await;
    assert_eq!(quarter.link("Tháng 12/2026"), december);
    // A month that was reopened no longer stands.
    let form = officer.get(&december).await.form("/reopening").set("reason", "Thiếu một thôn");
    officer.submit(&form).await.is(303);
    officer.get(&way).await.sees("Chưa chốt tháng 12/2026, nên");
}

#[tokio::test]
async fn two_periods_go_out_as_files_within_reach() {
    let app = TestApp::start().await;
    let (commune, _) = world(&app).await;
    let officer = app.officer_of(commune.province).await;
    let page = officer.get(&format!("/officer/units/{}/periods?subject=an-toan", commune.province)).await;
    let file = officer.get(&page.link("Dữ liệu thô")).await;
    let (body, unit) = (file.is(200).body(), app.store.unit(commune.province).await.unwrap().name);
    let mut lines = body.lines();
    assert_eq!(
        lines.next().unwrap().trim_start_matches('\u{FEFF}'),
        "Đơn vị,Cách tính,Nhóm,Kỳ trước,Số kỳ trước,Kỳ sau,Số kỳ sau,Chênh lệch,Chênh lệch %,Số liệu đến"
    );
    let lines: Vec<&str> = lines.collect();
    assert_eq!(lines.len(), 8);
    let first = format!("{unit},Mới đạt trong kỳ,Vào học,Tháng 12/2026,1,Tháng 01/2027,0,-1,\"-100,0%\",");
    assert!(lines[0].starts_with(&first) && lines[0].contains("giờ"), "{}", lines[0]);
    assert!(file.header("content-disposition").contains("so-hai-ky-2026-12-2027-01-"));
    assert!(officer.get(&page.link("Bảng tính")).await.is(200).bytes.starts_with(b"PK"));
    let trail = app.store.audit_entries(None).await.unwrap();
    let exports: Vec<&str> =
        trail.iter().filter(|one| one.action == "figures-exported").map(|one| one.detail.as_str()).collect();
    assert_eq!(exports, ["8", "8"]);
    // Teams have no weeks; what is out of reach, and what there is not, does not exist.
    officer.get(&format!("/officer/units/{}", commune.team)).await.is(200).does_not_see("So hai kỳ");
    let own = app.officer_of(commune.id).await;
    let nowhere = UnitId(Uuid::new_v4());
    for (who, unit) in [(&officer, commune.team), (&officer, nowhere), (&own, commune.province)] {
        for ending in ["", ".csv", ".xlsx"] {
            who.get(&format!("/officer/units/{unit}/periods{ending}")).await.is(404);
        }
    }
}

#[tokio::test]
async fn a_line_ends_with_the_month_of_its_address() {
    let app = TestApp::start().await;
    let (commune, _) = world(&app).await;
    let officer = app.officer_of(commune.province).await;
    let now = officer.get("/officer").await;
    assert_eq!(now.all("svg.ch text.b").last().unwrap(), "33,3%");
    // In November nobody had a certificate yet.
    let form = now.form(&format!("/officer/units/{}", commune.province)).set("until", "2026-11");
    let page = officer.get(&form.address()).await;
    page.is(200).sees("Có giấy chứng nhận, từng tháng, đến tháng 11/2026");
    page.sees("Đường theo thời gian đến tháng 11/2026; các số khác là của hôm nay.").sees("1 trong 3 người");
    assert_eq!(page.all("svg.ch text.b").last().unwrap(), "0,0%");
    page.sees("Tháng 11/2026 0 0 0 0,0%").does_not_see("Tháng 12/2026 1");
    // Links and files keep it.
    let name = app.store.unit(commune.id).await.unwrap().name;
    let commune_page = officer.get(&page.link(&name)).await;
    commune_page.is(200).sees("đến tháng 11/2026");
    let whole = officer.get(&page.link("Cả bảng")).await;
    let files = whole.html();
    let trend = files
        .select(&scraper::Selector::parse("a[href*='part=trend']").unwrap())
        .find_map(|link| link.value().attr("href").filter(|href| href.contains(".csv")).map(str::to_owned))
        .unwrap();
    assert!(trend.contains("until=2026-11"), "{trend}");
    let body = officer.get(&trend).await.is(200).body();
    assert!(body.lines().last().unwrap().contains(",Tháng 11/2026,0,0,0,\"0,0%\","), "{body}");
    // By week it ends with the last week that begins in the month.
    let weeks = officer.get("/officer?period=weeks&until=2026-12").await;
    weeks.sees("Có giấy chứng nhận, từng tuần, đến tháng 12/2026").sees("Tuần từ 28/12/2026 0 0 1 33,3%");
    // A team has no line, and says so; the months that are not over are today.
    officer
        .get(&format!("/officer/units/{}?until=2026-11", commune.team))
        .await
        .sees("Nơi này không có đường theo thời gian. Mọi số là của hôm nay.");
    for wrong in ["until=2027-02", "until=2030-01", "until=x"] {
        officer.get(&format!("/officer?{wrong}")).await.is(200).does_not_see("các số khác là của hôm nay");
    }
    officer.get("/officer?role=leader").await.sees("Đường theo thời gian tính mọi vai trò.");
}

#[tokio::test]
async fn some_of_the_units_below_stand_with_their_sum() {
    let app = TestApp::start().await;
    let (commune, _) = world(&app).await;
    let nation = app.officer_of(app.db_nation().await).await;
    let table = nation.get("/officer?table=1").await;
    assert_eq!(below(&table).len(), 34);
    let (one, other) = (box_of(&table, "Tỉnh Tuyên Quang"), box_of(&table, "Tỉnh Lào Cai"));
    let chosen = nation.get(&format!("/officer?table=1&units={one}&units={other}")).await;
    chosen.is(200).sees("Đã chọn 2 trong 34 tỉnh, thành phố");
    assert_eq!(below(&chosen), ["Tỉnh Tuyên Quang 2 3 2 1 33,3%", "Tỉnh Lào Cai 0 0 0 0 –"]);
    assert_eq!(sums(&chosen), ["Cộng 2 nơi đã chọn 2 3 2 1 33,3%", "Cả nước 2 3 2 1 33,3%"]);
    // Links keep the set, but not into a unit; it can be left.
    assert!(chosen.link("Trong danh sách").contains("units=08,15"));
    assert!(!chosen.link("Tỉnh Tuyên Quang").contains("units="));
    let whole = nation.get(&chosen.link("Bỏ chọn, xem mọi nơi")).await;
    assert_eq!(below(&whole).len(), 34);
    // As a file, with its sum; whoever is left out is in no sum.
    let file = format!("/officer/units/{}/figures.csv?part=units", app.db_nation().await);
    let body = nation.get(&format!("{file}&units=15,01&sort=name")).await.is(200).body();
    let rows: Vec<&str> = body.lines().skip(1).collect();
    assert_eq!(rows.len(), 3, "{body}");
    assert!(rows[0].starts_with("Cả nước,Thành phố Hà Nội,0,0,0,0,–,"), "{body}");
    assert!(rows[2].starts_with("Cả nước,Cộng 2 nơi đã chọn,0,0,0,0,–,"), "{body}");
    let body = nation.get(&file).await.is(200).body();
    assert_eq!(body.lines().count(), 35, "{body}");
    // By role too.
    let leaders = nation.get("/officer?table=1&role=leader&units=08,15").await;
    assert_eq!(sums(&leaders)[0], "Cộng 2 nơi đã chọn 1 1 1 100,0%");
    // What is not right below is none: neither shown nor told apart from nothing.
    let deeper = commune.id.to_string();
    for nothing in [deeper.as_str(), &deeper[24..], "99", "vn", "%00", &Uuid::new_v4().to_string()] {
        let page = nation.get(&format!("/officer?table=1&units={nothing}")).await;
        page.is(200).does_not_see("Đã chọn");
        assert_eq!(below(&page).len(), 34, "{nothing}");
    }
    let page = nation.get(&format!("/officer?table=1&units=08,{deeper},99")).await;
    assert_eq!(below(&page), ["Tỉnh Tuyên Quang 2 3 2 1 33,3%"]);
    // Villages have no code: by their id, and by what the form calls them.
    let own = app.officer_of(commune.id).await;
    let page = own.get(&format!("/officer?table=1&units={}", commune.other_team)).await;
    assert_eq!(below(&page), ["Thôn Nà Mây 1 0 0 0 0 0,0%"]);
    let short = box_of(&own.get("/officer?table=1").await, "Thôn Nà Mây");
    assert!(commune.other_team.to_string().ends_with(&short) && short.len() == 12, "{short}");
    let again = own.get(&page.link("Trong danh sách")).await;
    assert_eq!(below(&again), below(&page));
    assert_eq!(sums(&again)[0], "Cộng 1 nơi đã chọn 1 0 0 0 0 0,0%");
    assert!(sums(&again)[1].ends_with(" 3 2 1 1 1 33,3%"), "{:?}", sums(&again));
}
