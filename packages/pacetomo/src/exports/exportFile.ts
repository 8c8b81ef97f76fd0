/** A file that is made for another program, by its path in the folder `export`; its lines end in `\n`. */
export interface ExportFile {
  readonly path: string;
  readonly text: string;
}

/** What is made for one program or for all. */
export interface Made {
  readonly files: readonly ExportFile[];
  /** Sentences for a person: what is not made, or is not to be relied on, and why. */
  readonly notes: readonly string[];
}

/** All of several at once, in their order. */
export function together(made: readonly Made[]): Made {
  return { files: made.flatMap(({ files }) => files), notes: made.flatMap(({ notes }) => notes) };
}

/** Lines as a file has them, the last one ended too. */
export function linesOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
