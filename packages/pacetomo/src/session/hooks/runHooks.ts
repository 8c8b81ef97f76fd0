import type { CompleteSeries, HookResult, Hooks } from './hooks.ts';
import { type Patience, postManifest, usualPatience } from './postManifest.ts';
import { startCommand } from './startCommand.ts';

/**
 * Tells all hooks of a complete series at once, and waits for them. A hook that fails takes nothing from the series or from
 * other hooks: it is a result. A command is started once; a webhook is tried again when it was not reached.
 */
export async function runHooks(
  { commands, webhooks }: Hooks,
  series: CompleteSeries,
  signal: AbortSignal,
  patience: Patience = usualPatience,
): Promise<readonly HookResult[]> {
  return Promise.all([
    ...commands.map((each) => timed(each.name, signal, () => startCommand(each, series, signal))),
    ...webhooks.map((each) =>
      timed(each.name, signal, async () => ({ why: await postManifest(each, series, signal, patience), output: [] })),
    ),
  ]);
}

async function timed(
  hook: string,
  signal: AbortSignal,
  work: () => Promise<Pick<HookResult, 'why' | 'output'>>,
): Promise<HookResult> {
  if (signal.aborted) return { hook, kind: 'cancelled', tookS: 0, why: null, output: [] };
  const began = performance.now();
  const { why, output } = await work();
  const tookS = (performance.now() - began) / 1000;
  if (why === null) return { hook, kind: 'done', tookS, why, output };
  return signal.aborted
    ? { hook, kind: 'cancelled', tookS, why: null, output }
    : { hook, kind: 'failed', tookS, why, output };
}
