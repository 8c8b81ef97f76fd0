import type { AreaReport, DiskNeed, DryRunReport, Finding } from '../../dose/dryRunReport.ts';
import type { ReceivedDose } from '../../dose/received.ts';

/** A dry run in sentences, for a terminal. */
export function sentencesOf({ areas, minutes, disk, findings, askedSerialEm }: DryRunReport): readonly string[] {
  const session = areas.length > 1 ? [`All ${areas.length} areas together: about ${Math.round(minutes)} minutes.`] : [];
  const closing =
    askedSerialEm && findings.every(({ gravity }) => gravity === 'note') ? ['Nothing stands in the way.'] : [];
  return [
    ...areas.flatMap(areaSentences),
    ...session,
    ...diskSentences(disk),
    ...findings.map((finding) => findingSentence(finding, areas.length > 1)),
    ...closing,
  ];
}

function areaSentences({ plan, minutes, images, looks, doses }: AreaReport): readonly string[] {
  const skipped = plan.skipped.length > 0 ? `, ${plan.skipped.length} skipped (${plan.skipped.join(', ')})` : '';
  const each = minutes / plan.targets;
  const more = images === plan.exposures ? '' : ` With montage pieces and second images ${images} are saved.`;
  return [
    `${plan.name}: ${plan.targets} targets${skipped}.`,
    `${plan.tilts} tilts from ${plan.lowestTiltDeg}° to ${plan.highestTiltDeg}°: ${plan.exposures} images.${more}`,
    `Beside them ${looks} Views, Previews and autofocuses.`,
    `About ${Math.round(minutes)} minutes, ${each.toFixed(1)} for each tilt series.`,
    `The sample lies level at ${plan.levelAtDeg}°.`,
    ...doseSentences(doses),
  ];
}

function doseSentences(doses: readonly ReceivedDose[]): readonly string[] {
  if (doses.length === 0) return [];
  const own = rangeOf(doses.map(({ own: dose }) => dose.centreEPerA2));
  const before = rangeOf(doses.map(({ beforeFirst }) => beforeFirst.centreEPerA2));
  const worst = doses.toSorted((a, b) => b.fromOthers.mostEPerA2 - a.fromOthers.mostEPerA2)[0];
  const { mostEPerA2 = 0 } = worst?.fromOthers ?? {};
  const others =
    mostEPerA2 === 0 || worst === undefined
      ? 'Nothing from neighbours.'
      : `From neighbours most on target ${worst.target}: ${mostEPerA2.toFixed(2)} e/Å².`;
  return [`Dose in the middle of a target: ${own} e/Å² for itself, ${before} before its first image. ${others}`];
}

function rangeOf(values: readonly number[]): string {
  const [least, most] = [Math.min(...values), Math.max(...values)].map((value) => value.toFixed(1));
  return least === most ? `${least}` : `${least} to ${most}`;
}

function diskSentences({ stacksGb, frameFiles, framesGb, freeGb }: DiskNeed): readonly string[] {
  if (stacksGb === null) return [];
  const frames = frameFiles === null || frameFiles === 0 ? '' : `, ${frameFiles} files of frames${upTo(framesGb)}`;
  const free = freeGb === null ? '' : `; ${gb(freeGb)} are free`;
  return [`On disk: stacks of ${gb(stacksGb)}${frames}${free}.`];
}

const upTo = (framesGb: number | null): string =>
  framesGb === null ? '' : ` (up to ${gb(framesGb)} before compression)`;

function findingSentence({ gravity, area, text }: Finding, isSession: boolean): string {
  const where = isSession && area !== null && !text.includes(area) ? `${area}: ` : '';
  return `${words[gravity]}${where}${text}`;
}

const words: Readonly<Record<Finding['gravity'], string>> = { stops: 'Stop: ', costs: 'Warning: ', note: 'Note: ' };
const gb = (value: number): string => `${value < 10 ? value.toFixed(1) : Math.round(value)} GB`;
