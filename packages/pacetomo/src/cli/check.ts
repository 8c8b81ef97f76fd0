import type { DryRunReport } from '../dose/dryRunReport.ts';
import type { Illumination, ImageKind } from '../dose/illumination.ts';
import type { Vec } from '../geometry/frames.ts';
import type { RunPlan } from '../plan/plan.ts';
import { Trouble } from '../run/errors.ts';
import { type DryRunWish, dryRun } from '../session/dryRun/dryRun.ts';
import { dryRunWith } from '../session/dryRun/dryRunWith.ts';
import type { Told } from '../session/dryRun/known.ts';
import { sentencesOf } from '../session/dryRun/sentences.ts';
import { readPlan, type SettingOptions } from '../session/planning/readPlan.ts';
import { type MapOptions, mapsIn } from './finish.ts';
import { withSerialEm } from './workOn.ts';

/** What `pacetomo check` may be told. */
export interface CheckOptions extends SettingOptions, MapOptions {
  readonly json?: true | undefined;
  /** Where SerialEM listens, when it is to be asked too. */
  readonly serialem?: string | undefined;
  /** `record=3,2.5`: dose of one image, e/Å², and diameter of its beam, µm. */
  readonly beam?: readonly string[] | undefined;
  /** Exposure time of Record, seconds. */
  readonly exposure?: number | undefined;
  /** `1.5,1.1`: what a Record image shows, µm. */
  readonly field?: string | undefined;
  /** Dose from neighbours that is worth a sentence, e/Å². */
  readonly doseLimit?: number | undefined;
}

/**
 * `pacetomo check TARGETS...`: says what would happen, how long it takes and what would go wrong, without an exposure. Several
 * files are one session, in their order.
 */
export async function check(targets: string | readonly string[], options: CheckOptions): Promise<void> {
  const { plans, warnings } = await readPlans([targets].flat(), options);
  const told = toldBy(options);
  const wish: DryRunWish = {
    plans,
    told,
    ...(options.doseLimit === undefined ? {} : { limitEPerA2: options.doseLimit }),
  };
  const report = await asking(options, wish);
  if (options.json) console.log(JSON.stringify(asJson(report, warnings), null, 2));
  else for (const line of [...sentencesOf(report), ...warnings.map((warning) => `Note: ${warning}`)]) console.log(line);
}

async function asking(options: CheckOptions, wish: DryRunWish): Promise<DryRunReport> {
  const { serialem } = options;
  if (serialem === undefined) return dryRun(wish);
  const maps = mapsIn(options);
  return withSerialEm({ serialem }, (client) => dryRunWith(client, wish, maps));
}

async function readPlans(
  paths: readonly string[],
  options: CheckOptions,
): Promise<{ readonly plans: readonly RunPlan[]; readonly warnings: readonly string[] }> {
  const made = await Promise.all(paths.map((path) => readPlan(path, options)));
  const problems = made.flatMap((result) => (result.plan === null ? result.problems : []));
  if (problems.length > 0) throw new Trouble('bad-input', problems.join('\n'));
  return {
    plans: made.flatMap(({ plan }) => plan ?? []),
    warnings: made.flatMap(({ warnings }) => warnings),
  };
}

/** A single area says what it is at the top, as it did before there were sessions. */
function asJson(report: DryRunReport, warnings: readonly string[]): unknown {
  const [only, ...others] = report.areas;
  const summary = only === undefined || others.length > 0 ? {} : only.plan;
  return { ...summary, ...report, warnings };
}

const kinds: readonly ImageKind[] = ['record', 'view', 'preview', 'focus'];

/** What a person says of beam and camera. Throws `bad-input`. */
export function toldBy({ beam = [], exposure, field }: CheckOptions): Told {
  const beams: Partial<Record<ImageKind, Illumination>> = {};
  for (const text of beam) {
    const [name, numbers = ''] = text.split('=');
    const kind = kinds.find((one) => one === name?.trim());
    const [doseEPerA2, diameterUm] = pairOf(numbers);
    if (kind === undefined || doseEPerA2 === undefined || diameterUm === undefined || diameterUm === 0)
      throw noBeam(text);
    beams[kind] = { doseEPerA2, radiusUm: diameterUm / 2 };
  }
  return {
    beams,
    ...(exposure === undefined ? {} : { recordExposureS: exposure }),
    ...(field === undefined ? {} : { fieldUm: fieldIn(field) }),
  };
}

function fieldIn(text: string): Vec<'specimen'> {
  const [x, y] = pairOf(text);
  if (x !== undefined && y !== undefined && x > 0 && y > 0) return { x, y };
  throw new Trouble('bad-input', `--field ${text} is not the size of an image. Write --field 1.5,1.1, both in µm.`);
}

const noBeam = (text: string): Trouble =>
  new Trouble(
    'bad-input',
    `--beam ${text} is not a beam. Write KIND=DOSE,DIAMETER with record, view, preview or focus, the dose of one image in e/Å² and the diameter in µm, for instance --beam record=3,2.5.`,
  );

/** Two numbers with a comma between, neither below 0; none when they are not that. */
function pairOf(text: string): readonly number[] {
  const numbers = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  return numbers.length === 2 && numbers.every((value) => Number.isFinite(value) && value >= 0) ? numbers : [];
}
