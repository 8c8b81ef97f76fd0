import { defaultSettings, type RunEvent, type RunPlan, scheduleOf } from 'pacetomo/page';

/** An event as it stands in a journal. */
export type MadeEvent = RunEvent & { readonly seq: number; readonly t: string };

/** A plan of so many targets in rows of ten, 1 µm apart. */
export function madePlan(targets: number, endDeg: number): RunPlan {
  return {
    planVersion: 1,
    program: '0.1.0',
    name: 'made',
    settings: { ...defaultSettings(), startTiltDeg: 0, minTiltDeg: -endDeg, maxTiltDeg: endDeg, tiltStepDeg: 3 },
    targets: Array.from({ length: targets }, (_, i) => ({
      id: String(i + 1).padStart(3, '0'),
      stack: `made_ts_${String(i + 1).padStart(3, '0')}.mrc`,
      position: { x: (i % 10) * 1, y: Math.floor(i / 10) * 0.5 },
      stage: null,
      referenceMap: null,
      viewMap: null,
      skip: false,
    })),
    geometryPoints: [],
    targetsFile: { path: '/nowhere/made_tgts.txt', sha256: '0'.repeat(64) },
  };
}

/** What may differ from a run in which all goes well. */
export interface Odd {
  /** Steps that are made; all of them when absent. */
  readonly steps?: number;
  readonly lost?: (target: string, step: number) => boolean;
  readonly skipped?: (target: string, step: number) => boolean;
  readonly withCtf?: boolean;
}

/** A journal in which every image takes 10 s, is found 10 nm off in x, and has 100 counts fewer at each step. */
export function madeJournal(plan: RunPlan, odd: Odd = {}): readonly MadeEvent[] {
  const events: MadeEvent[] = [];
  let atMs = Date.UTC(2026, 0, 1);
  const note = (event: RunEvent): void => {
    events.push({ ...event, seq: events.length + 1, t: new Date(atMs).toISOString() });
  };
  note({ type: 'run.open', runUid: 'made', program: '0.1.0', planSha256: '0', address: 'localhost:48888' });
  note({
    type: 'env',
    token: 'made',
    sameSession: true,
    directory: 'X:\\made',
    maximumTiltDeg: 80,
    propertiesChanged: [],
  });
  const one = { xx: 1, xy: 0, yx: 0, yy: 1 };
  note({
    type: 'area.ready',
    imageShift: { x: 0, y: 0 },
    defocusUm: -4,
    stage: { x: 0, y: 0 },
    exposureS: 1,
    toSpecimen: one,
    toImageShift: one,
    stageToSpecimen: one,
    withReferenceMap: [],
  });
  const sections = new Map<string, number>();
  for (const [step, tilt] of scheduleOf(plan).slice(0, odd.steps).entries()) {
    note({ type: 'move.intent', step, tiltDeg: tilt.deg });
    atMs += 3000;
    note({ type: 'move.done', step, readTiltDeg: tilt.deg + 0.01 });
    for (const { id, stack } of plan.targets) {
      if (odd.skipped?.(id, step)) {
        note({ type: 'slot.skip', target: id, step, reason: 'made to be skipped' });
        continue;
      }
      const section = sections.get(id) ?? 0;
      note({
        type: 'expose.intent',
        purpose: 'record',
        target: id,
        step,
        tickBeforeS: step * 100,
        file: stack,
        sectionsBefore: section,
        expectedDoseEPerA2: 3,
        tiltDeg: tilt.deg,
        imageShift: { x: 1, y: 1 },
        defocusUm: -4 + step / 100,
      });
      atMs += 10_000;
      if (odd.lost?.(id, step)) {
        note({ type: 'expose.lost', lost: 'dose-no-image', evidence: 'made to be lost' });
        continue;
      }
      const facts = { doseEPerA2: 3, meanCounts: 10_000 - step * 100 };
      note({ type: 'expose.returned', ...facts });
      note({ type: 'save.requested', file: stack });
      note({ type: 'expose.commit', purpose: 'record', section, how: 'normal', ...facts });
      sections.set(id, section + 1);
      note({ type: 'track.measured', target: id, step, correction: step === 0 ? null : { x: 0.01, y: -0.002 } });
      if (odd.withCtf)
        note({
          type: 'ctf.measured',
          target: id,
          step,
          program: 'ctffind',
          fit: { defocusUm: -4.1, resolutionA: 6 },
        });
    }
  }
  return events;
}
