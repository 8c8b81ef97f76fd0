import { keepsImage } from '../run/exposureEvents.ts';
import type { RunState } from '../run/state.ts';

/** What stays as it is in SerialEM after a stop, until the run is resumed: a stop sends nothing, not even to put things back. */
export function leftBehind({ environment, open, stage, schedule }: RunState): readonly string[] {
  const changed = (environment?.propertiesChanged ?? []).map(
    ({ name, old, wanted }) => `SerialEM’s ${name} stays at ${wanted} (it was ${old})`,
  );
  const tilt = stage === null ? undefined : schedule[stage.step];
  const turned = tilt === undefined ? [] : [`the stage stands at or on its way to ${tilt.deg}°`];
  const list = [...changed, ...turned, 'image shift and focus stay where they were last set'];
  const image =
    open === null || !keepsImage(open)
      ? []
      : [
          `The last exposure, of target ${open.target}, was not saved yet: if it gave an image, that is in SerialEM’s buffer A and is saved when the run is resumed. Take no other image before.`,
        ];
  return [
    `Nothing was put back: ${list.join(', ')}. The run goes on from there, and its end puts everything in order.`,
    ...image,
  ];
}
