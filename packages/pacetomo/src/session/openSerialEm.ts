import type { SerialEmClient } from '@pacetomo/serialem-link';
import { connectToSerialEm } from '@pacetomo/serialem-link/node';
import { troubleOf } from '../serialem/gate.ts';
import { parseAddress } from './address.ts';
import { lockMicroscope } from './lock.ts';

/** A connection to SerialEM that this process alone of the computer has. */
export interface OpenSerialEm {
  readonly client: SerialEmClient;
  /** Ends it; SerialEM then puts back what was changed for the script only, and others may connect. */
  close(): Promise<void>;
}

/**
 * Connects to a SerialEM as the only one of this computer, to ask it something.
 *
 * @throws Trouble `run-in-use` when another process of this program works with it, `cannot-connect` when nothing answers.
 */
export async function openSerialEm(address: string, replyTimeoutMs: number): Promise<OpenSerialEm> {
  const place = parseAddress(address);
  const unlock = await lockMicroscope(place);
  try {
    const client = await connectToSerialEm({ ...place, replyTimeoutMs });
    return {
      client,
      close: async () => {
        client.close();
        await unlock();
      },
    };
  } catch (error) {
    await unlock();
    throw troubleOf(error);
  }
}
