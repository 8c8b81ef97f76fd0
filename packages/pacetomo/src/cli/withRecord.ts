import { OperatorControl } from '../run/control.ts';
import { createRecordFile, type EventRecord } from '../session/eventRecord.ts';
import { journalStore, systemClock } from '../session/journalFile.ts';
import { pageLink } from './pageLink.ts';
import { onStopSignal } from './workOn.ts';

/** A record that has been opened, and the operator's hand on what is done meanwhile. */
export interface Recording<R> {
  readonly record: R;
  /** Where the record lies. */
  readonly path: string;
  readonly control: OperatorControl;
}

/** Opens a new record `NAME_NN.jsonl` in a folder and lets Ctrl-C, or the page that began it, stop what is done, for as long as `work` takes. */
export async function withRecord<R extends EventRecord<never>, T>(
  { folder, name }: { readonly folder: string; readonly name: string },
  Kind: new (store: Awaited<ReturnType<typeof journalStore>>, clock: typeof systemClock) => R,
  work: (recording: Recording<R>) => Promise<T>,
): Promise<T> {
  const path = await createRecordFile(folder, name);
  const store = await journalStore(path);
  const control = new OperatorControl();
  const offStopSignal = onStopSignal(control, 'everything is put back');
  const page = pageLink();
  const offPage = page?.onStop((who) => {
    if (!control.stopping) console.log('Stopping: the command in progress ends, then everything is put back.');
    control.stop(who);
  });
  page?.tell({ type: 'record', path });
  try {
    return await work({ record: new Kind(store, systemClock), path, control });
  } finally {
    offStopSignal();
    offPage?.();
    await store.close();
  }
}
