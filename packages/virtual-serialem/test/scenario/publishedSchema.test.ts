import { existsSync, readFileSync } from 'node:fs';
import { loadScenario, presetNames } from '@pacetomo/virtual-serialem';
import { describe, expect, test } from 'vitest';
import { publishedSchema, publishedSchemaText } from '../../src/scenario/publishedSchema.ts';
import { scenarioPage } from '../../src/scenario/scenarioPage.ts';

const folder = new URL('../../scenarios/', import.meta.url);
const read = (name: string, base = folder) => readFileSync(new URL(name, base), 'utf8');

describe('the published schema', () => {
  test('is what the code makes it', () => {
    expect(read('scenario.schema.json'), 'run npm run build and npm run docs').toBe(publishedSchemaText());
  });

  test('gives defaults and descriptions, and refuses what it does not know', () => {
    const { properties } = publishedSchema();
    expect(properties?.stage?.properties?.relaxationS).toMatchObject({ default: 12, description: /creep/i });
    expect(properties?.specimen?.properties?.film).toMatchObject({ type: 'object' });
    expect(publishedSchema()).toMatchObject({ additionalProperties: false });
    expect(publishedSchema().required ?? []).toEqual([]);
  });

  test('is named by every preset', async () => {
    for (const name of await presetNames()) {
      expect(JSON.parse(read(`${name}.json`))).toMatchObject({ $schema: './scenario.schema.json' });
      expect(existsSync(new URL('./scenario.schema.json', folder))).toBe(true);
      expect((await loadScenario(name)).$schema).toBe('./scenario.schema.json');
    }
  });
});

describe('the page of scenarios', () => {
  test('docs/scenarios.md is what the code makes it', () => {
    const docs = new URL('../../../../docs/', import.meta.url);
    expect(read('scenarios.md', docs), 'run npm run build and npm run docs').toBe(scenarioPage());
  });

  test('has unit, default and source of a field', () => {
    const line = (field: string) =>
      scenarioPage()
        .split('\n')
        .filter((row) => row.startsWith(`| \`${field}\``));
    expect(line('tiltSmoothDeg')[0]).toMatch(/^\| `tiltSmoothDeg` \| ° \| 0.05 \| estimate \| Rms of/);
    expect(line('record.doseRateEPerA2PerS')[0]).toMatch(/\| e\/Å²\/s \| 2.055 \| estimate \|/);
    expect(line('maximumTiltDeg')[0]).toMatch(/\| ° \| 69.9 \| SerialEM \|/);
    expect(line('smoothRmsUm.y')[0]).toMatch(/\| µm \| 0.2 \|/);
    expect(line('kind: "stage-jump"')).toHaveLength(1);
    expect(line('targets.kind: "holes"')).toHaveLength(1);
  });
});
