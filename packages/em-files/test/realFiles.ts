import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// Real files of other people's microscopes lie beside the repository and are not part of it. Where they are absent,
// the tests that need them are skipped and say so in their names.
const folder = fileURLToPath(new URL('../../../../shared/data/', import.meta.url));

export const realFilesPresent = existsSync(folder);
export const needsRealFiles = realFilesPresent ? '' : ' (skipped: ../shared/data is absent)';

/** Names of the real files of one kind, such as `realNames('mdoc', '.mdoc')`. */
export function realNames(kind: string, extension: string): readonly string[] {
  if (!realFilesPresent) return [];
  return readdirSync(`${folder}${kind}`)
    .filter((name) => name.endsWith(extension))
    .sort();
}

export function realBytes(path: string): Uint8Array {
  return new Uint8Array(readFileSync(folder + path));
}
