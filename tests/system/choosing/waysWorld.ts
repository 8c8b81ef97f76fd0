import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseTargets, readTarget, type TargetsFile } from '@pacetomo/em-files';
import { SerialEmClient } from '@pacetomo/serialem-link';
import {
  createVirtualSerialEm,
  type DialogInput,
  type ExposureTruth,
  type ScenarioInput,
  type VirtualSerialEm,
} from '@pacetomo/virtual-serialem';
import { apply, type Vec } from '../../../packages/pacetomo/src/geometry/frames.ts';
import type { Person } from '../../../packages/pacetomo/src/microscope/choosing.ts';
import {
  goToPlace,
  placeOfStage,
  takeBearings,
  whereNow,
} from '../../../packages/pacetomo/src/procedures/choosing/bearings.ts';
import type { FindLattice } from '../../../packages/pacetomo/src/procedures/choosing/seenLattice.ts';
import type { ChoosingEvent } from '../../../packages/pacetomo/src/run/choosingEvents.ts';
import { OperatorControl } from '../../../packages/pacetomo/src/run/control.ts';
import { choosingMicroscope } from '../../../packages/pacetomo/src/serialem/serialEmMicroscope.ts';
import { AreaStore } from '../../../packages/pacetomo/src/session/choosing/areaStore.ts';
import {
  chooseTargets,
  type SelectOutcome,
  type SelectWish,
} from '../../../packages/pacetomo/src/session/choosing/chooseTargets.ts';
import { ChoosingRecord } from '../../../packages/pacetomo/src/session/choosing/choosingRecord.ts';
import { permitForIntentOnDisk } from '../../../packages/pacetomo/src/session/permit.ts';
import { newFolder } from '../settings/settingsWorld.ts';

/** A virtual microscope on which targets are chosen. */
export interface WaysWorld {
  readonly virtual: VirtualSerialEm;
  readonly dir: string;
  /** What was said to the person who is not at SerialEM. */
  readonly said: string[];
  readonly events: readonly ChoosingEvent[];
  /** Chooses targets; with `file` those of an area that has a file already. */
  readonly choose: (wish: SelectWish, options?: ChooseOptions) => Promise<SelectOutcome>;
  /** What somebody does by hand in between. */
  readonly byHand: <T>(work: (client: SerialEmClient) => Promise<T>) => Promise<T>;
}

export interface ChooseOptions {
  readonly file?: string;
  readonly findLattice?: FindLattice;
  /** The operator stops it when the area was saved so often. */
  readonly stopAfterSaves?: number;
  /** Whom to ask; null for whoever sits at SerialEM. */
  readonly person?: Person | null;
}

/** Says yes to everything and types nothing. */
const patient = (said: string[]): Person => ({
  askYesNo: async (text) => {
    said.push(text);
    return true;
  },
  askNumber: async () => null,
  askText: async () => null,
  say: async (text) => void said.push(text),
});

const noLattice: FindLattice = () => ({ kind: 'none', why: 'nobody looks for holes in this test' });

/** Works on a fresh microscope and cleans up after it. */
export async function inWaysWorld<T>(
  scenario: ScenarioInput,
  seed: number,
  answers: DialogInput,
  work: (world: WaysWorld) => Promise<T>,
): Promise<T> {
  const dir = newFolder();
  const virtual = await createVirtualSerialEm({ scenario, seed, dir, answers });
  const lines: string[] = [];
  let savesLeft = Number.POSITIVE_INFINITY;
  const store = {
    append: async (bytes: Uint8Array) => {
      lines.push(Buffer.from(bytes).toString());
      if (lines.at(-1)!.includes('choose.saved')) savesLeft -= 1;
      if (savesLeft === 0) control.stop('the test');
    },
    sync: async () => {},
  };
  const record = new ChoosingRecord(store, { now: () => new Date(0), monotonicMs: () => 0 });
  let control = new OperatorControl();
  const said: string[] = [];
  const byHand: WaysWorld['byHand'] = async (hands) => {
    const client = new SerialEmClient(virtual.connect());
    try {
      return await hands(client);
    } finally {
      client.close();
      await client.closed;
    }
  };
  const choose: WaysWorld['choose'] = (
    wish,
    { file, findLattice = noLattice, person = patient(said), stopAfterSaves = Number.POSITIVE_INFINITY } = {},
  ) => {
    savesLeft = stopAfterSaves;
    control = new OperatorControl();
    return byHand((client) =>
      chooseTargets(
        { client, reconnect: async () => new SerialEmClient(virtual.connect()), control, record, person },
        wish,
        () => (file === undefined ? AreaStore.in(dir) : AreaStore.at(join(dir, file))),
        findLattice,
      ),
    );
  };
  const world: WaysWorld = {
    virtual,
    dir,
    said,
    choose,
    byHand,
    get events() {
      return lines.map((line): ChoosingEvent => JSON.parse(line));
    },
  };
  try {
    return await work(world);
  } finally {
    await virtual.close();
    rmSync(dir, { recursive: true });
  }
}

/** The targets file of an area. */
export const fileOf = ({ dir }: WaysWorld, name: string): TargetsFile => parseTargets(textOf({ dir }, name));

export const textOf = ({ dir }: Pick<WaysWorld, 'dir'>, name: string): string =>
  readFileSync(join(dir, `${name}_tgts.txt`), 'utf8');

export const filesIn = ({ dir }: WaysWorld): readonly string[] => readdirSync(dir).sort();

/**
 * Where Record really looks at each target of a file, specimen µm: from the tracking target by image shift, as a run goes
 * there, and a Preview each. The tracking target is where its stage position says, if the stage stands where choosing has
 * left it, or where SerialEM finds its map.
 */
export async function probe(
  world: WaysWorld,
  name: string,
  tracking: 'unmoved' | 'realign' = 'unmoved',
): Promise<readonly Vec<'specimen'>[]> {
  const targets = fileOf(world, name).targets.map(readTarget);
  return world.byHand(async (client) => {
    const scope = choosingMicroscope(client);
    const bearings = await takeBearings(scope, await scope.prepareToMeasure());
    if (tracking === 'realign')
      await scope.realignToItem((await scope.itemWithNote(`${name}_tgts.txt`)) ?? 0, permitForIntentOnDisk());
    const here = await whereNow(scope, bearings);
    const first = targets[0]?.stage;
    const stage = { x: first?.xUm ?? Number.NaN, y: first?.yUm ?? Number.NaN };
    const origin = tracking === 'realign' ? here.place : placeOfStage(bearings, here, stage);
    const places: Vec<'specimen'>[] = [];
    for (const { specimen } of targets) {
      const place = { x: origin.x + (specimen?.xUm ?? Number.NaN), y: origin.y + (specimen?.yUm ?? Number.NaN) };
      if (!(await goToPlace(scope, bearings, place))) throw new Error('out of reach');
      await scope.preview(permitForIntentOnDisk());
      const truth = world.virtual.exposures.at(-1);
      if (truth !== undefined) places.push({ x: truth.specimenPointUm.x, y: truth.specimenPointUm.y });
    }
    await scope.setImageShift({ x: 0, y: 0 });
    return places;
  });
}

/** Misses, nm: root mean square and largest. */
export function misses(
  places: readonly Vec<'specimen'>[],
  truth: readonly Vec<'specimen'>[],
): { readonly rmsNm: number; readonly worstNm: number } {
  const nm = places.map(
    ({ x, y }, i) => 1000 * Math.hypot(x - (truth[i]?.x ?? Number.NaN), y - (truth[i]?.y ?? Number.NaN)),
  );
  return { rmsNm: Math.hypot(...nm) / Math.sqrt(nm.length), worstNm: Math.max(...nm) };
}

/** Where a point of the specimen lies on the camera in an exposure: unbinned pixels from the middle, y up. */
export function onCamera(
  exposure: ExposureTruth,
  { x, y, z = 0 }: Vec<'specimen'> & { readonly z?: number },
): Vec<'camera'> {
  if (exposure.look === undefined) throw new Error('the exposure has no look');
  const { pose, centreUm, cameraFromLab } = exposure.look;
  const [a, b, c, d, e, f] = pose.matrix;
  const lab = { x: a * x + b * y + c * z + pose.offsetUm.x, y: d * x + e * y + f * z + pose.offsetUm.y };
  return apply<'specimen', 'camera'>(cameraFromLab, { x: lab.x - centreUm.x, y: lab.y - centreUm.y });
}

/**
 * What a person drags, found out by letting them try: the choice is made again and again with one more drag, each as the
 * truth says where the feature lies in the image that they have before them. `aims`: the feature of each drag, and how far
 * the hand misses it.
 */
export async function dragsFor(
  scenario: ScenarioInput,
  seed: number,
  answersWith: (drags: readonly Vec<'specimen'>[], isLast: boolean) => DialogInput,
  aims: readonly { readonly at: Vec<'specimen'> & { readonly z?: number }; readonly miss: Vec<'specimen'> }[],
  work: (world: WaysWorld) => Promise<unknown>,
): Promise<DialogInput> {
  const drags: Vec<'specimen'>[] = [];
  for (const { at, miss } of aims) {
    await inWaysWorld(scenario, seed, answersWith(drags, false), async (world) => {
      await work(world).catch(() => {}); // the person has run out of drags and presses STOP
      const last = world.virtual.exposures.at(-1);
      if (last === undefined) throw new Error('nothing was exposed');
      const area = last.set === 'view' ? 'V' : last.set === 'search' ? 'S' : 'R';
      const [xx, xy, yx, yy] = await world.byHand(async (client) => {
        await client.call('GoToLowDoseArea', area);
        return client.call('CameraToSpecimenMatrix', 0);
      });
      const { x, y } = apply<'camera', 'specimen'>({ xx, xy, yx, yy }, onCamera(last, at));
      drags.push({ x: x + miss.x, y: y + miss.y });
    });
  }
  return answersWith(drags, true);
}
