import { commandNamed } from '@pacetomo/serialem-link';
import { commandFamilies, commandNames } from '@pacetomo/virtual-serialem';
import { expect, test } from 'vitest';

/** What a PACEtomo acquisition calls, but for montages of targets. */
const acquisition = `IsVersionAtLeast IsVariableDefined SetPersistentVar YesNoBox OKBox Pause Exit SetProperty ReportProperty SetUserSetting
  SetNewFileType SetFrameBaseName SetFrameNameFormat ReportAxisPosition ReportTiltAxisOffset SaveSettings SaveNavigator SuppressReports
  ProgramTimeStamps ReportComaVsISmatrix ReportNavItem GetVariable ReportDirectory UserSetDirectory ReportCameraProperty
  ReportFrameSavingPath SaveLogOpenNew SaveLog EchoBreakLines SetNextLogOutputStyle ReportFileNumber CloseFile AllowFileOverwrite
  ReportStageXYZ ResetClock ReportClock SetTargetDefocus ReportExposure SetCameraArea RestoreCameraSet SetExposure SetBinning
  MoveToNavItem Eucentricity UpdateItemZ ImageProperties V L R CropCenterToSize AlignTo AddBufToStackWindow AlignBetweenMags
  ReportAlignShift LimitNextAutoAlign ReportISforBufferShift RealignToOtherItem MoveStageTo ReadOtherFile ReadFile LoadOtherMap
  AcquireToMatchBuffer Copy GoToLowDoseArea ReportDefocus SetDefocus ChangeFocus ReportLDDefocusOffset G ReportAutoFocus
  ReportFocusDrift ReportImageShift SetImageShift ImageShiftByMicrons ImageShiftByUnits ImageShiftByPixels ReportSpecimenShift
  StageToSpecimenMatrix ISToSpecimenMatrix SpecimenToISMatrix CameraToSpecimenMatrix SpecimenToCameraMatrix CameraProperties TiltTo
  TiltBy ReportTiltAngle Delay SetStatusLine ClearStatusLine NoMessageBoxOnError OpenNewFile OpenOldFile S ReportFileZsize
  AreaForCumulRecordDose AccumulateRecordDose ImageConditions AdjustBeamTiltforIS RestoreBeamTilt AreDewarsFilling LongOperation
  IsFEGFlashingAdvised NextFEGFlashHighTemp RefineZLP ReportColumnOrGunValve SetColumnOrGunValve ReportMag SetMag
  UpdateLowDoseParams RestoreLowDoseParams AddToAutodoc WriteAutodoc ReportMeanCounts ReportLastFrameFile KeyBreak CtfFind Ctfplotter`;

test('every command is one of SerialEM that may be called from outside', () => {
  for (const name of commandNames()) expect(commandNamed(name), name).toMatchObject({ external: true });
});

test('no command stands in two families', () => {
  const all = commandFamilies.flatMap(([, family]) => Object.keys(family));
  expect(all).toHaveLength(new Set(all).size);
});

test('a parallel tilt series finds all of its commands', () => {
  const there = new Set(commandNames());
  expect(acquisition.split(/\s+/).filter((name) => !there.has(name))).toEqual([]);
});
