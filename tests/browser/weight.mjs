// G2: what a first view weighs on the wire, headers included: the document with its CSS, and all that loads by itself.

import { connect } from 'node:net';
import { choose, kindsIn, lessonQuestion, readCourses, tapThrough } from './answers.mjs';
import { check, newPerson, press, readGreeting, signIn, startBrowser, startServer, stopServer } from './lib.mjs';

const DOCUMENT_AND_CSS = 14_600;
const EVERYTHING = 30 * 1024;
// The page, two stylesheets and the icon; the practice phone alone has a script besides.
const REQUESTS = 4;
const REQUESTS_WITH_SCRIPT = 5;

// Offices are reached over TLS, where browsers take Brotli; gzip is for phones in a hall without it.
const OFFICE = new Set(['ministry', 'ministry, map', 'province']);
// The drawn map is fetched by whoever asks for it, after the first view.
const ASKED_FOR = new Set(['ministry, map']);

const files = new Map();

export async function weight() {
  const server = await startServer('demo');
  const browser = await startBrowser();
  try {
    const rows = [];
    const measured = async (name, address, cookie = '') => {
      rows.push({ name, address, br: await view(server, address, cookie, 'br'), gzip: await view(server, address, cookie, 'gzip') });
    };
    const greeting = readGreeting(server.output);
    const course = readCourses();
    await measured('login', '/login');
    await measured('card', greeting.card.path);
    await member(browser, server, greeting.learning, course, measured);
    await everyLesson(browser, server, greeting.trainer, course, measured);
    const { page, cookie } = await signedIn(browser, server, greeting.ministry);
    await measured('ministry', '/officer', cookie);
    await measured('ministry, map', '/officer?view=map', cookie);
    await page.goto('/officer');
    await press(page, page.locator('section[aria-labelledby=bang] tbody th a').first());
    await measured('province', new URL(page.url()).pathname, cookie);
    table(rows);
  } finally {
    await browser.close();
    stopServer(server);
  }
}

async function signedIn(browser, server, login) {
  const { page, context } = await newPerson(browser, server, { javaScriptEnabled: false });
  await signIn(page, login);
  const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  return { page, cookie };
}

/** The pages of a member on the way through the first module, and the whole of its test. */
async function member(browser, server, login, course, measured) {
  const { page, cookie } = await signedIn(browser, server, login);
  const { id } = course.modules[0];
  await measured('home', '/', cookie);
  await page.goto(`/modules/${id}/test`);
  await press(page, 'main form .btn');
  while (/\/questions\/\d+$/.test(page.url())) {
    await measured('test question', new URL(page.url()).pathname, cookie);
    await choose(page, course, true);
    await press(page, 'main form .btn');
  }
  await press(page, 'main form .btn');
  const result = new URL(page.url()).pathname;
  await measured('result', result, cookie);
  await measured('practice', `/modules/${id}/practice`, cookie);
}

/** Every lesson and every step of every practice phone of all modules, and each kind of question with its answers. */
async function everyLesson(browser, server, login, course, measured) {
  const { page, cookie } = await signedIn(browser, server, login);
  for (const { id, lessons } of course.modules) {
    await measured('module', `/modules/${id}`, cookie);
    for (const lesson of lessons) await measured(`lesson of ${id}`, `/modules/${id}/lessons/${lesson}`, cookie);
  }
  for (const { module, lesson, place } of course.drills) {
    const drill = `/modules/${module}/lessons/${lesson}/drills/${place}`;
    await page.goto(`${drill}/steps/1`);
    await tapThrough(page, course, () => measured('practice phone', new URL(page.url()).pathname, cookie));
    await measured('its end', `${drill}/finished`, cookie);
  }
  for (const kind of kindsIn(course)) {
    const { href } = lessonQuestion(course, kind);
    await measured(`question, ${kind}`, href, cookie);
    for (const right of [false, true]) {
      await page.goto(href);
      await choose(page, course, right);
      await press(page, 'main form .btn');
      await measured(right ? 'answer, right' : 'answer, wrong', new URL(page.url()).pathname, cookie);
    }
  }
}

/** A page, its stylesheets and its icon: what a browser fetches by itself. */
async function view(server, address, cookie, encoding) {
  const page = await fetchRaw(server, address, cookie, encoding);
  if (page.status !== 200) throw new Error(`${address} answered ${page.status}`);
  const html = page.text;
  const tags = html.match(/<(?:link|script|img|source|audio|video)\b[^>]*>/g) ?? [];
  let css = 0;
  let other = 0;
  let requests = 1;
  const fetched = new Set();
  for (const tag of tags) {
    const href = /(?:href|src)="([^"]+)"/.exec(tag)?.[1];
    const waits = /loading="lazy"|preload="none"|rel="canonical"/.test(tag);
    if (!href || waits || fetched.has(href)) continue;
    fetched.add(href);
    // Files of the program itself weigh the same on every page.
    const known = `${encoding} ${href}`;
    const file = files.get(known) ?? (await fetchRaw(server, href, cookie, encoding));
    if (href.startsWith('/static/')) files.set(known, file);
    if (file.status !== 200) throw new Error(`${href} answered ${file.status}`);
    requests += 1;
    if (/rel="stylesheet"/.test(tag)) css += file.bytes;
    else other += file.bytes;
  }
  return { document: page.bytes, css, other, requests, encoding: page.encoding };
}

/** Everything that the socket brought for one request, from the status line to the last byte. */
function fetchRaw(server, address, cookie, encoding) {
  const { hostname, port } = new URL(server.base);
  return new Promise((done, fail) => {
    const socket = connect(Number(port), hostname);
    const chunks = [];
    socket.setTimeout(20_000, () => socket.destroy(new Error(`${address} does not answer`)));
    socket.on('error', fail);
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('end', async () => {
      try {
        const answer = Buffer.concat(chunks);
        const end = answer.indexOf('\r\n\r\n');
        const head = answer.subarray(0, end).toString('latin1');
        const given = /^content-encoding: *(\S+)/im.exec(head)?.[1] ?? 'none';
        // The same page once more through fetch, which unpacks it.
        const text = address.startsWith('/static/')
          ? ''
          : await (await fetch(server.base + address, { headers: cookie ? { cookie } : {}, redirect: 'manual' })).text();
        done({ status: Number(head.split(' ')[1]), bytes: answer.length, encoding: given, text });
      } catch (error) {
        fail(error);
      }
    });
    socket.write(
      `GET ${address} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nAccept: text/html,*/*\r\nAccept-Encoding: ${encoding}\r\n`
      + `${cookie ? `Cookie: ${cookie}\r\n` : ''}Connection: close\r\n\r\n`,
    );
  });
}

function table(rows) {
  const number = (value) => String(value).padStart(8);
  console.log(`\n  bytes on the wire with headers: document + CSS ≤ ${DOCUMENT_AND_CSS}, everything ≤ ${EVERYTHING}, requests ≤ ${REQUESTS}`);
  console.log(`  ${'page'.padEnd(30)}      br: document      CSS     both      all   gzip: document     CSS     both      all   requests`);
  const heaviest = new Map();
  for (const row of rows) {
    const weighs = ({ br, gzip }) => Math.max(br.document + br.css, gzip.document + gzip.css);
    if (!heaviest.has(row.name) || weighs(heaviest.get(row.name)) < weighs(row)) heaviest.set(row.name, row);
  }
  for (const { name, address, br, gzip } of heaviest.values()) {
    const cells = [br, gzip].map((one) =>
      `${number(one.document)} ${number(one.css)} ${number(one.document + one.css)} ${number(one.document + one.css + one.other)}`);
    const among = rows.filter((row) => row.name === name).length;
    console.log(`  ${name.padEnd(30)}     ${cells[0]}     ${cells[1]}      ${br.requests}   ${among > 1 ? `heaviest of ${among}: ${address}` : ''}`);
  }
  for (const { name: kind, address, br, gzip } of rows) {
    const name = `${kind} ${address}`;
    for (const one of [br, gzip]) {
      const both = one.document + one.css;
      check(`${name} is packed`, one.encoding !== 'none', one.encoding);
      if (!(OFFICE.has(kind) && one === gzip) && !ASKED_FOR.has(kind)) {
        check(`${name}: document and CSS (${one.encoding})`, both <= DOCUMENT_AND_CSS, `${both} > ${DOCUMENT_AND_CSS}`);
      }
      check(`${name}: everything (${one.encoding})`, both + one.other <= EVERYTHING, `${both + one.other}`);
      check(`${name}: requests`, one.requests <= (kind === 'practice phone' ? REQUESTS_WITH_SCRIPT : REQUESTS), String(one.requests));
    }
  }
  console.log('');
}
