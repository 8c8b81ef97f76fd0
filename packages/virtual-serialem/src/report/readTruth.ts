import type { ExposureTruth, LateSave, TruthNote } from '../truth/truthLog.ts';
import { type TruthLine, truthLine } from './truthLine.ts';

/** What a truth log tells of one session: of one start of the server. */
export interface Truth {
  readonly exposures: readonly ExposureTruth[];
  readonly notes: readonly TruthNote[];
}

/**
 * Reads a truth log: its sessions, oldest first, at least one. The torn last line of a session is left out. Throws an
 * Error that names any other line that belongs into no truth log.
 */
export function readTruth(text: string): readonly Truth[] {
  const rows = text.split('\n').slice(0, -1);
  const lines = rows.flatMap((row, index) => {
    if (row.trim() === '') return [];
    const line = truthLine(row);
    if (line) return [line];
    if (beginsSession(rows[index + 1])) return [];
    throw new Error(`Line ${index + 1} of the truth log is neither an exposure nor a note: ${row.slice(0, 80)}`);
  });
  return sessionsOf(lines).map(truthOf);
}

function beginsSession(row: string | undefined): boolean {
  return row !== undefined && truthLine(row)?.is === 'session';
}

/** A session ends where a line says that the next one begins; logs of the first versions have none, and numbers that count anew tell it. */
function sessionsOf(lines: readonly TruthLine[]): readonly (readonly TruthLine[])[] {
  let session: TruthLine[] = [];
  const sessions = [session];
  let reached = noneReached;
  for (const line of lines) {
    if (session.length > 0 && (line.is === 'session' || isBefore(reached, line))) {
      session = [];
      sessions.push(session);
      reached = noneReached;
    }
    if (line.is === 'session') continue;
    session.push(line);
    if (line.is === 'exposure') reached = { ...reached, exposure: line.exposure.n };
    if (line.is === 'note') reached = { ...reached, note: line.note.afterExposure };
  }
  return sessions;
}

/** The numbers of the last exposure that has a line, and of the last one that a note follows. */
const noneReached = { exposure: 0, note: 0 };

/** Whether a line cannot come later in the same session. The line of an exposure may come after a note that follows it. */
function isBefore(reached: typeof noneReached, line: TruthLine): boolean {
  if (line.is === 'exposure') return line.exposure.n <= reached.exposure;
  return line.is === 'note' && line.note.afterExposure < Math.max(reached.exposure, reached.note);
}

/** Where an exposure was saved later than its line was written, the exposure says so itself. */
function truthOf(lines: readonly TruthLine[]): Truth {
  const saves = new Map<number, LateSave>();
  for (const line of lines) if (line.is === 'saved') saves.set(line.saved.n, line.saved);
  const withSave = (exposure: ExposureTruth): ExposureTruth => {
    const save = saves.get(exposure.n);
    return save ? { ...exposure, file: save.file, section: save.section } : exposure;
  };
  return {
    exposures: lines.flatMap((line) => (line.is === 'exposure' ? [withSave(line.exposure)] : [])),
    notes: lines.flatMap((line) => (line.is === 'note' ? [line.note] : [])),
  };
}
