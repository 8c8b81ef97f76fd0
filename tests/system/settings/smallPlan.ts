import { parseTargets } from '@pacetomo/em-files';
import { makePlan } from '../../../packages/pacetomo/src/plan/makePlan.ts';
import type { RunPlan } from '../../../packages/pacetomo/src/plan/plan.ts';
import type { Settings } from '../../../packages/pacetomo/src/plan/settings.ts';

/** What a targets file says of one target besides the name of its stack. */
export interface Place {
  readonly xUm?: number;
  readonly yUm?: number;
  readonly stage?: { readonly xUm: number; readonly yUm: number };
  readonly reference?: string;
  readonly view?: string;
}

/** The targets of most tests: the first one on the tilt axis, the others beside it on either side. */
const threePlaces: readonly Place[] = [
  { xUm: 0, yUm: 0 },
  { xUm: 2.5, yUm: 3.4 },
  { xUm: -1.8, yUm: -4.6 },
];

/** The targets of an area, and where its slope is measured. */
export interface Area {
  readonly places?: readonly Place[];
  readonly geometryPoints?: readonly { readonly xUm: number; readonly yUm: number }[];
}

/** Five tilts, and nothing but the tilt loop: whatever else is to be done a test has to ask for. */
const plain: Partial<Settings> = {
  minTiltDeg: -6,
  maxTiltDeg: 6,
  tiltStepDeg: 3,
  groupSize: 1,
  eucentricity: false,
  previewAli: false,
  beamTiltComp: false,
  checkDewar: false,
  doCtfPlotter: false,
  pretiltDeg: -10, // as the specimen of the quiet scenario lies
};

/** All settings of a test. A name with `undefined` keeps its default. */
export const wished = (settings: Partial<Settings>): readonly (readonly [string, unknown])[] =>
  Object.entries({ ...plain, ...settings }).filter(([, value]) => value !== undefined);

/** A targets file. */
export const targetsText = ({ places = threePlaces, geometryPoints = [] }: Area = {}): string =>
  [...places.map(targetText), ...geometryPoints.map(pointText)].join('\n\n');

/** A plan from a targets file, by the way that every plan comes. */
export function smallPlan(settings: Partial<Settings> = {}, area: Area = {}): RunPlan {
  const made = makePlan({
    file: parseTargets(targetsText(area)),
    path: 'area_tgts.txt',
    sha256: '',
    program: 'test',
    before: wished(settings).map(([name, value]) => ({ name, value, source: 'test' })),
    over: [],
  });
  if (made.plan === null) throw new Error(made.problems.join('\n'));
  return made.plan;
}

const pointText = ({ xUm, yUm }: { readonly xUm: number; readonly yUm: number }, i: number): string =>
  `_geo = ${i + 1}\nSSX = ${xUm}\nSSY = ${yUm}`;

function targetText({ xUm, yUm, stage, reference, view }: Place, i: number): string {
  const id = String(i + 1).padStart(3, '0');
  return [
    `_tgt = ${id}`,
    `tsfile = area_ts_${id}.mrc`,
    ...(reference === undefined ? [] : [`tgtfile = ${reference}`]),
    ...(view === undefined ? [] : [`viewfile = ${view}`]),
    ...(xUm === undefined ? [] : [`SSX = ${xUm}`, `SSY = ${yUm}`]),
    ...(stage === undefined ? [] : [`stageX = ${stage.xUm}`, `stageY = ${stage.yUm}`]),
    'skip = False',
  ].join('\n');
}
