import type { Finding, FindingKind, Gravity } from '../../dose/dryRunReport.ts';
import type { Inspecting, Inspection } from '../../microscope/inspecting.ts';
import type { RunPlan } from '../../plan/plan.ts';
import { filesOf, isFrameOf, mapsOf } from './files.ts';

/** Names in a folder that SerialEM names; null when this computer does not have the folder. */
export type ListFolder = (folder: string) => Promise<readonly string[] | null>;

const finding = (kind: FindingKind, gravity: Gravity, text: string): Finding => ({
  kind,
  gravity,
  area: null,
  target: null,
  text,
});

/** What SerialEM's own state would do to a session. */
export function findingsOfInspection(seen: Inspection, plans: readonly RunPlan[]): readonly Finding[] {
  return [...ofLowDose(seen), ...ofCalibrations(seen, plans), ...ofDoses(seen)].concat(
    seen.warnings.map((text) => finding('serialem', 'note', text)),
  );
}

function ofLowDose({ lowDoseIsOn, area, cameraRetries }: Inspection): readonly Finding[] {
  const off =
    'Low Dose mode is off in SerialEM, so a run would not begin. Switch it on and check the Record and Focus areas.';
  const elsewhere = `SerialEM has the optics of ${area === null ? 'no low-dose area' : `area ${area}`} on, so the beam and the calibrations of Record are not known. Go to the Record area in the Low Dose Control and check again.`;
  const retries = `SerialEM’s property CameraRetries is ${cameraRetries}: it would expose again by itself when the camera is slow, so a run would not begin. Set it to 0.`;
  return [
    ...(lowDoseIsOn ? [] : [finding('low-dose', 'stops', off)]),
    ...(lowDoseIsOn && area !== 'R' ? [finding('optics', 'note', elsewhere)] : []),
    ...(cameraRetries === 0 ? [] : [finding('low-dose', 'stops', retries)]),
  ];
}

function ofCalibrations(seen: Inspection, plans: readonly RunPlan[]): readonly Finding[] {
  const isAsked = (wish: (plan: RunPlan) => boolean): boolean => plans.some(wish);
  const coma =
    'Beam tilt is to be compensated, but SerialEM has no calibration of coma against image shift. Calibrate it (Calibration menu, Coma vs. Image Shift), or switch beamTiltComp off.';
  const shift =
    'SerialEM has no calibration of image shift at the magnification of Record, so nothing can be aimed at. Calibrate image shift and stage there.';
  const view =
    'The View area has no shift offset from Record, as if it had never been aligned with it: what a View centres may lie beside the Record image. Set it in the Low Dose Control, or let SerialEM find it.';
  const usesViews = isAsked(
    ({ settings, targets }) => settings.alignToP || targets.some(({ viewMap }) => viewMap !== null),
  );
  return [
    ...(isAsked(({ settings }) => settings.beamTiltComp) && !seen.hasBeamTiltCalibration
      ? [finding('calibration', 'stops', coma)]
      : []),
    ...(seen.area === 'R' && !isInvertible(seen.imageShiftToSpecimen) ? [finding('calibration', 'stops', shift)] : []),
    ...(usesViews && !seen.viewIsAligned ? [finding('calibration', 'costs', view)] : []),
  ];
}

function isInvertible(matrix: Inspection['imageShiftToSpecimen']): boolean {
  return matrix !== null && matrix.xx * matrix.yy - matrix.xy * matrix.yx !== 0;
}

function ofDoses({ area, beamRadiusUm, doses }: Inspection): readonly Finding[] {
  const beam =
    'SerialEM does not know how wide the beam is (IlluminatedArea), as on microscopes without three condensers. Say it with --beam record=DOSE,DIAMETER.';
  const dose =
    'No image of Record or Preview with a known dose lies in SerialEM’s buffers, so doses are not known. Take one beside the targets, calibrate the electron dose, or say it with --beam record=DOSE,DIAMETER.';
  return [
    ...(area === 'R' && beamRadiusUm === null ? [finding('dose-unknown', 'note', beam)] : []),
    ...(doses.record === null ? [finding('dose-unknown', 'note', dose)] : []),
  ];
}

/** Files that are there and must not be, and maps that have to be there. */
export async function findingsOfFiles(
  scope: Inspecting,
  plan: RunPlan,
  directory: string,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const { file, target } of filesOf(plan)) {
    if (!(await scope.exists(file))) continue;
    const text = `${file} (target ${target}) exists already in ${directory}. Move it away or choose another folder in SerialEM.`;
    findings.push({ kind: 'file-taken', gravity: 'stops', area: plan.name, target, text });
  }
  for (const { file, target } of mapsOf(plan)) {
    if (await scope.exists(file)) continue;
    const text = `Target ${target} is to be found by its map ${file}, but there is no such file in ${directory}. Copy it there, or switch previewAli and viewAli off.`;
    findings.push({ kind: 'map-missing', gravity: 'stops', area: plan.name, target, text });
  }
  return findings;
}

/** Whether frames have a place to go to, and none there that they would be mistaken for. */
export async function findingsOfFrames(
  { frames }: Inspection,
  plans: readonly RunPlan[],
  list: ListFolder,
): Promise<readonly Finding[]> {
  if (frames.folder === null) {
    const text =
      'Frames of Record are to be saved, but SerialEM has no folder for them. Choose one under Set Folder in the Camera Parameters.';
    return frames.perImage === null || frames.perImage === 0 ? [] : [finding('frames-folder', 'costs', text)];
  }
  const names = await list(frames.folder);
  if (names === null) {
    const text = `Frames are to be saved in ${frames.folder}, which this computer does not have under that name; whether it is there was not looked up. Say where it is with --map THERE=HERE.`;
    return [finding('frames-folder', 'note', text)];
  }
  return plans.flatMap((plan) =>
    filesOf(plan).flatMap((planned): readonly Finding[] => {
      const taken = names.filter((name) => isFrameOf(name, planned));
      if (taken.length === 0) return [];
      const text = `${frames.folder} holds ${taken.length} files of frames that begin like those of ${planned.file} (${taken[0]}). Move them away, so that no frames are mixed up.`;
      return [{ kind: 'frames-taken', gravity: 'costs', area: plan.name, target: planned.target, text }];
    }),
  );
}
