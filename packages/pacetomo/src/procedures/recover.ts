import type { NewestImage, NewImage, Optics, Stacks } from '../microscope/microscope.ts';
import { Trouble } from '../run/errors.ts';
import { type ExposureIntent, keepsImage, type Look } from '../run/exposureEvents.ts';
import { type Evidence, reconcile, type Verdict } from '../run/reconcile.ts';
import { annotateTile } from './annotate.ts';
import { noteFocus, noteLook } from './exposing.ts';
import type { Running } from './running.ts';
import { saveNewest } from './slotStack.ts';

/**
 * Accounts for an exposure that the journal left open. Only reads, with one exception: an image that is found in
 * SerialEM's buffer A and nowhere else is saved. `unattended`: a lost image is for a person to decide about.
 */
export async function resolveOpenExposure(
  scope: Optics & NewestImage & Stacks,
  run: Running,
  unattended: boolean,
): Promise<void> {
  const intent = run.state.open;
  if (intent === null) throw new Error('there is no open exposure to account for');
  const evidence = await gatherEvidence(scope, run, intent);
  const verdict = reconcile(intent, evidence, run.settings.unknownExposure);
  const needsPerson = verdict.kind === 'ask-person';
  await run.note({ type: 'reconcile', finding: JSON.stringify({ verdict, evidence }), needsPerson });
  if (unattended && verdict.kind === 'lost' && keepsImage(intent)) throw unclear(verdict.evidence);
  await act(scope, run, intent, verdict);
}

const unclear = (evidence: string): Trouble =>
  new Trouble(
    'needs-person',
    `The last exposure left no image (${evidence}), so the run does not go on by itself. Look what happened, then resume; that tilt is left out then.`,
  );

async function act(
  scope: Optics & NewestImage & Stacks,
  run: Running,
  intent: ExposureIntent,
  verdict: Verdict,
): Promise<void> {
  switch (verdict.kind) {
    case 'ask-person':
      throw new Trouble(
        'needs-person',
        `${verdict.why}. Nothing was exposed or saved. Look at the file and at SerialEM’s buffers, put things right, then resume.`,
      );
    case 'void':
      return run.note({ type: 'expose.void', proof: verdict.proof });
    case 'lost':
      return run.note({ type: 'expose.lost', lost: verdict.lost, evidence: verdict.evidence });
    case 'focus-done':
      return noteFocus(scope, run, intent.tickBeforeS, 'found-done');
    case 'look-done':
      return noteLook(scope, run, intent.tickBeforeS);
    case 'commit-from-stack':
      return adopt(scope, run, intent, 'found-in-stack');
    case 'save-from-buffer':
      return adopt(scope, run, intent, 'saved-from-buffer');
    default:
      return verdict satisfies never;
  }
}

async function adopt(
  scope: NewestImage & Stacks,
  run: Running,
  intent: ExposureIntent,
  how: 'found-in-stack' | 'saved-from-buffer',
): Promise<void> {
  if (!keepsImage(intent)) throw new Error('only images that are kept are adopted');
  const { file, sectionsBefore, purpose } = intent;
  await scope.open(file, how === 'found-in-stack' ? sectionsBefore + 1 : sectionsBefore);
  if (how === 'found-in-stack') await scope.readBack(sectionsBefore);
  const facts = await scope.imageFacts();
  if (how === 'saved-from-buffer') await saveNewest(scope, run, file, sectionsBefore);
  await annotateTile(scope, run, intent);
  await scope.close();
  await run.note({ type: 'expose.commit', purpose, section: sectionsBefore, how, ...facts });
}

const isOfLook = ({ isView, isPreview }: NewImage, look: Look): boolean => (look === 'view' ? isView : isPreview);

async function gatherEvidence(scope: NewestImage & Stacks, run: Running, intent: ExposureIntent): Promise<Evidence> {
  const image = await scope.newestImage();
  const bufferTiltDeg = image === null ? null : await scope.imageTiltDeg();
  const { brokenOff, hasReturned, sessionKept } = run.state;
  const buffer = { bufferTickS: image?.tickS ?? null, bufferIsRecord: image?.isRecord ?? false, bufferTiltDeg };
  const bufferIsLook = image !== null && intent.purpose === 'look' && isOfLook(image, intent.look);
  const known = { sameSession: sessionKept, brokenOff, hasReturned, bufferIsLook, ...buffer };
  if (!keepsImage(intent)) {
    const focusFound = intent.purpose === 'autofocus' && (await scope.focusFound());
    return { ...known, focusFound, sections: null, lastSectionTiltDeg: null };
  }
  const { sections, lastTiltDeg } = await scope.inspect(intent.file);
  return { ...known, focusFound: false, sections, lastSectionTiltDeg: lastTiltDeg };
}
