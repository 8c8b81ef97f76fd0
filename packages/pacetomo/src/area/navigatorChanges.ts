import type { Vec } from '../geometry/frames.ts';

/** What has to change in SerialEM's Navigator for it to agree with an area. Data: somebody else carries it out. */
export type NavigatorChange = ItemChange | PointsToAdd;

/** How an item is found: by its number in the table, by its Note, or by where it lies. */
export type ItemSearch =
  | { readonly by: 'number'; readonly item: number }
  | { readonly by: 'note'; readonly note: string }
  | { readonly by: 'place'; readonly stage: Vec<'stage'> };

/** One item gets other words. */
export interface ItemChange {
  readonly kind: 'item';
  /** The ways to find it, the surest first. */
  readonly find: readonly ItemSearch[];
  /** What it is, for people. */
  readonly what: string;
  /** Null leaves the label as it is. */
  readonly label: string | null;
  readonly note: string;
  /** The Note that it gets in place of `note` when it is a map. */
  readonly noteOfMap: string;
  readonly acquire: boolean;
  /** A point to add when there is no such item; null when it may be missing. */
  readonly orAdd: { readonly label: string; readonly stage: Vec<'stage'> } | null;
}

/** Points in a group of their own, at the height of the item that was changed or added before them. */
export interface PointsToAdd {
  readonly kind: 'points';
  readonly points: readonly { readonly label: string; readonly stage: Vec<'stage'> }[];
}

/** A change in words, for a person who makes it by hand. */
export function changeInWords(change: NavigatorChange): string {
  if (change.kind === 'points') {
    const places = change.points.map(({ label, stage }) => `${label} at ${inWords(stage)}`);
    return `Add points in a new group: ${places.join('; ')}.`;
  }
  const { what, label, note, noteOfMap, acquire, find, orAdd } = change;
  const words = [
    ...(label === null ? [] : [`Label ${label}`]),
    note === '' ? 'no Note' : `Note ${note}`,
    ...(note === noteOfMap ? [] : [`(${noteOfMap} if it is a map)`]),
  ].join(', ');
  const mark = `Acquire ${acquire ? 'on' : 'off'}`;
  if (find.length === 0 && orAdd !== null) return `Add a point at ${inWords(orAdd.stage)}: ${words}, ${mark}.`;
  return `${what}: ${words}, ${mark}.`;
}

/** A position of the stage in words. */
const inWords = ({ x, y }: Vec<'stage'>): string => `${x.toFixed(3)}, ${y.toFixed(3)} µm`;
