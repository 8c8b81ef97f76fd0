import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import { EmFileError } from '@pacetomo/em-files';
import type { Bytes } from '../../../api/route.ts';
import { imageSizes, type RunView } from '../../../api/runs.ts';
import { stretchToGrey } from '../../../images/stretch.ts';
import { encodePng } from '../../../quality/png.ts';
import { Trouble } from '../../../run/errors.ts';
import type { Slot } from '../../../run/slot.ts';
import { type RunState, slotKey } from '../../../run/state.ts';
import { type FolderMap, folderHere, reachableFolder } from '../../../session/folderMap.ts';
import { Refusal } from '../../refusal.ts';
import type { RunBook } from '../runBook.ts';
import { imagePlace } from './imagePlace.ts';
import { NewestFirst } from './newestFirst.ts';
import { reducedSection } from './reducedSection.ts';

/** An image of a run at a size. */
export type ImageWish = Slot & { readonly size: keyof typeof imageSizes };

/** The images of runs as pictures: small ones are kept, for a grid of thousands of them and for films. */
export class RunImages {
  readonly #thumbs: string;
  readonly #queue = new NewestFirst();

  constructor(thumbs: string) {
    this.#thumbs = thumbs;
  }

  /** Whether the stacks of a run can be read on this computer, or why not. */
  reachOf(directory: string | null, maps: readonly FolderMap[]): RunView['images'] {
    if (directory === null)
      return { canBeRead: false, why: 'The run has not reached SerialEM yet, which says where its stacks are.' };
    if (reachableFolder(directory, maps) !== null) return { canBeRead: true, why: null };
    const here = folderHere(directory, maps);
    const known = here === directory ? '' : ` (here ${here})`;
    return {
      canBeRead: false,
      why: `The stacks are written to ${directory}${known}, which this computer does not reach. If it does under another name, say so on the page of the microscope.`,
    };
  }

  /** A picture of an image; of a montage its middle piece. Throws `no-image` when there is none. */
  async image(
    run: string,
    { folder: { plan }, state }: RunBook,
    wish: ImageWish,
    maps: readonly FolderMap[],
  ): Promise<Bytes> {
    const { target, step, size } = wish;
    const outcome = state.outcomes.get(slotKey(wish));
    const stack = plan.targets.find(({ id }) => id === target)?.stack;
    if (outcome?.kind !== 'taken' || stack === undefined)
      throw noImage(`Target ${target} has no image at step ${step}.`);
    const { canBeRead, why } = this.reachOf(state.environment?.directory ?? null, maps);
    if (!canBeRead) throw noImage(why ?? '');
    const { section } = outcome;
    const isFinal = !mayBeTakenAgain(state, wish);
    const kept = size === 'large' ? null : join(this.#thumbs, run, `${target}_${step}_${section}_${size}.png`);
    const known = kept === null ? null : await readFile(kept).catch(() => null);
    if (known !== null) return picture(known, isFinal);
    const path = join(folderHere(state.environment?.directory ?? '', maps), stack);
    const bytes = await this.#queue.do(`${path} ${section} ${size}`, () => pngOf(path, section, imageSizes[size]));
    if (kept !== null) await keep(join(this.#thumbs, run), kept, bytes);
    return picture(bytes, isFinal);
  }

  async close(): Promise<void> {
    this.#queue.close();
  }
}

async function pngOf(stack: string, section: number, longestPx: number): Promise<Uint8Array> {
  try {
    const place = await imagePlace(stack, section);
    if (place === null)
      throw noImage(`${stack} was sorted, and its mdoc does not say where section ${section} has gone.`);
    const image = await reducedSection(place.path, place.section, longestPx);
    if (image === null) throw noImage(`${place.path} has no section ${place.section} yet.`);
    const grey = stretchToGrey(image.counts);
    await breathe();
    return encodePng(image.widthPx, image.heightPx, grey);
  } catch (error) {
    if (error instanceof EmFileError || error instanceof Trouble)
      throw noImage(`${stack} cannot be shown: ${error.message}`);
    throw error;
  }
}

/** The tracking target may be exposed a second time, and that image counts. */
function mayBeTakenAgain({ settings, unmeasured, again }: RunState, slot: Slot): boolean {
  const isThis = (other: Slot | null): boolean => other !== null && slotKey(other) === slotKey(slot);
  return settings.trackTwice && (isThis(unmeasured) || isThis(again));
}

/** Nothing is lost when it cannot be kept: it is made again. */
async function keep(folder: string, path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(temporary, bytes);
    await rename(temporary, path);
  } catch {}
}

const picture = (bytes: Uint8Array, isFinal: boolean): Bytes => ({ bytes, type: 'image/png', isFinal });

const noImage = (sentence: string): Refusal => new Refusal(404, 'no-image', sentence);
