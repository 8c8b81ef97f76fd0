import type { Area, AreaTarget } from './area.ts';
import { numberText } from './areaNames.ts';

/** What became of an edit: the area as it is now, or a sentence why it stays as it was. */
export type Edited = EditedArea | Refused;

export interface EditedArea {
  readonly kind: 'edited';
  readonly area: Area;
}

export interface Refused {
  readonly kind: 'refused';
  readonly why: string;
}

export const edited = (area: Area): EditedArea => ({ kind: 'edited', area });

export const refused = (why: string): Refused => ({ kind: 'refused', why });

/** The target of an index from 0, or why there is none. */
export function targetAt({ name, targets }: Area, index: number): AreaTarget | Refused {
  const target = targets[index];
  if (target !== undefined) return target;
  const count = targets.length === 1 ? '1 target' : `${targets.length} targets`;
  return refused(`There is no target ${numberText(index + 1)}: ${name} has ${count}.`);
}

/** Whether what was looked for was refused. */
export const isRefused = (found: object): found is Refused => 'kind' in found && found.kind === 'refused';

/** The area with another target in the place of one. */
export function withTarget(area: Area, index: number, target: AreaTarget): Area {
  return { ...area, targets: area.targets.map((old, i) => (i === index ? target : old)) };
}

/** Whether both numbers of a position are numbers. */
export const isPlace = ({ x, y }: { readonly x: number; readonly y: number }): boolean =>
  Number.isFinite(x) && Number.isFinite(y);
