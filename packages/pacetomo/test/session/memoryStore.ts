import type { JournalStore } from '../../src/session/journalFile.ts';

/** A journal in memory that can be told to fail. */
export interface MemoryStore extends JournalStore {
  bytes: Buffer;
  /** Bytes that were safe at the last sync. */
  synced: number;
  /** Called before each append with the bytes; may throw, after letting `keep` bytes through. */
  onAppend: (bytes: Uint8Array) => { readonly keep: number; readonly error: Error } | null;
  onSync: () => void;
}

/** An empty journal in memory. */
export function memoryStore(content = ''): MemoryStore {
  const store: MemoryStore = {
    bytes: Buffer.from(content),
    synced: 0,
    onAppend: () => null,
    onSync: () => {},
    read: async () => store.bytes,
    append: async (bytes) => {
      const fault = store.onAppend(bytes);
      store.bytes = Buffer.concat([store.bytes, fault === null ? bytes : bytes.subarray(0, fault.keep)]);
      if (fault !== null) throw fault.error;
    },
    sync: async () => {
      store.onSync();
      store.synced = store.bytes.length;
    },
    truncate: async (length) => {
      store.bytes = store.bytes.subarray(0, length);
    },
    close: async () => {},
  };
  return store;
}
