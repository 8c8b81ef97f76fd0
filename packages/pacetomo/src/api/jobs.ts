import { z } from 'zod';

const place = z.object({ x: z.number(), y: z.number() }).strict();
const areaName = z.string().min(1).max(100);
const vectors = z.object({ a: place, b: place }).strict();

/**
 * What the page may have done with the microscope besides runs. All that exposes says so on the page before it is asked for.
 * Areas that are new are named by their root, others by their area name.
 */
export const jobBody = z.discriminatedUnion('kind', [
  /** Takes an image where the stage stands and keeps it as a map. Exposes. */
  z.object({ kind: z.literal('look'), look: z.enum(['view', 'search', 'preview']) }).strict(),
  /** Takes a View montage around the stage position and keeps it as a map. Exposes. */
  z.object({ kind: z.literal('montage'), columns: z.int().min(1).max(15), rows: z.int().min(1).max(15) }).strict(),
  /** Targets at places of the stage; the first is the tracking target of a new area. Exposes. */
  z
    .object({
      kind: z.literal('select-at'),
      area: areaName,
      isNew: z.boolean(),
      stage: z.array(place).min(1).max(500),
      preview: z.boolean(),
    })
    .strict(),
  /** Targets cut out of a map. Does not expose. */
  z
    .object({
      kind: z.literal('select-map'),
      area: areaName,
      map: z.string().max(100),
      stage: z.array(place).min(1).max(500),
    })
    .strict(),
  /** Targets centred by a person, by dragging images in SerialEM and answering here. Exposes. */
  z.object({ kind: z.literal('select-drag'), area: areaName, isNew: z.boolean() }).strict(),
  /** The group of points that the Navigator's current item is in. Exposes. */
  z.object({ kind: z.literal('select-group'), area: areaName }).strict(),
  /** Further targets by typed image shifts, µm. Exposes. */
  z
    .object({
      kind: z.literal('select-shift'),
      area: areaName,
      from: z.enum(['tracking', 'last']),
      shifts: z.array(place).min(1).max(200),
    })
    .strict(),
  /** A pattern of holes about where image shift points. Exposes. */
  z
    .object({
      kind: z.literal('select-pattern'),
      area: areaName,
      rings: z.int().min(1).max(20),
      hexagonal: z.boolean(),
      vectors: vectors.nullable(),
      refine: z.enum(['not', 'template', 'holes']),
    })
    .strict(),
  /** Fills a polygon. Does not need an image of each target; exposes for the tracking target. */
  z
    .object({
      kind: z.literal('select-polygon'),
      area: areaName,
      /** Navigator positions; a polygon item is made of them. */
      corners: z.array(place).min(3).max(90),
      hexagonal: z.boolean(),
      rotationDeg: z.number().min(-180).max(180),
      vectors: vectors.nullable(),
      start: z.enum(['here', 'middle', 'best']),
    })
    .strict(),
  /** Looks at targets again and corrects where they are. Exposes. */
  z.object({ kind: z.literal('refine'), area: areaName, by: z.enum(['view', 'preview', 'both']) }).strict(),
  /** A View of each target as a map, and a picture of it. Exposes. */
  z.object({ kind: z.literal('save-views'), area: areaName, notSkipped: z.boolean() }).strict(),
  /** Another tracking target. Exposes nothing; changes the Navigator. */
  z.object({ kind: z.literal('make-track'), area: areaName, index: z.int().min(1) }).strict(),
  /** Copies of the area at all Navigator items marked Acquire. */
  z.object({ kind: z.literal('copy-to-acquire'), area: areaName, keepSkips: z.boolean() }).strict(),
  /** Pretilt and rotation at the geometry points of an area. Exposes there. */
  z.object({ kind: z.literal('measure-geometry'), area: areaName }).strict(),
  /** Where the tilt axis is. Exposes where the stage stands. */
  z.object({ kind: z.literal('tilt-axis-offset'), apply: z.boolean() }).strict(),
  /** Stage to a Navigator position, image shift to zero. Does not expose. */
  z.object({ kind: z.literal('go-to'), stage: place }).strict(),
]);

export type JobWish = z.infer<typeof jobBody>;

export interface JobView {
  readonly job: string;
  readonly kind: JobWish['kind'];
  /** What it does, in a few words: `Targets of lamella2 at 5 places`. */
  readonly title: string;
  readonly area: string | null;
  /** UTC. */
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly ending: 'complete' | 'stopped' | 'trouble' | null;
  /** What went wrong. */
  readonly trouble: string | null;
  readonly isBeingStopped: boolean;
  readonly question: QuestionView | null;
  /** What it has said, the newest last; at most 500 lines. */
  readonly lines: readonly string[];
  /** What a measurement found. */
  readonly result: JobResult | null;
}

/** Pretilt and rotation with what they were fitted to; `points` in µm on the specimen, z up. */
export interface JobResult {
  readonly kind: 'geometry';
  readonly pretiltDeg: number;
  readonly rotationDeg: number;
  readonly rmsUm: number;
  readonly points: readonly { readonly x: number; readonly y: number; readonly z: number }[];
  readonly warnings: readonly string[];
}

/** Something that a job wants to know. It answers itself with the default when nobody does in time. */
export interface QuestionView {
  readonly question: string;
  readonly text: string;
  readonly answer:
    | { readonly kind: 'yes-no'; readonly byDefault: boolean }
    | { readonly kind: 'number'; readonly byDefault: number; readonly decimals: number }
    | { readonly kind: 'text'; readonly byDefault: null };
  /** UTC; null when it waits for a person. */
  readonly answersItselfAt: string | null;
}

export const answerBody = z
  .object({
    question: z.string().max(100),
    answer: z.union([z.boolean(), z.number(), z.string().max(1000), z.null()]),
  })
  .strict();

export interface JobStarted {
  readonly job: string;
}
