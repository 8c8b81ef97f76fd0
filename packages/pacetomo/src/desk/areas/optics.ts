import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EmFileError } from '@pacetomo/em-files';
import { replaceFile } from '@pacetomo/em-files/node';
import { z } from 'zod';
import type { HalfSides } from '../../dose/footprint.ts';
import { halfSides } from '../../dose/illumination.ts';
import type { Matrix } from '../../geometry/frames.ts';
import type { Inspection } from '../../microscope/inspecting.ts';
import { Trouble } from '../../run/errors.ts';
import { inspectorBehind } from '../../serialem/inspecting.ts';
import type { Told } from '../../session/dryRun/known.ts';
import { parseJson } from '../../session/parseJson.ts';
import type { MicroscopeDesk } from '../microscope/microscopeDesk.ts';

/** What SerialEM has said of beam and camera in the Record area. Null is what it has not said yet. */
export interface Optics {
  readonly stageToSpecimen: Matrix<'stage', 'specimen'> | null;
  readonly frame: HalfSides | null;
  readonly beamRadiusUm: number | null;
  readonly recordExposureS: number | null;
  readonly recordDoseEPerA2: number | null;
}

const unknown: Optics = {
  stageToSpecimen: null,
  frame: null,
  beamRadiusUm: null,
  recordExposureS: null,
  recordDoseEPerA2: null,
};

const numberOrNull = z.number().nullable();
const place = z.object({ x: z.number(), y: z.number() });
const opticsSchema = z.object({
  address: z.string(),
  optics: z.object({
    stageToSpecimen: z.object({ xx: z.number(), xy: z.number(), yx: z.number(), yy: z.number() }).nullable(),
    frame: z.object({ right: place, up: place }).nullable(),
    beamRadiusUm: numberOrNull,
    recordExposureS: numberOrNull,
    recordDoseEPerA2: numberOrNull,
  }),
});

/** It is not asked more often than this; sooner while something is not known yet. */
const [askedEveryMs, askedSoonerMs] = [60_000, 5000];

/** Beam and camera as SerialEM has said them, kept on the disk for when it cannot be asked. */
export class KnownOptics {
  readonly #microscope: MicroscopeDesk;
  readonly #path: string;
  readonly #onChange: () => void;
  #address: string | null = null;
  #optics = unknown;
  #asked = { address: '', atMs: 0 };
  #asking: Promise<void> | null = null;

  private constructor(microscope: MicroscopeDesk, path: string, onChange: () => void) {
    this.#microscope = microscope;
    this.#path = path;
    this.#onChange = onChange;
  }

  /** What is kept in the folder of a session. */
  static async open(folder: string, microscope: MicroscopeDesk, onChange: () => void): Promise<KnownOptics> {
    const optics = new KnownOptics(microscope, join(folder, '.pacetomo', 'optics.json'), onChange);
    const text = await readFile(optics.#path, 'utf8').catch(() => '');
    const kept = opticsSchema.safeParse(parseJson(text));
    if (kept.success) {
      optics.#address = kept.data.address;
      optics.#optics = kept.data.optics;
    }
    return optics;
  }

  /** As last said by the SerialEM that is connected, or by the last one. Asks again, in the background, where that is due. */
  get now(): Optics {
    this.askIfDue();
    return this.#optics;
  }

  /** Ends when nothing is being asked any more. */
  async settled(): Promise<void> {
    await this.#asking;
  }

  /** Asks SerialEM in the background, unless it was asked a moment ago or somebody else works with it. */
  askIfDue(): void {
    const { state, address } = this.#microscope.view();
    if (state !== 'ours' || address === null || this.#asking !== null) return;
    const isComplete = Object.values(this.#optics).every((known) => known !== null);
    const sinceMs = performance.now() - this.#asked.atMs;
    const isDue = address !== this.#asked.address || sinceMs > (isComplete ? askedEveryMs : askedSoonerMs);
    if (!isDue) return;
    this.#asked = { address, atMs: performance.now() };
    this.#asking = this.#ask(address).finally(() => {
      this.#asking = null;
    });
  }

  async #ask(address: string): Promise<void> {
    const before = JSON.stringify(this.#optics);
    try {
      const seen = await this.#microscope.ask((client) => inspectorBehind(client).lookRound());
      this.#optics = merged(address === this.#address ? this.#optics : unknown, seen);
      this.#address = address;
      await mkdir(join(this.#path, '..'), { recursive: true });
      await replaceFile(this.#path, `${JSON.stringify({ address, optics: this.#optics })}\n`);
    } catch (error) {
      if (!(error instanceof Trouble || error instanceof EmFileError)) throw error;
    } // it is busy or gone: what is known stays, and it is asked again later
    if (JSON.stringify(this.#optics) !== before) this.#onChange();
  }
}

/** SerialEM tells most of it only while the Record area is on: what it has said before stays. */
function merged(before: Optics, seen: Inspection): Optics {
  const { camera, cameraToSpecimen, stageToSpecimen, beamRadiusUm, doses } = seen;
  const frame = cameraToSpecimen && halfSides({ size: camera.size, toSpecimen: cameraToSpecimen });
  return {
    stageToSpecimen: stageToSpecimen ?? before.stageToSpecimen,
    frame: frame ?? before.frame,
    beamRadiusUm: beamRadiusUm ?? before.beamRadiusUm,
    recordExposureS: camera.recordExposureS,
    recordDoseEPerA2: doses.record ?? before.recordDoseEPerA2,
  };
}

/** The same for a dry run that does not ask SerialEM. */
export function toldBy({ beamRadiusUm, recordDoseEPerA2, recordExposureS }: Optics): Told {
  const radiusUm = beamRadiusUm ?? 0;
  return {
    ...(recordDoseEPerA2 === null || radiusUm === 0
      ? {}
      : { beams: { record: { radiusUm, doseEPerA2: recordDoseEPerA2 } } }),
    ...(recordExposureS === null ? {} : { recordExposureS }),
  };
}
