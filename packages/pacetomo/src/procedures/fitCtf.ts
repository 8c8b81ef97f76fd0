import { slopeAcrossDeg } from '../geometry/sampleTilt.ts';
import type { CtfFit, CtfProgram, NewestImage, Stacks } from '../microscope/microscope.ts';
import type { Slot } from '../run/slot.ts';
import { slotKey, targetOf } from '../run/state.ts';
import { annotate } from './annotate.ts';
import type { Running } from './running.ts';
import { openStack } from './slotStack.ts';

/** The key in the mdoc under which each program's defocus stands, as the original writes them. */
const mdocKey: Readonly<Record<CtfProgram, string>> = { ctffind: 'CtfFind', ctfplotter: 'Ctfplotter' };

/**
 * Lets the programs that the settings ask for find the defocus of the image in buffer A, whose stack is open. Costs no
 * dose, but SerialEM's time: it does one thing at a time (docs/decisions/0017).
 */
export async function fitCtf(scope: NewestImage & Stacks, run: Running, slot: Slot): Promise<void> {
  for (const program of programsLeft(run, slot)) {
    const fit = await scope.fitCtf(program, searchRange(run));
    if (fit !== null && run.settings.extendedMdoc)
      await annotate(scope, run, targetOf(run.plan, slot.target).stack, { [mdocKey[program]]: text(fit) });
    await run.note({ type: 'ctf.measured', ...slot, program, fit });
  }
}

/** The same for an image that an earlier process saved but did not get to fit. */
export async function fitSaved(scope: NewestImage & Stacks, run: Running, slot: Slot, section: number): Promise<void> {
  await openStack(scope, run, slot);
  await scope.readBack(section);
  await fitCtf(scope, run, slot);
  await scope.close();
}

function programsLeft(run: Running, slot: Slot): readonly CtfProgram[] {
  const { doCtfFind, doCtfPlotter } = run.settings;
  const wanted: readonly CtfProgram[] = [
    ...(doCtfFind ? (['ctffind'] as const) : []),
    ...(doCtfPlotter ? (['ctfplotter'] as const) : []),
  ];
  const known = run.state.ctf.get(slotKey(slot)) ?? {};
  return wanted.filter((program) => known[program] === undefined);
}

/** Two micrometres beyond the defoci that images may have, but never over focus (the original's range). */
function searchRange(run: Running): { readonly fromUm: number; readonly toUm: number; readonly pretiltDeg: number } {
  const { minDefocusUm, maxDefocusUm, trackDefocusUm, zeroDefocusUm } = run.settings;
  const wanted = [
    minDefocusUm,
    maxDefocusUm,
    ...[trackDefocusUm, zeroDefocusUm].filter((defocusUm) => defocusUm !== 0),
  ];
  const slopeDeg = slopeAcrossDeg(run.settings);
  return { fromUm: Math.min(...wanted) - 2, toUm: Math.min(-0.2, Math.max(...wanted) + 2), pretiltDeg: slopeDeg };
}

const text = ({ defocusUm }: CtfFit): string => String(Math.round(defocusUm * 1e4) / 1e4);
