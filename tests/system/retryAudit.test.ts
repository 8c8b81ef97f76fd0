import { commandNamed } from '@pacetomo/serialem-link';
import { expect, test } from 'vitest';
import type { CommandObserver } from '../../packages/pacetomo/src/serialem/gate.ts';
import { budget } from './budget.ts';
import { CrashWorld } from './crashWorld.ts';
import { fourTargetsNineTilts } from './exampleRun.ts';
import { badInstrument, badNetwork, badProgram } from './storms.ts';
import { seeToIt, workUnattended } from './stormyRun.ts';

const plan = fourTargetsNineTilts();
const isExposing = (name: string): boolean => commandNamed(name)?.lostReply === 'exposing';

/** What may be sent once only, by the line of the journal that announces it. */
interface Audit extends CommandObserver {
  readonly violations: readonly string[];
  readonly exposures: number;
  /** A line of the journal is about to be written. */
  written(line: Uint8Array): null;
}

/** Counts what was announced in the journal against what was sent. */
function audit(): Audit {
  const violations: string[] = [];
  let [intents, exposures, saveRequests, saves] = [0, 0, 0, 0];
  return {
    violations,
    get exposures() {
      return exposures;
    },
    written(line) {
      const text = Buffer.from(line).toString();
      if (text.includes('"type":"expose.intent"')) intents += 1;
      if (text.includes('"type":"save.requested"')) saveRequests += 1;
      return null;
    },
    sent(name) {
      if (isExposing(name)) {
        exposures += 1;
        if (exposures > intents)
          violations.push(`${name} was sent without an intent of its own, as exposure ${exposures}`);
        exposures = intents; // an intent of which nothing came of is not saved up for later
      }
      if (name === 'S') {
        saves += 1;
        if (saves > saveRequests) violations.push(`S was sent without being written down, as save ${saves}`);
        saves = saveRequests;
      }
    },
    answered() {},
  };
}

test('over whole runs with every fault no exposure and no saving is sent twice for one line of the journal', async () => {
  let exposures = 0;
  for (let seed = 100; seed < 100 + budget(12); seed++) {
    const faults = [...badNetwork(1 / 100), ...badProgram, ...badInstrument];
    const world = await CrashWorld.at(plan, { seed, faults });
    const seen = audit();
    world.store.onAppend = (line) => seen.written(line);
    for (let resumes = 0; resumes < 80; resumes++) {
      const { ending } = await workUnattended(world, plan, seen);
      if (ending === 'complete') break;
      await seeToIt(world);
    }
    await world.end();
    expect(seen.violations, `seed ${seed}`).toEqual([]);
    exposures += seen.exposures;
  }
  console.log(`${exposures} exposures were sent`);
  expect(exposures).toBeGreaterThan(12 * 30);
});

test('a browser that asks the port of SerialEM for a page takes the connection away, and costs nothing', async () => {
  const world = await CrashWorld.create(plan);
  let sent = 0;
  const browse = {
    sent: () => {
      sent += 1;
      if (sent === 300) world.scope.connect().write('GET / HTTP/1.1\r\nHost: 127.0.0.1:48888\r\n\r\n');
    },
    answered: () => {},
  };
  expect(await workUnattended(world, plan, browse)).toMatchObject({ ending: 'complete', resumedItself: 1 });
  const { records } = await world.end();
  expect(records).toHaveLength(36);
  expect(new Set(records).size).toBe(36);
});
