import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { replaceFile } from '@pacetomo/em-files/node';
import type { RunPlan } from '../plan/plan.ts';
import { Trouble } from '../run/errors.ts';
import { parseJson } from './parseJson.ts';
import { createRunFolder } from './runFolder.ts';

/** One area of a batch: the Note of its Navigator item, and the folder of its run. */
export interface BatchArea {
  readonly note: string;
  readonly runPath: string;
}

/** A batch on disk: a folder with batch.json and the run folders of its areas. How far each has got is in their journals alone. */
export interface Batch {
  readonly path: string;
  /** `host:port` */
  readonly address: string;
  readonly areas: readonly BatchArea[];
}

/** What becomes an area. */
export interface PlannedArea {
  readonly note: string;
  readonly plan: RunPlan;
}

const batchFile = (path: string): string => join(path, 'batch.json');

/** Makes `batch_NN` with the next free number, freezes the plans of all areas in it, and names them in batch.json. */
export async function createBatch(runs: string, address: string, planned: readonly PlannedArea[]): Promise<Batch> {
  const path = await makeNumbered(runs);
  const areas: BatchArea[] = [];
  for (const { note, plan } of planned) areas.push({ note, runPath: (await createRunFolder(path, plan)).path });
  const named = areas.map(({ note, runPath }) => ({ note, run: basename(runPath) }));
  await saying(path, () =>
    replaceFile(batchFile(path), `${JSON.stringify({ batchVersion: 1, address, areas: named }, null, 2)}\n`),
  );
  return { path, address, areas };
}

/** Opens a batch that was begun before. */
export async function openBatch(path: string): Promise<Batch> {
  const text = await readFile(batchFile(path), 'utf8').catch((cause: unknown) => {
    throw unusable(path, 'it has no readable batch.json', cause);
  });
  const found = parseBatch(text);
  if (found === null) throw unusable(path, 'its batch.json was changed');
  const areas = found.areas.map(({ note, run }) => ({ note, runPath: resolve(path, run) }));
  return { path: resolve(path), address: found.address, areas };
}

/** Takes a batch away of which nothing was begun. */
export async function dropBatch(path: string): Promise<void> {
  await rm(path, { recursive: true });
}

interface BatchJson {
  readonly address: string;
  readonly areas: readonly { readonly note: string; readonly run: string }[];
}

function parseBatch(text: string): BatchJson | null {
  const value = parseJson(text);
  if (!isRecord(value) || value.batchVersion !== 1) return null;
  const { address, areas } = value;
  if (typeof address !== 'string' || !Array.isArray(areas)) return null;
  const read = areas.flatMap((area: unknown) => areaOf(area) ?? []);
  return read.length === areas.length ? { address, areas: read } : null;
}

/** The run lies in the folder of the batch and nowhere else. */
function areaOf(value: unknown): BatchJson['areas'][number] | null {
  if (!isRecord(value)) return null;
  const { note, run } = value;
  if (typeof note !== 'string' || typeof run !== 'string') return null;
  return run === '' || run.includes('..') || /[\\/]/.test(run) ? null : { note, run };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

async function makeNumbered(runs: string): Promise<string> {
  return saying(runs, async () => {
    await mkdir(runs, { recursive: true });
    const taken = new Set(await readdir(runs));
    for (let number = 1; ; number++) {
      const name = `batch_${String(number).padStart(2, '0')}`;
      if (taken.has(name)) continue;
      const path = resolve(runs, name);
      await mkdir(path);
      return path;
    }
  });
}

async function saying<T>(where: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Trouble(
      'cannot-write',
      `No folder for the batch can be made in ${where} (${why}). Choose another one with --runs; nothing was exposed.`,
      { cause },
    );
  }
}

const unusable = (path: string, why: string, cause?: unknown): Trouble =>
  new Trouble(
    'bad-input',
    `${path} is not the folder of a batch: ${why}. Give the folder that “pacetomo batch” named, such as runs/batch_01.`,
    { cause },
  );
