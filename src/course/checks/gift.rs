//! Questions exchanged as GIFT.

use crate::sample::{Course, today};
use crate::{Limits, SourceTree, compile, gift, render_human};
use proptest::prelude::*;
use tungngo_domain::content::{Accepted, Choice, Html, Module, Question, QuestionKind};
use tungngo_domain::grading::read_number;
use tungngo_domain::ids::Slug;

fn bank_of(markdown: &str) -> Vec<Question> {
    let course = Course::sample().with("mau/ngan-hang/moi.md", markdown);
    let tree = SourceTree::from_files(course.files);
    let compiled = compile(&tree, &Limits::default(), today());
    assert!(!compiled.has_errors(), "{}\n{markdown}", render_human(&compiled.diagnostics));
    compiled.catalogue.modules[0]
        .banks
        .iter()
        .find(|bank| bank.id.as_str() == "moi")
        .unwrap()
        .questions
        .clone()
}

fn module(questions: Vec<Question>) -> Module {
    let mut module = Module::clone(&Course::sample().compile().catalogue.modules[0]);
    module.lessons.clear();
    module.banks.truncate(1);
    module.banks[0].questions = questions;
    module
}

fn imported(gift: &str) -> gift::Exchanged {
    gift::import(gift, &Slug::parse("moi").unwrap())
}

fn markup(text: &str) -> Html {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(c),
        }
    }
    Html::from_compiler(escaped)
}

fn question(kind: QuestionKind, options: Vec<Choice>) -> Question {
    Question {
        key: Slug::parse("k7m2").unwrap(),
        kind,
        situation: false,
        stem: "Nên làm gì?".to_owned(),
        context: Html::default(),
        hint: None,
        options,
        explanation: None,
        scene: None,
        targets: Vec::new(),
        accepted: None,
    }
}

fn choice(text: &str, right: bool, feedback: Option<&str>) -> Choice {
    Choice { text: markup(text), right, feedback: feedback.map(markup), target: None }
}

#[test]
fn kinds_that_this_file_can_show_whole() {
    let mut number = question(QuestionKind::Number, vec![choice("4.500", false, Some("Thiếu một số 0."))]);
    number.accepted = Some(Accepted::Number {
        from: 45_000.into(),
        to: 45_000.into(),
        unit: Some("đồng".to_owned()),
        shown: "45.000".to_owned(),
    });
    let mut short = question(QuestionKind::Short, vec![choice("113", false, Some("Số đó là công an."))]);
    short.accepted =
        Some(Accepted::Text { answers: vec!["156".to_owned(), "5656".to_owned()], without_marks: true });
    let mut pairs = question(
        QuestionKind::Match,
        vec![choice("Trúng thưởng", true, None), choice("Mai họp tổ", true, None)],
    );
    pairs.options[0].target = Some(0);
    pairs.options[1].target = Some(1);
    pairs.targets = vec![markup("Lừa đảo: 100%"), markup("Bình thường")];
    let mut range = question(QuestionKind::Number, Vec::new());
    let half = read_number("2,5", None).unwrap();
    range.accepted =
        Some(Accepted::Number { from: half, to: 5.into(), unit: None, shown: "2,5..5".to_owned() });
    let yes = question(
        QuestionKind::TrueFalse,
        vec![choice("Đúng", false, Some("Còn phải bấm.")), choice("Sai", true, Some("Đúng rồi."))],
    );
    let mut marked = question(
        QuestionKind::One,
        vec![choice("{a} ~ b = c # d\\e: 'f'", true, None), choice("%50% và [html]", false, None)],
    );
    marked.explanation = Some(Html::from_compiler("Vì <b>thế</b>.".to_owned()));
    let order = question(QuestionKind::Order, vec![choice("A", true, None)]);
    let exported = gift::export(&module(vec![number, range, short, pairs, yes, marked, order]));
    // `tests/tools/gift.mjs` lets a parser that others wrote read this file.
    let kept = include_str!("../../../tests/tools/kinds.gift");
    assert_eq!(exported.text, kept, "tests/tools/kinds.gift should be:\n{}", exported.text);
    let told: Vec<String> =
        exported.lost.iter().map(|loss| format!("{}: {}", loss.line, loss.what)).collect();
    insta::assert_snapshot!(told.join("\n"), @r##"
    3: Câu k7m2: mất đơn vị (đồng)
    14: Câu k7m2: bên kia chấm cả dấu
    39: Câu k7m2: loại sắp xếp không có trong GIFT, chỉ còn dòng ghi chú
    "##);
    assert_eq!(exported.questions, 6);
    insta::assert_snapshot!(imported(&exported.text).text, @r##"
    ---
    id: moi
    ---

    # Ngân hàng moi

    ### Câu 1 (điền số) — Nên làm gì? <!-- id: k7m2 -->

    Đáp án: 45000

    - 4500
      > Thiếu một số 0.

    ### Câu 2 (điền số) — Nên làm gì? <!-- id: k7m2 -->

    Đáp án: 2,5..5

    ### Câu 3 (trả lời ngắn) — Nên làm gì? <!-- id: k7m2 -->

    Đáp án: 156 | 5656

    - 113
      > Số đó là công an.

    ### Câu 4 (ghép đôi) — Nên làm gì? <!-- id: k7m2 -->

    | Bên này | Bên kia |
    |---|---|
    | Trúng thưởng | Lừa đảo: 100% |
    | Mai họp tổ | Bình thường |

    ### Câu 5 (đúng/sai) — Nên làm gì? <!-- id: k7m2 -->

    - [ ] Đúng
      > Còn phải bấm.
    - [x] Sai
      > Đúng rồi.

    ### Câu 6 (chọn một) — Nên làm gì? <!-- id: k7m2 -->

    - [x] {a} \~ b = c \# d\\e: 'f'
    - [ ] %50% và \[html\]

    > **Giải thích:** Vì **thế**.
    "##);
}

#[test]
fn gift_of_other_systems_is_read_and_losses_are_told_with_their_line() {
    let gift = "// nguồn khác\n$CATEGORY: A/B\n\n::T1:: Thủ đô {=Hà Nội ~%50%Huế#Gần đúng ~Vinh}\n\nViết về làng.{}\n\n\
        Hai {#2:0.5#đúng} đây.\n\n<img src=x>Chọn {~%50%a ~%50%b ~%-100%c####Vì \\{a\\} và b.}\n\nlời dẫn\n\nhỏng {=a\n";
    let read = imported(gift);
    insta::assert_snapshot!(read.text, @r##"
    ---
    id: moi
    ---

    # Ngân hàng moi

    ### Câu 1 (chọn một) — Thủ đô

    - [x] Hà Nội
    - [ ] Huế
      > Gần đúng
    - [ ] Vinh

    ### Câu 2 (điền số) — Hai … đây.

    Đáp án: 2 ± 0,5

    ### Câu 3 (chọn nhiều) — Chọn

    - [x] a
    - [x] b
    - [ ] c

    > **Giải thích:** Vì {a} và b.
    "##);
    let told: Vec<String> = read.lost.iter().map(|loss| format!("{}: {}", loss.line, loss.what)).collect();
    insta::assert_snapshot!(told.join("\n"), @r##"
    4: mất điểm từng phần, chỉ còn đúng hoặc sai
    6: câu tự luận không chấm bằng máy được, đã bỏ qua
    8: chỗ trống giữa câu thành dấu ba chấm
    8: mất lời phản hồi của đáp án đúng
    10: mất hình, bảng hoặc cách trình bày ở “Chọn”
    12: đoạn này không phải câu hỏi, đã bỏ qua
    14: câu này thiếu dấu }, đã bỏ qua
    "##);
}

fn words() -> impl Strategy<Value = String> {
    let word = "[a-zA-Zắộđ0-9~=#{}:%\\\\*_`<>&\\[\\]()|+.,!?'\"-]{1,8}";
    prop::collection::vec(word, 1..5).prop_map(|words| format!("Chữ {} hết", words.join(" ")))
}

fn loose() -> impl Strategy<Value = String> {
    "[a-z~=#{}:%\\\\*_`<>&\\[\\]|-]{1,6}".prop_filter("not blank", |text| !text.trim().is_empty())
}

fn asked() -> impl Strategy<Value = Question> {
    let option = (prop_oneof![words(), loose()], prop::bool::ANY, prop::option::of(words()));
    (words(), prop::collection::vec(option, 2..5), prop::option::of(words()), 0..3_u8, prop::bool::ANY)
        .prop_map(|(stem, options, explanation, kind, first)| {
            let mut options: Vec<Choice> = (0..)
                .zip(options)
                .map(|(at, (text, right, said)): (usize, _)| {
                    choice(&format!("{text} {at}"), right, said.as_deref())
                })
                .collect();
            let kind = [QuestionKind::One, QuestionKind::Many, QuestionKind::TrueFalse][usize::from(kind)];
            match kind {
                QuestionKind::Many => options[0].right = true,
                QuestionKind::TrueFalse => {
                    options.truncate(2);
                    options[0].text = markup("Đúng");
                    options[1].text = markup("Sai");
                    options[0].right = first;
                    options[1].right = !first;
                }
                _ => (0..).zip(&mut options).for_each(|(at, option)| option.right = at == 1),
            }
            let mut asked = question(kind, options);
            asked.stem = stem;
            asked.explanation = explanation.as_deref().map(markup);
            asked
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn what_is_exported_comes_back_the_same(asked in asked()) {
        let exported = gift::export(&module(vec![asked.clone()]));
        prop_assert_eq!(&exported.lost, &[]);
        let read = imported(&exported.text);
        prop_assert_eq!(&read.lost, &[]);
        let back = bank_of(&read.text);
        prop_assert_eq!(back, vec![asked], "{}\n{}", exported.text, read.text);
    }

    #[test]
    fn any_text_is_read_without_a_panic(text in "[a-z{}=~#%:>\\\\ \n/$\\[\\]&;.<-]{0,80}") {
        let _ = imported(&text);
    }
}
