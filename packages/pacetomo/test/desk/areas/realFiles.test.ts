import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openAreaDesk } from '../../../src/desk/areas/areaDesk.ts';
import { Changes } from '../../../src/desk/changes.ts';
import { openMapRoom } from '../../../src/desk/maps/mapRoom.ts';
import { openMicroscopeDesk } from '../../../src/desk/microscope/microscopeDesk.ts';
import { openPresets } from '../../../src/desk/presets.ts';

const shared = join(import.meta.dirname, '../../../../../../shared/data');

async function desksOn(folder: string) {
  const changes = new Changes();
  const microscope = await openMicroscopeDesk({ folder, changes });
  const presets = await openPresets({ folder, changes });
  const areas = await openAreaDesk({ folder, changes, microscope, presets, jobOn: () => null });
  const maps = await openMapRoom({ folder, changes, microscope });
  const end = async () => {
    await areas.close();
    await maps.close();
    await microscope.close();
    rmSync(folder, { recursive: true });
  };
  return { areas, maps, end };
}

test.skipIf(!existsSync(shared))(
  'real targets files are listed, seen, edited, and written back as they were',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'real-'));
    for (const file of readdirSync(join(shared, 'tgts')).filter((name) => name.endsWith('.txt')))
      copyFileSync(join(shared, 'tgts', file), join(folder, file));
    const { areas, end } = await desksOn(folder);
    const summaries = await areas.summaries();
    expect(summaries.length).toBeGreaterThanOrEqual(4);
    for (const { area } of summaries) {
      const view = await areas.view(area);
      expect(view.targets.length, area).toBeGreaterThan(1);
      const before = readFileSync(join(folder, view.file));
      const geometry = { kind: 'geometry-add', at: { x: 1.5, y: 2.5 } } as const;
      const edited = await areas.edit(area, view.version, geometry);
      const saved = await areas.save(area, edited.version);
      const undone = await areas.edit(area, saved.version, { kind: 'undo' });
      await areas.save(area, undone.version);
      expect(readFileSync(join(folder, view.file)), area).toEqual(before);
    }
    await end();
  },
);

test.skipIf(!existsSync(shared))(
  'real navigator files show their polygons, and no maps whose images are elsewhere',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'real-'));
    for (const file of readdirSync(join(shared, 'nav'))) copyFileSync(join(shared, 'nav', file), join(folder, file));
    const { maps, end } = await desksOn(folder);
    expect(await maps.list()).toEqual([]);
    const outlines = await maps.outlines();
    expect(outlines.length).toBeGreaterThan(3);
    for (const { corners } of outlines) for (const { x, y } of corners) expect(Number.isFinite(x + y)).toBe(true);
    await end();
  },
);
