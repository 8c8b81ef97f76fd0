import { OperatorControl } from '../run/control.ts';
import { createRecordFile, type EventRecord } from '../session/eventRecord.ts';
import { journalStore, systemClock } from '../session/journalFile.ts';
import { onStopSignal } from './workOn.ts';

/** A record that has been opened, and the operator's hand on what is done meanwhile. */
export interface Recording<R> {
  readonly record: R;
  /** Where the record lies. */
  readonly path: string;
  readonly control: OperatorControl;
}

/** Opens a new record `NAME_NN.jsonl` in a folder and lets Ctrl-C stop what is done, for as long as `work` takes. */
export async function withRecord<R extends EventRecord<never>, T>(
  { folder, name }: { readonly folder: string; readonly name: string },
  Kind: new (store: Awaited<ReturnType<typeof journalStore>>, clock: typeof systemClock) => R,
  work: (recording: Recording<R>) => Promise<T>,
): Promise<T> {
  const path = await createRecordFile(folder, name);
  const store = await journalStore(path);
  const control = new OperatorControl();
  const offStopSignal = onStopSignal(control, 'everything is put back');
  try {
    return await work({ record: new Kind(store, systemClock), path, control });
  } finally {
    offStopSignal();
    await store.close();
  }
}
