/** What the page shares with the server and the runner: the routes, and the pure parts that it draws and folds with. */

export type { LeaseView, Presence } from './api/access.ts';
export type {
  AreaAction,
  AreaEdit,
  AreaSizes,
  AreaSummary,
  AreaView,
  CheckView,
  Preset,
  TargetView,
} from './api/areas.ts';
export type { JobResult, JobView, JobWish, QuestionView } from './api/jobs.ts';
export { type HolesView, type MapSummary, type OutlineView, tileSizeHeader } from './api/maps.ts';
export type { MicroscopeReading, MicroscopeView } from './api/microscope.ts';
export { type Bytes, type Failure, headers, type Role } from './api/route.ts';
export { type BodyOf, type ParamsFor, type ReplyOf, type RouteName, routes } from './api/routes.ts';
export type {
  AlarmsView,
  Changed,
  Notice,
  NoticeKind,
  PageEvent,
  RunLive,
  RunStanding,
  RunSummary,
  RunView,
} from './api/runs.ts';
export { imageSizes } from './api/runs.ts';
export type { SeriesReport, SeriesStanding, SeriesVerdict, SeriesView } from './api/series.ts';
export { numberText, objectionToRoot } from './area/areaNames.ts';
export type { AreaReport, DryRunReport, Finding, Gravity, TargetReach } from './dose/dryRunReport.ts';
export {
  beamFootprint,
  type Footprint,
  frameFootprint,
  type HalfSides,
  outline,
} from './dose/footprint.ts';
export type { ReceivedDose } from './dose/received.ts';
export { type Affine, applyAffine, compose, composeAffine, inverse, inverseAffine } from './geometry/affine.ts';
export { add, apply, type Frame, length, type Matrix, subtract, type Vec } from './geometry/frames.ts';
export { planeHeightUm, type SampleTilt } from './geometry/sampleTilt.ts';
export { orderSettings } from './plan/makePlan.ts';
export { listProblems, type RunPlan, scheduleFor, scheduleOf, type Target } from './plan/plan.ts';
export { reachUm } from './plan/reach.ts';
export { readSettings, type SettingWish } from './plan/readSettings.ts';
export type { SettingRow } from './plan/settings/rows.ts';
export { defaultSettings, findSetting, type SettingName, type Settings, settingsTable } from './plan/settings.ts';
export type { Branch, Tilt } from './plan/tiltScheme.ts';
export { after, replay } from './run/after.ts';
export { isDue } from './run/due.ts';
export type { RunEvent } from './run/events.ts';
export { type Due, type Pace, paceAfter, secondsLeft, unknownPace, whatIsDue } from './run/pace.ts';
export { branchKey, initialState, type RunState, type SlotOutcome, slotKey } from './run/state.ts';
export type { StampedEvent } from './session/journalLines.ts';
export { logLine } from './session/logLines.ts';
