import { usualLimitEPerA2 } from '../../dose/conflicts.ts';
import type { DryRunReport, Finding, Gravity } from '../../dose/dryRunReport.ts';
import type { ImageKind } from '../../dose/illumination.ts';
import type { Ledger } from '../../dose/ledger.ts';
import type { Inspecting, Inspection } from '../../microscope/inspecting.ts';
import type { RunPlan } from '../../plan/plan.ts';
import { reportOf } from './areaReport.ts';
import { diskFinding, diskNeed } from './diskNeed.ts';
import { knownFrom, type Told } from './known.ts';
import { beyondStage, findingsOfPlan } from './ofPlan.ts';
import { findingsOfFiles, findingsOfFrames, findingsOfInspection, type ListFolder } from './ofSerialEm.ts';
import { overlapsBetweenAreas, sharedFiles } from './ofSession.ts';

/** What a dry run is made of. */
export interface DryRunWish {
  /** In the order in which they would be acquired. */
  readonly plans: readonly RunPlan[];
  /** What a person says of beam and camera; it wins over what SerialEM says. */
  readonly told: Told;
  /** Dose from neighbours that is worth a sentence, e/Å². */
  readonly limitEPerA2?: number;
  /** SerialEM, when it is to be asked: that costs no dose and changes nothing. */
  readonly serialEm?: Inspecting;
  readonly listFolder?: ListFolder;
}

/** Works a session out from its plans, and from SerialEM if that is there, before a single electron. */
export async function dryRun({ plans, told, limitEPerA2, serialEm, listFolder }: DryRunWish): Promise<DryRunReport> {
  const seen = serialEm === undefined ? null : await serialEm.lookRound();
  const known = knownFrom(told, seen);
  const limit = limitEPerA2 ?? usualLimitEPerA2;
  const areas = plans.map((plan) => ({ plan, ...reportOf(plan, known) }));
  const reports = areas.map(({ report }) => report);
  const disk = diskNeed(reports, seen);
  const minimumGb = Math.max(0, ...plans.map(({ settings }) => settings.minFreeDiskGb));
  const findings = [
    ...areas.flatMap(({ plan, report, ledger }) => findingsOfPlan(plan, report, ledger, known, limit)),
    ...overlapsBetweenAreas(areas, known, limit),
    ...sharedFiles(plans),
    ...unknownBeams(areas.map(({ ledger }) => ledger)),
    ...present(diskFinding(disk, minimumGb)),
    ...(serialEm === undefined || seen === null ? [] : await ofMicroscope(serialEm, seen, plans, listFolder)),
  ];
  return {
    areas: reports,
    minutes: reports.reduce((sum, { minutes }) => sum + minutes, 0),
    disk,
    findings: findings.toSorted((a, b) => rank[a.gravity] - rank[b.gravity]),
    askedSerialEm: seen !== null,
  };
}

async function ofMicroscope(
  scope: Inspecting,
  seen: Inspection,
  plans: readonly RunPlan[],
  listFolder: ListFolder = async () => null,
): Promise<readonly Finding[]> {
  const files: Finding[] = [];
  for (const plan of plans) files.push(...(await findingsOfFiles(scope, plan, seen.directory)));
  return [
    ...files,
    ...plans.flatMap((plan) => present(beyondStage(plan, seen.maximumTiltDeg))),
    ...findingsOfInspection(seen, plans),
    ...(await findingsOfFrames(seen, plans, listFolder)),
  ];
}

/** What the ledger does not count, in one sentence. */
function unknownBeams(ledgers: readonly Ledger[]): readonly Finding[] {
  const counts = new Map<ImageKind, number>();
  for (const { unknown } of ledgers)
    for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + (unknown[kind] ?? 0));
  const missing = kinds.flatMap((kind) =>
    (counts.get(kind) ?? 0) > 0 ? [`${counts.get(kind)} of ${nameOf[kind]}`] : [],
  );
  if (missing.length === 0) return [];
  const text = `Images without known dose and beam, which are not counted in any overlap: ${missing.join(', ')}. Say them with --beam KIND=DOSE,DIAMETER (e/Å² of one image, µm).`;
  return [{ kind: 'dose-unknown', gravity: 'note', area: null, target: null, text }];
}

const kinds: readonly ImageKind[] = ['record', 'view', 'preview', 'focus'];
const nameOf: Readonly<Record<ImageKind, string>> = {
  record: 'Record',
  view: 'View',
  preview: 'Preview',
  focus: 'Focus',
};
const rank: Readonly<Record<Gravity, number>> = { stops: 0, costs: 1, note: 2 };
const present = (finding: Finding | null): readonly Finding[] => (finding === null ? [] : [finding]);
