import type { ExposurePermit } from '../../microscope/microscope.ts';
import type { ChoosingEvent, LookIntent } from '../../run/choosingEvents.ts';
import { EventRecord } from '../eventRecord.ts';

/** The record of one choice of targets. */
export class ChoosingRecord extends EventRecord<ChoosingEvent> {
  /** Writes down that something is about to be looked at, and gives the permit for it. */
  async intend(intent: LookIntent): Promise<ExposurePermit> {
    return this.permit({ type: 'look.intent', ...intent });
  }
}
