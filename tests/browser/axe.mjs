// C1–C3 on every page: axe in light, dark and forced colours; sizes of targets; reflow, large text, text spacing.

import axe from 'axe-core';
import { DESK, PHONE, check, checkQuiet, startBrowser } from './lib.mjs';
import { TEMPLATES, everyPage } from './pages.mjs';

const AXE = {
  resultTypes: ['violations'],
  runOnly: {
    type: 'tag',
    values: ['wcag2a', 'wcag2aa', 'wcag2aaa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  },
  rules: { 'color-contrast-enhanced': { enabled: true }, 'target-size': { enabled: true } },
};

const MODES = [
  { name: 'light', viewport: PHONE, media: { colorScheme: 'light', forcedColors: 'none' } },
  { name: 'dark', viewport: DESK, media: { colorScheme: 'dark', forcedColors: 'none' } },
  { name: 'forced', viewport: PHONE, media: { colorScheme: 'light', forcedColors: 'active' } },
];

export async function everyPageIsAccessible() {
  const browser = await startBrowser();
  const seen = new Set();
  try {
    const people = await everyPage(browser, async (template, state, { page }) => {
      seen.add(template);
      for (const mode of MODES) {
        await page.setViewportSize(mode.viewport);
        await page.emulateMedia(mode.media);
        await runAxe(page, `${template} ${state} ${mode.name}`, mode);
      }
      await page.emulateMedia(MODES[0].media);
      await page.setViewportSize(PHONE);
      await targets(page, `${template} ${state}`);
      await reflow(page, `${template} ${state}`);
      await page.setViewportSize(PHONE);
    });
    for (const template of TEMPLATES) check(`the walk comes by templates/${template}.html`, seen.has(template));
    for (const person of people) checkQuiet(person.name, person);
  } finally {
    await browser.close();
  }
}

async function runAxe(page, name, mode) {
  const forced = mode.name === 'forced';
  const rules = forced
    ? { ...AXE.rules, 'color-contrast': { enabled: false }, 'color-contrast-enhanced': { enabled: false } }
    : AXE.rules;
  if (!(await page.evaluate(() => typeof window.axe !== 'undefined'))) await page.evaluate(axe.source);
  const { violations } = await page.evaluate((options) => window.axe.run(document, options), { ...AXE, rules });
  check(`C1 ${name}`, violations.length === 0, violations.map((violation) =>
    `${violation.id} (${violation.nodes.length}) ${violation.nodes.slice(0, 3).map((node) => node.target.join(' ')).join(' | ')}`).join('; '));
  if (forced) await forcedContrast(page, name);
}

/** axe takes the author's colours where the browser shows the user's, so forced colours are measured here. */
async function forcedContrast(page, name) {
  const pale = await page.evaluate(() => {
    const channel = (value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    const parts = (colour) => colour.match(/[\d.]+/g).map(Number);
    const light = ([red, green, blue]) =>
      0.2126 * channel(red / 255) + 0.7152 * channel(green / 255) + 0.0722 * channel(blue / 255);
    const ground = (element) => {
      for (let around = element; around; around = around.parentElement) {
        const colour = parts(getComputedStyle(around).backgroundColor);
        if (colour.length === 3 || colour[3] > 0.5) return colour;
      }
      return [255, 255, 255];
    };
    const ratio = (element) => {
      const [high, low] = [light(parts(getComputedStyle(element).color)), light(ground(element))].sort((a, b) => b - a);
      return (high + 0.05) / (low + 0.05);
    };
    const found = new Set();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const holder = walker.currentNode.parentElement;
      if (!walker.currentNode.data.trim() || !holder.checkVisibility() || holder.closest('svg, .vh, .skip')) continue;
      if (ratio(holder) < 4.5) found.add(`“${walker.currentNode.data.trim().slice(0, 30)}” ${ratio(holder).toFixed(1)}`);
    }
    for (const icon of document.querySelectorAll('svg.i')) {
      if (icon.checkVisibility() && ratio(icon) < 3) found.add(`icon in ${icon.parentElement.className} ${ratio(icon).toFixed(1)}`);
    }
    return [...found];
  });
  check(`C1 ${name}: contrast`, pale.length === 0, pale.slice(0, 5).join('; '));
}

/** C2: 64 px for answers and the main button, 56 for the rest; on work pages 48, in their tables 44. */
async function targets(page, name) {
  const small = await page.evaluate(() => {
    const work = document.body.classList.contains('work');
    const found = [];
    for (const element of document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')) {
      const row = element.matches('[type=radio], [type=checkbox]') ? element.closest('label') ?? element : element;
      if (row.closest('.skip, .vh') || !row.checkVisibility()) continue;
      const box = row.getBoundingClientRect();
      if (box.width === 0 || box.height === 0) continue;
      // A link within a sentence takes the height of its line.
      const sentence = element.matches('a') && getComputedStyle(element).display === 'inline'
        && element.parentElement.textContent.trim() !== element.textContent.trim();
      if (sentence) continue;
      const main = row.matches('.opt, .btn:not(.sec)');
      const least = work ? (row.closest('table') ? 44 : 48) : main ? 64 : 56;
      if (box.height < least - 0.5 || box.width < least - 0.5) {
        found.push(`${row.tagName.toLowerCase()}.${row.className || ''} “${row.textContent.trim().slice(0, 30)}” ${Math.round(box.width)}×${Math.round(box.height)} < ${least}`);
      } else if (main && !work) {
        const room = document.querySelector('main').clientWidth - 2 * parseFloat(getComputedStyle(document.querySelector('main')).paddingLeft);
        if (box.width < Math.min(room, 600) * 0.85) found.push(`“${row.textContent.trim().slice(0, 30)}” is not the full width: ${Math.round(box.width)}`);
      }
    }
    return found;
  });
  check(`C2 ${name}`, small.length === 0, small.join('; '));
}

const SPACING = '*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}p{margin-bottom:2em!important}';

/** C3: nothing scrolls sideways and nothing is cut. */
async function reflow(page, name) {
  await page.setViewportSize({ width: 320, height: 256 });
  await noneCut(page, `C3 ${name} 320×256`);
  await page.setViewportSize(PHONE);
  await page.evaluate(() => document.documentElement.style.setProperty('font-size', '40px', 'important'));
  await noneCut(page, `C3 ${name} 40px`);
  await page.evaluate(() => document.documentElement.style.removeProperty('font-size'));
  await page.evaluate((css) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = [sheet];
  }, SPACING);
  await noneCut(page, `C3 ${name} text spacing`);
  await page.evaluate(() => { document.adoptedStyleSheets = []; });
}

async function noneCut(page, name) {
  const problems = await page.evaluate(() => {
    const found = [];
    const wide = document.documentElement.scrollWidth;
    if (wide > window.innerWidth) found.push(`scrolls sideways: ${wide} > ${window.innerWidth}`);
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    while (walker.nextNode()) {
      const text = walker.currentNode;
      const holder = text.parentElement;
      if (!text.data.trim() || !holder.checkVisibility() || holder.closest('.vh, .skip, .scroll, pre, select, textarea, svg')) continue;
      range.selectNodeContents(text);
      const box = range.getBoundingClientRect();
      if (!box.width) continue;
      const words = `“${text.data.trim().slice(0, 30)}”`;
      if (box.right > window.innerWidth + 1 || box.left < -1) found.push(`${words} reaches ${Math.round(box.left)}–${Math.round(box.right)}`);
      // What hides its overflow may hide drawings, never words.
      for (let around = holder; around !== document.body; around = around.parentElement) {
        const style = getComputedStyle(around);
        if (!/hidden|clip/.test(style.overflowX + style.overflowY)) continue;
        const edge = around.getBoundingClientRect();
        if (box.right > edge.right + 1 || box.left < edge.left - 1 || box.bottom > edge.bottom + 1 || box.top < edge.top - 1) {
          found.push(`${words} is cut by ${around.tagName.toLowerCase()}.${around.className}`);
        }
      }
    }
    return found;
  });
  check(name, problems.length === 0, problems.slice(0, 4).join('; '));
}
