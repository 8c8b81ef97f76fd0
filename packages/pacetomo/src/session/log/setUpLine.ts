import type { Pose, SetUpStep } from '../../run/events.ts';
import type { RunState } from '../../run/state.ts';
import { degrees, type EventOf } from './words.ts';

/** What belongs to finding the area and preparing it. */
export type SetUpEvent = EventOf<
  | 'env'
  | 'remark'
  | 'setup.done'
  | 'setup.walked'
  | 'vectors.measured'
  | 'slope.measured'
  | 'target.placed'
  | 'area.ready'
>;

const stepWords: Readonly<Record<SetUpStep, string>> = {
  checked: 'No stack is in the way, and SerialEM is set as it should be',
  eucentric: 'The specimen is at eucentric height',
  realigned: 'The stage stands at the tracking target',
  vectors: 'The vectors of the hole pattern are measured',
  slope: 'The slope of the sample is measured',
  'at-start-tilt': 'The stage stands at the start tilt',
  centred: 'The tracking target is centred',
  focused: 'The tracking target is in focus',
};

/** After the other steps image shift and focus stand as before. */
const changesPose: ReadonlySet<SetUpStep> = new Set(['centred', 'focused']);

/** A line for an event of set-up, or null. */
export function setUpLine(state: RunState, event: SetUpEvent): string | null {
  switch (event.type) {
    case 'env':
      return `SerialEM answers${event.sameSession ? ', and has not been restarted' : ''}. Stacks are written to ${event.directory}; the stage goes to ±${event.maximumTiltDeg}°.`;
    case 'remark':
      return event.text;
    case 'setup.done':
      return `${stepWords[event.step]}${changesPose.has(event.step) ? `; ${poseWords(event.pose)}` : ''}.`;
    case 'setup.walked':
      return `Followed the tracking target to ${degrees(event.tiltDeg)}; ${poseWords(event.pose)}.`;
    case 'vectors.measured':
      return `Vectors of the hole pattern: ${event.a.x.toFixed(3)}, ${event.a.y.toFixed(3)} µm and ${event.b.x.toFixed(3)}, ${event.b.y.toFixed(3)} µm.`;
    case 'slope.measured':
      return slopeLine(state, event);
    case 'target.placed':
      return event.imageShift === null
        ? `Target ${event.target} was not found by its map; it is taken where the targets file has it.`
        : `Target ${event.target} was found by its map, at image shift ${event.imageShift.x.toFixed(3)}, ${event.imageShift.y.toFixed(3)} units.`;
    case 'area.ready':
      return `In focus at ${event.defocusUm.toFixed(2)} µm. Begins.`;
    default:
      return event satisfies never;
  }
}

const poseWords = ({ imageShift: { x, y }, defocusUm }: Pose): string =>
  `image shift ${x.toFixed(3)}, ${y.toFixed(3)} units, defocus ${defocusUm.toFixed(2)} µm`;

function slopeLine({ schedule }: RunState, { pretiltDeg, rotationDeg }: EventOf<'slope.measured'>): string {
  const tiltsDeg = schedule.map(({ deg }) => deg);
  const range = `${degrees(Math.min(...tiltsDeg))} to ${degrees(Math.max(...tiltsDeg))}`;
  return `Pretilt ${pretiltDeg.toFixed(1)}°, rotation ${rotationDeg.toFixed(1)}°. Tilts from ${range}, beginning at ${degrees(tiltsDeg[0] ?? 0)}.`;
}
