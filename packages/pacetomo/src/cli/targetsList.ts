import { basename } from 'node:path';
import type { AreaTarget } from '../area/area.ts';
import { numberText } from '../area/areaNames.ts';
import type { OpenedArea } from '../session/areaFiles/openArea.ts';
import { type FileOptions, opened } from './targetsEdit.ts';

/** What `pacetomo targets list` may be told. */
export interface ListOptions extends FileOptions {
  readonly json?: true | undefined;
}

/** `pacetomo targets list` */
export async function list(path: string, { json, ...options }: ListOptions): Promise<void> {
  const found = await opened(path, { ...options, quiet: json });
  if (!json) for (const line of listLines(found)) console.log(line);
  else {
    const { area } = found;
    const targets = area.targets.map((target) => ({ ...target, otherKeys: Object.fromEntries(target.otherKeys) }));
    console.log(JSON.stringify({ ...area, targets }, null, 2));
  }
}

/** An area as a table for people. */
function listLines({ area, path }: OpenedArea): readonly string[] {
  const { targets, settings, geometryPoints } = area;
  const stackWidth = Math.max(5, ...targets.map(({ stack }) => stack.length));
  const head = `     ${'stack'.padEnd(stackWidth)}   along x  across y    stage X    stage Y  score`;
  return [
    `${area.name}: ${targets.length} targets, ${geometryPoints.length} geometry points (${basename(path)}). All in µm.`,
    head,
    ...targets.map((target, i) => `${numberText(i + 1)}  ${lineOf(target, stackWidth, i === 0)}`.trimEnd()),
    ...geometryPoints.map(({ x, y }, i) => `geo ${i + 1}`.padEnd(stackWidth + 5) + number(x, 10) + number(y, 10)),
    ...settings.map(({ name, text }) => `${name} = ${text}`),
  ];
}

function lineOf({ stack, position, stage, score, skip }: AreaTarget, width: number, isTracking: boolean): string {
  const numbers = [
    number(position?.x, 10),
    number(position?.y, 10),
    number(stage?.x, 11),
    number(stage?.y, 11),
    number(score, 7),
  ];
  const remarks = [...(isTracking ? ['tracking'] : []), ...(skip ? ['skipped'] : [])];
  return `${stack.padEnd(width)}${numbers.join('')}  ${remarks.join(', ')}`;
}

const number = (value: number | null | undefined, width: number): string =>
  (value === null || value === undefined ? '–' : value.toFixed(2)).padStart(width);
