import { z } from 'zod';
import type { Vec } from '../geometry/frames.ts';

/**
 * How the program stands to SerialEM. `ours`: connected and idle, its state is read. `busy`: a job or a run works with it.
 * `released`: let go, so that a person can use SerialEM's own window and scripts. `lost`: it does not answer.
 */
export type MicroscopeState = 'none' | 'connecting' | 'ours' | 'busy' | 'released' | 'lost';

export interface MicroscopeView {
  readonly state: MicroscopeState;
  /** What that means, and what to do if something has to be done. */
  readonly sentence: string;
  /** `host:port`; null before anybody said. */
  readonly address: string | null;
  /** Of SerialEM, in its own words. */
  readonly version: string | null;
  /** What this SerialEM can do, in words: `Sees holes`, `Runs Ctffind`. */
  readonly abilities: readonly { readonly name: string; readonly has: boolean; readonly remark: string }[];
  readonly reading: MicroscopeReading | null;
  /** The job or run that works with it. */
  readonly busyWith: { readonly kind: 'job' | 'run'; readonly id: string; readonly title: string } | null;
  readonly virtual: VirtualMicroscope | null;
  /** Scenarios of the virtual microscope. */
  readonly scenarios: readonly { readonly name: string; readonly sentence: string }[];
  /** Computers' folders that were said to be the same, `X:\data=/mnt/data`. */
  readonly folderMaps: readonly string[];
}

/** The microscope as it was last read. */
export interface MicroscopeReading {
  /** UTC. */
  readonly at: string;
  readonly tiltDeg: number;
  /** Read-out of the stage, µm, and z beside it. */
  readonly stage: Vec<'stage'>;
  readonly zUm: number;
  readonly lowDoseArea: string | null;
  readonly magnification: number | null;
  readonly defocusUm: number | null;
  readonly imageShiftUm: Vec<'specimen'> | null;
  /** Null where SerialEM does not say. */
  readonly columnValvesOpen: boolean | null;
  readonly dewars: { readonly areFilling: boolean | null; readonly remainingS: number | null } | null;
  /** Folder in which SerialEM works, as it names it. */
  readonly directory: string;
  /** The Navigator's file as SerialEM names it; null when it has none. */
  readonly navigatorFile: string | null;
  readonly freeDiskGb: number | null;
}

/** A virtual microscope that this program has started. */
export interface VirtualMicroscope {
  readonly scenario: string;
  readonly seed: number;
  readonly address: string;
  /** Where it writes. */
  readonly folder: string;
}

export const connectBody = z
  .object({
    address: z
      .string()
      .max(255)
      .regex(/^[^\s/:]+:\d{1,5}$/),
  })
  .strict();

export const virtualBody = z
  .object({
    scenario: z
      .string()
      .max(60)
      .regex(/^[A-Za-z0-9._-]+$/),
    seed: z.int().min(0).max(1_000_000),
    /** 0 never waits, 1 is real time, 60 makes a minute of a second. */
    speed: z.number().min(0).max(1000),
  })
  .strict();

export const folderMapsBody = z.object({ maps: z.array(z.string().min(3).max(1000)).max(20) }).strict();
