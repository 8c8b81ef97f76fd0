import { cosDeg } from '../geometry/degrees.ts';
import { add, apply, type Matrix, type Vec } from '../geometry/frames.ts';
import {
  type AxisOffset,
  fitHeightUm,
  movementAcrossUm,
  type ObservedStep,
  riseUm,
  type TiltStep,
} from '../geometry/tiltModel.ts';
import type { Branch, Tilt } from '../plan/tiltScheme.ts';
import type { Aim, MotionModel, Observation, Turn } from './motionModel.ts';

/** What the classic model has to be told once. Names in brackets are those of PACEtomo.py. */
export interface ClassicSettings {
  readonly startTiltDeg: number;
  readonly tiltStepDeg: number;
  readonly focusSlopeUmPerDeg: number;
  readonly dataPoints: number;
  readonly ignoreNegStart: boolean;
  readonly toSpecimen: Matrix<'imageShift', 'specimen'>;
  readonly toImageShift: Matrix<'specimen', 'imageShift'>;
}

/** One target on one branch. */
export interface Track {
  /** Specimen position after the last alignment [SSX, SSY]. */
  readonly position: Vec<'specimen'>;
  /** Image shift that would have centred the last image on the first [ISXset, ISYset]. */
  readonly imageShift: Vec<'imageShift'>;
  /** Sum of all alignments: how far the last recorded image lies off the first one [ISXali, ISYali]. */
  readonly residual: Vec<'imageShift'>;
  /** Defocus read-out of the last exposure, without focus slope [focus]. */
  readonly defocusUm: number;
  /** [n0, z0] */
  readonly offset: AxisOffset;
  /** The latest tilts, at most `dataPoints` of them [angles, shifts]. */
  readonly steps: readonly ObservedStep[];
  /** Nominal tilt of the last exposure, degrees. */
  readonly tiltDeg: number;
}

/** Both branches of one target. */
export type TrackPair = Readonly<Record<Branch, Track>>;

/**
 * PACEtomo's own rule (Eisenstein et al. 2023; behaviour sections C.3 to C.6 of the original), exactly.
 *
 * Each branch of each target is predicted by y(θ) = n₀ cos θ − z₀ sin θ from its last position. The deviation of the tracking
 * target is passed on to all others of that tilt; every target then adds its own alignment to the previous image and refits z₀.
 */
export class ClassicModel implements MotionModel {
  readonly #settings: ClassicSettings;
  readonly #tracks: readonly TrackPair[];

  constructor(settings: ClassicSettings, tracks: readonly TrackPair[]) {
    this.#settings = settings;
    this.#tracks = tracks;
  }

  predict(turn: Turn): Aim {
    const track = this.track(turn.target, turn.tilt.branch);
    const step = this.#stepOf(track, turn);
    const acrossUm = step === null ? 0 : movementAcrossUm(track.offset, step);
    const riseOfTargetUm = step === null ? 0 : riseUm(track.offset, step);
    return {
      imageShift: add(track.imageShift, apply(this.#settings.toImageShift, { x: 0, y: acrossUm })),
      defocusUm: track.defocusUm + this.#slopeUm(turn.tilt) - riseOfTargetUm,
    };
  }

  after(observation: Observation): MotionModel {
    const { target, tilt } = observation;
    const before = this.track(target, tilt.branch);
    const observed = this.#observed(before, observation);
    const isStart = tilt.deg === this.#settings.startTiltDeg;
    let tracks = this.#withTrack(this.#tracks, target, tilt.branch, observed);
    if (isStart) tracks = this.#withTrack(tracks, target, 'minus', alsoOnMinus(observed, this.track(target, 'minus')));
    if (target === 0) tracks = shareTracking(tracks, tilt.branch, isStart, predictionError(before, observation));
    return this.#with(tracks);
  }

  recentred(branch: Branch, correction: Vec<'imageShift'>): MotionModel {
    const moved = add(correction, this.track(0, branch).residual);
    const movedUm = apply(this.#settings.toSpecimen, moved);
    return this.#eachTrack((track) => ({ ...shifted(track, moved), position: add(track.position, movedUm) }));
  }

  refocused(branch: Branch, errorUm: number): MotionModel {
    return this.#with(
      this.#tracks.map((pair) => ({
        ...pair,
        [branch]: { ...pair[branch], defocusUm: pair[branch].defocusUm - errorUm },
      })),
    );
  }

  raised(errorsUm: readonly number[]): MotionModel {
    return this.#eachTrack((track, target) => {
      const errorUm = errorsUm[target] ?? 0;
      const heightUm = track.offset.heightUm + errorUm;
      // the start image was out of focus by as much as the target was higher than believed, seen along the beam
      const defocusUm = track.defocusUm - errorUm * cosDeg(this.#settings.startTiltDeg);
      return { ...track, defocusUm, offset: { ...track.offset, heightUm } };
    });
  }

  position(target: number, branch: Branch): Vec<'specimen'> {
    return this.track(target, branch).position;
  }

  heightUm(target: number, branch: Branch): number {
    return this.track(target, branch).offset.heightUm;
  }

  /** Everything known of one target on one branch. */
  track(target: number, branch: Branch): Track {
    const pair = this.#tracks[target];
    if (pair === undefined) throw new Error(`the model has no target ${target}`);
    return pair[branch];
  }

  /** The track after one more image, before anything is passed on to others. */
  #observed(track: Track, observation: Observation): Track {
    const { tilt, readTiltDeg } = observation;
    const settings = this.#settings;
    const correction = observation.correction ?? { x: 0, y: 0 };
    const aim = this.predict(observation);
    const imageShift = add(aim.imageShift, predictionError(track, observation));
    const position = apply(settings.toSpecimen, imageShift);
    const step = this.#stepOf(track, observation) ?? {
      fromDeg: readTiltDeg - settings.tiltStepDeg,
      toDeg: readTiltDeg,
    };
    const believed =
      tilt.deg !== settings.startTiltDeg &&
      !(settings.ignoreNegStart && tilt.branch === 'minus' && track.steps.length === 0);
    const movedUm = believed ? position.y - track.position.y : movementAcrossUm(track.offset, step);
    const steps = [...track.steps, { ...step, movedUm }].slice(-settings.dataPoints);
    const heightUm = fitHeightUm(track.offset.acrossUm, steps) ?? track.offset.heightUm;
    return {
      position,
      imageShift,
      residual: add(track.residual, correction),
      defocusUm: aim.defocusUm - this.#slopeUm(tilt),
      offset: { ...track.offset, heightUm },
      steps,
      tiltDeg: tilt.deg,
    };
  }

  /** From where to where the stage has tilted since this track's last image: the nominal step, at the tilt read back. */
  #stepOf(track: Track, { tilt, readTiltDeg }: Turn): TiltStep | null {
    if (tilt.deg === this.#settings.startTiltDeg) return null;
    return { fromDeg: readTiltDeg - (tilt.deg - track.tiltDeg), toDeg: readTiltDeg };
  }

  #slopeUm(tilt: Tilt): number {
    return this.#settings.focusSlopeUmPerDeg * (tilt.deg - this.#settings.startTiltDeg);
  }

  #with(tracks: readonly TrackPair[]): ClassicModel {
    return new ClassicModel(this.#settings, tracks);
  }

  #eachTrack(change: (track: Track, target: number) => Track): ClassicModel {
    return this.#with(
      this.#tracks.map(({ plus, minus }, target) => ({ plus: change(plus, target), minus: change(minus, target) })),
    );
  }

  #withTrack(tracks: readonly TrackPair[], target: number, branch: Branch, track: Track): readonly TrackPair[] {
    return tracks.map((pair, i) => (i === target ? { ...pair, [branch]: track } : pair));
  }
}

/**
 * How far a target was from where it had been predicted: what its image showed, and what its chain of alignments had left.
 * An image without a believable peak shows nothing: the prediction stands, and the chain goes on from the image before.
 */
function predictionError(track: Track, { correction, movedBefore }: Observation): Vec<'imageShift'> {
  const moved = movedBefore ?? { x: 0, y: 0 };
  return correction === null ? moved : add(add(correction, moved), track.residual);
}

/**
 * What the start image has shown holds for the minus branch as well. (The original passes on the tracking target's
 * correction only, so that the first minus image of all others repeats their start error: its defect H13.)
 */
const alsoOnMinus = (plus: Track, minus: Track): Track => ({
  ...minus,
  position: plus.position,
  imageShift: plus.imageShift,
  residual: plus.residual,
});

/** Passes the tracking target's prediction error of this tilt on to all others; the start tilt opens both branches. */
function shareTracking(
  tracks: readonly TrackPair[],
  branch: Branch,
  isStart: boolean,
  error: Vec<'imageShift'>,
): readonly TrackPair[] {
  return tracks.map((pair, i) => {
    if (i === 0) return pair;
    if (isStart) return { plus: shifted(pair.plus, error), minus: shifted(pair.minus, error) };
    return { ...pair, [branch]: shifted(pair[branch], error) };
  });
}

const shifted = (track: Track, by: Vec<'imageShift'>): Track => ({ ...track, imageShift: add(track.imageShift, by) });
