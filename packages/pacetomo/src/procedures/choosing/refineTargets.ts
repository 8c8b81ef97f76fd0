import type { Area } from '../../area/area.ts';
import { length, subtract } from '../../geometry/frames.ts';
import type { ChoosingMicroscope } from '../../microscope/choosing.ts';
import type { Choosing } from './choosing.ts';
import { beginRefining, nameOf, pointAt, type Refining, usesViews } from './refineContext.ts';
import { costSentence, doseOf } from './refineCosts.ts';
import { refineInPreview } from './refineInPreview.ts';
import { refineInView } from './refineInView.ts';
import type { FindHoles, RefinedTarget, RefineOutcome, RefineWish } from './refineWish.ts';

/** Focus is changed by no more than this to bring Preview and View to a like defocus, µm (as in the original). */
const largestViewDefocusUm = 10;

/**
 * Looks at each target of an area more closely and corrects its position: all Views first, then all Previews, so that the
 * magnification changes twice however many targets there are. The area is kept after each target; at the end the image
 * shift points at the tracking target, in the Record area. Targets marked skip are left alone.
 *
 * Ends as `tracking-not-found` without having changed anything when the first look does not find the tracking target: all
 * others are measured from it. Throws Trouble when the stage is not tilted as it was when the targets were chosen.
 */
export async function refineTargets(
  scope: ChoosingMicroscope,
  choosing: Choosing,
  wish: RefineWish,
  findHoles: FindHoles,
): Promise<RefineOutcome> {
  const refining = await beginRefining(scope, choosing, wish, findHoles);
  const { places } = refining;
  const before = places.area();
  const wanted = before.targets.flatMap(({ skip }, index) => (skip ? [] : [index]));
  if (usesViews(wish, before)) await pass(refining, wish.by === 'preview' ? [0] : wanted, refineInView);
  if (wish.by !== 'view' && isAnchored(refining)) await previewPass(refining, wanted);
  if (!isAnchored(refining))
    return { kind: 'tracking-not-found', reason: refining.objections.get(0) ?? 'it was not looked at' };
  await settleAll(refining, wanted);
  const { pairs, transform, refusal } = places.adjusting;
  const targets = wanted.map((index) => refinedTarget(refining, index, before));
  await sayCosts(refining, targets);
  return { kind: 'refined', targets, pairs, adjusting: transform, refusal };
}

/** Whether the tracking target was found, or not yet looked for. */
const isAnchored = ({ places, objections }: Refining): boolean => places.sourceOf(0) !== 'kept' || !objections.has(0);

async function pass(
  refining: Refining,
  wanted: readonly number[],
  refine: (refining: Refining, index: number) => Promise<void>,
): Promise<void> {
  for (const index of wanted) {
    await refining.choosing.control.checkpoint();
    await refine(refining, index);
    if (!isAnchored(refining)) return;
    await settle(refining, index);
    await refining.choosing.keep(refining.places.area());
  }
}

async function previewPass(refining: Refining, wanted: readonly number[]): Promise<void> {
  const { scope } = refining;
  await scope.goToRecordArea();
  const focusUm = await scope.defocusUm();
  const likeViewUm = focusUm + Math.max(-largestViewDefocusUm, await scope.viewDefocusOffsetUm());
  await pass(refining, wanted, async (_, index) => {
    if (isKnownWell(refining, index)) return;
    await scope.setDefocus(isFoundByView(refining, index) ? likeViewUm : focusUm);
    await refineInPreview(refining, index);
  });
  await scope.goToRecordArea();
  await scope.setDefocus(focusUm);
}

/** Previews that are aligned to Views are taken as far out of focus as those, within reason. */
const isFoundByView = ({ wish, places }: Refining, index: number): boolean =>
  wish.centreOn === 'hole' || (wish.centreOn === 'map' && places.targetOf(index).previewMap === null);

/** Whether a target needs no Preview, because Views and the corrections of others say well enough where it is. */
function isKnownWell({ places, wish }: Refining, index: number): boolean {
  const errorNm = places.errorNm(index);
  return wish.enoughNm !== null && errorNm !== null && errorNm <= wish.enoughNm;
}

/** Asks SerialEM for the stage position of a target that has been found. */
async function settle(refining: Refining, index: number): Promise<void> {
  const { places, scope } = refining;
  if (places.sourceOf(index) === 'kept' || !(await pointAt(refining, places.placeOf(index)))) return;
  places.settle(index, (await scope.placeNow()).stage);
}

/** What the last corrections have taught moves all targets that only View has seen. */
async function settleAll(refining: Refining, wanted: readonly number[]): Promise<void> {
  const { scope, places, choosing } = refining;
  await scope.goToRecordArea();
  for (const index of wanted) await settle(refining, index);
  await pointAt(refining, places.placeOf(0));
  await choosing.keep(places.area());
}

function refinedTarget({ places, exposures, objections }: Refining, index: number, before: Area): RefinedTarget {
  const target = nameOf(index);
  const [old, now] = [before.targets[index]?.position ?? null, places.area().targets[index]?.position ?? null];
  const movedUm = old === null || now === null ? 0 : length(subtract(now, old));
  return {
    target,
    by: places.sourceOf(index),
    movedNm: Math.round(movedUm * 1000),
    why: objections.get(index) ?? null,
    exposures: exposures.filter((exposure) => exposure.target === target).length,
    doseEPerA2: doseOf(target, places.placeOf(index), exposures),
  };
}

async function sayCosts({ choosing, exposures }: Refining, targets: readonly RefinedTarget[]): Promise<void> {
  const text = costSentence(
    exposures,
    targets.map(({ doseEPerA2 }) => doseEPerA2),
  );
  await choosing.note({ type: 'choose.remark', text });
  await choosing.person.say(text);
}
