import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ArgsOf, type ExternalCommand, type ReplyOf, SerialEmClient } from '@pacetomo/serialem-link';
import { createVirtualSerialEm, type ScenarioInput, type VirtualSerialEm } from '@pacetomo/virtual-serialem';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DryRunReport, FindingKind } from '../../packages/pacetomo/src/dose/dryRunReport.ts';
import type { RunPlan, Target } from '../../packages/pacetomo/src/plan/plan.ts';
import type { Settings } from '../../packages/pacetomo/src/plan/settings.ts';
import { inspectorBehind } from '../../packages/pacetomo/src/serialem/inspecting.ts';
import { dryRun } from '../../packages/pacetomo/src/session/dryRun/dryRun.ts';
import type { Told } from '../../packages/pacetomo/src/session/dryRun/known.ts';
import { sentencesOf } from '../../packages/pacetomo/src/session/dryRun/sentences.ts';
import { fourTargetsNineTilts } from './exampleRun.ts';
import { type Lie, preset } from './measuringSite.ts';

const base = fourTargetsNineTilts();
const changed = (settings: Partial<Settings>, targets: readonly Target[] = base.targets): RunPlan => ({
  ...base,
  settings: { ...base.settings, ...settings },
  targets,
});

const told: Told = {
  beams: { record: { radiusUm: 1.25, doseEPerA2: 3 }, focus: { radiusUm: 1.25, doseEPerA2: 1 } },
  fieldUm: { x: 1.6, y: 1.2 },
};

const textsOf = ({ findings }: DryRunReport, kind: FindingKind): readonly string[] =>
  findings.flatMap((finding) => (finding.kind === kind ? finding.text : []));

describe('without a microscope', () => {
  const check = (plan: RunPlan, others: readonly RunPlan[] = []) => dryRun({ plans: [plan, ...others], told });

  test('a plan in order has nothing to be said against it', async () => {
    const report = await check(base);
    expect(report.findings).toEqual([]);
    expect(report).toMatchObject({ askedSerialEm: false, disk: { stacksGb: null, freeGb: null } });
    expect(report.areas[0]).toMatchObject({ images: 36, looks: 1 });
    expect(report.areas[0]!.doses.map(({ own }) => own.centreEPerA2)).toEqual([30, 27, 27, 27]);
    expect(report.areas[0]!.reach[1]).toMatchObject({ target: '002' });
    expect(report.areas[0]!.reach[1]!.tilts[0]).toMatchObject({
      tiltDeg: 0,
      shiftUm: Math.hypot(3, 2.5),
      isTaken: true,
    });
  });

  test('a target beyond reach is said, and that one beyond it from the start stops the run', async () => {
    const far = await check(changed({ imageShiftLimitUm: 6.3 }));
    expect(textsOf(far, 'out-of-reach')[0]).toMatch(/^Target 003 moves \d\.\d µm away.*missing \(.*°\)\.$/);
    const farther = await check(changed({ imageShiftLimitUm: 5 }));
    expect(farther.findings.find(({ kind }) => kind === 'out-of-reach')).toMatchObject({ gravity: 'stops' });
  });

  test('an overlap names both, the dose and the tilts', async () => {
    const near = changed({ maxTiltDeg: 60, minTiltDeg: -60 }, [
      base.targets[0]!,
      { ...base.targets[1]!, position: { x: 0.4, y: 2.2 } },
    ]);
    const texts = textsOf(await check(near), 'overlap');
    expect(texts.some((text) => /^Target 002 receives \d+\.\d+ e\/Å² from target 001 at /.test(text))).toBe(true);
  });

  test('pieces of a montage beyond the limit are counted', async () => {
    const report = await check(changed({ tgtMontage: true, imageShiftLimitUm: 6.8 }));
    expect(textsOf(report, 'piece-out-of-reach')[0]).toMatch(
      /^\d+ montage pieces lie beyond the limit of image shift, 6.8 µm/,
    );
    expect(report.areas[0]!.images).toBeGreaterThan(100);
  });

  test('a slope that is to be measured and cannot be, and a start on the steep side', async () => {
    const report = await check(changed({ measureGeo: true, startTiltDeg: -9 }));
    expect(textsOf(report, 'settings')).toEqual([
      expect.stringContaining('only 0 geometry points'),
      expect.stringContaining('have the same sign'),
    ]);
  });

  test('beams that nobody knows are said not to be counted', async () => {
    const report = await dryRun({ plans: [changed({ eucentricity: true })], told });
    expect(textsOf(report, 'dose-unknown')).toEqual([expect.stringContaining('overlap: 5 of View.')]);
  });

  test('two areas that write one file, and one that exposes the other', async () => {
    const at = (plan: RunPlan, name: string, x: number): RunPlan => ({
      ...plan,
      name,
      targets: plan.targets.map((target, i) => ({ ...target, stage: i === 0 ? { x, y: 4 } : null })),
    });
    const report = await check(at(base, 'lam1', 10), [at(base, 'lam2', 11)]);
    expect(textsOf(report, 'shared-file')).toContain(
      'lam1 and lam2 both write matrix_ts_001.mrc. Give each target its own tsfile.',
    );
    expect(textsOf(report, 'overlap')[0]).toMatch(/^Of area lam2: Target \d+ receives .* of lam1/);
    expect(sentencesOf(report)).toContainEqual(expect.stringMatching(/^All 2 areas together: about \d+ minutes\.$/));
    const apart = await check(at(base, 'lam1', 10), [at(base, 'lam2', 60)]);
    expect(textsOf(apart, 'overlap')).toEqual([]);
  });
});

describe('with SerialEM', () => {
  let folder: string;
  let virtual: VirtualSerialEm;
  let client: AskedClient;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pacetomo-dry-'));
    await begin(preset('quiet'));
  });

  afterEach(async () => {
    client.close();
    await virtual.close();
    rmSync(folder, { recursive: true });
  });

  async function begin(scenario: ScenarioInput): Promise<void> {
    virtual = await createVirtualSerialEm({ scenario, seed: 3, dir: folder });
    client = new AskedClient(virtual);
    await client.call('GoToLowDoseArea', 'R');
    client.asked.length = 0;
  }

  const check = (plan: RunPlan, lie?: Lie): Promise<DryRunReport> => {
    if (lie !== undefined) client.lie = lie;
    return dryRun({
      plans: [plan],
      told: {},
      serialEm: inspectorBehind(client),
      listFolder: (path) => readdir(path).catch(() => null),
    });
  };

  test('it only asks: nothing is exposed, moved or set', async () => {
    const report = await check(base);
    expect(report.askedSerialEm).toBe(true);
    expect(virtual.exposures).toEqual([]);
    const others = client.asked.filter((name) => !/^(Report|Does|Is|Image|Camera|\w+To\w+Matrix$)/.test(name));
    expect(new Set(others)).toEqual(new Set(['NoMessageBoxOnError']));
    expect(report.disk.stacksGb).toBeCloseTo((36 * 32 * 32 * 2) / 1e9, 12);
    expect(report.disk.freeGb).toBeGreaterThan(0);
  });

  test('doses and beam come from images that lie in its buffers', async () => {
    const before = await check(base);
    expect(textsOf(before, 'dose-unknown')).toContainEqual(expect.stringContaining('No image of Record or Preview'));
    await client.call('L');
    const after = await check(base);
    expect(textsOf(after, 'dose-unknown')).toEqual([expect.stringContaining('overlap: 3 of Focus.')]);
    expect(after.areas[0]!.doses[1]!.own.centreEPerA2).toBeCloseTo(9 * 2.055 * 1.46, 1);
  });

  test('files that are there, and maps that are not', async () => {
    writeFileSync(join(folder, 'matrix_ts_002.mrc'), 'somebody’s');
    const targets = base.targets.map((target, i) => (i === 2 ? { ...target, viewMap: 'view.mrc' } : target));
    const report = await check(changed({ viewAli: true }, targets));
    expect(textsOf(report, 'file-taken')).toEqual([
      expect.stringMatching(/^matrix_ts_002\.mrc \(target 002\) exists already/),
    ]);
    expect(textsOf(report, 'map-missing')).toEqual([
      expect.stringMatching(/^Target 003 is to be found by its map view\.mrc/),
    ]);
    expect(report.findings.slice(0, 2).every(({ gravity }) => gravity === 'stops')).toBe(true);
  });

  test('tilts that the stage does not reach', async () => {
    const report = await check(changed({ maxTiltDeg: 78, minTiltDeg: -12 }));
    expect(textsOf(report, 'beyond-stage')[0]).toMatch(/^This stage tilts to 69\.9° only: 3 tilts .*78°/);
  });

  test('calibrations that are missing', async () => {
    const answers: Readonly<Record<string, unknown>> = {
      ISToSpecimenMatrix: [0, 0, 0, 0],
      ReportLDShiftOffset: [0, 0],
      ReportIlluminatedArea: 0,
    };
    const report = await check(changed({ alignToP: true }), (command) => answers[command]);
    expect(textsOf(report, 'calibration')).toEqual([
      expect.stringContaining('no calibration of image shift'),
      expect.stringContaining('no shift offset'),
    ]);
    expect(textsOf(report, 'dose-unknown')).toContainEqual(expect.stringContaining('how wide the beam is'));
  });

  test('coma that is to be compensated and was never calibrated', async () => {
    client.refuses = 'ReportComaVsISmatrix';
    const report = await check(changed({ beamTiltComp: true }));
    expect(textsOf(report, 'calibration')).toEqual([expect.stringContaining('coma against image shift')]);
  });

  test('other optics than those of Record, Low Dose off, and retries of the camera', async () => {
    await client.call('GoToLowDoseArea', 'V');
    expect(textsOf(await check(base), 'optics')).toEqual([expect.stringContaining('optics of area V')]);
    const off = await check(base, (command) => (command === 'ReportLowDose' ? [0, -1] : undefined));
    expect(textsOf(off, 'low-dose')).toEqual([expect.stringContaining('Low Dose mode is off')]);
    let property = 0;
    const retries = await check(base, (command) => {
      property += command === 'ReportProperty' ? 1 : 0;
      return command === 'ReportProperty' && property === 2 ? 3 : undefined;
    });
    expect(textsOf(retries, 'low-dose')).toEqual([expect.stringContaining('CameraRetries is 3')]);
  });

  test('a disk that is too small', async () => {
    const report = await check(base, (command) => (command === 'ReportFreeDiskSpace' ? 1500 : undefined));
    expect(textsOf(report, 'disk')).toEqual([expect.stringMatching(/^The stacks need 0\.0 GB; 1\.6 GB are free/)]);
  });

  test('frames without a folder, and frames that are there already', async () => {
    const saving: Lie = (command) => (command === 'ReportDoseFracParams' ? [1, 1, 0, 0, 0, 0.1] : undefined);
    const nowhere = await check(base, (command, n) =>
      command === 'ReportFrameSavingPath' ? 'NONE' : saving(command, n),
    );
    expect(textsOf(nowhere, 'frames-folder')).toEqual([expect.stringContaining('no folder for them')]);
    const frames = join(folder, 'frames');
    mkdirSync(frames);
    writeFileSync(join(frames, 'matrix_ts_003_tilt_001_angle_0.0.tif'), '');
    const there: Lie = (command, n) => (command === 'ReportFrameSavingPath' ? frames : saving(command, n));
    const taken = await check(base, there);
    expect(textsOf(taken, 'frames-taken')).toEqual([
      expect.stringContaining('holds 1 files of frames that begin like those of matrix_ts_003.mrc'),
    ]);
    expect(taken.disk.frameFiles).toBe(36);
    const gone = await check(base, (command, n) =>
      command === 'ReportFrameSavingPath' ? 'X:\\gone' : saving(command, n),
    );
    expect(textsOf(gone, 'frames-folder')).toEqual([expect.stringContaining('which this computer does not have')]);
  });

  test('what a run would warn of is said here too', async () => {
    const report = await check(base, (command) => (command === 'ReportAxisPosition' ? [2.6] : undefined));
    expect(textsOf(report, 'serialem')).toContainEqual(expect.stringContaining('Focus area lies 2.6 µm'));
  });
});

/** A client that notes what it asks, and hears what a test wants it to hear. */
class AskedClient extends SerialEmClient {
  readonly asked: string[] = [];
  lie: Lie = () => undefined;
  refuses: ExternalCommand | null = null;

  constructor(virtual: VirtualSerialEm) {
    super(virtual.connect());
  }

  override async call<N extends ExternalCommand>(name: N, ...args: ArgsOf<N>): Promise<ReplyOf<N>> {
    this.asked.push(name);
    const lie = this.lie(name, this.asked.filter((other) => other === name).length);
    // SerialEM itself is asked for something that it refuses
    if (name === this.refuses) return super.call('ReportOtherItem' as N, ...([99_999] as unknown as ArgsOf<N>));
    return lie === undefined ? super.call(name, ...args) : (lie as ReplyOf<N>);
  }
}
