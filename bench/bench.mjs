/**
 * How fast things are, against something: each figure is a ratio taken in one run on one machine, so that it can be
 * compared between machines and between commits. Run with `npm run bench`.
 */
import { copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMrc, openMrc } from '@pacetomo/em-files';
import { openFile } from '@pacetomo/em-files/node';
import { connectToSerialEm } from '@pacetomo/serialem-link/node';
import { createVirtualSerialEm } from '@pacetomo/virtual-serialem';

const folder = mkdtempSync(join(tmpdir(), 'pacetomo-bench-'));
try {
  await stacks();
  await images();
} finally {
  rmSync(folder, { recursive: true });
}

/** Writing and reading a stack section by section, against copying the same file. */
async function stacks() {
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
  report('stack, write', megabytes / writing, 'MB/s', copying / writing, 'of the speed of a copy');
  report('stack, read', megabytes / reading, 'MB/s', copying / reading, 'of the speed of a copy');
}

/** Forming and aligning Record images, against sending a command that does nothing. */
async function images() {
  const scope = await createVirtualSerialEm({ scenario: 'lamella', seed: 1, dir: join(folder, 'scope') });
  const { port } = await scope.listen({ port: 0 });
  const serialEm = await connectToSerialEm({ port });
  const times = 20;
  const call = (...command) =>
    seconds(async () => {
      for (let i = 0; i < times; i++) await serialEm.call(...command);
    });
  await serialEm.call('GoToLowDoseArea', 'R');
  await serialEm.call('R'); // the first one makes the specimen
  await serialEm.call('Copy', 'A', 'O');
  const nothing = (await call('ReportTiltAngle')) / times;
  const record = (await call('R')) / times;
  const align = (await call('AlignTo', 'O', 1)) / times;
  report('command round trip', 1 / nothing, 'per s', 1, '(the measure of the next two)');
  report('Record, 720 × 512', 1 / record, 'per s', record / nothing, 'commands');
  report('AlignTo, 720 × 512', 1 / align, 'per s', align / nothing, 'commands');
  serialEm.close();
  await scope.close();
}

async function seconds(work) {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1000;
}

function report(what, rate, unit, ratio, against) {
  console.log(
    `${what.padEnd(22)} ${rate.toFixed(1).padStart(9)} ${unit.padEnd(6)} ${ratio.toFixed(2).padStart(8)} ${against}`,
  );
}
