import { expect, test } from 'vitest';
import type { RunPlan } from '../../packages/pacetomo/src/plan/plan.ts';
import { replay } from '../../packages/pacetomo/src/run/after.ts';
import { OperatorControl, type PlanChange } from '../../packages/pacetomo/src/run/control.ts';
import { sectionsOf } from '../../packages/pacetomo/src/run/stacks.ts';
import { tiltOf } from '../../packages/pacetomo/src/run/state.ts';
import { parseJournal } from '../../packages/pacetomo/src/session/journalLines.ts';
import { budget } from './budget.ts';
import { CrashWorld } from './crashWorld.ts';
import { fourTargetsNineTilts } from './exampleRun.ts';
import { exposedTwice } from './exposedSlots.ts';
import { oneOf, seeded, wholeNumber } from './seeded.ts';

const plan = fourTargetsNineTilts();

/** What people want of a run that goes on, and what ends it for now. */
const wishes = ['nothing', 'pause', 'skip', 'end branch', 'narrow'] as const;
const interruptions = ['nothing', 'stop', 'lose link', 'die', 'restart'] as const;
type Wish = (typeof wishes)[number];
type Interruption = (typeof interruptions)[number];

function changeFor(wish: Wish, random: () => number): PlanChange | null {
  const target = oneOf(random, ['002', '003', '004']);
  if (wish === 'skip') return { kind: 'skip-target', target };
  if (wish === 'end branch') return { kind: 'end-branch', target, branch: oneOf(random, ['plus', 'minus']) };
  if (wish === 'narrow')
    return { kind: 'range', minDeg: wholeNumber(random, -12, -6), maxDeg: wholeNumber(random, 6, 12) };
  return null;
}

/** Whoever has paused the run says go on as soon as it rests. */
class PatientControl extends OperatorControl {
  override checkpoint(onRest: () => Promise<void> = async () => {}): Promise<void> {
    return super.checkpoint(async () => {
      await onRest();
      this.goOn();
    });
  }
}

/** Works on a run with a wish on the way, until something interrupts it or it is complete. */
async function live(world: CrashWorld, random: () => number, wish: Wish, interruption: Interruption): Promise<string> {
  const control = new PatientControl();
  const change = changeFor(wish, random);
  const wishAt = wholeNumber(random, 10, 150);
  const number = wholeNumber(random, wishAt, 260);
  let sent = 0;
  const observer = {
    sent: () => {
      sent += 1;
      if (sent === wishAt && wish === 'pause') control.pause('ann@krios');
      if (sent === wishAt && change !== null) control.wish({ who: 'ann@krios', change });
      if (sent === number && interruption === 'stop') control.stop('ann@krios');
      if (sent !== number || interruption !== 'lose link') return;
      world.scope.faults.add({ kind: 'reply-lost', at: { name: '*', occurrence: world.scope.commandCount + 2 } });
    },
    answered: () => {},
  };
  const dies = interruption === 'die' || interruption === 'restart';
  const when = oneOf(random, ['before', 'after'] as const);
  const death = dies ? ({ at: 'command', number, when } as const) : null;
  return world.work(death, { control, observer }).catch(String);
}

/** Everything that was exposed was still wanted when it was announced. */
function expectWanted(of: RunPlan, world: CrashWorld, where: string): void {
  const { events } = parseJournal(world.store.bytes);
  for (const [i, event] of events.entries()) {
    if (event.type !== 'expose.intent' || event.purpose !== 'record' || event.target === '001') continue;
    const before = replay(of, events.slice(0, i));
    const { branch, deg } = tiltOf(before, event.step);
    expect(before.ended.has(`${event.target}/${branch}`), `${where}, line ${i}`).toBe(false);
    expect(deg >= before.range.minDeg && deg <= before.range.maxDeg, `${where}, line ${i}`).toBe(true);
  }
}

test('whatever an operator does to a run, it takes what is still wanted, and nothing twice', async () => {
  const met = new Map<string, number>();
  for (let seed = 1; seed <= budget(30); seed++) {
    const random = seeded(seed);
    const world = await CrashWorld.create(plan);
    const story: string[] = [];
    let ending = '';
    while (ending !== 'complete' && story.length < 40) {
      const wish = oneOf(random, wishes);
      const interruption = random() < 0.9 ? oneOf(random, interruptions.slice(1)) : 'nothing';
      ending = await live(world, random, wish, interruption);
      story.push(`${wish}, ${interruption}: ${ending}`);
      for (const what of new Set([wish, interruption])) met.set(what, (met.get(what) ?? 0) + 1);
      if (interruption === 'restart') world.scope.faults.add({ kind: 'program-dies', at: { timeS: 0 } });
      await world.byHand((serialEm) => serialEm.call('SetLowDoseMode', 1).catch(() => {}));
      await world.byHand((serialEm) => serialEm.call('SetLowDoseMode', 1));
    }
    const where = `seed ${seed}: ${story.join('; ')}`;
    expect(ending, where).toBe('complete');
    expectWanted(plan, world, where);
    const state = replay(plan, parseJournal(world.store.bytes).events);
    const result = await world.end();
    expect(exposedTwice(plan, result), where).toEqual([]);
    for (const { id, stack } of plan.targets) expect(result.sections[stack] ?? 0, where).toBe(sectionsOf(state, id));
  }
  console.log(JSON.stringify(Object.fromEntries(met)));
  expect(met.size).toBe(wishes.length + interruptions.length - 1);
});
