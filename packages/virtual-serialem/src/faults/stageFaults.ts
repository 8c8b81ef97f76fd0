import type { Instrument } from '../instrument.ts';
import type { KeyedRandom } from '../random/keyedRandom.ts';
import type { Point3 } from '../specimen/specimen.ts';
import type { DueOf } from './faultPlan.ts';

/** Ranges of a jump per axis, µm: as the design has them, and beyond what a Record image can capture. */
const jumpUm = { usual: { from: 0.12, to: 0.3 }, hard: { from: 0.5, to: 1 } } as const;

/** The specimen jumps; it stays where it is then. Gives what happened, for the truth. */
export function jump({ column, clock }: Instrument, { fault, random }: DueOf<'stage-jump'>): string {
  const { from, to } = jumpUm[fault.size];
  const draw = random();
  const drawn = (): number => (draw.uniform() < 0.5 ? -1 : 1) * (from + (to - from) * draw.uniform());
  const [x, y] = [drawn(), drawn()];
  const byUm = { x: fault.xUm ?? x, y: fault.yUm ?? y, z: fault.zUm };
  column.stage.goniometer.jolts.add({ atS: clock.nowS, jumpUm: byUm });
  return `${byUm.x.toFixed(3)}, ${byUm.y.toFixed(3)}, ${byUm.z.toFixed(3)} µm in the lab`;
}

/** A burst of drift that comes to rest. */
export function creep({ column, clock }: Instrument, { fault, random }: DueOf<'stage-creep'>): string {
  const creepUm = inPlane(random(), fault.byNm / 1000);
  column.stage.goniometer.jolts.add({ atS: clock.nowS, creepUm, creepS: fault.timeS });
  return `${fault.byNm} nm with a time constant of ${fault.timeS} s`;
}

/** A vector of a length in a random direction of the lab plane. */
function inPlane(random: KeyedRandom, length: number): Point3 {
  const angle = 2 * Math.PI * random.uniform();
  return { x: length * Math.cos(angle), y: length * Math.sin(angle), z: 0 };
}
