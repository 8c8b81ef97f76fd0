import type { FaultInput } from '@pacetomo/virtual-serialem';

/** At each command of any name, with a probability. */
const anyCommand = (probability: number): { readonly name: '*'; readonly probability: number } => ({
  name: '*',
  probability,
});

/** What the network does: often enough to be met, how often being given for all that lose the connection together. */
export const badNetwork = (losses: number): readonly FaultInput[] => [
  { kind: 'dropped-before', at: anyCommand(0.4 * losses) },
  { kind: 'reply-lost', at: anyCommand(0.4 * losses) },
  { kind: 'half-reply', at: anyCommand(0.1 * losses) },
  { kind: 'garbage-reply', at: anyCommand(0.05 * losses) },
  { kind: 'takeover', at: anyCommand(0.05 * losses) },
  { kind: 'slow-reply', at: anyCommand(1 / 100), virtualS: 3 },
];

/** What SerialEM and the people at it do (rates of reliability.md T5). */
export const badProgram: readonly FaultInput[] = [
  // rarer than there: each costs real seconds
  { kind: 'reply-lost', at: anyCommand(1 / 10_000), by: 'silence' },
  { kind: 'command-fails', at: anyCommand(1 / 300) },
  { kind: 'slow-reply', at: anyCommand(1 / 400), virtualS: 120 },
  { kind: 'user-stop', at: anyCommand(1 / 5000), moment: 'before' },
  { kind: 'user-stop', at: anyCommand(1 / 5000), moment: 'during' },
  { kind: 'program-dies', at: anyCommand(1 / 5000) },
  { kind: 'program-dies', at: anyCommand(1 / 5000), file: 'no-mdoc' },
  { kind: 'image-shift-refused', at: { name: 'SetImageShift', probability: 1 / 200 } },
];

/** What the instrument and its disk do. */
export const badInstrument: readonly FaultInput[] = [
  { kind: 'stage-move-fails', at: { name: 'TiltTo', probability: 1 / 40 }, how: 'refused' },
  { kind: 'stage-move-fails', at: { name: 'TiltTo', probability: 1 / 40 }, how: 'stops-short' },
  { kind: 'stage-move-fails', at: { name: 'TiltTo', probability: 1 / 40 }, how: 'error-after' },
  { kind: 'camera-fails', at: { exposureProbability: 1 / 150, set: 'record' }, exposed: true },
  { kind: 'camera-fails', at: { exposureProbability: 1 / 150, set: 'record' }, exposed: false },
  { kind: 'stale-image', at: { exposureProbability: 1 / 150, set: 'record' } },
  { kind: 'dark-image', at: { exposureProbability: 1 / 100, set: 'record' } },
  { kind: 'autofocus-nonsense', at: { name: 'G', probability: 1 / 5 }, how: 'error-code' },
  { kind: 'valve-closed', at: { exposureProbability: 1 / 100, set: 'record' } },
  { kind: 'dewar-filling', at: { exposureProbability: 1 / 100, set: 'record' } },
  { kind: 'save-error-later', at: { name: 'S', probability: 1 / 60 } },
  { kind: 'disk-full', at: { name: 'S', probability: 1 / 120 }, for: { seconds: 300 } },
  { kind: 'file-locked', at: { name: 'OpenOldFile', probability: 1 / 100 } },
];
