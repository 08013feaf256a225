// What the browser tests share: a demo server of their own, Chromium, the logins it prints, checks. The right answers
// are in answers.mjs.

import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const HERE = dirname(fileURLToPath(import.meta.url));
export const ROOT = resolve(HERE, '..', '..');
export const OUT = join(HERE, 'out');
export const PHONE = { width: 360, height: 740 };
export const DESK = { width: 1280, height: 900 };

mkdirSync(OUT, { recursive: true });

// ---------------------------------------------------------------- checks

let passed = 0;
const failures = [];

/** Counts one check; a failed one is told at once and again at the end. */
export function check(name, right, detail = '') {
  if (right) {
    passed += 1;
  } else {
    const text = detail ? `${name}: ${detail}` : name;
    failures.push(text);
    console.log(`  FAILED ${text}`);
  }
  return Boolean(right);
}

export const counts = () => ({ passed, failures: [...failures] });

// ---------------------------------------------------------------- servers

const children = new Set();
const folders = new Set();

function cleanUp() {
  for (const child of children) child.kill('SIGKILL');
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  children.clear();
  folders.clear();
}

process.on('exit', cleanUp);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130));

function binary() {
  const wanted = process.env.TUNGNGO_BINARY;
  if (!wanted) throw new Error('TUNGNGO_BINARY must name the tungngo program (tests/run sets it)');
  return resolve(ROOT, wanted);
}

export function tempFolder(name) {
  const folder = mkdtempSync(join(tmpdir(), `tungngo-${name}-`));
  folders.add(folder);
  return folder;
}

export function freePort() {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/** Starts `tungngo demo` or `tungngo serve` in a folder of its own and waits until it answers and has greeted. */
export async function startServer(command = 'demo', extra = [], host = '127.0.0.1') {
  const port = await freePort();
  const data = tempFolder(command);
  const args = [command, '--data', data, '--listen', `${host}:${port}`, ...extra];
  if (host === '0.0.0.0') args.push('--base-url', `http://127.0.0.1:${port}`);
  const environment = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('TUNGNGO_')),
  );
  const child = spawn(binary(), args, { cwd: ROOT, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  children.add(child);
  const server = { base: `http://127.0.0.1:${port}`, data, output: '', errors: '', child };
  child.stdout.setEncoding('utf8').on('data', (text) => (server.output += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (server.errors += text));
  let ended = null;
  child.once('exit', (status, signal) => (ended = `${status ?? signal}`));
  child.once('error', (error) => (ended = error.message));
  const greeted = () => (command === 'demo' ? /Ctrl\+C/.test(server.output) : /đang chạy/.test(server.output));
  for (let tries = 0; ; tries += 1) {
    if (ended !== null) throw new Error(`tungngo ${command} ended (${ended}): ${server.errors}`);
    if (tries > 1200) throw new Error(`tungngo ${command} did not answer in two minutes: ${server.errors}`);
    if (greeted()) {
      try {
        if ((await fetch(`${server.base}/health`)).ok) return server;
      } catch {
        // Not listening yet.
      }
    }
    await sleep(100);
  }
}

export function stopServer(server) {
  server.child.kill('SIGKILL');
  children.delete(server.child);
}

/** The ready logins and the unused card that `tungngo demo` prints. */
export function readGreeting(output) {
  const logins = [];
  for (const line of output.split('\n')) {
    const columns = line.trim().split(/\s{2,}/);
    if (columns.length === 5 && columns[2].startsWith('/')) {
      const [role, name, door, account, secret] = columns;
      logins.push({ role, name, door, account, secret });
    }
  }
  const card = /Thẻ học chưa dùng của (.+):\s+(\S+)\s+mã PIN lần đầu: ([\d ]+)/.exec(output);
  if (logins.length < 6 || !card) throw new Error(`the demo's greeting reads otherwise than expected:\n${output}`);
  const by = (word) => {
    const found = logins.find((login) => login.role.startsWith(word));
    if (!found) throw new Error(`no ready login for ${word}`);
    return found;
  };
  return {
    logins,
    card: { name: card[1], path: new URL(card[2]).pathname, pin: card[3].replaceAll(' ', '') },
    learning: by('Tổ trưởng'),
    teaching: by('Tổ phó'),
    waiting: by('Tổ viên, chờ'),
    certified: by('Tổ viên, có'),
    trainer: by('Tập huấn viên'),
    commune: by('Cán bộ xã'),
    province: by('Cán bộ tỉnh'),
    ministry: by('Cán bộ bộ'),
    author: by('Người soạn'),
    administrator: by('Quản trị'),
  };
}

// ---------------------------------------------------------------- browser

export async function startBrowser() {
  const executablePath =
    process.env.CHROMIUM || execFileSync('sh', ['-c', 'command -v chromium'], { encoding: 'utf8' }).trim();
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-dev-shm-usage',
    ],
  });
}

/** A browser of one person. Notes every request to somewhere else and every breach of the content security policy. */
export async function newPerson(browser, server, options = {}) {
  const context = await browser.newContext({
    baseURL: server.base,
    viewport: PHONE,
    locale: 'vi-VN',
    colorScheme: 'light',
    reducedMotion: 'reduce',
    acceptDownloads: true,
    ...options,
  });
  context.setDefaultTimeout(20_000);
  const elsewhere = [];
  const breaches = [];
  context.on('request', (request) => {
    const url = request.url();
    if (/^https?:/.test(url) && !url.startsWith(`${server.base}/`)) elsewhere.push(url);
  });
  context.on('console', (message) => {
    if (/content security policy|refused to/i.test(message.text())) breaches.push(message.text());
  });
  context.on('weberror', (error) => breaches.push(String(error.error())));
  const page = await context.newPage();
  return { context, page, elsewhere, breaches };
}

/** Nothing was asked of anybody else, and nothing broke the content security policy. */
export function checkQuiet(name, person) {
  check(`${name}: no request to another origin`, person.elsewhere.length === 0, person.elsewhere.join(' '));
  check(`${name}: no breach of the content security policy`, person.breaches.length === 0, person.breaches.join(' '));
}

/** Signs in through the door that the login names. */
export async function signIn(page, login) {
  await page.goto(login.door);
  if (login.door === '/login') {
    await page.fill('#phone', login.account);
    await page.fill('#pin', login.secret);
  } else {
    await page.fill('#account', login.account);
    await page.fill('#passphrase', login.secret);
  }
  await press(page, 'main form button.btn');
  if (new URL(page.url()).pathname === login.door) {
    throw new Error(`${login.role} could not sign in: ${await page.innerText('main')}`);
  }
}

/** Presses what leads to another page, and waits for that page. */
export async function press(page, selector) {
  const target = typeof selector === 'string' ? page.locator(selector).first() : selector;
  await Promise.all([page.waitForEvent('domcontentloaded'), target.click()]);
}

/** Presses a link or button by its words. */
export async function pressWords(page, words) {
  const text = words instanceof RegExp ? words : new RegExp(`^\\s*${words.replaceAll('.', '\\.')}`);
  await press(page, page.locator('a, button, summary').filter({ hasText: text }).first());
}

export const path = (page) => new URL(page.url()).pathname;
export const heading = async (page) => tidy(await page.locator('h1').first().innerText());
export const tidy = (text) => text.replace(/[*_`]/g, '').replace(/\s+/gu, ' ').trim().normalize('NFC');

// ---------------------------------------------------------------- other programs

export function tool(name, args) {
  return execFileSync(name, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Revokes a certificate in the server's own SQLite file: no page does that yet, but the pages that show it exist. */
export function revokeCertificate(server, code) {
  const script = [
    'import sqlite3, sys',
    'database = sqlite3.connect(sys.argv[1], timeout=20)',
    "query = 'update certificate set revoked_at = issued_at, revoke_reason = ? where code = ?'",
    'done = database.execute(query, (sys.argv[2], sys.argv[3])).rowcount',
    'database.commit()',
    "sys.exit(0 if done == 1 else 'no such certificate')",
  ].join('\n');
  tool('python3', ['-c', script, join(server.data, 'tungngo.db'), 'Cấp nhầm người', code.replaceAll('-', '')]);
}
