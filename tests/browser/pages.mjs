// Every kind of page there is, one after the other: what a visitor, a learner in each state, a trainer, officers, an
// author and an administrator see, and every refusal.

import { createHmac } from 'node:crypto';
import { appendFileSync, cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { choose, kindsIn, lessonQuestion, partOn, readCourses, stepOn } from './answers.mjs';
import {
  ROOT, newPerson, path, press, pressWords, readGreeting, revokeCertificate, signIn, startServer, stopServer,
  tempFolder,
} from './lib.mjs';

/**
 * Templates that no page of this walk may leave out. Not author/publication: the demo publishes every clean change at
 * once, so nothing waits there; tests/testsuite/versions.rs opens it.
 */
export const TEMPLATES = [
  'error',
  'admin/audit', 'admin/grant_new', 'admin/invitation_made', 'admin/people', 'admin/person_new', 'admin/unit_new',
  'admin/reform', 'admin/reforms',
  'author/desk', 'author/module', 'author/preview', 'author/questions',
  'learner/answer', 'learner/attempt_overview', 'learner/attempt_question', 'learner/certificate',
  'learner/certificates', 'learner/drill_finished', 'learner/drill_step', 'learner/home', 'learner/lesson', 'learner/me', 'learner/module', 'learner/pin',
  'learner/practice', 'learner/question', 'learner/result', 'learner/review', 'learner/test_intro',
  'officer/certificate', 'officer/certificate_act', 'officer/certificate_continuations', 'officer/certificates',
  'officer/comparison', 'officer/frozen', 'officer/list', 'officer/member', 'officer/months', 'officer/parts', 'officer/periods', 'officer/target', 'officer/token_made',
  'officer/programme', 'officer/programme_people', 'officer/programme_rule', 'officer/programmes',
  'officer/tokens', 'officer/unit', 'officer/wording', 'officer/wording_preview',
  'public/card', 'public/consent', 'public/first_pin', 'public/help', 'public/invitation', 'public/login',
  'public/logout', 'public/second_factor', 'public/second_factor_new', 'public/staff_login', 'public/verify',
  'public/verify_form',
  'officer/trainer_grant', 'officer/trainers', 'public/entry', 'public/hand_back', 'trainer/assign_due',
  'trainer/assign_modules', 'trainer/assign_teams', 'trainer/assignment', 'trainer/assignment_change',
  'trainer/assignments', 'trainer/card', 'trainer/card_choice', 'trainer/card_sheets', 'trainer/entry_code',
  'learner/help', 'learner/help_requests', 'learner/lesson_answers',
  'trainer/former', 'trainer/help', 'trainer/help_list', 'trainer/help_publication', 'trainer/member', 'trainer/member_form', 'trainer/member_leaving', 'trainer/member_place',
  'trainer/members', 'trainer/month', 'trainer/overview', 'trainer/paper', 'trainer/paper_print', 'trainer/papers',
  'trainer/session', 'trainer/session_act', 'trainer/session_attendance', 'trainer/session_closing',
  'trainer/session_cancelling', 'trainer/session_guests', 'trainer/session_papers', 'trainer/session_plan', 'trainer/session_person',
  'trainer/session_record', 'trainer/session_reminders', 'trainer/sessions', 'trainer/team',
];

/** The courses, and in the place of one module a small one that has every kind of question in every state. */
export function coursesWithAllKinds() {
  const courses = join(tempFolder('courses'), 'courses');
  cpSync(join(ROOT, 'courses'), courses, { recursive: true });
  rmSync(join(courses, 'dich-vu-cong'), { recursive: true });
  cpSync(join(ROOT, 'tests', 'testsuite', 'fixtures', 'more'), courses, { recursive: true });
  return courses;
}

/**
 * Calls `look(template, state, person)` with the browser standing at each page. Returns the people, for a last look at
 * what their browsers noted.
 */
export async function everyPage(browser, look, options = {}) {
  const courses = join(tempFolder('courses'), 'courses');
  cpSync(join(ROOT, 'courses'), courses, { recursive: true });
  const server = await startServer('demo', ['--courses', courses]);
  const walk = { browser, server, look, options, greeting: readGreeting(server.output), people: [], courses };
  try {
    await visitor(walk);
    await newcomer(walk);
    await learning(walk);
    await shipped(walk);
    await waiting(walk);
    await certified(walk);
    await trainer(walk);
    await evenings(walk);
    await officers(walk);
    await administrator(walk);
    await author(walk);
  } finally {
    stopServer(server);
  }
  await allKinds(walk);
  await firstStart(walk);
  return walk.people;
}

async function person(walk, name, login) {
  const one = await newPerson(walk.browser, walk.server, walk.options);
  one.name = name;
  walk.people.push(one);
  if (login) await signIn(one.page, login);
  one.at = async (template, state, address) => {
    if (address) await one.page.goto(address);
    await walk.look(template, state, one);
  };
  one.refused = async (template, state, selector = 'main form .btn') => {
    await press(one.page, selector);
    await walk.look(template, state, one);
  };
  return one;
}

async function visitor(walk) {
  const { page, at, refused, context } = await person(walk, 'visitor');
  await at('public/login', 'login', '/login');
  await refused('public/login', 'login-422');
  for (let tries = 0; tries < 5; tries += 1) {
    await page.fill('#phone', '0900 000 199');
    await page.fill('#pin', '130579');
    if (tries === 4) await refused('public/login', 'login-locked');
    else await press(page, 'main form .btn');
  }
  await at('public/card', 'card', walk.greeting.card.path);
  await refused('public/card', 'card-422');
  await at('public/staff_login', 'staff-login', '/staff/login');
  await refused('public/staff_login', 'staff-login-422');
  await at('public/help', 'help', '/help');
  await at('public/verify_form', 'verify', '/verify');
  await page.fill('#code', 'abc');
  await refused('public/verify_form', 'verify-422');
  await at('public/verify', 'verify-unknown', '/verify/0000000000');
  await at('error', 'error-404', '/khong-co-trang-nay');
  await page.goto('/login');
  await page.evaluate(() => { document.querySelector('main [name=csrf]').value = 'x'; });
  await refused('error', 'error-403');
  await page.goto('/login');
  await page.evaluate(() => { document.querySelector('main [name=next]').value = 'x'.repeat(17_000); });
  await refused('error', 'error-413');
  await context.close();
}

async function newcomer(walk) {
  const { card } = walk.greeting;
  const { page, at, refused } = await person(walk, 'newcomer');
  await page.goto(card.path);
  await page.fill('#pin', card.pin);
  await page.check('[name=shared]');
  await press(page, 'main form .btn');
  await at('public/first_pin', 'first-pin');
  await page.locator('summary').click();
  await page.fill('#own_pin', '123456');
  await refused('public/first_pin', 'first-pin-422', '[value=own]');
  await press(page, '[value=keep]');
  await at('public/consent', 'consent');
  await refused('public/consent', 'consent-422');
  await page.check('#agree');
  await press(page, 'main form .btn');
  await at('learner/home', 'home-new-shared-phone');
  await at('public/logout', 'logout-shared', '/logout');

  const course = readCourses(walk.courses);
  await page.goto('/modules/thanh-toan/test');
  await press(page, 'main form .btn');
  while (/\/questions\/\d+$/.test(path(page))) {
    await choose(page, course, true);
    await press(page, 'main form .btn');
  }
  await at('learner/attempt_overview', 'attempt-overview-all');
  await press(page, 'main form .btn');
  await at('learner/result', 'result-passed');
}

async function learning(walk) {
  const { page, at, refused } = await person(walk, 'learning', walk.greeting.learning);
  const course = readCourses(walk.courses);
  await at('learner/home', 'home-learning', '/');
  await at('learner/home', 'home-notice', '/?done=pin-saved');
  await at('learner/home', 'home-to', '/text-size?to=to&back=/');
  await at('learner/home', 'home-rat-to', '/text-size?to=rat-to&back=/');
  await page.goto('/text-size?to=vua&back=/');
  await at('learner/module', 'module-learning', '/modules/thanh-toan');
  const lessons = await page.locator('main a[href*="/lessons/"]').evaluateAll((links) =>
    [...new Set(links.map((link) => link.getAttribute('href')))].filter((href) => /\/lessons\/[^/]+$/.test(href)));
  for (const [index, lesson] of lessons.entries()) await at('learner/lesson', `lesson-${index + 1}`, lesson);
  for (const number of [1, 2, 3]) {
    const there = await page.goto(`${lessons[2]}/questions/${number}`);
    if (there.status() === 200) await at('learner/question', `question-${number}`);
  }
  await page.goto(`${lessons[2]}/questions/1`);
  await refused('learner/question', 'question-422');
  await choose(page, course, false);
  await press(page, 'main form .btn');
  await at('learner/answer', 'answer-wrong');
  await pressWords(page, 'Làm lại câu này');
  await choose(page, course, true);
  await press(page, 'main form .btn');
  await at('learner/answer', 'answer-right');
  await stuck(page, at, refused, course.modules[0]);
  await at('learner/practice', 'practice-early', '/modules/thanh-toan/practice');
  await at('learner/certificates', 'certificates-none', '/certificates');
  await at('learner/me', 'me', '/me');
  await at('learner/pin', 'pin', '/pin');
  await refused('learner/pin', 'pin-422');
  await page.fill('#pin', walk.greeting.learning.secret);
  await press(page, 'main form .btn');
  await at('public/first_pin', 'first-pin-changing');
  await at('error', 'error-404-signed-in', '/modules/khong-co');

  await at('learner/test_intro', 'test-intro', '/modules/thanh-toan/test');
  await press(page, 'main form .btn');
  await at('learner/attempt_question', 'attempt-question');
  await refused('learner/attempt_question', 'attempt-question-422');
  const first = page.url();
  await choose(page, course, true);
  await press(page, 'main form .btn');
  await at('learner/attempt_question', 'attempt-question-saved', first);
  await at('learner/test_intro', 'test-resume', '/modules/thanh-toan/test');
  await at('learner/attempt_overview', 'attempt-overview-open', new URL(first).pathname.replace(/\/questions.*/, ''));
  await pressWords(page, 'Nộp bài');
  await at('learner/result', 'result-not-yet');
  await pressWords(page, 'Xem từng câu và lý do');
  await at('learner/review', 'review');
  for (let tries = 2; tries <= 3; tries += 1) {
    await page.goto('/modules/thanh-toan/test');
    await press(page, 'main form .btn');
    await page.goto(path(page).replace(/\/questions.*/, ''));
    await pressWords(page, 'Nộp bài');
  }
  await at('learner/result', 'result-tomorrow');
  await at('learner/test_intro', 'test-tomorrow', '/modules/thanh-toan/test');
}

/** Where the learner is stuck: asking, what became of it, what others asked. */
async function stuck(page, at, refused, { id, lessons }) {
  const first = `/modules/${id}/lessons/${lessons[0]}`;
  await at('learner/lesson', 'lesson-notes', first);
  await pressWords(page, 'Tôi vướng ở đây');
  await at('learner/help', 'help');
  await refused('learner/help', 'help-422');
  await page.check('#kind');
  await press(page, 'main form .btn');
  await at('learner/help_requests', 'help-requests');
  await page.locator('details summary').first().click();
  await at('learner/help_requests', 'help-requests-unclear');
  await at('learner/lesson_answers', 'lesson-answers', `${first}/answers`);
}

/** Every question of the module with all kinds: place, its name, and how to answer it wrongly. */
export const KINDS = [
  ['dv-01/questions/1', 'order', (page) => fillRows(page, [1, 0, 2])],
  ['dv-01/questions/2', 'match-few', (page) => fillRows(page, [0, 0, 0])],
  ['dv-01/questions/3', 'match-many', (page) => fillRows(page, [0, 0, 0, 0])],
  ['dv-02/questions/1', 'number', (page) => page.fill('#t', '4.500')],
  ['dv-02/questions/3', 'short', (page) => page.fill('#t', 'nước lọc')],
  ['dv-03/questions/1', 'tap', (page) => page.locator('.tap').first().click()],
  ['dv-03/questions/2', 'signs', (page) => page.locator('.tap').last().click()],
  ['dv-03/questions/3', 'signs-call', (page) => page.locator('.tap').last().click()],
  ['dv-03/questions/4', 'signs-phone', (page) => page.locator('.tap').last().click()],
];

/** Gives each row of a question the choice at this place. */
async function fillRows(page, places) {
  for (const [row, place] of places.entries()) {
    const list = page.locator(`select[name=a${row}]`);
    if (await list.count()) await list.selectOption({ index: place + 1 });
    else await page.locator(`[name=a${row}]`).nth(place).check();
  }
}

async function allKinds(walk) {
  const server = await startServer('demo', ['--courses', coursesWithAllKinds()]);
  walk.server = server;
  try {
    await kindsOn(walk, readGreeting(server.output));
  } finally {
    stopServer(server);
  }
}

/** The courses as they are: a lesson with a practice phone, each kind of question and its answers, all of a phone. */
async function shipped(walk) {
  const { page, at } = await person(walk, 'learner of the courses', walk.greeting.learning);
  const course = readCourses(walk.courses);
  const { module, lesson, place } = course.drills.find((one) => one.module === course.modules[0].id);
  const lessons = `/modules/${module}/lessons`;
  await at('learner/module', 'module-first', `/modules/${module}`);
  await at('learner/lesson', 'lesson-practice-phone', `${lessons}/${lesson}`);
  await at('learner/lesson', 'lesson-call', '/modules/an-toan/lessons/at-03');
  for (const kind of kindsIn(course)) {
    const question = lessonQuestion(course, kind);
    await at('learner/question', `shipped-${question.id}`, question.href);
    for (const right of [false, true]) {
      await page.goto(question.href);
      await choose(page, course, right);
      await press(page, 'main form .btn');
      await at('learner/answer', `shipped-${question.id}-${right ? 'right' : 'wrong'}`);
    }
  }
  await page.goto(`${lessons}/${lesson}/drills/${place}/steps/1`);
  for (;;) {
    const number = /steps\/(\d+)/.exec(page.url())[1];
    await at('learner/drill_step', `shipped-drill-${number}`);
    const wrong = number === '1' && (await partOn(page, course, false));
    if (wrong) {
      await wrong.click();
      await page.locator('#bao .note').waitFor();
      await at('learner/drill_step', `shipped-drill-${number}-wrong`);
    }
    const { last } = await stepOn(page, course);
    // Loaded anew, so that what the script has not put there is seen too.
    await page.goto(page.url());
    const before = page.url();
    await (await partOn(page, course)).click();
    await page.waitForURL((url) => url.href !== before, { waitUntil: 'domcontentloaded' });
    if (last) break;
  }
  await at('learner/drill_finished', 'shipped-drill-finished');
}

async function kindsOn(walk, greeting) {
  const { page, at, refused } = await person(walk, 'all kinds', greeting.learning);
  const lessons = '/modules/dich-vu-cong/lessons';
  await at('learner/module', 'module-drill', '/modules/dich-vu-cong');
  await at('learner/lesson', 'lesson-scenes', `${lessons}/dv-03`);
  for (const [place, name, answer] of KINDS) {
    await at('learner/question', `question-${name}`, `${lessons}/${place}`);
    if (!name.startsWith('signs')) await refused('learner/question', `question-${name}-422`);
    await answer(page);
    await walk.look('learner/question', `question-${name}-filled`, { page });
    await press(page, 'main form .btn');
    await at('learner/answer', `answer-${name}`);
  }
  const drill = `${lessons}/dv-03/drills/1`;
  await at('learner/drill_step', 'drill', `${drill}/steps/1`);
  await at('learner/drill_step', 'drill-wrong', `${drill}/steps/1?bam=0`);
  await at('learner/drill_step', 'drill-on', `${drill}/steps/2?dung=3`);
  await press(page, page.locator('.pb').first());
  await at('learner/drill_finished', 'drill-finished');
  await page.goto('/modules/dich-vu-cong/test');
  await press(page, 'main form .btn');
  const attempt = path(page).replace(/\/questions.*/, '');
  for (let number = 1; number <= 9; number += 1) {
    await at('learner/attempt_question', `attempt-question-kind-${number}`, `${attempt}/questions/${number}`);
  }
  await page.goto(attempt);
  await pressWords(page, 'Nộp bài');
  await at('learner/review', 'review-all-kinds', `${attempt}/review`);
  const author = await person(walk, 'author of all kinds', greeting.author);
  for (const number of [1, 2, 3]) {
    await author.at('author/preview', `author-preview-kinds-${number}`, `/author/modules/dich-vu-cong/lessons/dv-0${number}`);
  }
}

async function waiting(walk) {
  const { at } = await person(walk, 'waiting', walk.greeting.waiting);
  await at('learner/home', 'home-waiting', '/');
  await at('learner/module', 'module-waiting', '/modules/thanh-toan');
  await at('learner/practice', 'practice-waiting', '/modules/thanh-toan/practice');
}

async function certified(walk) {
  const teaching = await person(walk, 'teaching', walk.greeting.teaching);
  await teaching.at('learner/home', 'home-teaching', '/');
  const { page, at } = await person(walk, 'certified', walk.greeting.certified);
  await at('learner/home', 'home-certified', '/');
  await at('learner/module', 'module-certified', '/modules/thanh-toan');
  await at('learner/practice', 'practice-done', '/modules/thanh-toan/practice');
  await at('learner/certificates', 'certificates', '/certificates');
  await press(page, 'main a.row');
  await at('learner/certificate', 'certificate');
  walk.code = /(?:[0-9A-Z]{4}-){3,}[0-9A-Z]{1,4}/.exec(await page.innerText('.cert .sig'))[0];
  const check = await person(walk, 'checking');
  await check.page.goto('/verify');
  await check.page.fill('#code', walk.code);
  await press(check.page, 'main form .btn');
  await check.at('public/verify', 'verify-valid');
  await check.page.fill('#digits', '999');
  await check.refused('public/verify', 'verify-valid-422');
  await check.page.fill('#digits', walk.greeting.certified.account.slice(-3));
  await press(check.page, 'main form .btn');
  await check.at('public/verify', 'verify-valid-name');
}

async function trainer(walk) {
  const { page, at, refused } = await person(walk, 'trainer', walk.greeting.trainer);
  await at('trainer/overview', 'trainer-overview', '/trainer');
  await press(page, 'nav.ways a');
  await at('trainer/month', 'trainer-month-commune');
  await helping(page, at, refused);
  await at('trainer/assign_modules', 'trainer-assign-1', '/trainer/assignments/new');
  await press(page, 'main form .btn');
  await at('trainer/assign_teams', 'trainer-assign-2');
  await press(page, 'main form .btn');
  await at('trainer/assign_due', 'trainer-assign-3');
  await press(page, '#giao .btn');
  await at('trainer/assignment', 'trainer-assignment');
  await press(page, '.head .btn');
  await at('trainer/assignment_change', 'trainer-assignment-change');
  await at('trainer/assignments', 'trainer-assignments', '/trainer/assignments');
  await page.goto('/trainer');
  await press(page, '.mx a');
  await at('trainer/team', 'trainer-team');
  const team = page.url();
  await press(page, page.locator('a').filter({ hasText: walk.greeting.certified.name }));
  const certifiedMember = page.url();
  await at('trainer/member', 'trainer-member-signed');
  await page.locator('details summary').first().click();
  await at('trainer/member', 'trainer-member-revoking');
  await refused('trainer/member', 'trainer-member-revoking-422', 'details[open] button');
  await page.goto(certifiedMember);
  await page.locator('details summary').first().click();
  await page.locator('details[open] input[name=reason]').fill('Ký nhầm người');
  await press(page, 'details[open] button');
  await at('trainer/member', 'trainer-member-revoked');
  revokeCertificate(walk.server, walk.code);
  const check = walk.people.find((one) => one.name === 'checking');
  await check.at('public/verify', 'verify-revoked', `/verify/${walk.code.replaceAll('-', '')}`);
  const certified = walk.people.find((one) => one.name === 'certified');
  await certified.at('learner/certificates', 'certificates-revoked', '/certificates');
  await press(certified.page, 'main a.row');
  await certified.at('learner/certificate', 'certificate-revoked');
  await certified.at('learner/home', 'home-revoked', '/');
  const member = walk.people.find((one) => one.name === 'waiting');
  await press(page, page.locator('.crumb a').nth(1));
  await press(page, page.locator('a').filter({ hasText: walk.greeting.waiting.name }));
  await at('trainer/member', 'trainer-member-waiting');
  // The acts of the module whose test this member has passed are shown; those of others are folded away.
  const section = 'main section:has(h2:has-text("Thanh toán"))';
  const form = `${section} form[id^="ky-"]`;
  await page.locator(`${section} details > summary`).first().click();
  await refused('trainer/member', 'trainer-member-422', `${form} button`);
  await page.locator(`${form} input[type=checkbox]`).first().check();
  await press(page, `${form} button`);
  await at('trainer/member', 'trainer-member-notice');
  await member.at('learner/practice', 'practice-partly', '/modules/thanh-toan/practice');
  await pressWords(page, 'In thẻ mới');
  await at('trainer/card', 'trainer-card');
  await page.goto(team);
  await pressWords(page, 'Thêm thành viên');
  await at('trainer/member_form', 'trainer-member-new');
  await refused('trainer/member_form', 'trainer-member-new-422');
  await roster(page, at, refused, team);
}

/** Those who are stuck: the list, a request, answering it, putting it beside the lesson. */
async function helping(page, at, refused) {
  await at('trainer/help_list', 'trainer-help-list', '/trainer/help');
  await press(page, 'main .rows a');
  await at('trainer/help', 'trainer-help');
  await refused('trainer/help', 'trainer-help-422');
  await page.fill('#answer', 'Đọc lại câu hỏi. Chọn câu nói rõ việc làm trước.');
  await page.check('[name=publish]');
  await press(page, 'main form .btn');
  await at('trainer/help_publication', 'trainer-help-publication');
  await page.fill('#question', '');
  await refused('trainer/help_publication', 'trainer-help-publication-422');
  await page.fill('#question', 'Hai câu gần giống nhau thì chọn câu nào?');
  await press(page, 'main form .btn');
  await at('trainer/help', 'trainer-help-published');
  await page.goto('/trainer/help');
  await press(page, 'main .rows a');
  await page.locator('details summary').last().click();
  await press(page, 'details[open] button');
  await at('trainer/help', 'trainer-help-passed');
}

/** The list of members, the forms that change one, those who left, the sheets of cards. */
async function roster(page, at, refused, team) {
  await at('trainer/members', 'trainer-members', '/trainer/members');
  await at('trainer/members', 'trainer-members-found', '/trainer/members?q=hoa');
  await press(page, 'main .rows a');
  const member = page.url();
  await pressWords(page, 'Sửa thông tin');
  await at('trainer/member_form', 'trainer-member-edit');
  await at('trainer/member_place', 'trainer-member-move', `${member}/move`);
  await at('trainer/member_form', 'trainer-member-replacement', `${member}/replacement`);
  await at('trainer/member_leaving', 'trainer-member-leaving', `${member}/leaving`);
  await refused('trainer/member_leaving', 'trainer-member-leaving-422');
  await at('trainer/former', 'trainer-former', '/trainer/former-members');
  await pressWords(page, 'Cho trở lại tổ');
  await at('trainer/member_place', 'trainer-member-return');
  await at('trainer/card_choice', 'trainer-card-choice', `${team}/cards`);
  await press(page, 'main form[method=post] .btn');
  await at('trainer/card_sheets', 'trainer-card-sheets');
}

/** The trainer's evening of today, as the demo has planned it, and the one that is over. */
async function evenings(walk) {
  const { page, at, refused } = await person(walk, 'evening', walk.greeting.trainer);
  await at('trainer/sessions', 'sessions', '/trainer/sessions');
  const [tonight, past] = await page.locator('main .rows a').evaluateAll((all) => all.map((one) => one.getAttribute('href')));
  await at('trainer/session_plan', 'session-new', '/trainer/sessions/new');
  await refused('trainer/session_plan', 'session-new-422', 'main form .act button');
  await calledOff(page, at, refused);
  await at('trainer/session', 'session', tonight);
  await pressWords(page, 'Tất cả có mặt');
  await at('trainer/session', 'session-present');
  await at('trainer/session_cancelling', 'session-cancelling-begun', `${tonight}/cancellation`);
  await page.goto(tonight);
  const who = await page.locator('a.who').nth(1).getAttribute('href');
  await at('trainer/session_person', 'session-person', who);
  const act = page.locator('.actbox:has(.out)').first();
  if (await act.count()) await act.locator('input').nth(1).check();
  await press(page, '.act button');
  await at('trainer/session_person', 'session-person-saved');
  await page.goto(tonight);
  await press(page, 'a[href*="/acts/"]');
  await at('trainer/session_act', 'session-act');
  await refused('trainer/session_act', 'session-act-422', '.act button');
  await page.locator('.actbox input').first().check();
  await press(page, '.act button');
  await at('trainer/session_act', 'session-act-check');
  await at('trainer/session_guests', 'session-guests', `${tonight}/guests?q=van`);
  await at('trainer/session_reminders', 'session-reminders', `${tonight}/reminders`);
  await at('trainer/session_attendance', 'session-attendance', `${tonight}/attendance-sheet`);
  await at('trainer/session_papers', 'session-papers', `${tonight}/papers`);
  await at('trainer/paper_print', 'paper-print', `${tonight}/papers/print`);
  await at('trainer/papers', 'papers', '/trainer/papers');
  await page.goto(`${tonight}/papers`);
  await press(page, 'main .rows a');
  await at('trainer/paper', 'paper');
  await refused('trainer/paper', 'paper-422', 'main form button');
  await at('trainer/session_closing', 'session-closing', `${tonight}/closing`);
  await at('trainer/session_record', 'session-record', `${past}/record`);
  await at('trainer/session', 'session-closed', past);
  await page.goto(who);
  await pressWords(page, 'Lấy mã cho máy khác');
  await at('trainer/entry_code', 'entry-code');
  const code = await page.innerText('.proposed');
  const hall = await person(walk, 'hall');
  await hall.at('public/entry', 'entry', '/entry');
  await hall.refused('public/entry', 'entry-422');
  await hall.page.fill('#code', code);
  await press(hall.page, 'main form .btn');
  await page.goto(who);
  await pressWords(page, 'Học trên máy này');
  await at('public/hand_back', 'hand-back', '/hand-back');
  await refused('public/hand_back', 'hand-back-422');
}

/** One more evening is planned, moved and called off. */
async function calledOff(page, at, refused) {
  await page.goto('/trainer/sessions/new');
  await page.fill('#place', 'Nhà văn hóa thôn Nà Mây');
  await page.locator('input[name=module]').first().check();
  await page.locator('input[name=team]').first().check();
  await press(page, 'main form .act button');
  const evening = new URL(page.url()).pathname;
  await at('trainer/session_plan', 'session-change', `${evening}/change`);
  await page.fill('#place', '');
  await refused('trainer/session_plan', 'session-change-422', 'main form .act button');
  await page.goto(`${evening}/change`);
  await page.fill('#time', '20:00');
  await press(page, 'main form .act button');
  await at('trainer/session', 'session-changed');
  await at('trainer/session_reminders', 'session-reminders-changed', `${evening}/reminders`);
  await at('trainer/session_cancelling', 'session-cancelling', `${evening}/cancellation`);
  await refused('trainer/session_cancelling', 'session-cancelling-422', 'main form .btn');
  await page.fill('#reason', 'Mưa to, đường ngập');
  await press(page, 'main form .btn');
  await at('trainer/session', 'session-cancelled');
  await at('trainer/session_reminders', 'session-reminders-cancelled', `${evening}/reminders`);
  await at('trainer/sessions', 'sessions-cancelled', '/trainer/sessions');
}

async function officers(walk) {
  for (const [name, login] of [['commune', walk.greeting.commune], ['province', walk.greeting.province]]) {
    const { at } = await person(walk, `officer-${name}`, login);
    await at('officer/unit', `officer-${name}`);
  }
  const commune = walk.people.find((one) => one.name === 'officer-commune');
  await commune.at('trainer/roster', 'officer-roster', '/officer/roster');
  await commune.at('officer/trainers', 'officer-trainers', '/officer/trainers');
  await pressWords(commune.page, 'Đổi hoặc kết thúc');
  await commune.at('officer/trainer_grant', 'officer-trainer-change');
  await commune.at('officer/trainer_grant', 'officer-trainer-new', '/officer/trainers/new?q=hoa');
  await commune.refused('officer/trainer_grant', 'officer-trainer-new-422', 'main form[method=post] .btn');
  await certificates(commune);
  await commune.page.goto('/officer');
  await pressWords(commune.page, 'Số liệu chốt theo tháng');
  await commune.at('officer/months', 'officer-months');
  await press(commune.page, 'main .rows a');
  await commune.at('officer/frozen', 'officer-frozen');
  await pressWords(commune.page, 'Tính lại từ sổ');
  await commune.at('officer/frozen', 'officer-frozen-recounted');
  const frozen = commune.page.url();
  await commune.at('officer/list', 'officer-frozen-list', `${new URL(frozen).pathname}/list?metric=members`);
  await commune.page.goto(frozen);
  await commune.refused('officer/frozen', 'officer-frozen-422', 'main form[action$=reopening] .btn');
  await commune.at('officer/tokens', 'officer-tokens', '/officer/tokens');
  await commune.refused('officer/tokens', 'officer-tokens-422', 'main form[action$=tokens] .btn');
  await commune.page.fill('#name', 'Bảng điều hành của xã');
  await press(commune.page, 'main form[action$=tokens] .btn');
  await commune.at('officer/token_made', 'officer-token-made');
  await commune.page.goto('/officer');
  await pressWords(commune.page, 'Chỉ tiêu');
  await commune.at('officer/target', 'officer-target');
  await commune.page.goto('/officer');
  await pressWords(commune.page, 'So hai kỳ');
  await commune.at('officer/periods', 'officer-periods');
  await commune.page.selectOption('#subject', 'thanh-toan');
  await press(commune.page, 'main form .btn');
  await commune.at('officer/periods', 'officer-periods-module');
  const province = walk.people.find((one) => one.name === 'officer-province');
  await province.at('trainer/help_list', 'officer-help-list', '/officer/help');
  await press(province.page, 'main .rows a');
  await province.at('trainer/help', 'officer-help');
  const { page, at, refused } = await person(walk, 'officer-ministry', walk.greeting.ministry);
  await at('officer/unit', 'officer-ministry');
  await at('officer/programmes', 'officer-programmes', '/officer/programmes');
  await refused('officer/programmes', 'officer-programmes-422', 'main form[action$=programmes] .btn');
  await page.goto('/officer/programmes');
  await press(page, page.locator('main .rows a').first());
  await at('officer/programme', 'officer-programme');
  const programme = page.url();
  await page.locator('main details summary').click();
  await page.fill('#title', '');
  await refused('officer/programme', 'officer-programme-rename-422', 'main form[action$=title] .btn');
  await page.goto(programme);
  await page.fill('#from', '01/01/2020');
  await refused('officer/programme', 'officer-programme-422', 'main form[action$=rules] .btn');
  await page.fill('#from', '01/01/2030');
  await press(page, 'main form[action$=rules] .btn');
  await at('officer/programme_rule', 'officer-programme-rule');
  await refused('officer/programme_rule', 'officer-programme-rule-422', 'main form[action$=adoption] .btn');
  await press(page, page.locator('main table.rk td.n a').first());
  await at('officer/programme_people', 'officer-programme-people');
  await at('officer/unit', 'officer-ministry-map', '/officer?view=map&period=weeks&role=leader');
  await at('officer/unit', 'officer-ministry-until', '/officer?until=2026-01');
  await page.goto('/officer?table=1');
  await page.locator('details summary').first().click();
  await page.locator('[name=units]').first().check();
  await page.locator('[name=units]').nth(1).check();
  await at('officer/unit', 'officer-ministry-choosing');
  await press(page, 'main details .btn');
  await at('officer/unit', 'officer-ministry-set');
  await page.goto('/officer');
  await press(page, page.locator('section[aria-labelledby=bang] tbody th a').first());
  await at('officer/unit', 'officer-ministry-province');
  const unit = new URL(page.url()).pathname;
  await at('officer/list', 'officer-list', `${unit}/list?metric=members`);
  await press(page, page.locator('main tbody th a').first());
  await at('officer/member', 'officer-member');
  await at('officer/list', 'officer-list-teams', `${unit}/list?metric=teams`);
  await at('officer/parts', 'officer-turns', `${unit}/turns?metric=knows`);
  await at('officer/unit', 'officer-rates', `${unit}?rates=0-39&table=1`);
  await at('officer/comparison', 'officer-comparison-choice', `${unit}/comparison`);
  await press(page, page.locator('main form .btn'));
  await at('officer/comparison', 'officer-comparison');
  await wording({ page, at, refused });
}

async function certificates({ page, at, refused }) {
  await at('officer/certificates', 'officer-certificates', '/officer/certificates');
  await at('officer/certificates', 'officer-certificates-none', '/officer/certificates?q=khong+co+ai');
  await at('officer/certificates', 'officer-certificates-found', '/officer/certificates?q=ly+van+sang');
  await press(page, page.locator('main tbody th a').first());
  await at('officer/certificate', 'officer-certificate');
  const one = new URL(page.url()).pathname;
  await at('officer/certificate_act', 'officer-certificate-reissue', `${one}/reissue`);
  await at('officer/certificate_act', 'officer-certificate-revocation', `${one}/revocation`);
  await refused('officer/certificate_act', 'officer-certificate-revocation-422');
  await page.locator('input[value=not-met]').check();
  await page.fill('#note', 'Biên bản kiểm tra ngày 20/11');
  await press(page, 'main form .btn');
  await at('officer/certificate_act', 'officer-certificate-revocation-sure');
  await at('officer/certificates', 'officer-certificates-replaced', '/officer/certificates?state=replaced');
  await press(page, page.locator('main tbody th a').first());
  await at('officer/certificate', 'officer-certificate-replaced');
  await at('officer/certificate_continuations', 'officer-continuations', '/officer/certificates/continuations');
  await page.locator('input[type=checkbox]').first().check();
  await press(page, 'main form[method=post] .btn');
  await at('officer/certificate_continuations', 'officer-continuations-sure');
  await refused('officer/certificate_continuations', 'officer-continuations-422', 'main form[method=post] .btn');
}

async function wording({ page, at, refused }) {
  await at('officer/wording', 'officer-wording', '/officer/certificates/wording');
  await page.fill('#heading', '');
  await refused('officer/wording', 'officer-wording-422');
  await page.goto('/officer/certificates/wording');
  await press(page, 'main form .btn');
  await at('officer/wording_preview', 'officer-wording-preview');
  await at('officer/wording', 'officer-wording-staff', '/officer/certificates/wording?programme=ct-nguoi-huong-dan');
  await press(page, 'main form .btn');
  await at('officer/wording_preview', 'officer-wording-preview-staff');
}

/** A reform of the map: two communes of Cao Bằng become one. */
const TWO_COMMUNES = `old_code,new_code,relation,is_default,name,type,parent
,99001,,,Mẫu Sơn,xã,04
01273,99001,whole,1,,,
01279,99001,whole,1,,,
`;

async function administrator(walk) {
  const { page, at, refused } = await person(walk, 'administrator', walk.greeting.administrator);
  await at('admin/people', 'admin-people', '/admin');
  await page.locator('details summary').first().click();
  await at('admin/people', 'admin-people-ending');
  await at('admin/person_new', 'admin-person-new', '/admin/people/new');
  await refused('admin/person_new', 'admin-person-new-422');
  await page.fill('#full_name', 'Hà Thị Mẫu');
  await page.fill('#account', 'mau.thu');
  await page.locator('[name=role]').nth(1).check();
  await page.fill('#unit_code', '08');
  await press(page, 'main form .btn');
  await at('admin/invitation_made', 'admin-invitation-made');
  const link = new URL(await page.inputValue('#link')).pathname;
  await at('admin/grant_new', 'admin-grant-new', '/admin/grants/new');
  await refused('admin/grant_new', 'admin-grant-new-422');
  await at('admin/unit_new', 'admin-unit-new', '/admin/units/new');
  await refused('admin/unit_new', 'admin-unit-new-422');
  await at('admin/reforms', 'admin-reforms', '/admin/reforms');
  await refused('admin/reforms', 'admin-reforms-422');
  await page.fill('#name', 'Nhập hai xã mẫu');
  await page.fill('#day', new Date().toLocaleDateString('en-GB', { timeZone: 'Asia/Ho_Chi_Minh' }));
  await page.setInputFiles('#file', { name: 'mau.csv', mimeType: 'text/csv', buffer: Buffer.from(TWO_COMMUNES) });
  await press(page, 'main form .btn');
  await at('admin/reform', 'admin-reform');
  const moved = (await page.locator('main').innerText()).match(/cùng ([0-9.]+) thành viên/)[1];
  await refused('admin/reform', 'admin-reform-422', 'main form[action$=application] .btn');
  await page.fill('#members', moved);
  await press(page, 'main form[action$=application] .btn');
  await at('admin/reform', 'admin-reform-applied');
  await page.locator('details summary').click();
  await press(page, 'main details .btn');
  await at('admin/reform', 'admin-reform-reversed');
  await at('admin/reforms', 'admin-reforms-list', '/admin/reforms');
  await at('admin/audit', 'admin-audit', '/admin/audit');
  const invited = await person(walk, 'invited');
  await invited.at('public/invitation', 'invitation', link);
  await invited.refused('public/invitation', 'invitation-422');
}

async function author(walk) {
  const { page, at } = await person(walk, 'author', walk.greeting.author);
  await at('author/desk', 'author-desk', '/author');
  const { modules } = readCourses(walk.courses);
  const [{ id, lessons }] = modules;
  await at('author/module', 'author-module', `/author/modules/${id}`);
  await at('author/questions', 'author-questions', `/author/modules/${id}/questions`);
  await at('author/questions', 'author-questions-answered', '/author/modules/thanh-toan/questions');
  await at('author/preview', 'author-preview', `/author/modules/${id}/lessons/${lessons[5]}`);
  // The server notices changed files by itself; the last good version stays in use.
  appendFileSync(join(walk.courses, 'thanh-toan', '01-tai-khoan-va-ma-bi-mat.md'), '\n### Câu 9 (chọn một) — Hỏng?\n\n- [ ] Một\n');
  await deskShows(page, '.diags .bad');
  await at('author/desk', 'author-desk-broken');
}

/** Waits until the author's desk shows this. */
async function deskShows(page, selector) {
  for (let tries = 0; tries < 60; tries += 1) {
    await page.goto('/author');
    if (await page.locator(selector).count()) return;
    await page.waitForTimeout(500);
  }
  throw new Error(`a changed course does not show on the author’s desk: ${selector}`);
}

/** The first start of a real server, in a hall without TLS: the setup link, the second factor, an empty commune. */
async function firstStart(walk) {
  const server = await startServer('serve', ['--insecure-http'], '0.0.0.0');
  walk.server = server;
  try {
    const link = /\/setup\/\S+/.exec(server.output)?.[0];
    if (!link) throw new Error(`no setup link in: ${server.output}`);
    const { page, at, refused } = await person(walk, 'first administrator');
    await at('public/login', 'login-insecure', '/login');
    await at('public/help', 'help-without-number', '/help');
    await at('public/invitation', 'setup', link);
    await refused('public/invitation', 'setup-422');
    await page.fill('#full_name', 'Hà Thị Đầu');
    await page.fill('#account', 'dau.tien');
    await page.fill('#passphrase', 'mưa rừng lá cọ xanh');
    await press(page, 'main form .btn');
    if (path(page) !== '/staff/second-factor/new') await page.goto('/staff/second-factor/new');
    await at('public/second_factor_new', 'second-factor-new');
    await page.fill('#code', '12');
    await refused('public/second_factor_new', 'second-factor-new-422');
    await page.fill('#code', totp((await page.innerText('.key-text')).replace(/\s/g, '')));
    await press(page, 'main form .btn');
    await at('admin/people', 'admin-people-first', '/admin');
    await at('admin/audit', 'admin-audit-first', '/admin/audit');
    await pressWords(page, 'Thoát');
    await signIn(page, { role: 'first', door: '/staff/login', account: 'dau.tien', secret: 'mưa rừng lá cọ xanh' });
    if (path(page) !== '/staff/second-factor') await page.goto('/staff/second-factor');
    await at('public/second_factor', 'second-factor');
    await page.fill('#code', '12');
    await refused('public/second_factor', 'second-factor-422');
  } finally {
    stopServer(server);
  }
}

/** The six digits that an authenticator shows now (RFC 6238). */
function totp(secret) {
  let bits = '';
  for (const sign of secret) bits += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(sign).toString(2).padStart(5, '0');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const hash = createHmac('sha1', key).update(step).digest();
  const number = hash.readUInt32BE(hash[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}
