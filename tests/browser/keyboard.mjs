// C5: the first part of the journey with Tab, Enter, Space and arrows only; the focus is seen at every stop.

import {
  check, checkQuiet, heading, newPerson, path, readGreeting, rightAnswers, startBrowser, startServer, stopServer, tidy,
} from './lib.mjs';

const MOST_STOPS = 60;

export async function keyboard() {
  const server = await startServer('demo');
  const browser = await startBrowser();
  try {
    const { card } = readGreeting(server.output);
    const answers = rightAnswers();
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

    await tabTo(page, 'main .opt input');
    const right = answers.get(tidy(await page.locator('main fieldset legend h1').innerText()));
    await page.keyboard.press('Space');
    for (let tries = 0; tries < 6; tries += 1) {
      const chosen = tidy(await page.locator('main .opt:has(:checked)').innerText());
      if (right.has(chosen)) break;
      await page.keyboard.press('ArrowDown');
      await seen(page);
    }
    await tabTo(page, 'main form button');
    await go(page, 'Space');
    check('the arrows chose the right answer', (await heading(page)) === 'Đúng rồi', await heading(page));
    await tabTo(page, 'main a.btn');
    await go(page, 'Enter');
    check('Enter goes on to the next question', /\/questions\/2$/.test(path(page)), path(page));

    await page.goto('/');
    await tabTo(page, '.foot button.link');
    await go(page, 'Enter');
    check('Enter signs out', path(page) === '/login', path(page));
    checkQuiet('keyboard', person);
  } finally {
    await browser.close();
    stopServer(server);
  }
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
    const holder = element.closest('.opt') ?? element;
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
