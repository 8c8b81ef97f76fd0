import { resolve } from 'node:path';
import { askForLink } from '../server/ownDoor.ts';

/** `pacetomo link`: lets one more browser in. */
export async function link(options: { readonly folder: string; readonly viewer?: true | undefined }): Promise<void> {
  const { link: address, validS } = await askForLink(resolve(options.folder), options.viewer ? 'viewer' : 'operator');
  console.log(address);
  console.log(`It lets one browser in, once, within ${validS} s${options.viewer ? ', to look on' : ''}.`);
}
