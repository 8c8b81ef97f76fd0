import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatTargets } from '@pacetomo/em-files';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { targetsFileFrom } from '../../../src/area/areaFile.ts';
import { sameArea } from '../../../src/area/sameArea.ts';
import { draftsIn } from '../../../src/desk/areas/drafts.ts';
import { openArea } from '../../../src/session/areaFiles/openArea.ts';
import { anyArea, exampleArea } from '../../area/exampleArea.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drafts-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const path = (): string => join(folder, 'lamella_tgts.txt');

describe('a draft', () => {
  test('gives back the edited area, whatever it holds', async () => {
    const drafts = draftsIn(folder);
    await fc.assert(
      fc.asyncProperty(anyArea, anyArea, async (saved, edited) => {
        writeFileSync(path(), formatTargets(targetsFileFrom(saved)));
        const opened = await openArea(path());
        await drafts.keep(opened, edited);
        const found = await drafts.find(opened);
        if (found?.kind !== 'draft') throw new Error('there is no draft');
        expect(sameArea(found.area, edited)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  test('is known by the name of its area, and gone when it is dropped', async () => {
    const drafts = draftsIn(folder);
    writeFileSync(path(), formatTargets(targetsFileFrom(exampleArea())));
    const opened = await openArea(path());
    await drafts.keep({ ...opened, area: { ...opened.area, name: 'größe 2_p03' } }, exampleArea());
    expect(await drafts.list()).toEqual(['größe 2_p03']);
    await drafts.drop('größe 2_p03');
    expect(await drafts.list()).toEqual([]);
  });

  test('that cannot be read is of no use, and other files are none', async () => {
    const drafts = draftsIn(folder);
    writeFileSync(path(), formatTargets(targetsFileFrom(exampleArea())));
    mkdirSync(join(folder, '.pacetomo/drafts'), { recursive: true });
    for (const name of ['%E0%A4%A.json', 'lamella.txt', 'lamella.json'])
      writeFileSync(join(folder, '.pacetomo/drafts', name), '{"draftVersion": 1');
    expect(await drafts.list()).toEqual(['lamella']);
    expect(await drafts.find(await openArea(path()))).toMatchObject({ kind: 'outdated' });
  });
});
