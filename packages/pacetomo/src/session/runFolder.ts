import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { replaceFile } from '@pacetomo/em-files/node';
import type { RunPlan } from '../plan/plan.ts';
import { planSchema } from '../plan/planSchema.ts';
import { Trouble } from '../run/errors.ts';
import { parseJson } from './parseJson.ts';

/** One run on disk: a folder with plan.json, journal.jsonl, run.log and, while a process works on it, lock. */
export interface RunFolder {
  readonly path: string;
  readonly plan: RunPlan;
  readonly planSha256: string;
}

/** The journal of a run folder. */
export const journalPath = (folder: string): string => join(folder, 'journal.jsonl');

/** The log for people of a run folder. */
export const logPath = (folder: string): string => join(folder, 'run.log');

/** Makes the folder of a new run, `NAME_runNN` with the next free number, and freezes the plan in it. */
export async function createRunFolder(runs: string, plan: RunPlan): Promise<RunFolder> {
  const text = `${JSON.stringify(plan, null, 2)}\n`;
  try {
    await mkdir(runs, { recursive: true });
    return await writePlan(await makeNumbered(resolve(runs), plan.name), plan, text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Trouble(
      'cannot-write',
      `No folder for the run can be made in ${runs} (${why}). Choose another one with --runs; nothing was exposed.`,
      { cause },
    );
  }
}

async function writePlan(path: string, plan: RunPlan, text: string): Promise<RunFolder> {
  await replaceFile(join(path, 'plan.json'), text); // whole or not at all
  return { path, plan, planSha256: sha256(text) };
}

/** Opens the folder of a run that was begun before. */
export async function openRunFolder(path: string): Promise<RunFolder> {
  let text: string;
  try {
    text = await readFile(join(path, 'plan.json'), 'utf8');
  } catch (cause) {
    throw new Trouble(
      'bad-input',
      `${path} is not the folder of a run: it has no readable plan.json. Give the folder that “pacetomo run” named, such as runs/lamella_run01.`,
      { cause },
    );
  }
  const plan = planSchema.safeParse(parseJson(text));
  if (!plan.success) {
    const [issue] = plan.error.issues;
    throw new Trouble(
      'bad-input',
      `plan.json in ${path} cannot be used: ${issue?.path.join('.')} ${issue?.message}. A plan is never changed after its run began; restore it from a copy.`,
    );
  }
  return { path: resolve(path), plan: plan.data, planSha256: sha256(text) };
}

/** SHA-256 of a text or of bytes, hexadecimal. */
export const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

async function makeNumbered(runs: string, name: string): Promise<string> {
  const numbers = (await readdir(runs)).map((entry) =>
    entry.startsWith(`${name}_run`) ? Number(entry.slice(name.length + 4)) : 0,
  );
  for (let number = Math.max(0, ...numbers.filter(Number.isInteger)) + 1; ; number++) {
    const path = join(runs, `${name}_run${String(number).padStart(2, '0')}`);
    try {
      await mkdir(path);
      return path;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  }
}
