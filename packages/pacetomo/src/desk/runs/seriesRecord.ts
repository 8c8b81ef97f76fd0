import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { finishRecordPath } from '../../session/finishRun.ts';
import { parseJson } from '../../session/parseJson.ts';

/** What could not be done to the stacks of a run, in sentences, by file name of the stack. */
export type SeriesRecord = ReadonlyMap<string, readonly string[]>;

const doneSchema = z.object({
  what: z.string(),
  result: z.object({ kind: z.string(), reason: z.string().optional() }),
});
const recordSchema = z.object({
  stacks: z.array(z.object({ stack: z.string(), done: z.array(doneSchema) })),
});

/** Reads `finish.json` of a run's folder; one that is not there, or cannot be read, tells of nothing. */
export async function seriesRecord(runFolder: string): Promise<SeriesRecord> {
  const text = await readFile(finishRecordPath(runFolder), 'utf8').catch(() => '');
  const found = recordSchema.safeParse(parseJson(text));
  const stacks = found.success ? found.data.stacks : [];
  return new Map(
    stacks.map(({ stack, done }) => [stack.replace(/^.*[\\/]/, ''), done.flatMap((each) => sentenceOf(each) ?? [])]),
  );
}

const wasNot: Readonly<Record<string, string>> = {
  look: 'It was left as it is',
  sort: 'It was not sorted by tilt',
  bin: 'It was not binned',
  delete: 'It was not deleted',
  export: 'No files were made for other programs',
};

/** What could not be done, and why; null when it was done, or had been before. */
function sentenceOf({ what, result: { kind, reason } }: z.infer<typeof doneSchema>): string | null {
  const words = wasNot[what] ?? `“${what}” was not done`;
  if (kind === 'no-mdoc') return `${words}: it has no mdoc.`;
  if (kind === 'cancelled') return `${words}: somebody ended the work.`;
  if (kind !== 'refused' && kind !== 'kept') return null;
  return reason === undefined ? `${words}.` : `${words}: ${reason.replace(/\.?$/, '.')}`;
}
