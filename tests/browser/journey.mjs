// C4: the whole way without a script, on a small phone. From the printed card to the certificate that a stranger checks.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { choose, kindsIn, lessonQuestion, partOn, readCourses, stepOn, tapThrough } from './answers.mjs';
import {
  OUT, check, checkQuiet, heading, newPerson, path, press, pressWords, readGreeting, revokeCertificate, signIn,
  startBrowser, startServer, stopServer, tidy, tool,
} from './lib.mjs';
import { KINDS, coursesWithAllKinds } from './pages.mjs';

const NO_SCRIPT = { javaScriptEnabled: false };
const MOST_STEPS = 120;

export async function journey() {
  const server = await startServer('demo');
  const browser = await startBrowser();
  try {
    const greeting = readGreeting(server.output);
    const course = readCourses();
    const member = await newPerson(browser, server, NO_SCRIPT);
    const pin = await comeIn(member.page, greeting.card);
    const module = await learn(member.page, course);
    await passTest(member.page, course, module);
    await waitForTrainer(member.page);

    const trainer = await newPerson(browser, server, NO_SCRIPT);
    await signOff(trainer.page, greeting, module);

    const proof = await certificate(member, greeting.card.name);
    const visitor = await newPerson(browser, server, NO_SCRIPT);
    await verify(visitor.page, proof, greeting.card.name);
    await takeBack(trainer.page, greeting, module, visitor.page, proof);
    await revoked(server, visitor.page, proof);

    await textSize(member.page, module);
    await leave(member.page, module);
    await comeBack(browser, server, greeting.card, pin);
    await signOut(trainer.page, '/trainer', module);

    checkQuiet('member', member);
    checkQuiet('trainer', trainer);
    checkQuiet('visitor', visitor);
    await shippedKinds(browser, server, greeting, course);
    await allKinds(browser);
  } finally {
    await browser.close();
    stopServer(server);
  }
}

/** A question of every kind and every practice phone of the courses, without a script and with it. */
async function shippedKinds(browser, server, greeting, course) {
  for (const scripted of [false, true]) {
    const how = scripted ? 'with the script' : 'without a script';
    const person = await newPerson(browser, server, scripted ? {} : NO_SCRIPT);
    const { page } = person;
    // A trainer may learn the module for trainers too.
    await signIn(page, greeting.trainer);
    for (const kind of kindsIn(course)) {
      const { href } = lessonQuestion(course, kind);
      for (const right of [false, true]) {
        await page.goto(href);
        await choose(page, course, right);
        await press(page, 'main form .btn');
        check(`“${kind}” is answered ${right ? 'rightly' : 'wrongly'}, ${how}`, (await heading(page)) === (right ? 'Đúng rồi' : 'Chưa đúng'), page.url());
      }
    }
    for (const drill of course.drills) {
      await page.goto(`/modules/${drill.module}/lessons/${drill.lesson}/drills/${drill.place}/steps/1`, { waitUntil: 'networkidle' });
      await tapDrill(page, course, scripted);
      check(`the practice phone ${drill.id} comes to its end, ${how}`, (await heading(page)) === 'Tập xong', await heading(page));
    }
    checkQuiet(`the courses, ${how}`, person);
    await person.context.close();
  }
}

/** Through a practice phone, with one wrong tap at every step that allows one. */
async function tapDrill(page, course, scripted) {
  if (!scripted) return tapThrough(page, course, () => tapWrong(page, course, false));
  for (;;) {
    await tapWrong(page, course, true);
    const { step, last } = await stepOn(page, course);
    const button = await partOn(page, course);
    if (last) return press(page, button);
    await page.waitForLoadState('networkidle');
    const before = page.url();
    await button.click();
    await page.waitForURL((url) => url.href !== before);
    check(`the next step comes without loading a page: ${step.task}`, await page.evaluate(() => document.activeElement?.tagName === 'H1'));
  }
}

async function tapWrong(page, course, scripted) {
  const wrong = await partOn(page, course, false);
  if (!wrong) return;
  const here = path(page);
  if (scripted) await wrong.click();
  else await press(page, wrong);
  await page.locator('#bao .note').waitFor();
  const told = await page.locator('#bao .note p').innerText();
  check(`${here}: a wrong tap explains and stays`, path(page) === here && told.trim().length > 0, `${page.url()} ${told}`);
}

/** Every kind of question, and the practice phone, without a script and with it. */
async function allKinds(browser) {
  const server = await startServer('demo', ['--courses', coursesWithAllKinds()]);
  try {
    const login = readGreeting(server.output).learning;
    const lessons = '/modules/dich-vu-cong/lessons';
    const plain = await newPerson(browser, server, NO_SCRIPT);
    await signIn(plain.page, login);
    for (const [place, name, answer] of KINDS) {
      await plain.page.goto(`${lessons}/${place}`);
      await answer(plain.page);
      await press(plain.page, 'main form .btn');
      check(`${name} can be answered without a script`, path(plain.page) === `${lessons}/${place}/answer`, path(plain.page));
      check(`${name} is explained`, (await heading(plain.page)) === 'Chưa đúng', await heading(plain.page));
    }
    await practise(plain.page, lessons, false);
    const scripted = await newPerson(browser, server);
    await signIn(scripted.page, login);
    await practise(scripted.page, lessons, true);
    checkQuiet('all kinds', plain);
    checkQuiet('all kinds, with the script', scripted);
  } finally {
    stopServer(server);
  }
}

async function practise(page, lessons, scripted) {
  const how = scripted ? 'with the script' : 'without a script';
  const tap = async (words, loads) => {
    const button = page.locator('#may-tap button').filter({ hasText: words });
    if (loads) await press(page, button);
    else await button.click();
  };
  await page.goto(`${lessons}/dv-03/drills/1/steps/1`, { waitUntil: 'networkidle' });
  let loads = 0;
  page.on('domcontentloaded', () => { loads += 1; });
  await tap('Chuyển tiền', !scripted);
  await page.locator('#bao .note').waitFor();
  check(`a wrong tap explains and stays, ${how}`, /gửi cho người quen/.test(await page.innerText('#bao')) && path(page).endsWith('/steps/1'));
  await tap('Quét mã', !scripted);
  await page.waitForURL(/steps\/2/);
  check(`a right tap leads on, ${how}`, (await heading(page)) === 'Đọc tên người nhận, rồi chuyển', await heading(page));
  check(`what came of it is said, ${how}`, /Khung quét đã mở/.test(await page.innerText('main')));
  if (scripted) {
    check('the script leaves the page where it is', loads === 0, String(loads));
    check('the script moves the focus to the heading', await page.evaluate(() => document.activeElement?.tagName === 'H1'));
    await page.goBack();
    await page.waitForFunction(() => document.querySelector('h1').textContent === 'Mở phần quét mã');
    await page.goForward();
    await page.waitForFunction(() => /Đọc tên/.test(document.querySelector('h1').textContent));
    await page.route('**/steps/2*', (route) => (route.request().isNavigationRequest() ? route.continue() : route.abort()));
    await page.goto(`${lessons}/dv-03/drills/1/steps/1`, { waitUntil: 'networkidle' });
    await tap('Quét mã', true);
    check('where nothing could be fetched ahead, the form is sent', /steps\/2$/.test(path(page)), path(page));
  }
  await tap('Chuyển tiền', true);
  check(`the end is told, ${how}`, (await heading(page)) === 'Tập xong', await heading(page));
}

async function comeIn(page, card) {
  await page.goto(card.path);
  check('the card greets by given name', tidy(await page.innerText('h1')).endsWith(card.name.split(' ').pop()));
  await page.goto(card.path);
  check('opening a card twice changes nothing', (await page.locator('#pin').count()) === 1);

  await page.fill('#pin', card.pin === '111111' ? '222222' : '111111');
  await press(page, 'main form .btn');
  check('a wrong PIN says how many tries are left', /Còn 4 lần thử/.test(await page.innerText('main')));
  check('a wrong PIN names the error in the title', (await page.title()).startsWith('Lỗi:'), await page.title());
  await page.fill('#pin', card.pin);
  await press(page, 'main form .btn');
  check('the first PIN leads to the lasting one', path(page) === '/first-pin', path(page));

  await page.goto('/');
  check('nothing opens before the lasting PIN', path(page) === '/first-pin', path(page));
  const first = tidy(await page.innerText('.proposed'));
  await pressWords(page, 'Đổi số khác');
  const second = tidy(await page.innerText('.proposed'));
  check('“Đổi số khác” proposes another PIN', first !== second && /^[\d ]{6,9}$/.test(second), `${first} ${second}`);
  await page.reload();
  check('reload keeps the proposal', tidy(await page.innerText('.proposed')) === second);
  await pressWords(page, 'Dùng mã này');
  check('then consent is asked', path(page) === '/consent', path(page));

  await page.goto('/');
  check('nothing opens before consent', path(page) === '/consent', path(page));
  await press(page, 'main form .btn');
  check('consent must be ticked', /Lỗi:/.test(await page.title()), await page.title());
  await page.check('#agree');
  await press(page, 'main form .btn');
  check('then home', path(page) === '/', path(page));
  check('home has one primary action', (await page.locator('.btn:not(.sec)').count()) === 1);
  return second.replaceAll(' ', '');
}

async function learn(page, course) {
  await pressWords(page, /Học tiếp|Vào học|Bắt đầu|Xem bài|Học bài/);
  const module = course.modules[0];
  const lessons = new Set();
  const kinds = new Set();
  let drills = 0;
  let questions = 0;
  let reloaded = false;
  for (let steps = 0; ; steps += 1) {
    if (steps > MOST_STEPS) throw new Error('the lessons do not come to an end');
    const here = path(page);
    if (/\/lessons\/[^/]+$/.test(here)) {
      lessons.add(here);
      check(`${here} has steps and a way on`, (await page.locator('main .btn').count()) >= 1);
      await press(page, 'main .btn');
    } else if (/\/drills\/\d+\/steps\/1$/.test(here)) {
      drills += 1;
      await tapDrill(page, course, false);
      check(`${here}: the end is told`, (await heading(page)) === 'Tập xong', await heading(page));
      await press(page, 'main .btn:not(.sec)');
      check(`${here}: then come the questions`, /\/questions\/1$/.test(path(page)), path(page));
    } else if (/\/questions\/\d+$/.test(here)) {
      questions += 1;
      if (questions === 1) await answerNothing(page);
      kinds.add((await choose(page, course, false)).kind);
      await press(page, 'main form .btn');
      check(`${here}: a wrong answer is said kindly`, (await heading(page)) === 'Chưa đúng', await heading(page));
      await pressWords(page, 'Làm lại câu này');
      await choose(page, course, true);
      await press(page, 'main form .btn');
      check(`${here}: the right answer is right`, (await heading(page)) === 'Đúng rồi', await heading(page));
      check(`${here}: and says why`, /Vì sao:/.test(await page.innerText('main')));
      if (!reloaded) {
        reloaded = true;
        const before = page.url();
        await page.reload();
        check('reload after an answer shows it again', page.url() === before && (await heading(page)) === 'Đúng rồi');
        await page.goBack();
        check('Back after an answer goes to its question', path(page) === here, path(page));
        await page.goForward();
        check('Forward comes to the answer again', (await heading(page)) === 'Đúng rồi');
      }
      await press(page, 'main .btn:not(.sec)');
    } else {
      break;
    }
  }
  check('every lesson of the first module was learnt', lessons.size === module.lessons.length, `${lessons.size} of ${module.lessons.length}`);
  check('every practice phone came by itself', drills === course.drills.filter((one) => one.module === module.id).length, String(drills));
  check('at least ten questions were answered', questions >= 10, String(questions));
  check('of at least five kinds', kinds.size >= 5, [...kinds].join(', '));
  if (!/\/test$/.test(path(page))) await press(page, 'main .btn');
  check('after the lessons comes the test', path(page) === `/modules/${module.id}/test`, path(page));
  return module;
}

async function answerNothing(page) {
  const here = page.url();
  await press(page, 'main form .btn');
  check('an empty answer stays at the question', page.url() === here, page.url());
  const links = await page.locator('#loi a[href^="#"]').evaluateAll((all) =>
    all.map((link) => ({ words: link.textContent.trim(), leads: document.querySelector(link.getAttribute('href')) !== null })));
  check('and says what to do', links.length > 0 && links.every(({ words }) => words.length > 5), JSON.stringify(links));
  check('the summary links to what is missing', links.every(({ leads }) => leads), JSON.stringify(links));
}

async function passTest(page, course, module) {
  for (let tries = 1; ; tries += 1) {
    if (!/\/test$/.test(path(page))) await page.goto(`/modules/${module.id}/test`);
    // The first try is handed in with mistakes, to see the way back.
    const right = tries > 1;
    await pressWords(page, 'Bắt đầu làm bài');
    const questions = await takeTest(page, course, right);
    const title = await page.title();
    if (right) {
      check('the test is passed', /đạt/.test(title) && !/chưa/.test(title), title);
      return;
    }
    check('a failed test says so without blame', /Chưa đạt lần này/.test(await heading(page)), await heading(page));
    check('and may be taken again at once', /làm lại được ngay/i.test(await page.innerText('main')));
    await pressWords(page, 'Xem từng câu và lý do');
    check('the review explains every question', (await page.getByText('Vì sao:').count()) === questions, String(questions));
    await page.goBack();
    await pressWords(page, /Làm lại/);
  }
}

async function takeTest(page, course, right) {
  let first = true;
  let questions = 0;
  for (let place = 1; /\/questions\/\d+$/.test(path(page)); place += 1) {
    if (place > MOST_STEPS) throw new Error('the test does not come to an end');
    const here = path(page);
    questions += 1;
    await choose(page, course, right || place % 2 === 0);
    await press(page, 'main form .btn');
    if (first) {
      first = false;
      const next = page.url();
      await page.goBack();
      check('Back in the test goes to the question before', path(page) === here, path(page));
      check('and the answer is still there', await answered(page));
      check('and is said to be saved', /Đã lưu/.test(await page.innerText('main')));
      await page.reload();
      check('reload keeps the answer', await answered(page));
      await page.goto('/');
      await pressWords(page, /Làm tiếp|Học tiếp|Tiếp tục|Làm nốt/);
      if (/\/test$/.test(path(page))) await press(page, 'main .btn');
      check('home leads back into the open test', page.url() === next, page.url());
    }
  }
  check('after the last question comes the overview', /^\/attempts\/[^/]+$/.test(path(page)), path(page));
  await pressWords(page, 'Nộp bài');
  check('handing in shows the result', /\/result$/.test(path(page)), path(page));
  const result = page.url();
  await page.reload();
  check('reload keeps the result', page.url() === result);
  return questions;
}

/** Something is ticked, chosen or typed. (Where nothing need be tapped, nothing shows it.) */
async function answered(page) {
  return page.locator('main form').first().evaluate((form) =>
    [...form.querySelectorAll('input:not([type=hidden]), select')].some((one) => (/radio|checkbox/.test(one.type) ? one.checked : one.value !== ''))
    || form.querySelector('.tap [type=checkbox]') !== null);
}

async function waitForTrainer(page) {
  await pressWords(page, /Xem bài thực hành|Bài thực hành/);
  check('the result leads to the practice', /\/practice$/.test(path(page)), path(page));
  check('which waits for the trainer', /Đang chờ xác nhận/.test(await page.innerText('main')));
  await page.goto('/certificates');
  check('no certificate yet', /Chưa có giấy chứng nhận nào/.test(await page.innerText('main')));
}

async function openMember(page, name) {
  await page.goto('/trainer');
  await pressWords(page, 'Danh sách thành viên');
  await page.fill('main input[name=q]', bare(name));
  await press(page, 'main form button');
  const found = page.locator('main li a').filter({ hasText: name });
  check('the trainer finds the member without marks', (await found.count()) > 0);
  await press(page, found.first());
  check('and opens the member', (await heading(page)) === name, await heading(page));
}

/** As typed in a hurry: no marks. */
const bare = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/g, 'd').replace(/Đ/g, 'D');

/** What a member's page says of one module. */
const ofModule = (page, { title }) =>
  page.locator('main section').filter({ has: page.locator('h2').filter({ hasText: title }) });

async function signOff(page, greeting, module) {
  await signIn(page, greeting.trainer);
  check('the trainer comes to the trainer’s page', path(page) === '/trainer', path(page));
  await openMember(page, greeting.card.name);
  const signing = ofModule(page, module);
  await press(page, signing.locator('button').filter({ hasText: 'Xác nhận việc đã chọn' }));
  check('signing off nothing is told', /^Lỗi:/.test(await page.title()), await page.title());
  const acts = signing.locator('form[id^="ky-"] input[type=checkbox]');
  for (const act of await acts.all()) await act.check();
  await press(page, signing.locator('button').filter({ hasText: 'Xác nhận việc đã chọn' }));
  check('all acts are signed', (await acts.count()) === 0, `${await acts.count()} left`);
  const again = page.url();
  await page.reload();
  check('reload after signing signs nothing twice', page.url() === again);
}

async function certificate(member, name) {
  const { page } = member;
  await page.goto('/certificates');
  await press(page, 'main a.row');
  check('the member sees the certificate', (await page.innerText('.cert .who')).trim() === name);
  const code = /(?:[0-9A-Z]{4}-){3,}[0-9A-Z]{1,4}/.exec(await page.innerText('.cert .sig'))?.[0] ?? '';
  check('with a code to check it', code.length > 0, await page.innerText('.cert .sig'));

  const file = join(OUT, 'certificate.pdf');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByText('Tải giấy chứng nhận').click()]);
  await download.saveAs(file);
  check('the PDF arrives', existsSync(file));
  const text = tool('pdftotext', [file, '-']).normalize('NFC');
  check('the PDF names the member', tidy(text).includes(name), text.slice(0, 300));
  check('the PDF has one page', /Pages:\s+1\b/.test(tool('pdfinfo', [file])));
  check('the PDF brings its fonts', !/ no +(yes|no) +(yes|no) +\d+ +\d+\s*$/m.test(tool('pdffonts', [file])));
  tool('pdftoppm', ['-r', '150', '-png', '-singlefile', file, join(OUT, 'certificate-pdf')]);
  const scanned = tool('zbarimg', ['--quiet', '--raw', join(OUT, 'certificate-pdf.png')]).trim();
  check('its QR leads to the check page', /\/verify\/[^?]+\?k=/.test(scanned), scanned);
  return { url: new URL(scanned), code };
}

async function verify(page, proof, name) {
  const scanned = proof.url.pathname + proof.url.search;
  await page.goto(scanned);
  check('a stranger with the QR sees the certificate', (await heading(page)) === 'Giấy này còn giá trị', await heading(page));
  check('and the name', (await page.innerText('main')).includes(name));

  await page.goto('/verify');
  await page.fill('#code', proof.code.toLowerCase());
  await press(page, 'main form .btn');
  check('the typed code leads to the same', (await heading(page)) === 'Giấy này còn giá trị', await heading(page));
  check('but not to the name', !(await page.innerText('main')).includes(name));
  await page.fill('#digits', '000');
  await pressWords(page, 'Xem tên trên giấy');
  check('wrong digits do not show it either', !(await page.innerText('main')).includes(name));
  await page.fill('#digits', '131');
  await pressWords(page, 'Xem tên trên giấy');
  check('the last digits of the phone do', (await page.innerText('main')).includes(name));

  await page.goto('/verify');
  await page.fill('#code', 'abc');
  await press(page, 'main form .btn');
  check('half a code is told', /^Lỗi:/.test(await page.title()), await page.title());
  const unknown = await page.goto('/verify/0000000000');
  check('an unknown code is not found', unknown.status() === 404, String(unknown.status()));
  check('and says so', (await heading(page)) === 'Không có giấy nào mang mã này', await heading(page));
}

/** Opens a member's page by way of the teams. */
async function openTeamMember(page, name) {
  await page.goto('/trainer');
  const teams = await page.locator('.mx a').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  for (const team of teams) {
    await page.goto(team);
    const member = page.locator('main a').filter({ hasText: name });
    if (await member.count()) return press(page, member);
  }
  throw new Error(`no team has ${name}`);
}

async function takeBack(page, greeting, module, visitorPage, proof) {
  await openTeamMember(page, greeting.card.name);
  const item = ofModule(page, module).locator('li.row').filter({ has: page.locator('details') }).first();
  await item.locator('summary').click();
  await item.locator('input[name=reason]').fill('Ký nhầm người');
  await press(page, item.locator('button'));
  const again = await ofModule(page, module).locator('form[id^="ky-"] input[type=checkbox]').count();
  check('a sign-off taken back may be signed again', again === 1, String(again));
  await visitorPage.goto(proof.url.pathname + proof.url.search);
  const kept = await heading(visitorPage);
  check('the certificate issued on it stays until somebody revokes it', kept === 'Giấy này còn giá trị', kept);
}

async function revoked(server, page, proof) {
  revokeCertificate(server, proof.code);
  await page.goto(proof.url.pathname + proof.url.search);
  const text = await heading(page);
  check('a revoked certificate says so', text === 'Giấy này đã bị thu hồi', text);
  check('and why', (await page.innerText('main')).includes('Cấp nhầm người'));
}

async function textSize(page, { id }) {
  await page.goto(`/modules/${id}`);
  for (const [name, wanted] of [['larger', 'to'], ['largest', 'rat-to'], ['usual', '']]) {
    await pressWords(page, 'Chữ to');
    check(`“Chữ to” comes back to the page (${name})`, path(page) === `/modules/${id}`, path(page));
    const given = (await page.locator('html').getAttribute('class')) ?? '';
    check(`“Chữ to” sets the size (${name})`, given === wanted, given);
  }
  for (const place of ['/verify', '/login', '/help']) {
    await page.goto(place);
    if (path(page) !== place) continue;
    await pressWords(page, 'Chữ to');
    check(`“Chữ to” works on ${place}`, path(page) === place, path(page));
  }
  await page.goto('/text-size?to=vua&back=/');
}

async function leave(page, module) {
  await page.goto(`/modules/${module.id}`);
  await page.goto('/me');
  check('one’s own page shows one’s name', (await page.innerText('main')).includes('Bàn Văn Phúc'));
  await signOut(page, '/', module);
}

async function signOut(page, home, module) {
  await page.goto(home);
  await pressWords(page, 'Thoát');
  check('signing out leads to the door', path(page) === '/login', path(page));
  await page.goBack();
  check('Back after signing out shows nothing', path(page).endsWith('/login'), path(page));
  for (const place of ['/', '/me', '/certificates', '/trainer', `/modules/${module.id}`]) {
    await page.goto(place);
    check(`${place} is closed after signing out`, path(page).endsWith('/login'), path(page));
  }
}

async function comeBack(browser, server, card, pin) {
  const { page, context } = await newPerson(browser, server, NO_SCRIPT);
  await page.goto(card.path);
  await page.fill('#pin', card.pin);
  await press(page, 'main form .btn');
  check('the first PIN is used up', (await page.locator('#pin-loi').count()) === 1);
  await page.fill('#pin', pin);
  await press(page, 'main form .btn');
  check('the lasting PIN opens the card’s door', path(page) === '/', path(page));
  await context.close();
}
