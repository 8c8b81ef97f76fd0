import type { Vec } from '../geometry/frames.ts';
import type { AsFound } from './measurementEvents.ts';

/** What is about to be looked at while targets are chosen. On disk before it is. */
export interface LookIntent {
  readonly look: 'view' | 'search' | 'preview' | 'montage' | 'template' | 'realign' | 'focus';
  /** The target that it is for, such as `003`; null before there is one. */
  readonly target: string | null;
  readonly tiltDeg: number;
  /** Read-out of the stage, µm. */
  readonly stage: Vec<'stage'>;
  /** Where the image shift points, µm from where it is zero. */
  readonly position: Vec<'specimen'>;
}

/** How a target came to be. */
export type ChosenBy = 'drag' | 'point' | 'group' | 'shift' | 'pattern' | 'polygon' | 'map';

/**
 * What happened while targets were chosen, in order: the record of it is a list of these. It is kept for people, and for
 * the dose that choosing has cost; what was chosen stands in the targets file, which is written at each target.
 */
export type ChoosingEvent =
  | {
      readonly type: 'choose.open';
      readonly area: string;
      readonly by: ChosenBy | 'refine' | 'look';
      readonly program: string;
      readonly address: string;
    }
  | ({ readonly type: 'choose.found'; readonly stage: Vec<'stage'> } & AsFound)
  | ({ readonly type: 'look.intent' } & LookIntent)
  | { readonly type: 'look.done'; readonly doseEPerA2: number }
  | {
      readonly type: 'choose.target';
      readonly target: string;
      readonly by: ChosenBy;
      readonly position: Vec<'specimen'>;
      readonly stage: Vec<'stage'>;
    }
  | { readonly type: 'choose.vectors'; readonly a: Vec<'specimen'>; readonly b: Vec<'specimen'>; readonly from: string }
  /** Looking more closely has found a target elsewhere than it was aimed at, by this much on the specimen. */
  | {
      readonly type: 'choose.corrected';
      readonly target: string;
      readonly with: LookIntent['look'];
      readonly by: Vec<'specimen'>;
    }
  | { readonly type: 'choose.remark'; readonly text: string }
  | { readonly type: 'choose.saved'; readonly file: string; readonly targets: number }
  | { readonly type: 'choose.trouble'; readonly reason: string }
  | { readonly type: 'choose.put-back' };
