/**
 * Files on disk, for Node. The other entry of this package runs in a browser too.
 *
 * ```ts
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { createMrc } from '@pacetomo/em-files';
 * import { openFile } from '@pacetomo/em-files/node';
 *
 * const file = await openFile(join(tmpdir(), `example-${Date.now()}.mrc`), 'create');
 * const stack = await createMrc(file, { width: 4, height: 3, mode: 1, pixelSizeA: 2.6 });
 * await stack.appendSection(new Int16Array(12));
 * await stack.close();
 * ```
 */
export { type OpenFileMode, openFile } from './openFile.ts';
export { type ReplaceFileOptions, replaceFile } from './replaceFile.ts';
