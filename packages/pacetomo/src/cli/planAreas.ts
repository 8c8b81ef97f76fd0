import { join } from 'node:path';
import { checkPlan } from '../plan/checkPlan.ts';
import type { RunPlan } from '../plan/plan.ts';
import { Trouble } from '../run/errors.ts';
import type { PlannedArea } from '../session/batchFolder.ts';
import type { SettingOptions } from '../session/planning/readPlan.ts';
import { planFor } from './run.ts';

/** A Navigator item by its Note. */
interface Noted {
  readonly label: string;
  readonly note: string;
}

/** The Note that makes an item an area: the name of a targets file, without a folder. */
export const isTargetsFileName = (note: string): boolean => /^[^\\/:]+_tgts(_p\d+)?\.txt$/i.test(note);

/** Reads and plans the targets files of all areas. Throws `bad-input` with everything that is wrong with any of them. */
export async function planAreas(
  items: readonly Noted[],
  folder: string,
  options: SettingOptions,
): Promise<readonly PlannedArea[]> {
  const problems = sharedNotes(items);
  const planned: PlannedArea[] = [];
  for (const { note } of items) {
    try {
      const plan = await planFor(join(folder, note), options);
      planned.push({ note, plan });
      if (plan.targets[0]?.stage === null) problems.push(nowhere(note));
      console.log(areaLine(note, plan));
    } catch (error) {
      if (!(error instanceof Trouble) || error.code !== 'bad-input') throw error;
      problems.push(...error.message.split('\n').map((line) => (line.includes(note) ? line : `${note}: ${line}`)));
    }
  }
  problems.push(...sharedStacks(planned));
  if (problems.length > 0) throw new Trouble('bad-input', problems.join('\n'));
  return planned;
}

/** A single run takes the tracking target to be where the stage stands; the second area of a batch would be the first one again. */
const nowhere = (note: string): string =>
  `${note}: target 001 has no stage position (stageX, stageY), so a batch cannot go there. Choose the target again, or acquire this area alone with “pacetomo run”.`;

function areaLine(note: string, plan: RunPlan): string {
  const { targets, exposures, minutes } = checkPlan(plan);
  return `${note}: ${targets} targets, ${exposures} images, about ${Math.round(minutes)} minutes.`;
}

function sharedNotes(items: readonly Noted[]): string[] {
  const firstOf = new Map<string, string>();
  return items.flatMap(({ note, label }) => {
    const name = note.toLowerCase(); // SerialEM looks Notes up without regard to case
    const first = firstOf.get(name);
    firstOf.set(name, first ?? label);
    return first === undefined
      ? []
      : [`Items ${first} and ${label} of the Navigator both have the Note ${note}. Take the Acquire mark of one away.`];
  });
}

/** All areas write into one folder. */
function sharedStacks(planned: readonly PlannedArea[]): readonly string[] {
  const ownerOf = new Map<string, string>();
  return planned.flatMap(({ note, plan }) =>
    plan.targets.flatMap(({ stack, skip }) => {
      const name = stack.toLowerCase();
      const owner = ownerOf.get(name);
      if (skip || owner === note) return [];
      ownerOf.set(name, owner ?? note);
      return owner === undefined ? [] : [`${owner} and ${note} both write ${stack}. Give each target its own tsfile.`];
    }),
  );
}
