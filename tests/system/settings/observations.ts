import type { ExposureTruth } from '@pacetomo/virtual-serialem';
import type { Seen } from './settingsWorld.ts';

/** The Record images that are kept, in the order in which they were taken. */
export const records = ({ exposures }: Seen): readonly ExposureTruth[] =>
  exposures.filter(({ command, set }) => command === 'R' && set === 'record');

/** The Record images of one target. */
export const recordsOf = (seen: Seen, target: string): readonly ExposureTruth[] =>
  records(seen).filter(({ file }) => file === `area_ts_${target}.mrc`);

/** The tilts of the images of the first target, in their order. */
export const tilts = (seen: Seen): readonly number[] =>
  recordsOf(seen, '001').map(({ nominalTiltDeg }) => nominalTiltDeg);

/** The tilts that the stage was sent to, in their order. */
export const tiltMoves = ({ commands }: Seen): readonly unknown[] =>
  commands.filter(({ name }) => name === 'TiltTo').map(({ args }) => args[0]);

/** How often a command was sent. */
export const sent = ({ commands }: Seen, name: string): number =>
  commands.filter((command) => command.name === name).length;

/** What each sending of a command said. */
export const argumentsOf = ({ commands }: Seen, name: string): readonly (readonly unknown[])[] =>
  commands.filter((command) => command.name === name).map(({ args }) => args);

/** Rounded to decimals, without a negative zero. */
export const rounded = (value: number, decimals = 1): number =>
  Math.round(value * 10 ** decimals) / 10 ** decimals || 0;

/** The exposures that were made with a command. */
export const madeBy = ({ exposures }: Seen, command: string): readonly ExposureTruth[] =>
  exposures.filter((exposure) => exposure.command === command);

/** Where an exposure looked, µm on the specimen, rounded. */
export const placeOf = ({ specimenPointUm: { x, y } }: ExposureTruth, decimals = 1): readonly [number, number] => [
  rounded(x, decimals),
  rounded(y, decimals),
];

/** The texts of a key in the mdoc of a target, section by section. */
export const mdocValues = ({ mdocs }: Seen, target: string, key: string): readonly string[] =>
  [...(mdocs[`area_ts_${target}.mrc.mdoc`] ?? '').matchAll(new RegExp(`^${key} = (.*?)\\r?$`, 'gm'))].map(
    ([, text = '']) => text,
  );
