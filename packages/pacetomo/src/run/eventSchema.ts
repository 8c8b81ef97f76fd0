import { z } from 'zod';
import type { RunEvent } from './events.ts';

const finite = z.number();
const point = z.object({ x: finite, y: finite });
const matrix = z.object({ xx: finite, xy: finite, yx: finite, yy: finite });
const slot = { target: z.string(), step: z.int().min(0) };
const facts = { doseEPerA2: finite, meanCounts: finite };

const environment = {
  token: z.string(),
  sameSession: z.boolean(),
  directory: z.string(),
  maximumTiltDeg: finite,
  propertiesChanged: z.array(z.object({ name: z.string(), old: finite, wanted: finite })),
};

const area = {
  imageShift: point,
  defocusUm: finite,
  stage: point,
  exposureS: finite,
  toSpecimen: matrix,
  toImageShift: matrix,
  stageToSpecimen: matrix,
  withReferenceMap: z.array(z.string()),
};

const recordIntent = {
  ...slot,
  tickBeforeS: finite,
  file: z.string(),
  sectionsBefore: z.int().min(0),
  expectedDoseEPerA2: finite,
  tiltDeg: finite,
  imageShift: point,
  defocusUm: finite,
};

const event = <T extends RunEvent['type'], S extends z.ZodRawShape>(type: T, shape: S) =>
  z.object({ type: z.literal(type), ...shape });

/** Every line of a journal has to be one of these, when it is written as well as when it is read. */
export const eventSchema = z.union([
  event('run.open', { runUid: z.string(), program: z.string(), planSha256: z.string(), address: z.string() }),
  event('env', environment),
  event('area.ready', area),
  event('action', { who: z.string(), what: z.enum(['stop', 'resume']) }),
  event('move.intent', { step: slot.step, tiltDeg: finite }),
  event('move.below', { step: slot.step }),
  event('move.done', { step: slot.step, readTiltDeg: finite }),
  event('expose.intent', { purpose: z.literal('record'), ...recordIntent }),
  event('expose.intent', { purpose: z.literal('autofocus'), tickBeforeS: finite }),
  event('expose.returned', facts),
  event('save.requested', { file: z.string() }),
  event('expose.commit', {
    purpose: z.literal('record'),
    section: z.int().min(0),
    how: z.enum(['normal', 'found-in-stack', 'saved-from-buffer']),
    ...facts,
  }),
  event('expose.commit', { purpose: z.literal('autofocus'), how: z.enum(['normal', 'found-done']) }),
  event('expose.failed', { reason: z.string() }),
  event('expose.void', { proof: z.string() }),
  event('expose.lost', { lost: z.enum(['dose-no-image', 'unknown-assumed-exposed']), evidence: z.string() }),
  event('track.measured', { ...slot, correction: point.nullable() }),
  event('slot.skip', { ...slot, reason: z.string() }),
  event('link', { state: z.literal('down'), cause: z.string() }),
  event('suspend', { reason: z.string() }),
  event('reconcile', { finding: z.string(), needsPerson: z.boolean() }),
  event('run.close', { status: z.literal('complete'), restored: z.array(z.string()) }),
]) satisfies z.ZodType<RunEvent>;

/** Does not compile when a type of event is without its line in the schema above. */
true satisfies RunEvent['type'] extends z.infer<typeof eventSchema>['type'] ? true : never;
