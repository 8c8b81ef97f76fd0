import { add, type Vec } from '../geometry/frames.ts';
import type { Navigator, NavigatorEntry } from '../microscope/microscope.ts';
import { axisOnStage } from './axisOnStage.ts';
import type { CommandGate } from './gate.ts';
import { orRefused } from './orRefused.ts';

/** Variables that SerialEM lists the coordinates of a group in; gone when the connection ends. */
const [groupX, groupY] = ['paceGroupX', 'paceGroupY'] as const;

/** The Navigator's table through SerialEM. */
export function navigatorOf(gate: CommandGate): Navigator {
  return {
    // SerialEM answers 0 for none, compares without regard to case, and refuses while the Navigator is closed
    itemWithNote: async (note) => (await orRefused(gate.send('NavIndexWithNote', note), 0)) || null,
    itemsToAcquire: () => itemsToAcquire(gate),
    currentItem: async () => {
      const report = await orRefused(gate.send('ReportNavItem'), null);
      return report === null ? null : entry(gate, report[0]);
    },
    markAcquire: async (item, marked) => {
      await gate.send('SetItemAcquire', item, marked ? 1 : 0);
    },
    moveToItem: async (item) => {
      await gate.send('MoveToNavItem', item);
    },
    updateItemHeight: async (item) => {
      await gate.send('UpdateItemZ', item);
    },
    currentGroup: () => currentGroup(gate),
  };
}

async function itemsToAcquire(gate: CommandGate): Promise<readonly NavigatorEntry[]> {
  const count = await gate.send('ReportNumTableItems');
  const entries: NavigatorEntry[] = [];
  for (let item = 1; item <= count; item++) {
    if ((await gate.send('ReportItemAcquire', item)) !== 1) continue;
    await gate.send('ReportOtherItem', item);
    entries.push(await entry(gate, item));
  }
  return entries;
}

/** The item that was reported last: its texts are in variables of SerialEM. */
async function entry(gate: CommandGate, item: number): Promise<NavigatorEntry> {
  const label = String(await gate.send('GetVariable', 'navLabel'));
  const note = String(await orRefused(gate.send('GetVariable', 'navNote'), '')); // an empty text may be no variable
  return { item, label, note };
}

async function currentGroup(gate: CommandGate): Promise<readonly Vec<'stage'>[]> {
  const [, groupId] = await gate.send('ReportGroupStatus');
  if (groupId <= 0) return [];
  const count = await gate.send('GetNavGroupStageCoords', groupId, groupX, groupY);
  if (count <= 0) return [];
  const xs = await numbersIn(gate, groupX);
  const ys = await numbersIn(gate, groupY);
  const axis = await axisOnStage(gate);
  return xs.map((x, i): Vec<'stage'> => add({ x, y: ys[i] ?? Number.NaN }, axis));
}

async function numbersIn(gate: CommandGate, variable: string): Promise<readonly number[]> {
  const text = String(await gate.send('GetVariable', variable));
  return text.trim().split(/\s+/).map(Number);
}
