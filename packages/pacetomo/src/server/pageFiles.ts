import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** Where the page is built to. */
const builtPage = fileURLToPath(new URL('../../page', import.meta.url));

/** A file of the page. */
export interface PageFile {
  readonly type: string;
  readonly plain: Buffer;
  /** Never changes under its name, which holds a digest of it. */
  readonly isFinal: boolean;
  packed: { readonly br: Buffer; readonly gzip: Buffer } | null;
}

/** The files of the page by their addresses: the list is made once, and nothing that is asked for is ever joined to a path. */
export type PageFiles = ReadonlyMap<string, PageFile>;

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.mp3': 'audio/mpeg',
  '.wav': 'audio/wav',
};

/** Reads the built page; none when it is not built. Files of other kinds, source maps among them, are left out. */
export async function readPage(folder: string = builtPage): Promise<PageFiles> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = new Map<string, PageFile>();
  for (const entry of entries) {
    const type = types[extname(entry.name)];
    if (!entry.isFile() || type === undefined) continue;
    const path = join(entry.parentPath, entry.name);
    const address = `/${relative(folder, path).split(sep).join('/')}`;
    const plain = await readFile(path).catch(() => null); // a new page is being built just now
    if (plain !== null) files.set(address, { type, plain, isFinal: address.startsWith('/assets/'), packed: null });
  }
  return files;
}

/** Packs what can be packed, while the plain files are served already. */
export async function packPage(files: PageFiles): Promise<void> {
  for (const file of files.values()) {
    if (!file.type.includes('charset') || file.plain.length < 1000) continue;
    const [br, zipped] = await Promise.all([
      promisify(brotliCompress)(file.plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
      promisify(gzip)(file.plain),
    ]);
    file.packed = { br, gzip: zipped };
  }
}

/** The form of a file that a browser takes. */
export function formFor(
  file: PageFile,
  accepted: string,
): { readonly bytes: Buffer; readonly encoding: string | null } {
  if (file.packed !== null && /\bbr\b/.test(accepted)) return { bytes: file.packed.br, encoding: 'br' };
  if (file.packed !== null && /\bgzip\b/.test(accepted)) return { bytes: file.packed.gzip, encoding: 'gzip' };
  return { bytes: file.plain, encoding: null };
}

/** What is shown where a page should be. */
export const pageMissing =
  'The page is not built. Run “npm start” once in the folder of the repository, or “npm run build -w packages/web”.';
