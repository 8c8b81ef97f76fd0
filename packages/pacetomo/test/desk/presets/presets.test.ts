import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Changes } from '../../../src/desk/changes.ts';
import { openPresets, type Presets } from '../../../src/desk/presets.ts';
import { readWishes } from '../../../src/session/planning/readPlan.ts';

let folder = '';
let changes = new Changes();
let presets: Presets;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'presets-'));
  changes = new Changes();
  presets = await openPresets({ folder, changes });
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('presets', () => {
  test('are kept, listed, replaced and dropped by their names', async () => {
    expect(await presets.list()).toEqual([]);
    await presets.keep({ name: 'Thick lamellae', settings: { startTiltDeg: '9', doCtfPlotter: 'no' } });
    expect(await presets.keep({ name: 'Überblick', settings: { tiltStep: '5' } }).catch(String)).toContain('tiltStep');
    await presets.keep({ name: 'Überblick', settings: { step: '5' } });
    expect(await presets.list()).toEqual([
      { name: 'Thick lamellae', settings: { startTiltDeg: '9', doCtfPlotter: 'false' } },
      { name: 'Überblick', settings: { tiltStepDeg: '5' } },
    ]);
    expect(await presets.drop('Thick lamellae')).toHaveLength(1);
    expect(changes.last).toBe(3);
  });

  test('are settings files of the command line', async () => {
    await presets.keep({ name: 'a', settings: { tiltStepDeg: '2', tiltScheme: 'list', tiltListDeg: '0, 3, -3' } });
    const { before } = await readWishes({ settings: await presets.fileOf('a') });
    expect(before.map(({ name, value }) => [name, value])).toEqual([
      ['tiltStepDeg', 2],
      ['tiltScheme', 'list'],
      ['tiltListDeg', '0, 3, -3'],
    ]);
  });

  test('hold no value that their setting cannot have', async () => {
    await expect(presets.keep({ name: 'b', settings: { minTiltDeg: '-100' } })).rejects.toThrow('has to lie between');
    expect(await presets.list()).toEqual([]);
  });

  test.each(['../a', 'con', 'NUL.x', 'a/b', ''])('are never called “%s”', async (name) => {
    await expect(presets.fileOf(name)).rejects.toThrow('cannot be the name');
  });

  test('pass over files that hold none', async () => {
    await presets.keep({ name: 'good', settings: {} });
    writeFileSync(join(folder, '.pacetomo/presets/broken.toml'), '= = =');
    expect((await presets.list()).map(({ name }) => name)).toEqual(['good']);
    await expect(presets.fileOf('broken')).rejects.toThrow('no preset “broken”');
  });
});
