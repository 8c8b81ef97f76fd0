import { Complaint, linesOf, numberIn, wholeNumberIn } from './complaint.ts';

/** What mdocfile gives: the titles, the values above the first section, and those of each section. */
export interface MdocTable {
  readonly titles: readonly string[];
  readonly globals: Values;
  readonly sections: readonly Values[];
}

/** Values by key, as texts; those of known keys have been read as the types below without complaint. */
type Values = ReadonlyMap<string, string>;

type Kind = (text: string) => unknown;

const real: Kind = numberIn;
const whole: Kind = wholeNumberIn;
const bool: Kind = (text) => {
  if (!/^(0|1|true|false|yes|no|on|off|t|f|y|n)$/i.test(text))
    throw new Complaint(`“${text}” is neither true nor false`);
};
const reals =
  (...counts: readonly number[]): Kind =>
  (text) => {
    const words = text.split(/\s+/).filter((word) => word !== '');
    if (!counts.includes(words.length))
      throw new Complaint(`“${text}” has ${words.length} values, not ${counts.join(' or ')}`);
    words.forEach(numberIn);
  };
const wholes =
  (...counts: readonly number[]): Kind =>
  (text) => {
    reals(...counts)(text);
    text.split(/\s+/).forEach(wholeNumberIn);
  };

// The types of MdocGlobalData and MdocSectionData; a key that is in neither is kept as it is.
const globalKinds: Readonly<Record<string, Kind>> = {
  DataMode: whole,
  ImageSize: wholes(2),
  Montage: bool,
  ImageSeries: whole,
  PixelSpacing: real,
  Voltage: real,
};
const sectionKinds: Readonly<Record<string, Kind>> = {
  ...Object.fromEntries(
    'TiltAngle StageZ Magnification CameraLength Intensity PixelSpacing ExposureDose DoseRate SpotSize Defocus TargetDefocus RotationAngle ExposureTime Binning PriorRecordDose CameraPixelSize Voltage'
      .split(' ')
      .map((key) => [key, real]),
  ),
  ...Object.fromEntries(
    'ZValue MontSection FrameSet MagIndex CameraIndex RotationAndFlip LowDoseConSet NumSubFrames'
      .split(' ')
      .map((key) => [key, whole]),
  ),
  UsingCDS: bool,
  DividedBy2: bool,
  StagePosition: reals(2),
  SuperMontCoords: reals(2),
  ImageShift: reals(2),
  StageOffsets: reals(2),
  FilterSlitAndLoss: reals(2),
  MinMaxMean: reals(3),
  PieceCoordinates: reals(3),
  ...Object.fromEntries(
    'XedgeDxy YedgeDxy XedgeDxyVS YedgeDxyVS AlignedPieceCoords AlignedPieceCoordsVS'
      .split(' ')
      .map((key) => [key, reals(2, 3)]),
  ),
  MultiShotHoleAndPosition: wholes(2, 3),
  FrameDosesAndNumber: (text) => {
    const words = text.split(/\s+/);
    for (let i = 0; i + 1 < words.length; i += 2) {
      numberIn(words[i] ?? '');
      wholeNumberIn(words[i + 1] ?? '');
    }
  },
};

/**
 * How mdocfile reads (teamtomo/mdocfile e90d955, src/mdocfile/data_models.py): RELION 5, the data portal and tomotools
 * read through it. A header line has exactly one `=`; known keys have to be what they should be.
 */
export function mdocfile(text: string): MdocTable {
  const lines = linesOf(text).map((line) => line.trim());
  const starts = lines.flatMap((line, i) => (/^\[(ZValue|MontSection|FrameSet) =/.test(line) ? [i] : []));
  const header = lines.slice(0, starts[0] ?? lines.length);
  return {
    titles: header.filter((line) => line.startsWith('[T =')),
    globals: globalsOf(header.filter((line) => line !== '' && !line.startsWith('[T ='))),
    sections: starts.map((start, i) => sectionOf(lines.slice(start, starts[i + 1] ?? lines.length))),
  };
}

function globalsOf(lines: readonly string[]): Values {
  const values = new Map<string, string>();
  for (const line of lines) {
    const parts = line.split('=');
    if (parts.length !== 2) throw new Complaint(`${parts.length - 1} “=” in the header line “${line}”`);
    values.set(parts[0]?.trim() ?? '', parts[1]?.trim() ?? '');
  }
  return checked(values, globalKinds);
}

function sectionOf(lines: readonly string[]): Values {
  const values = new Map<string, string>();
  for (const line of lines.map((entry) => entry.replace(/^[[\]]+|[[\]]+$/g, ''))) {
    const at = line.indexOf('=');
    if (at >= 0) values.set(line.slice(0, at).trim(), line.slice(at + 1).trim());
  }
  return checked(values, sectionKinds);
}

function checked(values: Values, kinds: Readonly<Record<string, Kind>>): Values {
  for (const [key, value] of values) {
    try {
      kinds[key]?.(value);
    } catch (error) {
      throw new Complaint(`${key}: ${error instanceof Error ? error.message : error}`);
    }
  }
  return values;
}
