import type { TargetsFile } from '@pacetomo/em-files';
import { StopRequested } from '../run/control.ts';
import { Trouble } from '../run/errors.ts';
import type { Ending } from '../session/acquire.ts';
import { ChoosingRecord } from '../session/choosing/choosingRecord.ts';
import { goToTracking } from '../session/choosing/goToTracking.ts';
import { createRecordFile } from '../session/eventRecord.ts';
import { journalStore, systemClock } from '../session/journalFile.ts';
import { measureGeometry } from '../session/measuring/measure.ts';
import { geometryPanels } from '../session/measuring/measurementPanels.ts';
import { geometryWords } from '../session/measuring/measurementWords.ts';
import type { MeasuringSite } from '../session/measuring/measureOn.ts';
import { readTargetsFile } from '../session/planning/readPlan.ts';
import { type MeasureOptions, numbersOf, withSite } from './measure.ts';
import { headingWords, writeSvg } from './measurementSvg.ts';
import { writeGeometry } from './writeGeometry.ts';

/** What `pacetomo measure geometry` may be told. */
export interface GeometryOptions extends MeasureOptions {
  readonly points?: string | undefined;
  readonly group?: true | undefined;
  readonly targets?: string | undefined;
  /** Find the tracking target of that file first. */
  readonly fromTracking?: true | undefined;
  readonly write?: true | undefined;
}

/** `pacetomo measure geometry`: measures pretilt and rotation, says them, and writes them into a targets file if asked to. */
export async function measureSlope(options: GeometryOptions): Promise<Ending> {
  const { targets: path, write, fromTracking } = options;
  if (fromTracking && (path === undefined || options.points !== undefined || options.group))
    throw new Trouble('bad-input', 'Say --from-tracking with --targets FILE alone: it is for the points of that file.');
  if (write && path === undefined)
    throw new Trouble('bad-input', 'Write into which file? Give --targets FILE together with --write.');
  const file = path === undefined ? null : (await readTargetsFile(path)).file;
  const wish = { points: pointsOf(options, file), repeats: options.repeat };
  const outcome = await withSite('geometry', options, async (site) => {
    if (fromTracking && path !== undefined && !(await foundTracking(site, path, options)))
      return { kind: 'stopped' } as const;
    return measureGeometry(site, wish);
  });
  const words = geometryWords(outcome);
  for (const line of words) console.log(line);
  if (outcome.kind !== 'stopped') await writeSvg(options.svg, geometryPanels(outcome), headingWords(words));
  if (outcome.kind === 'unclear') process.exitCode = 1;
  if (outcome.kind === 'measured' && write && path !== undefined) console.log(await writeGeometry(path, outcome.plane));
  return outcome.kind === 'stopped' ? 'stopped' : 'complete';
}

/** Brings the tracking target to the middle, with a record of its own; false when the operator has stopped it. */
async function foundTracking(site: MeasuringSite, path: string, options: GeometryOptions): Promise<boolean> {
  const { client, reconnect } = site;
  const recordPath = await createRecordFile(options.records, 'geometry-find');
  const store = await journalStore(recordPath);
  try {
    const record = new ChoosingRecord(store, systemClock);
    await goToTracking({ client, reconnect, control: site.measurement.control, record, person: null }, path);
    return true;
  } catch (error) {
    if (!(error instanceof StopRequested)) throw error;
    return false;
  } finally {
    await store.close();
  }
}

type Points = Parameters<typeof measureGeometry>[1]['points'];

function pointsOf({ points, group, targets }: GeometryOptions, file: TargetsFile | null): Points {
  if (points !== undefined && group)
    throw new Trouble('bad-input', 'Both --points and --group say where to measure. Give one of them.');
  if (points !== undefined) return points.split(';').map(pointOf);
  if (group) return 'navigator group';
  if (file === null) {
    throw new Trouble(
      'bad-input',
      'Where is to be measured? Give --points "x,y; x,y; x,y" (µm from where you are), --group, or --targets FILE with geometry points.',
    );
  }
  if (file.geometryPoints.length >= 3) return file.geometryPoints.map(({ ssxUm, ssyUm }) => ({ x: ssxUm, y: ssyUm }));
  throw new Trouble(
    'bad-input',
    `${targets} has ${file.geometryPoints.length} geometry points; a plane needs three. Add some in PACEtomo's target editor, or give --points.`,
  );
}

function pointOf(text: string): { readonly x: number; readonly y: number } {
  const [x, y, ...more] = numbersOf('--points', text);
  if (x !== undefined && y !== undefined && more.length === 0) return { x, y };
  throw new Trouble(
    'bad-input',
    `--points: “${text.trim()}” is not a point. Write x,y in µm, with semicolons between points.`,
  );
}
