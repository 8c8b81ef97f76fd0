import type { Vec } from '../geometry/frames.ts';
import type { Area, AreaSetting } from './area.ts';
import { settingNumberOf } from './settingNumber.ts';

/**
 * An area without targets. Its file begins with the tilt that its targets are chosen at, to 0.1° and 0 included: the
 * original rounds to whole degrees, and would take a stage at 0.4° for level (behaviour H67).
 */
export function newArea(name: string, tiltDeg: number): Area {
  return { name, settings: [tiltSetting(tiltDeg)], targets: [], geometryPoints: [] };
}

/** The setting that holds the tilt at which targets were chosen. */
export const tiltSetting = (tiltDeg: number): AreaSetting => ({
  kind: 'number',
  name: 'tiltTargets',
  text: String(Math.round(tiltDeg * 10) / 10 || 0),
});

/** The tilt of the stage at which the targets of an area were chosen, degrees; 0 when its file does not say it. */
export const chosenTiltDeg = (area: Pick<Area, 'settings'>): number =>
  settingNumberOf(area, 'tiltTargets', 'tiltTargetsDeg') ?? 0;

/** A hole pattern: targets from −size to size along both vectors; a polygon that was filled has no size. */
export interface Pattern {
  readonly size: number | null;
  readonly a: Vec<'specimen'>;
  readonly b: Vec<'specimen'>;
}

/** The settings that tell the acquisition of a pattern, its vectors to 0.1 nm as the original writes them. */
export function patternSettings({ size, a, b }: Pattern): readonly AreaSetting[] {
  const number = (name: string, value: number): AreaSetting => ({ kind: 'number', name, text: String(value || 0) });
  const component = (name: string, um: number) => number(name, Math.round(um * 1e4) / 1e4);
  return [
    ...(size === null ? [] : [number('size', size)]),
    component('vecA0', a.x),
    component('vecA1', a.y),
    component('vecB0', b.x),
    component('vecB1', b.y),
  ];
}

/** The pattern that an area's settings tell of; null when they hold no two vectors. Either name of a setting counts. */
export function patternOf(area: Area): Pattern | null {
  const value = (...names: readonly string[]): number => settingNumberOf(area, ...names) ?? Number.NaN;
  const a = { x: value('vecA0', 'vecA0Um'), y: value('vecA1', 'vecA1Um') };
  const b = { x: value('vecB0', 'vecB0Um'), y: value('vecB1', 'vecB1Um') };
  const spread = a.x * b.y - a.y * b.x;
  if (!Number.isFinite(spread) || spread === 0) return null;
  const size = value('size', 'patternSize');
  return { size: size >= 1 ? size : null, a, b };
}
