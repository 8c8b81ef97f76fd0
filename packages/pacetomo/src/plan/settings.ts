/**
 * Every setting of a run, in one table. The command line, settings files, `_set`/`_bset` lines of targets files,
 * validation of plan.json and docs/settings.md all come from it; adding a setting is adding a row.
 */
interface Row<Default extends number | boolean | string> {
  /** Name in PACEtomo.py, or null where the original has no such setting. Either name is accepted everywhere. */
  readonly oldName: string | null;
  readonly unit: string;
  readonly default: Default;
  /** For numbers: the values that make sense, both ends included. */
  readonly range?: readonly [number, number];
  readonly integer?: true;
  /** For texts: the words that are allowed. */
  readonly choices?: readonly string[];
  /** One sentence for a microscopist. */
  readonly help: string;
}

const number = (row: Row<number>): Row<number> => row;
const yesNo = (oldName: string | null, value: boolean, help: string): Row<boolean> => ({
  oldName,
  unit: '',
  default: value,
  help,
});

export const settingsTable = {
  startTiltDeg: number({
    oldName: 'startTilt',
    unit: '°',
    default: 0,
    range: [-80, 80],
    help: 'Tilt of the first image; both branches grow from it.',
  }),
  minTiltDeg: number({
    oldName: 'minTilt',
    unit: '°',
    default: -60,
    range: [-80, 80],
    help: 'Lowest tilt of the series.',
  }),
  maxTiltDeg: number({
    oldName: 'maxTilt',
    unit: '°',
    default: 60,
    range: [-80, 80],
    help: 'Highest tilt of the series.',
  }),
  tiltStepDeg: number({
    oldName: 'step',
    unit: '°',
    default: 3,
    range: [0.1, 30],
    help: 'Angle between neighbouring images.',
  }),
  groupSize: number({
    oldName: 'groupSize',
    unit: 'images',
    default: 2,
    range: [1, 50],
    integer: true,
    help: 'Images on one branch before the stage swings to the other.',
  }),
  tiltTargetsDeg: number({
    oldName: 'tiltTargets',
    unit: '°',
    default: 0,
    range: [-80, 80],
    help: 'Stage tilt at which the targets were chosen; when it is not 0 the series starts there and positions are not rescaled.',
  }),
  pretiltDeg: number({
    oldName: 'pretilt',
    unit: '°',
    default: 0,
    range: [-60, 60],
    help: 'Slope of the sample across the tilt axis; a lamella that is thinnest at +10° has −10.',
  }),
  rotationDeg: number({
    oldName: 'rotation',
    unit: '°',
    default: 0,
    range: [-180, 180],
    help: 'Direction of that slope in the plane, counter-clockwise.',
  }),
  minDefocusUm: number({
    oldName: 'minDefocus',
    unit: 'µm',
    default: -5,
    range: [-50, 5],
    help: 'Defocus nearest to focus that targets are given.',
  }),
  maxDefocusUm: number({
    oldName: 'maxDefocus',
    unit: 'µm',
    default: -5,
    range: [-50, 5],
    help: 'Defocus farthest from focus; the tracking target and the autofocus take it.',
  }),
  stepDefocusUm: number({
    oldName: 'stepDefocus',
    unit: 'µm',
    default: 0.5,
    range: [0.01, 20],
    help: 'Change of defocus from one target to the next, from maxDefocus towards minDefocus and round again.',
  }),
  focusSlopeUmPerDeg: number({
    oldName: 'focusSlope',
    unit: 'µm/°',
    default: 0,
    range: [-1, 1],
    help: 'Extra focus per degree from the start tilt, for stages that rise or sink as they tilt.',
  }),
  delayImageShiftS: number({
    oldName: 'delayIS',
    unit: 's',
    default: 0.3,
    range: [0, 60],
    help: 'Wait between setting the image shift and the exposure.',
  }),
  delayTiltS: number({ oldName: 'delayTilt', unit: 's', default: 0.3, range: [0, 600], help: 'Wait after tilting.' }),
  imageShiftLimitUm: number({
    oldName: 'imageShiftLimit',
    unit: 'µm',
    default: 20,
    range: [0.1, 50],
    help: 'Largest image shift that is used; a target that would need more ends there.',
  }),
  alignLimitUm: number({
    oldName: 'alignLimit',
    unit: 'µm',
    default: 0.5,
    range: [0.01, 10],
    help: 'Largest correction believed from aligning one image; the tracking target has no such limit.',
  }),
  dataPoints: number({
    oldName: 'dataPoints',
    unit: 'tilts',
    default: 4,
    range: [1, 100],
    integer: true,
    help: 'How many recent tilts the height of a target is fitted to.',
  }),
  taOffsetPosUm: number({
    oldName: 'taOffsetPos',
    unit: 'µm',
    default: 0,
    range: [-20, 20],
    help: 'Tilt-axis offset that applies on the plus branch only.',
  }),
  taOffsetNegUm: number({
    oldName: 'taOffsetNeg',
    unit: 'µm',
    default: 0,
    range: [-20, 20],
    help: 'Tilt-axis offset that applies on the minus branch only.',
  }),
  minCountsPerS: number({
    oldName: 'minCounts',
    unit: 'counts/s',
    default: 0,
    range: [0, 1e6],
    help: 'A target darker than this ends its branch; 0 switches the test off.',
  }),
  slowTilt: yesNo('slowTilt', false, 'Take up the backlash of the goniometer on the plus branch too.'),
  ignoreNegStart: yesNo(
    'ignoreNegStart',
    true,
    'Leave the first movement of the minus branch out of the height fit; it contains the reversal of the stage.',
  ),
  noZeroRecAli: yesNo('noZeroRecAli', false, 'Do not align the first image to the target’s reference map.'),
  tgtPattern: yesNo('tgtPattern', false, 'The targets are a hole pattern: they have no reference maps.'),
  extendedMdoc: yesNo('extendedMdoc', true, 'Write specimen shift and height of each image into the mdoc.'),
  unknownExposure: {
    oldName: null,
    unit: '',
    default: 'assume-exposed' as UnknownExposure,
    choices: ['assume-exposed', 'retake'],
    help: 'After a crash, what to do with an exposure that left no trace: leave that tilt out, or take it again and risk double dose.',
  },
} satisfies Record<string, Row<number> | Row<boolean> | Row<string>>;

/** What to do with an exposure of which nothing proves that it was, or was not, made. */
export type UnknownExposure = 'assume-exposed' | 'retake';

/** The name of a setting, with its unit. */
export type SettingName = keyof typeof settingsTable;

/** A value for every setting. */
export type Settings = { readonly [N in SettingName]: (typeof settingsTable)[N]['default'] };

/** All settings at their defaults. */
export function defaultSettings(): Settings {
  const values = Object.entries<Row<number> | Row<boolean> | Row<string>>(settingsTable).map(([name, row]) => [
    name,
    row.default,
  ]);
  return Object.fromEntries(values) as Settings; // the one place where the table becomes the type made from it
}

/** A row of the table under its name, whichever of the two names is given; null when there is no such setting. */
export function findSetting(
  name: string,
): { readonly name: SettingName; readonly row: Row<number> | Row<boolean> | Row<string> } | null {
  for (const [newName, row] of Object.entries<Row<number> | Row<boolean> | Row<string>>(settingsTable)) {
    if (newName === name || row.oldName === name) return { name: newName as SettingName, row };
  }
  return null;
}

/** Settings of PACEtomo.py 1.9.2 that this version knows by name but does not carry out yet. */
export const plannedSettings: readonly string[] = [
  'zeroExpTime',
  'zeroDefocus',
  'trackExpTime',
  'trackDefocus',
  'trackMag',
  'trackTwice',
  'measureGeo',
  'alignToP',
  'refineVec',
  'refineGeo',
  'beamTiltComp',
  'addAF',
  'previewAli',
  'viewAli',
  'sortByTilt',
  'binFinalStack',
  'delFinalStack',
  'doCtfFind',
  'doCtfPlotter',
  'checkDewar',
  'cryoARM',
  'coldFEG',
  'flashInterval',
  'slitInterval',
  'fitLimit',
  'parabolTh',
  'realignToItem',
  'refFromPreview',
  'autoStartTilt',
  'tgtMontage',
  'tgtMntSize',
  'tgtMntOverlap',
  'tgtMntXOffset',
  'tgtMntFocusCor',
  'tgtTrackMnt',
  'debug',
  'breakpoints',
  'size',
  'vecA0',
  'vecA1',
  'vecB0',
  'vecB1',
];
