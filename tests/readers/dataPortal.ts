import { behindLastSlash, Complaint } from './complaint.ts';
import { mdocfile } from './mdocfile.ts';

/** What lies on the disk beside an mdoc. */
export interface PortalFiles {
  /** Frame files without folders, and how many frames are in each. */
  readonly frames: ReadonlyMap<string, number>;
  /** Text of the raw tilt file. */
  readonly rawTilt: string;
}

/**
 * The checks of the CryoET Data Portal before it takes a run (chanzuckerberg/cryoet-data-portal-backend 87d1ca4a,
 * ingestion_tools/scripts/data_validation/shared/helper: mdoc_helper.py, tilt_angles_helper.py, tiltseries_helper.py).
 * Gives the tilt axis angle that it finds.
 */
export function dataPortal(text: string, { frames, rawTilt }: PortalFiles): number {
  const { titles, sections } = mdocfile(text);
  const tilts = sections.map((section) => Number(section.get('TiltAngle') ?? Number.NaN));
  if (tilts.some((tiltDeg) => !(Math.abs(tiltDeg) <= 90))) throw new Complaint('a tilt angle beyond ±90');
  const entries = sections.map((section) => {
    const path = section.get('SubFramePath');
    if (path === undefined) throw new Complaint('SubFramePath not found in mdoc entry');
    return { frame: behindLastSlash(path), count: section.get('NumSubFrames') };
  });
  const without = entries.filter(({ frame }) => !frames.has(frame));
  if (without.length > 0) throw new Complaint(`mdoc entries do not have frames files: ${without[0]?.frame}`);
  const named = new Set(entries.map(({ frame }) => frame));
  const unnamed = [...frames.keys()].filter((frame) => !named.has(frame));
  if (unnamed.length > 0) throw new Complaint(`Frames files do not have mdoc entries: ${unnamed[0]}`);
  if (entries.length !== frames.size)
    throw new Complaint(`${entries.length} mdoc entries, ${frames.size} frames files`);
  for (const { frame, count } of entries) {
    if (count === undefined) throw new Complaint('NumSubFrames not found in mdoc file');
    if (Number(count) !== frames.get(frame))
      throw new Complaint(`Number of subframes do not match: ${frames.get(frame)} != ${count}, ${frame}`);
  }
  compareRawTilt(rawTilt, tilts);
  for (const title of titles) {
    const angle = /.*tilt\s*axis\s*angle\s*=\s*([-+]?\d*\.*\d+)/.exec(title.toLowerCase())?.[1];
    if (angle !== undefined) return Number(angle);
  }
  throw new Complaint('No Tilt axis angle found');
}

/** Each raw tilt has an angle of the mdoc of its own that is the same to two decimals (angles_helper.py). */
function compareRawTilt(text: string, tilts: readonly number[]): void {
  const raw = text
    .split(/\s+/)
    .filter((word) => word !== '')
    .map(Number);
  if (raw.length === 0) throw new Complaint('No tilt angles found in raw tilt file.');
  const remaining = tilts.map(twoDecimals);
  for (const tiltDeg of raw) {
    const at = remaining.indexOf(twoDecimals(tiltDeg));
    if (at < 0) throw new Complaint(`No match found: Looking for angle ${tiltDeg} (from raw tilt file) in mdoc file`);
    remaining.splice(at, 1);
  }
}

/** As Python rounds: what lies exactly between goes to the even one. */
function twoDecimals(value: number): string {
  const isBetween = Number.isInteger(8 * value) && !Number.isInteger(4 * value);
  const below = Math.floor(100 * value);
  return isBetween ? ((below % 2 === 0 ? below : below + 1) / 100).toFixed(2) : value.toFixed(2);
}
