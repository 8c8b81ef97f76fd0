import type { SerialEmClient } from '@pacetomo/serialem-link';
import { CommandGate, type StopSwitch } from './gate.ts';

/** How SerialEM would take an image with one of its camera sets and the optics that are on. */
interface ConditionsNow {
  /** SerialEM's index of the magnification. */
  readonly magIndex: number;
  readonly exposureS: number;
  readonly spotSize: number;
}

/** SerialEM's letters of the sets whose images a target is found again by: Preview and View. */
export type FindingSet = 'P' | 'V';

/** Asking how images would be taken. Nothing is exposed, moved or changed by it. */
export interface ImageConditions {
  conditionsNow(set: FindingSet): Promise<ConditionsNow>;
}

/** Nothing is moved by whoever asks. */
const noMoves = { tiltDeg: 0, imageShiftUm: 0, defocusUm: 0, stageUm: 0 };

/** SerialEM behind a connection, for asking how images would be taken. */
export function imageConditionsBehind(client: SerialEmClient, control?: StopSwitch): ImageConditions {
  const gate = new CommandGate(client, noMoves, { control });
  return {
    conditionsNow: async (set) => {
      const [magIndex] = await gate.send('ReportMagIndex');
      const [exposureS] = await gate.send('ReportExposure', set);
      const spotSize = await gate.send('ReportSpotSize');
      return { magIndex, exposureS, spotSize };
    },
  };
}
