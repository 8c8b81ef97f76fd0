import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadScenario } from '@pacetomo/virtual-serialem';
import { expect, test } from 'vitest';

test('the path of a density map counts from the folder of the scenario file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'map-path-'));
  await mkdir(join(folder, 'mine'));
  const file = join(folder, 'mine', 'film.json');
  const write = (map: string) => writeFile(file, JSON.stringify({ specimen: { content: { particle: { map } } } }));
  await write('../maps/20S.mrc');
  expect((await loadScenario(file)).specimen.content.particle).toMatchObject({
    map: join(folder, 'maps', '20S.mrc'),
    perUm2: 60,
  });
  const elsewhere = join(tmpdir(), 'elsewhere.mrc');
  await write(elsewhere);
  expect((await loadScenario(file)).specimen.content.particle?.map).toBe(elsewhere);
});
