import { readdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { decodeText, parseTargets, writeTargets } from '@pacetomo/em-files';
import { replaceFile } from '@pacetomo/em-files/node';
import type { RunPlan } from '../../plan/plan.ts';
import { type RunFile, runFileOf, type TargetKeys } from '../../run/runFile.ts';
import type { RunState } from '../../run/state.ts';
import { type RunFolder, sha256 } from '../runFolder.ts';
import { nextRunFile } from './runFileNames.ts';

/** Keeps the run file of a run up to date, beside its targets file, so that PACEtomo.py can go on with it. */
export interface RunFileExport {
  /** Says how far the run has got. Returns at once; of several states in a row only the last one is written. */
  update(state: RunState): void;
  /** Writes what is still to be written, and says what PACEtomo.py would do with it otherwise than one might think. */
  finish(state: RunState): Promise<void>;
}

/**
 * The run file of one process's work on a run, with a number of its own as each start of PACEtomo.py takes one.
 *
 * It is for other programs, the journal is the truth: what goes wrong here is told to `warn`, once, and the run goes on.
 */
export function runFileExport({ plan }: RunFolder, runUid: string, warn: (sentence: string) => void): RunFileExport {
  if (!plan.settings.writeRunFile) return { update: () => {}, finish: async () => {} };
  return new Exporter(plan, runUid, warn);
}

class Exporter implements RunFileExport {
  readonly #plan: RunPlan;
  readonly #runUid: string;
  readonly #warn: (sentence: string) => void;
  readonly #said = new Set<string>();
  #waiting: RunState | null = null;
  #writing: Promise<void> | null = null;
  #place: { readonly path: string; readonly keys: TargetKeys } | null = null;
  #written = '';

  constructor(plan: RunPlan, runUid: string, warn: (sentence: string) => void) {
    this.#plan = plan;
    this.#runUid = runUid;
    this.#warn = warn;
  }

  update(state: RunState): void {
    this.#waiting = state;
    this.#writing ??= this.#writeAll();
  }

  async finish(state: RunState): Promise<void> {
    this.update(state);
    while (this.#writing !== null) await this.#writing;
    if (this.#written === '' || state.complete) return;
    const { why, remarks } = runFileOf(this.#plan, state, this.#runUid);
    for (const sentence of [...(why === null ? [] : [why]), ...remarks]) this.#say(sentence);
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting !== null) {
      const state = this.#waiting;
      this.#waiting = null;
      try {
        await this.#write(state);
      } catch (error) {
        // even a bug in here is no reason to end a run whose images are safe
        this.#say(`The run file for PACEtomo.py was not written: ${error instanceof Error ? error.message : error}`);
      }
    }
    this.#writing = null;
  }

  async #write(state: RunState): Promise<void> {
    if (state.outcomes.size === 0) return; // nothing that PACEtomo.py would have to know of
    this.#place ??= await placeFor(this.#plan);
    const { path, keys } = this.#place;
    const { text, obstacles } = textOfRunFile(runFileOf(this.#plan, state, this.#runUid, keys));
    const [first] = obstacles;
    if (first !== undefined) return this.#say(`PACEtomo.py could not read a run file of this run: ${first}`);
    if (text === this.#written) return;
    await replaceFile(path, text);
    this.#written = text;
  }

  #say(sentence: string): void {
    if (!this.#said.has(sentence)) this.#warn(sentence);
    this.#said.add(sentence);
  }
}

/** A run file as text, and what PACEtomo.py would stumble over in it: blanks in the names of stacks, for instance. */
export function textOfRunFile({ file }: RunFile): { readonly text: string; readonly obstacles: readonly string[] } {
  const { text, obstacles } = writeTargets({ ...file, lineEnd: '\n' });
  const lines = text.split('\n');
  return { text, obstacles: obstacles.map((remark) => `“${lines[remark.line - 1]}”: ${remark.text}`) };
}

async function placeFor({ targetsFile }: RunPlan): Promise<{ readonly path: string; readonly keys: TargetKeys }> {
  const path = nextRunFile(await readdir(dirname(targetsFile.path)), targetsFile.path);
  if (path === null) throw new Error(`there are 99 run files for ${targetsFile.path} already; move the old ones away`);
  return { path, keys: await keysIn(targetsFile) };
}

/** The keys of the targets file that the plan was made from; none when it has been changed since or is gone. */
async function keysIn({ path, sha256: wanted }: RunPlan['targetsFile']): Promise<TargetKeys> {
  const bytes = await readFile(path).catch(() => null);
  if (bytes === null || sha256(bytes) !== wanted) return [];
  return parseTargets(decodeText(bytes).text).targets.map(({ keys }) => keys);
}
