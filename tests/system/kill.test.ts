import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runPacetomo, startPacetomo, startVirtualMicroscope, type TruthLine } from './programs.ts';

/** Real kills need real time: this is the one test that waits, for as long as a killed run had to live. */
const kills = 50;

const targets = `_set pretilt = -10
_set minTilt = -12
_set maxTilt = 12
_set minDefocus = -3
${[
  [0, 0],
  [3, 2.5],
  [-2, 5.5],
  [1.5, -6],
]
  .map(([x, y], i) => `\n_tgt = 00${i + 1}\ntsfile = kill_ts_00${i + 1}.mrc\nSSX = ${x}\nSSY = ${y}\n`)
  .join('')}`;

/** Kills a run at a moment of its life, resumes it until it is complete, and gives what the specimen received. */
async function killedAt(
  moment: 'never' | number,
): Promise<{ readonly truth: readonly TruthLine[]; readonly ms: number; readonly resumed: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'pacetomo-kill-'));
  writeFileSync(join(folder, 'kill_tgts.txt'), targets);
  const scope = await startVirtualMicroscope(folder, ['--scenario', 'quiet', '--seed', '11']);
  const begun = performance.now();
  const first = startPacetomo(['run', 'kill_tgts.txt', '--serialem', scope.address], folder);
  const timer = moment === 'never' ? null : setTimeout(() => first.process.kill('SIGKILL'), moment);
  const { code } = await first.ended;
  const ms = performance.now() - begun;
  if (timer !== null) clearTimeout(timer);
  let resumed = 0;
  expect(code === 0 || code === null, `killed after ${moment} ms, it ended by itself with ${code}`).toBe(true);
  if (code === null) {
    const run = resumable(folder);
    const again = run === null ? ['run', 'kill_tgts.txt'] : ['resume', run];
    const second = await runPacetomo([...again, '--serialem', scope.address], folder);
    expect(second, `killed after ${moment} ms: ${second.stderr}`).toMatchObject({ code: 0 });
    resumed = 1;
  }
  const truth = await scope.end();
  rmSync(folder, { recursive: true });
  return { truth, ms, resumed };
}

/** The folder of the run, if the run had got as far as making one. */
function resumable(folder: string): string | null {
  const runs = join(folder, 'runs');
  const made = existsSync(runs) ? readdirSync(runs) : [];
  return made.map((name) => join(runs, name)).find((run) => existsSync(join(run, 'plan.json'))) ?? null;
}

const imagesOf = (truth: readonly TruthLine[]): readonly string[] =>
  truth
    .filter(({ command }) => command === 'R')
    .map(({ file, section, nominalTiltDeg }) => `${file}:${section} ${nominalTiltDeg}`);

test(`${kills} runs killed at random moments and resumed are as complete as an undisturbed one`, async () => {
  const { truth, ms } = await killedAt('never');
  const expected = imagesOf(truth);
  expect(new Set(expected).size).toBe(4 * 9);
  let lifeMs = ms;
  let died = 0;
  for (let tries = 0; died < kills && tries < 3 * kills; tries++) {
    const moment = Math.random() * lifeMs;
    const result = await killedAt(moment);
    if (result.resumed === 0) lifeMs = Math.min(lifeMs, result.ms); // it was faster than the kill
    died += result.resumed;
    expect(imagesOf(result.truth), `killed after ${moment} ms`).toEqual(expected);
    expect(result.truth, `killed after ${moment} ms`).toHaveLength(truth.length); // no exposure beside the record either
  }
  console.log(`${died} runs killed within their ${Math.round(lifeMs)} ms`);
  expect(died).toBe(kills);
});
