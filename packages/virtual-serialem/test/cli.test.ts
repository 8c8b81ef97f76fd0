import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SerialEmClient } from '@pacetomo/serialem-link';
import { connectToSerialEm } from '@pacetomo/serialem-link/node';
import type { VirtualSerialEm } from '@pacetomo/virtual-serialem';
import { expect, test } from 'vitest';
import { cliProgram } from '../src/cliProgram.ts';

async function run(...words: string[]): Promise<{ printed: string; started: VirtualSerialEm[] }> {
  let printed = '';
  const started: VirtualSerialEm[] = [];
  const host = {
    write: (text: string) => {
      printed += text;
    },
    started: (virtual: VirtualSerialEm) => {
      started.push(virtual);
    },
  };
  await cliProgram(host).exitOverride().parseAsync(words, { from: 'user' });
  return { printed, started };
}

test('says where it listens, serves, and ends the truth log when it is closed', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'cli-'));
  const truth = join(dir, 'truth.jsonl');
  const { printed, started } = await run(
    '--scenario',
    'quiet',
    '--port',
    '0',
    '--dir',
    join(dir, 'session'),
    '--truth',
    truth,
  );
  const port = /^SerialEM is listening on 127\.0\.0\.1:(\d+)\n$/.exec(printed)?.[1];
  const client = await connectToSerialEm({ port: Number(port) });
  await client.call('TiltTo', 33);
  await client.call('R');
  client.close();
  await started[0]!.close();
  expect(JSON.parse(await readFile(truth, 'utf8'))).toMatchObject({ n: 1, nominalTiltDeg: 33, section: null });
});

test('lists scenarios and commands', async () => {
  expect((await run('scenarios')).printed).toMatch(
    /^S1 +A flat lamella .*\n(.*\n)+lamella +A lamella .*\nquiet +Nothing moves/,
  );
  expect((await run('commands')).printed).toMatch(/Stage and tilt\n {2}TiltTo TiltBy ReportTiltAngle/);
});

test('lists what is there and what is missing, for people and for programs', async () => {
  const families = JSON.parse((await run('commands', '--json')).printed);
  expect(families['Stage tasks']).toContain('WalkUpTo');
  const missing = JSON.parse((await run('commands', '--missing', '--json')).printed);
  expect(missing).toContainEqual({ name: 'RunInShell', why: expect.stringMatching(/starts no programs/) });
  const there = new Set(Object.values(families).flat());
  expect(missing.filter(({ name }: { name: string }) => there.has(name))).toEqual([]);
  expect(missing.length + there.size).toBe(791);
  expect((await run('commands', '--missing')).printed).toMatch(/no plugins\n {2}Plugin/);
});

test('takes answers to dialogs from a file', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'cli-'));
  const answers = join(dir, 'answers.json');
  await writeFile(answers, JSON.stringify({ answers: [{ contains: 'grid', answer: 'no' }] }));
  const { started } = await run('--scenario', 'quiet', '--port', '0', '--dir', dir, '--answers', answers);
  const client = new SerialEmClient(started[0]!.connect());
  expect(await client.call('YesNoBox', 'Is this grid good?')).toBe(0);
  client.close();
  await started[0]!.close();
});

test('refuses what it cannot do with a sentence', async () => {
  await expect(run('--scenario', 'moon')).rejects.toThrow(/no scenario called "moon"/);
  await expect(run('--port', '-1')).rejects.toThrow(/-1 is below zero/);
  await expect(run('--speed', 'fast')).rejects.toThrow(/"fast" is not a number/);
});
