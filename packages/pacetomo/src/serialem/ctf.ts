import type { CtfFit, CtfProgram, CtfSearch } from '../microscope/microscope.ts';
import { newest } from './buffers.ts';
import type { CommandGate } from './gate.ts';
import { orRefused } from './orRefused.ts';

/** Ctfplotter's arguments for finding astigmatism but no phase shift, and that phase shift, degrees. */
const findAstigmatism = 1;
const noPhaseDeg = 0;

/** No fit reaches 1 Å; Ctfplotter says 0 when it cannot tell, and what is below 1 may be a correlation. */
const finestResolutionA = 1;

/** The defocus that a program finds in buffer A; null when it fails or is not there. */
export async function fitCtf(gate: CommandGate, program: CtfProgram, search: CtfSearch): Promise<CtfFit | null> {
  const reply = await orRefused(ask(gate, program, search), null);
  // Ctfplotter does not fail when its program does: it answers with two numbers, 1 and the exit status
  if (reply === null || reply.length === 2) return null;
  // both answer defocus, astigmatism, angle and phase; then CtfFind a score and the resolution, but Ctfplotter the resolution
  // and a correlation (MacroCommands.cpp; its help says the other way round)
  const [defocusUm, , , , fifth, sixth] = reply;
  const resolutionA = program === 'ctffind' ? sixth : fifth;
  return { defocusUm, resolutionA: resolutionA > finestResolutionA ? resolutionA : null };
}

function ask(gate: CommandGate, program: CtfProgram, { fromUm, toUm, pretiltDeg }: CtfSearch) {
  if (program === 'ctffind') return gate.send('CtfFind', newest, fromUm, toUm);
  return gate.send('Ctfplotter', newest, fromUm, toUm, findAstigmatism, noPhaseDeg, pretiltDeg);
}
