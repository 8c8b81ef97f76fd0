import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chosenArea, createVirtualSerialEm, type ScenarioInput } from '@pacetomo/virtual-serialem';
import { expect, test } from 'vitest';
import { CrashWorld } from './crashWorld.ts';
import { fourTargetsNineTilts } from './exampleRun.ts';

const quiet = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../packages/virtual-serialem/scenarios/quiet.json'), 'utf8'),
);

/** Nothing is wrong but that the tilt axis is 2.4 µm beside the optic axis, as SerialEM knows. */
const beside: ScenarioInput = {
  ...quiet,
  stage: { ...quiet.stage, tiltAxisAtUm: 2.4 },
  optics: { ...quiet.optics, tiltAxisOffsetErrorUmSd: 0 },
  area: {
    targets: {
      kind: 'list',
      places: [
        { xUm: -1.5, yUm: 3.25 },
        { xUm: 1.75, yUm: 0.5 },
      ],
    },
    placeErrorUmSd: 0,
  },
};

test('the tracking target is where its stage position says, although the tilt axis lies beside the optic axis', async () => {
  const peek = await createVirtualSerialEm({ scenario: beside, seed: 7, dir: '/tmp' });
  const area = chosenArea(peek.scenario, 7);
  await peek.close();
  const positions = area!.targets.map(({ stageXUm, stageYUm }) => ({ x: stageXUm, y: stageYUm }));
  const plan = fourTargetsNineTilts();
  const targets = plan.targets.slice(0, 2).map((target, i) => ({ ...target, position: null, stage: positions[i]! }));
  const world = await CrashWorld.create({ ...plan, targets } as typeof plan, beside);
  expect(await world.work(null)).toBe('complete');
  const first = world.scope.exposures.filter(({ command, section }) => command === 'R' && section === 0);
  await world.end();
  const places = first.map(({ specimenPointUm: { x, y } }) => ({ x, y }));
  expect(places).toHaveLength(2);
  expect(places[0]!.x).toBeCloseTo(-1.5, 1);
  expect(places[0]!.y).toBeCloseTo(3.25, 1);
  expect(places[1]!.x).toBeCloseTo(1.75, 1);
  expect(places[1]!.y).toBeCloseTo(0.5, 1);
});
