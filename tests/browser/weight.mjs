// G2: what a first view weighs on the wire, headers included: the document with its CSS, and all that loads by itself.

import { connect } from 'node:net';
import {
  check, choose, newPerson, press, readGreeting, rightAnswers, signIn, startBrowser, startServer, stopServer,
} from './lib.mjs';

const DOCUMENT_AND_CSS = 14_600;
const EVERYTHING = 30 * 1024;
const REQUESTS = 4;

export async function weight() {
  const server = await startServer('demo');
  const browser = await startBrowser();
  try {
    const rows = [];
    const measured = async (name, address, cookie = '') => {
      rows.push({ name, br: await view(server, address, cookie, 'br'), gzip: await view(server, address, cookie, 'gzip') });
    };
    const greeting = readGreeting(server.output);
    const answers = rightAnswers();
    await measured('login', '/login');
    await measured('card', greeting.card.path);

    const { page, context } = await newPerson(browser, server);
    await signIn(page, greeting.learning);
    const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
    await measured('home', '/', cookie);
    await measured('module', '/modules/thanh-toan', cookie);
    await page.goto('/modules/thanh-toan');
    const lessons = await page.locator('main a[href*="/lessons/"]').evaluateAll((links) =>
      [...new Set(links.map((link) => link.getAttribute('href')))].filter((href) => /\/lessons\/[^/]+$/.test(href)));
    for (const [index, lesson] of lessons.entries()) await measured(`lesson ${index + 1}`, lesson, cookie);
    const question = `${lessons[2]}/questions/1`;
    await measured('question', question, cookie);
    for (const right of [false, true]) {
      await page.goto(question);
      await choose(page, answers, right);
      await press(page, 'main form .btn');
      await measured(right ? 'answer, right' : 'answer, wrong', new URL(page.url()).pathname, cookie);
    }
    await page.goto('/modules/thanh-toan/test');
    await press(page, 'main form .btn');
    const attempt = new URL(page.url()).pathname;
    await measured('test question', attempt, cookie);
    for (let place = 0; /\/questions\/\d+$/.test(page.url()) && place < 40; place += 1) {
      await choose(page, answers, true);
      await press(page, 'main form .btn');
    }
    await press(page, 'main form .btn');
    await measured('result', new URL(page.url()).pathname, cookie);
    await measured('practice', '/modules/thanh-toan/practice', cookie);
    table(rows);
  } finally {
    await browser.close();
    stopServer(server);
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
    const file = await fetchRaw(server, href, cookie, encoding);
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
  console.log(`  ${'page'.padEnd(14)}      br: document      CSS     both      all   gzip: document     CSS     both      all   requests`);
  for (const { name, br, gzip } of rows) {
    const cells = [br, gzip].map((one) =>
      `${number(one.document)} ${number(one.css)} ${number(one.document + one.css)} ${number(one.document + one.css + one.other)}`);
    console.log(`  ${name.padEnd(14)}     ${cells[0]}     ${cells[1]}      ${br.requests}`);
    for (const one of [br, gzip]) {
      const both = one.document + one.css;
      check(`${name} is packed`, one.encoding !== 'none', one.encoding);
      check(`${name}: document and CSS (${one.encoding})`, both <= DOCUMENT_AND_CSS, `${both} > ${DOCUMENT_AND_CSS}`);
      check(`${name}: everything (${one.encoding})`, both + one.other <= EVERYTHING, `${both + one.other}`);
      check(`${name}: requests`, one.requests <= REQUESTS, String(one.requests));
    }
  }
  console.log('');
}
