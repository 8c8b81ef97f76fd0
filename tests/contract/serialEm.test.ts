import { afterAll, beforeAll } from 'vitest';
import { choosing } from './choosing.ts';
import { filesAndBuffers } from './filesAndBuffers.ts';
import { type Instrument, reachInstrument } from './instrument.ts';
import { manners } from './manners.ts';
import { microscope } from './microscope.ts';
import { navigator } from './navigator.ts';
import { reports } from './reports.ts';

// What scripts may rely on in SerialEM, as statements that the virtual one and a real one can both be asked: see
// docs/contract.md. One file, because SerialEM serves one client at a time.

let instrument: Instrument;
const serialEm = (): Instrument => instrument;

beforeAll(async () => {
  instrument = await reachInstrument();
});
afterAll(() => instrument.end());

manners(serialEm);
reports(serialEm);
navigator(serialEm);
filesAndBuffers(serialEm);
microscope(serialEm);
choosing(serialEm);
