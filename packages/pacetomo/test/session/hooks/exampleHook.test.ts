import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { exportsOf, usualPlaces } from '../../../src/exports/exportsOf.ts';
import type { HookResult } from '../../../src/session/hooks/hooks.ts';
import { hooksIn } from '../../../src/session/hooks/readHooks.ts';
import { runHooks } from '../../../src/session/hooks/runHooks.ts';
import { lamella } from '../../exports/lamella.ts';

const examples = join(import.meta.dirname, '../../../../../examples/pipelines');
const { name } = lamella;
const frameFiles = lamella.images.map(({ frames }) => frames!.file);

/** Stands for Slurm: notes what it is given, a line for each call. No job is run. */
const sbatch = `#!/bin/sh
printf '%s|' "$@" >> "$SLURM_CALLS"; echo >> "$SLURM_CALLS"
if [ -n "\${SLURM_REFUSES:-}" ]; then echo 'Batch job submission failed: Invalid account' >&2; exit 1; fi
echo 4711
`;
/** Stands for AreTomo3: notes what it is given, and leaves a volume. */
const areTomo3 = `#!/bin/sh
printf '%s\\n' "$@" > "$ARETOMO3_GIVEN"
while [ $# -gt 0 ]; do
  if [ "$1" = -OutDir ] && [ -z "\${ARETOMO3_FAILS:-}" ]; then : > "$2/lam_ts_004_Vol.mrc"; fi
  shift
done
`;

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'pacetomo a job-')));
  write('bin/sbatch', sbatch, 0o755);
  write('bin/AreTomo3', areTomo3, 0o755);
  vi.stubEnv('PATH', `${join(folder, 'bin')}:${process.env.PATH}`);
  vi.stubEnv('SLURM_CALLS', join(folder, 'calls'));
  vi.stubEnv('ARETOMO3_GIVEN', join(folder, 'given'));
  const mdoc = frameFiles.map((file, at) => `[ZValue = ${at}]\r\nSubFramePath = X:\\frames\\${file}\r\n\r\n`).join('');
  for (const { path, text } of exportsOf(lamella, { ...usualPlaces, mdoc }).files) write(`export/${path}`, text);
  write(`export/${name}.json`, '{}');
  write(`export/${name}.done`, '');
  for (const file of frameFiles) write(`frames/${file}`, file);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

function write(path: string, text: string, mode = 0o644): void {
  const whole = join(folder, path);
  mkdirSync(dirname(whole), { recursive: true });
  writeFileSync(whole, text, { mode });
}

const calls = (): readonly (readonly string[])[] =>
  existsSync(join(folder, 'calls'))
    ? readFileSync(join(folder, 'calls'), 'utf8')
        .split('\n')
        .slice(0, -1)
        .map((line) => line.split('|').slice(0, -1))
    : [];

/** The hook as the README of the example has it, with the folders of this test. */
async function told(): Promise<HookResult> {
  const [, fromReadme] = /```toml\n([\s\S]*?)```/.exec(readFileSync(join(examples, 'slurm/README.md'), 'utf8'))!;
  const lines = fromReadme!
    .replace('/data/pipelines', examples)
    .replace('/data/session7/frames', join(folder, 'frames'))
    .replace('/data/processed', join(folder, 'processed'));
  const pathOf = (ending: string): string => join(folder, 'export', `${name}.${ending}`);
  const series = { name, manifestPath: pathOf('json'), donePath: pathOf('done'), folder: join(folder, 'export') };
  const hooks = hooksIn(lines, join(folder, 'runs/hooks.toml'));
  const [result] = await runHooks(
    { ...hooks, commands: hooks.commands.map((each) => ({ ...each, folder })) },
    series,
    new AbortController().signal,
  );
  return result!;
}

describe('the hook of the example for Slurm', () => {
  test('puts a job for the series into the queue, with the folders it needs, and tells its number', async () => {
    expect(await told()).toMatchObject({ hook: 'submit.sh', kind: 'done', output: [`${name} is job 4711`] });
    const out = join(folder, 'processed', name);
    expect(calls()).toEqual([
      [
        '--parsable',
        `--job-name=aretomo3-${name}`,
        `--output=${out}/slurm-%j.out`,
        join(examples, 'slurm/aretomo3.sbatch'),
        join(folder, 'export'),
        name,
        join(folder, 'frames'),
        out,
      ],
    ]);
  });

  test('called again puts no second one there', async () => {
    await told();
    expect((await told()).output).toEqual([`${name} is job 4711 already`]);
    expect(calls()).toHaveLength(1);
  });

  test('fails with the words of Slurm when it is refused, and tries again the next time', async () => {
    vi.stubEnv('SLURM_REFUSES', 'yes');
    const refused = await told();
    expect(refused).toMatchObject({ kind: 'failed', why: 'it ended with 1' });
    expect(refused.output.join()).toContain('Invalid account');
    vi.stubEnv('SLURM_REFUSES', '');
    expect((await told()).kind).toBe('done');
    expect(calls()).toHaveLength(2);
  });

  test.each([
    ['is not complete', `export/${name}.done`],
    ['made nothing of', `export/aretomo3/${name}.sh`],
  ])('asks for no job of a series that %s', async (said, path) => {
    rmSync(join(folder, path));
    const { kind, output } = await told();
    expect([kind, output.join()]).toEqual(['failed', expect.stringContaining(said)]);
    expect(calls()).toEqual([]);
  });
});

test('the job of the example starts AreTomo3 on the mdoc with all frames beside it, and nothing else there', async () => {
  await told();
  const [script, ...args] = calls()[0]!.slice(3);
  execFileSync(script!, args, { stdio: 'pipe' });
  const input = join(folder, 'processed', name, 'input');
  expect(readdirSync(input).toSorted()).toEqual([...frameFiles, `${name}.mdoc`].toSorted());
  for (const file of frameFiles) expect(readFileSync(join(input, file), 'utf8')).toBe(file);
  const given = readFileSync(join(folder, 'given'), 'utf8').split('\n');
  expect(given[given.indexOf('-InPrefix') + 1]).toBe(join(input, `${name}.mdoc`));
  expect(given[given.indexOf('-OutDir') + 1]).toBe(join(folder, 'processed', name));
  expect(given).toContain('-VolZ');
});

test('the job of the example has failed when AreTomo3 leaves no volume, which ends with 0 all the same', async () => {
  await told();
  const [script, ...args] = calls()[0]!.slice(3);
  vi.stubEnv('ARETOMO3_FAILS', 'yes');
  expect(() => execFileSync(script!, args, { stdio: 'pipe' })).toThrow(/has left no .*lam_ts_004_Vol\.mrc/);
});
