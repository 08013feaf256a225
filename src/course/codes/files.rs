//! Files and folders. How an entry is written stands over `codes.rs`.

use crate::sample::{Course, LESSON, lesson_two};

codes! {
    NOT_UTF8 = "F001" Error "Tệp không phải chữ Unicode (UTF-8)" "Lưu lại tệp với mã UTF-8." {
        why: "Máy đọc chữ có dấu theo một kiểu duy nhất. Lưu kiểu khác thì chữ hóa ký hiệu lạ.",
        wrong: "Tệp lưu ở kiểu Windows-1258 hoặc UTF-16.",
        right: "Tệp lưu ở kiểu UTF-8.",
        course: |_, wrong| if wrong { Course::sample().with(LESSON, b"# B\xe0i".to_vec()) } else { Course::sample() },
    };
    FILE_TOO_LARGE = "F002" Error "Tệp lớn quá 256 KiB" "Tách thành nhiều bài ngắn." {
        why: "Bài quá dài thì máy yếu mở chậm, người học cũng không đọc hết.",
        wrong: "Một tệp bài học nặng 300 KiB.",
        right: "Hai bài học, mỗi bài vài trang chữ.",
        course: |_, wrong| if wrong { Course::sample().with(LESSON, "a".repeat(300_000)) } else { Course::sample() },
    };
    MODULE_TOO_LARGE = "F003" Error "Cả thư mục chuyên đề lớn quá 20 MiB" "Bớt ảnh, bớt bản ghi âm." {
        why: "Chuyên đề nặng thì nơi sóng yếu không tải về được.",
        wrong: "Thư mục ảnh của chuyên đề nặng 21 MiB.",
        right: "Thư mục ảnh của chuyên đề nặng 2 MiB.",
        course: |_, wrong| Course::sample().with("mau/anh/a.webp", vec![0; if wrong { 21 << 20 } else { 2 << 20 }]),
    };
    BAD_PATH = "F004" Error "Tên tệp hoặc thư mục không dùng được" "Đặt tên bằng chữ a-z không dấu, số và gạch nối, ví dụ 02-quet-ma.md." {
        why: "Tên có dấu hay dấu cách thì mỗi loại máy đọc một khác, liên kết sẽ hỏng.",
        wrong: "mau/anh/bản đồ.webp",
        right: "mau/anh/ban-do.webp",
        course: |text, _| Course::sample().with(text, "x"),
    };
    SYMLINK = "F005" Error "Đường tắt (symlink) hoặc tệp đặc biệt" "Chép tệp thật vào thư mục." {
        why: "Đường tắt có thể dẫn tới tệp ngoài thư mục, và hỏng khi chép sang máy khác.",
        wrong: "mau/02-bai.md là đường tắt tới tệp ở nơi khác.",
        right: "mau/02-bai.md là tệp thật.",
        course: |_, wrong| if wrong { Course::sample().refusing("mau/02-bai.md", code::SYMLINK) } else { Course::sample().with("mau/02-bai.md", lesson_two()) },
    };
    FOLDER_NAMED_AS_FILE = "F006" Error "Thư mục mang tên của tệp" "Đổi tên thư mục, bỏ đuôi .md hoặc .toml." {
        why: "Máy tưởng đó là tệp bài học, và không tìm được bài bên trong.",
        wrong: "mau/quiz.md/a.webp",
        right: "mau/quiz/a.webp",
        course: |text, _| Course::sample().with(text, "x"),
    };
    NO_MODULE_FILE = "F007" Error "Thư mục chuyên đề thiếu tệp module.md" "Thêm tệp module.md vào thư mục." {
        why: "Không có module.md thì máy không biết tên, mã và thứ tự của chuyên đề.",
        wrong: "Thư mục mau có bài học mà không có module.md.",
        right: "Thư mục mau có bài học và có module.md.",
        course: |_, wrong| if wrong { Course::sample().without("mau/module.md") } else { Course::sample() },
    };
    UNREADABLE = "F008" Error "Không mở được tệp hoặc thư mục" "Xem lại quyền đọc của tệp." {
        why: "Tệp không đọc được thì bài trong đó không tới được người học.",
        wrong: "mau/02-bai.md bị khóa quyền đọc.",
        right: "mau/02-bai.md mở được.",
        course: |_, wrong| if wrong { Course::sample().refusing("mau/02-bai.md", code::UNREADABLE) } else { Course::sample().with("mau/02-bai.md", lesson_two()) },
    };
    BAD_CHARACTER = "F009" Error "Ký tự điều khiển hoặc ký tự đổi chiều chữ, mắt không thấy" "Xóa ký tự đó, gõ lại chữ." {
        why: "Ký tự ẩn có thể đảo ngược chữ, làm người đọc và máy hiểu khác nhau.",
        wrong: "Mã số: \u{202e}tắng.",
        right: "Mã số: tắng.",
        course: |text, _| Course::sample().page(text),
    };
    CASE_TWINS = "F010" Error "Hai đường dẫn chỉ khác chữ hoa, chữ thường" "Đổi tên một trong hai." {
        why: "Nhiều loại máy không phân biệt chữ hoa, chữ thường. Tệp sau sẽ đè tệp trước.",
        wrong: "mau/anh/Ban-do.webp và mau/anh/ban-do.webp",
        right: "mau/anh/ban-do.webp và mau/anh/ban-do-2.webp",
        course: |text, _| text.split(" và ").fold(Course::sample(), |course, path| course.with(path, "x")),
    };
    TOO_MANY_FILES = "F011" Error "Quá nhiều tệp, hoặc thư mục lồng quá sâu" "Bớt tệp, bớt thư mục lồng nhau." {
        why: "Quá nhiều tệp thường là do chép nhầm cả thư mục khác vào.",
        wrong: "mau/a/b/c/d/e/f/g/h là thư mục lồng tám tầng.",
        right: "mau/anh là thư mục lồng một tầng.",
        course: |_, wrong| if wrong { Course::sample().refusing("mau/a/b/c/d/e/f/g/h", code::TOO_MANY_FILES) } else { Course::sample().with("mau/anh/a.webp", "x") },
    };
    EMPTY_FILE = "F012" Error "Tệp trống" "Viết nội dung, hoặc xóa tệp." {
        why: "Tệp trống thường là tệp lưu hỏng, hoặc bài viết dở.",
        wrong: "mau/02-bai.md không có chữ nào.",
        right: "mau/02-bai.md có phần khai báo và bài học.",
        course: |_, wrong| Course::sample().with("mau/02-bai.md", if wrong { "\n".to_owned() } else { lesson_two() }),
    };
    NO_LESSONS = "F013" Error "Chuyên đề chưa có bài học nào" "Thêm tệp bài học, ví dụ 01-bai-dau.md." {
        why: "Chuyên đề không có bài thì người học mở ra không có gì để học.",
        wrong: "Thư mục mau chỉ có module.md và bài kiểm tra.",
        right: "Thư mục mau có thêm 01-bai.md.",
        course: |_, wrong| if wrong { Course::sample().without(LESSON) } else { Course::sample() },
    };
    NUMBER_TWICE = "F014" Error "Hai bài học mang cùng một số" "Đổi số ở đầu tên một trong hai tệp." {
        why: "Số là thứ tự học. Hai bài cùng số thì máy không biết bài nào trước.",
        wrong: "mau/01-khac.md",
        right: "mau/02-khac.md",
        course: |text, _| Course::sample().with(text, lesson_two()),
    };
}
