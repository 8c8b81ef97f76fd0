import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadScenario, parseScenario, presetNames, scenarioSchema } from '@pacetomo/virtual-serialem';
import { expect, test } from 'vitest';
import { z } from 'zod';

test('every preset is complete and says what it is', async () => {
  const names = await presetNames();
  expect(names).toEqual(expect.arrayContaining(['lamella', 'quiet']));
  for (const name of names) expect((await loadScenario(name)).description).not.toBe('');
});

test('the Record field of every preset is that of a K3 at 0.27 nm, but 1.3 µm in S4', async () => {
  for (const name of await presetNames()) {
    const fieldNm = name.startsWith('S4') ? 1300 : 1600;
    const { camera, optics, lowDose } = await loadScenario(name);
    const mag = optics.magnifications.find(({ index }) => index === lowDose.record.magIndex);
    expect((camera.widthPx * mag!.pixelSizeNm) / fieldNm).toBeCloseTo(1, 1);
  }
});

test('a file gives only what differs', async () => {
  const path = join(await mkdtemp(join(tmpdir(), 'scenario-')), 'mine.json');
  await writeFile(path, JSON.stringify({ stage: { relaxationNm: 33 } }));
  const { stage, optics } = await loadScenario(path);
  expect(stage.relaxationNm).toBe(33);
  expect(stage.relaxationS).toBe(12);
  expect(optics.imageShift.limitUm).toBe(15);
});

test('unknown fields are refused by name, wherever they are', () => {
  expect(() => parseScenario({ stge: {} }, 'mine.json')).toThrow(
    'The scenario mine.json cannot be used: the file has no field called "stge".',
  );
  expect(() => parseScenario({ stage: { start: { zUm: 4 } } }, 'x')).toThrow(/stage.start has no field called "zUm"/);
  expect(() => parseScenario({ specimen: { lamella: { color: 1 } } }, 'x')).toThrow(
    /lamella has no field called "color"/,
  );
});

test('values out of range are refused with the field', () => {
  expect(() => parseScenario({ stage: { relaxationS: 0 } }, 'x')).toThrow(/stage.relaxationS: /);
  expect(() => parseScenario({ faults: [{ kind: 'sabotage' }] }, 'x')).toThrow(/faults.0.kind/);
  expect(() => parseScenario({ clock: { startsAt: 'noon' } }, 'x')).toThrow(/clock.startsAt/);
});

test('a scenario that is not there, or is no JSON, is said so', async () => {
  await expect(loadScenario('moon')).rejects.toThrow(/no scenario called "moon". Choose one of S1, S2, .*lamella/);
  await expect(loadScenario('absent.json')).rejects.toThrow(/absent.json cannot be read/);
  const path = join(await mkdtemp(join(tmpdir(), 'scenario-')), 'bad.json');
  await writeFile(path, '{ "stage": ');
  await expect(loadScenario(path)).rejects.toThrow(/is not JSON/);
});

/** A node of the JSON schema of a scenario, as far as this test looks at it. */
interface SchemaNode {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
}

test('every field of a scenario is described', () => {
  const undescribed: string[] = [];
  const visit = (node: SchemaNode, path: string): void => {
    for (const [key, child] of Object.entries(node.properties ?? {})) {
      // Axes and the ends of ranges are described by what they belong to.
      const isPart = /^(x|y|z|from|to)$/.test(key);
      if (!child.description && !child.properties && !isPart) undescribed.push(`${path}${key}`);
      visit(child, `${path}${key}.`);
    }
  };
  visit(z.toJSONSchema(scenarioSchema, { io: 'input' }) as SchemaNode, '');
  expect(undescribed).toEqual([]);
});
