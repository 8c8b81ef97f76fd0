import { length } from '../../geometry/frames.ts';
import type { Microscope } from '../../microscope/microscope.ts';
import { isTaken, positionOf } from '../../motion/targetPosition.ts';
import { reachUm } from '../../plan/reach.ts';
import { Trouble } from '../../run/errors.ts';
import { isMontage, tileFile, tilesOf } from '../../run/montage.ts';
import { keptMdocOf } from '../../run/stacks.ts';
import { seriesName } from '../../series/seriesName.ts';
import type { Running } from '../running.ts';

/** Everything that would make the run a waste, said before the first exposure; what is only worth knowing is noted. */
export async function checkStart(scope: Microscope, run: Running): Promise<void> {
  await refuseToOverwrite(scope, run);
  await refuseOutOfReach(scope, run);
  await refuseWithoutMaps(scope, run);
  await refuseWithoutCalibration(scope, run);
  await refuseUnknownMagnification(scope, run);
  for (const text of [...(await scope.warnings()), ...remarksOn(run)]) await run.note({ type: 'remark', text });
  // frames of set-up carry this name and no series'
  await scope.prepareRecord({
    frameName: `${seriesName(run.plan.name)}_setup`,
    exposureS: null,
    compensateBeamTilt: false,
  });
}

/** Settings that are allowed, but seldom meant. */
function remarksOn({ settings }: Running): readonly string[] {
  const { trackMag, pretiltDeg, startTiltDeg, refineGeo, doCtfFind, doCtfPlotter } = settings;
  return [
    ...(trackMag > 0
      ? [`The tracking target is imaged at magnification ${trackMag}, all others at that of Record.`]
      : []),
    ...(startTiltDeg * pretiltDeg > 0
      ? [
          `Start tilt (${startTiltDeg}°) and pretilt (${pretiltDeg}°) have the same sign, so the sample starts steeper than the grid. Is one of them the wrong way round?`,
        ]
      : []),
    ...(refineGeo && !doCtfFind && !doCtfPlotter
      ? ['Heights are to be refined (refineGeo), but no CTF program is to be asked, so they are not.']
      : []),
  ];
}

/** No stack of this run exists before its area is ready, so whatever exists now is somebody else's. */
async function refuseToOverwrite(scope: Microscope, run: Running): Promise<void> {
  for (const { id, stack, skip } of run.plan.targets) {
    if (skip) continue;
    const tiles = isMontage(run.plan, run.state, id) ? tilesOf(run.settings) : [];
    const stacks = [stack, ...tiles.map((tile) => tileFile(stack, tile))];
    for (const file of stacks.flatMap((each) => [each, keptMdocOf(each)])) {
      if (!(await scope.exists(file))) continue;
      throw new Trouble(
        'would-overwrite',
        `${file} (target ${id}) exists already in ${run.state.environment?.directory}. Move it away or choose another folder in SerialEM, then start again; nothing was exposed or overwritten.`,
      );
    }
  }
}

/** Positions given by the stage are known only now. */
async function refuseOutOfReach(scope: Microscope, run: Running): Promise<void> {
  const { plan } = run;
  const stageToSpecimen = await scope.stageToSpecimen();
  for (const target of plan.targets) {
    const position = positionOf(plan, target, stageToSpecimen);
    if (target.skip || isTaken(plan, target, position)) continue;
    throw new Trouble(
      'bad-input',
      `Target ${target.id} lies ${length(position).toFixed(1)} µm from the tracking target, beyond the reach of image shift, ${reachUm(plan.settings)} µm. Mark it “skip = True”, choose it nearer, or raise imageShiftLimit if the microscope allows it; nothing was exposed.`,
    );
  }
}

/** Maps that targets are to be found by, but that are not where SerialEM works. */
async function refuseWithoutMaps(scope: Microscope, run: Running): Promise<void> {
  const { previewAli, viewAli, alignToP, realignToItem } = run.settings;
  if ((!previewAli && !viewAli) || alignToP || realignToItem) return;
  for (const { id, referenceMap, viewMap, skip } of run.plan.targets) {
    for (const map of [viewMap, previewAli ? referenceMap : null]) {
      if (skip || map === null || (await scope.exists(map))) continue;
      throw new Trouble(
        'bad-input',
        `Target ${id} is to be found by its map ${map}, but there is no such file in ${run.state.environment?.directory}. Copy it there, or switch previewAli and viewAli off: targets then lie where the targets file says; nothing was exposed.`,
      );
    }
  }
}

async function refuseWithoutCalibration(scope: Microscope, run: Running): Promise<void> {
  if (run.settings.beamTiltComp && !(await scope.hasBeamTiltCalibration())) {
    throw new Trouble(
      'bad-input',
      'Beam tilt is to be compensated, but SerialEM has no calibration of coma against image shift. Calibrate it (Calibration menu, Coma vs. Image Shift), or switch beamTiltComp off; nothing was exposed.',
    );
  }
  if (run.settings.alignToP && !(await scope.hasTemplate())) {
    throw new Trouble(
      'bad-input',
      'Targets are to be aligned to the hole template in buffer P, but that buffer is empty. Take a View of a hole, centre it and copy it to P, or switch alignToP off; nothing was exposed.',
    );
  }
}

async function refuseUnknownMagnification(scope: Microscope, run: Running): Promise<void> {
  const { trackMag, tgtMontage, tgtTrackMnt } = run.settings;
  if (trackMag === 0) return;
  if (tgtMontage && tgtTrackMnt) {
    throw new Trouble(
      'bad-input',
      'The tracking target cannot be a montage (tgtTrackMnt) and have a magnification of its own (trackMag): its pieces would not be laid out for it. Switch one of them off; nothing was exposed.',
    );
  }
  const isThere = await scope.useMagnification(trackMag);
  await scope.useMagnification(null);
  if (isThere) return;
  throw new Trouble(
    'bad-input',
    `SerialEM does not go to the magnification of ${trackMag} that trackMag asks for. Give one of its nominal magnifications, or 0 to track at that of Record; nothing was exposed.`,
  );
}
