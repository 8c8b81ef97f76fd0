import type { Series } from '../series/series.ts';
import { linesOf } from './exportFile.ts';

/**
 * The marker of a series whose files are all on the disk, lines `key=value` that a shell can read. That it exists is what a
 * pipeline waits for.
 */
export function doneText(
  series: Series,
  made: { readonly finishedAt: string; readonly manifestSha256: string },
): string {
  return linesOf([
    `series=${series.name}`,
    `manifest=${series.name}.json`,
    `manifest_sha256=${made.manifestSha256}`,
    `images=${series.images.length}`,
    `expected=${series.wanted?.length ?? ''}`,
    `finished=${made.finishedAt}`,
  ]);
}
