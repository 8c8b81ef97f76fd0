import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SerialEmClient } from '@pacetomo/serialem-link';
import { connectToSerialEm } from '@pacetomo/serialem-link/node';
import type { FaultInput } from '@pacetomo/virtual-serialem';
import { expect } from 'vitest';
import { runPacetomo, startPacetomo, startVirtualMicroscope, type TruthLine } from './programs.ts';

/** A run of real programs. */
export interface KilledRun {
  readonly targets: string;
  readonly faults?: readonly FaultInput[];
  readonly prepare?: (serialEm: SerialEmClient) => Promise<void>;
}

interface Life {
  readonly truth: readonly TruthLine[];
  /** How long the first process lived. */
  readonly ms: number;
  /** It was killed and its run resumed. */
  readonly isResumed: boolean;
}

/** Kills a run at a moment of its life, resumes it, and gives what the specimen received. */
async function killedAt(run: KilledRun, moment: 'never' | number): Promise<Life> {
  const folder = mkdtempSync(join(tmpdir(), 'pacetomo-kill-'));
  writeFileSync(join(folder, 'kill_tgts.txt'), run.targets);
  writeFileSync(join(folder, 'faults.json'), JSON.stringify(run.faults ?? []));
  const faults = ['--faults', join(folder, 'faults.json')];
  const scope = await startVirtualMicroscope(folder, ['--scenario', 'quiet', '--seed', '11', ...faults]);
  if (run.prepare) await byHand(scope.address, run.prepare);
  const begun = performance.now();
  const first = startPacetomo(['run', 'kill_tgts.txt', '--serialem', scope.address], folder);
  const timer = moment === 'never' ? null : setTimeout(() => first.process.kill('SIGKILL'), moment);
  const { code, stderr } = await first.ended;
  const ms = performance.now() - begun;
  if (timer !== null) clearTimeout(timer);
  const where = `killed after ${moment} ms`;
  expect(code === 0 || code === null, `${where}, it ended by itself with ${code}: ${stderr}`).toBe(true);
  if (code === null) {
    const made = resumable(folder);
    const again = made === null ? ['run', 'kill_tgts.txt'] : ['resume', made];
    const second = await runPacetomo([...again, '--serialem', scope.address], folder);
    expect(second, `${where}: ${second.stderr}`).toMatchObject({ code: 0 });
  }
  const truth = await scope.end();
  rmSync(folder, { recursive: true, maxRetries: 30, retryDelay: 100 });
  return { truth, ms, isResumed: code === null };
}

async function byHand(address: string, work: (serialEm: SerialEmClient) => Promise<void>): Promise<void> {
  const [host = '', port = ''] = address.split(':');
  const client = await connectToSerialEm({ host, port: Number(port) });
  await work(client);
  client.close();
  await client.closed;
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

/** What was found out by killing. */
export interface Killed {
  readonly images: readonly string[];
  readonly kills: number;
  readonly lifeMs: number;
  /** The most exposures beside the record that any resumed run had more than the undisturbed one. */
  readonly mostRepeated: number;
}

/** Kills runs at random moments and resumes each; all have to take the images of an undisturbed one. */
export async function killAndResume(run: KilledRun, kills: number): Promise<Killed> {
  const undisturbed = await killedAt(run, 'never');
  const images = imagesOf(undisturbed.truth);
  let lifeMs = undisturbed.ms;
  let died = 0;
  let mostRepeated = 0;
  for (let tries = 0; died < kills && tries < 3 * kills; tries++) {
    const moment = Math.random() * lifeMs;
    const life = await killedAt(run, moment);
    if (life.isResumed) died += 1;
    else lifeMs = Math.min(lifeMs, life.ms); // it was faster than the kill
    expect(imagesOf(life.truth), `killed after ${moment} ms`).toEqual(images);
    mostRepeated = Math.max(mostRepeated, life.truth.length - undisturbed.truth.length);
  }
  expect(died).toBe(kills);
  return { images, kills: died, lifeMs, mostRepeated };
}
