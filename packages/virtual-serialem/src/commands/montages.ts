import type { StackFile } from '../files/stackFile.ts';
import type { Instrument } from '../instrument.ts';
import { savedMontage } from '../montage/layoutOfFile.ts';
import type { MontageLayout } from '../montage/montageLayout.ts';
import { changedLayout, proposedLayout } from '../montage/montageSetup.ts';
import { takeMontage } from '../montage/takeMontage.ts';
import type { CommandArguments } from '../script/commandArguments.ts';
import { ScriptError } from '../script/scriptError.ts';
import type { CommandFamily } from './command.ts';

/** The setup remembers how many pieces the last montage had. */
const standardPieces = 2;

async function openNew(instrument: Instrument, args: CommandArguments): Promise<void> {
  const { files, folder, clock, scenario, script } = instrument;
  const [columns, rows] = [args.integer(0), args.integer(1)].map((count) => (count === 0 ? standardPieces : count));
  const layout = proposedLayout(instrument, columns ?? 0, rows ?? 0);
  await clock.spend(scenario.clock.openFileS);
  await files.openNew(folder.path(args.lastText()), script.overwriteFiles);
  files.required.montage = layout;
}

/** The current file and how a montage is taken into it. Throws ScriptError when it is a file of single images. */
function current(instrument: Instrument): readonly [StackFile, MontageLayout] {
  const file = instrument.files.required;
  if (!file.montage && file.holdsMontages) file.montage = layoutOfOldFile(instrument, file);
  if (!file.montage) throw new ScriptError('The current file is not a montage file');
  return [file, file.montage];
}

/** A montage file that was opened again goes on as it began. */
function layoutOfOldFile(instrument: Instrument, file: StackFile): MontageLayout | null {
  const { set } = instrument.scenario.montage;
  const { binning } = instrument.sets.get(set);
  const saved = savedMontage(file, 0, { set: 0, binning, movesStage: true });
  return saved && { ...saved.layout, set };
}

/** 1 or 2 moves the stage, 0 uses image shift; zero or less in the other places keeps what is there. */
function setParameters(instrument: Instrument, args: CommandArguments): void {
  const [file, layout] = current(instrument);
  const given = (position: number): number | undefined => {
    const value = args.integerOr(position, 0);
    return value > 0 ? value : undefined;
  };
  const [overlapXPx, overlapYPx, frameWidthPx, frameHeightPx] = [given(1), given(2), given(3), given(4)];
  const begun = file.sectionCount > 0;
  if (begun && [overlapXPx, overlapYPx, frameWidthPx, frameHeightPx].some((value) => value !== undefined)) {
    throw new ScriptError('Frame size and overlap cannot be changed after a montage was written to the file');
  }
  const stage = args.integer(0);
  file.montage = changedLayout(instrument, layout, {
    overlapXPx,
    overlapYPx,
    frameWidthPx,
    frameHeightPx,
    binning: given(6),
    movesStage: stage < 0 ? undefined : stage > 0,
  });
}

async function take(instrument: Instrument): Promise<void> {
  const [file, layout] = current(instrument);
  await takeMontage(instrument, file, layout);
}

/** In Low Dose: 0 Record, 2 View, 3 Search. The others need a camera set of their own, or belong to microscopes without it. */
const setsOfMontages = new Map([
  [0, 'record'],
  [2, 'view'],
  [3, 'search'],
] as const);

function chooseSet(instrument: Instrument, args: CommandArguments): void {
  const number = args.integer(0);
  const set = [...setsOfMontages].find(([each]) => each === number)?.[1];
  if (set === undefined) throw new ScriptError(`Montages cannot be taken with parameter set ${number} here`);
  instrument.montageSet = set;
}

/** Commands for montages. */
export const montageCommands: CommandFamily = {
  OpenNewMontage: openNew,
  SetMontageParams: setParameters,
  ParamSetToUseForMontage: chooseSet,
  Montage: take,
  M: take,
};
