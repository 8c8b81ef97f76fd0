import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SerialEmClient } from '@pacetomo/serialem-link';
import {
  chosenArea,
  createVirtualSerialEm,
  type ExposureTruth,
  parseScenario,
  type ScenarioInput,
  type VirtualSerialEm,
} from '@pacetomo/virtual-serialem';
import type { Area, AreaTarget } from '../../../packages/pacetomo/src/area/area.ts';
import { previewMapName, stackName, viewMapName } from '../../../packages/pacetomo/src/area/areaNames.ts';
import type { Vec } from '../../../packages/pacetomo/src/geometry/frames.ts';
import type { ChoosingMicroscope } from '../../../packages/pacetomo/src/microscope/choosing.ts';
import type { Choosing } from '../../../packages/pacetomo/src/procedures/choosing/choosing.ts';
import type { RefineOutcome } from '../../../packages/pacetomo/src/procedures/choosing/refineWish.ts';
import type { ChoosingEvent } from '../../../packages/pacetomo/src/run/choosingEvents.ts';
import { OperatorControl } from '../../../packages/pacetomo/src/run/control.ts';
import { choosingMicroscope } from '../../../packages/pacetomo/src/serialem/serialEmMicroscope.ts';
import { permitForIntentOnDisk } from '../../../packages/pacetomo/src/session/permit.ts';
import { truePlaces } from '../../../packages/virtual-serialem/src/area/truePlaces.ts';
import { makeSpecimen } from '../../../packages/virtual-serialem/src/specimen/specimen.ts';
import { preset } from '../measuringSite.ts';
import { ListeningClient, type SentCommand } from '../settings/listeningClient.ts';

/** A microscope on which targets are refined, and what it saw. */
export interface RefineWorld {
  readonly virtual: VirtualSerialEm;
  readonly scope: ChoosingMicroscope;
  /** What a person does at SerialEM. */
  readonly client: SerialEmClient;
  readonly control: OperatorControl;
  readonly choosing: Choosing;
  readonly events: ChoosingEvent[];
  /** What was said to the person. */
  readonly said: string[];
  readonly sent: SentCommand[];
  /** How often the area was kept. */
  readonly kept: () => number;
}

/** A small camera that sees as much as a K3: 4 × 4 of the usual virtual pixels are one. */
export const smallCamera = {
  camera: { widthPx: 360, heightPx: 256, sensorPixels: 16, countsPerElectron: 8 },
  magnifications: [
    { index: 10, magnification: 740, pixelSizeNm: 256 },
    { index: 17, magnification: 4800, pixelSizeNm: 32.8 },
    { index: 28, magnification: 33000, pixelSizeNm: 4.32 },
    { index: 29, magnification: 42000, pixelSizeNm: 3.4 },
  ],
} as const;

/** The preset film with holes 1.2 µm wide at 2.5 µm, with all errors of the good stage, on the small camera. */
export function filmWith(placeErrorUmSd: number, view: object = {}): ScenarioInput {
  const film = preset('film-r1.2-1.3');
  return {
    ...film,
    camera: { ...film.camera, ...smallCamera.camera },
    optics: { ...film.optics, magnifications: [...smallCamera.magnifications] },
    lowDose: { view },
    area: { ...film.area, targets: { kind: 'holes', columns: 3, rows: 3 }, placeErrorUmSd },
  } as ScenarioInput;
}

/** The true places of the targets of a scenario, µm on the specimen; the middles of holes where nobody has missed them. */
export function trulyAt(input: ScenarioInput, seed: number): readonly Vec<'specimen'>[] {
  const scenario = parseScenario(input, 'test');
  if (scenario.area === undefined) throw new Error('no area');
  return truePlaces(scenario, scenario.area, makeSpecimen(scenario.specimen, seed), seed);
}

/** The area that the microscopist of a scenario has chosen. */
export function areaOf(input: ScenarioInput, seed: number): Area {
  const chosen = chosenArea(parseScenario(input, 'test'), seed);
  if (chosen === null) throw new Error('no area');
  const targets = chosen.targets.map(
    ({ stageXUm, stageYUm }, i): AreaTarget => ({
      position: i === 0 ? { x: 0, y: 0 } : null,
      stage: { x: stageXUm, y: stageYUm },
      stack: stackName('film', i + 1),
      previewMap: null,
      viewMap: null,
      skip: false,
      score: null,
      otherKeys: new Map(),
    }),
  );
  return { name: 'film', settings: [], targets, geometryPoints: [] };
}

/** Works on a fresh microscope and cleans up after it. */
export async function inRefineWorld<T>(
  scenario: ScenarioInput,
  seed: number,
  area: Area,
  work: (world: RefineWorld) => Promise<T>,
): Promise<T> {
  const dir = mkdtempSync(join(tmpdir(), 'pacetomo-refine-'));
  const virtual = await createVirtualSerialEm({ scenario, seed, dir });
  const sent: SentCommand[] = [];
  const client = new ListeningClient(virtual, sent);
  const control = new OperatorControl();
  const scope = choosingMicroscope(client, control);
  const events: ChoosingEvent[] = [];
  const said: string[] = [];
  let kept: Area[] = [area];
  const choosing: Choosing = {
    control,
    person: { ...scope, say: async (text) => void said.push(text) },
    get area() {
      return kept.at(-1) ?? area;
    },
    keep: async (next) => {
      kept = [...kept, next];
    },
    note: async (event) => void events.push(event),
    intend: async (intent) => {
      events.push({ type: 'look.intent', ...intent });
      return permitForIntentOnDisk();
    },
  };
  try {
    await scope.prepareToMeasure();
    await scope.openNavigator();
    await scope.goToRecordArea();
    await scope.imageShiftToSpecimen(); // from now on the gate can tell how far an image shift goes
    return await work({ virtual, scope, client, control, choosing, events, said, sent, kept: () => kept.length - 1 });
  } finally {
    client.close();
    await virtual.close();
    rmSync(dir, { recursive: true });
  }
}

/**
 * Where Record really looks at each target of the area, specimen µm: a Preview each, by image shift from where it points
 * now, the tracking target, as a run goes there.
 */
export async function probe({ scope, virtual, choosing }: RefineWorld): Promise<readonly Vec<'specimen'>[]> {
  await scope.goToRecordArea();
  const toImageShift = await scope.specimenToImageShift();
  const start = await scope.imageShift();
  const places: Vec<'specimen'>[] = [];
  for (const { position } of choosing.area.targets) {
    const { x, y } = position ?? { x: Number.NaN, y: Number.NaN };
    await scope.setImageShift({
      x: start.x + toImageShift.xx * x + toImageShift.xy * y,
      y: start.y + toImageShift.yx * x + toImageShift.yy * y,
    });
    await scope.preview(permitForIntentOnDisk());
    const truth = virtual.exposures.at(-1);
    if (truth !== undefined) places.push(truth.specimenPointUm);
  }
  await scope.setImageShift(start);
  return places;
}

/** Misses, nm: root mean square and largest. */
export function misses(
  places: readonly Vec<'specimen'>[],
  truth: readonly Vec<'specimen'>[],
): { readonly rmsNm: number; readonly worstNm: number } {
  const nm = places.map(({ x, y }, i) => 1000 * Math.hypot(x - (truth[i]?.x ?? NaN), y - (truth[i]?.y ?? NaN)));
  return { rmsNm: Math.hypot(...nm) / Math.sqrt(nm.length), worstNm: Math.max(...nm) };
}

/** How often the magnification changes from one exposure to the next, counted from the Record area. */
export function changesOfMagnification(exposures: readonly ExposureTruth[]): number {
  const areas = ['R', ...exposures.map(({ area }) => area)];
  return areas.slice(1).filter((area, i) => area !== areas[i]).length;
}

/** Which maps a microscopist has taken of each target. */
export type MapsTaken = 'view' | 'view and preview';

/**
 * The microscopist takes maps of the targets of an area by image shift, and writes down where the targets are with an error.
 * Gives the area, and what its maps truly show: the target of a Preview is what Record saw, that of a View alone what View saw.
 */
export async function takeMaps(
  { scope, virtual }: RefineWorld,
  area: Area,
  taken: MapsTaken,
  missUm: (i: number) => Vec<'specimen'>,
): Promise<{ readonly area: Area; readonly truth: readonly Vec<'specimen'>[] }> {
  await scope.goToRecordArea();
  const toImageShift = await scope.specimenToImageShift();
  const targets: AreaTarget[] = [];
  const truth: Vec<'specimen'>[] = [];
  for (const [i, target] of area.targets.entries()) {
    const { x, y } = target.position ?? { x: Number.NaN, y: Number.NaN };
    await scope.setImageShift({
      x: toImageShift.xx * x + toImageShift.xy * y,
      y: toImageShift.yx * x + toImageShift.yy * y,
    });
    await scope.view(permitForIntentOnDisk());
    const viewMap = viewMapName(area.name, i + 1);
    await scope.saveAsMap(viewMap, { label: `v${i + 1}`, note: viewMap, acquire: false });
    const previewMap = taken === 'view' ? null : previewMapName(area.name, i + 1);
    if (previewMap !== null) {
      await scope.preview(permitForIntentOnDisk());
      const note = i === 0 ? `${area.name}_tgts.txt` : previewMap;
      await scope.saveAsMap(previewMap, { label: `00${i + 1}`, note, acquire: i === 0 });
    }
    truth.push(virtual.exposures.at(-1)?.specimenPointUm ?? { x: Number.NaN, y: Number.NaN });
    const { stage } = await scope.placeNow();
    const miss = i === 0 ? { x: 0, y: 0 } : missUm(i);
    targets.push({ ...target, position: { x: x + miss.x, y: y + miss.y }, stage, viewMap, previewMap });
  }
  await scope.setImageShift({ x: 0, y: 0 });
  await scope.moveTo({ x: 40, y: -30 });
  return { area: { ...area, targets }, truth };
}

/** Positions of an area instead of stage coordinates, µm from the tracking target. */
export function atPositions(positions: readonly Vec<'specimen'>[]): Area {
  const targets = positions.map(
    (position, i): AreaTarget => ({
      position,
      stage: null,
      stack: stackName('film', i + 1),
      previewMap: null,
      viewMap: null,
      skip: false,
      score: null,
      otherKeys: new Map(),
    }),
  );
  return { name: 'film', settings: [], targets, geometryPoints: [] };
}

/** The first so many targets of an area. */
export const firstTargets = (area: Area, count: number): Area => ({ ...area, targets: area.targets.slice(0, count) });

/** Prints what a refinement has reached and cost, for the reports. */
export function figures(
  what: string,
  { rmsNm, worstNm }: ReturnType<typeof misses>,
  exposures: readonly ExposureTruth[],
  outcome: RefineOutcome,
): void {
  const of = (set: string): number => exposures.filter((exposure) => exposure.set === set).length;
  const doses = outcome.kind === 'refined' ? outcome.targets.map(({ doseEPerA2 }) => doseEPerA2) : [];
  console.info(
    `${what}: ${rmsNm.toFixed(0)} nm rms, ${worstNm.toFixed(0)} worst; ${of('view')} Views, ${of('preview')} Previews, ` +
      `${changesOfMagnification(exposures)} changes of magnification, up to ${Math.max(...doses).toFixed(2)} e/Å²`,
  );
}
