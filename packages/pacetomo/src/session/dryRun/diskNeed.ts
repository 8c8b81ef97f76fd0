import type { AreaReport, DiskNeed, Finding } from '../../dose/dryRunReport.ts';
import type { Inspection } from '../../microscope/inspecting.ts';

/** SerialEM saves a stack as 16-bit numbers, 2 bytes a pixel. */
const bytesPerPixel = 2;
/** Above what the images need, for maps, headers and what finishing a stack needs for a while (an estimate). */
const spareFraction = 0.05;

/** The room that all areas need, and the room there is. */
export function diskNeed(areas: readonly AreaReport[], seen: Inspection | null): DiskNeed {
  const images = areas.reduce((sum, area) => sum + area.images, 0);
  const pixels = seen === null ? null : seen.camera.size.x * seen.camera.size.y;
  const binning = seen?.camera.recordBinning ?? 1;
  const perImage = seen?.frames.perImage ?? null;
  return {
    stacksGb: pixels === null ? null : (images * pixels * bytesPerPixel) / binning ** 2 / 1e9,
    frameFiles: perImage === null ? null : perImage === 0 ? 0 : images,
    framesGb: perImage === null || pixels === null ? null : (images * perImage * pixels) / 1e9,
    freeGb: seen?.freeDiskGb ?? null,
  };
}

/** Whether the disk is too small. A run waits when it is full, but nobody likes to find it waiting. */
export function diskFinding({ stacksGb, framesGb, freeGb }: DiskNeed, minimumGb: number): Finding | null {
  if (stacksGb === null || freeGb === null) return null;
  const neededGb = stacksGb * (1 + spareFraction) + minimumGb;
  const withFrames =
    framesGb === null || framesGb === 0 ? '' : `, and frames up to ${gb(framesGb)} if they go there too`;
  if (neededGb <= freeGb && (framesGb === null || neededGb + framesGb <= freeGb)) return null;
  const text = `The stacks need ${gb(stacksGb)}${withFrames}; ${gb(freeGb)} are free where SerialEM writes, of which ${gb(minimumGb)} are kept free. Make room, or the run waits when the disk is full.`;
  const gravity = neededGb > freeGb ? 'costs' : 'note';
  return { kind: 'disk', gravity, area: null, target: null, text };
}

const gb = (value: number): string => `${value < 10 ? value.toFixed(1) : Math.round(value)} GB`;
