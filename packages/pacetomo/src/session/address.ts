import { Trouble } from '../run/errors.ts';

/** Where SerialEM listens for external programs unless its properties say otherwise. */
export const defaultAddress = '127.0.0.1:48888';

/** Host and port of an address such as `192.168.0.20:48888`. */
export function parseAddress(address: string): { readonly host: string; readonly port: number } {
  const [, host, digits] = /^(.+):(\d{1,5})$/.exec(address) ?? [];
  const port = Number(digits);
  if (host === undefined || port < 1 || port > 65535) {
    throw new Trouble(
      'bad-input',
      `“${address}” is not an address. Write HOST:PORT, for instance --serialem ${defaultAddress}.`,
    );
  }
  return { host, port };
}
