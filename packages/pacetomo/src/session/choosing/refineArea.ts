import { patternOf } from '../../area/newArea.ts';
import type { AdjustingTransform } from '../../geometry/adjustingTransform.ts';
import type { ChoosingMicroscope } from '../../microscope/choosing.ts';
import { refuseOtherTilt } from '../../procedures/choosing/areaTilt.ts';
import { goToStage, takeBearings } from '../../procedures/choosing/bearings.ts';
import type { Choosing } from '../../procedures/choosing/choosing.ts';
import { holesByLattice } from '../../procedures/choosing/refineByLattice.ts';
import { nameOf } from '../../procedures/choosing/refineContext.ts';
import { refineTargets } from '../../procedures/choosing/refineTargets.ts';
import {
  refinePatternVectors,
  type VectorOutcome,
  withBetterVectors,
} from '../../procedures/choosing/refineVectors.ts';
import { type CentreOn, type RefineBy, type RefineOutcome, usualLimits } from '../../procedures/choosing/refineWish.ts';
import { CommandGate } from '../../serialem/gate.ts';
import { type AdjustingKey, AdjustingStore } from './adjustingStore.ts';
import { AreaStore } from './areaStore.ts';
import { type ChoosingSite, chooseOn, type FoundForChoosing } from './chooseOn.ts';

/** How an area is to be refined. */
export interface RefineRequest {
  /** Null: the vectors alone. */
  readonly by: RefineBy | null;
  readonly centreOn: CentreOn;
  readonly enoughNm: number | null;
  /** Null when it is not known. */
  readonly holeDiameterUm: number | null;
  /** How the vectors of the pattern are refined before; null for not at all. */
  readonly vectors: 'holes' | 'template' | null;
  /** Folder with what is known of View and Record; null to know and learn nothing. */
  readonly adjusting: string | null;
}

/** What came of it. */
export interface RefineReport {
  readonly vectors: VectorOutcome | null;
  readonly targets: RefineOutcome | null;
}

/** Refines the area of a targets file, which is written after each target. Throws as `chooseOn`, and `bad-input` for the file. */
export async function refineArea(
  site: Omit<ChoosingSite, 'save'>,
  path: string,
  request: RefineRequest,
): Promise<RefineReport> {
  const store = await AreaStore.at(path);
  if (store.area === null) throw new Error('the store was opened at a file');
  const save: ChoosingSite['save'] = (area) => store.save(area);
  return chooseOn({ ...site, save }, store.area, async (scope, choosing, found) => {
    refuseOtherTilt(choosing.area, await scope.tiltDeg());
    const vectors = request.vectors === null ? null : await refineVectors(scope, choosing, found, request);
    const targets = request.by === null ? null : await refineAll(site, scope, choosing, request, request.by);
    return { vectors, targets };
  });
}

async function refineVectors(
  scope: ChoosingMicroscope,
  choosing: Choosing,
  found: FoundForChoosing,
  { vectors: by, holeDiameterUm }: RefineRequest,
): Promise<VectorOutcome> {
  const pattern = patternOf(choosing.area);
  const first = choosing.area.targets[0]?.stage ?? null;
  if (pattern === null || first === null || by === null)
    return { kind: 'kept', reason: 'the targets file gives no vectors, or no stage position of the tracking target' };
  const bearings = await takeBearings(scope, found);
  await goToStage(scope, bearings, first);
  const wish = { pattern, by };
  const outcome = await refinePatternVectors(scope, choosing, wish, holesByLattice(holeDiameterUm));
  if (outcome.kind === 'kept') return outcome;
  const { area, left } = withBetterVectors(choosing.area, outcome, bearings.stageToSpecimen, bearings.tiltDeg);
  await choosing.keep(area);
  if (left.length > 0) await sayLeft(choosing, left);
  return outcome;
}

async function sayLeft({ note, person }: Choosing, left: readonly number[]): Promise<void> {
  const text = `Left where they were, because they do not lie on the lattice of the pattern: ${left.map(nameOf).join(', ')}.`;
  await note({ type: 'choose.remark', text });
  await person.say(text);
}

async function refineAll(
  site: Omit<ChoosingSite, 'save'>,
  scope: ChoosingMicroscope,
  choosing: Choosing,
  request: RefineRequest,
  by: RefineBy,
): Promise<RefineOutcome> {
  const { centreOn, enoughNm, holeDiameterUm } = request;
  const memory = request.adjusting === null ? null : new Memory(request.adjusting, site);
  await memory?.noteRecord(scope);
  const known = async () => (await memory?.recall()) ?? null;
  const wish = { by, centreOn, known, enoughNm, ...usualLimits };
  const outcome = await refineTargets(scope, choosing, wish, holesByLattice(holeDiameterUm));
  if (outcome.kind === 'refined' && outcome.refusal === null) await memory?.learn(outcome.pairs);
  return outcome;
}

/** Nothing is moved to ask for a magnification. */
const noMoves = { tiltDeg: 0, imageShiftUm: 0, defocusUm: 0, stageUm: 0 };

/** What is known of View and Record, for the magnifications and the camera that SerialEM has now. */
class Memory {
  readonly #store: AdjustingStore;
  readonly #gate: CommandGate;
  #key: AdjustingKey | null = null;
  #recordMagnification = 0;

  constructor(folder: string, { client, control, observer }: Omit<ChoosingSite, 'save'>) {
    this.#store = new AdjustingStore(folder);
    this.#gate = new CommandGate(client, noMoves, { control, observer });
  }

  async noteRecord(scope: ChoosingMicroscope): Promise<void> {
    await scope.goToRecordArea();
    [this.#recordMagnification] = await this.#gate.send('ReportMagIndex');
  }

  /** What earlier days have taught; the optics of View are on. */
  async recall(): Promise<AdjustingTransform | null> {
    const [viewMagnification] = await this.#gate.send('ReportMagIndex');
    const camera = (await this.#gate.send('CameraProperties'))[5];
    this.#key = { viewMagnification, recordMagnification: this.#recordMagnification, camera };
    const fit = await this.#store.transform(this.#key);
    return fit.kind === 'transform' ? fit.transform : null;
  }

  async learn(pairs: Extract<RefineOutcome, { kind: 'refined' }>['pairs']): Promise<void> {
    const at = new Date().toISOString();
    if (this.#key !== null)
      await this.#store.add(
        this.#key,
        pairs.map((pair) => ({ ...pair, at })),
      );
  }
}
