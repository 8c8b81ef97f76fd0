import { join } from 'node:path';
import { connectToSerialEm } from '@pacetomo/serialem-link/node';
import { createVirtualSerialEm, loadScenario } from '@pacetomo/virtual-serialem';
import { bestSecondsEach, heading, report, seconds } from './measure.mjs';

/** Frames of one field: a small camera, a K3 at a quarter of its size, and a whole K3. */
const frames = [
  { widthPx: 720, heightPx: 512, times: 12 },
  { widthPx: 1440, heightPx: 1024, times: 6 },
  { widthPx: 5760, heightPx: 4092, times: 2 },
];

/** Forming and aligning Record images, against sending a command that does nothing; processor time of both ends. */
export async function images(folder) {
  const lamella = await loadScenario('lamella');
  for (const frame of frames) await framesOf(lamella, frame, join(folder, `${frame.widthPx}`));
}

async function framesOf(lamella, { widthPx, heightPx, times }, dir) {
  const scope = await createVirtualSerialEm({ scenario: withFrame(lamella, widthPx, heightPx), seed: 1, dir });
  const { port } = await scope.listen({ port: 0 });
  const serialEm = await connectToSerialEm({ port });
  await serialEm.call('GoToLowDoseArea', 'R');
  const first = await seconds(() => serialEm.call('R')); // this one makes the specimen
  await serialEm.call('Copy', 'A', 'O');
  const question = await bestSecondsEach(3, 300, () => serialEm.call('ReportTiltAngle'));
  const record = await bestSecondsEach(2, times, () => serialEm.call('R'));
  const align = await bestSecondsEach(2, Math.max(4, times), () => serialEm.call('AlignTo', 'O', 1));
  heading(`Frames of ${widthPx} × ${heightPx} (the first took ${first.toFixed(1)} s: specimen and working arrays)`);
  report('commands over the loopback', 1 / question, 'per s', 1, '(the measure of the next two)');
  report('images formed', 1 / record, 'per s', record / question, 'commands each');
  report('AlignTo', 1 / align, 'per s', align / question, 'commands each');
  serialEm.close();
  await scope.close();
}

/** The same field on another number of pixels. */
function withFrame(lamella, widthPx, heightPx) {
  const finer = widthPx / lamella.camera.widthPx;
  const magnifications = lamella.optics.magnifications.map((mag) => ({ ...mag, pixelSizeNm: mag.pixelSizeNm / finer }));
  const sensorPixels = Math.max(1, lamella.camera.sensorPixels / finer);
  return {
    ...lamella,
    camera: { ...lamella.camera, widthPx, heightPx, sensorPixels },
    optics: { ...lamella.optics, magnifications },
  };
}
