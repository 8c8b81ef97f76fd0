import { expect, test } from 'vitest';
import { type SettingName, type Settings, settingsTable } from '../../../packages/pacetomo/src/plan/settings.ts';
import { type Seen, type Site, seenOf } from './settingsWorld.ts';
import { type Area, smallPlan } from './smallPlan.ts';

/** Runs settings on an area at a site. */
type See = (settings: Partial<Settings>, area: Area | undefined, site: Site | undefined) => Promise<Seen>;

/** How one setting shows at the microscope. */
export interface Showing<N extends SettingName> {
  /** The value that is worth looking at. */
  readonly value: Settings[N];
  /** What the run is like when the setting is ignored; its default unless said otherwise. */
  readonly ignored?: Settings[N];
  /** Other settings, the same in both runs. */
  readonly given?: Partial<Settings>;
  readonly area?: Area;
  readonly site?: Site;
  /** Something that the microscope saw or wrote. */
  readonly observe: (seen: Seen) => unknown;
  /** What that is with the value. */
  readonly expected: unknown;
  /** What runs it: the procedures alone unless said otherwise. */
  readonly see?: See;
  /** How a run ends where it is not to be complete, whatever the setting. */
  readonly mayEnd?: boolean;
}

/**
 * A test that fails when a setting is ignored: two runs differ in nothing but the setting, the microscope has to see what
 * is expected with it, and something else without it. A program that does not look at the setting gives the same twice.
 */
export function settingTest<N extends SettingName>(name: N, sentence: string, showing: Showing<N>): void {
  const { value, ignored = settingsTable[name].default, expected } = showing;
  test(`${name}: ${sentence}`, async () => {
    if (value === ignored) throw new Error('both runs would have the same value');
    expect(await observation(showing, { [name]: value })).toEqual(expected);
    expect(await observation(showing, { [name]: ignored })).not.toEqual(expected);
  });
}

const acquired: See = (settings, area, site) => seenOf(smallPlan(settings, area), site);

async function observation<N extends SettingName>(
  { given, area, site, observe, mayEnd, see = acquired }: Showing<N>,
  setting: Partial<Settings>,
): Promise<unknown> {
  const seen = await see({ ...given, ...setting }, area, site);
  if (!mayEnd && seen.ending !== 'complete') throw new Error(`the run ended: ${seen.ending}, ${remarks(seen)}`);
  return observe(seen);
}

const remarks = ({ events }: Seen): string =>
  events.flatMap((event) => (event.type === 'suspend' ? [event.reason] : [])).join(' ');
