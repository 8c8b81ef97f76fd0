import type { JobWish } from '../../api/jobs.ts';
import type { FolderMap } from '../../session/folderMap.ts';

/** What a job's command line has to know beside the wish. */
export interface JobSurroundings {
  /** Of SerialEM. */
  readonly address: string;
  readonly folderMaps: readonly FolderMap[];
  /** Targets file of the area that the wish names; null when that is new, or when it names none. */
  readonly targetsFile: string | null;
  /** Label of the map that the wish names; null when it names none. */
  readonly mapLabel: string | null;
}

/** The words of the command line that do what is wished. Numbers are never read as options: they stand behind `--` or `=`. */
export function argsOf(wish: JobWish, surroundings: JobSurroundings): readonly string[] {
  const { address, mapLabel } = surroundings;
  const serialem = ['--serialem', address];
  const maps = surroundings.folderMaps.flatMap(({ there, here }) => ['--map', `${there}=${here}`]);
  const choosing = [...serialem, ...maps];
  const file = (): string => known(wish, surroundings.targetsFile);
  switch (wish.kind) {
    case 'look':
      return ['look', wish.look, ...serialem];
    case 'montage':
      return ['look', 'montage', '--columns', String(wish.columns), '--rows', String(wish.rows), ...serialem];
    case 'go-to':
      return ['go-to', ...serialem, '--', xy(wish.stage)];
    case 'select-at': {
      const image = wish.preview ? [] : ['--no-preview'];
      return ['select', 'at', ...choosing, ...image, '--', wish.isNew ? wish.area : file(), ...wish.stage.map(xy)];
    }
    case 'select-map': {
      const label = mapLabel === null ? [] : [`--map-label=${mapLabel}`];
      return ['select', 'map', ...choosing, ...label, ...wish.stage.map((at) => `--at=${xy(at)}`), '--', wish.area];
    }
    case 'select-drag':
      return ['select', 'drag', ...choosing, '--', wish.isNew ? wish.area : file()];
    case 'select-group':
      return ['select', 'group', ...choosing, '--unattended', '--', wish.area];
    case 'select-shift': {
      const manner = ['--from', wish.from, '--unattended'];
      return ['select', 'shift', ...choosing, ...manner, '--', file(), ...wish.shifts.map(xy)];
    }
    case 'select-pattern':
      return ['select', 'pattern', ...choosing, ...patternWords(wish), '--unattended', '--', wish.area];
    case 'select-polygon':
      return ['select', 'polygon', ...choosing, ...polygonWords(wish), '--unattended', '--', wish.area];
    case 'refine':
      return ['refine', ...serialem, '--by', wish.by, '--', file()];
    case 'save-views':
      return ['select', 'views', ...choosing, ...(wish.notSkipped ? ['--not-skipped'] : []), '--', file()];
    case 'make-track':
      return ['targets', 'track', ...serialem, '--', file(), String(wish.index + 1).padStart(3, '0')];
    case 'copy-to-acquire':
      return ['targets', 'copy', ...serialem, ...(wish.keepSkips ? ['--keep-skips'] : []), '--', file()];
    case 'measure-geometry':
      return ['measure', 'geometry', ...serialem, '--targets', file(), '--from-tracking'];
    case 'tilt-axis-offset':
      return ['measure', 'tilt-axis-offset', ...serialem, ...(wish.apply ? ['--set'] : [])];
  }
}

type WishOf<K extends JobWish['kind']> = Extract<JobWish, { kind: K }>;

function patternWords({ rings, hexagonal, vectors, refine }: WishOf<'select-pattern'>): readonly string[] {
  return [
    '--size',
    String(rings),
    ...(hexagonal ? ['--hexagonal'] : []),
    ...vectorWords(vectors),
    ...(refine === 'template' ? ['--template'] : refine === 'holes' ? ['--refine'] : []),
  ];
}

/** Vectors, where they are given, say how the rows lie; shape and rotation would be a contradiction. */
function polygonWords({
  corners,
  hexagonal,
  rotationDeg,
  vectors,
  start,
}: WishOf<'select-polygon'>): readonly string[] {
  const lattice =
    vectors === null ? [...(hexagonal ? ['--hexagonal'] : []), `--rotation=${rotationDeg}`] : vectorWords(vectors);
  return [`--corners=${corners.map(xy).join('; ')}`, ...lattice, '--start', start];
}

const vectorWords = (vectors: WishOf<'select-pattern'>['vectors']): readonly string[] =>
  vectors === null ? [] : [`--vectors=${xy(vectors.a)}; ${xy(vectors.b)}`];

/** µm to a nanometre. */
const xy = ({ x, y }: { readonly x: number; readonly y: number }): string => `${decimal(x)},${decimal(y)}`;

const decimal = (value: number): string => String(Number(value.toFixed(3)) + 0);

function known(wish: JobWish, targetsFile: string | null): string {
  if (targetsFile !== null) return targetsFile;
  throw new Error(`${wish.kind} works on an area that exists, and its file was not given`);
}
