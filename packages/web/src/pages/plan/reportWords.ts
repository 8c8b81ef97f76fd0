import type { CheckView, DryRunReport, Gravity } from 'pacetomo/page';

/** `about 45 minutes`, `about 3 h 20 min`. */
export function durationWords(minutes: number): string {
  if (minutes < 1) return 'less than a minute';
  const whole = Math.round(minutes);
  if (whole < 100) return `about ${whole} ${whole === 1 ? 'minute' : 'minutes'}`;
  return `about ${Math.floor(whole / 60)} h ${String(whole % 60).padStart(2, '0')} min`;
}

/** `12.3 GB`, `240 GB`, `410 MB`. */
export function diskWords(gb: number): string {
  if (gb < 0.995) return `${Math.max(1, Math.round(gb * 1000))} MB`;
  return `${gb < 10 ? gb.toFixed(1) : Math.round(gb)} GB`;
}

export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`;

/** The dose that most targets receive by their own images, e/Å²; null when nobody knows the beam. */
export function doseWords({ areas }: DryRunReport): string | null {
  const own = areas.flatMap(({ doses }) => doses.map((dose) => dose.own.meanEPerA2));
  if (own.length === 0) return null;
  const [least, most] = [Math.min(...own), Math.max(...own)];
  return most - least < 1 ? `${most.toFixed(0)} e/Å²` : `${least.toFixed(0)} to ${most.toFixed(0)} e/Å²`;
}

/** What a start exposes, in a sentence with its numbers. */
export function exposesWords(report: DryRunReport): string {
  const targets = report.areas.reduce((sum, { plan }) => sum + plan.targets, 0);
  const images = report.areas.reduce((sum, area) => sum + area.images, 0);
  const looks = report.areas.reduce((sum, area) => sum + area.looks, 0);
  const dose = doseWords(report);
  const each = dose === null ? 'how much dose that is, is not known' : `each target receives ${dose}`;
  return `The beam exposes ${count(targets, 'target')} in ${count(report.areas.length, 'area')}: ${count(images, 'image')} and ${count(looks, 'look')} to find, focus and align; ${each}.`;
}

/** Everything because of which a start is refused. */
export function objectionsOf({ report, problems }: CheckView): readonly string[] {
  const stops = report.findings.filter(({ gravity }) => gravity === 'stops');
  return [...problems, ...stops.map(({ area, text }) => (area === null ? text : `${area}: ${text}`))];
}

export const gravityWords: Readonly<Record<Gravity, string>> = {
  stops: 'stops the run',
  costs: 'costs images or dose',
  note: 'worth knowing',
};
