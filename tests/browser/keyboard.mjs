// C5: the first part of the journey, every kind of question and a practice phone with Tab, Enter, Space and arrows only;
// the focus is seen at every stop.

import { kindsIn, labelsOf, lessonQuestion, partOn, questionOn, readCourses, stepOn } from './answers.mjs';
import {
  check, checkQuiet, heading, newPerson, path, readGreeting, signIn, startBrowser, startServer, stopServer, tidy,
} from './lib.mjs';

const MOST_STOPS = 60;

export async function keyboard() {
  const server = await startServer('demo');
  const browser = await startBrowser();
  try {
    const { card, trainer } = readGreeting(server.output);
    const course = readCourses();
    const person = await newPerson(browser, server);
    const { page } = person;

    await page.goto(card.path);
    await page.keyboard.press('Tab');
    const skip = await page.evaluate(() => {
      const box = document.activeElement.getBoundingClientRect();
      return { skip: document.activeElement.matches('.skip'), seen: box.left >= 0 && box.top >= 0 && box.width > 0 };
    });
    check('the first stop is the skip link', skip.skip);
    check('and it is seen', skip.seen);
    await page.keyboard.press('Enter');
    // The address follows the key a moment later.
    await page.waitForURL(/#noi-dung$/).catch(() => {});
    check('the skip link leads to the content', new URL(page.url()).hash === '#noi-dung', page.url());

    await tabTo(page, '#pin');
    await page.keyboard.type(card.pin === '111111' ? '222222' : '111111');
    await go(page, 'Enter');
    check('after an error the focus is at the summary', await page.evaluate(() => document.activeElement.id === 'loi'));
    await tabTo(page, '#loi a');
    await page.keyboard.press('Enter');
    await tabTo(page, '#pin');
    await page.keyboard.type(card.pin);
    await tabTo(page, 'main form button');
    await go(page, 'Enter');
    check('Enter sends the PIN', path(page) === '/first-pin', path(page));

    await tabTo(page, 'button[value=another]');
    await go(page, 'Space');
    await tabTo(page, 'main summary');
    await page.keyboard.press('Enter');
    check('Enter opens “Tôi muốn tự chọn mã”', await page.locator('#own_pin').isVisible());
    await tabTo(page, 'button[value=keep]', true);
    await go(page, 'Enter');
    check('Enter keeps the PIN', path(page) === '/consent', path(page));

    await tabTo(page, '#agree');
    await page.keyboard.press('Space');
    check('Space ticks the box', await page.isChecked('#agree'));
    await tabTo(page, 'main form button');
    await go(page, 'Enter');
    check('then home', path(page) === '/', path(page));

    await tabTo(page, 'a.btn');
    await go(page, 'Enter');
    check('Enter opens the lesson', /\/lessons\//.test(path(page)), path(page));
    await tabTo(page, 'main a.btn');
    await go(page, 'Enter');
    check('Enter opens the question', /\/questions\/1$/.test(path(page)), path(page));

    await answerByKeys(page, course);
    await tabTo(page, 'main form button');
    await go(page, 'Space');
    check('the keys gave the right answer', (await heading(page)) === 'Đúng rồi', await heading(page));
    await tabTo(page, 'main a.btn');
    await go(page, 'Enter');
    check('Enter goes on to the next question', /\/questions\/2$/.test(path(page)), path(page));

    await page.goto('/');
    await tabTo(page, '.foot button.link');
    await go(page, 'Enter');
    check('Enter signs out', path(page) === '/login', path(page));
    checkQuiet('keyboard', person);
    await everyKind(browser, server, trainer, course);
  } finally {
    await browser.close();
    stopServer(server);
  }
}

/** A question of every kind and a whole practice phone; somebody who may see all modules. */
async function everyKind(browser, server, login, course) {
  const person = await newPerson(browser, server);
  const { page } = person;
  await signIn(page, login);
  for (const kind of kindsIn(course)) {
    await page.goto(lessonQuestion(course, kind).href);
    await answerByKeys(page, course);
    await tabTo(page, 'main form button');
    await go(page, 'Enter');
    check(`“${kind}” is answered rightly by keys`, (await heading(page)) === 'Đúng rồi', page.url());
  }
  const { module, lesson, place } = course.drills.find((one) => one.module === course.modules[0].id);
  await page.goto(`/modules/${module}/lessons/${lesson}/drills/${place}/steps/1`, { waitUntil: 'networkidle' });
  for (;;) {
    const wrong = await partOn(page, course, false);
    if (wrong) {
      await tabToThis(page, wrong);
      await page.keyboard.press('Space');
      await page.locator('#bao .note').waitFor();
      check(`Space taps: ${path(page)} explains a wrong part`, (await page.locator('#bao .note p').innerText()).length > 0);
    }
    const { last } = await stepOn(page, course);
    await page.waitForLoadState('networkidle');
    const before = page.url();
    await tabToThis(page, await partOn(page, course));
    if (last) {
      await go(page, 'Enter');
      break;
    }
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.href !== before);
    check(`Enter taps on to ${path(page)}, whose heading has the focus`, await page.evaluate(() => document.activeElement?.tagName === 'H1'));
  }
  check('the practice phone comes to its end by keys', (await heading(page)) === 'Tập xong', await heading(page));
  checkQuiet('every kind by keys', person);
}

/** Answers the question on this page rightly: Tab to each field, arrows among choices, Space for boxes, or typing. */
async function answerByKeys(page, course) {
  const question = await questionOn(page, course);
  const partners = question.items
    ? question.items.map((item, place) => [item, String(place + 1)])
    : question.pairs;
  if (partners) {
    const rows = await page.locator('main .arr').evaluateAll((all) => all.map((row) => ({
      text: row.querySelector('legend, label').textContent, name: row.querySelector('input, select').name,
    })));
    for (const { text, name } of rows) {
      const wanted = partners.find(([item]) => same(item) === same(text))?.[1];
      if (!wanted) throw new Error(`the sources have no row “${text}” in ${question.id}`);
      await tabTo(page, `[name=${name}]`);
      await arrowTo(page, wanted);
    }
  } else if (question.typed) {
    await tabTo(page, '#t');
    await page.keyboard.type(question.typed);
  } else {
    const known = (question.options ?? question.parts).filter((one) => one.right);
    const labels = await labelsOf(page, 'main .opt, main .tap', question.kind === 'chạm' ? known.slice(0, 1) : known);
    const texts = await Promise.all(labels.map(async (label) => tidy(await label.innerText())));
    if (await page.locator('main .opt [type=radio], main .tap [type=radio]').count()) {
      await tabTo(page, 'main .opt input, main .tap input');
      await arrowTo(page, texts[0]);
      return;
    }
    for (const box of await page.locator('main .opt, main .tap').all()) {
      if (!texts.includes(tidy(await box.innerText()))) continue;
      await tabToThis(page, box.locator('input'));
      await page.keyboard.press('Space');
      check(`Space ticks: ${question.id}`, await box.locator('input').isChecked());
    }
  }
}

const same = (text) => tidy(text).toLocaleLowerCase('vi');

/** Presses the arrow until the choice with these words is chosen. */
async function arrowTo(page, wanted) {
  const chosen = () => page.evaluate(() => {
    const { activeElement: field } = document;
    if (field.matches('select')) return field.selectedOptions[0].textContent;
    return field.checked ? field.closest('label').innerText : '';
  });
  if (await page.evaluate(() => document.activeElement.type === 'radio' && !document.activeElement.checked)) await page.keyboard.press('Space');
  for (let tries = 0; tries < 12; tries += 1) {
    // A chosen part of a drawn screen carries a tick.
    if (same((await chosen()).replace('✓', '')) === same(wanted)) return;
    await page.keyboard.press('ArrowDown');
    await seen(page);
  }
  throw new Error(`the arrows do not come to “${wanted}” on ${path(page)}`);
}

async function tabToThis(page, locator) {
  const target = await locator.elementHandle();
  for (let stops = 0; stops < MOST_STOPS; stops += 1) {
    await page.keyboard.press('Tab');
    await seen(page);
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`Tab does not come to “${await locator.innerText()}” on ${path(page)}`);
}

async function go(page, key) {
  await Promise.all([page.waitForEvent('domcontentloaded'), page.keyboard.press(key)]);
}

/** Presses Tab until the focus is there, looking at the focus at every stop. */
async function tabTo(page, selector, backwards = false) {
  for (let stops = 0; stops < MOST_STOPS; stops += 1) {
    await page.keyboard.press(backwards ? 'Shift+Tab' : 'Tab');
    await seen(page);
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
  }
  throw new Error(`Tab does not come to ${selector} on ${path(page)}`);
}

async function seen(page) {
  const stop = await page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const holder = element.closest('.opt, .tap, .chips label') ?? element;
    const ringed = [element, holder].some((one) => {
      const style = getComputedStyle(one);
      return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 3;
    });
    const box = holder.getBoundingClientRect();
    const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    const top = document.elementFromPoint(
      Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1),
      Math.min(Math.max(box.top + box.height / 2, 1), innerHeight - 1),
    );
    return {
      name: `${element.tagName.toLowerCase()} “${(holder.textContent || element.id).trim().slice(0, 30)}”`,
      ringed,
      uncovered: inside && (holder.contains(top) || top?.contains(holder)),
    };
  });
  if (!stop) return;
  check(`the focus is ringed: ${path(page)} ${stop.name}`, stop.ringed);
  check(`the focus is not hidden: ${path(page)} ${stop.name}`, stop.uncovered);
}
