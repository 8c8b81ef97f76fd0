import type { Spot } from '../dose/spotDose.ts';
import { branchKey, type RunState, slotKey, tileKey } from '../run/state.ts';
import type { WantedTilt } from './series.ts';

/** Every tilt that was wanted of a target, or of a piece of its montage, and what became of it, in the order of the schedule. */
export function wantedTilts(state: RunState, { target, tile }: Spot): readonly WantedTilt[] {
  const { schedule, range } = state;
  const inRange = [...schedule.entries()].filter(([, { deg }]) => deg >= range.minDeg && deg <= range.maxDeg);
  return inRange.map(([step, { deg: tiltDeg, branch }]): WantedTilt => {
    const outcome = state.outcomes.get(slotKey({ target, step }));
    const given = { step, tiltDeg };
    if (tile !== null) {
      const piece = state.tiles.get(tileKey({ target, step }, tile));
      if (piece !== undefined && piece.section !== null) return { ...given, became: 'taken', why: null };
      const became = piece !== undefined && piece.doseEPerA2 > 0 ? 'lost' : 'skipped';
      return { ...given, became, why: 'the piece was not taken' };
    }
    if (outcome?.kind === 'taken') return { ...given, became: 'taken', why: null };
    if (outcome !== undefined) return { ...given, became: outcome.kind, why: outcome.why };
    return { ...given, became: 'skipped', why: state.ended.get(branchKey(target, branch)) ?? 'not reached' };
  });
}
