import { randomUUID } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { decodeText, mrcHeaderBytes, type TargetsFile } from '@pacetomo/em-files';
import { type MadePlan, makePlan } from '../../plan/makePlan.ts';
import { type RunPlan, scheduleOf } from '../../plan/plan.ts';
import type { SettingWish } from '../../plan/readSettings.ts';
import { Trouble } from '../../run/errors.ts';
import { branchKey } from '../../run/state.ts';
import type { ForeignImage, TakenOver } from '../../run/takenOver.ts';
import { journalStore, OpenJournal, systemClock } from '../journalFile.ts';
import { createRunFolder, journalPath, type RunFolder } from '../runFolder.ts';
import { doubleExposures, imagesIn } from './foreignImages.ts';
import { type ForeignRunFile, findForeignRunFile } from './foreignRunFile.ts';
import { listedSettings } from './foreignSettings.ts';
import { tracksIn } from './foreignTracks.ts';

/** What a run of PACEtomo.py is taken over from. */
export interface ForeignRun {
  /** The run file or, for the newest whole one beside it, the targets file. */
  readonly path: string;
  /** The folder of the stacks; without it, that of the run file. */
  readonly stacks?: string | undefined;
  /** Settings that give way to those in the run file: it holds six of them only. */
  readonly before: readonly SettingWish[];
  /** Settings that win over it. */
  readonly over: readonly SettingWish[];
  /** Version of this program. */
  readonly program: string;
}

/** A run of PACEtomo.py as far as its files tell. */
export interface ReadForeignRun {
  readonly plan: RunPlan;
  readonly takenOver: TakenOver;
  /** Sentences that whoever goes on with it has to know. */
  readonly remarks: readonly string[];
}

/**
 * Reads the run file and the stacks of an interrupted run. Writes nothing and needs no microscope.
 *
 * @throws Trouble `bad-input` when a file is missing or torn, when a stack holds what fits nowhere, or when nothing is left.
 */
export async function readForeignRun(run: ForeignRun): Promise<ReadForeignRun> {
  const found = await findForeignRunFile(run.path);
  const listed = await listedSettings(found.path);
  const { plan, warnings } = planFrom(found, { ...run, before: [...listed.wishes, ...run.before] });
  const schedule = scheduleOf(plan);
  const images = await imagesOf(plan, found, run.stacks ?? dirname(found.path));
  const { tracks, ended, remarks } = tracksIn(plan, schedule, found.file.targets, images);
  const takenOver: TakenOver = { file: basename(found.path), sha256: found.sha256, images, tracks, ended };
  refuseIfLost(plan, takenOver);
  return {
    plan,
    takenOver,
    remarks: [...found.remarks, ...listed.remarks, ...warnings, ...doubleExposures(images, schedule), ...remarks],
  };
}

/** Makes the folder of a run that goes on from there; `resume` does the rest. */
export async function beginTakenOver(runs: string, read: ReadForeignRun, address: string): Promise<RunFolder> {
  const folder = await createRunFolder(runs, read.plan);
  const journal = await OpenJournal.open(await journalStore(journalPath(folder.path)), systemClock);
  try {
    const { program } = folder.plan;
    const { planSha256 } = folder;
    await journal.note({ type: 'run.open', runUid: randomUUID(), program, planSha256, address });
    await journal.note({ type: 'run.taken-over', ...read.takenOver });
    for (const text of read.remarks) await journal.note({ type: 'remark', text });
  } finally {
    await journal.close();
  }
  return folder;
}

function planFrom(
  { file, path, sha256 }: ForeignRunFile,
  { before, over, program }: ForeignRun,
): MadePlan & { plan: RunPlan } {
  const made = makePlan({ file: withoutState(file), path, sha256, program, before, over });
  if (made.plan === null) throw new Trouble('bad-input', made.problems.join('\n'));
  return made;
}

/** A run file as the targets file that it was: a plan is made from where targets are, not from how far they have got. */
function withoutState({ settings, targets, geometryPoints, lineEnd }: TargetsFile): TargetsFile {
  const entries = targets.map((target) => ({ ...target, plus: null, minus: null }));
  return { settings, resumeAt: null, targets: entries, geometryPoints, lineEnd };
}

async function imagesOf(plan: RunPlan, { file }: ForeignRunFile, folder: string): Promise<readonly ForeignImage[]> {
  const images: ForeignImage[] = [];
  for (const [i, { id, stack, skip }] of plan.targets.entries()) {
    if (stack === '') continue; // only a target that is skipped gets by without one
    const mdocPath = join(folder, `${stack}.mdoc`);
    const mdoc = await textIn(mdocPath);
    const isKnown = (file.targets[i]?.plus?.anglesDeg.length ?? 0) > 0;
    if (mdoc === null && !skip && (isKnown || (await holdsImages(join(folder, stack))))) {
      throw new Trouble(
        'bad-input',
        `There is no ${stack}.mdoc in ${folder}, so nobody knows which tilts of target ${id} were taken. Say with --stacks where SerialEM writes them.`,
      );
    }
    if (mdoc !== null)
      images.push(...imagesIn({ target: id, mdocPath, mdoc }, scheduleOf(plan), plan.settings.tiltStepDeg));
  }
  return images;
}

async function textIn(path: string): Promise<string | null> {
  try {
    return decodeText(await readFile(path)).text;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null;
    throw new Trouble('bad-input', `${path} cannot be read: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  }
}

/** The script makes a stack a moment before its first image; SerialEM writes no mdoc before that. */
const holdsImages = (path: string): Promise<boolean> =>
  stat(path).then(
    ({ size }) => size > mrcHeaderBytes,
    () => false,
  );

/** A run whose tracking target is given up, or that has all its images, is not one to go on with. */
function refuseIfLost(plan: RunPlan, { images, ended }: TakenOver): void {
  const [tracking] = plan.targets;
  const gone = new Set(ended);
  const taken = new Set(images.map(({ target, step }) => `${target}@${step}`));
  const isLeft = scheduleOf(plan).some(({ branch }, step) =>
    plan.targets.some(({ id }) => !gone.has(branchKey(id, branch)) && !taken.has(`${id}@${step}`)),
  );
  if (!isLeft) {
    throw new Trouble(
      'bad-input',
      `Nothing is left to do: of every target that was not given up, all tilts are in the stacks. To acquire the targets anew, give their targets file to “pacetomo run” and other names of stacks.`,
    );
  }
  if (tracking !== undefined && !images.some(({ target }) => target === tracking.id)) {
    throw new Trouble(
      'bad-input',
      `The stack of the tracking target, ${tracking.stack}, holds no image, so there is nothing to find the place again by. Begin anew with “pacetomo run”.`,
    );
  }
}
