# Every fixed sentence of the interface in Vietnamese. Templates take it by t(key="…"), Rust code by message(…).
# Rules (tested): NFC, at most 20 tiếng a sentence, none of the banned words, every key used.

## Chrome

brand = Từng Ngõ
title-error = Lỗi: { $title }
skip = Đến thẳng nội dung
text-size = Chữ to
help = Gọi giúp
sign-out = Thoát
sign-out-shared = Xong, ra khỏi máy
shared-not = Không phải
shared-change = Đổi người
insecure-http = Mạng hội trường không mã hóa. Chỉ dùng khi có tập huấn viên ở bên.
nav-label = Trang chính
errors-heading = Chưa xong, còn chỗ cần sửa
back-home = Về trang chính
back-certificates = Về các giấy chứng nhận

## Words with data (src/web/view/words.rs)

word-greeting = Chào { $who }
word-about-minutes = khoảng { $minutes } phút
word-module-place = Chuyên đề { $module }
word-lesson-place = Chuyên đề { $module }, bài { $lesson } trong { $lessons }
word-next-lesson = Bài { $lesson } trong { $lessons }, khoảng { $minutes } phút
word-deadline-left = Hạn: { $when }, còn { $days } ngày
word-deadline-past = Hạn: { $when }, đã qua { $days } ngày
word-houses-lit = Sáng đèn { $lit } trong { $all } chuyên đề
word-studying = Đang học, xong { $done }/{ $all } bài
word-lessons-bar = Đã học { $done } trong { $all } bài
word-lessons-done = { $done }/{ $all } bài
word-question-place = Bài { $lesson }, câu hỏi { $question } trong { $questions }
word-question-title = Câu { $question }/{ $questions } – Bài { $lesson }: { $lesson_title }
word-answer-title-right = Câu { $question }: đúng rồi
word-answer-title-wrong = Câu { $question }: chưa đúng
word-choose-many = Chọn { $count } ý
word-answer-questions = Trả lời { $questions } câu hỏi
word-question = Câu { $number }
word-see-lesson = Xem bài { $number }
word-lesson-name = Bài { $number }. { $title }
word-back-to-module = Về chuyên đề { $module }
word-test-questions = { $questions } câu hỏi, không tính giờ
word-test-needed = Đúng từ { $needed } câu là đạt
word-tries-left = Hôm nay còn { $tries } lần làm
word-tries-used = Hôm nay đã làm { $tries } lần. Mai làm lại được.
word-attempt-place = Câu { $question } trong { $questions }
word-attempt-title = Câu { $question }/{ $questions } – Kiểm tra: { $module_title }
word-unanswered = Còn { $questions } câu chưa trả lời
word-passed = Đạt rồi, chúc mừng { $who }
word-not-yet = Chưa đạt lần này, còn thiếu { $missing } câu
word-result-numbers = Đúng { $right } trong { $questions } câu. Cần đúng { $needed } câu.
word-lesson-again = Chưa đúng { $wrong } câu, khoảng { $minutes } phút
word-signed-off = Đã xác nhận { $date }, { $by }
word-test-passed-on = Đạt bài kiểm tra ngày { $date }
word-call = Gọi { $who }
word-wrong-pin-card = Mã PIN chưa đúng. Còn { $tries } lần thử. Quên mã thì gọi { $trainer } để nhận mã mới.
word-wrong-pin-phone = Số điện thoại hoặc mã PIN chưa đúng. Còn { $tries } lần thử. Quên mã thì bấm “Gọi giúp”.
word-locked-minutes = Gõ sai { $tries } lần nên tạm nghỉ { $minutes } phút để giữ an toàn. Bài đã học vẫn còn nguyên.
word-digits-short = Mới có { $typed } chữ số. Gõ thêm { $missing } chữ số nữa.
word-digits-long = Đã gõ { $typed } chữ số. Mã chỉ có { $wanted } chữ số.
word-certified = { $certified } người đã có giấy chứng nhận.
word-certified-none = Chưa ai có giấy chứng nhận.
word-commune-counts = { $teams } tổ, { $members } thành viên. { $certified }
word-team-counts = { $members } thành viên. { $certified }
word-waiting-since = Chờ từ { $date }, đã { $days } ngày
word-figures-as-of = Số liệu đến { $when }
word-out-of = trong { $whole } người

## Learner: home, module, lesson

home-title = Trang chính
home-nothing = Chưa có bài nào để học. Tập huấn viên sẽ báo khi có bài.
home-legend = Nhà sáng đèn: làm được. Treo thêm đèn lồng: dạy được.
home-missing = Còn thiếu để có giấy chứng nhận
foot-certificates = Giấy chứng nhận
foot-me = Thông tin của tôi
foot-pin = Đổi mã PIN
module-lessons = Các bài học
module-proof = Kiểm tra và thực hành
module-certificate = Giấy chứng nhận chuyên đề
lesson-questions = Các câu hỏi của bài

## Learner: questions and tests

question-situation = Tình huống
question-hint = Xem gợi ý
question-answer = Trả lời
option-chosen = Đã chọn
option-right = Câu đúng
option-chosen-right = Đã chọn, và đúng
answer-right = Đúng rồi
answer-wrong = Chưa đúng
answer-wrong-lead = Không sao. Xem vì sao, rồi làm tiếp.
answer-why = Vì sao:
answer-say = Câu dễ nhớ để nói với bà con
answer-retry = Làm lại câu này
answer-lesson = Xem lại bài học
test-keeps = Câu trả lời được giữ lại. Nghỉ giữa chừng rồi làm tiếp được.
test-resume = Đang làm dở một bài kiểm tra
test-tomorrow = Hẹn ngày mai
test-begin = Bắt đầu làm bài
attempt-saved = Đã lưu. Trước khi nộp bài vẫn đổi được.
attempt-ways = Các câu hỏi
attempt-previous = Câu trước
attempt-skip = Để sau, sang câu tiếp
attempt-overview = Xem tất cả các câu
overview-title = Xem lại trước khi nộp bài
overview-heading = Xem lại trước khi nộp
overview-unanswered = Câu để trống tính là chưa đúng. Nên trả lời hết rồi nộp.
overview-all = Đã trả lời hết các câu. Bấm vào câu nào cũng xem lại và đổi được.
overview-final = Nộp rồi thì không đổi câu trả lời được nữa.
overview-hand-in = Nộp bài
result-title-passed = Kết quả: đạt
result-title-not-yet = Kết quả: chưa đạt
result-lessons = Nên xem lại
result-review = Xem từng câu và lý do
review-title = Xem lại bài kiểm tra
review-heading = Từng câu và lý do
review-unanswered = Chưa trả lời câu này

## Learner: practice and certificates

practice-title = Bài thực hành: { $title }
practice-waiting = Đang chờ xác nhận
practice-does = Việc cần làm được
practice-teaches = Việc cần dạy được
practice-rungs = Ba bậc của chuyên đề này
practice-trainer = Người xem và xác nhận
practice-look-for = Tập huấn viên xem:
practice-not-seen = Chưa xác nhận
certificates-title = Giấy chứng nhận
certificates-none = Chưa có giấy chứng nhận nào. Mỗi chuyên đề xong sẽ có một giấy.
certificate-title = Giấy chứng nhận
certificate-download = Tải giấy chứng nhận
certificate-nation = CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
certificate-motto = Độc lập - Tự do - Hạnh phúc
certificate-check = Kiểm tra giấy này: quét mã QR, hoặc gõ mã
certificate-sign = (ký tên, đóng dấu)
certificate-no-issuer = Chương trình chưa ghi đơn vị cấp giấy.
certificate-no-signer = Chương trình chưa ghi người ký.

## Learner: own data and PIN

me-title = Thông tin của tôi
me-name = Họ và tên
me-wrong = Thấy chỗ nào chưa đúng thì báo tập huấn viên sửa.
me-address = Cách xưng hô
me-save = Lưu cách xưng hô
me-logins = Đang vào lớp trên các máy
me-this-device = Máy đang dùng
me-end-login = Ra khỏi máy này
me-end-logins = Ra khỏi mọi máy
me-consent = Đồng ý cho dùng thông tin
pin-title = Đổi mã PIN
pin-lead = Gõ mã đang dùng. Máy sẽ gợi ý một mã mới.
pin-current = Mã PIN đang dùng, 6 chữ số
pin-next = Xem mã mới
locked-heading = Tạm nghỉ một lúc

## Doors

login-title = Đăng nhập
login-band = Lớp học của Tổ công nghệ số cộng đồng
login-heading = Mời vào lớp
login-phone = Số điện thoại
login-phone-hint = Ví dụ: 0900 000 123
login-pin = Mã PIN, 6 chữ số
login-pin-hint = Quên mã thì bấm “Gọi giúp” ở trên.
login-shared = Đây là máy dùng chung
login-shared-hint = Xong sẽ tự ra khỏi máy
login-enter = Vào học
login-card-heading = Có thẻ học? Quét mã QR trên thẻ
login-card-1 = Mở máy ảnh hoặc Zalo trên điện thoại.
login-card-2 = Đưa vào mã QR trên thẻ, bấm vào dòng chữ hiện ra.
login-card-3 = Nhập mã PIN là vào được lớp.
login-staff = Cán bộ, tập huấn viên vào lối này
card-title = Đăng nhập bằng thẻ
card-eyebrow = Đã nhận thẻ học
card-pin-before = Mã này chỉ mình
card-pin-after = biết. Không đọc cho ai.
card-not-mine = Đây không phải thẻ của tôi
first-pin-title = Mã PIN mới
first-pin-heading = Đây là mã PIN mới
first-pin-1 = Lấy sổ, chép lại mã này.
first-pin-2 = Cất sổ ở nhà, không đưa cho ai xem.
first-pin-3 = Chép xong thì bấm “Dùng mã này”.
first-pin-keep = Dùng mã này
first-pin-another = Đổi số khác
first-pin-own = Tôi muốn tự chọn mã
first-pin-own-label = Mã tự chọn, 6 chữ số
first-pin-own-hint = Tránh ngày sinh, số lặp lại, đuôi số điện thoại.
first-pin-own-keep = Dùng mã tự chọn
first-pin-slip = Lưu xong, mã trên cuống thẻ không dùng được nữa. Xé bỏ cuống thẻ.
first-pin-changing = Lưu xong, mã PIN cũ không dùng được nữa.
consent-title = Đồng ý cho dùng thông tin
consent-lead = Trước khi học, xin đọc kỹ trang này. Chưa rõ chỗ nào thì bấm “Gọi giúp”.
consent-what = Lớp học giữ thông tin gì
consent-what-1 = Họ tên, năm sinh, số điện thoại.
consent-what-2 = Tổ, thôn, xã và việc trong tổ.
consent-what-3 = Bài đã học, câu trả lời, việc đã được xác nhận.
consent-what-not = Lớp học không hỏi số căn cước, không theo dõi vị trí, không đọc danh bạ.
consent-why = Để làm gì
consent-why-1 = Để biết học đến đâu và cấp giấy chứng nhận.
consent-why-2 = Để xã, tỉnh biết tổ nào cần giúp.
consent-who = Ai xem được
consent-who-1 = Tập huấn viên của xã xem từng người.
consent-who-2 = Cán bộ phụ trách xem số liệu của đơn vị mình.
consent-who-3 = Người kiểm tra giấy chứng nhận chỉ thấy tên và giấy đó.
consent-rights = Quyền của người học
consent-rights-1 = Xem, xin sửa, xin bản sao thông tin của mình.
consent-rights-2 = Rút lại đồng ý hoặc xin xóa, lúc nào cũng được.
consent-rights-3 = Không đồng ý thì không học ở đây. Việc trong tổ không bị ảnh hưởng.
consent-law = Theo Luật Bảo vệ dữ liệu cá nhân, số 91/2025/QH15.
consent-agree = Tôi đã đọc và đồng ý
consent-enter = Đồng ý, vào học
staff-login-title = Lối vào của cán bộ và tập huấn viên
staff-login-account = Số điện thoại hoặc tên tài khoản
staff-login-passphrase = Cụm mật khẩu
staff-login-enter = Đăng nhập
staff-login-learner = Thành viên tổ vào lối này
second-factor-title = Nhập mã xác nhận
second-factor-lead = Mở ứng dụng tạo mã trên điện thoại. Gõ 6 chữ số đang hiện.
second-factor-code = Mã xác nhận, 6 chữ số
second-factor-enter = Xác nhận
second-factor-back = Về trang đăng nhập
second-factor-new-title = Cài mã xác nhận
second-factor-new-1 = Mở ứng dụng tạo mã trên điện thoại.
second-factor-new-2 = Quét mã QR dưới đây.
second-factor-new-3 = Gõ 6 chữ số mà ứng dụng hiện ra.
second-factor-new-typed = Không quét được thì gõ khóa này:
second-factor-new-save = Lưu và vào làm việc
invitation-account = Tên tài khoản
invitation-account-hint = Dùng để đăng nhập. Chữ không dấu và chữ số.
invitation-account-shown = Tên tài khoản:
invitation-passphrase = Cụm mật khẩu mới
invitation-passphrase-hint = Ít nhất 12 ký tự. Bốn, năm từ ghép lại là dễ nhớ nhất.
invitation-rule-1 = Dấu cách và chữ có dấu đều dùng được.
invitation-rule-2 = Không dùng lại mật khẩu của nơi khác.
invitation-rule-3 = Không đọc cho ai, kể cả người quản trị.
invitation-save = Lưu cụm mật khẩu

## Help, checking certificates, leaving

help-title = Nhờ giúp đỡ
help-call-lead = Gọi số này, có người hướng dẫn.
help-call = Gọi
help-card = Mất thẻ học: tập huấn viên in thẻ mới.
help-pin = Quên mã PIN: tập huấn viên trao mã mới tận tay.
help-safe = Không đọc mã xác nhận cho bất kỳ ai.
verify-title = Kiểm tra giấy chứng nhận
verify-lead = Gõ mã in cạnh mã QR trên giấy chứng nhận.
verify-code = Mã trên giấy
verify-code-hint = Gõ cả chữ và số. Dấu cách không quan trọng.
verify-check = Kiểm tra
verify-valid = Giấy này còn giá trị
verify-expired = Giấy này đã hết hạn
verify-revoked = Giấy này đã bị thu hồi
verify-unknown = Không có giấy nào mang mã này
verify-unknown-text = Xem lại từng chữ và số rồi gõ lại. Hoặc quét mã QR trên giấy.
verify-name = Họ và tên
verify-course = Chứng nhận
verify-level = Mức
verify-unit = Đơn vị
verify-issued = Ngày cấp
verify-until = Có giá trị đến
verify-revoked-on = Ngày thu hồi
verify-revoked-reason = Lý do
verify-digits = 3 số cuối điện thoại của người được cấp
verify-digits-hint = Gõ đúng thì hiện tên in trên giấy.
verify-show-name = Xem tên trên giấy
verify-another = Kiểm tra giấy khác
logout-using = Đang dùng máy này
logout-lead = Ra khỏi máy để người sau dùng. Bài đã học vẫn còn nguyên.
logout-stay = Chưa xong, học tiếp

## Errors

error-reference = Mã để báo:
error-400-heading = Trang không nhận được đủ thông tin
error-400-text = Quay lại trang trước, gõ lại rồi gửi lần nữa.
error-403-heading = Trang này đã mở quá lâu
error-403-text = Quay lại, tải lại trang rồi làm tiếp. Bài đã gửi vẫn còn nguyên.
error-404-heading = Không tìm thấy trang này
error-404-text = Bấm “Về trang chính”.
error-409-heading = Việc này đã được làm rồi
error-409-text = Về trang chính để xem kết quả đã lưu.
error-413-heading = Nội dung gửi lên dài quá
error-413-text = Quay lại, viết ngắn hơn rồi gửi lần nữa.
error-429-heading = Bấm nhiều lần quá nhanh
error-429-text = Nghỉ vài phút rồi thử lại. Bài làm đã được giữ.
error-500-heading = Lớp đang trục trặc, không phải lỗi của người học
error-500-text = Bài làm đã được giữ. Thử lại sau 10 phút.
error-503-heading = Lớp đang bận, không phải lỗi của người học
error-503-text = Việc vừa gửi chưa được nhận. Thử lại sau vài phút.

## Rungs

rung-knows = Biết
rung-does = Làm được

## Trainer

crumbs-label = Đường đi
overview-waiting = Chờ xác nhận
overview-nobody-waits = Không ai đang chờ xác nhận.
overview-matrix = Số người làm được, từng tổ
overview-caption = Bấm tên tổ để xem từng người.
overview-team = Tổ
overview-no-teams = Xã chưa có tổ nào. Quản trị viên thêm tổ trước.
key-nobody = chưa ai
key-some = dưới một nửa
key-most = từ một nửa
key-all = đủ tổ
key-teaches = dạy được
key-does = làm được
key-knows = biết, chờ xác nhận
key-studies = đang học
key-stuck = dừng quá 7 ngày
key-new = chưa học
team-add = Thêm thành viên
team-matrix = Từng người học đến đâu
team-member = Thành viên
team-empty = Tổ chưa có thành viên nào.
member-new-title = Thêm thành viên
member-new-phone = Để trống nếu không có. Một số dùng chung cho nhiều người cũng được.
member-new-birth = Năm sinh
member-new-birth-hint = Bốn chữ số, ví dụ 1959.
member-new-role = Việc trong tổ
member-new-device = Điện thoại
member-new-device-hint = Không có điện thoại vẫn học được trên máy của hội trường.
member-new-save = Lưu thành viên
member-card = Thẻ học
member-card-hint = In thẻ mới thì thẻ cũ không dùng được nữa.
member-card-new = In thẻ mới
signoff-does = Đã thấy làm được
signoff-teaches = Đã thấy dạy lại được
signoff-hint = Chỉ xác nhận việc đã thấy tận mắt.
signoff-save = Xác nhận việc đã chọn
signoff-refused = Chưa xác nhận được ở đây
signoff-revoke = Thu lại xác nhận
signoff-reason = Lý do thu lại
signoff-revoke-now = Thu lại
card-print-title = Thẻ học của { $name }
card-print-heading = Thẻ học
card-print-once = Trang này chỉ hiện một lần
card-print-how = In ngay, cắt thẻ và cuống, trao tận tay. Rời trang này là phải in thẻ khác.
card-print-scan = Mở máy ảnh hoặc Zalo, quét mã, nhập mã PIN.
card-print-pin = Mã PIN lần đầu
card-print-until = Dùng đến ngày
card-print-stub = Trao tận tay. Vào lớp lần đầu thì đổi mã, rồi xé bỏ phần này.
card-print-keeps = Mã PIN giữ nguyên như cũ.
card-print-help = Cần giúp, gọi:

## Officer

unit-roster = Trong danh sách
unit-reachable = Liên lạc được
unit-started = Đã học
unit-certified = Có giấy
unit-rate = Tỷ lệ
unit-no-children = Không có đơn vị nào bên dưới.
unit-how = Cách tính
unit-how-roster = Trong danh sách: thành viên còn trong tổ vào ngày lấy số liệu.
unit-how-reachable = Liên lạc được: có số điện thoại hoặc có máy để học.
unit-how-started = Đã học: đã gửi ít nhất một câu trả lời.
unit-how-rate = Tỷ lệ: số người có giấy còn giá trị, chia cho số người trong danh sách.

## Author

desk-title = Bàn biên soạn
desk-last-good = Đang dùng bản tốt gần nhất
desk-catalogue = Các chuyên đề đang dùng
desk-module = Chuyên đề
desk-lessons = Số bài
desk-questions = Câu hỏi
desk-version = Bản
desk-published = Ngày đăng
desk-review = Ngày rà soát
desk-empty = Chưa có chuyên đề nào được đăng.
desk-check = Kiểm tra nội dung
desk-clean = Không có lỗi, không có cảnh báo.
desk-fix = Cách sửa:
back-desk = Về bàn biên soạn
preview-hint = Gợi ý:
preview-wrong = Câu chưa đúng

## Administrator

people-title = Người làm việc
people-none = Chưa có ai. Mời người đầu tiên.
people-end = Dừng vai trò
people-end-what = Người này mất quyền ngay. Việc đã xác nhận vẫn còn nguyên.
people-end-now = Dừng ngay
people-invite-again = Tạo đường dẫn mời mới
back-people = Về danh sách người làm việc
person-new-title = Mời người mới
person-new-role = Vai trò
person-new-unit = Mã đơn vị
person-new-unit-hint = Mã tỉnh 2 số hoặc mã xã 5 số. Để trống là cả nước.
person-new-until = Có hiệu lực đến
person-new-save = Tạo đường dẫn mời
date-hint = Viết ngày/tháng/năm, ví dụ 31/12/2027.
invitation-made-title = Đã tạo đường dẫn mời
invitation-made-once = Đường dẫn chỉ hiện một lần
invitation-made-how = Chép và gửi cho đúng người đó. Ai có đường dẫn là nhận được việc.
invitation-made-link = Đường dẫn mời
invitation-made-until = Dùng được đến ngày
grant-new-title = Cấp ban đầu
grant-new-lead = Dành cho tập huấn viên đầu tiên, để xác nhận được cho người khác. Không tính vào số liệu.
grant-new-reason = Lý do
grant-new-document = Văn bản
grant-new-document-hint = Số và ngày của văn bản làm căn cứ.
grant-new-date = Từ ngày
grant-new-save = Cấp chuyên đề này
unit-new-title = Thêm tổ
unit-new-parent = Mã xã
unit-new-parent-hint = Mã 5 số của xã, phường, đặc khu.
unit-new-name = Tên thôn
unit-new-name-hint = Ví dụ: Thôn Bến Đá.
unit-new-save = Thêm tổ này
audit-title = Nhật ký hệ thống
audit-when = Lúc
audit-who = Ai
audit-what = Việc
audit-whom = Với ai, cái gì
audit-source = Từ đâu
audit-none = Nhật ký chưa có gì.
audit-pages = Trang của nhật ký
audit-newer = Mới hơn
audit-older = Cũ hơn
