import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { numberOf, parseMdoc, sectionsOf } from '@pacetomo/em-files';
import type { ExposureTruth, ScenarioInput } from '@pacetomo/virtual-serialem';
import { expect, test } from 'vitest';
import { CrashWorld } from './crashWorld.ts';
import { preset } from './measuringSite.ts';
import { nearNeighbours, nearSlope, takeMapsOf } from './nearNeighbours.ts';
import { isUnderBeam } from './trueDose.ts';

/** What choosing has cost is known from the mdoc files of the maps. */
const chosenWith = { view: 0.04, preview: 2.055 * 0.2 };

/** The Views of a rough eucentricity are an estimate, for SerialEM does not tell how many it took. */
const plan = {
  ...nearNeighbours,
  settings: { ...nearNeighbours.settings, eucentricity: false },
  targets: nearNeighbours.targets.map((target) => (target.viewMap === null ? target : { ...target, chosenWith })),
};

/** One image of the run: what its mdoc says, and what its place had really received. */
interface Judged {
  readonly target: string;
  readonly tiltDeg: number;
  readonly priorEPerA2: number;
  readonly trueEPerA2: number;
  /** What came from others and from looks. */
  readonly foreignEPerA2: number;
}

/** The images of one target against everything that was exposed before each, all over what its first image shows. */
function judge(folder: string, target: string, stack: string, truth: readonly ExposureTruth[]): readonly Judged[] {
  const sections = sectionsOf(parseMdoc(readFileSync(join(folder, `${stack}.mdoc`), 'utf8')), 'ZValue');
  const own = truth.filter(({ file }) => file === stack);
  const field = pointsIn(own[0]!.look!.fieldUm);
  return own.map((shot) => {
    const earlier = truth.slice(0, truth.indexOf(shot));
    const dose = (shots: readonly ExposureTruth[]): number =>
      shots.reduce((sum, { doseEPerA2, ...rest }) => {
        const hit = field.filter((place) => isUnderBeam({ doseEPerA2, ...rest }, nearSlope, place)).length;
        return sum + (doseEPerA2 * hit) / field.length;
      }, 0);
    return {
      target,
      tiltDeg: shot.nominalTiltDeg,
      priorEPerA2: numberOf(sections[shot.section!]!, 'PriorRecordDose')!,
      trueEPerA2: dose(earlier),
      foreignEPerA2: dose(earlier.filter(({ file }) => file !== stack)),
    };
  });
}

/** Places all over the field of an image, by its corners. */
function pointsIn([a, b, , d]: readonly { readonly x: number; readonly y: number }[]) {
  const parts = Array.from({ length: 80 }, (_, i) => (i + 0.5) / 80);
  return parts.flatMap((s) =>
    parts.map((t) => ({
      x: a!.x + s * (b!.x - a!.x) + t * (d!.x - a!.x),
      y: a!.y + s * (b!.y - a!.y) + t * (d!.y - a!.y),
    })),
  );
}

/** Everything that a run over near neighbours exposes on a stage, judged. */
async function judgedOn(
  stage: ScenarioInput['stage'],
): Promise<{ readonly judged: readonly Judged[]; readonly kinds: ReadonlySet<string> }> {
  const quiet = preset('quiet');
  const lamella = { ...quiet.specimen?.lamella, ...nearSlope };
  const world = await CrashWorld.at(plan, {
    scenario: { stage: { ...stage }, specimen: { ...quiet.specimen, lamella } },
    prepare: (serialEm) => takeMapsOf(serialEm, nearNeighbours),
  });
  expect(await world.work(null)).toBe('complete');
  const truth = world.scope.exposures;
  const judged = nearNeighbours.targets.flatMap(({ id, stack }) => judge(world.folder, id, stack, truth));
  await world.end();
  return { judged, kinds: new Set(truth.map(({ set }) => set)) };
}

test.each([
  ['a quiet stage', preset('quiet').stage],
  ['the stage of a good Krios', preset('lamella').stage],
])(
  'on %s PriorRecordDose of every image is what its place had really received, within a hundredth',
  async (_, stage) => {
    const { judged, kinds } = await judgedOn(stage);
    expect(kinds).toEqual(new Set(['view', 'preview', 'focus', 'record']));
    expect(Math.max(...judged.map(({ foreignEPerA2 }) => foreignEPerA2))).toBeGreaterThan(10);
    const parts = judged.map(({ priorEPerA2, trueEPerA2 }) => Math.abs(priorEPerA2 / trueEPerA2 - 1));
    console.log(`worst of ${parts.length} images: ${(100 * Math.max(...parts)).toFixed(2)} %`);
    expect(judged.filter((_, i) => !(parts[i]! < 0.01))).toEqual([]);
  },
);
