import type { Series } from '../series/series.ts';
import { forAreTomo3 } from './areTomo3.ts';
import { type Made, together } from './exportFile.ts';
import { forImod } from './imod.ts';
import { forNextPyp } from './nextPyp.ts';
import { forRelion, relionFrames } from './relion.ts';
import { forScipion } from './scipion.ts';
import { forTomoman } from './tomoman.ts';
import { forWarp, warpFrameSeries } from './warp.ts';

/** What a series itself does not say. */
export interface Where {
  /** The mdoc put right, in the order of acquisition. */
  readonly mdoc: string;
  /** The folder of the frames as RELION's project sees it. */
  readonly relionFrames: string;
  /** The folder in which WarpTools keeps what it knows of frames, as seen from that of the tomostar files. */
  readonly warpFrameSeries: string;
}

/** Where things usually are. */
export const usualPlaces = { relionFrames, warpFrameSeries } as const;

/** Everything that is made of one series for other programs. RELION's list of all series is made by `relionTable`. */
export function exportsOf(series: Series, where: Where): Made {
  const mdoc: Made = { files: [{ path: `mdoc/${series.name}.mdoc`, text: where.mdoc }], notes: [] };
  if (series.images.length === 0)
    return together([
      mdoc,
      { files: [], notes: [`${series.name} has no images, so there is nothing to export of it.`] },
    ]);
  return together([
    mdoc,
    forImod(series),
    forRelion(series, where.relionFrames),
    forWarp(series, where.warpFrameSeries),
    forAreTomo3(series),
    forNextPyp(series),
    forScipion(series),
    forTomoman(series),
    otherName(series),
  ]);
}

/** Programs that look for a stack look for the series' name. */
function otherName({ name, stack }: Series): Made {
  const stem = stack.replace(/\.[^.]*$/, '');
  const note = `The stack ${stack} goes by the name ${name} in other programs. IMOD, AreTomo3, nextPYP and TOMOMAN find it by a link ${name}.mrc.`;
  return { files: [], notes: stem === name ? [] : [note] };
}
