import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withDoseOfMaps } from '../../src/session/planning/doseOfMaps.ts';
import { examplePlan, exampleTarget } from '../plan/examplePlan.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pacetomo-maps-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('what targets were chosen with counts by the newest image of each map, where its mdoc is there and tells', async () => {
  writeFileSync(join(folder, 'p1.mrc.mdoc'), '[ZValue = 0]\nExposureDose = 9\n\n[ZValue = 1]\nExposureDose = 0.7\n');
  writeFileSync(join(folder, 'v1.mrc.mdoc'), '[ZValue = 0]\nExposureDose = 0\n');
  writeFileSync(join(folder, 'v2.mrc.mdoc'), '[ZValue = 0]\nExposureDose = 0.04\n');
  const plan = examplePlan([
    exampleTarget(1, 0, 0, { referenceMap: 'p1.mrc', viewMap: 'v1.mrc' }),
    exampleTarget(2, 1, 1, { referenceMap: 'gone.mrc', viewMap: 'v2.mrc' }),
    exampleTarget(3, 2, 2),
  ]);
  const { targets } = await withDoseOfMaps(plan, folder);
  expect(targets.map(({ chosenWith }) => chosenWith)).toEqual([{ preview: 0.7 }, { view: 0.04 }, undefined]);
});
