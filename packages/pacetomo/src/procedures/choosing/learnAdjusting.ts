import { fitAdjusting } from '../../geometry/adjustingFit.ts';
import {
  type AdjustingPair,
  type AdjustingTransform,
  adjusted,
  chained,
  standardErrorNm,
} from '../../geometry/adjustingTransform.ts';
import type { Vec } from '../../geometry/frames.ts';

/**
 * What is known of where Record finds what View sees: a transform from an earlier day, and the corrections of today, of
 * which each one makes it better. Places are µm on the specimen from where the image shift is zero, because that is where
 * the misregistration of the two areas is the same from one area of the specimen to the next.
 */
export class LearnedAdjusting {
  readonly #known: AdjustingTransform | null;
  #pairs: readonly AdjustingPair[] = [];
  #transform: AdjustingTransform | null;
  #refusal: string | null = null;

  constructor(known: AdjustingTransform | null) {
    this.#known = known;
    this.#transform = known;
  }

  /** The corrections of today. */
  get pairs(): readonly AdjustingPair[] {
    return this.#pairs;
  }

  /** The transform as it is known by now; null while nothing is. */
  get transform(): AdjustingTransform | null {
    return this.#transform;
  }

  /** Why the corrections of today have taught nothing; null when they have. */
  get refusal(): string | null {
    return this.#refusal;
  }

  /** Learns from one more correction. A transform of an earlier day is corrected by those of today. */
  learn(pair: AdjustingPair): void {
    this.#pairs = [...this.#pairs, pair];
    const known = this.#known;
    const seenThrough = (seen: Vec<'specimen'>): Vec<'specimen'> => (known === null ? seen : adjusted(known, seen));
    const fit = fitAdjusting(this.#pairs.map(({ seen, found }) => ({ seen: seenThrough(seen), found })));
    this.#refusal = fit.kind === 'refused' ? fit.reason : null;
    if (fit.kind === 'refused') this.#transform = known;
    else this.#transform = known === null ? fit.transform : chained(fit.transform, known);
  }

  /** Where Record will find what View sees at `seen`; there, while nothing is known. */
  placeOf(seen: Vec<'specimen'>): Vec<'specimen'> {
    return this.#transform === null ? seen : adjusted(this.#transform, seen);
  }

  /** How far from there a target is to be expected, nm, one standard deviation; null while nobody can tell. */
  errorNm(seen: Vec<'specimen'>): number | null {
    return this.#transform === null ? null : standardErrorNm(this.#transform, seen);
  }
}
