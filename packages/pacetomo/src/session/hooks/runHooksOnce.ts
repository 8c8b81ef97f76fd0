import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EmFileError } from '@pacetomo/em-files';
import { replaceFile } from '@pacetomo/em-files/node';
import { z } from 'zod';
import { parseJson } from '../parseJson.ts';
import type { CompleteSeries, HookResult, Hooks } from './hooks.ts';
import { type Patience, usualPatience } from './postManifest.ts';
import { runHooks } from './runHooks.ts';

/** Says which hooks of a series are done, by their names. Whoever wants them again removes it. */
export const hookRecordPath = ({ folder, name }: CompleteSeries): string => join(folder, `${name}.hooks.json`);

const hookRecord = z.object({ hooksVersion: z.literal(1), done: z.array(z.string()) });

/**
 * Runs the hooks of a series that are not done yet, so that finishing may be said again. One whose success could not be
 * noted, because this process was killed meanwhile, is run again: a command has to stand that.
 */
export async function runHooksOnce(
  { commands, webhooks }: Hooks,
  series: CompleteSeries,
  signal: AbortSignal,
  patience: Patience = usualPatience,
): Promise<readonly HookResult[]> {
  const path = hookRecordPath(series);
  const before = new Set(await doneBefore(path));
  const isDue = ({ name }: { readonly name: string }): boolean => !before.has(name);
  const due: Hooks = { commands: commands.filter(isDue), webhooks: webhooks.filter(isDue) };
  const results = await runHooks(due, series, signal, patience);
  const done = results.flatMap(({ hook, kind }) => (kind === 'done' ? [hook] : []));
  const passedOver = [...commands, ...webhooks].filter((hook) => !isDue(hook)).map(({ name }) => doneResult(name));
  return [...passedOver, ...results, ...(done.length === 0 ? [] : await note(path, [...before, ...done]))];
}

const doneResult = (hook: string): HookResult => ({ hook, kind: 'done-before', tookS: 0, why: null, output: [] });

async function doneBefore(path: string): Promise<readonly string[]> {
  const found = hookRecord.safeParse(parseJson(await readFile(path, 'utf8').catch(() => '')));
  return found.success ? found.data.done : [];
}

/** What could not be noted is said like a hook that failed. */
async function note(path: string, done: readonly string[]): Promise<readonly HookResult[]> {
  try {
    await replaceFile(path, `${JSON.stringify({ hooksVersion: 1, done }, null, 2)}\n`);
    return [];
  } catch (error) {
    if (!(error instanceof EmFileError)) throw error;
    const why = `${error.message.replace(/\.$/, '')}, so that the hooks will run again when finishing is said again`;
    return [{ hook: 'record', kind: 'failed', tookS: 0, why, output: [] }];
  }
}
