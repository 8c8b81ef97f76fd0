import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVirtualSerialEm, type ExposureTruth, type ScenarioInput } from '@pacetomo/virtual-serialem';
import { run } from '../../packages/pacetomo/src/cli/run.ts';
import { preset } from '../system/measuringSite.ts';

/** One image as it really was, in the order of acquisition. */
export interface Taken {
  /** As SerialEM wrote it into the mdoc of the frame file, which nobody else touches. */
  readonly tiltDeg: number;
  readonly timeMs: number;
  /** By the truth log. */
  readonly doseEPerA2: number;
  /** What the truth log has of all earlier exposures whose beams met the point in the middle of this image. */
  readonly priorDoseEPerA2: number;
  readonly frame: string;
}

/** A series as it should be known to everybody. */
export interface TakenSeries {
  readonly name: string;
  readonly stack: string;
  readonly taken: readonly Taken[];
}

/** Everything that a finished run left, and the truth about it. */
export interface Acquisition {
  /** The folder of the stacks. */
  readonly data: string;
  readonly frames: string;
  readonly series: readonly TakenSeries[];
  /** As the title of the stack has it: degrees. */
  readonly axisAngleDeg: number;
  readonly pixelSizeA: number;
  readonly voltageKv: number;
}

/** The numbers of the virtual microscope that readers should learn. */
const site = { axisAngleDeg: 77.3, pixelSizeA: 41.5, voltageKv: 200 } as const;

const placesUm = [
  [0, 0],
  [2.5, 4],
  [-3, -6],
] as const;

/** Acquires three targets at nine tilts, the first image with more dose, and lets the run finish; `root` begins all names. */
export async function acquire(root: string, set: readonly string[] = []): Promise<Acquisition> {
  const folder = mkdtempSync(join(tmpdir(), 'pacetomo-readers-'));
  const data = join(folder, 'data');
  const targets = join(folder, `${root}_tgts.txt`);
  writeFileSync(targets, targetsOf(root));
  const virtual = await createVirtualSerialEm({ scenario: scenario(), seed: 5, dir: data });
  const serialem = `127.0.0.1:${(await virtual.listen({ port: 0 })).port}`;
  const settings = ['zeroExposureS=3.7', ...set];
  const end = await run(targets, { serialem, runs: join(folder, 'runs'), set: settings });
  const truth = virtual.exposures;
  await virtual.close();
  if (end !== 'complete') throw new Error(`the run is ${end}`);
  const frames = join(data, 'frames');
  return { ...site, data, frames, series: seriesOf(root, truth, framesIn(frames)) };
}

/** Takes everything away again. */
export function discard({ data }: Acquisition): void {
  rmSync(join(data, '..'), { recursive: true });
}

/** Text of a file that the run left, by its path from the folder of the stacks. */
export const textIn = ({ data }: Acquisition, path: string): string => readFileSync(join(data, path), 'utf8');

/** Names in a folder, by its path from the folder of the stacks; none where it is not there. */
export const namesIn = ({ data }: Acquisition, path: string): readonly string[] =>
  existsSync(join(data, path)) ? readdirSync(join(data, path)).sort() : [];

function scenario(): ScenarioInput {
  const quiet = preset('quiet');
  return {
    ...quiet,
    camera: { ...quiet.camera, frames: 'placeholder', voltageKv: site.voltageKv },
    stage: { ...quiet.stage, tiltWhiteDeg: 0.03, tiltReadbackDeg: 0.02 },
    optics: {
      ...quiet.optics,
      magnifications: (quiet.optics?.magnifications ?? []).map((magnification) => ({
        ...magnification,
        rotationDeg: site.axisAngleDeg + 90,
        ...(magnification.index === 28 ? { pixelSizeNm: site.pixelSizeA / 10 } : {}),
      })),
    },
  };
}

function targetsOf(root: string): string {
  const blocks = placesUm.map(([x, y], i) =>
    [
      `_tgt = 00${i + 1}`,
      `tsfile = ${root}_ts_00${i + 1}.mrc`,
      ...(i === 0 ? ['stageX = 0', 'stageY = 0'] : []),
      `SSX = ${x}`,
      `SSY = ${y}`,
      '',
    ].join('\n'),
  );
  return `_set minTilt = -12\n_set maxTilt = 12\n_set step = 3\n_set pretilt = -10\n\n${blocks.join('\n')}`;
}

interface FrameFile {
  readonly frame: string;
  readonly tiltDeg: number;
  readonly timeMs: number;
}

/** The frame files by the time in the mdoc that SerialEM wrote beside each. */
function framesIn(folder: string): readonly FrameFile[] {
  const mdocs = readdirSync(folder).filter((name) => name.endsWith('.mrc.mdoc'));
  return mdocs
    .map((name) => {
      const text = readFileSync(join(folder, name), 'utf8');
      const tiltDeg = Number(/^TiltAngle = (.*)$/m.exec(text)?.[1]);
      const timeMs = Date.parse(`${/^DateTime = (.*)$/m.exec(text)?.[1]} UTC`);
      return { frame: name.replace(/\.mdoc$/, ''), tiltDeg, timeMs };
    })
    .sort((a, b) => a.timeMs - b.timeMs);
}

/** Every Record saves frames, so the n-th Record made the n-th frame file. */
function seriesOf(root: string, truth: readonly ExposureTruth[], frames: readonly FrameFile[]): readonly TakenSeries[] {
  const records = truth.filter(({ set }) => set === 'record');
  if (records.length !== frames.length) throw new Error(`${records.length} Records, ${frames.length} frame files`);
  return placesUm.map((_, i) => {
    const stack = `${root}_ts_00${i + 1}.mrc`;
    const taken = records.flatMap((record, n) => {
      const frame = frames[n];
      if (record.file !== stack || frame === undefined) return [];
      return [{ ...frame, doseEPerA2: record.doseEPerA2, priorDoseEPerA2: priorDose(truth, record) }];
    });
    const plain = stack.replace(/\.mrc$/, '').replace(/[^A-Za-z0-9]/g, '_');
    return { name: /^\d/.test(plain) ? `TS_${plain}` : plain, stack, taken };
  });
}

/** The doses of the exposures before one whose beams met the point that it looked at. */
function priorDose(truth: readonly ExposureTruth[], { n, specimenPointUm: point }: ExposureTruth): number {
  return truth
    .filter((earlier) => earlier.n < n)
    .reduce((sum, { look, doseEPerA2 }) => {
      if (look === undefined) throw new Error('the truth log says nothing of the beam');
      const [xx, xy, xz, yx, yy, yz] = look.pose.matrix;
      const { offsetUm } = look.pose;
      const x = xx * point.x + xy * point.y + xz * point.z + offsetUm.x - look.beam.centreUm.x;
      const y = yx * point.x + yy * point.y + yz * point.z + offsetUm.y - look.beam.centreUm.y;
      return Math.hypot(x, y) <= look.beam.diameterUm / 2 ? sum + doseEPerA2 : sum;
    }, 0);
}
