import { randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import {
  appendParallelTs,
  type DecodedText,
  decodeText,
  EmFileError,
  freeNavigatorId,
  type Navigator,
  type NavigatorItem,
  type NewParallelTs,
  navigatorItems,
  parseNavigator,
  readNavigatorItem,
} from '@pacetomo/em-files';
import { readAreaFileName, targetsFileName } from '../area/areaNames.ts';
import type { ExportedArea } from '../area/parallelTsExport.ts';
import { Trouble } from '../run/errors.ts';

/** A navigator file as it was read. */
export interface ReadNavigator {
  readonly navigator: Navigator;
  readonly encoding: DecodedText['encoding'];
}

/** Reads a navigator file. Throws `bad-input` when there is none or when it cannot be understood. */
export async function readNavigator(path: string): Promise<ReadNavigator> {
  try {
    const { text, encoding } = decodeText(await readFile(path));
    return { navigator: parseNavigator(text), encoding };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Trouble('bad-input', `${path} cannot be read as a navigator file: ${why}`, { cause });
  }
}

/** The navigator with the area at its site. Throws `bad-input` when it cannot be written so that it would be read again. */
export function withArea(
  navigator: Navigator,
  label: string,
  native: ExportedArea & { readonly kind: 'parallel-ts' },
  site: Site,
): Navigator {
  const { remarks: _, ...place } = site;
  const mapId = freeNavigatorId(navigator, randomInt(highestRandomId));
  const navId = freeNavigatorId(navigator, mapId + 1);
  try {
    const { targets, note, param } = native;
    return appendParallelTs(navigator, { label, note, targets, mapId, ...place, param: { ...param, navId } });
  } catch (cause) {
    if (!(cause instanceof EmFileError)) throw cause;
    throw new Trouble('bad-input', `The area cannot be written into a navigator file: ${cause.message}`, { cause });
  }
}

/** Far enough below SerialEM's 31 bits to count on from there. */
const highestRandomId = 2 ** 31 - 100_000;

/** Where an area stands in the Navigator. */
export interface Site extends Pick<NewParallelTs, 'stage' | 'registration' | 'drawnOnMapId' | 'magnificationIndex'> {
  readonly remarks: readonly string[];
}

/**
 * Where an area stands: at the item of its tracking target, or else where its targets file says. `wishedIndex` is the index
 * of the Record magnification. Throws `bad-input` when neither the place nor the magnification is known.
 */
export function siteOf(
  item: NavigatorItem | null,
  ownStage: { readonly x: number; readonly y: number } | null,
  wishedIndex: number | undefined,
): Site {
  const magnificationIndex = wishedIndex ?? item?.map?.magnificationIndex ?? null;
  if (magnificationIndex === null)
    throw new Trouble(
      'bad-input',
      'At which magnification are the targets acquired? Give --magnification INDEX, SerialEM’s index of the Record magnification, or --nav FILE.nav with the map of the tracking target.',
    );
  const stage = item?.stage ?? (ownStage && { xUm: ownStage.x, yUm: ownStage.y, zUm: 0 });
  if (stage === null)
    throw new Trouble(
      'bad-input',
      'Nobody knows where the tracking target lies: the targets file has no stageX and stageY, and no item of the navigator file has its name as Note.',
    );
  const remarks =
    item === null
      ? ['The height of the stage is not known; the item has z = 0. Set it before SerialEM goes there.']
      : [];
  return {
    stage,
    registration: item?.registration ?? 1,
    drawnOnMapId: item?.drawnOnMapId ?? null,
    magnificationIndex,
    remarks,
  };
}

/** The item of the tracking target: its Note is the name of the targets file, or of the one that a run file belongs to. */
export function trackingItem(navigator: Navigator, fileName: string): NavigatorItem | null {
  const read = readAreaFileName(fileName);
  const note = (read === null ? fileName : targetsFileName(read)).toLowerCase();
  return (
    navigatorItems(navigator)
      .map(readNavigatorItem)
      .find((item) => item.note?.toLowerCase() === note) ?? null
  );
}
