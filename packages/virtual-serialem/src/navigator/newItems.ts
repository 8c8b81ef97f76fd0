import type { AutodocValue } from '@pacetomo/em-files';
import type { PlaneVector } from '../column/planeMatrix.ts';
import type { Instrument } from '../instrument.ts';
import { itemType } from './navigatorTable.ts';

/** Colours of new items in SerialEM's numbers: red points, green polygons, blue maps. */
const standardColor = { point: 0, polygon: 1, map: 2 } as const;

type Entry = readonly [key: string, value: AutodocValue];

/** What a new point or polygon is. */
export interface NewShape {
  readonly kind: 'point' | 'polygon';
  /** A point has one, µm. */
  readonly outline: readonly PlaneVector[];
  /** Where the item is; the first point of the outline by default, µm. */
  readonly centre?: PlaneVector;
  readonly zUm: number;
  /** 0 for none. */
  readonly groupId?: number;
  /** MapID of the map on which it is drawn; 0 for none. */
  readonly drawnOnMapId?: number;
  /** Further entries of the item. */
  readonly more?: readonly Entry[];
}

/** Adds a point or a polygon to the table and selects it. Gives its index. */
export function addShape({ navigator }: Instrument, shape: NewShape): number {
  const { kind, outline, zUm, groupId = 0, drawnOnMapId = 0, more = [] } = shape;
  const centre = shape.centre ?? outline[0] ?? { x: 0, y: 0 };
  const entries: Entry[] = [
    ['Color', standardColor[kind]],
    ['StageXYZ', [centre.x, centre.y, zUm]],
    ['NumPts', outline.length],
    ['Regis', navigator.registration],
    ['Type', itemType[kind]],
  ];
  if (groupId > 0) entries.push(['GroupID', groupId]);
  if (drawnOnMapId > 0) entries.push(['DrawnID', drawnOnMapId]);
  entries.push(...more, ['PtsX', outline.map(({ x }) => x)], ['PtsY', outline.map(({ y }) => y)]);
  return navigator.add(entries);
}
