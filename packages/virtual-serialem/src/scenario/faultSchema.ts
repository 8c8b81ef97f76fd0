import { z } from 'zod';
import { momentSchema, placeSchema, type Span, spanSchema } from './faultMoment.ts';

const seed = z.int().min(0).optional().describe('Chooses its random part; without it the place in the schedule does');

/** The fields that most faults share: from when on, for how long, and where. */
const at = momentSchema;
const fromTheStart = momentSchema.prefault({ timeS: 0 });
const lasting = (span: Span) => spanSchema.default(span);
const where = placeSchema.optional();
const kind = <Name extends string>(name: Name, sentence: string) => z.literal(name).describe(sentence);
const fraction = (otherwise: number) => z.number().min(0).max(1).default(otherwise);

/** Between the client and SerialEM. */
const connectionFaults = [
  z.strictObject({
    kind: kind('reply-lost', 'The command takes effect, its answer never comes'),
    at,
    by: z
      .enum(['closing', 'silence'])
      .default('closing')
      .describe('closing: the connection is dropped; silence: it stays open and nothing is answered'),
  }),
  z.strictObject({
    kind: kind('dropped-before', 'The connection is dropped before the command takes effect'),
    at,
  }),
  z.strictObject({
    kind: kind('half-reply', 'The command takes effect, half of the answer comes, and the connection is closed'),
    at,
  }),
  z.strictObject({
    kind: kind('garbage-reply', 'The command takes effect, and bytes that are no answer come back'),
    at,
    bytes: z.int().min(1).max(65536).default(40).describe('How many bytes of garbage'),
    seed,
  }),
  z.strictObject({
    kind: kind('slow-reply', 'The command takes effect, and its answer comes late'),
    at,
    virtualS: z.number().min(0).default(60).describe('Virtual seconds that pass meanwhile'),
    silenceMs: z.number().min(0).default(0).describe('Real silence before the answer, milliseconds'),
  }),
  z.strictObject({
    kind: kind('dialog', 'A message box stands on the screen: SerialEM is silent until a person answers it'),
    at,
    text: z.string().default('Do you want to go on?').describe('What the box says; it is in the log too'),
    afterwards: z
      .enum(['goes-on', 'fails'])
      .default('goes-on')
      .describe('goes-on: the command is carried out after the answer; fails: it ends in a script error'),
    dismissedAfterS: z
      .number()
      .min(0)
      .optional()
      .describe('Somebody answers after so many virtual seconds; otherwise only `dismissDialog` does'),
  }),
  z.strictObject({
    kind: kind('takeover', 'Another client connects between two commands: the newest wins, this one is dropped'),
    at,
    staysS: z.number().min(0).default(5).describe('Virtual seconds that the other one stays'),
    commands: z
      .array(
        z.strictObject({
          name: z.string().describe('A script command'),
          args: z
            .array(z.union([z.number(), z.string()]))
            .default([])
            .describe('Its arguments'),
        }),
      )
      .default([])
      .describe('What the other client does meanwhile'),
  }),
  z.strictObject({
    kind: kind('busy', 'External control is refused'),
    times: z.int().min(1).default(1).describe('How many requests in a row are refused'),
  }),
  z.strictObject({
    kind: kind('user-stop', "The user presses SerialEM's STOP"),
    at,
    moment: z
      .enum(['before', 'during', 'after'])
      .default('during')
      .describe('before: while idle, the command is answered -10; during: cut off; after: it still took effect'),
  }),
  z.strictObject({
    kind: kind('program-dies', 'SerialEM crashes and is started again at once; the microscope stays'),
    at,
    moment: z
      .enum(['before', 'after'])
      .default('after')
      .describe('before: the command did not take effect; after: it did, but its answer never came'),
    file: z
      .enum(['whole', 'no-mdoc', 'torn'])
      .default('whole')
      .describe('The current file then: whole; without its mdoc; or, as after a power cut, with half its last section'),
  }),
  z.strictObject({
    kind: kind('command-fails', 'The command ends in a script error and does nothing'),
    at,
    message: z.string().default('The microscope reported an error').describe('Text of the error'),
  }),
] as const;

/** The stage. */
const stageFaults = [
  z.strictObject({
    kind: kind('stage-jump', 'The specimen jumps and stays there, from one moment on'),
    at,
    size: z
      .enum(['usual', 'hard'])
      .default('usual')
      .describe('Range of what is not given: 0.12-0.30 µm per axis, or 0.5-1 µm, beyond the capture of a Record'),
    xUm: z.number().optional().describe('Along the tilt axis, µm in the lab; drawn from the range when left out'),
    yUm: z.number().optional().describe('Across the tilt axis, µm in the lab; drawn from the range when left out'),
    zUm: z.number().default(0).describe('Upwards, µm'),
    seed,
  }),
  z.strictObject({
    kind: kind('stage-creep', 'A burst of drift: the specimen creeps away and comes to rest'),
    at,
    byNm: z.number().positive().default(100).describe('How far in the end, nm'),
    timeS: z.number().positive().default(30).describe('Time constant of the exponential, s'),
    seed,
  }),
  z.strictObject({
    kind: kind('stage-move-fails', 'A tilt or a stage move goes wrong'),
    at,
    how: z
      .enum(['refused', 'stops-short', 'error-after'])
      .default('refused')
      .describe('refused: error, nothing moved; stops-short: half way, no error; error-after: moved, yet an error'),
    for: lasting({ calls: 1 }),
  }),
] as const;

/** Beam and images. */
const imageFaults = [
  z.strictObject({
    kind: kind('dark-image', 'Something is in the way of the beam behind the specimen: a grid bar, the edge of a hole'),
    at: fromTheStart,
    for: lasting({ exposures: 1 }),
    place: where,
    beyondDeg: z.number().min(0).default(0).describe('Only at tilts beyond this, degrees without sign'),
    branch: z.enum(['both', 'plus', 'minus']).default('both').describe('Only on this side of zero tilt'),
    transmission: fraction(1e-4).describe('What still arrives, fraction: a grid bar lets nothing through'),
  }),
  z.strictObject({
    kind: kind('beam-off', 'The beam is gone: images are dark and cost no dose, until somebody opens the valves'),
    at,
    for: lasting('ever'),
  }),
  z.strictObject({
    kind: kind('valve-closed', 'The column valves close; SetColumnOrGunValve opens them again'),
    at,
    stuckFor: spanSchema.optional().describe('As long as this lasts they cannot be opened: the command is an error'),
  }),
  z.strictObject({
    kind: kind('ice-crystal', 'A dark lump with strong contrast lies in the field'),
    at,
    for: lasting({ exposures: 1 }),
    place: where,
    moves: z
      .enum(['in-the-beam', 'with-the-specimen'])
      .default('in-the-beam')
      .describe('in-the-beam: elsewhere in each image; with-the-specimen: it has settled and tilts with it'),
    radiusUm: z.number().positive().default(0.15).describe('Radius, µm'),
    opacity: fraction(0.9).describe('What its middle takes away from the beam, fraction'),
    spreadUm: z.number().min(0).default(0.3).describe('How far from the image centre it may lie on each axis, µm'),
    seed,
  }),
  z.strictObject({
    kind: kind('lost-tracking', 'A place cannot be followed: nothing to see there, or it moves away by itself'),
    at,
    for: lasting({ tilts: 3 }),
    place: where,
    how: z
      .enum(['featureless', 'drifts-out'])
      .default('featureless')
      .describe('featureless: contrast 3 %; drifts-out: the place moves on with every tilt'),
    stepUm: z.number().default(0.3).describe('drifts-out: movement per tilt, µm along a direction from the seed'),
    seed,
  }),
  z.strictObject({
    kind: kind('fixed-pattern', "The camera's fixed pattern is strong: correlations find a peak at zero shift"),
    at: fromTheStart,
    for: lasting('ever'),
    factor: z.number().min(0).default(7).describe("Factor on the camera's gain errors; 7 makes 2 % of 0.3 %"),
    wrongPeaks: fraction(0.08).describe(
      'Analytic alignment: how often zero shift is found instead; 0.08 in the design',
    ),
  }),
  z.strictObject({
    kind: kind('camera-fails', 'The acquisition ends in a script error'),
    at,
    for: lasting({ exposures: 1 }),
    exposed: z.boolean().default(false).describe('Whether the specimen was exposed all the same; no image comes'),
    message: z.string().default('The camera timed out').describe('Text of the error'),
    waitS: z.number().min(0).default(60).describe('Virtual seconds until the error is reported'),
  }),
  z.strictObject({
    kind: kind('stale-image', 'The camera hands out the image of the exposure before; the dose is spent'),
    at,
    for: lasting({ exposures: 1 }),
  }),
  z.strictObject({
    kind: kind('slit-drift', 'The zero-loss peak has left the slit: counts fall until RefineZLP has run'),
    at,
    byEv: z.number().default(12).describe('By how much the high tension jumps, eV; a slit of 20 eV is dark at 12 eV'),
  }),
] as const;

/** What autofocus and CTF programs say. */
const measurementFaults = [
  z.strictObject({
    kind: kind('autofocus-nonsense', 'Autofocus measures something else than the defocus'),
    at,
    for: lasting({ calls: 1 }),
    how: z
      .enum(['near-zero', 'wild', 'error-code'])
      .default('near-zero')
      .describe('near-zero: the peak of the fixed pattern; wild: anything in the range; error-code: it says it failed'),
    rangeUm: z.number().positive().default(20).describe('wild: ± this, µm'),
    code: z.int().default(1).describe('error-code: 1 inconsistent results, 2 too many changes, -1 failed'),
    seed,
  }),
  z.strictObject({
    kind: kind('ctf-nonsense', 'A CTF fit ends anywhere, or not at all'),
    at,
    for: lasting({ calls: 1 }),
    how: z.enum(['wild', 'fails']).default('wild').describe('wild: any defocus in the range; fails: a script error'),
    fromUm: z.number().default(-12).describe('wild: lowest defocus, µm'),
    toUm: z.number().default(-0.3).describe('wild: highest defocus, µm'),
    seed,
  }),
] as const;

/** Files and disk. */
const fileFaults = [
  z.strictObject({
    kind: kind('file-locked', 'Another program has the file: opening, reading and saving end in a script error'),
    at,
    for: lasting({ seconds: 8 }),
    file: z.string().default('').describe('Only files with this text in their name; all when empty'),
  }),
  z.strictObject({
    kind: kind('disk-full', 'The disk is full: S is a script error and saves nothing'),
    at,
    for: lasting('ever'),
    freeMb: z.number().min(0).default(0).describe('What ReportFreeDiskSpace says meanwhile, MB'),
  }),
  z.strictObject({
    kind: kind('save-error-later', 'S says all is well and nothing is saved; the next file command is a script error'),
    at,
    for: lasting({ calls: 1 }),
  }),
] as const;

/** Facility: dewars, vacuum, gun. */
const facilityFaults = [
  z.strictObject({
    kind: kind('dewar-filling', 'The dewars are being filled; the stage drifts as `facility.dewars` says'),
    at,
    fillS: z.number().positive().default(1200).describe('How long, virtual seconds'),
  }),
  z.strictObject({
    kind: kind('vacuum-bad', 'The vacuum is not ready'),
    at,
    for: lasting({ seconds: 300 }),
    status: z.int().min(1).max(2).default(2).describe('What ReportVacuumStatus says: 1 yellow, 2 red'),
  }),
  z.strictObject({
    kind: kind(
      'gun-needs-flashing',
      'The field emitter of a microscope with a cold gun should be flashed: advised until it is done',
    ),
    at,
    flash: z.enum(['low', 'high']).default('low').describe('Which flash is advised'),
  }),
] as const;

/** What a second hand on the microscope does. */
const settingFaults = [
  z.strictObject({
    kind: kind('image-shift-refused', 'An image-shift command reports 1 and moves nothing'),
    at,
  }),
  z.strictObject({
    kind: kind('image-shift-moved', 'A second program or a hand moves the image shift'),
    at,
    xUm: z.number().default(0.4).describe('Along the tilt axis as calibrated, µm'),
    yUm: z.number().default(-0.3).describe('Across the tilt axis as calibrated, µm'),
  }),
  z.strictObject({
    kind: kind('focus-moved', 'A second program or a hand turns the focus'),
    at,
    byUm: z.number().default(4).describe('Change of defocus, µm'),
  }),
  z.strictObject({
    kind: kind('wrong-magnification', 'The magnification of the present area is left changed'),
    at,
    magIndex: z.int().min(1).optional().describe('Index it has then; without it the next lower one of the scenario'),
  }),
  z.strictObject({
    kind: kind('low-dose-off', 'Low dose is off: commands that need it are script errors until it is on again'),
    at,
  }),
  z.strictObject({
    kind: kind('navigator-changed', 'A person edits the Navigator'),
    at,
    change: z
      .enum(['delete', 'move', 'rename'])
      .default('delete')
      .describe('delete: the item goes and later ones move up; move: 5 µm away; rename: another label'),
    item: z.int().describe('Index of the item from 1, or negative from the end').default(-1),
  }),
  z.strictObject({
    kind: kind('clock-jump', "The computer's clock is set: dates and times jump, ticks go on"),
    at,
    byS: z.number().default(3600).describe('By how much, s; negative is back'),
  }),
] as const;

/** One thing that goes wrong. What each does is described in the README of this package. */
export const faultSchema = z.discriminatedUnion('kind', [
  ...connectionFaults,
  ...stageFaults,
  ...imageFaults,
  ...measurementFaults,
  ...fileFaults,
  ...facilityFaults,
  ...settingFaults,
]);

/** The `faults` section of a scenario: a schedule. */
export const faultsSchema = z.array(faultSchema).default([]);

/** One thing that goes wrong. */
export type Fault = z.infer<typeof faultSchema>;
/** A fault as a scenario file or a test writes it, with defaults left out. */
export type FaultInput = z.input<typeof faultSchema>;
/** The name of a kind of fault. */
export type FaultKind = Fault['kind'];
/** The fault of a kind. */
export type FaultOf<Kind extends FaultKind> = Extract<Fault, { kind: Kind }>;
/** A fault that has a moment. */
export type TimedFault = Extract<Fault, { at: unknown }>;
/** A fault of one command: what the client sees of it, rather than something that is wrong with the microscope. */
export type CommandFault = FaultOf<
  | 'reply-lost'
  | 'dropped-before'
  | 'half-reply'
  | 'garbage-reply'
  | 'slow-reply'
  | 'dialog'
  | 'takeover'
  | 'user-stop'
  | 'program-dies'
  | 'command-fails'
  | 'image-shift-refused'
>;
