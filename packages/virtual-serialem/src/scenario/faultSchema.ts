import { z } from 'zod';

const moment = z
  .union([
    z.strictObject({ command: z.int().min(1).describe('At this command, counted from 1 since the start') }),
    z.strictObject({
      name: z.string().min(1).describe('At the n-th call of the command of this name'),
      occurrence: z.int().min(1).default(1).describe('n, counted from 1'),
    }),
  ])
  .describe('When it happens');

/** One thing that goes wrong. What each does is described in the README of this package. */
export const faultSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('reply-lost').describe('The command takes effect, its answer never comes'),
    at: moment,
    by: z
      .enum(['closing', 'silence'])
      .default('closing')
      .describe('closing: the connection is dropped; silence: it stays open and nothing is answered'),
  }),
  z.strictObject({
    kind: z.literal('dropped-before').describe('The connection is dropped before the command takes effect'),
    at: moment,
  }),
  z.strictObject({
    kind: z.literal('program-dies').describe('SerialEM crashes and is started again at once; the microscope stays'),
    at: moment,
    moment: z
      .enum(['before', 'after'])
      .default('after')
      .describe('before: the command did not take effect; after: it did, but its answer never came'),
  }),
  z.strictObject({
    kind: z.literal('busy').describe('External control is refused'),
    times: z.int().min(1).default(1).describe('How many requests in a row are refused'),
  }),
  z.strictObject({
    kind: z.literal('user-stop').describe("The user presses SerialEM's STOP"),
    at: moment,
    moment: z
      .enum(['before', 'during', 'after'])
      .default('during')
      .describe('before: while idle, the command is answered -10; during: cut off; after: it still took effect'),
  }),
  z.strictObject({
    kind: z.literal('image-shift-refused').describe('An image-shift command reports 1 and moves nothing'),
    at: moment,
  }),
  z.strictObject({
    kind: z.literal('command-fails').describe('The command ends in a script error and does nothing'),
    at: moment,
    message: z.string().default('The microscope reported an error').describe('Text of the error'),
  }),
]);

/** The `faults` section of a scenario: a schedule. */
export const faultsSchema = z.array(faultSchema).default([]);

/** One thing that goes wrong. */
export type Fault = z.infer<typeof faultSchema>;
/** A fault as a scenario file or a test writes it, with defaults left out. */
export type FaultInput = z.input<typeof faultSchema>;
