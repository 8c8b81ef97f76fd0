import type { Series } from '../series/series.ts';
import { decimals } from './decimals.ts';
import { linesOf, type Made } from './exportFile.ts';
import { lacking, withheld } from './lacking.ts';
import { asInStack, byTilt } from './orders.ts';

/**
 * For nextPYP, which takes frames by the mdoc alone; a stack it takes with `NAME.rawtlt` and `NAME.order` beside it, one line
 * for each section, the order from 0 (preprocess/core.py, b2b4a36). It sorts the first by tilt and the second not, so both suit
 * a sorted stack only.
 */
export function forNextPyp(series: Series): Made {
  const inStack = asInStack(series);
  const sorted = byTilt(series).every(({ image }, at) => image.tiltDeg === inStack[at]?.image.tiltDeg);
  const why = [...lacking(series, ['sections']), ...(sorted ? [] : ['its stack is not sorted by tilt'])];
  if (why.length > 0) return withheld('nextPYP to start from its stack', series, why);
  return {
    files: [
      { path: `nextpyp/${series.name}.rawtlt`, text: linesOf(inStack.map(({ image }) => decimals(image.tiltDeg, 2))) },
      { path: `nextpyp/${series.name}.order`, text: linesOf(inStack.map(({ order }) => String(order - 1))) },
    ],
    notes: [],
  };
}
