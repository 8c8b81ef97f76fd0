/**
 * Parallel cryo-electron tomography with SerialEM. Most people use the command line:
 *
 *     pacetomo check lamella_tgts.txt
 *     pacetomo run lamella_tgts.txt --serialem 127.0.0.1:48888
 *     pacetomo resume runs/lamella_run01
 *
 * What is exported here reads plans and journals: the pure parts, which run in a browser too.
 */

export { checkPlan, type OutOfReach, type PlanReport } from './plan/checkPlan.ts';
export { type MadePlan, makePlan, type PlanSource } from './plan/makePlan.ts';
export { type RunPlan, scheduleOf, type Target } from './plan/plan.ts';
export { planSchema } from './plan/planSchema.ts';
export { defaultSettings, type SettingName, type Settings, settingsTable } from './plan/settings.ts';
export type { Branch, Tilt } from './plan/tiltScheme.ts';
export { after, replay } from './run/after.ts';
export { eventSchema } from './run/eventSchema.ts';
export type { RunEvent } from './run/events.ts';
export { type NextStep, nextStep, slotsDue } from './run/nextStep.ts';
export type { Slot } from './run/slot.ts';
export { initialState, type RunState, type SlotOutcome } from './run/state.ts';
