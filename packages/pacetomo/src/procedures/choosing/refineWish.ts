import type { AdjustingPair, AdjustingTransform } from '../../geometry/adjustingTransform.ts';
import type { Vec } from '../../geometry/frames.ts';
import type { GreyImage } from '../../images/greyImage.ts';

/** What targets are looked at with: a View each, a Preview each, or all Views and then all Previews. */
export type RefineBy = 'view' | 'preview' | 'both';

/** What a target is centred on: what its maps show, the nearest hole, or what a person drags to the middle. */
export type CentreOn = 'map' | 'hole' | 'person';

/** How targets are to be refined. */
export interface RefineWish {
  readonly by: RefineBy;
  readonly centreOn: CentreOn;
  /**
   * Gives where Record finds what View sees, as learned before; null when nothing is known. It is asked once, when the optics
   * of View are on, because only then SerialEM tells at which magnification View is.
   */
  readonly known: () => Promise<AdjustingTransform | null>;
  /**
   * With `both`: a target gets no Preview once its place is known this well without one, nm (one standard deviation). Null:
   * every target gets one.
   */
  readonly enoughNm: number | null;
  /** Farther than this a target is not believed to be moved by its View, µm. */
  readonly viewLimitUm: number;
  /** Farther than this a target is not believed to be moved by its Preview, µm. */
  readonly previewLimitUm: number;
}

/**
 * What is believed unless somebody wishes otherwise. View: half of the pitch of the closest holes in use (R1.2/1.3) is
 * 1.25 µm. Preview: what a View leaves, 0.1–0.5 µm of misregistration, and some more; a Preview is about 1.5 µm wide.
 */
export const usualLimits = { viewLimitUm: 1.2, previewLimitUm: 0.8 } as const;

/** Holes as they are seen in an image. */
export interface SeenHoles {
  /** Their centres. */
  readonly centres: readonly Vec<'image'>[];
}

/** Finds the holes in an image; or says why there are none to be found. */
export type FindHoles = (image: GreyImage, pixelSizeNm: number) => SeenHoles | { readonly reason: string };

/** What became of one target. */
export interface RefinedTarget {
  /** Such as `003`. */
  readonly target: string;
  /** What its place comes from by now; `kept`: from the targets file, as before. */
  readonly by: 'kept' | 'view' | 'preview';
  /** How far it has moved, seen from the tracking target, nm; 0 when it was kept. */
  readonly movedNm: number;
  /** Why it was not found, or not by Preview; null when there is nothing to say. */
  readonly why: string | null;
  /** Images that were taken for it. */
  readonly exposures: number;
  /** Dose that its place has received, by images of its own and of its neighbours, e⁻/Å². */
  readonly doseEPerA2: number;
}

/** How a refinement ended. */
export type RefineOutcome =
  | {
      readonly kind: 'refined';
      readonly targets: readonly RefinedTarget[];
      /** Corrections from which the transform from View to Record can be learned; see `AdjustingPair`. */
      readonly pairs: readonly AdjustingPair[];
      /** The transform with these corrections; null when nothing is known. */
      readonly adjusting: AdjustingTransform | null;
      /** Why these corrections teach nothing; null when they do, or when there are none. */
      readonly refusal: string | null;
    }
  /** Everything is measured from the tracking target; without it nothing was changed. */
  | { readonly kind: 'tracking-not-found'; readonly reason: string };
