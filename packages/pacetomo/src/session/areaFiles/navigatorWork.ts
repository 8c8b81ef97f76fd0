import type { ItemChange, ItemSearch, NavigatorChange } from '../../area/navigatorChanges.ts';
import { changeInWords } from '../../area/navigatorChanges.ts';
import type { NavigatorEditing, NavigatorPlace } from '../../microscope/choosing.ts';
import { Trouble } from '../../run/errors.ts';

/** The part of SerialEM's Navigator that edits of areas need. */
export type AreaNavigator = Pick<NavigatorEditing, 'items' | 'addPoint' | 'changeWords' | 'newGroup'>;

/** An item within this of a target is the target's, µm: both come from the same reading, to SerialEM's three decimals. */
const sameStageUm = 0.02;

/** Changes for which it is known which items they concern. */
export type ReadyChange =
  | { readonly kind: 'change'; readonly item: NavigatorPlace; readonly change: ItemChange }
  | { readonly kind: 'add'; readonly change: ItemChange; readonly orAdd: NonNullable<ItemChange['orAdd']> }
  | { readonly kind: 'points'; readonly change: Extract<NavigatorChange, { readonly kind: 'points' }> };

/**
 * Finds the items that changes concern, before anything is changed. An item that is neither there nor to be added throws
 * `needs-person`.
 */
export function findItems(
  items: readonly NavigatorPlace[],
  changes: readonly NavigatorChange[],
): readonly ReadyChange[] {
  return changes.map((change): ReadyChange => {
    if (change.kind === 'points') return { kind: 'points', change };
    const item = change.find
      .map((search) => items.find((one) => matches(one, search)))
      .find((one) => one !== undefined);
    if (item !== undefined) return { kind: 'change', item, change };
    if (change.orAdd !== null) return { kind: 'add', change, orAdd: change.orAdd };
    throw new Trouble(
      'needs-person',
      `The Navigator has no such item: ${change.what}. Nothing was changed. Is the Navigator of this area open?`,
    );
  });
}

/** SerialEM looks Notes up without regard to case. */
function matches(item: NavigatorPlace, search: ItemSearch): boolean {
  if (search.by === 'number') return item.item === search.item;
  if (search.by === 'note') return item.note.toLowerCase() === search.note.toLowerCase();
  if (item.kind === 'polygon') return false; // footprints are drawn round targets
  return Math.hypot(item.stage.x - search.stage.x, item.stage.y - search.stage.y) <= sameStageUm;
}

/** Carries changes out, in order. A failure throws with what is left to be done by hand. */
export async function changeNavigator(navigator: AreaNavigator, changes: readonly ReadyChange[]): Promise<void> {
  let zUm = 0;
  for (const [done, ready] of changes.entries()) {
    if (ready.kind === 'change') zUm = ready.item.zUm;
    try {
      await carryOut(navigator, ready, zUm);
    } catch (cause) {
      if (!(cause instanceof Trouble)) throw cause;
      const left = changes.slice(done).map(({ change }) => changeInWords(change));
      throw new Trouble(cause.code, `${cause.message} Left to be done in the Navigator: ${left.join(' ')}`, { cause });
    }
  }
}

/** `zUm` is the height of the item that was changed last: points that belong to it are added there. */
async function carryOut(navigator: AreaNavigator, ready: ReadyChange, zUm: number): Promise<void> {
  if (ready.kind === 'change') {
    const { item, change } = ready;
    const note = item.kind === 'map' ? change.noteOfMap : change.note;
    await navigator.changeWords(item.item, { label: change.label ?? item.label, note, acquire: change.acquire });
  } else if (ready.kind === 'add') {
    const { label, stage } = ready.orAdd;
    const { note, acquire } = ready.change;
    await navigator.addPoint({ stage, zUm, group: 0 }, { label, note, acquire });
  } else {
    const group = await navigator.newGroup();
    for (const { label, stage } of ready.change.points)
      await navigator.addPoint({ stage, zUm, group }, { label, note: '', acquire: false });
  }
}
