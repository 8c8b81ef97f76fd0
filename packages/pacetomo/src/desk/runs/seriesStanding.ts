import type { SeriesReport, SeriesView } from '../../api/series.ts';
import type { ExportedSeries, FoundExport } from '../../session/exporting/exportedSeries.ts';

/** What is known of a series when one asks how it stands. */
export interface SeriesFacts {
  readonly target: string;
  readonly area: string;
  /** Folder of the run, for what people are told to say. */
  readonly runFolder: string;
  readonly beganAt: string | null;
  readonly isComplete: boolean;
  /** Sections that its stack holds by the journal. */
  readonly sections: number;
  /** Why this computer does not reach the stacks; null when it does. */
  readonly outOfReach: string | null;
  readonly exported: FoundExport;
  /** What could not be done to its stack, by `finish.json`: sentences. */
  readonly notDone: readonly string[];
  /** Whether a process works on stacks in their folder, or is about to. */
  readonly isWorkedOn: boolean;
  readonly isWanted: boolean;
}

/** How a series stands, why, and what its manifest says. */
export function standingOfSeries(facts: SeriesFacts): Pick<SeriesView, 'standing' | 'why' | 'report' | 'notDone'> {
  const { exported, notDone, target, isComplete, sections, outOfReach } = facts;
  const notYet = { report: null, notDone: [] };
  if (!isComplete)
    return { ...notYet, standing: 'not-complete', why: 'Its run is not complete; series are finished when it is.' };
  if (sections === 0) return { ...notYet, standing: 'empty', why: `No image of target ${target} was taken.` };
  if (outOfReach !== null) return { ...notYet, standing: 'out-of-reach', why: outOfReach };
  if (exported.kind === 'exported' && isOfRun(exported, facts))
    return { standing: 'finished', why: null, report: reportOf(exported), notDone };
  return { ...notYet, ...whyUnfinished(facts) };
}

function whyUnfinished(facts: SeriesFacts): Pick<SeriesView, 'standing' | 'why'> {
  const { exported, notDone, runFolder, isWorkedOn, isWanted } = facts;
  const say = `Say: pacetomo finish ${runFolder}`;
  if (notDone.length > 0) return { standing: 'left', why: notDone.join(' ') };
  if (isWorkedOn) return { standing: 'being-finished', why: 'The stacks are being finished; this one has its turn.' };
  if (!isWanted)
    return { standing: 'unwanted', why: 'The settings of this run want no files for other programs (writeExports).' };
  if (exported.kind === 'unreadable') return { standing: 'not-finished', why: `${exported.why} ${say}` };
  if (exported.kind === 'exported')
    return { standing: 'not-finished', why: `What is there under its name is of another run. ${say}` };
  return { standing: 'not-finished', why: `Nobody has finished it. ${say}` };
}

const reportOf = ({ kind: _, ofRun: __, ...report }: ExportedSeries): SeriesReport => report;

/** An earlier run of the same area may have left a series of the same name. */
function isOfRun({ ofRun, finishedAt }: ExportedSeries, { area, target, beganAt }: SeriesFacts): boolean {
  const isSame = ofRun === null || (ofRun.area === area && ofRun.target === target);
  return isSame && (beganAt === null || Date.parse(finishedAt) >= Date.parse(beganAt));
}
