import { z } from 'zod';
import type { Series } from '../series/series.ts';

const finite = z.number();
const count = z.int().min(0);
const vector = z.object({ x: finite, y: finite });

const image = z.object({
  section: count,
  step: count.nullable(),
  tiltDeg: finite,
  doseEPerA2: finite,
  priorDoseEPerA2: finite,
  exposureS: finite.nullable(),
  dateTime: z.string(),
  frames: z.object({ file: z.string(), count: finite.nullable() }).nullable(),
  targetDefocusUm: finite.nullable(),
  counts: z.object({ least: finite, most: finite, mean: finite }).nullable(),
  offUm: vector.nullable(),
  ctf: z.object({ defocusUm: finite, resolutionA: finite.nullable() }).nullable(),
});

const wanted = z.object({
  step: count,
  tiltDeg: finite,
  became: z.enum(['taken', 'lost', 'skipped']),
  why: z.string().nullable(),
});

/** A series as JSON has it. */
const seriesSchema = z.object({
  name: z.string(),
  stack: z.string(),
  ofRun: z.object({ area: z.string(), target: z.string() }).nullable(),
  voltageKv: finite.nullable(),
  pixelSizeA: finite.nullable(),
  binning: finite.nullable(),
  frameScale: finite.nullable(),
  size: z.object({ width: finite, height: finite }).nullable(),
  axisAngleDeg: finite.nullable(),
  slope: z.object({ pretiltDeg: finite, rotationDeg: finite }).nullable(),
  images: z.array(image),
  wanted: z.array(wanted).nullable(),
}) satisfies z.ZodType<Series>;

/** A manifest as JSON has it; what a later version adds is passed over. */
export const manifestSchema = z.object({
  manifestVersion: z.literal(1),
  software: z.object({ name: z.string(), version: z.string() }),
  finishedAt: z.string(),
  tilts: z.object({
    expectedDeg: z.array(finite).nullable(),
    presentDeg: z.array(finite),
    missing: z.array(wanted),
    complete: z.boolean().nullable(),
  }),
  doseEPerA2: finite.nullable(),
  series: seriesSchema,
  frames: z.object({ found: z.array(z.string()), missing: z.array(z.string()) }).nullable(),
  checksums: z.record(z.string(), z.string()),
  quality: z.unknown(),
  notes: z.array(z.string()),
});
