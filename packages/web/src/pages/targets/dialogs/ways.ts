import type { JobWish, Vec } from 'pacetomo/page';

/** What has been filled in so far for one way of choosing targets. */
export type WayDraft =
  | {
      readonly way: 'polygon';
      readonly hexagonal: boolean;
      readonly rotationDeg: number;
      readonly start: 'here' | 'middle' | 'best';
    }
  | {
      readonly way: 'pattern';
      readonly rings: number;
      readonly hexagonal: boolean;
      readonly refine: 'not' | 'template' | 'holes';
    }
  | { readonly way: 'shift'; readonly from: 'tracking' | 'last'; readonly shifts: string }
  | { readonly way: 'drag' }
  | { readonly way: 'group' };

export type WayName = WayDraft['way'];

const drafts = {
  polygon: { way: 'polygon', hexagonal: false, rotationDeg: 0, start: 'middle' },
  pattern: { way: 'pattern', rings: 1, hexagonal: false, refine: 'holes' },
  shift: { way: 'shift', from: 'tracking', shifts: '' },
  drag: { way: 'drag' },
  group: { way: 'group' },
} as const satisfies Readonly<Record<WayName, WayDraft>>;

/** A way as it is begun. */
export const draftOf = (way: WayName): WayDraft => drafts[way];

export const wayTitles: Readonly<Record<WayName, string>> = {
  polygon: 'Fill the polygon',
  pattern: 'A pattern of holes',
  shift: 'Targets by typed image shifts',
  drag: 'Targets centred by dragging in SerialEM',
  group: 'Targets at a group of Navigator points',
};

/** Whether targets of this way go into an area that there is. */
export const goesOn = (way: WayName): boolean => way === 'shift';

/** What the server is asked for, or why it cannot be yet. */
export function wishOf(
  draft: WayDraft,
  area: string,
  isNew: boolean,
  corners: readonly Vec<'stage'>[],
): JobWish | { readonly kind: 'wrong'; readonly why: string } {
  switch (draft.way) {
    case 'polygon': {
      const { hexagonal, rotationDeg, start } = draft;
      if (corners.length < 3) return { kind: 'wrong', why: 'Draw a polygon of three corners or more first.' };
      const places = corners.map(({ x, y }) => ({ x, y }));
      return { kind: 'select-polygon', area, corners: places, hexagonal, rotationDeg, vectors: null, start };
    }
    case 'pattern': {
      const { rings, hexagonal, refine } = draft;
      return { kind: 'select-pattern', area, rings, hexagonal, vectors: null, refine };
    }
    case 'shift': {
      const shifts = readShifts(draft.shifts);
      if (shifts === null) return { kind: 'wrong', why: 'Each line has to be two numbers, x and y in µm.' };
      if (shifts.length === 0) return { kind: 'wrong', why: 'Type one shift or more.' };
      return { kind: 'select-shift', area, from: draft.from, shifts: [...shifts] };
    }
    case 'drag':
      return { kind: 'select-drag', area, isNew };
    case 'group':
      return { kind: 'select-group', area };
  }
}

/** Pairs of numbers, one a line; null when a line is none. */
export function readShifts(text: string): readonly { readonly x: number; readonly y: number }[] | null {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const shifts = lines.map((line) => {
    const [x, y, ...more] = line
      .trim()
      .split(/[\s,;]+/)
      .map(Number);
    const isPair = x !== undefined && y !== undefined && more.length === 0 && Number.isFinite(x) && Number.isFinite(y);
    return isPair ? { x, y } : null;
  });
  return shifts.every((shift) => shift !== null) ? shifts : null;
}
