import type { ExposurePermit } from '../../microscope/microscope.ts';
import type { FocusIntent, MeasurementEvent } from '../../run/measurementEvents.ts';
import { EventRecord } from '../eventRecord.ts';

/** The record of one measurement. */
export class MeasurementRecord extends EventRecord<MeasurementEvent> {
  /** Writes down that focus is about to be looked for, and gives the permit for it. */
  async intend(intent: FocusIntent): Promise<ExposurePermit> {
    return this.permit({ type: 'focus.intent', ...intent });
  }
}
