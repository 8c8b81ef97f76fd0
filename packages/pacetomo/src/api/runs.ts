import { z } from 'zod';
import type { RunPlan } from '../plan/plan.ts';

/**
 * How a run stands. `working`: a process works on it. `paused` and `waiting` (for dewars, valves, the beam): it does, and
 * rests. `stopped`: by a person. `suspended`: something went wrong. `interrupted`: its process is gone and said nothing.
 */
export type RunStanding =
  | 'empty'
  | 'working'
  | 'paused'
  | 'waiting'
  | 'being-stopped'
  | 'stopped'
  | 'suspended'
  | 'interrupted'
  | 'complete';

export interface RunSummary {
  /** Its address: the name of its folder, `lamella_run01`, or `batch_01~lamella_run01` within a batch. */
  readonly run: string;
  /** Name of its area. */
  readonly area: string;
  readonly standing: RunStanding;
  /** Why it stands still; null while it goes on. */
  readonly reason: string | null;
  readonly targets: number;
  readonly taken: number;
  readonly due: number;
  readonly lost: number;
  readonly skipped: number;
  /** Of what is due, minutes. */
  readonly minutesLeft: number | null;
  /** UTC, of the first and the last line of its journal. */
  readonly beganAt: string | null;
  readonly lastAt: string | null;
  /** The batch it belongs to. */
  readonly batch: string | null;
}

/** A run with what never changes of it; what does, comes as its events. */
export interface RunView {
  readonly summary: RunSummary;
  readonly plan: RunPlan;
  /** Whether the stacks can be read on this computer, or why not. */
  readonly images: { readonly canBeRead: boolean; readonly why: string | null };
  readonly live: RunLive | null;
}

/** What only the process that works on a run knows. */
export interface RunLive {
  readonly command: { readonly name: string; readonly forS: number; readonly usualS: number | null } | null;
  readonly pausedBy: string | null;
  readonly stoppedBy: string | null;
}

/** Acquires areas in this order, one after the other. */
export const startBody = z
  .object({
    areas: z.array(z.string().min(1).max(100)).min(1).max(200),
    /** Settings that win over those in the targets files, by name. */
    over: z.record(z.string().max(60), z.string().max(500)),
    /** Name of a preset; those of the files win over its settings. */
    preset: z.string().max(60).nullable(),
  })
  .strict();

export interface RunStarted {
  readonly job: string;
}

/** What may be asked of a run while it goes on. Stop is a route of its own, which is always open to operators. */
export const wishBody = z.discriminatedUnion('wish', [
  z.object({ wish: z.literal('pause') }).strict(),
  z.object({ wish: z.literal('go-on') }).strict(),
  z.object({ wish: z.literal('skip-target'), target: z.string().max(20) }).strict(),
  z.object({ wish: z.literal('end-branch'), target: z.string().max(20), branch: z.enum(['plus', 'minus']) }).strict(),
  z.object({ wish: z.literal('range'), minDeg: z.number(), maxDeg: z.number() }).strict(),
]);

/** How a run goes on: what becomes of a stage that was moved. Null takes it as it is, if it is as it was. */
export const resumeBody = z.object({ realign: z.enum(['back', 'here', 'not']).nullable() }).strict();

export interface Said {
  /** What will happen, in a sentence. */
  readonly said: string;
}

/** Size of an image of a run: longest side, pixels. */
export const imageSizes = { thumb: 96, view: 480, large: 1024 } as const;

/** Whom an alarm reaches when nobody looks. The password is written and never read back. */
export interface AlarmsView {
  readonly webhook: string | null;
  readonly mail: { readonly to: string; readonly from: string; readonly server: string; readonly port: number } | null;
}

export const alarmsBody = z
  .object({
    webhook: z
      .url({ protocol: /^https?$/ })
      .max(500)
      .nullable(),
    mail: z
      .object({
        to: z.email().max(200),
        from: z.email().max(200),
        server: z.string().min(1).max(200),
        port: z.int().min(1).max(65_535),
        user: z.string().max(200).nullable(),
        password: z.string().max(200).nullable(),
      })
      .strict()
      .nullable(),
  })
  .strict();

/** Why somebody should look. */
export type NoticeKind =
  | 'run-complete'
  | 'run-suspended'
  | 'run-stopped'
  | 'question'
  | 'job-trouble'
  | 'control'
  | 'waiting';

export interface Notice {
  readonly kind: NoticeKind;
  readonly title: string;
  readonly text: string;
  /** UTC. */
  readonly at: string;
  readonly run: string | null;
  readonly job: string | null;
}

/** What the stream `/api/events` says: read that again, or look at this. */
export type PageEvent =
  | { readonly type: 'changed'; readonly what: Changed; readonly id: string | null }
  | { readonly type: 'notice'; readonly notice: Notice };

export type Changed =
  | 'lease'
  | 'microscope'
  | 'areas'
  | 'area'
  | 'maps'
  | 'jobs'
  | 'job'
  | 'runs'
  | 'run'
  | 'series'
  | 'presets'
  | 'alarms';
