import type { SetName } from '../column/cameraSets.ts';
import type { Instrument } from '../instrument.ts';
import type { Span } from '../scenario/faultMoment.ts';
import type { CommandFault, FaultKind } from '../scenario/faultSchema.ts';
import { pointInSight, type Sight } from '../truth/sight.ts';
import { isCommandFault } from './commandFaults.ts';
import { type ExposureEffects, exposureEffects } from './exposureEffects.ts';
import type { DueFault, DueOf } from './faultPlan.ts';
import { isAtPlace, noteRecordPlace } from './places.ts';
import { editNavigator, leaveMagnification, moveFocus, moveImageShift } from './settingFaults.ts';
import { creep, jump } from './stageFaults.ts';

type Infliction<Kind extends FaultKind> = (instrument: Instrument, due: DueOf<Kind>) => string | undefined;
type Inflicted = Exclude<FaultKind, 'busy' | CommandFault['kind']>;

/** What begins now and lasts as long as the fault says. */
const begins = (instrument: Instrument, { fault, random }: DueFault, span?: Span): undefined => {
  instrument.disturbances.begin(fault, span ?? ('for' in fault ? fault.for : 'ever'), random);
};

const inflictions: { readonly [Kind in Inflicted]: Infliction<Kind> } = {
  'stage-jump': jump,
  'stage-creep': creep,
  'stage-move-fails': begins,
  'dark-image': begins,
  'beam-off': begins,
  'valve-closed': (instrument, due) => {
    instrument.column.valvesOpen = false;
    return due.fault.stuckFor && begins(instrument, due, due.fault.stuckFor);
  },
  'ice-crystal': begins,
  // A place that has drifted out does not come back.
  'lost-tracking': (instrument, due) =>
    begins(instrument, due, due.fault.how === 'drifts-out' ? 'ever' : due.fault.for),
  'fixed-pattern': begins,
  'camera-fails': begins,
  'stale-image': begins,
  'slit-drift': ({ facility }, { fault }) => {
    facility.filter.jump(fault.byEv);
    return `${fault.byEv} eV`;
  },
  'autofocus-nonsense': begins,
  'ctf-nonsense': begins,
  'file-locked': begins,
  'disk-full': begins,
  'save-error-later': begins,
  'dewar-filling': ({ facility, clock }, { fault }) => {
    facility.dewars.fillFor(clock.nowS, fault.fillS);
    return `${fault.fillS} s`;
  },
  'vacuum-bad': begins,
  'gun-needs-flashing': ({ facility }, { fault }) => {
    facility.gun.becomeUnstable(fault.flash);
    return facility.gun.isCold ? undefined : 'not a cold gun: nothing happens';
  },
  'image-shift-moved': moveImageShift,
  'focus-moved': moveFocus,
  'wrong-magnification': leaveMagnification,
  'low-dose-off': ({ column }) => {
    column.changeLowDose((lowDose) => lowDose.turn(false));
    return undefined;
  },
  'navigator-changed': editNavigator,
  'clock-jump': ({ clock }, { fault }) => {
    clock.setWallClock(fault.byS);
    return `${fault.byS} s`;
  },
};

/** Lets the faults begin whose moment is this command; those of the command itself wait in the disturbances. */
export function meetCommand(instrument: Instrument, name: string): void {
  inflict(instrument, instrument.faults.meet(name));
}

/** Lets the faults begin whose moment is the arrival of the stage at a tilt. */
export function meetTilt(instrument: Instrument, tiltDeg: number): void {
  inflict(instrument, instrument.faults.arrive(tiltDeg));
}

/**
 * Lets the faults begin whose moment is the exposure that is about to be made, and gives what is wrong with it then.
 * `sight` is where it looks, up to what the coils leave behind.
 */
export function meetExposure(instrument: Instrument, set: SetName, sight: Sight): ExposureEffects {
  const { point } = pointInSight(sight, instrument.specimen);
  noteRecordPlace(instrument, set, point);
  inflict(instrument, instrument.faults.expose({ set, isAt: (place) => isAtPlace(instrument, place, point) }));
  instrument.disturbances.exposedAt(sight.nominalTiltDeg);
  return exposureEffects(instrument, set, sight, point);
}

function inflict(instrument: Instrument, due: readonly DueFault[]): void {
  for (const one of due) {
    const { fault } = one;
    const text = isCommandFault(one) ? instrument.disturbances.arm(one) : begin(instrument, one);
    const { truth, clock, faults } = instrument;
    const note = { note: 'fault', kind: fault.kind, timeS: clock.nowS, commandCount: faults.commandCount };
    truth.note(text === undefined ? note : { ...note, text });
  }
}

/** The table has one row for each kind, which the compiler cannot follow through an index. */
function begin(instrument: Instrument, due: DueFault): string | undefined {
  const infliction = inflictions[due.fault.kind as Inflicted] as Infliction<Inflicted>;
  return infliction(instrument, due as DueOf<Inflicted>);
}
