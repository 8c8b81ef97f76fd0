import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hookNotes } from '../../../src/session/hooks/hookNotes.ts';
import { noHooks } from '../../../src/session/hooks/hooks.ts';
import { hooksIn, hooksOfRun, readHooks } from '../../../src/session/hooks/readHooks.ts';

const path = '/data/session7/runs/hooks.toml';

test('a file has commands and webhooks, whose paths are taken from its folder', () => {
  const hooks = hooksIn(
    `[[command]]
    run = ["slurm/submit.sh", "{manifest}", "--array={series}"]

    [[command]]
    name = "copy"
    run = ["rsync", "-a", "{folder}/", "cluster:/scratch/"]
    folder = "elsewhere"
    timeLimitS = 600

    [[webhook]]
    url = "https://processing.lab/services/very-secret"
    headers = { Authorization = "Bearer abc" }
    secret = "whsec_c29tZXRoaW5nIGxvbmcgZW5vdWdo"`,
    path,
  );
  expect(hooks.commands).toEqual([
    {
      name: 'submit.sh',
      program: '/data/session7/runs/slurm/submit.sh',
      args: ['{manifest}', '--array={series}'],
      folder: '/data/session7/runs',
      timeLimitS: 60,
    },
    {
      name: 'copy',
      program: 'rsync',
      args: ['-a', '{folder}/', 'cluster:/scratch/'],
      folder: '/data/session7/runs/elsewhere',
      timeLimitS: 600,
    },
  ]);
  const [webhook] = hooks.webhooks;
  expect(webhook).toMatchObject({ name: 'https://processing.lab', headers: { Authorization: 'Bearer abc' } });
  expect(Buffer.from(webhook!.secret!).toString()).toBe('something long enough');
});

describe('a file is refused with what is wrong with it', () => {
  test.each([
    ['a placeholder that there is not', 'run = ["a", "{manfest}"]', '{manfest}; there are {series}, {manifest}'],
    ['a placeholder for the program', 'run = ["{manifest}"]', 'placeholders may stand in the arguments only'],
    ['a batch file of Windows', 'run = ["C:/jobs/submit.BAT", "{series}"]', 'is a batch file'],
    ['a batch file with a blank after it', 'run = ["submit.cmd "]', 'is a batch file'],
    ['no program', 'run = []', '[[command]] number 1'],
    ['a line of a shell in place of a list', 'run = "sbatch job.sh"', '[[command]] number 1, run'],
    ['a slip in a name', 'run = ["a"]\ntimelimit = 5', 'timelimit'],
    ['a time limit of nothing', 'run = ["a"]\ntimeLimitS = 0', 'timeLimitS'],
  ])('%s', (_, lines, said) => {
    expect(() => hooksIn(`[[command]]\n${lines}\n`, path)).toThrow(said);
  });

  test.each([
    ['an address that is none of the web', 'url = "file:///etc/passwd"', 'url'],
    ['an address with a password in it', 'url = "https://ann:hunter2@lab.org/"', 'Authorization'],
    ['a secret that is too short', 'url = "https://lab.org"\nsecret = "hunter2"', 'openssl rand'],
    ['a header of two lines', 'url = "https://lab.org"\nheaders = { a = "b\\r\\nc: hunter2" }', 'headers a'],
  ])('%s, and no secret is repeated', (_, lines, said) => {
    const reading = (): unknown => hooksIn(`[[webhook]]\n${lines}\n`, path);
    expect(reading).toThrow(said);
    expect(reading).not.toThrow(/hunter2/);
  });

  test('two hooks of one name, because what is done is noted by name', () => {
    const twice = '[[command]]\nrun = ["sbatch", "a.sh"]\n'.repeat(2);
    expect(() => hooksIn(twice, path)).toThrow('two hooks are called sbatch');
  });

  test('what is no TOML, with its line and without what stands there', () => {
    const reading = (): unknown => hooksIn('[[webhook]]\nurl = "https://lab.org"\nsecret = hunter2"\n', path);
    expect(reading).toThrow(/line 3/);
    expect(reading).not.toThrow(/hunter2/);
  });
});

describe('on the disk', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pacetomo-hooks-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('a folder of runs without hooks.toml tells nobody, and a file that was named has to be there', async () => {
    const run = join(folder, 'lamella_run01');
    expect(await hooksOfRun(run)).toEqual(noHooks);
    await expect(readHooks(join(folder, 'hooks.toml'))).rejects.toThrow('There is no file of hooks');
    writeFileSync(join(folder, 'hooks.toml'), '[[command]]\nrun = ["a"]\n');
    expect((await hooksOfRun(run)).commands).toMatchObject([{ program: 'a', folder }]);
  });

  test('the areas of a batch have the hooks above it, and no other run has those of a folder further up', async () => {
    mkdirSync(join(folder, 'batch_01'));
    writeFileSync(join(folder, 'hooks.toml'), '[[command]]\nrun = ["a"]\n');
    const run = join(folder, 'batch_01', 'lamella_run01');
    expect(await hooksOfRun(run)).toEqual(noHooks);
    writeFileSync(join(folder, 'batch_01', 'batch.json'), '{}');
    expect((await hooksOfRun(run)).commands).toMatchObject([{ program: 'a', folder }]);
  });

  test('what would fail at night is said before: a program that is not there, a file that may not be started', async () => {
    writeFileSync(join(folder, 'submit.sh'), '#!/bin/sh\n', { mode: 0o644 });
    const notesOn = (lines: string): Promise<readonly string[]> =>
      hookNotes(hooksIn(`[[command]]\n${lines}\n`, join(folder, 'hooks.toml')));
    expect(await notesOn('run = ["node"]')).toEqual([]);
    expect(await notesOn('run = ["sbatch-of-nowhere"]')).toEqual([expect.stringContaining('sbatch-of-nowhere')]);
    expect(await notesOn('run = ["./submit.sh"]')).toEqual([expect.stringContaining(join(folder, 'submit.sh'))]);
    expect(await notesOn('run = ["node"]\nfolder = "nowhere"')).toEqual([expect.stringContaining('is no folder')]);
  });
});
