import { writeFile } from 'node:fs/promises';
import { Trouble } from '../run/errors.ts';
import type { PlotPanel } from '../session/measuring/measurementPanels.ts';

/** Draws a measurement into a file, if one was asked for; the first of its words are the heading. */
export async function writeSvg(
  path: string | undefined,
  panels: readonly PlotPanel[],
  [title = '', ...lines]: readonly string[],
): Promise<void> {
  if (path === undefined) return;
  const { drawMeasurement } = await import('../session/measuring/measurementPlot.ts'); // a large library, needed here alone
  const svg = drawMeasurement(panels, { title, lines: lines.slice(0, mostLines) });
  try {
    await writeFile(path, svg);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Trouble('cannot-write', `${path} cannot be written: ${why}. The measurement is in its record.`, {
      cause,
    });
  }
  console.log(`Picture: ${path}`);
}

/** More do not fit above the panels. */
const mostLines = 3;

/** The words of a measurement without its list of readings, which the picture shows. */
export const headingWords = (words: readonly string[]): readonly string[] =>
  words.filter((line) => !line.startsWith('  '));
