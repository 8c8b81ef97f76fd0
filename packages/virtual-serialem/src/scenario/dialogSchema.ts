import { z } from 'zod';

const answer = z
  .union([z.string(), z.number(), z.array(z.literal([0, 1])), z.null()])
  .describe(
    'Box with buttons: yes, no, or the text or number of the button; box for a number or text: what is typed; choice of a folder: its path; check boxes: a 0 or 1 for each. null cancels',
  );

const answerRule = z.strictObject({
  command: z.string().optional().describe('Only for dialogs of this command, e.g. YesNoBox; without it for all'),
  contains: z.string().default('').describe('Only for dialogs whose text contains this, in either case'),
  answer,
  times: z.int().min(1).optional().describe('The rule is used up after so many dialogs; without it it holds for ever'),
});

const plane = z.strictObject({
  x: z.number().describe('Along the tilt axis, µm on the specimen'),
  y: z.number().describe('Across the tilt axis, µm on the specimen'),
});

const keyPress = z.strictObject({
  press: z
    .string()
    .regex(/^[A-Za-z0-9]$/)
    .describe('The letter or digit that is pressed'),
  whileAskedFor: z
    .string()
    .regex(/^[A-Za-z0-9]$/)
    .optional()
    .describe('It is pressed while the script asks for this key; the same one unless told otherwise'),
  afterPolls: z.int().min(1).default(1).describe('At the n-th time that the script asks for that key, counted from 1'),
  dragUm: plane
    .optional()
    .describe('Before that the image in A is dragged with the mouse so that the image shift changes by this, µm'),
});

/** Who sits at the virtual SerialEM: what dialogs are answered with, and which keys are pressed. */
export const dialogsSchema = z.strictObject({
  answers: z
    .array(answerRule)
    .default([])
    .describe(
      'The first rule that fits and is not used up answers; without one the --answer option does: yes takes defaults, no declines',
    ),
  keys: z.array(keyPress).default([]).describe('Keys in the order in which they are pressed, for KeyBreak'),
  patiencePolls: z
    .int()
    .min(1)
    .optional()
    .describe('After so many polls in vain since the last key STOP is pressed; without it nobody ever does'),
});

/** What a person does, with defaults filled in. */
export type DialogSettings = z.infer<typeof dialogsSchema>;
/** What a person does, as a file or a test writes it. */
export type DialogInput = z.input<typeof dialogsSchema>;
/** What a dialog is answered with; null cancels. */
export type DialogAnswer = z.infer<typeof answer>;
