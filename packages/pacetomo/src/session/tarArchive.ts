/** A file for an archive. */
export interface ArchiveFile {
  /** Short, without folders of more than one level: a tar header has room for 100 bytes. */
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly modified: Date;
}

const blockBytes = 512;

/** A tar archive of some files (POSIX.1-1988 `ustar`), which every computer can open. */
export function tarArchive(files: readonly ArchiveFile[]): Uint8Array {
  const blocks = files.flatMap(({ name, bytes, modified }) => [
    header(name, bytes.length, modified),
    bytes,
    Buffer.alloc((blockBytes - (bytes.length % blockBytes)) % blockBytes),
  ]);
  return Buffer.concat([...blocks, Buffer.alloc(2 * blockBytes)]); // two empty blocks are the end
}

function header(name: string, sizeBytes: number, modified: Date): Uint8Array {
  if (Buffer.byteLength(name) > 100) throw new Error(`${name} is too long a name for a tar archive`);
  const block = Buffer.alloc(blockBytes);
  const put = (at: number, text: string): number => block.write(text, at, 'utf8');
  const octal = (value: number, digits: number): string => `${Math.floor(value).toString(8).padStart(digits, '0')}\0`;
  put(0, name);
  put(100, octal(0o644, 7));
  put(108, octal(0, 7)); // owner
  put(116, octal(0, 7)); // group
  put(124, octal(sizeBytes, 11));
  put(136, octal(modified.getTime() / 1000, 11));
  put(148, ' '.repeat(8)); // the checksum counts itself as blanks
  put(156, '0'); // a file
  put(257, 'ustar\x0000');
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(148, `${octal(sum, 6)} `);
  return block;
}
