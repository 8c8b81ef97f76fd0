import { z } from 'zod';

const yesNo = z.object({ kind: z.literal('yes-no'), byDefault: z.boolean() });
const number = z.object({ kind: z.literal('number'), byDefault: z.number(), decimals: z.number() });
const text = z.object({ kind: z.literal('text'), byDefault: z.null() });

/** What a job tells the desk that has started it. */
export const fromJob = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('question'),
    id: z.string(),
    text: z.string(),
    answer: z.discriminatedUnion('kind', [yesNo, number, text]),
    /** Nobody has to be asked for longer than that: the default is safe. */
    mayAnswerItself: z.boolean(),
  }),
  /** Where what is done is written down, and the targets that were chosen. */
  z.object({ type: z.literal('record'), path: z.string() }),
  z.object({ type: z.literal('targets-file'), path: z.string() }),
  /** Why it has ended. */
  z.object({ type: z.literal('trouble'), message: z.string() }),
]);

export type FromJob = z.infer<typeof fromJob>;

/** What the desk tells a job. */
export const toJob = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('answer'),
    id: z.string(),
    answer: z.union([z.boolean(), z.number(), z.string(), z.null()]),
  }),
  z.object({ type: z.literal('stop'), who: z.string() }),
]);

export type ToJob = z.infer<typeof toJob>;

/** The answer to a question; null for none. */
export type JobAnswer = Extract<ToJob, { type: 'answer' }>['answer'];
