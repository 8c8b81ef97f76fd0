import { length, type Matrix, subtract, type Vec } from '../geometry/frames.ts';
import type { Calibration, Optics, Stage } from '../microscope/microscope.ts';
import { Trouble } from '../run/errors.ts';
import type { AreaReady } from '../run/events.ts';
import type { Running } from './running.ts';

/** The stage may be read back this far from where it was left without having been moved, µm (PACEtomo's own limit). */
const stageMovedUm = 1;
/** Read-backs of a resting stage differ by less than this, degrees. */
const stageTiltedDeg = 0.1;
/** Matrices of two magnifications differ by far more than this fraction. */
const sameMatrixFraction = 0.01;

/** Makes sure that a run which goes on finds its area where it left it, through the same optics. */
export async function checkArea(scope: Stage & Optics & Calibration, run: Running): Promise<void> {
  const { area } = run.state;
  if (area === null) return;
  await scope.goToRecordArea();
  const matrix = await scope.imageShiftToSpecimen();
  if (differs(matrix, area.toSpecimen)) {
    throw new Trouble(
      'needs-person',
      'The Record area of SerialEM has another magnification or calibration than when this run began. Put it back as it was, then resume; nothing was exposed.',
    );
  }
  await checkPosition(scope, run, area);
  await checkTilt(scope, run);
}

async function checkPosition(scope: Stage, run: Running, area: AreaReady): Promise<void> {
  const now = await scope.position();
  const movedUm = length(subtract(now, area.stage));
  if (movedUm <= stageMovedUm) return;
  if (run.state.displaced === 'moved') return scope.returnTo(area.stage); // a person has asked for it; the target is looked for next
  if (run.state.displaced === 'here') return run.note({ type: 'area.moved', stage: now });
  const place = ({ x, y }: Vec<'stage'>): string => `${x.toFixed(2)}, ${y.toFixed(2)} µm`;
  throw new Trouble(
    'needs-person',
    `The stage stands ${movedUm.toFixed(1)} µm from where this run left it: now at ${place(now)}, then at ${place(area.stage)}. Check that the same grid is loaded; then resume with --realign, which moves it back and finds the tracking target again with one Preview, or with --realign here, which looks for it where the stage stands now. Nothing was exposed.`,
  );
}

/** A stage that somebody has tilted meanwhile comes back a little beside where it was: the tracking target is to be found again. */
async function checkTilt(scope: Stage, run: Running): Promise<void> {
  const settledDeg = run.state.stage?.readTiltDeg ?? null;
  const isOver = run.next().kind === 'finish';
  if (settledDeg === null || run.state.displaced !== null || isOver) return;
  const nowDeg = await scope.tiltDeg();
  if (Math.abs(nowDeg - settledDeg) < stageTiltedDeg) return;
  const text = `The stage stands at ${nowDeg.toFixed(2)}°, but this run left it at ${settledDeg.toFixed(2)}°: it is tilted back and the tracking target found again with one Preview.`;
  await run.note({ type: 'remark', text });
  await run.note({ type: 'action', who: 'pacetomo', what: 'realign' });
}

function differs(a: Matrix<'imageShift', 'specimen'>, b: Matrix<'imageShift', 'specimen'>): boolean {
  const size = Math.hypot(b.xx, b.xy, b.yx, b.yy);
  return Math.hypot(a.xx - b.xx, a.xy - b.xy, a.yx - b.yx, a.yy - b.yy) > sameMatrixFraction * size;
}
