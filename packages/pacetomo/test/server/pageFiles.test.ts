import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { formFor, packPage, readPage } from '../../src/server/pageFiles.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pacetomo-page-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html>');
  writeFileSync(join(folder, 'assets', 'index-a1.js'), 'let x = 1;\n'.repeat(300));
  writeFileSync(join(folder, 'assets', 'index-a1.js.map'), '{}');
  writeFileSync(join(folder, '.env'), 'SECRET=1');
  symlinkSync('/etc/hostname', join(folder, 'outside.txt'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('the page is its own files, without source maps and whatever else lies there', async () => {
  expect([...(await readPage(folder)).keys()].toSorted()).toEqual(['/assets/index-a1.js', '/index.html']);
});

test('what has a digest in its name never changes, the page itself does', async () => {
  const page = await readPage(folder);
  expect(page.get('/assets/index-a1.js')).toMatchObject({ isFinal: true, type: 'text/javascript; charset=utf-8' });
  expect(page.get('/index.html')).toMatchObject({ isFinal: false, type: 'text/html; charset=utf-8' });
});

test('browsers get it packed as they can read it', async () => {
  const page = await readPage(folder);
  const script = page.get('/assets/index-a1.js')!;
  expect(formFor(script, 'gzip, br').encoding).toBeNull(); // not packed yet
  await packPage(page);
  const [br, zipped] = [formFor(script, 'gzip, deflate, br'), formFor(script, 'gzip')];
  expect([br.encoding, zipped.encoding, formFor(script, '').encoding]).toEqual(['br', 'gzip', null]);
  expect(brotliDecompressSync(br.bytes)).toEqual(script.plain);
  expect(gunzipSync(zipped.bytes)).toEqual(script.plain);
  expect(formFor(page.get('/index.html')!, 'br').encoding).toBeNull(); // too small to be worth it
});

test('a page that is not built has no files', async () => {
  expect((await readPage(join(folder, 'nowhere'))).size).toBe(0);
});
