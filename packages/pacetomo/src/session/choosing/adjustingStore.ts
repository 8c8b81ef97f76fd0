import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '@pacetomo/em-files/node';
import { z } from 'zod';
import { type AdjustingFit, fitAdjusting } from '../../geometry/adjustingFit.ts';
import type { AdjustingPair } from '../../geometry/adjustingTransform.ts';
import { Trouble } from '../../run/errors.ts';
import { parseJson } from '../parseJson.ts';

/** What a transform from View to Record holds for. Magnifications by SerialEM's indices, the camera by its number. */
export interface AdjustingKey {
  readonly viewMagnification: number;
  readonly recordMagnification: number;
  readonly camera: number;
}

/** A correction with the moment at which it was made. */
export interface DatedPair extends AdjustingPair {
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** So many corrections of each pair of magnifications are kept: some areas' worth, so that a new calibration wins soon. */
const mostPairs = 40;

const place = z.object({ x: z.number(), y: z.number() }).readonly();
const entry = z.object({
  viewMagnification: z.number().int(),
  recordMagnification: z.number().int(),
  camera: z.number().int(),
  pairs: z.array(z.object({ at: z.iso.datetime(), seen: place, found: place }).readonly()).readonly(),
});
const stored = z.object({ version: z.literal(1), entries: z.array(entry.readonly()).readonly() });

type Entries = z.infer<typeof stored>['entries'];

/**
 * The corrections that were made on a microscope, in one file `adjusting.json` of its folder. Corrections are kept as View
 * alone would have had them, not as seen through an earlier transform, so that those of all days fit together. Only one
 * process may add at a time; the lock on the microscope sees to that.
 */
export class AdjustingStore {
  readonly #folder: string;
  readonly #path: string;

  constructor(folder: string) {
    this.#folder = folder;
    this.#path = join(folder, 'adjusting.json');
  }

  /** The corrections that are kept, oldest first. Throws `bad-input` when the file cannot be understood. */
  async pairs(key: AdjustingKey): Promise<readonly DatedPair[]> {
    return (await this.#entries()).find((one) => isSame(one, key))?.pairs ?? [];
  }

  /** What they teach; refused while there are none. */
  async transform(key: AdjustingKey): Promise<AdjustingFit> {
    return fitAdjusting(await this.pairs(key));
  }

  /** Adds corrections; the oldest give way. Throws `bad-input` or `cannot-write`; the file is as it was then. */
  async add(key: AdjustingKey, pairs: readonly DatedPair[]): Promise<void> {
    if (pairs.length === 0) return;
    const entries = await this.#entries();
    const old = entries.find((one) => isSame(one, key))?.pairs ?? [];
    const kept = [...old, ...pairs].toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at)).slice(-mostPairs);
    const { viewMagnification, recordMagnification, camera } = key;
    const changed = { viewMagnification, recordMagnification, camera, pairs: kept };
    await this.#write([...entries.filter((one) => !isSame(one, key)), changed]);
  }

  async #entries(): Promise<Entries> {
    const text = await readFile(this.#path, 'utf8').catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      throw this.#unusable(error);
    });
    if (text === null) return [];
    const read = stored.safeParse(parseJson(text));
    if (!read.success) throw this.#unusable(read.error.issues[0]?.message ?? 'it is damaged');
    return read.data.entries;
  }

  async #write(entries: Entries): Promise<void> {
    try {
      await mkdir(this.#folder, { recursive: true });
      await replaceFile(this.#path, `${JSON.stringify({ version: 1, entries }, null, 1)}\n`);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new Trouble(
        'cannot-write',
        `What was learned of View and Record could not be kept in ${this.#path} (${why}). The targets are not touched by that.`,
        { cause },
      );
    }
  }

  #unusable(cause: unknown): Trouble {
    const why = cause instanceof Error ? cause.message : String(cause);
    return new Trouble(
      'bad-input',
      `${this.#path} cannot be used: ${why}. It holds what earlier corrections have taught; move it away to begin anew.`,
      { cause },
    );
  }
}

const isSame = (one: AdjustingKey, other: AdjustingKey): boolean =>
  one.viewMagnification === other.viewMagnification &&
  one.recordMagnification === other.recordMagnification &&
  one.camera === other.camera;
