import { copyFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createMrc, openMrc } from '@pacetomo/em-files';
import { openFile } from '@pacetomo/em-files/node';
import { heading, report, seconds } from './measure.mjs';

/** Writing and reading a stack section by section, against copying the same file. */
export async function stacks(folder) {
  const [width, height, sections] = [1440, 1024, 120];
  const path = join(folder, 'stack.mrc');
  const image = Int16Array.from({ length: width * height }, (_, i) => (i * 7919) % 4001);
  const writing = await seconds(async () => {
    const stack = await createMrc(await openFile(path, 'create'), { width, height, mode: 1, pixelSizeA: 2.7 });
    for (let z = 0; z < sections; z++) await stack.appendSection(image);
    await stack.close();
  });
  const reading = await seconds(async () => {
    const stack = await openMrc(await openFile(path, 'read'));
    for (let z = 0; z < sections; z++) await stack.readSection(z);
    await stack.close();
  });
  const copying = await seconds(() => copyFileSync(path, `${path}.copy`));
  const megabytes = statSync(path).size / 1e6;
  heading(`A stack of ${sections} sections of ${width} × ${height}`);
  report('write', megabytes / writing, 'MB/s', copying / writing, 'of the speed of a copy');
  report('read', megabytes / reading, 'MB/s', copying / reading, 'of the speed of a copy');
}
