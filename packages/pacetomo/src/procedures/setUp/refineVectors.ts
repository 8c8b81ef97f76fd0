import { add, apply, subtract, type Vec } from '../../geometry/frames.ts';
import type { Microscope } from '../../microscope/microscope.ts';
import { vectorsOf } from '../../run/patternVectors.ts';
import { objectionToHole } from '../patternHole.ts';
import type { Running } from '../running.ts';
import { centreByTemplate } from './maps.ts';

/** Measures the vectors of a hole pattern again at its outermost holes, with the template in buffer P (behaviour C.2a). */
export async function refineVectors(scope: Microscope, run: Running): Promise<void> {
  const old = vectorsOf(run.plan);
  if (old === null)
    return remark(run, 'The targets file gives no vectors of the hole pattern, so they are not refined.');
  const start = await scope.imageShift();
  const a = await refine(scope, run, start, old.a);
  const b = a === null ? null : await refine(scope, run, start, old.b);
  await scope.setImageShift(start);
  if (a !== null && b !== null) await run.note({ type: 'vectors.measured', a, b });
}

async function refine(
  scope: Microscope,
  run: Running,
  start: Vec<'imageShift'>,
  vector: Vec<'specimen'>,
): Promise<Vec<'specimen'> | null> {
  const [tracking] = run.plan.targets;
  if (tracking === undefined) throw new Error('a plan without targets');
  const n = run.settings.patternSize;
  const toSpecimen = await scope.imageShiftToSpecimen();
  const away: Vec<'specimen'> = { x: n * vector.x, y: n * vector.y };
  const there = add(start, apply<'specimen', 'imageShift'>(await scope.specimenToImageShift(), away));
  if (!(await scope.setImageShift(there))) return given(run, 'SerialEM refuses the image shift to its last hole');
  if (!(await centreByTemplate(scope, run, tracking))) return given(run, 'its last hole was not found');
  const measured = apply(toSpecimen, subtract(await scope.imageShift(), start));
  const objection = objectionToHole(measured, away);
  if (objection !== null) return given(run, `its last hole ${objection}`);
  return { x: measured.x / n, y: measured.y / n };
}

async function given(run: Running, why: string): Promise<null> {
  await remark(run, `A vector of the hole pattern could not be refined: ${why}. Both are used as given.`);
  return null;
}

const remark = (run: Running, text: string): Promise<void> => run.note({ type: 'remark', text });
