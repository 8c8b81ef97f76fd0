import type { CameraSet, SetName } from '../column/cameraSets.ts';
import type { Instrument } from '../instrument.ts';
import { alignImages } from './alignImages.ts';
import { measureDefocus } from './autofocus.ts';
import { cameraShift, imposeShift } from './imposeShift.ts';
import { takeImage } from './takeImage.ts';

/** What SerialEM's drift wait task is told. */
export interface DriftWait {
  readonly rateNmPerS: number;
  readonly longestS: number;
  readonly intervalS: number;
  /** By images of this set, or by the drift that autofocus measures. */
  readonly by: SetName | 'autofocus';
  /** Whether the drift is followed with image shift. */
  readonly changeImageShift: boolean;
  readonly parameters: Partial<CameraSet>;
}

/** What came of it: the last drift, nm/s (−1 when none was measured), and whether it stayed above the wanted rate. */
export interface DriftFound {
  readonly nmPerS: number;
  readonly failed: boolean;
}

const command = 'DriftWaitTask';

/** Waits until the specimen drifts slower than a rate, measuring at intervals. */
export async function waitForDrift(instrument: Instrument, wait: DriftWait): Promise<DriftFound> {
  const { clock } = instrument;
  const startS = clock.nowS;
  const measure = wait.by === 'autofocus' ? focusDrift(instrument) : imageDrift(instrument, wait, wait.by);
  for (;;) {
    const nmPerS = await measure();
    if (nmPerS !== null && nmPerS <= wait.rateNmPerS) return { nmPerS, failed: false };
    if (clock.nowS - startS >= wait.longestS) return { nmPerS: nmPerS ?? -1, failed: true };
    await clock.spend(wait.intervalS);
  }
}

function focusDrift(instrument: Instrument): () => Promise<number | null> {
  return async () => {
    const { driftNmPerS } = await measureDefocus(instrument, 'focus');
    return driftNmPerS ? Math.hypot(driftNmPerS.x, driftNmPerS.y) : null;
  };
}

/** The first image gives nothing to compare with yet. */
function imageDrift(instrument: Instrument, wait: DriftWait, set: SetName): () => Promise<number | null> {
  const { clock, buffers } = instrument;
  let before: { readonly image: Awaited<ReturnType<typeof takeImage>>; readonly atS: number } | null = null;
  return async () => {
    const image = await takeImage(instrument, { set, command, parameters: wait.parameters });
    const atS = clock.nowS;
    const reference = before;
    before = { image, atS };
    if (!reference) return null;
    const shiftPx = await alignImages(instrument, image, reference.image);
    if (!shiftPx) return null;
    if (wait.changeImageShift) {
      imposeShift(instrument, shiftPx, true);
      before = { image: buffers.get(0) ?? image, atS };
    }
    // Against the reference as it is shifted itself: where image shift follows, that is the drift since then and nothing else.
    const moved = cameraShift(image, shiftPx);
    const unbinnedNm = image.metadata.pixelSizeNm / image.metadata.binning;
    return (Math.hypot(moved.x, moved.y) * unbinnedNm) / (atS - reference.atS);
  };
}
