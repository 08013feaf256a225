// The trainer's evening without a script, on a small phone: planned, printed, twelve there, thirty acts signed, a test
// on paper, a member learning on the trainer's phone, closed.

import { join } from 'node:path';
import { readCourses } from './answers.mjs';
import {
  OUT, PHONE, check, checkQuiet, heading, newPerson, path, press, pressWords, readGreeting, signIn, startBrowser,
  startServer, stopServer, tidy, tool,
} from './lib.mjs';

const NO_SCRIPT = { javaScriptEnabled: false, viewport: PHONE };
const THERE = 12;
const ACTS = 30;

export async function evening() {
  const server = await startServer('demo');
  const browser = await startBrowser();
  try {
    const greeting = readGreeting(server.output);
    const course = readCourses();
    const trainer = await newPerson(browser, server, NO_SCRIPT);
    const { page } = trainer;
    await signIn(page, greeting.trainer);
    const session = await plan(page);
    await printed(browser, server, trainer, session);
    await attendance(page, session);
    const signed = await acts(page, session);
    await everybodyAtOnce(page, session, signed);
    await paper(page, session, course);
    await borrowed(page, session, greeting.trainer);
    await close(page, session);
    checkQuiet('the evening', trainer);
  } finally {
    await browser.close();
    stopServer(server);
  }
}

/** Nothing is wider than the small phone. */
async function fits(page, name) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  check(`${name} fits 360 pixels`, wide <= 0, `${wide} too wide`);
  await page.screenshot({ path: join(OUT, `evening-${name}.png`), fullPage: true });
}

async function plan(page) {
  await page.goto('/trainer');
  await press(page, page.locator('nav a').filter({ hasText: 'Tập huấn' }));
  await fits(page, 'sessions');
  await pressWords(page, 'Lên lịch buổi mới');
  await fits(page, 'new');
  await press(page, 'main form .act button');
  check('a form without place and team is not taken', (await page.title()).startsWith('Lỗi:'), await page.title());
  await page.fill('#place', 'Nhà văn hóa thôn Nà Mây');
  await page.fill('#time', '19:30');
  await page.locator('input[name=module]').first().check();
  for (const at of [0, 1, 2]) await page.locator('input[name=team]').nth(at).check();
  await press(page, 'main form .act button');
  check('planning leads to the run sheet', /^\/trainer\/sessions\/[0-9a-f-]{36}$/.test(path(page)), path(page));
  check('fifteen are invited', /15 người được mời, 0 người có mặt/.test(await page.innerText('main')));
  await fits(page, 'run-sheet');
  return path(page);
}

async function printed(browser, server, trainer, session) {
  // Chromium prints only what it has laid out with scripts allowed or not; the pages are the same.
  const { page } = trainer;
  for (const [name, address, wanted, most] of [
    ['reminders', `${session}/reminders`, ['Kính mời', 'Nhớ mang điện thoại'], 4],
    ['attendance', `${session}/attendance-sheet`, ['Danh sách điểm danh', 'Ký tên'], 2],
  ]) {
    await page.goto(address);
    await fits(page, name);
    const file = join(OUT, `print-evening-${name}.pdf`);
    await page.pdf({ path: file, preferCSSPageSize: true, printBackground: false });
    const text = tidy(tool('pdftotext', ['-layout', file, '-']));
    for (const words of wanted) check(`the printed ${name} says “${words}”`, text.includes(words), text.slice(0, 200));
    const pages = Number(/Pages:\s+(\d+)/.exec(tool('pdfinfo', [file]))[1]);
    check(`the printed ${name} takes at most ${most} pages`, pages <= most, String(pages));
    tool('pdftoppm', ['-r', '70', '-png', file, join(OUT, `print-evening-${name}`)]);
  }
  await page.goto(`${session}/reminders`);
  const text = await page.locator('textarea').first().inputValue();
  check('a text to copy names people, day and place', /^Kính mời .+ dự buổi tập huấn .+ Nhà văn hóa thôn Nà Mây/s.test(text), text);
}

async function attendance(page, session) {
  await page.goto(session);
  await pressWords(page, 'Tất cả có mặt');
  check('all are there', /15 người có mặt/.test(await page.innerText('main')));
  for (let absent = 0; absent < 3; absent += 1) {
    await press(page, page.locator('.roll form button[value="0"]').first());
  }
  check('twelve are left', new RegExp(`${THERE} người có mặt`).test(await page.innerText('main')));
  await fits(page, 'attendance');
}

/** Person by person, with three outcomes, until about half of the acts are signed. */
async function acts(page, session) {
  await page.goto(session);
  const first = page.locator('.roll li').filter({ has: page.locator('button[value="0"]') }).locator('a.who').first();
  await press(page, first);
  await fits(page, 'person');
  let signed = 0;
  for (let people = 0; people < THERE && signed < ACTS / 2; people += 1) {
    const open = page.locator('.actbox:has(.out)');
    const here = await open.count();
    for (let at = 0; at < here; at += 1) {
      const alone = signed < ACTS / 2 && at < 3;
      await open.nth(at).locator(`input[value="${alone ? 'alone' : at === 3 ? 'helped' : 'not-yet'}"]`).check();
      signed += alone ? 1 : 0;
    }
    const next = page.locator('button[name=next]');
    await press(page, (await next.count()) ? next : page.locator('.act button').first());
    check('what was seen is saved at once', /Đã ghi/.test(await page.innerText('main')));
  }
  await page.goto(session);
  const counted = Number(/(\d+) việc tự làm được/.exec(await page.innerText('main'))[1]);
  check('what is done alone is counted', counted === signed, `${counted} of ${signed}`);
  return signed;
}

/** One act of all who are there, until thirty are signed; nothing is ticked beforehand, and it is said before it is done. */
async function everybodyAtOnce(page, session, signed) {
  for (let act = 0; signed < ACTS && act < 12; act += 1) {
    await page.goto(session);
    await press(page, page.locator('a[href*="/acts/"]').nth(act));
    if (act === 0) await fits(page, 'act');
    const people = page.locator('.actbox:has(.out)');
    const open = await people.count();
    if (open === 0) continue;
    check('nobody is ticked as having done it alone', (await page.locator('input[value=alone]:checked').count()) === 0);
    const alone = Math.min(open, ACTS - signed);
    for (let at = 0; at < alone; at += 1) await people.nth(at).locator('input[value=alone]').check();
    await press(page, '.act button');
    check('what will be recorded is said first', new RegExp(`Tự làm, ${alone} người`).test(await page.innerText('main')), await page.innerText('main'));
    if (act === 0) await fits(page, 'act-check');
    await pressWords(page, 'Xác nhận');
    signed += alone;
  }
  await page.goto(session);
  check(`${ACTS} acts are signed`, new RegExp(`${ACTS} việc tự làm được`).test(await page.innerText('main')), await page.locator('.head').innerText());
}

async function paper(page, session, course) {
  await page.goto(`${session}/papers`);
  await fits(page, 'papers');
  const people = page.locator('input[name=member]');
  for (let at = 0; at < (await people.count()); at += 1) await people.nth(at).uncheck();
  // Somebody who has not passed: the second of the list is certified in no test of today.
  await people.nth(4).check();
  await page.locator('input[name=module]').first().check();
  await press(page, '.act button');
  await page.goto(`${session}/papers/print`);
  const file = join(OUT, 'print-evening-paper.pdf');
  await page.pdf({ path: file, preferCSSPageSize: true, printBackground: false });
  const text = tidy(tool('pdftotext', ['-layout', file, '-']));
  check('the printed test has an answer sheet', text.includes('Phiếu trả lời'), text.slice(0, 200));
  tool('pdftoppm', ['-r', '70', '-png', file, join(OUT, 'print-evening-paper')]);
  const sizes = tool('pdftotext', ['-bbox', file, '-']);
  check('it names its sheet', /[2-9A-Z]{3}-[2-9A-Z]{3}/.test(text) && sizes.length > 0);
  await fits(page, 'paper-print');
  // The answers, as a hand would have written them: the right ones by the course.
  const questions = page.locator('.pqs > li');
  const lines = [];
  for (let at = 0; at < (await questions.count()); at += 1) {
    const stem = tidy(await questions.nth(at).locator('p b').first().innerText()).replace(/^\d+\.\s*/, '');
    lines.push(`${at + 1} ${await written(questions.nth(at), course, stem)}`);
  }
  await page.goto(`${session}/papers`);
  await press(page, 'main .rows a');
  await page.fill('#answers', `${lines.slice(1).join('\n')}`);
  await press(page, page.locator('form:has(#answers) button').first());
  check('a question that is missing is named', /Câu 1 chưa có\./.test(await page.innerText('main')), await page.innerText('main'));
  await fits(page, 'paper-wrong');
  await page.fill('#answers', lines.join('\n'));
  await press(page, page.locator('form:has(#answers) button').first());
  check('what was keyed is read back', /So với phiếu trên tay/.test(await page.innerText('main')), await page.innerText('main'));
  await fits(page, 'paper-check');
  await pressWords(page, 'Chấm bài này');
  check('and marked', /Đúng \d+\/\d+ câu\./.test(await page.innerText('main')), await page.innerText('main'));
  await fits(page, 'paper-result');
}

/** Any letters that fit: marking is tested elsewhere, here it is keying. */
async function written(question, course, stem) {
  void course;
  const signs = (await question.locator('.lets').last().locator('li > b').allInnerTexts().catch(() => []))
    .map((sign) => sign.trim().toLowerCase());
  const how = await question.locator('.phow').innerText();
  if (/Đ nếu đúng/.test(how)) return 'đ';
  if (/theo thứ tự/.test(how)) return signs.join(' ');
  if (/Mỗi số/.test(how)) {
    const rows = await question.locator('.lets').first().locator('li').count();
    return Array.from({ length: rows }, (_, row) => `${row + 1}${signs[row % signs.length]}`).join(' ');
  }
  if (/Ghi một số/.test(how)) return '45.000';
  if (/hai từ/.test(how)) return stem.split(' ')[0];
  if (/đáng ngờ/.test(how)) return '0';
  const many = /Khoanh (\d+) chữ/.exec(how);
  return many ? signs.slice(0, Number(many[1])).join(' ') : signs[0];
}

async function borrowed(page, session, trainer) {
  await page.goto(session);
  await press(page, page.locator('.roll li').filter({ has: page.locator('button[value="0"]') }).locator('a.who').nth(1));
  const name = await heading(page);
  await pressWords(page, 'Học trên máy này');
  for (let tries = 0; tries < 2 && path(page) === '/consent'; tries += 1) {
    const agree = page.locator('input[name=agree]');
    if (await agree.count()) await agree.check();
    await press(page, 'main form button');
  }
  check('the member is named large', (await page.innerText('.using b')) === name, await page.innerText('.using'));
  await fits(page, 'borrowed');
  const refused = await page.goto('/trainer');
  check('no trainer’s page is there', refused.status() === 404, String(refused.status()));
  await page.goto('/');
  await pressWords(page, 'Xong, trả máy');
  await fits(page, 'hand-back');
  await page.fill('#passphrase', 'không phải mật khẩu này');
  await press(page, 'main form button.btn');
  check('a wrong passphrase does not take it back', (await page.title()).startsWith('Lỗi:'));
  await page.fill('#passphrase', trainer.secret);
  await press(page, 'main form button.btn');
  check('the right one does', /^\/trainer\/members\//.test(path(page)), path(page));
}

async function close(page, session) {
  await page.goto(session);
  await pressWords(page, 'Kết thúc buổi');
  await fits(page, 'closing');
  await pressWords(page, 'Kết thúc buổi tập huấn');
  check('closing leads to the record', path(page) === `${session}/record`, path(page));
  await fits(page, 'record');
  const file = join(OUT, 'print-evening-record.pdf');
  await page.pdf({ path: file, preferCSSPageSize: true, printBackground: false });
  const text = tidy(tool('pdftotext', ['-layout', file, '-']));
  check('the printed record says who signed', text.includes('tự làm (Hằng)'), text.slice(0, 300));
  tool('pdftoppm', ['-r', '70', '-png', file, join(OUT, 'print-evening-record')]);
  await page.goto(session);
  check('nothing more can be marked', (await page.locator('.roll form').count()) === 0);
}
