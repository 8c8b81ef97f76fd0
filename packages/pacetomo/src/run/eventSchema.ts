import { z } from 'zod';
import type { RunEvent } from './events.ts';
import { finite, matrix, point, slot, tile } from './schemaParts.ts';
import { takenOver } from './takenOverSchema.ts';

const facts = { doseEPerA2: finite, meanCounts: finite };

const environment = {
  token: z.string(),
  sameSession: z.boolean(),
  directory: z.string(),
  maximumTiltDeg: finite,
  clockS: finite.exactOptional(),
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
  camera: z.object({ toSpecimen: matrix, size: point }).exactOptional(),
  beamRadiusUm: finite.exactOptional(),
  recordDoseEPerA2: finite.exactOptional(),
  focusOffsetUm: finite.exactOptional(),
};

const imageIntent = {
  ...slot,
  tickBeforeS: finite,
  tile: tile.exactOptional(),
  file: z.string(),
  sectionsBefore: z.int().min(0),
  frameName: z.string().exactOptional(),
  expectedDoseEPerA2: finite,
  tiltDeg: finite,
  imageShift: point,
  defocusUm: finite,
  exposureS: finite.exactOptional(),
};

const change = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('skip-target'), target: z.string() }),
  z.object({ kind: z.literal('end-branch'), target: z.string(), branch: z.enum(['plus', 'minus']) }),
  z.object({ kind: z.literal('range'), minDeg: finite, maxDeg: finite }),
]);

const operatorAction = z.enum(['stop', 'resume', 'pause', 'go-on', 'realign', 'realign-here', 'realign-not']);

const setUpStep = z.enum([
  'checked',
  'eucentric',
  'realigned',
  'vectors',
  'slope',
  'at-start-tilt',
  'centred',
  'focused',
]);

const pose = z.object({ imageShift: point, defocusUm: finite });

const event = <T extends RunEvent['type'], S extends z.ZodRawShape>(type: T, shape: S) =>
  z.object({ type: z.literal(type), ...shape });

/** Every line of a journal has to be one of these, when it is written as well as when it is read. */
export const eventSchema = z.union([
  event('run.open', { runUid: z.string(), program: z.string(), planSha256: z.string(), address: z.string() }),
  event('run.taken-over', takenOver),
  event('env', environment),
  event('remark', { text: z.string() }),
  event('setup.done', { step: setUpStep, pose }),
  event('setup.walked', { tiltDeg: finite, pose }),
  event('vectors.measured', { a: point, b: point }),
  event('slope.measured', { pretiltDeg: finite, rotationDeg: finite }),
  event('target.placed', {
    target: z.string(),
    imageShift: point.nullable(),
    preview: z.object({ file: z.string(), movedAfter: point }).exactOptional(),
  }),
  event('area.ready', area),
  event('area.moved', { stage: point }),
  event('action', { who: z.string(), what: operatorAction }),
  event('plan.change', { who: z.string(), change }),
  event('move.intent', { step: slot.step, tiltDeg: finite }),
  event('move.below', { step: slot.step }),
  event('move.done', { step: slot.step, readTiltDeg: finite }),
  event('recentred', { step: slot.step, correction: point }),
  event('expose.intent', { purpose: z.enum(['record', 'again', 'tile']), ...imageIntent }),
  event('expose.intent', { purpose: z.literal('autofocus'), tickBeforeS: finite }),
  event('expose.intent', {
    purpose: z.literal('look'),
    look: z.enum(['view', 'preview', 'map', 'focus', 'eucentricity', 'realign', 'slit', 'recentre']),
    target: z.string().nullable(),
    imageShift: point,
    tiltDeg: finite.exactOptional(),
    tickBeforeS: finite,
  }),
  event('expose.returned', facts),
  event('save.requested', { file: z.string() }),
  event('expose.commit', {
    purpose: z.enum(['record', 'again', 'tile']),
    section: z.int().min(0),
    how: z.enum(['normal', 'found-in-stack', 'saved-from-buffer']),
    frames: z.object({ path: z.string(), frames: finite.nullable() }).exactOptional(),
    ...facts,
  }),
  event('expose.commit', {
    purpose: z.literal('autofocus'),
    how: z.enum(['normal', 'found-done']),
    doseEPerA2: finite.exactOptional(),
    beamRadiusUm: finite.exactOptional(),
  }),
  event('expose.commit', {
    purpose: z.literal('look'),
    doseEPerA2: finite,
    beamRadiusUm: finite.exactOptional(),
    tickS: finite.exactOptional(),
  }),
  event('expose.failed', { reason: z.string() }),
  event('expose.void', { proof: z.string() }),
  event('expose.lost', { lost: z.enum(['dose-no-image', 'unknown-assumed-exposed']), evidence: z.string() }),
  event('track.measured', { ...slot, correction: point.nullable() }),
  event('again.skip', { ...slot, reason: z.string() }),
  event('tile.skip', { ...slot, tile, reason: z.string() }),
  event('ctf.measured', {
    ...slot,
    program: z.enum(['ctffind', 'ctfplotter']),
    fit: z.object({ defocusUm: finite, resolutionA: finite.nullable() }).nullable(),
  }),
  event('focus.measured', { step: slot.step, defocusUm: finite.nullable() }),
  event('slot.skip', { ...slot, reason: z.string() }),
  event('guard.wait', { guard: z.string(), reason: z.string() }),
  event('guard.over', { guard: z.string(), seconds: finite }),
  event('care.done', { what: z.enum(['flash', 'slit', 'dewars']), clockS: finite }),
  event('link', { state: z.literal('down'), cause: z.string() }),
  event('suspend', { reason: z.string() }),
  event('reconcile', { finding: z.string(), needsPerson: z.boolean() }),
  event('run.close', { status: z.literal('complete'), restored: z.array(z.string()) }),
]) satisfies z.ZodType<RunEvent>;

/** Does not compile when a type of event is without its line in the schema above. */
true satisfies RunEvent['type'] extends z.infer<typeof eventSchema>['type'] ? true : never;
