import type { PlanChange } from '../run/control.ts';
import { Trouble } from '../run/errors.ts';
import { askRun } from '../session/askRun.ts';
import { changeAtRest } from '../session/changeAtRest.ts';
import { callerName } from '../session/requests.ts';
import { openRunFolder } from '../session/runFolder.ts';

/** What `pacetomo change` may be told: one of them. */
export interface ChangeOptions {
  readonly skip?: string | undefined;
  readonly end?: string | undefined;
  readonly range?: string | undefined;
}

/** `pacetomo change RUN`: changes what is still to be done, in a run that goes on or in one that rests. */
export async function change(runPath: string, options: ChangeOptions): Promise<void> {
  const wish = { who: callerName(), change: changeIn(options) };
  const folder = await openRunFolder(runPath);
  const answer = await askRun(folder.path, { type: 'plan.change', ...wish });
  if (answer === null) console.log(await changeAtRest(folder, wish));
  else if (answer.ok) console.log(answer.said);
  else throw new Trouble('bad-input', answer.said);
}

function changeIn({ skip, end, range }: ChangeOptions): PlanChange {
  const wanted = [
    ...(skip === undefined ? [] : [{ kind: 'skip-target', target: skip } as const]),
    ...(end === undefined ? [] : [branchIn(end)]),
    ...(range === undefined ? [] : [rangeIn(range)]),
  ];
  const [only] = wanted;
  if (only !== undefined && wanted.length === 1) return only;
  throw new Trouble('bad-input', 'Say one change: --skip 003, --end 003:plus or --range=-51,51.');
}

function branchIn(text: string): PlanChange {
  const [, target, branch] = /^(.+):(plus|minus)$/.exec(text) ?? [];
  if (target !== undefined && (branch === 'plus' || branch === 'minus')) return { kind: 'end-branch', target, branch };
  throw new Trouble('bad-input', `--end “${text}” is not a target and a branch. Write it like 003:plus or 003:minus.`);
}

function rangeIn(text: string): PlanChange {
  const [minDeg, maxDeg, ...rest] = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const isRange = minDeg !== undefined && maxDeg !== undefined && rest.length === 0;
  if (isRange && Number.isFinite(minDeg) && Number.isFinite(maxDeg)) return { kind: 'range', minDeg, maxDeg };
  throw new Trouble('bad-input', `--range “${text}” is not a range of tilts. Write it like --range=-51,51.`);
}
