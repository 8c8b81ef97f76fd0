import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { replaceFile } from '@pacetomo/em-files/node';
import { z } from 'zod';
import { parseJson } from '../../session/parseJson.ts';
import type { RunFacts } from './runFacts.ts';

const text = z.string().nullable();
const factsSchema = z.object({
  area: z.string(),
  targets: z.number(),
  taken: z.number(),
  due: z.number(),
  lost: z.number(),
  skipped: z.number(),
  minutesLeft: z.number().nullable(),
  beganAt: text,
  lastAt: text,
  atRest: z.enum(['empty', 'stopped', 'suspended', 'interrupted', 'complete']),
  reason: text,
  waiting: z.object({ reason: z.string(), since: z.string() }).nullable(),
  directory: text,
  seq: z.number(),
  decisions: z.record(z.string(), z.number()),
});
const fileSchema = z.object({
  cacheVersion: z.literal(2),
  program: z.string(),
  runs: z.record(z.string(), z.object({ bytes: z.number(), facts: factsSchema })),
});

/** A long journal takes seconds to fold, and one that is as long as it was says what it said. */
export class FactsCache {
  readonly #path: string;
  readonly #program: string;
  readonly #known = new Map<string, { readonly bytes: number; readonly facts: RunFacts }>();
  #isChanged = false;

  private constructor(path: string, program: string) {
    this.#path = path;
    this.#program = program;
  }

  /** Reads what an earlier desk of the same version has found out. A file that cannot be used is as good as none. */
  static async open(path: string, program: string): Promise<FactsCache> {
    const cache = new FactsCache(path, program);
    const found = fileSchema.safeParse(parseJson(await readFile(path, 'utf8').catch(() => '')));
    if (found.success && found.data.program === program)
      for (const [run, known] of Object.entries(found.data.runs)) cache.#known.set(run, known);
    return cache;
  }

  /** What is known of a run whose journal has so many bytes; null when that is not the journal that was read. */
  get(run: string, bytes: number): RunFacts | null {
    const known = this.#known.get(run);
    return known !== undefined && known.bytes === bytes ? known.facts : null;
  }

  set(run: string, bytes: number, facts: RunFacts): void {
    this.#known.set(run, { bytes, facts });
    this.#isChanged = true;
  }

  /** Writes it down, if there is anything new. Nothing is lost when that fails. */
  async keep(): Promise<void> {
    if (!this.#isChanged) return;
    this.#isChanged = false;
    const content = { cacheVersion: 2, program: this.#program, runs: Object.fromEntries(this.#known) };
    try {
      await mkdir(dirname(this.#path), { recursive: true });
      await replaceFile(this.#path, `${JSON.stringify(content)}\n`);
    } catch {
      // the journals are read again the next time
    }
  }
}
