import { Trouble } from '../run/errors.ts';
import { MeasurementRecord } from '../session/measuring/measurementRecord.ts';
import type { MeasuringSite } from '../session/measuring/measureOn.ts';
import { programVersion } from '../session/programVersion.ts';
import { withRecord } from './withRecord.ts';
import { connect, type LinkOptions, withSerialEm } from './workOn.ts';

/** What both measurements may be told. */
export interface MeasureOptions extends LinkOptions {
  /** Folder for the record. */
  readonly records: string;
  /** Autofocuses at each place. */
  readonly repeat: number;
  /** File for a picture. */
  readonly svg?: string | undefined;
}

/** Connects, opens a record for the measurement, and lets Ctrl-C stop it. */
export async function withSite<T>(
  what: string,
  options: MeasureOptions,
  work: (site: MeasuringSite) => Promise<T>,
): Promise<T> {
  return withSerialEm(options, async (client) =>
    withRecord({ folder: options.records, name: what }, MeasurementRecord, async ({ record, path, control }) => {
      console.log(`Record: ${path}`);
      await record.note({ type: 'measure.open', what, program: programVersion, address: options.serialem });
      const measurement = { control, note: record.note.bind(record), intend: record.intend.bind(record) };
      return work({ client, reconnect: () => connect(options), measurement });
    }),
  );
}

/** Numbers separated by commas. Throws `bad-input` in the name of an option. */
export function numbersOf(option: string, text: string): readonly number[] {
  const numbers = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (numbers.every(Number.isFinite)) return numbers;
  throw new Trouble(
    'bad-input',
    `${option} “${text}” is not a list of numbers. Write them with commas between, such as 2,-4.5.`,
  );
}
