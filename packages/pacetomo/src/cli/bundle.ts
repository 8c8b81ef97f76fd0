import { basename } from 'node:path';
import { bundleRun } from '../session/bundle.ts';
import { openRunFolder } from '../session/runFolder.ts';

/** `pacetomo bundle RUN`: one file with what tells about a run, to be sent to somebody who helps. */
export async function bundle(runPath: string, { out }: { readonly out?: string | undefined }): Promise<void> {
  const { path } = await openRunFolder(runPath);
  const file = out ?? `${basename(path)}.tar.gz`;
  const names = await bundleRun(path, file);
  console.log(
    `${file}: ${names.join(', ')}. It holds no images. Names of files and folders, and of this computer, stand in it.`,
  );
}
